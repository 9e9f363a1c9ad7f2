//! What a read or a write can do with any table.

use std::cell::{Cell as StdCell, RefCell};
use std::ops::Deref;

use rusqlite::types::Value as SqlValue;
use rusqlite::{Connection, Params, ToSql, params_from_iter};
use uuid::Uuid;

use crate::fault::StoreFault;
use crate::ledger::Ledger;
use crate::model;
use crate::rows::{Row, TableDef, stored_sum, sum_of};
use crate::search::{Waiting, Words};

/// Reads the store; every read through one reader sees the same state.
pub struct Reader<'a> {
    pub(crate) conn: &'a Connection,
    pub(crate) words: &'a RefCell<Words>,
}

/// Changes the store inside one transaction; everything it does is saved together or not at all.
pub struct Tx<'a> {
    reader: Reader<'a>,
    pub(crate) ledger: RefCell<Ledger>,
    pub(crate) touched: StdCell<bool>,
    /// Search words this transaction leaves to be indexed after its COMMIT.
    pub(crate) waiting: RefCell<Waiting>,
    /// The record whose first rows are being written.
    beginning: StdCell<Option<Uuid>>,
}

impl<'a> Deref for Tx<'a> {
    type Target = Reader<'a>;
    fn deref(&self) -> &Reader<'a> {
        &self.reader
    }
}

impl Reader<'_> {
    /// Reads rows; `tail` is what follows `WHERE`, or starts with `ORDER BY` or `LIMIT`, or is empty.
    pub fn rows<R: Row>(&self, tail: &str, params: impl Params) -> Result<Vec<R>, StoreFault> {
        let mut statement = self.conn.prepare_cached(&R::DEF.select_sql(tail))?;
        let mut found = statement.query(params)?;
        let mut out = Vec::new();
        while let Some(row) = found.next()? {
            out.push(R::from_row(row)?);
        }
        Ok(out)
    }

    /// Reads the first row that fits `tail` (see [`Reader::rows`]).
    pub fn first<R: Row>(&self, tail: &str, params: impl Params) -> Result<Option<R>, StoreFault> {
        let mut statement = self.conn.prepare_cached(&R::DEF.select_sql(tail))?;
        let mut found = statement.query(params)?;
        match found.next()? {
            Some(row) => Ok(Some(R::from_row(row)?)),
            None => Ok(None),
        }
    }

    /// Reads the row whose first key column is `key`.
    pub fn one<R: Row>(&self, key: impl ToSql) -> Result<Option<R>, StoreFault> {
        self.first(&format!("\"{}\" = ?1", R::DEF.first_key()), [key])
    }

    /// Counts the rows that fit `tail` (what follows `WHERE`; empty counts all).
    pub fn count<R: Row>(&self, tail: &str, params: impl Params) -> Result<i64, StoreFault> {
        let wher = if tail.trim().is_empty() { "" } else { " WHERE " };
        let sql = format!("SELECT count(*) FROM \"{}\"{wher}{tail}", R::DEF.name);
        Ok(self.conn.prepare_cached(&sql)?.query_row(params, |r| r.get(0))?)
    }

    /// Runs any `SELECT` and gives its values row by row; for sums and joins of read-model tables.
    pub fn values(&self, sql: &str, params: impl Params) -> Result<Vec<Vec<SqlValue>>, StoreFault> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let columns = statement.column_count();
        let mut found = statement.query(params)?;
        let mut out = Vec::new();
        while let Some(row) = found.next()? {
            let values: Result<Vec<SqlValue>, rusqlite::Error> = (0..columns).map(|n| row.get(n)).collect();
            out.push(values?);
        }
        Ok(out)
    }
}

impl<'a> Tx<'a> {
    pub(crate) fn new(conn: &'a Connection, words: &'a RefCell<Words>, ledger: Ledger) -> Self {
        Self {
            reader: Reader { conn, words },
            ledger: RefCell::new(ledger),
            touched: StdCell::new(false),
            waiting: RefCell::default(),
            beginning: StdCell::default(),
        }
    }

    /// Says whose rows are the first of a record made just now, so that nobody looks for older ones; `None` when
    /// they are written. A table that holds such a row after all refuses the new one.
    pub fn begin_record(&self, id: Option<Uuid>) {
        self.beginning.set(id);
    }

    fn is_first(&self, values: &[SqlValue]) -> bool {
        let (Some(id), Some(SqlValue::Blob(key))) = (self.beginning.get(), values.first()) else {
            return false;
        };
        key[..] == id.as_bytes()[..]
    }

    /// Adds a row that is known not to be there: the table refuses it when it is.
    pub fn add<R: Row>(&self, row: &R) -> Result<(), StoreFault> {
        self.add_values(&R::DEF, row.values())
    }

    /// Writes a row, replacing the one with the same key.
    pub fn put<R: Row>(&self, row: &R) -> Result<(), StoreFault> {
        self.put_values(&R::DEF, row.values())
    }

    /// Removes all rows whose first key column is `key`; gives their number.
    pub fn remove_rows<R: Row>(&self, key: impl ToSql) -> Result<usize, StoreFault> {
        self.remove_where::<R>(&format!("\"{}\" = ?1", R::DEF.first_key()), [key])
    }

