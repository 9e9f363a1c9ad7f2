//! Setting a project up and changing it. From the event's first day on, numbers before and targets are fixed:
//! a change needs a reason, which is kept with the project and shown.

use super::{fixed, line_of, ours, reason};
use crate::check::{date, maybe, maybe_date, needed, one_of, text};
use crate::exec::Exec;
use crate::fault::Fault;
use crate::wire::*;
use chrono::NaiveDate;
use huddle_core::Uuid;
use huddle_core::kind::Kind;
use huddle_core::place::rank_between;
use huddle_core::project::{MOST_EVENT_DAYS, MOST_MEASURES};
use huddle_core::text::Field;
use huddle_core::time::days_between;
use huddle_core::validate::MAX_NUMBER;
use huddle_doc::Edit;
use huddle_doc::kinds::project::{self as doc, Baseline, Change, Line, Project};
use huddle_store::MeasureRow;
use serde_json::json;

/// Most that one sample may have been.
const MOST_LOOKED_AT: i64 = 1_000_000;

/// Checks the event's days: both or none, in order, a few days long.
fn event(start: Option<&str>, end: Option<&str>) -> Result<Option<(NaiveDate, NaiveDate)>, Fault> {
    let start = maybe_date(start, "event_start")?;
    let end = maybe_date(end, "event_end")?;
    let (start, end) = match (start, end) {
        (None, None) => return Ok(None),
        (Some(start), Some(end)) => (start, end),
        (start, _) => {
            return Err(Fault::user(
                "half_a_date",
                "The week needs its first day and its last day. Nothing was saved. Write both, or leave both empty.",
            )
            .field(if start.is_some() { "event_end" } else { "event_start" }));
        }
    };
    let days = days_between(start, end);
    if !(0..MOST_EVENT_DAYS).contains(&days) {
        return Err(Fault::user(
            "bad_event",
            "The last day must be on or after the first, at most a month later. Nothing was saved.",
        )
        .field("event_end")
        .param("max", MOST_EVENT_DAYS));
    }
    Ok(Some((start, end)))
}

fn days_of(event: Option<(NaiveDate, NaiveDate)>) -> (String, String) {
    event.map(|(s, e)| (s.to_string(), e.to_string())).unwrap_or_default()
}

/// Starts a project.
pub fn project_add(ex: &mut Exec, req: ProjectAdd) -> Result<Done, Fault> {
    let (event_start, event_end) = days_of(event(req.event_start.as_deref(), req.event_end.as_deref())?);
    let new = Project {
        name: needed(&req.name, Field::ProjectName, "name")?,
        aim: text(&req.aim, Field::ProjectAim, "aim")?,
        event_start,
        event_end,
        check_120: req.check_120,
        ..Project::default()
    };
    let id = ex.create_new(Kind::Project, &doc::start(&new))?;
    Ok(Done::of(id))
}

/// Changes one field of a project.
pub fn project_set(ex: &mut Exec, req: ProjectSet) -> Result<Done, Fault> {
    let p = ours(ex, req.id)?;
    let field = req.field.as_str();
    let given = req.value.as_str().unwrap_or_default();
    let line = |was: &str, rule: Field| -> Result<Vec<Edit>, Fault> {
        let now = text(given, rule, field)?;
        Ok(if now == was { Vec::new() } else { doc::set_line(field, &now) })
    };
    let edits = match field {
        "name" => {
            let now = needed(given, Field::ProjectName, field)?;
            if now == p.name { Vec::new() } else { doc::set_line(field, &now) }
        }
        "aim" => line(&p.aim, Field::ProjectAim)?,
        "why_now" => line(&p.why_now, Field::ProjectWhy)?,
        "in_scope" => line(&p.in_scope, Field::ProjectScope)?,
        "out_scope" => line(&p.out_scope, Field::ProjectScope)?,
        "starts_with" => line(&p.starts_with, Field::ProjectEdge)?,
        "ends_with" => line(&p.ends_with, Field::ProjectEdge)?,
        "team" => line(&p.team, Field::ProjectTeam)?,
        "lead" => {
            let tile =
                if given.is_empty() { None } else { Some(one_of(Uuid::parse_str(given).ok(), field)?) };
            let tile = crate::huddle::known_tile(ex, tile, field)?;
            if tile == p.lead { Vec::new() } else { doc::set_lead(tile) }
        }
        "patient_voice" => {
            let yes = req.value.as_bool().unwrap_or(false);
            if yes == p.patient_voice { Vec::new() } else { doc::set_patient_voice(yes) }
        }
        _ => return Err(Fault::user("unknown_word", "The app does not know this field. Nothing was saved.")),
    };
    ex.detail(json!({ "field": field }));
    written(ex, req.id, &edits)
}

/// Writes edits, or notes that there was nothing to do.
fn written(ex: &mut Exec, id: Uuid, edits: &[Edit]) -> Result<Done, Fault> {
    if edits.is_empty() {
        ex.note("nothing_to_do");
    }
    ex.edit(id, edits)?;
    Ok(Done::of(id))
}

