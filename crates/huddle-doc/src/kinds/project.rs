//! An improvement project: its aim, its event, up to eight measures, and what the checks after it found.
//!
//! A baseline and what a check found are values replaced whole, so that two people entering the same one
//! make one clash and never a mixture of both.

use uuid::Uuid;

use super::fields::fields;
use super::{Clash, clashes, items, put_or_remove, stamp};
use crate::schema::{Field, Known};
use crate::state::State;
use crate::value::{Edit, Value, path};

/// Fields of a project.
pub const FIELDS: &[&[Known]] = &[
    Project::KNOWN,
    Line::KNOWN,
    Baseline::KNOWN,
    Found::KNOWN,
    Held::KNOWN,
    Change::KNOWN,
    &[
        (&["measures"], Field::Map),
        (&["measures", "*"], Field::Map),
        (&["measures", "*", "baseline"], Field::Whole),
        (&["found"], Field::Map),
        (&["found", "*"], Field::Whole),
        (&["held"], Field::Map),
        (&["held", "*"], Field::Whole),
        (&["changes"], Field::Map),
        (&["changes", "*"], Field::Whole),
    ],
];

fields! {
    /// Holds a project as it reads now.
    Project at [] {
        /// What it is called.
        name: Str,
        /// What should be better: what, how much, by when.
        aim: Str,
        /// Why now.
        why_now: Str,
        /// What is in it.
        in_scope: Str,
        /// What is not.
        out_scope: Str,
        /// Where the work that is looked at starts.
        starts_with: Str,
        /// Where it ends.
        ends_with: Str,
        /// Who is in the team, in roles.
        team: Str,
        /// The tile that leads it.
        lead: Id,
        /// Whether a patient or a family speaks in the team.
        patient_voice: Bool,
        /// The event's first day, `2026-11-22`; empty while there is no date.
        event_start: Str,
        /// The event's last day.
        event_end: Str,
        /// Whether there is a check after 120 days too.
        check_120: Bool,
        /// When it was stopped, milliseconds since 1970 UTC.
        stopped_at: Int,
        /// Why it was stopped.
        stopped_why: Str,
    }
    plus {
        /// The measures, in their order.
        measures: Vec<Line>,
        /// What the checks found, by check and measure.
        found: Vec<Found>,
        /// What people said at the checks.
        held: Vec<Held>,
        /// What was changed after the event had started, oldest first.
        changes: Vec<Change>,
        /// Where two people wrote apart.
        clashes: Vec<Clash>,
    }
}

fields! {
    /// Holds one measure of a project.
    Line at ["measures", "*"] {
        /// What it is called.
        name: Str,
        /// The unit's key, or the ward's own word.
        unit: Str,
        /// Which way is better: `up` or `down`.
        direction: Str,
        /// What is counted, in plain words.
        definition: Str,
        /// What it should be.
        target: Num,
        /// The ward's measure it belongs to.
        measure: Id,
        /// Its place in the order.
        rank: Str,
    }
    plus {
        /// Its key.
        id: String,
        /// What it was before the event.
        baseline: Baseline,
    }
}

fields! {
    /// Holds what a measure was before the event.
    Baseline at ["measures", "*", "baseline"] {
        /// The value; none when nobody has counted yet.
        value: Num,
        /// How many were looked at.
        n: Int,
        /// The day it was counted, `2026-11-22`.
        on: Str,
        /// The tile that wrote it.
        by: Id,
        /// When, milliseconds since 1970 UTC.
        at: Int,
    }
    plus {}
}

fields! {
    /// Holds what one check found of one measure.
    Found at ["found", "*"] {
        /// The value.
        value: Num,
        /// How many were looked at.
        n: Int,
        /// The day it was counted.
        on: Str,
        /// Why it was not measured, a key; empty when it was.
        not_measured: Str,
        /// A remark.
        note: Str,
        /// The tile that wrote it.
        by: Id,
        /// When, milliseconds since 1970 UTC.
        at: Int,
    }
    plus {
        /// The check, by its days.
        check: String,
        /// The measure's key.
        line: String,
    }
}

fields! {
    /// Holds what a person said at a check: does it still hold?
    Held at ["held", "*"] {
        /// `yes`, `partly` or `no`.
        word: Str,
        /// Why.
        note: Str,
        /// The tile that said it.
        by: Id,
        /// When, milliseconds since 1970 UTC.
        at: Int,
    }
    plus {
        /// The check, by its days.
        check: String,
    }
}

