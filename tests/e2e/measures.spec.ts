import { ask, expect, expectNoFaultsInThemes, send, shots, sidewaysScroll, test } from "./test";
import { daysAgo, measuredWard } from "./readings";
import { smallWard } from "./ward";

interface Points {
  points: {
    period: string;
    n: number | null;
    value: number | null;
    not_measured: string;
    nothing_due: boolean;
  }[];
}

/** The newest stored reading of a period. */
async function reading(
  host: Parameters<typeof ask>[0],
  id: string | undefined,
  period: string,
): Promise<Points["points"][0] | undefined> {
  const detail = (await ask(host, "measure_get", { id })) as unknown as Points;
  return detail.points.find((point) => point.period === period);
}

test("small charts open to the whole measure, its numbers and its definition", async ({ page, host }) => {
  await measuredWard(host);
  await page.goto(`${host.url}/#/measures`);
  await page.getByRole("link", { name: "Call bell in reach" }).click();
  await expect(page.getByRole("heading", { name: "Call bell in reach" })).toBeVisible();
  await page.getByText("Show the numbers").click();
  await expect(page.getByRole("row").filter({ hasText: "yesterday" })).toBeVisible();
  await expect(
    page.getByRole("main").getByText("We count call bell in reach the same way each time."),
  ).toBeVisible();
  await page.getByRole("button", { name: "Let it rest" }).click();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("main").getByText("Say why first.")).toBeVisible();
  await page.getByLabel("Why, in one line").fill("Everyone does it now");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("main").getByText("This measure rests. Nothing is due.")).toBeVisible();
  await expect(page.getByRole("listitem").getByText("Everyone does it now")).toBeVisible();
});

test("keys alone: the pad, Enter moves on", async ({ page, host, keys }) => {
  const { measures } = await measuredWard(host);
  await page.goto(`${host.url}/#/measures/pad`);
  await keys.to("textbox", "Call bell in reach, in reach");
  await page.keyboard.type("9");
  await keys.press("Enter");
  await expect
    .poll(async () => (await reading(host, measures["Call bell in reach"], `daily:${daysAgo(0)}`))?.n)
    .toBe(9);
  // Enter went on: the focus is in another box.
  await expect(page.getByRole("textbox", { name: "Call bell in reach, in reach" })).not.toBeFocused();
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe("INPUT");
});

test("not measured asks why; nothing was due is one tap; another day is filled in later", async ({
  page,
  host,
}) => {
  const { measures } = await measuredWard(host);
  const today = `daily:${daysAgo(0)}`;
  await page.goto(`${host.url}/#/measures/pad`);
  await page.getByRole("button", { name: "Call bell in reach: not measured" }).click();
  await page.getByRole("menuitemradio", { name: "No time" }).click();
  await expect
    .poll(async () => (await reading(host, measures["Call bell in reach"], today))?.not_measured)
    .toBe("no_time");
  await page.getByRole("button", { name: "Jugs out of reach: nothing was due" }).click();
  await expect
    .poll(async () => (await reading(host, measures["Jugs out of reach"], today))?.nothing_due)
    .toBe(true);
  await page.getByRole("button", { name: "The day before" }).click();
  await expect(page.getByRole("heading", { name: "For Saturday 21 November" })).toBeVisible();
  await page.getByRole("textbox", { name: "Jugs out of reach", exact: true }).fill("5");
  await page.getByRole("textbox", { name: "Jugs out of reach", exact: true }).press("Enter");
  await expect
    .poll(async () => (await reading(host, measures["Jugs out of reach"], `daily:${daysAgo(1)}`))?.value)
    .toBe(5);
});

test("a number that cannot be is refused beside its box", async ({ page, host }) => {
  const { measures } = await measuredWard(host);
  await page.goto(`${host.url}/#/measures/pad`);
  const box = page.getByRole("textbox", { name: "Call bell in reach, in reach" });
  await box.fill("11");
  await box.press("Enter");
  await expect(
    page.getByRole("main").getByText("The first number cannot be more than the second."),
  ).toBeVisible();
  expect(await reading(host, measures["Call bell in reach"], `daily:${daysAgo(0)}`)).toBeUndefined();
});

