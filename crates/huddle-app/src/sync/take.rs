//! Commits what came from another PC: one transaction for the changes, the rows screens read and the cursor.
//!
//! Every record goes through [`huddle_doc::receive`] (INV-6). What is refused is kept in quarantine, never
//! dropped, and the cursor goes on, so that one bad change cannot stop a ward.
//!
//! Over 400 lines because one record's changes are judged, kept and refused in one walk.

use super::Care;
use super::judge::{Ahead, Came, Judge};
use super::late::row_of;
use super::rescue::{OVER, RESCUED, TWICE};
use super::shelf::cursor_rows;
use crate::app::App;
use crate::docs::Docs;
use crate::fault::Fault;
use crate::wire::ChangeNote;
use crate::{exec, project};
use huddle_core::Uuid;
use huddle_core::audience::Audience;
use huddle_core::kind::Kind;
use huddle_doc::{Chunk, Doc, Origin, Received, Refused};
use huddle_store::{ChangeRow, PendingRow, QuarantineRow, Tx};
use huddle_sync::{Item, Made, Role, Roster, Take, Took};
use sha2::{Digest, Sha256};
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// How often one record's batch is tried in parts before the rest of it is put aside.
const TRIES: usize = 64;
/// Changes that may wait for others, in all (reliability R25).
const PENDING: u32 = 5_000;

/// Reasons that say nothing against the PC the change came through.
const RELAYED: &[&str] = &["may_not_write", OVER, "identifier", TWICE];
/// Reasons for which nothing is missing: what was kept aside is in the record in another form.
pub(super) const NOT_MISSING: [&str; 2] = [OVER, RESCUED];

/// What a record's part of the batch came to.
pub(super) struct Outcome {
    pub doc: Option<Doc>,
    pub kind: Kind,
}

/// What the records of a batch are judged by.
pub(super) struct Court<'a> {
    pub app: &'a App,
    pub from: Uuid,
    /// On a link with a matron's PC, the first bytes of her actors: she sends her own answers and relays nothing.
    matron: Option<[u8; 8]>,
    pub now: i64,
    pub roster: &'a Roster,
    pub judge: Judge<'a>,
    /// First bytes of this PC's actors, and its store.
    pub me: [u8; 8],
    pub store: Uuid,
    /// Of the PCs that are linked this one begins records anew.
    pub leads: bool,
    /// Something is kept in quarantine, so that what is taken in may be there.
    aside: bool,
    /// What was judged before its turn.
    ahead: RefCell<Ahead>,
}

/// Commits a batch.
pub(super) fn take(
    app: &App,
    ward: Uuid,
    scope: Audience,
    (device, role): ([u8; 32], Role),
    care: Care,
    take: &Take<'_>,
    ahead: Ahead,
) -> Result<Took, Fault> {
    let roster = app.roster(ward)?;
    let matron = device.first_chunk::<8>().copied().filter(|_| role == Role::Matron);
    let me = app.identity().device;
    let leads = care.rescue && scope == Audience::Ward && app.memory().there.lowest(&me, &roster);
    let aside = app.with_store(|s| s.read(|r| r.count::<QuarantineRow>("", [])))? > 0;
    let court = Court {
        app,
        me: std::array::from_fn(|n| me.get(n).copied().unwrap_or_default()),
        store: app.store_id(),
        leads,
        aside,
        ahead: RefCell::new(ahead),
        judge: Judge { ward, scope, ranges: &app.env().ranges },
        from: take.store,
        matron,
        now: app.now(),
        roster: &roster,
    };
    app.sync_write(|tx, docs| {
        let mut took = Took::default();
        let mut notes = Vec::new();
        let mut kept = Vec::new();
        for (doc, items) in by_record(take.items) {
            let Some(current) = court.current(tx, docs, doc, &items, &mut took)? else { continue };
            if let Some(done) = court.record(tx, doc, current, &items, &mut took)? {
                notes.push(ChangeNote { kind: done.kind.as_str().to_owned(), id: doc });
                if let Some(doc) = done.doc {
                    kept.push((doc.state().env.id, Arc::new(doc)));
                }
            }
        }
        for doc in take.gone {
            if let Some(row) = tx.doc(*doc)?.filter(|d| d.ward == ward) {
                tx.forget_record(row.id)?;
                notes.push(ChangeNote { kind: row.kind, id: row.id });
            }
        }
        if !take.items.is_empty() {
            tx.trim_pending(PENDING)?;
        }
        if let Some(cursor) = take.cursor {
            for row in cursor_rows(take.store, ward, scope, cursor) {
                tx.put(&row)?;
            }
        }
        Ok((took, notes, kept, !take.gone.is_empty()))
    })
}

