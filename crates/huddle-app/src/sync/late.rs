//! What a PC wrote after it was put out, on PCs that had taken it in before they heard (ADR 0033).
//!
//! The revocation's frontier decides everywhere. What lies beyond it moves to quarantine, and with it whatever was
//! built on it; the record is made again from the rest. Each PC then writes again what it had itself written on top,
//! so that nobody's honest words are missing, and all PCs come to the same heads.

use super::take::{Court, aside_id};
use crate::app::App;
use crate::fault::Fault;
use crate::wire::ChangeNote;
use crate::{exec, project};
use huddle_core::Uuid;
use huddle_core::kind::Kind;
use huddle_doc::anew::{Again, Heap};
use huddle_doc::{ActorId, Chunk, Doc, Hash, Meta};
use huddle_store::{ChangeRow, HistoryRow, PendingRow, QuarantineRow, Reader, SqlValue, Tx, params};
use huddle_sync::{Role, Roster, Took};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A change beyond a frontier.
pub(super) const LATE: &str = "put_out";
/// An honest change that rests on one.
pub(super) const ON_IT: &str = "built_on_it";

/// Notes, in the transaction that keeps a statement, that this is still to be looked through.
const DUE: &str = "local.sync.late_due.";

/// Notes that a ward's records are to be looked through.
pub(super) fn put_due(tx: &Tx, ward: Uuid) -> Result<(), Fault> {
    Ok(tx.put_setting(&format!("{DUE}{ward}"), &true.into())?)
}

/// Lists what lies beyond a frontier, by record.
fn beyond(r: &Reader, roster: &Roster) -> Result<BTreeMap<Uuid, BTreeSet<Hash>>, Fault> {
    let mut all: BTreeMap<Uuid, BTreeSet<Hash>> = BTreeMap::new();
    for (device, member) in roster.members.iter().filter(|(_, m)| m.wrote && !m.role.may_write()) {
        let rows = r.values(
            "SELECT c.doc, c.hash, c.actor, c.actor_seq, d.kind FROM \"change\" c \
             JOIN doc d ON d.id = c.doc AND d.epoch_id = c.epoch_id WHERE substr(c.actor, 1, 8) = ?1",
            params![&device[..8]],
        )?;
        for row in rows {
            let [
                SqlValue::Blob(doc),
                SqlValue::Blob(hash),
                SqlValue::Blob(actor),
                SqlValue::Integer(seq),
                SqlValue::Text(kind),
            ] = &row[..]
            else {
                continue;
            };
            let (Ok(doc), Ok(hash)) = (Uuid::from_slice(doc), Hash::try_from(&hash[..])) else { continue };
            let own_answer = member.role == Role::Matron && *kind == Kind::Reply.as_str();
            if !own_answer && !member.stands(doc, actor, u64::try_from(*seq).unwrap_or(u64::MAX)) {
                all.entry(doc).or_default().insert(hash);
            }
        }
    }
    Ok(all)
}

/// Looks through a ward's records after news of its PCs, once for each piece of news, also after a crash.
pub(super) fn settle(app: &App, ward: Uuid) -> Result<(), Fault> {
    let due = format!("{DUE}{ward}");
    if app.with_store(|s| s.read(|r| r.setting(&due)))?.is_none() {
        return Ok(());
    }
    let roster = app.roster(ward)?;
    let me = app.identity().device;
    let (now, store) = (app.now(), app.store_id());
    let fresh = || app.fresh_actor(&me);
    app.sync_write(|tx, _| {
        let mut notes = Vec::new();
        let mut kept = Vec::new();
        let all = beyond(tx, &roster)?;
        let any = !all.is_empty();
        let table = Table { tx, me, now, store, fresh: &fresh };
        for (doc, late) in all {
            let Some(row) = tx.doc(doc)?.filter(|d| d.ward == ward) else { continue };
            notes.push(ChangeNote { kind: row.kind.clone(), id: doc });
            kept.extend(table.without(doc, row.epoch_id, &late)?.map(|made| (doc, Arc::new(made))));
        }
        tx.remove_setting(&due)?;
        // This process's own actor may have had numbers in what went: it must not give them again.
        Ok((Took::default(), notes, kept, any))
    })?;
    Ok(())
}

struct Table<'a> {
    tx: &'a Tx<'a>,
    me: [u8; 32],
    now: i64,
    store: Uuid,
    /// Gives an actor nobody had.
    fresh: &'a dyn Fn() -> Result<ActorId, Fault>,
}

