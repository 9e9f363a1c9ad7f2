/** Words of the ideas, and of answering them. */
import { dayDate, days, plural } from "./format";

const states: Record<string, string> = {
  new: "No answer yet",
  thanked: "Thanked",
  trying: "We are trying it",
  done: "Done",
  passed_up: "Passed on to someone above us",
  not_now: "Not now",
};

export const ideasText = {
  name: "Ideas",
  add: "Add an idea",
  intro: "Every idea gets an answer. The oldest one waits at the top.",
  none: "No ideas yet. Press Add an idea and write the first one down.",
  allAnswered: "Every idea has an answer.",
  waiting: "Waiting for an answer",
  answered: "Answered",
  waitingLine: (count: number, oldest: number | null): string =>
    oldest === null || oldest === 0
      ? plural(count, "idea waits", "ideas wait")
      : `${plural(count, "idea waits", "ideas wait")}, the oldest for ${days(oldest)}`,
  state: (key: string): string => states[key] ?? key,
  by: (by: string, on: string): string => [by || "No name given", dayDate(on)].join(", "),
  answer: "Answer it",
  answerOf: (text: string): string => `Answer it: ${text}`,
  again: "Change the answer",
  againOf: (text: string): string => `Change the answer to: ${text}`,
  title: "Answer an idea",
  what: "What happens with it?",
  choices: [
    { value: "trying", label: "We try it" },
    { value: "done", label: "It is done" },
    { value: "thanked", label: "Thank you, we are thinking" },
    { value: "passed_up", label: "We pass it on to someone above us" },
    { value: "not_now", label: "Not now" },
  ] as const,
  reply: "What do you say?",
  replyHint: "One line to the person who had the idea.",
  reason: "Why not now?",
  reasonHint: "Say it kindly. People stop giving ideas when nobody says why.",
  save: "Give the answer",
  needsState: "Choose what happens with it.",
  needsReason: "Say why not now.",
  saved: "The answer was saved.",
};
