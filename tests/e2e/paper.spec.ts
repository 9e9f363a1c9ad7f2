/**
 * A day written on paper, typed in later: in the order of the sheet, each part saved as it is typed, all of it marked.
 * Over 400 lines because a whole day is typed in here, line by line, and looked at part by part.
 */
import type { Page } from "@playwright/test";
import { expect, expectNoFaultsInThemes, keySM, open, said, shots, sidewaysScroll, tapSM, test } from "./day";
import type { RunningHost } from "./host";
import type { Keyboard } from "./keyboard";
import { ask, send, shot } from "./test";

/** The figure: a whole day is in within so many milliseconds. */
const MOST_MS = 180_000;
/** Between two keys, for somebody who types with two fingers. */
const KEY_MS = 80;
/** From the sheet of paper to the next field and back, once for every field. */
const LOOK_MS = 400;

/** Yesterday, and the day before it. */
const DAY = "2026-11-21";
const BEFORE = "2026-11-20";

/**
 * Types by keys alone and counts what a person would have taken: every key the page heard, Tab included, and one look at
 * the sheet for every field. The keys themselves go as fast as the machine can, so that the everyday run is not slowed
 * down, and the machine's own time is no part of the figure: it tells how busy the machine is. It is reported beside it.
 */
class Typist {
  readonly #keys: Keyboard;
  readonly #began = Date.now();
  #looks = 0;

  private constructor(keys: Keyboard) {
    this.#keys = keys;
  }

  /** Starts counting on the page as it stands; every key counts, whoever pressed it. */
  static async at(keys: Keyboard): Promise<Typist> {
    await keys.page.evaluate(() => {
      const page = window as unknown as { keysDown: number };
      page.keysDown = 0;
      addEventListener("keydown", () => (page.keysDown += 1), true);
    });
    return new Typist(keys);
  }

  async press(key: string, times = 1): Promise<void> {
    for (let time = 0; time < times; time += 1) await this.#keys.page.keyboard.press(key);
  }

  async type(text: string): Promise<void> {
    await this.#keys.page.keyboard.type(text);
  }

  /** Tab until it has the focus; the presses count as keys, getting there as one look. */
  async to(role: Parameters<Page["getByRole"]>[0], name: string | RegExp): Promise<void> {
    const page = this.#keys.page;
    const want = page
      .getByRole("main")
      .getByRole(role, { name, exact: typeof name === "string" })
      .first();
    await want.waitFor();
    this.#looks += 1;
    for (let tabs = 0; tabs < 60; tabs += 1) {
      if (await want.evaluate((element) => element === document.activeElement)) return;
      await this.press("Tab");
    }
    throw new Error(`Tab did not reach ${String(role)} "${String(name)}"`);
  }

  async enter(role: Parameters<Page["getByRole"]>[0], name: string | RegExp): Promise<void> {
    await this.to(role, name);
    await this.press("Enter");
  }

  async fill(name: string | RegExp, text: string): Promise<void> {
    await this.to("textbox", name);
    await this.type(text);
  }

