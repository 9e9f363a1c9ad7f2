//! Documents in memory: only what is committed, rebuilt from stored changes when missing.

use crate::fault::Fault;
use huddle_core::Uuid;
use huddle_doc::Doc;
use huddle_store::Reader;
use std::collections::HashMap;
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

    /// Forgets a document; it is loaded again from the store.
    pub fn drop_doc(&mut self, id: Uuid) {
        self.by_id.remove(&id);
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
