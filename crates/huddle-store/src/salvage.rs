//! Salvage: every row of a damaged database that can be read and whose sum is right.

use std::collections::HashSet;
use std::path::Path;

use rusqlite::Connection;
use rusqlite::types::Value as SqlValue;
use uuid::Uuid;

use crate::fault::StoreFault;
use crate::ledger::{Half, Ledger};
use crate::open::{OpenOptions, connect};
use crate::rows::{Row, TableDef, stored_sum, sum_of};
use crate::truth::{ChangeRow, SnapshotRow};
use crate::tx::Reader;
use crate::{schema, truth};

/// Rows read from one damaged or old database.
pub(crate) struct View {
    pub store_id: Option<Uuid>,
    pub ledger: Option<Ledger>,
    pub rows: Vec<(&'static TableDef, Vec<SqlValue>)>,
    /// Sums of rows of caches that were dropped; they count as found.
    pub dropped: Half,
}

/// Opens a database for reading what can be read; the harness's VFS stays out of it.
pub(crate) fn stock(place: &Path, options: &OpenOptions) -> Result<Connection, StoreFault> {
    connect(place, &OpenOptions { vfs: None, ..options.clone() })
}

/// Reads every sound row of a database; `None` when it cannot even be opened.
pub(crate) fn look(place: &Path, options: &OpenOptions) -> Option<View> {
    let conn = stock(place, options).ok()?;
    let words = Default::default();
    let reader = Reader { conn: &conn, words: &words };
    let mut view = View {
        store_id: schema::store_id(&reader).ok(),
        ledger: Ledger::load(&conn).ok(),
        rows: Vec::new(),
        dropped: Half::default(),
    };
    let last = view.ledger.map_or(0, |l| l.next_seq);
    for def in tables() {
        if def.name == ChangeRow::DEF.name {
            salvage_numbered(&conn, def, last, &mut view);
        } else {
            salvage(&conn, def, &mut view);
        }
    }
    Some(view)
}

fn tables() -> impl Iterator<Item = &'static TableDef> {
    truth::TABLES.iter()
}

fn is_cache(def: &TableDef) -> bool {
    def.name == SnapshotRow::DEF.name
}

fn select(def: &TableDef, tail: &str) -> String {
    let names: Vec<String> = def.columns.iter().map(|c| format!("\"{}\"", c.name)).collect();
    format!("SELECT {}, \"sum\" FROM \"{}\" {tail}", names.join(", "), def.name)
}

/// Takes one row when its sum is right; gives its first value.
fn take(row: &rusqlite::Row<'_>, def: &'static TableDef, view: &mut View) -> Option<SqlValue> {
    let width = def.columns.len();
    let values: Result<Vec<SqlValue>, rusqlite::Error> = (0..width).map(|n| row.get(n)).collect();
    let values = values.ok()?;
    let first = values.first().cloned();
    let stored = row.get_ref(width).ok().and_then(stored_sum);
    let right = stored == Some(sum_of(def.name, values.iter().map(Into::into)));
    let empty = def.columns.iter().zip(&values).any(
        |(c, v)| matches!(v, SqlValue::Blob(b) if c.name == "bytes" && b.is_empty() && def.name != "quarantine"),
    );
    if is_cache(def) {
        if let Some(sum) = stored {
            view.dropped.add(sum);
        }
    } else if right && !empty {
        view.rows.push((def, values));
    }
    first
}

/// Reads a table from both ends until a damaged page stops it.
fn salvage(conn: &Connection, def: &'static TableDef, view: &mut View) {
    let keys: Vec<String> = def.columns.iter().filter(|c| c.key).map(|c| format!("\"{}\"", c.name)).collect();
    let down = keys.iter().map(|k| format!("{k} DESC")).collect::<Vec<_>>().join(", ");
    let start = view.rows.len();
    let mut whole = true;
    for (pass, tail) in
        [format!("ORDER BY {}", keys.join(", ")), format!("ORDER BY {down}")].iter().enumerate()
    {
        if pass == 1 && whole {
            break;
        }
        let Ok(mut statement) = conn.prepare(&select(def, tail)) else { return };
        let Ok(mut rows) = statement.query([]) else { return };
        let mut seen: HashSet<Vec<u8>> = HashSet::new();
        if pass == 1 {
            seen.extend(view.rows.iter().skip(start).map(|(_, v)| key_bytes(def, v)));
        }
        loop {
            match rows.next() {
                Ok(Some(row)) => {
                    let before = view.rows.len();
                    take(row, def, view);
                    let double =
                        view.rows.get(before).is_some_and(|(_, v)| seen.contains(&key_bytes(def, v)));
                    if double {
                        view.rows.truncate(before);
                    }
                }
                Ok(None) => break,
                Err(_) => {
                    whole = false;
                    break;
                }
            }
        }
    }
}

/// Gives what tells a row from others of its table.
pub(crate) fn key_bytes(def: &TableDef, values: &[SqlValue]) -> Vec<u8> {
    let keys = def.columns.iter().zip(values).filter(|(c, _)| c.key);
    keys.flat_map(|(_, v)| sum_of("", std::iter::once(v.into())).to_be_bytes()).collect()
}

/// Reads the changes by number, stepping over damaged pages one number at a time.
fn salvage_numbered(conn: &Connection, def: &'static TableDef, last: i64, view: &mut View) {
    let top = conn
        .query_row("SELECT max(seq) FROM \"change\"", [], |r| r.get::<_, Option<i64>>(0))
        .ok()
        .flatten()
        .unwrap_or(0);
    // A damaged number could be huge; nobody has ten million changes.
    let last = last.max(top).min(10_000_000);
    let mut after = 0;
    while after <= last {
        let Ok(mut statement) = conn.prepare_cached(&select(def, "WHERE seq > ?1 ORDER BY seq")) else {
            return;
        };
        let Ok(mut rows) = statement.query([after]) else { return };
        let whole = loop {
            match rows.next() {
                Ok(Some(row)) => match take(row, def, view) {
                    Some(SqlValue::Integer(seq)) if seq > after => after = seq,
                    _ => after += 1,
                },
                Ok(None) => break true,
                Err(_) => break false,
            }
        };
        if whole {
            return;
        }
        after += 1;
    }
}
