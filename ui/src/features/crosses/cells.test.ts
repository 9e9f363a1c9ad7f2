import { describe, expect, test } from "vitest";
import { CELLS, dayBeside, monthBeside } from "./cells";

describe("the 31-cell cross", () => {
  test("has every day once, in nine rows, no two in one place", () => {
    expect(CELLS.map((cell) => cell.day)).toEqual(Array.from({ length: 31 }, (_unused, at) => at + 1));
    expect(new Set(CELLS.map((cell) => `${cell.row} ${cell.column}`)).size).toBe(31);
    expect(Math.max(...CELLS.map((cell) => cell.row))).toBe(9);
    // The arms stand over the middle of the bar.
    expect(CELLS[0]).toEqual({ day: 1, row: 1, column: 3 });
    expect(CELLS[6]).toEqual({ day: 7, row: 4, column: 1 });
    expect(CELLS[11]).toEqual({ day: 12, row: 4, column: 6 });
  });

  test("arrow keys reach every day and never leave the month", () => {
    expect(dayBeside(1, "ArrowDown", 30)).toBe(3);
    expect(dayBeside(5, "ArrowDown", 30)).toBe(9);
    expect(dayBeside(7, "ArrowUp", 30)).toBe(5);
    expect(dayBeside(19, "ArrowDown", 30)).toBe(25);
    expect(dayBeside(28, "ArrowDown", 28)).toBe(28);
    expect(dayBeside(30, "ArrowRight", 30)).toBe(30);
    expect(dayBeside(1, "ArrowUp", 30)).toBe(1);
    let day = 1;
    for (let presses = 0; presses < 40; presses += 1) day = dayBeside(day, "ArrowRight", 31);
    expect(day).toBe(31);
  });

  test("months follow each other over a new year", () => {
    expect(monthBeside("2026-12", 1)).toBe("2027-01");
    expect(monthBeside("2027-01", -1)).toBe("2026-12");
    expect(monthBeside("2026-01", 1)).toBe("2026-02");
  });
});
