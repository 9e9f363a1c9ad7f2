/** Words of Our board: at a glance, all cards, moving, put away and the bin. */
import { days, moment, nearDate, number, plural } from "./format";

/** Column and rail names as a ward starts with them. */
export const columnNames: Record<string, string> = {
  new: "New",
  agreed: "Agreed",
  doing: "Doing",
  checking: "Checking",
  done: "Done",
  parked: "Parked",
  waiting: "Waiting for an answer",
};

/** A column's name; one we do not know is shown as it came. */
export function columnName(key: string): string {
  return columnNames[key] ?? key;
}

export const boardText = {
  name: "Our board",
  views: "Ways to see the board",
  glance: "At a glance",
  cards: "All cards",
  away: "Put away",
  bin: "Bin",
  print: "Print",
  more: "More",
  emptyWard: "Nothing is on the board yet. Press Add and write the first thing down.",
};

export const glanceText = {
  lane: "Lane",
  today: "Today, this shift",
  week: "This week against what is usual",
  doing: "Doing now",
  waiting: "Waiting",
  waitingFull: "Waiting for an answer",
  status: "Status",
  plan: (word: string, value: number): string => `${word} ${number(value)}`,
  /** A plan without what came of it: "gone: not yet". */
  notYet: (word: string): string => `${word}: not yet`,
  dot: " · ",
  asOf: (at: number, zone: string, today: string, by: string): string =>
    `as of ${moment(at, zone, today)}${by ? ` ${by}` : ""}`,
  notSince: (at: number, zone: string, today: string): string =>
    `Not updated since ${moment(at, zone, today)}`,
  notUpdated: "Not updated",
  thisShift: "this shift",
  since: (at: number, zone: string, today: string): string => `since ${moment(at, zone, today)}`,
  notThisShift: "Not entered this shift",
  enter: "Enter numbers",
  moreRows: (count: number): string => plural(count, "more number", "more numbers"),
  moreMeasures: (count: number): string => plural(count, "more measure", "more measures"),
  noRows: "No daily numbers",
  noMeasures: "No measures yet",
  usually: (range: string): string => `usually ${range}`,
  inDoing: (count: number, limit: number | null): string =>
    limit !== null && count >= limit ? `${count} of ${limit} in Doing` : `${count} in Doing`,
  oldest: (count: number): string => (count === 0 ? "new today" : `oldest ${days(count)}`),
  noneDoing: "Nothing in Doing",
  waitingCount: (count: number): string => `${count} waiting`,
  noneWaiting: "Nothing waiting",
  openLane: (lane: string): string => `${lane}: open its cards`,
  setStatus: (lane: string): string => `Status of ${lane}`,
  statusBy: (by: string, at: number, zone: string, today: string): string =>
    [by, moment(at, zone, today)].filter(Boolean).join(" "),
  statusSaid: (lane: string, word: string): string => `${lane}: ${word}`,
  why: "Say why...",
  whyTitle: (lane: string): string => `${lane}: why?`,
  whyLabel: "Why, in one line",
  twoPeople: "Two people wrote here",
};

export const cardsText = {
  toSort: "To sort",
  toSortHint: "Give each one a lane.",
  filterLane: "Lane",
  filterOwner: "Who",
  filterText: "Words in the title",
  all: "All",
  filters: "Show only",
  hidden: (count: number): string => `${plural(count, "card is", "cards are")} hidden.`,
  showAll: "Show all cards",
  tidy: (count: number): string => `There are ${count} cards. Put away what is finished.`,
  limit: (count: number, limit: number, column: string): string => `${count} of ${limit} in ${column}`,
  over: (count: number, limit: number, column: string): string =>
    `${count} in ${column}. ${limit} at a time is plenty.`,
  count: (count: number): string => plural(count, "card", "cards"),
  cell: (lane: string, column: string, count: number): string =>
    `${lane}, ${column}: ${plural(count, "card", "cards")}`,
  due: (iso: string, today: string): string => `by ${nearDate(iso, today)}`,
  late: (iso: string, today: string): string => `late, by ${nearDate(iso, today)}`,
  blocked: "Stuck",
  twoPeople: "Two people wrote here",
  checks: (done: number, all: number): string => `${done} of ${all} ticked`,
  move: "Move to...",
  moveCard: (title: string): string => `Move to... ${title}`,
  moveColumn: "Which column?",
  moveLane: "Which lane?",
  moveGo: "Move it",
  moveHere: "It is here now",
  moved: (to: string, from: string): string => `Moved to ${to}. It was in ${from}. Ctrl+Z undoes it.`,
  movedLine: (title: string, to: string): string => `"${title}" moved to ${to}.`,
  wentBack: (to: string): string => `Back in ${to}.`,
  undoTo: (from: string): string => `Undo: back to ${from}`,
  reordered: (place: number, of: number): string => `Now number ${place} of ${of} here.`,
  atEdge: "It is at the edge of the board already.",
  needsLane: "Give it a lane first.",
  dragging: "Let go to drop it. Escape puts it back.",
  dropped: "Put back where it was.",
  cardKeys: "Arrow keys go from card to card. Ctrl and an arrow moves the card.",
  resultTitle: "What came of it?",
  resultLabel: "One line for the people who asked",
  resultHint: "For example: new hoist came, no more waiting.",
  resultNeeded: "Write what came of it first. The card has not moved.",
  resultSave: "Save and move to Done",
  railOpen: (name: string, count: number): string => `${name}, ${plural(count, "card", "cards")}`,
  empty: "Nothing here",
  add: "Add a card",
};

