//! One record in memory: begin, load, save, history.
//!
//! Over 400 lines because what may be in memory, and when it must be dropped, is decided here alone.

use std::collections::HashSet;
use std::sync::Arc;

use automerge::transaction::{CommitOptions, Transactable};
use automerge::{ActorId as AmActor, Automerge, Change, ChangeHash, ChangeMetadata, ObjType, ROOT, ReadDoc};
use uuid::Uuid;

use super::direct::{self, After, Direct};
use super::library::Library;
use super::{begin, caught, edit, first, named, read};
use crate::fault::Fault;
use crate::guard::{self, Limits};
use crate::state::State;
use crate::undo::{self, Inverse, Undo};
use crate::value::{ActorId, Chunk, Edit, Envelope, Hash, Meta, Path};

/// Holds one record in memory.
///
/// A record whose write could not be stored must be dropped and loaded again: memory never runs
/// ahead of the disk. The same holds after [`Fault::Panicked`].
#[derive(Clone)]
pub struct Doc {
    library: Library,
    /// The change everything rests on: the only one without dependencies.
    pub(super) beginning: Hash,
    state: Arc<State>,
    heads: Vec<Hash>,
    tally: Tally,
    /// The change an actor of this PC made last, with its number.
    mine: Option<(ActorId, u64, Hash)>,
}

/// What is said of a record's changes without listing them.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Tally {
    changes: usize,
    newest_ms: i64,
    max_op: u64,
}

impl Tally {
    fn of(am: &Automerge) -> Self {
        am.get_changes_meta(&[]).into_iter().fold(Self::default(), |t, m| t.and(m.timestamp, m.max_op))
    }

    fn and(self, time_ms: i64, max_op: u64) -> Self {
        Self {
            changes: self.changes + 1,
            newest_ms: self.newest_ms.max(time_ms),
            max_op: self.max_op.max(max_op),
        }
    }
}

impl std::fmt::Debug for Doc {
    /// Names the record and its size; never what people typed.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Doc({} {}, {} heads)", self.state.env.kind.as_str(), self.state.env.id, self.heads.len())
    }
}

/// Holds what a write made.
#[derive(Debug, Clone, PartialEq)]
pub struct Edited {
    /// The changes to store, in order: slots first. Empty when the write changed nothing.
    pub chunks: Vec<Chunk>,
    /// How to take the write back.
    pub inverse: Vec<Inverse>,
}

/// One letter of a long text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Its name: who typed it and when in the order of changes. Letters of copies have names of their own.
    pub name: String,
    /// The letter.
    pub sign: char,
}

/// Describes one change of a record's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeInfo {
    /// The change.
    pub hash: Hash,
    /// Who made it.
    pub actor: Vec<u8>,
    /// When, milliseconds since 1970 UTC by the clock of the PC that made it; 0 when not told.
    pub time_ms: i64,
    /// Who and what, in a few words; may be empty.
    pub message: String,
}

/// Tells where a change comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The frozen beginning of a derived record, byte for byte.
    Beginning,
    /// A slot, byte for byte.
    Slot,
    /// Anybody's change: its actor must be one that may write.
    Actor,
}

impl Doc {
    /// Begins a record that one person creates, with its first values.
    ///
    /// Returns the record and its one change, which carries the envelope, the kind's empty
    /// containers and `edits`.
    ///
    /// # Errors
    /// [`Fault::Schema`] and the other "nothing was written" faults.
    pub fn create(
        env: &Envelope,
        actor: ActorId,
        meta: &Meta,
        edits: &[Edit],
    ) -> Result<(Doc, Vec<Chunk>), Fault> {
        caught(|| {
            edit::check(&env.kind, meta, edits)?;
            let (tree, rest) = first::tree(env, edits)?;
            if rest.is_empty()
                && let Some(made) = Doc::create_direct(actor, meta, &tree)?
            {
                return Ok(made);
            }
            let mut am = Automerge::new().with_actor(AmActor::from(&actor.0[..]));
            let encoding = am.text_encoding();
            let mut tx = am.transaction();
            first::write(&mut tx, encoding, tree)?;
            for e in rest {
                edit::apply(&mut tx, &env.kind, e)?;
            }
            let (hash, _) = tx.commit_with(options(meta));
            let chunk = chunk_of(&am, hash)?;
            let doc = Doc::settle_in(am, chunk.hash)?;
            Ok((doc, vec![chunk]))
        })
        .ok_or(Fault::Panicked)?
    }

