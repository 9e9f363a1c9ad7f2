//! The ledger: one row that says how many rows the tables hold and what their sums add up to.
//!
//! It is written in the same transaction as the rows, so a database whose rows do not match its ledger has
//! lost or gained rows behind our back, whatever SQLite's own check says.

use rusqlite::{Connection, OptionalExtension, params};

use crate::fault::StoreFault;
use crate::rows::first16;

/// Counts and sums over all rows of one half of the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Half {
    pub rows: i64,
    pub xor: u128,
}

impl Half {
    /// Books one row in.
    pub fn add(&mut self, sum: u128) {
        self.rows += 1;
        self.xor ^= sum;
    }

    /// Books one row out.
    pub fn take(&mut self, sum: u128) {
        self.rows -= 1;
        self.xor ^= sum;
    }
}

/// The ledger row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Ledger {
    /// Counts write transactions since the store was made; never goes back.
    pub generation: i64,
    /// The number the next change gets; never reused, even after a purge.
    pub next_seq: i64,
    /// Number of rows in `change`.
    pub changes: i64,
    /// Rows that are kept for good.
    pub truth: Half,
    /// Rows that can be rebuilt.
    pub model: Half,
}

pub(crate) const CREATE: &str = "CREATE TABLE ledger (
    id INTEGER PRIMARY KEY, generation INTEGER NOT NULL, next_seq INTEGER NOT NULL, changes INTEGER NOT NULL,
    truth_rows INTEGER NOT NULL, truth_xor BLOB NOT NULL, model_rows INTEGER NOT NULL, model_xor BLOB NOT NULL
) STRICT;\n";

impl Ledger {
    /// Reads the ledger; a missing or malformed row is damage.
    pub fn load(conn: &Connection) -> Result<Self, StoreFault> {
        let found = conn
            .prepare_cached(
                "SELECT generation, next_seq, changes, truth_rows, truth_xor, model_rows, model_xor FROM ledger WHERE id = 1",
            )?
            .query_row([], |r| {
                let truth_xor: Vec<u8> = r.get(4)?;
                let model_xor: Vec<u8> = r.get(6)?;
                Ok(Self {
                    generation: r.get(0)?,
                    next_seq: r.get(1)?,
                    changes: r.get(2)?,
                    truth: Half { rows: r.get(3)?, xor: first16(&truth_xor) },
                    model: Half { rows: r.get(5)?, xor: first16(&model_xor) },
                })
            })
            .optional()?;
        found.ok_or(StoreFault::Damaged { what: "ledger" })
    }

    /// Writes the ledger inside the running transaction.
    pub fn save(&self, conn: &Connection) -> Result<(), StoreFault> {
        conn.prepare_cached("INSERT OR REPLACE INTO ledger VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7)")?
            .execute(params![
                self.generation,
                self.next_seq,
                self.changes,
                self.truth.rows,
                self.truth.xor.to_be_bytes().as_slice(),
                self.model.rows,
                self.model.xor.to_be_bytes().as_slice(),
            ])?;
        Ok(())
    }
}
