//! Today: the six blocks of the home screen.

use crate::exec::Ask;
use crate::fault::Fault;
use crate::wire::*;

pub fn today_get(_ask: &Ask, _req: Nothing) -> Result<TodayView, Fault> {
    Err(Fault::not_now("not_built", "Not built yet."))
}
