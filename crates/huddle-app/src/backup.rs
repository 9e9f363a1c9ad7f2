//! Backups, restore, and what is done in quiet hours.
//!
//! A copy is written each night beside the store and, when a folder is set, there too (a network share is
//! allowed for the copy). Every copy is read back before it counts. The store is held only while rows are read, a
//! slice at a time, so that a slow share holds nobody up.

use crate::app::App;
use crate::check::needed;
use crate::env::{Caller, Env};
use crate::exec::Exec;
use crate::fault::Fault;
use crate::ward_conf::WardConf;
use crate::wire::{BackupDone, BackupFolderSet, BackupNow, Done, ErrorKind, WireError};
use chrono::NaiveDate;
use huddle_core::text::Field;
use huddle_core::time::{HOUR_MS, Minutes, Ms, add_days, local_date, local_hm};
use huddle_core::validate::file_name;
use huddle_core::words::{Column, is_to_put_away};
use huddle_store::{BACKUP_EXTENSION, BackupFault, CardRow, Keep, Reader, Store, Tx, params, prune_backups};
use serde_json::{Value as Json, json};
use std::path::{Path, PathBuf};

/// Settings that stay on this PC and are left out of backups.
pub(crate) const FOLDER: &str = "local.backup_folder";
pub(crate) const LAST_AT: &str = "local.last_backup_at";
pub(crate) const LAST_VERIFIED: &str = "local.last_backup_verified";
const LAST_NIGHT: &str = "local.last_night";
/// Folder of the nightly copies beside the store.
const OWN: &str = "backups";
/// The night's work begins at this hour in the ward's zone.
const NIGHT: (u16, u16) = (2, 0);
/// After a copy that failed the next try waits so long: a share that is away at two is often there at six.
const TRY_AGAIN_MS: i64 = HOUR_MS;

/// What this PC remembers of one folder of nightly copies.
struct Place {
    night: &'static str,
    tried_at: &'static str,
    fault: &'static str,
}

/// The folder beside the store.
const BESIDE: Place =
    Place { night: "local.copied_night", tried_at: "local.copy_tried_at", fault: "local.last_backup_fault" };
/// The folder that was set.
const CHOSEN: Place = Place {
    night: "local.copied_also_night",
    tried_at: "local.copy_also_tried_at",
    fault: "local.last_backup_also_fault",
};

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

/// Writes a backup into a folder, with the lock let go: a slow share holds nobody up.
/// No document changes, so there is no undo entry.
pub fn backup_now(ex: &mut Exec, req: BackupNow) -> Result<BackupDone, Fault> {
    ex.no_undo();
    let to = folder(&req.folder)?;
    ex.later_with(move |app| {
        make(&to)?;
        app.backup_into(&to)
    });
    Ok(BackupDone { path: String::new(), records: 0, bytes: 0, verified: false })
}

/// Sets or clears the folder of the nightly copy. A setting of this PC: no undo entry.
///
/// A folder is looked at with the lock let go, so the setting is written after the command's own transaction.
pub fn backup_folder_set(ex: &mut Exec, req: BackupFolderSet) -> Result<Done, Fault> {
    ex.no_undo();
    set_folder(ex, req.folder.as_deref(), FOLDER, &[CHOSEN.night, CHOSEN.tried_at, CHOSEN.fault])
}

