import type { Fault } from "../api/errors";

/** How long words stand for certain: a screen reader must have begun them before they may go. */
const STANDS_MS = 2000;

/**
 * The one polite live region's words. Only App.svelte shows them; everybody else calls `say`.
 * News that follow each other closely stand one under the other: an answer that came late on a slow PC
 * ("3 things found") must not wipe out what was said a moment before ("Undone: ...") and was not yet read.
 */
class Spoken {
  lines = $state.raw<readonly { id: number; text: string; at: number }[]>([]);
  /** The newest words. */
  text = $derived(this.lines.at(-1)?.text ?? "");
  #count = 0;

  say(text: string): void {
    const at = Date.now();
    this.#count += 1;
    // A new line each time, so the same words are read again.
    this.lines = [...this.lines.filter((line) => at - line.at < STANDS_MS), { id: this.#count, text, at }];
  }
}

/** The one line for what could not be done. Stays until it is closed or something works. */
class Problem {
  fault = $state.raw<Fault | null>(null);

  show(fault: Fault): void {
    this.fault = fault;
    spoken.say(fault.message);
  }

  clear(): void {
    this.fault = null;
  }
}

export const spoken = new Spoken();
export const problem = new Problem();

/** Says something once, politely, to a screen reader. */
export function say(text: string): void {
  spoken.say(text);
}
