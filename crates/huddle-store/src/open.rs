//! Opening: path policy, lock, marks, library version, settings, checks, and recovery when needed.

use std::cell::RefCell;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use uuid::Uuid;

use crate::check::{Checked, Doubt, Trouble};
use crate::fault::{OpenFault, StoreFault, io_at_open};
use crate::files::{Files, Observer};
use crate::ledger::Ledger;
use crate::lock::{Owner, OwnerLock};
use crate::recover::Recovery;
use crate::store::{Inner, Store};
use crate::tx::Reader;
use crate::watermark::{Found, FoundMarks, Mark, Marks};
use crate::{ballast, check, place, recover, schema};

/// The database's file name in its folder.
pub const DATABASE: &str = "huddleboard.db";
/// Oldest SQLite that is safe: 3.51.3 repaired a journal reset that could lose commits.
const LIBRARY: i32 = 3_051_003;
/// Prepared statements kept.
const STATEMENTS: usize = 256;
/// Most pages: 8 GiB.
const MOST_PAGES: i64 = 2 * 1024 * 1024;

/// How hard COMMIT waits for the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Synchronous {
    /// Waits at every COMMIT. The only choice for the product.
    #[default]
    Full,
    /// Waits at checkpoints only and loses acknowledged work in a power cut. For the harness's control.
    Normal,
}

impl Synchronous {
    fn number(self) -> i64 {
        match self {
            Self::Full => 2,
            Self::Normal => 1,
        }
    }
}

/// How to open a store.
#[derive(Clone)]
pub struct OpenOptions {
    /// Name of a registered SQLite VFS; for fault harnesses.
    pub vfs: Option<String>,
    pub synchronous: Synchronous,
    /// Now, milliseconds UTC.
    pub now_ms: i64,
    /// Fresh random bytes; a new store's id is made from them.
    pub random: [u8; 16],
    /// Leaves out the path policy; for tests on temporary file systems.
    pub skip_path_policy: bool,
    /// When another holds the folder, leaves a request to let go.
    pub take_over: bool,
    /// Version of the program, for the backup's header.
    pub app_version: String,
    /// Log-on name shown to a second opener.
    pub user: String,
    /// Is told every step on the store's own small files; for fault harnesses.
    pub observer: Option<Observer>,
    /// Keeps 8 MiB of disk in reserve; off only for harnesses that open thousands of folders.
    pub reserve: bool,
    /// Where local backups lie; the newest good one is used when the database is damaged.
    pub backups: Option<PathBuf>,
}

impl OpenOptions {
    /// Gives the product's settings; the log-on name is read from the environment.
    pub fn new(now_ms: i64, random: [u8; 16], app_version: &str) -> Self {
        let user = std::env::var("USERNAME").or_else(|_| std::env::var("USER")).unwrap_or_default();
        Self {
            vfs: None,
            synchronous: Synchronous::Full,
            now_ms,
            random,
            skip_path_policy: false,
            take_over: false,
            app_version: app_version.to_owned(),
            user,
            observer: None,
            reserve: true,
            backups: None,
        }
    }
}

/// What opening found and did.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct OpenReport {
    pub store_id: Uuid,
    /// The folder was empty and a store was made.
    pub created: bool,
    /// The last user closed in order.
    pub clean: bool,
    /// The read model and the search are empty or out of date and must be filled from the changes before
    /// anything is shown: one transaction that begins with [`Tx::clear_model`](crate::Tx::clear_model). It is
    /// asked for at every start until that was done.
    pub rebuild: bool,
    /// The document rows themselves may be missing or behind: they too must be made again, from
    /// [`Reader::docs_with_changes`](crate::Reader::docs_with_changes). Never without `rebuild`.
    pub rebuild_documents: bool,
    pub changes: i64,
    /// The database was damaged; says what was done. Unless `complete`, what is shown may lack the newest work.
    pub recovered: Option<Recovery>,
    /// The database is whole but may lack the newest work; the store id was renewed.
    pub doubt: Option<Doubt>,
}

/// What a look at the database gave.
enum Look {
    Good(Box<(Connection, Checked)>),
    /// Nothing was ever saved in it.
    Unborn,
    Bad(Vec<Trouble>),
}

