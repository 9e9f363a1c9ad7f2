import { createServer, type AddressInfo } from "node:net";
import type { Page } from "@playwright/test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { startHost } from "./host";
import type { Keyboard } from "./keyboard";
import { ask, expect, expectNoFaultsInThemes, send, test } from "./test";
import { shots } from "./shots";
import { smallWard } from "./ward";

test.use({ hostOptions: { share: true } });

function part(page: Page) {
  return page.getByRole("region", { name: "Sharing" });
}

/** Goes to a box and puts other words into it. */
async function retype(keys: Keyboard, name: string, text: string): Promise<void> {
  await keys.to("textbox", name);
  await keys.press("Control+a");
  await keys.press("Delete");
  await keys.type(name, text);
}

/** A port of this machine that another program has. */
async function takenPort(): Promise<{ port: string; free: () => void }> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return { port: String((server.address() as AddressInfo).port), free: () => void server.close() };
}

test("the port and the addresses are changed with keys alone; bad ones are refused in words and nothing is lost", async ({
  page,
  host,
  keys,
}) => {
  await smallWard(host);
  await send(host, "sharing_invite", { role: "writer", folder: null });
  await page.goto(`${host.url}/#/settings/sharing`);
  const here = part(page).getByText("Other PCs reach this one at").locator("strong");
  await expect(here).toHaveText(/^127\.0\.0\.1:\d+$/);

  // What IT needs is closed until it is asked for.
  await expect(page.getByRole("textbox", { name: "Port of this PC" })).toBeHidden();
  await keys.enter("button", "For IT");
  await retype(keys, "Port of this PC", "80");
  await keys.press("Enter");
  await expect(
    part(page).getByText("A port is a number from 1024 to 65535. Nothing was changed."),
  ).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Port of this PC" })).toHaveValue("80");
  await expectNoFaultsInThemes(page, "sharing, a wrong port");

  const taken = await takenPort();
  await retype(keys, "Port of this PC", taken.port);
  await keys.press("Enter");
  await expect(part(page).getByText(`Port ${taken.port} is used by another program on this PC.`)).toBeVisible(
    {
      timeout: 15_000,
    },
  );
  taken.free();
  await expect(here).toHaveText(`127.0.0.1:${taken.port}`, { timeout: 15_000 });
  await retype(keys, "Port of this PC", "");
  await keys.press("Enter");
  // The usual port of this test is any that is free.
  await expect(here).not.toHaveText(`127.0.0.1:${taken.port}`, { timeout: 15_000 });

  await retype(keys, "Address of another PC of this ward", "http://10.1.2.3");
  await keys.press("Enter");
  await expect(part(page).getByText("This is no address of a PC. Nothing was changed.")).toBeVisible();
  await retype(keys, "Address of another PC of this ward", "127.0.0.1:9");
  await keys.press("Enter");
  const calls = part(page).getByRole("list", { name: "PCs this one calls" });
  const called = calls.getByRole("listitem").filter({ hasText: "127.0.0.1:9" });
  await expect(called).toContainText("Nobody answers at this address.", { timeout: 15_000 });

  await keys.to("button", "Try it now");
  await keys.press("Enter");
  const checks = part(page).getByRole("list", { name: "Try the connection" });
  await expect(checks.getByRole("listitem").filter({ hasText: "127.0.0.1:9" })).toContainText(
    "Huddleboard does not listen at its port 9",
  );
  await expect(checks.getByRole("listitem").filter({ hasText: "Key" })).toContainText("Good");
  await expectNoFaultsInThemes(page, "sharing, tried");
  await checks.scrollIntoViewIfNeeded();
  await shots(page, "sharing-tried");

  await keys.to("button", "Stop calling 127.0.0.1:9");
  await keys.press("Enter");
  await expect(called).toHaveCount(0);
  await keys.expectNoMouse();
});

test("what the trust set is shown as the trust's, and a file with a slip is named", async ({ page }) => {
  const { port, free } = await takenPort();
  free();
  const policy = `port = ${port}\npeer = 10.4.4.4\ndiscovery = off\nprot = 1\n`;
  const host = await startHost({ share: true, policy });
  try {
    await smallWard(host);
    writeFileSync(join(host.folder, "peers.txt"), "10.5.5.5\nhttp://no\n");
    await send(host, "sharing_invite", { role: "writer", folder: null });
    await page.goto(`${host.url}/#/settings/sharing`);
    await page.getByRole("button", { name: "For IT" }).click();
    await expect(part(page).getByText(`This PC uses port ${port}. Set by your trust.`)).toBeVisible();
    await expect(part(page).getByText("Other PCs reach this one at").locator("strong")).toHaveText(
      `127.0.0.1:${port}`,
    );
    await expect(
      part(page).getByText("Line 4 of your trust's settings file is not understood"),
    ).toBeVisible();
    await expect(part(page).getByText("Line 2 of the file peers.txt is not understood")).toBeVisible();
    const row = (text: string) => part(page).getByRole("listitem").filter({ hasText: text });
    await expect(row(`10.4.4.4:${port}`)).toContainText("Set by your trust");
    await expect(row("10.5.5.5")).toContainText("From the file peers.txt");
    await expect(row("10.4.4.4").getByRole("button")).toHaveCount(0);
    await expectNoFaultsInThemes(page, "sharing, set by the trust");
    await row("10.5.5.5").scrollIntoViewIfNeeded();
    await shots(page, "sharing-policy");
  } finally {
    await host.stop();
  }
});

test("a PC that joins finds the other one on the network, and the letters on both screens are the same", async ({
  page,
  host,
}) => {
  await smallWard(host);
  const made = await send(host, "sharing_invite", { role: "writer", folder: null });
  await page.goto(`${host.url}/#/settings/sharing`);
  const shown = part(page).getByText(/this PC shows itself on the network as [A-Z2-9]{5}\./);
  await expect(shown).toBeVisible({ timeout: 15_000 });
  const tag = /as ([A-Z2-9]{5})\./.exec((await shown.textContent()) ?? "")?.[1] ?? "";
  const there = await startHost({ share: true });
  const other = await page.context().newPage();
  try {
    await other.goto(there.url);
    await other.getByRole("button", { name: "Join a ward on another PC" }).click();
    await expect(other.getByText(tag, { exact: true })).toBeVisible({ timeout: 20_000 });
    await expectNoFaultsInThemes(other, "joining, a PC was found");
    await shots(other, "join-found");
    await other.getByRole("button", { name: `Use this address: ${tag}` }).click();
    await expect(other.getByRole("textbox", { name: "Address of the other PC" })).toHaveValue(
      /^127\.0\.0\.1:\d+$/,
    );
    // Without an address it is looked for: the key in the invite says which one it is.
    await other.getByRole("textbox", { name: "Address of the other PC" }).fill("");
    await other.getByRole("radio", { name: /^By an invite file/ }).check();
    await other.getByRole("textbox", { name: "Where is the invite file?" }).fill(String(made["path"]));
    await other.getByRole("textbox", { name: "What do people call this PC?" }).fill("Station 2");
    await other.getByRole("button", { name: "Join", exact: true }).click();
    await expect(other.getByRole("banner").getByText("Ward 6A")).toBeVisible({ timeout: 30_000 });
    const calls = (await ask(there, "sharing_get"))["dialled"] as { address: string }[];
    expect(calls.map((one) => one.address)).toHaveLength(1);
  } finally {
    await other.close();
    await there.stop();
  }
});
