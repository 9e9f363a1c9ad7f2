import { join, resolve } from "node:path";
import type { Page } from "@playwright/test";
import { paint } from "./axe";
import { ROOT } from "./host";

/**
 * The folder for pictures, which people look at and no test does: `SHOTS=target/shots cargo xtask e2e board`. Without
 * it the pages are brought into the same sizes and themes, and nothing is written.
 */
const folder = process.env["SHOTS"] ? resolve(ROOT, process.env["SHOTS"]) : null;

/** Writes what the page shows; where nobody asked for pictures, waits until it has been painted. */
async function take(page: Page, path: readonly string[], fullPage = false): Promise<void> {
  if (!folder) {
    await page.evaluate(() => new Promise((painted) => requestAnimationFrame(painted)));
    return;
  }
  await page.screenshot({ path: `${join(folder, ...path)}.png`, fullPage });
}

/** Takes one picture of the window. */
export async function shot(page: Page, name: string): Promise<void> {
  await take(page, [name]);
}

/** One picture among those of every screen, in a folder of its own kind ("dark", "320"). */
export async function picture(page: Page, kind: string, name: string, fullPage = false): Promise<void> {
  await take(page, ["screens", kind, name], fullPage);
}

/** The set every screen is looked at in: two sizes, 320 px, 400% zoom, dark, night, high contrast. */
export async function shots(page: Page, name: string): Promise<void> {
  await shot(page, `${name}-1366`);
  for (const theme of ["dark", "night", "contrast"] as const) {
    await paint(page, theme);
    await shot(page, `${name}-${theme}`);
  }
  await paint(page, "light");
  await page.setViewportSize({ width: 1920, height: 1080 });
  await shot(page, `${name}-1920`);
  await page.setViewportSize({ width: 320, height: 640 });
  await take(page, [`${name}-320`], true);
  // 400% zoom of 1366x768 leaves this many CSS pixels.
  await page.setViewportSize({ width: 342, height: 192 });
  await shot(page, `${name}-zoom400`);
  await page.setViewportSize({ width: 1366, height: 768 });
}

/** Fails when the page scrolls sideways. */
export async function sidewaysScroll(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
