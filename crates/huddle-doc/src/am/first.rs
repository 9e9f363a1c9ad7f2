//! The first change of a record that one person makes, written as one tree.
//!
//! The library takes a whole tree in one pass. Field by field, each write looks for its place in the columns
//! and moves what is behind it, and beginning a card took most of the time of saving it.

use std::collections::{BTreeMap, HashMap};

use automerge::transaction::{Transactable, Transaction};
use automerge::{TextEncoding, hydrate};

use super::{named, read};
use crate::fault::{Fault, place};
use crate::schema;
use crate::value::{Container, Edit, Envelope, Scalar, Value};

/// What a record begins with, by key.
pub(super) type Tree = BTreeMap<String, Value>;

/// Builds the envelope, the kind's empty containers and the leading `Put`s; returns them with the edits that are left.
pub(super) fn tree<'e>(env: &Envelope, edits: &'e [Edit]) -> Result<(Tree, &'e [Edit]), Fault> {
    let mut tree = envelope(env);
    for (key, what) in schema::top_containers(&env.kind) {
        let empty = match what {
            Container::Map => Value::Map(Tree::new()),
            Container::Text => Value::Text(String::new()),
        };
        tree.insert(key.to_owned(), empty);
    }
    let mut done = 0;
    for edit in edits {
        let Edit::Put { path, value } = edit else { break };
        put(&mut tree, path, value).ok_or_else(|| Fault::NoMap(place(path)))?;
        done += 1;
    }
    Ok((tree, edits.get(done..).unwrap_or(&[])))
}

/// Writes a whole tree by the library.
pub(super) fn write(tx: &mut Transaction<'_>, encoding: TextEncoding, tree: Tree) -> Result<(), Fault> {
    tx.init_root_from_hydrate(&map(tree, encoding)).map_err(|e| Fault::Engine(named(&e)))
}

fn envelope(env: &Envelope) -> Tree {
    let mut tree: Tree = [
        ("kind", Value::str(env.kind.as_str())),
        ("schema", Value::Scalar(Scalar::Int(i64::from(env.schema)))),
        ("id", Value::str(env.id.to_string())),
        ("ward", Value::str(env.ward.to_string())),
        ("epoch", Value::Scalar(Scalar::Int(i64::try_from(env.epoch).unwrap_or(i64::MAX)))),
        ("epoch_id", Value::str(env.epoch_id.to_string())),
        ("audience", Value::str(env.audience.as_str())),
        ("created_at", Value::Scalar(Scalar::Int(env.created_at))),
    ]
    .map(|(key, value)| (key.to_owned(), value))
    .into();
    if let Some(tile) = env.created_by {
        tree.insert("created_by".to_owned(), Value::str(tile.to_string()));
    }
    tree
}

/// Puts a value at a path and makes the maps around it; none when something else stands in the way.
fn put(tree: &mut Tree, path: &[String], value: &Value) -> Option<()> {
    let (key, parents) = path.split_last()?;
    let mut inside = tree;
    for parent in parents {
        match inside.entry(parent.clone()).or_insert_with(|| Value::Map(Tree::new())) {
            Value::Map(map) => inside = map,
            _ => return None,
        }
    }
    inside.insert(key.clone(), value.clone());
    Some(())
}

fn map(tree: Tree, encoding: TextEncoding) -> hydrate::Map {
    let values: HashMap<String, hydrate::Value> =
        tree.into_iter().map(|(key, value)| (key, hydrated(value, encoding))).collect();
    values.into()
}

fn hydrated(value: Value, encoding: TextEncoding) -> hydrate::Value {
    match value {
        Value::Scalar(s) => hydrate::Value::Scalar(read::to_am(&s)),
        Value::Text(text) => hydrate::Value::Text(hydrate::Text::new(encoding, text)),
        Value::Map(tree) => hydrate::Value::Map(map(tree, encoding)),
    }
}
