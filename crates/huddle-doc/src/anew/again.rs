//! Writes changes again on other ground, one by one, each upon what it had seen and upon nothing else.
//!
//! So a value that a change had not seen stands beside what it writes, as it did the first time, and a word goes
//! between the letters it stood between, found by the letters' own names and not by counting.

use super::heap::Heap;
use super::{texts, values};
use crate::am::{ChangeInfo, Doc, Letter};
use crate::fault::Fault;
use crate::state::State;
use crate::value::{ActorId, Chunk, Edit, Hash, Meta, Path};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use uuid::Uuid;

/// Changes of one record being written again.
#[derive(Debug)]
pub struct Again<'a> {
    id: Uuid,
    old: &'a Heap,
    /// What the record is made of on the new ground; it grows.
    ground: Heap,
    /// What everything written stands on.
    roots: BTreeSet<Hash>,
    /// What stands on the new ground for a change of the old.
    stands: BTreeMap<Hash, BTreeSet<Hash>>,
    /// Names of letters there, by their names here; one that is missing has kept its name or is gone.
    letters: HashMap<String, String>,
}

impl<'a> Again<'a> {
    /// Begins where some changes of a record went and `left` stay as they are.
    #[must_use]
    pub fn in_place(id: Uuid, old: &'a Heap, left: &BTreeSet<Hash>) -> Self {
        let ground = Heap::of(left.iter().filter_map(|h| old.bytes(h).map(<[u8]>::to_vec)));
        let stands = left.iter().map(|h| (*h, BTreeSet::from([*h]))).collect();
        Self { id, old, ground, roots: BTreeSet::new(), stands, letters: HashMap::new() }
    }

    /// Begins on a record that was begun anew; everything written stands on `roots` of its changes.
    #[must_use]
    pub fn onto(id: Uuid, old: &'a Heap, ground: Heap, roots: BTreeSet<Hash>) -> Self {
        Self { id, old, ground, roots, stands: BTreeMap::new(), letters: HashMap::new() }
    }

    /// Notes that two records say the same in their texts, letter by letter: the old one, and the roots.
    ///
    /// # Errors
    /// When a record cannot be read.
    pub fn begins_as(&mut self, old: &Doc) -> Result<(), Fault> {
        let new = self.ground.load(self.id, &self.ground.under(self.roots.iter().copied()))?;
        for (path, _) in texts(old.state()) {
            self.pair(&old.letters(&path)?, &new.letters(&path)?);
        }
        Ok(())
    }

    /// Notes that a change was written again before, as `new` on the new ground.
    ///
    /// # Errors
    /// When a record cannot be read.
    pub fn stands_for(&mut self, old: Hash, new: Hash) -> Result<(), Fault> {
        self.stands.insert(old, BTreeSet::from([new]));
        let (Some((was, is)), Some((was_there, is_there))) =
            (around(self.id, self.old, &old), around(self.id, &self.ground, &new))
        else {
            return Ok(());
        };
        for (path, _) in texts(is.state()) {
            let here = fresh(was.as_ref(), &is, &path)?;
            let there = fresh(was_there.as_ref(), &is_there, &path)?;
            self.pair(&here, &there);
        }
        Ok(())
    }

    fn pair(&mut self, here: &[Letter], there: &[Letter]) {
        let same = here.iter().map(|l| l.sign).eq(there.iter().map(|l| l.sign));
        if same {
            self.letters.extend(here.iter().zip(there).map(|(a, b)| (a.name.clone(), b.name.clone())));
        }
    }

    /// Writes one change again; `actor` must be a fresh one each time, `meta` says who and what. What its words
    /// cannot be written on is left out. Returns the changes to store.
    ///
    /// # Errors
    /// When the document library fails.
    pub fn write(
        &mut self,
        hash: &Hash,
        actor: ActorId,
        meta: impl FnOnce(ChangeInfo) -> Meta,
    ) -> Result<Vec<Chunk>, Fault> {
        let Some((before, after)) = around(self.id, self.old, hash) else { return Ok(Vec::new()) };
        let Some(info) = after.change_info(hash) else { return Ok(Vec::new()) };
        let deps = self.old.summary(hash).map(|s| s.deps.clone()).unwrap_or_default();
        let mut seen = self.roots.clone();
        for one in self.old.under(deps) {
            seen.extend(self.stands.get(&one).into_iter().flatten());
        }
        let seen = self.ground.under(seen);
        let mut ground = self.ground.load(self.id, &seen)?;
        let mut edits = fitting(values(before.as_ref().map(Doc::state), after.state()), ground.state());
        let mut lines = Vec::new();
        for (path, _) in texts(after.state()) {
            let line = self.line(before.as_ref(), &after, &ground, &path, &mut edits)?;
            lines.push((path, line));
        }
        let edited = match ground.edit(actor, &meta(info), &edits) {
            Ok(edited) => edited,
            Err(Fault::Panicked) => return Err(Fault::Panicked),
            Err(_) => return Ok(Vec::new()),
        };
        for (path, line) in lines {
            for (name, letter) in line.into_iter().zip(ground.letters(&path)?) {
                if let Named::Fresh(old) = name {
                    self.letters.insert(old, letter.name);
                }
            }
        }
        self.stands.insert(*hash, edited.chunks.iter().map(|c| c.hash).collect());
        let new: Vec<Chunk> =
            edited.chunks.into_iter().filter(|c| self.ground.summary(&c.hash).is_none()).collect();
        new.iter().for_each(|chunk| self.ground.put(chunk));
        Ok(new)
    }

