import { drafts } from "./drafts.svelte";
import { session } from "./session.svelte";

/** Longest a tile is kept for one huddle, ms: one that nobody finishes must not keep a name all day. */
export const LONGEST_MS = 45 * 60_000;

/** The huddle this PC is in the middle of: its section, and the leader's tile kept for as long as it runs. */
class Huddling {
  /** Sections by huddle, so that a look at the board does not lose the place. */
  #places = $state<Record<string, string>>({});
  #huddle: string | null = null;
  #letGo: (() => void) | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** The section shown for a huddle; `null` before anybody chose one. */
  place(huddle: string): string | null {
    return this.#places[huddle] ?? null;
  }

  setPlace(huddle: string, section: string): void {
    this.#places = { ...this.#places, [huddle]: section };
  }

  /** "We read this back aloud" was ticked. */
  readBack = $state(false);

  /** The closing line typed so far. */
  closing(huddle: string): string {
    return drafts.get(`huddle.closing.${huddle}`);
  }

  setClosing(huddle: string, text: string): void {
    drafts.set(`huddle.closing.${huddle}`, text);
  }

  /** The huddle is running here: the held tile stays. Calling it again for the same huddle changes nothing. */
  begin(huddle: string): void {
    if (this.#huddle === huddle) return;
    this.end();
    this.#huddle = huddle;
    this.readBack = false;
    this.#letGo = session.keep();
    this.#timer = setTimeout(() => this.end(), LONGEST_MS);
  }

  /** It ended or paused: two minutes later the tile is forgotten. */
  end(): void {
    clearTimeout(this.#timer);
    this.#letGo?.();
    this.#letGo = null;
    this.#huddle = null;
  }
}

export const huddling = new Huddling();
