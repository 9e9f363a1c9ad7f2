//! What can go wrong in storage, in plain words: what happened, what is safe, what to do.
//!
//! No variant carries text a person typed. SQLite's own messages are dropped, because a full-text query
//! error quotes the query; only the static SQL of a programming mistake is kept.

use std::fmt;
use std::path::PathBuf;

use rusqlite::ErrorCode;

/// Names why a folder may not hold the database (path policy).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlaceFault {
    /// The folder is on a network drive or a UNC path; `what` is the kind of network file system.
    Network { what: String },
    /// The folder is on a memory stick or another removable drive.
    Removable,
    /// The folder is copied to the cloud by a program such as OneDrive; `what` is its name.
    CloudCopied { what: String },
    /// The folder lives in a roaming profile, which Windows copies between PCs.
    Roaming,
    /// The file system (`what`) lacks what a database needs.
    WrongFileSystem { what: String },
    /// Nothing can be written in the folder.
    ReadOnly,
    /// The path is not a folder.
    NotAFolder,
}

impl fmt::Display for PlaceFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Network { what } => write!(
                f,
                "This folder is on a network drive ({what}). Nothing was written there. Choose a folder on this PC's own disk."
            ),
            Self::Removable => f.write_str(
                "This folder is on a removable drive. Nothing was written there. Choose a folder on this PC's own disk.",
            ),
            Self::CloudCopied { what } => write!(
                f,
                "This folder is copied elsewhere by {what}, which can damage the ward's records. Nothing was written there. Choose a folder outside it."
            ),
            Self::Roaming => f.write_str(
                "This folder moves between PCs with the log-on. Nothing was written there. Choose a folder that stays on this PC.",
            ),
            Self::WrongFileSystem { what } => write!(
                f,
                "The disk of this folder ({what}) cannot keep the ward's records safe. Nothing was written there. Choose a folder on this PC's main disk."
            ),
            Self::ReadOnly => f.write_str(
                "Nothing can be saved in this folder. What is in it is unchanged. Ask IT for write access, or choose another folder.",
            ),
            Self::NotAFolder => {
                f.write_str("This is a file, not a folder. It is unchanged. Choose a folder on this PC's own disk.")
            }
        }
    }
}

/// Says why the store could not be opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenFault {
    /// Another copy of the program holds the folder.
    AlreadyOpen {
        /// Process id of the holder; 0 when it has not written it yet.
        pid: u32,
        /// Log-on name of the holder; empty when unknown.
        user: String,
        /// When the holder started, milliseconds UTC; 0 when unknown.
        started_ms: i64,
        /// True when this opener has asked the holder to let go.
        asked: bool,
    },
    /// The database was written by a newer version of the program; it is left as it is.
    Newer { found: i64, known: i64 },
    /// The SQLite library in use is older than the version that keeps records safe.
    OldLibrary { found: i32, needed: i32 },
    /// The folder may not hold the database.
    Forbidden(PlaceFault),
    /// The folder or a file in it cannot be written.
    ReadOnly,
    /// The disk is full.
    Full,
    /// The database is damaged and could not be set aside; `at` names the step that failed.
    Damaged { at: &'static str },
    /// The disk refused; `at` names the step, `code` the system's or SQLite's code.
    Io { at: &'static str, code: i32 },
}

impl fmt::Display for OpenFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AlreadyOpen { user, asked, .. } => {
                f.write_str("The ward is already open on this PC")?;
                if !user.is_empty() {
                    write!(f, " under the log-on {user}")?;
                }
                f.write_str(". Everything saved there is safe. ")?;
                f.write_str(if *asked {
                    "It has been asked to let go; try again in a moment."
                } else {
                    "Use that window, or take over here."
                })
            }
            Self::Newer { found, known } => write!(
                f,
                "These records were saved by a newer version of the app (records version {found}, this app knows {known}). They are unchanged. Install the newer version on this PC."
            ),
            Self::OldLibrary { found, needed } => write!(
                f,
                "This app was built with a database library that is too old ({found}, {needed} needed). The records are unchanged. Install the app again."
            ),
            Self::Forbidden(place) => place.fmt(f),
            Self::ReadOnly => PlaceFault::ReadOnly.fmt(f),
            Self::Full => f.write_str(
                "This PC's disk is full. What was saved before is safe. Make room on the disk, then open the app again.",
            ),
            Self::Damaged { at } => write!(
                f,
                "The ward's records on this PC are damaged and could not be set aside ({at}). The damaged files are kept. Tell IT; other PCs and backups still hold the records."
            ),
            Self::Io { at, code } => write!(
                f,
                "This PC's disk did not answer properly ({at}, code {code}). What was saved before is kept. Try again; if it happens twice, tell IT."
            ),
        }
    }
}

