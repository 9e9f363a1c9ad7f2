import type { JsonValue } from "../api/generated/wire";
import { paperText } from "./paper";

/** What a command did, for "Undo: ..." and for the history of a record. */
const did: Record<string, string> = {
  ward_start: "started the ward",
  ward_set: "changed the ward's details",
  tiles_paste: "added name tiles",
  tile_add: "added a name tile",
  tile_set: "changed a name tile",
  lane_set: "changed a lane",
  lane_status_set: "set a lane's status",
  section_set: "changed the huddle's order",
  card_add: "added a card",
  card_set: "changed a card",
  card_text: "typed on a card",
  card_move: "moved a card",
  card_check_add: "added to a card's list",
  card_check_set: "ticked a card's list",
  card_comment: "wrote a comment",
  card_me_too: "said me too",
  card_helper: "changed who helps with a card",
  card_link: "linked a card",
  card_unlink: "took a link off a card",
  card_put_away: "put a card away",
  bin_set: "put something in the bin",
  huddle_start: "started the huddle",
  huddle_answer: "answered a huddle section",
  huddle_text: "typed in the huddle",
  huddle_present: "marked who is here",
  huddle_flag: "raised a staffing flag",
  huddle_lead: "changed who leads",
  huddle_times: "wrote when the huddle was",
  huddle_pause: "paused the huddle",
  huddle_finish: "finished the huddle",
  huddle_not_held: "said why there was no huddle",
  action_add: "added an action",
  action_set: "changed an action",
  notice_add: "wrote a message",
  notice_end: "took a message down",
  audience_set: "changed who can see it",
  cross_define: "changed a safety cross",
  cross_wall_set: "changed which crosses the wall shows",
  cross_mark: "marked a day",
  measure_define: "added a measure",
  measure_set: "changed a measure",
  measure_status_set: "changed a measure",
  measure_range_start: "started a usual range again",
  measure_range_join: "took back a new start of a usual range",
  reading_set: "entered a number",
  readings_paste: "pasted numbers",
  reading_clear: "took a number back",
  readings_import: "brought in numbers",
  procedure_draft: "started a draft",
  procedure_set: "changed a draft",
  step_add: "added a step",
  step_set: "changed a step",
  step_move: "moved a step",
  step_remove: "took out a step",
  procedure_status_set: "changed how we do something",
  escalation_write: "wrote down who was told",
  escalation_answer: "wrote down an answer",
  reply_add: "answered what the ward asked for",
  escalation_lane_set: "changed the lane of something we asked for",
  escalation_close: "closed an answer",
  idea_add: "added an idea",
  idea_reply: "answered an idea",
  project_add: "planned an improvement week",
  project_set: "changed an improvement week",
  project_dates: "moved an improvement week",
  project_measure_add: "added a measure to a week",
  project_measure_set: "changed a measure of a week",
  project_measure_remove: "took a measure off a week",
  project_check_set: "filled in a check",
  project_held_set: "said if it still holds",
  project_stop: "stopped an improvement week",
  week_line_set: "wrote for this week",
  week_freeze: "kept a copy of the week",
  week_files_make: "made files of the week",
  pile_files_make: "made files of several wards",
  clash_settle: "chose between two versions",
  undo: "undid a change",
  redo: "did a change again",
};

/** Column names as they read in "moved a card from New to Doing". */
const columns: Record<string, string> = {
  new: "New",
  agreed: "Agreed",
  doing: "Doing",
  checking: "Checking",
  done: "Done",
  parked: "Parked",
  waiting: "Waiting for an answer",
};

function place(detail: JsonValue, key: string): string | null {
  if (typeof detail !== "object" || detail === null || Array.isArray(detail)) return null;
  const value = detail[key];
  return typeof value === "string" ? (columns[value] ?? null) : null;
}

function fromPaper(detail: JsonValue): boolean {
  return (
    typeof detail === "object" && detail !== null && !Array.isArray(detail) && detail["from_paper"] === true
  );
}

function left(count: number): string {
  return count === 0 ? "" : " Some of it was left, because someone changed it since.";
}

export const undoText = {
  what(name: string, detail: JsonValue): string {
    const words =
      name === "huddle_start" && fromPaper(detail) ? paperText.did : (did[name] ?? "made a change");
    const from = place(detail, "from");
    const to = place(detail, "to");
    return name === "card_move" && from && to ? `${words} from ${from} to ${to}` : words;
  },
  undo: (what: string): string => `Undo: ${what}`,
  redo: (what: string): string => `Do again: ${what}`,
  undone: (what: string, leftCount: number): string => `Undone: ${what}.${left(leftCount)}`,
  redone: (what: string, leftCount: number): string => `Done again: ${what}.${left(leftCount)}`,
  nothing: "There is nothing to undo.",
  nothingAgain: "There is nothing to do again.",
};
