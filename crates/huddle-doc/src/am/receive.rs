//! Takes in changes from elsewhere (INV-6).
//!
//! The order matters: the byte guard first, because an allocation that fails cannot be caught; then
//! everything on a copy, inside `catch_unwind`, including the first read and a reload, because a
//! corrupt change that is accepted often makes a record that works until the next start and then
//! cannot be loaded.

use std::collections::{HashMap, HashSet};

use automerge::{Automerge, Change, ChangeHash};
use uuid::Uuid;

use super::doc::{beginning_of, sorted_heads};
use super::{Doc, begin, caught, named, read};
use crate::fault::{Fault, Refused};
use crate::guard::{self, Limits, Summary};
use crate::schema;
use crate::state::State;
use crate::value::{Chunk, Hash};

/// Names the record that a batch of changes claims to belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    /// The record.
    pub doc: Uuid,
    /// The ward the link is for.
    pub ward: Uuid,
}

/// Holds what a batch of changes came to.
#[derive(Debug, Clone)]
pub struct Received {
    /// The record with the new changes in it. `None` when nothing of the record is here yet and
    /// everything waits for its beginning.
    pub doc: Option<Doc>,
    /// The changes taken in, each after those it was built on. Store them, commit, then swap.
    pub new: Vec<Chunk>,
    /// The changes that wait for others. Offer them again, with whatever comes, next time.
    pub pending: Vec<Chunk>,
}

/// Takes in a batch of changes, or refuses all of it.
///
/// `judge` sees the resulting record before anything is kept; its error is passed on.
///
/// # Errors
/// [`Refused`]; `current` is untouched in every case.
pub fn receive(
    current: Option<&Doc>,
    frame: &Frame,
    chunks: &[Vec<u8>],
    limits: &Limits,
    judge: &dyn Fn(&State) -> Result<(), String>,
) -> Result<Received, Refused> {
    let offered = guarded(chunks, limits)?;
    caught(|| take_in(current, frame, offered, limits, judge)).ok_or(Refused::Panicked)?
}

/// Runs the byte guard over a batch and drops repetitions.
fn guarded<'a>(chunks: &'a [Vec<u8>], limits: &Limits) -> Result<Vec<(Summary, &'a [u8])>, Refused> {
    if chunks.len() > limits.chunks {
        return Err(Refused::TooManyChunks);
    }
    let bytes: usize = chunks.iter().fold(0, |n, c| n.saturating_add(c.len()));
    if bytes > limits.batch_bytes {
        return Err(Refused::TooLarge);
    }
    let mut rows = 0_u64;
    let mut seen: HashSet<Hash> = HashSet::new();
    let mut out = Vec::new();
    for (chunk, bytes) in chunks.iter().enumerate() {
        let summary = guard::check(bytes, limits).map_err(|fault| Refused::Guard { chunk, fault })?;
        rows = rows.saturating_add(summary.ops);
        if rows > limits.batch_rows {
            return Err(Refused::TooLarge);
        }
        if seen.insert(summary.hash) {
            out.push((summary, bytes.as_slice()));
        }
    }
    Ok(out)
}

fn to_chunk(s: &Summary, bytes: &[u8]) -> Chunk {
    Chunk {
        hash: s.hash,
        actor: s.actor.clone(),
        actor_seq: s.seq,
        deps: s.deps.clone(),
        bytes: bytes.to_vec(),
    }
}

