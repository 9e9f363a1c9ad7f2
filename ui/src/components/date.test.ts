import { expect, test } from "vitest";
import { readDate, typedDate } from "./date";

test("dates as people type them", () => {
  const rows: [[string, string, string], string | null][] = [
    [["6", "8", "2026"], "2026-08-06"],
    [["06", "Aug", "26"], "2026-08-06"],
    [["6", "august", "2026"], "2026-08-06"],
    [["29", "2", "2028"], "2028-02-29"],
    [["29", "2", "2026"], null],
    [["31", "4", "2026"], null],
    [["", "", ""], ""],
    [["6", "", "2026"], null],
    [["x", "8", "2026"], null],
    [["0", "8", "2026"], null],
  ];
  for (const [[day, month, year], want] of rows)
    expect(readDate({ day, month, year }), `${day}/${month}/${year}`).toBe(want);
});

test("an ISO date fills the boxes and reads back", () => {
  expect(typedDate("2026-08-06")).toEqual({ day: "6", month: "8", year: "2026" });
  expect(readDate(typedDate("2026-11-22"))).toBe("2026-11-22");
  expect(readDate(typedDate("soon"))).toBe("");
});
