/**
 * What happened to a record, in words. One sentence for every command; the store sends codes, never sentences.
 * Over 400 lines because it is one list: every command has its sentence here.
 */
import type { CommandName } from "../api/client";
import type { JsonValue } from "../api/generated/wire";
import { crossText } from "./crosses";
import { cardKinds, cardSizes, cardWastes, columnName } from "./board";
import { statusWords } from "./components";
import { dayDate } from "./format";
import { huddleText } from "./huddle";
import { paperText } from "./paper";

type Detail = Record<string, JsonValue | undefined>;

const fields: Record<string, string> = {
  title: "what it says",
  why: "why it matters",
  owner: "who has it",
  due: "the date",
  lane: "the lane",
  status: "the status",
  card_kind: "the kind",
  size: "the size",
  blocked_by: "what it is stuck on",
  result: "what came of it",
  waste_tag: "what wastes our time",
  notes: "the notes",
  recurs: "how it comes back",
  place: "where it stands",
  name: "the name",
  area: "the area",
  site: "the site",
  colour: "the colour",
  beds: "the beds",
  day_start: "when the day starts",
  night_start: "when the night starts",
  huddle_time: "the huddle's time",
  definition: "what counts",
  include: "what is counted",
  exclude: "what is left out",
  unit: "the unit",
  target: "the target",
  direction: "which way is better",
  frequency: "how often",
  numerator_label: "what is counted",
  denominator_label: "out of what",
  sample: "how many are looked at",
  source: "where the number comes from",
  collected_by: "who counts",
  due_after: "when it is due",
  decimals: "how it is shown",
  purpose: "what it is for",
  applies_when: "when it applies",
  who: "who does it",
  need: "what you need",
  good: "what good looks like",
  if_wrong: "what to do if it goes wrong",
  policy: "the policy",
  review_by: "the review date",
  reason: "the reason",
  readings: "a number",
  answer: "what came back",
  answered_by: "who answered",
  rating: "how it turned out",
  reply: "the answer",
  state: "where it stands",
  text: "the words",
  initials: "the initials",
  role: "the role",
  group: "the group",
  label: "the name",
  subtitle: "the words under the name",
  hidden: "whether it is left out",
  rank: "its place in the order",
  active: "whether it is used",
  action: "what to do",
  key_point: "the key point",
  minutes: "the minutes",
  warning: "the warning",
  lane_status: "the lane's status",
  days: "a day",
  lines: "a line of the week",
  for_whom: "what would be better",
  may_worsen: "what might get worse",
  chart: "which chart it is",
  rule_set: "whose rules judge the chart",
  run_length: "how many in a row count",
  screen: "what happens with big jumps",
  serves: "whose aim it serves",
  serves_what: "which aim it serves",
  balances: "what it watches over",
  moves: "whether the ward can move it",
  takes: "how long it takes to count",
  aim: "what should be better",
  why_now: "why it is done now",
  in_scope: "what is in it",
  out_scope: "what is not in it",
  starts_with: "where the work starts",
  ends_with: "where the work ends",
  team: "the team",
  lead: "who leads",
  patient_voice: "whether a patient speaks in the team",
  baseline: "the number before",
  event_start: "the first day",
  event_end: "the last day",
  measures: "a measure",
  found: "what a check found",
  held: "whether it holds",
};

/** Name of a field in a sentence: "the date". A field we do not know is "something". */
export function fieldName(field: string): string {
  return fields[field] ?? "something";
}

function text(detail: Detail, key: string): string | null {
  const value = detail[key];
  return typeof value === "string" && value !== "" ? value : null;
}

function field(detail: Detail): string {
  const name = text(detail, "field");
  return name ? fieldName(name) : "something";
}

function count(detail: Detail, key = "count"): number | null {
  const value = detail[key];
  return typeof value === "number" ? value : null;
}

function status(word: string | null): string {
  return word && word in statusWords ? statusWords[word as keyof typeof statusWords] : statusWords.not_known;
}

function section(detail: Detail): string {
  const key = text(detail, "section");
  return key && key in huddleText.sections ? huddleText.section(key) : "a part of the huddle";
}

const linkKinds: Record<string, string> = {
  card: "another card",
  standard_work: "how we do it",
  measure: "a measure",
  escalation: "something we asked for",
  idea: "an idea",
  huddle: "a huddle",
};

function linkedKind(detail: Detail): string {
  return linkKinds[text(detail, "kind") ?? ""] ?? "something";
}