impl Store {
    /// Opens the store of a folder, making one when the folder is empty and recovering one that is damaged.
    ///
    /// # Errors
    /// [`OpenFault`] when another owner holds the folder, the place is forbidden, the records come from a
    /// newer version, or the disk refuses. A damaged database alone is no error: see [`OpenReport::recovered`].
    pub fn open(folder: &Path, options: OpenOptions) -> Result<(Store, OpenReport), OpenFault> {
        if !options.skip_path_policy {
            place::judge(folder, &place::System).map_err(OpenFault::Forbidden)?;
        }
        fs::create_dir_all(folder).map_err(|e| io_at_open("folder", &e))?;
        let folder = folder.canonicalize().map_err(|e| io_at_open("folder", &e))?;
        let files = Files { observer: options.observer.clone() };
        let me = Owner { pid: std::process::id(), user: options.user.clone(), at_ms: options.now_ms };
        let lock = OwnerLock::take(&folder, &me, options.take_over, &files)?;
        let found = rusqlite::version_number();
        if found < LIBRARY {
            return Err(OpenFault::OldLibrary { found, needed: LIBRARY });
        }

        let mut found_marks = FoundMarks::read(&folder);
        let mut marks = Marks::new(&folder, files.clone());
        let mut created = false;
        let mut recovered = None;
        let mut looked = look(&folder, &options, &found_marks)?;
        if let Look::Unborn = looked {
            created = true;
            make(&folder, &options, &found_marks, &mut marks)?;
            found_marks = FoundMarks::read(&folder);
            looked = look(&folder, &options, &found_marks)?;
        }
        if let Look::Good(good) = &looked
            && let Some(trouble) = short_of_backup(&options, &found_marks, &good.1.ledger)
        {
            looked = Look::Bad(vec![trouble]);
        }
        if let Look::Bad(trouble) = looked {
            for one in &trouble {
                tracing::error!(trouble = ?one, "the database is damaged and is set aside");
            }
            recovered = Some(recover::recover(&folder, &options, &files, trouble, &found_marks)?);
            looked = look(
                &folder,
                &options,
                &FoundMarks { last: FoundMarks::read(&folder).last, tip: Found::Missing },
            )?;
        }
        let Look::Good(good) = looked else {
            return Err(OpenFault::Damaged { at: "after recovery" });
        };
        let (conn, checked) = *good;
        recover::done(&folder, &files).map_err(|e| io_at_open("recovery", &e))?;

        let doubt = if created || recovered.is_some() { None } else { check::doubt(&found_marks) };
        let clean = recovered.is_none()
            && doubt.is_none()
            && found_marks.last.mark().is_some_and(|m| m.clean && m.generation == checked.ledger.generation);
        let store_id = checked.store_id;
        let mark = Mark::new(store_id, &checked.ledger, false, options.now_ms);
        marks.start_tip(&mark).map_err(|e| io_at_open("mark", &e))?;
        marks.write_last(&mark).map_err(|e| io_at_open("mark", &e))?;
        let reserve = options.reserve && ballast::keep(&folder);
        let inner = Inner {
            conn: Some(conn),
            lock: Some(lock),
            store_id,
            ledger: Some(checked.ledger),
            words: RefCell::default(),
            marks,
            files,
            synchronous: options.synchronous,
            opened_ms: options.now_ms,
            marks_good: true,
            ballast_out: !reserve,
            app_version: options.app_version.clone(),
        };
        let store = Store::new(folder, inner);
        if !checked.model_good {
            store.write(schema::remake_model).map_err(|f| f.at_open("read model"))?;
        }
        if doubt.is_some() {
            store
                .renew_store_id(Uuid::from_bytes(options.random), options.now_ms)
                .map_err(|f| f.at_open("store id"))?;
        }
        let due = store.read(schema::rebuild_due).map_err(|f| f.at_open("read model"))?;
        let report = OpenReport {
            store_id: store.store_id(),
            created,
            clean,
            rebuild: due.model,
            rebuild_documents: due.documents,
            changes: checked.ledger.changes,
            recovered,
            doubt,
        };
        Ok((store, report))
    }
}

