/** Words of the shared parts: status words, close buttons, number boxes. */
export const statusWords = {
  on_track: "On track",
  watch: "Watch",
  needs_help: "Needs help",
  not_known: "Not said yet",
} as const;

export const componentText = {
  close: "Close",
  cancel: "Cancel",
  save: "Save",
  back: "Back",
  nobodyShort: "No one yet",
  showTable: "Show the numbers",
  notANumber: "Use digits, like 4 or 4.5.",
  wholeNumber: "Use a whole number, like 4.",
  numberKept: "The old number is kept. Type the right one, or say it was not measured.",
  day: "Day",
  month: "Month",
  year: "Year",
  notADate: "That is not a date. Give the day, month and year.",
  today: "Today",
  tomorrow: "Tomorrow",
  inAWeek: "In a week",
  whichFiles: "Which files?",
  noFile: "Choose at least one file.",
  ownFolder: (own: string): string => `Leave it empty to use ${own}`,
  filesIn: (folder: string): string => `They are in ${folder}`,
  heldBack: "A long number is not saved until you finish it.",
};
