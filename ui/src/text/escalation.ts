import { ago, list, moment, plural } from "./format";

const to: Record<string, string> = {
  matron: "Matron",
  site: "Site team",
  estates: "Estates",
  it: "IT",
  pharmacy: "Pharmacy",
};
const how: Record<string, string> = {
  phone: "By phone",
  bleep: "By bleep",
  face_to_face: "Face to face",
  huddle: "At a huddle",
};
const urgency: Record<string, string> = { now: "Now", today: "Today", this_week: "This week" };
const rating: Record<string, string> = { sorted: "Sorted", partly: "Partly", no: "Not sorted" };
const reason: Record<string, string> = {
  harm: "Harm, or a risk of harm",
  red_flag: "A staffing red flag",
  cannot_fix_here: "We cannot fix it here",
  blocked: "Stuck for more than two days",
  high_profile: "People outside may notice",
};

/** "at 14:10", "yesterday 14:10". */
function at(ms: number, zone: string, today: string): string {
  const when = moment(ms, zone, today);
  return /^\d\d:/u.test(when) ? `at ${when}` : when;
}

/** Words of "Escalate to...". */
export const escalationText = {
  name: "Asking for help",
  button: "Escalate to...",
  titleTo: "Escalate to...",
  to,
  how,
  urgency,
  rating,
  reason,
  toName: (key: string): string => to[key] ?? key,
  urgencyName: (key: string): string => urgency[key] ?? key,
  howName: (key: string): string => how[key] ?? key,
  ratingName: (key: string): string => rating[key] ?? key,
  reasonName: (key: string): string => reason[key] ?? key,
  /** Fixed for safety: on every such screen. */
  fixedLine:
    "For a deteriorating patient or an emergency, use your normal calls. This app does not alert anyone.",
  toldNobody: "Written down here. This app has told nobody.",
  /** Of a ward that shares: nobody else has stored it as it stands now. */
  notSent: (pcs: readonly string[], matron: boolean): string =>
    pcs.length > 0
      ? `Written down here. Not sent yet from this PC. It waits for ${list(pcs)}.`
      : matron
        ? "Written down here. Not sent yet: this ward has no matron's PC."
        : "Written down here. No other PC has it.",
  /** Said only when that PC has stored it. A matron is named only when it is her PC. */
  sent: (pc: string, when: number, matron: boolean, zone: string, today: string): string =>
    `Sent to ${pc}, stored there ${at(when, zone, today)}${matron ? "" : ". No matron's PC has it."}`,

  toWhom: "Who do we need?",
  need: "What we need",
  needHint: "Say what, where and by when. No patient names or numbers.",
  when: "How soon?",
  urgencyHints: { now: "in 30 minutes", today: "in 4 hours", this_week: "in 3 working days" },
  toldWho: "Who did you tell?",
  toldWhoHint: "Their role, like “site nurse in charge”.",
  toldHow: "How did you tell them?",
  toldAt: "When?",
  lane: "Which row of the board does it belong to?",
  laneSaid: (number: string, lane: string): string => `${number} now counts in ${lane}.`,
  more: "Say more",
  situation: "What is happening",
  background: "What led to it",
  assessment: "What we think",
  whyLabel: "Why it cannot wait here",
  noReason: "No reason given",
  write: "Write it down",
  written: (to: string, nobody: boolean): string =>
    `Written down: we told ${to}. ${nobody ? "This app has told nobody." : "This app alerts nobody."}`,
  needsTo: "Choose who we need.",
  needsNeed: "Say what you need.",
  needsWho: "Say who you told. If you told nobody yet, tell them first.",
  needsTime: "Type the time you told them, like 07:30.",

  waiting: "Waiting for an answer",
  noneWaiting: "We are not waiting for any answers.",
  answered: "Answers that came back",
  noneAnswered: "No answers to close.",
  closed: "Closed",
  showClosed: "Show what is closed",
  hideClosed: "Hide what is closed",
  noneClosed: "Nothing has been closed yet.",
  asked: (to: string, by: string, at: number, now: number): string =>
    `${to} · asked ${ago(at, now)}${by ? ` by ${by}` : ""}`,
  late: "Past its time",
  read: "Read it all",
  readOf: (number: string): string => `Read ${number}`,
  told: (who: string, howWords: string, at: number, zone: string, today: string): string =>
    `Told ${who}, ${howWords.toLowerCase()}, ${moment(at, zone, today)}`,
  answer: "Write down the answer",
  reply: "Answer the ward",
  replyOf: (number: string): string => `Answer ${number}`,
  replyTitle: "Answer the ward",
  replyWhat: "What do you answer?",
  replyBy: "Who answers?",
  replyByHint: "Your role, like “matron”, or the name people know you by.",
  replySaved: "Saved. The ward sees it when its PCs and this one meet.",
  replied: "Answered on the matron's PC",
  answerOf: (number: string): string => `Write down the answer to ${number}`,
  answerTitle: "The answer that came back",
  answerWhat: "What they said",
  answerBy: "Who said it",
  answerByHint: "Their role, like “pharmacist”.",
  answerSaved: "The answer was written down.",
  needsAnswer: "Type what they said.",
  needsAnswerBy: "Say who it came from.",
  answerLine: (by: string, at: number, zone: string, today: string): string =>
    `${by}, ${moment(at, zone, today)}`,
  isSorted: "Is it sorted?",
  closeHint: "Only our ward closes this.",
  closed3: { sorted: "Yes, it is sorted", partly: "Partly", no: "No" },
  closedSaid: (words: string): string => `Closed: ${words.toLowerCase()}.`,
  count: (count: number): string => plural(count, "question", "questions"),
};
