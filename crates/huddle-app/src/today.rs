//! Today: the six blocks of the home screen, in order.

use crate::exec::Ask;
use crate::fault::Fault;
use crate::huddle;
use crate::wire::*;
use huddle_core::time::{days_between, local_date};
use huddle_store::{CrossDefRow, ProcedureRow, TileRow, params};

/// How long a ward counts as new, in days; after that the list of what to set up goes.
const NEW_FOR_DAYS: i64 = 28;

/// Returns everything Today shows.
pub fn today_get(ask: &Ask, req: TodayAsk) -> Result<TodayView, Fault> {
    let conf = ask.ward()?;
    let who = crate::board::initials_map(ask.r, conf.id)?;
    let answers = crate::escalation::answers(ask)?;
    let mut actions = huddle::open_actions(ask)?;
    if let Some(tile) = req.tile.or(ask.caller.tile) {
        // Stable: late ones stay first, and within each part the held tile's own come first.
        actions.sort_by_key(|a| (!a.late, a.owner_id != Some(tile)));
    }
    Ok(TodayView {
        need_to_know: crate::notice::standing(ask, crate::notice::NEED_TO_KNOW, ask.now, ask.now, &who)?,
        huddle: huddle::huddle_line(ask, answers.len())?,
        numbers: crate::reading::shift_numbers(ask)?.into_iter().map(|(_, n)| n).collect(),
        actions,
        answers,
        days_since: crate::cross::now_all(ask)?,
        readings_due: crate::reading::due_today(ask)?,
        to_set_up: to_set_up(ask)?,
    })
}

/// Returns what a new ward has not set up yet.
fn to_set_up(ask: &Ask) -> Result<Vec<String>, Fault> {
    let conf = ask.ward()?;
    if days_between(local_date(conf.row.started_at, conf.zone), conf.date(ask.now)) > NEW_FOR_DAYS {
        return Ok(Vec::new());
    }
    let tiles = ask.r.count::<TileRow>("ward = ?1 AND active = 1", params![conf.id])?;
    let crosses = ask.r.count::<CrossDefRow>("ward = ?1 AND active = 1", params![conf.id])?;
    let procedures = ask.r.count::<ProcedureRow>("ward = ?1 AND binned_at IS NULL", params![conf.id])?;
    let live = |m: &huddle_store::MeasureRow| m.role.is_empty() && m.status == "live";
    let measures = crate::measure::all(ask.r, conf.id)?.iter().filter(|m| live(m)).count();
    let missing = [
        ("tiles", tiles == 0),
        ("crosses", crosses == 0),
        ("measures", measures == 0),
        ("procedures", procedures == 0),
    ];
    Ok(missing.into_iter().filter(|(_, missing)| *missing).map(|(what, _)| what.to_owned()).collect())
}
