import { execute } from "../api/client";
import type { JsonValue } from "../api/generated/wire";
import { wallFrom, type Wall } from "../display/size";

export const THEMES = ["system", "light", "dark", "contrast", "night"] as const;
export type Theme = (typeof THEMES)[number];

/** Text sizes on offer, as a share of normal. */
export const TEXT_SIZES = [0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2] as const;

/** How this PC likes to be read. Kept by the store on this PC, never shared, never in the browser's storage. */
class Preferences {
  theme = $state<Theme>("system");
  textSize = $state(1);
  /** Key combinations on. F1 and the palette stay reachable from the menu. */
  keysOn = $state(true);
  /** The wall screen this PC drives. */
  wall = $state.raw<Wall>(wallFrom(undefined, undefined));
  /** When that wall rests, as times of the ward's clock; `null` for never. */
  wallOff = $state.raw<{ from: string; until: string } | null>(null);
  /** Set by a wall page while it is shown. */
  override = $state<"wall" | null>(null);
  /** What was chosen here and is not kept yet: an answer that was on its way before puts nothing back. */
  #chosen = new Map<string, JsonValue>();

  /** Takes what the store holds. Anything unknown falls back to the default. */
  take(held: Record<string, JsonValue | undefined>): void {
    const values = { ...held, ...Object.fromEntries(this.#chosen) };
    const theme = values["theme"];
    this.theme = THEMES.find((known) => known === theme) ?? "system";
    const size = values["text_size"];
    this.textSize = TEXT_SIZES.find((known) => known === size) ?? 1;
    this.keysOn = values["keys_on"] !== false;
    this.wall = wallFrom(values["wall_inches"], values["wall_metres"]);
    const [from, until] = [values["wall_off_from"], values["wall_off_until"]];
    this.wallOff = typeof from === "string" && typeof until === "string" ? { from, until } : null;
  }

  setTheme(theme: Theme): void {
    this.theme = theme;
    this.#keep("theme", theme);
  }

  setTextSize(size: number): void {
    this.textSize = TEXT_SIZES.find((known) => known === size) ?? 1;
    this.#keep("text_size", this.textSize);
  }

  /** One step larger (1) or smaller (-1); 0 goes back to normal. */
  stepTextSize(step: 1 | -1 | 0): void {
    const at = TEXT_SIZES.findIndex((known) => known === this.textSize);
    const next = step === 0 ? 1 : TEXT_SIZES[Math.min(Math.max(at + step, 0), TEXT_SIZES.length - 1)];
    this.setTextSize(next ?? 1);
  }

  setWall(wall: Wall): void {
    this.wall = wall;
    this.#keep("wall_inches", wall.inches);
    this.#keep("wall_metres", wall.metres);
  }

  setWallOff(off: { from: string; until: string } | null): void {
    this.wallOff = off;
    this.#keep("wall_off_from", off?.from ?? null);
    this.#keep("wall_off_until", off?.until ?? null);
  }

  setKeysOn(on: boolean): void {
    this.keysOn = on;
    this.#keep("keys_on", on);
  }

  /** The theme to paint, with `system` settled by what Windows says. */
  painted(prefersDark: boolean, prefersContrast: boolean): string {
    if (this.override) return this.override;
    if (this.theme !== "system") return this.theme;
    if (prefersContrast) return "contrast";
    return prefersDark ? "dark" : "light";
  }

  #keep(key: string, value: JsonValue): void {
    this.#chosen.set(key, value);
    execute("pc_setting_set", { key, value }).then(
      () => {
        if (this.#chosen.get(key) === value) this.#chosen.delete(key);
      },
      // A preference that could not be kept still holds until the window closes.
      () => undefined,
    );
  }
}

export const preferences = new Preferences();
