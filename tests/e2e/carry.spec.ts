import type { Page } from "@playwright/test";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { carry, joinByFiles } from "./carry";
import { startHost, type RunningHost } from "./host";
import { Keyboard } from "./keyboard";
import { ask, expect, expectNoFaultsInThemes, send, shots, sidewaysScroll, test } from "./test";
import { smallWard } from "./ward";

/** The part of Settings that is open. */
function part(page: Page) {
  return page.getByRole("region", { name: "Sharing" });
}

async function withSecondPc(page: Page, work: (there: RunningHost, other: Page) => Promise<void>) {
  const there = await startHost();
  const other = await page.context().newPage();
  try {
    await work(there, other);
  } finally {
    await other.close();
    await there.stop();
  }
}

/** A stick that goes from PC to PC. */
async function withStick(work: (stick: string) => Promise<void>) {
  const stick = mkdtempSync(join(tmpdir(), "huddle-stick-"));
  try {
    await work(stick);
  } finally {
    rmSync(stick, { recursive: true, force: true });
  }
}

const titles = async (host: RunningHost): Promise<string> => JSON.stringify(await ask(host, "cards_get"));

test("two PCs that never had a network: one joins by files, and both end up with the same", async ({
  page,
  host,
}) => {
  await smallWard(host);
  await send(host, "card_add", { title: "Linen cage blocks the door", lane: "quality" });
  await withStick(async (stick) =>
    withSecondPc(page, async (there, other) => {
      const invite = await send(host, "sharing_invite", { role: "writer", folder: stick });
      await other.goto(there.url);
      await other.getByRole("button", { name: "Join a ward on another PC" }).click();
      await other.getByRole("button", { name: "Carry files instead" }).click();
      await other.getByRole("button", { name: "Make the answer" }).click();
      await expect(other.getByText("Type where the invite file is.")).toBeVisible();
      await expectNoFaultsInThemes(other, "joining by carrying files");
      await other.getByRole("textbox", { name: "Where is the invite file?" }).fill(String(invite["path"]));
      await other.getByRole("textbox", { name: "What do people call this PC?" }).fill("Station 2");
      await other.getByRole("textbox", { name: "Folder for the answer" }).fill(stick);
      await other.getByRole("button", { name: "Make the answer" }).click();
      await expect(other.getByText("The answer is ready.").first()).toBeVisible();
      await shots(other, "join-by-file");

      // On the first PC the whole stick is taken in: the answer is on it.
      await page.goto(`${host.url}/#/settings/sharing`);
      await expect(part(page).getByText("There is no other PC to carry to yet.")).toBeVisible();
      await part(page).getByRole("textbox", { name: "Where is the file from the other PC?" }).fill(stick);
      await part(page).getByRole("button", { name: "Take it in" }).click();
      await expect(part(page).getByText(/Station 2 is on the list now/)).toBeVisible();
      await part(page).getByRole("textbox", { name: "Folder for the file" }).fill(stick);
      await part(page).getByRole("button", { name: "Make the file", exact: true }).click();
      await expect(part(page).getByText("The other PC of this ward can open it.")).toBeVisible();
      await shots(page, "carry-made");
      expect(await sidewaysScroll(page)).toBe(0);

      await other.bringToFront();
      await other.getByRole("textbox", { name: "Where is the file from the other PC?" }).fill(stick);
      await other.getByRole("button", { name: "Take it in" }).click();
      await expect(other.getByRole("banner").getByText("Ward 6A")).toBeVisible();
      expect(await titles(there)).toContain("Linen cage blocks the door");

      // And back.
      await send(there, "card_add", { title: "Bed 4 call bell", lane: "quality" });
      await other.goto(`${there.url}/#/settings/sharing`);
      await part(other).getByRole("textbox", { name: "Folder for the file" }).fill(stick);
      await part(other).getByRole("button", { name: "Make the file", exact: true }).click();
      await expect(part(other).getByText("The file is ready.").first()).toBeVisible();
      await page.bringToFront();
      await part(page).getByRole("button", { name: "Take it in" }).click();
      await expect(part(page).getByText(/new change.*Made on Station 2/)).toBeVisible();
      await expectNoFaultsInThemes(page, "carrying changes in a file");
      await shots(page, "carry-taken");
      expect(await titles(host)).toContain("Bed 4 call bell");
      // Only what is new, from the second file on.
      await expect(part(page).getByRole("radio", { name: /What is new since the last file/ })).toBeVisible();
    }),
  );
});