    /// Begins a record without the library's document; none when that takes more than plain values.
    fn create_direct(
        actor: ActorId,
        meta: &Meta,
        tree: &first::Tree,
    ) -> Result<Option<(Doc, Vec<Chunk>)>, Fault> {
        let mut write = Direct::on(direct::blank(), actor, 0);
        for (key, value) in tree {
            if write.put(std::slice::from_ref(key), Some(value)).is_err() {
                return Ok(None);
            }
        }
        let Some((change, mut root, _)) = write.finish(After::default(), meta) else { return Ok(None) };
        let chunk = checked(&change)?;
        root.written_by = chunk.hash;
        let doc = Doc {
            beginning: chunk.hash,
            state: Arc::new(read::whole(root)?),
            heads: vec![chunk.hash],
            tally: Tally::default().and(meta.time_ms, change.max_op()),
            mine: Some((actor, change.seq(), chunk.hash)),
            library: Library::blank().with(change)?,
        };
        doc.as_the_library_reads()?;
        Ok(Some((doc, vec![chunk])))
    }

    /// Begins a record that other PCs may begin too: the frozen bytes for its id and ward.
    ///
    /// Only `kind`, `id` and `ward` of the envelope are used; the rest is frozen (schema 1, epoch 0,
    /// audience `ward`, no time, no creator). The caller looks for a tombstone first.
    ///
    /// # Errors
    /// [`Fault::NotDerived`] when the kind has no frozen beginning or the epoch is not 0.
    pub fn create_derived(env: &Envelope) -> Result<(Doc, Vec<Chunk>), Fault> {
        if env.epoch != 0 || !env.epoch_id.is_nil() {
            return Err(Fault::NotDerived);
        }
        caught(|| {
            let (am, chunk) = begin::frozen(&env.kind, env.id, env.ward)?;
            let doc = Doc::settle_in(am, chunk.hash)?;
            Ok((doc, vec![chunk]))
        })
        .ok_or(Fault::Panicked)?
    }

    /// Loads a record from a snapshot and the changes after it.
    ///
    /// # Errors
    /// [`Fault::Damaged`] for an empty or altered piece, [`Fault::HeadsDiffer`] when the pieces do
    /// not end where the store remembers, [`Fault::WrongRecord`] when they are another record.
    pub fn load(
        id: Uuid,
        snapshot: Option<&[u8]>,
        changes: &[Vec<u8>],
        heads: &[Hash],
    ) -> Result<Doc, Fault> {
        caught(|| {
            let mut am = match snapshot {
                // Zero bytes load as an empty record, without an error.
                Some([]) => return Err(Fault::Damaged("an empty snapshot")),
                Some(bytes) => {
                    Automerge::load(bytes).map_err(|_| Fault::Damaged("a snapshot that does not load"))?
                }
                None => Automerge::new(),
            };
            let mut parsed = Vec::with_capacity(changes.len());
            for bytes in changes {
                guard::open(bytes).map_err(|_| Fault::Damaged("an altered change"))?;
                parsed.push(
                    Change::from_bytes(bytes.clone())
                        .map_err(|_| Fault::Damaged("a change that does not load"))?,
                );
            }
            am.apply_changes(parsed).map_err(|e| Fault::Engine(named(&e)))?;
            let mut expected = heads.to_vec();
            expected.sort_unstable();
            expected.dedup();
            if expected.is_empty() || sorted_heads(&am) != expected || !am.get_missing_deps(&[]).is_empty() {
                return Err(Fault::HeadsDiffer);
            }
            let beginning = beginning_of(&am)?;
            let doc = Doc::settle_in(am, beginning)?;
            if doc.state.env.id != id {
                return Err(Fault::WrongRecord);
            }
            Ok(doc)
        })
        .ok_or(Fault::Panicked)?
    }

