/**
 * Where this build makes PDFs the screens offer them, and where it does not they say so. The everyday build has no
 * typesetter; `cargo xtask test --long` runs these journeys over one that has.
 */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, expectNoFaultsInThemes, open, said, shots, test } from "./day";
import type { RunningHost } from "./host";
import { ask } from "./test";
import { weekFolder } from "./weekFiles";

/** Asks the core what it can make; the screens must show the same. */
async function makesPdf(host: RunningHost): Promise<boolean> {
  return ((await ask(host, "week_get")) as { formats: string[] }).formats.includes("pdf");
}

const PAGE = "Page to read and print (.pdf)";
const isPdf = (file: string): boolean => readFileSync(file).subarray(0, 5).toString() === "%PDF-";

test("the week's page is offered and made where this build can make it", async ({ page, host }) => {
  const pdf = await makesPdf(host);
  const folder = mkdtempSync(join(tmpdir(), "huddle-pdf-"));
  await open(page, host, "week");
  const choice = page.getByRole("checkbox", { name: PAGE, exact: true });
  await expect(page.getByRole("checkbox", { name: "Spreadsheet (.xlsx)", exact: true })).toBeChecked();
  await expect(choice).toHaveCount(pdf ? 1 : 0);
  if (pdf) await expect(choice).toBeChecked();
  await page.getByLabel("Folder").fill(folder);
  await page.getByRole("button", { name: "Make the week's files" }).click();
  await expect(said(page)).toContainText(`${pdf ? 4 : 3} files made, version 1.`);
  const made = readdirSync(folder).filter((name) => name.endsWith(".pdf"));
  expect(made).toEqual(pdf ? ["Ward-6A_week-ending_2026-11-22_v1.pdf"] : []);
  for (const name of made) expect(isPdf(join(folder, name)), name).toBe(true);
  rmSync(folder, { recursive: true, force: true });
});

test("last night's pages: made now by keys, or said that they are not made", async ({ keys, host }) => {
  const pdf = await makesPdf(host);
  const { page } = keys;
  await open(page, host, "settings/pack");
  const main = page.getByRole("main");
  if (pdf) {
    await keys.enter("button", "Make the pages now");
    await expect(main.getByText("The pages are made.")).toBeVisible();
    const folder = join(host.folder, "pack");
    const files = readdirSync(folder);
    expect(files).toEqual(["Ward-6A_pack_2026-11-22.pdf"]);
    expect(isPdf(join(folder, files[0] ?? ""))).toBe(true);
  } else {
    await expect(main.getByText("This build makes no PDF", { exact: false })).toBeVisible();
    await expect(page.getByRole("button", { name: "Make the pages now" })).toHaveCount(0);
  }
  await expectNoFaultsInThemes(page, "last night's pages");
  await shots(page, pdf ? "pack-pdf" : "pack");
});

test("wards side by side become a page where this build can make it", async ({ page, host }) => {
  const pdf = await makesPdf(host);
  const [from, to] = [weekFolder(), mkdtempSync(join(tmpdir(), "huddle-pdf-pile-"))];
  await open(page, host, "pile");
  await page.getByRole("textbox", { name: "Folder of the week files" }).fill(from);
  await page.getByRole("button", { name: "Open the folder" }).click();
  await page.getByRole("textbox", { name: "Folder to put them in" }).fill(to);
  await expect(page.getByRole("checkbox", { name: PAGE, exact: true })).toHaveCount(pdf ? 1 : 0);
  await page.getByRole("button", { name: "Make the files" }).click();
  await expect.poll(() => readdirSync(to).length).toBe(pdf ? 2 : 1);
  for (const name of readdirSync(to).filter((one) => one.endsWith(".pdf"))) {
    await expect.poll(() => isPdf(join(to, name))).toBe(true);
  }
  rmSync(from, { recursive: true, force: true });
  rmSync(to, { recursive: true, force: true });
});