fields! {
    /// Holds one change after the event had started, with its reason.
    Change at ["changes", "*"] {
        /// What changed: a field's key, `added` or `removed`.
        what: Str,
        /// The measure's key; empty for the project itself.
        line: Str,
        /// What the measure was called then.
        name: Str,
        /// What stood there, as it is written; empty for nothing.
        was: Str,
        /// What stands there now.
        now: Str,
        /// Why.
        why: Str,
        /// The tile that changed it.
        by: Id,
        /// When, milliseconds since 1970 UTC.
        at: Int,
    }
    plus {
        /// Its key.
        id: String,
    }
}

/// Reads a project; missing fields get their defaults.
pub fn read(s: &State) -> Project {
    let mut p = Project::from_node(&s.root);
    p.measures = items(&s.root, "measures", |id, n| {
        let baseline = n.get("baseline").map(Baseline::from_node).unwrap_or_default();
        Some(Line { id, baseline, ..Line::from_node(n) }).filter(|line| !line.name.is_empty())
    });
    p.measures.sort_by(|a, b| (&a.rank, &a.id).cmp(&(&b.rank, &b.id)));
    p.found = items(&s.root, "found", |key, n| {
        let (check, line) = key.split_once(':')?;
        Some(Found { check: check.to_owned(), line: line.to_owned(), ..Found::from_node(n) })
    });
    p.held = items(&s.root, "held", |check, n| Some(Held { check, ..Held::from_node(n) }));
    p.held.retain(|h| !h.word.is_empty());
    p.changes = items(&s.root, "changes", |id, n| Some(Change { id, ..Change::from_node(n) }));
    p.changes.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
    p.clashes = clashes(s);
    p
}

/// Texts of a project that are set by name.
const LINES: &[&str] =
    &["name", "aim", "why_now", "in_scope", "out_scope", "starts_with", "ends_with", "team"];

/// Starts a project; empty fields are left out.
pub fn start(p: &Project) -> Vec<Edit> {
    let lines =
        [&p.name, &p.aim, &p.why_now, &p.in_scope, &p.out_scope, &p.starts_with, &p.ends_with, &p.team];
    let mut edits: Vec<Edit> = LINES
        .iter()
        .zip(lines)
        .filter(|(_, v)| !v.is_empty())
        .map(|(k, v)| Edit::put([*k], v.as_str()))
        .collect();
    edits.extend(p.lead.map(|t| Edit::put(["lead"], t)));
    edits.extend(set_event(&p.event_start, &p.event_end));
    if p.check_120 {
        edits.extend(set_check_120(true));
    }
    if p.patient_voice {
        edits.extend(set_patient_voice(true));
    }
    edits
}

/// Sets one of a project's texts. Any field that is not one of them gives no edit.
pub fn set_line(field: &str, text: &str) -> Vec<Edit> {
    super::set_known(LINES, field, text)
}

/// Sets the event's first and last day; empty for no date yet.
pub fn set_event(start: &str, end: &str) -> Vec<Edit> {
    let put = |key: &str, day: &str| put_or_remove(path([key]), (!day.is_empty()).then(|| Value::from(day)));
    vec![put("event_start", start), put("event_end", end)]
}

/// Says whether there is a check after 120 days too.
pub fn set_check_120(yes: bool) -> Vec<Edit> {
    vec![Edit::put(["check_120"], yes)]
}

/// Says whether a patient or a family speaks in the team.
pub fn set_patient_voice(yes: bool) -> Vec<Edit> {
    vec![Edit::put(["patient_voice"], yes)]
}

/// Says who leads it; `None` for nobody yet.
pub fn set_lead(tile: Option<Uuid>) -> Vec<Edit> {
    vec![put_or_remove(path(["lead"]), tile.map(Value::from))]
}

/// Stops a project with a reason, or goes on with it.
pub fn set_stopped(stopped: Option<(&str, i64)>) -> Vec<Edit> {
    vec![
        put_or_remove(path(["stopped_at"]), stopped.map(|(_, at)| Value::from(at))),
        put_or_remove(path(["stopped_why"]), stopped.map(|(why, _)| Value::from(why))),
    ]
}

/// Adds a measure.
pub fn add_measure(line: &Line) -> Vec<Edit> {
    let texts = [
        ("name", &line.name),
        ("unit", &line.unit),
        ("direction", &line.direction),
        ("definition", &line.definition),
        ("rank", &line.rank),
    ];
    let texts = texts.into_iter().filter(|(_, v)| !v.is_empty()).map(|(k, v)| (k, Value::from(v.as_str())));
    let target = line.target.map(|x| ("target", Value::from(x)));
    let measure = line.measure.map(|id| ("measure", Value::from(id)));
    let baseline = line.baseline.value.map(|_| ("baseline", whole_baseline(&line.baseline)));
    vec![Edit::put(["measures", &line.id], Value::map(texts.chain(target).chain(measure).chain(baseline)))]
}