    /// Reads everything there is to read, so that a fault shows here and not on a screen.
    pub(super) fn settle_in(am: Automerge, beginning: Hash) -> Result<Doc, Fault> {
        let state = read::state(&am, beginning)?;
        Ok(Doc::with_state(am, beginning, state))
    }

    pub(super) fn with_state(am: Automerge, beginning: Hash, state: State) -> Doc {
        let tally = Tally::of(&am);
        Doc::with_tally(am, beginning, state, tally)
    }

    fn with_tally(am: Automerge, beginning: Hash, state: State, tally: Tally) -> Doc {
        let heads = sorted_heads(&am);
        Doc { library: Library::new(am), beginning, state: Arc::new(state), heads, tally, mine: None }
    }

    /// Returns the library's document with every change in it.
    pub(super) fn am(&self) -> Result<&Automerge, Fault> {
        self.library.whole()
    }

    /// Holds a record written without the library's document against what the library reads, in builds with debug
    /// assertions: all tests.
    fn as_the_library_reads(&self) -> Result<(), Fault> {
        if cfg!(debug_assertions) {
            let am = self.library.joined()?;
            let same = read::state(&am, self.beginning)? == *self.state
                && sorted_heads(&am) == self.heads
                && Tally::of(&am) == self.tally;
            if !same {
                return Err(Fault::Engine("the record is not what the library reads"));
            }
        }
        Ok(())
    }

    /// Reads the whole record anew; equal to [`Doc::state`], which a write brings up to date only
    /// where it wrote.
    ///
    /// # Errors
    /// As [`Doc::load`].
    pub fn reread(&self) -> Result<State, Fault> {
        caught(|| read::state(self.am()?, self.beginning)).ok_or(Fault::Panicked)?
    }

    /// Applies edits as one change (and slots before it where containers are missing).
    ///
    /// # Errors
    /// A [`Fault`]; the record is unchanged. After [`Fault::Panicked`] drop it.
    pub fn edit(&mut self, actor: ActorId, meta: &Meta, edits: &[Edit]) -> Result<Edited, Fault> {
        caught(|| {
            let env = &self.state.env;
            edit::check(&env.kind, meta, edits)?;
            if let Some(done) = self.edit_direct(actor, meta, edits)? {
                return Ok(done);
            }
            let mut am = self.am()?.clone();
            let mut chunks = edit::make_slots(&mut am, env.id, self.beginning, edits)?;
            am.set_actor(AmActor::from(&actor.0[..]));
            let mut touched: Vec<Path> = Vec::new();
            let mut tx = am.transaction();
            for e in edits {
                touched.extend(edit::apply(&mut tx, &env.kind, e)?);
            }
            let mut wrote = None;
            if tx.pending_ops() == 0 {
                tx.rollback();
            } else {
                let (hash, _) = tx.commit_with(options(meta));
                let chunk = chunk_of(&am, hash)?;
                wrote = Some(chunk.hash);
                chunks.push(chunk);
            }
            if chunks.is_empty() {
                return Ok((None, Edited { chunks, inverse: Vec::new() }));
            }
            // Slots appear where edits point, so reading again what the edits name is enough.
            let again: Vec<Path> = touched.iter().chain(edits.iter().map(Edit::path)).cloned().collect();
            let state = read::state_after(&am, &self.state, &again)?;
            let tally = chunks
                .iter()
                .filter_map(|c| am.get_change_meta_by_hash(&ChangeHash(c.hash)))
                .fold(self.tally, |t, m| t.and(m.timestamp, m.max_op));
            let mut next = Doc::with_tally(am, self.beginning, state, tally);
            next.mine = chunks.last().filter(|c| Some(c.hash) == wrote).map(|c| (actor, c.actor_seq, c.hash));
            let inverse =
                wrote.map(|w| undo::inverses(&self.state, &next.state, &touched, w)).unwrap_or_default();
            Ok((Some(next), Edited { chunks, inverse }))
        })
        .ok_or(Fault::Panicked)?
        .map(|(next, edited)| {
            if let Some(next) = next {
                *self = next;
            }
            edited
        })
    }

