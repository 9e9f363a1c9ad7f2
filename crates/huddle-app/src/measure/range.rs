//! Starting the usual range again: a person's decision, with its reason, printed on the chart.
//!
//! Nothing ever starts it by itself. What stood before keeps its own average and usual range (INV-4: one
//! command, one change, one undo).

use crate::check::{date, needed, one_of};
use crate::exec::Exec;
use crate::fault::Fault;
use crate::measure::one;
use crate::wire::{Done, MeasureRangeJoin, MeasureRangeStart};
use huddle_core::text::Field;
use huddle_core::validate::iso_date;
use huddle_doc::kinds::measure;
use huddle_store::{ReadingRow, params};
use serde_json::json;

/// Starts the usual range again from a day on.
pub fn measure_range_start(ex: &mut Exec, req: MeasureRangeStart) -> Result<Done, Fault> {
    let m = one(ex.r, req.id)?;
    if m.binned_at.is_some() {
        return Err(Fault::not_found());
    }
    let from = date(&req.from, "from")?;
    let why = needed(&req.why, Field::ChangeReason, "why")?;
    let wrong = |message: &str| Fault::user("bad_range_start", message).field("from");
    if from > ex.ward()?.date(ex.now) {
        return Err(
            Fault::user("in_the_future", "This day has not come yet. Nothing was changed.").field("from")
        );
    }
    let number = "measure = ?1 AND (value IS NOT NULL OR n IS NOT NULL) ORDER BY start LIMIT 1";
    let first = ex.r.first::<ReadingRow>(number, params![m.id])?;
    let first = first.and_then(|row| iso_date(&row.start).ok());
    let Some(first) = first else {
        return Err(wrong("There are no numbers yet, so there is no usual range. Nothing was changed."));
    };
    if from <= first {
        return Err(wrong(
            "There is no number before this day: its usual range starts there already. Choose a later day. Nothing was changed.",
        ));
    }
    ex.detail(json!({ "on": from.to_string() }));
    let told = measure::read(&ex.state(req.id)?);
    if measure::new_ranges(&told).contains(&from.to_string().as_str()) {
        ex.note("nothing_to_do");
        return Ok(Done::of(req.id));
    }
    let change = ex.new_id()?.to_string();
    let edits = measure::note_change(&change, &from.to_string(), measure::NEW_RANGE, &why, ex.caller.tile);
    ex.edit(req.id, &edits)?;
    Ok(Done::of(req.id))
}

/// Takes a new start of the usual range back. History keeps that it was there.
pub fn measure_range_join(ex: &mut Exec, req: MeasureRangeJoin) -> Result<Done, Fault> {
    one(ex.r, req.id)?;
    let told = measure::read(&ex.state(req.id)?);
    let change = told.changes.into_iter().find(|c| c.id == req.change && c.what == measure::NEW_RANGE);
    let change = one_of(change, "change")?;
    ex.detail(json!({ "on": change.on }));
    ex.edit(req.id, &measure::remove_change(&req.change))?;
    Ok(Done::of(req.id))
}
