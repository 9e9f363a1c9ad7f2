// @vitest-environment node
import { resolve } from "node:path";
import { compile } from "sass";
import { describe, expect, test } from "vitest";

const css = compile(resolve(import.meta.dirname, "tokens.scss"), {
  loadPaths: [
    resolve(import.meta.dirname, "../../node_modules"),
    resolve(import.meta.dirname, "../../../node_modules"),
  ],
}).css;

/** The tokens a theme ends up with: the root's, then its own. */
function tokens(theme: string): Record<string, string> {
  const found: Record<string, string> = {};
  const before = css.split("@media (forced-colors")[0] ?? css;
  for (const block of before.matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
    const selector = (block[1] ?? "").trim();
    if (selector !== ":root" && selector !== `:root[data-theme=${theme}]`) continue;
    for (const line of (block[2] ?? "").matchAll(/(--[\w-]+):\s*([^;]+);/g))
      found[line[1] ?? ""] = (line[2] ?? "").trim();
  }
  return found;
}

function luminance(hex: string): number {
  const full = hex.replace(/^#(.)(.)(.)$/, "#$1$1$2$2$3$3");
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(full.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** WCAG contrast of two colours. */
function contrast(a: string, b: string): number {
  const [hi, lo] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (hi + 0.05) / (lo + 0.05);
}

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
