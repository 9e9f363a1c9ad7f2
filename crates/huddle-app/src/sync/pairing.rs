//! Letting a PC in by an invite file, and putting one out.
//!
//! An admin's PC makes a file with a secret for one use; it names the ward, the founding key and the
//! admin's own key. The PC that joins pins that key, and shows that it holds the secret by a code bound to
//! the very connection, so that nobody between them can use it. No clock decides anything here
//! (reliability D12): an invite ends by its use, by five wrong tries or by hand.
//!
//! Over 400 lines because both sides of pairing, a name given later and the opposite of pairing must fit each other word for word.

use super::trust::{self, keep};
use super::{FOUNDING, INVITE, NAME, WARD, reach, view};
use crate::app::App;
use crate::device::Device;
use crate::env::Env;
use crate::fault::Fault;
use crate::wire::ErrorKind;
use hex::FromHex as _;
use huddle_core::Uuid;
use huddle_store::{ChangeRow, Reader, Tx, params};
use huddle_sync::roster::{Member, Role, Roster, Signed, Statement};
use ring::hmac;
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};

/// Wrong tries after which an invite is void.
const TRIES: i64 = 5;
/// Longest name of a PC, characters.
const NAME_MAX: usize = 60;

/// What an invite file says.
#[derive(Debug, Clone)]
pub struct Invite {
    /// Names the invite on the PC that made it.
    pub id: String,
    /// The ward.
    pub ward: Uuid,
    /// The ward's founding key.
    pub founding: [u8; 32],
    /// The key of the PC that made it.
    pub key: [u8; 32],
    /// Shown once, never sent.
    secret: [u8; 32],
}

/// What the joining PC asks.
#[derive(Debug, Clone)]
pub struct PairAsk {
    /// The invite's id.
    pub id: String,
    /// What people call the joining PC.
    pub name: String,
    /// Shows that it holds the secret, on this connection.
    pub proof: Vec<u8>,
}

/// What it is answered.
#[derive(Debug, Clone)]
pub enum PairAnswer {
    /// The ward's statements, its own among them.
    Welcome(Vec<Signed>),
    /// A fixed word.
    No(String),
}

pub(super) fn bad_file() -> Fault {
    Fault::user(
        "bad_invite",
        "This is not a whole invite file. Nothing was changed. Ask for a new one on the other PC.",
    )
}

impl Invite {
    /// Reads an invite file.
    ///
    /// # Errors
    /// When it is not one, or a byte of it was changed.
    pub fn read(text: &str) -> Result<Self, Fault> {
        let outer: Json = serde_json::from_str(text).map_err(|_| bad_file())?;
        let of = |json: &Json, key: &str| json.get(key).and_then(Json::as_str).unwrap_or_default().to_owned();
        let inner = of(&outer, "huddleboard_invite");
        let sig = hex::decode(of(&outer, "sig")).map_err(|_| bad_file())?;
        let json: Json = serde_json::from_str(&inner).map_err(|_| bad_file())?;
        let bytes = |key: &str| <[u8; 32]>::from_hex(of(&json, key)).map_err(|_| bad_file());
        let key = bytes("key")?;
        let good = ring::signature::UnparsedPublicKey::new(&ring::signature::ED25519, key)
            .verify(inner.as_bytes(), &sig);
        good.map_err(|_| bad_file())?;
        Ok(Self {
            id: of(&json, "id"),
            ward: Uuid::parse_str(&of(&json, "ward")).map_err(|_| bad_file())?,
            founding: bytes("founding")?,
            key,
            secret: bytes("secret")?,
        })
    }

    /// Makes what the joining PC sends; `binding` is the connection's exporter.
    #[must_use]
    pub fn ask(&self, name: &str, binding: &[u8; 32]) -> PairAsk {
        PairAsk { id: self.id.clone(), name: name.to_owned(), proof: proof(&self.secret, binding) }
    }
}

fn proof(secret: &[u8; 32], binding: &[u8; 32]) -> Vec<u8> {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    hmac::sign(&key, &[b"huddleboard pair 1", &binding[..]].concat()).as_ref().to_vec()
}

