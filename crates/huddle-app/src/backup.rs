//! Backups from a command.

use crate::exec::Exec;
use crate::fault::Fault;
use crate::wire::*;

pub fn backup_now(_ex: &mut Exec, _req: BackupNow) -> Result<BackupDone, Fault> {
    Err(Fault::not_now("not_built", "Not built yet."))
}
pub fn backup_folder_set(_ex: &mut Exec, _req: BackupFolderSet) -> Result<Done, Fault> {
    Err(Fault::not_now("not_built", "Not built yet."))
}
/// Writes a backup for `huddlectl backup`.
pub(crate) fn now(_app: &crate::app::App, _to: &str) -> Result<serde_json::Value, Fault> {
    Err(Fault::not_now("not_built", "Not built yet."))
}
/// Restores a backup file into an empty folder; returns a plain sentence.
///
/// # Errors
/// When the folder is not empty or the file is damaged.
pub fn restore(
    _file: &std::path::Path,
    _folder: &std::path::Path,
    _env: &crate::env::Env,
) -> Result<String, crate::wire::WireError> {
    Err(*Fault::not_now("not_built", "Not built yet.").0)
}
