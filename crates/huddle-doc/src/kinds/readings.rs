//! One measure's readings of one calendar year (a derived record).
//!
//! A reading is one value replaced whole, so that two people entering the same day make one clash
//! and never a mixture of both.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::fields::fields;
use super::{Clash, clashes};
use crate::schema::{Field, Known};
use crate::state::{Node, State};
use crate::value::{Edit, Value};

/// Fields of a year of readings.
pub const FIELDS: &[&[Known]] =
    &[Readings::KNOWN, Point::KNOWN, &[(&["points"], Field::Map), (&["points", "*"], Field::Whole)]];

fields! {
    /// Holds a year of readings as it reads now.
    Readings at [] {
        /// The measure.
        measure: Id,
        /// The calendar year.
        year: Int,
    }
    plus {
        /// Readings by period key (`daily:2026-11-22`).
        points: BTreeMap<String, Point>,
        /// Where two people entered apart.
        clashes: Vec<Clash>,
    }
}

fields! {
    /// Holds one reading.
    Point at ["points", "*"] {
        /// The top number.
        n: Num,
        /// The bottom number.
        d: Num,
        /// The value, when it is not a fraction.
        value: Num,
        /// What was planned.
        plan: Num,
        /// Why it differs from the plan.
        why_different: Str,
        /// A note.
        note: Str,
        /// Whether it is left out of the usual range.
        ghost: Bool,
        /// Why it was not measured, a key; empty when it was.
        not_measured: Str,
        /// Whether there was nothing to measure.
        nothing_due: Bool,
        /// The tile that entered it.
        by: Id,
        /// When, milliseconds since 1970 UTC.
        at: Int,
        /// Whether it was entered late.
        late: Bool,
        /// Whether it was entered later from paper.
        from_paper: Bool,
    }
    plus {
        /// Whether somebody else entered something different apart.
        clash: bool,
    }
}

/// Reads a year of readings; missing fields get their defaults.
pub fn read(s: &State) -> Readings {
    let mut r = Readings::from_node(&s.root);
    r.points = s
        .map("points")
        .map(|(k, n)| (k.clone(), Point { clash: differs(n), ..Point::from_node(n) }))
        .collect();
    r.clashes = clashes(s);
    r
}

/// Says whether two people entered a period apart and not the same. The same number typed on two PCs is
/// one number: who typed it when is no difference anybody has to settle.
fn differs(node: &Node) -> bool {
    let said =
        |node: &Node| Point { by: None, at: None, late: false, from_paper: false, ..Point::from_node(node) };
    let here = said(node);
    node.clash.iter().any(|other| said(other) != here)
}

/// Writes whose readings these are, once, after the beginning.
pub fn plan(measure: Uuid, year: i64) -> Vec<Edit> {
    vec![Edit::put(["measure"], measure), Edit::put(["year"], year)]
}

/// Enters a reading, whole. The fields that say nothing are left out.
pub fn enter(period: &str, p: &Point) -> Vec<Edit> {
    let numbers = [("n", p.n), ("d", p.d), ("value", p.value), ("plan", p.plan)];
    let numbers = numbers.into_iter().filter_map(|(k, v)| Some((k, Value::from(v?))));
    let lines = [("why_different", &p.why_different), ("note", &p.note), ("not_measured", &p.not_measured)];
    let lines = lines.into_iter().filter(|(_, v)| !v.is_empty()).map(|(k, v)| (k, Value::from(v.as_str())));
    let yes =
        [("ghost", p.ghost), ("nothing_due", p.nothing_due), ("late", p.late), ("from_paper", p.from_paper)];
    let yes = yes.into_iter().filter(|(_, v)| *v).map(|(k, v)| (k, Value::from(v)));
    let by = p.by.map(|t| ("by", Value::from(t)));
    let at = p.at.map(|t| ("at", Value::from(t)));
    vec![Edit::put(["points", period], Value::map(numbers.chain(lines).chain(yes).chain(by).chain(at)))]
}

/// Takes a reading away.
pub fn remove(period: &str) -> Vec<Edit> {
    vec![Edit::remove(["points", period])]
}
