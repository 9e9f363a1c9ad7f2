/** Words of the ward's week, and of making files of it. */
import { dayDate, days, longDate, plural } from "./format";

const standings: Record<string, string> = {
  worse: "Worse than usual",
  look: "Worth a look",
  better: "Better than usual",
  no_change: "No real change",
  too_few: "Too few to say",
  missing: "Not entered",
};

export const weekText = {
  name: "This week",
  title: (sunday: string): string => `Week to ${dayDate(sunday)}`,
  soFar: "This week so far",
  before: "The week before",
  after: "The week after",

  // Is it complete?
  complete: "Is it complete?",
  whole: "Nothing is missing.",
  huddles: (held: number, planned: number): string =>
    planned === 0 ? "No huddle was due yet." : `${held} of ${plural(planned, "huddle", "huddles")} held.`,
  measures: (entered: number, due: number): string => {
    if (due === 0) return "No measure was due yet.";
    if (entered >= due) return `All ${plural(due, "measure", "measures")} entered.`;
    return `${due - entered} of ${plural(due, "measure", "measures")} not entered.`;
  },
  notEntered: (names: string): string => `No number for ${names}.`,
  crosses: (left: number, kept: number): string => {
    if (kept === 0) return "No crosses are kept.";
    return left === 0
      ? "Every cross was checked every day."
      : `${plural(left, "day", "days")} of the crosses not checked.`;
  },
  enter: "Enter numbers",
  check: "Check the days",

  // The three lines.
  know: "Three things to know",
  knowHint: "An empty line prints “Not written this week”.",
  line: (n: number): string => `Thing to know ${n}`,
  lineSaved: "The line was saved.",

  // What the week holds.
  help: "Needs your help",
  noHelp: "Nothing is waiting for an answer.",
  asked: (number: string, to: string, told: string, open: number): string =>
    [
      number,
      `${to}${told ? `, told: ${told}` : ""}`,
      open === 0 ? "open for less than a day" : `open for ${days(open)}`,
    ]
      .filter(Boolean)
      .join(" · "),
  answered: "Answers that came back",
  answer: (to: string, answer: string): string => `${to}: ${answer}`,
  flags: "Staffing and harms",
  noFlags: "No staffing red flag was raised.",
  flag: (name: string, count: number): string => `${name}: ${count}`,
  noHarms: "No harm is waiting for an incident number.",
  harms: (count: number): string => `${plural(count, "harm", "harms")} without an incident number.`,
  since: "Days since",
  noCrosses: "No crosses are kept.",
  cross: (name: string, count: number | null): string =>
    count === null ? `${name}: not counted yet` : `${name}: ${days(count)}`,
  beside: (from: string | null, unchecked: number, harms: number, milestone: number | null): string =>
    [
      from ? `since counting began on ${longDate(from)}` : "",
      unchecked > 0 ? `${days(unchecked)} not checked` : "",
      harms > 0 ? `${harms} this week` : "",
      milestone === null ? "" : `milestone: ${days(milestone)}`,
    ]
      .filter(Boolean)
      .join(" · "),
  numbers: "Measures",
  noMeasures: "Nothing is counted yet.",
  standing: (key: string): string => standings[key] ?? key,
  value: (value: string, usual: string): string => (usual ? `${value}, usually ${usual}` : value),
  missing: (why: string): string => (why ? `Not entered: ${why}` : "Not entered"),
  quiet: (count: number): string => `${plural(count, "measure", "measures")} with no real change`,
  late: "Late actions",
  noLate: "No action is late.",
  lateBy: (owner: string, count: number): string => `${owner || "Nobody named"} · ${days(count)} late`,
  more: "Ideas, thanks and reviews",
  ideas: (fresh: number, answered: number, waiting: number, oldest: number | null): string =>
    `Ideas: ${fresh} new, ${answered} answered, ${waiting} waiting${
      oldest === null || waiting === 0 ? "" : `, the oldest for ${days(oldest)}`
    }.`,
  thanks: (text: string): string => `Thank you, ${text}`,
  review: (title: string, due: string): string => `Review due: ${title} (${longDate(due)})`,
  rest: (count: number): string => `${count} more in the spreadsheet.`,
  foot: "The ward's own count; may differ from the incident system.",
  noPatients: "Nothing here may say who a patient is.",

  // The files.
  files: "Files of this week",
  neverMade: "No files have been made of this week yet.",
  version: (version: number, made: string, by: string): string =>
    `Version ${version}, made ${made}${by ? ` by ${by}` : ""}.`,
  made: (date: string, time: string): string => `${longDate(date)}, ${time}`,
  apart: (version: number, made: string, by: string): string =>
    `Another PC kept its own version ${version}${made ? `, made ${made}` : ""}${
      by ? ` by ${by}` : ""
    }, with other figures. Both are kept. Make the files again: version ${
      version + 1
    } is then the one that counts.`,
  changedThen: "What changed in this version:",
  unchanged: "Nothing has changed since. The same files would be made again.",
  changedNow: (next: number): string => `Changed since. The next files will be version ${next}:`,
  make: "Make the week's files",
  format: [
    { value: "pdf", label: "Page to read and print (.pdf)" },
    { value: "xlsx", label: "Spreadsheet (.xlsx)" },
    { value: "docx", label: "Document to edit (.docx)" },
    { value: "csv", label: "One table (.csv)" },
    { value: "txt", label: "Short text for an e-mail (.txt)" },
  ] as const,
  alsoWeek: "A week file for the matron's comparison is always made as well.",
  folder: "Folder",
  cannot: "This app makes no files here.",
  done: (count: number, version: number): string =>
    `${plural(count, "file", "files")} made, version ${version}.`,
};