impl PairAsk {
    /// Writes the question for the wire.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        json!({ "id": self.id, "name": self.name, "proof": hex::encode(&self.proof) })
            .to_string()
            .into_bytes()
    }

    /// Reads the question.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let json: Json = serde_json::from_slice(bytes).ok()?;
        let text = |key: &str| json.get(key).and_then(Json::as_str);
        Some(Self {
            id: text("id")?.to_owned(),
            name: text("name")?.to_owned(),
            proof: hex::decode(text("proof")?).ok()?,
        })
    }
}

impl PairAnswer {
    /// Writes the answer for the wire.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        match self {
            Self::No(word) => json!({ "no": word }),
            Self::Welcome(all) => {
                let all: Vec<Json> =
                    all.iter().map(|s| json!([hex::encode(&s.statement), hex::encode(&s.sig)])).collect();
                json!({ "statements": all })
            }
        }
        .to_string()
        .into_bytes()
    }

    /// Reads the answer.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let json: Json = serde_json::from_slice(bytes).ok()?;
        if let Some(word) = json.get("no").and_then(Json::as_str) {
            return Some(Self::No(word.chars().take(40).collect()));
        }
        let bytes = |s: &Json, n: usize| hex::decode(s.get(n)?.as_str()?).ok();
        let one = |s: &Json| Some(Signed { statement: bytes(s, 0)?, sig: bytes(s, 1)? });
        json.get("statements")?.as_array()?.iter().map(one).collect::<Option<Vec<_>>>().map(Self::Welcome)
    }
}

pub(super) fn clean_name(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(NAME_MAX).collect::<String>().trim().to_owned()
}

fn not_admin() -> Fault {
    Fault::new(
        ErrorKind::Policy,
        "not_admin",
        "Only a PC that is an admin of this ward can do this. Nothing was changed. Use the PC that started the ward.",
    )
}

impl App {
    pub(super) fn own_device(&self) -> Device {
        self.with_device(Device::clone)
    }

    /// Makes an invite; the answer's `file` is what goes into the file.
    pub(crate) fn pair_invite(&self, body: &Json) -> Result<Json, Fault> {
        let role = body.get("role").and_then(Json::as_str).unwrap_or("writer");
        let device = self.own_device();
        let made = self.with_store(|s| s.write(|tx| invite(tx, &device, self.env(), role)))?;
        Ok(json!({ "id": made.id, "role": role, "file": made.file }))
    }

    /// Answers a PC that wants to join. `key` is the one it proved on this connection.
    ///
    /// # Errors
    /// When the store fails; a wrong proof is an answer, not an error.
    pub fn pair_answer(
        &self,
        ask: &PairAsk,
        key: &[u8; 32],
        binding: &[u8; 32],
    ) -> Result<PairAnswer, Fault> {
        let no = |word: &str| Ok(PairAnswer::No(word.to_owned()));
        let me = self.own_device();
        let admin = self.with_store(|s| s.read(|r| admin_here(r, &me.identity().device)));
        let Ok((ward, roster)) = admin else { return no("not_admin") };
        if ask.id.len() > 64 || !ask.id.bytes().all(|b| b.is_ascii_hexdigit()) {
            return no("no_such_invite");
        }
        let place = format!("{INVITE}{}", ask.id);
        let kept = self.with_store(|s| s.read(|r| r.setting(&place)))?;
        let Some(kept) = kept.filter(Json::is_object) else { return no("no_such_invite") };
        let secret = kept.get("secret").and_then(Json::as_str).and_then(|s| <[u8; 32]>::from_hex(s).ok());
        let tries = kept.get("tries").and_then(Json::as_i64).unwrap_or(TRIES);
        let Some(secret) = secret.filter(|_| tries < TRIES) else { return no("used_up") };
        let wanted = hmac::Key::new(hmac::HMAC_SHA256, &secret);
        let said = [b"huddleboard pair 1", &binding[..]].concat();
        if hmac::verify(&wanted, &said, &ask.proof).is_err() {
            let mut again = kept;
            again["tries"] = (tries + 1).into();
            self.with_store(|s| s.write(|tx| tx.put_setting(&place, &again)))?;
            return no("wrong_proof");
        }
        let role = Role::parse(kept.get("role").and_then(Json::as_str).unwrap_or_default());
        if roster.role(&trust::device_of(key)) == Some(Role::Revoked) {
            return no("revoked");
        }
        let all = self.with_store(|s| {
            s.write(|tx| {
                // Used once: gone in the same transaction that lets the PC in.
                tx.remove_setting(&place)?;
                let_in(tx, &me, ward, &roster, &Newcomer { key: *key, name: &ask.name, role })
            })
        })?;
        self.forget_roster();
        Ok(PairAnswer::Welcome(all))
    }

