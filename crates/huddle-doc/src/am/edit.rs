//! Turns edits into operations of the library.

use automerge::transaction::{Transactable, Transaction};
use automerge::{Automerge, Change, ObjId, ObjType, ROOT, ReadDoc, Value as AmValue};
use huddle_core::kind::Kind;
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

use super::{begin, named, read};
use crate::fault::{Fault, place};
use crate::schema;
use crate::value::{Chunk, Container, Edit, Hash, Meta, Path, Value};

fn engine(e: automerge::AutomergeError) -> Fault {
    Fault::Engine(named(&e))
}

fn broken((place, rule): schema::Broken) -> Fault {
    Fault::Schema { place, rule }
}

/// Checks edits against the limits and types that other PCs will check them against.
pub(super) fn check(kind: &Kind, meta: &Meta, edits: &[Edit]) -> Result<(), Fault> {
    if meta.message.len() > 4_096 {
        return Err(Fault::Schema { place: "message".to_owned(), rule: "the message is too long" });
    }
    for e in edits {
        schema::check_path(e.path()).map_err(broken)?;
        let inside_whole =
            (1..e.path().len()).any(|n| schema::field(kind, &e.path()[..n]) == Some(schema::Field::Whole));
        if inside_whole {
            return Err(Fault::Schema { place: place(e.path()), rule: "this value is only written whole" });
        }
        let value = match e {
            Edit::Put { value, .. } => value,
            Edit::Splice { .. } | Edit::Ensure { what: Container::Text, .. } => &Value::Text(String::new()),
            Edit::Ensure { what: Container::Map, .. } => &Value::Map(Default::default()),
            Edit::Remove { .. } => continue,
        };
        schema::check_value(kind, &mut e.path().clone(), value).map_err(broken)?;
    }
    Ok(())
}

/// Makes the containers that `edits` need and the record lacks, outermost first.
pub(super) fn make_slots(
    am: &mut Automerge,
    id: Uuid,
    beginning: Hash,
    edits: &[Edit],
) -> Result<Vec<Chunk>, Fault> {
    let mut made = Vec::new();
    for e in edits {
        let last = match e {
            Edit::Splice { .. } => Some(Container::Text),
            Edit::Ensure { what, .. } => Some(*what),
            Edit::Put { .. } => None,
            Edit::Remove { .. } => continue,
        };
        let path = e.path();
        let mut obj = ROOT;
        let mut around = beginning;
        for (i, key) in path.iter().enumerate() {
            let is_last = i + 1 == path.len();
            let Some(what) = (if is_last { last } else { Some(Container::Map) }) else { break };
            let found = read::visible(am, &obj, key).map_err(engine)?;
            let inner = match (found, what) {
                (Some((AmValue::Object(ObjType::Map), inner)), Container::Map)
                | (Some((AmValue::Object(ObjType::Text), inner)), Container::Text) => inner,
                // Another value stands there: the edit itself says what to do about it.
                (Some(_), _) => break,
                (None, _) => {
                    // An earlier edit of this same write may be about to make the map around it.
                    if edits
                        .iter()
                        .any(|p| matches!(p, Edit::Put { path: q, .. } if path[..=i].starts_with(q)))
                    {
                        break;
                    }
                    let chunk = begin::slot(am, id, around, &path[..=i], what)?;
                    if am.get_change_meta_by_hash(&automerge::ChangeHash(chunk.hash)).is_some() {
                        // Made once already and since replaced: the write makes a plain one.
                        break;
                    }
                    let change = Change::from_bytes(chunk.bytes.clone())
                        .map_err(|_| Fault::Engine("a slot does not load"))?;
                    am.apply_changes([change]).map_err(engine)?;
                    made.push(chunk);
                    match read::visible(am, &obj, key).map_err(engine)? {
                        Some((AmValue::Object(_), inner)) => inner,
                        _ => return Err(Fault::Engine("a slot did not appear")),
                    }
                }
            };
            around = am.hash_for_opid(&inner).map_or(beginning, |h| h.0);
            obj = inner;
        }
    }
    Ok(made)
}

/// Which of some changes are, byte for byte, slots of a record.
pub(super) struct Slots<'a> {
    am: &'a Automerge,
    id: Uuid,
    /// The changes that may be slots, by hash.
    asked: HashMap<Hash, &'a Chunk>,
    /// The record as it was when a change made the map around a slot; most slots of a record stand in one.
    forks: HashMap<Hash, Automerge>,
    found: HashSet<Hash>,
}

