// A made-up ward in memory, for looking at screens without a store. Never part of a shipped build.
import type { BootView, FindView, SettingsView, NowView, TileView, WardView } from "../api/generated/wire";
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
    tile(1, "SM", "nurse_in_charge", "leading"),
    tile(2, "AB", "registered_nurse", "nurses"),
    tile(3, "KP", "ward_manager", "leading"),
    tile(4, "JO", "hca", "hcas"),
    tile(5, "RT", "hca", "hcas"),
    tile(6, "LW", "physio", "therapist"),
    tile(7, "Bank", "bank", "bank"),
    tile(8, "Student", "student", "student"),
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
  settings_get: {
    data_folder: "sample",
    backup_folder: null,
    last_backup_at: null,
    last_backup_verified: false,
    last_backup_fault: null,
    device_id: "1f6e",
    store_id: "77ab",
    records: 412,
    version: "0.1.0",
    schema: 1,
    free_bytes: 81_000_000_000,
  } satisfies SettingsView,
  find: {
    hits: [
      {
        id: "1",
        kind: "card",
        title: "Chase hoist repair",
        snippet: "Hoist on bay 3 is out for repair.",
        put_away: false,
        at: NOW - 3_600_000,
      },
      {
        id: "2",
        kind: "standard_work",
        title: "Flip a bay for infection",
        snippet: "",
        put_away: true,
        at: NOW - 90 * 86_400_000,
      },
    ],
    took_ms: 2,
  } satisfies FindView,
  undo_get: { undo: { id: 1, what: "card_move", detail: { from: "new", to: "doing" }, at: NOW }, redo: null },
};

const done = (): unknown => ({ id: null, saved_at: NOW, undo: null, notes: [] });

/** A memory host that answers every sample query and says "done" to every command. `?first` starts without a ward. */
export function sampleHost(): MemoryHost {
  const first = location.search.includes("first");
  const boot = first
    ? { ...(sampleAnswers["boot_get"] as BootView), ward: null, demo: false }
    : sampleAnswers["boot_get"];
  return memoryHost({ ...sampleAnswers, boot_get: boot }, {}, done);
}
