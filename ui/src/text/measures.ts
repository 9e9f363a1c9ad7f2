/**
 * Words of Measures: the small charts, one measure, setting one up, the pad and bringing numbers in.
 * Over 400 lines because a measure is read, asked for and drawn with the same words.
 */
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

const serves: Record<string, string> = {
  ward: "The ward's own aim",
  trust: "The trust's aim",
  national: "A national aim",
};

/** Whose aim a measure serves, to choose from; the empty one is "no thread yet". */
export const servesOptions = [
  { value: "", label: "No thread yet" },
  ...Object.entries(serves).map(([value, label]) => ({ value, label })),
];

export function servesName(key: string, what: string): string {
  const name = serves[key] ?? key;
  return what ? `${name}: ${what}` : name;
}

export const movesOptions = [
  { value: "yes", label: "Yes" },
  { value: "partly", label: "Partly" },
  { value: "no", label: "No" },
];

export const takesOptions = [
  { value: "under_two", label: "Two minutes or less" },
  { value: "longer", label: "Longer" },
];

const advice: Record<string, string> = {
  two_in_one: "This looks like two measures. Count one thing; set up the other on its own.",
  too_rare: "Less than one each time means mostly noughts. The days between say more.",
  too_long: "A count that takes longer than two minutes soon stops. Count fewer, or less often.",
  cannot_move: "If this ward cannot move it, the chart helps nobody here. Pick a step you can change.",
  no_balance: "Every gain can cost something. Write down what to keep an eye on.",
};

/** Advice beside a question. It stops nobody. */
export const adviceText = {
  title: "Think about this",
  say: (code: string): string => advice[code] ?? "",
  daysBetween: "Count the days between",
  daysSince: "Open Days since",
};

/** The library of measures to start from. */
export const starterText = {
  title: "Measures that others use",
  intro: "Start from one of these and make it your own. Pick few: three in a lane is plenty.",
  own: "Write my own",
  look: "Look for",
  none: "None of them has that word.",
  use: "Use this",
  useOf: (name: string): string => `Use this: ${name}`,
  from: (source: string): string => `from ${source}`,
};

/** How a chart is drawn and judged. The first of each list is what happens when nobody chooses. */
export const chartText = {
  title: "How the chart is judged",
  intro: "Leave this as it is, unless the trust checks your chart by other rules.",
  chart: "Which chart?",
  charts: [
    { value: "", label: "Let the app choose: a usual range from 13 numbers on" },
    { value: "run", label: "Only a middle line, never a usual range" },
  ],
  rules: "Whose rules?",
  rangeRules: [
    { value: "", label: "NHS England, Making Data Count (mdc2024)" },
    { value: "ptd", label: "NHS-R, Plot the Dots (ptd)" },
  ],
  middleRules: [
    { value: "", label: "Anhøj: a very long run, or very few crossings" },
    { value: "perla", label: "Perla, as taught on courses: 6 in a row, or 5 going one way" },
  ],
  run: "How many in a row count as a change?",
  runs: [
    { value: "", label: "7 in a row" },
    { value: "6", label: "6 in a row" },
  ],
  jumps: "Big jumps from one number to the next",
  jumpChoices: [
    { value: "", label: "As those rules say" },
    { value: "no", label: "Count them in: the usual range is wider" },
    { value: "yes", label: "Leave them out: the usual range is narrower" },
  ],
};