/// Looks whether there is a database and whether it is whole.
fn look(folder: &Path, options: &OpenOptions, marks: &FoundMarks) -> Result<Look, OpenFault> {
    let newest = marks.newest();
    // Made but never written to, or being made when the power went: nothing can be lost.
    let unborn = newest.is_some_and(|m| m.generation == 0 && m.clean);
    let untouched = marks.last == Found::Missing && marks.tip == Found::Missing;
    let begun = recover::unfinished(folder);
    let there = ["", "-wal", "-journal"].iter().any(|e| folder.join(format!("{DATABASE}{e}")).exists());
    if !there {
        return Ok(match () {
            () if begun => Look::Bad(vec![Trouble::Unfinished]),
            // An empty folder with backups is not a new ward.
            () if untouched && has_backup(options) => Look::Bad(vec![Trouble::Missing]),
            () if untouched || unborn => Look::Unborn,
            () => Look::Bad(vec![Trouble::Missing]),
        });
    }
    let length = folder.join(DATABASE).metadata().map_or(0, |m| m.len());
    if length == 0 && !folder.join(format!("{DATABASE}-wal")).exists() {
        return Ok(if unborn && !begun { Look::Unborn } else { Look::Bad(vec![Trouble::Missing]) });
    }
    let bad = |trouble: Vec<Trouble>| Ok(if unborn && !begun { Look::Unborn } else { Look::Bad(trouble) });
    let conn = match connect(folder, options) {
        Ok(conn) => conn,
        Err(fault) if is_damage(&fault) => return bad(vec![Trouble::Unreadable]),
        Err(fault) => return Err(fault.at_open("open")),
    };
    newer(&conn)?;
    match check::check(&conn, Some(marks)) {
        Ok(checked) if checked.trouble.is_empty() => Ok(Look::Good(Box::new((conn, checked)))),
        Ok(checked) => bad(checked.trouble),
        Err(fault) if is_damage(&fault) => bad(vec![Trouble::Unreadable]),
        Err(fault) => Err(fault.at_open("check")),
    }
}

/// Says what is missing when a doubtful database holds less than the newest backup.
fn short_of_backup(options: &OpenOptions, marks: &FoundMarks, ledger: &Ledger) -> Option<Trouble> {
    check::doubt(marks)?;
    let backups = crate::keep::list_backups(options.backups.as_deref()?).ok()?;
    let expected = i64::try_from(backups.first()?.1.changes).unwrap_or(0);
    (expected > ledger.changes).then_some(Trouble::Behind { expected, found: ledger.changes })
}

fn has_backup(options: &OpenOptions) -> bool {
    let found = options.backups.as_deref().map(crate::keep::list_backups);
    found.is_some_and(|list| list.is_ok_and(|list| !list.is_empty()))
}

/// Says whether a fault while checking means damage; missing tables show as misfitting SQL.
fn is_damage(fault: &StoreFault) -> bool {
    fault.is_damage() || matches!(fault, StoreFault::Sql { .. } | StoreFault::Rule { .. })
}

/// Refuses a database of a newer version, leaving it as it is.
fn newer(conn: &Connection) -> Result<(), OpenFault> {
    let Ok(found) = conn.query_row("PRAGMA user_version", [], |r| r.get::<_, i64>(0)) else { return Ok(()) };
    let words = RefCell::default();
    // A flipped bit in the file header alone is damage, not a newer version.
    let kept = schema::kept_version(&Reader { conn, words: &words });
    if found > schema::VERSION && kept != Some(schema::VERSION) {
        return Err(OpenFault::Newer { found, known: schema::VERSION });
    }
    Ok(())
}

