//! Limits and types of fields, checked on what this PC writes and on what arrives.
//!
//! Unknown keys and unknown kinds pass, within the general limits: a newer version may have written
//! them. A known key must have its type, because readers rely on it.

use huddle_core::kind::Kind;

use crate::fault::place;
use crate::kinds;
use crate::state::{Node, NodeValue, State};
use crate::value::{Container, Path, Scalar, Value};

/// Longest text and longest short text, in characters.
pub const TEXT_MAX: usize = 4_000;
/// Longest map key, in bytes.
pub const KEY_MAX: usize = 200;
/// Deepest path.
pub const DEPTH_MAX: usize = 8;
/// Most values of one record, clashing ones included.
pub const NODES_MAX: usize = 30_000;
/// Most values clashing at one place.
pub const CLASH_MAX: usize = 256;

/// Names the type of a known field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Short text.
    Str,
    /// Whole number or moment.
    Int,
    /// Number, whole or with decimals.
    Num,
    /// Yes or no.
    Bool,
    /// Long text edited by splices.
    Text,
    /// Keyed map edited inside.
    Map,
    /// Keyed map always written whole.
    Whole,
}

/// Describes one known field: its path, with `*` for any key, and its type.
pub type Known = (&'static [&'static str], Field);

/// Fields every record has.
pub const ENVELOPE: &[Known] = &[
    (&["kind"], Field::Str),
    (&["schema"], Field::Int),
    (&["id"], Field::Str),
    (&["ward"], Field::Str),
    (&["epoch"], Field::Int),
    (&["epoch_id"], Field::Str),
    (&["audience"], Field::Str),
    (&["deleted_at"], Field::Int),
    (&["created_at"], Field::Int),
    (&["created_by"], Field::Str),
];

/// Breaks of a rule: where and which.
pub(crate) type Broken = (String, &'static str);

/// Returns the known fields of a kind.
pub fn fields(kind: &Kind) -> &'static [&'static [Known]] {
    match kind {
        Kind::Ward => kinds::ward::FIELDS,
        Kind::Card => kinds::card::FIELDS,
        Kind::Huddle => kinds::huddle::FIELDS,
        Kind::Notice => kinds::notice::FIELDS,
        Kind::StandardWork => kinds::standard_work::FIELDS,
        Kind::Measure => kinds::measure::FIELDS,
        Kind::Readings => kinds::readings::FIELDS,
        Kind::Cross => kinds::cross::FIELDS,
        Kind::Escalation => kinds::escalation::FIELDS,
        Kind::Reply => kinds::reply::FIELDS,
        Kind::Idea => kinds::idea::FIELDS,
        Kind::Week => kinds::week::FIELDS,
        Kind::Project => kinds::project::FIELDS,
        _ => &[],
    }
}

/// Lists the containers a new record of a kind starts with: every known one at the top.
pub fn top_containers(kind: &Kind) -> impl Iterator<Item = (&'static str, Container)> {
    fields(kind).iter().copied().flatten().filter_map(|(path, field)| match (path, field) {
        ([key], Field::Map) => Some((*key, Container::Map)),
        ([key], Field::Text) => Some((*key, Container::Text)),
        _ => None,
    })
}

/// Returns the type of a field when it is known.
pub fn field(kind: &Kind, path: &[String]) -> Option<Field> {
    let matches = |known: &[&str]| {
        known.len() == path.len() && known.iter().zip(path).all(|(k, p)| *k == "*" || *k == p)
    };
    ENVELOPE
        .iter()
        .chain(fields(kind).iter().copied().flatten())
        .find(|(known, _)| matches(known))
        .map(|(_, f)| *f)
}

fn fits(field: Field, sort: Sort) -> bool {
    matches!(
        (field, sort),
        (_, Sort::Null)
            | (Field::Str, Sort::Str)
            | (Field::Int, Sort::Int)
            | (Field::Num, Sort::Int | Sort::F64)
            | (Field::Bool, Sort::Bool)
            | (Field::Text, Sort::Text)
            | (Field::Map | Field::Whole, Sort::Map)
    )
}

