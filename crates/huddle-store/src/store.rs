//! The open store: one connection, writes in one transaction, marks after each COMMIT.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;
use rusqlite::config::DbConfig;
use uuid::Uuid;

use crate::fault::StoreFault;
use crate::files::Files;
use crate::ledger::Ledger;
use crate::lock::{Owner, OwnerLock};
use crate::open::Synchronous;
use crate::search::Words;
use crate::truth::ChangeRow;
use crate::tx::{Reader, Tx};
use crate::watermark::{Mark, Marks};
use crate::{ballast, schema};

/// The open store of one folder. `Send` and `Sync`: calls from several threads wait for each other.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
    inner: Mutex<Inner>,
}

#[derive(Debug)]
pub(crate) struct Inner {
    /// `None` once released.
    pub conn: Option<Connection>,
    pub lock: Option<OwnerLock>,
    pub store_id: Uuid,
    /// `None` after a fault that left it unsure what reached the disk; read again before the next write.
    pub ledger: Option<Ledger>,
    pub words: RefCell<Words>,
    pub marks: Marks,
    pub files: Files,
    pub synchronous: Synchronous,
    pub opened_ms: i64,
    /// False once a mark could not be written, so that it is said once in the log.
    pub marks_good: bool,
    pub ballast_out: bool,
    pub app_version: String,
}

/// What the store says about itself.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Info {
    pub store_id: Uuid,
    pub changes: i64,
    pub documents: i64,
    /// Write transactions since the store was made.
    pub generation: i64,
    /// Database file, bytes.
    pub file_bytes: i64,
    /// Whether the reserve file is in place; false after the disk was full.
    pub reserve: bool,
    /// Version of the SQLite library.
    pub library: String,
}

/// Undoes the transaction unless it was finished, also when the closure panics.
struct Rollback<'c> {
    conn: &'c Connection,
    done: bool,
}

impl Drop for Rollback<'_> {
    fn drop(&mut self) {
        if !self.done && !self.conn.is_autocommit() {
            // If even this fails the connection refuses the next BEGIN, which says so.
            let _ = self.conn.execute_batch("ROLLBACK");
        }
    }
}

