import { ask, expect, send, test } from "./test";
import type { RunningHost } from "./host";
import { smallWard } from "./ward";

interface Shown {
  fixed: boolean;
  lines: { name: string; unit: string; baseline: number | null; target: number | null; cells: Cell[] }[];
  checks: { check: string; state: string; holding: string; note: string }[];
  reasons: { what: string; why: string }[];
}
interface Cell {
  value: number | null;
  not_measured: string;
  note: string;
}

const shown = async (host: RunningHost, id: string): Promise<Shown> =>
  (await ask(host, "project_get", { id })) as unknown as Shown;

const onlyId = async (host: RunningHost): Promise<string> => {
  const { now } = (await ask(host, "projects_get")) as { now: { id: string }[] };
  const id = now[0]?.id;
  if (!id) throw new Error("there is no improvement week");
  return id;
};

/** A week that ended 30 days ago: its first check is due today. */
async function dueToday(host: RunningHost): Promise<string> {
  await smallWard(host);
  const made = await send(host, "project_add", {
    name: "Home by midday",
    aim: "Half the wait",
    event_start: "2026-10-19",
    event_end: "2026-10-23",
    check_120: false,
  });
  const id = String(made["id"]);
  for (const [name, value] of [
    ["Wait for medicines", 190],
    ["On the phone", 55],
  ])
    await send(host, "project_measure_add", {
      id,
      name,
      unit: "minutes",
      direction: "down",
      baseline: { value, on: "2026-10-12" },
      target: 60,
      why: "Typed in from the sheet",
    });
  return id;
}

