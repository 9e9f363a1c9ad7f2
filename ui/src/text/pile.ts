/** Words of several wards' weeks side by side. */
import type { PileFile } from "../api/generated/wire";
import { dayDate, longDate, plural } from "./format";

const signs: Record<string, string> = {
  worse: "Worse than usual",
  look: "Worth a look",
  better: "Better than usual",
  no_change: "No real change",
  too_few: "Too few to say",
};

/** What became of a file; a file that is shown as it was made is not spoken of. */
const fates: Record<string, (file: PileFile) => string> = {
  altered: (file) => `Somebody changed this file after ${file.ward} made it. It is shown and marked.`,
  older: (file) => `Version ${file.version} of ${file.ward}. A newer version is here, so this is not shown.`,
  again: (file) => `The same week of ${file.ward} is in another file, so this is not shown.`,
  rival: (file) =>
    `This is version ${file.version} of ${file.ward} too, with other figures. The one made last is shown. Ask the ward which counts.`,
  set_aside: (file) =>
    `Somebody changed this file after ${file.ward} made it. The file the ward made is shown instead.`,
  other_week: (file) =>
    file.sunday
      ? `This is the week to ${longDate(file.sunday)}. Choose that week to see it.`
      : "This is of another week.",
  newer: () => "This comes from a newer Huddleboard. Update this PC, then open it again.",
  not_a_week: () => "This is not a week file, or it is damaged. Ask the ward to send it again.",
  too_large: () => "This file is too large to be a week. Ask the ward to send it again.",
  day_too_far: () =>
    "A day in this file cannot be right: it is too long ago or too far ahead. Ask the ward to send it again.",
  too_long: () => "A text or a list in this file is too long. Ask the ward to send it again.",
  unreadable: () => "This file cannot be read. Ask the ward to send it again.",
};

export const pileText = {
  name: "Wards side by side",
  lead: "Open the week files of your wards. Each ward makes one with its week's files.",
  noWard: "You need no ward on this PC.",
  start: "Read several wards' weeks",
  startHint: "For a matron. You need no ward on this PC.",
  back: "Back to the start",
  which: "Where are the week files?",
  folder: "Folder of the week files",
  folderHint: "Type or paste the whole path. Their names end in .huddleweek.",
  openFolder: "Open the folder",
  choose: "Choose files",
  chosen: (count: number): string => `${plural(count, "file", "files")} chosen.`,
  tooMuch: "These files are too large to choose at once. Put them in a folder and open that.",
  noFolder: "Type the folder first.",
  opening: "Opening the files.",
  noFiles: "There is no week file in this folder.",
  noneShown: "None of these files can be shown.",
  opened: (wards: number): string => `${plural(wards, "ward", "wards")} side by side.`,
  week: "Week",
  weekOption: (sunday: string, wards: number): string =>
    `Week to ${longDate(sunday)} (${plural(wards, "ward", "wards")})`,
  title: (sunday: string): string => `Week to ${dayDate(sunday)}`,
  notRank: "Wards differ. Do not rank.",
  own: "Each ward's own count; may differ from the incident system.",
  noPatients: "Nothing here may say who a patient is.",
  order: "Wards stand by name.",
  leftOut: (count: number): string =>
    `${plural(count, "measure is", "measures are")} not shown: one ward alone counts it, or counts it in its own way.`,
  noShared: "No two of these wards count the same thing in the same way.",
  oneWard: "Open the file of one more ward to put two side by side.",
  ward: "Ward",
  complete: "What is complete",
  version: (version: number): string => `Version ${version}`,
  altered: "file changed after the ward made it",
  rival: "another file of this version has other figures",
  what: "What is counted",
  sign: (standing: string): string => signs[standing] ?? "",
  blank: (why: string, reason: string): string => {
    if (why === "another_way") return "Counts it in another way";
    if (why === "not_counted") return "Does not count this";
    return reason ? `Not entered: ${reason}` : "Not entered";
  },
  notShown: (count: number): string =>
    count === 1 ? "About one of the files" : `About ${count} of the files`,
  more: "There are more files in this folder. Only the first 500 were opened.",
  fate: (file: PileFile): string => fates[file.fate]?.(file) ?? "",

  files: "Take it with you",
  make: "Make the files",
  format: [
    { value: "pdf", label: "Page to read and print (.pdf)" },
    { value: "xlsx", label: "Spreadsheet of all wards (.xlsx)" },
    { value: "csv", label: "One table of all wards (.csv)" },
  ] as const,
  to: "Folder to put them in",
  done: (count: number): string => `${plural(count, "file", "files")} made.`,
};
