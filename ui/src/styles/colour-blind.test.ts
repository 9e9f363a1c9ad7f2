// @vitest-environment node
import { expect, test } from "vitest";
import { contrast, farApart, seenBy, SIGHTS, tokens } from "./colours";

const THEMES = ["light", "dark", "night", "contrast", "wall"];
/** Marks that stand side by side and mean different things. */
const STATES = ["--on-track", "--watch", "--needs-help", "--not-known"] as const;
/**
 * How far two state colours must lie apart, as a CIE76 difference. About 2 can just be told apart side by side;
 * ten is plain at a glance. Shape and word carry the meaning all the same.
 */
const APART = 10;

const pairs = STATES.flatMap((one, at) => STATES.slice(at + 1).map((other) => [one, other] as const));

test.each(THEMES)(
  "%s: state colours stay apart for people who see red, green or blue differently",
  (theme) => {
    const values = tokens(theme);
    for (const sight of SIGHTS) {
      for (const [one, other] of pairs) {
        const apart = farApart(seenBy(sight, values[one] ?? ""), seenBy(sight, values[other] ?? ""));
        expect(apart, `${theme}, ${sight}: ${one} and ${other}`).toBeGreaterThanOrEqual(APART);
      }
    }
  },
);

test.each(THEMES)("%s: marks show and their words read", (theme) => {
  const values = tokens(theme);
  for (const ground of ["--sheet", "--desk"]) {
    for (const mark of ["--on-track", "--watch-edge", "--needs-help", "--not-known"])
      expect(
        contrast(values[mark] ?? "", values[ground] ?? ""),
        `${mark} on ${ground}`,
      ).toBeGreaterThanOrEqual(3);
    for (const words of ["--on-track-ink", "--needs-help-ink", "--ink"])
      expect(
        contrast(values[words] ?? "", values[ground] ?? ""),
        `${words} on ${ground}`,
      ).toBeGreaterThanOrEqual(4.5);
  }
});

test("the control: a red and a green that only usual sight tells apart are found out", () => {
  const [red, green] = ["#a75f33", "#6b7a2e"];
  expect(farApart(red, green)).toBeGreaterThan(3 * APART);
  const worst = Math.min(...SIGHTS.map((sight) => farApart(seenBy(sight, red), seenBy(sight, green))));
  expect(worst).toBeLessThan(APART);
});

test("the simulation itself: grey stays grey, and pure red goes dark for red-blind eyes", () => {
  for (const sight of SIGHTS) expect(farApart(seenBy(sight, "#808080"), "#808080")).toBeLessThan(2);
  expect(farApart(seenBy("red-blind", "#ff0000"), "#ff0000")).toBeGreaterThan(40);
});
