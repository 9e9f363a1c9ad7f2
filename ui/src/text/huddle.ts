import { clockTime, dayDate, number, plural, shiftName, inSentence } from "./format";

const sections: Record<string, { name: string; prompt: string }> = {
  welcome: { name: "Who's here", prompt: "New or moved faces? Who leads today, and who leads tomorrow?" },
  checkin: { name: "How are we?", prompt: "Hands up: fine, so-so or struggling?" },
  staffing: {
    name: "Staffing and skills",
    prompt: "Enough of the right people? Breaks covered? Any red flag raised?",
  },
  lookback: { name: "Last 24 hours", prompt: "Anything that hurt or nearly hurt someone? What helped?" },
  dayssince: { name: "Days since", prompt: "How long since the last one?" },
  today: { name: "Today's risks", prompt: "Which risks today? Say numbers and bays, never names." },
  flow: { name: "Coming and going", prompt: "How many go home today? What are we waiting for?" },
  kit: { name: "Kit, beds, cleaning, IT", prompt: "Anything broken or missing?" },
  messages: { name: "Need to know", prompt: "One message only." },
  improve: { name: "What we're improving", prompt: "How is it going? Any ideas?" },
  thanks: { name: "Thank you", prompt: "One thing that went well." },
  actions: { name: "Who does what", prompt: "Read it back before you go." },
};

const states: Record<string, string> = {
  "": "Not yet",
  nothing_to_raise: "Nothing to raise",
  raised: "Raised",
  not_covered: "Not covered",
};

const days: Record<string, string> = {
  nothing_recorded: "Nothing recorded",
  prepared: "Nothing recorded",
  running: "Running now",
  paused: "Paused",
  held: "Held",
  short: "Held, short form",
  not_held: "Not held",
};

const reasons: Record<string, string> = {
  emergency: "An emergency",
  staffing: "Too few staff",
  medicines_round: "It clashed with the medicines round",
  nobody_to_lead: "Nobody was there to lead",
  other: "Something else",
};

const roles: Record<string, string> = {
  registered_nurse: "Nurses",
  hca: "HCAs",
  doctor: "Doctors",
  therapist: "Therapists",
  pharmacist: "Pharmacists",
  domestic_porter: "Domestics, porters",
  student: "Students",
  bank: "Bank and agency",
  ward_clerk: "Ward clerks",
  volunteer: "Volunteers",
};

const flags: Record<string, string> = {
  fewer_than_two_nurses: "Fewer than two nurses on the ward",
  shortfall: "Short by 8 hours or a quarter of nurse time",
  medicine_missed: "A planned medicine was missed",
  pain_relief_late: "Pain relief over 30 minutes late",
  observations_missed: "Observations were missed",
  care_round_missed: "Checks or help to the toilet were missed",
};

