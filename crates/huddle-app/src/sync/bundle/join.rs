//! Joining a ward by files alone, for PCs that cannot reach each other: an invite goes to the new PC, its answer
//! comes back, and from then on files of changes are for it too.
//!
//! The answer is what a PC says over a connection when it joins (`pairing.rs`): it shows that it holds the invite's
//! secret. Here that is bound to its own key instead of to a connection, and the whole is signed by it, so that who
//! finds the answer can do nothing with it.

use super::seal;
use crate::app::App;
use crate::device::Device;
use crate::fault::Fault;
use crate::sync::asks::joining;
use crate::sync::pairing::{Invite, PairAnswer, PairAsk, bad_file, said_no};
use hex::FromHex as _;
use huddle_core::Uuid;
use ring::signature::{ED25519, UnparsedPublicKey};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};
use std::io::Read as _;

/// How the text of an answer begins.
const ANSWER: &str = "{\"huddleboard_answer\"";
/// How the name of an answer's file begins.
pub(crate) const NAMED: &str = "huddleboard-answer-";
/// No answer is longer, in bytes.
pub(super) const LONGEST: u64 = 16 * 1024;

/// Binds the proof to the key of the PC that joins, where there is no connection to bind it to.
fn bound(key: &[u8; 32]) -> [u8; 32] {
    Sha256::new().chain_update(b"huddleboard pair by file 1").chain_update(key).finalize().into()
}

/// Makes the answer to an invite.
///
/// # Errors
/// When this PC's key cannot be used.
pub(crate) fn answer(device: &Device, invite: &Invite, name: &str) -> Result<String, Fault> {
    let key = device.identity().key;
    let ask = String::from_utf8(invite.ask(name, &bound(&key)).to_bytes())
        .map_err(|_| Fault::internal("answer"))?;
    let inner = json!({ "ward": invite.ward, "key": hex::encode(key), "ask": ask }).to_string();
    let sig = device.sign(inner.as_bytes())?;
    Ok(json!({ "huddleboard_answer": inner, "sig": hex::encode(sig) }).to_string())
}

/// Says whether a file's first bytes are those of an answer.
pub(super) fn is_answer(start: &[u8]) -> bool {
    start.starts_with(ANSWER.as_bytes())
}

/// Lets the PC in that made an answer; gives its name. A PC that is in already stays in.
///
/// # Errors
/// When it is no whole answer, is for another ward, or the invite does not let it in.
pub(super) fn let_in(app: &App, text: &str) -> Result<String, Fault> {
    let outer: Json = serde_json::from_str(text).map_err(|_| bad_file())?;
    let of = |json: &Json, key: &str| json.get(key).and_then(Json::as_str).unwrap_or_default().to_owned();
    let inner = of(&outer, "huddleboard_answer");
    let sig = hex::decode(of(&outer, "sig")).map_err(|_| bad_file())?;
    let json: Json = serde_json::from_str(&inner).map_err(|_| bad_file())?;
    let key = <[u8; 32]>::from_hex(of(&json, "key")).map_err(|_| bad_file())?;
    UnparsedPublicKey::new(&ED25519, key).verify(inner.as_bytes(), &sig).map_err(|_| bad_file())?;
    let ask = PairAsk::read(of(&json, "ask").as_bytes()).ok_or_else(bad_file)?;
    let ward = app.shared_ward()?.ok_or_else(Fault::no_ward)?;
    if Uuid::parse_str(&of(&json, "ward")) != Ok(ward) {
        return Err(super::take::other_ward());
    }
    let device: [u8; 32] = Sha256::digest(key).into();
    if let Some(member) = app.roster(ward)?.members.get(&device).filter(|m| m.role.scope().is_some()) {
        return Ok(member.name.clone());
    }
    match app.pair_answer(&ask, &key, &bound(&key))? {
        PairAnswer::Welcome(_) => Ok(ask.name),
        PairAnswer::No(word) => Err(said_no(&word)),
    }
}

/// Returns the invite this PC has answered, when it waits for a place in a ward.
pub(super) fn answered(app: &App) -> Result<Option<Invite>, Fault> {
    match app.with_store(|s| s.read(joining))? {
        Some(asked) => Ok(Some(Invite::read(&asked.file)?)),
        None => Ok(None),
    }
}

/// Says that a PC without a ward takes in files only of a ward it was invited to.
pub(super) fn no_invite() -> Fault {
    Fault::not_now(
        "no_ward",
        "There is no ward on this PC yet. Nothing was changed. Join the ward with an invite file first.",
    )
}

/// Reads an answer as it lies in a folder.
pub(super) fn read(file: &mut impl std::io::Read) -> Result<String, Fault> {
    let mut text = String::new();
    file.take(LONGEST).read_to_string(&mut text).map_err(|_| seal::unread())?;
    Ok(text)
}
