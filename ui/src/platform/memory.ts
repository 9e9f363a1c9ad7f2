import { Fault } from "../api/errors";
import type { ExecuteCall, FeedEvent, Host } from "./types";

/** Answers by name. A function gets the request; anything else is the answer itself. */
export type Answers = Record<string, unknown>;

/** A host that lives in memory, for unit tests and for looking at screens without a store. */
export interface MemoryHost extends Host {
  readonly name: "memory";
  /** Every command sent, in order. */
  readonly sent: ExecuteCall[];
  /** Puts one message on the feed. `seq` is counted here unless given. */
  emit(event?: Partial<FeedEvent>): void;
  /** Says that the feed was cut and is back. */
  relink(): void;
  /** Replaces an answer. */
  answer(name: string, value: unknown): void;
}

/** Makes a memory host. A name without an answer is refused the way the store refuses an unknown name. */
export function memoryHost(
  queries: Answers = {},
  commands: Answers = {},
  otherCommand?: (body: unknown) => unknown,
): MemoryHost {
  const table: Answers = { ...queries, ...commands };
  const sent: ExecuteCall[] = [];
  const listeners = new Set<(event: FeedEvent) => void>();
  const links = new Set<(up: boolean) => void>();
  let seq = 0;

  async function reply(name: string, body: unknown): Promise<unknown> {
    if (!(name in table)) throw new Fault({ code: "unknown_name", kind: "internal", message: name });
    const found = table[name];
    return structuredCloneSafe(typeof found === "function" ? await found(body) : found);
  }

  return {
    name: "memory",
    sent,
    query: reply,
    async execute(call) {
      sent.push(call);
      const known = call.name in table || !otherCommand;
      const value = known ? await reply(call.name, call.body) : otherCommand(call.body);
      // A change of no named kind: everybody asks again.
      this.emit({ changes: [{}] });
      return value;
    },
    subscribe(onEvent, onLink) {
      listeners.add(onEvent);
      links.add(onLink);
      onLink(true);
      return () => {
        listeners.delete(onEvent);
        links.delete(onLink);
      };
    },
    emit(event = {}) {
      seq = event.seq ?? seq + 1;
      const whole: FeedEvent = { origin: "memory", changes: [], ...event, seq };
      for (const listener of listeners) listener(whole);
    },
    relink() {
      for (const link of links) {
        link(false);
        link(true);
      }
    },
    answer(name, value) {
      table[name] = value;
    },
  };
}

/** Answers are copied, so that a screen cannot change what the "store" holds. */
function structuredCloneSafe<T>(value: T): T {
  return value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T);
}
