import { expect, test } from "vitest";
import { useHost } from "../api/client";
import { memoryHost } from "../platform/memory";
import { preferences } from "./preferences.svelte";

test("an answer that was on its way puts nothing back; what the store says once it is kept counts", async () => {
  const kept: ((done: unknown) => void)[] = [];
  useHost(memoryHost({ pc_setting_set: () => new Promise((done) => kept.push(done)) }));
  preferences.take({ theme: "dark", text_size: 1.5 });
  preferences.stepTextSize(0);
  preferences.setWallOff(null);
  preferences.take({ theme: "dark", text_size: 1.5, wall_off_from: "20:00", wall_off_until: "07:00" });
  expect([preferences.textSize, preferences.theme, preferences.wallOff]).toEqual([1, "dark", null]);
  await Promise.resolve();
  for (const done of kept) done({});
  await new Promise((turn) => setTimeout(turn));
  // Another window of this PC chose since.
  preferences.take({ theme: "night", text_size: 1.25 });
  expect([preferences.textSize, preferences.theme]).toEqual([1.25, "night"]);
});

test("what could not be kept holds until the window closes", async () => {
  useHost(memoryHost({ pc_setting_set: () => Promise.reject(new Error("gone")) }));
  preferences.setTheme("light");
  await new Promise((turn) => setTimeout(turn));
  preferences.take({ theme: "dark" });
  expect(preferences.theme).toBe("light");
});
