/** One edit of a text, in characters (code points), as the store takes it. */
export interface Splice {
  at: number;
  del: number;
  ins: string;
}

/**
 * Finds the one edit that turns `before` into `after`; `null` when they are the same. Between equal letters there may be
 * several: then the one that ends at `caret` (in characters), where the person is.
 */
export function spliceBetween(before: string, after: string, caret: number | null = null): Splice | null {
  if (before === after) return null;
  const a = [...before];
  const b = [...after];
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (
    tail < a.length - head &&
    tail < b.length - head &&
    a[a.length - 1 - tail] === b[b.length - 1 - tail]
  ) {
    tail += 1;
  }
  const found = { at: head, del: a.length - head - tail, ins: b.slice(head, b.length - tail).join("") };
  if (caret === null) return found;
  const grown = b.length - tail - head;
  const at = caret - grown;
  if (at < 0 || at + found.del > a.length) return found;
  const there = { at, del: found.del, ins: b.slice(at, caret).join("") };
  return applySplice(before, there) === after ? there : found;
}

/** Does an edit. */
export function applySplice(text: string, splice: Splice): string {
  const chars = [...text];
  chars.splice(splice.at, splice.del, ...splice.ins);
  return chars.join("");
}

/** Where a caret at character `caret` goes when `splice` happens elsewhere in the text. */
export function caretAfter(caret: number, splice: Splice): number {
  if (caret <= splice.at) return caret;
  const grown = [...splice.ins].length;
  if (caret >= splice.at + splice.del) return caret - splice.del + grown;
  return splice.at + grown;
}

/**
 * Carries local typing over a remote change: both started from `base`.
 * Answers the text that holds both edits; where they overlap, both sets of words stay.
 */
export function carryOver(base: string, mine: string, theirs: string): string {
  const edit = spliceBetween(base, mine);
  if (!edit) return theirs;
  const remote = spliceBetween(base, theirs);
  if (!remote) return mine;
  const at = caretAfter(edit.at, remote);
  const end = caretAfter(edit.at + edit.del, remote);
  return applySplice(theirs, { at, del: Math.max(0, end - at), ins: edit.ins });
}
