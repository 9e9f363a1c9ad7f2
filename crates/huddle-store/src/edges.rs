//! What surrounds the records: settings, undo, requests, jobs, peers, roster.

use rusqlite::params;
use serde_json::Value as Json;
use uuid::Uuid;

use crate::fault::StoreFault;
use crate::rows::Row;
use crate::tx::{Reader, Tx};

crate::rows! {
    /// A setting of this PC (not of the ward).
    table "setting" SettingRow { name: String [key], value: Json, }
    indexes []
}

crate::rows! {
    /// One command that can be undone.
    table "undo" UndoRow {
        /// Place in the order of commands; 0 until stored.
        seq: i64 [key],
        /// Whose undo it is (a window or a tile).
        stack: String,
        /// Entries of one group are one step for a person (typing in one field).
        grouping: String,
        /// When, milliseconds UTC.
        at: i64,
        /// Whether it has been undone and can be done again.
        undone: bool,
        /// What to put back: (document, path, before, hash written) and the words for the button.
        /// As JSON.
        entry: String,
    }
    indexes ["stack, seq WHERE undone = 1"]
}

crate::rows! {
    /// A command that was carried out, and its answer.
    table "request" RequestRow { id: Uuid [key], at: i64, response: Json, }
    indexes []
}

crate::rows! {
    /// Work to be done later.
    table "job" JobRow {
        id: Uuid [key],
        kind: String,
        /// Not before, milliseconds UTC.
        due_at: i64,
        tries: i64,
        body: Json,
    }
    indexes ["due_at", "kind"]
}

crate::rows! {
    /// A PC this one shares with.
    table "peer" PeerRow { store: Uuid [key], device: Vec<u8>, last_seen: i64, body: Json, }
    indexes []
}

crate::rows! {
    /// How far an exchange with a peer has come.
    table "cursor" CursorRow {
        store: Uuid [key],
        ward: Uuid [key],
        audience: String [key],
        /// `live` or `backfill`.
        way: String [key],
        seq: i64,
        body: Json,
    }
    indexes []
}

crate::rows! {
    /// One signed statement of a ward's roster.
    table "roster" RosterRow {
        ward: Uuid [key],
        device: Vec<u8> [key],
        version: i64 [key],
        statement: Vec<u8>,
        sig: Vec<u8>,
    }
    indexes []
}

crate::rows! {
    /// The digest of heads in one bucket of a ward.
    table "ward_digest" WardDigestRow {
        ward: Uuid [key],
        audience: String [key],
        bucket: i64 [key],
        digest: [u8; 32],
    }
    indexes []
}

impl Reader<'_> {
    /// Reads a setting of this PC.
    pub fn setting(&self, name: &str) -> Result<Option<Json>, StoreFault> {
        Ok(self.one::<SettingRow>(name)?.map(|r| r.value))
    }

    /// Reads all settings whose name starts with `prefix`.
    pub fn settings(&self, prefix: &str) -> Result<Vec<SettingRow>, StoreFault> {
        self.rows("substr(name, 1, length(?1)) = ?1 ORDER BY name", params![prefix])
    }

    /// Reads the answer of a command that was carried out already.
    pub fn request(&self, id: Uuid) -> Result<Option<Json>, StoreFault> {
        Ok(self.one::<RequestRow>(id)?.map(|r| r.response))
    }

    /// Says whether an answer given before `before_ms` is kept.
    pub fn has_request_before(&self, before_ms: i64) -> Result<bool, StoreFault> {
        Ok(self.first::<RequestRow>("at < ?1 LIMIT 1", params![before_ms])?.is_some())
    }

    /// Reads the newest entry that can be undone.
    pub fn undo_top(&self, stack: &str) -> Result<Option<UndoRow>, StoreFault> {
        self.first("stack = ?1 AND undone = 0 ORDER BY seq DESC LIMIT 1", params![stack])
    }

    /// Reads the entry that would be done again next.
    pub fn redo_top(&self, stack: &str) -> Result<Option<UndoRow>, StoreFault> {
        self.first("stack = ?1 AND undone = 1 ORDER BY seq LIMIT 1", params![stack])
    }

    /// Reads the newest entries of a stack, newest first.
    pub fn undo_list(&self, stack: &str, limit: u32) -> Result<Vec<UndoRow>, StoreFault> {
        self.rows("stack = ?1 ORDER BY seq DESC LIMIT ?2", params![stack, limit])
    }

    /// Reads the jobs that are due at `now_ms`, earliest first.
    pub fn jobs_due(&self, now_ms: i64, limit: u32) -> Result<Vec<JobRow>, StoreFault> {
        self.rows("due_at <= ?1 ORDER BY due_at, id LIMIT ?2", params![now_ms, limit])
    }

    /// Reads a ward's roster statements, oldest version first.
    pub fn roster(&self, ward: Uuid) -> Result<Vec<RosterRow>, StoreFault> {
        self.rows("ward = ?1 ORDER BY device, version", params![ward])
    }

    /// Reads the PCs this one shares with.
    pub fn peers(&self) -> Result<Vec<PeerRow>, StoreFault> {
        self.rows("ORDER BY store", [])
    }
}

