import { describe, expect, test } from "vitest";
import { applySplice, caretAfter, carryOver, spliceBetween } from "./splice";

/** A small seeded source of numbers, so that a failure can be run again (SEED=n). */
function numbers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describe("splices", () => {
  test("any two texts are joined by the splice found between them", () => {
    const seed = Number(process.env["SEED"] ?? 20261122);
    const next = numbers(seed);
    const letters = ["a", "b", " ", "\n", "é", "👍"];
    const text = (): string => Array.from({ length: next(12) }, () => letters[next(letters.length)]).join("");
    for (let round = 0; round < 2000; round += 1) {
      const before = text();
      const after = text();
      const splice = spliceBetween(before, after);
      const got = splice ? applySplice(before, splice) : before;
      expect(got, `SEED=${seed} round ${round}`).toBe(after);
    }
  });

  test("characters are counted whole, not as halves of a pair", () => {
    expect(spliceBetween("a👍b", "a👎b")).toEqual({ at: 1, del: 1, ins: "👎" });
  });

  test("between equal letters the edit is where the person is", () => {
    expect(spliceBetween("[two]", "[three][two]", 7)).toEqual({ at: 0, del: 0, ins: "[three]" });
    expect(spliceBetween("[two]", "[two][three]", 12)).toEqual({ at: 5, del: 0, ins: "[three]" });
    expect(spliceBetween("aaa", "aa", 1)).toEqual({ at: 1, del: 1, ins: "" });
    // The caret was moved on since: the edit is as small as it was.
    expect(spliceBetween("one two", "one big two", 11)).toEqual({ at: 4, del: 0, ins: "big " });
    expect(spliceBetween("aba", "abba", 0)).toEqual({ at: 2, del: 0, ins: "b" });
  });

  test("a caret keeps its place among the words", () => {
    expect(caretAfter(2, { at: 5, del: 0, ins: "xx" })).toBe(2);
    expect(caretAfter(7, { at: 5, del: 0, ins: "xx" })).toBe(9);
    expect(caretAfter(6, { at: 5, del: 3, ins: "x" })).toBe(6);
  });

  test("typing here and a change from elsewhere both stay", () => {
    expect(carryOver("hoist broken", "hoist is broken", "The hoist broken")).toBe("The hoist is broken");
    expect(carryOver("one two", "one two three", "zero one two")).toBe("zero one two three");
    expect(carryOver("same", "same", "other")).toBe("other");
  });
});