    /// Applies edits without the library's document; none when they take more than plain values.
    fn edit_direct(
        &self,
        actor: ActorId,
        meta: &Meta,
        edits: &[Edit],
    ) -> Result<Option<(Option<Doc>, Edited)>, Fault> {
        let mut write = Direct::on(self.state.root.clone(), actor, self.tally.max_op);
        if edits.iter().any(|e| write.apply(e).is_err()) {
            return Ok(None);
        }
        let last = match self.mine {
            Some((mine, seq, hash)) if mine == actor => Some((seq, hash)),
            _ => self.last_of(actor)?,
        };
        let mut deps = self.heads.clone();
        if let Some((_, hash)) = last
            && !deps.contains(&hash)
        {
            deps.push(hash);
            deps.sort_unstable();
        }
        let after = After { deps, seq: last.map_or(0, |(seq, _)| seq) };
        let Some((change, root, touched)) = write.finish(after, meta) else {
            return Ok(Some((None, Edited { chunks: Vec::new(), inverse: Vec::new() })));
        };
        let chunk = checked(&change)?;
        let next = Doc {
            beginning: self.beginning,
            state: Arc::new(read::whole(root)?),
            heads: vec![chunk.hash],
            tally: self.tally.and(meta.time_ms, change.max_op()),
            mine: Some((actor, change.seq(), chunk.hash)),
            library: self.library.with(change)?,
        };
        next.as_the_library_reads()?;
        let inverse = undo::inverses(&self.state, &next.state, &touched, chunk.hash);
        Ok(Some((Some(next), Edited { chunks: vec![chunk], inverse })))
    }

    /// Lists the letters of a long text; none where there is no text.
    ///
    /// # Errors
    /// When the document library fails.
    pub fn letters(&self, path: &[String]) -> Result<Vec<Letter>, Fault> {
        caught(|| {
            let am = self.am()?;
            let engine = |e: automerge::AutomergeError| Fault::Engine(named(&e));
            let mut obj = ROOT;
            for key in path {
                match read::visible(am, &obj, key).map_err(engine)? {
                    Some((_, inner)) => obj = inner,
                    None => return Ok(Vec::new()),
                }
            }
            if am.object_type(&obj).ok() != Some(ObjType::Text) {
                return Ok(Vec::new());
            }
            let text = am.text(&obj).map_err(engine)?;
            let name = |at| am.get_cursor(&obj, at, None).map(|c| c.to_string()).map_err(engine);
            text.chars().enumerate().map(|(at, sign)| Ok(Letter { name: name(at)?, sign })).collect()
        })
        .ok_or(Fault::Panicked)?
    }

    /// Finds the last change an actor made here, with its number.
    fn last_of(&self, actor: ActorId) -> Result<Option<(u64, Hash)>, Fault> {
        let made = self.am()?.get_changes_meta(&[]).into_iter();
        Ok(made.filter(|m| m.actor.to_bytes() == actor.0).map(|m| (m.seq, m.hash.0)).max())
    }

    /// Works out how to take back a write, given its inverse (or those of several writes, oldest
    /// first, joined).
    pub fn undo_edits(&self, inverse: &[Inverse]) -> Undo {
        undo::undo_edits(&self.state, inverse)
    }

    /// Returns the edit that settles a clash by keeping value number `keep` (0 is the visible one),
    /// in the order of [`State::clashes`]. Empty when there is no such value.
    pub fn settle(&self, path: &[String], keep: usize) -> Vec<Edit> {
        let Some(node) = self.state.at(path) else { return Vec::new() };
        let kept = if keep == 0 { Some(node) } else { node.clash.get(keep - 1) };
        if node.clash.is_empty() {
            return Vec::new();
        }
        kept.and_then(crate::state::Node::to_value)
            .map(|value| Edit::Put { path: path.to_vec(), value })
            .into_iter()
            .collect()
    }

    /// Returns what the record says now.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Returns what the record says now, to keep.
    pub fn shared_state(&self) -> Arc<State> {
        Arc::clone(&self.state)
    }

