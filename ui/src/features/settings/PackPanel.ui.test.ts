import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import { useHost } from "../../api/client";
import { Fault } from "../../api/errors";
import type { BootView, PackView, SettingsView } from "../../api/generated/wire";
import { memoryHost, type MemoryHost } from "../../platform/memory";
import { sampleAnswers } from "../../platform/memory.sample";
import { here } from "../../state/ward.svelte";
import { packText as words } from "../../text/settings";
import PackPanel from "./PackPanel.svelte";

let host: MemoryHost;
const settings = sampleAnswers["settings_get"] as SettingsView;

function shown(pack: Partial<PackView>): void {
  host.answer("settings_get", { ...settings, pack: { ...settings.pack, ...pack } });
  render(PackPanel);
}

beforeEach(() => {
  here.boot = sampleAnswers["boot_get"] as BootView;
  host = memoryHost({ boot_get: sampleAnswers["boot_get"] });
  useHost(host);
});

test("it says where the pages lie and when they were made; what is right is not shouted", async () => {
  shown({});
  expect(await screen.findByText(words.where("sample/pack"))).toBeVisible();
  expect(screen.getByText(/^Last made: /)).toBeVisible();
  expect(screen.queryByText(words.stale)).toBeNull();
  expect(screen.getByText(words.otherNone)).toBeVisible();
});

test("pages that are old, a folder that is away and a build that makes none are each said", async () => {
  shown({ stale: true });
  expect(await screen.findByText(words.stale)).toBeVisible();
  shown({ also_in: "/share", also_at: null, also_fault: "no_folder", stale: true });
  expect(await screen.findByText(words.faultOther)).toBeVisible();
  expect(screen.getByText(words.otherNever("/share"))).toBeVisible();
  shown({ last_fault: "not_made", also_in: "/share", also_fault: null });
  expect(await screen.findByText(words.fault)).toBeVisible();
  shown({ makes: false });
  expect(await screen.findByText(words.none)).toBeVisible();
});

test("making them now says that it is done, or why not, beside the button", async () => {
  const user = userEvent.setup();
  host.answer("pack_make", { files: ["sample/pack/Ward-6A_pack_2026-11-23.pdf"], saved_at: 1 });
  shown({});
  await user.click(await screen.findByRole("button", { name: words.now }));
  expect(await screen.findByText(words.made)).toBeVisible();
  host.answer("pack_make", () => {
    throw new Fault({ code: "no_folder", kind: "user", message: "There is no such folder." });
  });
  await user.click(screen.getByRole("button", { name: words.now }));
  expect(await screen.findByText("There is no such folder.")).toBeVisible();
});
