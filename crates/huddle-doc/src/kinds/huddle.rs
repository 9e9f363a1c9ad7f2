//! One huddle: who was there, what each section came to, what was agreed (a derived record).
//!
//! Over 400 lines because it is one list of fields and the writes to them, one short function each.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::fields::fields;
use super::{Clash, clashes, items, put_or_remove, stamp};
use crate::schema::{Field, Known};
use crate::state::State;
use crate::value::{Edit, Value};

/// Fields of a huddle.
pub const FIELDS: &[&[Known]] = &[
    Huddle::KNOWN,
    SectionAnswer::KNOWN,
    Flag::KNOWN,
    Action::KNOWN,
    Parked::KNOWN,
    &[
        (&["present"], Field::Map),
        (&["present", "*"], Field::Int),
        (&["sections"], Field::Map),
        (&["sections", "*"], Field::Whole),
        (&["section_text"], Field::Map),
        (&["section_text", "*"], Field::Text),
        (&["flags"], Field::Map),
        (&["flags", "*"], Field::Whole),
        (&["numbers"], Field::Map),
        (&["numbers", "*"], Field::Num),
        (&["actions"], Field::Map),
        (&["actions", "*"], Field::Map),
        (&["parked"], Field::Map),
        (&["parked", "*"], Field::Whole),
    ],
];

fields! {
    /// Holds a huddle as it reads now.
    Huddle at [] {
        /// The shift's date, `2026-11-22`.
        date: Str,
        /// The shift's key.
        shift: Str,
        /// The planned slot.
        slot: Str,
        /// The template's key.
        template: Str,
        /// The template's version.
        template_version: Int,
        /// Which huddle of that slot, from 1.
        ordinal: Int,
        /// When it was planned, `08:15`.
        planned_time: Str,
        /// When it started, milliseconds since 1970 UTC.
        started_at: Int,
        /// When it ended, milliseconds since 1970 UTC.
        ended_at: Int,
        /// `held`, `short` or `not_held`; empty while it runs.
        outcome: Str,
        /// Why it was not held, a key.
        not_held_reason: Str,
        /// The tile that leads.
        led_by: Id,
        /// Until when the leader's tile holds, milliseconds since 1970 UTC.
        led_until: Int,
        /// The tile that leads next time.
        next_lead: Id,
        /// Whether it is the short form.
        short: Bool,
        /// Whether who does what was read back.
        read_back: Bool,
        /// When it was paused, milliseconds since 1970 UTC; none while it runs.
        paused_at: Int,
        /// How long it stood still in pauses that are over, in milliseconds.
        paused_ms: Int,
        /// The section it was paused in.
        paused_section: Str,
        /// The last line.
        closing_line: Str,
        /// Whether it was entered later from paper.
        from_paper: Bool,
        /// When it started by the sheet it was entered from, `08:17`; then `started_at` is when it was typed.
        paper_start: Str,
        /// When it ended by that sheet.
        paper_end: Str,
        /// The order of the sections it was held in: keys with commas between.
        order: Str,
    }
    plus {
        /// How many of each role were there, by role key.
        present: BTreeMap<String, i64>,
        /// What each section came to, by section key.
        sections: BTreeMap<String, SectionAnswer>,
        /// What was written in each section, by section key.
        section_text: BTreeMap<String, String>,
        /// Flags raised, by key.
        flags: BTreeMap<String, Flag>,
        /// Numbers, by `section.key`.
        numbers: BTreeMap<String, f64>,
        /// Actions, in the order they were raised.
        actions: Vec<Action>,
        /// Things to come back to, in the order they were parked.
        parked: Vec<Parked>,
        /// Where two people wrote apart.
        clashes: Vec<Clash>,
    }
}

fields! {
    /// Holds what a section came to.
    SectionAnswer at ["sections", "*"] {
        /// `nothing_to_raise`, `raised` or `not_covered`.
        state: Str,
        /// The tile that said so.
        by: Id,
        /// When, milliseconds since 1970 UTC.
        at: Int,
    }
    plus {}
}

