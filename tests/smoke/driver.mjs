// Drives the real window through WebKit's own WebDriver, in plain fetch.
//
// What a person would see is asked for in the page (headings, buttons, text), never by the names of
// classes, so that the screens may be redrawn without touching this file.

import { spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** WebDriver's name for an element in its answers. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';
/** How long a page may take to show what is waited for, in milliseconds. */
const PATIENCE = 30_000;

/** Makes a folder that is removed when the process ends. */
export function throwAwayFolder(name) {
  const folder = mkdtempSync(join(tmpdir(), `huddleboard-${name}-`));
  process.on('exit', () => {
    // A desktop's document portal hangs itself into the place it takes for the user's own, and does not always leave.
    spawnSync('fusermount', ['-u', '-z', join(folder, 'doc')], { stdio: 'ignore' });
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** Runs one of the app's own commands without a window; complains when it is refused. */
function command(...words) {
  const ran = spawnSync(process.env.HUDDLEBOARD_BINARY, words, { encoding: 'utf8' });
  if (ran.status !== 0) throw new Error(`${words.slice(2).join(' ')}: ${ran.stdout}${ran.stderr}`);
}

/** Makes a folder with a ward that has just been started. */
export function newWard(name) {
  const folder = throwAwayFolder(name);
  const ward = {
    name: 'Ward 6A',
    area: 'Elderly care',
    colour: 'blue',
    day_start: '07:30',
    night_start: '20:00',
    huddle_time: '08:15',
  };
  command('--data', folder, 'call', 'ward_start', JSON.stringify(ward));
  return folder;
}

/** Makes a folder with the made-up ward. */
export function madeUpWard(name) {
  const folder = throwAwayFolder(name);
  command('--data', folder, 'demo');
  return folder;
}

/** Returns a port that was free a moment ago. */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** One start of the app, seen through WebDriver. */
export class Window {
  #driver;
  #base;
  #session;
  #folder = '';

  /** Starts the app with these arguments and waits until its page answers. */
  static async open(args, environment = {}) {
    const binary = process.env.HUDDLEBOARD_BINARY;
    if (!binary) throw new Error('HUDDLEBOARD_BINARY does not say which app to open');
    const window = new Window();
    const data = args.indexOf('--data');
    if (data >= 0) window.#folder = args[data + 1];
    const port = await freePort();
    const profile = throwAwayFolder('profile');
    window.#driver = spawn('WebKitWebDriver', [`--port=${port}`, '--host=127.0.0.1'], {
      stdio: ['ignore', 'ignore', process.env.HUDDLEBOARD_LOUD ? 'inherit' : 'ignore'],
      env: {
        ...process.env,
        TAURI_WEBVIEW_AUTOMATION: 'true',
        XDG_DATA_HOME: profile,
        XDG_CACHE_HOME: profile,
        ...environment,
      },
    });
    window.#base = `http://127.0.0.1:${port}`;
    await until('the driver to answer', () => window.#ask('GET', '/status').catch(() => false));
    const answer = await window.#ask('POST', '/session', {
      capabilities: {
        alwaysMatch: {
          'webkitgtk:browserOptions': { binary, args: ['--safe-graphics', ...args] },
        },
      },
    });
    window.#session = `/session/${answer.sessionId}`;
    return window;
  }

  /**
   * Closes the app and the driver, and waits until the app has let go of its folder: the next start
   * would otherwise only raise the window that is going.
   */
  async close() {
    try {
      if (this.#session) await this.#ask('DELETE', this.#session);
    } finally {
      await ended(this.#driver);
    }
    if (this.#folder) {
      const free = () => spawnSync('flock', ['--nonblock', join(this.#folder, 'owner.lock'), 'true']).status === 0;
      // On a busy machine the driver sometimes leaves the app running; a start of this test's own is then ended by its id.
      await until('the app to end by itself', async () => free(), 5_000).catch(() => {
        process.kill(JSON.parse(readFileSync(join(this.#folder, 'owner.json'), 'utf8')).pid, 'SIGTERM');
      });
      await until('the folder to be let go', async () => free());
    }
  }

  /** Runs a function in the page and returns what it returns; a promise is waited for. */
  async run(work, ...args) {
    const script = `
      const done = arguments[arguments.length - 1];
      const given = Array.prototype.slice.call(arguments, 0, -1);
      Promise.resolve((${work}).apply(null, given)).then(
        (value) => done({ value }),
        (fault) => done({ fault: fault && fault.message ? fault.message : JSON.stringify(fault) }),
      );`;
    const answer = await this.#ask('POST', `${this.#session}/execute/async`, { script, args });
    if (answer?.fault !== undefined) throw new Error(answer.fault);
    return answer?.value;
  }

  /** Waits until the page's own text has these words. */
  async sees(words) {
    return until(`"${words}" on the page`, async () => {
      const text = await this.text();
      return text.includes(words);
    }).catch(async (fault) => {
      throw new Error(`${fault.message}. The page says: ${(await this.text()).slice(0, 600)}`);
    });
  }

  /** Returns the text a person can read. */
  async text() {
    return this.run(() => document.body?.innerText ?? '');
  }

  /** Waits for the screen's own title, the first heading. */
  async heading() {
    return until('a heading', () =>
      this.run(() => document.querySelector('h1')?.innerText.trim() || false),
    );
  }

  /** Waits until the page has stayed the same for a moment: data has come and is drawn. */
  async settled() {
    let before = '';
    let same = 0;
    await until('the page to settle', async () => {
      const now = await this.run(() => document.body.innerHTML.length + ':' + document.fonts.status);
      same = now === before ? same + 1 : 0;
      before = now;
      return same >= 4 && now.endsWith('loaded');
    });
  }

  /** Presses the button or link that reads so. */
  async press(words) {
    const found = await until(`something to press that says "${words}"`, () =>
      this.#find(
        `//*[self::button or self::a or @role='button' or @role='link'][normalize-space(.)="${words}" or @aria-label="${words}"]`,
      ),
    );
    await this.#ask('POST', `${this.#session}/element/${found}/click`, {});
  }

  /** Types into the box with this label, or into what has the focus; \uE007 is Enter. */
  async type(label, text) {
    const found = await until(`a box called "${label}"`, () =>
      this.#find(
        `//*[self::input or self::textarea][@aria-label="${label}" or @id=(//label[normalize-space(.)="${label}"]/@for)]`,
      ),
    );
    await this.#ask('POST', `${this.#session}/element/${found}/value`, { text });
  }

  /** Calls one of the shell's three commands the way the page does. */
  async call(command, name, body) {
    return this.run(
      (command, name, body) => globalThis.__TAURI_INTERNALS__.invoke(command, { name, body }),
      command,
      name,
      body,
    );
  }

  /** Makes the window fill the screen. */
  async maximise() {
    await this.#ask('POST', `${this.#session}/window/maximize`, {});
  }

  /**
   * Writes a picture of the screen. WebKit's driver has a word for this, but it never answers on a
   * screen without a graphics card; and a picture of the screen shows the window as people get it.
   */
  picture(file) {
    const taken = spawnSync('import', ['-window', 'root', file], { encoding: 'utf8' });
    if (taken.status !== 0) throw new Error(`no picture: ${taken.error ?? taken.stderr}`);
  }

  async #find(xpath) {
    const found = await this.#ask('POST', `${this.#session}/elements`, {
      using: 'xpath',
      value: xpath,
    });
    return found[0]?.[ELEMENT] ?? false;
  }

  async #ask(method, path, body) {
    const answer = await fetch(this.#base + path, {
      method,
      body: body === undefined ? undefined : JSON.stringify(body),
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      signal: AbortSignal.timeout(PATIENCE * 2),
    });
    const { value } = await answer.json();
    if (!answer.ok) throw new Error(`${method} ${path}: ${value?.error}: ${value?.message}`);
    return value;
  }
}

/** Asks again until the answer is something, or patience ends. */
export async function until(what, ask, patience = PATIENCE) {
  const end = Date.now() + patience;
  let last;
  for (;;) {
    try {
      const answer = await ask();
      if (answer) return answer;
      last = undefined;
    } catch (fault) {
      last = fault;
    }
    if (Date.now() > end) {
      throw new Error(`waited ${patience / 1000} s for ${what}${last ? `: ${last.message}` : ''}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Ends a child process and waits until it is gone. */
export function ended(child) {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill();
  });
}
