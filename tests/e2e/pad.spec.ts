import { ask, expect, send, test } from "./test";
import { daysAgo, dueMeasures, measuredWard, pasteText } from "./readings";
import { smallWard } from "./ward";
import type { RunningHost } from "./host";

/** The figure: so many readings in so many milliseconds, by keys alone. */
const READINGS = 10;
const MOST_MS = 40_000;
/** How fast a person types, between two keys. */
const KEY_MS = 90;
/** How long a person looks from the sheet of paper to the next box. */
const LOOK_MS = 1_200;

type Point = Record<string, unknown> & { period: string };

async function points(host: RunningHost, id: string | undefined): Promise<Point[]> {
  return ((await ask(host, "measure_get", { id })) as unknown as { points: Point[] }).points;
}

test("ten due readings by keys alone are in within 40 seconds", async ({ page, host, keys }) => {
  await smallWard(host);
  const names = Array.from({ length: READINGS }, (_unused, index) => `Count ${index + 1}`);
  const ids = await dueMeasures(host, names);
  await page.goto(`${host.url}/#/measures`);
  await expect(page.getByRole("heading", { level: 1, name: "Measures" })).toBeVisible();
  const began = Date.now();
  await keys.enter("link", "Enter numbers");
  await keys.to("textbox", "Count 1");
  for (const [index, name] of names.entries()) {
    await expect(page.getByRole("textbox", { name, exact: true })).toBeFocused();
    await page.keyboard.type(String(10 + index), { delay: KEY_MS });
    await page.keyboard.press("Enter");
  }
  // Done is when the core has all ten, not when the last key was pressed.
  await expect
    .poll(async () => (await Promise.all(ids.map((id) => points(host, id)))).map((all) => all[0]?.["value"]))
    .toEqual(names.map((_name, index) => 10 + index));
  await expect(page.getByRole("main").getByText(/Saved \d\d:\d\d/)).toHaveCount(READINGS);
  const took = Date.now() - began + READINGS * LOOK_MS;
  // The report of the run says it too.
  test.info().annotations.push({ type: "figure", description: `${(took / 1000).toFixed(1)} s` });
  expect(took).toBeLessThan(MOST_MS);
  await keys.expectNoMouse();
});

test("typed faster than the disk answers: the last key wins, and half a pair is never sent", async ({
  page,
  host,
}) => {
  await smallWard(host);
  const [id] = await dueMeasures(host, ["Jugs"]);
  await page.goto(`${host.url}/#/measures/pad`);
  const box = page.getByRole("textbox", { name: "Jugs", exact: true });
  // The first save is held up; two more numbers are typed before it comes back.
  let first = true;
  await page.route("**/api/execute", async (route) => {
    if (first && route.request().postData()?.includes("reading_set")) {
      first = false;
      const answer = await route.fetch();
      await held;
      await route.fulfill({ response: answer });
      return;
    }
    await route.continue();
  });
  let release: () => void = () => undefined;
  const held = new Promise<void>((go) => (release = go));
  for (const number of ["3", "4", "5"]) {
    await box.fill(number);
    await box.press("Enter");
    await box.focus();
  }
  const main = page.getByRole("main");
  await expect(main.getByText("Saving", { exact: true })).toBeVisible();
  await expect(main.getByText(/Saved \d\d:\d\d/)).toHaveCount(0);
  release();
  await expect.poll(async () => (await points(host, id))[0]?.["value"]).toBe(5);
  await expect(box).toHaveValue("5");
  await expect(main.getByText(/Saved \d\d:\d\d/)).toHaveCount(1);
});

