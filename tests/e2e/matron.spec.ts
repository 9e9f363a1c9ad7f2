import { startHost, type RunningHost } from "./host";
import { Keyboard } from "./keyboard";
import { ask, expect, expectNoFaultsInThemes, send, test } from "./test";
import { smallWard } from "./ward";

test.use({ hostOptions: { share: true } });

/** Passes a matter up on the ward and lets the matron see it. */
async function passUp(host: RunningHost, tile: string): Promise<string> {
  const made = await send(host, "escalation_write", {
    to: "matron",
    need: "A second hoist today",
    urgency: "today",
    told_who: "Matron on call",
    told_how: "phone",
    told_at: (await ask(host, "now_get"))["now"],
  });
  const id = String(made["id"]);
  await send(host, "audience_set", { id, audience: "matron", read_back: true }, tile);
  return id;
}

test("what is asked of the matron goes to her PC by a button and keys, after the question, and is taken back", async ({
  page,
  host,
}) => {
  const { tiles } = await smallWard(host);
  const made = await send(host, "escalation_write", {
    to: "matron",
    need: "A second hoist today",
    situation: "One hoist for two bays",
    urgency: "today",
    told_who: "Matron on call",
    told_how: "phone",
    told_at: (await ask(host, "now_get"))["now"],
  });
  const audience = async (): Promise<unknown> =>
    (await ask(host, "raise_check_get", { id: made["id"], audience: "matron" }))["audience"];
  const keys = await Keyboard.only(page);
  await page.goto(`${host.url}/#/escalations`);
  await keys.to("button", /^Show to the matron: /);
  await keys.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Show to the matron?" });
  await expect(dialog.getByText("Could anyone tell who this is about?")).toBeVisible();
  await expect(dialog.locator("blockquote")).toContainText("One hoist for two bays");
  await expectNoFaultsInThemes(page, "the question about what is asked of the matron");
  expect(await audience()).toBe("ward");
  await keys.to("button", "No, show it");
  await keys.press("Enter");
  await keys.to("button", new RegExp(`^${Object.keys(tiles)[0] ?? ""}\\b`));
  await keys.press("Enter");
  await expect(page.getByRole("button", { name: /^Take back from the matron: / })).toBeVisible();
  expect(await audience()).toBe("matron");
  await keys.to("button", /^Take back from the matron: /);
  await keys.press("Enter");
  await expect.poll(audience).toBe("ward");
});