#[derive(Clone, Copy, PartialEq)]
enum Sort {
    Null,
    Str,
    Int,
    F64,
    Bool,
    Text,
    Map,
    Other,
}

fn sort_of(s: &Scalar) -> Sort {
    match s {
        Scalar::Null => Sort::Null,
        Scalar::Bool(_) => Sort::Bool,
        Scalar::Int(_) | Scalar::Time(_) => Sort::Int,
        Scalar::F64(_) => Sort::F64,
        Scalar::Str(_) => Sort::Str,
    }
}

/// Checks a path this PC is about to write.
pub(crate) fn check_path(path: &Path) -> Result<(), Broken> {
    if path.is_empty() || path.len() > DEPTH_MAX {
        return Err((place(path), "the path is empty or too deep"));
    }
    if path.iter().any(|k| k.is_empty() || k.len() > KEY_MAX) {
        return Err((place(path), "a key is empty or too long"));
    }
    Ok(())
}

/// Checks a value this PC is about to write.
pub(crate) fn check_value(kind: &Kind, path: &mut Path, value: &Value) -> Result<(), Broken> {
    check_path(path)?;
    let sort = match value {
        Value::Scalar(s) => sort_of(s),
        Value::Map(_) => Sort::Map,
        Value::Text(_) => Sort::Text,
    };
    check_sort(kind, path, sort)?;
    match value {
        Value::Scalar(Scalar::Str(s)) | Value::Text(s) => check_length(path, s),
        Value::Scalar(Scalar::F64(x)) if !x.is_finite() => Err((place(path), "the number is not finite")),
        Value::Scalar(_) => Ok(()),
        Value::Map(m) => m.iter().try_for_each(|(k, v)| {
            path.push(k.clone());
            let checked = check_value(kind, path, v);
            path.pop();
            checked
        }),
    }
}

pub(crate) fn check_length(path: &Path, s: &str) -> Result<(), Broken> {
    // Bytes first: counting characters of a short string is not needed.
    if s.len() > TEXT_MAX && s.chars().count() > TEXT_MAX {
        return Err((place(path), "the text is longer than 4,000 characters"));
    }
    Ok(())
}

fn check_sort(kind: &Kind, path: &Path, sort: Sort) -> Result<(), Broken> {
    match field(kind, path) {
        Some(f) if !fits(f, sort) => Err((place(path), "the value is not of the field's type")),
        _ => Ok(()),
    }
}

/// Checks a whole record, clashing values included.
pub(crate) fn check_state(state: &State) -> Result<(), Broken> {
    let mut left = NODES_MAX;
    check_node(&state.env.kind, &mut Vec::new(), &state.root, &mut left)
}

fn check_node(kind: &Kind, path: &mut Path, node: &Node, left: &mut usize) -> Result<(), Broken> {
    *left = left.checked_sub(1).ok_or((place(path), "the record holds too many values"))?;
    if path.len() > DEPTH_MAX {
        return Err((place(path), "the record is too deep"));
    }
    if !path.is_empty() {
        let sort = match &node.value {
            NodeValue::Scalar(s) => sort_of(s),
            NodeValue::Map(_) => Sort::Map,
            NodeValue::Text(_) => Sort::Text,
            NodeValue::Other => Sort::Other,
        };
        check_sort(kind, path, sort)?;
    }
    match &node.value {
        NodeValue::Text(s) | NodeValue::Scalar(Scalar::Str(s)) => check_length(path, s)?,
        NodeValue::Map(m) => {
            for (k, n) in m {
                if k.is_empty() || k.len() > KEY_MAX {
                    return Err((place(path), "a key is empty or too long"));
                }
                path.push(k.clone());
                check_node(kind, path, n, left)?;
                path.pop();
            }
        }
        NodeValue::Scalar(_) | NodeValue::Other => {}
    }
    if node.clash.len() > CLASH_MAX {
        return Err((place(path), "too many values clash"));
    }
    node.clash.iter().try_for_each(|n| check_node(kind, path, n, left))
}
