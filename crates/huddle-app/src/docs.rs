//! Documents in memory: only what is committed, rebuilt from stored changes when missing.

use crate::fault::Fault;
use huddle_core::Uuid;
use huddle_doc::Doc;
use huddle_doc::guard::{self, Limits};
use huddle_store::Reader;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// How many documents stay in memory; each is some 20 KB (`sync.md` measurement of one-card documents).
const KEPT: usize = 256;

/// A small cache of committed documents.
#[derive(Default)]
pub struct Docs {
    by_id: HashMap<Uuid, (u64, Arc<Doc>)>,
    tick: u64,
}

impl Docs {
    /// Returns a document, loading it from its stored changes when it is not in memory.
    ///
    /// # Errors
    /// [`Fault::not_found`] when the store has no such record; a fault when its changes are damaged.
    pub fn get(&mut self, r: &Reader, id: Uuid) -> Result<Arc<Doc>, Fault> {
        self.tick += 1;
        let tick = self.tick;
        if let Some((used, doc)) = self.by_id.get_mut(&id) {
            *used = tick;
            return Ok(doc.clone());
        }
        let doc = Arc::new(load(r, id)?);
        self.put(id, doc.clone());
        Ok(doc)
    }

    /// Keeps a document that is committed.
    pub fn put(&mut self, id: Uuid, doc: Arc<Doc>) {
        self.tick += 1;
        if self.by_id.len() >= KEPT
            && !self.by_id.contains_key(&id)
            && let Some(oldest) = self.by_id.iter().min_by_key(|(_, (used, _))| *used).map(|(id, _)| *id)
        {
            self.by_id.remove(&oldest);
        }
        self.by_id.insert(id, (self.tick, doc));
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.by_id.clear();
    }
}

/// Loads one document from the store and checks its heads.
///
/// # Errors
/// As [`Docs::get`].
pub fn load(r: &Reader, id: Uuid) -> Result<Doc, Fault> {
    let row = r.doc(id)?.ok_or_else(Fault::not_found)?;
    let heads = split_heads(&row.heads);
    let snapshot = r.snapshot(id, row.epoch_id)?;
    let after = snapshot.as_ref().map_or(0, |s| s.upto_seq);
    let changes: Vec<Vec<u8>> = r.changes(id, row.epoch_id, after)?.into_iter().map(|c| c.bytes).collect();
    Ok(Doc::load(id, snapshot.as_ref().map(|s| s.bytes.as_slice()), &changes, &heads)?)
}

/// Loads what hangs together of a record's changes, when nobody remembers its heads.
pub(crate) fn salvage(id: Uuid, changes: &[Vec<u8>]) -> Option<Doc> {
    let limits = Limits::default();
    let mut rest: Vec<_> = changes.iter().filter_map(|c| Some((guard::check(c, &limits).ok()?, c))).collect();
    let mut known: HashSet<[u8; 32]> = HashSet::new();
    let mut heads: HashSet<[u8; 32]> = HashSet::new();
    let mut kept: Vec<Vec<u8>> = Vec::new();
    loop {
        let (ready, waiting): (Vec<_>, Vec<_>) =
            rest.into_iter().partition(|(sum, _)| sum.deps.iter().all(|d| known.contains(d)));
        if ready.is_empty() {
            break;
        }
        for (sum, bytes) in ready {
            for dep in &sum.deps {
                heads.remove(dep);
            }
            known.insert(sum.hash);
            heads.insert(sum.hash);
            kept.push(bytes.clone());
        }
        rest = waiting;
    }
    let heads: Vec<[u8; 32]> = heads.into_iter().collect();
    Doc::load(id, None, &kept, &heads).ok()
}

/// Joins heads into the bytes the store keeps: 32 bytes each, sorted.
#[must_use]
pub fn join_heads(mut heads: Vec<[u8; 32]>) -> Vec<u8> {
    heads.sort_unstable();
    heads.concat()
}

/// Splits stored heads.
#[must_use]
pub fn split_heads(bytes: &[u8]) -> Vec<[u8; 32]> {
    bytes.chunks_exact(32).filter_map(|c| <[u8; 32]>::try_from(c).ok()).collect()
}