fn take_in(
    current: Option<&Doc>,
    frame: &Frame,
    mut waiting: Vec<(Summary, &[u8])>,
    limits: &Limits,
    judge: &dyn Fn(&State) -> Result<(), String>,
) -> Result<Received, Refused> {
    if let Some(doc) = current {
        let env = &doc.state().env;
        if env.id != frame.doc || env.ward != frame.ward {
            return Err(Refused::WrongRecord);
        }
    }
    let here = current.map(Doc::am).transpose().map_err(refused)?;
    if let Some(am) = here {
        waiting.retain(|(s, _)| am.get_change_meta_by_hash(&ChangeHash(s.hash)).is_none());
    }
    let ready = order(here, &mut waiting);
    let pending: Vec<Chunk> = waiting.iter().map(|(s, b)| to_chunk(s, b)).collect();
    if pending.len() > limits.pending
        || pending.iter().fold(0, |n: usize, c| n.saturating_add(c.bytes.len())) > limits.pending_bytes
    {
        return Err(Refused::TooManyPending);
    }
    if ready.is_empty() {
        return Ok(Received { doc: current.cloned(), new: Vec::new(), pending });
    }
    check_numbers(here, &ready)?;

    let mut am = here.map_or_else(Automerge::new, Automerge::clone);
    let mut changes = Vec::with_capacity(ready.len());
    for (s, bytes) in &ready {
        let change = Change::from_bytes(bytes.to_vec()).map_err(|_| Refused::Engine("unreadable bytes"))?;
        let told_the_same = change.hash().0 == s.hash
            && change.seq() == s.seq
            && change.start_op().get() == s.start_op
            && change.len() as u64 == s.ops
            && change.actor_id().to_bytes() == &s.actor[..];
        if !told_the_same {
            return Err(Refused::Engine("the guard and the library disagree"));
        }
        changes.push(change);
    }
    am.apply_changes(changes).map_err(|e| match e {
        automerge::AutomergeError::DuplicateSeqNumber(seq, actor) => {
            Refused::DuplicateSeq { actor: actor.to_bytes().to_vec(), seq }
        }
        e => Refused::Engine(named(&e)),
    })?;
    if ready.iter().any(|(s, _)| am.get_change_meta_by_hash(&ChangeHash(s.hash)).is_none()) {
        return Err(Refused::NoProgress);
    }

    let beginning = match current {
        Some(d) => d.beginning,
        None => beginning_of(&am).map_err(|_| Refused::Beginning)?,
    };
    let state = read_state(&am, beginning)?;
    reload(&am, &state, beginning)?;
    check_identity(current, frame, &state, &ready)?;
    schema::check_state(&state).map_err(|(place, rule)| Refused::Schema { place, rule })?;
    judge(&state).map_err(Refused::Judged)?;
    let doc = Doc::with_state(am, beginning, state);
    let new = ready.iter().map(|(s, b)| to_chunk(s, b)).collect();
    Ok(Received { doc: Some(doc), new, pending })
}

/// Moves every change whose dependencies are here out of `waiting`, each after those it needs.
fn order<'a>(
    current: Option<&Automerge>,
    waiting: &mut Vec<(Summary, &'a [u8])>,
) -> Vec<(Summary, &'a [u8])> {
    let here = |h: &Hash| current.is_some_and(|am| am.get_change_meta_by_hash(&ChangeHash(*h)).is_some());
    let mut missing: Vec<usize> = Vec::with_capacity(waiting.len());
    let mut needed_by: HashMap<Hash, Vec<usize>> = HashMap::new();
    let mut queue: Vec<usize> = Vec::new();
    for (i, (s, _)) in waiting.iter().enumerate() {
        let open: Vec<&Hash> = s.deps.iter().filter(|d| !here(d)).collect();
        missing.push(open.len());
        if open.is_empty() {
            queue.push(i);
        }
        for d in open {
            needed_by.entry(*d).or_default().push(i);
        }
    }
    let mut rank: Vec<Option<usize>> = vec![None; waiting.len()];
    let mut next = 0;
    while let Some(&i) = queue.get(next) {
        if let (Some(r), Some((s, _))) = (rank.get_mut(i), waiting.get(i)) {
            *r = Some(next);
            for j in needed_by.remove(&s.hash).unwrap_or_default() {
                if let Some(m) = missing.get_mut(j) {
                    *m -= 1;
                    if *m == 0 {
                        queue.push(j);
                    }
                }
            }
        }
        next += 1;
    }
    let mut ready: Vec<(usize, (Summary, &[u8]))> = Vec::new();
    let mut rest = Vec::new();
    for (r, w) in rank.into_iter().zip(waiting.drain(..)) {
        match r {
            Some(r) => ready.push((r, w)),
            None => rest.push(w),
        }
    }
    *waiting = rest;
    ready.sort_by_key(|(r, _)| *r);
    ready.into_iter().map(|(_, w)| w).collect()
}

