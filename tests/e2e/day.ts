import { rmSync } from "node:fs";
import { expect, type Page } from "@playwright/test";
import { copyOf, startHost, type RunningHost } from "./host";
import type { Keyboard } from "./keyboard";
import { ask, send, test as base } from "./test";

export { expect, expectNoFaultsInThemes, paint, shots, sidewaysScroll } from "./test";

/** A ward that has counted for five days: the clock stands at Sunday 22 November 2026, 07:42. */
export const test = base.extend<{ host: RunningHost }>({
  // eslint-disable-next-line no-empty-pattern -- the test tool reads which fixtures are wanted from this pattern
  host: async ({}, use) => {
    const folder = await copyOf("a ward that has counted for five days", async (first) => {
      const before = await startHost({ folder: first, now: "2026-11-17T08:00:00Z" });
      await setUp(before);
      await before.stop();
    });
    const host = await startHost({ folder });
    await use(host);
    await host.stop();
    rmSync(folder, { recursive: true, force: true });
  },
});

/** Starts the ward. A host without commands (the screens alone, over a made-up ward) is left as it is. */
async function setUp(host: RunningHost): Promise<void> {
  if (process.env["SCREENS_ALONE"]) return;
  await send(host, "ward_start", {
    name: "Ward 6A",
    area: "Elderly care",
    colour: "sky",
    beds: 24,
    day_start: "07:30",
    night_start: "20:00",
    huddle_time: "08:15",
  });
  for (const [initials, role] of [
    ["SM", "nurse_in_charge"],
    ["AB", "registered_nurse"],
    ["JO", "hca"],
  ])
    await send(host, "tile_add", { initials, role, group: "" });
  const ward = (await ask(host, "ward_get")) as { crosses: { label: string }[] };
  if (!ward.crosses.some((cross) => cross.label === "Falls with harm"))
    await send(host, "cross_define", {
      label: "Falls with harm",
      what_counts: "Any fall where the patient was hurt.",
      last_known: "2026-11-10",
    });
  await send(host, "measure_define", {
    name: "Call bell in reach",
    lane: "quality",
    definition: "Ten beds looked at. How many can reach the bell?",
    value_kind: "percent",
    unit: "%",
    sample: 10,
    frequency: "daily",
    direction: "up",
    decimals: 0,
  });
}

/** Opens a screen and waits for its title. */
export async function open(page: Page, host: RunningHost, place: string): Promise<void> {
  await page.goto(`${host.url}/#/${place}`);
  await page.locator("[data-title]").first().waitFor({ state: "attached" });
}

/** Taps SM in the picker that has just opened. */
export async function tapSM(page: Page): Promise<void> {
  const picker = page.getByRole("dialog", { name: "Who are you?" });
  await picker.getByRole("button", { name: /^SM/ }).click();
  await expect(picker).toBeHidden();
}

/** The same by keys. */
export async function keySM(keys: Keyboard): Promise<void> {
  await keys.page.getByRole("dialog", { name: "Who are you?" }).waitFor();
  await keys.enter("button", /^SM/);
  await expect(keys.page.getByRole("dialog", { name: "Who are you?" })).toBeHidden();
}

/** What a screen reader was told last. */
export function said(page: Page) {
  return page.locator("[role=status][aria-live=polite]").last();
}
