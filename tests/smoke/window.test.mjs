// What only a real start can show; everything else is proved elsewhere, where it is cheaper.

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { Window, ended, newWard, until } from './driver.mjs';

const data = newWard('ward');
const title = 'obs machine bay 3 no charger';

test('the window opens on Today', async () => {
  const window = await Window.open(['--data', data]);
  try {
    assert.equal(await window.heading(), 'Today');
  } finally {
    await window.close();
  }
});

test('the content policy is in force: a script put into the page does not run', async () => {
  const window = await Window.open(['--data', data]);
  try {
    await window.heading();
    const seen = await window.run(
      () =>
        new Promise((resolve) => {
          document.addEventListener('securitypolicyviolation', (event) =>
            resolve({ ran: globalThis.ran === true, refused: event.effectiveDirective }),
          );
          const script = document.createElement('script');
          script.textContent = 'globalThis.ran = true';
          document.body.append(script);
          setTimeout(() => resolve({ ran: globalThis.ran === true, refused: 'nothing' }), 2000);
        }),
    );
    assert.deepEqual(seen, { ran: false, refused: 'script-src-elem' });
  } finally {
    await window.close();
  }
});

test('a card that was saved is there after a restart', async () => {
  const first = await Window.open(['--data', data]);
  try {
    await first.heading();
    await first.press('Add');
    await first.type('What needs doing, or what did you notice?', `${title}\uE007`);
    await first.sees('Saved on this PC');
    await until('the card in the store', async () => (await found(first)).length > 0);
  } finally {
    await first.close();
  }
  const second = await Window.open(['--data', data]);
  try {
    assert.equal((await found(second)).length, 1);
  } finally {
    await second.close();
  }
});

test('a second start hands over to the first window and ends', async () => {
  const first = await Window.open(['--data', data]);
  try {
    await first.heading();
    const second = spawn(process.env.HUDDLEBOARD_BINARY, ['--data', data], { stdio: 'ignore' });
    const [code] = await once(second, 'exit');
    assert.equal(code, 0);
    assert.equal((await found(first)).length, 1, 'the first window still owns the ward');
  } finally {
    await first.close();
  }
});

test('the wall fills its screen, and goes with it when the screens change', async () => {
  const wall = await Window.open(['--display', '--data', data]);
  const fills = (width, height) => async () => {
    const seen = await wall.run(() => [innerWidth, innerHeight]);
    return seen[0] === width && seen[1] === height;
  };
  try {
    await wall.heading();
    await until('the wall to fill its screen', fills(1366, 768));
    screens('--setmonitor', 'TV', '1000/300x600/200+366+168', 'screen');
    await until('the wall to fill the other screen', fills(1000, 600));
    screens('--delmonitor', 'TV');
    await until('the wall to fill its screen again', fills(1366, 768));
  } finally {
    screens('--delmonitor', 'TV');
    await wall.close();
  }
});

test('while the wall is up the desktop is asked to keep the screen awake, and asked no longer after it', async () => {
  const bus = spawn('dbus-monitor', ['--session', "interface='org.freedesktop.ScreenSaver'"]);
  let heard = '';
  bus.stdout.on('data', (said) => (heard += said));
  try {
    const board = await Window.open(['--data', data]);
    try {
      await board.heading();
      assert.doesNotMatch(heard, /member=Inhibit/, 'a board lets the screen sleep');
    } finally {
      await board.close();
    }
    const wall = await Window.open(['--display', '--data', data]);
    try {
      await until('the request on the bus', async () => /member=Inhibit[^]*The ward's wall is showing/.test(heard));
    } finally {
      await wall.close();
    }
  } finally {
    await ended(bus);
  }
});

test('a start of the wall beside an open board opens the wall and ends', async () => {
  const board = await Window.open(['--data', data]);
  try {
    await board.heading();
    const alone = windows();
    for (const time of ['first', 'second']) {
      const second = spawn(process.env.HUDDLEBOARD_BINARY, ['--display', '--data', data], { stdio: 'ignore' });
      const [code] = await once(second, 'exit');
      assert.equal(code, 0, `the ${time} start hands over`);
      await until('one window more, however often it is asked for', async () => windows() === alone + 1);
    }
  } finally {
    await board.close();
  }
});

test('the wall looks and cannot write: every command is refused before it reaches the ward', async () => {
  const listed = spawnSync(process.env.HUDDLEBOARD_BINARY, ['list'], { encoding: 'utf8' }).stdout;
  const commands = [...listed.matchAll(/^command (\S+)/gm)].map(([, name]) => name);
  assert.ok(commands.length > 50 && commands.includes('card_add'), listed);
  const wall = await Window.open(['--display', '--data', data]);
  try {
    await wall.heading();
    // It may look, so what is refused is the writing and not the window.
    assert.equal((await wall.call('query', 'wall_get', {})).ward, 'Ward 6A');
    const let_through = await wall.run(
      async (names) => {
        const through = [];
        for (const name of [...names, 'display_open', 'close_ready']) {
          try {
            await globalThis.__TAURI_INTERNALS__.invoke('execute', { name, body: {} });
            through.push(name);
          } catch (fault) {
            if (!/not allowed/.test(String(fault?.message ?? fault))) through.push(`${name}: ${JSON.stringify(fault)}`);
          }
        }
        return through;
      },
      commands,
    );
    assert.deepEqual(let_through, []);
  } finally {
    await wall.close();
  }
});

/** Returns what the app finds under the card's title. */
async function found(window) {
  const view = await window.call('query', 'find', { text: title, limit: 20 });
  return view.hits.filter((hit) => hit.title === title);
}

/** Tells the screen to be another one; what is gone already may be taken away again. */
function screens(...words) {
  spawnSync('xrandr', words, { stdio: 'ignore' });
}

/** Returns how many windows of ours a person sees. */
function windows() {
  const found = spawnSync('xdotool', ['search', '--onlyvisible', '--name', '^Huddleboard$'], { encoding: 'utf8' });
  return found.stdout.split('\n').filter(Boolean).length;
}
