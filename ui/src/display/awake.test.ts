import { describe, expect, it, vi } from "vitest";
import { type Lock, keepAwake } from "./awake";

/** A page that can be hidden, and a browser that gives locks and takes them back. */
function made(answer: () => Promise<void> = () => Promise.resolve()) {
  const listeners = new Set<() => void>();
  const locks: { released: boolean }[] = [];
  const page = {
    visibilityState: "visible",
    addEventListener: (_: string, heard: () => void) => void listeners.add(heard),
    removeEventListener: (_: string, heard: () => void) => void listeners.delete(heard),
  };
  const give = vi.fn(async (): Promise<Lock> => {
    await answer();
    const lock = {
      released: false,
      release: () => {
        lock.released = true;
        return Promise.resolve();
      },
    };
    locks.push(lock);
    return lock;
  });
  const show = (state: string): void => {
    page.visibilityState = state;
    // A browser takes the lock back from a page nobody sees.
    if (state === "hidden") for (const lock of locks) lock.released = true;
    for (const heard of listeners) heard();
  };
  return { page, give, locks, listeners, show };
}

const settled = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, 0));

describe("keeping the wall's screen awake", () => {
  it("holds one lock, and takes another when the page was hidden", async () => {
    const { page, give, locks, show } = made();
    const awake = keepAwake(page, give);
    await settled();
    awake.again();
    awake.again();
    await settled();
    expect(locks.map((lock) => lock.released)).toEqual([false]);
    show("hidden");
    awake.again();
    await settled();
    expect(give).toHaveBeenCalledTimes(1);
    show("visible");
    await settled();
    expect(locks.map((lock) => lock.released)).toEqual([true, false]);
  });

  it("takes another when the lock is gone without a word, as after the PC slept", async () => {
    const { page, give, locks } = made();
    const awake = keepAwake(page, give);
    await settled();
    locks[0]!.released = true;
    awake.again();
    await settled();
    expect(locks.map((lock) => lock.released)).toEqual([true, false]);
  });

  it("asks again after a refusal and says nothing", async () => {
    let refuse = true;
    const { page, give, locks } = made(() => (refuse ? Promise.reject(new Error("no")) : Promise.resolve()));
    const awake = keepAwake(page, give);
    await settled();
    expect(locks).toEqual([]);
    refuse = false;
    awake.again();
    await settled();
    expect(locks).toHaveLength(1);
  });

  it("lets the screen sleep when the wall is gone, also with a lock on its way", async () => {
    const { page, give, locks, listeners } = made();
    const awake = keepAwake(page, give);
    await settled();
    awake.stop();
    await settled();
    expect(locks.every((lock) => lock.released)).toBe(true);
    const late = keepAwake(page, give);
    late.stop();
    await settled();
    expect(locks.every((lock) => lock.released)).toBe(true);
    expect(listeners.size).toBe(0);
  });

  it("does nothing where the browser has no lock to give", () => {
    const { page } = made();
    expect(() => keepAwake(page, null).stop()).not.toThrow();
  });
});
