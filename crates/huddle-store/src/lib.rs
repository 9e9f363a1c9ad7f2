//! The only door to SQLite: changes, snapshots, the read model, search, backup, and who owns the folder.
//!
//! This crate handles bytes and rows; it does not know what is inside a change (INV-2). One folder holds one
//! database and has one owner. A write is one transaction that has reached the disk when [`Store::write`]
//! returns `Ok` (INV-5). Every row carries a sum and every transaction keeps a ledger of all rows, checked at
//! the next opening; marks beside the database say how far it had come.
//!
//! Start at [`Store::open`]. New read-model tables: see [`model`].

mod backup;
mod ballast;
mod builder;
mod check;
mod edges;
mod fault;
mod files;
mod keep;
mod ledger;
mod lock;
pub mod model;
mod open;
pub mod place;
mod recover;
mod restore;
mod rows;
mod salvage;
mod schema;
mod search;
mod store;
mod truth;
mod tx;
mod watermark;

pub use backup::{BACKUP_EXTENSION, BackupInfo, SETTING_STAYS_HERE, backup_info, verify_backup};
pub use check::{Doubt, Trouble};
pub use edges::{CursorRow, JobRow, PeerRow, RequestRow, RosterRow, SettingRow, UndoRow, WardDigestRow};
pub use fault::{BackupFault, OpenFault, PlaceFault, StoreFault};
pub use files::{FileStep, Observer};
pub use keep::{Keep, list_backups, prune_backups};
pub use lock::Owner;
pub use model::*;
pub use open::{DATABASE, OpenOptions, OpenReport, Synchronous};
pub use recover::Recovery;
pub use restore::restore;
pub use rows::{Cell, Column, Row, TableDef, Texts, cell, marked};
pub use rusqlite::types::Value as SqlValue;
pub use rusqlite::{Params, Row as SqlRow, ToSql, params, params_from_iter};
pub use search::{Hit, SearchRow, fold, within_one_slip};
pub use store::{Info, Store};
pub use truth::{
    ChangeRow, DocRow, MetaRow, PendingRow, QUARANTINE_BYTES, QuarantineRow, SnapshotRow, TombstoneRow,
};
pub use tx::{Reader, Tx};
