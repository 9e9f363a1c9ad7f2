//! A matter passed up: what is needed, who was told, and what came back.

use uuid::Uuid;

use super::fields::fields;
use super::{Clash, clashes};
use crate::schema::Known;
use crate::state::State;
use crate::value::{Edit, Value, path};

/// Fields of an escalation.
pub const FIELDS: &[&[Known]] = &[Escalation::KNOWN];

fields! {
    /// Holds an escalation as it reads now.
    Escalation at [] {
        /// Its number on this ward.
        number: Str,
        /// To whom, a key.
        to: Str,
        /// What we need.
        need: Str,
        /// What is happening.
        situation: Str,
        /// What led to it.
        background: Str,
        /// What we think.
        assessment: Str,
        /// How soon, a key.
        urgency: Str,
        /// Why it is passed up, a key.
        reason: Str,
        /// Who was told.
        told_who: Str,
        /// How they were told, a key.
        told_how: Str,
        /// When they were told, milliseconds since 1970 UTC.
        told_at: Int,
        /// The lane it counts in, a key; empty means that of its card, or the usual one of whom it went to.
        lane: Str,
        /// The card it came from.
        from_card: Id,
        /// The huddle it came from.
        from_huddle: Id,
        /// The tile that wrote it.
        raised_by: Id,
        /// `written`, `answered`, `closed`, or another of huddle-core's words.
        state: Str,
        /// What came back.
        answer: Str,
        /// Who answered.
        answered_by: Str,
        /// When, milliseconds since 1970 UTC.
        answered_at: Int,
        /// How it turned out: `sorted`, `partly` or `no`.
        rating: Str,
        /// When it was closed, milliseconds since 1970 UTC.
        closed_at: Int,
        /// The tile that closed it.
        closed_by: Id,
    }
    plus {
        /// Where two people wrote apart.
        clashes: Vec<Clash>,
    }
}

/// Reads an escalation; missing fields get their defaults.
pub fn read(s: &State) -> Escalation {
    Escalation { clashes: clashes(s), ..Escalation::from_node(&s.root) }
}

/// Writes an escalation down; empty fields are left out and the state is `written`.
pub fn start(e: &Escalation) -> Vec<Edit> {
    let lines = [
        ("number", &e.number),
        ("to", &e.to),
        ("need", &e.need),
        ("situation", &e.situation),
        ("background", &e.background),
        ("assessment", &e.assessment),
        ("urgency", &e.urgency),
        ("reason", &e.reason),
        ("told_who", &e.told_who),
        ("told_how", &e.told_how),
        ("lane", &e.lane),
    ];
    let lines = lines.into_iter().filter(|(_, v)| !v.is_empty()).map(|(k, v)| Edit::put([k], v.as_str()));
    let ids = [("from_card", e.from_card), ("from_huddle", e.from_huddle), ("raised_by", e.raised_by)];
    let ids = ids.into_iter().filter_map(|(k, v)| Some(Edit::put([k], v?)));
    let told_at = e.told_at.map(|t| Edit::put(["told_at"], t));
    lines.chain(ids).chain(told_at).chain([Edit::put(["state"], "written")]).collect()
}

/// Sets one of the texts: `need`, `situation`, `background`, `assessment`, `urgency`, `reason`,
/// `told_who`, `told_how`. Any other field gives no edit.
pub fn set_line(field: &str, text: &str) -> Vec<Edit> {
    let known =
        ["need", "situation", "background", "assessment", "urgency", "reason", "told_who", "told_how"];
    super::set_known(&known, field, text)
}

/// Notes that somebody was told, and when.
pub fn set_told(who: &str, how: &str, at: i64) -> Vec<Edit> {
    vec![Edit::put(["told_who"], who), Edit::put(["told_how"], how), Edit::put(["told_at"], at)]
}

/// Sets the lane it counts in; empty leaves it to its card, or to whom it went.
pub fn set_lane(lane: &str) -> Vec<Edit> {
    vec![super::put_or_remove(path(["lane"]), (!lane.is_empty()).then(|| Value::from(lane)))]
}

/// Moves the escalation to a state between written and answered.
pub fn set_state(state: &str) -> Vec<Edit> {
    vec![Edit::put(["state"], state)]
}

/// Writes the answer.
pub fn answer(answer: &str, answered_by: &str, at: i64) -> Vec<Edit> {
    vec![
        Edit::put(["answer"], answer),
        Edit::put(["answered_by"], answered_by),
        Edit::put(["answered_at"], at),
        Edit::put(["state"], "answered"),
    ]
}

/// Closes the escalation and says how it turned out.
pub fn close(rating: &str, by: Option<Uuid>, at: i64) -> Vec<Edit> {
    let mut edits =
        vec![Edit::put(["rating"], rating), Edit::put(["closed_at"], at), Edit::put(["state"], "closed")];
    edits.extend(by.map(|t| Edit::put(["closed_by"], t)));
    edits
}
