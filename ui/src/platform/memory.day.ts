// A made-up day in memory: Today, the huddle, crosses, escalations. Never part of a shipped build.
// Over 400 lines because it is one made-up day, mostly data.
import type {
  ActionAdd,
  ActionSet,
  ActionView,
  CrossDay,
  CrossMark,
  CrossMonth,
  CrossNow,
  EscalationAnswer,
  EscalationClose,
  EscalationLine,
  EscalationWrite,
  HuddleAnswer,
  HuddleFinish,
  HuddleNotHeld,
  HuddlePause,
  HuddlePresent,
  HuddleView,
  MeasureTile,
  NoticeAdd,
  NoticeView,
  ReadingDue,
  ReadingSet,
  SectionView,
  ShiftNumber,
  TextEdit,
  TodayView,
} from "../api/generated/wire";
import { applySplice } from "../components/splice";
import { addDays, daysBetween } from "../text/format";
import type { Answers } from "./memory";

const NOW = Date.UTC(2026, 10, 22, 7, 42);
const TODAY = "2026-11-22";
const HUDDLE = "00000000-0000-7000-8000-00000000h001".replace("h", "a");
let made = 0;
const id = (): string => `00000000-0000-7000-8000-${String((made += 1)).padStart(12, "f")}`;
const done = (): unknown => ({ id: id(), saved_at: NOW, undo: null, notes: [] });
const tileId = (index: number): string => `00000000-0000-7000-8000-${String(index).padStart(12, "0")}`;

function action(
  text: string,
  owner: string | null,
  index: number,
  more: Partial<ActionView> = {},
): ActionView {
  return {
    id: id(),
    huddle: HUDDLE,
    text,
    owner,
    owner_id: owner ? tileId(index) : null,
    due: "today",
    due_date: TODAY,
    state: "open",
    late: false,
    carried: 0,
    raised_at: NOW - 90_000_000,
    section: "",
    clash: false,
    from_paper: false,
    ...more,
  };
}

function shiftNumber(role: string, label: string, plan: number | null): ShiftNumber {
  return {
    measure: id(),
    role,
    label,
    plan,
    actual: null,
    why_different: "",
    by: "",
    at: null,
    stale: true,
    clash: false,
  };
}

const numbers: ShiftNumber[] = [
  shiftNumber("registered_nurses", "Registered nurses", 4),
  shiftNumber("hcas", "HCAs", 5),
  shiftNumber("one_to_one", "One-to-one", 2),
  shiftNumber("going_home", "Going home", 3),
  shiftNumber("breaks", "Breaks taken", null),
];

const SECTIONS = "welcome staffing lookback dayssince today flow kit messages improve thanks actions".split(
  " ",
);
const SHORT = new Set(["staffing", "lookback", "today", "actions"]);
const BOXES: Record<string, number[]> = { staffing: [0, 1, 4], today: [2], flow: [3] };

function section(key: string): SectionView {
  return {
    key,
    state: "",
    by: "",
    at: null,
    seconds: 54,
    text: { text: "", rev: "0" },
    numbers: [],
  };
}

const chart: MeasureTile = {
  id: id(),
  name: "Call bell in reach",
  lane: "quality",
  unit: "%",
  decimals: 0,
  frequency: "daily",
  latest: 90,
  latest_period: "daily:2026-11-21",
  latest_text: "90%",
  low: 62,
  high: 100,
  usual_text: "62 to 100%",
  sentence: "Better than usual. Still below 95% most weeks.",
  reading: "steady",
  svg: '<svg viewBox="0 0 300 80" role="img" aria-label="Call bell in reach"><path d="M0 60L60 50 120 55 180 30 240 28 300 20" fill="none" stroke="currentColor" stroke-width="2"/></svg>',
  stale: false,
  status: "live",
  role: "",
};

const notices: NoticeView[] = [
  {
    id: id(),
    notice_kind: "need_to_know",
    text: "Hoist on bay 3 is out for repair. Borrow from 6B and sign the book.",
    by: "KP",
    to: "",
    at: NOW - 7_200_000,
    expires_at: NOW + 172_800_000,
  },
];

