import type { Page } from "@playwright/test";
import { daysAgo, measuredWard } from "./readings";
import { ask, expect, expectNoFaultsInThemes, shots, sidewaysScroll, test } from "./test";
import type { RunningHost } from "./host";

interface Detail {
  target: number | null;
  alt: string;
  svg: string;
  tile: { sentence: string };
  changes: { on: string; what: string; why: string }[];
  points: unknown[];
}

const WHY = "The trust asks for 70 now";

async function detailOf(host: RunningHost, id: string): Promise<Detail> {
  return (await ask(host, "measure_get", { id })) as unknown as Detail;
}

/** The upright places of the dotted lines of a chart: one for each target it has had. */
function targetLines(page: Page): Promise<number[]> {
  return page
    .locator("figure svg line[stroke-dasharray='2 4']")
    .evaluateAll((lines) => lines.map((line) => Math.round(Number(line.getAttribute("y1")))));
}

/** A measure of twenty days with a target of 95%, opened. */
async function opened(page: Page, host: RunningHost): Promise<string> {
  const { measures } = await measuredWard(host);
  const id = measures["Call bell in reach"] ?? "";
  await page.goto(`${host.url}/#/measures/${id}`);
  await expect(page.locator("figcaption")).toHaveText(/Still below 95% every day/);
  expect(await targetLines(page)).toHaveLength(1);
  return id;
}

/** What the page, its chart and the store show once the target is 70%. */
async function expectNewTarget(page: Page, host: RunningHost, id: string): Promise<void> {
  const main = page.getByRole("main");
  await expect(main.getByText(/, target 70%/)).toBeVisible();
  // Every day so far had the old target and is judged by it; the newest one has the new one.
  await expect(page.locator("figcaption")).toHaveText(/70%/);
  const change = page.getByRole("listitem").filter({ hasText: WHY });
  await expect(change).toContainText("The target: 95% until then");
  await expect(page.locator("figure svg text").getByText(WHY)).toBeVisible();
  const lines = await targetLines(page);
  expect(lines).toHaveLength(2);
  expect(new Set(lines).size, "the old target stands where it stood").toBe(2);
  const after = await detailOf(host, id);
  expect(after.target).toBe(70);
  expect(after.alt).toContain("Target 70%, before that 95%");
  expect(after.changes).toMatchObject([{ on: daysAgo(0), what: "target", why: WHY }]);
  expect(after.points).toHaveLength(20);
}

test("a target is changed with a reason; the chart and its sentence show it, and the past keeps the old one", async ({
  page,
  host,
}) => {
  const id = await opened(page, host);
  const main = page.getByRole("main");
  await main.getByText("Change this measure").click();
  const box = page.getByRole("textbox", { name: "Is there a target?" });
  // What cannot be is said beside the box, before anybody is asked why.
  await box.fill("105");
  await box.press("Enter");
  await expect(main.getByText("This measure can never be that number. Nothing was saved.")).toBeVisible();
  await box.fill("70");
  await box.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Why?" });
  await expect(main.getByText("This measure can never be that number.")).toHaveCount(0);
  await expect(dialog).toContainText("You change the target. The numbers so far stay.");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByText("Say why first. Nothing was changed.")).toBeVisible();
  expect((await detailOf(host, id)).target).toBe(95);
  await expectNoFaultsInThemes(page, "why a target changes");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(box).toHaveValue("95");
  await box.fill("70");
  await box.press("Enter");
  await dialog.getByLabel("Why, in one line").fill(WHY);
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toHaveCount(0);
  await expectNewTarget(page, host, id);
  await expectNoFaultsInThemes(page, "a measure with two targets");
  await page.getByRole("heading", { level: 1 }).scrollIntoViewIfNeeded();
  await shots(page, "two-targets");
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await sidewaysScroll(page)).toBe(0);
});

test("by keys: a target is changed with a reason, and one undo brings the old one back", async ({
  page,
  host,
  keys,
}) => {
  const id = await opened(page, host);
  const more = page.locator("summary", { hasText: "Change this measure" });
  await more.focus();
  await keys.press("Enter");
  await keys.to("textbox", "Is there a target?");
  await page.keyboard.type("70");
  await keys.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Why?" });
  await expect(dialog).toBeVisible();
  await page.keyboard.type(WHY);
  await keys.press("Enter");
  await expect(dialog).toHaveCount(0);
  await expectNewTarget(page, host, id);
  await page.getByRole("heading", { level: 1 }).focus();
  await keys.press("Control+z");
  await expect.poll(async () => (await detailOf(host, id)).target).toBe(95);
  await expect.poll(() => targetLines(page)).toHaveLength(1);
  await expect(page.getByRole("listitem").filter({ hasText: WHY })).toHaveCount(0);
  await keys.expectNoMouse();
});
