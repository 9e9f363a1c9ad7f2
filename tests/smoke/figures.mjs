// Measures how long the release app takes to show Today and how much memory it then holds.

import { readFileSync, readdirSync } from 'node:fs';
import { Window, madeUpWard } from './driver.mjs';

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