impl<'a> Slots<'a> {
    /// Finds the slots in one walk over the containers the record has: only their places can be slots.
    pub fn among(
        am: &'a Automerge,
        id: Uuid,
        beginning: Hash,
        chunks: impl Iterator<Item = &'a Chunk>,
    ) -> HashSet<Hash> {
        let asked: HashMap<Hash, &Chunk> = chunks.filter(|c| c.actor_seq == 1).map(|c| (c.hash, c)).collect();
        if asked.is_empty() {
            return HashSet::new();
        }
        let mut all = Self { am, id, asked, forks: HashMap::new(), found: HashSet::new() };
        all.walk((&ROOT, beginning), &mut Vec::new());
        all.found
    }

    fn walk(&mut self, (obj, around): (&ObjId, Hash), path: &mut Path) {
        if path.len() >= schema::DEPTH_MAX {
            return;
        }
        let am = self.am;
        for key in am.keys(obj) {
            path.push(key.clone());
            for (value, inner) in am.get_all(obj, key.as_str()).unwrap_or_default() {
                let what = match value {
                    AmValue::Object(ObjType::Map) => Container::Map,
                    AmValue::Object(ObjType::Text) => Container::Text,
                    _ => continue,
                };
                let made_by = am.hash_for_opid(&inner).map_or(around, |h| h.0);
                if let Some(chunk) = self.asked.get(&made_by).copied()
                    && begin::slot_actor(self.id, &around, path, what)[..] == chunk.actor[..]
                    && self.slot(around, path, what).is_ok_and(|slot| slot.bytes == chunk.bytes)
                {
                    self.found.insert(made_by);
                }
                if what == Container::Map {
                    self.walk((&inner, made_by), path);
                }
            }
            path.pop();
        }
    }

    fn slot(&mut self, around: Hash, path: &Path, what: Container) -> Result<Chunk, Fault> {
        let fork = match self.forks.entry(around) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(free) => free.insert(begin::as_it_was(self.am, around)?),
        };
        begin::slot_in(fork.clone(), self.id, around, path, what)
    }
}

/// Applies one edit inside a write and returns the paths it touched.
pub(super) fn apply(tx: &mut Transaction<'_>, kind: &Kind, e: &Edit) -> Result<Vec<Path>, Fault> {
    match e {
        Edit::Put { path, value } => {
            let (obj, key) = parent(tx, path, true)?.ok_or_else(|| Fault::NoMap(place(path)))?;
            put(tx, &obj, key, value)?;
            Ok(vec![path.clone()])
        }
        Edit::Remove { path } => match parent(tx, path, false)? {
            Some((obj, key)) => remove(tx, kind, &obj, key, path),
            None => Ok(Vec::new()),
        },
        Edit::Splice { path, at, del, ins } => {
            let (obj, key) = parent(tx, path, true)?.ok_or_else(|| Fault::NoMap(place(path)))?;
            let text = match read::visible(tx, &obj, key).map_err(engine)? {
                Some((AmValue::Object(ObjType::Text), text)) => text,
                None => tx.put_object(&obj, key, ObjType::Text).map_err(engine)?,
                Some(_) => return Err(Fault::NoMap(place(path))),
            };
            let len = tx.length(&text);
            if at.checked_add(*del).is_none_or(|end| end > len) {
                return Err(Fault::OutsideText(place(path)));
            }
            splice(tx, &text, *at, *del, ins)?;
            let now = tx.text(&text).map_err(engine)?;
            schema::check_length(path, &now).map_err(broken)?;
            Ok(vec![path.clone()])
        }
        Edit::Ensure { path, what } => {
            let (obj, key) = parent(tx, path, true)?.ok_or_else(|| Fault::NoMap(place(path)))?;
            if read::visible(tx, &obj, key).map_err(engine)?.is_none() {
                let sort = match what {
                    Container::Map => ObjType::Map,
                    Container::Text => ObjType::Text,
                };
                tx.put_object(&obj, key, sort).map_err(engine)?;
            }
            Ok(Vec::new())
        }
    }
}

/// Walks to the map around a path; makes missing maps when asked to.
fn parent<'p>(
    tx: &mut Transaction<'_>,
    path: &'p Path,
    make: bool,
) -> Result<Option<(ObjId, &'p str)>, Fault> {
    let Some((key, parents)) = path.split_last() else { return Ok(None) };
    let mut obj = ROOT;
    for p in parents {
        obj = match read::visible(tx, &obj, p).map_err(engine)? {
            Some((AmValue::Object(ObjType::Map), inner)) => inner,
            None if make => tx.put_object(&obj, p.as_str(), ObjType::Map).map_err(engine)?,
            _ => return Ok(None),
        };
    }
    Ok(Some((obj, key)))
}