/** Card kinds as staff say them. */
export const cardKinds: Record<string, string> = {
  problem: "Problem",
  idea: "Idea",
  action: "To do",
  test: "Trying it out",
  kit: "Kit or IT",
  message: "Message",
  thanks: "Thank you",
};

export const cardSizes: Record<string, string> = {
  just_do_it: "Just do it",
  small: "A few days",
  project: "A few weeks",
};

/** What takes time and helps nobody, in staff's words. */
export const cardWastes: Record<string, string> = {
  waiting: "Waiting",
  looking: "Looking for things",
  walking: "Walking to and fro",
  moving: "Moving people or things",
  again: "Doing it again",
  extra: "Doing more than is needed",
  stock: "Too much or too little in the cupboard",
  skills: "Skills we do not use",
};

export const cardText = {
  title: "What",
  why: "Why it matters",
  owner: "Who",
  nobody: "No one yet",
  due: "By when",
  dueToday: "Today",
  dueTomorrow: "Tomorrow",
  dueWeek: "In a week",
  lane: "Lane",
  noLane: "To sort",
  kind: "Kind",
  size: "Size",
  noSize: "Not said",
  waste: "What wastes our time here?",
  noWaste: "Not said",
  status: "Status",
  blocked: "Stuck on",
  blockedHint: "What is in the way? Leave empty when nothing is.",
  result: "What came of it",
  checklist: "List",
  checkNew: "Add a line",
  checkAdd: "Add",
  checkFull: "A list has at most 10 lines.",
  checkRemove: (text: string): string => `Take out "${text}"`,
  comments: "Comments",
  commentNew: "Write a comment",
  commentAdd: "Say it",
  noComments: "No one has written here yet.",
  notes: "Notes",
  notesHint: "Do not type names or numbers of patients.",
  meToo: "Me too",
  meTooCount: (count: number): string =>
    count === 0 ? "No one else yet" : `${plural(count, "person", "people")} said me too`,
  raisedBy: (by: string, when: string): string => `Raised by ${by}, ${when}`,
  raised: (when: string): string => `Written down ${when}`,
  here: (column: string, age: string): string => `${column}, ${age}`,
  history: "What happened to it",
  putAway: "Put away (still searchable)",
  bringBack: "Bring back to the board",
  bin: "Put in the bin",
  takeOut: "Take out of the bin",
  isAway: "This card is put away. It is not on the board.",
  isBinned: "This card is in the bin.",
  saidAway: "Put away. It can still be found.",
  saidBack: "Back on the board.",
  saidBin: "Put in the bin. You can take it out.",
  saidOut: "Taken out of the bin.",
  gone: "That card is not here any more.",
  escalate: "Escalate to...",
  mayIdentify: "This may say who someone is. Check the words.",
};

export const awayText = {
  intro: "Cards put away leave the board. You can still find them.",
  none: "Nothing has been put away yet.",
  more: "Show more",
  bringBack: "Bring back",
  bringBackCard: (title: string): string => `Bring back "${title}"`,
  finished: (column: string): string => `from ${column}`,
};

export const binText = {
  intro: "Things in the bin are not on the board. You can take them out.",
  none: "The bin is empty.",
  takeOut: "Take out",
  takeOutItem: (title: string): string => `Take out "${title}"`,
  untitled: "Without a title",
  binned: (when: string): string => `put in the bin ${when}`,
  kinds: {
    card: "Card",
    notice: "Message",
    idea: "Idea",
    escalation: "Asked for help",
    standard_work: "How we do it here",
    measure: "Measure",
    huddle: "Huddle",
  } as Record<string, string>,
};
