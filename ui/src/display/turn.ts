/** The order pages come in, and how a long list is spread over several. */

/** A page: which part of the wall, and its first entry. */
export interface Turn {
  part: number;
  from: number;
}

/** How many entries each part has. A part without entries is left out, except the first. */
export type Parts = readonly number[];

/** The first page. */
export const FIRST: Turn = { part: 0, from: 0 };

/** The page after, when `shown` entries of this one fitted. After the last comes the first. */
export function after(turn: Turn, shown: number, parts: Parts): Turn {
  const next = turn.from + Math.max(shown, 1);
  if (next < (parts[turn.part] ?? 0)) return { part: turn.part, from: next };
  for (let part = turn.part + 1; part < parts.length; part += 1) {
    if ((parts[part] ?? 0) > 0) return { part, from: 0 };
  }
  return FIRST;
}

/** Keeps a page inside what is there now, after something was taken down. */
export function within(turn: Turn, parts: Parts): Turn {
  const length = parts[turn.part] ?? 0;
  if (turn.part === 0 && length === 0) return FIRST;
  return turn.from < length ? turn : length > 0 ? { part: turn.part, from: 0 } : FIRST;
}
