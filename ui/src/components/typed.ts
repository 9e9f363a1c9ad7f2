/** Numbers as people type them in a box. */

/**
 * Reads a typed number: `null` for an empty box, `undefined` for what is none. "1,5" is one and a half,
 * "1,500" and "12,500.5" are thousands; a whole number takes no part of one.
 */
export function typedNumber(typed: string, whole: boolean): number | null | undefined {
  const text = typed.trim().replace("\u2212", "-");
  if (text === "") return null;
  const grouped = /^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(text) && !/^-?0,/.test(text);
  const plain = grouped ? text.replaceAll(",", "") : text.replace(/^(-?\d+),(\d+)$/, "$1.$2");
  if (!/^-?\d+(\.\d+)?$/.test(plain)) return undefined;
  const found = Number(plain);
  return whole && !Number.isInteger(found) ? undefined : found;
}

/** Splits a pasted column into its lines; the empty ones that a spreadsheet leaves at the end are dropped. */
export function pastedLines(text: string): string[] {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  while (lines.length > 0 && (lines[lines.length - 1] ?? "").trim() === "") lines.pop();
  return lines;
}
