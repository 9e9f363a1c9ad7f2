//! How a record begins: frozen beginnings, and slots.
//!
//! A record that two PCs may make apart (a huddle, a year of readings, a year of a cross, a week, a
//! week's check-ins) begins with a *frozen* change: the same bytes on every PC and in every version,
//! so that the two are one record. Nothing here may change for a kind that has shipped; golden tests
//! hold the bytes.
//!
//! A container added later is a *slot*: a change by a made-up actor that is a hash of record, place
//! and the change that made the surrounding map. Two PCs that add the same container make the same
//! bytes, so what people type into it merges. Without slots the library would show one container and
//! hide the other.

use automerge::transaction::{CommitOptions, Transactable};
use automerge::{ActorId as AmActor, Automerge, ChangeHash, ObjType, ROOT, ReadDoc};
use huddle_core::kind::Kind;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::doc::chunk_of;
use super::{caught, named};
use crate::fault::Fault;
use crate::value::{Chunk, Container, Hash};

/// Top-level maps in the frozen beginning of each derived kind. Never to be changed.
const FROZEN: &[(Kind, &[&str])] = &[
    (Kind::Huddle, &["actions", "flags", "numbers", "parked", "present", "section_text", "sections"]),
    (Kind::Readings, &["points"]),
    (Kind::Cross, &["days"]),
    (Kind::Week, &["frozen", "lines"]),
    (Kind::Checkin, &["entries"]),
];

/// Kinds of which some records have a derived id: the next card of one that comes back. Never to be changed.
const SOMETIMES: &[(Kind, &[&str])] =
    &[(Kind::Card, &["checklist", "comments", "helpers", "links", "me_too"])];

/// Returns whether records of this kind begin from their natural key.
pub fn is_derived(kind: &Kind) -> bool {
    FROZEN.iter().any(|(k, _)| k == kind)
}

/// Returns whether this very record must begin from its natural key: a derived id is a UUIDv5.
pub(super) fn begins_frozen(kind: &Kind, id: Uuid) -> bool {
    is_derived(kind) || (id.get_version_num() == 5 && SOMETIMES.iter().any(|(k, _)| k == kind))
}

fn short_hash(parts: &[&[u8]]) -> [u8; 16] {
    let mut h = Sha256::new();
    for p in parts {
        h.update((p.len() as u64).to_be_bytes());
        h.update(p);
    }
    let full: [u8; 32] = h.finalize().into();
    let mut out = [0; 16];
    out.copy_from_slice(&full[..16]);
    out
}

/// Makes the frozen beginning of a derived record in epoch 0.
///
/// # Errors
/// [`Fault::NotDerived`] for any other kind.
pub fn begin_chunk(kind: &Kind, id: Uuid, ward: Uuid) -> Result<Chunk, Fault> {
    caught(|| frozen(kind, id, ward).map(|(_, c)| c)).ok_or(Fault::Panicked)?
}

pub(super) fn frozen(kind: &Kind, id: Uuid, ward: Uuid) -> Result<(Automerge, Chunk), Fault> {
    let known = FROZEN.iter().chain(SOMETIMES).find(|(k, _)| k == kind && begins_frozen(k, id));
    let (_, maps) = known.ok_or(Fault::NotDerived)?;
    let actor = short_hash(&[b"huddleboard beginning 1", id.as_bytes()]);
    let mut am = Automerge::new().with_actor(AmActor::from(&actor[..]));
    let mut tx = am.transaction();
    let made = (|| {
        tx.put(ROOT, "kind", kind.as_str())?;
        tx.put(ROOT, "schema", 1_i64)?;
        tx.put(ROOT, "id", id.to_string())?;
        tx.put(ROOT, "ward", ward.to_string())?;
        tx.put(ROOT, "epoch", 0_i64)?;
        tx.put(ROOT, "epoch_id", Uuid::nil().to_string())?;
        tx.put(ROOT, "audience", "ward")?;
        for map in *maps {
            tx.put_object(ROOT, *map, ObjType::Map)?;
        }
        Ok(())
    })();
    made.map_err(|e| Fault::Engine(named(&e)))?;
    let (hash, _) = tx.commit_with(CommitOptions::default().with_time(0));
    let chunk = chunk_of(&am, hash)?;
    Ok((am, chunk))
}

/// Names the actor of a slot: a hash of the record, the place, the container and the change that
/// made the map around it.
pub fn slot_actor(id: Uuid, around: &Hash, path: &[String], what: Container) -> [u8; 16] {
    let sort: &[u8] = match what {
        Container::Map => b"map",
        Container::Text => b"text",
    };
    let mut parts: Vec<&[u8]> = vec![b"huddleboard slot 1", id.as_bytes(), around, sort];
    parts.extend(path.iter().map(|s| s.as_bytes()));
    short_hash(&parts)
}

/// Makes the slot change for `path`, whose surrounding map was made by the change `around`.
///
/// The change is built at `around` and nothing later, so its bytes do not depend on what else this
/// PC has seen.
pub(super) fn slot(
    am: &Automerge,
    id: Uuid,
    around: Hash,
    path: &[String],
    what: Container,
) -> Result<Chunk, Fault> {
    slot_in(as_it_was(am, around)?, id, around, path, what)
}

/// Returns the record as it was with the change `around` and what that was built on.
pub(super) fn as_it_was(am: &Automerge, around: Hash) -> Result<Automerge, Fault> {
    am.fork_at(&[ChangeHash(around)]).map_err(|e| Fault::Engine(named(&e)))
}

/// Makes the slot change in a record [`as_it_was`] at `around`.
pub(super) fn slot_in(
    mut at: Automerge,
    id: Uuid,
    around: Hash,
    path: &[String],
    what: Container,
) -> Result<Chunk, Fault> {
    let engine = |e: automerge::AutomergeError| Fault::Engine(named(&e));
    let Some((key, parents)) = path.split_last() else { return Err(Fault::NoMap(String::new())) };
    at.set_actor(AmActor::from(&slot_actor(id, &around, path, what)[..]));
    let mut obj = ROOT;
    for p in parents {
        match at.get(&obj, p.as_str()).map_err(engine)? {
            Some((automerge::Value::Object(ObjType::Map), inner)) => obj = inner,
            _ => return Err(Fault::NoMap(crate::fault::place(&path.to_vec()))),
        }
    }
    let mut tx = at.transaction();
    let sort = match what {
        Container::Map => ObjType::Map,
        Container::Text => ObjType::Text,
    };
    tx.put_object(&obj, key.as_str(), sort).map_err(engine)?;
    let (hash, _) = tx.commit_with(CommitOptions::default().with_time(0));
    chunk_of(&at, hash)
}
