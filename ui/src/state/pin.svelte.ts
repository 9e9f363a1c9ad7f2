/** Asks for the ward PIN. Only admin acts need it; it is checked by the store on this PC. */
class Pin {
  asking = $state(false);
  #waiting: ((pin: string | null) => void)[] = [];

  /** Opens the question; the answer is a PIN that was right, or `null` when it was closed. */
  ask(): Promise<string | null> {
    this.asking = true;
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Ends the question. */
  answer(pin: string | null): void {
    this.asking = false;
    for (const resolve of this.#waiting.splice(0)) resolve(pin);
  }
}

export const pin = new Pin();
