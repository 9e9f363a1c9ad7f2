// Photographs the main screens of the made-up ward, numbered, into the folder HUDDLEBOARD_TOUR names.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Window, throwAwayFolder } from './driver.mjs';

const screens = [
  ['Today', 'today'],
  ['Huddle', 'huddle'],
  ['Our board', 'our-board'],
  ['Measures', 'measures'],
  ['How we do it here', 'how-we-do-it'],
  ['Find', 'find'],
  ['Settings', 'settings'],
];

const folder = process.env.HUDDLEBOARD_TOUR;
if (!folder) throw new Error('HUDDLEBOARD_TOUR does not say where the pictures go');
mkdirSync(folder, { recursive: true });
let number = 0;
const missing = [];

async function picture(window, name) {
  number += 1;
  const file = join(folder, `${String(number).padStart(2, '0')}-${name}.png`);
  await window.picture(file);
}

const window = await Window.open(['--demo', '--data', throwAwayFolder('tour')]);
try {
  await window.resize(1366, 768);
  await window.heading();
  const boot = await window.call('query', 'boot_get', {});
  if (boot.state === 'first_start') {
    await picture(window, 'first-start');
    await window.press('Look around a made-up ward');
  }
  for (const [words, name] of screens) {
    try {
      await window.press(words);
      await window.settled();
      await picture(window, name);
    } catch (fault) {
      missing.push(`${words}: ${fault.message}`);
    }
  }
} finally {
  await window.close();
}
if (missing.length > 0) {
  console.error(`not photographed:\n  ${missing.join('\n  ')}`);
  process.exitCode = 1;
}
