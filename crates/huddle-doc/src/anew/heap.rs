//! Changes of one record by hash, whether or not all of them can stand together.

use crate::am::Doc;
use crate::fault::Fault;
use crate::guard::{self, Limits, Summary};
use crate::value::{Chunk, Hash};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use uuid::Uuid;

/// Holds changes of one record by hash, whether or not all of them can stand together.
#[derive(Debug, Default)]
pub struct Heap {
    by_hash: BTreeMap<Hash, (Summary, Vec<u8>)>,
}

impl Heap {
    /// Collects changes; bytes that are none are left out.
    #[must_use]
    pub fn of(chunks: impl IntoIterator<Item = Vec<u8>>) -> Self {
        let limits = Limits::default();
        let read = |bytes: Vec<u8>| Some((guard::check(&bytes, &limits).ok()?, bytes));
        Self { by_hash: chunks.into_iter().filter_map(read).map(|c| (c.0.hash, c)).collect() }
    }

    /// Adds a change; bytes that are none are left out.
    pub fn put(&mut self, chunk: &Chunk) {
        if let Ok(summary) = guard::check(&chunk.bytes, &Limits::default()) {
            self.by_hash.insert(summary.hash, (summary, chunk.bytes.clone()));
        }
    }

    /// Returns what a change says of itself.
    #[must_use]
    pub fn summary(&self, hash: &Hash) -> Option<&Summary> {
        self.by_hash.get(hash).map(|(s, _)| s)
    }

    /// Returns a change's bytes.
    #[must_use]
    pub fn bytes(&self, hash: &Hash) -> Option<&[u8]> {
        self.by_hash.get(hash).map(|(_, b)| &b[..])
    }

    /// Lists every change.
    #[must_use]
    pub fn hashes(&self) -> BTreeSet<Hash> {
        self.by_hash.keys().copied().collect()
    }

    /// Returns `roots` and everything built on any of them.
    #[must_use]
    pub fn built_on(&self, roots: &BTreeSet<Hash>) -> BTreeSet<Hash> {
        let mut all = roots.clone();
        loop {
            let more: Vec<Hash> = self
                .by_hash
                .iter()
                .filter(|(hash, (s, _))| !all.contains(*hash) && s.deps.iter().any(|d| all.contains(d)))
                .map(|(hash, _)| *hash)
                .collect();
            if more.is_empty() {
                return all;
            }
            all.extend(more);
        }
    }

    /// Returns `tops` and everything they were built on, as far as it is here.
    #[must_use]
    pub fn under(&self, tops: impl IntoIterator<Item = Hash>) -> BTreeSet<Hash> {
        let mut all = BTreeSet::new();
        let mut open: Vec<Hash> = tops.into_iter().collect();
        while let Some(hash) = open.pop() {
            if let Some((s, _)) = self.by_hash.get(&hash)
                && all.insert(hash)
            {
                open.extend(s.deps.iter().copied());
            }
        }
        all
    }

    /// Puts changes in an order in which each comes after those it was built on; what lacks one is left out.
    #[must_use]
    pub fn in_order(&self, of: &BTreeSet<Hash>) -> Vec<Hash> {
        let mut done: HashSet<Hash> = HashSet::new();
        let mut out = Vec::new();
        let mut rest: Vec<Hash> = of.iter().copied().collect();
        // Among those that may come next the lowest numbers first, so that every PC takes the same order.
        rest.sort_by_key(|h| self.by_hash.get(h).map(|(s, _)| (s.start_op, *h)));
        loop {
            let before = out.len();
            rest.retain(|hash| {
                let ready =
                    self.by_hash.get(hash).is_some_and(|(s, _)| s.deps.iter().all(|d| done.contains(d)));
                if ready {
                    done.insert(*hash);
                    out.push(*hash);
                }
                !ready
            });
            if out.len() == before {
                return out;
            }
        }
    }

