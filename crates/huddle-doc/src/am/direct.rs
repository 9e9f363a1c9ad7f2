//! Plain values written without the library's document.
//!
//! Most writes put a few values into a record that everybody agrees on. What the library's document would be asked
//! for is then known from the [`State`](crate::State): which operation stands at each place. So the operations are named here, the
//! library encodes them as a change, and its document is brought up to date when it is next needed
//! ([`super::library`]). Whatever is not plain (a clash, words inside a long text, a container that is missing)
//! goes through the library's own transaction.
//!
//! Builds with debug assertions, which all tests are, read the record again through the library after every such
//! write and compare.

use std::collections::BTreeMap;
use std::num::NonZeroU64;

use automerge::legacy::{Key, ObjectId, Op, OpId, OpType};
use automerge::{ActorId as AmActor, Change, ChangeHash, ExpandedChange, ObjType};

use super::read;
use crate::state::{Node, NodeValue, Written};
use crate::value::{ActorId, Edit, Hash, Meta, Path, Value};

/// What a change has to follow; nothing for a record that begins.
#[derive(Default)]
pub(super) struct After {
    /// The changes it is built on.
    pub(super) deps: Vec<Hash>,
    /// The number of the actor's change before it; 0 for none.
    pub(super) seq: u64,
}

/// A write on its way: its operations, and what the record says with them.
pub(super) struct Direct {
    actor: ActorId,
    named: AmActor,
    first: u64,
    ops: Vec<Op>,
    root: Node,
    /// The places written to, in order.
    touched: Vec<Path>,
}

/// Says that a write is not plain: the library's transaction has to make it.
pub(super) struct NotPlain;

impl Direct {
    /// Begins a write on what a record says; an empty map for a record that begins.
    pub(super) fn on(root: Node, actor: ActorId, max_op: u64) -> Self {
        let named = AmActor::from(&actor.0[..]);
        Self { actor, named, first: max_op + 1, ops: Vec::new(), root, touched: Vec::new() }
    }

    /// Applies one edit.
    pub(super) fn apply(&mut self, edit: &Edit) -> Result<(), NotPlain> {
        match edit {
            Edit::Put { path, value } => self.put(path, Some(value)),
            Edit::Remove { path } => self.put(path, None),
            Edit::Splice { .. } | Edit::Ensure { .. } => Err(NotPlain),
        }
    }

    /// Puts a value at a path, or takes the one value away that stands there.
    pub(super) fn put(&mut self, path: &[String], value: Option<&Value>) -> Result<(), NotPlain> {
        let (key, parents) = path.split_last().ok_or(NotPlain)?;
        let mut around = None;
        let mut inside = &mut self.root;
        for parent in parents {
            let NodeValue::Map(map) = &mut inside.value else { return Err(NotPlain) };
            inside = map.get_mut(parent).ok_or(NotPlain)?;
            around = Some(inside.alone.ok_or(NotPlain)?);
        }
        let NodeValue::Map(map) = &mut inside.value else { return Err(NotPlain) };
        let standing = match map.get(key) {
            None => None,
            Some(node) => {
                let alone = node.alone.ok_or(NotPlain)?;
                match (&node.value, value) {
                    // Long text is spliced, and containers are emptied, so that what others write there stays.
                    (NodeValue::Text(_), Some(Value::Text(_))) => return Err(NotPlain),
                    (NodeValue::Map(_) | NodeValue::Text(_), None) => return Err(NotPlain),
                    (_, Some(new)) if says(node, new) => {
                        self.touched.push(path.to_vec());
                        return Ok(());
                    }
                    _ => Some(alone),
                }
            }
        };
        let mut next = Next { ops: &mut self.ops, first: self.first, actor: self.actor, named: &self.named };
        match value {
            Some(value) => {
                let node = next.write(around, key, standing, value)?;
                map.insert(key.clone(), node);
            }
            None => {
                let Some(standing) = standing else { return Ok(()) };
                next.push(around, key, Some(standing), OpType::Delete);
                map.remove(key);
            }
        }
        self.touched.push(path.to_vec());
        Ok(())
    }

