//! Rescue of a record whose history two PCs made apart under one actor (ADR 0035; reliability D1.6).
//!
//! Such changes exclude each other: each PC refuses the other's for ever. Of the PCs that are linked, the one with
//! the lowest device id begins the record anew in the next epoch: what all had, then each change of each branch, again
//! upon what it had seen, so that what differs clashes and a person decides. The old epoch's changes stay where they
//! are, for the history. A PC that had gone on in the old epoch writes its own later changes again in the new one.

use super::late::{rewrite, row_of};
use super::take::{Court, Outcome, aside_id};
use crate::fault::Fault;
use crate::message::Message;
use huddle_core::Uuid;
use huddle_doc::anew::{self, Again, Heap};
use huddle_doc::{ActorId, ChangeInfo, Chunk, Doc, Envelope, Hash, Meta};
use huddle_store::{PendingRow, QuarantineRow, Tx, params};
use huddle_sync::{Item, Made, Took};
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// After so many new beginnings a record is left to a person.
const EPOCHS: u64 = 3;
/// What the history calls it.
const WHAT: &str = "record_rescued";

/// What excludes each other.
pub(super) const TWICE: &str = "duplicate_seq";
/// What was written again in a new epoch.
pub(super) const RESCUED: &str = "rescued";
/// What came in an epoch that is over.
pub(super) const OVER: &str = "epoch";

/// In the message of a new beginning: the newest changes it is made of, and those all branches had.
const FROM: &str = "from";
const BASE: &str = "base";
/// In the message of a value that stood beside another one in what all branches had.
const LAYER: &str = "layer";
/// In the message of a change written again: which one it was in the first place.
pub(crate) const OF: &str = "of";

/// Returns which change one that was written again was in the first place.
fn original(detail: &Json) -> Option<Hash> {
    hex::FromHex::from_hex(detail.get(OF)?.as_str()?).ok()
}

fn heads_in(detail: &Json, key: &str) -> Vec<Hash> {
    let list = detail.get(key).and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default();
    list.iter().filter_map(|h| hex::FromHex::from_hex(h.as_str()?).ok()).collect()
}

/// Lists the changes of a set that no other of the set was built on.
fn heads_of(heap: &Heap, set: &BTreeSet<Hash>) -> Vec<String> {
    let inner: BTreeSet<Hash> =
        set.iter().filter_map(|h| heap.summary(h)).flat_map(|s| s.deps.iter().copied()).collect();
    set.difference(&inner).map(hex::encode).collect()
}

