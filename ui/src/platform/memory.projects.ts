// One improvement week in memory, its first check filled in and its second one due. Never part of a shipped build.
import type {
  ProjectCell,
  ProjectChange,
  ProjectLine,
  ProjectTile,
  ProjectView,
} from "../api/generated/wire";
import type { Answers } from "./memory";

const ID = "00000000-0000-7000-8000-000000000801";

function cell(check: string, more: Partial<ProjectCell> = {}): ProjectCell {
  return {
    check,
    value: null,
    n: null,
    on: "",
    not_measured: "",
    note: "",
    by: "",
    at: null,
    change: null,
    ...more,
  };
}

function moved(way: string, difference: number, percent: number): ProjectChange {
  return { way, difference, percent, target: "not_met" };
}

function line(last: number, name: string, before: number | null, cells: ProjectCell[]): ProjectLine {
  const id = `00000000-0000-7000-8000-00000000081${last}`;
  const found = cells.find((one) => one.value !== null);
  return {
    id,
    name,
    unit: "minutes",
    direction: "down",
    definition: "",
    measure: null,
    series: null,
    svg: null,
    baseline: before,
    baseline_n: null,
    baseline_on: "2026-09-02",
    baseline_by: "SM",
    baseline_late: false,
    target: 60,
    cells,
    latest:
      found && found.value !== null ? { check: found.check, value: found.value, change: found.change } : null,
  };
}

const tile: ProjectTile = {
  id: ID,
  name: "Home with all medicines by midday",
  aim: "Half the wait for take-home medicines.",
  state: "checking",
  event_start: "2026-09-14",
  event_end: "2026-09-18",
  days_to_event: null,
  lead: "SM",
  measures: 2,
  not_set: 0,
  better: 1,
  worse: 0,
  same: 0,
  not_measured: 1,
  latest_check: "30",
  holding: "partly",
  next: {
    project: ID,
    name: "Home with all medicines by midday",
    check: "60",
    on: "2026-11-17",
    state: "due",
    left: 2,
    measures: 2,
    asked: true,
  },
  clash: false,
};

const none = { holding: "", note: "", by: "", at: null };

export const sampleProject: ProjectView = {
  tile,
  why_now: "The longest wait of the day.",
  in_scope: "",
  out_scope: "",
  starts_with: "",
  ends_with: "",
  team: "Two nurses, a porter",
  lead: null,
  patient_voice: true,
  check_120: false,
  fixed: true,
  most: 8,
  stopped_at: null,
  stopped_why: "",
  lines: [
    line(1, "Wait for medicines", 190, [
      cell("30", { value: 96, on: "2026-10-19", by: "SM", at: 1, change: moved("better", -94, -49) }),
      cell("60"),
      cell("90"),
    ]),
    line(2, "On the phone", 55, [
      cell("30", { not_measured: "no_time", by: "AB", at: 1 }),
      cell("60"),
      cell("90"),
    ]),
  ],
  checks: [
    { check: "30", on: "2026-10-18", state: "done", left: 0, ...none, holding: "partly", by: "SM", at: 1 },
    { check: "60", on: "2026-11-17", state: "due", left: 2, ...none },
    { check: "90", on: "2026-12-17", state: "not_yet", left: 2, ...none },
  ],
  reasons: [],
  together: [
    {
      unit: "minutes",
      direction: "down",
      pairs: 1,
      least: 5,
      says: "too_few",
      before: 190,
      now: 96,
      difference: null,
      low: null,
      high: null,
      way: "better",
      p: null,
      rank_p: null,
    },
  ],
  clashes: [],
  history: [],
};

export const projectAnswers: Answers = {
  projects_get: () => ({ now: [tile], before: [] }),
  project_get: () => sampleProject,
};
