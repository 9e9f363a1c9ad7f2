import { describe, expect, test } from "vitest";
import type { HuddleView, SectionView } from "../../api/generated/wire";
import { answerOnLeaving, firstSection, timeUsed } from "./sections";

const section = (key: string, more: Partial<SectionView> = {}): SectionView => ({
  key,
  state: "",
  by: "",
  at: null,
  seconds: 60,
  text: { text: "", rev: "" },
  numbers: [],
  ...more,
});
const huddle = (sections: SectionView[], more: Partial<HuddleView> = {}): HuddleView => ({
  id: "h",
  date: "2026-11-22",
  shift: "day",
  planned_time: "08:15",
  state: "running",
  short: false,
  started_at: 0,
  ended_at: null,
  led_by: null,
  led_by_id: null,
  next_lead: null,
  not_held_reason: null,
  read_back: false,
  closing_line: "",
  paused_section: null,
  paused_ms: 0,
  planned_seconds: 600,
  sections,
  present: {},
  flags: [],
  carried: [],
  actions: [],
  answers: [],
  crosses: [],
  improving: [],
  improving_card: null,
  need_to_know: [],
  thanks: [],
  clashes: [],
  entered_from_paper: false,
  ...more,
});
const number = (actual: number | null, stale = false) => ({
  measure: "m",
  role: "rn",
  label: "Nurses",
  plan: 4,
  actual,
  why_different: "",
  by: "",
  at: null,
  stale,
  clash: false,
});

describe("what Next records", () => {
  test("nothing said and nothing filled in is not covered", () => {
    const kit = section("kit");
    expect(answerOnLeaving(kit, huddle([kit]))).toBe("not_covered");
    const staffing = section("staffing", { numbers: [number(3), number(null)] });
    expect(answerOnLeaving(staffing, huddle([staffing]))).toBe("not_covered");
    const old = section("staffing", { numbers: [number(3, true)] });
    expect(answerOnLeaving(old, huddle([old]))).toBe("not_covered");
  });

  test("filled numbers, marked crosses and words count as covered", () => {
    const staffing = section("staffing", { numbers: [number(3), number(5)] });
    expect(answerOnLeaving(staffing, huddle([staffing]))).toBe("nothing_to_raise");
    const kit = section("kit", { text: { text: "Hoist", rev: "1" } });
    expect(answerOnLeaving(kit, huddle([kit]))).toBe("raised");
    const welcome = section("welcome");
    expect(answerOnLeaving(welcome, huddle([welcome], { present: { hca: 2 } }))).toBe("nothing_to_raise");
  });

  test("an answer that was given stays", () => {
    const kit = section("kit", { state: "not_covered", text: { text: "Hoist", rev: "1" } });
    expect(answerOnLeaving(kit, huddle([kit]))).toBe("not_covered");
  });
});

test("a huddle goes on from where it was paused, else from the first open section", () => {
  const sections = [section("welcome", { state: "raised" }), section("staffing"), section("kit")];
  expect(firstSection(huddle(sections))).toBe("staffing");
  expect(firstSection(huddle(sections, { paused_section: "kit" }))).toBe("kit");
  expect(firstSection(huddle(sections, { paused_section: "gone" }))).toBe("staffing");
  expect(firstSection(huddle([section("kit", { state: "raised" })]))).toBe("kit");
});

test("time used never runs over its line and is told in minutes", () => {
  expect(timeUsed(0, 300_000, 600)).toEqual({ share: 0.5, used: 5, planned: 10 });
  expect(timeUsed(0, 3_600_000, 600)).toEqual({ share: 1, used: 60, planned: 10 });
  expect(timeUsed(null, 5, 600)).toEqual({ share: 0, used: 0, planned: 10 });
});
