//! Walks a document of the library and builds a [`State`].

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use automerge::{ActorId, Automerge, ObjId, ObjType, ROOT, ReadDoc, ScalarValue, Value as AmValue};
use huddle_core::audience::{Audience, stricter};
use huddle_core::kind::Kind;
use uuid::Uuid;

use crate::fault::Fault;
use crate::schema;
use crate::state::{Node, NodeValue, State, Written};
use crate::value::{Envelope, Hash, Path, Scalar};

/// Reads the whole record.
///
/// # Errors
/// [`Fault::Envelope`] when the envelope is missing or unreadable, [`Fault::Schema`] when the tree
/// is too deep or holds too many values to be read safely.
pub(super) fn state(am: &Automerge, beginning: Hash) -> Result<State, Fault> {
    let mut walk = Walk { am, left: schema::NODES_MAX, last: None };
    let root = Node { value: walk.map(&ROOT, 0)?, written_by: beginning, alone: None, clash: Vec::new() };
    whole(root)
}

/// Reads what a whole record says of itself.
///
/// # Errors
/// [`Fault::Envelope`].
pub(super) fn whole(root: Node) -> Result<State, Fault> {
    let env = envelope(&root)?;
    // Put in the bin on one PC while another begins it or takes it out: it stays, so that nothing is lost unseen.
    let stays = |n: &Node| n.clash.iter().any(|c| c.value == NodeValue::Scalar(Scalar::Null));
    let deleted_at = root.get("deleted_at").filter(|n| !stays(n)).and_then(Node::as_int);
    Ok(State { env, deleted_at, root })
}

/// Reads a record again of which only `touched` places changed: the rest is taken from `before`.
///
/// # Errors
/// As [`state`].
pub(super) fn state_after(am: &Automerge, before: &State, touched: &[Path]) -> Result<State, Fault> {
    // What is read again: the entry of a top-level map, or the top-level value itself.
    let mut places: Vec<&[String]> = touched.iter().map(|p| p.get(..2).unwrap_or(p)).collect();
    places.sort_unstable();
    places.dedup();
    let mut walk = Walk { am, left: schema::NODES_MAX, last: None };
    let mut root = before.root.clone();
    let NodeValue::Map(top) = &mut root.value else { return Err(Fault::Envelope("root")) };
    for place in places {
        let Some(key) = place.first() else { continue };
        let inside = match (place.get(1), top.get_mut(key)) {
            // A clash above means that what is inside another map may have come to show.
            (Some(inner), Some(node)) if node.clash.is_empty() => match &mut node.value {
                NodeValue::Map(m) => Some((inner, m)),
                _ => None,
            },
            _ => None,
        };
        // One map at the key and nothing beside it, not even an emptied one.
        let all = am.get_all(&ROOT, key.as_str()).map_err(|e| Fault::Engine(super::named(&e)))?;
        if let Some((inner, entries)) = inside
            && let [(AmValue::Object(ObjType::Map), obj)] = &all[..]
        {
            match walk.entry(obj, inner, 1)? {
                Some(node) => drop(entries.insert(inner.clone(), node)),
                None => drop(entries.remove(inner)),
            }
        } else {
            match walk.entry(&ROOT, key, 0)? {
                Some(node) => drop(top.insert(key.clone(), node)),
                None => drop(top.remove(key)),
            }
        }
    }
    whole(root)
}

fn too_much() -> Fault {
    Fault::Schema { place: "record".to_owned(), rule: "the record is too deep or holds too many values" }
}

/// Walks a document, counting what it reads.
struct Walk<'a> {
    am: &'a Automerge,
    /// How many values may still be read.
    left: usize,
    /// The change looked up last, with its actor and operation numbers: neighbours share it.
    last: Option<(ActorId, RangeInclusive<u64>, Hash)>,
}

