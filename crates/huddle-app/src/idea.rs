//! Ideas and their answers.

use crate::exec::{Ask, Exec};
use crate::fault::Fault;
use crate::wire::*;
use huddle_doc::State;
use huddle_store::Tx;

pub fn ideas_get(_ask: &Ask, _req: Nothing) -> Result<IdeasView, Fault> {
    Err(Fault::not_now("not_built", "Not built yet."))
}
pub fn idea_add(_ex: &mut Exec, _req: IdeaAdd) -> Result<Done, Fault> {
    Err(Fault::not_now("not_built", "Not built yet."))
}
pub fn idea_reply(_ex: &mut Exec, _req: IdeaReply) -> Result<Done, Fault> {
    Err(Fault::not_now("not_built", "Not built yet."))
}
pub(crate) fn project(_tx: &Tx, _state: &State, _changed_at: i64) -> Result<(), Fault> {
    Ok(())
}
