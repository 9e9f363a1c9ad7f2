/** Words of Measures: the small charts, one measure, setting one up, the pad and bringing numbers in. */
import { dayDate, monthYear, moment, nearDate, number, plural, shiftName, weekTo } from "./format";

/** "today", "Week to Sunday 22 November", "November 2026", "Night of 21 to 22 November" from a reading's key. */
export function periodName(key: string, today: string): string {
  const [frequency, start = "", shift] = key.split(":");
  if (frequency === "weekly") return weekTo(start);
  if (frequency === "monthly") return monthYear(start);
  if (frequency === "each_shift") return shiftName(start, shift ?? "day");
  const near = nearDate(start, today);
  return near === "today" || near === "yesterday" ? near : dayDate(start);
}

const units: Record<string, string> = {
  count: "",
  percent: "%",
  minutes: "minutes",
  hours: "hours",
  days: "days",
  per_1000_bed_days: "per 1,000 bed days",
  score: "points",
  pounds: "£",
};

/** A unit as people read it; one in the ward's own words is shown as typed. */
export function unitName(unit: string): string {
  return units[unit] ?? unit;
}

const reasons: Record<string, string> = {
  no_time: "No time",
  nobody_to_count: "No one to count",
  no_numbers: "The numbers were not there",
  forgotten: "We forgot",
  other: "Something else",
};

/** Why something was not measured, to choose from. */
export const reasonOptions = Object.entries(reasons).map(([value, label]) => ({ value, label }));

/** A reason in words. */
export function reasonName(reason: string): string {
  return reasons[reason] ?? reason;
}

const frequencies: Record<string, string> = {
  each_shift: "Each shift",
  daily: "Each day",
  weekly: "Each week",
  monthly: "Each month",
};

export function frequencyName(key: string): string {
  return frequencies[key] ?? key;
}

const directions: Record<string, string> = {
  up: "More is better",
  down: "Less is better",
  neither: "Neither",
};

export function directionName(key: string): string {
  return directions[key] ?? key;
}

export const frequencyOptions = Object.entries(frequencies).map(([value, label]) => ({ value, label }));
export const directionOptions = Object.entries(directions).map(([value, label]) => ({ value, label }));

export const measureText = {
  name: "Measures",
  pad: "Enter numbers",
  define: "Set up a measure",
  bringIn: "Bring in from a file",
  all: "All measures",
  none: "Nothing is measured yet. Set one up, or bring numbers in from a file.",
  resting: "Resting",
  usually: (range: string): string => `usually ${range}`,
  stale: (period: string): string => `Not updated since ${period}`,
  noReading: "No numbers yet",
  gone: "That measure is not here any more.",
  average: (value: string): string => `average ${value}`,
  target: (value: string): string => `target ${value}`,
  whatCounts: "What counts",
  include: "Count in",
  exclude: "Leave out",
  howOften: "How often",
  better: "Which way is better",
  outOf: "Out of what",
  whereFrom: "Where the number comes from",
  whoCounts: "Who counts",
  dueAfter: "Due after",
  lane: "Lane",
  notSaid: "Not said",
  changes: "What changed, and why",
  noChanges: "Nothing has changed since it was set up.",
  history: "What happened",
  table: {
    when: "When",
    number: "Number",
    planned: "Planned",
    note: "Note",
    by: "Who",
  },
  newestOnly:
    "The chart and this table show the newest 200 numbers. Older ones are kept, and come out with the export.",
  notMeasured: (reason: string): string => `Not measured: ${reason}`,
  nothingDue: "Nothing was due",
  late: "typed in later",
  ghost: "left out of the usual range",
  change: "Change this measure",
  rest: "Let it rest",
  retire: "Stop it for good",
  start: "Start it again",
  whyTitle: "Why?",
  whyLabel: "Why, in one line",
  whyNeeded: "Say why first. Nothing was changed.",
  isResting: "This measure rests. Nothing is due.",
  isRetired: "This measure was stopped. Its numbers are kept.",
  saidStatus: "Changed. The reason is in the history.",
  save: "Save",
  fix: "Put a number right",
  fixPeriod: (period: string): string => `Change the number for ${period}`,
};

const here = { first: "planned", second: "here now" };
const roles: Record<string, { first: string; second: string }> = {
  registered_nurses: here,
  hcas: here,
  one_to_one: { first: "needed", second: "have" },
  going_home: { first: "planned", second: "gone" },
  breaks: { first: "due", second: "taken" },
};

/** What the two numbers of a daily row are called. */
export function roleWords(role: string): { first: string; second: string } {
  return roles[role] ?? { first: "planned", second: "now" };
}

export const padText = {
  title: "Enter numbers",
  intro: "Enter goes to the next one. Each number is saved at once.",
  day: "Which day?",
  before: "The day before",
  after: "The day after",
  today: "Today",
  pickDay: "Another day",
  forDay: (day: string): string => `For ${day}`,
  none: "Nothing is due for this day.",
  allDone: "All numbers for this day are in.",
  left: (count: number): string => plural(count, "number to go", "numbers to go"),
  overdue: "late",
  after_time: (time: string): string => `after ${time}`,
  outOf: (sample: number): string => `out of ${sample}`,
  of: "of",
  why: "Why different?",
  whyFor: (name: string): string => `${name}: why different?`,
  saved: (by: string, at: number, zone: string, today: string): string =>
    `Saved ${[by, moment(at, zone, today)].filter(Boolean).join(" ")}`,
  notMeasured: "Not measured",
  notMeasuredFor: (name: string): string => `${name}: not measured`,
  nothingDue: "Nothing was due",
  nothingDueFor: (name: string): string => `${name}: nothing was due`,
  whyNot: (name: string): string => `${name}: why was it not measured?`,
  takeBack: "Take it back",
  takeBackFor: (name: string): string => `${name}: take it back`,
  saidBack: (name: string): string => `${name}: taken back.`,
  saidNumber: (name: string, value: string): string => `${name}: ${value} saved.`,
  saidPlan: (name: string, value: string): string => `${name}: ${value} planned, saved.`,
  saidNot: (name: string): string => `${name}: not measured, saved.`,
  saidNothing: (name: string): string => `${name}: nothing was due, saved.`,
  tooMany: "The first number cannot be more than the second.",
  number: (value: number): string => number(value, 4),
};

