import { IDLE_MS } from "./session.svelte";

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

/** The ward's own settings were opened with the PIN. Closed again after two idle minutes. */
class Admin {
  /** The PIN that was right, in memory only, for acts that send it. */
  held = $state<string | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Asks for the PIN. True when it was right. */
  async unlock(): Promise<boolean> {
    this.held = await pin.ask();
    this.touched();
    return this.held !== null;
  }

  /** Someone touched the PC: the two minutes start again. */
  touched(): void {
    clearTimeout(this.#timer);
    if (this.held !== null) this.#timer = setTimeout(() => this.lock(), IDLE_MS);
  }

  lock(): void {
    clearTimeout(this.#timer);
    this.held = null;
  }
}

export const admin = new Admin();