    /// Works out where the letters a change wrote go; returns the whole line as it is then, by name.
    fn line(
        &self,
        before: Option<&Doc>,
        after: &Doc,
        ground: &Doc,
        path: &Path,
        edits: &mut Vec<Edit>,
    ) -> Result<Vec<Named>, Fault> {
        let there = |name: &String| Named::Known(self.letters.get(name).unwrap_or(name).clone());
        let was: Vec<Letter> = before.map_or(Ok(Vec::new()), |b| b.letters(path))?;
        let is = after.letters(path)?;
        let had: HashSet<&String> = was.iter().map(|l| &l.name).collect();
        let has: HashSet<&String> = is.iter().map(|l| &l.name).collect();
        let mut line: Vec<Named> = ground.letters(path)?.into_iter().map(|l| Named::Known(l.name)).collect();
        for gone in was.iter().filter(|l| !has.contains(&l.name)) {
            if let Some(at) = line.iter().position(|n| *n == there(&gone.name)) {
                edits.push(Edit::Splice { path: path.clone(), at, del: 1, ins: String::new() });
                line.remove(at);
            }
        }
        let name = |letter: &Letter| {
            if had.contains(&letter.name) { there(&letter.name) } else { Named::Fresh(letter.name.clone()) }
        };
        let mut n = 0;
        while n < is.len() {
            let run: Vec<&Letter> =
                is.iter().skip(n).take_while(|letter| !had.contains(&letter.name)).collect();
            if run.is_empty() {
                n += 1;
                continue;
            }
            // After the nearest letter on its left that is there; at the beginning when none is.
            let left = is.iter().take(n).rev().find_map(|l| line.iter().position(|other| *other == name(l)));
            let at = left.map_or(0, |at| at + 1);
            let ins = run.iter().map(|l| l.sign).collect();
            edits.push(Edit::Splice { path: path.clone(), at, del: 0, ins });
            line.splice(at..at, run.iter().map(|l| name(l)));
            n += run.len();
        }
        Ok(line)
    }

    /// Returns the record as it is on the new ground.
    ///
    /// # Errors
    /// As [`Doc::load`].
    pub fn record(&self) -> Result<Doc, Fault> {
        self.ground.load(self.id, &self.ground.hashes())
    }
}

/// A letter of a line: one that is there already, or one this change writes, by its old name.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Named {
    Known(String),
    Fresh(String),
}

/// Returns a record before and after one change, as the change had seen it.
fn around(id: Uuid, heap: &Heap, hash: &Hash) -> Option<(Option<Doc>, Doc)> {
    let mut set = heap.under(heap.summary(hash)?.deps.iter().copied());
    let before = if set.is_empty() { None } else { Some(heap.load(id, &set).ok()?) };
    set.insert(*hash);
    Some((before, heap.load(id, &set).ok()?))
}

/// Lists the letters of a text that are in one record and not in the one before it.
fn fresh(before: Option<&Doc>, after: &Doc, path: &Path) -> Result<Vec<Letter>, Fault> {
    let was: Vec<Letter> = before.map_or(Ok(Vec::new()), |b| b.letters(path))?;
    let had: HashSet<String> = was.into_iter().map(|l| l.name).collect();
    Ok(after.letters(path)?.into_iter().filter(|l| !had.contains(&l.name)).collect())
}

