//! What is kept for good: changes, snapshots, documents, tombstones, and what waits or was refused.

use rusqlite::{OptionalExtension, params};
use uuid::Uuid;

use crate::edges::{CursorRow, JobRow, PeerRow, RequestRow, RosterRow, SettingRow, UndoRow, WardDigestRow};
use crate::fault::StoreFault;
use crate::rows::{Row, TableDef};
use crate::tx::{Reader, Tx};

crate::rows! {
    /// One change of one document, as it travelled: the truth everything else is made from.
    #[derive(Default)]
    table "change" ChangeRow {
        /// Place in this store's own order, from 1; 0 until stored. Never reused.
        seq: i64 [key],
        /// The document.
        doc: Uuid,
        /// The epoch it belongs to; nil for epoch 0.
        epoch_id: Uuid,
        /// The change's own hash.
        hash: [u8; 32],
        /// Who made it (device prefix and random part).
        actor: Vec<u8>,
        /// The actor's own number, from 1.
        actor_seq: i64,
        /// The change chunk, uncompressed, never empty.
        bytes: Vec<u8>,
        /// Room for a signature.
        sig: Option<Vec<u8>>,
        /// The store it was first saved in; empty for check-ins.
        origin_store: Option<Uuid>,
        /// When this store got it, milliseconds UTC.
        received_at: i64,
    }
    indexes ["UNIQUE doc, epoch_id, hash"]
}

crate::rows! {
    /// A saved document up to one change: a cache of changes.
    table "snapshot" SnapshotRow {
        doc: Uuid [key],
        /// The last change it covers.
        upto_seq: i64 [key],
        epoch_id: Uuid,
        bytes: Vec<u8>,
    }
    indexes []
}

crate::rows! {
    /// What is known of a document without opening it.
    table "doc" DocRow {
        id: Uuid [key],
        kind: String,
        ward: Uuid,
        /// `ward`, `matron` or `wall`.
        audience: String,
        epoch: i64,
        epoch_id: Uuid,
        /// Heads, 32 bytes each, one after the other.
        heads: Vec<u8>,
        deleted_at: Option<i64>,
        created_at: i64,
        changed_at: i64,
    }
    indexes ["deleted_at WHERE deleted_at IS NOT NULL"]
}

crate::rows! {
    /// A document that was removed for good; never deleted.
    table "tombstone" TombstoneRow {
        id: Uuid [key],
        /// The epoch that was removed.
        epoch: i64 [key],
        at: i64,
    }
    indexes []
}

crate::rows! {
    /// A change that was let in but lacks the changes it builds on.
    table "pending" PendingRow {
        doc: Uuid [key],
        hash: [u8; 32] [key],
        epoch_id: Uuid,
        /// Hashes it builds on, 32 bytes each, one after the other.
        deps: Vec<u8>,
        bytes: Vec<u8>,
        from_peer: Option<Uuid>,
        at: i64,
    }
    indexes ["at"]
}

crate::rows! {
    /// Bytes that were refused, kept for a person to look at.
    table "quarantine" QuarantineRow {
        id: Uuid [key],
        doc: Option<Uuid>,
        from_peer: Option<Uuid>,
        at: i64,
        /// A fixed word for the reason, never text from the bytes.
        reason: String,
        /// At most the first 64 KiB.
        bytes: Vec<u8>,
    }
    indexes ["at"]
}

crate::rows! {
    /// A fact about the store itself.
    table "meta" MetaRow { name: String [key], value: String, }
    indexes []
}

/// Lists every table that is kept for good.
pub const TABLES: &[TableDef] = &[
    MetaRow::DEF,
    ChangeRow::DEF,
    SnapshotRow::DEF,
    DocRow::DEF,
    TombstoneRow::DEF,
    PendingRow::DEF,
    QuarantineRow::DEF,
    PeerRow::DEF,
    CursorRow::DEF,
    RosterRow::DEF,
    WardDigestRow::DEF,
    UndoRow::DEF,
    RequestRow::DEF,
    SettingRow::DEF,
    JobRow::DEF,
];

