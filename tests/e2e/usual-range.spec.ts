import type { Page } from "@playwright/test";
import { daysAgo } from "./readings";
import { ask, expect, expectNoFaultsInThemes, send, shots, sidewaysScroll, test } from "./test";
import type { RunningHost } from "./host";
import { smallWard } from "./ward";

/** A measure that went up for good two weeks ago: 28 numbers, the newest yesterday. */
async function steppedWard(host: RunningHost): Promise<string> {
  await smallWard(host);
  const { id } = (await send(host, "measure_define", {
    name: "Drinks rounds done",
    lane: "service",
    definition: "One round, every patient offered a drink.",
    value_kind: "count",
    unit: "rounds",
    frequency: "daily",
    direction: "up",
    decimals: 0,
  })) as { id: string };
  for (let i = 28; i >= 1; i -= 1)
    await send(host, "reading_set", {
      measure: id,
      period: `daily:${daysAgo(i)}`,
      value: i > 14 ? 5 + (i % 3) : 14 + (i % 4),
      nothing_due: false,
    });
  return id;
}

function dialog(page: Page) {
  return page.getByRole("dialog", { name: "Start the usual range again" });
}

/** What the chart of the core says now. */
async function reading(host: RunningHost, id: string): Promise<string> {
  const detail = (await ask(host, "measure_get", { id })) as { tile: { reading: string } };
  return detail.tile.reading;
}

test("by taps: a new usual range with its reason on the chart, the past kept, and taken back", async ({
  page,
  host,
}) => {
  const id = await steppedWard(host);
  await page.goto(`${host.url}/#/measures/${id}`);
  await page.getByRole("button", { name: "Start the usual range again" }).click();
  await expect(dialog(page)).toContainText("The numbers before it stay");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(dialog(page).getByText("Say why first.")).toBeVisible();
  await page.getByLabel("From which number on?").selectOption(daysAgo(14));
  await page.getByLabel("Why, in one line").fill("New drinks trolley");
  await expectNoFaultsInThemes(page, "starting the usual range again");
  await shots(page, "usual-range-dialog");
  await page.setViewportSize({ width: 1366, height: 768 });
  await page.getByRole("button", { name: "Save" }).click();
  await expect(dialog(page)).toHaveCount(0);
  await expect(page.locator("figure svg").getByText("New drinks trolley").first()).toBeAttached();
  const change = page.getByRole("listitem").filter({ hasText: "Usual range starts again" });
  await expect(change).toContainText("New drinks trolley");
  expect(await reading(host, id)).toBe("steady");
  await page.getByText("Show the numbers").click();
  await expect(page.getByRole("row")).toHaveCount(29);
  await expectNoFaultsInThemes(page, "a measure with two usual ranges");
  await shots(page, "usual-range");
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await sidewaysScroll(page)).toBe(0);
  await page.setViewportSize({ width: 1366, height: 768 });
  await page.getByRole("button", { name: /^Take it back: new start of the usual range/ }).click();
  await expect(change).toHaveCount(0);
  await expect.poll(() => reading(host, id)).toBe("better");
});

test("by keys: a new usual range, and one undo takes it back", async ({ page, host, keys }) => {
  const id = await steppedWard(host);
  await page.goto(`${host.url}/#/measures/${id}`);
  await keys.enter("button", "Start the usual range again");
  await expect(dialog(page)).toBeVisible();
  // The list holds the newest number; fourteen presses go to the first of the new way of working.
  await keys.to("combobox", "From which number on?");
  for (let presses = 1; presses < 14; presses += 1) await keys.press("ArrowDown");
  await keys.type("Why, in one line", "New drinks trolley");
  await keys.press("Enter");
  await expect(dialog(page)).toHaveCount(0);
  await expect.poll(() => reading(host, id)).toBe("steady");
  const detail = (await ask(host, "measure_get", { id })) as { changes: { on: string; why: string }[] };
  expect(detail.changes).toMatchObject([{ on: daysAgo(14), why: "New drinks trolley" }]);
  await keys.press("Control+z");
  await expect.poll(() => reading(host, id)).toBe("better");
  await keys.expectNoMouse();
});
