import { describe, expect, it } from "vitest";
import { FIRST, after, within } from "./turn";

describe("pages of the wall", () => {
  it("shows every entry once a round, whatever fits", () => {
    const parts = [5, 0, 7, 1];
    for (const fits of [1, 2, 3, 4, 9]) {
      const seen: string[] = [];
      let turn = FIRST;
      do {
        const left = (parts[turn.part] ?? 0) - turn.from;
        const shown = Math.min(fits, left);
        for (let at = 0; at < shown; at += 1) seen.push(`${turn.part}.${turn.from + at}`);
        turn = after(turn, shown, parts);
      } while (turn !== FIRST && seen.length < 100);
      expect(seen).toHaveLength(13);
      expect(new Set(seen).size).toBe(13);
    }
  });

  it("moves on when one entry is taller than the page", () => {
    expect(after({ part: 0, from: 2 }, 0, [5])).toEqual({ part: 0, from: 3 });
  });

  it("falls back when what was shown is gone", () => {
    expect(within({ part: 2, from: 6 }, [5, 0, 3])).toEqual({ part: 2, from: 0 });
    expect(within({ part: 2, from: 6 }, [5, 0, 0])).toEqual(FIRST);
    expect(within(FIRST, [0, 0])).toEqual(FIRST);
  });
});