const huddle: HuddleView = {
  id: null,
  date: TODAY,
  shift: "day",
  planned_time: "08:15",
  state: "nothing_recorded",
  short: false,
  started_at: null,
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
  sections: SECTIONS.map(section),
  present: {},
  flags: [],
  carried: [
    action("Chase hoist repair, job 44187", "SM", 1, { due: "this_shift" }),
    action("Two-hourly turns sheet restarted in bay 2", "AB", 2),
    action("Call bells in reach at every round", "JO", 4, { carried: 3, late: true }),
    action("Ask estates about the sluice door", "KP", 3, { due: "2026-11-24", due_date: "2026-11-24" }),
    action("Put the falls poster by the lift", null, 0),
    action("Tell the night team about the new bell", "RT", 5),
    action("Check the oxygen cylinders", "AB", 2),
  ],
  actions: [],
  answers: [],
  crosses: [],
  improving: [chart],
  improving_card: null,
  need_to_know: notices,
  thanks: [],
  clashes: [],
  entered_from_paper: false,
};

const escalations: EscalationLine[] = [
  {
    id: id(),
    number: "6A-0143",
    to: "pharmacy",
    need: "Take-home medicines ready before the midday transport",
    urgency: "today",
    state: "answered",
    raised_at: NOW - 14_400_000,
    raised_by: "SM",
    late: false,
    answer: "Take-home medicines by 11:00 if written by 09:30.",
    answered_by: "pharmacist",
    answered_at: NOW - 3_600_000,
    rating: "",
    from_card: null,
    lane: null,
    replies: [],
    told: null,
  },
];

/** Marks by cross and day. */
const marks: Record<string, Record<string, Partial<CrossDay>>> = { falls: {}, ulcers: {}, medicines: {} };
const crosses = [
  { key: "falls", label: "Falls with harm", last: 12, skip: [3] },
  { key: "ulcers", label: "Pressure ulcers", last: 63, skip: [] as number[] },
  { key: "medicines", label: "Medicines", last: 5, skip: [2, 3, 4] },
];
for (const cross of crosses) {
  for (let back = 100; back >= 2; back -= 1) {
    if (cross.skip.includes(back)) continue;
    const state = back === cross.last ? "harm" : back % 17 === 0 ? "near_miss" : "safe";
    marks[cross.key]![addDays(TODAY, -back)] = { state, by: "SM", count: 1 };
  }
}

function crossNow(cross: { key: string; label: string }): CrossNow {
  const days = marks[cross.key] ?? {};
  const harms = Object.keys(days)
    .filter((date) => days[date]?.state === "harm")
    .sort();
  const last = harms[harms.length - 1] ?? null;
  const since = last ? (daysBetween(last, TODAY) ?? 0) : 100;
  let unchecked = 0;
  for (let back = 1; back < since; back += 1) if (!days[addDays(TODAY, -back)]?.state) unchecked += 1;
  return {
    last_gap: null,
    now_is_best: false,
    key: cross.key,
    label: cross.label,
    days: since,
    since_start: last ? null : "2026-08-04",
    last_harm: last,
    not_checked: unchecked,
    best: 41,
    next_milestone: 14,
    milestone: unchecked === 0 && since >= 60 ? 60 : null,
    yesterday: days[addDays(TODAY, -1)]?.state ?? "",
    yesterday_date: addDays(TODAY, -1),
    today: days[TODAY]?.state ?? "",
    not_reported: Object.values(days).filter((day) => day.not_reported).length,
  };
}

function crossMonth(cross: { key: string; label: string }, month: string): CrossMonth {
  const days: CrossDay[] = [];
  for (let date = `${month}-01`; date.startsWith(month); date = addDays(date, 1)) {
    days.push({
      date,
      state: "",
      count: 0,
      by: "",
      at: null,
      incident_ref: "",
      not_reported: false,
      note: "",
      late: false,
      from_paper: false,
      future: date > TODAY,
      clash: false,
      ...marks[cross.key]?.[date],
    });
  }
  return {
    ...cross,
    what_counts: "Any fall where the patient was hurt.",
    month,
    days,
    now: crossNow(cross),
    started_on: `${month}-01`,
    month_not_checked: days.filter((day) => day.state === "" && day.date < TODAY).length,
    certificate: null,
    gaps: null,
  };
}

