// Measures how long the release app takes to show Today and how much memory it then holds; then has it make a week's
// page, which only the app that is handed out can.

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Window, madeUpWard, throwAwayFolder } from './driver.mjs';

/** Most the Rust process may hold, in MiB of proportional set size. */
const MOST_MIB = 160;
const STARTS = 5;

const data = madeUpWard('figures');

/** Returns the process ids whose command line starts with the app's binary. */
function processes() {
  const binary = process.env.HUDDLEBOARD_BINARY;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0')[0] === binary;
      } catch {
        return false;
      }
    });
}

/** Returns the proportional set size of a process in MiB. */
function pss(id) {
  const line = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${id}/smaps_rollup`, 'utf8'));
  return Number(line[1]) / 1024;
}

const times = [];
let memory = 0;
for (let start = 0; start <= STARTS; start += 1) {
  const began = performance.now();
  const window = await Window.open(['--data', data]);
  try {
    await window.heading();
    // The first start warms the disk's cache and does not count.
    if (start > 0) times.push(performance.now() - began);
    for (const id of processes()) memory = Math.max(memory, pss(id));
  } finally {
    await window.close();
  }
}
times.sort((a, b) => a - b);
const shown = times.map((time) => (time / 1000).toFixed(2)).join(', ');
console.log(`start to Today, driver included, seconds, fastest first: ${shown}`);
console.log(`memory of the Rust process: ${memory.toFixed(0)} MiB PSS (most allowed: ${MOST_MIB})`);
if (memory === 0 || memory > MOST_MIB) process.exitCode = 1;

const window = await Window.open(['--data', data]);
try {
  await window.heading();
  await window.press('This week');
  await window.sees('Page to read and print (.pdf)');
  const folder = throwAwayFolder('page');
  const kept = await window.call('execute', 'week_freeze', { monday: null });
  const began = performance.now();
  const made = await window.call('execute', 'week_files_make', { monday: kept.monday, formats: ['pdf'], folder });
  const took = performance.now() - began;
  const name = made.files.find((file) => file.endsWith('.pdf'));
  const page = name ? readFileSync(join(folder, name)) : Buffer.alloc(0);
  const good = page.subarray(0, 5).toString() === '%PDF-';
  console.log(`the week's page out of the window: ${good ? 'a PDF' : 'no PDF'}, ${page.length} bytes, ${took.toFixed(0)} ms`);
  if (!good) process.exitCode = 1;
} finally {
  await window.close();
}