test("planned in a minute: what, when, and the number before; from the first day on a change asks why", async ({
  page,
  host,
}) => {
  await smallWard(host);
  await page.goto(`${host.url}/#/measures`);
  await page.getByRole("link", { name: "Improvement weeks" }).click();
  await expect(page.getByRole("main").getByText(/No improvement week yet/)).toBeVisible();
  await page.getByRole("link", { name: "Plan an improvement week" }).click();
  await page.getByLabel("What do you call it?").fill("Home by midday");
  await page.getByLabel("What should be better?").fill("Half the wait for medicines by spring");
  for (const [name, day] of [
    ["First day", "23"],
    ["Last day", "27"],
  ] as const) {
    const box = page.getByRole("group", { name });
    await box.getByLabel("Day", { exact: true }).fill(day);
    await box.getByLabel("Month").fill("11");
    await box.getByLabel("Year").fill("2026");
  }
  await page.getByRole("button", { name: "Save the plan" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Home by midday" })).toBeVisible();
  await expect(page.getByRole("main").getByText(/Starts in 1 day/)).toBeVisible();
  await page.getByRole("button", { name: "Add a measure" }).click();
  const dialog = page.getByRole("dialog", { name: "Add a measure" });
  await dialog.getByLabel("What is measured?").fill("Wait for medicines");
  await dialog.getByLabel("What is it counted in?").selectOption("Minutes");
  await dialog.getByRole("button", { name: "Save the measure" }).click();
  await expect(dialog.getByText("Say which way is better.")).toBeVisible();
  await dialog.getByRole("radio", { name: "Less is better" }).check();
  await dialog.getByLabel("What is it before the week?").fill("190");
  await dialog.getByLabel("What should it be?").fill("60");
  await dialog.getByRole("button", { name: "Save the measure" }).click();
  await expect(dialog).toHaveCount(0);
  const row = page.getByRole("row", { name: /Wait for medicines/ });
  await expect(row.getByText("190 minutes")).toBeVisible();
  await expect(row.getByText("On 27 December")).toBeVisible();
  const id = await onlyId(host);
  expect((await shown(host, id)).reasons).toEqual([]);
  // The week is moved to last month, so it has started: what stands before is fixed.
  await page.getByRole("button", { name: "Move the week" }).click();
  const dates = page.getByRole("dialog", { name: "When is it?" });
  for (const [name, day] of [
    ["First day", "19"],
    ["Last day", "23"],
  ] as const) {
    const box = dates.getByRole("group", { name });
    await box.getByLabel("Day", { exact: true }).fill(day);
    await box.getByLabel("Month").fill("10");
  }
  await dates.getByRole("button", { name: "Save the days" }).click();
  await expect(page.getByRole("main").getByText(/The week has started/)).toBeVisible();
  await page.getByRole("button", { name: "Change it: Wait for medicines" }).click();
  const change = page.getByRole("dialog", { name: "Change a measure" });
  await change.getByLabel("What should it be?").fill("90");
  await change.getByRole("button", { name: "Save the measure" }).click();
  await expect(change.getByText("Say why. The reason is shown.")).toBeVisible();
  expect((await shown(host, id)).lines[0]?.target).toBe(60);
  await change.getByLabel("Why does it change?").fill("Two rounds a day, not three");
  await change.getByRole("button", { name: "Save the measure" }).click();
  await expect(change).toHaveCount(0);
  const reasons = page.getByRole("region", { name: "Changed after the week had started" });
  await expect(reasons.getByText("Changed the target of Wait for medicines from 60 to 90")).toBeVisible();
  await expect(reasons.getByText("Two rounds a day, not three")).toBeVisible();
});

test("a check that is due stands on the board and goes when it is filled in, by taps", async ({
  page,
  host,
}) => {
  const id = await dueToday(host);
  await page.goto(`${host.url}/#/board`);
  const main = page.getByRole("main");
  const due = main.getByText("30-day check: due today. 2 of 2 numbers to go.");
  await expect(due).toBeVisible();
  await expect(due).toBeInViewport({ ratio: 1 });
  await main.getByRole("link", { name: "Home by midday" }).click();
  const number = page.getByLabel("Wait for medicines, number");
  await number.fill("96");
  await number.press("Tab");
  await expect(main.getByText("Better: 49% less")).toBeVisible();
  await page.getByRole("button", { name: "Not measured: On the phone" }).click();
  await page
    .getByRole("menuitemradio", { name: "No time" })
    .or(page.getByRole("menuitem", { name: "No time" }))
    .click();
  await expect(main.getByText("Not measured: no time")).toBeVisible();
  await page.getByRole("radio", { name: "In part" }).check();
  await expect(main.getByText("This check is filled in.")).toBeVisible();
  await page.goto(`${host.url}/#/board`);
  await expect(page.getByRole("heading", { level: 1, name: "Our board" })).toBeVisible();
  await expect(main.getByRole("table")).toBeVisible();
  await expect(main.getByText(/30-day check/)).toHaveCount(0);
  // What was not measured is as plain on the page as a number.
  await page.goto(`${host.url}/#/improvement/${id}`);
  await expect(main.getByText("Not measured: no time")).toBeVisible();
  await expect(main.getByText("After 30 days", { exact: true }).first()).toBeVisible();
  await expect(main.getByText(/Too few to say/)).toBeVisible();
  const found = await shown(host, id);
  expect(found.checks[0]).toMatchObject({ state: "done", holding: "partly" });
  expect(found.lines[1]?.cells[0]).toMatchObject({ value: null, not_measured: "no_time" });
});

test("by keys alone: planned, measured, checked, undone", async ({ page, host, keys }) => {
  const id = await dueToday(host);
  await page.goto(`${host.url}/#/board`);
  await keys.enter("link", "Home by midday");
  await keys.type("Wait for medicines, number", "200");
  await keys.press("Enter");
  await expect(page.getByRole("main").getByText("Worse: 5.3% more")).toBeVisible();
  await keys.to("textbox", "Remark on Wait for medicines");
  await page.keyboard.type("Pharmacist away");
  await keys.press("Enter");
  await keys.enter("button", "Not measured: On the phone");
  await page.getByRole("menu").waitFor();
  await keys.press("Enter");
  await expect(page.getByRole("main").getByText("Not measured: no time")).toBeVisible();
  await keys.to("radio", "Yes, it holds");
  await keys.press("ArrowLeft");
  await expect.poll(async () => (await shown(host, id)).checks[0]?.holding).toBe("no");
  await keys.type("What do you see?", "Back to one round");
  await keys.press("Enter");
  await expect.poll(async () => (await shown(host, id)).checks[0]?.note).toBe("Back to one round");
  expect((await shown(host, id)).lines[0]?.cells[0]?.note).toBe("Pharmacist away");
  await keys.palette("undo");
  await expect.poll(async () => (await shown(host, id)).checks[0]?.note).toBe("");

  await keys.palette("plan an improvement week");
  await keys.type(/^What do you call it\?/, "Quiet nights");
  await keys.enter("button", "Save the plan");
  await expect(page.getByRole("heading", { level: 1, name: "Quiet nights" })).toBeVisible();
  await keys.enter("button", "Add a measure");
  await page.keyboard.type("Doors that bang");
  await keys.to("radio", "Less is better");
  await keys.press("Space");
  await keys.type(/^What is it before the week\?/, "14");
  await keys.type("What should it be?", "3");
  await keys.press("Enter");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.getByRole("row", { name: /Doors that bang/ })).toBeVisible();
  const { now } = (await ask(host, "projects_get")) as { now: { id: string; name: string }[] };
  const quiet = now.find((one) => one.name === "Quiet nights")?.id ?? "";
  expect((await shown(host, quiet)).lines[0]).toMatchObject({ baseline: 14, target: 3, unit: "count" });
  await keys.enter("button", "Stop it");
  await page.keyboard.type("No one to lead it");
  await keys.press("Enter");
  await expect(page.getByRole("main").getByText("Stopped: No one to lead it")).toBeVisible();
});
