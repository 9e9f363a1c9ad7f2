import { clockTime, dayDate, days, list, moment, nearDate, since, inSentence } from "./format";
import { type OtherPc, isThere, sharingText } from "./sharing";

/** Words of the wall screen and of putting something on it. */
export const wallText = {
  name: "Wall screen",
  parts: {
    glance: "At a glance",
    crosses: "Days since",
    measures: "What we measure",
    doing: "What we are doing",
    waiting: "What we asked for",
    thanks: "Thank you!",
  },
  asksAndIdeas: (asks: number, ideas: number): string =>
    ideas === 0 ? wallText.parts.waiting : asks === 0 ? "Our ideas" : "What we asked for, and ideas",
  idea: "Idea:",
  empty: "Nothing has been put on the wall yet.",
  emptyHow: "On a ward PC, open a card, a measure or a thank you and choose “Show on the wall”.",
  notOpen: "The ward’s board cannot be opened here.",
  notOpenHow:
    "Nothing is lost. If Huddleboard is open on this PC, open the wall from its Settings. Otherwise start a ward first.",
  notReached: "The ward’s records cannot be reached. This page may be old.",
  hidden: "(hidden on the wall: check wording)",
  today: (iso: string): string => dayDate(iso),
  lastChange: (at: number, by: string, zone: string, today: string): string =>
    `Last change ${moment(at, zone, today)}${by === "" ? "" : ` by ${by}`}`,
  notUpdatedSince: (at: number, zone: string, today: string): string =>
    `Not updated since ${moment(at, zone, today)}`,
  neverUpdated: "Not updated yet",
  alone: "This PC only",
  /** Who has been heard from: those that are there, then those that are not, longest first; two of these by name. */
  heard: (pcs: readonly OtherPc[], now: number): string => {
    if (pcs.length === 0) return wallText.alone;
    const there = pcs.filter((pc) => isThere(pc, now)).map(sharingText.called);
    const gone = pcs
      .filter((pc) => !isThere(pc, now))
      .sort((a, b) => (a.last_heard ?? 0) - (b.last_heard ?? 0));
    const said = gone.slice(0, 2).map((pc) => {
      const spell = pc.last_heard === null ? "not seen yet" : `not seen for ${since(pc.last_heard, now)}`;
      return `${sharingText.called(pc)} ${spell}`;
    });
    if (there.length > 0) said.unshift(`Heard from ${list(there)}`);
    if (gone.length > 2) said.push(`${String(gone.length - 2)} more not seen`);
    return said.join("; ");
  },
  clock: (at: number, zone: string): string => clockTime(at, zone),
  dark: (until: string): string => `Not showing the board until ${until}`,
  pause: "Pause",
  carryOn: "Carry on",
  back: "Page before",
  on: "Next page",
  page: (name: string, more: boolean): string => (more ? `${name.replace("!", "")}, more` : name),
  planned: (n: string): string => `${n} planned`,
  here: (n: string): string => `${n} here`,
  notEntered: "not entered",
  /** Two people wrote different numbers apart. */
  twoNumbers: "two numbers: choose one",
  doing: (count: number): string => (count === 1 ? "1 being done" : `${count} being done`),
  notSaid: "Nobody has said this shift",
  dayCount: (count: number | null): string => (count === null ? "?" : String(count)),
  daysSince: (label: string): string => `since ${inSentence(label)}`,
  daysWord: (count: number | null): string => (count === 1 ? "day" : "days"),
  notChecked: (count: number): string => (count === 0 ? "every day checked" : `${days(count)} not checked`),
  sinceStart: (iso: string, today: string): string => `counted from ${nearDate(iso, today)}`,
  milestone: (count: number): string => `${days(count)} reached, with every day checked`,
  stale: "Not up to date",
  usually: (text: string): string => `usually ${text}`,
  age: (count: number): string => (count === 0 ? "since today" : `${days(count)} in doing`),
  asked: (to: string, count: number): string =>
    `asked ${to}, ${count === 0 ? "today" : `${days(count)} ago`}`,
  noAnswer: "No answer yet",
  answer: (text: string): string => `Answer: ${text}`,
  to: (text: string): string => `to ${text}`,

  // Putting something on the wall, or what is asked for before the matron.
  places: {
    wall: {
      icon: "monitor",
      show: "Show on the wall",
      take: "Take off the wall",
      title: "Show on the wall?",
      readBack: "Everyone who walks past can read this:",
      no: "No, show it",
      yes: "Yes, leave it off",
      up: "It is on the wall now.",
      down: "It is off the wall now.",
    },
    matron: {
      icon: "send",
      show: "Show to the matron",
      take: "Take back from the matron",
      title: "Show to the matron?",
      readBack: "The matron’s PC will show this:",
      no: "No, show it",
      yes: "Yes, keep it here",
      up: "The matron’s PC shows it when it next hears from this ward.",
      down: "Taken back. The matron’s PC shows it until it next hears from this ward.",
    },
  },
  one: (act: string, of: string): string => (of === "" ? act : `${act}: ${of}`),
  isUp: "On the wall",
  question: "Could anyone tell who this is about?",
  yesHint: "Bed numbers and names tell who people are. Try: “Bay 2, high risk of falls x 2”.",
  found: "The marked words may tell who it is:",
  finds: {
    number: "a long number",
    birth_date: "a date of birth",
    bed_and_name: "a bed or bay with a name",
    title_and_surname: "a title with a surname",
    postcode: "a postcode",
    phone: "a phone number",
    email: "an e-mail address",
    hospital_number: "a hospital number",
  } as Record<string, string>,
  because: "Why can the words stay?",
  reasons: {
    staff: "It is a member of staff",
    not_a_person: "It is not a person",
    agreed: "The person said yes",
  } as Record<string, string>,
  setUp: "Wall screen",
  setUpIntro: "How big the letters must be depends on the screen and on how far away people stand.",
  open: "Open the wall screen",
  openHint:
    "It opens in a window of its own. Move it to the wall’s screen; it comes back there the next time.",
  off: "Rest the wall for part of the day",
  offHint: "It shows only the clock then. It wakes when the huddle is due.",
  offFrom: "Rest from",
  offUntil: "Show the board again at",
  offSaid: (from: string, until: string): string => `The wall rests from ${from} to ${until}.`,
  offNever: "The wall never rests.",
  offSame: "Both times are the same, so the wall never rests.",
  inches: "Screen size, corner to corner, in inches",
  metres: "People read it from this far away, in metres",
  tooSmall: "This screen is small for that distance. Little will fit on a page.",
};
