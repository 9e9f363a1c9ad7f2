//! The checks after the event: what was found, and whether it still holds.

use super::define::{looked_at, value};
use super::{line_of, ours};
use crate::check::{date, maybe, one_of};
use crate::exec::Exec;
use crate::fault::Fault;
use crate::wire::*;
use chrono::NaiveDate;
use huddle_core::project::{CHECK_WEEK_DAYS, CheckDay, CheckState, check_state, checks};
use huddle_core::text::Field;
use huddle_core::validate::iso_date;
use huddle_core::words::{Holding, NotMeasured};
use huddle_doc::kinds::project::{self as doc, Found, Project};
use serde_json::json;

/// Reads a check of this project that may be filled in: from a week before its day on.
fn open(p: &Project, word: &str, today: NaiveDate) -> Result<CheckDay, Fault> {
    let check = CheckDay::parse(word).filter(|c| checks(p.check_120).contains(c));
    let check = one_of(check, "check")?;
    let due = iso_date(&p.event_end).ok().map(|end| check.due(end));
    if check_state(due, today, false) == CheckState::NotYet {
        let says = "This check is still to come. Nothing was saved. It opens a week before its day.";
        let fault = Fault::not_now("check_not_yet", says).param("days", CHECK_WEEK_DAYS);
        return Err(due.map_or(fault.clone(), |due| fault.param("date", due)));
    }
    Ok(check)
}

/// Writes what a check found of a measure: a value, or why it was not measured. Neither takes it back.
pub fn project_check_set(ex: &mut Exec, req: ProjectCheckSet) -> Result<Done, Fault> {
    let p = ours(ex, req.id)?;
    let line = line_of(&p, req.line)?;
    let today = ex.ward()?.date(ex.now);
    let check = open(&p, &req.check, today)?;
    let found = value(req.value, &line.unit, "value")?;
    let reason = req.not_measured.unwrap_or_default();
    if !reason.is_empty() {
        one_of(NotMeasured::parse(&reason).is_known().then_some(()), "not_measured")?;
        one_of(found.is_none().then_some(()), "not_measured")?;
    }
    let had = p.found.iter().find(|f| f.check == check.as_str() && f.line == line.id);
    let kind = match (found, reason.is_empty()) {
        (None, true) => "",
        (None, false) => "not_measured",
        _ => "value",
    };
    ex.detail(json!({ "check": check.as_str(), "kind": kind, "changed": had.is_some() }));
    if kind.is_empty() {
        if had.is_none() {
            ex.note("nothing_to_do");
            return Ok(Done::of(req.id));
        }
        ex.edit(req.id, &doc::unfind(check.as_str(), &line.id))?;
        return Ok(Done::of(req.id));
    }
    let on = match req.on.as_deref().map(str::trim).filter(|d| !d.is_empty()) {
        Some(day) => date(day, "on")?,
        None => today,
    };
    if on > today {
        return Err(Fault::user(
            "in_the_future",
            "This day has not come yet. Nothing was saved. Write the day it was counted.",
        )
        .field("on"));
    }
    if iso_date(&p.event_end).is_ok_and(|end| on <= end) {
        return Err(Fault::user(
            "before_the_event",
            "This day is not after the week. Nothing was saved. Write the day it was counted.",
        )
        .field("on"));
    }
    let new = Found {
        check: check.as_str().to_owned(),
        line: line.id,
        value: found,
        n: if found.is_some() { looked_at(req.n)? } else { None },
        on: if found.is_some() { on.to_string() } else { String::new() },
        not_measured: reason,
        note: maybe(req.note.as_deref(), Field::CheckNote, "note")?,
        by: ex.caller.tile,
        at: Some(ex.now),
    };
    let says = |f: &Found| (f.value, f.n, f.on.clone(), f.not_measured.clone(), f.note.clone());
    if had.is_some_and(|old| says(old) == says(&new)) {
        ex.note("nothing_to_do");
        return Ok(Done::of(req.id));
    }
    ex.edit(req.id, &doc::find(&new))?;
    Ok(Done::of(req.id))
}

/// Says at a check whether it still holds: a person's word, never worked out.
pub fn project_held_set(ex: &mut Exec, req: ProjectHeldSet) -> Result<Done, Fault> {
    let p = ours(ex, req.id)?;
    let today = ex.ward()?.date(ex.now);
    let check = open(&p, &req.check, today)?;
    let note = maybe(req.note.as_deref(), Field::CheckNote, "note")?;
    let had = p.held.iter().find(|h| h.check == check.as_str());
    ex.detail(json!({ "check": check.as_str(), "word": req.word }));
    let said = if req.word.is_empty() {
        None
    } else {
        let word = Holding::parse(&req.word);
        one_of(word.is_known().then_some(()), "word")?;
        Some((req.word.as_str(), note.as_str()))
    };
    let same = match (had, said) {
        (Some(had), Some((word, note))) => had.word == word && had.note == note,
        (had, said) => had.is_none() && said.is_none(),
    };
    if same {
        ex.note("nothing_to_do");
        return Ok(Done::of(req.id));
    }
    let (tile, now) = (ex.caller.tile, ex.now);
    ex.edit(req.id, &doc::hold(check.as_str(), said, tile, now))?;
    Ok(Done::of(req.id))
}
