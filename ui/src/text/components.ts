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
  heldBack: "A long number is not saved until you finish it.",
};
