//! CRD-04: replicas against a plain model.
//!
//! Two to six replicas of one huddle write, take back, settle, restart and exchange changes in any
//! order, with repetitions and gaps. The model keeps every write and what its writer had seen. Then
//! - replicas that hold the same changes say the same;
//! - a value stands exactly while no write that had seen it has replaced or removed it;
//! - every write is in the history of every replica in the end.
//!
//! Half of the replicas are of a newer version that keeps a map and a text the older one does not
//! know. The control reads only the library's winner, as last-writer-wins would, and must fail.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a harness stops at the first surprise")]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::*;
use huddle_core::kind::Kind;
use huddle_doc::*;

/// One write as the model sees it.
struct Write {
    /// Everything the writer had seen.
    past: BTreeSet<Hash>,
    /// What it wrote at each place; `None` is a removal.
    values: BTreeMap<Path, Option<String>>,
    /// Characters it typed.
    typed: Vec<char>,
    /// Characters it took out.
    rubbed_out: Vec<char>,
}

struct Replica {
    doc: Doc,
    actor: u8,
    newer: bool,
    /// Every chunk held, waiting ones included.
    log: BTreeMap<Hash, Vec<u8>>,
    pending: Vec<Vec<u8>>,
    /// The model's writes that have been taken in.
    seen: BTreeSet<Hash>,
    inverses: Vec<Vec<Inverse>>,
}

struct World {
    rng: Rng,
    writes: BTreeMap<Hash, Write>,
    replicas: Vec<Replica>,
    next: u32,
    actors: u8,
}

/// Places written whole or singly, and the leaves of items that are edited inside.
fn places() -> Vec<Path> {
    let mut out = vec![path(["led_by"]), path(["closing_line"]), path(["deleted_at"])];
    for k in ["a", "b"] {
        out.push(path(["sections", k]));
        out.push(path(["numbers", k]));
        out.push(path(["later", k]));
        out.push(path(["actions", k, "text"]));
        out.push(path(["actions", k, "due"]));
    }
    out
}

const TEXTS: [[&str; 2]; 2] = [["section_text", "x"], ["later_text", "y"]];

impl World {
    fn new(seed: u64) -> World {
        let mut rng = Rng(seed);
        let n = 2 + rng.below(5);
        let mut world = World { rng, writes: BTreeMap::new(), replicas: Vec::new(), next: 0, actors: 0 };
        for i in 0..n {
            let (doc, chunks) = Doc::create_derived(&envelope(Kind::Huddle, id(60))).unwrap();
            world.actors += 1;
            world.replicas.push(Replica {
                doc,
                actor: world.actors,
                newer: i % 2 == 1,
                log: chunks.into_iter().map(|c| (c.hash, c.bytes)).collect(),
                pending: Vec::new(),
                seen: BTreeSet::new(),
                inverses: Vec::new(),
            });
        }
        world
    }

    fn token(&mut self) -> u32 {
        self.next += 1;
        self.next
    }

    /// Chooses one edit for a replica.
    fn choose(&mut self, r: usize) -> Vec<Edit> {
        let all = places();
        let place = all[self.rng.below(all.len())].clone();
        let newer = self.replicas[r].newer;
        match self.rng.below(10) {
            0..=3 => {
                if place[0] == "later" && !newer {
                    return vec![];
                }
                let t = i64::from(self.token());
                vec![Edit::Put { value: value_at(&place, t), path: place }]
            }
            4 => vec![Edit::Remove { path: place }],
            5 => vec![Edit::remove(["actions", ["a", "b"][self.rng.below(2)]])],
            6 | 7 => {
                let text = TEXTS[usize::from(newer && self.rng.below(2) == 0)];
                let now: Vec<char> = text_of(self.replicas[r].doc.state(), text).chars().collect();
                let at = self.rng.below(now.len() + 1);
                let del = self.rng.below((now.len() - at).min(2) + 1);
                let ins = char::from_u32(0xE000 + self.token()).unwrap();
                vec![Edit::splice(
                    text,
                    at,
                    del,
                    if self.rng.below(4) == 0 { String::new() } else { ins.to_string() },
                )]
            }
            8 => {
                let clashes = self.replicas[r].doc.state().clashes();
                if clashes.is_empty() {
                    return vec![];
                }
                let (at, values) = &clashes[self.rng.below(clashes.len())];
                self.replicas[r].doc.settle(at, self.rng.below(values.len()))
            }
            _ => {
                let Some(inverse) = self.replicas[r].inverses.pop() else { return vec![] };
                let doc = &self.replicas[r].doc;
                let mut edits = doc.undo_edits(&inverse).edits;
                // The model tells characters apart by each being typed once: none is typed again.
                edits.retain(|e| match e {
                    Edit::Put { path, value: Value::Text(t) } => {
                        let now = doc.state().at(path).and_then(Node::as_str).unwrap_or("");
                        t.chars().all(|c| now.contains(c))
                    }
                    _ => true,
                });
                edits
            }
        }
    }

