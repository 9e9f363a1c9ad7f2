import { expect, test } from "vitest";
import { readTime } from "./clock";

test("times as people type them", () => {
  const rows: [string, string | null][] = [
    ["07:30", "07:30"],
    ["7:30", "07:30"],
    ["0730", "07:30"],
    ["7.30", "07:30"],
    [" 20:00 ", "20:00"],
    ["24:00", null],
    ["7:60", null],
    ["half seven", null],
    ["", null],
  ];
  for (const [typed, want] of rows) expect(readTime(typed), typed).toBe(want);
});
