//! Recovery: the damaged database is set aside untouched, and a new one is filled from what can be trusted.
//!
//! In order: the file without its journal, when that is exactly what the mark says; every row of the damaged
//! file whose sum is right; the newest good local backup. Peers fill the rest later. Nothing is deleted; an
//! interrupted recovery is carried on at the next start from `recovery.json`.
//!
//! Over 400 lines because the ladder's rungs share what was found on the way down.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::types::Value as SqlValue;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::backup::read_backup;
use crate::builder::Builder;
use crate::check::{self, Trouble};
use crate::edges::{CursorRow, WardDigestRow};
use crate::fault::{OpenFault, StoreFault, io_at_open};
use crate::files::{Files, again, read_small, sync_folder};
use crate::keep::list_backups;
use crate::ledger::{Half, Ledger};
use crate::open::{DATABASE, OpenOptions};
use crate::rows::{Row, TableDef};
use crate::salvage::{View, key_bytes, look, stock};
use crate::schema;
use crate::truth::{ChangeRow, DocRow, MetaRow, TombstoneRow};
use crate::watermark::{FoundMarks, Mark, Marks};

const PLAN: &str = "recovery.json";
const ASIDE: &str = "set-aside";
const WORK: &str = "recovering";
/// Sets of damaged files kept.
const KEEP_ASIDE: usize = 5;

/// What a recovery did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Recovery {
    /// What was wrong.
    pub trouble: Vec<Trouble>,
    /// Everything that had been saved is there again; the store id is unchanged.
    pub complete: bool,
    /// Name of the folder within `set-aside` that holds the damaged files; empty when there were none.
    pub aside: String,
    /// Changes there are now.
    pub changes: i64,
    /// Changes there were when the store was last written, when known.
    pub expected: Option<i64>,
    /// When the backup was made that filled gaps, milliseconds UTC.
    pub backup_made_ms: Option<i64>,
}

/// A recovery that has begun.
#[derive(Debug, Serialize, Deserialize)]
struct Plan {
    aside: String,
}

/// Says whether a recovery was interrupted.
pub(crate) fn unfinished(folder: &Path) -> bool {
    folder.join(PLAN).exists()
}

/// Marks a recovery as done.
pub(crate) fn done(folder: &Path, files: &Files) -> io::Result<()> {
    files.remove(&folder.join(PLAN))
}

/// Sets the damaged database aside and puts a new one in place; gives what was done and the new ledger's id.
pub(crate) fn recover(
    folder: &Path,
    options: &OpenOptions,
    files: &Files,
    trouble: Vec<Trouble>,
    marks: &FoundMarks,
) -> Result<Recovery, OpenFault> {
    let at = |e: &io::Error| io_at_open("set aside", e);
    let aside = set_aside(folder, options.now_ms, files).map_err(|e| at(&e))?;
    let work = folder.join(WORK);
    if work.exists() {
        fs::remove_dir_all(&work).map_err(|e| at(&e))?;
    }
    fs::create_dir_all(&work).map_err(|e| at(&e))?;

    let mark = marks.newest();
    // A mark that may itself be behind proves nothing complete.
    let sure = check::doubt(marks).is_none();
    let alone = copy_alone(&aside.path, &work).map_err(|e| at(&e))?;
    if let (Some(alone), Some(mark)) = (&alone, mark)
        && sure
        && fits_mark(alone, options, mark)
    {
        let recovery = Recovery {
            trouble,
            complete: true,
            aside: aside.name.clone(),
            changes: mark.changes,
            expected: Some(mark.changes),
            backup_made_ms: None,
        };
        put_in_place(folder, &alone.join(DATABASE), files).map_err(|e| at(&e))?;
        tidy(folder, &work);
        return Ok(recovery);
    }

    let mut views = Vec::new();
    for place in [Some(aside.path.as_path()), alone.as_deref()].into_iter().flatten() {
        if place.join(DATABASE).exists()
            && let Some(view) = look(place, options)
        {
            views.push(view);
        }
    }
    let expected_id = mark.map(|m| m.store);
    // Rows of another ward's database that landed here must not mix with ours.
    if let Some(id) = expected_id {
        views.retain(|v| v.store_id.is_none_or(|found| found == id));
    }
    views.sort_by_key(|v| std::cmp::Reverse(v.ledger.map_or(0, |l| l.generation)));
    let backup = options.backups.as_deref().and_then(newest_good);

    let fresh = Uuid::from_bytes(options.random);
    let old_id = expected_id.or_else(|| views.iter().find_map(|v| v.store_id));
    let origin = Origin { old_id: old_id.unwrap_or(fresh), fresh, mark, sure };
    let built = fill(&work.join("new"), options, &views, backup.as_deref(), &origin)
        .map_err(|f| f.at_open("recovery"))?;

    let new_mark = Mark::new(built.store_id, &built.ledger, false, options.now_ms);
    Marks::new(folder, files.clone()).write_last(&new_mark).map_err(|e| at(&e))?;
    put_in_place(folder, &work.join("new").join(DATABASE), files).map_err(|e| at(&e))?;
    tidy(folder, &work);
    Ok(Recovery {
        trouble,
        complete: built.complete,
        aside: aside.name,
        changes: built.ledger.changes,
        expected: mark.map(|m| m.changes).or_else(|| views.first().and_then(|v| v.ledger).map(|l| l.changes)),
        backup_made_ms: built.backup_made_ms,
    })
}