    /// Applies one edit and tells the model.
    fn write(&mut self, r: usize, edit: &Edit) {
        let rep = &mut self.replicas[r];
        let before = rep.doc.shared_state();
        let done = rep.doc.edit(actor(rep.actor), &meta("w"), std::slice::from_ref(edit)).unwrap();
        assert_eq!(*rep.doc.state(), rep.doc.reread().unwrap(), "read again only in part after {edit:?}");
        for c in &done.chunks {
            rep.log.insert(c.hash, c.bytes.clone());
        }
        if self.rng.below(3) == 0 {
            rep.inverses.push(done.inverse);
        }
        let Some(last) = done.chunks.last() else { return };
        if last.actor != actor(rep.actor).0 {
            return; // a slot alone says nothing
        }
        let mut w =
            Write { past: rep.seen.clone(), values: BTreeMap::new(), typed: vec![], rubbed_out: vec![] };
        match edit {
            Edit::Put { path, value: Value::Text(_) } | Edit::Splice { path, .. } => {
                note_text(&mut w, &before, rep.doc.state(), path);
            }
            Edit::Put { path, value } => {
                w.values.insert(path.clone(), Some(token_of_value(value)));
            }
            Edit::Remove { path } if TEXTS.iter().any(|t| t[..] == path[..]) => {
                note_text(&mut w, &before, rep.doc.state(), path);
            }
            Edit::Remove { path } => {
                for p in places().into_iter().filter(|p| p.starts_with(path)) {
                    w.values.insert(p, None);
                }
            }
            Edit::Ensure { .. } => return,
        }
        rep.seen.insert(last.hash);
        self.writes.insert(last.hash, w);
    }

    /// Sends some of one replica's chunks to another, shuffled, some twice.
    fn exchange(&mut self, from: usize, to: usize, everything: bool) {
        let held = self.replicas[from].log.clone();
        let mut batch: Vec<Vec<u8>> = Vec::new();
        for bytes in held.values() {
            if everything || self.rng.below(3) > 0 {
                batch.push(bytes.clone());
            }
            if self.rng.below(8) == 0 {
                batch.push(bytes.clone());
            }
        }
        for i in (1..batch.len()).rev() {
            batch.swap(i, self.rng.below(i + 1));
        }
        let rep = &mut self.replicas[to];
        batch.append(&mut rep.pending);
        let frame = Frame { doc: id(60), ward: WARD };
        let got = receive(Some(&rep.doc), &frame, &batch, &Limits::default(), &|_| Ok(())).unwrap();
        rep.doc = got.doc.unwrap();
        rep.pending = bytes(&got.pending);
        for c in got.new {
            if self.writes.contains_key(&c.hash) {
                rep.seen.insert(c.hash);
            }
            rep.log.insert(c.hash, c.bytes);
        }
    }

    /// Starts a replica's process anew: load from what is stored, a fresh actor.
    fn restart(&mut self, r: usize) {
        self.actors += 1;
        let snapshot = self.rng.below(2) == 0;
        let rep = &mut self.replicas[r];
        let heads = rep.doc.heads();
        let chunks = bytes(&rep.doc.chunks().unwrap());
        let save = rep.doc.save().unwrap();
        let (from, rest) = if snapshot { (Some(&save[..]), &[][..]) } else { (None, &chunks[..]) };
        let again = Doc::load(id(60), from, rest, &heads).unwrap();
        assert_eq!(again.state(), rep.doc.state());
        rep.doc = again;
        rep.actor = self.actors;
    }

    /// Says what must stand at a place of a replica.
    fn expected(&self, r: usize, place: &Path) -> BTreeSet<String> {
        let here: Vec<(&Hash, &Write)> = self.replicas[r].seen.iter().map(|h| (h, &self.writes[h])).collect();
        here.iter()
            .filter_map(|(h, w)| Some((h, w.values.get(place)?.as_ref()?)))
            .filter(|(h, _)| !here.iter().any(|(_, v)| v.values.contains_key(place) && v.past.contains(**h)))
            .map(|(_, token)| token.clone())
            .collect()
    }

    /// Compares a replica with the model; `lww` reads the winner alone.
    fn check(&self, r: usize, lww: bool) -> Result<(), String> {
        let state = self.replicas[r].doc.state();
        for place in places() {
            let shown = standing(state, &place, lww);
            let expected = self.expected(r, &place);
            if shown != expected {
                return Err(format!("replica {r} at {place:?} shows {shown:?}, expected {expected:?}"));
            }
        }
        for text in TEXTS {
            let shown: BTreeSet<char> = text_of(state, text).chars().collect();
            let mut expected = BTreeSet::new();
            let base = 0xE000;
            for h in &self.replicas[r].seen {
                expected.extend(self.writes[h].typed.iter().filter(|c| self.text_of_char(**c) == text));
            }
            for h in &self.replicas[r].seen {
                expected.retain(|c| !self.writes[h].rubbed_out.contains(c));
            }
            assert!(expected.iter().all(|c| *c as u32 > base));
            if shown != expected {
                return Err(format!(
                    "replica {r} text {text:?}: {} characters, expected {}",
                    shown.len(),
                    expected.len()
                ));
            }
        }
        Ok(())
    }