test("the same by keys alone, and a bad file is said beside the others", async ({ page, host, keys }) => {
  await smallWard(host);
  await withStick(async (stick) =>
    withSecondPc(page, async (there, other) => {
      const otherKeys = await Keyboard.only(other);
      await joinByFiles(host, there, "Station 2");
      await send(host, "card_add", { title: "Turn chart in bay 3", lane: "quality" });
      await page.goto(`${host.url}/#/settings/sharing`);
      await keys.type("Folder for the file", stick);
      await keys.enter("button", "Make the file");
      await expect(part(page).getByText("The file is ready.").first()).toBeVisible();
      expect(readdirSync(stick)).toHaveLength(1);

      await other.bringToFront();
      await other.goto(`${there.url}/#/settings/sharing`);
      await otherKeys.to("button", "Take it in");
      await otherKeys.press("Enter");
      await expect(part(other).getByText("Type where the file is.")).toBeVisible();
      await otherKeys.to("textbox", "Where is the file from the other PC?", { back: true });
      await other.keyboard.type(join(stick, "gone.huddlebundle"));
      await otherKeys.press("Enter");
      await expect(part(other).getByText("This file or folder cannot be read.")).toBeVisible();
      await otherKeys.press("Control+a");
      await other.keyboard.type(stick);
      await otherKeys.press("Enter");
      await expect(part(other).getByText(/1 new change\. Made on/)).toBeVisible();
      expect(await titles(there)).toContain("Turn chart in bay 3");
      await otherKeys.expectNoMouse();
    }),
  );
});

test("a PC with a ward of its own joins another; its records are copied when a person says so", async ({
  page,
  host,
  keys,
}) => {
  await send(host, "ward_start", {
    name: "Ward 9",
    area: "",
    colour: "green",
    beds: null,
    day_start: "07:30",
    night_start: "20:00",
    huddle_time: "08:15",
  });
  await send(host, "card_add", { title: "Hoist slings" });
  await withSecondPc(page, async (there) => {
    await smallWard(there);
    const invite = await send(there, "sharing_invite", { role: "writer", folder: null });
    await page.goto(`${host.url}/#/settings/sharing`);
    await keys.enter("button", "Join another ward");
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByText("It holds 1 card, 0 procedures and 0 measures.")).toBeVisible();
    await expectNoFaultsInThemes(page, "putting a ward aside");
    await keys.enter("button", "Put it aside");
    await expect(part(page).getByText(/Ward 9 is put aside/)).toBeVisible();
    await shots(page, "ward-aside");
    await keys.enter("button", "Carry files instead");
    await keys.type("Where is the invite file?", String(invite["path"]));
    await keys.type("What do people call this PC?", "Office");
    await keys.enter("button", "Make the answer");
    await expect(part(page).getByText("The answer is ready.")).toBeVisible();
    const answer = (await part(page).getByText("The answer is ready.").locator("strong").textContent()) ?? "";
    await send(there, "bundle_take", { path: answer });
    await carry(there, host);

    await expect(page.getByRole("banner").getByText("Ward 6A")).toBeVisible();
    await expect(part(page).getByText(/This PC had Ward 9 before/)).toBeVisible();
    expect(await titles(host)).not.toContain("Hoist slings");
    await expectNoFaultsInThemes(page, "copying from the ward before");
    await shots(page, "ward-before");
    await keys.enter("button", "Copy them to this ward");
    await expect(part(page).getByText("Copied: 1 card, 0 procedures and 0 measures.")).toBeVisible();
    expect(await titles(host)).toContain("Hoist slings");
    await carry(host, there);
    expect(await titles(there)).toContain("Hoist slings");
  });
});
