//! Writing again what changes said, when they themselves can no longer stand in a record: a PC was put out and
//! what it wrote late is taken away, or two PCs with one actor made histories that exclude each other.
//!
//! What people typed is found by comparing the record before and after their changes, field by field.

use crate::am::Doc;
use crate::fault::Fault;
use crate::guard::{self, Limits, Summary};
use crate::schema::{self, Field};
use crate::state::{Node, NodeValue, State};
use crate::value::{ActorId, Chunk, Container, Edit, Hash, Meta, Path, Value};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use uuid::Uuid;

/// Envelope keys that say what a record is; they are never written again.
const FIXED: &[&str] = &["kind", "schema", "id", "ward", "epoch", "epoch_id", "created_at", "created_by"];

/// Returns the edits that turn what a record said `before` into what it says `after`; `None` for nothing before.
///
/// Long texts become one splice each. Of values that clash only the visible one is written, see [`layers`].
#[must_use]
pub fn difference(before: Option<&State>, after: &State) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut at = Path::new();
    let NodeValue::Map(map) = &after.root.value else { return edits };
    let old = before.map(|b| &b.root);
    for (key, node) in map.iter().filter(|(key, _)| !FIXED.contains(&key.as_str())) {
        at.push(key.clone());
        differ(after, &mut at, old.and_then(|o| o.get(key)), node, &mut edits);
        at.pop();
    }
    if let Some(NodeValue::Map(was)) = old.map(|o| &o.value) {
        let gone = was.keys().filter(|k| !map.contains_key(*k) && !FIXED.contains(&k.as_str()));
        edits.extend(gone.map(|k| Edit::Remove { path: vec![k.clone()] }));
    }
    edits
}

fn differ(state: &State, at: &mut Path, old: Option<&Node>, new: &Node, edits: &mut Vec<Edit>) {
    let whole = matches!(schema::field(&state.env.kind, at), Some(Field::Whole));
    match (old.map(|o| &o.value), &new.value) {
        (Some(NodeValue::Text(a)), NodeValue::Text(b)) => {
            if a != b {
                edits.push(splice(at, a, b));
            }
        }
        (_, NodeValue::Text(b)) => {
            edits.push(Edit::Ensure { path: at.clone(), what: Container::Text });
            edits.push(Edit::Splice { path: at.clone(), at: 0, del: 0, ins: b.clone() });
        }
        (_, NodeValue::Map(_)) if whole => {
            if old.is_none_or(|o| !o.same_value(new))
                && let Some(value) = new.to_value()
            {
                edits.push(Edit::Put { path: at.clone(), value });
            }
        }
        (before, NodeValue::Map(map)) => {
            let was = match before {
                Some(NodeValue::Map(was)) => Some(was),
                _ => None,
            };
            if was.is_none() {
                edits.push(Edit::Ensure { path: at.clone(), what: Container::Map });
            }
            for (key, node) in map {
                at.push(key.clone());
                differ(state, at, was.and_then(|w| w.get(key)), node, edits);
                at.pop();
            }
            for key in was.into_iter().flatten().map(|(k, _)| k).filter(|k| !map.contains_key(*k)) {
                let mut path = at.clone();
                path.push(key.clone());
                edits.push(Edit::Remove { path });
            }
        }
        (before, NodeValue::Scalar(scalar)) => {
            if before != Some(&new.value) {
                edits.push(Edit::Put { path: at.clone(), value: Value::Scalar(scalar.clone()) });
            }
        }
        // What a newer version wrote cannot be written by this one.
        (_, NodeValue::Other) => {}
    }
}

/// Gives the one splice that turns a text into another.
fn splice(at: &Path, a: &str, b: &str) -> Edit {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let head = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let most = a.len().min(b.len()) - head;
    let tail = a.iter().rev().zip(b.iter().rev()).take(most).take_while(|(x, y)| x == y).count();
    let ins = b.get(head..b.len() - tail).unwrap_or_default().iter().collect();
    Edit::Splice { path: at.clone(), at: head, del: a.len() - tail - head, ins }
}

/// Fits edits found elsewhere to what a record says: a splice beyond the end of its text goes to the end, what is
/// gone already is not taken away again.
#[must_use]
pub fn fitted(edits: Vec<Edit>, onto: &State) -> Vec<Edit> {
    let length = |path: &Path| match onto.at(path).map(|n| &n.value) {
        Some(NodeValue::Text(text)) => text.chars().count(),
        _ => 0,
    };
    edits
        .into_iter()
        .filter_map(|edit| match edit {
            Edit::Splice { path, at, del, ins } => {
                let len = length(&path);
                let at = at.min(len);
                Some(Edit::Splice { del: del.min(len - at), path, at, ins })
            }
            Edit::Remove { path } if onto.at(&path).is_none() => None,
            edit => Some(edit),
        })
        .collect()
}

