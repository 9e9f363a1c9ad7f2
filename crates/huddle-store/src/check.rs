//! The check at every opening: structure, every row's sum, the ledger, the marks beside the database.

use std::cell::RefCell;

use rusqlite::Connection;
use uuid::Uuid;

use crate::fault::StoreFault;
use crate::ledger::{Half, Ledger};
use crate::rows::{TableDef, stored_sum, sum_of};
use crate::search::Words;
use crate::tx::Reader;
use crate::watermark::{Found, FoundMarks};
use crate::{model, schema, truth};

/// What is wrong with a database.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum Trouble {
    /// The database file is gone though it had been filled.
    Missing,
    /// The file is not a database any more, or cannot be read in part.
    Unreadable,
    /// SQLite's own check found a fault.
    Structure,
    /// Rows of a table do not match their sums.
    Rows { table: String },
    /// A change has no bytes.
    EmptyChunk,
    /// Rows are missing or too many.
    Ledger,
    /// The database is older than it was: something removed the journal or put an old file in place.
    Behind {
        /// Changes it had when it was last written.
        expected: i64,
        /// Changes it has now.
        found: i64,
    },
    /// The database belongs to another store.
    OtherStore,
    /// It is as far as it should be but holds something else.
    Mixed,
    /// A recovery was interrupted.
    Unfinished,
}

/// Why a database that looks whole may still lack the newest work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// No readable mark lies beside it: the folder was copied by hand or tidied.
    MarkMissing,
    /// It was not closed in order and the newest mark is gone or older than it can be.
    TipMissing,
}

/// The outcome of a check.
#[derive(Debug)]
pub(crate) struct Checked {
    pub ledger: Ledger,
    pub store_id: Uuid,
    /// Empty when all is well.
    pub trouble: Vec<Trouble>,
    /// The read model is the one this program knows, and whole.
    pub model_good: bool,
}

/// The outcome of comparing a table's rows with their sums.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Scan {
    pub half: Half,
    pub bad: i64,
    pub empty: i64,
}

/// Compares every row of a table with its sum.
pub(crate) fn scan(conn: &Connection, def: &TableDef) -> Result<Scan, StoreFault> {
    let mut names: Vec<String> = def.columns.iter().map(|c| format!("\"{}\"", c.name)).collect();
    names.push("\"sum\"".to_owned());
    let bytes_at = def.columns.iter().position(|c| c.name == "bytes");
    let mut statement = conn.prepare(&format!("SELECT {} FROM \"{}\"", names.join(", "), def.name))?;
    let mut rows = statement.query([])?;
    let mut scan = Scan::default();
    let width = def.columns.len();
    while let Some(row) = rows.next()? {
        let values = (0..width).map(|n| row.get_ref(n)).collect::<Result<Vec<_>, _>>()?;
        let stored = stored_sum(row.get_ref(width)?);
        if let Some(sum) = stored {
            scan.half.add(sum);
        }
        if stored != Some(sum_of(def.name, values.iter().copied())) {
            scan.bad += 1;
        }
        if let Some(bytes) = bytes_at.and_then(|n| values.get(n))
            && bytes.as_blob().is_ok_and(<[u8]>::is_empty)
        {
            scan.empty += 1;
        }
    }
    Ok(scan)
}

/// Runs SQLite's own check; `Err` when even that cannot be read.
fn structure(conn: &Connection) -> Result<(bool, bool), StoreFault> {
    let mut statement = conn.prepare("PRAGMA integrity_check(50)")?;
    let mut rows = statement.query([])?;
    let (mut sound, mut search_sound) = (true, true);
    while let Some(row) = rows.next()? {
        let said: String = row.get(0)?;
        // A page the disk would not give is no proof of damage: a second try may read it.
        if let Some(code) = said.split("error code=").nth(1).and_then(|c| c.trim().parse::<i32>().ok())
            && code & 0xFF != rusqlite::ffi::SQLITE_CORRUPT
        {
            return Err(StoreFault::Io { code });
        }
        if said.to_ascii_lowercase().contains("fts5") {
            search_sound = false;
        } else if said != "ok" {
            sound = false;
        }
    }
    Ok((sound, search_sound))
}

/// Checks a database and compares it with the marks (pass no marks for a file that stands alone).
pub(crate) fn check(conn: &Connection, marks: Option<&FoundMarks>) -> Result<Checked, StoreFault> {
    let words = RefCell::new(Words::default());
    let reader = Reader { conn, words: &words };
    let ledger = Ledger::load(conn)?;
    let store_id = schema::store_id(&reader)?;
    let mut trouble = Vec::new();
    let (sound, search_sound) = structure(conn)?;
    if !sound || !schema::identity_good(&reader)? {
        trouble.push(Trouble::Structure);
    }

    let mut whole = Half::default();
    for def in truth::TABLES {
        let found = scan(conn, def)?;
        whole.rows += found.half.rows;
        whole.xor ^= found.half.xor;
        if found.bad > 0 {
            trouble.push(Trouble::Rows { table: def.name.to_owned() });
        }
        if found.empty > 0 && def.name != "quarantine" {
            trouble.push(Trouble::EmptyChunk);
        }
        if def.name == "change" && found.half.rows != ledger.changes && !trouble.contains(&Trouble::Ledger) {
            trouble.push(Trouble::Ledger);
        }
    }
    let next_good = reader.highest_seq()? < ledger.next_seq;
    if (whole != ledger.truth || !next_good) && !trouble.contains(&Trouble::Ledger) {
        trouble.push(Trouble::Ledger);
    }

    let model_good = search_sound && schema::model_fits(&reader)? && model_whole(conn, &ledger);
    if let Some(mark) = marks.and_then(FoundMarks::newest) {
        if mark.store != store_id {
            trouble.push(Trouble::OtherStore);
        } else if mark.generation > ledger.generation {
            trouble.push(Trouble::Behind { expected: mark.changes, found: ledger.changes });
        } else if mark.generation == ledger.generation && !mark.fits(store_id, &ledger) {
            trouble.push(Trouble::Mixed);
        }
    }
    Ok(Checked { ledger, store_id, trouble, model_good })
}

/// Says whether the read model's rows match their sums and the ledger; any failure means it is rebuilt.
fn model_whole(conn: &Connection, ledger: &Ledger) -> bool {
    let mut whole = Half::default();
    for def in model::TABLES {
        match scan(conn, def) {
            Ok(found) if found.bad == 0 => {
                whole.rows += found.half.rows;
                whole.xor ^= found.half.xor;
            }
            _ => return false,
        }
    }
    whole == ledger.model
}

/// Says whether the marks leave it open that newer work once was there.
pub(crate) fn doubt(marks: &FoundMarks) -> Option<Doubt> {
    match (&marks.last, &marks.tip) {
        // After an orderly close the durable mark says all there is to say.
        (Found::Mark(last), Found::Missing) if !last.clean => Some(Doubt::TipMissing),
        // The tip reached the disk before the durable mark was written.
        (Found::Mark(last), Found::Mark(tip)) if !last.clean && tip.generation < last.generation => {
            Some(Doubt::TipMissing)
        }
        // A torn tip is what a power cut can leave.
        (Found::Mark(_), _) | (Found::Unreadable, Found::Mark(_)) => None,
        _ => Some(Doubt::MarkMissing),
    }
}
