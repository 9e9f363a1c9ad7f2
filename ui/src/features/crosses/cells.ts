import { addDays } from "../../text/format";

/** Row and column of each day of a month in the 31-cell cross. */
export interface Cell {
  day: number;
  row: number;
  column: number;
}

/** The cross: three rows of two, three of six, two of two and one of three. */
const ROWS: readonly (readonly [first: number, last: number, column: number])[] = [
  [1, 2, 3],
  [3, 4, 3],
  [5, 6, 3],
  [7, 12, 1],
  [13, 18, 1],
  [19, 24, 1],
  [25, 26, 3],
  [27, 28, 3],
  [29, 31, 3],
];

/** Every cell, in order of the days. */
export const CELLS: readonly Cell[] = ROWS.flatMap(([first, last, column], index) =>
  Array.from({ length: last - first + 1 }, (_unused, at) => ({
    day: first + at,
    row: index + 1,
    column: column + at,
  })),
);

/** The day an arrow key leads to from `day`, among days up to `last`; the same day at an edge. */
export function dayBeside(day: number, key: string, last: number): number {
  const from = CELLS[day - 1];
  if (!from) return day;
  if (key === "ArrowRight") return Math.min(day + 1, last);
  if (key === "ArrowLeft") return Math.max(day - 1, 1);
  if (key === "Home") return 1;
  if (key === "End") return last;
  const row = key === "ArrowDown" ? from.row + 1 : key === "ArrowUp" ? from.row - 1 : from.row;
  const beside = CELLS.filter((cell) => cell.row === row && cell.day <= last);
  const nearest = beside.sort(
    (a, b) => Math.abs(a.column - from.column) - Math.abs(b.column - from.column),
  )[0];
  return nearest?.day ?? day;
}

/** "2026-11" `by` months later or earlier. */
export function monthBeside(month: string, by: number): string {
  const first = `${month}-01`;
  return by > 0 ? addDays(first, 31).slice(0, 7) : addDays(first, -1).slice(0, 7);
}
