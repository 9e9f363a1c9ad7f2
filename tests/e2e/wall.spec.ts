import { addCard, holdTile, startWard } from "./cards";
import { ask, expect, expectNoFaults, expectNoFaultsInThemes, paint, send, shot, test } from "./test";
import { ASKS_MS, raise, raiseAll, wallPage } from "./wall";

const WORDS = "Low bed for bay 3";

test("a card goes on the wall by taps, after the question, and comes off again", async ({
  browser,
  page,
  host,
}) => {
  const ward = await startWard(host);
  const id = await addCard(host, WORDS, { lane: "quality", column: "doing" });
  const wall = await wallPage(browser, host);
  await expect(wall.getByRole("heading", { name: "Nothing has been put on the wall yet." })).toBeVisible();
  await page.goto(`${host.url}/#/board/card/${id}`);
  await holdTile(page, "SM");
  await page.getByRole("button", { name: "Show on the wall" }).click();
  const dialog = page.getByRole("dialog", { name: "Show on the wall?" });
  await expect(dialog.getByText("Could anyone tell who this is about?")).toBeVisible();
  await expect(dialog.locator("blockquote")).toHaveText(WORDS);
  await expectNoFaults(page, "the question");
  await shot(page, "wall-question");
  await dialog.getByRole("button", { name: "No, show it" }).click();
  await expect(page.getByRole("button", { name: "Take off the wall" })).toBeVisible();
  await wall.keyboard.press("ArrowRight");
  await expect(wall.getByText(WORDS)).toBeVisible();
  await page.getByRole("button", { name: "Take off the wall" }).click();
  await expect(page.getByRole("button", { name: "Show on the wall" })).toBeVisible();
  await expect(wall.getByText(WORDS)).toHaveCount(0);
  expect(ward.tiles["SM"]).toBeTruthy();
});

test("the same with keys alone, and words that may tell need a reason", async ({ page, host, keys }) => {
  await startWard(host);
  const id = await addCard(host, "Bed 4 Margaret needs a low bed", { lane: "quality", column: "doing" });
  await page.goto(`${host.url}/#/board/card/${id}`);
  await keys.to("button", "Show on the wall");
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Show on the wall?" });
  await expect(dialog.getByText("a bed or bay with a name")).toBeVisible();
  await expect(dialog.getByRole("button", { name: "No, show it" })).toBeDisabled();
  await keys.to("radio", "It is a member of staff");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Space");
  await keys.to("button", "No, show it");
  await page.keyboard.press("Enter");
  await keys.to("button", /^SM\b/);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Take off the wall" })).toBeVisible();
  const check = await ask(host, "raise_check_get", { id });
  expect(check["audience"]).toBe("wall");
  expect(check["kept_because"]).toBe("agreed");
});

test("a safety cross is put up and taken off by keys; nothing is up before", async ({
  browser,
  page,
  host,
  keys,
}) => {
  await startWard(host);
  await send(host, "cross_define", { label: "Falls", what_counts: "Any fall.", last_known: null });
  const wall = await wallPage(browser, host);
  await expect(wall.getByRole("heading", { name: "Nothing has been put on the wall yet." })).toBeVisible();
  await page.goto(`${host.url}/#/crosses`);
  await keys.to("button", "Show on the wall: Falls");
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Show on the wall?" });
  await expect(dialog.getByText("Could anyone tell who this is about?")).toBeVisible();
  await expectNoFaults(page, "the question about a cross");
  await keys.to("button", "No, show it");
  await page.keyboard.press("Enter");
  await keys.to("button", /^SM\b/);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Take off the wall: Falls" })).toBeVisible();
  await expect(wall.getByText("Nothing has been put on the wall yet.")).toHaveCount(0);
  await wall.keyboard.press("ArrowRight");
  await expect(wall.getByText("since falls")).toBeVisible();
  await shot(page, "crosses-wall");
  await keys.to("button", "Take off the wall: Falls");
  await page.keyboard.press("Enter");
  await expect(wall.getByText("since falls")).toHaveCount(0);
});

test("words changed on the wall that may tell are behind a veil", async ({ browser, host }) => {
  const ward = await startWard(host);
  const id = await addCard(host, WORDS, { lane: "quality", column: "doing" });
  await raise(host, id, ward.tiles["SM"] ?? "");
  const wall = await wallPage(browser, host);
  await wall.keyboard.press("ArrowRight");
  await expect(wall.getByText(WORDS)).toBeVisible();
  await send(host, "card_set", { id, field: "title", value: "Bed 4 Margaret needs a low bed" });
  await expect(wall.getByText("(hidden on the wall: check wording)")).toBeVisible();
  await expect(wall.getByText("Margaret")).toHaveCount(0);
  await shot(wall, "wall-veil");
});

