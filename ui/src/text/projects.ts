/** Words of improvement weeks: the plan, the checks after it, and whether it still holds. */
import type { ProjectChange, ProjectCheckDue } from "../api/generated/wire";
import { dayDate, days, longDate, nearDate, number, plural, range, shortDate, withUnit } from "./format";
import { directionName, reasonName, unitName } from "./measures";

const states: Record<string, string> = {
  planned: "Planned",
  event: "On now",
  checking: "Looking back",
  finished: "Done",
  stopped: "Stopped",
};

const holdings: Record<string, string> = {
  yes: "Yes, it holds",
  partly: "In part",
  no: "No",
};

/** The shape each answer is shown with. */
const holdingShapes: Record<string, string> = { yes: "on_track", partly: "watch", no: "needs_help" };

const ways: Record<string, string> = { better: "Better", worse: "Worse", same: "No change" };

const units: Record<string, string> = {
  count: "A number of things",
  percent: "Out of a hundred (%)",
  minutes: "Minutes",
  hours: "Hours",
  days: "Days",
  pounds: "Pounds (£)",
  score: "Points",
};

const reasons: Record<string, string> = {
  baseline: "the number before",
  target: "the target",
  unit: "the unit",
  direction: "which way is better",
  event_start: "the first day",
  event_end: "the last day",
};

/** "36 minutes", "40%", "3". */
function figure(value: number, unit: string): string {
  return withUnit(value, unitName(unit));
}

/** A number that was kept as it was written. */
function written(what: string, stored: string): string {
  if (stored === "") return "nothing";
  if (what === "event_start" || what === "event_end") return longDate(stored);
  if (what === "direction") return directionName(stored);
  if (what === "unit") return units[stored] ?? stored;
  return stored;
}