    /// Removes all rows that fit `tail` (what follows `WHERE`; empty removes all); gives their number.
    pub fn remove_where<R: Row>(&self, tail: &str, params: impl Params) -> Result<usize, StoreFault> {
        self.delete(&R::DEF, tail, params)
    }

    /// Makes the rows whose first key column is `key` be exactly `rows`; equal ones are left alone.
    pub fn replace<R: Row>(&self, key: impl ToSql, rows: &[R]) -> Result<(), StoreFault> {
        let keys_of = |values: &[SqlValue]| -> Vec<SqlValue> {
            R::DEF.columns.iter().zip(values).filter(|(c, _)| c.key).map(|(_, v)| v.clone()).collect()
        };
        let wanted: Vec<Vec<SqlValue>> = rows.iter().map(Row::values).collect();
        let keys: Vec<Vec<SqlValue>> = wanted.iter().map(|v| keys_of(v)).collect();
        let old: Vec<R> = self.rows(&format!("\"{}\" = ?1", R::DEF.first_key()), [key])?;
        for gone in old.iter().map(|r| keys_of(&r.values())).filter(|k| !keys.contains(k)) {
            self.delete(&R::DEF, &R::DEF.key_is(1), params_from_iter(gone))?;
        }
        wanted.into_iter().try_for_each(|values| self.put_values(&R::DEF, values))
    }

    /// Writes one row: adds it, changes the columns that differ, or does nothing when none does.
    pub(crate) fn put_values(&self, def: &TableDef, values: Vec<SqlValue>) -> Result<(), StoreFault> {
        if self.is_first(&values) {
            return self.add_values(def, values);
        }
        let keys = || def.columns.iter().zip(&values).filter(|(c, _)| c.key).map(|(_, v)| v);
        let mut reading = self.conn.prepare_cached(&def.texts().by_key)?;
        let mut found = reading.query(params_from_iter(keys()))?;
        let Some(row) = found.next()? else {
            drop(found);
            return self.add_values(def, values);
        };
        let old = stored_sum(row.get_ref(values.len())?).ok_or(StoreFault::Damaged { what: def.name })?;
        let mut changed = Vec::new();
        for (n, value) in values.iter().enumerate() {
            if row.get_ref(n)? != value.into() {
                changed.push(n);
            }
        }
        drop(found);
        if changed.is_empty() {
            return Ok(());
        }
        self.touched.set(true);
        let sum = sum_of(def.name, values.iter().map(Into::into));
        let stored_sum = SqlValue::Blob(sum.to_be_bytes().to_vec());
        let bound = changed.iter().filter_map(|n| values.get(*n)).chain([&stored_sum]).chain(keys());
        self.conn.prepare_cached(&def.update_sql(&changed))?.execute(params_from_iter(bound))?;
        self.book(def, |half| {
            half.take(old);
            half.add(sum);
        });
        Ok(())
    }

    /// Adds a row that is known not to be there.
    pub(crate) fn add_values(&self, def: &TableDef, mut values: Vec<SqlValue>) -> Result<(), StoreFault> {
        self.touched.set(true);
        let sum = sum_of(def.name, values.iter().map(Into::into));
        values.push(SqlValue::Blob(sum.to_be_bytes().to_vec()));
        self.conn.prepare_cached(&def.texts().insert)?.execute(params_from_iter(values))?;
        self.book(def, |half| half.add(sum));
        Ok(())
    }

    pub(crate) fn delete(
        &self,
        def: &TableDef,
        tail: &str,
        params: impl Params,
    ) -> Result<usize, StoreFault> {
        self.touched.set(true);
        let wher = if tail.trim().is_empty() { "" } else { " WHERE " };
        let sql = format!("DELETE FROM \"{}\"{wher}{tail} RETURNING \"sum\"", def.name);
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut gone = statement.query(params)?;
        let mut n = 0;
        while let Some(row) = gone.next()? {
            let sum = stored_sum(row.get_ref(0)?).ok_or(StoreFault::Damaged { what: def.name })?;
            self.book(def, |half| half.take(sum));
            n += 1;
        }
        Ok(n)
    }

    fn book(&self, def: &TableDef, change: impl FnOnce(&mut crate::ledger::Half)) {
        let mut ledger = self.ledger.borrow_mut();
        if model::TABLES.iter().any(|t| t.name == def.name) {
            change(&mut ledger.model);
        } else {
            change(&mut ledger.truth);
        }
    }

    /// Empties the whole read model and the search index, before the app fills them again *in the same
    /// transaction*: with it a rebuild that [`crate::OpenReport`] asked for counts as done.
    pub fn clear_model(&self) -> Result<(), StoreFault> {
        self.touched.set(true);
        for table in model::TABLES {
            self.conn.execute_batch(&format!("DELETE FROM \"{}\"", table.name))?;
        }
        self.ledger.borrow_mut().model = crate::ledger::Half::default();
        self.clear_search_index()?;
        crate::schema::put_indexed(self, 0)?;
        crate::schema::rebuild_done(self)
    }
}
