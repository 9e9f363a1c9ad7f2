import { ask, expect, expectNoFaultsInThemes, test } from "./test";
import { smallWard } from "./ward";

test("colours and text size are kept on this PC", async ({ page, host }) => {
  await smallWard(host);
  await page.goto(`${host.url}/#/settings/look`);
  await page.getByRole("radio", { name: "Dark" }).check();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.getByRole("radio", { name: "150%" }).check();
  await expect
    .poll(() => page.evaluate(() => getComputedStyle(document.documentElement).fontSize))
    .toBe("24px");
  await expect
    .poll(async () => ((await ask(host, "boot_get")) as { pc: unknown }).pc)
    .toMatchObject({ theme: "dark", text_size: 1.5 });
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.keyboard.press("Control+0");
  await expect
    .poll(() => page.evaluate(() => getComputedStyle(document.documentElement).fontSize))
    .toBe("16px");
});

test("settings without content are free of faults; the ward and its lanes are changed with keys alone", async ({
  page,
  host,
  keys,
}) => {
  await smallWard(host);
  await page.goto(`${host.url}/#/settings`);
  // The other parts stand in every ward as they do in the made-up one, where all of them are looked at.
  for (const part of ["people", "crosses"]) {
    await page.goto(`${host.url}/#/settings/${part}`);
    // The part before has a heading too: wait for this one's own place in the list.
    const own = page.getByRole("navigation", { name: "Parts of settings" }).locator(`a[href$="/${part}"]`);
    await expect(own).toHaveAttribute("aria-current", "page");
    await page.getByRole("heading", { level: 2 }).waitFor();
    await expectNoFaultsInThemes(page, `settings ${part}`);
  }
  await page.goto(`${host.url}/#/settings/ward`);
  await keys.to("textbox", "Ward name");
  await keys.press("Control+a");
  await page.keyboard.type("Ward 6B");
  await keys.press("Enter");
  await expect(page.getByRole("banner").getByText("Ward 6B")).toBeVisible();
  await page.goto(`${host.url}/#/settings/lanes`);
  await keys.to("textbox", "Name");
  await keys.press("Control+a");
  await page.keyboard.type("Safe care");
  await keys.press("Enter");
  await expect
    .poll(async () => ((await ask(host, "ward_get")) as { lanes: { label: string }[] }).lanes[0]?.label)
    .toBe("Safe care");
});

test("a ward PIN closes the ward's own settings until it is typed", async ({ page, host }) => {
  await smallWard(host);
  await page.goto(`${host.url}/#/settings/pin`);
  await page.getByRole("textbox", { name: "New PIN", exact: true }).fill("4826");
  await page.getByRole("textbox", { name: "New PIN once more" }).fill("4827");
  await page.getByRole("button", { name: "Set the PIN" }).click();
  await expect(page.getByRole("main").getByText("The two PINs are not the same.")).toBeVisible();
  await page.getByRole("textbox", { name: "New PIN once more" }).fill("4826");
  await page.getByRole("button", { name: "Set the PIN" }).click();
  await expect(page.getByRole("main").getByText("This PC has a ward PIN.")).toBeVisible();

  await page.getByRole("link", { name: "The ward", exact: true }).click();
  await expect(page.getByRole("textbox", { name: "Ward name" })).toBeHidden();
  await page.getByRole("button", { name: "Type the PIN" }).click();
  await page.getByRole("textbox", { name: "PIN", exact: true }).fill("1111");
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(page.getByRole("dialog").getByText("That PIN is not right.")).toBeVisible();
  await expectNoFaultsInThemes(page, "ward PIN");
  await page.getByRole("textbox", { name: "PIN", exact: true }).fill("4826");
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(page.getByRole("textbox", { name: "Ward name" })).toBeVisible();
});