impl Court<'_> {
    fn meta(&self, detail: Json) -> Meta {
        let message = Message { what: WHAT.to_owned(), tile: None, store: self.store, detail };
        Meta { time_ms: self.now, message: message.to_text() }
    }

    /// Begins a record anew when changes of it exclude each other and this PC is the one to do so.
    pub(super) fn rescue(&self, tx: &Tx, current: &Doc, items: &[&Item]) -> Result<Option<Outcome>, Fault> {
        let env = &current.state().env;
        let (id, old_epoch) = (env.id, env.epoch_id);
        if !self.leads || env.epoch >= EPOCHS {
            return Ok(None);
        }
        let own: BTreeSet<Hash> = tx.changes(id, old_epoch, 0)?.into_iter().map(|row| row.hash).collect();
        let twice = tx.rows::<QuarantineRow>("doc = ?1 AND reason = ?2", params![id, TWICE])?;
        let bytes = tx
            .changes(id, old_epoch, 0)?
            .into_iter()
            .map(|row| row.bytes)
            .chain(twice.into_iter().map(|q| q.bytes))
            .chain(tx.pending(id)?.into_iter().filter(|p| p.epoch_id == old_epoch).map(|p| p.bytes))
            .chain(items.iter().filter(|i| i.epoch_id == old_epoch).map(|i| i.bytes.clone()));
        let heap = Heap::of(bytes.filter(|bytes| self.honest(current, bytes)));
        let branches = heap.branches(&own);
        let Some(base) = branches.iter().cloned().reduce(|a, b| a.intersection(&b).copied().collect()) else {
            return Ok(None);
        };
        if branches.len() < 2 || base.is_empty() {
            return Ok(None);
        }
        let (made, chunks) = self.begin_anew(id, &heap, &base, &branches)?;
        tracing::warn!(%id, epoch = made.state().env.epoch, "a record was begun anew");
        self.adopt(tx, current, made, &chunks, &|_| Some(self.store)).map(Some)
    }

    /// Says whether a change of a branch is by a PC that may write, or nobody's.
    fn honest(&self, current: &Doc, bytes: &[u8]) -> bool {
        let heap = Heap::of([bytes.to_vec()]);
        let Some(hash) = heap.hashes().pop_first() else { return false };
        let Some(s) = heap.summary(&hash) else { return false };
        let env = &current.state().env;
        let begun_by = current.begun().map(|b| b.actor).unwrap_or_default();
        let made =
            Made { doc: env.id, kind: &env.kind, begun_by: &begun_by, actor: &s.actor, actor_seq: s.seq };
        // A slot has the number 1 and an actor that is nobody's.
        current.has(&hash) || self.roster.may(&made) || !self.roster.knows(&s.actor)
    }

    /// Writes the record of the next epoch: what the branches had in common, then each of their changes.
    fn begin_anew(
        &self,
        id: Uuid,
        heap: &Heap,
        base: &BTreeSet<Hash>,
        branches: &[BTreeSet<Hash>],
    ) -> Result<(Doc, Vec<Chunk>), Fault> {
        let all: BTreeSet<Hash> = branches.iter().flatten().copied().collect();
        let common = heap.load(id, base)?;
        let env = common.state().env.clone();
        let mut epoch_id = [0_u8; 16];
        self.app.env().entropy.fill(&mut epoch_id).map_err(|_| Fault::internal("no randomness"))?;
        let env = Envelope { epoch: env.epoch + 1, epoch_id: Uuid::from_bytes(epoch_id), ..env };
        let meta = self.meta(json!({ FROM: heads_of(heap, &all), BASE: heads_of(heap, base) }));
        let (first, mut chunks) = Doc::create(&env, self.fresh()?, &meta, &anew::whole(common.state()))?;
        for layer in anew::layers(common.state()) {
            chunks.extend(
                first.clone().edit(self.fresh()?, &self.meta(json!({ LAYER: true })), &layer)?.chunks,
            );
        }
        let ground = Heap::of(chunks.iter().map(|c| c.bytes.clone()));
        let roots = ground.hashes();
        let mut again = Again::onto(id, heap, ground, roots);
        again.begins_as(&common)?;
        for hash in heap.in_order(&heap.hashes()).iter().filter(|h| all.contains(*h) && !base.contains(*h)) {
            chunks.extend(again.write(hash, self.fresh()?, |info| self.of(hash, info))?);
        }
        let bytes: Vec<Vec<u8>> = chunks.iter().map(|c| c.bytes.clone()).collect();
        let received = self.judge.receive(id, None, &bytes).map_err(|_| Fault::internal("rescue"))?;
        let doc = received.doc.ok_or_else(|| Fault::internal("rescue"))?;
        Ok((doc, received.new))
    }

    /// Says who and what of a change that is written again, and which one it was in the first place.
    fn of(&self, hash: &Hash, info: ChangeInfo) -> Meta {
        let was = Message::parse(&info.message);
        let first = was.as_ref().and_then(|m| original(&m.detail)).unwrap_or(*hash);
        let Some(mut message) =
            was.filter(|m| m.what != WHAT && (m.detail.is_null() || m.detail.is_object()))
        else {
            return Meta { time_ms: info.time_ms, ..self.meta(json!({ OF: hex::encode(first) })) };
        };
        if message.detail.is_null() {
            message.detail = json!({});
        }
        if let Some(detail) = message.detail.as_object_mut() {
            detail.insert(OF.to_owned(), hex::encode(first).into());
        }
        Meta { time_ms: info.time_ms, message: message.to_text() }
    }

    fn fresh(&self) -> Result<ActorId, Fault> {
        crate::app::actor_of(self.app.env(), &self.me)
    }

    /// Puts a record of a newer epoch in the place of the old one, which stays for the history; what this PC wrote
    /// in the old one and the new one does not know is written again.
    fn adopt(
        &self,
        tx: &Tx,
        old: &Doc,
        mut made: Doc,
        chunks: &[Chunk],
        origin: &dyn Fn(&Hash) -> Option<Uuid>,
    ) -> Result<Outcome, Fault> {
        let (id, epoch_id) = (made.state().env.id, made.state().env.epoch_id);
        let old_epoch = old.state().env.epoch_id;
        for chunk in chunks {
            tx.append_change(&row_of(id, epoch_id, chunk, origin(&chunk.hash), self.now))?;
        }
        let heap = Heap::of(tx.changes(id, old_epoch, 0)?.into_iter().map(|row| row.bytes));
        for chunk in self.own_again(id, &heap, old, &made)? {
            tx.append_change(&row_of(id, epoch_id, &chunk, Some(self.store), self.now))?;
            made = self.with(id, &made, chunk)?;
        }
        tx.remove_where::<PendingRow>("doc = ?1 AND epoch_id <> ?2", params![id, epoch_id])?;
        for mut row in tx.rows::<QuarantineRow>("doc = ?1 AND reason = ?2", params![id, TWICE])? {
            row.reason = RESCUED.to_owned();
            tx.put_quarantine(&row)?;
        }
        rewrite(tx, &made, self.now)?;
        Ok(Outcome { kind: made.state().env.kind.clone(), doc: Some(made) })
    }

    fn with(&self, id: Uuid, doc: &Doc, chunk: Chunk) -> Result<Doc, Fault> {
        let received =
            self.judge.receive(id, Some(doc), &[chunk.bytes]).map_err(|_| Fault::internal("rescue"))?;
        received.doc.ok_or_else(|| Fault::internal("rescue"))
    }

    /// Writes again what this PC wrote in the old epoch and the new one does not know.
    fn own_again(&self, id: Uuid, heap: &Heap, old: &Doc, made: &Doc) -> Result<Vec<Chunk>, Fault> {
        let infos = made.history()?;
        let detail = |info: &ChangeInfo| Message::parse(&info.message).map(|m| m.detail);
        let begun = infos.iter().filter_map(detail).find(|d| d.get(FROM).is_some()).unwrap_or_default();
        let base = heads_in(&begun, BASE);
        let included = heap.under(base.iter().copied());
        let known: BTreeMap<Hash, Hash> =
            infos.iter().filter_map(|i| Some((original(&detail(i)?)?, i.hash))).collect();
        let roots = infos
            .iter()
            .filter(|i| detail(i).is_some_and(|d| d.get(FROM).is_some() || d.get(LAYER).is_some()))
            .map(|i| i.hash)
            .collect();
        let ground = Heap::of(made.chunks()?.into_iter().map(|c| c.bytes));
        let mut again = Again::onto(id, heap, ground, roots);
        if base.iter().all(|h| heap.summary(h).is_some()) && !included.is_empty() {
            again.begins_as(&heap.load(id, &included)?)?;
        }
        let mut chunks = Vec::new();
        for hash in heap.in_order(&heap.hashes()).into_iter().filter(|h| !included.contains(h)) {
            let Some(info) = old.change_info(&hash) else { continue };
            let said = detail(&info).unwrap_or_default();
            if let Some(new) = known.get(&original(&said).unwrap_or(hash)) {
                again.stands_for(hash, *new)?;
            } else if said.get(FROM).is_none()
                && said.get(LAYER).is_none()
                && heap.summary(&hash).is_some_and(|s| s.actor.starts_with(&self.me))
            {
                chunks.extend(again.write(&hash, self.fresh()?, |info| self.of(&hash, info))?);
            }
        }
        Ok(chunks)
    }

    /// Takes in changes of epochs this PC's record is not in; `None` when nothing changed here.
    pub(super) fn other_epochs(
        &self,
        tx: &Tx,
        id: Uuid,
        current: Option<&Arc<Doc>>,
        items: &[&Item],
        took: &mut Took,
    ) -> Result<Option<Outcome>, Fault> {
        let mut by_epoch: BTreeMap<Uuid, Vec<&Item>> = BTreeMap::new();
        for item in items {
            by_epoch.entry(item.epoch_id).or_default().push(item);
        }
        let here = tx.epochs(id)?;
        let mut best: Option<Outcome> = None;
        for (epoch_id, items) in by_epoch {
            if here.contains(&epoch_id) {
                // Over here as well, and kept for the history.
                continue;
            }
            let waiting = tx.pending(id)?.into_iter().filter(|p| p.epoch_id == epoch_id).map(|p| p.bytes);
            let offered: Vec<Vec<u8>> = items.iter().map(|i| i.bytes.clone()).chain(waiting).collect();
            let Ok(received) = self.judge.receive(id, None, &offered) else {
                for item in items {
                    self.refuse(tx, id, OVER, &item.bytes, took)?;
                }
                continue;
            };
            let Some(made) = &received.doc else {
                self.keep_waiting(tx, id, epoch_id, &received.pending)?;
                took.needs.push(id);
                continue;
            };
            let order = |doc: &Doc| (doc.state().env.epoch, doc.state().env.epoch_id);
            let current = best.as_ref().and_then(|b| b.doc.as_ref()).or(current.map(Arc::as_ref));
            if made.state().env.epoch_id != epoch_id || current.is_some_and(|c| order(c) >= order(made)) {
                for item in items {
                    self.refuse(tx, id, OVER, &item.bytes, took)?;
                }
                continue;
            }
            let bad = self.not_allowed(id, &received);
            if !bad.is_empty() {
                for item in items {
                    self.refuse(tx, id, "may_not_write", &item.bytes, took)?;
                }
                continue;
            }
            let origins: BTreeMap<Hash, Option<Uuid>> = items
                .iter()
                .filter_map(|i| Some((huddle_doc::guard::open(&i.bytes).ok()?.1, i.origin)))
                .collect();
            let origin = |hash: &Hash| origins.get(hash).copied().flatten();
            let old = match current {
                Some(old) => old.clone(),
                None => made.clone(),
            };
            best = Some(self.adopt(tx, &old, made.clone(), &received.new, &origin)?);
            self.keep_waiting(tx, id, epoch_id, &received.pending)?;
        }
        Ok(best)
    }

    fn keep_waiting(&self, tx: &Tx, id: Uuid, epoch_id: Uuid, chunks: &[Chunk]) -> Result<(), Fault> {
        for chunk in chunks {
            tx.put_pending(&PendingRow {
                doc: id,
                hash: chunk.hash,
                epoch_id,
                deps: chunk.deps.concat(),
                bytes: chunk.bytes.clone(),
                from_peer: Some(self.from),
                at: self.now,
            })?;
        }
        Ok(())
    }

    /// Says whether a change was refused because its number was given already: it is not tried again.
    pub(super) fn known_twice(&self, tx: &Tx, id: Uuid, bytes: &[u8]) -> Result<bool, Fault> {
        let aside = tx.one::<QuarantineRow>(aside_id(id, bytes))?;
        Ok(aside.is_some_and(|row| row.reason == TWICE || row.reason == RESCUED))
    }
}
