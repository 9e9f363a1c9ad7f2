import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ask, expect, expectNoFaultsInThemes, shots, sidewaysScroll, test } from "./test";
import { weekFile, weekFolder } from "./weekFiles";

const WARDS = ["Ash", "Beech", "Cedar", "Dune", "Elm", "Zinnia"];
const XLSX = "Wards_side-by-side_week-ending_2026-11-15.xlsx";

test("a matron's PC without a ward: open a folder by taps, read it, take it along", async ({
  page,
  host,
}) => {
  const from = weekFolder();
  const to = mkdtempSync(join(tmpdir(), "huddle-pile-to-"));
  await page.goto(host.url);
  await page.getByRole("link", { name: "Read several wards' weeks" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Wards side by side" })).toBeVisible();

  // Nothing typed, then a folder that is not there: beside the field.
  await page.getByRole("button", { name: "Open the folder" }).click();
  const where = page.getByRole("region", { name: "Where are the week files?" });
  await expect(where.getByText("Type the folder first.")).toBeVisible();
  await page.getByRole("textbox", { name: "Folder of the week files" }).fill(join(from, "gone"));
  await page.getByRole("button", { name: "Open the folder" }).click();
  await expect(where.getByText("That folder cannot be read.", { exact: false })).toBeVisible();

  await page.getByRole("textbox", { name: "Folder of the week files" }).fill(from);
  await page.getByRole("button", { name: "Open the folder" }).click();
  const shown = page.getByRole("region", { name: "Week to Sunday 15 November" }).first();
  await expect(shown).toBeVisible();
  // By name, never by what was counted: Ash has most falls, Zinnia fewest.
  const names = await shown.getByRole("rowheader").allInnerTexts();
  expect(names.map((name) => name.split("\n")[0]?.trim())).toEqual(WARDS);
  await expect(shown.getByText("Wards differ. Do not rank.")).toHaveCount(2);
  const row = (ward: string) => shown.getByRole("row", { name: new RegExp(`^${ward}`) });
  await expect(row("Beech")).toContainText("Not entered: too busy");
  await expect(row("Cedar")).toContainText("Counts it in another way");
  await expect(row("Dune")).toContainText("Version 2");
  await expect(row("Elm")).toContainText("file changed after the ward made it");

  const about = page.getByRole("region", { name: "About 5 of the files" });
  for (const sentence of [
    "dune-1.huddleweek Version 1 of Dune. A newer version is here, so this is not shown.",
    "elm.huddleweek Somebody changed this file after Elm made it. It is shown and marked.",
    "fern-earlier.huddleweek This is the week to 8 November 2026. Choose that week to see it.",
    "letter.huddleweek This is not a week file, or it is damaged. Ask the ward to send it again.",
    "newer.huddleweek This comes from a newer Huddleboard. Update this PC, then open it again.",
  ])
    await expect(about.getByRole("listitem").filter({ hasText: sentence })).toHaveCount(1);

  await page.getByRole("textbox", { name: "Folder to put them in" }).fill(to);
  await page.getByRole("button", { name: "Make the files" }).click();
  const files = page.getByRole("region", { name: "Take it with you" });
  await expect(files.getByRole("listitem").filter({ hasText: XLSX })).toBeVisible();
  expect(readdirSync(to)).toEqual([XLSX]);
  // No ward was begun by it.
  expect(((await ask(host, "boot_get")) as { ward: unknown }).ward).toBeNull();

  await page
    .getByRole("combobox", { name: "Week" })
    .selectOption({ label: "Week to 8 November 2026 (1 ward)" });
  const earlier = page.getByRole("region", { name: "Week to Sunday 8 November" }).first();
  await expect(earlier.getByText("Open the file of one more ward", { exact: false })).toBeVisible();
  await page.getByRole("link", { name: "Back to the start" }).click();
  await expect(page.getByRole("button", { name: "Start a ward here" })).toBeVisible();
  rmSync(from, { recursive: true, force: true });
  rmSync(to, { recursive: true, force: true });
});

test("the same by keys alone", async ({ keys, host }) => {
  const { page } = keys;
  const from = weekFolder();
  const to = mkdtempSync(join(tmpdir(), "huddle-pile-to-"));
  await page.goto(host.url);
  await keys.enter("link", "Read several wards' weeks");
  await keys.type("Folder of the week files", from);
  await page.keyboard.press("Enter");
  const title = page.getByRole("heading", { level: 2, name: "Week to Sunday 15 November" });
  await expect(title).toBeFocused();
  await keys.to("checkbox", "One table of all wards (.csv)");
  await page.keyboard.press("Space");
  await keys.type("Folder to put them in", to);
  await keys.enter("button", "Make the files");
  await expect.poll(() => readdirSync(to).length).toBe(2);
  await expect(page.getByRole("region", { name: "Take it with you" }).getByRole("listitem")).toHaveCount(2);
  rmSync(from, { recursive: true, force: true });
  rmSync(to, { recursive: true, force: true });
});

test("chosen files do as well as a folder", async ({ page, host }) => {
  await page.goto(`${host.url}/#/pile`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  const file = (ward: string) => ({
    name: `${ward}.huddleweek`,
    mimeType: "application/json",
    buffer: Buffer.from(weekFile({ ward })),
  });
  await page.locator("input[type=file]").setInputFiles([file("Tŷ Gwyn"), file("Ash")]);
  const shown = page.getByRole("region", { name: "Week to Sunday 15 November" }).first();
  await expect(shown.getByRole("rowheader")).toHaveCount(2);
  const names = await shown.getByRole("rowheader").allInnerTexts();
  expect(names.map((name) => name.split("\n")[0]?.trim())).toEqual(["Ash", "Tŷ Gwyn"]);
  await expect(page.getByRole("region", { name: /^About/ })).toHaveCount(0);
});

test("wards side by side look right and have no faults, also at 320 px", async ({ page, host }) => {
  const from = weekFolder();
  await page.goto(`${host.url}/#/pile`);
  await page.getByRole("textbox", { name: "Folder of the week files" }).fill(from);
  await page.getByRole("button", { name: "Open the folder" }).click();
  await page.getByRole("heading", { level: 2, name: "Week to Sunday 15 November" }).waitFor();
  await expectNoFaultsInThemes(page, "wards side by side");
  await shots(page, "pile");
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await sidewaysScroll(page)).toBe(0);
  rmSync(from, { recursive: true, force: true });
});