fields! {
    /// Holds one flag.
    Flag at ["flags", "*"] {
        /// Whether it is raised.
        on: Bool,
        /// Who was told.
        told: Str,
        /// The tile that raised it.
        by: Id,
        /// When, milliseconds since 1970 UTC.
        at: Int,
    }
    plus {}
}

fields! {
    /// Holds one action.
    Action at ["actions", "*"] {
        /// What to do.
        text: Str,
        /// The tile that does it.
        owner: Id,
        /// The role that does it, when no tile is named.
        owner_role: Str,
        /// By when, in words: a key.
        due: Str,
        /// By which date, `2026-11-22`.
        due_date: Str,
        /// Which shift of that date, a key; only for "by the end of this shift".
        due_shift: Str,
        /// A state key.
        state: Str,
        /// When it was raised, milliseconds since 1970 UTC.
        raised_at: Int,
        /// The tile that raised it.
        raised_by: Id,
        /// The section it was raised in.
        section: Str,
        /// When it was done, milliseconds since 1970 UTC.
        done_at: Int,
        /// The tile that did it.
        done_by: Id,
        /// Whether it was raised, or its state last changed, by typing in what stood on paper.
        from_paper: Bool,
        /// The escalation it became.
        escalation: Id,
        /// The card it became.
        card: Id,
    }
    plus {
        /// The action's id.
        id: Uuid,
    }
}

fields! {
    /// Holds one thing to come back to.
    Parked at ["parked", "*"] {
        /// What.
        text: Str,
        /// The tile that parked it.
        by: Id,
        /// When, milliseconds since 1970 UTC.
        at: Int,
    }
    plus {
        /// Its key.
        id: String,
    }
}

/// Reads a huddle; missing fields get their defaults.
pub fn read(s: &State) -> Huddle {
    let mut h = Huddle::from_node(&s.root);
    h.present = s.map("present").filter_map(|(k, n)| Some((k.clone(), n.as_int()?))).collect();
    h.sections = s.map("sections").map(|(k, n)| (k.clone(), SectionAnswer::from_node(n))).collect();
    h.section_text =
        s.map("section_text").filter_map(|(k, n)| Some((k.clone(), n.as_str()?.to_owned()))).collect();
    h.flags = s.map("flags").map(|(k, n)| (k.clone(), Flag::from_node(n))).collect();
    h.numbers = s.map("numbers").filter_map(|(k, n)| Some((k.clone(), n.as_num()?))).collect();
    h.actions = items(&s.root, "actions", |id, n| {
        Some(Action { id: Uuid::parse_str(&id).ok()?, ..Action::from_node(n) }).filter(|a| !a.text.is_empty())
    });
    h.actions.sort_by_key(|a| (a.raised_at, a.id));
    h.parked = items(&s.root, "parked", |id, n| {
        Some(Parked { id, ..Parked::from_node(n) }).filter(|p| !p.text.is_empty())
    });
    h.parked.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
    h.clashes = clashes(s);
    h
}

/// Holds what a huddle is about; the same on every PC that begins it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// The shift's date.
    pub date: String,
    /// The shift's key.
    pub shift: String,
    /// The planned slot.
    pub slot: String,
    /// The template's key.
    pub template: String,
    /// The template's version.
    pub template_version: i64,
    /// Which huddle of that slot, from 1.
    pub ordinal: i64,
    /// When it is planned.
    pub planned_time: String,
}

/// Writes what a huddle is about, once, after its beginning.
pub fn plan(p: &Plan) -> Vec<Edit> {
    vec![
        Edit::put(["date"], p.date.as_str()),
        Edit::put(["shift"], p.shift.as_str()),
        Edit::put(["slot"], p.slot.as_str()),
        Edit::put(["template"], p.template.as_str()),
        Edit::put(["template_version"], p.template_version),
        Edit::put(["ordinal"], p.ordinal),
        Edit::put(["planned_time"], p.planned_time.as_str()),
    ]
}

