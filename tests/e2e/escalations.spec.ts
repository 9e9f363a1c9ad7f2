import { expect, expectNoFaultsInThemes, keySM, open, shots, sidewaysScroll, tapSM, test } from "./day";

const FIXED =
  "For a deteriorating patient or an emergency, use your normal calls. This app does not alert anyone.";

test("escalating by taps: written down, answered, closed by the ward", async ({ page, host }) => {
  await open(page, host, "escalations");
  const main = page.getByRole("main");
  await expect(main.getByText(FIXED).first()).toBeVisible();
  await expect(main.getByText("Written down here. This app has told nobody.").first()).toBeVisible();
  await page.getByRole("button", { name: "Escalate to..." }).click();
  const form = page.getByRole("dialog", { name: "Escalate to..." });
  await expect(form.getByText(FIXED)).toBeVisible();
  // Nothing is kept until somebody was told.
  await form.getByRole("button", { name: "Write it down" }).click();
  await expect(form.getByText("Say who you told.")).toBeVisible();
  await form.getByRole("radio", { name: "Estates" }).check();
  await form.getByLabel("What we need").fill("The hoist on bay 3 mended by noon");
  await form.getByLabel("Who did you tell?").fill("estates desk");
  await form.getByRole("button", { name: "Write it down" }).click();
  await tapSM(page);
  await expect(form).toBeHidden();
  const waiting = page.getByRole("region", { name: "Waiting for an answer" });
  await expect(waiting.getByText("The hoist on bay 3 mended by noon")).toBeVisible();

  const asked = waiting.getByRole("listitem").filter({ hasText: "The hoist on bay 3 mended by noon" });
  await asked.getByRole("button", { name: /^Read it all/ }).click();
  await asked.getByLabel("Which row of the board does it belong to?").selectOption({ label: "Morale" });
  await expect(page.getByRole("status")).toContainText("now counts in Morale.");
  await waiting
    .getByRole("button", { name: /^Write down the answer/ })
    .first()
    .click();
  await page.getByLabel("What they said").fill("Parts come tomorrow.");
  await page.getByLabel("Who said it").fill("estates desk");
  await page.getByRole("dialog").getByRole("button", { name: "Write down the answer" }).click();
  const answered = page.getByRole("region", { name: "Answers that came back" });
  const row = answered.getByRole("listitem").filter({ hasText: "The hoist on bay 3" });
  await expect(row.getByText("Parts come tomorrow.")).toBeVisible();
  await row.getByRole("button", { name: "Is it sorted?" }).click();
  await page.getByRole("button", { name: "Partly" }).click();
  await expect(row).toHaveCount(0);
  await page.getByRole("button", { name: "Show what is closed" }).click();
  await expect(page.getByRole("region", { name: "Closed" }).getByText("Partly")).toBeVisible();
});

test("escalating by keys alone", async ({ keys, host }) => {
  const { page } = keys;
  await open(page, host, "escalations");
  await keys.enter("button", "Escalate to...");
  await page.getByRole("dialog", { name: "Escalate to..." }).waitFor();
  await page.keyboard.type("A porter for the CT at ten");
  await keys.to("radio", "Pharmacy", { back: true });
  await keys.press("Space");
  await keys.type("Who did you tell?", "matron");
  await keys.enter("button", "Write it down");
  await keySM(keys);
  await expect(
    page.getByRole("region", { name: "Waiting for an answer" }).getByText("A porter for the CT at ten"),
  ).toBeVisible();
  await keys.to("button", /^Read it all ?, .*-0001/);
  await keys.press("Enter");
  await keys.to("combobox", "Which row of the board does it belong to?");
  await keys.choose("Service");
  await expect(page.getByRole("status")).toContainText("now counts in Service.");
});

test("thanks and an idea from anywhere", async ({ keys, host }) => {
  const { page } = keys;
  await open(page, host, "escalations");
  await keys.palette("Thank someone");
  await page.getByRole("dialog", { name: "Thank someone" }).waitFor();
  await page.keyboard.type("Night team");
  await keys.type("What for?", "Calm at a hard time.");
  await keys.enter("button", "Say thank you");
  await expect(page.getByRole("dialog", { name: "Thank someone" })).toBeHidden();
  await keys.palette("Add an idea");
  await page.getByRole("dialog", { name: "It would be better if..." }).waitFor();
  await page.keyboard.type("the linen came before seven");
  await keys.enter("button", "Add the idea");
  await expect(page.getByRole("dialog", { name: "It would be better if..." })).toBeHidden();
});

test("escalating looks right and has no faults", async ({ page, host }) => {
  await open(page, host, "escalations");
  await expectNoFaultsInThemes(page, "escalations");
  await shots(page, "escalations");
  await page.getByRole("button", { name: "Escalate to..." }).click();
  await expectNoFaultsInThemes(page, "escalate to");
  await shots(page, "escalate");
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await sidewaysScroll(page)).toBe(0);
});