  /** What a person would have taken, and the machine on top, in milliseconds. */
  async took(): Promise<{ person: number; machine: number }> {
    const machine = Date.now() - this.#began;
    const keys = await this.#keys.page.evaluate(() => (window as unknown as { keysDown: number }).keysDown);
    return { person: keys * KEY_MS + this.#looks * LOOK_MS, machine };
  }
}

type Huddle = Record<string, unknown> & {
  sections: {
    key: string;
    state: string;
    text: { text: string };
    numbers: { plan: number; actual: number }[];
  }[];
  actions: { text: string; owner: string; from_paper: boolean }[];
  carried: { text: string; state: string; from_paper: boolean }[];
};

async function huddleOf(host: RunningHost, date: string): Promise<Huddle> {
  return (await ask(host, "huddle_get", { date, shift: "day" })) as unknown as Huddle;
}

/** An earlier huddle left three things to do; four numbers more are due each day. */
async function before(host: RunningHost): Promise<void> {
  const { id } = await send(host, "huddle_start", { date: "2026-11-19", shift: "day", short: false });
  for (const text of ["Chase the hoist", "Ring estates about the sluice", "Put the falls poster up"])
    await send(host, "action_add", { huddle: id, section: "kit", text, due: "2026-11-25" });
  for (const name of ["Falls checks", "Jugs out of reach", "Noise at night", "Visitors asked"])
    await send(host, "measure_define", {
      name,
      lane: "quality",
      definition: `We count ${name.toLowerCase()} the same way each day.`,
      value_kind: "count",
      unit: "count",
      frequency: "daily",
      direction: "down",
      decimals: 0,
    });
}

test("a whole day from paper is in within three minutes, by keys alone, and all of it says so", async ({
  page,
  host,
  keys,
}) => {
  await before(host);
  await open(page, host, "today");
  const main = page.getByRole("main");
  await expect(main.getByText("Nothing recorded yesterday.")).toBeVisible();
  const crosses = ((await huddleOf(host, DAY))["crosses"] as { label: string }[]).map((one) => one.label);
  const typist = await Typist.at(keys);

  await typist.enter("link", "Catch up from paper");
  await expect(page.getByRole("heading", { level: 1, name: "Catch up from paper" })).toBeVisible();
  await typist.enter("button", "It was held");
  await keySM(keys);
  await typist.to("combobox", "Led by");
  await typist.type("AB");
  await typist.fill("Started", "0817");
  await typist.fill("Ended", "8:31");
  for (const label of crosses) await typist.enter("button", `Checked, none: ${label}, Friday 20 November`);
  for (const label of crosses) await typist.enter("button", `Checked, none: ${label}, Saturday 21 November`);
  for (const name of [/^Chase the hoist/, /^Ring estates about the sluice/]) {
    await typist.to("checkbox", name);
    await typist.press("Space");
  }
  await typist.fill("Note on who's here", "Two bank nurses, both know the ward.");
  const numbers: [string, string, string][] = [];
  for (const section of (await huddleOf(host, DAY)).sections)
    for (const one of section.numbers as unknown as { label: string }[])
      numbers.push([section.key, one.label, "4"]);
  const boxes = async (key: string): Promise<void> => {
    for (const [, label] of numbers.filter(([of]) => of === key))
      for (const [at, value] of [
        [0, "4"],
        [1, "3"],
      ] as const) {
        const box = main.getByRole("group", { name: label, exact: true }).getByRole("textbox").nth(at);
        await typist.to("textbox", (await box.getAttribute("aria-label")) ?? (await nameOf(box)));
        await typist.type(value);
      }
  };
  await boxes("staffing");
  await typist.fill(
    "Note on staffing and skills",
    "One HCA short from eleven. Site was told at half past nine.",
  );
  await typist.enter("button", "Nothing to raise: Last 24 hours");
  await boxes("today");
  await typist.fill("Note on today's risks", "Bay 2, high risk of falls x 3. Side room 1, infection.");
  await boxes("flow");
  await typist.fill("Note on coming and going", "Four going home. Waiting for medicines and one ambulance.");
  await typist.enter("button", "Nothing to raise: Kit, beds, cleaning, IT");
  await typist.fill("Note on need to know", "The computer was down from six until three.");
  await typist.enter("button", "Nothing to raise: What we're improving");
  await typist.fill("Note on thank you", "The porters, who ran all day with paper forms.");
  for (const [text, owner] of [
    ["Tell site when the computers are back", "SM"],
    ["Check the fridge was logged on paper", "AB"],
    ["Copy the bed board to the whiteboard", "JO"],
  ] as const) {
    await typist.fill("What needs doing?", text);
    await typist.to("combobox", "Who?");
    await typist.type(owner);
    await typist.enter("button", "Give the action");
    await expect(main.getByRole("listitem").filter({ hasText: text })).toBeVisible();
    // The form takes the focus back to its first field; from there Tab goes on.
    await expect(main.getByRole("textbox", { name: "What needs doing?" })).toBeFocused();
  }
  await typist.to("checkbox", "Read back at the end");
  await typist.press("Space");
  const names = [
    "Call bell in reach",
    "Falls checks",
    "Jugs out of reach",
    "Noise at night",
    "Visitors asked",
  ];
  await typist.to("textbox", /^Call bell in reach/);
  const rows = (await ask(host, "readings_due_get", { date: DAY })) as {
    rows: { name: string; role: string }[];
  };
  for (const row of rows.rows.filter((one) => one.role === "")) {
    expect(names).toContain(row.name);
    await expect(main.getByRole("textbox", { name: new RegExp(`^${row.name}`) })).toBeFocused();
    await typist.type("7");
    await typist.press("Enter");
  }

  // Done is when the core has all of it. Nothing was pressed to save it.
  await expect
    .poll(async () => {
      const due = (await ask(host, "readings_due_get", { date: DAY })) as {
        rows: { role: string; entered: { from_paper: boolean } | null }[];
      };
      return due.rows.filter((row) => row.role === "").map((row) => row.entered?.from_paper ?? false);
    })
    .toEqual(names.map(() => true));
  const took = await typist.took();
  test.info().annotations.push({
    type: "figure",
    description: `${(took.person / 1000).toFixed(0)} s, and ${(took.machine / 1000).toFixed(0)} s of this machine`,
  });
  expect(took.person).toBeLessThan(MOST_MS);
  // The control: a count that heard no keys would be within any limit.
  expect(took.person).toBeGreaterThan(MOST_MS / 10);

  await expect
    .poll(async () => (await huddleOf(host, DAY)).sections.map((one) => [one.key, one.state, one.text.text]))
    .toEqual([
      ["welcome", "raised", "Two bank nurses, both know the ward."],
      ["staffing", "raised", "One HCA short from eleven. Site was told at half past nine."],
      ["lookback", "nothing_to_raise", ""],
      ["dayssince", "", ""],
      ["today", "raised", "Bay 2, high risk of falls x 3. Side room 1, infection."],
      ["flow", "raised", "Four going home. Waiting for medicines and one ambulance."],
      ["kit", "nothing_to_raise", ""],
      ["messages", "raised", "The computer was down from six until three."],
      ["improve", "nothing_to_raise", ""],
      ["thanks", "raised", "The porters, who ran all day with paper forms."],
      ["actions", "not_covered", ""],
    ]);
  const kept = await huddleOf(host, DAY);
  expect([kept["state"], kept["led_by"], kept["entered_from_paper"], kept["read_back"]]).toEqual([
    "held",
    "AB",
    true,
    true,
  ]);
  expect([kept["started_at"], kept["ended_at"]]).toEqual([
    Date.parse(`${DAY}T08:17:00Z`),
    Date.parse(`${DAY}T08:31:00Z`),
  ]);
  expect(kept.sections.flatMap((one) => one.numbers).map((one) => [one.plan, one.actual])).toEqual(
    numbers.map(() => [4, 3]),
  );
  expect(kept.actions.map((one) => [one.owner, one.from_paper])).toEqual([
    ["SM", true],
    ["AB", true],
    ["JO", true],
  ]);
  expect(kept.carried.map((one) => [one.text, one.state, one.from_paper]).sort()).toEqual([
    ["Chase the hoist", "done", true],
    ["Put the falls poster up", "open", true],
    ["Ring estates about the sluice", "done", true],
  ]);
  const months = (await ask(host, "crosses_get", { month: "2026-11" })) as {
    crosses: { days: { date: string; state: string; from_paper: boolean }[] }[];
  };
  for (const cross of months.crosses)
    for (const date of [BEFORE, DAY])
      expect(cross.days.find((day) => day.date === date)).toMatchObject({ state: "safe", from_paper: true });
  // The day does not ask any more.
  await open(page, host, "today");
  await expect(main.getByRole("heading", { name: "Who does what" })).toBeVisible();
  await expect(main.getByText("Nothing recorded yesterday.")).toHaveCount(0);
});

test("a time that is none is said beside its box; a day that has its huddle takes paper too", async ({
  page,
  host,
}) => {
  await open(page, host, `huddle/paper/${DAY}/day`);
  const main = page.getByRole("main");
  await main.getByRole("button", { name: "It was held", exact: true }).click();
  await tapSM(page);
  const started = main.getByRole("textbox", { name: "Started" });
  await started.fill("24:10");
  await started.press("Enter");
  await expect(main.getByText("Write the time by the 24-hour clock, like 08:15.")).toBeVisible();
  expect((await huddleOf(host, DAY))["started_at"]).toBeNull();
  await started.fill("8.17");
  await started.press("Enter");
  await expect.poll(async () => (await huddleOf(host, DAY))["started_at"]).not.toBeNull();
  await expect(main.getByText("Write the time by the 24-hour clock, like 08:15.")).toHaveCount(0);
  const ended = main.getByRole("textbox", { name: "Ended" });
  await ended.fill("08:16");
  await ended.press("Enter");
  await expect(main.getByText("The huddle would end before it starts.")).toBeVisible();
  await expectNoFaultsInThemes(page, "an end before the start");
  await shots(page, "paper-times");
  await ended.fill("08:30");
  await ended.press("Enter");
  await main.getByRole("link", { name: "Read this huddle" }).click();
  await expect(main.getByText(/08:17 to 08:30/)).toBeVisible();
  await expect(main.getByRole("link", { name: "Go on from paper" })).toBeVisible();

  // This morning's huddle is held here; numbers of the day before may still lie on paper.
  const { id } = await send(host, "huddle_start", { short: false });
  await send(host, "huddle_finish", { huddle: id, read_back: true });
  await open(page, host, "huddle/past");
  await main.getByRole("link", { name: "Sunday 22 November, day" }).click();
  await main.getByRole("link", { name: "Add from paper" }).click();
  await expect(main.getByText("The huddle itself was not on paper.")).toBeVisible();
  await expect(main.getByRole("textbox", { name: "Started" })).toHaveCount(0);
  await shots(page, "paper-held-here");
});

/** The name a screen reader gives a box. */
async function nameOf(box: ReturnType<Page["getByRole"]>): Promise<string> {
  return box.evaluate((element) => (element as HTMLInputElement).labels?.[0]?.textContent?.trim() ?? "");
}

test("a day without a huddle, by taps: why, a harm, and the numbers that were counted all the same", async ({
  page,
  host,
}) => {
  await before(host);
  await open(page, host, "huddle/past");
  await page.getByRole("link", { name: "Catch up from paper: Friday 20 November" }).click();
  const main = page.getByRole("main");
  // A tap on the wrong word is put right while nothing is written in it.
  await main.getByRole("button", { name: "It was held", exact: true }).click();
  await tapSM(page);
  await expect(main.getByRole("heading", { name: "1. Who's here" })).toBeVisible();
  await main.getByRole("button", { name: "It was not held" }).click();
  await main.getByRole("button", { name: "An emergency" }).click();
  await expect(main.getByRole("button", { name: "An emergency" })).toHaveAttribute("aria-pressed", "true");
  await expect(main.getByRole("heading", { name: "1. Who's here" })).toHaveCount(0);
  await main.getByRole("button", { name: /^Something happened: Falls with harm, Friday/ }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("This will be marked “entered later from paper”.")).toBeVisible();
  await dialog.getByRole("checkbox", { name: /^Not reported yet/ }).check();
  await dialog.getByRole("button", { name: "Save this day" }).click();
  await expect(dialog).toBeHidden();
  const nurses = main.getByRole("textbox", { name: "Registered nurses, here now" });
  await nurses.fill("3");
  await nurses.press("Enter");
  await expect
    .poll(async () => {
      const staffing = (await huddleOf(host, BEFORE)).sections.find((one) => one.key === "staffing");
      return staffing?.numbers.map((one) => one.actual)[0];
    })
    .toBe(3);
  const kept = await huddleOf(host, BEFORE);
  expect([kept["state"], kept["not_held_reason"], kept["entered_from_paper"]]).toEqual([
    "not_held",
    "emergency",
    true,
  ]);
  await main.getByRole("link", { name: "Read this huddle" }).click();
  await expect(main.getByText(/Not held · An emergency · Entered later from paper/)).toBeVisible();
  // The month says it too, to everybody who cannot see colours.
  await open(page, host, "crosses");
  await expect(
    main.getByRole("button", { name: "Friday 20 November: Someone was harmed, entered later from paper" }),
  ).toBeVisible();
});

test("the screen stands in the order of the printed sheet, in every theme and at 320 pixels", async ({
  page,
  host,
}) => {
  await before(host);
  // There is no printer here: the page stays as it was handed over.
  await page.addInitScript(() => (window.print = () => undefined));
  await open(page, host, "huddle");
  await page.getByRole("button", { name: "Print the sheet" }).click();
  const printed = await page
    .locator(".paper")
    .evaluate((sheet) => [...sheet.querySelectorAll("h2")].map((part) => (part.textContent ?? "").trim()));
  await open(page, host, `huddle/paper/${DAY}/day`);
  await expectNoFaultsInThemes(page, "catching up, nothing said yet");
  await shots(page, "paper-new");
  await page.getByRole("button", { name: "It was held", exact: true }).click();
  await tapSM(page);
  await expect(
    page
      .getByRole("heading", { name: "10. Thank you" })
      .or(page.getByRole("heading", { name: "9. Thank you" })),
  ).toBeVisible();
  const asked = await page.getByRole("main").getByRole("heading", { level: 2 }).allInnerTexts();
  // First whether there was a huddle, last the numbers that stand on other sheets.
  expect(asked.slice(1, -1)).toEqual(printed);
  expect(printed.length).toBeGreaterThan(10);
  await expectNoFaultsInThemes(page, "catching up");
  await shots(page, "paper");
  for (const [name, heading] of [
    ["sections", "2. Staffing and skills"],
    ["end", "Who does what"],
  ] as const) {
    const part = page.getByRole("heading", { level: 2, name: heading });
    await part.evaluate((element) => {
      const main = document.querySelector("main");
      main?.scrollBy(0, element.getBoundingClientRect().top - main.getBoundingClientRect().top - 24);
    });
    await shot(page, `paper-${name}`);
  }
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await sidewaysScroll(page), "scrolls sideways at 320").toBe(0);
  await expect(said(page)).toBeAttached();
});