/// Starts the huddle.
pub fn start(led_by: Option<Uuid>, short: bool, order: &str, now_ms: i64) -> Vec<Edit> {
    let led_by = led_by.map(|t| Edit::put(["led_by"], t));
    let order = (!order.is_empty()).then(|| Edit::put(["order"], order));
    [Edit::put(["started_at"], now_ms), Edit::put(["short"], short)]
        .into_iter()
        .chain(led_by)
        .chain(order)
        .collect()
}

/// Says who leads, and until when their tile holds.
pub fn set_lead(led_by: Option<Uuid>, until: Option<i64>) -> Vec<Edit> {
    vec![
        put_or_remove(vec!["led_by".to_owned()], led_by.map(Value::from)),
        put_or_remove(vec!["led_until".to_owned()], until.map(Value::from)),
    ]
}

/// Says who leads next time.
pub fn set_next_lead(tile: Option<Uuid>) -> Vec<Edit> {
    vec![put_or_remove(vec!["next_lead".to_owned()], tile.map(Value::from))]
}

/// Says how many of a role are there.
pub fn set_present(role: &str, count: i64) -> Vec<Edit> {
    vec![Edit::put(["present", role], count)]
}

/// Answers a section, as one value.
pub fn answer(section: &str, state: &str, by: Option<Uuid>, at: i64) -> Vec<Edit> {
    vec![Edit::put(["sections", section], stamp([("state", state.into())], by, at))]
}

/// Changes what is written in a section; positions are in characters.
pub fn splice_section(section: &str, at: usize, del: usize, ins: &str) -> Vec<Edit> {
    vec![Edit::splice(["section_text", section], at, del, ins)]
}

/// Raises a flag or lowers it, as one value.
pub fn set_flag(flag: &str, on: bool, told: &str, by: Option<Uuid>, at: i64) -> Vec<Edit> {
    vec![Edit::put(["flags", flag], stamp([("on", on.into()), ("told", told.into())], by, at))]
}

/// Sets a number; `key` is `section.key`.
pub fn set_number(key: &str, value: Option<f64>) -> Vec<Edit> {
    vec![put_or_remove(vec!["numbers".to_owned(), key.to_owned()], value.map(Value::from))]
}

/// Adds an action; unset fields are left out.
pub fn add_action(a: &Action) -> Vec<Edit> {
    let lines = [
        ("text", &a.text),
        ("owner_role", &a.owner_role),
        ("due", &a.due),
        ("due_date", &a.due_date),
        ("due_shift", &a.due_shift),
        ("state", &a.state),
        ("section", &a.section),
    ];
    let lines = lines.into_iter().filter(|(_, v)| !v.is_empty()).map(|(k, v)| (k, Value::from(v.as_str())));
    let ids =
        [("owner", a.owner), ("raised_by", a.raised_by), ("escalation", a.escalation), ("card", a.card)];
    let ids = ids.into_iter().filter_map(|(k, v)| Some((k, Value::from(v?))));
    let at = a.raised_at.map(|t| ("raised_at", Value::from(t)));
    let paper = a.from_paper.then(|| ("from_paper", Value::from(true)));
    vec![Edit::put(["actions", &a.id.to_string()], Value::map(lines.chain(ids).chain(at).chain(paper)))]
}

/// Sets one of an action's short texts: `text`, `owner_role`, `due`, `due_date`, `due_shift`, `section`.
pub fn set_action_line(action: Uuid, field: &str, text: &str) -> Vec<Edit> {
    let known = ["text", "owner_role", "due", "due_date", "due_shift", "section"];
    let action = action.to_string();
    known.iter().filter(|f| **f == field).map(|f| Edit::put(["actions", &action, f], text)).collect()
}

/// Says who does an action.
pub fn set_action_owner(action: Uuid, owner: Option<Uuid>) -> Vec<Edit> {
    let at = vec!["actions".to_owned(), action.to_string(), "owner".to_owned()];
    vec![put_or_remove(at, owner.map(Value::from))]
}