export const projectText = {
  name: "Improvement weeks",
  all: "All improvement weeks",
  intro: "A few days of change, then a look back. Does it still hold after 30, 60 and 90 days?",
  none: "No improvement week yet. Plan one: what should be better, and how will you know?",
  plan: "Plan an improvement week",
  planTitle: "Plan an improvement week",
  now: "Planned and looking back",
  nothingNow: "Nothing is planned and no check is to come.",
  over: "Done or stopped",
  gone: "This improvement week is not here any more. It may be in the bin.",
  state: (key: string): string => states[key] ?? key,
  way: (key: string): string => ways[key] ?? key,
  event: (start: string | null, end: string | null): string => {
    if (!start || !end) return "No date yet";
    return start === end ? dayDate(start) : `${shortDate(start)} to ${longDate(end)}`;
  },
  startsIn: (count: number): string => `Starts in ${days(count)}`,
  lead: (initials: string): string => (initials ? `${initials} leads` : "No one leads it yet"),
  measures: (count: number): string => plural(count, "measure", "measures"),
  notSet: (count: number): string =>
    `${plural(count, "measure has", "measures have")} no number before, or no target`,
  noMeasures: "No measures yet",
  /** "After 30 days: 3 better, 1 not measured". */
  found: (check: string, better: number, worse: number, same: number, not: number): string => {
    const parts = [
      better > 0 ? `${number(better)} better` : "",
      worse > 0 ? `${number(worse)} worse` : "",
      same > 0 ? `${number(same)} the same` : "",
      not > 0 ? `${number(not)} not measured` : "",
    ].filter(Boolean);
    return `After ${check} days: ${parts.join(", ") || "no number to set against the one before"}`;
  },
  checkName: (check: string): string => `${check}-day check`,
  checkOf: (check: string, name: string): string => `${check}-day check: ${name}`,
  /** "30-day check: due since 12 November. 2 of 4 numbers to go." */
  due: (check: ProjectCheckDue, today: string): string => {
    const day = nearDate(check.on, today);
    const when =
      check.state === "late"
        ? `late, it was due on ${shortDate(check.on)}`
        : check.state === "due"
          ? check.on === today
            ? "due today"
            : `due since ${shortDate(check.on)}`
          : check.state === "soon"
            ? `due ${/^\d/.test(day) ? `on ${day}` : day}`
            : `on ${longDate(check.on)}`;
    const left =
      check.state === "not_yet"
        ? ""
        : check.left > 0
          ? ` ${number(check.left)} of ${plural(check.measures, "number", "numbers")} to go.`
          : check.asked
            ? " No one has said if it still holds."
            : "";
    return `${projectText.checkName(check.check)}: ${when}.${left}`;
  },
  dueWord: (state: string): string => (state === "late" ? "Late" : "Due"),
  moreDue: (count: number): string => `${plural(count, "more check", "more checks")} due`,
  fill: (check: string): string => `Fill in the ${check}-day check`,
  fillOf: (check: string, name: string): string => `Fill in the ${check}-day check: ${name}`,

  aim: "What should be better?",
  aimHint: "What, how much, and by when. One or two lines.",
  nameLabel: "What do you call it?",
  nameHint: "A few words, like: Home with all medicines by midday",
  when: "When is it?",
  whenHint: "Three to five days. Leave it empty if there is no date yet.",
  first: "First day",
  last: "Last day",
  check120: "Look back after 120 days too",
  save: "Save the plan",
  saved: "The plan was saved.",
  needed: "This needs some words.",

  measuresTitle: "What we measure",
  table: {
    measure: "Measure",
    before: "Before",
    target: "Target",
    after: (check: string): string => `After ${check} days`,
    change: "Change it",
  },
  charts: "Before, and at each check",
  /** Where a chart is too narrow for the names of its lines. */
  chartLines: "The line across is the number before. The dotted line is the target.",
  figure,
  looked: (count: number): string => `${number(count)} looked at`,
  on: (day: string): string => shortDate(day),
  noBefore: "Not counted yet",
  noTarget: "No target yet",
  lateBefore: "Written after the week had started",
  toCome: (day: string | null): string => (day ? `On ${shortDate(day)}` : "No date yet"),
  open: "Not filled in",
  openLate: "Nothing filled in",
  not: (reason: string): string => `Not measured: ${reasonName(reason).toLowerCase()}`,
  notWord: "Not measured",
  /** "25% less", "20 points more", "3 minutes less". */
  change: (change: ProjectChange, unit: string): string => {
    if (change.way === "same") return "";
    const which = change.difference < 0 ? "less" : "more";
    if (change.percent !== null) return `${number(Math.abs(change.percent))}% ${which}`;
    const much = Math.abs(change.difference);
    return unit === "percent"
      ? `${plural(much, "point", "points")} ${which}`
      : `${figure(much, unit)} ${which}`;
  },
  target: (met: string): string =>
    met === "met" ? "Target met" : met === "not_met" ? "Not at the target" : "",
  holdsRow: "Does it still hold?",
  holding: (word: string): string => holdings[word] ?? "Not asked yet",
  holdingShape: (word: string): string => holdingShapes[word] ?? "not_known",
  holdingOptions: [
    { value: "yes", label: "Yes, it holds" },
    { value: "partly", label: "In part" },
    { value: "no", label: "No" },
  ] as const,

  add: "Add a measure",
  addTitle: "Add a measure",
  changeTitle: "Change a measure",
  changeOf: (name: string): string => `Change it: ${name}`,
  full: "Eight measures is the most. More are seldom all counted again.",
  fixed: "The week has started, so the numbers before and the targets are fixed. A change needs a reason.",
  fixedSoon: "Write the number before and the target now. They are fixed once the week starts.",
  lineName: "What is measured?",
  lineNameHint: "Like: wait for take-home medicines",
  definition: "What exactly do you count?",
  unit: "What is it counted in?",
  ownUnit: "In our own words",
  unitOptions: [
    ...Object.entries(units).map(([value, label]) => ({ value, label })),
    { value: "own", label: "Something else" },
  ],
  direction: "Which way is better?",
  directions: [
    { value: "down", label: "Less is better" },
    { value: "up", label: "More is better" },
  ] as const,
  link: "Is it one of our measures?",
  noLink: "No",
  linked: "See its chart",
  linkedTo: (name: string): string => `See its chart: ${name}`,
  beforeLabel: "What is it before the week?",
  beforeHint: "Leave it empty until you have counted.",
  lookedLabel: "How many were looked at?",
  beforeOn: "Day it was counted",
  targetLabel: "What should it be?",
  why: "Why does it change?",
  whyHint: "The reason stands on the page for all to read.",
  whyNeeded: "Say why. The reason is shown.",
  saveLine: "Save the measure",
  savedLine: (name: string): string => `${name} was saved.`,
  remove: "Take it off",
  removed: (name: string): string => `${name} was taken off.`,
  directionNeeded: "Say which way is better.",

  checkIntro: "One row for each measure. A number, or why there is none.",
  checkToCome: (day: string): string => `This check is on ${longDate(day)}. It opens a week before.`,
  counted: "Day the numbers were counted",
  was: (before: string, target: string): string =>
    [before ? `Before ${before}` : "No number before", target ? `target ${target}` : "no target"].join(", "),
  numberFor: (name: string): string => `${name}, number`,
  lookedFor: (name: string): string => `${name}, how many were looked at`,
  looks: "looked at",
  notFor: (name: string): string => `Not measured: ${name}`,
  backFor: (name: string): string => `Take it back: ${name}`,
  back: "Take it back",
  noteFor: (name: string): string => `Remark on ${name}`,
  note: "Remark",
  saidNumber: (name: string): string => `${name}: saved.`,
  saidNot: (name: string): string => `${name}: not measured.`,
  saidBack: (name: string): string => `${name}: taken back.`,
  holdTitle: "Does what you changed still hold?",
  holdHint: "Go and look. Ask the people who do the work.",
  holdNote: "What do you see?",
  saidHold: "Your answer was saved.",
  checkDone: "This check is filled in.",
  checkLeft: (left: number, asked: boolean): string =>
    left > 0
      ? `${plural(left, "measure", "measures")} to go`
      : asked
        ? "Only the last question is left."
        : "This check is filled in.",
  toProject: "Back to the week",
  openCheck: (check: string): string => `Open this check: after ${check} days`,
  openShort: "Open this check",
  noDate: "The week has no date yet, so no check has one.",

  together: "Taken together",
  togetherNone: "These measures count different things, so they are not added up.",
  few: (pairs: number, least: number, unit: string): string =>
    `Too few to say. ${plural(pairs, "measure", "measures")}${unit ? ` in ${unit}` : ""} with both numbers; it takes ${number(least)}.`,
  mean: (pairs: number, unit: string, before: string, now: string): string =>
    `${plural(pairs, "measure", "measures")}${unit ? ` in ${unit}` : ""}: ${before} before, ${now} now, on average.`,
  moreThanChance: "That is more than chance would do.",
  chance: "Chance alone could do this.",
  allEqual: "Each one moved by the same amount, so there is nothing to weigh.",
  numbers: "The sums behind it",
  interval: (low: number, high: number, unit: string): string =>
    `The mean change lies between ${range(low, high, unitName(unit))}, 95 times in 100.`,
  pValue: (p: number): string => `Paired t test: p ${p < 0.001 ? "below 0.001" : number(p, 3)}.`,
  rankValue: (p: number): string => `Signed rank test: p ${p < 0.001 ? "below 0.001" : number(p, 3)}.`,
  notAll: "These are this ward's own numbers. They say nothing about other wards.",

  seriesFew: (before: number, after: number, least: number): string =>
    `Too few of its own numbers to say: ${number(before)} before, ${number(after)} after. It takes ${number(least)} of each.`,
  seriesStep: (step: string, way: string, up: boolean): string =>
    `Its own numbers: a step of ${step} ${up ? "up" : "down"} after the week. ${way === "better" ? "Better" : "Worse"} than it was going.`,
  seriesNone: "Its own numbers: no clear step after the week.",
  seriesRange: (low: number, high: number, unit: string): string =>
    `The step lies between ${range(low, high, unit === "percent" ? "points" : unitName(unit))}, 95 times in 100.`,
  points: (value: number, unit: string): string =>
    unit === "percent" ? plural(value, "point", "points") : figure(value, unit),

  reasons: "Changed after the week had started",
  reason: (what: string, measure: string, was: string, now: string): string => {
    if (what === "added") return `Added the measure ${measure}`;
    if (what === "removed") return `Took off the measure ${measure}`;
    const of = measure ? ` of ${measure}` : "";
    const name = reasons[what] ?? "something";
    return `Changed ${name}${of} from ${written(what, was)} to ${written(what, now)}`;
  },

  about: "About this week",
  edit: "Change the plan",
  whyNow: "Why now?",
  inScope: "What is in it?",
  outScope: "What is not?",
  startsWith: "Where does the work start?",
  endsWith: "Where does it end?",
  team: "Who is in the team?",
  teamHint: "Roles, not names: nurse in charge, pharmacist, porter.",
  leads: "Who leads?",
  patient: "A patient or a family speaks in the team",
  patientNo: "No patient or family in the team yet",
  dates: "Move the week",
  datesSaved: "The days were saved.",
  history: "What happened",
  nobody: "No one yet",
  saveDates: "Save the days",
  stop: "Stop it",
  goOn: "Go on with it",
  stopTitle: "Stop this improvement week",
  stopHint: "No check is asked for after that. What was found stays.",
  stopWhy: "Why do you stop it?",
  stopped: (why: string): string => `Stopped: ${why}`,
  saidStopped: "It was stopped.",
  saidGoOn: "It goes on.",
  bin: "Put it in the bin",
  binned: "It is in the bin.",
};