    /// Takes a place in a ward: what `pair accept` brings back from the other PC.
    pub(crate) fn pair_joined(&self, body: &Json) -> Result<Json, Fault> {
        let text = |key: &str| body.get(key).and_then(Json::as_str).unwrap_or_default();
        let invite = Invite::read(text("file"))?;
        let answer = PairAnswer::read(text("answer").as_bytes()).ok_or_else(bad_file)?;
        let statements = match answer {
            PairAnswer::Welcome(statements) => statements,
            PairAnswer::No(word) => return Err(said_no(&word)),
        };
        let role = self.take_place(invite.ward, &invite.founding, &statements, text("address"))?;
        Ok(json!({ "ward": invite.ward, "role": role.as_str() }))
    }

    /// Takes the place in a ward that another PC gave this one, by its signed statements.
    ///
    /// # Errors
    /// When they do not name this PC, or it has another ward.
    pub(super) fn take_place(
        &self,
        ward: Uuid,
        founding: &[u8; 32],
        statements: &[Signed],
        address: &str,
    ) -> Result<Role, Fault> {
        let me = self.identity();
        let roster = Roster::judge(ward, founding, statements);
        let Some(role) = roster.role(&me.device).filter(|r| r.scope().is_some()) else {
            return Err(Fault::user(
                "not_let_in",
                "The other PC's answer does not name this PC. Nothing was changed. Start again on both PCs.",
            ));
        };
        self.with_store(|s| {
            s.write(|tx| {
                may_join(tx, ward, Some(role))?;
                let first = super::ward_of(tx)?.is_none();
                for signed in statements.iter().filter(|s| roster.counting.contains(&s.hash())) {
                    keep(tx, ward, signed)?;
                }
                if first {
                    tx.put_setting(WARD, &ward.to_string().into())?;
                }
                super::before::joined(tx)?;
                super::keep_role(tx, ward, Some(role))?;
                tx.remove_setting(super::COPIED)?;
                tx.remove_setting(super::PUT_OUT)?;
                super::late::put_due(tx, ward)?;
                tx.put_setting(&format!("{FOUNDING}.{ward}"), &hex::encode(founding).into())?;
                reach::add(tx, address).map(drop)
            })
        })?;
        self.forget_roster();
        Ok(role)
    }

    /// Says whether this PC could join the invite's ward; asked before anything is sent.
    pub(crate) fn pair_check(&self, body: &Json) -> Result<Json, Fault> {
        let invite = Invite::read(body.get("file").and_then(Json::as_str).unwrap_or_default())?;
        self.with_store(|s| s.read(|r| may_join(r, invite.ward, None)))?;
        Ok(json!({ "name": self.with_store(|s| s.read(|r| r.setting(NAME)))? }))
    }

