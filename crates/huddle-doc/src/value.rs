//! What a caller writes: scalars, values, paths, edits, and the envelope of a record.

use std::collections::BTreeMap;
use std::fmt;

use huddle_core::audience::Audience;
use huddle_core::kind::Kind;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Identifies one process start of one PC: 8 bytes of the device id, then 8 random bytes.
///
/// Kept in memory only. An actor id written down and used again after a restore or a clone stops
/// exchange with every other PC for ever.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ActorId(pub [u8; 16]);

impl fmt::Debug for ActorId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ActorId({})", hex::encode(self.0))
    }
}

/// Names a change: the SHA-256 of its chunk.
pub type Hash = [u8; 32];

/// Names a place in a record: map keys from the root, never list positions.
pub type Path = Vec<String>;

/// Builds a [`Path`] from its segments.
pub fn path<const N: usize>(segments: [&str; N]) -> Path {
    segments.iter().map(|s| (*s).to_owned()).collect()
}

/// Holds one indivisible value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scalar {
    /// Nothing.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with decimals.
    F64(f64),
    /// A short line of text, replaced whole.
    Str(String),
    /// A moment, milliseconds since 1970 UTC.
    Time(i64),
}

/// Holds what an edit may write at a path.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// One indivisible value.
    Scalar(Scalar),
    /// A keyed map, written whole: two people writing it apart make one clash.
    Map(BTreeMap<String, Value>),
    /// Long text; a text written over a text is turned into splices, so what others typed stays.
    Text(String),
}

impl Value {
    /// Makes a short text value.
    pub fn str(s: impl Into<String>) -> Value {
        Value::Scalar(Scalar::Str(s.into()))
    }

    /// Makes a map value from its entries.
    pub fn map<K: Into<String>>(entries: impl IntoIterator<Item = (K, Value)>) -> Value {
        Value::Map(entries.into_iter().map(|(k, v)| (k.into(), v)).collect())
    }
}

impl From<&str> for Value {
    fn from(s: &str) -> Value {
        Value::str(s)
    }
}
impl From<String> for Value {
    fn from(s: String) -> Value {
        Value::str(s)
    }
}
impl From<bool> for Value {
    fn from(b: bool) -> Value {
        Value::Scalar(Scalar::Bool(b))
    }
}
impl From<i64> for Value {
    fn from(n: i64) -> Value {
        Value::Scalar(Scalar::Int(n))
    }
}
impl From<f64> for Value {
    fn from(n: f64) -> Value {
        Value::Scalar(Scalar::F64(n))
    }
}
impl From<Scalar> for Value {
    fn from(s: Scalar) -> Value {
        Value::Scalar(s)
    }
}
impl From<Uuid> for Value {
    fn from(id: Uuid) -> Value {
        Value::str(id.to_string())
    }
}
impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(v: Option<T>) -> Value {
        v.map_or(Value::Scalar(Scalar::Null), Into::into)
    }
}

/// Chooses what [`Edit::Ensure`] makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Container {
    /// A keyed map that is edited inside.
    Map,
    /// A text that is edited by splices.
    Text,
}

/// Describes one step of a write.
///
/// Missing maps on the way to `path` are made as slots, so that two PCs making the same one apart
/// make the same bytes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edit {
    /// Replaces the whole value at `path`.
    Put {
        /// Where.
        path: Path,
        /// What.
        value: Value,
    },
    /// Takes the value away. A map that is edited inside loses the keys this PC has seen, and a text
    /// its characters: what somebody else writes inside at the same time stays visible.
    Remove {
        /// Where.
        path: Path,
    },
    /// Changes a text in place; the text is made when missing.
    Splice {
        /// Where.
        path: Path,
        /// Position in characters.
        at: usize,
        /// Characters to take out.
        del: usize,
        /// Characters to put in.
        ins: String,
    },
    /// Makes an empty container when there is none.
    Ensure {
        /// Where.
        path: Path,
        /// Which container.
        what: Container,
    },
}

impl Edit {
    /// Makes a [`Edit::Put`].
    pub fn put<const N: usize>(at: [&str; N], value: impl Into<Value>) -> Edit {
        Edit::Put { path: path(at), value: value.into() }
    }

    /// Makes a [`Edit::Remove`].
    pub fn remove<const N: usize>(at: [&str; N]) -> Edit {
        Edit::Remove { path: path(at) }
    }

    /// Makes a [`Edit::Splice`].
    pub fn splice<const N: usize>(place: [&str; N], at: usize, del: usize, ins: impl Into<String>) -> Edit {
        Edit::Splice { path: path(place), at, del, ins: ins.into() }
    }

    /// Returns the place this edit touches.
    pub fn path(&self) -> &Path {
        match self {
            Edit::Put { path, .. }
            | Edit::Remove { path }
            | Edit::Splice { path, .. }
            | Edit::Ensure { path, .. } => path,
        }
    }
}

/// Says what a record is, whose it is and who may see it.
#[derive(Clone, Debug, PartialEq)]
pub struct Envelope {
    /// The record's kind; an unknown one is kept and passed on.
    pub kind: Kind,
    /// The version of the kind's fields.
    pub schema: u32,
    /// The record's id.
    pub id: Uuid,
    /// The ward the record belongs to.
    pub ward: Uuid,
    /// How often the record was begun anew after its content was removed for good.
    pub epoch: u64,
    /// Tells apart two epochs of the same number; nil in epoch 0.
    pub epoch_id: Uuid,
    /// Who may see it. The stricter wins when two people chose apart.
    pub audience: Audience,
    /// When it was made, milliseconds since 1970 UTC; 0 in derived records.
    pub created_at: i64,
    /// The tile that made it.
    pub created_by: Option<Uuid>,
}

/// Says when a write was made and, in a few words, what it was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meta {
    /// Milliseconds since 1970 UTC; 0 for check-ins.
    pub time_ms: i64,
    /// Who and what, in a few words; empty for check-ins. At most 4,096 bytes.
    pub message: String,
}

/// Carries one uncompressed change, the unit that is stored and sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Chunk {
    /// SHA-256 of the chunk.
    pub hash: Hash,
    /// Who made it.
    pub actor: Vec<u8>,
    /// The how-manieth change of that actor, from 1.
    pub actor_seq: u64,
    /// The changes it was built on.
    pub deps: Vec<Hash>,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl fmt::Debug for Chunk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Chunk({} by {} no {}, {} bytes)",
            hex::encode(&self.hash[..6]),
            hex::encode(&self.actor),
            self.actor_seq,
            self.bytes.len()
        )
    }
}