impl Walk<'_> {
    fn map(&mut self, obj: &ObjId, depth: usize) -> Result<NodeValue, Fault> {
        if depth > schema::DEPTH_MAX {
            return Err(too_much());
        }
        let mut out = BTreeMap::new();
        for item in self.am.map_range(obj, ..) {
            let key = item.key.to_string();
            let node = if item.conflict {
                self.entry(obj, &key, depth)?
            } else {
                Some(self.alone((item.value.clone().into(), item.id()), depth)?)
            };
            if let Some(node) = node {
                out.insert(key, node);
            }
        }
        Ok(NodeValue::Map(out))
    }

    /// Reads all values at one key.
    fn entry(&mut self, obj: &ObjId, key: &str, depth: usize) -> Result<Option<Node>, Fault> {
        let all = self.am.get_all(obj, key).map_err(|e| Fault::Engine(super::named(&e)))?;
        if all.len() > schema::CLASH_MAX {
            return Err(too_much());
        }
        if let [_] = &all[..] {
            return all.into_iter().next().map(|v| self.alone(v, depth)).transpose();
        }
        // The library lists values in ascending order of operation: the last one is visible.
        let mut nodes =
            all.into_iter().rev().map(|v| self.value(v, depth)).collect::<Result<Vec<Node>, Fault>>()?;
        // A map or text that somebody emptied says nothing beside a value that stands.
        if nodes.iter().any(|n| !n.is_hollow()) {
            nodes.retain(|n| !n.is_hollow());
        } else {
            nodes.truncate(1);
        }
        let mut nodes = nodes.into_iter();
        let Some(mut node) = nodes.next() else { return Ok(None) };
        for other in nodes {
            if !other.same_value(&node) && !node.clash.iter().any(|c| c.same_value(&other)) {
                node.clash.push(other);
            }
        }
        Ok(Some(node))
    }

    /// Reads a value that nothing stands beside.
    fn alone(&mut self, at: (AmValue<'_>, ObjId), depth: usize) -> Result<Node, Fault> {
        let written = match &at.1 {
            ObjId::Id(counter, actor, _) => {
                let actor = actor.to_bytes().try_into().ok();
                actor.map(|bytes| Written { counter: *counter, actor: crate::value::ActorId(bytes) })
            }
            ObjId::Root => None,
        };
        Ok(Node { alone: written, ..self.value(at, depth)? })
    }

    fn value(&mut self, (value, id): (AmValue<'_>, ObjId), depth: usize) -> Result<Node, Fault> {
        self.left = self.left.checked_sub(1).ok_or_else(too_much)?;
        let written_by = self.written_by(&id);
        let value = match value {
            AmValue::Object(ObjType::Map | ObjType::Table) => self.map(&id, depth + 1)?,
            AmValue::Object(ObjType::Text) => {
                NodeValue::Text(self.am.text(&id).map_err(|e| Fault::Engine(super::named(&e)))?)
            }
            AmValue::Object(ObjType::List) => NodeValue::Other,
            AmValue::Scalar(s) => scalar(&s),
        };
        Ok(Node { value, written_by, alone: None, clash: Vec::new() })
    }

    /// Finds the change that holds an operation.
    fn written_by(&mut self, id: &ObjId) -> Hash {
        let ObjId::Id(counter, actor, _) = id else { return Hash::default() };
        if let Some((a, range, hash)) = &self.last
            && a == actor
            && range.contains(counter)
        {
            return *hash;
        }
        let Some(hash) = self.am.hash_for_opid(id) else { return Hash::default() };
        if let Some(m) = self.am.get_change_meta_by_hash(&hash) {
            self.last = Some((actor.clone(), m.start_op..=m.max_op, hash.0));
        }
        hash.0
    }
}

/// Finds the visible value at a key: the same one [`state`] shows.
pub(super) fn visible<'a>(
    doc: &'a impl ReadDoc,
    obj: &ObjId,
    key: &str,
) -> Result<Option<(AmValue<'a>, ObjId)>, automerge::AutomergeError> {
    let mut all = doc.get_all(obj, key)?;
    if all.len() > 1
        && let Some(at) = all.iter().rposition(|v| !hollow(doc, v, 0))
    {
        all.truncate(at + 1);
    }
    Ok(all.pop())
}

fn hollow(doc: &impl ReadDoc, (value, id): &(AmValue<'_>, ObjId), depth: usize) -> bool {
    match value {
        AmValue::Object(ObjType::Text) => doc.length(id) == 0,
        AmValue::Object(ObjType::Map | ObjType::Table) => {
            depth <= schema::DEPTH_MAX
                && doc.keys(id).all(|k| {
                    doc.get_all(id, k.as_str()).is_ok_and(|all| all.iter().all(|v| hollow(doc, v, depth + 1)))
                })
        }
        _ => false,
    }
}

fn scalar(s: &ScalarValue) -> NodeValue {
    NodeValue::Scalar(match s {
        ScalarValue::Null => Scalar::Null,
        ScalarValue::Boolean(b) => Scalar::Bool(*b),
        ScalarValue::Int(n) => Scalar::Int(*n),
        ScalarValue::Uint(n) => match i64::try_from(*n) {
            Ok(n) => Scalar::Int(n),
            Err(_) => return NodeValue::Other,
        },
        ScalarValue::F64(x) if x.is_finite() => Scalar::F64(*x),
        ScalarValue::Str(s) => Scalar::Str(s.to_string()),
        ScalarValue::Timestamp(t) => Scalar::Time(*t),
        ScalarValue::F64(_)
        | ScalarValue::Counter(_)
        | ScalarValue::Bytes(_)
        | ScalarValue::Unknown { .. } => return NodeValue::Other,
    })
}

/// Turns a scalar of ours into one of the library.
pub(super) fn to_am(s: &Scalar) -> ScalarValue {
    match s {
        Scalar::Null => ScalarValue::Null,
        Scalar::Bool(b) => ScalarValue::Boolean(*b),
        Scalar::Int(n) => ScalarValue::Int(*n),
        Scalar::F64(x) => ScalarValue::F64(*x),
        Scalar::Str(s) => ScalarValue::Str(s.as_str().into()),
        Scalar::Time(t) => ScalarValue::Timestamp(*t),
    }
}

fn envelope(root: &Node) -> Result<Envelope, Fault> {
    let id = |key| Uuid::parse_str(root.str(key)).map_err(|_| Fault::Envelope(key));
    let kind = root.str_opt("kind").ok_or(Fault::Envelope("kind"))?;
    Ok(Envelope {
        kind: Kind::parse(kind),
        schema: root.int("schema").and_then(|n| u32::try_from(n).ok()).ok_or(Fault::Envelope("schema"))?,
        id: id("id")?,
        ward: id("ward")?,
        epoch: root.int("epoch").and_then(|n| u64::try_from(n).ok()).ok_or(Fault::Envelope("epoch"))?,
        epoch_id: id("epoch_id")?,
        audience: audience(root.get("audience")),
        created_at: root.int("created_at").unwrap_or(0),
        created_by: Uuid::parse_str(root.str("created_by")).ok(),
    })
}

/// Reads the audience: the strictest of all values standing, and the strictest of all when unknown.
fn audience(node: Option<&Node>) -> Audience {
    let parse = |n: &Node| n.as_str().and_then(Audience::parse).unwrap_or(Audience::Ward);
    node.map_or(Audience::Ward, |n| n.clash.iter().map(parse).fold(parse(n), stricter))
}
