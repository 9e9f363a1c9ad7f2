import { describe, expect, test } from "vitest";
import * as f from "./format";

function check<A extends unknown[]>(fn: (...args: A) => unknown, rows: [A, unknown][]): void {
  for (const [args, want] of rows) expect(fn(...args), JSON.stringify(args)).toBe(want);
}

describe("dates", () => {
  test("long, day and short", () => {
    check(f.longDate, [
      [["2026-08-06"], "6 August 2026"],
      [["2026-02-30"], "2026-02-30"],
      [["soon"], "soon"],
    ]);
    check(f.dayDate, [[["2026-11-22"], "Sunday 22 November"]]);
    check(f.shortDate, [[["2026-01-01"], "1 January"]]);
  });

  test("a night belongs to its first date, also across months and years", () => {
    check(f.nightOf, [
      [["2026-11-21"], "Night of 21 to 22 November"],
      [["2026-10-31"], "Night of 31 October to 1 November"],
      [["2026-12-31"], "Night of 31 December to 1 January"],
    ]);
    check(f.shiftName, [
      [["2026-11-22", "day"], "Sunday 22 November, day"],
      [["2026-11-21", "night"], "Night of 21 to 22 November"],
    ]);
  });

  test("days are counted by the calendar, also when clocks change", () => {
    check(f.daysBetween, [
      [["2026-03-28", "2026-03-30"], 2],
      [["2026-10-24", "2026-10-26"], 2],
      [["2028-02-28", "2028-03-01"], 2],
      [["2026-11-22", "2026-11-21"], -1],
      [["x", "2026-11-21"], null],
    ]);
    check(f.weekTo, [[["2026-11-09"], "Week to Sunday 15 November"]]);
  });

  test("months later stay in the month", () => {
    check(f.addMonths, [
      [["2026-11-22", 6], "2027-05-22"],
      [["2026-08-31", 6], "2027-02-28"],
      [["2027-08-31", 6], "2028-02-29"],
      [["", 6], ""],
    ]);
  });

  test("near dates", () => {
    const today = "2026-11-22";
    check(f.nearDate, [
      [[today, today], "today"],
      [["2026-11-21", today], "yesterday"],
      [["2026-11-23", today], "tomorrow"],
      [["2026-11-17", today], "Tuesday"],
      [["2026-11-15", today], "15 November"],
      [["2025-11-15", today], "15 November 2025"],
    ]);
  });
});

describe("times", () => {
  test("24-hour clock in the ward's zone, never 24:00", () => {
    check(f.clockTime, [
      [[Date.UTC(2026, 10, 22, 7, 42), "Europe/London"], "07:42"],
      [[Date.UTC(2026, 6, 22, 7, 42), "Europe/London"], "08:42"],
      [[Date.UTC(2026, 10, 22, 0, 0), "Europe/London"], "00:00"],
      [[Date.UTC(2026, 6, 21, 23, 0), "Europe/London"], "00:00"],
    ]);
    check(f.dateOf, [[[Date.UTC(2026, 6, 21, 23, 0), "Europe/London"], "2026-07-22"]]);
  });

  test("moments say the day when it is not today", () => {
    const zone = "Europe/London";
    check(f.moment, [
      [[Date.UTC(2026, 10, 22, 7, 42), zone, "2026-11-22"], "07:42"],
      [[Date.UTC(2026, 10, 21, 7, 42), zone, "2026-11-22"], "yesterday 07:42"],
      [[Date.UTC(2026, 7, 6, 6, 42), zone, "2026-11-22"], "6 August, 07:42"],
    ]);
  });

  test("ages in words", () => {
    const now = Date.UTC(2026, 10, 22, 12, 0);
    check(f.ago, [
      [[now - 20_000, now], "now"],
      [[now - 60_000, now], "1 minute ago"],
      [[now - 4 * 3_600_000, now], "4 hours ago"],
      [[now - 11 * 86_400_000, now], "11 days ago"],
      [[now + 60_000, now], "now"],
    ]);
    check(f.daysHere, [
      [[0], "new today"],
      [[1], "1 day here"],
      [[9], "9 days here"],
    ]);
  });
});

test("a label inside a sentence keeps the capitals of short forms", () => {
  expect(f.inSentence("Falls with harm")).toBe("falls with harm");
  expect(f.inSentence("Kit, beds, cleaning, IT")).toBe("kit, beds, cleaning, IT");
  expect(f.inSentence("MRSA")).toBe("MRSA");
  expect(f.inSentence("HCAs")).toBe("HCAs");
});

describe("numbers", () => {
  test("with units, a true minus and no false precision", () => {
    check(f.withUnit, [
      [[90, "%"], "90%"],
      [[1204.25, "hours"], "1,204.3 hours"],
      [[12, "£"], "£12"],
      [[-3, "°C"], "\u22123 °C"],
      [[-0.01, ""], "0"],
    ]);
    check(f.range, [
      [[15, 41, "%"], "15 to 41%"],
      [[2, 15, ""], "2 to 15"],
    ]);
    check(f.plural, [
      [[1, "card", "cards"], "1 card"],
      [[0, "card", "cards"], "0 cards"],
    ]);
    check(f.list, [
      [[["a", "b", "c"]], "a, b and c"],
      [[[]], ""],
    ]);
  });
});