function moved(detail: Detail): string {
  // Told of both: the one that was done and the one that came after it.
  if (detail["again"] === true) return "One was done, so the next came on the board";
  const from = text(detail, "from");
  const to = text(detail, "to");
  if (!to) return "Moved it";
  if (!from) return `Moved it to ${columnName(to)}`;
  return from === to
    ? `Moved it up or down in ${columnName(to)}`
    : `Moved it from ${columnName(from)} to ${columnName(to)}`;
}

function readingEntered(d: Detail): string {
  const kind = text(d, "kind");
  const from = text(d, "from");
  const to = text(d, "to");
  if (kind === "not_measured")
    return from ? `Said it was not measured; ${from} stood there` : "Said it was not measured";
  if (kind === "nothing_due") return "Said nothing was due";
  if (kind === "plan") return "Wrote what was planned";
  if (kind === "words") return "Wrote a note";
  if (count(d, "readings") !== null) return `Pasted ${count(d, "readings")} numbers`;
  if (d["changed"] !== true) return to ? `Entered ${to}` : "Entered a number";
  return from && to ? `Put a number right: ${from} became ${to}` : "Put a number right";
}

/** One sentence a command. Leaving a command out does not compile. */
const sentences: Record<CommandName, (detail: Detail) => string> = {
  ward_start: () => "Started the ward",
  ward_set: (d) => `Changed ${field(d)} of the ward`,
  tiles_paste: (d) => (count(d) === null ? "Added name tiles" : `Added ${count(d)} name tiles`),
  tile_add: () => "Added a name tile",
  tile_set: () => "Changed a name tile",
  lane_set: () => "Changed a lane's name",
  lane_status_set: (d) => `Set the lane's status to ${status(text(d, "word"))}`,
  section_set: () => "Changed the order of the huddle",
  pin_set: () => "Changed the ward PIN",
  pin_check: () => "Typed the ward PIN",
  pc_setting_set: () => "Changed a setting of this PC",
  backup_now: () => "Made a backup",
  backup_folder_set: () => "Changed where backups go",
  pack_make: () => "Made the pages for a day without the PC",
  pack_folder_set: () => "Changed where the pages of the night go",
  undo: (d) => (text(d, "of") ? `Undid this: ${lower(text(d, "of"))}` : "Undid a change"),
  redo: (d) => (text(d, "of") ? `Did this again: ${lower(text(d, "of"))}` : "Did a change again"),
  clash_settle: (d) => `Chose one of two versions of ${field(d)}`,
  bin_set: (d) => (d["binned"] === false ? "Took it out of the bin" : "Put it in the bin"),
  card_add: () => "Wrote it down",
  card_set: (d) => `Changed ${field(d)}`,
  card_text: () => "Wrote in the notes",
  card_move: moved,
  card_check_add: () => "Added a line to the list",
  card_check_set(d) {
    if (d["remove"] === true) return "Took a line out of the list";
    if (d["done"] === true) return "Ticked a line";
    if (d["done"] === false) return "Took a tick away";
    return "Changed a line of the list";
  },
  card_comment: () => "Wrote a comment",
  card_me_too: () => "Said me too, or took it back",
  card_helper: (d) => (d["on"] === false ? "Took someone off who helped" : "Added someone who helps"),
  card_link: (d) => `Linked it to ${linkedKind(d)}`,
  card_unlink: (d) => `Took off a link to ${linkedKind(d)}`,
  card_put_away: (d) => (d["away"] === false ? "Brought it back to the board" : "Put it away"),
  huddle_start: (d) =>
    d["from_paper"] === true
      ? "Said the huddle was held"
      : d["short"] === true
        ? "Started a short huddle"
        : "Started the huddle",
  huddle_answer: (d) => `Answered ${section(d)}`,
  huddle_text: (d) => `Wrote in ${section(d)}`,
  huddle_present: () => "Marked who is here",
  huddle_flag: (d) => (d["on"] === false ? "Took a staffing flag down" : "Raised a staffing flag"),
  huddle_lead: () => "Changed who leads",
  huddle_times: (d) =>
    text(d, "field") === "ended"
      ? "Wrote from paper when the huddle ended"
      : "Wrote from paper when the huddle started",
  huddle_pause: (d) => (d["paused"] === false ? "Carried on" : "Paused the huddle"),
  huddle_finish: () => "Finished the huddle",
  huddle_not_held: () => "Said why there was no huddle",
  action_add: () => "Added who does what",
  action_set(d) {
    const state = text(d, "state");
    if (state === "done") return "Marked an action as done";
    if (state === "dropped") return "Dropped an action";
    if (state === "doing") return "Started an action";
    return "Changed an action";
  },
  notice_add: (d) => (text(d, "notice_kind") === "thanks" ? "Said thank you" : "Wrote what to know"),
  notice_end: () => "Took it down",
  sharing_invite: () => "Made an invite for another PC",
  sharing_invites_end: () => "Took back invites that nobody used",
  sharing_join: () => "Asked to join a ward",
  sharing_join_stop: () => "Stopped asking to join a ward",
  sharing_digits_open: () => "Opened this PC for another one",
  sharing_digits_join: () => "Asked to join a ward by six digits",
  sharing_digits_say: () => "Compared six digits",
  sharing_digits_stop: () => "Closed this PC again",
  sharing_name_set: () => "Named a PC",
  sharing_out: () => "Took a PC off the list",
  sharing_renew: () => "Set this PC up anew for sharing",
  ward_shown_set: () => "Chose which ward this PC shows",
  before_aside: (d) => (d["on"] === false ? "Kept this PC's own ward" : "Put this PC's own ward aside"),
  before_copy: () => "Copied from the ward this PC had before",
  bundle_join: () => "Answered an invite by a file",
  bundle_make: () => "Made a file of changes",
  bundle_take: () => "Took in a file of changes",
  sharing_peer_add: () => "Added an address this PC calls",
  sharing_peer_remove: () => "Took off an address this PC calls",
  sharing_port_set: () => "Changed the port of this PC",
  audience_set: (d) =>
    d["to"] === "wall"
      ? "Put it on the wall"
      : d["to"] === "matron"
        ? "Showed it to the matron"
        : "Took it off the wall",
  cross_wall_set: (d) =>
    d["to"] === "wall" ? "Put the safety cross on the wall" : "Took the safety cross off the wall",
  cross_define: (d) => (d["new"] === true ? "Set up a safety cross" : "Changed the safety cross"),
  cross_mark(d) {
    const state = text(d, "state");
    const from = text(d, "from");
    const was = from && from !== state ? `; before: ${crossText.state(from).toLowerCase()}` : "";
    if (state === "safe") return `Marked a day as checked, none${was}`;
    if (state === "near_miss") return `Marked a near miss${was}`;
    if (state === "harm") return `Marked a day when harm came${was}`;
    return from ? `Took a mark back${was}` : "Marked a day";
  },
  measure_define: () => "Set up the measure",
  measure_set: (d) => `Changed ${field(d)}`,
  measure_status_set(d) {
    const state = text(d, "to");
    if (state === "resting") return "Let the measure rest";
    if (state === "retired") return "Stopped the measure";
    if (state === "live") return "Started the measure again";
    return "Changed the measure";
  },
  measure_range_start: () => "Started the usual range again",
  measure_range_join: () => "Took back a new start of the usual range",
  reading_clear: (d) => (text(d, "from") ? `Took a number back: ${text(d, "from")}` : "Took a number back"),
  readings_paste: readingEntered,
  reading_set: readingEntered,
  readings_import(d) {
    const readings = count(d, "readings");
    return readings === null
      ? "Brought in numbers from a file"
      : `Brought in ${readings} numbers from a file`;
  },
  procedure_draft: () => "Started a draft",
  procedure_set: (d) => `Changed ${field(d)}`,
  step_add: () => "Added a step",
  step_set: () => "Changed a step",
  step_move: () => "Moved a step",
  step_remove: () => "Took out a step",
  procedure_status_set(d) {
    const state = text(d, "to");
    if (state === "on_trial") return "Put it on trial";
    if (state === "current") return "Agreed it";
    if (state === "withdrawn") return "Took it out of use";
    return "Changed where it stands";
  },
  escalation_write: () => "Wrote down who was told",
  escalation_answer: () => "Wrote down the answer",
  reply_add: () => "Answered from the matron's PC",
  escalation_lane_set: () => "Changed its lane",
  escalation_close(d) {
    const rating = text(d, "rating");
    if (rating === "sorted") return "Closed it: sorted";
    if (rating === "partly") return "Closed it: partly sorted";
    if (rating === "no") return "Closed it: not sorted";
    return "Closed it";
  },
  idea_add: () => "Had the idea",
  idea_reply(d) {
    const state = text(d, "state");
    if (state === "thanked") return "Said thank you for the idea";
    if (state === "trying") return "Started to try it";
    if (state === "done") return "Did it";
    if (state === "passed_up") return "Passed it up";
    if (state === "not_now") return "Said not now, and why";
    return "Answered the idea";
  },
  project_add: () => "Planned the week",
  project_set: (d) => `Changed ${field(d)}`,
  project_dates: () => "Changed the days of the week",
  project_measure_add: () => "Added a measure",
  project_measure_set: (d) => `Changed ${field(d)} of a measure`,
  project_measure_remove: () => "Took off a measure",
  project_check_set(d) {
    const check = text(d, "check");
    const at = check ? ` at the ${check}-day check` : " at a check";
    const kind = text(d, "kind");
    if (kind === "not_measured") return `Said it was not measured${at}`;
    if (kind === "value") return d["changed"] === true ? `Put a number right${at}` : `Entered a number${at}`;
    return `Took a number back${at}`;
  },
  project_held_set(d) {
    const check = text(d, "check");
    const at = check ? ` at the ${check}-day check` : " at a check";
    const word = text(d, "word");
    if (word === "yes") return `Said it still holds${at}`;
    if (word === "partly") return `Said it holds in part${at}`;
    if (word === "no") return `Said it does not hold${at}`;
    return `Took the answer back${at}`;
  },
  project_stop: (d) => (d["stopped"] === false ? "Went on with it" : "Stopped it, and said why"),
  week_line_set: () => "Wrote a line for the week",
  week_freeze: (d) => {
    const version = count(d, "version");
    return version === null ? "Kept a copy of the week" : `Kept version ${version} of the week`;
  },
  week_files_make: () => "Made files of the week",
  pile_files_make: () => "Made files of several wards",
};

