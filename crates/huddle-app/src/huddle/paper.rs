//! When a huddle typed in from paper started and ended, by the sheet.

use super::huddle_state;
use crate::exec::Exec;
use crate::fault::Fault;
use crate::ward_conf::WardConf;
use crate::wire::{Done, HuddleTimes};
use huddle_core::time::{Minutes, Ms, Shift, ShiftKey, day_after};
use huddle_core::validate::iso_date;
use huddle_doc::kinds::huddle as doc;
use serde_json::json;

/// A huddle may start so many minutes before its shift and still be that shift's: the night staff come early.
const EARLY: u16 = 120;

/// Returns when a huddle started and ended. Entered from paper, the times it was typed at would mislead: only what
/// stood on the sheet counts.
pub(crate) fn times(h: &doc::Huddle, conf: &WardConf, key: ShiftKey) -> (Option<Ms>, Option<Ms>) {
    if !h.from_paper {
        return (h.started_at, h.ended_at);
    }
    let at = |text: &str| Minutes::parse(text).map(|time| moment(conf, key, time));
    (at(&h.paper_start), at(&h.paper_end))
}

/// Returns the moment of a time of day in a shift; after midnight a night's times are the next date's.
fn moment(conf: &WardConf, key: ShiftKey, time: Minutes) -> Ms {
    let start = conf.pattern.start_of(key.shift).since_midnight();
    let next = conf.pattern.passes_midnight(key.shift) && time.since_midnight().saturating_add(EARLY) < start;
    conf.zone.instant(if next { day_after(key.date) } else { key.date }, time)
}

/// Writes when a huddle from paper started and ended. What is not named stays; an empty time is taken away.
pub fn huddle_times(ex: &mut Exec, req: HuddleTimes) -> Result<Done, Fault> {
    let conf = ex.ward()?;
    let h = doc::read(&huddle_state(ex, req.huddle)?);
    if !h.from_paper || h.started_at.is_none() {
        return Err(Fault::not_now(
            "not_from_paper",
            "These times are for a huddle typed in from paper. Nothing was changed.",
        ));
    }
    let (date, shift) = (iso_date(&h.date).ok(), Shift::parse(&h.shift));
    let (Some(date), Some(shift)) = (date, shift) else { return Err(Fault::not_found()) };
    let key = ShiftKey { date, shift };
    let mut after = h.clone();
    let mut edits = Vec::new();
    let mut changed = None;
    for (field, name, given, now) in [
        ("paper_start", "started", &req.started, &mut after.paper_start),
        ("paper_end", "ended", &req.ended, &mut after.paper_end),
    ] {
        let Some(given) = given else { continue };
        let time = read(given, name)?;
        let time = time.map(|t| t.to_string()).unwrap_or_default();
        if *now == time {
            continue;
        }
        edits.extend(doc::set_paper_time(field, Some(time.as_str()).filter(|t| !t.is_empty())));
        *now = time;
        changed = Some(name);
    }
    let Some(changed) = changed else {
        ex.note("nothing_to_do");
        return Ok(Done::of(req.huddle));
    };
    let (started, ended) = times(&after, &conf, key);
    if [started, ended].into_iter().flatten().any(|at| at > ex.now) {
        return Err(Fault::user("time_ahead", "This time has not come yet. Nothing was saved. Check it.")
            .field(changed));
    }
    if started.zip(ended).is_some_and(|(from, to)| to < from) {
        return Err(Fault::user(
            "end_before_start",
            "The huddle would end before it starts. Nothing was saved. Check both times.",
        )
        .field(changed));
    }
    ex.detail(json!({ "started": after.paper_start, "ended": after.paper_end, "field": changed }));
    ex.edit(req.huddle, &edits)?;
    Ok(Done::of(req.huddle))
}

/// Reads a time as somebody typed it; empty is none.
fn read(given: &str, name: &str) -> Result<Option<Minutes>, Fault> {
    let given = given.trim();
    if given.is_empty() {
        return Ok(None);
    }
    Minutes::parse(given).map(Some).ok_or_else(|| {
        Fault::user("bad_time", "Write the time by the 24-hour clock, like 08:15. Nothing was saved.")
            .field(name)
    })
}
