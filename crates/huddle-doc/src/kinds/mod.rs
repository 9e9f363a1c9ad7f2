//! One file per kind: the fields, a tolerant reader, and the intents that write them.
//!
//! A reader never fails: a missing field gets its default, an unknown word stays the text it is,
//! unknown keys are left in the record. Maps that have been emptied read as not there.

pub mod card;
pub mod cross;
pub mod escalation;
mod fields;
pub mod huddle;
pub mod idea;
pub mod measure;
pub mod notice;
pub mod project;
pub mod readings;
pub mod reply;
pub mod standard_work;
pub mod ward;
pub mod week;

use huddle_core::audience::Audience;
use uuid::Uuid;

use crate::state::{Node, State};
use crate::value::{Edit, Path, Value};

/// Names a place where two people wrote apart, with every value standing, the visible one first.
pub type Clash = (Path, Vec<Node>);

/// Values that go with another one and are no choice of their own: when somebody did it, and who.
const BESIDE: &[&str] = &[
    "answered_at",
    "archived_at",
    "closed_at",
    "closed_by",
    "column_since",
    "ended_at",
    "replied_at",
    "replied_by",
];

/// Lists the clashes of a record a person has to look at: what the app keeps for itself is left out.
pub fn clashes(s: &State) -> Vec<Clash> {
    let own = |p: &Path| {
        let key = p.first().map_or("", String::as_str);
        BESIDE.contains(&key) || crate::schema::ENVELOPE.iter().any(|(known, _)| known.first() == Some(&key))
    };
    s.clashes().into_iter().filter(|(p, _)| !own(p)).collect()
}

/// Reads the entries of a keyed map, each with its key, and keeps those that are worth showing.
pub(crate) fn items<T>(n: &Node, key: &str, read: impl Fn(String, &Node) -> Option<T>) -> Vec<T> {
    n.map(key).filter_map(|(id, n)| read(id.clone(), n)).collect()
}

/// Reads the keys of a map of tiles that say yes.
pub(crate) fn flags(s: &State, key: &str) -> Vec<Uuid> {
    let yes = |n: &Node| n.value == crate::state::NodeValue::Scalar(crate::value::Scalar::Bool(true));
    s.map(key).filter(|(_, n)| yes(n)).filter_map(|(k, _)| Uuid::parse_str(k).ok()).collect()
}

/// Writes a tile into a map of tiles, or takes it out.
pub(crate) fn flag(key: &str, tile: Uuid, yes: bool) -> Vec<Edit> {
    let at = vec![key.to_owned(), tile.to_string()];
    vec![put_or_remove(at, yes.then(|| Value::from(true)))]
}

/// Writes a value, or takes it away when there is none.
pub(crate) fn put_or_remove(path: Path, value: Option<Value>) -> Edit {
    match value {
        Some(value) => Edit::Put { path, value },
        None => Edit::Remove { path },
    }
}

/// Writes a short text at the top when the field is one of `known`.
pub(crate) fn set_known(known: &[&str], field: &str, text: &str) -> Vec<Edit> {
    known.iter().filter(|f| **f == field).map(|f| Edit::put([*f], text)).collect()
}

/// Makes a map that ends in who and when.
pub(crate) fn stamp<const N: usize>(entries: [(&str, Value); N], by: Option<Uuid>, at: i64) -> Value {
    let by = by.map(|by| ("by", Value::from(by)));
    Value::map(entries.into_iter().chain(by).chain([("at", Value::from(at))]))
}

/// Puts a record of any kind in the bin.
pub fn put_in_bin(now_ms: i64) -> Vec<Edit> {
    vec![Edit::put(["deleted_at"], now_ms)]
}

/// Takes a record of any kind out of the bin.
pub fn take_out_of_bin() -> Vec<Edit> {
    vec![Edit::remove(["deleted_at"])]
}

/// Says who may see a record of any kind.
pub fn set_audience(audience: Audience) -> Vec<Edit> {
    vec![Edit::put(["audience"], audience.as_str())]
}