    /// Lists the ward's PCs, and how the addresses this PC dials are doing.
    pub(crate) fn pair_list(&self) -> Result<Json, Fault> {
        let ward = self.shared_ward()?.ok_or_else(Fault::no_ward)?;
        let me = self.identity().device;
        let pcs = self.with_store(|s| {
            s.read(|r| view::pcs(r, ward, &me, &|device| self.said().paused(device, self.now())))
        })?;
        let said = self.said().get().dialled;
        let mut all = self.peer_addresses()?;
        // Those given on the command line are known only from what came of them.
        all.extend(said.keys().filter(|a| !all.contains(a)).cloned().collect::<Vec<_>>());
        let dialled: Vec<Json> = all
            .into_iter()
            .map(|a| json!({ "address": a, "state": said.get(&a).cloned().unwrap_or_default() }))
            .collect();
        let quarantined = self.with_store(|s| s.read(super::view::quarantined))?;
        Ok(json!({ "ward": ward, "pcs": pcs, "addresses": dialled, "quarantined": quarantined }))
    }

    /// Puts a PC out (see [`put_out`]).
    pub(crate) fn pair_revoke(&self, body: &Json) -> Result<Json, Fault> {
        let text = |key: &str| body.get(key).and_then(Json::as_str).unwrap_or_default();
        let device = self.own_device();
        let out = self.with_store(|s| s.write(|tx| put_out(tx, &device, text("id"), text("why"))))?;
        self.forget_roster();
        Ok(json!({ "id": hex::encode(out.device), "name": out.name, "stands": out.stands }))
    }

    /// Forgets the judged roster, so that the next one who asks has it judged from the statements.
    pub(crate) fn forget_roster(&self) {
        {
            let mut memory = self.memory();
            memory.rosters.clear();
            memory.roster_sums.clear();
        }
        if let Err(fault) = self.reread_ward() {
            tracing::warn!(%fault, "the ward was not read anew");
        }
    }
}

/// Refuses a PC that has another ward than the one it would join. A matron's PC has a place in as many as she has, as
/// a matron's PC in each; `role` is what the ward made it, once that is known.
pub(super) fn may_join(r: &Reader, ward: Uuid, role: Option<Role>) -> Result<(), Fault> {
    let others: Vec<Uuid> = super::wards_of(r)?.into_iter().filter(|w| *w != ward).collect();
    for other in &others {
        if super::role_kept(r, *other)? != Role::Matron {
            return Err(other_ward());
        }
    }
    if others.is_empty() || role.is_none_or(|r| r == Role::Matron) { Ok(()) } else { Err(other_ward()) }
}

/// A PC to be let in.
pub(super) struct Newcomer<'a> {
    /// The key it proved.
    pub key: [u8; 32],
    /// What people call it.
    pub name: &'a str,
    /// What it may do.
    pub role: Role,
}

/// Lets a PC in and returns the ward's statements, the new one among them.
///
/// # Errors
/// When the store fails.
pub(super) fn let_in(
    tx: &Tx,
    me: &Device,
    ward: Uuid,
    roster: &Roster,
    new: &Newcomer,
) -> Result<Vec<Signed>, Fault> {
    let device = trust::device_of(&new.key);
    let before = roster.members.get(&device);
    let version = before.map_or(1, |m| m.version + 1);
    // What it wrote while it might stands when it may no more.
    let lowered = !new.role.may_write() && before.is_some_and(|m| m.wrote);
    let statement = Statement {
        ward,
        device,
        key: new.key,
        name: clean_name(new.name),
        role: new.role,
        version,
        signer: me.identity().key,
        why: String::new(),
        kept: BTreeSet::new(),
        frontier: if lowered { frontier_of(tx, &device)? } else { BTreeMap::new() },
    };
    keep(tx, ward, &trust::sign(me, &statement)?)?;
    super::late::put_due(tx, ward)?;
    trust::statements(tx, ward)
}

/// Gives a PC of the ward another name: the same statement once more, with the name.
///
/// # Errors
/// On a PC that is no admin, for an id that is not one PC's or one that was taken off, and without a name.
pub(super) fn rename(tx: &Tx, me: &Device, id: &str, name: &str) -> Result<(), Fault> {
    let (ward, roster) = admin_here(tx, &me.identity().device)?;
    let (_, member) = one_pc(&roster, id)?;
    if clean_name(name).is_empty() {
        return Err(needs_name());
    }
    if member.role == Role::Revoked {
        return Err(Fault::user("no_such_pc", "This PC was taken off the list. Nothing was changed."));
    }
    let_in(tx, me, ward, &roster, &Newcomer { key: member.key, name, role: member.role }).map(drop)
}