impl Store {
    pub(crate) fn new(folder: PathBuf, inner: Inner) -> Self {
        Self { folder, inner: Mutex::new(inner) }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // A panic inside a write rolled back on its way out, so what the mutex guards is sound.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives the folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Gives this store's id; it changes when a backup is restored or a copied folder is noticed.
    pub fn store_id(&self) -> Uuid {
        self.lock().store_id
    }

    pub(crate) fn with_words<T>(&self, work: impl FnOnce(&mut Words) -> T) -> T {
        work(&mut self.lock().words.borrow_mut())
    }

    pub(crate) fn files(&self) -> crate::files::Files {
        self.lock().files.clone()
    }

    pub(crate) fn app_version(&self) -> String {
        self.lock().app_version.clone()
    }

    /// Runs a write as one transaction: saved together when it returns `Ok`, nothing when it returns `Err`.
    ///
    /// `Ok` means that COMMIT has reached the disk. After an error from COMMIT itself it is unknown whether
    /// it did; the caller treats it as not saved and tries again under the same request id.
    pub fn write<T, E: From<StoreFault>>(&self, work: impl FnOnce(&Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        let mut guard = self.lock();
        let inner = &mut *guard;
        let Some(conn) = &inner.conn else { return Err(StoreFault::Released.into()) };
        let mut committed = None;
        let result = run(conn, &inner.words, inner.ledger, work, &mut committed);
        match committed {
            Some(ledger) => {
                let changed = inner.ledger != Some(ledger);
                inner.ledger = Some(ledger);
                if changed {
                    inner.note_tip();
                }
            }
            None => inner.ledger = None,
        }
        result.map_err(|failure| match failure {
            Failure::Asked(e) => e,
            Failure::Fault(fault) => inner.after_fault(fault).into(),
        })
    }

    /// Runs a read; it sees one state throughout.
    pub fn read<T, E: From<StoreFault>>(
        &self,
        work: impl FnOnce(&Reader<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let inner = self.lock();
        let Some(conn) = &inner.conn else { return Err(StoreFault::Released.into()) };
        work(&Reader { conn, words: &inner.words })
    }

    /// Moves the journal into the database and writes the durable mark; for quiet moments.
    pub fn checkpoint(&self, now_ms: i64) -> Result<(), StoreFault> {
        let mut guard = self.lock();
        let inner = &mut *guard;
        let Some(conn) = &inner.conn else { return Err(StoreFault::Released) };
        conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?;
        inner.note_last(false, now_ms)
    }

    /// Says who asks to take over this folder, if anybody does; for asking every second or so.
    pub fn take_over_requested(&self) -> Option<Owner> {
        self.lock().lock.as_ref().and_then(OwnerLock::request)
    }

    /// Turns a take-over request down.
    pub fn refuse_take_over(&self) {
        let inner = self.lock();
        if let Some(lock) = &inner.lock {
            lock.forget_request(&inner.files);
        }
    }

    /// Lets the folder go: everything flushed, marks written, lock given back. Later calls get
    /// [`StoreFault::Released`]. Drafts must be saved before.
    pub fn release(&self, now_ms: i64) -> Result<(), StoreFault> {
        // Left behind it would be made again at the next start, so a fault here costs only that.
        let _ = self.index_search();
        self.lock().close(now_ms)
    }

    /// Drops everything without closing in order, as when the process dies; for fault harnesses.
    #[doc(hidden)]
    pub fn abandon(self) {
        let mut inner = self.lock();
        // The connection never moves the journal in on its own (see the opening), so dropping it is a crash.
        inner.conn = None;
        inner.lock = None;
    }

    /// Gives counts and sizes.
    pub fn info(&self) -> Result<Info, StoreFault> {
        let mut guard = self.lock();
        let inner = &mut *guard;
        let Some(conn) = &inner.conn else { return Err(StoreFault::Released) };
        let ledger = match inner.ledger {
            Some(ledger) => ledger,
            None => Ledger::load(conn)?,
        };
        let one = |sql: &str| -> Result<i64, StoreFault> { Ok(conn.query_row(sql, [], |r| r.get(0))?) };
        Ok(Info {
            store_id: inner.store_id,
            changes: ledger.changes,
            documents: one("SELECT count(*) FROM doc")?,
            generation: ledger.generation,
            file_bytes: one("PRAGMA page_count")? * schema::PAGE,
            reserve: !inner.ballast_out,
            library: rusqlite::version().to_owned(),
        })
    }

    /// Reads back the settings that keep saves safe and puts them right; gives what had drifted.
    ///
    /// To be asked once an hour; anything in the answer belongs in the log.
    pub fn settings_drift(&self) -> Result<Vec<&'static str>, StoreFault> {
        let inner = self.lock();
        let Some(conn) = &inner.conn else { return Err(StoreFault::Released) };
        crate::open::put_right(conn, inner.synchronous)
    }

    /// Takes the store's id for a new one, as after a copy of the folder was noticed.
    pub fn renew_store_id(&self, id: Uuid, now_ms: i64) -> Result<(), StoreFault> {
        self.write(|tx| schema::put_store_id(tx, id))?;
        let mut inner = self.lock();
        inner.store_id = id;
        inner.note_tip();
        inner.note_last(false, now_ms)
    }

    /// Clears what deleted text leaves behind in free pages, the search index and the journal; slow.
    pub fn scrub(&self, now_ms: i64) -> Result<(), StoreFault> {
        let mut guard = self.lock();
        let inner = &mut *guard;
        let Some(conn) = &inner.conn else { return Err(StoreFault::Released) };
        conn.execute_batch("INSERT INTO search_fts (search_fts) VALUES ('optimize'); VACUUM;")?;
        conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        inner.words.borrow_mut().forget();
        inner.note_last(false, now_ms)
    }
}

pub(crate) enum Failure<E> {
    /// The closure's own refusal.
    Asked(E),
    /// BEGIN, the ledger or COMMIT failed.
    Fault(StoreFault),
}

impl<E> From<StoreFault> for Failure<E> {
    fn from(fault: StoreFault) -> Self {
        Self::Fault(fault)
    }
}

/// Begins a transaction and gives the ledger as it is on the disk.
fn begin(conn: &Connection, ledger: Option<Ledger>) -> Result<Ledger, StoreFault> {
    conn.prepare_cached("BEGIN IMMEDIATE").and_then(|mut s| s.execute([]))?;
    let mut guard = Rollback { conn, done: false };
    let ledger = match ledger {
        Some(ledger) => ledger,
        None => Ledger::load(conn)?,
    };
    guard.done = true;
    Ok(ledger)
}

/// Runs one transaction. `committed` is the ledger now on the disk, or `None` when that is not sure.
pub(crate) fn run<T, E: From<StoreFault>>(
    conn: &Connection,
    words: &RefCell<Words>,
    ledger: Option<Ledger>,
    work: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    committed: &mut Option<Ledger>,
) -> Result<T, Failure<E>> {
    // After a fault SQLite may answer the next call with that old fault once more; nothing has been done yet,
    // so asking again is safe.
    let before = begin(conn, ledger).or_else(|_| begin(conn, ledger))?;
    let mut guard = Rollback { conn, done: false };
    let tx = Tx::new(conn, words, before);
    let value = match work(&tx) {
        Ok(value) => value,
        Err(e) => {
            drop(guard);
            // Only a rollback that went through leaves the ledger known.
            if conn.is_autocommit() {
                *committed = Some(before);
            }
            return Err(Failure::Asked(e));
        }
    };
    let mut after = *tx.ledger.borrow();
    if tx.touched.get() {
        after.generation += 1;
        after.save(conn)?;
    }
    conn.prepare_cached("COMMIT").and_then(|mut s| s.execute([])).map_err(StoreFault::from)?;
    guard.done = true;
    *committed = Some(after);
    words.borrow_mut().waiting.extend(tx.waiting.take());
    Ok(value)
}

impl Inner {
    fn mark(&self, clean: bool, at_ms: i64) -> Option<Mark> {
        self.ledger.as_ref().map(|ledger| Mark::new(self.store_id, ledger, clean, at_ms))
    }

    /// Writes the tip; a failure costs only the notice of a later roll-back, so it is logged once.
    fn note_tip(&mut self) {
        let Some(mark) = self.mark(false, self.opened_ms) else { return };
        if let Err(e) = self.marks.write_tip(&mark)
            && std::mem::take(&mut self.marks_good)
        {
            tracing::warn!(error = %e, "the mark beside the database could not be written");
        }
    }

    /// Writes the durable mark.
    pub fn note_last(&mut self, clean: bool, now_ms: i64) -> Result<(), StoreFault> {
        if self.ledger.is_none()
            && let Some(conn) = &self.conn
        {
            self.ledger = Some(Ledger::load(conn)?);
        }
        let Some(mark) = self.mark(clean, now_ms) else { return Ok(()) };
        self.marks.write_last(&mark).map_err(|e| {
            if crate::fault::is_full(&e) {
                StoreFault::Full { room_made: false }
            } else {
                StoreFault::Io { code: crate::fault::os_code(&e) }
            }
        })?;
        self.marks_good = true;
        Ok(())
    }

    /// Releases the reserve when the disk is full, so that a second try can work.
    fn after_fault(&mut self, fault: StoreFault) -> StoreFault {
        match fault {
            StoreFault::Full { .. } => {
                let room_made = !self.ballast_out
                    && self.lock.as_ref().is_some_and(|lock| ballast::release(lock.folder(), &self.files));
                self.ballast_out = true;
                StoreFault::Full { room_made }
            }
            other => other,
        }
    }

    /// Closes in order: journal into the database, durable mark "clean", lock given back.
    pub fn close(&mut self, now_ms: i64) -> Result<(), StoreFault> {
        let Some(conn) = self.conn.take() else { return Ok(()) };
        let flushed = conn
            .set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)
            .and_then(|_| conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |r| r.get::<_, i64>(0)));
        if self.ledger.is_none() {
            self.ledger = Ledger::load(&conn).ok();
        }
        conn.flush_prepared_statement_cache();
        let closed = conn.close().map_err(|(_, e)| e);
        let clean = matches!(flushed, Ok(0)) && closed.is_ok();
        let noted = self.note_last(clean, now_ms);
        self.lock = None;
        flushed?;
        closed?;
        noted
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        let mut inner = self.lock();
        let at = inner.opened_ms;
        if let Err(fault) = inner.close(at) {
            tracing::warn!(%fault, "the store was not closed in order; the next start checks it in full");
        }
    }
}

impl Reader<'_> {
    /// Gives the number of changes stored for a document.
    pub fn change_count(&self, doc: Uuid) -> Result<i64, StoreFault> {
        self.count::<ChangeRow>("doc = ?1", [doc])
    }
}
