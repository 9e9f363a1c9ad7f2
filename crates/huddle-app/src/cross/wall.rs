//! Crosses on the wall: put up by a person who read the name back, taken off with one press (IG-5, IG-9).
//!
//! A cross is no record of its own but a part of the ward's, which never leaves the ward. So it has no audience:
//! a switch says whether the wall shows it, and beside it stands which name somebody let stand although it may tell.

use super::{Kept, kept, known};
use crate::edit::rev;
use crate::exec::{Ask, Exec};
use crate::fault::Fault;
use crate::raise::{self, Veil};
use crate::wire::*;
use chrono::Datelike;
use huddle_core::audience::Audience;
use huddle_core::frequency::{Frequency, Period};
use huddle_core::time::{Shift, day_after};
use huddle_core::words::KeptBecause;
use huddle_doc::kinds::ward;
use huddle_store::{CrossDefRow, params};
use serde_json::json;

/// Returns the crosses the ward shows on its wall, with the days of this month. No counts, numbers or notes.
pub(crate) fn on_wall(ask: &Ask, veil: &Veil) -> Result<Vec<WallCross>, Fault> {
    let conf = ask.ward()?;
    let today = conf.date(ask.now);
    let first = today.with_day(1).unwrap_or(today);
    let last = Period::containing(Frequency::Monthly, first, Shift::Day).last_date();
    let mut list = Vec::new();
    for one in kept(ask.r, conf.id)?.into_iter().filter(|one| one.def.wall) {
        let now = one.now(today);
        let month = std::iter::successors(Some(first), |day| Some(day_after(*day)))
            .take_while(|day| *day <= last)
            .take(31)
            .map(|day| WallDay { date: day.to_string(), state: one.state_on(day), future: day > today })
            .collect();
        let Kept { def, .. } = one;
        list.push(WallCross {
            label: veil.over_words(ask, &def.label, stands(&def)),
            key: def.cross,
            days: now.days,
            since_start: now.since_start,
            not_checked: now.not_checked,
            milestone: now.milestone,
            month,
        });
    }
    Ok(list)
}

/// Says whether somebody read this very name and let it stand.
fn stands(def: &CrossDefRow) -> bool {
    !def.name_stays.is_empty() && def.name_read == rev(&def.label)
}

/// Returns what is read back before a cross goes on the wall.
pub fn cross_raise_check_get(ask: &Ask, req: CrossRaiseAsk) -> Result<RaiseCheck, Fault> {
    let ward = ask.ward()?.id;
    let def = ask.r.first::<CrossDefRow>("ward = ?1 AND \"cross\" = ?2", params![ward, req.cross])?;
    let def = def.ok_or_else(Fault::not_found)?;
    let audience = if def.wall { Audience::Wall } else { Audience::Ward };
    Ok(RaiseCheck {
        id: ward,
        audience: audience.as_str().to_owned(),
        widest: Audience::Wall.as_str().to_owned(),
        kept_because: if stands(&def) { def.name_stays } else { String::new() },
        finds: raise::finds_in(ask, 0, &def.label)?,
        texts: vec![def.label],
    })
}

/// Puts a cross on the wall, or takes it off.
pub fn cross_wall_set(ex: &mut Exec, req: CrossWallSet) -> Result<Done, Fault> {
    let ward = ex.ward()?.id;
    let def = known(ex, &req.cross)?;
    ex.detail(json!({ "cross": req.cross, "to": if req.up { "wall" } else { "ward" } }));
    if def.wall == req.up {
        ex.note("nothing_to_do");
        return Ok(Done::of(ward));
    }
    let mut edits = ward::set_cross_switch(&req.cross, "wall", req.up);
    if req.up {
        raise::read_by_a_person(ex, req.read_back)?;
        if !raise::finds_in(ex, 0, &def.label)?.is_empty() && !stands(&def) {
            let reason: KeptBecause = raise::reason(req.kept_because.as_deref())?;
            edits.extend(ward::set_cross_line(&req.cross, "name_read", &rev(&def.label)));
            edits.extend(ward::set_cross_line(&req.cross, "name_stays", reason.as_str()));
        }
    }
    ex.edit(ward, &edits)?;
    Ok(Done::of(ward))
}
