import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { TileView } from "../api/generated/wire";
import { IDLE_MS, session } from "./session.svelte";

const sm: TileView = {
  id: "1",
  initials: "SM",
  role: "Nurse in charge",
  group: "nurses",
  colour: "",
  active: true,
};

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  session.letGo();
  vi.useRealTimers();
});

test("a tile is forgotten after two idle minutes, and touching starts them again", () => {
  session.hold(sm);
  vi.advanceTimersByTime(IDLE_MS - 1);
  expect(session.tile?.initials).toBe("SM");
  session.touched();
  vi.advanceTimersByTime(IDLE_MS - 1);
  expect(session.tile?.initials).toBe("SM");
  vi.advanceTimersByTime(1);
  expect(session.tile).toBeNull();
});

test("the leader's tile holds for the whole huddle and two minutes after", () => {
  session.hold(sm);
  const end = session.keep();
  vi.advanceTimersByTime(30 * IDLE_MS);
  expect(session.tile?.initials).toBe("SM");
  end();
  vi.advanceTimersByTime(IDLE_MS - 1);
  expect(session.tile?.initials).toBe("SM");
  vi.advanceTimersByTime(1);
  expect(session.tile).toBeNull();
});

test("picking answers everybody who asked", async () => {
  const first = session.pick();
  const second = session.pick();
  session.hold(sm);
  expect(await Promise.all([first, second])).toEqual([sm, sm]);
});
