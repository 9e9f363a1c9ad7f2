//! The ward PIN of this PC: Argon2id, with a growing wait after wrong tries. Never shared.

use crate::exec::Exec;
use crate::fault::Fault;
use crate::wire::{Done, PinAnswer, PinCheck, PinSet};
use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use huddle_store::Tx;
use serde_json::{Value as Json, json};

const SETTING: &str = "local.admin_pin";
const TRIES: &str = "local.admin_pin_tries";
/// Free tries before the wait begins (SEC-5).
const FREE_TRIES: i64 = 5;
/// First wait in milliseconds; doubles with each further wrong try, at most an hour.
const FIRST_WAIT_MS: i64 = 30_000;
const LONGEST_WAIT_MS: i64 = 3_600_000;

/// Says whether this PC has a PIN.
pub(crate) fn is_set(r: &huddle_store::Reader) -> Result<bool, Fault> {
    Ok(r.setting(SETTING)?.is_some())
}

fn hash(pin: &str, ex: &Exec) -> Result<String, Fault> {
    let mut salt = [0_u8; 16];
    ex.env.entropy.fill(&mut salt).map_err(|_| Fault::internal("no randomness"))?;
    let salt = SaltString::encode_b64(&salt).map_err(|_| Fault::internal("salt"))?;
    let hash =
        Argon2::default().hash_password(pin.as_bytes(), &salt).map_err(|_| Fault::internal("pin hash"))?;
    Ok(hash.to_string())
}

fn tries(ex: &Exec) -> Result<(i64, i64), Fault> {
    let stored = ex.r.setting(TRIES)?.unwrap_or(Json::Null);
    let number = |key: &str| stored.get(key).and_then(Json::as_i64).unwrap_or(0);
    Ok((number("wrong"), number("wait_until")))
}

/// Checks a PIN and keeps count of wrong tries; the count survives a restart.
fn check(ex: &Exec, pin: &str) -> Result<PinAnswer, Fault> {
    let Some(stored) = ex.r.setting(SETTING)? else { return Ok(PinAnswer { right: true, wait_seconds: 0 }) };
    let (wrong, wait_until) = tries(ex)?;
    if wait_until > ex.now {
        return Ok(PinAnswer { right: false, wait_seconds: (wait_until - ex.now + 999) / 1000 });
    }
    let stored = stored.as_str().unwrap_or_default();
    let parsed = PasswordHash::new(stored).map_err(|_| Fault::internal("pin hash"))?;
    if Argon2::default().verify_password(pin.as_bytes(), &parsed).is_ok() {
        ex.tx().remove_setting(TRIES)?;
        return Ok(PinAnswer { right: true, wait_seconds: 0 });
    }
    let wrong = wrong + 1;
    let over = wrong - FREE_TRIES;
    let wait = if over < 0 { 0 } else { (FIRST_WAIT_MS << over.min(10)).min(LONGEST_WAIT_MS) };
    // Kept also when the command is refused and rolls back.
    ex.keep.borrow_mut().push((TRIES, json!({ "wrong": wrong, "wait_until": ex.now + wait })));
    Ok(PinAnswer { right: false, wait_seconds: wait / 1000 })
}

/// Commands that arrange the ward or this PC for everybody. When a PIN is set they need it, whoever asks and
/// from wherever: the window, the local socket, a script. `pin_set` checks the old PIN itself.
pub const HELD: &[&str] = &[
    "ward_set",
    "lane_set",
    "section_set",
    "cross_define",
    "backup_folder_set",
    "pack_folder_set",
    "sharing_invite",
    "sharing_invites_end",
    "sharing_name_set",
    "sharing_digits_open",
    "sharing_port_set",
];

/// Says whether a command needs the PIN.
pub(crate) fn is_held(command: &str) -> bool {
    HELD.contains(&command)
}

/// Takes the PIN out of a request and refuses a held command without the right one.
///
/// It stands before the handler, so that no handler can forget it; none of them ever sees the PIN.
pub(crate) fn guard(ex: &Exec, command: &str, body: &mut Json) -> Result<(), Fault> {
    if !is_held(command) {
        return Ok(());
    }
    let given = body.as_object_mut().and_then(|fields| fields.remove("pin"));
    need(ex, given.as_ref().and_then(Json::as_str))
}

/// Refuses an admin act without the right PIN; does nothing when no PIN is set.
pub(crate) fn need(ex: &Exec, pin: Option<&str>) -> Result<(), Fault> {
    if !is_set(ex.r)? {
        return Ok(());
    }
    // A request without a PIN is no guess, so it is not counted as one.
    let Some(pin) = pin.filter(|p| !p.is_empty()) else {
        return Err(Fault::user("pin_needed", "This needs the ward PIN. Nothing was changed.").field("pin"));
    };
    let answer = check(ex, pin)?;
    if answer.right {
        return Ok(());
    }
    Err(Fault::user("wrong_pin", "That PIN is not right. Nothing was changed.")
        .field("pin")
        .param("wait_seconds", answer.wait_seconds))
}

/// Sets or clears the PIN. Leaves no undo entry: a PIN must not come back by Ctrl+Z.
pub fn pin_set(ex: &mut Exec, req: PinSet) -> Result<Done, Fault> {
    ex.no_undo();
    need(ex, req.old.as_deref())?;
    match req.pin {
        None => {
            ex.tx().remove_setting(SETTING)?;
        }
        Some(pin) => {
            if pin.len() < 4 || pin.len() > 12 || !pin.bytes().all(|b| b.is_ascii_digit()) {
                return Err(
                    Fault::user("pin_form", "A PIN has 4 to 12 figures. Nothing was changed.").field("pin")
                );
            }
            let hash = hash(&pin, ex)?;
            ex.tx().put_setting(SETTING, &Json::String(hash))?;
        }
    }
    Ok(Done::plain())
}

/// Checks the PIN for a screen that opens admin acts.
pub fn pin_check(ex: &mut Exec, req: PinCheck) -> Result<PinAnswer, Fault> {
    ex.no_undo();
    check(ex, &req.pin)
}

/// Takes the PIN away; for an administrator of the PC (`huddlectl admin-pin reset`).
///
/// # Errors
/// When the store cannot be written.
pub fn reset(tx: &Tx) -> Result<(), Fault> {
    tx.remove_setting(SETTING)?;
    tx.remove_setting(TRIES)?;
    Ok(())
}
