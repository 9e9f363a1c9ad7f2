import { query, type QueryAnswer, type QueryName, type QueryRequest } from "../api/client";
import { faultFrom, type Fault } from "../api/errors";
import { onChange } from "./feed";

/** A question that stays answered: asked at once, and again whenever something changes. */
export class Live<K extends QueryName> {
  /** The newest answer; `null` until the first one. Replaced whole, never changed in place. */
  data = $state.raw<QueryAnswer<K> | null>(null);
  /** Why the newest try failed; the older answer stays. */
  fault = $state.raw<Fault | null>(null);
  /** True until the first answer or fault. */
  waiting = $derived(this.data === null && this.fault === null);
  /** False while `data` answers the question before: another day was chosen and its answer is on its way. */
  current = $derived.by(() => this.data !== null && this.#answered === JSON.stringify(this.#request()));

  #answered = $state.raw<string | null>(null);
  #name: K;
  #request: () => QueryRequest<K> | null;
  #running = false;
  #done: Promise<void> = Promise.resolve();
  #again = false;

  constructor(name: K, request: () => QueryRequest<K> | null) {
    this.#name = name;
    this.#request = request;
  }

  /** Asks again, and is done when the answer is here. Calls made while one is under way fold into one more. */
  refresh(): Promise<void> {
    if (this.#running) {
      this.#again = true;
      return this.#done;
    }
    this.#running = true;
    this.#done = this.#ask();
    return this.#done;
  }

  async #ask(): Promise<void> {
    try {
      do {
        this.#again = false;
        const request = this.#request();
        if (request === null) return;
        const asked = JSON.stringify(request);
        // Somebody looks at another card, or typed on: this answer would stand under the wrong question.
        const wanted = (): boolean => JSON.stringify(this.#request()) === asked;
        try {
          const answer = await query(this.#name, request);
          if (wanted()) {
            this.data = answer;
            this.#answered = asked;
            this.fault = null;
          }
        } catch (error) {
          if (wanted()) this.fault = faultFrom(error);
        }
      } while (this.#again);
    } finally {
      this.#running = false;
    }
  }
}

/**
 * Keeps a query's answer fresh while the calling component is on screen.
 * `request` may read state: a new request asks at once; `null` asks nothing.
 * `kinds` narrows which records matter (a gap in the feed always asks again).
 */
export function live<K extends QueryName>(
  name: K,
  request: () => QueryRequest<K> | null,
  kinds?: readonly string[],
): Live<K> {
  const answer = new Live(name, request);
  $effect(() => {
    // Read here so that the effect runs again when the request changes.
    JSON.stringify(request());
    void answer.refresh();
  });
  $effect(() =>
    onChange((heard) => {
      const matters =
        heard === null || !kinds || heard.some((c) => c.kind === undefined || kinds.includes(c.kind));
      if (matters) void answer.refresh();
    }),
  );
  return answer;
}
