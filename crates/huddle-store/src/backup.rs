//! Backups: one file, written whole, read again before it counts.
//!
//! The format, its writer and its reader stay in one file, a little over 400 lines, so that they cannot drift apart.
//!
//! Never a copy of the database file: beside a left-over journal such a copy loses rows in silence. The file
//! is a header of 4096 bytes and a body of rows.
//!
//! ```text
//! 0     8 bytes  "HUDDLEBK"
//! 8     u32      format version, little endian
//! 12    u32      length of the JSON that follows
//! 16    JSON     store, app version, time, tables with their columns and row counts, body length and SHA-256
//! 4064  32 bytes SHA-256 of the 4064 bytes before it
//! 4096  rows     u8 table (place in the header's list), u32 length, then per column: tag and value
//! ```
//! Tags: 0 null, 1 integer (i64), 2 real (f64), 3 text (u32 length), 4 bytes (u32 length); little endian.
//! The reader believes no length: everything is capped and counted, and nothing is applied before the whole
//! file was read once.
//!
//! Over 400 lines because writer and reader of the format must be read side by side.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use rusqlite::types::Value as SqlValue;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::edges::{RosterRow, SettingRow};
use crate::fault::{BackupFault, StoreFault, os_code};
use crate::files::{FileStep, sync_folder};
use crate::rows::{Row, TableDef};
use crate::schema;
use crate::store::Store;
use crate::truth::{ChangeRow, DocRow, PendingRow, TombstoneRow};

/// Extension of backup files.
pub const BACKUP_EXTENSION: &str = "huddle-backup";
/// Settings with this prefix stay on this PC: they are left out of backups.
pub const SETTING_STAYS_HERE: &str = "local.";

const MAGIC: &[u8; 8] = b"HUDDLEBK";
const FORMAT: u32 = 1;
const HEADER: usize = 4096;
const HASHED: usize = HEADER - 32;
/// Largest row, in bytes: a change chunk is at most 16 MiB.
const MOST_ROW: usize = 20 * 1024 * 1024;
/// Rows read from the store at a time, so that nobody waits for the backup.
const SLICE: u32 = 250;

const TABLES: [TableDef; 6] =
    [ChangeRow::DEF, DocRow::DEF, TombstoneRow::DEF, PendingRow::DEF, RosterRow::DEF, SettingRow::DEF];

/// What a backup says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupInfo {
    /// The store it was made from.
    pub store_id: Uuid,
    /// Version of the program that made it.
    pub app_version: String,
    /// When, milliseconds UTC.
    pub made_at_ms: i64,
    /// Version of the tables.
    pub schema: i64,
    pub changes: u64,
    pub documents: u64,
    body_len: u64,
    body_sha256: String,
    tables: Vec<Listed>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Listed {
    name: String,
    columns: Vec<String>,
    rows: u64,
}

struct Body<W: Write> {
    to: W,
    hash: Sha256,
    len: u64,
}

impl<W: Write> Body<W> {
    fn row(&mut self, table: usize, values: &[SqlValue]) -> io::Result<()> {
        let mut bytes = Vec::with_capacity(256);
        for value in values {
            match value {
                SqlValue::Null => bytes.push(0),
                SqlValue::Integer(v) => {
                    bytes.push(1);
                    bytes.extend(v.to_le_bytes());
                }
                SqlValue::Real(v) => {
                    bytes.push(2);
                    bytes.extend(v.to_le_bytes());
                }
                SqlValue::Text(v) => piece(&mut bytes, 3, v.as_bytes())?,
                SqlValue::Blob(v) => piece(&mut bytes, 4, v)?,
            }
        }
        let len = u32::try_from(bytes.len()).map_err(|_| io::ErrorKind::FileTooLarge)?;
        let table = u8::try_from(table).map_err(|_| io::ErrorKind::InvalidInput)?;
        self.put(&[table])?;
        self.put(&len.to_le_bytes())?;
        self.put(&bytes)
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.to.write_all(bytes)?;
        self.hash.update(bytes);
        self.len += bytes.len() as u64;
        Ok(())
    }
}

fn piece(into: &mut Vec<u8>, tag: u8, bytes: &[u8]) -> io::Result<()> {
    let len = u32::try_from(bytes.len()).map_err(|_| io::ErrorKind::FileTooLarge)?;
    into.push(tag);
    into.extend(len.to_le_bytes());
    into.extend(bytes);
    Ok(())
}