/// Moves the event, or says whether there is a check after 120 days. A started event moves only with a reason.
pub fn project_dates(ex: &mut Exec, req: ProjectDates) -> Result<Done, Fault> {
    let p = ours(ex, req.id)?;
    let (start, end) = days_of(event(req.event_start.as_deref(), req.event_end.as_deref())?);
    let mut edits = Vec::new();
    if (&start, &end) != (&p.event_start, &p.event_end) {
        edits.extend(doc::set_event(&start, &end));
        if fixed(ex, &p)? {
            let why = reason(req.why.as_deref())?;
            for (what, was, now) in
                [("event_start", &p.event_start, &start), ("event_end", &p.event_end, &end)]
            {
                if was != now {
                    edits.extend(note(ex, what, None, was, now, &why)?);
                }
            }
        }
    }
    if req.check_120 != p.check_120 {
        edits.extend(doc::set_check_120(req.check_120));
    }
    ex.detail(json!({ "field": "event_start" }));
    written(ex, req.id, &edits)
}

/// Notes a change after the event had started.
fn note(
    ex: &Exec,
    what: &str,
    line: Option<&Line>,
    was: &str,
    now: &str,
    why: &str,
) -> Result<Vec<Edit>, Fault> {
    Ok(doc::note_change(&Change {
        id: ex.new_id()?.to_string(),
        what: what.to_owned(),
        line: line.map(|l| l.id.clone()).unwrap_or_default(),
        name: line.map(|l| l.name.clone()).unwrap_or_default(),
        was: was.to_owned(),
        now: now.to_owned(),
        why: why.to_owned(),
        by: ex.caller.tile,
        at: Some(ex.now),
    }))
}

/// Checks a number a measure of this unit can have.
pub(super) fn value(given: Option<f64>, unit: &str, field: &str) -> Result<Option<f64>, Fault> {
    let Some(x) = given else { return Ok(None) };
    let fits = match unit {
        "percent" => (0.0..=100.0).contains(&x),
        "count" | "minutes" | "hours" | "days" | "pounds" | "per_1000_bed_days" => x >= 0.0,
        _ => true,
    };
    if x.is_finite() && x.abs() <= MAX_NUMBER && fits {
        Ok(Some(x))
    } else {
        let (code, says) = if unit == "percent" {
            ("bad_percent", "A percentage is between 0 and 100. Nothing was saved.")
        } else {
            ("bad_number", "This number cannot be right. Nothing was saved.")
        };
        Err(Fault::user(code, says).field(field))
    }
}

/// Checks how many were looked at.
pub(super) fn looked_at(given: Option<i64>) -> Result<Option<i64>, Fault> {
    if given.is_some_and(|n| !(1..=MOST_LOOKED_AT).contains(&n)) {
        return Err(Fault::user(
            "bad_number",
            "Write how many were looked at: 1 or more. Nothing was saved.",
        )
        .field("n"));
    }
    Ok(given)
}

fn baseline(ex: &Exec, given: &ProjectBaseline, unit: &str) -> Result<Baseline, Fault> {
    let Some(x) = value(given.value, unit, "baseline")? else { return Ok(Baseline::default()) };
    let today = ex.ward()?.date(ex.now);
    let on = match given.on.as_deref().map(str::trim).filter(|d| !d.is_empty()) {
        Some(day) => date(day, "baseline_on")?,
        None => today,
    };
    if on > today {
        return Err(Fault::user(
            "in_the_future",
            "This day has not come yet. Nothing was saved. Write the day it was counted.",
        )
        .field("baseline_on"));
    }
    Ok(Baseline {
        value: Some(x),
        n: looked_at(given.n)?,
        on: on.to_string(),
        by: ex.caller.tile,
        at: Some(ex.now),
    })
}

fn unit(given: &str) -> Result<String, Fault> {
    let unit = text(given, Field::LaneLabel, "unit")?;
    Ok(if unit.is_empty() { "count".to_owned() } else { unit })
}

/// A project's number is meant to move one way.
fn direction(given: &str) -> Result<String, Fault> {
    one_of(matches!(given, "up" | "down").then(|| given.to_owned()), "direction")
}

/// Refuses a measure of the ward that is not here.
fn measure(ex: &Exec, id: Option<Uuid>) -> Result<Option<Uuid>, Fault> {
    let Some(id) = id else { return Ok(None) };
    let row = ex.r.one::<MeasureRow>(id)?.filter(|m| m.binned_at.is_none());
    one_of(row.map(|m| Some(m.id)), "measure")
}

fn figure(x: Option<f64>) -> String {
    x.map(|x| x.to_string()).unwrap_or_default()
}

