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
  not_a_percentage: "A percentage is from 0 to 100.",
  below_nought: "This number cannot be right for this measure.",
  more_than_all: "The first number is more than the second.",
  bad_number: "This number cannot be right.",
  one_number: "This measure takes one number, not two.",
  out_of_what: "It does not say out of how many.",
  out_of_nothing: "The second number must be more than nought.",
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

/** What a column may be, to choose from. */
export const useOptions = [
  "period",
  "value",
  "numerator",
  "denominator",
  "series",
  "shift",
  "note",
  "label",
  "ignored",
].map((value) => ({ value, label: uses[value] ?? value }));

const problems: Record<string, string> = {
  no_period_column: "We found no column with dates. Say which one it is.",
  no_value_column: "We do not know which column holds the numbers. Say which one it is.",
  same_heading: "Two columns are the same thing, or have the same heading. Say which one to use.",
};

/** Why the columns could not be understood. */
export function importProblem(code: string): string {
  return problems[code] ?? "Say what each column is.";
}

export const importText = {
  title: "Bring in from a file",
  intro: "Choose an Excel or CSV file from this PC. Nothing changes until you say so.",
  useOf: (name: string): string => `What is in the column ${name}?`,
  noHeading: "not used: it has no heading of its own",
  sayColumns: "Your turn",
  sheet: (name: string): string => `Sheet: ${name}.`,
  moreSheets: (count: number): string =>
    count === 1 ? "One more sheet was left alone." : `${count} more sheets were left alone.`,
  moreFaults: (count: number): string => `And ${count} more.`,

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