export const measureText = {
  name: "Measures",
  pad: "Enter numbers",
  define: "Set up a measure",
  bringIn: "Bring in from a file",
  all: "All measures",
  none: "Nothing is measured yet. Set one up, or bring numbers in from a file.",
  /** On a matron's PC. */
  noneShared: "The ward shares no measures with you yet.",
  wardWrites: "Numbers and measures are written on the ward's own PCs. This PC reads them.",
  resting: "Resting",
  usually: (range: string): string => `usually ${range}`,
  stale: (period: string): string => `Not updated since ${period}`,
  noReading: "No numbers yet",
  gone: "That measure is not here any more.",
  average: (value: string): string => `average ${value}`,
  median: (value: string): string => `middle ${value} (as many above as below)`,
  target: (value: string): string => `target ${value}`,
  whatCounts: "What counts",
  forWhom: "What would be better",
  mayWorsen: "What might get worse",
  serves: "Whose aim",
  balances: "Watches over",
  balancedBy: "Watched over by",
  noThread: "No thread yet: nobody has said whose aim this serves.",
  noBalance: "Nothing watches what might get worse.",
  addBalance: "Set up a measure for that",
  tooRare: "More than half of these are nought. The days between say more.",
  saidChange: "Changed. The reason stands on the chart.",
  changeHint: "Each answer is saved as you leave it. A change of meaning asks why.",
  whyChange: (field: string): string =>
    `You change ${field}. The numbers so far stay. The reason is printed on the chart.`,
  /** A change of the target, with the one that held until then. */
  targetWas: (was: string): string => (was === "none" ? "No target until then" : `${was} until then`),
  statusChange: (what: string): string | null =>
    ({
      resting: "let it rest",
      retired: "stopped it",
      live: "started it again",
      new_range: "usual range starts again",
    })[what] ?? null,
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
  newRange: "Start the usual range again",
  newRangeIntro:
    "For when the work itself has changed and the numbers will not go back. The numbers before it stay, with the usual range they had.",
  newRangeNeeds: (needed: number): string =>
    `The new usual range shows once it has ${needed} numbers of its own.`,
  newRangeFrom: "From which number on?",
  newRangeWhy: "Why, in one line",
  newRangeWhyHint: "It is printed on the chart. No names, no patient numbers.",
  saidNewRange: "Changed. The reason stands on the chart.",
  takeRangeBack: "Take it back",
  takeRangeBackOf: (day: string): string => `Take it back: new start of the usual range, ${day}`,
  saidRangeBack: "Taken back. The chart has one usual range here again.",
  /** What two people wrote apart: "the number for today". */
  numberOf: (period: string): string => `the number for ${period}`,
  twoHere: (values: string): string => `Two people wrote here: ${values}. Choose one above.`,
  isResting: "This measure rests. Nothing is due.",
  isRetired: "This measure was stopped. Its numbers are kept.",
  saidStatus: "Changed. The reason is in the history.",
  save: "Save",
  fix: "Put a number right",
  fixShort: "Change",
  noteLabel: "A note",
  noteHint: "It stands in the table. No names, no patient numbers.",
  saidNote: "Note saved.",
  leaveOut: "Leave it out of the usual range",
  leaveOutHint: "The number stays on the chart, drawn hollow.",
  saidGhost: "Saved. The chart is drawn again.",
  stood: "What stood here",
  enteredOnce: (by: string, when: string): string =>
    by ? `Entered once, by ${by}, ${when}.` : `Entered once, ${when}.`,
  neverThere: "Nothing stands here now.",
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
  intro: "Enter goes to the next one. Each number is saved at once. You can paste a column too.",
  before_these: "Before:",
  missing: "missing",
  not: "not measured",
  none_due: "none due",
  half: "Type the other number too.",
  saving: "Saving",
  saidWhy: (name: string): string => `${name}: why, saved.`,
  earlierTitle: "Fill in earlier numbers",
  earlierOf: (name: string): string => `Earlier numbers: ${name}`,
  backToMeasure: "Back to the measure",
  older: "Older ones",
  newer: "Newer ones",
  open: (count: number): string => plural(count, "empty box here", "empty boxes here"),
  noneOpen: "Every box here is filled.",
  pasteHint: "Copy a column in Excel, oldest first. Click the first box it is for, then paste.",
  pasted: (count: number): string =>
    count === 0
      ? "Those numbers were here already."
      : `${plural(count, "pasted number", "pasted numbers")} saved.`,
  pastedRow: (row: number, what: string): string => `Line ${row}: ${what} Nothing was saved.`,
  pastedDiffer: (count: number): string =>
    `${plural(count, "number differs", "numbers differ")} from what is here. Nothing was saved yet.`,
  usePasted: "Use the pasted ones",
  leavePasted: "Leave it as it is",
  tooManyLines: (lines: number, boxes: number): string =>
    `You pasted ${lines} lines, but there are ${plural(boxes, "box", "boxes")} from here down. Nothing was saved.`,
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
  intro: "Six short questions. You can change the answers later.",
  library: "Start from one that others use",
  watches: (name: string): string => `This one will watch over "${name}".`,
  watchWord: "Watch out",
  one: "1. Why",
  two: "2. What",
  three: "3. Out of what",
  four: "4. Who, when and where",
  five: "5. In our hands",
  six: "6. At what price",
  forWhom: "What would be better, and for whom?",
  forWhomHint: "Like: people in bay 2 can call for help.",
  usual: (frequency: string): string =>
    `How many do you expect in a usual ${{ each_shift: "shift", daily: "day", weekly: "week", monthly: "month" }[frequency] ?? "day"}?`,
  usualHint: "A guess will do. Leave empty if you do not know.",
  takes: "How long does it take to count?",
  moves: "Can this ward make it better in 90 days?",
  movesHint: "By what we do here, without waiting for others.",
  serves: "Whose aim does it serve?",
  servesWhat: "Which aim, in a few words?",
  noThread: "No thread yet is fine. You can add it later.",
  mayWorsen: "What might get worse because of this?",
  mayWorsenHint: "Like: people walk less because we fear falls.",
  someNeeded: "Some questions above still need an answer.",

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
    { value: "ratio", label: "For every 1,000 bed days", hint: "3 falls in 700 bed days" },
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
  targetCannot: "This measure can never be that number. Nothing was saved.",
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
