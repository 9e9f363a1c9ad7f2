import type { Page } from "@playwright/test";
import { Keyboard } from "./keyboard";
import { addressOf, MINUTE_MS, part, PersonTime, withSecondPc } from "./pairing";
import { ask, expect, expectNoFaultsInThemes, paint, send, shot, sidewaysScroll, test } from "./test";
import { smallWard } from "./ward";

test.use({ hostOptions: { share: true } });

const QUESTION = "Do both screens show the same digits?";

/** Reads the digits a screen shows. */
async function digits(page: Page): Promise<string> {
  await expect(page.getByRole("heading", { name: QUESTION })).toBeVisible();
  const shown = page.getByText(/^\d{3} \d{3}$/);
  await expect(shown).toBeVisible();
  return (await shown.textContent()) ?? "";
}

/** Opens the PC that lets in by taps, and gives its address. */
async function openByTaps(page: Page, url: string, name: string): Promise<string> {
  await page.goto(`${url}/#/settings/sharing`);
  await page.getByRole("textbox", { name: "What do people call the other PC?" }).fill(name);
  await page.getByRole("button", { name: "Open this PC for two minutes" }).click();
  await expect(part(page).getByRole("heading", { name: `Letting in ${name}` })).toBeVisible();
  return addressOf(page);
}

/** Asks from the PC without a ward, by taps. */
async function askByTaps(other: Page, address: string): Promise<void> {
  const box = other.getByRole("textbox", { name: "Address of the other PC" });
  await box.fill(address);
  await other.getByRole("button", { name: "Ask the other PC" }).click();
}

test("two PCs are paired by six digits with keys alone in under a minute", async ({ page, host, keys }) => {
  await smallWard(host);
  await withSecondPc(page, async (there, other) => {
    const otherKeys = await Keyboard.only(other);
    const person = new PersonTime();
    await page.goto(`${host.url}/#/settings/sharing`);
    await person.write(keys, "What do people call the other PC?", "Station 2");
    await keys.press("Enter");
    // The keyboard goes on at what is to be done next.
    await expect(page.getByRole("heading", { name: "Letting in Station 2" })).toBeFocused();
    const address = await person.wait(() => addressOf(page));

    await other.bringToFront();
    await other.goto(there.url);
    await person.press(otherKeys, "Join a ward on another PC");
    await person.write(otherKeys, "Address of the other PC", address);
    await otherKeys.press("Enter");
    const right = await person.wait(() => digits(other));
    await expect(other.getByRole("heading", { name: QUESTION })).toBeFocused();
    await expect(other.getByRole("heading", { name: QUESTION })).toHaveAccessibleDescription(
      right.replace(/\d(?=\d)/g, "$& ").replace(/(?<=\d \d \d) /, ", "),
    );
    await page.bringToFront();
    const left = await person.wait(() => digits(page));
    expect(left).toBe(right);
    await person.press(keys, "Yes, the same");
    await expect(part(page).getByText("You said yes. Now say yes on the other PC too.")).toBeVisible();
    await other.bringToFront();
    await expect(other.getByText("The other PC is Ward 6A. Its person said yes.")).toBeVisible();
    await person.press(otherKeys, "Yes, the same");
    await person.wait(() => expect(other.getByRole("banner").getByText("Ward 6A")).toBeVisible());
    await page.bringToFront();
    await person.wait(() =>
      expect(part(page).getByRole("heading", { name: "Station 2 is in" })).toBeVisible(),
    );
    test.info().annotations.push({
      type: "figure",
      description: `${(person.spent / 1000).toFixed(0)} s of a person's time`,
    });
    expect(person.spent).toBeLessThan(MINUTE_MS);

    const row = part(page).getByRole("listitem").filter({ hasText: "Station 2" });
    await expect(row).toContainText("Read and write");
    await expect(row).toContainText("Last heard: Now");
    await send(there, "card_add", { title: "Linen cage blocks the door", lane: "quality" });
    await page.goto(`${host.url}/#/board/cards`);
    await expect(page.getByRole("button", { name: "Linen cage blocks the door", exact: true })).toBeVisible();
    await otherKeys.expectNoMouse();
  });
});

