import { holdTile, startWard } from "./cards";
import { advance, ask, expect, expectNoFaults, paint, send, shot, test } from "./test";
import { ASKS_MS, raise, wallPage } from "./wall";

const IDEA = "A trolley for clean linen in bay 3";
const ANSWER = "Two came on Monday. Tell us how it goes.";

test("an idea goes on the wall by taps, its answer follows, and it comes off again", async ({
  browser,
  page,
  host,
}) => {
  const ward = await startWard(host);
  const sm = ward.tiles["SM"] ?? "";
  await send(host, "idea_add", { text: IDEA, anonymous: false }, sm);
  await send(host, "idea_add", { text: "Pens on strings", anonymous: true });
  const wall = await wallPage(browser, host);
  await page.goto(`${host.url}/#/ideas`);
  await holdTile(page, "SM");
  await page.getByRole("button", { name: `Show on the wall: ${IDEA}` }).click();
  const dialog = page.getByRole("dialog", { name: "Show on the wall?" });
  await expect(dialog.locator("blockquote")).toHaveText(IDEA);
  await expectNoFaults(page, "raising an idea");
  await dialog.getByRole("button", { name: "No, show it" }).click();
  await expect(page.getByRole("button", { name: `Take off the wall: ${IDEA}` })).toBeVisible();
  await wall.keyboard.press("ArrowRight");
  const shown = wall.getByRole("region", { name: "Our ideas" });
  await expect(shown.getByText(IDEA)).toBeVisible();
  await expect(shown.getByText("No answer yet")).toBeVisible();
  // Who had it is not said, and what nobody raised is not there.
  await expect(shown).not.toContainText("SM");
  await expect(wall.getByText("Pens on strings")).toHaveCount(0);
  // Answered on the ward's PC, the wall shows it without anybody touching it.
  await page.getByRole("button", { name: `Answer it: ${IDEA}` }).click();
  await page.getByRole("radio", { name: "We try it" }).check();
  await page.getByLabel("What do you say?").fill(ANSWER);
  await page.getByRole("button", { name: "Give the answer" }).click();
  await expect(shown.getByText(ANSWER)).toBeVisible();
  await expect(shown.getByText("We are trying it")).toBeVisible();
  for (const theme of ["wall", "night"] as const) {
    await paint(wall, theme);
    await expectNoFaults(wall, `the wall's ideas (${theme})`);
    await shot(wall, `wall-ideas-${theme}`);
  }
  await page.getByRole("button", { name: `Take off the wall: ${IDEA}` }).click();
  await expect(wall.getByText(IDEA)).toHaveCount(0);
});

test("the same with keys alone, beside what was asked for; an answer that may tell is veiled", async ({
  browser,
  page,
  host,
  keys,
}) => {
  const ward = await startWard(host);
  const sm = ward.tiles["SM"] ?? "";
  const { id } = await send(host, "idea_add", { text: IDEA, anonymous: true });
  const asked = await send(
    host,
    "escalation_write",
    {
      to: "estates",
      need: "The hoist in bay 3 needs a new battery",
      urgency: "today",
      told_who: "JT",
      told_how: "phone",
      told_at: Date.UTC(2026, 10, 22, 7, 30),
    },
    sm,
  );
  await raise(host, asked["id"] as string, sm);
  await page.goto(`${host.url}/#/ideas`);
  await keys.enter("button", `Show on the wall: ${IDEA}`);
  await page.getByRole("dialog", { name: "Show on the wall?" }).waitFor();
  await keys.enter("button", "No, show it");
  await keys.enter("button", /^SM\b/);
  await expect(page.getByRole("button", { name: `Take off the wall: ${IDEA}` })).toBeVisible();
  const wall = await wallPage(browser, host);
  await wall.getByRole("heading", { level: 1 }).waitFor();
  await wall.keyboard.press("ArrowRight");
  const shown = wall.getByRole("region", { name: "What we asked for, and ideas" });
  await expect(shown.getByText(IDEA)).toBeVisible();
  await expect(shown.getByText("The hoist in bay 3 needs a new battery")).toBeVisible();
  // What is not for emergencies says so wherever an ask stands.
  await expect(shown.getByText("This app does not alert anyone.", { exact: false })).toBeVisible();
  await send(host, "idea_reply", { id, state: "done", reply: "Mrs Okafor in bed 4 liked it too" }, sm);
  await expect(shown.getByText("(hidden on the wall: check wording)")).toBeVisible();
  await expect(wall.getByText("Okafor")).toHaveCount(0);
  await shot(wall, "wall-ideas-veil");
});

test.describe("late at night", () => {
  // Saturday, one minute before midnight; huddle and shifts as usual.
  test.use({ hostOptions: { now: "2026-11-21T23:59:00Z" } });

  test("midnight and a long sleep: the wall goes on by itself and says how old it is", async ({
    browser,
    host,
  }) => {
    const ward = await startWard(host);
    const { id } = await send(host, "card_add", { title: "Low bed", lane: "quality", column: "doing" });
    await raise(host, id as string, ward.tiles["SM"] ?? "");
    const wall = await wallPage(browser, host, true);
    const later = async (ms: number): Promise<void> => {
      await advance(host, ms);
      // A PC that slept runs none of the timers it missed: one of each at most.
      await wall.clock.fastForward(ASKS_MS);
    };
    await expect(wall.getByText("Saturday 21 November")).toBeVisible();
    await expect(wall.locator("html")).toHaveAttribute("data-theme", "night");
    await expect(wall.getByText(/^Last change today at 23:\d\d by SM|^Last change .*23:\d\d/)).toBeVisible();
    await later(5 * 60_000);
    await expect(wall.getByText("Sunday 22 November")).toBeVisible();
    await expect(wall.getByText(/^00:0\d$/)).toBeVisible();
    // Asleep until the afternoon: day colours, and nothing is shown as new that is not.
    await later(14 * 3_600_000);
    await expect(wall.locator("html")).toHaveAttribute("data-theme", "wall");
    await expect(wall.getByText(/^Not updated since .*23:\d\d/)).toBeVisible();
    await expect(wall.getByText(/^14:\d\d$/)).toBeVisible();
    await expectNoFaults(wall, "a wall that was not updated");
    await shot(wall, "wall-not-updated");
    // A person's change is there at once, and the wall is fresh again.
    await send(host, "card_set", { id, field: "title", value: "Low bed came" }, ward.tiles["SM"] ?? "");
    await expect(wall.getByText(/^Last change /)).toBeVisible();
    expect(((await ask(host, "wall_get")) as { doing: unknown[] }).doing).toHaveLength(1);
  });
});
