/** A sentence for every refusal a screen acts on: what happened, what is safe, what to do. */
const sentences: Record<string, string> = {
  host_gone:
    "Huddleboard is not answering. What you saved is safe. Keep this window open while you try again.",
  internal: "Something went wrong on our side. What you saved before is safe. Try again.",
  busy: "This PC is busy. Nothing is lost. Try again in a moment.",
  not_found: "That is not here any more. Someone may have put it away.",
  empty: "Type something first.",
  too_long: "That is too long. Make it shorter and try again.",
  bad_date: "That is not a date we know. Use the day, month and year.",
  bad_time: "That is not a time we know. Use 24-hour time, like 07:30.",
  time_ahead: "This time has not come yet. Nothing was saved. Check it.",
  end_before_start: "The huddle would end before it starts. Nothing was saved. Check both times.",
  bad_number: "That is not a number we can use.",
  identifier: "This looks like a patient's number, so it was not saved. Take the number out and try again.",
  needs_tile: "Tap your name tile first. Nothing was changed.",
  pin_needed: "This needs the ward PIN. Nothing was changed.",
  wrong_pin: "That PIN is not right. Nothing was changed.",
  pin_form: "A PIN has 4 to 12 figures. Nothing was changed.",
  disk_full: "This PC's disk is full, so this was not saved. Free some space and try again.",
  read_only: "This PC can only read the board just now, so nothing was saved.",
  folder: "We cannot write in that folder. Choose a different one.",
  stopped: "Nothing was changed.",
};

/** The sentence for a code, or `null` so that the store's own message is used. `{name}` prints a parameter. */
export function errorSentence(code: string, params: Record<string, string> = {}): string | null {
  const sentence = sentences[code];
  if (sentence === undefined) return null;
  return sentence.replace(/\{(\w+)\}/g, (_whole, name: string) => params[name] ?? "");
}

export const errorText = {
  ...sentences,
  close: "Close this message",
  incident: (number: string): string => `Tell IT this number: ${number}`,
};
