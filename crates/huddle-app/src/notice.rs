//! Need to know, and thank you.

use crate::exec::Exec;
use crate::fault::Fault;
use crate::wire::*;
use huddle_doc::State;
use huddle_store::Tx;

pub fn notice_add(_ex: &mut Exec, _req: NoticeAdd) -> Result<Done, Fault> {
    Err(Fault::not_now("not_built", "Not built yet."))
}
pub fn notice_end(_ex: &mut Exec, _req: ById) -> Result<Done, Fault> {
    Err(Fault::not_now("not_built", "Not built yet."))
}
pub(crate) fn project(_tx: &Tx, _state: &State, _changed_at: i64) -> Result<(), Fault> {
    Ok(())
}
