/** Words of Find, and the names of kinds of record as staff say them. */
import { addDays, longDate } from "./format";

const kinds: Record<string, string> = {
  card: "Card",
  huddle: "Huddle",
  notice: "Message",
  standard_work: "How we do it",
  measure: "Measure",
  readings: "Numbers",
  cross: "Days since",
  escalation: "Asked for help",
  idea: "Idea",
  project: "Improvement week",
  week: "This week",
};

/** A record's title as staff read it: huddles and weeks are known by their day. */
export function hitTitle(kind: string, title: string): string {
  if (kind === "huddle") return `Huddle of ${longDate(title)}`;
  if (kind === "week") return `Week to ${longDate(addDays(title, 6))}`;
  return title;
}

/** The name of a kind of record. */
export function kindName(kind: string): string {
  return kinds[kind] ?? "";
}

export const findText = {
  kinds,
  name: "Find",
  box: "Find anything on this PC",
  hint: "Cards, huddles, how we do it, and what was put away. A small slip in spelling is fine.",
  none: (words: string): string => `Nothing here has "${words}". Try fewer words.`,
  count: (count: number): string => (count === 1 ? "1 thing found" : `${count} things found`),
  putAway: "Put away",
  start: "Type a word to start.",
};
