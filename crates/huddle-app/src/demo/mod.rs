//! The made-up ward.

use crate::app::App;
use crate::fault::Fault;
use crate::wire::WireError;
use chrono::NaiveDate;

/// Fills an empty folder with the made-up ward up to a day.
///
/// # Errors
/// When the folder already has a ward.
pub fn fill(_app: &App, _until: Option<NaiveDate>) -> Result<(), WireError> {
    Err(*Fault::not_now("not_built", "Not built yet.").0)
}
