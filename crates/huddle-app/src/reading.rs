//! Readings: entering, what is due, planned and actual.

use crate::exec::{Ask, Exec};
use crate::fault::Fault;
use crate::wire::*;
use huddle_doc::State;
use huddle_store::Tx;

pub fn readings_due_get(_ask: &Ask, _req: DueAsk) -> Result<DueView, Fault> {
    Err(Fault::not_now("not_built", "Not built yet."))
}
pub fn reading_set(_ex: &mut Exec, _req: ReadingSet) -> Result<Done, Fault> {
    Err(Fault::not_now("not_built", "Not built yet."))
}
pub(crate) fn project(_tx: &Tx, _state: &State, _changed_at: i64) -> Result<(), Fault> {
    Ok(())
}
/// Returns this shift's planned and actual rows, each with its lane.
pub(crate) fn shift_numbers(_ask: &Ask) -> Result<Vec<(String, ShiftNumber)>, Fault> {
    Ok(Vec::new())
}
