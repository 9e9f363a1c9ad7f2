//! CSV import of readings.

use crate::exec::{Ask, Exec};
use crate::fault::Fault;
use crate::wire::*;

pub fn import_preview(_ask: &Ask, _req: ImportPreviewAsk) -> Result<ImportPreview, Fault> {
    Err(Fault::not_now("not_built", "Not built yet."))
}
pub fn readings_import(_ex: &mut Exec, _req: ReadingsImport) -> Result<Imported, Fault> {
    Err(Fault::not_now("not_built", "Not built yet."))
}
/// Writes a measure's readings as CSV rows for `huddlectl export readings`.
pub(crate) fn export(
    _r: &huddle_store::Reader,
    _body: &serde_json::Value,
) -> Result<serde_json::Value, Fault> {
    Err(Fault::not_now("not_built", "Not built yet."))
}
