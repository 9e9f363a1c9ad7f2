import { ask, expect, expectNoFaultsInThemes, test } from "./test";
import { smallWard } from "./ward";

const BOX = "What needs doing, or what did you notice?";

test("Add beats a pen, Find finds it with a slip, undo takes it back: keys alone", async ({
  page,
  host,
  keys,
}) => {
  await smallWard(host);
  await page.goto(`${host.url}/#/find`);
  await page.getByRole("banner").getByText("Ward 6A").waitFor();
  await keys.press("Alt+a");
  await expect(page.getByRole("textbox", { name: BOX })).toBeFocused();
  await page.keyboard.type("Chase hoist repair in bay 3");
  await keys.press("Enter");
  await expect(page.getByRole("status")).toContainText("It waits under To sort.");
  await expect(page.getByRole("contentinfo").getByText(/^Saved on this PC/)).toBeVisible();
  const board = (await ask(host, "cards_get", {})) as { to_sort: { title: string }[] };
  expect(board.to_sort.map((card) => card.title)).toEqual(["Chase hoist repair in bay 3"]);

  await keys.to("searchbox", /Find anything/);
  await page.keyboard.type("hiost");
  // In the list: the words alone are also in what was said when it was added.
  await expect(page.getByRole("listitem").filter({ hasText: "Chase hoist repair in bay 3" })).toBeVisible();

  // Undo belongs to the words while typing; leave the box first.
  await keys.press("Shift+Tab");
  await keys.press("Control+z");
  await expect(page.getByRole("status")).toContainText("Undone");
  await expect
    .poll(async () => ((await ask(host, "cards_get", {})) as { to_sort: unknown[] }).to_sort.length)
    .toBe(0);
});

test("Add with lane, owner and day, by taps; words that were not sent are kept", async ({ page, host }) => {
  const { tiles } = await smallWard(host);
  await page.goto(`${host.url}/#/find`);
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByRole("textbox", { name: BOX }).fill("Order more drip stands");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByRole("textbox", { name: BOX })).toHaveValue("Order more drip stands");
  await expectNoFaultsInThemes(page, "add");
  await page.getByRole("radio", { name: "Quality" }).check();
  await page.getByRole("combobox", { name: "Who?" }).selectOption({ label: "JO (HCA)" });
  await page.getByRole("button", { name: "Tomorrow" }).click();
  await page.getByRole("button", { name: "Add it" }).click();
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect
    .poll(async () => ((await ask(host, "cards_get", {})) as { cards: unknown[] }).cards)
    .toMatchObject([
      { title: "Order more drip stands", lane: "quality", owner_id: tiles["JO"], due: "2026-11-23" },
    ]);
});

test.describe("the guard", () => {
  test.use({ hostOptions: { testNumbers: true } });
  test("a patient's number is refused, the words stay, nothing reaches the store", async ({ page, host }) => {
    await smallWard(host);
    await page.goto(`${host.url}/#/find`);
    await page.getByRole("button", { name: "Add", exact: true }).click();
    // 999 numbers are never given to a person; this host treats them as given.
    const box = page.getByRole("textbox", { name: BOX });
    await box.fill("Ring about 999 000 0018");
    await page.getByRole("button", { name: "Add it" }).click();
    const board = (): Promise<{ to_sort: unknown[] }> =>
      ask(host, "cards_get", {}) as Promise<{ to_sort: unknown[] }>;
    await expect(page.getByRole("dialog")).toBeVisible();
    await expect(box).toHaveAttribute("aria-invalid", "true");
    expect((await board()).to_sort).toEqual([]);
    await expect(box).toHaveValue("Ring about 999 000 0018");
  });
});