    /// Returns the newest changes, in ascending order.
    pub fn heads(&self) -> Vec<Hash> {
        self.heads.clone()
    }

    /// Writes a snapshot. Two PCs with the same heads may write different bytes: compare heads.
    ///
    /// # Errors
    /// [`Fault::Panicked`].
    pub fn save(&self) -> Result<Vec<u8>, Fault> {
        caught(|| Ok(self.am()?.save())).ok_or(Fault::Panicked)?
    }

    /// Returns how many changes the record has.
    pub fn changes(&self) -> usize {
        self.tally.changes
    }

    /// Returns the newest time any of its changes tells, milliseconds since 1970 UTC; 0 when none does.
    pub fn newest_ms(&self) -> i64 {
        self.tally.newest_ms
    }

    /// Returns the change everything rests on.
    #[must_use]
    pub fn begun(&self) -> Option<ChangeInfo> {
        self.change_info(&self.beginning)
    }

    /// Lists the record's changes, each after those it was built on.
    ///
    /// # Errors
    /// [`Fault::Panicked`].
    pub fn history(&self) -> Result<Vec<ChangeInfo>, Fault> {
        caught(|| {
            let made = self.am()?.get_changes_meta(&[]).into_iter();
            Ok(made.map(info).collect())
        })
        .ok_or(Fault::Panicked)?
    }

    /// Describes one change: who made it, when, and in a few words what it was.
    pub fn change_info(&self, hash: &Hash) -> Option<ChangeInfo> {
        if let Some(change) = self.library.waiting(hash) {
            return Some(ChangeInfo {
                hash: *hash,
                actor: change.actor_id().to_bytes().to_vec(),
                time_ms: change.timestamp(),
                message: change.message().unwrap_or_default().to_owned(),
            });
        }
        caught(|| self.am().ok()?.get_change_meta_by_hash(&ChangeHash(*hash)).map(info)).flatten()
    }

    /// Returns whether the record holds a change.
    pub fn has(&self, hash: &Hash) -> bool {
        self.heads.contains(hash)
            || caught(|| self.am().is_ok_and(|am| am.get_change_meta_by_hash(&ChangeHash(*hash)).is_some()))
                .unwrap_or(false)
    }

    /// Writes out every change of the record, each after those it was built on.
    ///
    /// # Errors
    /// [`Fault::Panicked`].
    pub fn chunks(&self) -> Result<Vec<Chunk>, Fault> {
        caught(|| Ok(self.am()?.get_changes(&[]).iter().map(chunk).collect())).ok_or(Fault::Panicked)?
    }

    /// Tells of changes of this record whether each is its frozen beginning, a slot, or somebody's write.
    ///
    /// Beginnings and slots have made-up actors: the check "may this device write" does not apply to
    /// them, and this says so only when the bytes are exactly the expected ones.
    pub fn origins(&self, chunks: &[&Chunk]) -> Vec<Origin> {
        let env = &self.state.env;
        let frozen = || begin::frozen(&env.kind, env.id, env.ward).map(|(_, chunk)| chunk);
        caught(|| {
            // Nothing else is built on nothing.
            let first = chunks.iter().any(|c| c.deps.is_empty() && env.epoch == 0);
            let beginning = first.then(frozen).and_then(Result::ok);
            let slots = self.am().map_or_else(
                |_| HashSet::new(),
                |am| edit::Slots::among(am, env.id, self.beginning, chunks.iter().copied()),
            );
            let origin = |c: &&Chunk| match &beginning {
                Some(beginning) if beginning.bytes == c.bytes => Origin::Beginning,
                _ if slots.contains(&c.hash) => Origin::Slot,
                _ => Origin::Actor,
            };
            chunks.iter().map(origin).collect()
        })
        .unwrap_or_else(|| vec![Origin::Actor; chunks.len()])
    }
}

fn options(meta: &Meta) -> CommitOptions {
    let options = CommitOptions::default().with_time(meta.time_ms);
    if meta.message.is_empty() { options } else { options.with_message(meta.message.as_str()) }
}

