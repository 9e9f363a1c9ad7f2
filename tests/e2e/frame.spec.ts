import { expect, expectNoFaultsInThemes, send, test } from "./test";
import { smallWard } from "./ward";

test("palette, help and skip link: keys alone", async ({ page, host, keys }) => {
  await smallWard(host);
  await page.goto(`${host.url}/#/find`);
  await page.getByRole("button", { name: "Tap your tile" }).waitFor();
  await keys.press("Tab");
  await expect(page.getByRole("button", { name: "Skip to the page" })).toBeFocused();
  await keys.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  await keys.press("Control+k");
  await page.getByRole("combobox").waitFor();
  await expectNoFaultsInThemes(page, "palette");
  await keys.press("Escape");
  await keys.palette("settings");
  await expect(page).toHaveURL(/#\/settings$/);
  await expect(page).toHaveTitle("Settings - Ward 6A - Huddleboard");
  await keys.press("F1");
  await expect(page.getByRole("heading", { name: "Help" })).toBeFocused();
  await expectNoFaultsInThemes(page, "help");
  await keys.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
});

test("a change made elsewhere shows without asking, also after the feed was cut", async ({ page, host }) => {
  await smallWard(host);
  await page.goto(`${host.url}/#/settings`);
  await expect(page.getByRole("banner").getByText("Ward 6A")).toBeVisible();
  await send(host, "ward_set", { field: "name", value: "Ward 6B" });
  await expect(page.getByRole("banner").getByText("Ward 6B")).toBeVisible();
});

test("the rail is one menu at 320 px, and every target is at least 44 px", async ({ page, host }) => {
  await smallWard(host);
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto(`${host.url}/#/find`);
  const menu = page.getByRole("button", { name: "Menu" });
  await expect(page.getByRole("link", { name: "Settings" })).toBeHidden();
  await menu.click();
  await page.getByRole("link", { name: "Settings" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Settings" })).toBeVisible();
  const small = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("button, nav a, input:not([type=radio])")]
      .filter((element) => element.offsetParent !== null && !element.classList.contains("skip"))
      .map((element) => ({
        box: element.getBoundingClientRect(),
        text: element.innerText || element.outerHTML.slice(0, 60),
      }))
      .filter(({ box }) => box.width > 0 && box.height < 43.5)
      .map(({ box, text }) => `${text}: ${Math.round(box.height)} px`),
  );
  expect(small).toEqual([]);
});

test("nothing leaves the page's own origin and no style is refused", async ({ page, host }) => {
  await smallWard(host);
  const refused: string[] = [];
  page.on("console", (message) => {
    if (/Content Security Policy|Refused to/.test(message.text())) refused.push(message.text());
  });
  await page.goto(`${host.url}/#/settings/look`);
  await page.getByRole("heading", { level: 2 }).waitFor();
  expect(refused).toEqual([]);
});