test("a matron answers on her own PC by keys alone, and the ward reads it under Answers that came back", async ({
  page,
  host,
}) => {
  const { tiles } = await smallWard(host);
  await passUp(host, Object.values(tiles)[0] ?? "");
  const wardKeys = await Keyboard.only(page);
  await page.goto(`${host.url}/#/escalations`);
  await expect(page.getByText("Written down here. This app has told nobody.")).toBeVisible();
  const there = await startHost({ share: true });
  const matron = await page.context().newPage();
  try {
    await page.goto(`${host.url}/#/settings/sharing`);
    const reach = page.getByRole("region", { name: "Sharing" }).getByText("Other PCs reach this one at");
    const invite = await send(host, "sharing_invite", { role: "matron", folder: null });
    await expect(reach).toBeVisible({ timeout: 30_000 });
    const address = (await ask(host, "sharing_get"))["here"];
    await send(there, "sharing_join", { file: String(invite["path"]), address, name: "Matron's office" });

    // Her PC has no ward's record, and still knows whose ward it is.
    const keys = await Keyboard.only(matron);
    await matron.goto(`${there.url}/#/escalations`);
    await expect(matron.getByRole("banner").getByText("Ward 6A")).toBeVisible({ timeout: 30_000 });
    await expect(matron.getByText("A second hoist today")).toBeVisible({ timeout: 30_000 });
    await keys.to("button", /^Answer /);
    await keys.press("Enter");
    const dialog = matron.getByRole("dialog", { name: "Answer the ward" });
    await expect(dialog).toBeVisible();
    await expectNoFaultsInThemes(matron, "a matron's answer");
    await keys.type("What do you answer?", "One comes from Ward 9 at two");
    await keys.type("Who answers?", "Matron");
    await keys.press("Enter");
    await expect(dialog).toHaveCount(0);
    await expect(matron.getByRole("main").getByText("One comes from Ward 9 at two")).toBeVisible();

    // Her list of places holds what she has: no huddle, no cards to add, and what was asked for comes first.
    const places = matron.getByRole("navigation", { name: "Places" });
    await expect(places.getByRole("link")).toHaveText([
      "Asking for help",
      "Our board",
      "Measures",
      "Wards side by side",
      "Find",
      "Settings",
    ]);
    await expect(places.getByRole("button", { name: "Add" })).toHaveCount(0);
    await matron.goto(`${there.url}/#/`);
    await expect(matron.getByRole("heading", { level: 1, name: "Asking for help" })).toBeVisible();
    await expect(matron.getByText("This app has told nobody.")).toHaveCount(0);
    await expect(matron.getByRole("button", { name: "Escalate to..." })).toHaveCount(0);

    // What she does not hold is not counted, and what the ward writes is not offered.
    await matron.goto(`${there.url}/#/week`);
    await expect(matron.getByRole("heading", { level: 1, name: "This week" })).toBeVisible();
    const held = "This PC holds only what the ward shares with you.";
    await expect(matron.getByRole("main").getByText(held)).toBeVisible();
    await expect(matron.getByRole("main")).not.toContainText("huddles held");
    await expectNoFaultsInThemes(matron, "a page a matron's PC does not hold");
    await matron.goto(`${there.url}/#/measures`);
    await expect(matron.getByText("The ward shares no measures with you yet.")).toBeVisible();
    await expect(matron.getByRole("main").getByRole("link", { name: "Enter numbers" })).toHaveCount(0);
    await expect(matron.getByRole("main").getByRole("link", { name: "Set up a measure" })).toHaveCount(0);
    await matron.goto(`${there.url}/#/measures/pad`);
    await expect(matron.getByText("This PC reads them.")).toBeVisible();
    await matron.goto(`${there.url}/#/crosses`);
    await expect(matron.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(
      matron.getByRole("main").getByRole("button", { name: "Add something to count" }),
    ).toHaveCount(0);
    await matron.goto(`${there.url}/#/board`);
    await expect(matron.getByText("No measures yet")).toHaveCount(0);
    await expect(matron.getByText("None shared with you").first()).toBeVisible();
    await expect(matron.getByRole("rowheader").first()).toBeVisible();
    await expect(
      matron
        .getByRole("main")
        .getByText(/^(Not said yet|Not updated)$/)
        .first(),
    ).toBeVisible();
    await expect(matron.getByRole("main").getByRole("button", { name: /status/i })).toHaveCount(0);
    await expectNoFaultsInThemes(matron, "a matron's board");
    await matron.goto(`${there.url}/#/escalations`);

    // She closes nothing and writes nothing else.
    await expect(matron.getByRole("button", { name: "Is it sorted?" })).toHaveCount(0);

    await page.goto(`${host.url}/#/today`);
    const answers = page.getByRole("region", { name: "Answers that came back" });
    await expect(answers.getByText("One comes from Ward 9 at two")).toBeVisible({ timeout: 30_000 });
    await expect(answers.getByText("Matron", { exact: true })).toBeVisible();
    await expectNoFaultsInThemes(page, "Today with a matron's answer");

    // Her PC has stored it as it stands: only then the ward reads that it was sent, and where it is.
    await page.goto(`${host.url}/#/escalations`);
    const main = page.getByRole("main");
    await expect(main.getByText(/^Sent to Matron's office, stored there at \d\d:\d\d$/)).toBeVisible({
      timeout: 30_000,
    });
    await expect(page.getByText("This app has told nobody.")).toHaveCount(0);
    await expect(main.getByText("This app does not alert anyone.")).toBeVisible();
    await expectNoFaultsInThemes(page, "an escalation that was sent");

    // It is changed while her PC is off: what she holds is not what stands here.
    await there.stop();
    await wardKeys.to("button", /^Read it all/);
    await wardKeys.press("Enter");
    await wardKeys.to("combobox", "Which row of the board does it belong to?");
    await wardKeys.choose("Morale");
    await expect(
      main.getByText("Written down here. Not sent yet from this PC. It waits for Matron's office."),
    ).toBeVisible();
    await expect(main.getByText(/^Sent to/)).toHaveCount(0);
    await wardKeys.expectNoMouse();
  } finally {
    await matron.close();
    await there.stop();
  }
});