/// Checks that every change follows its actor's last one and that its first operation follows the
/// last of those it was built on.
///
/// Every honest write does. The library panics on a gap in an actor's numbers. A change that runs
/// ahead would use up the operation numbers (32 bits) for everybody; one that falls back would make
/// later honest ones look wrong.
fn check_numbers(current: Option<&Automerge>, ready: &[(Summary, &[u8])]) -> Result<(), Refused> {
    let mut last: HashMap<Hash, u64> = HashMap::new();
    let mut actors: HashMap<Vec<u8>, u64> = HashMap::new();
    for m in current.map(|am| am.get_changes_meta(&[])).unwrap_or_default() {
        let seq = actors.entry(m.actor.to_bytes().to_vec()).or_default();
        *seq = m.seq.max(*seq);
    }
    for (s, _) in ready {
        if s.deps.is_empty() && current.is_some() {
            return Err(Refused::Beginning);
        }
        let seq = actors.entry(s.actor.clone()).or_default();
        if s.seq <= *seq {
            return Err(Refused::DuplicateSeq { actor: s.actor.clone(), seq: s.seq });
        }
        if s.seq != *seq + 1 {
            return Err(Refused::SequenceGap);
        }
        *seq = s.seq;
        let mut before = 0;
        for dep in &s.deps {
            let here = || current.and_then(|am| am.get_change_meta_by_hash(&ChangeHash(*dep)));
            let max = last.get(dep).copied().or_else(|| here().map(|m| m.max_op));
            before = before.max(max.ok_or(Refused::Engine("missing dependency"))?);
        }
        if s.start_op != before + 1 {
            return Err(Refused::OperationNumber);
        }
        last.insert(s.hash, before.saturating_add(s.ops));
    }
    Ok(())
}

fn read_state(am: &Automerge, beginning: Hash) -> Result<State, Refused> {
    read::state(am, beginning).map_err(refused)
}

fn refused(fault: Fault) -> Refused {
    match fault {
        Fault::Schema { place, rule } => Refused::Schema { place, rule },
        Fault::Envelope(_) => Refused::WrongRecord,
        Fault::Engine(e) => Refused::Engine(e),
        _ => Refused::NotReloadable,
    }
}

/// Saves, loads the result and compares: heads and everything it says. What is saved is thrown away, so it need not
/// be small.
fn reload(am: &Automerge, state: &State, beginning: Hash) -> Result<(), Refused> {
    let again = Automerge::load(&am.save_nocompress()).map_err(|_| Refused::NotReloadable)?;
    if sorted_heads(&again) != sorted_heads(am) {
        return Err(Refused::NotReloadable);
    }
    match read::state(&again, beginning) {
        Ok(s) if s == *state => Ok(()),
        _ => Err(Refused::NotReloadable),
    }
}

/// Checks that the record is the frame's, is still what it was, and began as it must.
fn check_identity(
    current: Option<&Doc>,
    frame: &Frame,
    state: &State,
    ready: &[(Summary, &[u8])],
) -> Result<(), Refused> {
    let env = &state.env;
    if env.id != frame.doc || env.ward != frame.ward {
        return Err(Refused::WrongRecord);
    }
    if let Some(old) = current.map(|d| &d.state().env) {
        let same = old.kind == env.kind && old.epoch == env.epoch && old.epoch_id == env.epoch_id;
        if !same {
            return Err(Refused::WrongRecord);
        }
    }
    let fixed = ["kind", "id", "ward", "epoch", "epoch_id"];
    if fixed.iter().any(|k| state.root.get(k).is_none_or(|n| !n.clash.is_empty())) {
        return Err(Refused::WrongRecord);
    }
    if current.is_none() && env.epoch == 0 && begin::begins_frozen(&env.kind, env.id) {
        let frozen = begin::begin_chunk(&env.kind, env.id, env.ward).map_err(|_| Refused::Beginning)?;
        if !ready.iter().any(|(_, b)| *b == &frozen.bytes[..]) {
            return Err(Refused::Beginning);
        }
    }
    Ok(())
}
