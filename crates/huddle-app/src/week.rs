//! The week's three lines, and the week's huddles beside them.

use crate::check::{date, one_of, text};
use crate::exec::{Ask, Exec};
use crate::fault::Fault;
use crate::wire::*;
use huddle_core::id;
use huddle_core::kind::Kind;
use huddle_core::text::Field;
use huddle_core::time::{add_days, week_of};
use huddle_doc::State;
use huddle_doc::kinds::week;
use huddle_store::{Tx, WeekRow};
use serde_json::json;

/// Returns a week; without a date this one. Any day of the week will do.
pub fn week_get(ask: &Ask, req: WeekAsk) -> Result<WeekView, Fault> {
    let conf = ask.ward()?;
    let day = match req.monday.as_deref().filter(|d| !d.is_empty()) {
        Some(day) => date(day, "monday")?,
        None => conf.date(ask.now),
    };
    let monday = week_of(day);
    let row = ask.r.one::<WeekRow>(id::derived(conf.id, &Kind::Week, &id::week_key(monday)))?;
    Ok(WeekView {
        monday: monday.to_string(),
        lines: match row {
            Some(row) => vec![row.first, row.second, row.third],
            None => vec![String::new(); 3],
        },
        huddles: crate::huddle::days(ask, monday, add_days(monday, 6))?,
    })
}

/// Writes one of the week's three lines; an empty one takes it away.
pub fn week_line_set(ex: &mut Exec, req: WeekLineSet) -> Result<Done, Fault> {
    let monday = week_of(date(&req.monday, "monday")?);
    one_of((1..=3).contains(&req.line).then_some(()), "line")?;
    let words = text(&req.text, Field::WeekLine, "text")?;
    let key = id::week_key(monday);
    let id = ex.ensure(Kind::Week, &key)?;
    ex.detail(json!({ "line": req.line }));
    let state = ex.state(id)?;
    if state.str("monday").is_empty() {
        ex.settle(id, &week::plan(&key))?;
    }
    let place = usize::try_from(req.line - 1).unwrap_or(0);
    if week::read(&state).lines.get(place).is_some_and(|old| *old == words) {
        ex.note("nothing_to_do");
        return Ok(Done::of(id));
    }
    ex.edit(id, &week::set_line(req.line, &words))?;
    Ok(Done::of(id))
}

/// Writes a week's row and its search words.
pub(crate) fn project(tx: &Tx, state: &State, changed_at: i64) -> Result<(), Fault> {
    let w = week::read(state);
    if w.monday.is_empty() {
        return Ok(());
    }
    crate::find::index(tx, state, &w.monday, &w.lines.join("\n"), false, changed_at)?;
    let [first, second, third] = w.lines;
    tx.put(&WeekRow { id: state.env.id, ward: state.env.ward, monday: w.monday, first, second, third })?;
    Ok(())
}