impl Tx<'_> {
    /// Saves a setting of this PC.
    pub fn put_setting(&self, name: &str, value: &Json) -> Result<(), StoreFault> {
        self.put(&SettingRow { name: name.to_owned(), value: value.clone() })
    }

    /// Removes a setting of this PC.
    pub fn remove_setting(&self, name: &str) -> Result<usize, StoreFault> {
        self.remove_rows::<SettingRow>(name)
    }

    /// Keeps the answer of a command, so that the same request is not carried out twice.
    pub fn put_request(&self, id: Uuid, at: i64, response: &Json) -> Result<(), StoreFault> {
        self.put(&RequestRow { id, at, response: response.clone() })
    }

    /// Forgets answers given before `before_ms`.
    pub fn trim_requests(&self, before_ms: i64) -> Result<usize, StoreFault> {
        self.remove_where::<RequestRow>("at < ?1", params![before_ms])
    }

    /// Adds an undo entry and gives its number; what could be done again on this stack is dropped.
    pub fn push_undo(&self, stack: &str, grouping: &str, at: i64, entry: String) -> Result<i64, StoreFault> {
        if self.redo_top(stack)?.is_some() {
            self.remove_where::<UndoRow>("stack = ?1 AND undone = 1", params![stack])?;
        }
        let seq: i64 = self
            .conn
            .prepare_cached("SELECT coalesce(max(seq), 0) + 1 FROM undo")?
            .query_row([], |r| r.get(0))?;
        let row =
            UndoRow { seq, stack: stack.to_owned(), grouping: grouping.to_owned(), at, undone: false, entry };
        self.add_values(&UndoRow::DEF, row.values())?;
        Ok(seq)
    }

    /// Writes an undo entry again (to mark it undone, or to widen a group of typing).
    pub fn put_undo(&self, row: &UndoRow) -> Result<(), StoreFault> {
        self.put(row)
    }

    /// Keeps the newest `keep` entries of a stack.
    pub fn trim_undo(&self, stack: &str, keep: u32) -> Result<usize, StoreFault> {
        self.remove_where::<UndoRow>(
            "seq IN (SELECT seq FROM undo WHERE stack = ?1 ORDER BY seq DESC LIMIT -1 OFFSET ?2)",
            params![stack, keep],
        )
    }

    /// Saves a job.
    pub fn put_job(&self, row: &JobRow) -> Result<(), StoreFault> {
        self.put(row)
    }

    /// Removes a job that is done.
    pub fn remove_job(&self, id: Uuid) -> Result<usize, StoreFault> {
        self.remove_rows::<JobRow>(id)
    }

    /// Adds a roster statement; the same statement again changes nothing.
    pub fn append_roster(&self, row: &RosterRow) -> Result<(), StoreFault> {
        self.put(row)
    }
}