export const defineText = {
  title: "Set up a measure",
  intro: "Seven short questions. You can change the answers later.",
  name: "What do you want to know?",
  nameHint: "A few words, like: call bell in reach.",
  lane: "Which lane is it for?",
  definition: "What exactly do we count?",
  definitionHint: "One sentence that someone new could follow.",
  kind: "What kind of number is it?",
  kinds: [
    { value: "count", label: "How many", hint: "4 falls, 2 thank-you cards" },
    { value: "sample", label: "Out of a few we look at", hint: "9 of 10 call bells in reach" },
    { value: "percent", label: "Out of all", hint: "5 of the 12 who went home" },
    { value: "number", label: "A number with a unit", hint: "20 minutes, £14" },
    { value: "days_between", label: "Days between", hint: "days from one fall to the next" },
  ] as const,
  sample: "How many do you look at each time?",
  numerator: "What do you count?",
  numeratorHint: "For example: in reach.",
  denominator: "Out of what?",
  denominatorHint: "For example: went home.",
  unit: "Which unit?",
  unitHint: "For example: minutes, hours or £.",
  countUnit: "What are they called?",
  countUnitHint: "For example: falls.",
  often: "How often?",
  better: "Which way is better?",
  target: "Is there a target?",
  targetHint: "Leave empty when there is none.",
  who: "Who counts?",
  from: "Where does the number come from?",
  dueAfter: "Due after what time?",
  dueAfterHint: "24-hour time, like 12:30. Leave empty for any time.",
  optional: "If you know it",
  add: "Set it up",
  needed: "Answer this one first.",
  said: (name: string): string => `Set up: ${name}`,
};

const faults: Record<string, string> = {
  wrong_cell_count: "This row has more or fewer cells than the headings.",
  no_period: "There is no date in this row.",
  not_a_date: "This is not a date we know.",
  impossible_date: "There is no such date.",
  date_too_far: "This date is too far away.",
  bad_shift: "This is not day or night.",
  number_too_large: "This number is too large.",
  not_a_number: "This is not a number.",
  formula: "This is a sum, not a number.",
  half_a_pair: "One of the two numbers is missing.",
  denominator_not_above_zero: "The second number must be more than nought.",
  duplicate_period: "This date is in the file already, in row {first_row}.",
  no_series: "It does not say which measure this is.",
  too_many_series: "There are too many measures in one file.",
  in_the_future: "This date has not come yet.",
};

/** A fault of a row in words. `{name}` prints a parameter. */
export function importFault(code: string, params: Record<string, string> = {}): string {
  const said = faults[code] ?? "We cannot use this.";
  return said.replace(/\{(\w+)\}/g, (_whole, name: string) => params[name] ?? "");
}

const uses: Record<string, string> = {
  period: "the date",
  shift: "day or night",
  label: "its name",
  value: "the number",
  numerator: "the first number",
  denominator: "out of what",
  series: "which measure",
  note: "a note",
  ignored: "not used",
};

export function columnUse(use: string): string {
  return uses[use] ?? use;
}

export const importText = {
  title: "Bring in from a file",
  intro: "Choose a CSV file from this PC. Nothing changes until you say so.",
  choose: "Choose a file",
  chosen: (name: string): string => `File: ${name}`,
  reading: "Reading the file",
  rows: (count: number): string => plural(count, "row", "rows"),
  columns: "How we read the columns",
  column: "Column",
  usedAs: "Read as",
  faults: "What we could not use",
  row: "Row",
  where: "Column",
  what: "What is wrong",
  noFaults: "Every row could be read.",
  putRight: "Put these right in the file, then choose it again. Nothing was changed.",
  found: "What is in the file",
  numbers: (count: number): string => plural(count, "number", "numbers"),
  span: (first: string, last: string): string => `${first} to ${last}`,
  already: (count: number): string => `${plural(count, "is", "are")} here already`,
  different: (count: number): string => `${plural(count, "differs", "differ")} from what is here`,
  into: (name: string): string => `Where does "${name}" go?`,
  newMeasure: "A new measure",
  skip: "Leave it out",
  newName: "Name of the new measure",
  settings: "For the new measures",
  overwrite: "Use the file's numbers",
  differs: (count: number): string =>
    `${plural(count, "number differs", "numbers differ")} from what is here. Use the file's, or leave that one out.`,
  counts: "What does the first number count?",
  countsWanted: "What we want to show",
  countsWrong: "What went wrong: show the rest",
  go: (count: number): string => `Bring in ${plural(count, "number", "numbers")}`,
  nothing: "There is nothing to bring in.",
  cancel: "Choose a different file",
  done: (count: number): string => `${plural(count, "number was", "numbers were")} brought in.`,
  see: "See the measures",
};