function due(name: string, sample: number | null, after = ""): ReadingDue {
  return {
    recent: [],
    clashes: [],
    measure: id(),
    name,
    role: "",
    period: `daily:${TODAY}`,
    unit: sample === null ? "patients" : "%",
    value_kind: sample === null ? "count" : "percent",
    numerator_label: "",
    denominator_label: "",
    sample,
    decimals: 0,
    due_after: after,
    overdue: false,
    entered: null,
  };
}
let readings: ReadingDue[] = [
  due("Call bell in reach", 10),
  due("Observations on time", 10),
  due("Sat out for lunch", null, "12:30"),
];

function view(): HuddleView {
  return {
    ...huddle,
    crosses: crosses.map(crossNow),
    answers: escalations.filter((line) => line.state === "answered"),
    sections: huddle.sections
      .filter((one) => !huddle.short || SHORT.has(one.key))
      .map((one) => ({ ...one, numbers: (BOXES[one.key] ?? []).flatMap((at) => numbers[at] ?? []) })),
  };
}

function today(): TodayView {
  const whole = view();
  return {
    need_to_know: notices,
    huddle: {
      id: huddle.id,
      state: huddle.state,
      planned_time: huddle.planned_time,
      carried: huddle.carried.length,
      answers: whole.answers.length,
      led_by: huddle.led_by,
      paused_section: huddle.paused_section,
      last_held: "2026-11-21",
      missed: null,
      missed_shift: null,
    },
    numbers,
    actions: [...huddle.carried, ...huddle.actions].filter(
      (one) => one.state === "open" || one.state === "doing",
    ),
    answers: whole.answers,
    days_since: whole.crosses,
    readings_due: readings,
    to_set_up: [],
  };
}

function findAction(which: string): ActionView | undefined {
  return [...huddle.carried, ...huddle.actions].find((one) => one.id === which);
}

/** Queries and commands of the made-up day. */
export const dayAnswers: Answers = {
  today_get: today,
  huddle_get: view,
  huddles_get: () => ({
    days: [0, 1, 2, 3, 4].map((back) => ({
      date: addDays(TODAY, -back),
      shift: "day",
      id: back === 2 ? null : HUDDLE,
      state: ["running", "held", "nothing_recorded", "short", "not_held"][back],
      reason: back === 4 ? "emergency" : null,
      led_by: back === 1 || back === 3 ? "SM" : null,
      started_at: back === 1 || back === 3 ? NOW - back * 86_400_000 : null,
      ended_at: back === 1 || back === 3 ? NOW - back * 86_400_000 + 600_000 : null,
      actions: 3,
      raised: 4,
    })),
  }),
  crosses_get: (ask: { month?: string | null }) => {
    const month = ask.month ?? TODAY.slice(0, 7);
    return { month, crosses: crosses.map((cross) => crossMonth(cross, month)) };
  },
  escalations_get: () => ({
    open: escalations.filter((line) => line.state === "written"),
    answered: escalations.filter((line) => line.state === "answered"),
    closed: escalations.filter((line) => line.state === "closed"),
    told_nobody: true,
  }),
  escalation_get: (ask: { id: string }) => ({
    line: escalations.find((line) => line.id === ask.id),
    situation: "",
    background: "",
    assessment: "",
    reason: "",
    told_who: "pharmacist on call",
    told_how: "phone",
    told_at: NOW - 14_400_000,
    history: [],
    told_nobody: true,
  }),
};