function lower(name: string | null): string {
  const made = name && name in sentences ? sentences[name as CommandName]({}) : "a change";
  return made.charAt(0).toLowerCase() + made.slice(1);
}

/** What no command did: the PCs of the ward put it right among themselves. */
const ofPcs: Record<string, (detail: Detail) => string> = {
  put_aside(d) {
    const many = count(d) ?? 1;
    const changes = many === 1 ? "1 change" : `${many} changes`;
    return `Kept aside ${changes} from a PC that was off the list`;
  },
  record_rescued: () => "Two PCs had written apart; both versions were put together",
};

/** "Moved it from New to Doing". A command of a newer version reads "Made a change". */
export function historySentence(what: string, detail: JsonValue): string {
  const made = typeof detail === "object" && detail !== null && !Array.isArray(detail) ? detail : {};
  const own = ofPcs[what];
  if (own) return own(made as Detail);
  const said = what in sentences ? sentences[what as CommandName](made as Detail) : "Made a change";
  return made["from_paper"] === true ? `${said}, ${paperText.late}` : said;
}

/** Every command with its sentence, for the check that none is missing. */
export const historyNames = Object.keys(sentences);

export const historyText = {
  title: "What happened",
  none: "Nothing has happened yet.",
  nobody: "No tile was held",
  more: (extra: number): string => `Show ${extra} more`,
};

