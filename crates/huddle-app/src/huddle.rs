//! Huddles and their actions.

use crate::exec::{Ask, Exec};
use crate::fault::Fault;
use crate::wire::*;
use huddle_doc::State;
use huddle_store::Tx;

pub fn huddle_get(_ask: &Ask, _req: HuddleAsk) -> Result<HuddleView, Fault> {
    Err(Fault::not_now("not_built", "Not built yet."))
}
pub fn huddles_get(_ask: &Ask, _req: HuddlesAsk) -> Result<HuddlesView, Fault> {
    Err(Fault::not_now("not_built", "Not built yet."))
}
pub fn huddle_start(_ex: &mut Exec, _req: HuddleStart) -> Result<HuddleStarted, Fault> {
    Err(Fault::not_now("not_built", "Not built yet."))
}
pub fn huddle_answer(_ex: &mut Exec, _req: HuddleAnswer) -> Result<Done, Fault> {
    Err(Fault::not_now("not_built", "Not built yet."))
}
pub fn huddle_text(_ex: &mut Exec, _req: TextEdit) -> Result<TextState, Fault> {
    Err(Fault::not_now("not_built", "Not built yet."))
}
pub fn huddle_present(_ex: &mut Exec, _req: HuddlePresent) -> Result<Done, Fault> {
    Err(Fault::not_now("not_built", "Not built yet."))
}
pub fn huddle_flag(_ex: &mut Exec, _req: HuddleFlag) -> Result<Done, Fault> {
    Err(Fault::not_now("not_built", "Not built yet."))
}
pub fn huddle_lead(_ex: &mut Exec, _req: HuddleLead) -> Result<Done, Fault> {
    Err(Fault::not_now("not_built", "Not built yet."))
}
pub fn huddle_pause(_ex: &mut Exec, _req: HuddlePause) -> Result<Done, Fault> {
    Err(Fault::not_now("not_built", "Not built yet."))
}
pub fn huddle_finish(_ex: &mut Exec, _req: HuddleFinish) -> Result<Done, Fault> {
    Err(Fault::not_now("not_built", "Not built yet."))
}
pub fn huddle_not_held(_ex: &mut Exec, _req: HuddleNotHeld) -> Result<Done, Fault> {
    Err(Fault::not_now("not_built", "Not built yet."))
}
pub fn action_add(_ex: &mut Exec, _req: ActionAdd) -> Result<Done, Fault> {
    Err(Fault::not_now("not_built", "Not built yet."))
}
pub fn action_set(_ex: &mut Exec, _req: ActionSet) -> Result<Done, Fault> {
    Err(Fault::not_now("not_built", "Not built yet."))
}
pub(crate) fn project(_tx: &Tx, _state: &State, _changed_at: i64) -> Result<(), Fault> {
    Ok(())
}
