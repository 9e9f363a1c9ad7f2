import type { Page } from "@playwright/test";
import { carry, joinByFiles } from "./carry";
import { startHost, type RunningHost } from "./host";
import { daysAgo, dueMeasures } from "./readings";
import { ask, expect, expectNoFaultsInThemes, send, shots, sidewaysScroll, test } from "./test";
import { smallWard } from "./ward";

const PERIOD = `daily:${daysAgo(0)}`;

interface Detail {
  points: { period: string; value: number | null; clash: boolean }[];
  clashes: unknown[];
}

/** What a PC holds of the day: its number, and whether two stand there. */
async function held(host: RunningHost, id: string): Promise<Detail["points"]> {
  const { points } = (await ask(host, "measure_get", { id })) as unknown as Detail;
  return points.filter((point) => point.period === PERIOD);
}

/** Two real PCs of a ward that cannot reach each other and entered one day differently; they meet by a file. */
async function apart(
  host: RunningHost,
  work: (id: string, there: RunningHost, meet: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const { tiles } = await smallWard(host);
  const [id = ""] = await dueMeasures(host, ["Jugs out of reach"]);
  const there = await startHost();
  const meet = async (): Promise<void> => {
    await carry(there, host);
    await carry(host, there);
  };
  try {
    await joinByFiles(host, there, "Station 2");
    for (const [at, value, tile] of [
      [host, 4, tiles["SM"]],
      [there, 6, tiles["JO"]],
    ] as const)
      await send(at, "reading_set", { measure: id, period: PERIOD, value, nothing_due: false }, tile);
    // Apart each knows its own number and nothing of the other: the control of what is looked for.
    expect(await held(host, id)).toMatchObject([{ value: 4, clash: false }]);
    expect(await held(there, id)).toMatchObject([{ value: 6, clash: false }]);
    await meet();
    await work(id, there, meet);
  } finally {
    await there.stop();
  }
}

/** Both numbers stand on the page, each with who wrote it and a button of its own. */
async function expectBoth(page: Page): Promise<void> {
  const main = page.getByRole("main");
  await expect(main.getByText("Two people wrote here", { exact: true })).toHaveCount(1);
  for (const [number, who] of [
    ["4", "SM"],
    ["6", "JO"],
  ] as const) {
    const version = main.getByRole("listitem").filter({ hasText: new RegExp(`^\\s*${number}\\s+${who},`) });
    await expect(version).toBeVisible();
    await expect(version.getByRole("button", { name: `Keep this one: ${number}` })).toBeVisible();
  }
}

/** The measure's table, opened. */
async function numbers(page: Page, host: RunningHost, id: string): Promise<void> {
  await page.goto(`${host.url}/#/measures/${id}`);
  const more = page.locator("summary", { hasText: "Show the numbers" });
  await more.waitFor();
  await more.focus();
  await page.keyboard.press("Enter");
}

test("two PCs entered one day differently: both stand on the pad and in the table, and a tap chooses", async ({
  page,
  host,
}) => {
  await apart(host, async (id, there, meet) => {
    const main = page.getByRole("main");
    await page.goto(`${host.url}/#/measures/pad`);
    await expectBoth(page);
    await expectNoFaultsInThemes(page, "a number two people wrote, on the pad");
    await shots(page, "apart-pad");
    await numbers(page, host, id);
    await expectBoth(page);
    const row = page.getByRole("row", { name: /today/ });
    // Which of the two stands first is chance, and the same on every PC.
    await expect(row).toContainText(/Two people wrote here: (4 and 6|6 and 4)\. Choose one above\./);
    await expectNoFaultsInThemes(page, "a number two people wrote, in the table");
    await shots(page, "apart-table");
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await sidewaysScroll(page)).toBe(0);
    await page.setViewportSize({ width: 1366, height: 768 });
    await main.getByRole("button", { name: "Keep this one: 6" }).click();
    await expect(main.getByText("Two people wrote here")).toHaveCount(0);
    await expect(row.getByRole("cell", { name: "6", exact: true })).toBeVisible();
    await meet();
    for (const pc of [host, there]) expect(await held(pc, id)).toMatchObject([{ value: 6, clash: false }]);
  });
});

test("by keys: both numbers on the pad, one is chosen, and both PCs have it", async ({
  page,
  host,
  keys,
}) => {
  await apart(host, async (id, there, meet) => {
    await page.goto(`${host.url}/#/measures/pad`);
    await expectBoth(page);
    await keys.enter("button", "Keep this one: 4");
    await expect(page.getByRole("main").getByText("Two people wrote here")).toHaveCount(0);
    await expect(page.getByRole("textbox", { name: "Jugs out of reach", exact: true })).toHaveValue("4");
    // The keyboard is still somewhere: what it stood on went away.
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).not.toBe("BODY");
    await numbers(page, host, id);
    await expect(page.getByRole("row", { name: /today/ })).not.toContainText("Two people wrote here");
    await meet();
    for (const pc of [host, there]) expect(await held(pc, id)).toMatchObject([{ value: 4, clash: false }]);
    await keys.expectNoMouse();
  });
});