/// Says why a read or a write did not happen.
///
/// After any fault from [`crate::Store::write`] the change counts as *not saved*; a fault during COMMIT may
/// still have reached the disk, so every command carries a request id and trying again makes no duplicate.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreFault {
    /// The disk is full; `room_made` says that the reserve file was released and a second try may work.
    Full { room_made: bool },
    /// The disk refused; `code` is SQLite's extended code or the system's.
    Io { code: i32 },
    /// The database file is held by another program, such as a virus scanner.
    Busy,
    /// The database became read-only.
    ReadOnly,
    /// The file is damaged; `what` names the table or step.
    Damaged { what: &'static str },
    /// A rule of the tables was broken (a programming mistake or an id used twice).
    Rule { code: i32 },
    /// A chunk of length zero was offered; that is damage, never an empty record.
    EmptyChunk,
    /// This copy of the program has let the folder go to another one.
    Released,
    /// A programming mistake: static SQL that does not fit the tables.
    Sql { code: i32, sql: String },
    /// A value cannot be stored or read as the type asked for.
    Value { what: &'static str },
}

impl fmt::Display for StoreFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full { room_made: true } => f.write_str(
                "Not saved: this PC's disk is full. Earlier work is safe and a little room was kept back. Try again now, then make room on the disk.",
            ),
            Self::Full { room_made: false } => f.write_str(
                "Not saved: this PC's disk is full. Earlier work is safe. Make room on the disk, then try again.",
            ),
            Self::Io { code } => write!(
                f,
                "Not saved: this PC's disk did not answer properly (code {code}). Earlier work is safe. Try again; if it happens twice, tell IT."
            ),
            Self::Busy => f.write_str(
                "Not saved: another program is holding the ward's records. Earlier work is safe. Try again in a moment.",
            ),
            Self::ReadOnly => f.write_str(
                "Not saved: nothing can be written on this PC just now. Earlier work is safe. Tell IT.",
            ),
            Self::Damaged { what } => write!(
                f,
                "Part of the ward's records on this PC is damaged ({what}). Other PCs and backups still hold them. Close the app and open it again to repair."
            ),
            Self::Rule { code } => write!(
                f,
                "Not saved: this did not fit the rules of the records (code {code}). Earlier work is safe. Report this to the makers of the app."
            ),
            Self::EmptyChunk => f.write_str(
                "Not saved: an empty piece of a record arrived, which is a sign of damage. Earlier work is safe. It will be asked for again.",
            ),
            Self::Released => f.write_str(
                "Not saved: the ward has been opened under another log-on. Earlier work is safe. Carry on there, or take over here.",
            ),
            Self::Sql { code, .. } => write!(
                f,
                "The app asked its records a question they do not understand (code {code}). Nothing was changed. Report this to the makers of the app."
            ),
            Self::Value { what } => write!(
                f,
                "A stored value could not be read ({what}). Nothing was changed. Close the app and open it again to repair."
            ),
        }
    }
}

impl StoreFault {
    /// Says whether the fault means the file itself is damaged.
    pub fn is_damage(&self) -> bool {
        matches!(self, Self::Damaged { .. } | Self::Value { .. })
    }

    /// Turns a fault met while opening into an [`OpenFault`]; `at` names the step.
    pub(crate) fn at_open(self, at: &'static str) -> OpenFault {
        match self {
            Self::Full { .. } => OpenFault::Full,
            Self::ReadOnly => OpenFault::ReadOnly,
            Self::Io { code } => OpenFault::Io { at, code },
            Self::Busy => OpenFault::AlreadyOpen { pid: 0, user: String::new(), started_ms: 0, asked: false },
            Self::Rule { code } | Self::Sql { code, .. } => OpenFault::Io { at, code },
            Self::Damaged { .. } | Self::Value { .. } | Self::EmptyChunk | Self::Released => {
                OpenFault::Damaged { at }
            }
        }
    }
}

