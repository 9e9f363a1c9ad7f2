import { expect, expectNoFaultsInThemes, keySM, open, said, shots, sidewaysScroll, tapSM, test } from "./day";

test("today by taps: tell the ward, mark yesterday, fill in a number", async ({ page, host }) => {
  await open(page, host, "today");
  await page.getByRole("button", { name: "Tell the ward" }).click();
  await page.getByLabel("What the ward needs to know").fill("The lift is out until noon.");
  await page.getByRole("button", { name: "Put it up" }).click();
  await tapSM(page);
  await expect(page.getByRole("main").getByText("The lift is out until noon.").first()).toBeVisible();

  const none = page.getByRole("button", { name: "Checked, none: Falls with harm, Saturday 21 November" });
  await none.dblclick();
  await expect(none).toHaveCount(0);
  await expect(said(page)).toContainText("Falls with harm, Saturday 21 November: Checked, none.");

  const reading = page.getByRole("textbox", { name: "Call bell in reach", exact: true });
  await reading.fill("9");
  await reading.press("Enter");
  await expect(said(page)).toContainText("Call bell in reach saved.");
});

test("today by keys alone", async ({ keys, host }) => {
  const { page } = keys;
  await open(page, host, "today");
  await keys.enter("button", "Tell the ward");
  await page.keyboard.type("The lift is out until noon.");
  await keys.enter("button", "Put it up");
  await keySM(keys);
  await expect(page.getByRole("main").getByText("The lift is out until noon.").first()).toBeVisible();
  await keys.enter("button", "Checked, none: Falls with harm, Saturday 21 November");
  await expect(said(page)).toContainText("Falls with harm, Saturday 21 November: Checked, none.");
  await keys.type("Call bell in reach", "9");
  await keys.press("Enter");
  await expect(said(page)).toContainText("Call bell in reach saved.");
});

test("what is not a number is not saved, and says so beside the box", async ({ page, host }) => {
  await open(page, host, "today");
  const reading = page.getByRole("textbox", { name: "Call bell in reach", exact: true });
  await reading.fill("nine");
  await reading.press("Enter");
  await expect(page.getByRole("main").getByText("Use a whole number, like 4.")).toBeVisible();
});

test("today looks right, scrolls nowhere and has no faults", async ({ page, host }) => {
  await open(page, host, "today");
  await expect(page.getByRole("heading", { name: "Who does what" })).toBeVisible();
  const over = await page
    .locator("main")
    .evaluate((main) => [main.scrollHeight - main.clientHeight, document.body.scrollHeight - innerHeight]);
  expect(Math.max(...over), "today scrolls at 1366 by 768").toBeLessThanOrEqual(0);
  await expectNoFaultsInThemes(page, "today");
  await shots(page, "today");
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await sidewaysScroll(page)).toBe(0);
});