impl Table<'_> {
    /// Makes a record again without changes that do not stand; `None` when nothing of it is left.
    fn without(&self, doc: Uuid, epoch_id: Uuid, late: &BTreeSet<Hash>) -> Result<Option<Doc>, Fault> {
        let tx = self.tx;
        let rows = tx.changes(doc, epoch_id, 0)?;
        let heap = Heap::of(rows.iter().map(|row| row.bytes.clone()));
        let gone = heap.built_on(late);
        for hash in &gone {
            let reason = if late.contains(hash) { LATE } else { ON_IT };
            put_aside(tx, doc, reason, heap.bytes(hash).unwrap_or_default(), self.now)?;
            tx.remove_change(doc, epoch_id, hash)?;
        }
        for waiting in tx.pending(doc)? {
            if waiting.deps.chunks(32).any(|dep| gone.iter().any(|h| h[..] == *dep)) {
                put_aside(tx, doc, ON_IT, &waiting.bytes, self.now)?;
                tx.remove_where::<PendingRow>("doc = ?1 AND hash = ?2", params![doc, &waiting.hash[..]])?;
            }
        }
        let left: BTreeSet<Hash> = heap.hashes().difference(&gone).copied().collect();
        let Some(newest) = rows.iter().rev().find(|row| left.contains(&row.hash)) else {
            tx.forget_record(doc)?;
            return Ok(None);
        };
        let own = |h: &Hash| {
            gone.contains(h)
                && !late.contains(h)
                && heap.summary(h).is_some_and(|s| s.actor.starts_with(&self.me[..8]))
        };
        let mut again = Again::in_place(doc, &heap, &left);
        let mut chunks = Vec::new();
        for hash in heap.in_order(&heap.hashes()).iter().filter(|h| own(h)) {
            let same = |info: huddle_doc::ChangeInfo| Meta { time_ms: info.time_ms, message: info.message };
            chunks.extend(again.write(hash, (self.fresh)()?, same)?);
        }
        let made = again.record()?;
        for chunk in &chunks {
            tx.append_change(&row_of(doc, epoch_id, chunk, Some(self.store), self.now))?;
        }
        if chunks.is_empty() {
            // A number of its own again, so that everybody who reads on comes by this record.
            tx.remove_change(doc, epoch_id, &newest.hash)?;
            tx.append_change(newest)?;
        }
        rewrite(tx, &made, self.now)?;
        Ok(Some(made))
    }
}

/// Makes the row of a change.
pub(super) fn row_of(doc: Uuid, epoch_id: Uuid, chunk: &Chunk, origin: Option<Uuid>, now: i64) -> ChangeRow {
    ChangeRow {
        doc,
        epoch_id,
        hash: chunk.hash,
        actor: chunk.actor.clone(),
        actor_seq: i64::try_from(chunk.actor_seq).unwrap_or(i64::MAX),
        bytes: chunk.bytes.clone(),
        origin_store: origin,
        received_at: now,
        ..ChangeRow::default()
    }
}

/// Writes every row that is made from a record, history included.
pub(super) fn rewrite(tx: &Tx, doc: &Doc, now: i64) -> Result<(), Fault> {
    let state = doc.shared_state();
    let id = state.env.id;
    exec::write_doc_row(tx, &state, doc, now)?;
    project::record(tx, &state, doc.newest_ms())?;
    tx.remove_where::<HistoryRow>("doc = ?1", params![id])?;
    project::write_history(tx, doc)
}

/// Keeps a change in quarantine, once however often it is met.
pub(super) fn put_aside(tx: &Tx, doc: Uuid, reason: &str, bytes: &[u8], now: i64) -> Result<(), Fault> {
    let id = aside_id(doc, bytes);
    tx.put_quarantine(&QuarantineRow {
        id,
        doc: Some(doc),
        from_peer: None,
        at: now,
        reason: reason.to_owned(),
        bytes: bytes.to_vec(),
    })?;
    Ok(())
}

impl Court<'_> {
    /// Of changes that wait, puts aside those that rest on one that was refused for its author: it will not come.
    pub(super) fn waiting_on_late(&self, tx: &Tx, doc: Uuid, still: &mut Vec<Chunk>) -> Result<(), Fault> {
        let aside = tx.rows::<QuarantineRow>(
            "doc = ?1 AND reason IN ('put_out', 'may_not_write', 'built_on_it')",
            params![doc],
        )?;
        let mut gone: BTreeSet<Hash> =
            aside.iter().filter_map(|q| huddle_doc::guard::open(&q.bytes).ok()).map(|(_, h)| h).collect();
        if gone.is_empty() {
            return Ok(());
        }
        let heap = Heap::of(still.iter().map(|c| c.bytes.clone()));
        loop {
            let (on_it, rest): (Vec<Chunk>, Vec<Chunk>) =
                still.drain(..).partition(|c| c.deps.iter().any(|d| gone.contains(d)));
            *still = rest;
            if on_it.is_empty() {
                return Ok(());
            }
            for chunk in on_it {
                gone.insert(chunk.hash);
                put_aside(tx, doc, ON_IT, heap.bytes(&chunk.hash).unwrap_or_default(), self.now)?;
                tx.remove_pending(doc, &chunk.hash)?;
            }
        }
    }
}