test("the same by taps, with a wall: the other PC asks first, and the screen is opened later", async ({
  page,
  host,
}) => {
  await smallWard(host);
  await withSecondPc(page, async (there, other) => {
    // Opened and closed again: its address is known, and it lets nobody in.
    const address = await openByTaps(page, host.url, "Wall");
    await page.getByRole("button", { name: "Close it now" }).click();
    await expect(page.getByRole("textbox", { name: "What do people call the other PC?" })).toBeVisible();
    await other.goto(there.url);
    await other.getByRole("button", { name: "Join a ward on another PC" }).click();
    await askByTaps(other, address);
    await expect(other.getByRole("heading", { name: `Asking ${address}` })).toBeVisible();
    await expect(other.getByText(/Nobody answers at this address|The other PC is not open/)).toBeVisible();

    await page.bringToFront();
    await page.getByRole("combobox", { name: "What may the other PC do?" }).selectOption("Show the wall");
    await page.getByRole("textbox", { name: "What do people call the other PC?" }).fill("Corridor wall");
    await page.getByRole("button", { name: "Open this PC for two minutes" }).click();
    await expect(page.getByRole("heading", { name: "Letting in Corridor wall" })).toBeVisible();
    // A port of its own choice: the same PC, at another address than before.
    const now = await addressOf(page);
    if (now !== address) {
      await other.bringToFront();
      await other.getByRole("button", { name: "Stop asking" }).click();
      await askByTaps(other, now);
    }
    await other.bringToFront();
    const right = await digits(other);
    await other.getByRole("button", { name: "Yes, the same" }).click();
    await page.bringToFront();
    expect(await digits(page)).toBe(right);
    await page.getByRole("button", { name: "Yes, the same" }).click();
    await expect(part(page).getByRole("heading", { name: "Corridor wall is in" })).toBeVisible();
    await expect(part(page).getByRole("listitem").filter({ hasText: "Corridor wall" })).toContainText(
      "Show the wall",
    );
    await page.getByRole("button", { name: "Close", exact: true }).click();
    await expect(page.getByRole("textbox", { name: "What do people call the other PC?" })).toBeVisible();
    expect((await ask(there, "sharing_get"))["pcs"]).toHaveLength(2);
  });
});

test("a no on one screen is said on both, and nothing is changed", async ({ page, host }) => {
  await smallWard(host);
  await withSecondPc(page, async (there, other) => {
    await page.goto(`${host.url}/#/settings/sharing`);
    await page.getByRole("button", { name: "Open this PC for two minutes" }).click();
    await expect(part(page).getByText("Say what people call the other PC.")).toBeVisible();
    const address = await openByTaps(page, host.url, "Station 2");
    await expect(part(page).getByText(/^This PC is open until \d\d:\d\d\.$/)).toBeVisible();
    await expectNoFaultsInThemes(page, "open for two minutes");

    await other.goto(there.url);
    await other.getByRole("button", { name: "Join a ward on another PC" }).click();
    await other.getByRole("button", { name: "Ask the other PC" }).click();
    await expect(other.getByText("Type the address of the other PC.")).toBeVisible();
    await expect(other.getByRole("textbox", { name: "Address of the other PC" })).toBeFocused();
    await expectNoFaultsInThemes(other, "joining a ward by digits");
    await askByTaps(other, "http://10.1.2.3");
    await expect(other.getByText(/This is no address of a PC/)).toBeVisible();
    await askByTaps(other, address);
    for (const [screen, name] of [
      [other, "digits-join"],
      [page, "digits-let-in"],
    ] as const) {
      await screen.bringToFront();
      await digits(screen);
      await expectNoFaultsInThemes(screen, name);
      await shot(screen, `${name}-1366`);
      for (const theme of ["dark", "contrast"] as const) {
        await paint(screen, theme);
        await shot(screen, `${name}-${theme}`);
      }
      await paint(screen, "light");
      await screen.setViewportSize({ width: 320, height: 640 });
      await digits(screen);
      expect(await sidewaysScroll(screen), `${name} scrolls sideways at 320 px`).toBe(0);
      await screen.getByRole("button", { name: "No, they differ" }).scrollIntoViewIfNeeded();
      await shot(screen, `${name}-320`);
      await screen.setViewportSize({ width: 1366, height: 768 });
    }
    await page.getByRole("button", { name: "No, they differ" }).click();
    await expect(part(page).getByText(/The digits differ, so that PC was not let in/)).toBeVisible();
    await shot(page, "digits-differ-1366");
    await other.bringToFront();
    await expect(other.getByText(/The other PC says that the digits differ/)).toBeVisible();
    await expectNoFaultsInThemes(other, "the digits differ");
    await shot(other, "digits-differ-join-1366");
    expect((await ask(host, "sharing_get"))["pcs"]).toHaveLength(1);
    expect((await ask(there, "sharing_get"))["pcs"]).toHaveLength(0);
    // The form is there again.
    await other.getByRole("button", { name: "Start again" }).click();
    await expect(other.getByRole("textbox", { name: "Address of the other PC" })).toHaveValue(address);
  });
});

test("the PC that started the ward has a name, which is changed by keys under Settings", async ({
  page,
  host,
  keys,
}) => {
  await smallWard(host);
  await page.goto(`${host.url}/#/settings/sharing`);
  await expect(part(page).getByText("The ward's first PC", { exact: true })).toBeVisible();
  await keys.enter("button", "Rename The ward's first PC");
  await expect(page.getByRole("dialog")).toBeVisible();
  await expectNoFaultsInThemes(page, "naming a PC");
  await keys.press("Control+a");
  await keys.press("Delete");
  await keys.enter("button", "Save the name");
  await expect(page.getByRole("dialog").getByText("Type a name first.")).toBeVisible();
  await keys.to("textbox", "What do people call this PC?", { back: true });
  await page.keyboard.type("Nurses' station");
  await keys.enter("button", "Save the name");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(part(page).getByText("Nurses' station", { exact: true })).toBeVisible();
});