export const dayCommands: Answers = {
  huddle_start: (ask: { led_by?: string | null; short: boolean }) => {
    Object.assign(huddle, {
      id: HUDDLE,
      state: "running",
      short: ask.short,
      started_at: NOW - 120_000,
      led_by: ask.led_by ? "SM" : null,
      led_by_id: ask.led_by ?? null,
    });
    return { id: HUDDLE, saved_at: NOW, already_running: false };
  },
  huddle_answer: (ask: HuddleAnswer) => {
    const one = huddle.sections.find((part) => part.key === ask.section);
    if (one) one.state = ask.state;
    return done();
  },
  huddle_text: (ask: TextEdit) => {
    const one = huddle.sections.find((part) => part.key === ask.field);
    if (!one) return { text: "", rev: "0", saved_at: NOW, held_back: 0 };
    one.text = { text: applySplice(one.text.text, ask), rev: String(Number(one.text.rev) + 1) };
    return { ...one.text, saved_at: NOW, held_back: 0 };
  },
  huddle_present: (ask: HuddlePresent) => {
    huddle.present[ask.role] = ask.count;
    return done();
  },
  huddle_flag: (ask: { flag: string; on: boolean }) => {
    huddle.flags = huddle.flags.filter((flag) => flag !== ask.flag).concat(ask.on ? [ask.flag] : []);
    return done();
  },
  huddle_lead: done,
  huddle_times: done,
  huddle_pause: (ask: HuddlePause) => {
    huddle.state = ask.paused ? "paused" : "running";
    huddle.paused_section = ask.section ?? null;
    return done();
  },
  huddle_finish: (ask: HuddleFinish) => {
    Object.assign(huddle, {
      state: huddle.short ? "short" : "held",
      ended_at: NOW,
      read_back: ask.read_back,
      closing_line: ask.closing_line ?? "",
    });
    return done();
  },
  huddle_not_held: (ask: HuddleNotHeld) => {
    Object.assign(huddle, { id: HUDDLE, state: "not_held", not_held_reason: ask.reason });
    return done();
  },
  action_add: (ask: ActionAdd) => {
    huddle.actions.push(
      action(ask.text, ask.owner ? "SM" : null, 1, {
        due: ask.due,
        section: ask.section ?? "",
        raised_at: NOW,
      }),
    );
    return done();
  },
  action_set: (ask: ActionSet) => {
    const one = findAction(ask.action);
    if (one && ask.state) one.state = ask.state;
    return done();
  },
  notice_add: (ask: NoticeAdd) => {
    const notice: NoticeView = {
      id: id(),
      notice_kind: ask.notice_kind,
      text: ask.text,
      by: "SM",
      to: ask.to ?? "",
      at: NOW,
      expires_at: ask.hours ? NOW + ask.hours * 3_600_000 : null,
    };
    (ask.notice_kind === "thanks" ? huddle.thanks : notices).unshift(notice);
    return done();
  },
  notice_end: (ask: { id: string }) => {
    notices.splice(
      notices.findIndex((notice) => notice.id === ask.id),
      1,
    );
    return done();
  },
  idea_add: done,
  cross_define: done,
  cross_wall_set: done,
  cross_mark: (ask: CrossMark) => {
    marks[ask.cross]![ask.date] = {
      state: ask.state,
      by: "SM",
      count: ask.count ?? 0,
      incident_ref: ask.incident_ref ?? "",
      not_reported: ask.not_reported,
    };
    return done();
  },
  reading_set: (ask: ReadingSet) => {
    readings = readings.filter((row) => row.measure !== ask.measure);
    const one = numbers.find((n) => n.measure === ask.measure);
    if (one)
      Object.assign(one, {
        plan: ask.plan ?? null,
        actual: ask.value ?? null,
        why_different: ask.why_different ?? "",
        at: NOW,
        by: "SM",
        stale: false,
      });
    return done();
  },
  escalation_write: (ask: EscalationWrite) => {
    escalations.unshift({
      id: id(),
      number: "6A-0144",
      to: ask.to,
      need: ask.need,
      urgency: ask.urgency,
      state: "written",
      raised_at: NOW,
      raised_by: "SM",
      late: false,
      answer: "",
      answered_by: "",
      answered_at: null,
      rating: "",
      from_card: null,
      lane: null,
      replies: [],
      told: null,
    });
    return done();
  },
  escalation_answer: (ask: EscalationAnswer) => {
    const line = escalations.find((one) => one.id === ask.id);
    if (line)
      Object.assign(line, {
        state: "answered",
        answer: ask.answer,
        answered_by: ask.answered_by,
        answered_at: NOW,
      });
    return done();
  },
  escalation_close: (ask: EscalationClose) => {
    const line = escalations.find((one) => one.id === ask.id);
    if (line) Object.assign(line, { state: "closed", rating: ask.rating });
    return done();
  },
};
