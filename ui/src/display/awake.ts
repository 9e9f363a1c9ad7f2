/**
 * Keeps the screen from sleeping while the wall is shown. The lock goes whenever the page is hidden (another window
 * over it, a screen unplugged) or the PC slept, so it is asked for again. Refused, nothing is said: the window asks
 * the desktop as well, and a screen that sleeps tells by itself.
 */

/** What of a browser's wake lock is needed here. */
export interface Lock {
  readonly released: boolean;
  release(): Promise<void>;
}

/** What of the page is needed here. */
export interface Shown {
  readonly visibilityState: string;
  addEventListener(type: "visibilitychange", listener: () => void): void;
  removeEventListener(type: "visibilitychange", listener: () => void): void;
}

/** Asks for a lock on the screen; `null` where the browser has none to give. */
export type Give = ((kind: "screen") => Promise<Lock>) | null;

/** Keeps the screen awake until the returned function is called; `again` is to be called now and then. */
export function keepAwake(page: Shown, give: Give): { again: () => void; stop: () => void } {
  let lock: Lock | null = null;
  let asking = false;
  let over = false;

  async function ask(): Promise<void> {
    if (over || asking || !give || page.visibilityState !== "visible" || (lock && !lock.released)) return;
    asking = true;
    try {
      const given = await give("screen");
      if (over) await given.release();
      else lock = given;
    } catch {
      // Asked again with the next look.
    } finally {
      asking = false;
    }
  }

  const again = (): void => void ask();
  page.addEventListener("visibilitychange", again);
  again();
  return {
    again,
    stop() {
      over = true;
      page.removeEventListener("visibilitychange", again);
      if (lock && !lock.released) lock.release().catch(() => undefined);
    },
  };
}

/** What this browser can give. */
export function given(): Give {
  const lock = "wakeLock" in navigator ? navigator.wakeLock : null;
  return lock ? (kind) => lock.request(kind) : null;
}
