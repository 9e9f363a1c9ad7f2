import { expect, test, vi } from "vitest";
import { preferences } from "./preferences.svelte";

vi.mock("../api/client", () => ({ execute: () => Promise.resolve({}) }));

test("an answer that was on its way puts nothing back; what the store says later counts", () => {
  preferences.take({ theme: "dark", text_size: 1.5 });
  preferences.stepTextSize(0);
  preferences.take({ theme: "dark", text_size: 1.5 });
  expect(preferences.textSize).toBe(1);
  expect(preferences.theme).toBe("dark");
  preferences.take({ theme: "dark", text_size: 1 });
  // Another window of this PC chose another one.
  preferences.take({ theme: "night", text_size: 1.25 });
  expect(preferences.textSize).toBe(1.25);
  expect(preferences.theme).toBe("night");
});

test("what was taken away is not put back either", () => {
  preferences.setWallOff({ from: "20:00", until: "07:00" });
  preferences.take({ wall_off_from: "20:00", wall_off_until: "07:00" });
  preferences.setWallOff(null);
  preferences.take({ wall_off_from: "20:00", wall_off_until: "07:00" });
  expect(preferences.wallOff).toBeNull();
  preferences.take({});
  expect(preferences.wallOff).toBeNull();
});
