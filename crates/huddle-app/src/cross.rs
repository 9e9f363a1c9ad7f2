//! Safety crosses and days since.

use crate::exec::{Ask, Exec};
use crate::fault::Fault;
use crate::wire::*;
use huddle_doc::State;
use huddle_store::Tx;

pub fn crosses_get(_ask: &Ask, _req: CrossesAsk) -> Result<CrossesView, Fault> {
    Err(Fault::not_now("not_built", "Not built yet."))
}
pub fn cross_define(_ex: &mut Exec, _req: CrossDefine) -> Result<Done, Fault> {
    Err(Fault::not_now("not_built", "Not built yet."))
}
pub fn cross_mark(_ex: &mut Exec, _req: CrossMark) -> Result<Done, Fault> {
    Err(Fault::not_now("not_built", "Not built yet."))
}
pub(crate) fn project(_tx: &Tx, _state: &State, _changed_at: i64) -> Result<(), Fault> {
    Ok(())
}
