import { clockTime, moment, shiftName } from "./format";
import type { NowView } from "../api/generated/wire";

/** Words of the frame: ward band, rail, truth strip, palette and help sheet. */
export const frameText = {
  product: "Huddleboard",
  skip: "Skip to the page",
  rail: "Places",
  menu: "Menu",
  /** "Sunday 22 November, 07:42 · day" or "Night of 21 to 22 November, 02:10". */
  now(now: NowView): string {
    const name = shiftName(now.shift.date, now.shift.shift);
    if (now.shift.shift === "night") return `${name}, ${now.time}`;
    return `${name.replace(/, day$/, "")}, ${now.time} · day`;
  },
  whoAreYou: "Who are you?",
  tileHeld: (initials: string, role: string): string => `You are ${initials}, ${role}. Change`,
  nobody: "Tap your tile",
  letGo: "That's not me",
  strip: "What is saved",
  savedAt: (at: number, zone: string, today: string): string => `Saved on this PC ${moment(at, zone, today)}`,
  nothingSaved: "Nothing to save yet",
  saving: "Saving",
  lost: "Not saved. Keep this window open.",
  madeUp: "Made up: nothing here is real",
  leaveMadeUp: "Leave the made-up ward",
  closedUnexpectedly: "It closed without warning last time. Nothing you saved was lost.",
  readOnly: "This PC can only read the board just now. Nothing you type will be saved.",
  restored: "The board was put back from a backup. Check the last few changes.",
  recovered: "The board was checked and put right at the start. What was saved is here.",
  noAnswer: "Huddleboard is not answering. What you saved is safe.",
  tryAgain: "Try again",
  takeOver: "Take over here",
  unknownPlace: "There is nothing at this address.",
  /** On a matron's PC. */
  notHeld: "This is on the ward's own PCs. This PC holds only what the ward shares with you.",
  goToday: "Go to Today",
  keyUndo: "Undo",
  title: (screen: string, ward: string | null): string =>
    [screen, ward, "Huddleboard"].filter(Boolean).join(" - "),
  opened: (screen: string): string => screen,
  textSize: (percent: number): string => `Text size ${percent}%`,
  time: (at: number, zone: string): string => clockTime(at, zone),
};

export const paletteText = {
  title: "Find something to do",
  label: "Type what you want to do",
  none: "Nothing matches. Try another word.",
  count: (count: number): string => (count === 1 ? "1 thing to do" : `${count} things to do`),
};

export const groupText = {
  go: "Go to",
  here: "On this page",
  any: "Anywhere",
  look: "How it looks",
  help: "Help",
};

export const helpText = {
  title: "Help",
  keys: "Keys",
  keysIntro: "Everything works with taps alone too.",
  keysOff: "Keys are switched off on this PC. Settings can switch them on.",
  print: "Print this page",
  doing: "What you can do",
  whatIs: "What this is",
  about:
    "Huddleboard keeps your ward's huddles, board and counts on this PC. It needs no internet. It saves as you type.",
  emergency:
    "For a deteriorating patient or an emergency, use your normal calls. This app does not alert anyone.",
  patients: "Do not type names or numbers of patients.",
};

export const actionText = {
  palette: "Find something to do",
  help: "Help and keys",
  undo: "Undo",
  redo: "Do again",
  larger: "Make text larger",
  smaller: "Make text smaller",
  normal: "Make text normal size",
  pickTile: "Choose your name tile",
  letGo: "Let go of my tile",
};