/// Finds the one PC an id, or the first part of one, stands for.
fn one_pc<'a>(roster: &'a Roster, id: &str) -> Result<(&'a [u8; 32], &'a Member), Fault> {
    let id = id.to_ascii_lowercase();
    let mut found = roster.members.iter().filter(|(device, _)| hex::encode(&device[..]).starts_with(&id));
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one),
        _ => Err(Fault::user(
            "no_such_pc",
            "No one PC has this id. Nothing was changed. Look at the list and give more of the id.",
        )),
    }
}

pub(super) fn needs_name() -> Fault {
    Fault::user("needs_name", "Say what people call the PC. Nothing was changed.").field("name")
}

/// Returns the ward and its roster when this PC is an admin of it.
pub(super) fn admin_here(r: &Reader, me: &[u8; 32]) -> Result<(Uuid, Roster), Fault> {
    let ward = super::ward_of(r)?.ok_or_else(Fault::no_ward)?;
    let roster = trust::judge(r, ward, me)?;
    if roster.role(me) == Some(Role::Admin) { Ok((ward, roster)) } else { Err(not_admin()) }
}

/// Reads what a new PC may do.
pub(super) fn role_of(word: &str) -> Result<Role, Fault> {
    match Role::parse(word) {
        Role::Revoked => {
            Err(Fault::user("bad_role", "A PC can be admin, writer, reader or matron. Nothing was changed."))
        }
        role => Ok(role),
    }
}

/// An invite just made.
pub(super) struct Made {
    pub id: String,
    /// What goes into the file.
    pub file: String,
}

/// Makes an invite for one PC.
///
/// # Errors
/// On a PC that is no admin, and for an unknown role.
pub(super) fn invite(tx: &Tx, device: &Device, env: &Env, role: &str) -> Result<Made, Fault> {
    role_of(role)?;
    let me = device.identity();
    let (ward, _) = admin_here(tx, &me.device)?;
    let (mut id, mut secret) = ([0_u8; 8], [0_u8; 32]);
    for slot in [&mut id[..], &mut secret[..]] {
        env.entropy.fill(slot).map_err(|_| Fault::internal("no randomness"))?;
    }
    let id = hex::encode(id);
    let founding = trust::founding(tx, ward, &me.device)?.ok_or_else(|| Fault::internal("founding key"))?;
    let inner = json!({
        "id": id, "ward": ward, "founding": hex::encode(founding), "key": hex::encode(me.key), "secret": hex::encode(secret),
    })
    .to_string();
    let sig = device.sign(inner.as_bytes())?;
    let kept = json!({ "role": role, "secret": hex::encode(secret), "tries": 0 });
    tx.put_setting(&format!("{INVITE}{id}"), &kept)?;
    let file = json!({ "huddleboard_invite": inner, "sig": hex::encode(&sig) }).to_string();
    Ok(Made { id, file })
}

/// A PC just put out.
pub(super) struct Out {
    pub device: [u8; 32],
    pub name: String,
    /// Records whose changes by it stand.
    pub stands: usize,
}