impl Store {
    /// Writes a backup of everything saved before the call, reads it again and checks it.
    ///
    /// Saving goes on meanwhile, however slow the folder is: rows are read in small slices, and only reading holds
    /// the store. An existing file of that name is replaced by a whole one or stays. Several may be made at a time,
    /// by several PCs in one folder too.
    pub fn backup(&self, target: &Path, now_ms: i64) -> Result<BackupInfo, BackupFault> {
        self.sweep(target);
        let part = self.part_of(target);
        let written = self.write_part(&part, now_ms);
        let finished = written.and_then(|info| {
            // A backup that cannot be read is worse than none: nobody would make another.
            if verify_backup(&part).as_ref() != Ok(&info) {
                return Err(BackupFault::NotVerified);
            }
            crate::files::again(|| fs::rename(&part, target)).map_err(|e| BackupFault::io("rename", &e))?;
            sync_folder(target).map_err(|e| BackupFault::io("folder", &e))?;
            Ok(info)
        });
        if finished.is_err() {
            // What is left of an unfinished file is of no use.
            let _ = fs::remove_file(&part);
        }
        finished
    }

    /// Names the unfinished file so that no other copy, of this PC or of another one, writes to the same.
    fn part_of(&self, target: &Path) -> PathBuf {
        static COPIES: AtomicU64 = AtomicU64::new(0);
        let copy = COPIES.fetch_add(1, Ordering::Relaxed);
        let name = target.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let (short, process) = (self.short_id(), std::process::id());
        target.with_file_name(format!("{name}.{short}-{process}-{copy}.part"))
    }

    /// A piece of the id: enough to tell the PCs of a ward apart, and short.
    fn short_id(&self) -> String {
        let mut id = self.store_id().simple().to_string();
        id.truncate(8);
        id
    }

