/** Words of bringing numbers in from a file or a pasted column. */
import { plural } from "./format";

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
