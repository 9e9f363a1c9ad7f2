import { SvelteMap } from "svelte/reactivity";

/** Words typed and not yet sent, by place. In memory only; they outlive the held tile and a change of page. */
const words = new SvelteMap<string, string>();

export const drafts = {
  get: (key: string): string => words.get(key) ?? "",
  set: (key: string, value: string): void => {
    if (value === "") words.delete(key);
    else words.set(key, value);
  },
  clear: (key: string): void => {
    words.delete(key);
  },
  /** Puts refused words back where they were typed; what was typed since stands after them. */
  giveBack: (key: string, refused: string): void => {
    drafts.set(key, [refused, drafts.get(key)].filter(Boolean).join(" "));
  },
};
