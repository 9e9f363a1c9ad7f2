/** Words that stand on paper only, and on the buttons that print. */
import { clockTime, days, longDate, nightOf, number, plural, inSentence } from "./format";

const medals: Record<string, string> = { bronze: "Bronze", silver: "Silver", gold: "Gold" };

export const printText = {
  printed: (at: number, zone: string, date: string): string =>
    `Printed ${longDate(date)}, ${clockTime(at, zone)}`,
  noPatients: "Nothing here may say who a patient is.",
  own: "The ward's own count; may differ from the incident system.",

  // The huddle's sheet.
  huddle: "Daily ward huddle",
  code: (date: string, shift: string): string =>
    `Sheet H-${date.slice(5).replace("-", "")}-${shift === "night" ? "N" : "D"}`,
  when: (date: string, shift: string): string =>
    shift === "night" ? nightOf(date) : `${longDate(date)}, day`,
  led: "Led by",
  started: "Started",
  ended: "Ended",
  since: "Days since",
  markYesterday: "Mark yesterday. This is not the incident report.",
  nearMiss: "Near miss",
  harm: "Harm",
  safe: "Safe",
  carried: "Carried from before",
  doneColumn: "Done",
  action: "Action",
  who: "Who",
  by: "When",
  nothing: "Nothing to raise",
  notCovered: "Not covered",
  actions: "Who does what",
  readBack: "Read back at the end",
  late: "late",

  // At a glance.
  glance: "Our board at a glance",
  notKnown: "not known",
  planned: (word: string, value: number): string => `${word} ${number(value)}`,
  doing: (count: number): string => `${count} doing`,
  oldest: (count: number): string => `oldest ${days(count)}`,
  waiting: (count: number): string => `${count} waiting for an answer`,

  // A procedure.
  grows: (title: string, version: number): string =>
    `${title}, version ${version}. Printed pages grow old: check the board.`,

  // Crosses of a month.
  crosses: (month: string): string => `Safety crosses, ${month}`,
  crossesKey:
    "Tick: somebody checked and nothing happened. Triangle: near miss. Black with a number: harm, how many. Dashed: not checked.",
  monthNotChecked: (count: number): string =>
    count === 0
      ? "Every day of this month so far was checked."
      : `${plural(count, "day of this month was", "days of this month were")} not checked.`,
  printMonth: "Print this month",

  // A milestone.
  certificate: (count: number): string => `Print the ${days(count)} certificate`,
  certificateOf: (count: number, label: string): string => `Print the ${days(count)} certificate, ${label}`,
  days: (count: number): string => days(count),
  without: (label: string): string => `without ${inSentence(label)}`,
  checked: (from: string, to: string): string =>
    `Every day from ${longDate(from)} to ${longDate(to)} was checked.`,
  thanks: "Thank you, everyone.",
  medal: (key: string): string => medals[key] ?? "",
};
