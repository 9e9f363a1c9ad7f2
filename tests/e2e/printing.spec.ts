import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { ROOT, startHost, type RunningHost } from "./host";
import { ask, expect, paint, send, test } from "./test";
import { smallWard } from "./ward";

const folder = join(process.env["SHOTS"] ?? join(ROOT, "target/shots"), "paper");

/** Counts what the page asks the printer for; there is none here. */
async function withoutPrinter(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const w = window as unknown as { printed: number };
    w.printed = 0;
    window.print = () => (w.printed += 1);
  });
}

/** Counts the pages of a PDF that the browser wrote. */
const pages = (file: string): number => readFileSync(file, "latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;

const printed = (page: Page): Promise<number> =>
  page.evaluate(() => (window as unknown as { printed: number }).printed);

/** Waits for the nth page to be printed, and looks at it as the printer would get it. */
async function onPaper(page: Page, nth: number, name: string): Promise<string> {
  await expect.poll(() => printed(page)).toBe(nth);
  const sheet = page.locator(".paper");
  // On the screen nothing of it is seen.
  await expect(sheet).toBeHidden();
  await page.emulateMedia({ media: "print" });
  await expect(sheet).toBeVisible();
  for (const other of [".frame", "main", "[data-print=no]"])
    for (const part of await page.locator(other).all()) await expect(part).toBeHidden();
  const text = await sheet.innerText();
  // Dark on white whatever theme the window is in.
  const colours = await sheet.evaluate((element) => {
    const style = getComputedStyle(element);
    return [style.color, getComputedStyle(document.body).backgroundColor];
  });
  expect(colours).toEqual(["rgb(0, 0, 0)", "rgb(255, 255, 255)"]);
  mkdirSync(folder, { recursive: true });
  await page.pdf({ path: join(folder, `${name}.pdf`), preferCSSPageSize: true, printBackground: false });
  await page.setViewportSize({ width: 688, height: 1017 });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  await page.setViewportSize({ width: 1366, height: 768 });
  await page.emulateMedia({ media: null });
  return text;
}

test.describe("the made-up ward", () => {
  test.use({ hostOptions: { demo: true } });

  test("today's sheet, At a glance, a procedure and the month's crosses print by taps", async ({
    page,
    host,
  }) => {
    await withoutPrinter(page);
    await page.goto(`${host.url}/#/huddle`);
    await page.getByRole("button", { name: "Print the sheet" }).click();
    const huddle = await onPaper(page, 1, "huddle");
    expect(huddle).toContain("Daily ward huddle");
    expect(huddle).toContain("Sheet H-1122-D");
    expect(huddle).toContain("This app does not alert anyone.");
    expect(huddle).toMatch(/Carried from before/);
    // One sheet of paper, both sides, with all that is carried.
    expect(pages(join(folder, "huddle.pdf"))).toBeLessThanOrEqual(2);
    // The next touch goes back to the screen: what prints then is the screen.
    await page.getByRole("heading", { level: 1 }).click();
    await expect(page.locator(".paper")).toHaveCount(0);

    await page.goto(`${host.url}/#/board`);
    await paint(page, "dark");
    await page.getByRole("button", { name: "Print", exact: true }).waitFor();
    // By its key, as in any other program.
    await page.keyboard.press("Control+p");
    const glance = await onPaper(page, 2, "glance");
    expect(glance).toContain("Our board at a glance");
    expect(glance).toMatch(/Printed 22 November 2026, 07:4\d/);
    await paint(page, "light");

    const all = (await ask(host, "procedures_get")) as { procedures: { id: string; title: string }[] };
    const one = all.procedures[0];
    await page.goto(`${host.url}/#/how/${one?.id ?? ""}`);
    await page.getByRole("button", { name: "Print", exact: true }).click();
    const procedure = await onPaper(page, 3, "procedure");
    expect(procedure).toContain(one?.title ?? "?");
    expect(procedure).toContain("Printed pages grow old: check the board.");

    await page.goto(`${host.url}/#/crosses`);
    await page.getByRole("button", { name: "Print this month" }).click();
    const crosses = await onPaper(page, 4, "crosses");
    expect(crosses).toContain("Safety crosses, November 2026");
    // What nobody checked is said beside every cross.
    const marked = (await ask(host, "crosses_get")) as { crosses: { month_not_checked: number }[] };
    const said = crosses.match(/of this month (was|were) not checked|Every day of this month so far/g) ?? [];
    expect(said.length).toBe(marked.crosses.length);
    expect(marked.crosses.some((cross) => cross.month_not_checked > 0)).toBe(/not checked\.$/m.test(crosses));
  });
});

/** A ward that has counted falls since 12 November, with the clock at the 22nd. */
const sinceThe12th = test.extend<{ host: RunningHost }>({
  // eslint-disable-next-line no-empty-pattern -- the test tool reads which fixtures are wanted from this pattern
  host: async ({}, use) => {
    const data = mkdtempSync(join(tmpdir(), "huddle-paper-"));
    const before = await startHost({ folder: data, now: "2026-11-12T08:00:00Z" });
    await smallWard(before);
    await send(before, "cross_define", { label: "Sharps left out", what_counts: "Any.", last_known: null });
    await before.stop();
    const host = await startHost({ folder: data });
    await use(host);
    await host.stop();
    rmSync(data, { recursive: true, force: true });
  },
});

sinceThe12th(
  "a milestone's certificate prints, by keys, only while every day is checked",
  async ({ keys, host }) => {
    const { page } = keys;
    const all = (await ask(host, "crosses_get")) as { crosses: { key: string; label: string }[] };
    const ward = (await ask(host, "ward_get")) as { tiles: { id: string }[] };
    const tile = ward.tiles[0]?.id ?? null;
    const cross = all.crosses.find((one) => one.label === "Sharps left out")?.key ?? "";
    const mark = (day: number, state: string): Promise<unknown> =>
      send(host, "cross_mark", { cross, date: `2026-11-${day}`, state, not_reported: false }, tile);
    for (const day of [12, 13, 14, 15, 16, 17, 18, 19, 21]) await mark(day, "safe");
    await withoutPrinter(page);
    await page.goto(`${host.url}/#/crosses`);
    const sheet = page.getByRole("region", { name: "Sharps left out" });
    await expect(sheet.getByText("1 day not checked")).toBeVisible();
    const button = page.getByRole("button", { name: "Print the 7 days certificate, Sharps left out" });
    await expect(button).toHaveCount(0);
    await mark(20, "safe");
    await keys.enter("button", "Print the 7 days certificate, Sharps left out");
    const text = await onPaper(page, 1, "certificate");
    expect(text).toContain("7 days");
    expect(text).toContain("without sharps left out");
    expect(text).toContain("Every day from 12 November 2026 to 18 November 2026 was checked.");
    // A mark taken back takes the certificate with it.
    await mark(14, "");
    await expect(button).toHaveCount(0);
  },
);
