//! One safety cross of one calendar year (a derived record).

use std::collections::BTreeMap;

use super::fields::fields;
use super::{Clash, clashes};
use crate::schema::{Field, Known};
use crate::state::State;
use crate::value::{Edit, Value};

/// Fields of a year of a cross.
pub const FIELDS: &[&[Known]] =
    &[Cross::KNOWN, Day::KNOWN, &[(&["days"], Field::Map), (&["days", "*"], Field::Whole)]];

fields! {
    /// Holds a year of a cross as it reads now.
    Cross at [] {
        /// The cross's key.
        cross: Str,
        /// The calendar year.
        year: Int,
    }
    plus {
        /// Days by date (`2026-11-22`).
        days: BTreeMap<String, Day>,
        /// Where two people marked apart.
        clashes: Vec<Clash>,
    }
}

fields! {
    /// Holds one marked day.
    Day at ["days", "*"] {
        /// `safe`, `near_miss` or `harm`.
        state: Str,
        /// How many.
        count: Int,
        /// The incident number.
        incident_ref: Str,
        /// Whether it has not been reported yet.
        not_reported: Bool,
        /// A note.
        note: Str,
        /// The tile that marked it.
        by: Id,
        /// When, milliseconds since 1970 UTC.
        at: Int,
        /// Whether it was marked late.
        late: Bool,
        /// Whether it was entered later from paper.
        from_paper: Bool,
    }
    plus {
        /// Whether somebody else marked something different apart.
        clash: bool,
    }
}

/// Reads a year of a cross; missing fields get their defaults.
pub fn read(s: &State) -> Cross {
    let mut c = Cross::from_node(&s.root);
    c.days =
        s.map("days").map(|(k, n)| (k.clone(), Day { clash: n.any_clash(), ..Day::from_node(n) })).collect();
    c.clashes = clashes(s);
    c
}

/// Writes which cross this is, once, after the beginning.
pub fn plan(cross: &str, year: i64) -> Vec<Edit> {
    vec![Edit::put(["cross"], cross), Edit::put(["year"], year)]
}

/// Marks a day, whole. The fields that say nothing are left out.
pub fn mark(date: &str, d: &Day) -> Vec<Edit> {
    let lines = [("state", &d.state), ("incident_ref", &d.incident_ref), ("note", &d.note)];
    let lines = lines.into_iter().filter(|(_, v)| !v.is_empty()).map(|(k, v)| (k, Value::from(v.as_str())));
    let yes = [("not_reported", d.not_reported), ("late", d.late), ("from_paper", d.from_paper)];
    let yes = yes.into_iter().filter(|(_, v)| *v).map(|(k, v)| (k, Value::from(v)));
    let count = d.count.map(|n| ("count", Value::from(n)));
    let by = d.by.map(|t| ("by", Value::from(t)));
    let at = d.at.map(|t| ("at", Value::from(t)));
    vec![Edit::put(["days", date], Value::map(lines.chain(yes).chain(count).chain(by).chain(at)))]
}

/// Takes a day's mark away.
pub fn unmark(date: &str) -> Vec<Edit> {
    vec![Edit::remove(["days", date])]
}
