// @vitest-environment node
import { describe, expect, test } from "vitest";
import { contrast, tokens } from "./colours";

/** Words need 4.5 to 1, edges and marks 3 to 1 (WCAG 1.4.3 and 1.4.11). */
const WORDS: [string, string][] = [
  ["--ink", "--sheet"],
  ["--ink", "--desk"],
  ["--ink", "--here"],
  ["--ink-quiet", "--sheet"],
  ["--ink-quiet", "--desk"],
  ["--ink-quiet", "--here"],
  ["--action", "--sheet"],
  ["--action", "--desk"],
  ["--action-ink", "--action"],
  ["--action-ink", "--action-pressed"],
  ["--on-track-ink", "--sheet"],
  ["--needs-help-ink", "--sheet"],
  ["--watch-ink", "--watch"],
  ["--on-track-mark-ink", "--on-track"],
  ["--needs-help-mark-ink", "--needs-help"],
  ["--focus-ink", "--focus"],
];
const MARKS: [string, string][] = [
  ["--on-track", "--sheet"],
  ["--watch-edge", "--sheet"],
  ["--needs-help", "--sheet"],
  ["--not-known", "--sheet"],
  ["--line-strong", "--sheet"],
  ["--focus-edge", "--focus"],
];

describe.each(["light", "dark", "night", "contrast", "wall"])("%s", (theme) => {
  const values = tokens(theme);
  test.each(WORDS)("%s reads on %s", (front, back) => {
    expect(contrast(values[front] ?? "", values[back] ?? "")).toBeGreaterThanOrEqual(4.5);
  });
  test.each(MARKS)("%s shows on %s", (front, back) => {
    expect(contrast(values[front] ?? "", values[back] ?? "")).toBeGreaterThanOrEqual(3);
  });
});

test("the measure itself: known pairs, and one that must fail", () => {
  expect(contrast("#ffffff", "#005eb8")).toBeCloseTo(6.38, 1);
  expect(contrast("#212b32", "#ffb81c")).toBeCloseTo(8.33, 1);
  expect(contrast("#ffb81c", "#ffffff")).toBeLessThan(3);
});
