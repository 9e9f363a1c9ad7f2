/**
 * The journeys whose other form, by taps, stands in the file of their screen. Here: keys alone.
 *
 * Over 400 lines because it is read as one list: what has no twin here or there has none at all.
 */
import { ask, expect, send, test } from "./test";
import { boardWard, columnOf } from "./cards";
import { keySM, open, said, test as day } from "./day";
import type { Keyboard } from "./keyboard";
import { daysAgo, measuredWard } from "./readings";
import { smallWard } from "./ward";

/** Picks an item of the menu that is open, by its letters. */
async function item(keys: Keyboard, name: string): Promise<void> {
  const want = keys.page.getByRole("menu").getByText(name, { exact: true });
  await want.waitFor();
  for (let presses = 0; presses < 12; presses += 1) {
    const there = await keys.page.evaluate(() => document.activeElement?.textContent?.trim() ?? "");
    if (there.startsWith(name)) break;
    await keys.press("ArrowDown");
  }
  await keys.press("Enter");
}

test.describe("the board", () => {
  test("put away, brought back; in the bin and out, and the focus never drops to nowhere", async ({
    page,
    host,
    keys,
  }) => {
    const ward = await boardWard(host);
    const somewhere = async (): Promise<void> => {
      await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).not.toBe("BODY");
    };
    await page.goto(`${host.url}/#/board/card/${ward.cards["Low bed for bay 3"]}`);
    await page.getByRole("region", { name: "Low bed for bay 3" }).waitFor();
    await keys.enter("button", "Put away (still searchable)");
    await expect(said(page)).toContainText("Put away. It can still be found.");
    await expect(page.getByRole("button", { name: "Low bed for bay 3", exact: true })).toHaveCount(0);
    await somewhere();
    await keys.enter("link", "Put away");
    await keys.enter("button", 'Bring back "Low bed for bay 3"');
    await expect(said(page)).toContainText("Back on the board.");
    await expect(page.getByRole("main").getByText("Nothing has been put away yet.")).toBeVisible();
    await somewhere();

    for (const title of ["Low bed for bay 3", "Chase hoist repair"])
      await send(host, "bin_set", { id: ward.cards[title], binned: true });
    await keys.enter("link", "Bin");
    await keys.enter("button", /^Take out "/);
    // The other thing in the bin takes the place of the one that left.
    await expect(page.getByRole("button", { name: /^Take out "/ })).toHaveCount(1);
    await expect(page.getByRole("button", { name: /^Take out "/ })).toBeFocused();
    await keys.press("Enter");
    await expect(page.getByRole("main").getByText("The bin is empty.")).toBeVisible();
    await somewhere();
  });

  test("Move to... without a pointer", async ({ page, host, keys }) => {
    const ward = await boardWard(host);
    const id = ward.cards["Call bells in reach at every round"] ?? "";
    await page.goto(`${host.url}/#/board/card/${id}`);
    await keys.enter("button", "Move to...");
    await page.getByRole("dialog").waitFor();
    await keys.to("radio", /^Agreed/);
    await keys.press("ArrowRight");
    await expect(page.getByRole("radio", { name: "Doing" })).toBeChecked();
    await keys.enter("button", "Move it");
    await expect.poll(() => columnOf(host, id)).toBe("doing");
  });

  test("only the cards with a word in them, then all again", async ({ page, host, keys }) => {
    await boardWard(host);
    await page.goto(`${host.url}/#/board/cards`);
    await keys.to("searchbox", "Words in the title");
    await page.keyboard.type("hoist");
    await expect(page.getByRole("main").getByText("5 cards are hidden.")).toBeVisible();
    await keys.enter("link", "Show all cards");
    await expect(page.getByRole("main").getByText("cards are hidden.")).toHaveCount(0);
  });

  test("a card is escalated from its own sheet, and says what wastes our time", async ({
    page,
    host,
    keys,
  }) => {
    const ward = await boardWard(host);
    const id = ward.cards["Chase hoist repair"] ?? "";
    await page.goto(`${host.url}/#/board/card/${id}`);
    await keys.to("combobox", "What wastes our time here?");
    await keys.choose("Wai");
    await expect
      .poll(async () => ((await ask(host, "card_get", { id })) as { waste_tag: string }).waste_tag)
      .toBe("waiting");
    await keys.enter("button", "Escalate to...");
    const form = page.getByRole("dialog", { name: "Escalate to..." });
    await expect(form.getByRole("textbox", { name: "What we need" })).toHaveValue("Chase hoist repair");
    await keys.to("radio", "Pharmacy", { back: true });
    await keys.press("ArrowLeft");
    await keys.press("ArrowLeft");
    // Typing on in the first box leaves what was chosen since as it is.
    await keys.type("What we need", " today");
    await expect(page.getByRole("radio", { name: "Estates" })).toBeChecked();
    await keys.type("Who did you tell?", "estates desk");
    await form.getByText("Say more").focus();
    await keys.press("Enter");
    await keys.type("What we think", "It will break again");
    await keys.to("combobox", "Why it cannot wait here");
    await keys.choose("Harm");
    await keys.enter("button", "Write it down");
    await page.getByRole("dialog", { name: "Who are you?" }).waitFor();
    await keys.enter("button", /^SM/);
    await expect(form).toBeHidden();
    const list = (await ask(host, "escalations_get", { closed: false })) as { open: { id: string }[] };
    const one = await ask(host, "escalation_get", { id: list.open[0]?.id });
    expect(one).toMatchObject({
      reason: "harm",
      assessment: "It will break again",
      line: { from_card: id, to: "estates" },
    });
  });
});

test.describe("measures", () => {
  test("setting one up, and the mistake is named first", async ({ page, host, keys }) => {
    await smallWard(host);
    await page.goto(`${host.url}/#/measures`);
    await keys.enter("link", "Set up a measure");
    await keys.enter("button", "Set it up");
    await expect(page.getByRole("main").getByText("Answer this one first.").first()).toBeVisible();
    await keys.type("What do you want to know?", "Home before midday");
    await keys.type("What exactly do we count?", "People who left the ward before 12:00.");
    await keys.to("radio", "Quality");
    await keys.press("ArrowRight");
    await keys.press("ArrowRight");
    await expect(page.getByRole("radio", { name: "Delivery" })).toBeChecked();
    await keys.to("radio", /^How many/);
    await keys.press("ArrowDown");
    await keys.press("ArrowDown");
    await keys.type("What do you count?", "home before midday");
    await keys.type("Out of what?", "went home");
    await keys.to("radio", "More is better");
    await keys.press("Space");
    await keys.enter("button", "Set it up");
    await expect(page.getByRole("heading", { name: "Home before midday" })).toBeVisible();
  });

  test("small charts: to one, its numbers, and back", async ({ page, host, keys }) => {
    await measuredWard(host);
    await page.goto(`${host.url}/#/measures`);
    await keys.enter("link", "Call bell in reach");
    await expect(page.getByRole("heading", { level: 1, name: "Call bell in reach" })).toBeVisible();
    const more = page.getByText("Show the numbers");
    for (let presses = 0; presses < 40; presses += 1) {
      if (await more.evaluate((element) => element.closest("summary") === document.activeElement)) break;
      await keys.press("Tab");
    }
    await keys.press("Enter");
    await expect(page.getByRole("row").filter({ hasText: "yesterday" })).toBeVisible();
    await keys.enter("link", "All measures");
    await expect(page.getByRole("heading", { level: 1, name: "Measures" })).toBeVisible();
  });

  test("entering: not measured, nothing was due, another day, and an emptied box keeps its number", async ({
    page,
    host,
    keys,
  }) => {
    const { measures } = await measuredWard(host);
    const point = async (name: string, back: number): Promise<Record<string, unknown> | undefined> => {
      const detail = (await ask(host, "measure_get", { id: measures[name] })) as {
        points: { period: string }[];
      };
      return detail.points.find((one) => one.period === `daily:${daysAgo(back)}`);
    };
    await page.goto(`${host.url}/#/measures/pad`);
    await keys.enter("button", "Call bell in reach: not measured");
    await item(keys, "No time");
    await expect.poll(async () => (await point("Call bell in reach", 0))?.["not_measured"]).toBe("no_time");
    await keys.enter("button", "Jugs out of reach: nothing was due");
    await expect.poll(async () => (await point("Jugs out of reach", 0))?.["nothing_due"]).toBe(true);
    await keys.to("button", "The day before", { back: true });
    await keys.press("Enter");
    await expect(page.getByRole("heading", { name: "For Saturday 21 November" })).toBeVisible();
    const box = page.getByRole("textbox", { name: "Jugs out of reach", exact: true });
    await keys.type("Jugs out of reach", "5");
    await keys.press("Enter");
    await expect.poll(async () => (await point("Jugs out of reach", 1))?.["value"]).toBe(5);
    await keys.to("textbox", "Jugs out of reach", { back: true });
    await keys.press("Backspace");
    await keys.press("Enter");
    await expect(page.getByRole("main").getByText("The old number is kept.")).toBeVisible();
    await expect(box).toHaveValue("5");
    expect((await point("Jugs out of reach", 1))?.["value"]).toBe(5);
  });

  test("half a number waits for its other half while other numbers come in", async ({ page, host, keys }) => {
    const { measures } = await measuredWard(host);
    const { id } = (await send(host, "measure_define", {
      name: "Home before midday",
      definition: "People who left the ward before 12:00.",
      lane: "delivery",
      value_kind: "percent",
      unit: "percent",
      numerator_label: "home",
      denominator_label: "went home",
      frequency: "daily",
      direction: "up",
      decimals: 0,
    })) as { id: string };
    await page.goto(`${host.url}/#/measures/pad`);
    await keys.type("Home before midday, home", "3");
    await keys.press("Tab");
    const today = `daily:${daysAgo(0)}`;
    await send(host, "reading_set", {
      measure: measures["Jugs out of reach"],
      period: today,
      value: 4,
      nothing_due: false,
    });
    await expect(page.getByRole("textbox", { name: "Jugs out of reach", exact: true })).toHaveValue("4");
    await expect(page.getByRole("textbox", { name: "Home before midday, home" })).toHaveValue("3");
    await keys.type("Home before midday, went home", "5");
    await keys.press("Enter");
    await expect
      .poll(async () => {
        const detail = (await ask(host, "measure_get", { id })) as { points: { n: number; d: number }[] };
        return detail.points.map((one) => [one.n, one.d]);
      })
      .toEqual([[3, 5]]);
  });

  test("bringing a file in, read before anything changes", async ({ page, host, keys }) => {
    await smallWard(host);
    await page.goto(`${host.url}/#/measures`);
    await keys.enter("link", "Bring in from a file");
    const chooser = page.waitForEvent("filechooser");
    await keys.enter("button", "Choose a file");
    const csv = ["date,numerator,denominator", "2026-11-02,3,10", "2026-11-09,4,10", "2026-11-16,2,10"];
    await (
      await chooser
    ).setFiles({
      name: "late.csv",
      mimeType: "text/csv",
      buffer: Buffer.from(csv.join("\n")),
    });
    await expect(page.getByRole("main").getByText("Every row could be read.", { exact: true })).toBeVisible();
    await expect(said(page)).toContainText("3 rows.");
    await keys.to("radio", "Quality");
    await keys.press("Space");
    await keys.type(/^Is there a target\?/, "95");
    await keys.to("radio", /^What we want to show/);
    await keys.press("ArrowRight");
    await keys.enter("button", "Bring in 3 numbers");
    await expect(page.getByRole("main").getByText("3 numbers were brought in.").first()).toBeVisible();
    const { measures } = (await ask(host, "measures_get")) as { measures: { id: string; name: string }[] };
    const made = measures.find((one) => one.name === "numerator") ?? measures[measures.length - 1];
    const detail = (await ask(host, "measure_get", { id: made?.id })) as {
      target: number;
      points: { n: number }[];
    };
    expect(detail.target).toBe(95);
    // What went wrong was counted: the measure shows the rest.
    expect(detail.points.map((one) => one.n)).toEqual([7, 6, 8]);
  });
});

day.describe("the day", () => {
  day("no huddle: why, by keys", async ({ keys, host }) => {
    const { page } = keys;
    await open(page, host, "huddle");
    await keys.enter("button", "It was not held");
    await keys.to("radio", "An emergency");
    await keys.press("ArrowDown");
    await keys.enter("button", "Write that down");
    await expect(page.getByRole("main").getByText(/Not held · Too few staff/)).toBeVisible();
  });

  day("pausing for a crash call and going on, by keys", async ({ keys, host }) => {
    const { page } = keys;
    await open(page, host, "huddle");
    await keys.enter("button", "Start the huddle");
    await keySM(keys);
    await expect(page.getByRole("heading", { level: 1, name: "Who's here" })).toBeVisible();
    await keys.press("Alt+PageDown");
    await expect(page.getByRole("heading", { level: 1, name: "Staffing and skills" })).toBeVisible();
    await keys.enter("button", "Pause the huddle");
    await keys.enter("button", "Carry on from Staffing and skills");
    await expect(page.getByRole("heading", { level: 1, name: "Staffing and skills" })).toBeVisible();
  });

  day("an answer is written down and closed, by keys", async ({ keys, host }) => {
    const { page } = keys;
    await send(host, "escalation_write", {
      to: "estates",
      need: "The hoist mended by noon",
      urgency: "today",
      told_who: "estates desk",
      told_how: "phone",
      told_at: Date.UTC(2026, 10, 22, 7, 30),
    });
    await open(page, host, "escalations");
    await keys.enter("button", /^Write down the answer/);
    await page.getByRole("dialog", { name: "The answer that came back" }).waitFor();
    await page.keyboard.type("Parts come tomorrow.");
    await keys.type("Who said it", "estates desk");
    await keys.press("Enter");
    const answers = page.getByRole("region", { name: "Answers that came back" });
    await expect(answers.getByText("Parts come tomorrow.")).toBeVisible();
    await keys.enter("button", "Is it sorted?");
    await keys.enter("button", "Partly");
    await expect(page.getByRole("main").getByText("No answers to close.")).toBeVisible();
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).not.toBe("BODY");
  });
});

test.describe("ideas", () => {
  async function twoIdeas(host: Parameters<typeof send>[0]): Promise<void> {
    await smallWard(host);
    await send(host, "idea_add", { text: "quiet hour after lunch", anonymous: true });
    await send(host, "idea_add", { text: "pens on strings", anonymous: true });
  }

  test("answered by taps; not now needs a reason", async ({ page, host }) => {
    await twoIdeas(host);
    await page.goto(`${host.url}/#/board`);
    await page.getByRole("link", { name: "Ideas" }).click();
    await page.getByRole("button", { name: "Answer it: quiet hour after lunch" }).click();
    await page.getByRole("button", { name: "Give the answer" }).click();
    await expect(page.getByRole("main").getByText("Choose what happens with it.")).toBeVisible();
    await page.getByRole("radio", { name: "Not now" }).check();
    await page.getByRole("button", { name: "Give the answer" }).click();
    await expect(page.getByRole("main").getByText("Say why not now.")).toBeVisible();
    await page.getByLabel("Why not now?").fill("Visitors come then. We look again in spring.");
    await page.getByLabel("What do you say?").fill("Good thought. Not at that hour.");
    await page.getByRole("button", { name: "Give the answer" }).click();
    const answered = page.getByRole("region", { name: "Answered", exact: true });
    await expect(answered.getByText("Good thought. Not at that hour.")).toBeVisible();
    await expect(page.getByRole("main").getByText("1 idea waits")).toBeVisible();
  });

  test("answered by keys alone", async ({ page, host, keys }) => {
    await twoIdeas(host);
    await page.goto(`${host.url}/#/ideas`);
    await keys.enter("button", "Answer it: pens on strings");
    await keys.to("radio", "We try it");
    await keys.press("Space");
    await keys.type("What do you say?", "Ordered today.");
    await keys.press("Enter");
    const answered = page.getByRole("region", { name: "Answered", exact: true });
    await expect(answered.getByText("Ordered today.")).toBeVisible();
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).not.toBe("BODY");
  });
});

test.describe("the huddle's parts", () => {
  const order = async (host: Parameters<typeof ask>[0]): Promise<string[]> =>
    ((await ask(host, "ward_get")) as { sections: { key: string }[] }).sections.map((one) => one.key);

  test("moved and left out by taps", async ({ page, host }) => {
    await smallWard(host);
    const before = await order(host);
    await page.goto(`${host.url}/#/settings/huddle`);
    await page.getByRole("button", { name: "Move up: Last 24 hours" }).click();
    await expect.poll(() => order(host)).not.toEqual(before);
    expect((await order(host)).indexOf("lookback")).toBe(before.indexOf("lookback") - 1);
    await page.getByRole("button", { name: "Leave out: Kit, beds, cleaning, IT" }).click();
    await expect(page.getByRole("button", { name: "Put back: Kit, beds, cleaning, IT" })).toBeVisible();
    // What must stay has no such button.
    await expect(page.getByRole("button", { name: "Leave out: Last 24 hours" })).toHaveCount(0);
  });

  test("moved by keys alone; the focus stays with the part", async ({ page, host, keys }) => {
    await smallWard(host);
    const before = await order(host);
    await page.goto(`${host.url}/#/settings/huddle`);
    await keys.enter("button", "Move down: Staffing and skills");
    await expect(said(page)).toContainText("Staffing and skills is now part 3 of");
    await expect(page.getByRole("button", { name: "Move down: Staffing and skills" })).toBeFocused();
    await keys.press("Enter");
    await expect
      .poll(async () => (await order(host)).indexOf("staffing"))
      .toBe(before.indexOf("staffing") + 2);
  });
});

test("the ward PIN by keys alone", async ({ page, host, keys }) => {
  await smallWard(host);
  await page.goto(`${host.url}/#/settings/pin`);
  await keys.type("New PIN", "4826");
  await keys.type("New PIN once more", "4826");
  await keys.press("Enter");
  await expect(page.getByRole("main").getByText("This PC has a ward PIN.")).toBeVisible();
  await keys.to("link", "The ward", { back: true });
  await keys.press("Enter");
  await keys.enter("button", "Type the PIN");
  await page.getByRole("dialog", { name: "Ward PIN" }).waitFor();
  await page.keyboard.type("4826");
  await keys.press("Enter");
  await expect(page.getByRole("textbox", { name: "Ward name" })).toBeVisible();
});

test("colours and text size by keys alone", async ({ page, host, keys }) => {
  await smallWard(host);
  await page.goto(`${host.url}/#/settings/look`);
  await keys.to("radio", "Same as Windows");
  await keys.press("ArrowRight");
  await keys.press("ArrowRight");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await keys.press("Control+=");
  await expect
    .poll(() => page.evaluate(() => getComputedStyle(document.documentElement).fontSize))
    .not.toBe("16px");
});

test("a huddle is found by its day, in words, and opens", async ({ page, host, keys }) => {
  await smallWard(host);
  const started = (await send(host, "huddle_start", { short: false })) as { id: string };
  await send(host, "action_add", {
    huddle: started.id,
    section: "kit",
    text: "Mend the sluice door",
    due: "today",
  });
  await page.goto(`${host.url}/#/find`);
  await keys.to("searchbox", /Find anything/);
  await page.keyboard.type("sluice");
  const hit = page.getByRole("link", { name: "Huddle of 22 November 2026" });
  await expect(hit).toBeVisible();
  await expect(page.getByRole("main").getByText("2026-11-22")).toHaveCount(0);
  await keys.to("link", "Huddle of 22 November 2026");
  await keys.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Sunday 22 November, day" })).toBeVisible();
  await expect(page.getByRole("main").getByText("Mend the sluice door")).toBeVisible();
});
