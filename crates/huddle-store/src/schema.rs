//! The tables as SQL, their version, and the read model's schema hash.

use rusqlite::Connection;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::fault::StoreFault;
use crate::ledger::{self, Ledger};
use crate::tx::Tx;
use crate::{model, search, truth};

/// Marks the file as ours ("HUDD").
pub(crate) const APPLICATION_ID: i64 = 0x4855_4444;
/// Version of the tables that are kept for good.
pub(crate) const VERSION: i64 = 1;
/// Page size in bytes.
pub(crate) const PAGE: i64 = 4096;

const STORE_ID: &str = "store_id";
const VERSION_KEY: &str = "version";
const MODEL_HASH: &str = "model_hash";
const MODEL_TABLES: &str = "model_tables";
const INDEXED: &str = "search_indexed_to";
const REBUILD: &str = "rebuild_due";
const REBUILD_DOCUMENTS: &str = "documents";
const REBUILD_MODEL: &str = "model";

/// Makes all tables in an empty database, in one transaction.
pub(crate) fn create(conn: &Connection, store_id: Uuid) -> Result<(), StoreFault> {
    let mut sql = String::from("BEGIN IMMEDIATE;\n");
    sql.push_str(&format!("PRAGMA application_id = {APPLICATION_ID};\nPRAGMA user_version = {VERSION};\n"));
    sql.push_str(ledger::CREATE);
    for table in truth::TABLES {
        sql.push_str(&table.create_sql());
    }
    sql.push_str(&model_sql());
    let made = (|| {
        conn.execute_batch(&sql)?;
        let words = Default::default();
        let tx = Tx::new(conn, &words, Ledger { generation: 1, next_seq: 1, ..Ledger::default() });
        put_meta(&tx, STORE_ID, &store_id.to_string())?;
        put_meta(&tx, VERSION_KEY, &VERSION.to_string())?;
        put_meta(&tx, MODEL_HASH, &model_hash())?;
        put_meta(&tx, MODEL_TABLES, &model_names())?;
        tx.ledger.borrow().save(conn)?;
        conn.execute_batch("COMMIT")?;
        Ok(())
    })();
    if made.is_err() && !conn.is_autocommit() {
        // The fault that stopped us is what counts; a failed rollback ends with the connection.
        let _ = conn.execute_batch("ROLLBACK");
    }
    made
}

fn put_meta(tx: &Tx<'_>, name: &str, value: &str) -> Result<(), StoreFault> {
    tx.put(&truth::MetaRow { name: name.to_owned(), value: value.to_owned() })
}

fn model_sql() -> String {
    let mut sql = String::new();
    for table in model::TABLES {
        sql.push_str(&table.create_sql());
    }
    sql.push_str(search::CREATE);
    sql
}

fn model_names() -> String {
    model::TABLES.iter().map(|t| t.name).collect::<Vec<_>>().join(" ")
}

/// Gives the hash of the read model's SQL; a stored one that differs means the model is rebuilt.
pub(crate) fn model_hash() -> String {
    hex::encode(Sha256::digest(model_sql().as_bytes()))
}

/// Reads the store's id.
pub(crate) fn store_id(tx: &crate::tx::Reader<'_>) -> Result<Uuid, StoreFault> {
    let row: Option<truth::MetaRow> = tx.one(STORE_ID)?;
    row.and_then(|r| Uuid::parse_str(&r.value).ok()).ok_or(StoreFault::Damaged { what: "meta" })
}

/// Says whether the file header's numbers are ours and agree with the version kept among the rows.
pub(crate) fn identity_good(r: &crate::tx::Reader<'_>) -> Result<bool, StoreFault> {
    let header = |name: &str| -> Result<i64, StoreFault> {
        Ok(r.conn.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0))?)
    };
    Ok(header("application_id")? == APPLICATION_ID && kept_version(r) == Some(header("user_version")?))
}

/// Reads the version kept among the rows, which a damaged file header cannot change.
pub(crate) fn kept_version(r: &crate::tx::Reader<'_>) -> Option<i64> {
    let row: Option<truth::MetaRow> = r.one(VERSION_KEY).ok().flatten();
    row.and_then(|r| r.value.parse().ok())
}

/// Writes another store id.
pub(crate) fn put_store_id(tx: &Tx<'_>, id: Uuid) -> Result<(), StoreFault> {
    put_meta(tx, STORE_ID, &id.to_string())
}

/// Says whether the read model in the file is the one this program knows.
pub(crate) fn model_fits(r: &crate::tx::Reader<'_>) -> Result<bool, StoreFault> {
    let row: Option<truth::MetaRow> = r.one(MODEL_HASH)?;
    Ok(row.is_some_and(|r| r.value == model_hash()))
}

/// Drops every read-model table, known or not, and makes those of this program, empty.
pub(crate) fn remake_model(tx: &Tx<'_>) -> Result<(), StoreFault> {
    tx.touched.set(true);
    let old: Option<truth::MetaRow> = tx.one(MODEL_TABLES)?;
    let old = old.map(|r| r.value).unwrap_or_default();
    tx.conn.execute_batch(search::DROP)?;
    let known = model::TABLES.iter().map(|t| t.name);
    for name in old.split_whitespace().chain(known) {
        if truth::TABLES.iter().any(|t| t.name == name)
            || !name.chars().all(|c| c == '_' || c.is_alphanumeric())
        {
            continue;
        }
        tx.conn.execute_batch(&format!("DROP TABLE IF EXISTS \"{name}\""))?;
    }
    tx.conn.execute_batch(&model_sql())?;
    tx.ledger.borrow_mut().model = ledger::Half::default();
    tx.words.borrow_mut().forget();
    put_indexed(tx, 0)?;
    put_meta(tx, MODEL_HASH, &model_hash())?;
    put_meta(tx, MODEL_TABLES, &model_names())?;
    put_rebuild_due(tx, false)
}

/// Notes up to which change the search index is complete.
pub(crate) fn put_indexed(tx: &Tx<'_>, seq: i64) -> Result<(), StoreFault> {
    put_meta(tx, INDEXED, &seq.to_string())
}

/// Reads up to which change the search index is complete; 0 when it was never filled.
pub(crate) fn indexed(r: &crate::tx::Reader<'_>) -> Result<i64, StoreFault> {
    let row: Option<truth::MetaRow> = r.one(INDEXED)?;
    Ok(row.and_then(|r| r.value.parse().ok()).unwrap_or(0))
}

/// What must be made again from the changes before anything is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Due {
    pub model: bool,
    pub documents: bool,
}

/// Notes that a rebuild is due. It stays due over crashes until [`rebuild_done`].
pub(crate) fn put_rebuild_due(tx: &Tx<'_>, documents: bool) -> Result<(), StoreFault> {
    let already = rebuild_due(tx)?.documents;
    put_meta(tx, REBUILD, if documents || already { REBUILD_DOCUMENTS } else { REBUILD_MODEL })
}

/// Reads whether a rebuild is due.
pub(crate) fn rebuild_due(r: &crate::tx::Reader<'_>) -> Result<Due, StoreFault> {
    let row: Option<truth::MetaRow> = r.one(REBUILD)?;
    Ok(Due { model: row.is_some(), documents: row.is_some_and(|r| r.value == REBUILD_DOCUMENTS) })
}

/// Notes that the rebuild is done, in the transaction that does it.
pub(crate) fn rebuild_done(tx: &Tx<'_>) -> Result<(), StoreFault> {
    tx.remove_rows::<truth::MetaRow>(REBUILD)?;
    Ok(())
}
