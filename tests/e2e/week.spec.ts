import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, expectNoFaultsInThemes, open, said, shots, sidewaysScroll, test } from "./day";
import { ask, send } from "./test";

type Kept = { kept: { version: number } | null; lines: string[] };
const week = (host: Parameters<typeof ask>[0]): Promise<Kept> => ask(host, "week_get") as Promise<Kept>;

test("a line, then the week's files by taps; a change makes version 2 and says what changed", async ({
  page,
  host,
}) => {
  const folder = mkdtempSync(join(tmpdir(), "huddle-week-"));
  await open(page, host, "week");
  await expect(page.getByRole("heading", { level: 1, name: "This week so far" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Is it complete?" })).toBeAttached();
  await page.getByLabel("Thing to know 1").fill("Two new starters on nights");
  await page.getByLabel("Thing to know 1").press("Enter");
  await expect.poll(async () => (await week(host)).lines[0]).toBe("Two new starters on nights");
  await page.getByLabel("Short text for an e-mail (.txt)").check();
  await page.getByLabel("Folder").fill(folder);
  await page.getByRole("button", { name: "Make the week's files" }).click();
  await expect(said(page)).toContainText("4 files made, version 1.");
  await expect(page.getByRole("main").getByText(/^Version 1, made 22 November 2026/)).toBeVisible();
  expect(readdirSync(folder).sort()).toEqual([
    "Ward-6A_week-ending_2026-11-22_v1.docx",
    "Ward-6A_week-ending_2026-11-22_v1.huddleweek",
    "Ward-6A_week-ending_2026-11-22_v1.txt",
    "Ward-6A_week-ending_2026-11-22_v1.xlsx",
  ]);
  // The same again: the same version. Then a change: said before it is made, and version 2.
  const made = page.waitForResponse((answer) => {
    const sent = answer.request().postData() ?? "";
    return answer.url().endsWith("/api/execute") && sent.includes("week_files_make");
  });
  await page.getByRole("button", { name: "Make the week's files" }).click();
  await made;
  expect((await week(host)).kept?.version).toBe(1);
  await send(host, "week_line_set", { monday: "2026-11-16", line: 2, text: "Hoist two is back" });
  await expect(
    page.getByRole("main").getByText("Changed since. The next files will be version 2:"),
  ).toBeVisible();
  await expect(page.getByRole("main").getByText("Thing to know 2 was written anew.")).toBeVisible();
  await page.getByRole("button", { name: "Make the week's files" }).click();
  await expect(page.getByRole("main").getByText(/^Version 2, made/)).toBeVisible();
  // The page may hear of the new version before the last file stands in the folder.
  await expect.poll(() => readdirSync(folder).length).toBe(8);
  // A folder that is not there: beside the field, and nothing is lost.
  await page.getByLabel("Folder").fill(join(folder, "gone"));
  await page.getByRole("button", { name: "Make the week's files" }).click();
  await expect(page.getByRole("main").getByText("There is no such folder.", { exact: false })).toBeVisible();
  rmSync(folder, { recursive: true, force: true });
});

test("the same by keys alone", async ({ keys, host }) => {
  const { page } = keys;
  await open(page, host, "week");
  await keys.type("Thing to know 3", "Quiet week");
  await keys.press("Enter");
  await expect.poll(async () => (await week(host)).lines[2]).toBe("Quiet week");
  await keys.to("checkbox", "Document to edit (.docx)");
  await keys.press("Space");
  await keys.enter("button", "Make the week's files");
  await expect(said(page)).toContainText("2 files made, version 1.");
  await keys.enter("link", "The week before");
  await expect(page.getByRole("heading", { level: 1, name: "Week to Sunday 15 November" })).toBeVisible();
  await keys.enter("link", "The week after");
  await expect(page.getByRole("main").getByText(/^Version 1, made/)).toBeVisible();
});

test("the week looks right and has no faults", async ({ page, host }) => {
  await open(page, host, "week");
  await expect(page.getByRole("heading", { level: 1, name: "This week so far" })).toBeVisible();
  await page.getByRole("button", { name: "Make the week's files" }).click();
  await expect(page.getByRole("main").getByText(/^Version 1, made/)).toBeVisible();
  await expectNoFaultsInThemes(page, "this week");
  await shots(page, "week");
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await sidewaysScroll(page)).toBe(0);
});
