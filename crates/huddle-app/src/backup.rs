//! Backups, restore, and what is done in quiet hours.
//!
//! A copy is written each night beside the store and, when a folder is set, there too (a network share is
//! allowed for the copy). Every copy is read back before it counts.

use crate::app::App;
use crate::check::needed;
use crate::env::{Caller, Env};
use crate::exec::Exec;
use crate::fault::Fault;
use crate::ward_conf::WardConf;
use crate::wire::{BackupDone, BackupFolderSet, BackupNow, Done, ErrorKind, WireError};
use chrono::NaiveDate;
use huddle_core::text::Field;
use huddle_core::time::{Minutes, Ms, add_days, local_date, local_hm};
use huddle_core::validate::file_name;
use huddle_core::words::{Column, is_to_put_away};
use huddle_store::{BACKUP_EXTENSION, BackupFault, CardRow, Keep, Store, params, prune_backups};
use serde_json::{Value as Json, json};
use std::path::{Path, PathBuf};

/// Settings that stay on this PC and are left out of backups.
pub(crate) const FOLDER: &str = "local.backup_folder";
pub(crate) const LAST_AT: &str = "local.last_backup_at";
pub(crate) const LAST_VERIFIED: &str = "local.last_backup_verified";
pub(crate) const LAST_FAULT: &str = "local.last_backup_fault";
const LAST_NIGHT: &str = "local.last_night";
/// Folder of the nightly copies beside the store.
const OWN: &str = "backups";
/// The night's work begins at this hour in the ward's zone.
const NIGHT: (u16, u16) = (2, 0);

impl From<BackupFault> for Fault {
    fn from(fault: BackupFault) -> Self {
        let (kind, code) = match &fault {
            BackupFault::Io { full: true, .. } => (ErrorKind::NotNow, "disk_full"),
            BackupFault::Io { .. } => (ErrorKind::NotNow, "backup_not_written"),
            BackupFault::NotEmpty { .. } => (ErrorKind::User, "folder_not_empty"),
            BackupFault::NotABackup => (ErrorKind::User, "not_a_backup"),
            BackupFault::Newer { .. } => (ErrorKind::User, "newer_version"),
            BackupFault::Damaged { .. } | BackupFault::NotVerified => (ErrorKind::NotNow, "damaged"),
            BackupFault::Store(_) | BackupFault::Open(_) => (ErrorKind::NotNow, "backup_not_written"),
        };
        Self::new(kind, code, &fault.to_string())
    }
}

/// Asks for a backup right after this command; the engine writes it once the transaction is over.
/// No document changes, so there is no undo entry.
pub fn backup_now(ex: &mut Exec, req: BackupNow) -> Result<BackupDone, Fault> {
    ex.no_undo();
    ex.backup_after(folder(&req.folder)?);
    Ok(BackupDone { path: String::new(), records: 0, bytes: 0, verified: false })
}

/// Sets or clears the folder of the nightly copy. A setting of this PC: no undo entry.
pub fn backup_folder_set(ex: &mut Exec, req: BackupFolderSet) -> Result<Done, Fault> {
    ex.no_undo();
    match req.folder.as_deref().map(str::trim).filter(|f| !f.is_empty()) {
        Some(given) => {
            let path = folder(given)?;
            if !path.is_dir() {
                return Err(no_folder());
            }
            ex.tx().put_setting(FOLDER, &json!(path.display().to_string()))?;
        }
        None => {
            ex.tx().remove_setting(FOLDER)?;
        }
    }
    Ok(Done::plain())
}

pub(crate) fn no_folder() -> Fault {
    Fault::user("no_folder", "There is no such folder. Nothing was saved. Make it first, or choose another.")
        .field("folder")
}

/// Reads the path of a folder as somebody typed it.
pub(crate) fn folder(given: &str) -> Result<PathBuf, Fault> {
    let given = given.trim();
    if given.len() > 1_000 || given.chars().any(char::is_control) {
        return Err(no_folder());
    }
    let path = PathBuf::from(given);
    if !path.is_absolute() {
        return Err(Fault::user("no_folder", "Write the whole path of the folder. Nothing was saved.")
            .field("folder"));
    }
    Ok(path)
}

