import type { BoardView, CardMove, CardTile, LaneView } from "../../api/generated/wire";

/** One row of the board. `lane` is null for "To sort". */
export interface BoardRow {
  lane: string | null;
  label: string;
  /** Cards by column, in the order of `columns`. */
  cells: CardTile[][];
}

/** Where a card goes: the request without its id. */
export type Target = Pick<CardMove, "column" | "lane" | "before">;

/** Says whether a column is one of the two rails beside the board. */
export function isRail(column: string): boolean {
  return column === "parked" || column === "waiting";
}

/**
 * Sorts the cards into rows and columns. "To sort" comes first and only when it has cards;
 * a hidden lane, or one we do not know, is shown only while cards are in it.
 */
export function arrange(
  board: BoardView,
  columns: BoardView["columns"],
  lanes: readonly LaneView[],
  toSort: string,
): BoardRow[] {
  const keys = columns.map((column) => column.key);
  const row = (lane: string | null, label: string, cards: readonly CardTile[]): BoardRow => ({
    lane,
    label,
    cells: keys.map((key) => cards.filter((card) => card.column === key)),
  });
  const known = new Set(lanes.map((lane) => lane.key));
  const strange = [...new Set(board.cards.map((card) => card.lane ?? ""))].filter((lane) => !known.has(lane));
  const rows = [
    ...lanes.map((lane) => ({ key: lane.key, label: lane.label, hidden: lane.hidden })),
    ...strange.map((key) => ({ key, label: key, hidden: true })),
  ].flatMap((lane) => {
    const cards = board.cards.filter((card) => card.lane === lane.key);
    return lane.hidden && cards.length === 0 ? [] : [row(lane.key, lane.label, cards)];
  });
  return board.to_sort.length > 0 ? [row(null, toSort, board.to_sort), ...rows] : rows;
}

/** Where a card stands. */
export interface Spot {
  row: number;
  column: number;
  index: number;
}

/** Finds a card on the board; `null` when it is in a rail or not shown. */
export function spotOf(rows: readonly BoardRow[], id: string): Spot | null {
  for (const [row, { cells }] of rows.entries()) {
    for (const [column, cards] of cells.entries()) {
      const index = cards.findIndex((card) => card.id === id);
      if (index >= 0) return { row, column, index };
    }
  }
  return null;
}

export type Arrow = "ArrowUp" | "ArrowDown" | "ArrowLeft" | "ArrowRight";

/** Says whether a key is an arrow. */
export function isArrow(key: string): key is Arrow {
  return key === "ArrowUp" || key === "ArrowDown" || key === "ArrowLeft" || key === "ArrowRight";
}

/** The first card of the board, for the first Tab into it. */
export function firstCard(rows: readonly BoardRow[]): string | null {
  for (const row of rows) for (const cards of row.cells) if (cards[0]) return cards[0].id;
  return null;
}

/** The card an arrow goes to from `id`; `null` at the edge. Empty cells are passed over. */
export function neighbour(rows: readonly BoardRow[], id: string, arrow: Arrow): string | null {
  const at = spotOf(rows, id);
  if (!at) return null;
  if (arrow === "ArrowLeft" || arrow === "ArrowRight") {
    const step = arrow === "ArrowRight" ? 1 : -1;
    const cells = rows[at.row]?.cells ?? [];
    for (let column = at.column + step; column >= 0 && column < cells.length; column += step) {
      const cards = cells[column] ?? [];
      if (cards.length > 0) return cards[Math.min(at.index, cards.length - 1)]?.id ?? null;
    }
    return null;
  }
  const step = arrow === "ArrowDown" ? 1 : -1;
  const beside = rows[at.row]?.cells[at.column]?.[at.index + step];
  if (beside) return beside.id;
  for (let row = at.row + step; row >= 0 && row < rows.length; row += step) {
    const cards = rows[row]?.cells[at.column] ?? [];
    if (cards.length > 0) return (step > 0 ? cards[0] : cards[cards.length - 1])?.id ?? null;
  }
  return null;
}

/**
 * Where Ctrl and an arrow puts a card: the next column, one place up or down, or the next lane at the end of a cell.
 * `edge` when there is nowhere to go, `needs_lane` when a card without a lane would leave New.
 */
export function shifted(
  rows: readonly BoardRow[],
  columns: readonly string[],
  id: string,
  arrow: Arrow,
): Target | "edge" | "needs_lane" {
  const at = spotOf(rows, id);
  const row = at ? rows[at.row] : undefined;
  if (!at || !row) return "edge";
  if (arrow === "ArrowLeft" || arrow === "ArrowRight") {
    const column = columns[at.column + (arrow === "ArrowRight" ? 1 : -1)];
    if (column === undefined) return "edge";
    return row.lane === null ? "needs_lane" : { column };
  }
  const column = columns[at.column] ?? "";
  const cards = row.cells[at.column] ?? [];
  if (arrow === "ArrowUp" && at.index > 0) return { column, before: cards[at.index - 1]?.id ?? null };
  if (arrow === "ArrowDown" && at.index < cards.length - 1) {
    return { column, before: cards[at.index + 2]?.id ?? null };
  }
  const lane = rows[at.row + (arrow === "ArrowDown" ? 1 : -1)]?.lane;
  return lane === undefined || lane === null ? "edge" : { column, lane };
}
