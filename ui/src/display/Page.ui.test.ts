import { render, screen } from "@testing-library/svelte";
import { beforeAll, expect, it, vi } from "vitest";
import type { WallCross, WallView } from "../api/generated/wire";
import Page from "./Page.svelte";

beforeAll(() => {
  Object.defineProperty(document, "fonts", { value: { ready: Promise.resolve() }, configurable: true });
});

function cross(key: string, label: string, hidden = false): WallCross {
  return {
    key,
    label: { text: hidden ? "" : label, hidden },
    days: 3,
    since_start: null,
    not_checked: 0,
    milestone: null,
    month: [],
  };
}

function wall(crosses: WallCross[]): WallView {
  const now = { now: 0, zone: "Europe/London", date: "2026-11-22" } as WallView["now"];
  return {
    ward: "Ward 6A",
    area: "",
    now,
    night: false,
    dark_until: null,
    inches: null,
    metres: null,
    last_change: null,
    lanes: [],
    crosses,
    measures: [],
    doing: [],
    waiting: [],
    ideas: [],
    thanks: [],
  };
}

// Two PCs apart may each begin a cross of one name.
it("shows two crosses of one name, and a veil where a name may tell", async () => {
  const crosses = [cross("falls", "Falls"), cross("b1", "Falls"), cross("b2", "Falls of Mr X", true)];
  render(Page, { props: { wall: wall(crosses), part: 1, from: 0, onfit: vi.fn() } });
  expect(await screen.findAllByText("since falls")).toHaveLength(2);
  expect(screen.getByText("(hidden on the wall: check wording)")).toBeTruthy();
});