/// Adds a measure; the answer names it.
pub fn project_measure_add(ex: &mut Exec, req: ProjectMeasureAdd) -> Result<Done, Fault> {
    let p = ours(ex, req.id)?;
    if p.measures.len() >= MOST_MEASURES {
        return Err(Fault::user(
            "list_full",
            "There are 8 measures already, and more are never all taken again. Nothing was added.",
        )
        .param("max", MOST_MEASURES));
    }
    let name = needed(&req.name, Field::MeasureName, "name")?;
    let unit = unit(&req.unit)?;
    let id = ex.new_id()?;
    let last = p.measures.iter().map(|m| m.rank.as_str()).filter(|r| !r.is_empty()).max();
    let line = Line {
        id: id.to_string(),
        direction: direction(&req.direction)?,
        definition: maybe(req.definition.as_deref(), Field::MeasureDefinition, "definition")?,
        measure: measure(ex, req.measure)?,
        baseline: req.baseline.map(|b| baseline(ex, &b, &unit)).transpose()?.unwrap_or_default(),
        target: value(req.target, &unit, "target")?,
        rank: rank_between(last, None),
        name,
        unit,
    };
    let mut edits = doc::add_measure(&line);
    if fixed(ex, &p)? {
        let why = reason(req.why.as_deref())?;
        edits.extend(note(ex, "added", Some(&line), "", "", &why)?);
    }
    ex.edit(req.id, &edits)?;
    Ok(Done::of(id))
}

/// One change of a measure that is fixed once the event has started: what, what stood there, what stands there.
type Fixed = (&'static str, String, String);

/// Changes a measure; what is left out stays.
pub fn project_measure_set(ex: &mut Exec, req: ProjectMeasureSet) -> Result<Done, Fault> {
    let p = ours(ex, req.id)?;
    let line = line_of(&p, req.line)?;
    let key = line.id.as_str();
    let mut edits = Vec::new();
    let mut changed: Vec<Fixed> = Vec::new();
    if let Some(name) = &req.name {
        let name = needed(name, Field::MeasureName, "name")?;
        if name != line.name {
            edits.extend(doc::set_measure_line(key, "name", &name));
        }
    }
    if let Some(words) = &req.definition {
        let words = text(words, Field::MeasureDefinition, "definition")?;
        if words != line.definition {
            edits.extend(doc::set_measure_line(key, "definition", &words));
        }
    }
    if let Some(of) = req.measure {
        let id = measure(ex, of.id)?;
        if id != line.measure {
            edits.extend(doc::set_measure_link(key, id));
        }
    }
    let now_unit = req.unit.as_deref().map(unit).transpose()?.unwrap_or_else(|| line.unit.clone());
    if now_unit != line.unit {
        // What stands there must make sense in the new unit too.
        value(line.baseline.value, &now_unit, "unit")?;
        value(line.target, &now_unit, "unit")?;
        edits.extend(doc::set_measure_line(key, "unit", &now_unit));
        changed.push(("unit", line.unit.clone(), now_unit.clone()));
    }
    if let Some(given) = &req.direction {
        let now = direction(given)?;
        if now != line.direction {
            edits.extend(doc::set_measure_line(key, "direction", &now));
            changed.push(("direction", line.direction.clone(), now));
        }
    }
    if let Some(given) = &req.baseline {
        let now = baseline(ex, given, &now_unit)?;
        let was = &line.baseline;
        if (now.value, now.n, &now.on) != (was.value, was.n, &was.on) {
            edits.extend(doc::set_baseline(key, &now));
            changed.push(("baseline", figure(was.value), figure(now.value)));
        }
    }
    if let Some(given) = &req.target {
        let now = value(given.value, &now_unit, "target")?;
        if now != line.target {
            edits.extend(doc::set_target(key, now));
            changed.push(("target", figure(line.target), figure(now)));
        }
    }
    if !changed.is_empty() && fixed(ex, &p)? {
        let why = reason(req.why.as_deref())?;
        for (what, was, now) in &changed {
            edits.extend(note(ex, what, Some(&line), was, now, &why)?);
        }
    }
    let what = changed.first().map(|(what, ..)| *what);
    ex.detail(json!({ "field": what.unwrap_or("name") }));
    written(ex, req.id, &edits)
}

/// Takes a measure off the project.
pub fn project_measure_remove(ex: &mut Exec, req: ProjectMeasureRemove) -> Result<Done, Fault> {
    let p = ours(ex, req.id)?;
    let line = line_of(&p, req.line)?;
    let mut edits = doc::remove_measure(&line.id);
    if fixed(ex, &p)? {
        let why = reason(req.why.as_deref())?;
        edits.extend(note(ex, "removed", Some(&line), "", "", &why)?);
    }
    ex.edit(req.id, &edits)?;
    Ok(Done::of(req.id))
}

/// Stops a project with a reason, or goes on with it.
pub fn project_stop(ex: &mut Exec, req: ProjectStop) -> Result<Done, Fault> {
    let p = ours(ex, req.id)?;
    ex.detail(json!({ "stopped": req.stopped }));
    let edits = match (req.stopped, p.stopped_at) {
        (true, None) => {
            let why = needed(&req.why, Field::ChangeReason, "why")?;
            doc::set_stopped(Some((&why, ex.now)))
        }
        (false, Some(_)) => doc::set_stopped(None),
        _ => Vec::new(),
    };
    written(ex, req.id, &edits)
}