/// Keeps a folder somebody chose under a setting and forgets what was known of the one before; none clears it.
pub(crate) fn set_folder(
    ex: &Exec,
    given: Option<&str>,
    setting: &'static str,
    forget: &'static [&'static str],
) -> Result<Done, Fault> {
    let keep = move |tx: &Tx, path: Option<&Path>| -> Result<(), Fault> {
        match path {
            Some(path) => tx.put_setting(setting, &json!(path.display().to_string()))?,
            None => drop(tx.remove_setting(setting)?),
        }
        forget.iter().try_for_each(|name| tx.remove_setting(name).map(drop)).map_err(Fault::from)
    };
    match given.map(str::trim).filter(|f| !f.is_empty()) {
        Some(given) => {
            let path = folder(given)?;
            ex.later_with(move |app| {
                if !path.is_dir() {
                    return Err(no_folder());
                }
                app.with_store(|s| s.write(|tx| keep(tx, Some(&path))))?;
                Ok(Done::plain())
            });
        }
        None => keep(ex.tx(), None)?,
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

/// Makes a folder that a person named, with those above it.
pub(crate) fn make(to: &Path) -> Result<(), Fault> {
    std::fs::create_dir_all(to).map_err(|_| no_folder())
}

/// Writes a backup into a folder that is there and reads it back.
pub(crate) fn write(store: &Store, to: &Path, ward: Option<&WardConf>, now: Ms) -> Result<BackupDone, Fault> {
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
    make(&to)?;
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

/// Puts finished cards away once a night.
pub(crate) fn night(app: &App, now: Ms) {
    let Some(ward) = app.ward_conf() else { return };
    let tonight = json!(night_of(now, &ward).to_string());
    let done = app.with_store(|s| s.read(|r| r.setting(LAST_NIGHT))).ok().flatten();
    if done.as_ref() == Some(&tonight) {
        return;
    }
    if app.with_store(|s| s.write(|tx| tx.put_setting(LAST_NIGHT, &tonight))).is_ok() {
        put_away_done(app, &ward, now);
    }
}

/// Writes the nightly copies that are due and thins the folders out: once a night beside the store and in the folder
/// that was set, and again an hour after a try that failed.
pub(crate) fn copies(app: &App, now: Ms) {
    let Some(ward) = app.ward_conf() else { return };
    let tonight = json!(night_of(now, &ward).to_string());
    let chosen = app.with_store(|s| s.read(|r| r.setting(FOLDER))).ok().flatten();
    let own = app.folder().join(OWN);
    let done = copy_to(app, now, &tonight, &BESIDE, &own, true);
    let chosen = chosen.as_ref().and_then(Json::as_str).map(PathBuf::from);
    let also = chosen.map_or(Ok(()), |to| copy_to(app, now, &tonight, &CHOSEN, &to, false));
    for fault in [done, also].into_iter().filter_map(Result::err) {
        tracing::warn!(code = fault.0.code, "nightly copy not written");
    }
}

/// Writes one folder's copy of the night when it is due. A folder that somebody chose and that has gone is never
/// made anew: what stood in for it would be no second place.
fn copy_to(app: &App, now: Ms, tonight: &Json, place: &Place, to: &Path, ours: bool) -> Result<(), Fault> {
    let due = app.with_store(|s| {
        s.read(|r| -> Result<bool, Fault> {
            let tried = r.setting(place.tried_at)?.and_then(|v| v.as_i64());
            let waits = tried.is_some_and(|at| (0..TRY_AGAIN_MS).contains(&(now - at)));
            Ok(r.setting(place.night)?.as_ref() != Some(tonight) && !waits)
        })
    })?;
    if !due {
        return Ok(());
    }
    app.with_store(|s| s.write(|tx| tx.put_setting(place.tried_at, &json!(now))))?;
    let there = if ours { make(to) } else { to.is_dir().then_some(()).ok_or_else(no_folder) };
    let written = there.and_then(|()| app.backup_into(to)).and_then(|_| {
        prune_backups(to, Keep::default())?;
        Ok(())
    });
    app.with_store(|s| {
        s.write(|tx| match &written {
            Ok(()) => {
                tx.put_setting(place.night, tonight)?;
                tx.remove_setting(place.tried_at)?;
                tx.remove_setting(place.fault).map(drop)
            }
            Err(fault) => tx.put_setting(place.fault, &json!(fault.0.code)),
        })
    })?;
    written
}

/// Returns the code of what the last nightly copies had against them; none when both are there.
pub(crate) fn last_fault(r: &Reader) -> Result<Option<String>, Fault> {
    for place in [&BESIDE, &CHOSEN] {
        if let Some(code) = r.setting(place.fault)?.as_ref().and_then(Json::as_str) {
            return Ok(Some(code.to_owned()));
        }
    }
    Ok(None)
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