fn put(tx: &mut Transaction<'_>, obj: &ObjId, key: &str, value: &Value) -> Result<(), Fault> {
    let standing = tx.get_all(obj, key).map_err(engine)?;
    if let [(only, id)] = &standing[..] {
        match (only, value) {
            (AmValue::Scalar(old), Value::Scalar(new)) if **old == read::to_am(new) => return Ok(()),
            (AmValue::Object(ObjType::Text), Value::Text(new)) => {
                // Splices instead of a new text: what others type meanwhile stays.
                let id = id.clone();
                let old = tx.text(&id).map_err(engine)?;
                return match difference(&old, new) {
                    Some((at, del, ins)) => splice(tx, &id, at, del, &ins),
                    None => Ok(()),
                };
            }
            (AmValue::Object(ObjType::Map), Value::Map(new)) if equal_map(tx, id, new)? => return Ok(()),
            _ => {}
        }
    }
    if standing.len() > 1 && matches!(value, Value::Scalar(_)) {
        // Settling by the value that shows anyway: the library would take away the others and write
        // nothing, and a write that never saw this choice could then replace it.
        tx.delete(obj, key).map_err(engine)?;
    }
    write(tx, obj, key, value)
}

fn write(tx: &mut Transaction<'_>, obj: &ObjId, key: &str, value: &Value) -> Result<(), Fault> {
    match value {
        Value::Scalar(s) => tx.put(obj, key, read::to_am(s)).map_err(engine),
        Value::Text(s) => {
            let id = tx.put_object(obj, key, ObjType::Text).map_err(engine)?;
            splice(tx, &id, 0, 0, s)
        }
        Value::Map(m) => {
            let id = tx.put_object(obj, key, ObjType::Map).map_err(engine)?;
            m.iter().try_for_each(|(k, v)| write(tx, &id, k, v))
        }
    }
}

fn equal_map(
    tx: &Transaction<'_>,
    id: &ObjId,
    new: &std::collections::BTreeMap<String, Value>,
) -> Result<bool, Fault> {
    if tx.length(id) != new.len() {
        return Ok(false);
    }
    for (k, v) in new {
        let all = tx.get_all(id, k.as_str()).map_err(engine)?;
        let same = match (&all[..], v) {
            ([(AmValue::Scalar(s), _)], Value::Scalar(new)) => **s == read::to_am(new),
            ([(AmValue::Object(ObjType::Text), t)], Value::Text(new)) => tx.text(t).map_err(engine)? == *new,
            ([(AmValue::Object(ObjType::Map), m)], Value::Map(new)) => equal_map(tx, m, new)?,
            _ => false,
        };
        if !same {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Takes a value away. A lone map or text is emptied, not deleted, so that what somebody writes
/// inside it at the same time stays visible; a map that is only written whole is deleted.
fn remove(
    tx: &mut Transaction<'_>,
    kind: &Kind,
    obj: &ObjId,
    key: &str,
    path: &Path,
) -> Result<Vec<Path>, Fault> {
    let standing = tx.get_all(obj, key).map_err(engine)?;
    let whole = schema::field(kind, path) == Some(schema::Field::Whole);
    match &standing[..] {
        [] => Ok(Vec::new()),
        [(AmValue::Object(ObjType::Text), text)] => {
            let text = text.clone();
            let len = tx.length(&text);
            splice(tx, &text, 0, len, "")?;
            Ok(vec![path.clone()])
        }
        [(AmValue::Object(ObjType::Map), map)] if !whole => {
            let map = map.clone();
            let keys: Vec<String> = tx.keys(&map).collect();
            let mut touched = Vec::new();
            for k in keys {
                let mut inner = path.clone();
                inner.push(k.clone());
                touched.extend(remove(tx, kind, &map, &k, &inner)?);
            }
            Ok(touched)
        }
        _ => {
            tx.delete(obj, key).map_err(engine)?;
            Ok(vec![path.clone()])
        }
    }
}

fn splice(tx: &mut Transaction<'_>, text: &ObjId, at: usize, del: usize, ins: &str) -> Result<(), Fault> {
    if del == 0 && ins.is_empty() {
        return Ok(());
    }
    let del = isize::try_from(del).map_err(|_| Fault::Engine("index out of range"))?;
    tx.splice_text(text, at, del, ins).map_err(engine)
}

/// Finds the one stretch in which two texts differ: position, characters out, characters in.
fn difference(old: &str, new: &str) -> Option<(usize, usize, String)> {
    let (a, b): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
    let head = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let tail = a[head..].iter().rev().zip(b[head..].iter().rev()).take_while(|(x, y)| x == y).count();
    let (del, ins) = (a.len() - head - tail, &b[head..b.len() - tail]);
    (del > 0 || !ins.is_empty()).then(|| (head, del, ins.iter().collect()))
}