/// Puts a PC out: nothing more is sent to it, and what it writes from now on goes to quarantine.
///
/// # Errors
/// On a PC that is no admin, for an id that is not one PC's, for this PC, and without a reason.
pub(super) fn put_out(tx: &Tx, device: &Device, id: &str, why: &str) -> Result<Out, Fault> {
    let me = device.identity();
    let (ward, roster) = admin_here(tx, &me.device)?;
    let (out, member) = one_pc(&roster, id)?;
    if *out == me.device {
        return Err(Fault::user(
            "own_pc",
            "A PC cannot put itself out. Nothing was changed. Do it on another admin's PC.",
        ));
    }
    let why = clean_name(why);
    if why.is_empty() {
        return Err(
            Fault::user("needs_why", "Say why, so that others can see it. Nothing was changed.").field("why")
        );
    }
    let kept: BTreeSet<[u8; 32]> = trust::statements(tx, ward)?
        .iter()
        .filter(|s| Statement::read(s).is_some_and(|said| said.signer == member.key))
        .filter(|s| roster.counting.contains(&s.hash()))
        .map(Signed::hash)
        .collect();
    let frontier = frontier_of(tx, out)?;
    let stands = frontier.len();
    let statement = Statement {
        ward,
        device: *out,
        key: member.key,
        name: member.name.clone(),
        role: Role::Revoked,
        version: member.version + 1,
        signer: me.key,
        why,
        kept,
        frontier,
    };
    if !keep(tx, ward, &trust::sign(device, &statement)?)? {
        return Err(Fault::not_now(
            "out_too_long",
            "This PC has written in too many records for one note. It is still on the list. Tell IT.",
        ));
    }
    super::late::put_due(tx, ward)?;
    Ok(Out { device: *out, name: member.name.clone(), stands })
}

/// Puts a new key of this PC in the place of its old one, in a ward it has to itself.
pub(super) fn take_over(
    tx: &Tx,
    ward: Uuid,
    founder: &Device,
    roster: &Roster,
    (was, is): (&super::Identity, &super::Identity),
) -> Result<(), Fault> {
    let old = roster.members.get(&was.device);
    let name = old.map(|m| m.name.clone()).unwrap_or_default();
    let statement = |of: &super::Identity, role, version| Statement {
        ward,
        device: of.device,
        key: of.key,
        name: name.clone(),
        role,
        version,
        signer: founder.identity().key,
        why: String::new(),
        kept: BTreeSet::new(),
        frontier: BTreeMap::new(),
    };
    keep(tx, ward, &trust::sign(founder, &statement(is, Role::Admin, 1))?)?;
    let out = Statement {
        why: "This PC has a new key".to_owned(),
        frontier: frontier_of(tx, &was.device)?,
        ..statement(was, Role::Revoked, old.map_or(1, |m| m.version + 1))
    };
    keep(tx, ward, &trust::sign(founder, &out)?)?;
    Ok(())
}

/// Lists, for each record and actor of a PC, up to which of its changes this PC holds them.
fn frontier_of(r: &Reader, device: &[u8; 32]) -> Result<BTreeMap<(Uuid, [u8; 16]), u64>, Fault> {
    let mut out = BTreeMap::new();
    let rows = r.rows::<ChangeRow>("substr(actor, 1, 8) = ?1", params![&device[..8]])?;
    for row in rows {
        let Ok(actor) = <[u8; 16]>::try_from(row.actor.as_slice()) else { continue };
        let slot = out.entry((row.doc, actor)).or_insert(0);
        *slot = u64::try_from(row.actor_seq).unwrap_or(0).max(*slot);
    }
    Ok(out)
}

pub(super) fn other_ward() -> Fault {
    Fault::not_now(
        "other_ward",
        "This PC has a ward of its own already. Nothing was changed. Join from a PC without a ward, or with an empty data folder.",
    )
}

/// Turns the other PC's word into a sentence.
#[must_use]
pub(crate) fn said_no(word: &str) -> Fault {
    let (code, text) = match word {
        "wrong_proof" => (
            "wrong_code",
            "The invite does not fit. Nothing was changed. Ask for a new invite on the other PC.",
        ),
        "no_such_invite" | "used_up" => (
            "invite_used",
            "This invite was used already or has ended. Nothing was changed. Ask for a new one on the other PC.",
        ),
        "revoked" => (
            "revoked",
            "This PC was taken off the ward's list. Nothing was changed. Speak to the ward's admin.",
        ),
        "not_admin" => (
            "not_admin",
            "The other PC cannot let anybody in. Nothing was changed. Use the address of the PC that made the invite.",
        ),
        _ => ("not_let_in", "The other PC did not let this one in. Nothing was changed."),
    };
    Fault::not_now(code, text)
}