/// Sets an action's state; `done` says who did it and when.
pub fn set_action_state(action: Uuid, state: &str, done: Option<(Option<Uuid>, i64)>) -> Vec<Edit> {
    let id = action.to_string();
    let at = |field: &str| vec!["actions".to_owned(), id.clone(), field.to_owned()];
    vec![
        Edit::put(["actions", &id, "state"], state),
        put_or_remove(at("done_at"), done.map(|(_, t)| Value::from(t))),
        put_or_remove(at("done_by"), done.and_then(|(by, _)| by).map(Value::from)),
    ]
}

/// Says whether an action's state was typed in later from paper.
pub fn set_action_paper(action: Uuid, from_paper: bool) -> Vec<Edit> {
    let at = vec!["actions".to_owned(), action.to_string(), "from_paper".to_owned()];
    vec![put_or_remove(at, from_paper.then(|| Value::from(true)))]
}

/// Notes that an action became a card or an escalation: `field` is `card` or `escalation`.
pub fn link_action(action: Uuid, field: &str, to: Uuid) -> Vec<Edit> {
    let id = action.to_string();
    ["card", "escalation"]
        .iter()
        .filter(|f| **f == field)
        .map(|f| Edit::put(["actions", &id, f], to))
        .collect()
}

/// Takes an action away.
pub fn remove_action(action: Uuid) -> Vec<Edit> {
    vec![Edit::remove(["actions", &action.to_string()])]
}

/// Parks something to come back to.
pub fn park(id: &str, text: &str, by: Option<Uuid>, at: i64) -> Vec<Edit> {
    vec![Edit::put(["parked", id], stamp([("text", text.into())], by, at))]
}

/// Takes a parked thing away.
pub fn unpark(id: &str) -> Vec<Edit> {
    vec![Edit::remove(["parked", id])]
}

/// Pauses the huddle in a section.
pub fn pause(section: &str, now_ms: i64) -> Vec<Edit> {
    vec![Edit::put(["paused_at"], now_ms), Edit::put(["paused_section"], section)]
}

/// Moves a pause to another section; when it began stays.
pub fn pause_in(section: &str) -> Vec<Edit> {
    vec![Edit::put(["paused_section"], section)]
}

/// Carries on; `stood_still_ms` is how long it has stood still in all.
pub fn carry_on(stood_still_ms: i64) -> Vec<Edit> {
    vec![
        Edit::put(["paused_ms"], stood_still_ms),
        Edit::remove(["paused_at"]),
        Edit::remove(["paused_section"]),
    ]
}

/// Ends the huddle; `outcome` is `held` or `short`.
pub fn finish(outcome: &str, read_back: bool, closing_line: &str, now_ms: i64) -> Vec<Edit> {
    let mut edits = vec![
        Edit::put(["outcome"], outcome),
        Edit::put(["read_back"], read_back),
        Edit::put(["ended_at"], now_ms),
        Edit::remove(["paused_at"]),
        Edit::remove(["paused_section"]),
    ];
    if !closing_line.is_empty() {
        edits.push(Edit::put(["closing_line"], closing_line));
    }
    edits
}

/// Says that no huddle was held, and why.
pub fn not_held(reason: &str) -> Vec<Edit> {
    vec![Edit::put(["outcome"], "not_held"), Edit::put(["not_held_reason"], reason)]
}

/// Writes when a huddle started (`paper_start`) or ended (`paper_end`) by the sheet, `08:17`; `None` takes it away.
pub fn set_paper_time(field: &str, time: Option<&str>) -> Vec<Edit> {
    let known = ["paper_start", "paper_end"];
    let put = |f: &&str| put_or_remove(vec![(*f).to_owned()], time.map(Value::from));
    known.iter().filter(|f| **f == field).map(put).collect()
}

/// Marks a huddle as entered later from paper.
pub fn mark_from_paper() -> Vec<Edit> {
    vec![Edit::put(["from_paper"], true)]
}