fn whole_baseline(b: &Baseline) -> Value {
    let value = b.value.map(|x| ("value", Value::from(x)));
    let n = b.n.map(|n| ("n", Value::from(n)));
    let on = (!b.on.is_empty()).then(|| ("on", Value::from(b.on.as_str())));
    let by = b.by.map(|t| ("by", Value::from(t)));
    let at = b.at.map(|t| ("at", Value::from(t)));
    Value::map([value, n, on, by, at].into_iter().flatten())
}

/// Sets one of a measure's texts: `name`, `unit`, `direction`, `definition`. Any other gives no edit.
pub fn set_measure_line(line: &str, field: &str, text: &str) -> Vec<Edit> {
    let known = ["name", "unit", "direction", "definition"];
    known.iter().filter(|f| **f == field).map(|f| Edit::put(["measures", line, f], text)).collect()
}

/// Writes what a measure was before the event, whole; without a value it is taken away.
pub fn set_baseline(line: &str, b: &Baseline) -> Vec<Edit> {
    vec![put_or_remove(path(["measures", line, "baseline"]), b.value.map(|_| whole_baseline(b)))]
}

/// Sets what a measure should be; `None` for no target.
pub fn set_target(line: &str, target: Option<f64>) -> Vec<Edit> {
    vec![put_or_remove(path(["measures", line, "target"]), target.map(Value::from))]
}

/// Says which of the ward's measures it belongs to; `None` for none.
pub fn set_measure_link(line: &str, measure: Option<Uuid>) -> Vec<Edit> {
    vec![put_or_remove(path(["measures", line, "measure"]), measure.map(Value::from))]
}

/// Takes a measure off the project. What its checks found stays in the record and its history.
pub fn remove_measure(line: &str) -> Vec<Edit> {
    vec![Edit::remove(["measures", line])]
}

/// Writes what a check found of a measure, whole. The fields that say nothing are left out.
pub fn find(f: &Found) -> Vec<Edit> {
    let value = f.value.map(|x| ("value", Value::from(x)));
    let n = f.n.map(|n| ("n", Value::from(n)));
    let texts = [("on", &f.on), ("not_measured", &f.not_measured), ("note", &f.note)];
    let texts = texts.into_iter().filter(|(_, v)| !v.is_empty()).map(|(k, v)| (k, Value::from(v.as_str())));
    let by = f.by.map(|t| ("by", Value::from(t)));
    let at = f.at.map(|t| ("at", Value::from(t)));
    let key = found_key(&f.check, &f.line);
    vec![Edit::put(
        ["found", &key],
        Value::map([value, n].into_iter().flatten().chain(texts).chain(by).chain(at)),
    )]
}

/// Takes back what a check found of a measure.
pub fn unfind(check: &str, line: &str) -> Vec<Edit> {
    vec![Edit::remove(["found", &found_key(check, line)])]
}

fn found_key(check: &str, line: &str) -> String {
    format!("{check}:{line}")
}

/// Says at a check whether it still holds; `None` takes it back.
pub fn hold(check: &str, said: Option<(&str, &str)>, by: Option<Uuid>, at: i64) -> Vec<Edit> {
    let whole = said.map(|(word, note)| {
        let note = (!note.is_empty()).then(|| ("note", Value::from(note)));
        let mut map = stamp([("word", word.into())], by, at);
        if let (Value::Map(m), Some((key, value))) = (&mut map, note) {
            m.insert(key.to_owned(), value);
        }
        map
    });
    vec![put_or_remove(path(["held", check]), whole)]
}

/// Notes a change after the event had started, with its reason.
pub fn note_change(c: &Change) -> Vec<Edit> {
    let texts = [
        ("what", &c.what),
        ("line", &c.line),
        ("name", &c.name),
        ("was", &c.was),
        ("now", &c.now),
        ("why", &c.why),
    ];
    let texts = texts.into_iter().filter(|(_, v)| !v.is_empty()).map(|(k, v)| (k, Value::from(v.as_str())));
    let by = c.by.map(|t| ("by", Value::from(t)));
    let at = c.at.map(|t| ("at", Value::from(t)));
    vec![Edit::put(["changes", &c.id], Value::map(texts.chain(by).chain(at)))]
}
