import { expect, expectNoFaultsInThemes, keySM, open, shots, sidewaysScroll, tapSM, test } from "./day";

test("a cross by taps: harm counts at once, the mark can be taken back", async ({ page, host }) => {
  await open(page, host, "crosses");
  const cross = page.getByRole("region", { name: "Falls with harm" });
  const today = cross.getByRole("button", { name: /^Sunday 22 November/ });
  await today.click();
  await page.getByRole("radio", { name: /^Someone was harmed/ }).check();
  await page.getByLabel("Incident number").fill("W1234");
  await page.getByRole("button", { name: "Save this day" }).click();
  await tapSM(page);
  await expect(today).toHaveAccessibleName("Sunday 22 November: Someone was harmed");
  // The big number; the chart of the days between has a nought of its own.
  await expect(cross.locator("strong").first()).toHaveText("0");
  await today.click();
  await expect(page.getByRole("dialog").getByText(/Marked before: someone was harmed, SM/)).toBeVisible();
  await page.getByRole("dialog").getByText("What stood here").click();
  await expect(page.getByRole("dialog").getByText("Marked a day when harm came")).toBeVisible();
  await page.getByRole("button", { name: "Take the mark back" }).click();
  await expect(today).toHaveAccessibleName("Sunday 22 November: Not checked");
});

test("a day that was missed, filled in later, by keys alone", async ({ keys, host }) => {
  const { page } = keys;
  await open(page, host, "crosses");
  const cross = page.getByRole("region", { name: "Falls with harm" });
  const missed = cross.getByRole("button", { name: "Thursday 19 November: Not checked" });
  await keys.to("button", /^Sunday 22 November/);
  for (let presses = 0; presses < 3; presses += 1) await keys.press("ArrowLeft");
  await expect(missed).toBeFocused();
  await keys.press("Enter");
  await expect(page.getByRole("dialog").getByText("This will be marked “entered later”.")).toBeVisible();
  await keys.to("radio", /^Checked, none/);
  await keys.press("Space");
  await keys.enter("button", "Save this day");
  await keySM(keys);
  await expect(cross.getByRole("button", { name: "Thursday 19 November: Checked, none" })).toBeVisible();
  await expect(cross.getByRole("button", { name: /^Sunday 22 November/ })).toHaveAccessibleName(
    "Sunday 22 November: Not checked",
  );
});

test("a day that has not come cannot be marked", async ({ page, host }) => {
  await open(page, host, "crosses");
  const cross = page.getByRole("region", { name: "Falls with harm" });
  await cross.getByRole("button", { name: /^Monday 23 November: not here yet/ }).click({ force: true });
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("days since looks right and has no faults", async ({ page, host }) => {
  await open(page, host, "crosses");
  await expect(page.getByRole("region", { name: "Falls with harm" })).toBeVisible();
  await expectNoFaultsInThemes(page, "days since");
  await shots(page, "crosses");
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await sidewaysScroll(page)).toBe(0);
  await page.setViewportSize({ width: 1366, height: 768 });
  await page
    .getByRole("button", { name: /^Sunday 22 November/ })
    .first()
    .click();
  await page.getByRole("radio", { name: /^Someone was harmed/ }).check();
  await expectNoFaultsInThemes(page, "marking a day");
  await shots(page, "crosses-mark");
});
