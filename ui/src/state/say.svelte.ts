import type { Fault } from "../api/errors";

/** The one polite live region's words. Only App.svelte shows them; everybody else calls `say`. */
class Spoken {
  text = $state("");
  #odd = false;

  say(text: string): void {
    // A no-break space at the end makes the same words new, so they are read again.
    this.#odd = !this.#odd;
    this.text = this.#odd ? text : `${text}\u00a0`;
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
