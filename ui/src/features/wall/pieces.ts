/** A stretch of a text, marked or not. */
export interface Piece {
  text: string;
  marked: boolean;
}

/** Cuts a text where finds begin and end. Places count whole characters, as the core counts them. */
export function pieces(text: string, finds: readonly { from: number; to: number }[]): Piece[] {
  const letters = [...text];
  const marked = letters.map((_letter, at) => finds.some((find) => at >= find.from && at < find.to));
  const cut: Piece[] = [];
  letters.forEach((letter, at) => {
    const last = cut.at(-1);
    if (last && last.marked === marked[at]) last.text += letter;
    else cut.push({ text: letter, marked: marked[at] ?? false });
  });
  return cut;
}
