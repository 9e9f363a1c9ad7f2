import type { Component } from "svelte";
import type { Action } from "./actions.svelte";
import { href } from "./router.svelte";

/** What a screen's component is given. */
export interface ScreenProps {
  /** The path after the screen's own name. */
  params: string[];
  query: URLSearchParams;
}

/** One screen. It exists, in the rail and everywhere else, exactly when a feature exports it. */
export interface Screen {
  /** First part of the path: "board". */
  path: string;
  /** Name in the rail, the page title and the palette. */
  label: string;
  icon: string;
  /** `main` and `foot` are parts of the rail; `none` is reached from elsewhere. */
  place: "main" | "foot" | "none";
  /**
   * Its part of the rail on a matron's PC, which holds only what is shared with her; none leaves it out there. `not_held`:
   * what it shows is never on such a PC, so that its address says that in place of counting nothing.
   */
  matron?: "main" | "foot" | "not_held";
  component: Component<ScreenProps> | Component<Record<string, never>>;
  /** Shown without band, rail and strip (the wall, the first start). */
  bare?: boolean;
  /** Not a place: kept on every screen and shown when it has something to ask (Add, the tile picker). */
  everywhere?: boolean;
  /** Also shown, bare, on a PC where nobody has started a ward. */
  withoutWard?: boolean;
  /** Key combination that goes there. */
  keys?: string;
}

/** What `features/NAME/screen.ts` exports. */
export interface Feature {
  screens?: Screen[];
  /** Things that can be done from anywhere. */
  actions?: () => Action[];
  /** Where a record of a kind is read: `{ card: (id) => ["board", "card", id] }`. Find uses it, with its title. */
  links?: Record<string, (id: string, title: string) => string[]>;
}

/** The rail's order. A name whose feature does not exist yet is simply not there. */
const ORDER = [
  "escalations",
  "today",
  "huddle",
  "board",
  "measures",
  "how",
  "week",
  "pile",
  "add",
  "find",
  "settings",
];

const found = import.meta.glob<Feature>("../features/*/screen.ts", { eager: true });

/** Every screen, in the rail's order; screens the order does not name come last. */
export const screens: readonly Screen[] = Object.values(found)
  .flatMap((feature) => feature.screens ?? [])
  .sort((a, b) => rank(a.path) - rank(b.path));

/** Every feature's actions. */
export function featureActions(): Action[] {
  return Object.values(found).flatMap((feature) => feature.actions?.() ?? []);
}

function rank(path: string): number {
  const at = ORDER.indexOf(path);
  return at === -1 ? ORDER.length : at;
}

/** Where a screen stands in the rail. */
export function placeOf(screen: Screen, matron: boolean): Screen["place"] {
  if (!matron) return screen.place;
  return screen.matron === "main" || screen.matron === "foot" ? screen.matron : "none";
}

/** The screen of a path; the rail's first for the empty path; `null` for an unknown one. */
export function screenFor(path: string, matron = false): Screen | null {
  if (path === "") return screens.find((screen) => placeOf(screen, matron) === "main") ?? null;
  return screens.find((screen) => screen.path === path && !screen.everywhere) ?? null;
}

/** The screen of a path on a PC without a ward: the first start, unless the path needs no ward. */
export function screenWithoutWard(path: string): Screen | null {
  const asked = screenFor(path);
  return asked?.withoutWard ? asked : screenFor("start");
}

/** The address of a record, or `null` when no screen reads that kind. */
export function linkTo(kind: string, id: string, title: string): string | null {
  for (const feature of Object.values(found)) {
    const path = feature.links?.[kind];
    if (path) return href(...path(id, title));
  }
  return null;
}

/** The component, ready to be given its address; one that asks for nothing ignores it. */
export function componentOf(screen: Screen): Component<ScreenProps> {
  return screen.component as Component<ScreenProps>;
}