/// Makes a new store: the mark first, so that a database without one is known to be a stray.
fn make(
    folder: &Path,
    options: &OpenOptions,
    found: &FoundMarks,
    marks: &mut Marks,
) -> Result<(), OpenFault> {
    for ending in ["-wal", "-journal", ""] {
        match fs::remove_file(folder.join(format!("{DATABASE}{ending}"))) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(io_at_open("create", &e)),
            _ => {}
        }
    }
    let id = found.newest().map_or(Uuid::from_bytes(options.random), |m| m.store);
    let mark = Mark::new(id, &Ledger::default(), true, options.now_ms);
    marks.write_last(&mark).map_err(|e| io_at_open("mark", &e))?;
    let conn = connect(folder, options).map_err(|f| f.at_open("create"))?;
    schema::create(&conn, id).map_err(|f| f.at_open("create"))?;
    // Nothing is kept open: the look that follows is the same as at every other start.
    conn.close().map_err(|(_, e)| StoreFault::from(e).at_open("create"))
}

/// Opens the connection and puts all settings in order, each read back.
pub(crate) fn connect(folder: &Path, options: &OpenOptions) -> Result<Connection, StoreFault> {
    let path = folder.join(DATABASE);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_PRIVATE_CACHE;
    let conn = match &options.vfs {
        Some(vfs) => Connection::open_with_flags_and_vfs(path, flags, vfs.as_str())?,
        None => Connection::open_with_flags(path, flags)?,
    };
    // Until the checks have passed, closing must not move the journal into the database.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    // One plan a statement: otherwise the values bound to it can make SQLite parse and plan it anew each time.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    conn.execute_batch(&format!("PRAGMA page_size = {};", schema::PAGE))?;
    // Exclusive before WAL: then no shared memory file is made and a second opener is refused at once.
    set(&conn, "locking_mode", "EXCLUSIVE", "exclusive")?;
    set(&conn, "journal_mode", "WAL", "wal")?;
    let synchronous = options.synchronous.number().to_string();
    set(&conn, "synchronous", &synchronous, &synchronous)?;
    for (name, value) in KEPT {
        set(&conn, name, value, value)?;
    }
    conn.execute_batch(&format!(
        "PRAGMA busy_timeout = 5000; PRAGMA wal_autocheckpoint = 1000; PRAGMA max_page_count = {MOST_PAGES};
         PRAGMA journal_size_limit = 8388608; PRAGMA cache_size = -16384;"
    ))?;
    Ok(conn)
}

/// Settings that are read back at opening and once an hour.
const KEPT: &[(&str, &str)] = &[
    ("fullfsync", "1"),
    ("checkpoint_fullfsync", "1"),
    ("foreign_keys", "1"),
    ("secure_delete", "1"),
    ("trusted_schema", "0"),
    ("cell_size_check", "1"),
    ("mmap_size", "0"),
    ("temp_store", "2"),
];

/// Sets a PRAGMA and reads it back.
fn set(conn: &Connection, name: &str, value: &str, expected: &str) -> Result<(), StoreFault> {
    conn.execute_batch(&format!("PRAGMA {name} = {value};"))?;
    match answer(conn, name)? {
        // A VFS without memory maps gives no row for mmap_size.
        None if name == "mmap_size" => Ok(()),
        Some(found) if found == expected => Ok(()),
        _ => Err(StoreFault::Damaged { what: "database settings" }),
    }
}

fn answer(conn: &Connection, name: &str) -> Result<Option<String>, StoreFault> {
    let mut statement = conn.prepare(&format!("PRAGMA {name}"))?;
    let mut rows = statement.query([])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    Ok(Some(match row.get_ref(0)? {
        rusqlite::types::ValueRef::Integer(n) => n.to_string(),
        other => other.as_str().unwrap_or_default().to_owned(),
    }))
}

/// Reads back the settings that matter and puts right what drifted; gives the names.
pub(crate) fn put_right(
    conn: &Connection,
    synchronous: Synchronous,
) -> Result<Vec<&'static str>, StoreFault> {
    let mut drifted = Vec::new();
    let number = synchronous.number().to_string();
    let wanted = [("synchronous", number.as_str()), ("journal_mode", "wal"), ("locking_mode", "exclusive")];
    for (name, value) in wanted.into_iter().chain(KEPT.iter().copied()) {
        let found = answer(conn, name)?;
        if found.as_deref() != Some(value) && !(name == "mmap_size" && found.is_none()) {
            drifted.push(name);
            set(conn, name, value, value)?;
        }
    }
    Ok(drifted)
}