/// Writes a backup into a folder and reads it back.
pub(crate) fn write(store: &Store, to: &Path, ward: Option<&WardConf>, now: Ms) -> Result<BackupDone, Fault> {
    std::fs::create_dir_all(to).map_err(|_| no_folder())?;
    let zone = ward.map(|w| w.zone).unwrap_or_default();
    let name = ward.map_or_else(|| "ward".to_owned(), |w| file_name(&w.row.name));
    let time = local_hm(now, zone).to_string().replace(':', "");
    let path = to.join(format!("{name}_{}_{time}.{BACKUP_EXTENSION}", local_date(now, zone)));
    let info = store.backup(&path, now)?;
    let bytes = std::fs::metadata(&path).map(|m| m.len()).unwrap_or(0);
    Ok(BackupDone {
        path: path.display().to_string(),
        records: i64::try_from(info.documents).unwrap_or(i64::MAX),
        bytes: i64::try_from(bytes).unwrap_or(i64::MAX),
        verified: true,
    })
}

/// Writes a backup for `huddlectl backup`.
pub(crate) fn now(app: &App, to: &str) -> Result<Json, Fault> {
    let to = std::path::absolute(needed(to, Field::CardNotes, "folder")?).map_err(|_| no_folder())?;
    let done = app.backup_into(&to)?;
    serde_json::to_value(done).map_err(|_| Fault::internal("answer"))
}

/// Restores a backup file into an empty folder; returns a plain sentence.
///
/// # Errors
/// When the folder is not empty, or the file is damaged, cut short or no backup.
pub fn restore(file: &Path, folder: &Path, env: &Env) -> Result<String, WireError> {
    let fault = |fault: Fault| *fault.0;
    let options = App::options(env, &crate::app::Opening::default())
        .map_err(|_| fault(Fault::internal("no randomness")))?;
    let (store, report, info) = huddle_store::restore(file, folder, options).map_err(|f| fault(f.into()))?;
    let app = App::with_open_store(store, report, folder, env.clone())
        .map_err(|open| fault(Fault::not_now("not_opened", &open.to_string())))?;
    let records = app.keep("verify", &Json::Null)?.get("records").cloned().unwrap_or_default();
    Ok(format!(
        "{records} records restored from the backup ({} changes). The backup file is unchanged.",
        info.changes
    ))
}

/// Does the night's work once a night: copies, thinning them out, putting away finished cards.
pub(crate) fn night(app: &App, now: Ms) {
    let Some(ward) = app.ward_conf() else { return };
    let tonight = night_of(now, &ward);
    let done = app.with_store(|s| s.read(|r| r.setting(LAST_NIGHT))).ok().flatten();
    if done.as_ref().and_then(Json::as_str) == Some(tonight.to_string().as_str()) {
        return;
    }
    let kept = app.with_store(|s| s.write(|tx| tx.put_setting(LAST_NIGHT, &json!(tonight.to_string()))));
    if kept.is_err() {
        return;
    }
    let own = app.folder().join(OWN);
    let mut faults = Vec::new();
    for to in std::iter::once(own).chain(app.backup_folder()) {
        let written = app.backup_into(&to).and_then(|done| {
            prune_backups(&to, Keep::default())?;
            Ok(done)
        });
        if let Err(fault) = written {
            tracing::warn!(code = fault.0.code, "nightly copy not written");
            faults.push(fault.0.code);
        }
    }
    let noted = app.with_store(|s| {
        s.write(|tx| match faults.first() {
            Some(code) => tx.put_setting(LAST_FAULT, &json!(code)),
            None => tx.remove_setting(LAST_FAULT).map(|_| ()),
        })
    });
    if noted.is_err() {
        tracing::warn!("the night's result was not kept");
    }
    put_away_done(app, &ward, now);
}

/// The night a moment belongs to: the date it began on.
pub(crate) fn night_of(now: Ms, ward: &WardConf) -> NaiveDate {
    let date = ward.date(now);
    let begins = Minutes::new(NIGHT.0, NIGHT.1).unwrap_or(Minutes::MIDNIGHT);
    if local_hm(now, ward.zone) >= begins { date } else { add_days(date, -1) }
}

/// Puts cards away that have been in Done for two weeks (domain.md B3).
fn put_away_done(app: &App, ward: &WardConf, now: Ms) {
    let rows = app.with_store(|s| {
        s.read(|r| {
            r.rows::<CardRow>(
                "ward = ?1 AND binned_at IS NULL AND put_away_at IS NULL AND \"column\" = 'done'",
                params![ward.id],
            )
        })
    });
    for card in rows.unwrap_or_default() {
        let age = huddle_core::words::age_in_column_days(card.column_since, now, ward.zone);
        if is_to_put_away(&Column::Done, age) {
            let caller = Caller { origin: "night".to_owned(), ..Caller::default() };
            let body = json!({ "id": card.id, "away": true });
            if let Err(error) = app.execute("card_put_away", body, &caller) {
                tracing::warn!(code = error.code, "a finished card was not put away");
            }
        }
    }
}
