//! A ward's week: the three lines it writes, and the copy that was exported (a derived record).

use std::collections::BTreeMap;

use uuid::Uuid;

use super::fields::fields;
use super::{Clash, clashes, stamp};
use crate::schema::{Field, Known};
use crate::state::{Node, State};
use crate::value::{Edit, Value};

/// Fields of a week.
pub const FIELDS: &[&[Known]] = &[
    Week::KNOWN,
    &[
        (&["lines"], Field::Map),
        (&["lines", "*"], Field::Str),
        (&["frozen"], Field::Map),
        (&["frozen", "*"], Field::Whole),
        (&["frozen", "*", "by"], Field::Str),
        (&["frozen", "*", "at"], Field::Int),
    ],
];

fields! {
    /// Holds a week as it reads now.
    Week at [] {
        /// The week's Monday, `2026-11-16`.
        monday: Str,
        /// The version that was exported last; none before the first.
        version: Int,
    }
    plus {
        /// The three lines, first to third; empty when not written.
        lines: [String; 3],
        /// What was exported, by version number.
        frozen: BTreeMap<i64, Frozen>,
        /// Copies another PC kept apart under the same number, by version; both stay.
        beside: BTreeMap<i64, Vec<Frozen>>,
        /// Where two people wrote apart.
        clashes: Vec<Clash>,
    }
}

/// Holds one exported copy.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Frozen {
    /// Its parts, by name; each at most 4,000 characters.
    pub parts: BTreeMap<String, String>,
    /// The tile that exported it.
    pub by: Option<Uuid>,
    /// When, milliseconds since 1970 UTC.
    pub at: Option<i64>,
}

/// Reads a week; missing fields get their defaults.
pub fn read(s: &State) -> Week {
    let mut w = Week::from_node(&s.root);
    let lines = s.root.get("lines");
    w.lines = ["1", "2", "3"].map(|k| lines.map_or("", |n| n.str(k)).to_owned());
    for (k, n) in s.map("frozen") {
        let Ok(version) = k.parse() else { continue };
        w.frozen.insert(version, copy(n));
        if !n.clash.is_empty() {
            w.beside.insert(version, n.clash.iter().map(copy).collect());
        }
    }
    w.clashes = clashes(s);
    w
}

fn copy(n: &Node) -> Frozen {
    let parts = n.entries().filter(|(k, _)| !matches!(k.as_str(), "by" | "at"));
    let parts = parts.filter_map(|(k, n)| Some((k.clone(), n.as_str()?.to_owned()))).collect();
    Frozen { parts, by: Uuid::parse_str(n.str("by")).ok(), at: n.int("at") }
}

/// Writes which week this is, once, after the beginning.
pub fn plan(monday: &str) -> Vec<Edit> {
    vec![Edit::put(["monday"], monday)]
}

/// Writes one of the three lines (1 to 3). Any other number gives no edit.
pub fn set_line(line: i64, text: &str) -> Vec<Edit> {
    if (1..=3).contains(&line) { vec![Edit::put(["lines", &line.to_string()], text)] } else { Vec::new() }
}

/// Keeps a copy of what was exported as `version`. A part called `by` or `at` is left out.
pub fn freeze(version: i64, parts: &BTreeMap<String, String>, by: Option<Uuid>, at: i64) -> Vec<Edit> {
    let mut copy = stamp([], by, at);
    if let Value::Map(m) = &mut copy {
        for (k, v) in parts {
            m.entry(k.clone()).or_insert_with(|| Value::from(v.as_str()));
        }
    }
    vec![Edit::put(["frozen", &version.to_string()], copy), Edit::put(["version"], version)]
}