/// What a whole bundle is taken in under.
pub(super) struct Whole {
    pub ward: Uuid,
    /// The store it was made in.
    pub store: Uuid,
    /// Said when more would wait for others than this PC keeps.
    pub most_waiting: fn() -> Fault,
}

impl App {
    /// Commits a bundle in one transaction: what `first` does, every batch `next` gives, then what `last` does.
    /// `first` returns the roster the changes are judged by.
    ///
    /// # Errors
    /// What any of them returns, or when too much of it would wait; then nothing was changed.
    pub(super) fn take_whole(
        &self,
        whole: &Whole,
        first: impl FnOnce(&Tx) -> Result<Roster, Fault>,
        mut next: impl FnMut() -> Result<Option<Vec<Item>>, Fault>,
        last: impl FnOnce(&Tx) -> Result<(), Fault>,
    ) -> Result<Took, Fault> {
        let now = self.now();
        let me = self.identity().device;
        let store = self.store_id();
        self.sync_write(|tx, docs| {
            let roster = first(tx)?;
            let court = Court {
                app: self,
                me: std::array::from_fn(|n| me.get(n).copied().unwrap_or_default()),
                store,
                // Which of the ward's PCs begins a record anew is settled on links alone.
                leads: false,
                aside: tx.count::<QuarantineRow>("", [])? > 0,
                ahead: RefCell::default(),
                matron: None,
                judge: Judge { ward: whole.ward, scope: Audience::Ward, ranges: &self.env().ranges },
                from: whole.store,
                now,
                roster: &roster,
            };
            let mut took = Took::default();
            let mut notes: BTreeMap<Uuid, ChangeNote> = BTreeMap::new();
            while let Some(items) = next()? {
                for (doc, items) in by_record(&items) {
                    let Some(current) = court.current(tx, docs, doc, &items, &mut took)? else { continue };
                    if let Some(done) = court.record(tx, doc, current, &items, &mut took)? {
                        notes.insert(doc, ChangeNote { kind: done.kind.as_str().to_owned(), id: doc });
                        // The next batch builds on it; a rollback drops every document in memory.
                        if let Some(changed) = done.doc {
                            docs.put(doc, Arc::new(changed));
                        }
                    }
                }
            }
            if tx.pending_size()?.0 > i64::from(PENDING) {
                return Err((whole.most_waiting)());
            }
            last(tx)?;
            Ok((took, notes.into_values().collect(), Vec::new(), false))
        })
    }
}

/// Puts the changes of each record together, records in the order they came.
pub(super) fn by_record(items: &[Item]) -> Vec<Came<'_>> {
    let mut places: HashMap<Uuid, usize> = HashMap::new();
    let mut out: Vec<Came<'_>> = Vec::new();
    for item in items {
        let at = *places.entry(item.doc).or_insert_with(|| {
            out.push((item.doc, Vec::new()));
            out.len() - 1
        });
        if let Some((_, all)) = out.get_mut(at) {
            all.push(item);
        }
    }
    out
}

