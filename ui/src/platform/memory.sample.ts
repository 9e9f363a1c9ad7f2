// A made-up ward in memory, for looking at screens without a store. Never part of a shipped build.
import type { BootView, NowView, TileView, WardView } from "../api/generated/wire";
import { memoryHost, type Answers, type MemoryHost } from "./memory";

const NOW = Date.UTC(2026, 10, 22, 7, 42);
const now: NowView = {
  now: NOW,
  date: "2026-11-22",
  time: "07:42",
  shift: { date: "2026-11-22", shift: "day" },
  zone: "Europe/London",
  week: "2026-11-16",
};

function tile(index: number, initials: string, role: string, group: string): TileView {
  const id = `00000000-0000-7000-8000-${String(index).padStart(12, "0")}`;
  return { id, initials, role, group, colour: "", active: true };
}

export const sampleWard: WardView = {
  id: "00000000-0000-7000-8000-0000000000aa",
  name: "Ward 6A",
  area: "Elderly care",
  site: "",
  colour: "sky",
  beds: 24,
  zone: "Europe/London",
  day_start: "07:30",
  night_start: "20:00",
  huddle_time: "08:15",
  lanes: [
    { key: "quality", label: "Quality", subtitle: "safe care", hidden: false },
    { key: "service", label: "Service", subtitle: "what patients and families tell us", hidden: false },
    { key: "delivery", label: "Delivery", subtitle: "on time, going home", hidden: false },
    { key: "morale", label: "Morale", subtitle: "us", hidden: false },
    { key: "cost", label: "Waste and cost", subtitle: "", hidden: false },
  ],
  columns: [
    { key: "new", label: "New", limit: null, age_limit_days: 7 },
    { key: "agreed", label: "Agreed", limit: null, age_limit_days: 14 },
    { key: "doing", label: "Doing", limit: 3, age_limit_days: 10 },
    { key: "checking", label: "Checking", limit: 5, age_limit_days: 14 },
    { key: "done", label: "Done", limit: null, age_limit_days: null },
  ],
  tiles: [
    tile(1, "SM", "Nurse in charge", "nurses"),
    tile(2, "AB", "Staff nurse", "nurses"),
    tile(3, "KP", "Ward manager", "nurses"),
    tile(4, "JO", "HCA", "hcas"),
    tile(5, "RT", "HCA", "hcas"),
    tile(6, "LW", "Physio", "therapists"),
    tile(7, "Bank", "Bank", "visiting"),
    tile(8, "Student", "Student", "visiting"),
  ],
  crosses: [
    {
      key: "falls",
      label: "Falls with harm",
      what_counts: "Any fall where the patient was hurt.",
      started_on: "2026-08-04",
      last_known: "2026-11-10",
      active: true,
      on_wall: true,
    },
  ],
  sections: [],
  pin_set: false,
};

/** The sample answers; screens under work may add theirs. */
export const sampleAnswers: Answers = {
  boot_get: {
    state: "ready",
    ward: sampleWard,
    demo: true,
    version: "0.1.0",
    data_folder: "sample",
    notice: null,
    now,
    last_saved_at: NOW - 60_000,
    pc: {},
    closed_unexpectedly: false,
  } satisfies BootView,
  now_get: now,
  ward_get: sampleWard,
  undo_get: { undo: { id: 1, what: "card_move", detail: { from: "new", to: "doing" }, at: NOW }, redo: null },
};

const done = (): unknown => ({ id: null, saved_at: NOW, undo: null, notes: [] });

/** A memory host that answers every sample query and says "done" to every command it knows. */
export function sampleHost(): MemoryHost {
  return memoryHost(sampleAnswers, { pc_setting_set: done, card_add: done, undo: done });
}
