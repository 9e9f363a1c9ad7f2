//! Who belongs to a ward and what each PC may do: signed statements, judged the same way on every PC.
//!
//! A statement is JSON text with an Ed25519 signature beside it. It counts when the ward's founding key
//! signed it, or the key of a PC that is admin by a statement that counts. Levels of trust are worked
//! through from the founding key outwards, so that two admins who revoke each other do not depend on who
//! heard what first: the one nearer to the founding key stands, at the same distance neither does. What a
//! revoked admin had signed before stands only where the revocation lists it.

use hex::FromHex;
use huddle_core::audience::Audience;
use huddle_core::kind::Kind;
use ring::signature::{ED25519, UnparsedPublicKey};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Longest statement, bytes; a revocation lists what it lets stand.
pub const STATEMENT_MAX: usize = 1024 * 1024;
/// How far a chain of admins may reach.
const LEVELS: usize = 64;

/// What a PC may do in a ward.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Reads, writes and lets others in.
    Admin,
    /// Reads and writes everything of the ward.
    Writer,
    /// A matron's PC: what is shared with the matron.
    Matron,
    /// A wall screen: what is on the wall, and nothing it sends is taken.
    Reader,
    /// Was here; nothing is sent to it and nothing new of it is taken.
    Revoked,
}

impl Role {
    /// Reads a role's word; one that is not known gets the least.
    #[must_use]
    pub fn parse(word: &str) -> Self {
        match word {
            "admin" => Self::Admin,
            "writer" => Self::Writer,
            "matron" => Self::Matron,
            "reader" => Self::Reader,
            _ => Self::Revoked,
        }
    }

    /// Returns the role's word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Writer => "writer",
            Self::Matron => "matron",
            Self::Reader => "reader",
            Self::Revoked => "revoked",
        }
    }

    /// Says whether changes made on such a PC are taken.
    #[must_use]
    pub fn may_write(self) -> bool {
        matches!(self, Self::Admin | Self::Writer)
    }

    /// Returns the strictest records the PC may see; `None` for nothing at all.
    #[must_use]
    pub fn scope(self) -> Option<Audience> {
        match self {
            Self::Admin | Self::Writer => Some(Audience::Ward),
            Self::Matron => Some(Audience::Matron),
            Self::Reader => Some(Audience::Wall),
            Self::Revoked => None,
        }
    }
}

/// A statement as it is kept and sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// JSON text.
    pub statement: Vec<u8>,
    /// Ed25519 signature of it.
    pub sig: Vec<u8>,
}

impl Signed {
    /// Returns the statement's own hash.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(&self.statement).into()
    }
}

/// What a statement says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The ward.
    pub ward: Uuid,
    /// The PC: SHA-256 of its key.
    pub device: [u8; 32],
    /// The PC's public key.
    pub key: [u8; 32],
    /// What people call the PC.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// The higher one counts.
    pub version: i64,
    /// The key that signed.
    pub signer: [u8; 32],
    /// Why, in a revocation.
    pub why: String,
    /// In a revocation: statements of the PC that stand.
    pub kept: BTreeSet<[u8; 32]>,
    /// In a revocation, and where a PC that wrote may write no more: for each record and actor of the PC, up to which of its changes stand.
    pub frontier: BTreeMap<(Uuid, [u8; 16]), u64>,
}

impl Statement {
    /// Reads a statement without believing it.
    #[must_use]
    pub fn read(signed: &Signed) -> Option<Self> {
        if signed.statement.len() > STATEMENT_MAX {
            return None;
        }
        let json: Json = serde_json::from_slice(&signed.statement).ok()?;
        let text = |key: &str| json.get(key).and_then(Json::as_str).unwrap_or_default();
        let list = |key: &str| json.get(key).and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default();
        let place = |entry: &Json| {
            let doc = Uuid::parse_str(entry.get(0)?.as_str()?).ok()?;
            Some(((doc, FromHex::from_hex(entry.get(1)?.as_str()?).ok()?), entry.get(2)?.as_u64()?))
        };
        let statement = Self {
            ward: Uuid::parse_str(text("ward")).ok()?,
            device: FromHex::from_hex(text("device_id")).ok()?,
            key: FromHex::from_hex(text("key")).ok()?,
            name: text("name").chars().filter(|c| !c.is_control()).take(60).collect(),
            role: Role::parse(text("role")),
            version: json.get("version")?.as_i64()?,
            signer: FromHex::from_hex(text("signer")).ok()?,
            why: text("why").chars().filter(|c| !c.is_control()).take(200).collect(),
            kept: list("kept").iter().filter_map(|h| FromHex::from_hex(h.as_str()?).ok()).collect(),
            frontier: list("frontier").iter().filter_map(place).collect(),
        };
        let named_right = <[u8; 32]>::from(Sha256::digest(statement.key)) == statement.device;
        (named_right && statement.version > 0).then_some(statement)
    }