/** The field a clash is about: the last part of its path that has a name, or else the first. */
export function clashField(path: readonly string[]): string {
  return path.findLast((part) => part in fields) ?? path[0] ?? "";
}

/** A stored value of a clash as a person reads it. */
export function clashValue(field: string, value: JsonValue, tile: (id: string) => string | null): string {
  if (value === null || value === "") return clashText.empty;
  if (typeof value === "object" && !Array.isArray(value)) return reading(value);
  const text = String(value);
  if (field === "owner") return tile(text) ?? text;
  if (field === "due" || field === "review_by") return dayDate(text);
  if (field === "status") return status(text);
  if (field === "card_kind") return cardKinds[text] ?? text;
  if (field === "size") return cardSizes[text] ?? text;
  if (field === "waste_tag") return cardWastes[text] ?? text;
  if (field === "place") return columnName(text.split("|")[0] ?? text);
  if (value === true) return clashText.yes;
  if (value === false) return clashText.no;
  return text;
}

function reading(value: Record<string, JsonValue>): string {
  const part = (key: string): string | null => {
    const found = value[key];
    return found === null || found === undefined || found === "" ? null : String(found);
  };
  const word = part("word");
  if (word) return [status(word), part("note")].filter(Boolean).join(". ");
  const state = part("state");
  if (state) return [crossText.state(state), part("note")].filter(Boolean).join(". ");
  if (part("not_measured")) return clashText.notMeasured;
  if (part("n") && part("d")) return clashText.outOf(part("n") ?? "", part("d") ?? "");
  return part("value") ?? part("text") ?? clashText.empty;
}

export const clashText = {
  title: "Two people wrote here",
  intro: (field: string): string => `Both versions of ${field} are kept. Choose one. Nothing is lost.`,
  by: (by: string, when: string): string => (by ? `${by}, ${when}` : when),
  keep: "Keep this one",
  keepNamed: (value: string): string => `Keep this one: ${value}`,
  kept: "Kept. The other one is in the history.",
  empty: "Left empty",
  yes: "Yes",
  no: "No",
  notMeasured: "Not measured",
  outOf: (n: string, d: string): string => `${n} of ${d}`,
};
