/**
 * What a control shows that saves at once: what was chosen in it, from the press until the newest choice is answered,
 * and otherwise what is kept. On a slow PC the answer to one press arrives after the next one, with the records of
 * before; without this it would put the control back under the fingers.
 */
export class Choosing<T> {
  #pending = $state.raw<{ chosen: T } | null>(null);
  #newest = 0;
  /** What stands if the newest choice is refused. */
  #kept: T | undefined;
  readonly #get: () => T;
  readonly #set: (value: T) => void;

  constructor(get: () => T, set: (value: T) => void) {
    this.#get = get;
    this.#set = set;
  }

  get shown(): T {
    return this.#pending ? this.#pending.chosen : this.#get();
  }

  /** Shows a choice and hands it on; an answer of `false`, also a later one, means refused. */
  async choose(chosen: T, onchange?: (value: T) => unknown): Promise<void> {
    this.#newest += 1;
    const mine = this.#newest;
    if (!this.#pending) this.#kept = this.#get();
    this.#pending = { chosen };
    this.#set(chosen);
    if ((await onchange?.(chosen)) !== false) this.#kept = chosen;
    if (mine !== this.#newest) return;
    this.#pending = null;
    this.#set(this.#kept as T);
  }
}
