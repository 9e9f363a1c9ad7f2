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

/** The serious and critical faults axe finds in the page as it is now, in words. */
export async function axeFaults(page: Page): Promise<string[]> {
  await page.evaluate(source);
  const results = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(options: unknown): Promise<unknown> } };
    return axe.run({
      resultTypes: ["violations"],
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    });
  });
  const bad = (results as AxeResults).violations.filter(
    (v) => v.impact === "serious" || v.impact === "critical",
  );
  return bad.map(
    (v) => `${v.id}: ${v.help}\n${v.nodes.map((n) => `   ${n.html}\n   ${n.failureSummary}`).join("\n")}`,
  );
}

/** Fails when axe finds a serious or critical fault in the page as it is now. */
export async function expectNoFaults(page: Page, where: string): Promise<void> {
  expect(await axeFaults(page), `axe on ${where}`).toEqual([]);
}

/** The same in light, dark, high contrast and forced colours. */
export async function expectNoFaultsInThemes(page: Page, where: string): Promise<void> {
  const before = await page.evaluate(() => document.documentElement.dataset["theme"] ?? "light");
  for (const theme of THEMES) {
    await paint(page, theme);
    await expectNoFaults(page, `${where} (${theme})`);
  }
  await page.emulateMedia({ forcedColors: "none" });
  await page.evaluate((name) => (document.documentElement.dataset["theme"] = name), before);
}