impl Court<'_> {
    /// Returns the record as it is here, if it is; `None` when every one of these changes is stored already, so that
    /// there is nothing to take in. A PC that joins gets its board twice, and need not load it for that.
    #[allow(clippy::option_option, reason = "nothing to do, nothing here, and a record are three answers")]
    fn current(
        &self,
        tx: &Tx,
        docs: &mut Docs,
        id: Uuid,
        items: &[&Item],
        took: &mut Took,
    ) -> Result<Option<Option<Arc<Doc>>>, Fault> {
        let Some(row) = tx.doc(id)? else { return Ok(Some(None)) };
        let mut seen = Vec::with_capacity(items.len());
        for item in items {
            match huddle_doc::guard::open(&item.bytes) {
                Ok((_, hash))
                    if !self.aside
                        && item.epoch_id == row.epoch_id
                        && tx.has_change(id, row.epoch_id, &hash)? =>
                {
                    seen.push(hash);
                }
                _ => return Ok(Some(Some(docs.get(tx, id)?))),
            }
        }
        took.seen.extend(seen);
        Ok(None)
    }

    /// Takes in one record's changes; `None` when nothing of it changed here.
    fn record(
        &self,
        tx: &Tx,
        id: Uuid,
        current: Option<Arc<Doc>>,
        items: &[&Item],
        took: &mut Took,
    ) -> Result<Option<Outcome>, Fault> {
        // What was removed for good does not come back.
        if tx.tombstone(id)?.is_some() {
            return Ok(None);
        }
        let epoch_id = current.as_ref().map_or(Uuid::nil(), |d| d.state().env.epoch_id);
        let mut offered: Vec<Vec<u8>> = Vec::new();
        let mut other_epochs: Vec<&Item> = Vec::new();
        let mut origins: HashMap<[u8; 32], &Item> = HashMap::new();
        let mut twice = false;
        for item in items {
            match huddle_doc::guard::open(&item.bytes) {
                Ok((_, hash)) => {
                    took.seen.push(hash);
                    if item.epoch_id != epoch_id {
                        other_epochs.push(item);
                    } else if self.aside && self.known_twice(tx, id, &item.bytes)? {
                        twice = true;
                    } else if current.is_none() || !tx.has_change(id, epoch_id, &hash)? {
                        origins.insert(hash, item);
                        offered.push(item.bytes.clone());
                    }
                }
                Err(_) => self.refuse(tx, id, "unreadable", &item.bytes, took)?,
            }
        }
        if !other_epochs.is_empty()
            && let Some(done) = self.other_epochs(tx, id, current.as_ref(), &other_epochs, took)?
        {
            return Ok(Some(done));
        }
        if offered.is_empty() {
            return match current {
                Some(current) if twice => self.rescue(tx, &current, items),
                _ => Ok(None),
            };
        }
        let mut waiting: Vec<PendingRow> = tx.pending(id)?;
        waiting.retain(|row| row.epoch_id == epoch_id);
        offered.extend(waiting.iter().map(|p| p.bytes.clone()));

        let before = current.as_ref().map_or(0, |d| d.changes());
        let mut tries = TRIES;
        let mut new = Vec::new();
        let mut still: Vec<Chunk> = Vec::new();
        let mut doc = current.clone();
        self.parts(tx, id, &mut doc, offered, &mut new, &mut still, &mut tries, took)?;

        // A change that was taken later in the batch no longer waits.
        let here: HashSet<[u8; 32]> = new.iter().map(|c: &Chunk| c.hash).collect();
        still.retain(|c| !here.contains(&c.hash));
        if !still.is_empty() {
            self.waiting_on_late(tx, id, &mut still)?;
        }
        for row in &waiting {
            if !still.iter().any(|c| c.hash == row.hash) {
                tx.remove_pending(id, &row.hash)?;
            }
        }
        for chunk in &still {
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
        if !still.is_empty() {
            took.needs.push(id);
        }
        for chunk in &new {
            let item = origins.get(&chunk.hash);
            let row = row_of(id, epoch_id, chunk, item.and_then(|i| i.origin), self.now);
            tx.append_change(&ChangeRow { sig: item.and_then(|i| i.sig.clone()), ..row })?;
            if self.aside {
                tx.remove_rows::<QuarantineRow>(aside_id(id, &chunk.bytes))?;
            }
        }
        let left = origins.iter().filter(|(hash, _)| !here.contains(*hash)).map(|(_, item)| *item);
        if let Some(doc) = &doc
            && self.any_twice(tx, id, twice, left)?
            && let Some(done) = self.rescue(tx, doc, items)?
        {
            return Ok(Some(done));
        }
        let Some(doc) = doc.filter(|_| !new.is_empty()) else { return Ok(None) };
        let state = doc.shared_state();
        exec::write_doc_row(tx, &state, &doc, self.now)?;
        project::record(tx, &state, doc.newest_ms())?;
        for (n, chunk) in new.iter().enumerate() {
            if let Some(info) = doc.change_info(&chunk.hash) {
                project::history(id, before + n, info).map_or(Ok(()), |row| tx.put(&row))?;
            }
        }
        Ok(Some(Outcome { kind: state.env.kind.clone(), doc: Some(Doc::clone(&doc)) }))
    }

    /// Takes in `offered`, in halves when all of it together is refused.
    #[allow(clippy::too_many_arguments, reason = "one walk over one record, which all of it belongs to")]
    fn parts(
        &self,
        tx: &Tx,
        id: Uuid,
        doc: &mut Option<Arc<Doc>>,
        mut offered: Vec<Vec<u8>>,
        new: &mut Vec<Chunk>,
        still: &mut Vec<Chunk>,
        tries: &mut usize,
        took: &mut Took,
    ) -> Result<(), Fault> {
        loop {
            if *tries == 0 {
                return offered.iter().try_for_each(|b| self.refuse(tx, id, "too_many_bad", b, took));
            }
            *tries -= 1;
            match self.receive(id, doc.as_deref(), &offered) {
                Ok(received) => {
                    let bad = self.not_allowed(id, &received);
                    if bad.is_empty() {
                        new.extend(received.new);
                        still.extend(received.pending);
                        *doc = received.doc.map(Arc::new);
                        return Ok(());
                    }
                    // Without them; what was built on them waits.
                    let reason = if self.matron.is_some() { "not_hers" } else { "may_not_write" };
                    for chunk in received.new.iter().filter(|c| bad.contains(&c.hash)) {
                        self.refuse(tx, id, reason, &chunk.bytes, took)?;
                    }
                    let is_bad =
                        |b: &Vec<u8>| huddle_doc::guard::open(b).is_ok_and(|(_, h)| bad.contains(&h));
                    offered.retain(|b| !is_bad(b));
                    if offered.is_empty() {
                        return Ok(());
                    }
                }
                Err(refused) if offered.len() <= 1 => {
                    return offered.iter().try_for_each(|b| self.refuse(tx, id, word(&refused), b, took));
                }
                Err(_) => {
                    let later = offered.split_off(offered.len() / 2);
                    self.parts(tx, id, doc, offered, new, still, tries, took)?;
                    // What waited for the first half is offered again with the second.
                    offered = still.drain(..).map(|c| c.bytes).chain(later).collect();
                }
            }
        }
    }

    /// Says whether any of these changes is in quarantine because its number was given already.
    fn any_twice<'i>(
        &self,
        tx: &Tx,
        id: Uuid,
        known: bool,
        items: impl Iterator<Item = &'i Item>,
    ) -> Result<bool, Fault> {
        let mut twice = known;
        for item in items {
            twice = twice || self.known_twice(tx, id, &item.bytes)?;
        }
        Ok(twice)
    }

    /// Takes changes into a record; one that is new here was judged ahead, unless more has come of it since.
    fn receive(&self, id: Uuid, doc: Option<&Doc>, offered: &[Vec<u8>]) -> Result<Received, Refused> {
        match self.ahead.borrow_mut().remove(&id) {
            Some((of, judged)) if doc.is_none() && of == offered => judged,
            _ => self.judge.receive(id, doc, offered),
        }
    }

    /// Lists the changes whose PC may not write. Frozen beginnings and slots are nobody's.
    pub(super) fn not_allowed(&self, id: Uuid, received: &Received) -> HashSet<[u8; 32]> {
        let Some(doc) = &received.doc else { return HashSet::new() };
        let (kind, begun_by) = (&doc.state().env.kind, doc.begun().map(|b| b.actor).unwrap_or_default());
        let may = |c: &Chunk| {
            let (actor, actor_seq) = (&c.actor[..], c.actor_seq);
            self.roster.may(&Made { doc: id, kind, begun_by: &begun_by, actor, actor_seq })
        };
        if let Some(matron) = self.matron {
            // Not even a beginning that is nobody's: whatever she sends she wrote.
            let hers = |c: &Chunk| *kind == Kind::Reply && c.actor.starts_with(&matron) && may(c);
            return received.new.iter().filter(|c| !hers(c)).map(|c| c.hash).collect();
        }
        let left: Vec<&Chunk> = received.new.iter().filter(|c| !may(c)).collect();
        let origins = doc.origins(&left).into_iter();
        left.iter().zip(origins).filter(|(_, of)| *of == Origin::Actor).map(|(c, _)| c.hash).collect()
    }

    /// Keeps a change in quarantine, once however often it is offered.
    pub(super) fn refuse(
        &self,
        tx: &Tx,
        doc: Uuid,
        reason: &str,
        bytes: &[u8],
        took: &mut Took,
    ) -> Result<(), Fault> {
        let id = aside_id(doc, bytes);
        if tx.one::<QuarantineRow>(id)?.is_some() {
            return Ok(());
        }
        tracing::warn!(%doc, reason, "a change was put into quarantine");
        // Who passes on what another PC wrote has done nothing wrong.
        took.refused += usize::from(!RELAYED.contains(&reason));
        tx.put_quarantine(&QuarantineRow {
            id,
            doc: Some(doc),
            from_peer: Some(self.from),
            at: self.now,
            reason: reason.to_owned(),
            bytes: bytes.to_vec(),
        })?;
        Ok(())
    }
}

/// Names refused bytes of a record.
pub(super) fn aside_id(doc: Uuid, bytes: &[u8]) -> Uuid {
    let sum = Sha256::new().chain_update(doc.as_bytes()).chain_update(bytes).finalize();
    Uuid::from_slice(sum.get(..16).unwrap_or_default()).unwrap_or_default()
}

/// Names why the document's door refused, in a fixed word.
fn word(refused: &Refused) -> &'static str {
    match refused {
        Refused::Guard { .. } | Refused::TooManyChunks | Refused::TooLarge => "guard",
        Refused::TooManyPending => "too_many_waiting",
        Refused::Beginning => "beginning",
        Refused::DuplicateSeq { .. } => TWICE,
        Refused::SequenceGap | Refused::OperationNumber => "numbers",
        Refused::Schema { .. } => "schema",
        Refused::WrongRecord => "wrong_record",
        Refused::Judged(why) if why == "audience" => "audience",
        Refused::Judged(why) if why == "identifier" => "identifier",
        Refused::Judged(_) => "judged",
        Refused::Engine(_) | Refused::Panicked | Refused::NotReloadable | Refused::NoProgress => "engine",
    }
}