/// Leaves out what is gone already.
fn fitting(edits: Vec<Edit>, onto: &State) -> Vec<Edit> {
    let there = |edit: &Edit| !matches!(edit, Edit::Remove { path } if onto.at(path).is_none());
    edits.into_iter().filter(there).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::anew::tests::{card, meta, note};

    const ID: Uuid = Uuid::from_u128(1);

    fn keep(info: ChangeInfo) -> Meta {
        Meta { time_ms: info.time_ms, message: info.message }
    }

    /// A record, and the changes that made it.
    struct Story {
        chunks: Vec<Chunk>,
    }

    impl Story {
        fn begun() -> (Self, Doc) {
            let (doc, chunks) =
                Doc::create(&card(), ActorId([1; 16]), &meta(), &[Edit::put(["title"], "Pump")]).unwrap();
            (Self { chunks }, doc)
        }

        fn tell(&mut self, doc: &mut Doc, actor: u8, edits: &[Edit]) -> Hash {
            let edited = doc.edit(ActorId([actor; 16]), &meta(), edits).unwrap();
            self.chunks.extend(edited.chunks);
            self.chunks.last().unwrap().hash
        }

        fn heap(&self) -> Heap {
            Heap::of(self.chunks.iter().map(|c| c.bytes.clone()))
        }
    }

    #[test]
    fn a_word_goes_between_the_letters_it_stood_between_when_others_around_it_went() {
        let (mut story, mut doc) = Story::begun();
        story.tell(&mut doc, 1, &[note(0, "[before]")]);
        let late = story.tell(&mut doc, 2, &[note(0, "[late]")]);
        let one = story.tell(&mut doc, 3, &[note(0, "[two]")]);
        // Its first letters are those of the word before it: counting would tear it.
        let two = story.tell(&mut doc, 3, &[note(0, "[three]")]);
        let three = story.tell(&mut doc, 3, &[note(12, "[four]")]);
        let heap = story.heap();
        let gone = heap.built_on(&BTreeSet::from([late]));
        let left: BTreeSet<Hash> = heap.hashes().difference(&gone).copied().collect();
        let mut again = Again::in_place(ID, &heap, &left);
        for (n, hash) in [one, two, three].iter().enumerate() {
            assert_eq!(again.write(hash, ActorId([10 + n as u8; 16]), keep).unwrap().len(), 1);
        }
        assert_eq!(again.record().unwrap().state().str("notes"), "[three][two][four][before]");
    }

    #[test]
    fn letters_typed_one_by_one_keep_their_order() {
        let (mut story, mut doc) = Story::begun();
        let late = story.tell(&mut doc, 2, &[note(0, "late")]);
        let typed: Vec<Hash> =
            (0..4).map(|n| story.tell(&mut doc, 3, &[note(4 + n, &"ward"[n..=n])])).collect();
        let rubbed = story.tell(&mut doc, 3, &[Edit::splice(["notes"], 7, 1, "")]);
        let heap = story.heap();
        let gone = heap.built_on(&BTreeSet::from([late]));
        let left: BTreeSet<Hash> = heap.hashes().difference(&gone).copied().collect();
        let mut again = Again::in_place(ID, &heap, &left);
        for (n, hash) in typed.iter().chain([&rubbed]).enumerate() {
            again.write(hash, ActorId([10 + n as u8; 16]), keep).unwrap();
        }
        assert_eq!(again.record().unwrap().state().str("notes"), "war");
    }

    #[test]
    fn what_a_change_had_not_seen_stands_beside_what_it_writes() {
        let (mut story, doc) = Story::begun();
        let heads = |doc: &Doc| doc.heads();
        let base: BTreeSet<Hash> = heads(&doc).into_iter().collect();
        let (mut left, mut right) = (doc.clone(), doc.clone());
        let here = story.tell(&mut left, 2, &[Edit::put(["why"], "on the left"), note(0, "left")]);
        let there = story.tell(&mut right, 3, &[Edit::put(["why"], "on the right"), note(0, "right")]);
        let later = story.tell(&mut right, 3, &[Edit::put(["why"], "later on the right"), note(5, "!")]);
        let heap = story.heap();
        let env = crate::value::Envelope { epoch: 1, epoch_id: Uuid::from_u128(9), ..card() };
        let (first, chunks) =
            Doc::create(&env, ActorId([9; 16]), &meta(), &crate::anew::whole(doc.state())).unwrap();
        let roots: BTreeSet<Hash> = first.heads().into_iter().collect();
        let ground = Heap::of(chunks.into_iter().map(|c| c.bytes));
        let mut again = Again::onto(ID, &heap, ground, roots);
        again.begins_as(&heap.load(ID, &heap.under(base)).unwrap()).unwrap();
        for (n, hash) in [here, there, later].iter().enumerate() {
            again.write(hash, ActorId([10 + n as u8; 16]), keep).unwrap();
        }
        let made = again.record().unwrap();
        let why = made.state().clashes().into_iter().find(|(p, _)| p == &["why"]).unwrap().1;
        let mut said: Vec<String> = why.iter().filter_map(|n| Some(n.as_str()?.to_owned())).collect();
        said.sort();
        assert_eq!(said, ["later on the right", "on the left"]);
        let notes = made.state().str("notes");
        assert!(notes == "leftright!" || notes == "right!left", "{notes}");
    }
}
