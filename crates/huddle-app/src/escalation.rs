//! Escalations as a written record.

use crate::exec::{Ask, Exec};
use crate::fault::Fault;
use crate::wire::*;
use huddle_doc::State;
use huddle_store::Tx;

pub fn escalations_get(_ask: &Ask, _req: EscalationsAsk) -> Result<EscalationsView, Fault> {
    Err(Fault::not_now("not_built", "Not built yet."))
}
pub fn escalation_get(_ask: &Ask, _req: ById) -> Result<EscalationView, Fault> {
    Err(Fault::not_now("not_built", "Not built yet."))
}
pub fn escalation_write(_ex: &mut Exec, _req: EscalationWrite) -> Result<Done, Fault> {
    Err(Fault::not_now("not_built", "Not built yet."))
}
pub fn escalation_answer(_ex: &mut Exec, _req: EscalationAnswer) -> Result<Done, Fault> {
    Err(Fault::not_now("not_built", "Not built yet."))
}
pub fn escalation_close(_ex: &mut Exec, _req: EscalationClose) -> Result<Done, Fault> {
    Err(Fault::not_now("not_built", "Not built yet."))
}
pub(crate) fn project(_tx: &Tx, _state: &State, _changed_at: i64) -> Result<(), Fault> {
    Ok(())
}
/// Returns, for each lane, how many escalations wait for an answer and when the oldest was raised.
pub(crate) fn waiting_by_lane(_ask: &Ask) -> Result<std::collections::HashMap<String, (i64, i64)>, Fault> {
    Ok(std::collections::HashMap::new())
}
