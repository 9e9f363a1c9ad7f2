import type { FeedChange, FeedEvent, Host } from "../platform/types";

/** What listeners hear: the records that changed, or `null` when anything may have. */
export type Heard = FeedChange[] | null;

const listeners = new Set<(heard: Heard, event: FeedEvent | null) => void>();
let lastSeq: number | null = null;

/** Hears every change. Returns the way to stop. */
export function onChange(listener: (heard: Heard, event: FeedEvent | null) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(heard: Heard, event: FeedEvent | null): void {
  for (const listener of listeners) listener(heard, event);
}

/** Takes one message. A gap in `seq` means messages were missed, so everything is asked again. */
export function takeEvent(event: FeedEvent): void {
  const inOrder = lastSeq === null || event.seq === lastSeq + 1;
  lastSeq = event.seq;
  tell(inOrder ? event.changes : null, event);
}

/** Opens the host's feed. Coming back after a cut counts as a gap. */
export function openFeed(host: Host): () => void {
  lastSeq = null;
  let wasDown = false;
  return host.subscribe(takeEvent, (up) => {
    if (up && wasDown) {
      lastSeq = null;
      tell(null, null);
    }
    wasDown = !up;
  });
}
