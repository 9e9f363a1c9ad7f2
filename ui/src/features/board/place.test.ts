import { describe, expect, test } from "vitest";
import type { BoardView, CardTile, LaneView } from "../../api/generated/wire";
import { arrange, firstCard, neighbour, shifted, spotOf } from "./place";

const columns = ["new", "agreed", "doing", "checking", "done"];
const lanes: LaneView[] = [
  { key: "quality", label: "Quality", subtitle: "", hidden: false },
  { key: "service", label: "Service", subtitle: "", hidden: false },
  { key: "morale", label: "Morale", subtitle: "", hidden: true },
];

function card(id: string, lane: string | null, column: string): CardTile {
  return {
    id,
    title: id,
    card_kind: "problem",
    lane,
    column,
    owner: null,
    owner_id: null,
    due: null,
    overdue: false,
    status: "not_known",
    age_days: 0,
    old: false,
    checks_done: 0,
    checks: 0,
    comments: 0,
    me_too: 0,
    blocked: false,
    clash: false,
    updated_at: 0,
  };
}

const board: BoardView = {
  columns: columns.map((key) => ({ key, label: key, limit: null, count: 0, over: false })),
  cards: [
    card("a", "quality", "new"),
    card("b", "quality", "new"),
    card("c", "quality", "doing"),
    card("d", "service", "new"),
  ],
  to_sort: [card("t", null, "new")],
  parked: [],
  waiting: [],
  hidden: 0,
  live: 5,
  tidy: false,
};
const rows = arrange(board, board.columns, lanes, "To sort");

describe("the board in rows and columns", () => {
  test("to sort comes first, a hidden lane only with cards", () => {
    expect(rows.map((row) => row.label)).toEqual(["To sort", "Quality", "Service"]);
    const hidden = arrange(
      { ...board, cards: [card("m", "morale", "new")], to_sort: [] },
      board.columns,
      lanes,
      "To sort",
    );
    expect(hidden.map((row) => row.label)).toEqual(["Quality", "Service", "Morale"]);
    expect(firstCard(rows)).toBe("t");
    expect(spotOf(rows, "b")).toEqual({ row: 1, column: 0, index: 1 });
  });

  test("arrows pass over empty cells and stop at the edge", () => {
    expect(neighbour(rows, "b", "ArrowRight")).toBe("c");
    expect(neighbour(rows, "c", "ArrowLeft")).toBe("a");
    expect(neighbour(rows, "t", "ArrowDown")).toBe("a");
    expect(neighbour(rows, "b", "ArrowDown")).toBe("d");
    expect(neighbour(rows, "a", "ArrowUp")).toBe("t");
    expect(neighbour(rows, "t", "ArrowUp")).toBeNull();
    expect(neighbour(rows, "c", "ArrowRight")).toBeNull();
  });

  test("ctrl and an arrow moves by one place, one column, or one lane", () => {
    expect(shifted(rows, columns, "a", "ArrowRight")).toEqual({ column: "agreed" });
    expect(shifted(rows, columns, "a", "ArrowLeft")).toBe("edge");
    expect(shifted(rows, columns, "b", "ArrowUp")).toEqual({ column: "new", before: "a" });
    expect(shifted(rows, columns, "a", "ArrowDown")).toEqual({ column: "new", before: null });
    expect(shifted(rows, columns, "b", "ArrowDown")).toEqual({ column: "new", lane: "service" });
    expect(shifted(rows, columns, "a", "ArrowUp")).toBe("edge");
    expect(shifted(rows, columns, "t", "ArrowRight")).toBe("needs_lane");
    expect(shifted(rows, columns, "t", "ArrowDown")).toEqual({ column: "new", lane: "quality" });
    expect(shifted(rows, columns, "d", "ArrowDown")).toBe("edge");
  });
});
