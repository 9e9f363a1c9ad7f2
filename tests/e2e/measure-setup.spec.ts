import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./host";
import { ask, expect, send, test } from "./test";
import { measuredWard } from "./readings";
import { smallWard } from "./ward";

const workbook = (name: string): { name: string; mimeType: string; buffer: Buffer } => ({
  name,
  mimeType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  buffer: readFileSync(join(ROOT, "tests/fixtures/data", name)),
});

test("six questions: advice stands beside them and stops nobody; the thread and the balance are kept", async ({
  page,
  host,
}) => {
  const { measures } = await measuredWard(host);
  await page.goto(`${host.url}/#/measures/${measures["Falls"]}`);
  await expect(
    page.getByRole("main").getByText("No thread yet: nobody has said whose aim this serves."),
  ).toBeVisible();
  await page.getByRole("link", { name: "Set up a measure for that" }).click();
  await expect(page.getByRole("main").getByText('This one will watch over "Falls".')).toBeVisible();
  await page.getByLabel("What do you want to know?").fill("Walks and stretches");
  await expect(page.getByRole("main").getByText(/This looks like two measures/)).toBeVisible();
  await page.getByLabel("What do you want to know?").fill("Walks");
  await expect(page.getByRole("main").getByText(/This looks like two measures/)).toHaveCount(0);
  await page.getByLabel("What exactly do we count?").fill("People who walked to the day room.");
  await page.getByRole("radio", { name: "Quality" }).check();
  await page.getByRole("radio", { name: /^How many/ }).check();
  await page.getByRole("radio", { name: "More is better" }).check();
  const usual = page.getByLabel("How many do you expect in a usual day?");
  await usual.fill("0.5");
  await usual.press("Tab");
  await expect(
    page.getByRole("main").getByText(/Less than one each time means mostly noughts/),
  ).toBeVisible();
  await usual.fill("6");
  await usual.press("Tab");
  await expect(page.getByRole("main").getByText(/Less than one each time/)).toHaveCount(0);
  await page.getByRole("radio", { name: "Longer" }).check();
  await expect(page.getByRole("main").getByText(/soon stops/)).toBeVisible();
  await page.getByRole("radio", { name: "No", exact: true }).check();
  await expect(page.getByRole("main").getByText(/the chart helps nobody here/)).toBeVisible();
  await expect(page.getByRole("main").getByText(/Every gain can cost something/)).toBeVisible();
  await page.getByLabel("Whose aim does it serve?").selectOption("The trust's aim");
  await page.getByLabel("Which aim, in a few words?").fill("Keep people moving");
  await page.getByRole("button", { name: "Set it up" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Walks" })).toBeVisible();
  await expect(page.getByRole("main").getByText("The trust's aim: Keep people moving")).toBeVisible();
  await page.getByRole("link", { name: "Falls", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Falls" })).toBeVisible();
  await expect(page.getByRole("main").getByText("Watched over by")).toBeVisible();
});

test("by keys: from the library to a measure of one's own, and a change of meaning asks why", async ({
  page,
  host,
  keys,
}) => {
  await smallWard(host);
  await page.goto(`${host.url}/#/measures/new`);
  await keys.enter("link", "Start from one that others use");
  await keys.to("searchbox", "Look for");
  await page.keyboard.type("call bell");
  await keys.enter("link", "Use this: Call bell within reach");
  const name = page.getByLabel("What do you want to know?");
  await expect(name).toHaveValue("Call bell within reach");
  await keys.enter("button", "Set it up");
  await expect(page.getByRole("heading", { level: 1, name: "Call bell within reach" })).toBeVisible();
  const { measures } = (await ask(host, "measures_get")) as { measures: { id: string; name: string }[] };
  const id = measures.find((one) => one.name === "Call bell within reach")?.id;
  await send(host, "reading_set", {
    measure: id,
    period: "daily:2026-11-21",
    n: 9,
    d: 10,
    nothing_due: false,
  });
  const more = page.locator("summary", { hasText: "Change this measure" });
  await more.focus();
  await keys.press("Enter");
  await keys.to("textbox", /^What exactly do we count\?/);
  await keys.press("Control+a");
  await page.keyboard.type("A bell within an arm's length.");
  await keys.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Why?" });
  await expect(dialog).toBeVisible();
  await page.keyboard.type("It was not clear");
  await keys.press("Enter");
  await expect(dialog).toHaveCount(0);
  await expect(page.locator("svg").getByText("It was not clear").first()).toBeAttached();
  const detail = (await ask(host, "measure_get", { id })) as { definition: string; points: unknown[] };
  expect(detail.definition).toBe("A bell within an arm's length.");
  expect(detail.points).toHaveLength(1);
});

test("an Excel file: a person names a column, a formula is named by row, nothing is half brought in", async ({
  page,
  host,
}) => {
  await smallWard(host);
  await page.goto(`${host.url}/#/measures/import`);
  const choose = page.locator("input[type=file]");
  await choose.setInputFiles(workbook("call_bells_formula.xlsx"));
  await expect(page.getByRole("main").getByText("Sheet: Call bells.")).toBeVisible();
  await expect(
    page.getByRole("main").getByText("We do not know which column holds the numbers."),
  ).toBeVisible();
  await page.getByLabel("What is in the column Bells in reach?").selectOption("the number");
  const row = page.getByRole("row", { name: /3 Bells in reach This is a sum/ });
  await expect(row).toBeVisible();
  await expect(page.getByRole("button", { name: /^Bring in/ })).toBeDisabled();
  await choose.setInputFiles(workbook("call_bells.xlsx"));
  await page.getByLabel("What is in the column Bells in reach?").selectOption("the number");
  await page.getByRole("radio", { name: "Service" }).check();
  await page.getByRole("button", { name: "Bring in 3 numbers" }).click();
  await expect(page.getByRole("main").getByText("3 numbers were brought in.").first()).toBeVisible();
  const { measures } = (await ask(host, "measures_get")) as { measures: { id: string; name: string }[] };
  const id = measures.find((one) => one.name === "Bells in reach")?.id;
  const detail = (await ask(host, "measure_get", { id })) as { points: { value: number }[] };
  expect(detail.points.map((one) => one.value)).toEqual([90, 80, 70]);
});