impl From<rusqlite::Error> for StoreFault {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::Error as E;
        match error {
            E::SqliteFailure(e, _) => match e.code {
                ErrorCode::DiskFull => Self::Full { room_made: false },
                ErrorCode::SystemIoFailure
                | ErrorCode::CannotOpen
                | ErrorCode::OutOfMemory
                | ErrorCode::FileLockingProtocolFailed => Self::Io { code: e.extended_code },
                ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Busy,
                ErrorCode::ReadOnly | ErrorCode::PermissionDenied => Self::ReadOnly,
                ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => {
                    Self::Damaged { what: "database file" }
                }
                ErrorCode::ConstraintViolation => Self::Rule { code: e.extended_code },
                _ => Self::Sql { code: e.extended_code, sql: String::new() },
            },
            E::SqlInputError { error, sql, .. } => match error.code {
                ErrorCode::DatabaseCorrupt => Self::Damaged { what: "database file" },
                _ => Self::Sql { code: error.extended_code, sql },
            },
            E::FromSqlConversionFailure(..) | E::IntegralValueOutOfRange(..) | E::InvalidColumnType(..) => {
                Self::Damaged { what: "stored value" }
            }
            E::ToSqlConversionFailure(..) => Self::Value { what: "value to store" },
            E::Utf8Error(..) => Self::Damaged { what: "stored text" },
            _ => Self::Sql { code: -1, sql: String::new() },
        }
    }
}

/// Says why a backup could not be written, read or restored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BackupFault {
    /// The file is not a backup of this program.
    NotABackup,
    /// The backup was written by a newer version of the program.
    Newer { found: u32, known: u32 },
    /// The backup is damaged or cut short; `at` names the part.
    Damaged { at: &'static str },
    /// The folder to restore into already holds records.
    NotEmpty { folder: PathBuf },
    /// The written backup, read again, did not hold what was written.
    NotVerified,
    /// The disk refused or is full.
    Io { at: &'static str, code: i32, full: bool },
    /// The store itself refused.
    Store(StoreFault),
    /// The restored store could not be opened.
    Open(OpenFault),
}

impl fmt::Display for BackupFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotABackup => f.write_str(
                "This file is not a Huddleboard backup. Nothing was changed. Choose a file whose name ends in .huddle-backup.",
            ),
            Self::Newer { found, known } => write!(
                f,
                "This backup was made by a newer version of the app (backup version {found}, this app knows {known}). It is unchanged. Install the newer version, then try again."
            ),
            Self::Damaged { at } => write!(
                f,
                "This backup is damaged or cut short ({at}). Nothing was changed. Choose an earlier backup."
            ),
            Self::NotEmpty { .. } => f.write_str(
                "The folder to restore into already holds records. They are unchanged. Choose an empty folder.",
            ),
            Self::NotVerified => f.write_str(
                "The backup was written but could not be read back as it should be, so it was thrown away. The ward's records are safe. Try again, or choose another folder.",
            ),
            Self::Io { full: true, .. } => f.write_str(
                "The backup was not made: the disk is full. The ward's records are safe. Make room, or choose another folder.",
            ),
            Self::Io { at, code, .. } => write!(
                f,
                "The backup was not made: the disk did not answer properly ({at}, code {code}). The ward's records are safe. Try again, or choose another folder."
            ),
            Self::Store(fault) => fault.fmt(f),
            Self::Open(fault) => fault.fmt(f),
        }
    }
}

impl From<StoreFault> for BackupFault {
    fn from(fault: StoreFault) -> Self {
        Self::Store(fault)
    }
}

impl BackupFault {
    pub(crate) fn io(at: &'static str, error: &std::io::Error) -> Self {
        Self::Io { at, code: os_code(error), full: is_full(error) }
    }
}

/// Gives the system's error code, or -1.
pub(crate) fn os_code(error: &std::io::Error) -> i32 {
    error.raw_os_error().unwrap_or(-1)
}

/// Says whether a system error means that the disk is full.
pub(crate) fn is_full(error: &std::io::Error) -> bool {
    use std::io::ErrorKind as K;
    matches!(error.kind(), K::StorageFull | K::QuotaExceeded)
}

/// Turns a system error met while opening into an [`OpenFault`].
pub(crate) fn io_at_open(at: &'static str, error: &std::io::Error) -> OpenFault {
    use std::io::ErrorKind as K;
    match error.kind() {
        K::StorageFull | K::QuotaExceeded => OpenFault::Full,
        K::PermissionDenied | K::ReadOnlyFilesystem => OpenFault::ReadOnly,
        _ => OpenFault::Io { at, code: os_code(error) },
    }
}