    /// Writes the statement as the text that is signed.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut json = serde_json::json!({
            "ward": self.ward,
            "device_id": hex::encode(self.device),
            "key": hex::encode(self.key),
            "name": self.name,
            "role": self.role.as_str(),
            "version": self.version,
            "signer": hex::encode(self.signer),
        });
        if self.role == Role::Revoked {
            json["why"] = self.why.clone().into();
        }
        if self.role == Role::Revoked || !self.frontier.is_empty() {
            json["kept"] = self.kept.iter().map(hex::encode).collect::<Vec<_>>().into();
            let frontier = self.frontier.iter();
            json["frontier"] = frontier
                .map(|((doc, actor), seq)| serde_json::json!([doc, hex::encode(actor), seq]))
                .collect();
        }
        json.to_string()
    }
}

fn signature_good(signed: &Signed, signer: &[u8; 32]) -> bool {
    UnparsedPublicKey::new(&ED25519, signer).verify(&signed.statement, &signed.sig).is_ok()
}

/// One PC of a ward.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its public key.
    pub key: [u8; 32],
    /// What people call it.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// Number of the statement that says so.
    pub version: i64,
    /// Why it was revoked.
    pub why: String,
    /// Whether it was one of the PCs whose changes are taken before it was revoked.
    pub wrote: bool,
    /// After a revocation or a lowered role: which of its changes stand.
    pub frontier: BTreeMap<(Uuid, [u8; 16]), u64>,
}

impl Member {
    /// Says whether a change of this PC is taken.
    #[must_use]
    pub fn stands(&self, doc: Uuid, actor: &[u8], actor_seq: u64) -> bool {
        match self.role {
            Role::Admin | Role::Writer => true,
            Role::Revoked | Role::Matron | Role::Reader => {
                let Ok(actor) = <[u8; 16]>::try_from(actor) else { return false };
                self.frontier.get(&(doc, actor)).is_some_and(|last| actor_seq <= *last)
            }
        }
    }
}

/// One change, as a roster judges it.
#[derive(Debug, Clone, Copy)]
pub struct Made<'a> {
    /// The record.
    pub doc: Uuid,
    /// Its kind.
    pub kind: &'a Kind,
    /// Actor of the record's first change.
    pub begun_by: &'a [u8],
    /// Actor of the change.
    pub actor: &'a [u8],
    /// The actor's own number.
    pub actor_seq: u64,
}

/// A ward's PCs, as its statements make them out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roster {
    /// By device id.
    pub members: BTreeMap<[u8; 32], Member>,
    /// Hashes of the statements that count.
    pub counting: BTreeSet<[u8; 32]>,
}

