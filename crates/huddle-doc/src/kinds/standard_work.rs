//! How we do it here: one procedure, its versions and their steps.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::fields::fields;
use super::{Clash, clashes, items, put_or_remove};
use crate::schema::{Field, Known};
use crate::state::{Node, State};
use crate::value::{Edit, Value};

/// Fields of a procedure.
pub const FIELDS: &[&[Known]] = &[
    StandardWork::KNOWN,
    Version::KNOWN,
    Step::KNOWN,
    &[
        (&["versions"], Field::Map),
        (&["versions", "*"], Field::Map),
        (&["versions", "*", "steps"], Field::Map),
        (&["versions", "*", "steps", "*"], Field::Map),
        (&["acknowledged"], Field::Map),
    ],
];

fields! {
    /// Holds a procedure as it reads now.
    StandardWork at [] {
        /// What it is called.
        title: Str,
        /// When it was withdrawn, milliseconds since 1970 UTC.
        withdrawn_at: Int,
    }
    plus {
        /// Versions in order of number, then the time they were made, then id.
        versions: Vec<Version>,
        /// Which version number each tile has read, by tile.
        acknowledged: BTreeMap<Uuid, i64>,
        /// Where two people wrote apart.
        clashes: Vec<Clash>,
    }
}

fields! {
    /// Holds one version.
    Version at ["versions", "*"] {
        /// Its number, from 1; two drafts begun apart may share one.
        number: Int,
        /// `draft`, `on_trial`, `current` or `withdrawn`.
        status: Str,
        /// What it is for.
        purpose: Str,
        /// When it applies.
        applies_when: Str,
        /// Who does it.
        who: Str,
        /// What is needed.
        need: Str,
        /// What good looks like.
        good: Str,
        /// What to do if it goes wrong.
        if_wrong: Str,
        /// The policy behind it.
        policy: Str,
        /// When it is due for review, `2027-01-31`.
        review_by: Str,
        /// The tile that wrote it.
        author: Id,
        /// Who agreed it.
        agreed_by: Str,
        /// When it was agreed, `2026-11-22`.
        agreed_on: Str,
        /// Why this version was made.
        reason: Str,
        /// When it was made, milliseconds since 1970 UTC.
        made_at: Int,
    }
    plus {
        /// The version's id.
        id: Uuid,
        /// Steps in order of rank, then id.
        steps: Vec<Step>,
    }
}

fields! {
    /// Holds one step.
    Step at ["versions", "*", "steps", "*"] {
        /// Its place in the order.
        rank: Str,
        /// What to do.
        action: Str,
        /// What makes it work.
        key_point: Str,
        /// Why.
        why: Str,
        /// Who does it.
        who: Str,
        /// How long it takes.
        minutes: Int,
        /// Whether it is a warning.
        warning: Bool,
    }
    plus {
        /// The step's id.
        id: Uuid,
    }
}

/// Reads a procedure; missing fields get their defaults.
pub fn read(s: &State) -> StandardWork {
    let mut work = StandardWork::from_node(&s.root);
    work.versions = items(&s.root, "versions", version);
    work.versions.sort_by_key(|v| (v.number, v.made_at, v.id));
    work.acknowledged =
        s.map("acknowledged").filter_map(|(k, n)| Some((Uuid::parse_str(k).ok()?, n.as_int()?))).collect();
    work.clashes = clashes(s);
    work
}

fn version(id: String, n: &Node) -> Option<Version> {
    let mut v = Version { id: Uuid::parse_str(&id).ok()?, ..Version::from_node(n) };
    v.steps = items(n, "steps", |id, n| {
        Some(Step { id: Uuid::parse_str(&id).ok()?, ..Step::from_node(n) }).filter(|s| !s.action.is_empty())
    });
    v.steps.sort_by(|a, b| (&a.rank, a.id).cmp(&(&b.rank, b.id)));
    Some(v)
}

/// Starts a procedure.
pub fn start(title: &str) -> Vec<Edit> {
    vec![Edit::put(["title"], title)]
}

/// Changes what a procedure is called.
pub fn set_title(title: &str) -> Vec<Edit> {
    vec![Edit::put(["title"], title)]
}

