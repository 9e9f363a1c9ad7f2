//! The steps of a draft.

use super::draft;
use crate::check::{needed, text};
use crate::exec::Exec;
use crate::fault::Fault;
use crate::wire::{Done, StepAdd, StepMove, StepRemove, StepSet};
use huddle_core::Uuid;
use huddle_core::place::{rank_between, spread};
use huddle_core::text::Field;
use huddle_doc::Edit;
use huddle_doc::kinds::standard_work::{self as work, Step};
use serde_json::json;

/// Most steps a procedure may have; more is two procedures.
const MOST_STEPS: usize = 40;
/// The longest one step may be said to take, in minutes.
const MOST_MINUTES: i64 = 24 * 60;

/// Returns a rank for a step that goes to `at` among `others`, after spreading them anew where two PCs
/// gave one rank twice.
fn rank_at(version: Uuid, others: &[&Step], at: usize) -> (String, Vec<Edit>) {
    let left = at.checked_sub(1).and_then(|i| others.get(i)).map(|s| s.rank.as_str());
    let right = others.get(at).map(|s| s.rank.as_str());
    let sound = left.is_none_or(|l| !l.is_empty())
        && right.is_none_or(|r| !r.is_empty())
        && left.zip(right).is_none_or(|(l, r)| l < r);
    if sound {
        return (rank_between(left, right), Vec::new());
    }
    let mut ranks = spread(others.len() + 1);
    let own = if at < ranks.len() { ranks.remove(at) } else { ranks.pop().unwrap_or_default() };
    let edits = others
        .iter()
        .zip(&ranks)
        .flat_map(|(s, rank)| work::set_step_line(version, s.id, "rank", rank))
        .collect();
    (own, edits)
}

/// Adds a step after another, or at the end; the answer names the step.
pub fn step_add(ex: &mut Exec, req: StepAdd) -> Result<Done, Fault> {
    let version = draft(ex, req.id, req.version)?;
    let action = needed(&req.action, Field::StepAction, "action")?;
    if version.steps.len() >= MOST_STEPS {
        return Err(Fault::user("list_full", "There are 40 steps already. Nothing was added.")
            .param("max", MOST_STEPS));
    }
    let others: Vec<&Step> = version.steps.iter().collect();
    let at = req.after.and_then(|id| others.iter().position(|s| s.id == id)).map_or(others.len(), |i| i + 1);
    let (rank, mut edits) = rank_at(version.id, &others, at);
    let id = ex.new_id()?;
    let step = Step { id, rank, action, ..Step::default() };
    edits.extend(work::add_step(version.id, &step));
    ex.detail(json!({ "number": at + 1 }));
    ex.edit(req.id, &edits)?;
    Ok(Done::of(id))
}

/// Changes a step.
pub fn step_set(ex: &mut Exec, req: StepSet) -> Result<Done, Fault> {
    let version = draft(ex, req.id, req.version)?;
    let (at, step) =
        version.steps.iter().enumerate().find(|(_, s)| s.id == req.step).ok_or_else(Fault::not_found)?;
    let mut edits = Vec::new();
    let action = req.action.as_ref().map(|t| needed(t, Field::StepAction, "action")).transpose()?;
    let line = |given: &Option<String>, rule, field| given.as_ref().map(|t| text(t, rule, field)).transpose();
    let lines = [
        ("action", &step.action, action),
        ("key_point", &step.key_point, line(&req.key_point, Field::StepKeyPoint, "key_point")?),
        ("why", &step.why, line(&req.why, Field::StepWhy, "why")?),
        ("who", &step.who, line(&req.who, Field::TileRole, "who")?),
    ];
    for (field, old, new) in lines {
        if let Some(new) = new.filter(|new| new != old) {
            edits.extend(work::set_step_line(version.id, step.id, field, &new));
        }
    }
    if let Some(minutes) = req.minutes {
        if !(0..=MOST_MINUTES).contains(&minutes) {
            return Err(Fault::user("bad_number", "This is not a number of minutes. Nothing was saved.")
                .field("minutes"));
        }
        let minutes = (minutes > 0).then_some(minutes);
        if minutes != step.minutes {
            edits.extend(work::set_step_minutes(version.id, step.id, minutes));
        }
    }
    if let Some(warning) = req.warning.filter(|w| *w != step.warning) {
        edits.extend(work::set_step_warning(version.id, step.id, warning));
    }
    if edits.is_empty() {
        ex.note("nothing_to_do");
    }
    ex.detail(json!({ "number": at + 1 }));
    ex.edit(req.id, &edits)?;
    Ok(Done::of(req.id))
}

/// Moves a step before another, or to the end.
pub fn step_move(ex: &mut Exec, req: StepMove) -> Result<Done, Fault> {
    let version = draft(ex, req.id, req.version)?;
    let from = version.steps.iter().position(|s| s.id == req.step).ok_or_else(Fault::not_found)?;
    let others: Vec<&Step> = version.steps.iter().filter(|s| s.id != req.step).collect();
    let at = req.before.and_then(|id| others.iter().position(|s| s.id == id)).unwrap_or(others.len());
    ex.detail(json!({ "from": from + 1, "to": at + 1 }));
    if at == from || req.before == Some(req.step) {
        ex.note("nothing_to_do");
        return Ok(Done::of(req.id));
    }
    let (rank, mut edits) = rank_at(version.id, &others, at);
    edits.extend(work::set_step_line(version.id, req.step, "rank", &rank));
    ex.edit(req.id, &edits)?;
    Ok(Done::of(req.id))
}

/// Takes a step out of a draft.
pub fn step_remove(ex: &mut Exec, req: StepRemove) -> Result<Done, Fault> {
    let version = draft(ex, req.id, req.version)?;
    let at = version.steps.iter().position(|s| s.id == req.step).ok_or_else(Fault::not_found)?;
    ex.detail(json!({ "number": at + 1 }));
    ex.edit(req.id, &work::remove_step(version.id, req.step))?;
    Ok(Done::of(req.id))
}