pub(super) fn sorted_heads(am: &Automerge) -> Vec<Hash> {
    let mut heads: Vec<Hash> = am.get_heads().iter().map(|h| h.0).collect();
    heads.sort_unstable();
    heads
}

fn info(m: ChangeMetadata<'_>) -> ChangeInfo {
    ChangeInfo {
        hash: m.hash.0,
        actor: m.actor.to_bytes().to_vec(),
        time_ms: m.timestamp,
        message: m.message.map(|s| s.into_owned()).unwrap_or_default(),
    }
}

/// Finds the one change without dependencies.
pub(super) fn beginning_of(am: &Automerge) -> Result<Hash, Fault> {
    let mut first = am.get_changes_meta(&[]).into_iter().filter(|m| m.deps.is_empty()).map(|m| m.hash.0);
    match (first.next(), first.next()) {
        (Some(hash), None) => Ok(hash),
        (None, _) => Err(Fault::Envelope("beginning")),
        (Some(_), Some(_)) => Err(Fault::Damaged("two beginnings")),
    }
}

pub(super) fn chunk(change: &Change) -> Chunk {
    Chunk {
        hash: change.hash().0,
        actor: change.actor_id().to_bytes().to_vec(),
        actor_seq: change.seq(),
        deps: change.deps().iter().map(|h| h.0).collect(),
        bytes: change.raw_bytes().to_vec(),
    }
}

/// Takes the change just committed out of the library and checks that it is what it is called and
/// that other PCs will let it pass.
pub(super) fn chunk_of(am: &Automerge, hash: Option<ChangeHash>) -> Result<Chunk, Fault> {
    let hash = hash.ok_or(Fault::Engine("nothing was committed"))?;
    let change = am.get_change_by_hash(&hash).ok_or(Fault::Engine("the change is missing"))?;
    if change.hash() != hash {
        return Err(Fault::Engine("the change is not what it is called"));
    }
    checked(&change)
}

/// Checks that a change is what it is called and that other PCs will let it pass.
fn checked(change: &Change) -> Result<Chunk, Fault> {
    let chunk = chunk(change);
    match guard::check(&chunk.bytes, &Limits::default()) {
        Ok(summary) if summary.hash == chunk.hash => Ok(chunk),
        Ok(_) => Err(Fault::Engine("the change is not what it is called")),
        Err(_) => Err(Fault::TooLarge),
    }
}

#[cfg(all(test, debug_assertions))]
mod tests {
    use super::*;
    use crate::state::NodeValue;
    use crate::value::{Value, path};

    /// The control of [`Doc::as_the_library_reads`]: a wrong operation number must be found at the next write.
    #[test]
    fn a_write_that_follows_the_wrong_operation_is_refused() {
        let env = Envelope {
            kind: huddle_core::kind::Kind::Card,
            schema: 1,
            id: Uuid::from_u128(1),
            ward: Uuid::from_u128(2),
            epoch: 0,
            epoch_id: Uuid::nil(),
            audience: huddle_core::audience::Audience::Ward,
            created_at: 0,
            created_by: None,
        };
        let actor = ActorId([7; 16]);
        let meta = Meta { time_ms: 1, message: String::new() };
        let put = |title: &str| [Edit::Put { path: path(["title"]), value: Value::str(title) }];
        let (doc, _) = Doc::create(&env, actor, &meta, &put("pump")).unwrap();

        let mut right = doc.clone();
        right.edit(actor, &meta, &put("pump mended")).unwrap();
        assert_eq!(right.state().str("title"), "pump mended");

        let mut wrong = doc;
        let mut state = State::clone(&wrong.state);
        let NodeValue::Map(root) = &mut state.root.value else { panic!("no map") };
        let title = root.get_mut("title").unwrap();
        title.alone = title.alone.map(|w| crate::state::Written { counter: w.counter + 1, ..w });
        wrong.state = Arc::new(state);
        wrong.edit(actor, &meta, &put("pump mended")).unwrap_err();
        assert_eq!(wrong.state().str("title"), "pump");
    }
}
