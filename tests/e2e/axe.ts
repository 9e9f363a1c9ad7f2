import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import { expect, type Page } from "@playwright/test";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The themes every screen is checked in; `forced` is Windows high contrast. */
export const THEMES = ["light", "dark", "contrast", "forced"] as const;

/** Paints the page in a theme without touching the PC's settings. */
export async function paint(page: Page, theme: (typeof THEMES)[number] | "night" | "wall"): Promise<void> {
  await page.emulateMedia({ forcedColors: theme === "forced" ? "active" : "none" });
  await page.evaluate((name) => {
    document.documentElement.dataset["theme"] = name === "forced" ? "light" : name;
  }, theme);
}

/** The rules whose answer colours can change; every other one is the same in all themes. */
const COLOUR_RULES = ["color-contrast", "link-in-text-block"];
const STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** The serious and critical faults axe finds in the page as it is now, in words; of all rules or of colours alone. */
export async function axeFaults(page: Page, rules: "all" | "colours" = "all"): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(source);
  const results = await page.evaluate(
    async (runOnly) => {
      const { axe } = window as unknown as { axe: { run(options: unknown): Promise<unknown> } };
      return axe.run({ resultTypes: ["violations"], runOnly });
    },
    rules === "all" ? { type: "tag", values: STANDARDS } : { type: "rule", values: COLOUR_RULES },
  );
  const bad = (results as AxeResults).violations.filter(
    (v) => v.impact === "serious" || v.impact === "critical",
  );
  return bad.map(
    (v) => `${v.id}: ${v.help}\n${v.nodes.map((n) => `   ${n.html}\n   ${n.failureSummary}`).join("\n")}`,
  );
}

/** The same in every theme, each fault with its theme: all rules in light, those of colours in the others. */
export async function axeFaultsInThemes(
  page: Page,
  look: (theme: (typeof THEMES)[number]) => Promise<void> = async () => {},
): Promise<string[]> {
  const before = await page.evaluate(() => document.documentElement.dataset["theme"] ?? "light");
  const found: string[] = [];
  for (const theme of THEMES) {
    await paint(page, theme);
    await look(theme);
    const faults = await axeFaults(page, theme === "light" ? "all" : "colours");
    found.push(...faults.map((fault) => `${theme}: ${fault}`));
  }
  await page.emulateMedia({ forcedColors: "none" });
  await page.evaluate((name) => (document.documentElement.dataset["theme"] = name), before);
  return found;
}

/** Fails when axe finds a serious or critical fault in the page as it is now. */
export async function expectNoFaults(page: Page, where: string): Promise<void> {
  expect(await axeFaults(page), `axe on ${where}`).toEqual([]);
}

/** Fails when axe finds a serious or critical fault in light, dark, high contrast or forced colours. */
export async function expectNoFaultsInThemes(page: Page, where: string): Promise<void> {
  expect(await axeFaultsInThemes(page), `axe on ${where}`).toEqual([]);
}
