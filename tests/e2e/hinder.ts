import type { Page } from "@playwright/test";

/** How many times slower the page's own thread runs: `HUDDLE_SLOW=6` is an old ward PC. */
const SLOW = Number(process.env["HUDDLE_SLOW"] ?? 1);
/** How long each question and command is held up on its way to the host, ms: `HUDDLE_LATE=300`. */
const LATE_MS = Number(process.env["HUDDLE_LATE"] ?? 0);

/** Makes a page as slow as the environment asks; without it, nothing changes. A journey must pass either way. */
export async function hinder(page: Page): Promise<void> {
  if (SLOW > 1) {
    const session = await page.context().newCDPSession(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate: SLOW });
  }
  if (LATE_MS > 0) {
    await page.context().route("**/api/{query,execute}", async (route) => {
      await new Promise((go) => setTimeout(go, LATE_MS));
      // The page may have gone while its question waited.
      await route.continue().catch(() => undefined);
    });
  }
}
