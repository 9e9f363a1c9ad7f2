// Printing in the real window: the system's own dialog opens, and what it writes is the sheet and not the screen.
//
// Without WebDriver: a page that is driven by it does not print. Keys and one press come from `xdotool`, as a person's.

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { ended, newWard, throwAwayFolder, until } from './driver.mjs';

/** Runs a program and returns what it said, or nothing when it failed. */
function said(program, ...words) {
  const ran = spawnSync(program, words, { encoding: 'utf8' });
  return ran.status === 0 ? ran.stdout.trim() : '';
}

/** Returns the visible window of this name. */
const windowCalled = (name) => said('xdotool', 'search', '--onlyvisible', '--name', `^${name}$`).split('\n')[0];
const keys = (...pressed) => said('xdotool', 'key', '--clearmodifiers', '--delay', '60', ...pressed);

test("today's sheet comes out of the system's print dialog", async () => {
  const home = throwAwayFolder('printing');
  const config = join(home, 'config');
  mkdirSync(join(config, 'gtk-3.0'), { recursive: true });
  // Of the printers only the file, which needs no paper.
  writeFileSync(join(config, 'gtk-3.0', 'settings.ini'), '[Settings]\ngtk-print-backends=file\n');
  const data = newWard('printed');
  const app = spawn(process.env.HUDDLEBOARD_BINARY, ['--safe-graphics', '--data', data], {
    cwd: home,
    stdio: 'ignore',
    env: { ...process.env, HOME: home, XDG_CONFIG_HOME: config, XDG_DATA_HOME: home, XDG_CACHE_HOME: home },
  });
  try {
    const board = await until('the window', async () => windowCalled('Huddleboard'));
    said('xdotool', 'windowactivate', '--sync', board);
    // Nothing tells from outside when the page hears keys, so the same is pressed again until the dialog comes.
    const dialog = await until('the print dialog', () => {
      keys('Escape', 'ctrl+k');
      said('xdotool', 'type', '--delay', '40', 'Huddle');
      keys('Return', 'ctrl+p');
      return until('the dialog of this try', async () => windowCalled('Print'), 4_000);
    });
    const file = join(home, 'output.pdf');
    await until('the printed file', async () => {
      if (existsSync(file)) return true;
      // The only printer in the list, then the button that Return stands for.
      said('xdotool', 'mousemove', '--window', dialog, '80', '88', 'click', '1');
      keys('Return');
      return existsSync(file);
    });
    const text = await until('the whole sheet in the file', async () => {
      const read = said('pdftotext', file, '-').replace(/\s+/g, ' ');
      return read.includes('This app does not alert anyone.') && read;
    });
    assert.match(text, /Daily ward huddle[\s\S]*Who does what/);
    assert.doesNotMatch(text, /Start the huddle|Settings|Saved on this PC/, 'the screen was printed and not the sheet');
  } finally {
    await ended(app);
  }
});
