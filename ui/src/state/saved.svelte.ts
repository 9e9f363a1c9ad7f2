/** The saved line: what the store's commits say, never a hope. */
class Saved {
  /** When the newest commit we know of returned, ms UTC. */
  at = $state<number | null>(null);
  /** A command was sent and its answer has not come for a while. */
  slow = $state(false);
  /** A write failed. The words are still in this window only. */
  lost = $state(false);

  #pending = 0;
  #settled: (() => void)[] = [];

  /** Takes the time of a commit. */
  note(at: number): void {
    if (at > (this.at ?? 0)) this.at = at;
    this.lost = false;
  }

  /** Resolves once no command is under way. */
  settled(): Promise<void> {
    if (this.#pending === 0) return Promise.resolve();
    return new Promise((resolve) => this.#settled.push(resolve));
  }

  /** Follows one command; after 400 ms without an answer the line says "Saving". */
  async follow<T>(work: Promise<T>): Promise<T> {
    this.#pending += 1;
    const timer = setTimeout(() => {
      this.slow = true;
    }, 400);
    try {
      return await work;
    } finally {
      clearTimeout(timer);
      this.#pending -= 1;
      if (this.#pending === 0) {
        this.slow = false;
        for (const resolve of this.#settled.splice(0)) resolve();
      }
    }
  }
}

export const saved = new Saved();
