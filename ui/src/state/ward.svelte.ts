import { query } from "../api/client";
import { faultFrom, type Fault } from "../api/errors";
import type { BootView, NowView, TileView, WardView } from "../api/generated/wire";
import type { Heard } from "./feed";
import { preferences } from "./preferences.svelte";
import { saved } from "./saved.svelte";

/** The ward this window shows, its clock, and what start-up found. */
class WardState {
  boot = $state.raw<BootView | null>(null);
  clock = $state.raw<NowView | null>(null);
  fault = $state.raw<Fault | null>(null);
  /** The ward, once one was started. */
  ward = $derived<WardView | null>(this.boot?.ward ?? null);
  /** Nobody has started a ward on this PC. */
  firstStart = $derived(this.boot !== null && this.boot.ward === null);
  /** A matron's PC: it reads what the ward shares with her, and answers. Nothing else is written on it. */
  matron = $derived(this.ward?.role === "matron");
  /** A PC where people write for the ward: no matron's and no wall's, which the core refuses. */
  writes = $derived(this.ward !== null && !["matron", "reader"].includes(this.ward.role));
  /** The ward's time zone. */
  zone = $derived(this.ward?.zone ?? this.clock?.zone ?? "Europe/London");

  /** Finds a name tile. */
  tile(id: string | null): TileView | null {
    return this.ward?.tiles.find((tile) => tile.id === id) ?? null;
  }

  /** Asks who we are. */
  async refresh(): Promise<void> {
    try {
      const boot = await query("boot_get", {});
      this.boot = boot;
      this.clock = boot.now;
      this.fault = null;
      preferences.take(boot.pc);
      if (boot.last_saved_at !== null) saved.note(boot.last_saved_at);
    } catch (error) {
      this.fault = faultFrom(error);
    }
  }

  /** Asks the ward's clock. Called each minute; a PC left on overnight rolls over by itself. */
  async tick(): Promise<void> {
    try {
      this.clock = await query("now_get", {});
    } catch {
      // The next minute asks again; the strip already says when the store is gone.
    }
  }

  /** Asks again when the ward itself may have changed. */
  hear(heard: Heard): void {
    if (heard === null || this.ward === null || heard.some((change) => change.kind === "ward"))
      void this.refresh();
  }
}

export const here = new WardState();