test("a column is pasted into the pad: all of it or nothing, other numbers only when asked", async ({
  page,
  host,
}) => {
  await smallWard(host);
  const ids = await dueMeasures(host, ["One", "Two", "Three"]);
  const now = async (): Promise<unknown[]> =>
    (await Promise.all(ids.map((id) => points(host, id)))).map((all) => all[0]?.["value"]);
  await page.goto(`${host.url}/#/measures/pad`);
  await page.getByRole("textbox", { name: "One", exact: true }).focus();
  await pasteText(page, "4\nfive\n6\n");
  await expect(
    page.getByRole("main").getByText("Line 2: This is not a number. Nothing was saved."),
  ).toBeVisible();
  expect(await now()).toEqual([undefined, undefined, undefined]);
  await pasteText(page, "4\r\n5\r\n6\r\n");
  await expect(page.getByRole("main").getByText("3 pasted numbers saved.").first()).toBeVisible();
  expect(await now()).toEqual([4, 5, 6]);
  await page.getByRole("textbox", { name: "Two", exact: true }).focus();
  await pasteText(page, "7\n6");
  await expect(page.getByRole("main").getByText(/1 number differs from what is here/)).toBeVisible();
  expect(await now()).toEqual([4, 5, 6]);
  await page.getByRole("button", { name: "Use the pasted ones" }).click();
  await expect.poll(now).toEqual([4, 7, 6]);
});

test("earlier numbers, by keys: a pasted column fills the past, one undo empties it", async ({
  page,
  host,
  keys,
}) => {
  await smallWard(host);
  const [id] = await dueMeasures(host, ["Jugs"]);
  await page.goto(`${host.url}/#/measures/${id}`);
  await keys.enter("link", "Fill in earlier numbers");
  await keys.to("textbox", "Jugs, Wednesday 18 November");
  await expect(page.getByRole("textbox", { name: "Jugs, Wednesday 18 November" })).toBeFocused();
  await pasteText(page, "3\n\n5\n");
  await expect(page.getByRole("main").getByText("2 pasted numbers saved.").first()).toBeVisible();
  const there = (await points(host, id)).map((point) => [point.period, point["value"]]);
  expect(there).toEqual([
    [`daily:${daysAgo(4)}`, 3],
    [`daily:${daysAgo(2)}`, 5],
  ]);
  await keys.press("Enter");
  await expect(page.getByRole("textbox", { name: "Jugs, Thursday 19 November" })).toBeFocused();
  await page.getByRole("heading", { level: 1 }).focus();
  await keys.press("Control+z");
  await expect.poll(async () => (await points(host, id)).length).toBe(0);
});

test("a number is put right, and what stood there stays in view; by keys", async ({ page, host, keys }) => {
  const { measures } = await measuredWard(host);
  const id = measures["Jugs out of reach"];
  await page.goto(`${host.url}/#/measures/${id}`);
  const more = page.locator("summary", { hasText: "Show the numbers" });
  await more.waitFor();
  await more.focus();
  await keys.press("Enter");
  await keys.enter("button", "Change the number for yesterday");
  const dialog = page.getByRole("dialog", { name: "Change the number for yesterday" });
  await keys.to("textbox", "Jugs out of reach, yesterday");
  const before = (await points(host, id)).find((one) => one.period === `daily:${daysAgo(1)}`)?.["value"];
  await page.keyboard.type("9");
  await keys.press("Enter");
  await expect(dialog.getByText(`Put a number right: ${String(before)} became 9`)).toBeVisible();
  await keys.to("checkbox", /^Leave it out of the usual range/);
  await keys.press("Space");
  await expect
    .poll(async () => (await points(host, id)).find((one) => one.period === `daily:${daysAgo(1)}`)?.["ghost"])
    .toBe(true);
});

test("what came before stands beside the box, a missing one as a hollow mark", async ({ page, host }) => {
  const { measures } = await measuredWard(host);
  await send(host, "reading_clear", {
    measure: measures["Jugs out of reach"],
    period: `daily:${daysAgo(2)}`,
    keep_plan: false,
  });
  await page.goto(`${host.url}/#/measures/pad`);
  await expect(page.getByRole("main").getByText("Before:").first()).toBeVisible();
  const row = page.locator("[data-row]", { has: page.getByRole("textbox", { name: "Jugs out of reach" }) });
  await expect(row).toContainText("Before:");
  await expect(row.getByText("missing", { exact: true })).toHaveCount(1);
});