/// Begins a version, with its steps; a new draft is a copy of an older version under new ids.
pub fn add_version(v: &Version) -> Vec<Edit> {
    let lines = [
        ("status", &v.status),
        ("purpose", &v.purpose),
        ("applies_when", &v.applies_when),
        ("who", &v.who),
        ("need", &v.need),
        ("good", &v.good),
        ("if_wrong", &v.if_wrong),
        ("policy", &v.policy),
        ("review_by", &v.review_by),
        ("agreed_by", &v.agreed_by),
        ("agreed_on", &v.agreed_on),
        ("reason", &v.reason),
    ];
    let lines = lines.into_iter().filter(|(_, v)| !v.is_empty()).map(|(k, v)| (k, Value::from(v.as_str())));
    let numbers = [("number", v.number), ("made_at", v.made_at)];
    let numbers = numbers.into_iter().filter_map(|(k, v)| Some((k, Value::from(v?))));
    let author = v.author.map(|t| ("author", Value::from(t)));
    let steps = ("steps", Value::map(v.steps.iter().map(|s| (s.id.to_string(), step_value(s)))));
    vec![Edit::put(
        ["versions", &v.id.to_string()],
        Value::map(lines.chain(numbers).chain(author).chain([steps])),
    )]
}

fn step_value(s: &Step) -> Value {
    let lines = [
        ("rank", &s.rank),
        ("action", &s.action),
        ("key_point", &s.key_point),
        ("why", &s.why),
        ("who", &s.who),
    ];
    let lines = lines.into_iter().filter(|(_, v)| !v.is_empty()).map(|(k, v)| (k, Value::from(v.as_str())));
    let minutes = s.minutes.map(|n| ("minutes", Value::from(n)));
    Value::map(lines.chain(minutes).chain([("warning", Value::from(s.warning))]))
}

/// Sets one of a version's texts. Any field that is not a text of a version gives no edit.
pub fn set_version_line(version: Uuid, field: &str, text: &str) -> Vec<Edit> {
    let known = [
        "purpose",
        "applies_when",
        "who",
        "need",
        "good",
        "if_wrong",
        "policy",
        "review_by",
        "agreed_by",
        "agreed_on",
        "reason",
    ];
    let version = version.to_string();
    known.iter().filter(|f| **f == field).map(|f| Edit::put(["versions", &version, f], text)).collect()
}

/// Sets a version's status; the caller withdraws the version it replaces.
pub fn set_status(version: Uuid, status: &str) -> Vec<Edit> {
    vec![Edit::put(["versions", &version.to_string(), "status"], status)]
}

/// Gives a version its number.
pub fn set_number(version: Uuid, number: i64) -> Vec<Edit> {
    vec![Edit::put(["versions", &version.to_string(), "number"], number)]
}

/// Adds a step.
pub fn add_step(version: Uuid, step: &Step) -> Vec<Edit> {
    vec![Edit::put(["versions", &version.to_string(), "steps", &step.id.to_string()], step_value(step))]
}

/// Sets one of a step's texts: `action`, `key_point`, `why`, `who`, `rank`.
pub fn set_step_line(version: Uuid, step: Uuid, field: &str, text: &str) -> Vec<Edit> {
    let known = ["action", "key_point", "why", "who", "rank"];
    let (v, s) = (version.to_string(), step.to_string());
    known.iter().filter(|f| **f == field).map(|f| Edit::put(["versions", &v, "steps", &s, f], text)).collect()
}

/// Sets how long a step takes.
pub fn set_step_minutes(version: Uuid, step: Uuid, minutes: Option<i64>) -> Vec<Edit> {
    let at = ["versions", &version.to_string(), "steps", &step.to_string(), "minutes"];
    vec![put_or_remove(at.map(str::to_owned).to_vec(), minutes.map(Value::from))]
}

/// Says whether a step is a warning.
pub fn set_step_warning(version: Uuid, step: Uuid, warning: bool) -> Vec<Edit> {
    vec![Edit::put(["versions", &version.to_string(), "steps", &step.to_string(), "warning"], warning)]
}

/// Takes a step out.
pub fn remove_step(version: Uuid, step: Uuid) -> Vec<Edit> {
    vec![Edit::remove(["versions", &version.to_string(), "steps", &step.to_string()])]
}

/// Notes that a tile has read a version.
pub fn acknowledge(tile: Uuid, number: i64) -> Vec<Edit> {
    vec![Edit::put(["acknowledged", &tile.to_string()], number)]
}

/// Withdraws the procedure.
pub fn withdraw(now_ms: i64) -> Vec<Edit> {
    vec![Edit::put(["withdrawn_at"], now_ms)]
}