test("off hours: set by keys, only the clock at night, and the huddle wakes the wall", async ({
  browser,
  page,
  host,
  keys,
}) => {
  const ward = await startWard(host);
  await raise(host, await addCard(host, WORDS, { lane: "quality", column: "doing" }), ward.tiles["SM"] ?? "");
  await page.goto(`${host.url}/#/settings/wall`);
  await keys.to("checkbox", /^Rest the wall for part of the day/);
  await keys.press("Space");
  await keys.to("textbox", "Rest from");
  await keys.press("Control+a");
  await page.keyboard.type("23:00");
  await keys.press("Enter");
  await expect
    .poll(async () => (await ask(host, "boot_get"))["pc"])
    .toMatchObject({ wall_off_from: "23:00", wall_off_until: "07:00" });
  await keys.to("textbox", "Show the board again at");
  await keys.press("Control+a");
  // It is 07:42, the huddle is planned for 08:15: the wall rests until then, whatever was typed.
  await page.keyboard.type("9:30");
  await keys.press("Enter");
  const wall = await wallPage(browser, host, true);
  // The clock, whatever it is by now: on a slow machine minutes go by.
  await expect(wall.getByRole("heading", { level: 1, name: /^\d\d:\d\d$/ })).toBeVisible();
  await expect(wall.getByText("Not showing the board until 08:15", { exact: true })).toBeVisible();
  await expect(wall.getByText(WORDS)).toHaveCount(0);
  await expect(wall.getByRole("button")).toHaveCount(0);
  await expectNoFaults(wall, "the wall in its off hours");
  await shot(wall, "wall-off-hours");
  await expectNoFaults(page, "off hours in settings");
  await shot(page, "wall-off-settings");
  // Off again: the board is back without anybody touching the wall, at the next time it asks.
  await keys.to("checkbox", /^Rest the wall for part of the day/, { back: true });
  await keys.press("Space");
  await wall.clock.runFor(ASKS_MS);
  await expect(wall.getByRole("button", { name: "Pause" })).toBeVisible();
});

test("the question comes while typing, stops nobody and goes with the words", async ({
  page,
  host,
  keys,
}) => {
  await startWard(host);
  await page.goto(`${host.url}/#/board/cards`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await keys.press("Alt+a");
  const dialog = page.getByRole("dialog");
  const question = dialog.getByText("Could anyone tell who this is about?", { exact: true });
  const box = dialog.getByRole("textbox").first();
  await expect(box).toBeFocused();
  for (const telling of [
    "Mrs Okafor needs a low bed",
    "Bed 4 Margaret needs a low bed",
    "Call the son on 07700 900123",
    "Transport to SW1A 1AA",
    "born 4/8/1931, needs a hoist",
  ]) {
    await page.keyboard.type(telling);
    await expect(question, telling).toBeVisible();
    await expect(box).toHaveValue(telling);
    await keys.press("Control+a");
    await keys.press("Delete");
    await expect(question).toHaveCount(0);
  }
  // The control: an ordinary note raises nothing.
  const asked = page.waitForResponse((answer) =>
    (answer.request().postData() ?? "").includes("Bay 2, high risk"),
  );
  await page.keyboard.type("Bay 2, high risk of falls x 2");
  await asked;
  await expect(question).toHaveCount(0);
  await keys.press("Control+a");
  await page.keyboard.type("Mrs Okafor needs a low bed");
  await expect(question).toBeVisible();
  await expectNoFaultsInThemes(page, "the question while typing");
  await shot(page, "wall-question-typing");
  await paint(page, "dark");
  await shot(page, "wall-question-typing-dark");
  // It asks; it does not stop anybody.
  await keys.press("Enter");
  await expect(dialog).toBeHidden();
  const board = (await ask(host, "cards_get")) as { to_sort: { title: string }[] };
  expect(board.to_sort.map((card) => card.title)).toContain("Mrs Okafor needs a low bed");
});

test.describe("the made-up ward's wall", () => {
  test.use({ hostOptions: { demo: true } });

  test("every page: no faults by day and by night, nothing is written, keys turn and pause", async ({
    browser,
    host,
  }) => {
    await raiseAll(host);
    const wall = await wallPage(browser, host);
    const written: string[] = [];
    wall.on("request", (request) => {
      if (request.url().includes("/api/execute")) written.push(request.url());
    });
    const seen: string[] = [];
    // Held still, so that no page turns by itself while it is looked at.
    await wall.getByRole("heading", { level: 1, name: "At a glance" }).waitFor();
    await wall.keyboard.press("Space");
    await expect(wall.getByRole("button", { name: "Carry on" })).toHaveAttribute("aria-pressed", "true");
    for (let page = 0; page < 30; page += 1) {
      await wall.getByRole("heading", { level: 1 }).waitFor();
      const heading = await wall.getByRole("heading", { level: 1 }).innerText();
      if (page > 0 && heading === seen[0]) break;
      seen.push(heading);
      for (const theme of ["wall", "night"] as const) {
        await paint(wall, theme);
        await expectNoFaults(wall, `wall, ${heading} (${theme})`);
        await shot(wall, `wall-${page + 1}-${theme}`);
      }
      await wall.keyboard.press("ArrowRight");
    }
    expect(seen[0]).toBe("At a glance");
    for (const part of [
      "Days since",
      "What we measure",
      "What we are doing",
      "What we asked for, and ideas",
      "Thank you!",
    ]) {
      expect(seen).toContain(part);
    }
    await wall.keyboard.press("ArrowLeft");
    await expect(wall.getByRole("heading", { level: 1 })).toHaveText(/^Thank you/);
    await wall.keyboard.press("Space");
    await expect(wall.getByRole("button", { name: "Carry on" })).toHaveCount(0);
    expect(written).toEqual([]);
  });
});
