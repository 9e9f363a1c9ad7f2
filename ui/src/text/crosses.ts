import { days, dayDate, longDate, monthYear, nearDate, inSentence, number } from "./format";

const states: Record<string, string> = {
  safe: "Checked, none",
  near_miss: "Nearly happened",
  harm: "Someone was harmed",
  "": "Not checked",
};

/** Words of safety crosses and days since. */
export const crossText = {
  name: "Days since",
  title: "Days since",
  states,
  state: (key: string): string => states[key] ?? key,
  intro: "A day turns green only when a person has checked it.",
  month: (month: string): string => monthYear(`${month}-01`),
  earlier: "Earlier month",
  later: "Later month",
  thisMonth: "This month",
  days: (count: number): string => (count === 1 ? "day" : "days"),
  notChecked: (count: number): string => (count === 0 ? "every day checked" : `${days(count)} not checked`),
  best: (count: number): string => `our best is ${days(count)}`,
  /** A gap with unchecked days in it is no best one, however long: it says so. */
  lastGap: (count: number, unchecked: number): string =>
    `the gap before was ${days(count)}${unchecked > 0 ? `, ${number(unchecked)} of them not checked` : ""}`,
  nextHeld: (count: number): string => `${days(count)} counts once every day is checked`,
  stood: "What stood here",
  bestNow: "our best so far",
  next: (count: number): string => `next mark: ${days(count)}`,
  reached: (count: number): string => `${days(count)} reached, with every day checked`,
  lastOne: (iso: string, today: string): string => `last one ${nearDate(iso, today)}`,
  sinceStart: (iso: string): string => `since we started counting on ${longDate(iso)}`,
  notReported: (count: number): string =>
    count === 1 ? "1 has no incident number yet" : `${count} have no incident number yet`,
  dayName: (iso: string, state: string, late = ""): string =>
    `${dayDate(iso)}: ${states[state] ?? state}${late ? `, ${late}` : ""}`,
  future: (iso: string): string => `${dayDate(iso)}: not here yet`,
  before: (iso: string): string => `${dayDate(iso)}: before we started counting`,
  by: (by: string): string => `marked by ${by}`,
  late: "entered later",
  keys: "Arrow keys move between days. Enter marks a day.",
  key: "What the marks mean",
  change: "Change",
  changeOf: (label: string): string => `Change ${label}`,
  changeOn: (label: string, iso: string): string => `Change: ${label}, ${dayDate(iso)}`,
  between: "Days between",
  betweenTable: { from: "From", until: "To the next one", days: "Days", note: "Note" },
  betweenUnchecked: (count: number): string => `${days(count)} not checked: does not count`,
  betweenSaid: (sentence: string): string => `Days between: ${sentence}`,
  add: "Add something to count",
  none: "No days are being counted yet.",

  // Marking yesterday, in one line.
  checkedNone: "Checked, none",
  happened: "Something happened",
  ask: (iso: string, label: string): string => `${dayDate(iso)}: ${inSentence(label)}`,
  checkedNoneOf: (iso: string, label: string): string => `Checked, none: ${label}, ${dayDate(iso)}`,
  happenedOf: (iso: string, label: string): string => `Something happened: ${label}, ${dayDate(iso)}`,
  marked: (label: string, iso: string, state: string): string =>
    `${label}, ${dayDate(iso)}: ${states[state] ?? state}.`,

  // Marking one day.
  markTitle: (label: string, iso: string): string => `${label}, ${dayDate(iso)}`,
  whatHappened: "What was the day like?",
  safeHint: "A person checked. Nothing happened.",
  nearHint: "It nearly happened. Nobody was hurt.",
  harmHint: "It happened, and someone was harmed.",
  takeBack: "Take the mark back",
  takenBack: "The mark was taken back.",
  howMany: "How many times?",
  incident: "Incident number",
  incidentHint: "From the trust's own reporting system.",
  notReportedYet: "Not reported yet",
  notReportedHint: "This becomes something to do until the number is here.",
  needsIncident: "Type the incident number, or tick “Not reported yet”.",
  notTheReport: "This is not the incident report.",
  note: "A short note",
  noteHint: "No names, no patient numbers.",
  save: "Save this day",
  lateNow: "This will be marked “entered later”.",
  wasMarked: (state: string, by: string, late: string): string =>
    `Marked before: ${[(states[state] ?? state).toLowerCase(), by, late].filter(Boolean).join(", ")}. The history keeps it.`,

  // Setting one up.
  defineTitle: "What do we count?",
  label: "Name",
  labelHint: "Short, like “Falls with harm”.",
  counts: "What counts",
  countsHint: "One sentence that a bank nurse could follow.",
  lastKnown: "When was the last one?",
  lastDate: "We know the date",
  lastNot: "Not known",
  date: "Date of the last one",
  stop: "Stop counting this",
  again: "Count this again",
  saveDefine: "Save",
  defined: (label: string): string => `${label} saved.`,
};