struct Aside {
    name: String,
    path: PathBuf,
}

/// Moves the database's files into a folder of their own, or finds the one an interrupted recovery made.
fn set_aside(folder: &Path, now_ms: i64, files: &Files) -> io::Result<Aside> {
    let begun = read_small(&folder.join(PLAN), 4096)?
        .and_then(|bytes| serde_json::from_slice::<Plan>(&bytes).ok())
        .map(|plan| plan.aside)
        .filter(|name| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'));
    let name = match begun {
        Some(name) => name,
        None => {
            let mut n = 0;
            while folder.join(ASIDE).join(format!("{now_ms}-{n}")).exists() {
                n += 1;
            }
            let name = format!("{now_ms}-{n}");
            files.replace(&folder.join(PLAN), &serde_json::to_vec(&Plan { aside: name.clone() })?)?;
            name
        }
    };
    let path = folder.join(ASIDE).join(&name);
    fs::create_dir_all(&path)?;
    // The journal first: a database without its journal is noticed, a journal beside a new database harms.
    for ending in ["-wal", "-journal", "-shm", ""] {
        let file = format!("{DATABASE}{ending}");
        let from = folder.join(&file);
        if from.exists() && !path.join(&file).exists() {
            again(|| fs::rename(&from, path.join(&file)))?;
        } else if from.exists() {
            // A half-built successor of an interrupted recovery.
            again(|| fs::remove_file(&from))?;
        }
    }
    sync_folder(&path.join(DATABASE))?;
    sync_folder(&folder.join(DATABASE))?;
    Ok(Aside { name, path })
}

/// Copies the database file without its journal, when there was one.
fn copy_alone(aside: &Path, work: &Path) -> io::Result<Option<PathBuf>> {
    let wal = aside.join(format!("{DATABASE}-wal"));
    if !aside.join(DATABASE).exists() || !wal.exists() {
        return Ok(None);
    }
    let alone = work.join("alone");
    fs::create_dir_all(&alone)?;
    fs::copy(aside.join(DATABASE), alone.join(DATABASE))?;
    Ok(Some(alone))
}

fn fits_mark(alone: &Path, options: &OpenOptions, mark: &Mark) -> bool {
    let found = stock(alone, options).and_then(|conn| {
        let checked = check::check(&conn, None)?;
        conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(checked)
    });
    found.is_ok_and(|c| c.trouble.is_empty() && mark.fits(c.store_id, &c.ledger))
}

fn newest_good(folder: &Path) -> Option<PathBuf> {
    let found = list_backups(folder).ok()?;
    found.into_iter().map(|(path, _)| path).find(|path| crate::backup::verify_backup(path).is_ok())
}

struct Built {
    ledger: Ledger,
    store_id: Uuid,
    complete: bool,
    backup_made_ms: Option<i64>,
}

/// What was removed for good: an older backup must not bring it back.
struct Purged {
    docs: HashSet<Vec<u8>>,
    /// Epochs that still have changes.
    live: HashSet<(Vec<u8>, Vec<u8>)>,
}

impl Purged {
    fn in_views(views: &[View]) -> Self {
        let mut found = Self { docs: HashSet::new(), live: HashSet::new() };
        for (def, values) in views.iter().flat_map(|v| &v.rows) {
            match (values.first(), values.get(1), values.get(2)) {
                (Some(SqlValue::Blob(id)), ..) if def.name == TombstoneRow::DEF.name => {
                    found.docs.insert(id.clone());
                }
                (_, Some(SqlValue::Blob(doc)), Some(SqlValue::Blob(epoch)))
                    if def.name == ChangeRow::DEF.name =>
                {
                    found.live.insert((doc.clone(), epoch.clone()));
                }
                _ => {}
            }
        }
        found
    }

    fn holds(&self, def: &TableDef, values: &[SqlValue]) -> bool {
        match (values.first(), values.get(1), values.get(2)) {
            (_, Some(SqlValue::Blob(doc)), Some(SqlValue::Blob(epoch)))
                if def.name == ChangeRow::DEF.name =>
            {
                self.docs.contains(doc) && !self.live.contains(&(doc.clone(), epoch.clone()))
            }
            (Some(SqlValue::Blob(id)), ..) if def.name == DocRow::DEF.name => self.docs.contains(id),
            _ => false,
        }
    }
}

/// What is known of the store that is being recovered.
struct Origin<'a> {
    old_id: Uuid,
    /// The id it gets when the recovery is not complete.
    fresh: Uuid,
    mark: Option<&'a Mark>,
    /// The mark is surely the newest there was.
    sure: bool,
}

