//! Undoing what one command wrote, and only that.
//!
//! An inverse remembers what stood at a path before a write and what the write left there. Undoing
//! restores the former only while the latter still stands untouched; everything else is named, so
//! that the screen can say what was left as it is.

use serde::{Deserialize, Serialize};

use crate::state::{Node, NodeValue, State};
use crate::value::{Edit, Hash, Path, Value};

/// Remembers how to take back what one write did at one path.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Inverse {
    /// Where.
    pub path: Path,
    /// What stood there before; `None` for nothing.
    pub before: Option<Value>,
    /// What the write left there; `None` for nothing.
    pub after: Option<Value>,
    /// The change that wrote it.
    pub wrote: Hash,
}

/// Tells which edits take a write back, and what has to be left because somebody changed it since.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Undo {
    /// The edits to apply.
    pub edits: Vec<Edit>,
    /// The places left as they are.
    pub left: Vec<Path>,
}

/// Joins the inverses of several writes, oldest first, into one per path.
fn join(inverse: &[Inverse]) -> Vec<Inverse> {
    let mut out: Vec<Inverse> = Vec::new();
    for i in inverse {
        match out.iter_mut().find(|o| o.path == i.path) {
            Some(o) => {
                o.after.clone_from(&i.after);
                o.wrote = i.wrote;
            }
            None => out.push(i.clone()),
        }
    }
    out
}

/// Works out how to take back `inverse` in a record that now reads `now`.
pub(crate) fn undo_edits(now: &State, inverse: &[Inverse]) -> Undo {
    let mut undo = Undo::default();
    for i in join(inverse).into_iter().rev() {
        if !untouched(now, &i) {
            undo.left.push(i.path);
        } else if i.before != i.after {
            undo.edits.push(match i.before {
                Some(value) => Edit::Put { path: i.path, value },
                None => Edit::Remove { path: i.path },
            });
        }
    }
    undo.left.reverse();
    undo
}

/// Returns whether what a write left still stands and nobody else has written there.
fn untouched(now: &State, i: &Inverse) -> bool {
    // A clash on the way means that somebody replaced the whole map meanwhile.
    let way_clear = (1..i.path.len()).all(|n| now.at(&i.path[..n]).is_none_or(|n| n.clash.is_empty()));
    let node = now.at(&i.path);
    way_clear
        && match (&i.after, node) {
            (None, None) => true,
            (None, Some(n)) => n.is_hollow(),
            (Some(Value::Text(s)), None) => s.is_empty(),
            (Some(_), None) => false,
            (Some(Value::Text(s)), Some(n)) => n.clash.is_empty() && is_text(n, s),
            (Some(v), Some(n)) => {
                n.written_by == i.wrote && !n.any_clash() && n.to_value().as_ref() == Some(v)
            }
        }
}

fn is_text(n: &Node, s: &str) -> bool {
    matches!(&n.value, NodeValue::Text(t) if t == s)
}

/// Lists what `touched` paths said before and say after a write by `wrote`.
///
/// A path below another touched path is dropped: the whole value above it covers it.
pub(crate) fn inverses(before: &State, after: &State, touched: &[Path], wrote: Hash) -> Vec<Inverse> {
    let mut out: Vec<Inverse> = Vec::new();
    for p in touched {
        let covered = touched.iter().any(|q| q.len() < p.len() && p.starts_with(q));
        if covered || out.iter().any(|o| o.path == *p) {
            continue;
        }
        let old = before.at(p).and_then(Node::to_value);
        let new = after.at(p).and_then(Node::to_value);
        let clash = |s: &State| s.at(p).is_some_and(|n| !n.clash.is_empty());
        if old != new || clash(before) != clash(after) {
            out.push(Inverse { path: p.clone(), before: old, after: new, wrote });
        }
    }
    out
}
