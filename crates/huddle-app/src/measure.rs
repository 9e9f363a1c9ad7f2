//! Measures and their charts.

use crate::exec::{Ask, Exec};
use crate::fault::Fault;
use crate::wire::*;
use huddle_doc::State;
use huddle_store::Tx;

pub fn measures_get(_ask: &Ask, _req: MeasuresAsk) -> Result<MeasuresView, Fault> {
    Err(Fault::not_now("not_built", "Not built yet."))
}
pub fn measure_get(_ask: &Ask, _req: MeasureAsk) -> Result<MeasureDetail, Fault> {
    Err(Fault::not_now("not_built", "Not built yet."))
}
pub fn measure_define(_ex: &mut Exec, _req: MeasureDefine) -> Result<Done, Fault> {
    Err(Fault::not_now("not_built", "Not built yet."))
}
pub fn measure_set(_ex: &mut Exec, _req: FieldSet) -> Result<Done, Fault> {
    Err(Fault::not_now("not_built", "Not built yet."))
}
pub fn measure_status_set(_ex: &mut Exec, _req: MeasureStatusSet) -> Result<Done, Fault> {
    Err(Fault::not_now("not_built", "Not built yet."))
}
pub(crate) fn project(_tx: &Tx, _state: &State, _changed_at: i64) -> Result<(), Fault> {
    Ok(())
}
/// Defines the planned-and-actual rows every ward starts with.
pub(crate) fn start_today_rows(_ex: &mut Exec, _ward: huddle_core::Uuid) -> Result<(), Fault> {
    Ok(())
}
/// Returns the live measures' small charts by lane.
pub(crate) fn tiles_by_lane(
    _ask: &Ask,
) -> Result<std::collections::HashMap<String, Vec<MeasureTile>>, Fault> {
    Ok(std::collections::HashMap::new())
}