/// Fills a new database from the views, newest first, then from the backup.
fn fill(
    place: &Path,
    options: &OpenOptions,
    views: &[View],
    backup: Option<&Path>,
    origin: &Origin<'_>,
) -> Result<Built, StoreFault> {
    let Origin { old_id, fresh, mark, sure } = *origin;
    fs::create_dir_all(place).map_err(|e| StoreFault::Io { code: crate::fault::os_code(&e) })?;
    let options = OpenOptions { vfs: None, ..options.clone() };
    let mut builder = Builder::new(place, &options, old_id)?;
    let mut seen: HashSet<(&str, Vec<u8>)> = HashSet::new();
    let purged = Purged::in_views(views);
    for view in views {
        for (def, values) in &view.rows {
            let is_meta = def.name == MetaRow::DEF.name;
            if is_meta
                || (def.name != ChangeRow::DEF.name && !seen.insert((def.name, key_bytes(def, values))))
            {
                continue;
            }
            builder.add(def, values.clone())?;
        }
    }
    builder.flush()?;

    let dropped = views.first().map(|v| v.dropped).unwrap_or_default();
    let as_it_was = |ledger: &Ledger| {
        let rows = ledger.truth.rows + dropped.rows;
        let xor = ledger.truth.xor ^ dropped.xor;
        // Behind the mark, only the mark's own sums prove that nothing is missing.
        let newest = views.first().and_then(|v| v.ledger);
        let behind = mark.is_some_and(|m| newest.is_none_or(|l| l.generation < m.generation));
        let by_ledger =
            !behind && newest.is_some_and(|l| l.truth == Half { rows, xor } && l.changes == ledger.changes);
        let by_mark = mark.is_some_and(|m| {
            m.truth == format!("{xor:032x}")
                && m.changes == ledger.changes
                && newest.is_none_or(|l| l.generation <= m.generation)
        });
        sure && (by_ledger || by_mark)
    };

    let mut complete = as_it_was(&builder.ledger);
    let mut backup_made_ms = None;
    if !complete && let Some(backup) = backup {
        // Rows already there are newer than the backup's.
        let added = read_backup(backup, |def, values| {
            if purged.holds(def, &values)
                || def.name != ChangeRow::DEF.name && seen.contains(&(def.name, key_bytes(def, &values)))
            {
                return Ok(());
            }
            builder.add(def, values)
        });
        let info = added.map_err(|_| StoreFault::Damaged { what: "backup" })?;
        builder.flush()?;
        backup_made_ms = Some(info.made_at_ms);
        complete = as_it_was(&builder.ledger);
    }

    let mut store_id = old_id;
    if !complete {
        // What we know of others, and they of us, no longer holds: as after restoring a backup.
        store_id = fresh;
        builder.write(|tx| {
            schema::put_store_id(tx, fresh)?;
            tx.remove_where::<CursorRow>("", [])?;
            tx.remove_where::<WardDigestRow>("", [])?;
            Ok(())
        })?;
    }
    builder.write(|tx| schema::put_rebuild_due(tx, true))?;
    let newest = views.iter().filter_map(|v| v.ledger).map(|l| l.generation).max().unwrap_or(0);
    // A damaged generation must not run away with the count.
    let newest = newest.min(1 << 48).max(mark.map_or(0, |m| m.generation));
    let next = views.iter().filter_map(|v| v.ledger).map(|l| l.next_seq).max().unwrap_or(0);
    if complete {
        builder.ledger.next_seq = builder.ledger.next_seq.max(next.min(1 << 48));
    }
    let ledger = builder.finish(newest + 1)?;
    Ok(Built { ledger, store_id, complete, backup_made_ms })
}

/// Moves the new database into place as one step.
fn put_in_place(folder: &Path, from: &Path, files: &Files) -> io::Result<()> {
    let to = folder.join(DATABASE);
    fs::OpenOptions::new().write(true).open(from)?.sync_all()?;
    again(|| fs::rename(from, &to))?;
    sync_folder(&to)?;
    done(folder, files)
}

/// Removes the work folder and the oldest sets of damaged files; failing to is no harm.
fn tidy(folder: &Path, work: &Path) {
    let _ = fs::remove_dir_all(work);
    let Ok(entries) = fs::read_dir(folder.join(ASIDE)) else { return };
    let mut names: Vec<PathBuf> = entries.filter_map(|e| e.ok().map(|e| e.path())).collect();
    names.sort();
    let spare = names.len().saturating_sub(KEEP_ASIDE);
    for path in names.into_iter().take(spare) {
        let _ = fs::remove_dir_all(path);
    }
}