test("setting a measure up asks only what its kind needs", async ({ page, host }) => {
  await smallWard(host);
  await page.goto(`${host.url}/#/measures/new`);
  await page.getByRole("button", { name: "Set it up" }).click();
  await expect(page.getByRole("main").getByText("Answer this one first.").first()).toBeVisible();
  await page.getByLabel("What do you want to know?").fill("Home before midday");
  await page.getByLabel("What exactly do we count?").fill("People who left the ward before 12:00.");
  await page.getByRole("radio", { name: "Delivery" }).click();
  await page.getByRole("radio", { name: /Out of all/ }).click();
  await page.getByLabel("What do you count?").fill("home before midday");
  await page.getByLabel("Out of what?").fill("went home");
  await page.getByRole("radio", { name: "More is better" }).click();
  await page.getByRole("button", { name: "Set it up" }).click();
  await expect(page.getByRole("heading", { name: "Home before midday" })).toBeVisible();
  await expect(page.getByRole("main").getByText("People who left the ward before 12:00.")).toBeVisible();
});

const csv = ["date,Falls,note", "2026-11-02,3,", "2026-11-09,five,", "2026-11-16,2,"].join("\n");

test("a file is read, its faults named by row, and nothing changes until it is confirmed", async ({
  page,
  host,
}) => {
  await smallWard(host);
  await page.goto(`${host.url}/#/measures/import`);
  const choose = page.locator("input[type=file]");
  await choose.setInputFiles({ name: "falls.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
  await expect(page.getByRole("main").getByText("This is not a number.")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Bring in/ })).toBeDisabled();
  const before = (await ask(host, "measures_get")) as { measures: unknown[] };
  await choose.setInputFiles({
    name: "falls.csv",
    mimeType: "text/csv",
    buffer: Buffer.from(csv.replace("five", "5")),
  });
  await expect(page.getByRole("main").getByText("Every row could be read.", { exact: true })).toBeVisible();
  await page.getByRole("radio", { name: "Quality" }).click();
  const untouched = (await ask(host, "measures_get")) as { measures: unknown[] };
  expect(untouched.measures.length).toBe(before.measures.length);
  await page.getByRole("button", { name: "Bring in 3 numbers" }).click();
  await expect(page.getByRole("main").getByText("3 numbers were brought in.").first()).toBeVisible();
  const after = (await ask(host, "measures_get")) as { measures: unknown[] };
  expect(after.measures.length).toBe(before.measures.length + 1);
});

test("the lane's numbers show on the board as soon as they are entered", async ({ page, host }) => {
  const { tiles } = await measuredWard(host);
  await page.goto(`${host.url}/#/board`);
  await page.getByRole("rowheader").first().waitFor();
  const glance = (await ask(host, "glance_get")) as {
    lanes: { rows: { measure: string; label: string }[] }[];
  };
  const row = glance.lanes.flatMap((lane) => lane.rows)[0];
  expect(row).toBeDefined();
  const due = (await ask(host, "readings_due_get")) as { rows: { measure: string; period: string }[] };
  const period = due.rows.find((one) => one.measure === row?.measure)?.period;
  await send(
    host,
    "reading_set",
    { measure: row?.measure, period, value: 3, plan: 4, why_different: "Sickness", nothing_due: false },
    tiles["SM"] ?? null,
  );
  await expect(page.getByRole("main").getByText("Sickness")).toBeVisible();
});

test.describe("how measures look", () => {
  for (const name of ["list", "one", "pad", "new", "import", "glance"] as const) {
    test(`${name}: no faults in any theme, no sideways scroll, pictures`, async ({ page, host }) => {
      const { measures } = await measuredWard(host);
      const path = {
        list: "measures",
        one: `measures/${measures["Call bell in reach"] ?? ""}`,
        pad: "measures/pad",
        new: "measures/new",
        import: "measures/import",
        glance: "board",
      }[name];
      await page.goto(`${host.url}/#/${path}`);
      await page.waitForLoadState("networkidle");
      await expect(page.getByRole("heading", { level: 1 })).not.toHaveText("");
      await expectNoFaultsInThemes(page, `measures ${name}`);
      await shots(page, `measures-${name}`);
      await page.setViewportSize({ width: 320, height: 640 });
      expect(await sidewaysScroll(page)).toBeLessThanOrEqual(0);
    });
  }
});
