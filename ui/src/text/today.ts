import {
  ago,
  daysBetween,
  weekTo,
  days,
  nearDate,
  number,
  plural,
  weekday,
  moment,
  inSentence,
} from "./format";

/** Words of Today, the home screen. */
export const todayText = {
  name: "Today",
  needToKnow: "Need to know",
  nothingToKnow: "Nothing the ward needs to know just now.",
  addNeed: "Tell the ward",
  takeDown: "Take it down",
  taken: "The message was taken down.",
  until: (by: string, at: number | null, zone: string, today: string): string =>
    [by, at === null ? "" : `until ${moment(at, zone, today)}`].filter(Boolean).join(", "),

  huddleAt: (time: string): string => `Huddle at ${time}`,
  huddleRunning: "The huddle is running",
  huddlePaused: "The huddle is paused",
  carried: (count: number): string =>
    count === 0 ? "Nothing carried" : `${plural(count, "action", "actions")} carried`,
  answersBack: (count: number): string => `${plural(count, "answer", "answers")} came back`,
  leads: (initials: string): string => `${initials} leads`,
  start: "Start the huddle",
  goHuddle: "Go to the huddle",
  carryOn: (section: string): string => `Carry on from ${section}`,
  readHuddle: "Read the huddle",
  huddleHeld: "Huddle held",
  huddleShort: "Short huddle held",
  huddleNotHeld: "No huddle this shift",
  notUpdated: (iso: string, today: string): string => {
    const near = nearDate(iso, today);
    return near === "today" || near === "yesterday"
      ? `Not updated since ${near}`
      : `Not updated since ${weekdayOr(iso, near)}`;
  },

  numbers: "This shift, planned and here",
  noNumbers: "No planned numbers are set up for this ward yet.",
  why: "Why different?",
  asOf: (at: number, by: string, zone: string, today: string): string =>
    `as of ${moment(at, zone, today)} ${by}`.trim(),
  notFilled: "Not filled in this shift",
  numberSaved: (label: string): string => `${label} saved.`,

  who: "Who does what",
  nobodyDoes: "No open actions this shift.",
  more: (count: number): string => `${number(count)} more`,
  fewer: "Show fewer",
  due: (due: string, date: string, today: string): string => dueWords(due, date, today),
  carriedTimes: (count: number): string =>
    count === 1 ? "carried once" : count === 2 ? "carried twice" : `carried ${number(count)} times`,
  late: "late",
  tickDone: (text: string): string => `Done: ${text}`,
  done: (text: string): string => `Done: ${text}`,

  answers: "Answers that came back",
  noAnswers: "No answers are waiting for you.",
  asked: (at: number, now: number): string => `You asked ${ago(at, now)}`,
  sorted: "Sorted?",
  allAsked: "Everything we asked for",

  daysSince: "Days since",
  months: "See the month",
  noCrosses: "No days are being counted yet.",
  setUpCross: "Count days since",
  best: (count: number): string => `best ${number(count)}`,
  ourBest: "our best so far",
  reached: (count: number): string => `${days(count)} reached`,
  since: (iso: string, today: string): string => `since we started counting on ${nearDate(iso, today)}`,
  notChecked: (count: number): string => `${days(count)} not checked`,
  allChecked: "Yesterday is checked.",
  daysWord: (count: number): string => (count === 1 ? "day" : "days"),
  notKnown: "not known",

  readings: "To fill in today",
  noReadings: "Nothing to fill in just now.",
  outOf: (total: string): string => `out of ${total}`,
  after: (time: string): string => `after ${time}`,
  /** Which day, shift, week or month a reading is for, when it is not the present one. */
  period: (key: string, today: string, shift: string): string => {
    const [rhythm = "", start = "", which = ""] = key.split(":");
    if (rhythm === "daily") return start === today ? "" : nearDate(start, today);
    if (rhythm === "each_shift") {
      const now = start === today && which === shift;
      return now ? "" : `${nearDate(start, today)}, ${which === "night" ? "night" : "day"}`;
    }
    if (rhythm === "weekly") return (daysBetween(start, today) ?? 0) < 7 ? "" : inSentence(weekTo(start));
    return start.slice(0, 7) === today.slice(0, 7) ? "" : `month of ${nearDate(start, today)}`;
  },
  overdue: "late",
  filled: (name: string): string => `${name} saved.`,
  topOf: (name: string, label: string): string => `${name}, ${label || "how many"}`,
  bottomOf: (name: string, label: string): string => `${name}, ${label || "out of how many"}`,

  setUp: "Still to set up",
  setUpWhat: {
    tiles: "name tiles",
    crosses: "days since",
    measures: "measures",
    procedures: "how we do it here",
  } as Record<string, string>,
};

function weekdayOr(iso: string, near: string): string {
  return /^\d/.test(near) ? near : weekday(iso);
}

function dueWords(due: string, date: string, today: string): string {
  if (due === "this_shift")
    return date === today || date === "" ? "this shift" : `shift of ${nearDate(date, today)}`;
  return nearDate(date || due, today);
}
