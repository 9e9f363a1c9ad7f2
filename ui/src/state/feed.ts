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

/**
 * Opens the host's feed. Coming back after a cut counts as a gap; so does opening a moment after the first
 * questions were asked, for a change in between was told to nobody.
 */
export function openFeed(host: Host): () => void {
  lastSeq = null;
  let up = false;
  let missed = false;
  const close = host.subscribe(takeEvent, (isUp) => {
    if (isUp && missed) {
      lastSeq = null;
      tell(null, null);
    }
    up = isUp;
    missed = !isUp;
  });
  missed = !up;
  return close;
}