/// Most bytes kept of a refused frame.
pub const QUARANTINE_BYTES: usize = 64 * 1024;

impl Reader<'_> {
    /// Reads a document's changes after `after_seq` (0 for all), oldest first.
    pub fn changes(&self, doc: Uuid, epoch_id: Uuid, after_seq: i64) -> Result<Vec<ChangeRow>, StoreFault> {
        self.rows("doc = ?1 AND epoch_id = ?2 AND seq > ?3 ORDER BY seq", params![doc, epoch_id, after_seq])
    }

    /// Reads changes of all documents after `after_seq`, oldest first, at most `limit`.
    pub fn changes_since(&self, after_seq: i64, limit: u32) -> Result<Vec<ChangeRow>, StoreFault> {
        self.rows("seq > ?1 ORDER BY seq LIMIT ?2", params![after_seq, limit])
    }

    /// Says whether a change is stored.
    pub fn has_change(&self, doc: Uuid, epoch_id: Uuid, hash: &[u8; 32]) -> Result<bool, StoreFault> {
        Ok(self
            .conn
            .prepare_cached("SELECT 1 FROM \"change\" WHERE doc = ?1 AND epoch_id = ?2 AND hash = ?3")?
            .exists(params![doc, epoch_id, hash.as_slice()])?)
    }

    /// Reads one change.
    pub fn change(
        &self,
        doc: Uuid,
        epoch_id: Uuid,
        hash: &[u8; 32],
    ) -> Result<Option<ChangeRow>, StoreFault> {
        self.first("doc = ?1 AND epoch_id = ?2 AND hash = ?3", params![doc, epoch_id, hash.as_slice()])
    }

    /// Gives the number of the newest change, also of one that was removed since; 0 when there was none.
    pub fn last_seq(&self) -> Result<i64, StoreFault> {
        Ok(self
            .conn
            .prepare_cached("SELECT next_seq - 1 FROM ledger WHERE id = 1")?
            .query_row([], |r| r.get::<_, i64>(0))
            .optional()?
            .unwrap_or(0)
            .max(0))
    }

    /// Gives the highest number among the changes that are here.
    pub(crate) fn highest_seq(&self) -> Result<i64, StoreFault> {
        Ok(self
            .conn
            .prepare_cached("SELECT max(seq) FROM \"change\"")?
            .query_row([], |r| r.get::<_, Option<i64>>(0))?
            .unwrap_or(0))
    }

    /// Reads the newest snapshot of a document's epoch.
    pub fn snapshot(&self, doc: Uuid, epoch_id: Uuid) -> Result<Option<SnapshotRow>, StoreFault> {
        self.first("doc = ?1 AND epoch_id = ?2 ORDER BY upto_seq DESC LIMIT 1", params![doc, epoch_id])
    }

    /// Reads what is known of a document.
    pub fn doc(&self, id: Uuid) -> Result<Option<DocRow>, StoreFault> {
        self.one(id)
    }

    /// Reads the documents of a kind, in all wards or in one; those in the bin too.
    pub fn docs(&self, kind: &str, ward: Option<Uuid>) -> Result<Vec<DocRow>, StoreFault> {
        match ward {
            Some(ward) => self.rows("ward = ?1 AND kind = ?2 ORDER BY id", params![ward, kind]),
            None => self.rows("kind = ?1 ORDER BY id", params![kind]),
        }
    }

    /// Reads all documents after `after` in id order, at most `limit`; for rebuilding.
    pub fn docs_after(&self, after: Uuid, limit: u32) -> Result<Vec<DocRow>, StoreFault> {
        self.rows("id > ?1 ORDER BY id LIMIT ?2", params![after, limit])
    }

    /// Lists the ids and epochs that have changes, whether or not a document row is there; for recovery.
    pub fn docs_with_changes(&self) -> Result<Vec<(Uuid, Uuid)>, StoreFault> {
        let mut statement = self.conn.prepare_cached("SELECT DISTINCT doc, epoch_id FROM \"change\"")?;
        let found = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Lists the epochs of a document that have changes here.
    pub fn epochs(&self, doc: Uuid) -> Result<Vec<Uuid>, StoreFault> {
        let mut statement =
            self.conn.prepare_cached("SELECT DISTINCT epoch_id FROM \"change\" WHERE doc = ?1")?;
        let found = statement.query_map(params![doc], |r| r.get(0))?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Lists the documents with changes after `after_seq`.
    pub fn docs_changed_since(&self, after_seq: i64) -> Result<Vec<Uuid>, StoreFault> {
        let mut statement = self.conn.prepare_cached("SELECT DISTINCT doc FROM \"change\" WHERE seq > ?1")?;
        let found = statement.query_map(params![after_seq], |r| r.get(0))?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Reads the tombstone with the highest epoch of a document.
    pub fn tombstone(&self, id: Uuid) -> Result<Option<TombstoneRow>, StoreFault> {
        self.first("id = ?1 ORDER BY epoch DESC LIMIT 1", params![id])
    }

    /// Reads a document's waiting changes.
    pub fn pending(&self, doc: Uuid) -> Result<Vec<PendingRow>, StoreFault> {
        self.rows("doc = ?1 ORDER BY at, hash", params![doc])
    }

    /// Counts waiting changes and their bytes.
    pub fn pending_size(&self) -> Result<(i64, i64), StoreFault> {
        Ok(self
            .conn
            .prepare_cached("SELECT count(*), coalesce(sum(length(bytes)), 0) FROM pending")?
            .query_row([], |r| Ok((r.get(0)?, r.get(1)?)))?)
    }

    /// Reads the newest refused bytes.
    pub fn quarantine(&self, limit: u32) -> Result<Vec<QuarantineRow>, StoreFault> {
        self.rows("ORDER BY at DESC LIMIT ?1", params![limit])
    }
}

impl Tx<'_> {
    /// Gives the number of the newest change as [`Reader::last_seq`] does, this transaction's own included.
    pub fn last_seq(&self) -> Result<i64, StoreFault> {
        Ok((self.ledger.borrow().next_seq - 1).max(0))
    }

    /// Adds a change and gives its number; `None` when the same change is there already.
    ///
    /// The row's own `seq` is ignored. Zero-length bytes are refused: they are damage.
    pub fn append_change(&self, row: &ChangeRow) -> Result<Option<i64>, StoreFault> {
        if row.bytes.is_empty() {
            return Err(StoreFault::EmptyChunk);
        }
        if self.has_change(row.doc, row.epoch_id, &row.hash)? {
            return Ok(None);
        }
        self.append_own_change(row).map(Some)
    }

    /// Adds a change this process has just made, which nobody can have stored before, and gives its number.
    ///
    /// The table's own rule still refuses the same change twice.
    pub fn append_own_change(&self, row: &ChangeRow) -> Result<i64, StoreFault> {
        if row.bytes.is_empty() {
            return Err(StoreFault::EmptyChunk);
        }
        let seq = self.ledger.borrow().next_seq.max(1);
        let mut values = row.values();
        if let Some(first) = values.first_mut() {
            *first = rusqlite::types::Value::Integer(seq);
        }
        self.add_values(&ChangeRow::DEF, values)?;
        let mut ledger = self.ledger.borrow_mut();
        ledger.next_seq = seq + 1;
        ledger.changes += 1;
        Ok(seq)
    }

    /// Removes all changes and snapshots of one epoch of a document (purge and retention only).
    pub fn remove_changes(&self, doc: Uuid, epoch_id: Uuid) -> Result<usize, StoreFault> {
        let n = self.remove_where::<ChangeRow>("doc = ?1 AND epoch_id = ?2", params![doc, epoch_id])?;
        self.remove_where::<SnapshotRow>("doc = ?1 AND epoch_id = ?2", params![doc, epoch_id])?;
        self.ledger.borrow_mut().changes -= i64::try_from(n).unwrap_or(0);
        Ok(n)
    }

    /// Removes one change and every snapshot that may hold it; what was built on it must go too.
    pub fn remove_change(&self, doc: Uuid, epoch_id: Uuid, hash: &[u8; 32]) -> Result<usize, StoreFault> {
        let n = self.remove_where::<ChangeRow>(
            "doc = ?1 AND epoch_id = ?2 AND hash = ?3",
            params![doc, epoch_id, hash.as_slice()],
        )?;
        self.remove_where::<SnapshotRow>("doc = ?1 AND epoch_id = ?2", params![doc, epoch_id])?;
        self.ledger.borrow_mut().changes -= i64::try_from(n).unwrap_or(0);
        Ok(n)
    }

    /// Saves a snapshot and keeps the one before it; older ones go.
    pub fn put_snapshot(&self, row: &SnapshotRow) -> Result<(), StoreFault> {
        if row.bytes.is_empty() {
            return Err(StoreFault::EmptyChunk);
        }
        self.put(row)?;
        let keep: Option<i64> = self
            .conn
            .prepare_cached(
                "SELECT upto_seq FROM snapshot WHERE doc = ?1 AND epoch_id = ?2 ORDER BY upto_seq DESC LIMIT 1 OFFSET 1",
            )?
            .query_row(params![row.doc, row.epoch_id], |r| r.get(0))
            .optional()?;
        if let Some(keep) = keep {
            self.remove_where::<SnapshotRow>(
                "doc = ?1 AND epoch_id = ?2 AND upto_seq < ?3",
                params![row.doc, row.epoch_id, keep],
            )?;
        }
        Ok(())
    }

    /// Saves what is known of a document.
    pub fn put_doc(&self, row: &DocRow) -> Result<(), StoreFault> {
        self.put(row)
    }

    /// Removes one record from this store: its changes, its row, and every row made from it. What other
    /// stores hold is not touched, and no tombstone is left: it may come again.
    pub fn forget_record(&self, id: Uuid) -> Result<(), StoreFault> {
        // Not later, as after a save: words that may not be seen must not wait in the index.
        self.remove_search(id)?;
        self.index_words(id, None)?;
        // Every epoch: an older one holds the same words.
        for epoch_id in self.epochs(id)? {
            self.remove_changes(id, epoch_id)?;
        }
        self.remove_where::<PendingRow>("doc = ?1", params![id])?;
        self.remove_doc(id)?;
        for table in crate::model::TABLES {
            self.delete(table, &format!("\"{}\" = ?1", table.first_key()), params![id])?;
        }
        Ok(())
    }

    /// Removes the document row (purge only; changes and tombstones are separate).
    pub fn remove_doc(&self, id: Uuid) -> Result<usize, StoreFault> {
        self.remove_rows::<DocRow>(id)
    }

    /// Notes that an epoch of a document was removed for good.
    pub fn put_tombstone(&self, row: &TombstoneRow) -> Result<(), StoreFault> {
        self.put(row)
    }

    /// Keeps a change whose dependencies are missing.
    pub fn put_pending(&self, row: &PendingRow) -> Result<(), StoreFault> {
        if row.bytes.is_empty() {
            return Err(StoreFault::EmptyChunk);
        }
        self.put(row)
    }

    /// Removes a waiting change.
    pub fn remove_pending(&self, doc: Uuid, hash: &[u8; 32]) -> Result<usize, StoreFault> {
        self.remove_where::<PendingRow>("doc = ?1 AND hash = ?2", params![doc, hash.as_slice()])
    }

    /// Drops the oldest waiting changes until at most `rows` are left.
    pub fn trim_pending(&self, rows: u32) -> Result<usize, StoreFault> {
        self.remove_where::<PendingRow>(
            "(doc, hash) IN (SELECT doc, hash FROM pending ORDER BY at DESC, hash LIMIT -1 OFFSET ?1)",
            params![rows],
        )
    }

    /// Keeps refused bytes, at most [`QUARANTINE_BYTES`] of them.
    pub fn put_quarantine(&self, row: &QuarantineRow) -> Result<(), StoreFault> {
        let mut row = row.clone();
        row.bytes.truncate(QUARANTINE_BYTES);
        self.put(&row)
    }
}
