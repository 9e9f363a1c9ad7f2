//! Fills a fresh database from rows, for restoring and for recovery.

use std::cell::RefCell;
use std::path::Path;

use rusqlite::Connection;
use rusqlite::config::DbConfig;
use rusqlite::types::Value as SqlValue;
use uuid::Uuid;

use crate::fault::StoreFault;
use crate::ledger::Ledger;
use crate::open::{OpenOptions, connect};
use crate::rows::{Row, TableDef};
use crate::schema;
use crate::search::Words;
use crate::store::{Failure, run};
use crate::truth::ChangeRow;
use crate::tx::Tx;

/// Rows per transaction.
const BATCH: usize = 2000;

/// A database being filled.
pub(crate) struct Builder {
    conn: Connection,
    words: RefCell<Words>,
    pub ledger: Ledger,
    waiting: Vec<(&'static TableDef, Vec<SqlValue>)>,
}

impl Builder {
    /// Makes an empty database in a folder.
    pub fn new(folder: &Path, options: &OpenOptions, store_id: Uuid) -> Result<Self, StoreFault> {
        let conn = connect(folder, options)?;
        schema::create(&conn, store_id)?;
        let ledger = Ledger::load(&conn)?;
        Ok(Self { conn, words: RefCell::default(), ledger, waiting: Vec::new() })
    }

    /// Adds a row; a change keeps its number when that is free and it is not there yet.
    pub fn add(&mut self, def: &'static TableDef, values: Vec<SqlValue>) -> Result<(), StoreFault> {
        self.waiting.push((def, values));
        if self.waiting.len() >= BATCH { self.flush() } else { Ok(()) }
    }

    /// Writes what waits.
    pub fn flush(&mut self) -> Result<(), StoreFault> {
        let rows = std::mem::take(&mut self.waiting);
        if rows.is_empty() {
            return Ok(());
        }
        self.write(|tx| rows.into_iter().try_for_each(|(def, values)| put(tx, def, values)))
    }

    /// Runs a write as one transaction.
    pub fn write<T>(&mut self, work: impl FnOnce(&Tx<'_>) -> Result<T, StoreFault>) -> Result<T, StoreFault> {
        let mut committed = None;
        let result = run(&self.conn, &self.words, Some(self.ledger), work, &mut committed);
        match result {
            Ok(value) => {
                if let Some(ledger) = committed {
                    self.ledger = ledger;
                }
                Ok(value)
            }
            Err(Failure::Asked(fault) | Failure::Fault(fault)) => Err(fault),
        }
    }

    /// Puts the generation ahead of everything seen before, moves the journal in and closes.
    pub fn finish(mut self, generation: i64) -> Result<Ledger, StoreFault> {
        self.flush()?;
        self.ledger.generation = self.ledger.generation.max(generation);
        self.write(|tx| {
            tx.touched.set(true);
            Ok(())
        })?;
        self.conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
        self.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        self.conn.flush_prepared_statement_cache();
        self.conn.close().map_err(|(_, e)| e)?;
        Ok(self.ledger)
    }
}

fn put(tx: &Tx<'_>, def: &'static TableDef, values: Vec<SqlValue>) -> Result<(), StoreFault> {
    if def.name != ChangeRow::DEF.name {
        return tx.put_values(def, values);
    }
    let (Some(SqlValue::Integer(seq)), Some(doc), Some(epoch), Some(hash)) =
        (values.first(), values.get(1), values.get(2), values.get(3))
    else {
        return Err(StoreFault::Value { what: "change" });
    };
    let seq = *seq;
    let there = tx
        .conn
        .prepare_cached("SELECT 1 FROM \"change\" WHERE doc = ?1 AND epoch_id = ?2 AND hash = ?3")?
        .exists(rusqlite::params![doc, epoch, hash])?;
    if there {
        return Ok(());
    }
    let taken = tx.conn.prepare_cached("SELECT 1 FROM \"change\" WHERE seq = ?1")?.exists([seq])?;
    let free = !taken && (1..i64::MAX - 1).contains(&seq);
    let seq = if free { seq } else { tx.ledger.borrow().next_seq };
    let mut values = values;
    if let Some(first) = values.first_mut() {
        *first = SqlValue::Integer(seq);
    }
    tx.put_values(def, values)?;
    let mut ledger = tx.ledger.borrow_mut();
    ledger.changes += 1;
    ledger.next_seq = ledger.next_seq.max(seq + 1);
    Ok(())
}
