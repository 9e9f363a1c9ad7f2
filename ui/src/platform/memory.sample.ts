// A made-up ward in memory, for looking at screens without a store. Never part of a shipped build.
import type {
  BootView,
  FindView,
  NowView,
  ProcedureLine,
  ProceduresView,
  ProcedureView,
  SettingsView,
  TileView,
  WardView,
} from "../api/generated/wire";
import { boardAnswers, boardCommands } from "./memory.board";
import { dayAnswers, dayCommands } from "./memory.day";
import { memoryHost, type Answers, type MemoryHost } from "./memory";
import { projectAnswers } from "./memory.projects";

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
  role: "admin",
  usual_lanes: {
    matron: "quality",
    site: "delivery",
    estates: "quality",
    it: "delivery",
    pharmacy: "delivery",
  },
};

function line(
  id: string,
  title: string,
  status: string,
  number: number,
  review_due: boolean,
  has_draft: boolean,
): ProcedureLine {
  const review_by = review_due ? "2026-11-01" : "2027-05-22";
  return {
    id,
    title,
    purpose: "",
    status,
    number,
    review_by,
    review_due,
    has_draft,
    agreed_by: "ward manager",
    updated_at: NOW,
  };
}

const procedure: ProcedureView = {
  line: {
    ...line("p1", "Flip a bay for infection", "current", 3, false, true),
    review_by: "2026-11-01",
    review_due: true,
  },
  version: "v3",
  number: 3,
  status: "current",
  purpose: "So that the bay is safe to use again within two hours.",
  applies_when: "A patient with an infection leaves the bay",
  who: "Any nurse with an HCA and a domestic",
  need: "Red bags, chlorine tablets, new curtains",
  good: "The bay is open again within two hours and signed off by infection control.",
  if_wrong: "Call infection control on their usual number and keep the bay closed.",
  policy: "Infection control policy 4.2",
  review_by: "2026-11-01",
  author: "KP",
  agreed_by: "ward manager",
  agreed_on: "2026-05-01",
  reason: "Curtains were forgotten twice",
  steps: [
    {
      id: "s1",
      action: "Ring the domestic team and ask for a terminal clean.",
      key_point: "Say the bay number and the infection.",
      why: "they need 30 minutes to get there",
      who: "Nurse in charge",
      minutes: 5,
      warning: false,
      clash: false,
    },
    {
      id: "s2",
      action: "Wear gloves and an apron before you touch anything.",
      key_point: "",
      why: "",
      who: "",
      minutes: null,
      warning: true,
      clash: false,
    },
    {
      id: "s3",
      action: "Strip the beds from clean to dirty.",
      key_point: "Red bag inside the bay, not in the corridor.",
      why: "the corridor stays clean",
      who: "HCA",
      minutes: 20,
      warning: false,
      clash: false,
    },
  ],
  versions: [
    { id: "v4", number: 4, status: "draft", made_at: NOW, author: "KP", reason: "" },
    {
      id: "v3",
      number: 3,
      status: "current",
      made_at: NOW,
      author: "KP",
      reason: "Curtains were forgotten twice",
    },
  ],
  history: [],
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
  ...boardAnswers,
  settings_get: {
    data_folder: "sample",
    backup_folder: null,
    last_backup_at: null,
    last_backup_verified: false,
    last_backup_fault: null,
    pack: {
      makes: true,
      folder: "sample/pack",
      last_at: NOW - 5 * 3_600_000,
      also_in: null,
      also_at: null,
      last_fault: null,
      also_fault: null,
      stale: false,
    },
    device_id: "1f6e",
    store_id: "77ab",
    records: 412,
    version: "0.1.0",
    schema: 1,
    free_bytes: 81_000_000_000,
  } satisfies SettingsView,
  procedures_get: {
    procedures: [
      line("p1", "Flip a bay for infection", "current", 3, false, true),
      line("p2", "Welcome someone sent from another ward", "on_trial", 1, false, false),
      line("p3", "Discharge before midday", "current", 2, true, false),
    ],
    drafts: [line("p4", "Tell the matron", "draft", 1, false, true)],
    withdrawn: [],
  } satisfies ProceduresView,
  procedure_get: procedure,
  find: {
    hits: [
      {
        id: "1",
        kind: "card",
        title: "Chase hoist repair",
        snippet: "Hoist on bay 3 is out for repair.",
        put_away: false,
        at: NOW - 3_600_000,
        opens: null,
      },
      {
        id: "2",
        kind: "standard_work",
        title: "Flip a bay for infection",
        snippet: "",
        put_away: true,
        at: NOW - 90 * 86_400_000,
        opens: null,
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
  return memoryHost(
    { ...sampleAnswers, ...dayAnswers, ...projectAnswers, boot_get: boot },
    { ...boardCommands, ...dayCommands },
    done,
  );
}
