import { ask, expect, expectNoFaultsInThemes, shots, sidewaysScroll, test } from "./test";

test.use({ hostOptions: { demo: true } });

interface Crosses {
  crosses: {
    label: string;
    gaps: { sentence: string; points: number; list: { days: number; not_checked: number }[] } | null;
  }[];
}

test("days between harms: the chart, its sentence, its honest number of points and its table, by keys", async ({
  page,
  host,
  keys,
}) => {
  const { crosses } = (await ask(host, "crosses_get")) as unknown as Crosses;
  const cross = crosses.find((one) => one.gaps !== null);
  expect(cross, "the made-up ward has a cross with two harms").toBeDefined();
  if (!cross?.gaps) return;
  await page.goto(`${host.url}/#/crosses`);
  const sheet = page.getByRole("region", { name: cross.label, exact: true });
  await expect(sheet.getByRole("heading", { name: "Days between" })).toBeVisible();
  await expect(sheet.locator("figcaption")).toHaveText(cross.gaps.sentence);
  if (cross.gaps.points < 13)
    expect(cross.gaps.sentence).toBe(`Not enough points yet (${cross.gaps.points} of 13)`);
  const summary = sheet.locator("summary", { hasText: "Show the numbers" });
  await summary.focus();
  await keys.press("Enter");
  // A row for each gap and the one with the headings.
  await expect(sheet.getByRole("row")).toHaveCount(cross.gaps.list.length + 1);
  await keys.expectNoMouse();
  await expectNoFaultsInThemes(page, "days between");
  await shots(page, "days-between");
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await sidewaysScroll(page)).toBe(0);
});