    /// Loads the record that certain changes make.
    ///
    /// # Errors
    /// As [`Doc::load`]: when one lacks another, or two exclude each other.
    pub fn load(&self, id: Uuid, of: &BTreeSet<Hash>) -> Result<Doc, Fault> {
        let order = self.in_order(of);
        if order.len() != of.len() {
            return Err(Fault::Damaged("a change that lacks another"));
        }
        let chunks: Vec<Vec<u8>> = order.iter().filter_map(|h| self.bytes(h).map(<[u8]>::to_vec)).collect();
        let inner: HashSet<Hash> =
            of.iter().filter_map(|h| self.summary(h)).flat_map(|s| s.deps.iter().copied()).collect();
        let heads: Vec<Hash> = of.iter().filter(|h| !inner.contains(*h)).copied().collect();
        Doc::load(id, None, &chunks, &heads)
    }

    /// Splits changes that exclude each other (one actor gave one number twice) into branches that can each stand:
    /// first `own`, then others until every change that can stand at all is in one of them.
    #[must_use]
    pub fn branches(&self, own: &BTreeSet<Hash>) -> Vec<BTreeSet<Hash>> {
        /// More than this many PCs with one actor would be no accident.
        const MOST: usize = 8;
        let mut all = vec![own.clone()];
        let mut rest: BTreeSet<Hash> = self.hashes().difference(own).copied().collect();
        while !rest.is_empty() && all.len() < MOST {
            let mut taken: HashMap<(&[u8], u64), Hash> = HashMap::new();
            for hash in self.in_order(&self.hashes()).iter().filter(|h| rest.contains(*h)) {
                if let Some(s) = self.summary(hash) {
                    taken.entry((&s.actor, s.seq)).or_insert(*hash);
                }
            }
            let excluded: BTreeSet<Hash> = self
                .by_hash
                .iter()
                .filter(|(hash, (s, _))| taken.get(&(&s.actor[..], s.seq)).is_some_and(|t| t != *hash))
                .map(|(hash, _)| *hash)
                .collect();
            let excluded = self.built_on(&excluded);
            let may: BTreeSet<Hash> = self.hashes().difference(&excluded).copied().collect();
            let branch: BTreeSet<Hash> = self.in_order(&may).into_iter().collect();
            let before = rest.len();
            rest.retain(|hash| !branch.contains(hash));
            if rest.len() == before {
                break;
            }
            all.push(branch);
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::anew::tests::{card, meta, note};
    use crate::value::{ActorId, Edit};

    #[test]
    fn one_number_given_twice_makes_two_branches_and_what_was_built_on_each_goes_with_it() {
        let (a, b) = (ActorId([1; 16]), ActorId([2; 16]));
        let (doc, first) = Doc::create(&card(), a, &meta(), &[Edit::put(["title"], "Pump")]).unwrap();
        let (mut left, mut right) = (doc.clone(), doc);
        let mut chunks = first;
        let own = left.edit(a, &meta(), &[Edit::put(["title"], "Left")]).unwrap().chunks;
        let own_next = left.edit(b, &meta(), &[Edit::put(["why"], "on the left")]).unwrap().chunks;
        let other = right.edit(a, &meta(), &[Edit::put(["title"], "Right")]).unwrap().chunks;
        let other_next = right.edit(ActorId([3; 16]), &meta(), &[note(0, "on the right")]).unwrap().chunks;
        chunks.extend(own.into_iter().chain(own_next));
        let mine: BTreeSet<Hash> = chunks.iter().map(|c| c.hash).collect();
        chunks.extend(other.into_iter().chain(other_next));
        let heap = Heap::of(chunks.into_iter().map(|c| c.bytes));
        assert!(heap.load(Uuid::from_u128(1), &heap.hashes()).is_err(), "the two do not exclude each other");
        let branches = heap.branches(&mine);
        assert_eq!(branches.len(), 2);
        let said = |n: usize| {
            let doc = heap.load(Uuid::from_u128(1), &branches[n]).unwrap();
            (
                doc.state().str("title").to_owned(),
                doc.state().str("why").to_owned(),
                doc.state().str("notes").to_owned(),
            )
        };
        assert_eq!(said(0), ("Left".to_owned(), "on the left".to_owned(), String::new()));
        assert_eq!(said(1), ("Right".to_owned(), String::new(), "on the right".to_owned()));
    }
}