    /// Encodes the change and says what the record reads with it; none when nothing was written.
    pub(super) fn finish(mut self, after: After, meta: &Meta) -> Option<(Change, Node, Vec<Path>)> {
        if self.ops.is_empty() {
            return None;
        }
        let change = Change::from(ExpandedChange {
            operations: self.ops,
            actor_id: self.named,
            hash: None,
            seq: after.seq + 1,
            start_op: NonZeroU64::new(self.first)?,
            time: meta.time_ms,
            message: (!meta.message.is_empty()).then(|| meta.message.clone()),
            deps: after.deps.into_iter().map(ChangeHash).collect(),
            extra_bytes: Vec::new(),
            author: None,
        });
        let hash = change.hash().0;
        stamp(&mut self.root, self.actor, self.first, hash);
        Some((change, self.root, self.touched))
    }
}

/// Hands out operation numbers.
struct Next<'a> {
    ops: &'a mut Vec<Op>,
    first: u64,
    actor: ActorId,
    named: &'a AmActor,
}

impl Next<'_> {
    fn push(&mut self, around: Option<Written>, key: &str, over: Option<Written>, action: OpType) -> Written {
        let id = |w: Written| {
            let actor =
                if w.actor == self.actor { self.named.clone() } else { AmActor::from(&w.actor.0[..]) };
            OpId(w.counter, actor)
        };
        let op = Op {
            action,
            obj: around.map_or(ObjectId::Root, |w| ObjectId::Id(id(w))),
            key: Key::Map(key.into()),
            pred: over.map(id).into_iter().collect(),
            insert: false,
        };
        let counter = self.first + self.ops.len() as u64;
        self.ops.push(op);
        Written { counter, actor: self.actor }
    }

    fn write(
        &mut self,
        around: Option<Written>,
        key: &str,
        over: Option<Written>,
        value: &Value,
    ) -> Result<Node, NotPlain> {
        let (written, value) = match value {
            Value::Scalar(s) => {
                let written = self.push(around, key, over, OpType::Put(read::to_am(s)));
                (written, NodeValue::Scalar(s.clone()))
            }
            Value::Text(s) if s.is_empty() => {
                (self.push(around, key, over, OpType::Make(ObjType::Text)), NodeValue::Text(String::new()))
            }
            // How letters become operations is the library's to say.
            Value::Text(_) => return Err(NotPlain),
            Value::Map(entries) => {
                let written = self.push(around, key, over, OpType::Make(ObjType::Map));
                let inside = entries
                    .iter()
                    .map(|(k, v)| Ok((k.clone(), self.write(Some(written), k, None, v)?)))
                    .collect::<Result<BTreeMap<_, _>, NotPlain>>()?;
                (written, NodeValue::Map(inside))
            }
        };
        // The change has no name before it is encoded; `stamp` fills it in.
        Ok(Node { value, written_by: Hash::default(), alone: Some(written), clash: Vec::new() })
    }
}

/// Names the change in every value it wrote.
fn stamp(node: &mut Node, actor: ActorId, first: u64, hash: Hash) {
    if node.alone.is_some_and(|w| w.actor == actor && w.counter >= first) {
        node.written_by = hash;
    }
    if let NodeValue::Map(map) = &mut node.value {
        map.values_mut().for_each(|inner| stamp(inner, actor, first, hash));
    }
}

/// Returns whether a value and everything in it is what would be written; then nothing is.
fn says(node: &Node, value: &Value) -> bool {
    node.alone.is_some()
        && match (&node.value, value) {
            (NodeValue::Scalar(old), Value::Scalar(new)) => old == new,
            (NodeValue::Text(old), Value::Text(new)) => old == new,
            (NodeValue::Map(old), Value::Map(new)) => {
                old.len() == new.len() && new.iter().all(|(k, v)| old.get(k).is_some_and(|n| says(n, v)))
            }
            _ => false,
        }
}

/// An empty record to write into.
pub(super) fn blank() -> Node {
    Node {
        value: NodeValue::Map(BTreeMap::new()),
        written_by: Hash::default(),
        alone: None,
        clash: Vec::new(),
    }
}
