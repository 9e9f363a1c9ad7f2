import { expect, test } from "vitest";
import { momentOf } from "./when";

const NOW = Date.UTC(2026, 10, 22, 7, 42);

test("a time typed is the latest such time that has been", () => {
  expect(momentOf("07:30", NOW, "07:42")).toBe(NOW - 12 * 60_000);
  expect(momentOf("730", NOW, "07:42")).toBe(NOW - 12 * 60_000);
  expect(momentOf("07:42", NOW, "07:42")).toBe(NOW);
  // Ten to midnight was yesterday evening, not tonight.
  expect(momentOf("23:50", NOW, "07:42")).toBe(NOW - (7 * 60 + 52) * 60_000);
});

test("what is not a time is refused", () => {
  for (const typed of ["", "24:00", "7", "soon", "12:60"]) expect(momentOf(typed, NOW, "07:42")).toBeNull();
});
