// Photographs the main screens of the made-up ward, numbered, into the folder HUDDLEBOARD_TOUR names.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Window, madeUpWard, throwAwayFolder } from './driver.mjs';

const screens = [
  ['Today', 'today'],
  ['Huddle', 'huddle'],
  ['Our board', 'our-board'],
  ['Measures', 'measures'],
  ['How we do it here', 'how-we-do-it'],
  ['This week', 'this-week'],
  ['Find', 'find'],
  ['Settings', 'settings'],
];

const folder = process.env.HUDDLEBOARD_TOUR;
if (!folder) throw new Error('HUDDLEBOARD_TOUR does not say where the pictures go');
mkdirSync(folder, { recursive: true });
let number = 0;
const missing = [];

function picture(window, name) {
  number += 1;
  window.picture(join(folder, `${String(number).padStart(2, '0')}-${name}.png`));
}

const first = await Window.open(['--data', throwAwayFolder('first-start')]);
try {
  await first.maximise();
  await first.heading();
  await first.settled();
  picture(first, 'first-start');
} finally {
  await first.close();
}

const window = await Window.open(['--data', madeUpWard('tour')]);
try {
  await window.maximise();
  await window.heading();
  for (const [words, name] of screens) {
    try {
      await window.press(words);
      await window.settled();
      picture(window, name);
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