/// Returns, for each depth of clash, the edits that write the values under the visible ones: layer 0 the second
/// value of each clash, layer 1 the third. Each layer is to be written apart from the others, so that the values
/// clash again and a person still decides.
#[must_use]
pub fn layers(state: &State) -> Vec<Vec<Edit>> {
    let mut all: Vec<Vec<Edit>> = Vec::new();
    for (path, values) in state.clashes() {
        for (depth, node) in values.iter().skip(1).enumerate() {
            let Some(value) = node.to_value() else { continue };
            if all.len() <= depth {
                all.resize(depth + 1, Vec::new());
            }
            if let Some(layer) = all.get_mut(depth) {
                layer.push(Edit::Put { path: path.clone(), value });
            }
        }
    }
    all
}

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

    /// Writes again, onto another record, what certain changes said when they were made; `actor` must be a fresh one.
    /// A change whose words cannot be written there is left out.
    ///
    /// # Errors
    /// When the document library fails.
    pub fn again(
        &self,
        id: Uuid,
        which: &[Hash],
        onto: &mut Doc,
        actor: ActorId,
    ) -> Result<Vec<Chunk>, Fault> {
        let mut chunks = Vec::new();
        for hash in which {
            let Some(summary) = self.summary(hash) else { continue };
            let mut set = self.under(summary.deps.iter().copied());
            let before = if set.is_empty() { None } else { self.load(id, &set).ok() };
            set.insert(*hash);
            let Ok(after) = self.load(id, &set) else { continue };
            let Some(info) = after.change_info(hash) else { continue };
            let found = difference(before.as_ref().map(Doc::state), after.state());
            let edits = fitted(found, onto.state());
            let meta = Meta { time_ms: info.time_ms, message: info.message };
            match onto.edit(actor, &meta, &edits) {
                Ok(edited) => chunks.extend(edited.chunks),
                Err(Fault::Panicked) => return Err(Fault::Panicked),
                Err(_) => {}
            }
        }
        Ok(chunks)
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
    use crate::value::{Envelope, path};
    use huddle_core::audience::Audience;
    use huddle_core::kind::Kind;

    fn card() -> Envelope {
        Envelope {
            kind: Kind::Card,
            schema: 1,
            id: Uuid::from_u128(1),
            ward: Uuid::from_u128(2),
            epoch: 0,
            epoch_id: Uuid::nil(),
            audience: Audience::Ward,
            created_at: 5,
            created_by: None,
        }
    }

    fn meta() -> Meta {
        Meta { time_ms: 7, message: String::new() }
    }

    fn note(at: usize, ins: &str) -> Edit {
        Edit::splice(["notes"], at, 0, ins)
    }

    #[test]
    fn the_difference_written_again_says_the_same() {
        let (a, b) = (ActorId([1; 16]), ActorId([2; 16]));
        let (mut doc, _) = Doc::create(&card(), a, &meta(), &[Edit::put(["title"], "Pump")]).unwrap();
        let before = doc.state().clone();
        let edits = [
            Edit::put(["title"], "Pump mended"),
            note(0, "Rang estates"),
            Edit::put(
                ["checklist", "one"],
                Value::map([("text", Value::str("Ring")), ("done", true.into())]),
            ),
            Edit::put(["deleted_at"], 9_i64),
        ];
        doc.edit(a, &meta(), &edits).unwrap();
        let (mut again, _) = Doc::create(&card(), b, &meta(), &[Edit::put(["title"], "Pump")]).unwrap();
        let found = difference(Some(&before), doc.state());
        again.edit(b, &meta(), &found).unwrap();
        assert_eq!(difference(Some(doc.state()), again.state()), Vec::new());
        assert_eq!(again.state().str("notes"), "Rang estates");
        // And back: what came goes.
        let back = difference(Some(doc.state()), &before);
        again.edit(b, &meta(), &back).unwrap();
        assert_eq!((again.state().str("title"), again.state().deleted_at), ("Pump", None));
        assert_eq!(again.state().str("notes"), "");
        assert!(again.state().at(&path(["checklist", "one"])).is_none_or(Node::is_hollow));
    }

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
