/** What the screens need from whatever hosts them: the desktop window, the test server, or memory. */

/** One command on its way to the store. Sending the same `request_id` twice does the work once. */
export interface ExecuteCall {
  name: string;
  body: unknown;
  request_id: string;
  /** The name tile doing it, if one is held. */
  tile: string | null;
}

/** One thing that changed. Screens use it only to decide whether to ask again. */
export interface FeedChange {
  id?: string;
  kind?: string;
}

/** A message on the change feed. `seq` goes up by one; a gap means "ask again". */
export interface FeedEvent {
  seq: number;
  origin: string;
  changes: FeedChange[];
  /** When the commit returned, ms UTC. */
  saved_at?: number;
}

/** Where the product runs. All three hosts answer the same names with the same shapes. */
export interface Host {
  readonly name: "tauri" | "http" | "memory";
  query(name: string, body: unknown): Promise<unknown>;
  execute(call: ExecuteCall): Promise<unknown>;
  /** Says what to do before the window closes; only where there is a window of our own. */
  beforeClose?(work: () => Promise<void>): void;
  /** Fills the screen with this window or stops filling it; only where there is a window of our own. */
  fillScreen?(on: boolean): Promise<void>;
  /** Opens the change feed. `onLink(false)` says that messages may have been missed. Returns the closer. */
  subscribe(onEvent: (event: FeedEvent) => void, onLink: (up: boolean) => void): () => void;
}