impl Roster {
    /// Judges a ward's statements, whatever order they came in.
    #[must_use]
    pub fn judge(ward: Uuid, founding: &[u8; 32], all: &[Signed]) -> Self {
        let read: Vec<([u8; 32], Statement)> = all
            .iter()
            .filter_map(|signed| {
                let s = Statement::read(signed)?;
                (s.ward == ward && signature_good(signed, &s.signer)).then(|| (signed.hash(), s))
            })
            .collect();
        let mut counting: BTreeMap<[u8; 32], &Statement> = BTreeMap::new();
        let mut trusted: BTreeSet<[u8; 32]> = BTreeSet::from([*founding]);
        let mut done: BTreeSet<[u8; 32]> = BTreeSet::new();
        for _ in 0..LEVELS {
            // Revocations of earlier levels bind this one; those of this level bind the next.
            let before: BTreeMap<[u8; 32], BTreeSet<[u8; 32]>> = revoked(counting.values().copied());
            let mut next = BTreeSet::new();
            for (hash, s) in read.iter().filter(|(_, s)| trusted.contains(&s.signer)) {
                if before.get(&s.signer).is_some_and(|kept| !kept.contains(hash)) {
                    continue;
                }
                counting.insert(*hash, s);
                if s.role == Role::Admin {
                    next.insert(s.key);
                }
            }
            done.extend(trusted.iter().copied());
            trusted = next.difference(&done).copied().collect();
            if trusted.is_empty() {
                break;
            }
        }
        let mut members: BTreeMap<[u8; 32], Member> = BTreeMap::new();
        let mut best: BTreeMap<[u8; 32], &Statement> = BTreeMap::new();
        for s in counting.values() {
            let better = best.get(&s.device).is_none_or(|old| rank(s) > rank(old));
            if better {
                best.insert(s.device, s);
            }
        }
        for (device, s) in best {
            let of_it = || counting.values().filter(move |o| o.device == device);
            let mut frontier = BTreeMap::new();
            for one in of_it().filter(|o| !o.role.may_write()) {
                for (place, seq) in &one.frontier {
                    let slot = frontier.entry(*place).or_insert(0);
                    *slot = (*seq).max(*slot);
                }
            }
            members.insert(
                device,
                Member {
                    key: s.key,
                    name: of_it().max_by_key(|o| o.version).map(|o| o.name.clone()).unwrap_or_default(),
                    role: s.role,
                    version: s.version,
                    why: s.why.clone(),
                    wrote: of_it().any(|o| o.role.may_write()),
                    frontier,
                },
            );
        }
        Self { members, counting: counting.into_keys().collect() }
    }

    /// Returns what a PC is in the ward; a PC nobody let in is nothing.
    #[must_use]
    pub fn role(&self, device: &[u8; 32]) -> Option<Role> {
        self.members.get(device).map(|m| m.role)
    }

    /// Says whether an actor is one of a PC that has or had a place in the ward.
    #[must_use]
    pub fn knows(&self, actor: &[u8]) -> bool {
        actor.get(..8).is_some_and(|prefix| self.members.keys().any(|device| device.starts_with(prefix)))
    }

    /// Says whether a change by this actor is taken: the actor's first 8 bytes name the PC. A matron's PC may
    /// write in an answer that it began itself (`begun_by` is the actor of the record's first change), in nothing
    /// else, whoever relays it.
    #[must_use]
    pub fn may(&self, made: &Made<'_>) -> bool {
        let Some(prefix) = made.actor.get(..8) else { return false };
        let own_answer = *made.kind == Kind::Reply && made.begun_by.get(..8) == Some(prefix);
        self.members.iter().filter(|(device, _)| device.get(..8) == Some(prefix)).any(|(_, m)| {
            m.stands(made.doc, made.actor, made.actor_seq) || (m.role == Role::Matron && own_answer)
        })
    }
}

/// Revoked is final, then the higher version, then the more restricted role.
fn rank(s: &Statement) -> (bool, i64, Role) {
    (s.role == Role::Revoked, s.version, s.role)
}

/// Returns the keys that were revoked, with the statements of theirs that stand.
fn revoked<'a>(counting: impl Iterator<Item = &'a Statement>) -> BTreeMap<[u8; 32], BTreeSet<[u8; 32]>> {
    let mut out: BTreeMap<[u8; 32], BTreeSet<[u8; 32]>> = BTreeMap::new();
    for s in counting.filter(|s| s.role == Role::Revoked) {
        out.entry(s.key).or_default().extend(s.kept.iter().copied());
    }
    out
}

/// Sums up statements, whatever their order.
#[must_use]
pub fn digest<'a>(statements: impl Iterator<Item = &'a Signed>) -> [u8; 32] {
    let hashes: BTreeSet<[u8; 32]> = statements.map(Signed::hash).collect();
    let mut sum = Sha256::new();
    for hash in hashes {
        sum.update(hash);
    }
    sum.finalize().into()
}
