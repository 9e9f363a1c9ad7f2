import type { Host } from "../platform/types";
import { Fault, faultFrom } from "./errors";
import type { Commands, Queries } from "./generated/wire";

export type QueryName = keyof Queries & string;
export type CommandName = keyof Commands & string;
export type QueryRequest<K extends QueryName> = Queries[K][0];
export type QueryAnswer<K extends QueryName> = Queries[K][1];
export type CommandRequest<K extends CommandName> = Commands[K][0];
export type CommandAnswer<K extends CommandName> = Commands[K][1];

let host: Host | null = null;
let heldTile: () => string | null = () => null;

/** Says which host to talk to. Called once at the start, and by tests. */
export function useHost(next: Host): void {
  host = next;
}

/** Says where to read the held name tile from; every command carries it. */
export function useTileSource(source: () => string | null): void {
  heldTile = source;
}

/** The host in use. */
export function currentHost(): Host {
  if (!host) throw Fault.hostGone();
  return host;
}

let asking = 0;

/** Says on the page how many calls wait for an answer, so that a journey need not guess when all are here. */
function nowAsking(more: 1 | -1): void {
  asking += more;
  document.documentElement.dataset["asking"] = String(asking);
}

/** How many commands have ended here. */
let ended = 0;
/** Times a question is asked anew because a command ended meanwhile; somebody who types saves all the time. */
const ANEW_MOST = 2;

/**
 * Asks a question. Never changes anything. The answer is never older than a command that ended while it was on its
 * way: on a slow PC it would put back under the fingers what was just changed.
 */
export async function query<K extends QueryName>(name: K, request: QueryRequest<K>): Promise<QueryAnswer<K>> {
  nowAsking(1);
  try {
    for (let anew = 0; ; anew += 1) {
      const before = ended;
      const answer = (await currentHost().query(name, request)) as QueryAnswer<K>;
      if (ended === before || anew === ANEW_MOST) return answer;
    }
  } catch (error) {
    throw faultFrom(error);
  } finally {
    nowAsking(-1);
  }
}

/**
 * Does something. The answer arrives after the change is on the disk.
 * Give the same `requestId` again to repeat a call whose answer was lost. Screens use `act`, not this.
 */
export async function execute<K extends CommandName>(
  name: K,
  request: CommandRequest<K>,
  requestId: string = crypto.randomUUID(),
): Promise<CommandAnswer<K>> {
  nowAsking(1);
  try {
    const call = { name, body: request, request_id: requestId, tile: heldTile() };
    return (await currentHost().execute(call)) as CommandAnswer<K>;
  } catch (error) {
    throw faultFrom(error);
  } finally {
    ended += 1;
    nowAsking(-1);
  }
}

/** Whether this page can open another ward's folder in its window. */
export function canOpenOther(): boolean {
  return host?.name === "tauri";
}

/** Opens the wall in a window of its own beside this one. Only the desktop shell can. */
export async function openWall(): Promise<void> {
  try {
    await currentHost().execute({
      name: "display_open",
      body: {},
      request_id: crypto.randomUUID(),
      tile: null,
    });
  } catch (error) {
    throw faultFrom(error);
  }
}

/** Changes which ward this window has open; then the page starts afresh. Only the desktop shell can. */
export async function openOther(what: "take_over" | "sample_open" | "sample_leave"): Promise<void> {
  try {
    await currentHost().execute({ name: what, body: {}, request_id: crypto.randomUUID(), tile: null });
  } catch (error) {
    throw faultFrom(error);
  }
  window.location.reload();
}