    /// Finds the text a character was typed in.
    fn text_of_char(&self, c: char) -> [&'static str; 2] {
        let w = self.writes.values().find(|w| w.typed.contains(&c)).unwrap();
        let later = w.values.contains_key(&path(TEXTS[1]));
        TEXTS[usize::from(later)]
    }
}

/// Makes a value for a place: sections are written whole, numbers are numbers, the rest are words.
fn value_at(place: &Path, t: i64) -> Value {
    match place[0].as_str() {
        "sections" => Value::map([("state", Value::str(t.to_string())), ("at", t.into())]),
        "numbers" | "deleted_at" => t.into(),
        _ => Value::str(t.to_string()),
    }
}

fn token_of_value(v: &Value) -> String {
    match v {
        Value::Scalar(Scalar::Str(s)) => s.clone(),
        Value::Scalar(Scalar::Int(n)) => n.to_string(),
        Value::Map(m) => token_of_value(&m["state"]),
        other => panic!("no token in {other:?}"),
    }
}

/// Reads every value standing at a place.
fn standing(state: &State, place: &Path, lww: bool) -> BTreeSet<String> {
    let token = |n: &Node| match &n.value {
        NodeValue::Map(m) => m.get("state").and_then(Node::as_str).map(str::to_owned),
        _ => n.as_str().map(str::to_owned).or(n.as_int().map(|i| i.to_string())),
    };
    let Some(node) = state.at(place) else { return BTreeSet::new() };
    let others = if lww { &[][..] } else { &node.clash[..] };
    std::iter::once(node).chain(others).filter_map(token).collect()
}

fn text_of(state: &State, place: [&str; 2]) -> String {
    state.at(&path(place)).and_then(Node::as_str).unwrap_or("").to_owned()
}

/// Notes which characters a write typed and took out; `values` marks the text it was in.
fn note_text(w: &mut Write, before: &State, after: &State, at: &Path) {
    let chars =
        |s: &State| -> BTreeSet<char> { s.at(at).and_then(Node::as_str).unwrap_or("").chars().collect() };
    let (old, new) = (chars(before), chars(after));
    w.typed = new.difference(&old).copied().collect();
    w.rubbed_out = old.difference(&new).copied().collect();
    w.values.insert(at.clone(), Some(String::new()));
}

/// Runs one case; returns how many writes it made.
fn case(seed: u64, steps: usize, lww: bool) -> Result<usize, String> {
    let mut w = World::new(seed);
    for _ in 0..steps {
        let r = w.rng.below(w.replicas.len());
        match w.rng.below(10) {
            0..=6 => {
                for e in w.choose(r) {
                    w.write(r, &e);
                }
            }
            7 | 8 => {
                let to = w.rng.below(w.replicas.len());
                if to != r {
                    w.exchange(r, to, false);
                    w.check(to, lww)?;
                }
            }
            _ => w.restart(r),
        }
        w.check(r, lww)?;
    }
    let n = w.replicas.len();
    for _ in 0..2 {
        for from in 0..n {
            for to in 0..n {
                if from != to {
                    w.exchange(from, to, true);
                }
            }
        }
    }
    for r in 0..n {
        w.check(r, lww)?;
        let (a, b) = (&w.replicas[0], &w.replicas[r]);
        if a.doc.heads() != b.doc.heads() || a.doc.state() != b.doc.state() {
            return Err(format!("replicas 0 and {r} differ after everything was exchanged"));
        }
        if !b.pending.is_empty() || !w.writes.keys().all(|h| b.doc.has(h)) {
            return Err(format!("replica {r} lacks a write"));
        }
    }
    Ok(w.writes.len())
}

#[test]
fn replicas_agree_with_the_model() {
    let seed = seed();
    let cases = count("MODEL_CASES", 500, 5_000);
    let steps = count("MODEL_STEPS", 50, 50);
    let mut writes = 0;
    for i in 0..cases as u64 {
        writes +=
            case(seed + i, steps, false).unwrap_or_else(|e| panic!("case SEED={} of one: {e}", seed + i));
    }
    println!("{cases} cases x {steps} steps, {writes} writes: 0 differences");
    assert!(writes > cases * steps / 5, "too few writes to mean anything");
}

#[test]
fn control_last_writer_wins_loses_values() {
    let seed = seed();
    let lost = (0..20).filter(|i| case(seed + i, 50, true).is_err()).count();
    assert!(lost > 10, "the control must fail: only {lost} of 20 cases lost a value");
}