/** Words of the huddle. */
export const huddleText = {
  name: "Huddle",
  sections,
  states,
  days,
  reasons,
  roles,
  flags,
  section: (key: string): string => sections[key]?.name ?? key,
  prompt: (key: string): string => sections[key]?.prompt ?? "",
  state: (key: string): string => states[key] ?? key,
  day: (key: string): string => days[key] ?? key,
  reason: (key: string): string => reasons[key] ?? key,
  role: (key: string): string => roles[key] ?? key,
  flag: (key: string): string => flags[key] ?? key,

  // Before.
  planned: (time: string): string => `Planned for ${time}`,
  startedAt: (time: string): string => `Started ${time}`,
  start: "Start the huddle",
  startShort: "Start the short form",
  shortHint: "The short form keeps staffing, the last 24 hours, today's risks and who does what.",
  notHeld: "It was not held",
  notHeldTitle: "Why was there no huddle?",
  notHeldSave: "Write that down",
  notHeldSaid: "Written down: no huddle this shift.",
  past: "Past huddles",
  carriedIn: "Carried to this huddle",
  noneCarried: "Nothing is carried to this huddle.",
  leader: "Who leads?",
  leads: (initials: string): string => `${initials} leads`,
  nobodyLeads: "Nobody leads yet",
  nothingYet: "Nothing recorded for this shift yet.",
  started: "The huddle has started.",
  already: "Another PC has already started it. You are in the same huddle.",
  print: "Print the sheet",

  // Running.
  list: "Sections",
  of: (at: number, count: number): string => `${number(at)} of ${number(count)}`,
  sectionSaid: (name: string, at: number, count: number): string => `${name}, ${at} of ${count}`,
  timeUsed: (used: number, planned: number): string =>
    `${number(used, 0)} of ${plural(planned, "minute", "minutes")} used`,
  back: "Back",
  raise: "Raise something",
  nothing: "Nothing to raise",
  next: (name: string): string => `Next: ${name}`,
  nextShort: "Next",
  stopRaising: "Close this",
  yesterday: (date: string): string => `Yesterday, ${dayDate(date)}`,
  raises: {
    action: "Give an action",
    board: "Put it on the board",
    escalate: "Escalate to...",
    thanks: "Thank someone",
  },
  note: "Note",
  noteHint: "Say bays and numbers, never patient names.",
  noteOf: (name: string): string => `Note on ${inSentence(name)}`,
  actionText: "What needs doing?",
  actionOwner: "Who?",
  actionDue: "By when?",
  noOwner: "No one yet",
  dues: { this_shift: "This shift", today: "Today", tomorrow: "Tomorrow", date: "On a date" },
  date: "Date",
  addAction: "Give the action",
  actionAdded: (text: string): string => `Action added: ${text}`,
  cardText: "What should go on the board?",
  addCard: "Put it on the board",
  cardAdded: "It is on the board, under To sort.",
  raisedHere: "Raised here",
  pause: "Pause the huddle",
  paused: "The huddle is paused",
  pausedLine: "What was said so far is saved.",
  carryOn: (name: string): string => `Carry on from ${name}`,
  carriedOn: "The huddle goes on.",
  present: "Who is here, by role",
  presentOne: (role: string): string => `How many: ${inSentence(role)}`,
  fewer: (role: string): string => `One fewer: ${role}`,
  moreOf: (role: string): string => `One more: ${role}`,
  nextLead: "Who leads next time?",
  noNumbers: "No planned numbers are set up for this section.",
  short: (short: number, label: string): string =>
    `${label}: ${number(short)} fewer than planned. These are the numbers you typed.`,
  flagsTitle: "Staffing red flags",
  flagsHint: "Tick what was raised. The app does not work these out.",
  flagRaised: "A red flag is raised. Tell the site team now, then write it down.",
  crossesTitle: "Yesterday",
  todayHarm: "Something happened today",
  todayCross: "Which one?",
  noMessages: "No message yet.",
  addMessage: "Write the message",
  cardOfDay: "Card of the day",
  noCard: "Nothing is being improved on the board just now.",
  charts: "How it is going",
  noCharts: "No measure is marked as being improved.",
  addIdea: "Add an idea",
  thanksSaid: "Thanks said",
  noThanks: "Nobody has been thanked yet today.",
  addThanks: "Thank someone",

  // The end.
  carried: "From before",
  fresh: "From this huddle",
  noActions: "No actions to read back.",
  done: "Done",
  drop: "Drop it",
  still: "Still to do",
  actionDone: (text: string): string => `Done: ${text}`,
  actionDropped: (text: string): string => `Dropped: ${text}`,
  actionStill: (text: string): string => `Still to do: ${text}`,
  doneOf: (text: string): string => `Done: ${text}`,
  dropOf: (text: string): string => `Drop it: ${text}`,
  stillOf: (text: string): string => `Still to do: ${text}`,
  carriedOften: (count: number): string =>
    `Carried ${number(count)} times. Drop it, escalate it or make it smaller?`,
  readBack: "We read this back aloud",
  closing: "One line to end on",
  closingHint: "You can leave this empty.",
  finish: "Finish the huddle",
  finished: "The huddle is finished.",

  // Reading.
  heldLine: (led: string | null, started: number | null, ended: number | null, zone: string): string =>
    [
      led ? `${led} led` : "",
      started === null
        ? ended === null
          ? ""
          : `until ${clockTime(ended, zone)}`
        : `${clockTime(started, zone)}${ended === null ? "" : ` to ${clockTime(ended, zone)}`}`,
    ]
      .filter(Boolean)
      .join(" · "),
  whichDay: (date: string, shift: string): string => shiftName(date, shift),
  shiftWord: (shift: string): string => (shift === "night" ? "night" : "day"),
  fromPaper: "Entered later from paper",
  readBackYes: "Read back aloud",
  readBackNo: "Not read back",
  counts: (raised: number, actions: number): string =>
    `${number(raised)} raised · ${plural(actions, "action", "actions")}`,
  planAndActual: (
    plan: number | null,
    actual: number | null,
    called: { first: string; second: string },
  ): string =>
    [
      plan === null ? "" : `${number(plan)} ${called.first}`,
      actual === null ? "" : `${number(actual)} ${called.second}`,
    ]
      .filter(Boolean)
      .join(", "),
  noPast: "There are no huddles to read yet.",
  pastIntro: "A day when nobody pressed anything reads “Nothing recorded”.",
  earlier: "Show earlier weeks",
  backToPast: "All past huddles",
  twoWrote: "Two people wrote here",
  twoWroteHint: "Both are kept. Choose the one that is right.",
  keep: "Keep this one",
  keepOf: (value: string): string => `Keep this one: ${value}`,
  kept: "Kept. The other one stays in the history.",
  sheetTitle: (date: string): string => `Huddle sheet, ${date}`,
  sheetFoot: "Type this in later: open “Catch up from paper”.",
};

/** Words of "How are we?": hands are counted and nothing of it is kept. */
export const checkinText = {
  label: "Hands up",
  faces: { fine: "Fine", so_so: "So-so", struggling: "Struggling" },
  oneMore: (face: string, count: number): string => `One more hand: ${face}, ${count} now`,
  count: (face: string, count: number): string => `${face}: ${count}`,
  notKept: "Only counted here, now. The app keeps none of it.",
  again: "Count again",
  cleared: "The count is empty.",
  askWord: "Ask",
  ask: "Two or more are struggling. Ask what would help: a break, a swap, another pair of hands.",
};
