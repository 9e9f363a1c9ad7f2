import { SvelteMap } from "svelte/reactivity";

/** One thing a person can do. Buttons, menus, the palette, keys and the help sheet all read it. */
export interface Action {
  /** Stable name: "board.add". */
  id: string;
  /** Verb first, from text/. */
  label: string;
  /** Heading in the palette and the help sheet. */
  group: string;
  /** "Ctrl+K", "F1", "Alt+A". Never a letter alone. */
  keys?: string;
  icon?: string;
  /** Other words people may look for. */
  words?: readonly string[];
  /** Offered only when this says so. */
  when?: () => boolean;
  run: () => void;
}

const registered = new SvelteMap<string, Action>();

/** Adds actions; the answer takes them away again. A later action of the same id replaces the earlier. */
export function registerActions(actions: readonly Action[]): () => void {
  for (const action of actions) {
    if (action.keys && !/^(F\d+|((Ctrl|Alt|Shift)\+)*(Ctrl|Alt)\+((Shift|Alt)\+)*.+)$/.test(action.keys)) {
      throw new Error(`action ${action.id}: a key alone is not allowed (${action.keys})`);
    }
    registered.set(action.id, action);
  }
  return () => {
    for (const action of actions) if (registered.get(action.id) === action) registered.delete(action.id);
  };
}

/** Offers actions while the calling component is on screen. */
export function useActions(actions: () => readonly Action[]): void {
  $effect(() => {
    const list = actions();
    return registerActions(list);
  });
}

/** Every action on offer now, in order of registration. */
export function actionsNow(): Action[] {
  return [...registered.values()].filter((action) => action.when?.() ?? true);
}

/** Runs the action bound to a combination. True when there was one. */
export function runKeys(keys: string): boolean {
  const found = actionsNow().find((action) => action.keys === keys);
  found?.run();
  return found !== undefined;
}

/** Finds actions by words in any order; a label that starts with the words comes first. */
export function findActions(text: string): Action[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const scored = actionsNow().flatMap((action) => {
    const hay = [action.label, action.group, ...(action.words ?? [])].join(" ").toLowerCase();
    if (!words.every((word) => hay.includes(word))) return [];
    return [{ action, score: action.label.toLowerCase().startsWith(words[0] ?? "") ? 0 : 1 }];
  });
  return scored.sort((a, b) => a.score - b.score).map((entry) => entry.action);
}
