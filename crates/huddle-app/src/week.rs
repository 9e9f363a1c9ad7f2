//! The week's three lines.

use crate::exec::{Ask, Exec};
use crate::fault::Fault;
use crate::wire::*;
use huddle_doc::State;
use huddle_store::Tx;

pub fn week_get(_ask: &Ask, _req: WeekAsk) -> Result<WeekView, Fault> {
    Err(Fault::not_now("not_built", "Not built yet."))
}
pub fn week_line_set(_ex: &mut Exec, _req: WeekLineSet) -> Result<Done, Fault> {
    Err(Fault::not_now("not_built", "Not built yet."))
}
pub(crate) fn project(_tx: &Tx, _state: &State, _changed_at: i64) -> Result<(), Fault> {
    Ok(())
}
