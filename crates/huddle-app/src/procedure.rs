//! How we do it here.

use crate::exec::{Ask, Exec};
use crate::fault::Fault;
use crate::wire::*;
use huddle_doc::State;
use huddle_store::Tx;

pub fn procedures_get(_ask: &Ask, _req: ProceduresAsk) -> Result<ProceduresView, Fault> {
    Err(Fault::not_now("not_built", "Not built yet."))
}
pub fn procedure_get(_ask: &Ask, _req: ProcedureAsk) -> Result<ProcedureView, Fault> {
    Err(Fault::not_now("not_built", "Not built yet."))
}
pub fn procedure_draft(_ex: &mut Exec, _req: ProcedureDraft) -> Result<ProcedureDrafted, Fault> {
    Err(Fault::not_now("not_built", "Not built yet."))
}
pub fn procedure_set(_ex: &mut Exec, _req: ProcedureSet) -> Result<Done, Fault> {
    Err(Fault::not_now("not_built", "Not built yet."))
}
pub fn step_add(_ex: &mut Exec, _req: StepAdd) -> Result<Done, Fault> {
    Err(Fault::not_now("not_built", "Not built yet."))
}
pub fn step_set(_ex: &mut Exec, _req: StepSet) -> Result<Done, Fault> {
    Err(Fault::not_now("not_built", "Not built yet."))
}
pub fn step_move(_ex: &mut Exec, _req: StepMove) -> Result<Done, Fault> {
    Err(Fault::not_now("not_built", "Not built yet."))
}
pub fn step_remove(_ex: &mut Exec, _req: StepRemove) -> Result<Done, Fault> {
    Err(Fault::not_now("not_built", "Not built yet."))
}
pub fn procedure_status_set(_ex: &mut Exec, _req: ProcedureStatusSet) -> Result<Done, Fault> {
    Err(Fault::not_now("not_built", "Not built yet."))
}
pub(crate) fn project(_tx: &Tx, _state: &State, _changed_at: i64) -> Result<(), Fault> {
    Ok(())
}
