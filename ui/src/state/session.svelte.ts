import type { TileView } from "../api/generated/wire";

/** A held tile is forgotten after this long without a touch or a key, ms. */
export const IDLE_MS = 120_000;

/** Who is at this PC. Held in memory only, and never proof of who typed. */
class Session {
  tile = $state.raw<TileView | null>(null);
  /** The picker is on screen. */
  picking = $state(false);

  #keeps = new Set<symbol>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #waiting: ((tile: TileView | null) => void)[] = [];

  /** Opens the picker; the answer is the tile, or `null` when it was closed. */
  pick(): Promise<TileView | null> {
    this.picking = true;
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Holds a tile (or closes the picker with nobody). */
  hold(tile: TileView | null): void {
    if (tile) this.tile = tile;
    this.picking = false;
    this.touched();
    for (const resolve of this.#waiting.splice(0)) resolve(tile);
  }

  /** Lets the tile go. Drafts stay. */
  letGo(): void {
    clearTimeout(this.#timer);
    this.tile = null;
  }

  /** Someone touched the PC: the two minutes start again. */
  touched(): void {
    clearTimeout(this.#timer);
    if (this.tile && this.#keeps.size === 0) this.#timer = setTimeout(() => this.letGo(), IDLE_MS);
  }

  /** Keeps the tile for a whole huddle. The returned call ends that; two minutes later it is forgotten. */
  keep(): () => void {
    const key = Symbol("keep");
    this.#keeps.add(key);
    clearTimeout(this.#timer);
    return () => {
      this.#keeps.delete(key);
      this.touched();
    };
  }
}

export const session = new Session();
