import { execute, type CommandAnswer, type CommandName, type CommandRequest } from "../api/client";
import { faultFrom, type Fault } from "../api/errors";
import { admin } from "./pin.svelte";
import { problem, say } from "./say.svelte";
import { saved } from "./saved.svelte";
import { session } from "./session.svelte";

export type Outcome<T> = { ok: true; value: T } | { ok: false; fault: Fault };

export interface ActOptions<T> {
  /** What to say when it is done. */
  said?: string | ((answer: T) => string);
  /** The screen shows the fault itself (beside a field). Otherwise the line under the ward band does. */
  ownFault?: boolean;
  /** Ask who it is first, when no tile is held. Closing the picker does nothing. */
  who?: boolean;
}

const BUSY_WAITS_MS = [150, 400, 1000];

/** What was asked for last, while it is not answered yet. */
let newest: { what: string; done: Promise<Outcome<unknown>> } | null = null;

/**
 * Does one thing a person asked for: sends the command, keeps the saved line true, says it is done,
 * shows why not. Busy is tried again under the same request id; a missing tile or PIN is asked for.
 * The very same asked again at once, before the answer came, is one more press on a slow PC: it is sent once.
 * With something else in between it is sent again: who chose one, the other and the first again wants the first.
 */
export function act<K extends CommandName>(
  name: K,
  request: CommandRequest<K>,
  options: ActOptions<CommandAnswer<K>> = {},
): Promise<Outcome<CommandAnswer<K>>> {
  const what = JSON.stringify([name, request]);
  if (newest?.what === what) return newest.done as Promise<Outcome<CommandAnswer<K>>>;
  const done = send(name, request, options).finally(() => {
    if (newest?.done === done) newest = null;
  });
  newest = { what, done };
  return done;
}

async function send<K extends CommandName>(
  name: K,
  request: CommandRequest<K>,
  options: ActOptions<CommandAnswer<K>>,
): Promise<Outcome<CommandAnswer<K>>> {
  if (options.who && !session.tile && (await session.pick()) === null) return { ok: false, fault: stopped() };
  let requestId = crypto.randomUUID();
  let asked = false;
  let sent = request;
  let pinSent = false;
  for (let round = 0; ; round += 1) {
    try {
      const value = await saved.follow(execute(name, sent, requestId));
      const at = savedAt(value);
      if (at !== null) saved.note(at);
      problem.clear();
      const said = typeof options.said === "function" ? options.said(value) : options.said;
      if (said) say(said);
      return { ok: true, value };
    } catch (error) {
      const fault = faultFrom(error);
      const wait = BUSY_WAITS_MS[round];
      if (fault.kind === "busy" && wait !== undefined) {
        await new Promise((resolve) => setTimeout(resolve, wait));
        continue;
      }
      if (!asked && fault.code === "needs_tile") {
        asked = true;
        if ((await session.pick()) === null) return { ok: false, fault };
        requestId = crypto.randomUUID();
        continue;
      }
      if (!pinSent && fault.code === "pin_needed") {
        pinSent = true;
        if (admin.held === null && !(await admin.unlock())) return { ok: false, fault: stopped() };
        sent = { ...request, pin: admin.held };
        requestId = crypto.randomUUID();
        continue;
      }
      if (fault.kind === "internal" || fault.kind === "busy") saved.lost = true;
      if (!options.ownFault) problem.show(fault);
      return { ok: false, fault };
    }
  }
}

function savedAt(value: unknown): number | null {
  if (typeof value !== "object" || value === null || !("saved_at" in value)) return null;
  return typeof value.saved_at === "number" ? value.saved_at : null;
}

function stopped(): Fault {
  return faultFrom({ code: "stopped", kind: "not_now", message: "" });
}
