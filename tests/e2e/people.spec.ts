import { expect, expectNoFaultsInThemes, test } from "./test";
import { smallWard } from "./ward";

test("a tile is held, forgotten after two quiet minutes, and the draft stays", async ({ page, host }) => {
  await smallWard(host);
  await page.clock.install();
  await page.goto(`${host.url}/#/find`);
  await page.getByRole("button", { name: "Tap your tile" }).click();
  await expectNoFaultsInThemes(page, "who are you");
  // From here on only the test's own minutes count, however long the machine takes.
  await page.clock.pauseAt(await page.evaluate(() => Date.now() + 1_000));
  await page.getByRole("dialog").getByRole("button", { name: /^SM/ }).click();
  await expect(page.getByRole("button", { name: /You are SM/ })).toBeVisible();
  await page.getByRole("button", { name: "Add", exact: true }).click();
  const box = page.getByRole("textbox", { name: /What needs doing/ });
  await box.fill("Half a thought");
  await page.clock.runFor(115_000);
  await expect(page.getByRole("button", { name: /You are SM/, includeHidden: true })).toBeAttached();
  await page.clock.runFor(10_000);
  await expect(page.getByRole("button", { name: "Tap your tile", includeHidden: true })).toBeAttached();
  await expect(box).toHaveValue("Half a thought");
});

test("someone not on the list adds their tile; keys alone", async ({ page, host, keys }) => {
  await smallWard(host);
  await page.goto(`${host.url}/#/find`);
  await keys.enter("button", "Tap your tile");
  await keys.type("Initials", "ZQ");
  await keys.enter("button", "Add and use it");
  await expect(page.getByRole("button", { name: /You are ZQ, Nurse/ })).toBeVisible();
});
