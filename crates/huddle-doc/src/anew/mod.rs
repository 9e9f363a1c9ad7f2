//! Writing again what changes said, when they themselves can no longer stand in a record: a PC was put out and
//! what it wrote late is taken away, or two PCs with one actor made histories that exclude each other.
//!
//! What people typed is found by comparing the record before and after each of their changes, field by field, and
//! letter by letter in long texts; each is written again upon what it had seen ([`Again`]).

mod again;
mod heap;

pub use again::Again;
pub use heap::Heap;

use crate::schema::{self, Field};
use crate::state::{Node, NodeValue, State};
use crate::value::{Container, Edit, Path, Value};

/// Envelope keys that say what a record is; they are never written again.
const FIXED: &[&str] = &["kind", "schema", "id", "ward", "epoch", "epoch_id", "created_at", "created_by"];

/// Returns the edits that write all of a record, into one that says nothing yet.
///
/// Of values that clash only the visible one is written, see [`layers`].
#[must_use]
pub fn whole(state: &State) -> Vec<Edit> {
    let mut edits = values(None, state);
    for (path, text) in texts(state) {
        edits.push(Edit::Splice { path, at: 0, del: 0, ins: text });
    }
    edits
}

/// Returns the edits that turn what a record said `before` into what it says `after`, all but the letters of long
/// texts; `None` for nothing before.
pub(super) fn values(before: Option<&State>, after: &State) -> Vec<Edit> {
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

/// Lists the long texts of a record that are not part of a value written whole.
pub(super) fn texts(state: &State) -> Vec<(Path, String)> {
    fn walk(state: &State, node: &Node, at: &mut Path, out: &mut Vec<(Path, String)>) {
        match &node.value {
            NodeValue::Text(text) => out.push((at.clone(), text.clone())),
            NodeValue::Map(map) if !is_whole(state, at) => {
                for (key, node) in map {
                    at.push(key.clone());
                    walk(state, node, at, out);
                    at.pop();
                }
            }
            _ => {}
        }
    }
    let mut out = Vec::new();
    walk(state, &state.root, &mut Path::new(), &mut out);
    out
}

fn is_whole(state: &State, at: &Path) -> bool {
    matches!(schema::field(&state.env.kind, at), Some(Field::Whole))
}

fn differ(state: &State, at: &mut Path, old: Option<&Node>, new: &Node, edits: &mut Vec<Edit>) {
    // Somebody chose one of two values: that it is the one that showed makes it no less a choice.
    let settled = old.is_some_and(|o| !o.clash.is_empty()) && new.clash.is_empty();
    match (old.map(|o| &o.value), &new.value) {
        (Some(NodeValue::Text(_)), NodeValue::Text(_)) => {}
        (_, NodeValue::Text(_)) => edits.push(Edit::Ensure { path: at.clone(), what: Container::Text }),
        (_, NodeValue::Map(_)) if is_whole(state, at) => {
            if (settled || old.is_none_or(|o| !o.same_value(new)))
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
            if settled || before != Some(&new.value) {
                edits.push(Edit::Put { path: at.clone(), value: Value::Scalar(scalar.clone()) });
            }
        }
        // What a newer version wrote cannot be written by this one.
        (_, NodeValue::Other) => {}
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::am::Doc;
    use crate::value::{ActorId, Envelope, Meta};
    use huddle_core::audience::Audience;
    use huddle_core::kind::Kind;
    use uuid::Uuid;

    pub(super) fn card() -> Envelope {
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

    pub(super) fn meta() -> Meta {
        Meta { time_ms: 7, message: String::new() }
    }

    pub(super) fn note(at: usize, ins: &str) -> Edit {
        Edit::splice(["notes"], at, 0, ins)
    }

    #[test]
    fn what_is_written_whole_says_the_same() {
        let (a, b) = (ActorId([1; 16]), ActorId([2; 16]));
        let (mut doc, _) = Doc::create(&card(), a, &meta(), &[Edit::put(["title"], "Pump")]).unwrap();
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
        let (again, _) = Doc::create(&card(), b, &meta(), &whole(doc.state())).unwrap();
        assert_eq!(values(Some(doc.state()), again.state()), Vec::new());
        assert_eq!(again.state().str("notes"), "Rang estates");
        assert_eq!((again.state().str("title"), again.state().deleted_at), ("Pump mended", Some(9)));
    }
}