    /// Removes what copies of this store left unfinished in a folder when their process was killed: a store has one
    /// process at a time. What cannot be removed is of no use and does no harm.
    fn sweep(&self, target: &Path) {
        let (store, ours) =
            (format!("{}-", self.short_id()), format!("{}-{}-", self.short_id(), std::process::id()));
        let Some(entries) = target.parent().and_then(|folder| fs::read_dir(folder).ok()) else { return };
        for entry in entries.flatten() {
            let name = entry.file_name();
            let left = name.to_str().and_then(|n| n.strip_suffix(".part")?.rsplit_once('.'));
            if left.is_some_and(|(_, mark)| mark.starts_with(&store) && !mark.starts_with(&ours)) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    fn write_part(&self, part: &Path, now_ms: i64) -> Result<BackupInfo, BackupFault> {
        let io = |e: io::Error| BackupFault::io("write", &e);
        let mut file = File::create(part).map_err(io)?;
        file.write_all(&[0; HEADER]).map_err(io)?;
        let mut body = Body { to: BufWriter::with_capacity(1 << 18, file), hash: Sha256::new(), len: 0 };
        let mut counts = [0u64; TABLES.len()];
        let upto = self.read(|r| r.last_seq())?;
        let mut copied = BTreeSet::new();
        let mut after = 0;
        while after < upto {
            let rows = self.read(|r| {
                r.rows::<ChangeRow>("seq > ?1 AND seq <= ?2 ORDER BY seq LIMIT ?3", (after, upto, SLICE))
            })?;
            let Some(last) = rows.last() else { break };
            after = last.seq;
            copied.extend(rows.iter().map(|row| row.doc));
            put_rows(&mut body, &mut counts, 0, &rows).map_err(io)?;
        }
        let mut after = Uuid::nil();
        loop {
            let mut rows = self.read(|r| r.docs_after(after, SLICE))?;
            let Some(last) = rows.last() else { break };
            after = last.id;
            // What was begun while the changes were read is not in this copy: a row alone would be a damaged record.
            rows.retain(|row| copied.contains(&row.id));
            put_rows(&mut body, &mut counts, 1, &rows).map_err(io)?;
        }
        put_rows(&mut body, &mut counts, 2, &self.read(|r| r.rows::<TombstoneRow>("", []))?).map_err(io)?;
        put_rows(&mut body, &mut counts, 3, &self.read(|r| r.rows::<PendingRow>("", []))?).map_err(io)?;
        put_rows(&mut body, &mut counts, 4, &self.read(|r| r.rows::<RosterRow>("", []))?).map_err(io)?;
        let mut settings = self.read(|r| r.settings(""))?;
        settings.retain(|s| !s.name.starts_with(SETTING_STAYS_HERE));
        put_rows(&mut body, &mut counts, 5, &settings).map_err(io)?;

        let listed = TABLES.iter().zip(counts).map(|(def, rows)| Listed {
            name: def.name.to_owned(),
            columns: def.columns.iter().map(|c| c.name.to_owned()).collect(),
            rows,
        });
        let info = BackupInfo {
            store_id: self.store_id(),
            app_version: self.app_version(),
            made_at_ms: now_ms,
            schema: schema::VERSION,
            changes: counts.first().copied().unwrap_or(0),
            documents: counts.get(1).copied().unwrap_or(0),
            body_len: body.len,
            body_sha256: hex::encode(body.hash.finalize()),
            tables: listed.collect(),
        };
        let mut file = body.to.into_inner().map_err(|e| io(e.into_error()))?;
        file.seek(SeekFrom::Start(0)).map_err(io)?;
        file.write_all(&header(&info).map_err(io)?).map_err(io)?;
        self.files().tell(part, FileStep::Copied);
        file.sync_all().map_err(io)?;
        Ok(info)
    }
}

fn put_rows<W: Write, R: Row>(
    body: &mut Body<W>,
    counts: &mut [u64],
    table: usize,
    rows: &[R],
) -> io::Result<()> {
    for row in rows {
        body.row(table, &row.values())?;
    }
    if let Some(count) = counts.get_mut(table) {
        *count += rows.len() as u64;
    }
    Ok(())
}

fn header(info: &BackupInfo) -> io::Result<Vec<u8>> {
    let json = serde_json::to_vec(info)?;
    if json.len() > HASHED - 16 {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    let mut out = Vec::with_capacity(HEADER);
    out.extend(MAGIC);
    out.extend(FORMAT.to_le_bytes());
    out.extend(u32::try_from(json.len()).unwrap_or(0).to_le_bytes());
    out.extend(json);
    out.resize(HASHED, 0);
    let hash = Sha256::digest(&out);
    out.extend(hash);
    Ok(out)
}

/// Reads what a backup says about itself; only the header is checked.
pub fn backup_info(path: &Path) -> Result<BackupInfo, BackupFault> {
    let mut file = File::open(path).map_err(|e| BackupFault::io("open", &e))?;
    read_header(&mut file)
}

fn read_header(file: &mut impl Read) -> Result<BackupInfo, BackupFault> {
    let mut bytes = Vec::with_capacity(HEADER);
    file.take(HEADER as u64).read_to_end(&mut bytes).map_err(|e| BackupFault::io("header", &e))?;
    let number = |at: usize| -> Option<u32> {
        bytes.get(at..at + 4).and_then(|b| b.try_into().ok()).map(u32::from_le_bytes)
    };
    if bytes.get(..8) != Some(MAGIC) {
        return Err(BackupFault::NotABackup);
    }
    let damaged = BackupFault::Damaged { at: "header" };
    let (Some(format), Some(len)) = (number(8), number(12)) else { return Err(damaged) };
    let (Some(hashed), Some(hash)) = (bytes.get(..HASHED), bytes.get(HASHED..HEADER)) else {
        return Err(damaged);
    };
    if Sha256::digest(hashed).as_slice() != hash {
        return Err(damaged);
    }
    if format > FORMAT {
        return Err(BackupFault::Newer { found: format, known: FORMAT });
    }
    let json = hashed.get(16..).and_then(|rest| rest.get(..len as usize)).ok_or(damaged.clone())?;
    let info: BackupInfo = serde_json::from_slice(json).map_err(|_| damaged.clone())?;
    if info.schema > schema::VERSION {
        return Err(BackupFault::Newer {
            found: u32::try_from(info.schema).unwrap_or(u32::MAX),
            known: u32::try_from(schema::VERSION).unwrap_or(0),
        });
    }
    Ok(info)
}

/// Reads a whole backup and checks every count and hash.
pub fn verify_backup(path: &Path) -> Result<BackupInfo, BackupFault> {
    read_backup(path, |_, _| Ok(()))
}

/// Reads a whole backup, giving each row to `each` as it comes; the file is proved good only at the end.
pub(crate) fn read_backup(
    path: &Path,
    mut each: impl FnMut(&'static TableDef, Vec<SqlValue>) -> Result<(), StoreFault>,
) -> Result<BackupInfo, BackupFault> {
    let damaged = |at| BackupFault::Damaged { at };
    let mut file = File::open(path).map_err(|e| BackupFault::io("open", &e))?;
    let info = read_header(&mut file)?;
    let len = file.metadata().map_err(|e| BackupFault::io("open", &e))?.len();
    if len != info.body_len.saturating_add(HEADER as u64) {
        return Err(damaged("length"));
    }
    static KNOWN: [TableDef; 6] = TABLES;
    // Per listed table: the table here, and for each of its columns the place in the file.
    let mut known = Vec::new();
    for listed in &info.tables {
        let def = KNOWN.iter().find(|d| d.name == listed.name).ok_or(damaged("tables"))?;
        let places: Vec<Option<usize>> =
            def.columns.iter().map(|c| listed.columns.iter().position(|n| n == c.name)).collect();
        if def.columns.iter().zip(&places).any(|(c, p)| p.is_none() && !c.null) {
            return Err(damaged("columns"));
        }
        known.push((def, places, listed.columns.len(), listed.rows));
    }
    let mut from =
        Hashed { from: BufReader::with_capacity(1 << 18, file), hash: Sha256::new(), left: info.body_len };
    let mut counts = vec![0u64; known.len()];
    while from.left > 0 {
        let head = from.take(5).map_err(|e| cut_short(&e))?;
        let &[table, a, b, c, d] = head.as_slice() else { return Err(damaged("row")) };
        let len = u32::from_le_bytes([a, b, c, d]) as usize;
        let (Some((def, places, width, rows)), Some(count)) =
            (known.get(table as usize), counts.get_mut(table as usize))
        else {
            return Err(damaged("table number"));
        };
        if len > MOST_ROW || len as u64 > from.left {
            return Err(damaged("row length"));
        }
        let bytes = from.take(len).map_err(|e| cut_short(&e))?;
        let found = decode(&bytes, *width).ok_or(damaged("row"))?;
        *count += 1;
        if *count > *rows {
            return Err(damaged("row count"));
        }
        let values: Vec<SqlValue> =
            places.iter().map(|p| p.and_then(|p| found.get(p)).cloned().unwrap_or(SqlValue::Null)).collect();
        if !fits(def, &values) {
            return Err(damaged("row values"));
        }
        each(def, values)?;
    }
    if counts.iter().zip(&known).any(|(count, (_, _, _, rows))| count != rows) {
        return Err(damaged("row count"));
    }
    if hex::encode(from.hash.finalize()) != info.body_sha256 {
        return Err(damaged("hash"));
    }
    Ok(info)
}

/// Says whether values have the types of their columns, and a change has bytes.
fn fits(def: &TableDef, values: &[SqlValue]) -> bool {
    def.columns.iter().zip(values).all(|(column, value)| match (column.kind, value) {
        (_, SqlValue::Null) => column.null,
        ("BLOB", SqlValue::Blob(b)) => !(b.is_empty() && column.name == "bytes"),
        ("INTEGER", SqlValue::Integer(_)) | ("TEXT", SqlValue::Text(_)) => true,
        ("REAL", SqlValue::Real(v)) => v.is_finite(),
        _ => false,
    })
}

fn cut_short(e: &io::Error) -> BackupFault {
    match e.kind() {
        io::ErrorKind::UnexpectedEof => BackupFault::Damaged { at: "end" },
        _ => BackupFault::Io { at: "read", code: os_code(e), full: false },
    }
}

struct Hashed<R: Read> {
    from: R,
    hash: Sha256,
    left: u64,
}

impl<R: Read> Hashed<R> {
    /// Reads exactly `len` bytes (the caller has capped it); memory grows only with bytes that are there.
    fn take(&mut self, len: usize) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        (&mut self.from).take(len as u64).read_to_end(&mut bytes)?;
        if bytes.len() != len {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.hash.update(&bytes);
        self.left = self.left.saturating_sub(len as u64);
        Ok(bytes)
    }
}

/// Reads `width` values that fill `bytes` exactly.
fn decode(mut bytes: &[u8], width: usize) -> Option<Vec<SqlValue>> {
    fn split(bytes: &mut &[u8], len: usize) -> Option<Vec<u8>> {
        let (head, rest) = bytes.split_at_checked(len)?;
        *bytes = rest;
        Some(head.to_vec())
    }
    fn eight(bytes: &mut &[u8]) -> Option<[u8; 8]> {
        split(bytes, 8)?.try_into().ok()
    }
    fn long(bytes: &mut &[u8]) -> Option<Vec<u8>> {
        let len: [u8; 4] = split(bytes, 4)?.try_into().ok()?;
        split(bytes, u32::from_le_bytes(len) as usize)
    }
    let mut values = Vec::with_capacity(width.min(64));
    for _ in 0..width {
        values.push(match split(&mut bytes, 1)?.first()? {
            0 => SqlValue::Null,
            1 => SqlValue::Integer(i64::from_le_bytes(eight(&mut bytes)?)),
            2 => SqlValue::Real(f64::from_le_bytes(eight(&mut bytes)?)),
            3 => SqlValue::Text(String::from_utf8(long(&mut bytes)?).ok()?),
            4 => SqlValue::Blob(long(&mut bytes)?),
            _ => return None,
        });
    }
    bytes.is_empty().then_some(values)
}
