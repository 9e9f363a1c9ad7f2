import type { Page } from "@playwright/test";
import { startHost } from "./host";
import { Keyboard } from "./keyboard";
import { addressOf, MINUTE_MS, part, PersonTime, withSecondPc } from "./pairing";
import { ask, expect, expectNoFaultsInThemes, send, test } from "./test";
import { smallWard } from "./ward";

test.use({ hostOptions: { share: true } });

/** Reads where the invite lies and at which address this PC is reached. */
async function invite(page: Page): Promise<{ file: string; address: string }> {
  const ready = part(page).getByText("The invite file is ready.");
  await expect(ready).toBeVisible();
  const file = (await ready.locator("strong").textContent()) ?? "";
  return { file, address: await addressOf(page) };
}

test("two PCs are paired by an invite file with keys alone in under a minute, and what one types the other shows", async ({
  page,
  host,
  keys,
}) => {
  await smallWard(host);
  await withSecondPc(page, async (there, other) => {
    const otherKeys = await Keyboard.only(other);
    const person = new PersonTime();
    await page.goto(`${host.url}/#/settings/sharing`);
    await expect(part(page).getByText("This PC shares with nobody.")).toBeVisible();
    await person.second(keys, /^By six digits/);
    await person.write(keys, "Folder for the invite file", host.folder);
    await person.press(keys, "Make the invite file");
    const { file, address } = await person.wait(() => invite(page));

    await other.goto(there.url);
    await otherKeys.enter("button", "Join a ward on another PC");
    await person.second(otherKeys, /^By six digits/, { back: true });
    await person.write(otherKeys, "Where is the invite file?", file);
    await person.write(otherKeys, "Address of the other PC", address);
    await person.write(otherKeys, "What do people call this PC?", "Station 2");
    await otherKeys.press("Enter");
    await person.wait(() =>
      expect(other.getByRole("banner").getByText("Ward 6A")).toBeVisible({ timeout: 30_000 }),
    );
    test.info().annotations.push({
      type: "figure",
      description: `${(person.spent / 1000).toFixed(0)} s of a person's time`,
    });
    expect(person.spent).toBeLessThan(MINUTE_MS);

    await send(there, "card_add", { title: "Linen cage blocks the door", lane: "quality" });
    // The browser gives a page behind another one next to no processor time.
    await page.bringToFront();
    await page.goto(`${host.url}/#/board/cards`);
    await expect(page.getByRole("button", { name: "Linen cage blocks the door", exact: true })).toBeVisible({
      timeout: 30_000,
    });
    await send(host, "card_add", { title: "Bed 4 call bell", lane: "quality" });
    await other.bringToFront();
    await other.goto(`${there.url}/#/board/cards`);
    await expect(other.getByRole("button", { name: "Bed 4 call bell", exact: true })).toBeVisible({
      timeout: 30_000,
    });
    // The strip asks once a minute, and when it is first shown.
    await page.bringToFront();
    await page.reload();
    await expect(page.getByRole("contentinfo")).toContainText("Station 2: now");
    await otherKeys.expectNoMouse();
  });
});

test("the list says who shares; a PC is taken off with a reason, and comes back to nothing", async ({
  page,
  host,
}) => {
  await smallWard(host);
  await page.goto(`${host.url}/#/settings/sharing`);
  await page.getByRole("radio", { name: /^By an invite file/ }).check();
  // An invite is taken back; the next one counts.
  await page.getByRole("button", { name: "Make the invite file" }).click();
  await expect(part(page).getByText("One invite is not used yet.")).toBeVisible();
  await page.getByRole("button", { name: "Take back unused invites" }).press("Enter");
  await expect(part(page).getByText("One invite is not used yet.")).toHaveCount(0);
  await expect(part(page).getByText("The invite file is ready.")).toHaveCount(0);
  await page.getByRole("button", { name: "Make the invite file" }).click();
  const { file, address } = await invite(page);
  await withSecondPc(page, async (there, other) => {
    await send(there, "sharing_join", { file, address, name: "Station 2" });
    const row = part(page).getByRole("listitem").filter({ hasText: "Station 2" });
    await expect(row).toContainText("Last heard: Now", { timeout: 30_000 });
    await expectNoFaultsInThemes(page, "sharing");
    await row.getByRole("button", { name: "Take off Station 2" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Take it off" }).click();
    await expect(dialog.getByText("Say why first.")).toBeVisible();
    await expectNoFaultsInThemes(page, "sharing, taking a PC off");
    await dialog.getByRole("textbox", { name: "Why?" }).fill("It was stolen");
    await dialog.getByRole("button", { name: "Take it off" }).click();
    await expect(row).toContainText("Taken off: It was stolen");
    await send(host, "card_add", { title: "Not for a stolen PC" });
    await other.bringToFront();
    await other.goto(`${there.url}/#/settings/sharing`);
    await expect(part(other).getByText("This PC was taken off the ward's list")).toBeVisible({
      timeout: 60_000,
    });
    await other.getByRole("button", { name: "For IT" }).click();
    await expect(part(other).getByText("PCs this one calls")).toBeVisible();
    await expect(part(other).getByRole("button", { name: "Make the invite file" })).toHaveCount(0);
    const board = JSON.stringify(await ask(there, "cards_get"));
    expect(board).not.toContain("Not for a stolen PC");
  });
});

test("joining says in words what is wrong, and nothing typed is lost", async ({ page, host }) => {
  await page.goto(host.url);
  const main = page.getByRole("main");
  await page.getByRole("button", { name: "Join a ward on another PC" }).click();
  await page.getByRole("radio", { name: /^By an invite file/ }).check();
  await page.getByRole("button", { name: "Join", exact: true }).click();
  await expect(main.getByText("Type where the invite file is.")).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Where is the invite file?" })).toBeFocused();
  await expectNoFaultsInThemes(page, "joining a ward by a file");
  await page
    .getByRole("textbox", { name: "Where is the invite file?" })
    .fill(`${host.folder}/no-such-file.txt`);
  await page.getByRole("textbox", { name: "Address of the other PC" }).fill("127.0.0.1:9");
  await page.getByRole("textbox", { name: "What do people call this PC?" }).fill("Office");
  await page.getByRole("button", { name: "Join", exact: true }).click();
  await expect(main.getByText("This file cannot be read.")).toBeVisible();
  await page.getByRole("textbox", { name: "Where is the invite file?" }).fill(`{"huddleboard_invite":"x"}`);
  await page.getByRole("button", { name: "Join", exact: true }).click();
  await expect(main.getByText("This is not a whole invite file.")).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Address of the other PC" })).toHaveValue("127.0.0.1:9");

  const there = await startHost({ share: true });
  try {
    await smallWard(there);
    const made = await send(there, "sharing_invite", { role: "writer", folder: null });
    await page.getByRole("textbox", { name: "Where is the invite file?" }).fill(String(made["path"]));
    await page.getByRole("button", { name: "Join", exact: true }).click();
    // Nobody is at that address: it goes on asking, and says so.
    await expect(main.getByRole("status").getByText(/Nobody answers at this address/)).toBeVisible();
    await page.getByRole("button", { name: "Back" }).click();
    await expect(page.getByRole("button", { name: "Start a ward here" })).toBeVisible();
    expect((await ask(host, "sharing_get"))["joining"]).toBeNull();
  } finally {
    await there.stop();
  }
});
