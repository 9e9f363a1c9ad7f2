//! Sharing with other PCs: what the exchange of `huddle-sync` reads from and writes into this PC's store.
//!
//! `shelf.rs` is the port the exchange asks, `judge.rs` judges and `take.rs` commits what came, `read.rs` reads what
//! goes, `sums.rs` knows what differs, `face.rs` tells a limited PC of its ward and `limits.rs` what such a PC may do,
//! `trust.rs` keeps the roster, `late.rs` takes out what a PC wrote after it was put out, `rescue.rs` begins a
//! record anew whose changes exclude each other, `twins.rs` notices two PCs with one key. `pairing.rs` lets a PC in
//! by a file and `digits.rs` by six digits, `link.rs` is one link as a host moves its frames and `reader.rs` reads
//! them ahead of their turn, `asks.rs` does what a person asks on the screen and `view.rs` answers it; `stored.rs`
//! knows which PC has stored what a ward asks for.
//! `bundle/` carries the same changes in a file; `before.rs` keeps the ward this PC had before, and copies from it.
//! `reach.rs` says at which port this PC is reached and whom it calls, `around.rs` who is on the network, `test.rs`
//! what sharing lacks, `pauses.rs` who is left alone.
//! Hosts bring the sockets.

pub(crate) mod around;
pub(crate) mod asks;
pub(crate) mod before;
pub(crate) mod bundle;
pub(crate) mod digits;
pub(crate) mod face;
mod judge;
mod late;
pub(crate) mod limits;
mod link;
mod pairing;
mod pauses;
pub(crate) mod reach;
mod read;
mod reader;
mod rescue;
mod shelf;
pub(crate) mod stored;
mod sums;
mod take;
pub(crate) mod test;
mod trust;
mod twins;
pub(crate) mod view;

pub use around::{AroundSaid, Found};
pub use asks::Joining;
pub(crate) use digits::Desk;
pub use digits::Wake;
pub use huddle_core::address::PORT;
pub use link::{Ended, Link};
pub use pairing::{Invite, PairAnswer, PairAsk};
use pauses::Pauses;
pub use reader::{FrameReader, ReadFrame};
pub(crate) use rescue::OF;
pub use shelf::Held;
pub(crate) use sums::Sums;
pub use test::Ground;
pub use trust::Identity;

use crate::app::App;
use crate::device::Device;
use crate::fault::Fault;
use huddle_core::Uuid;
use huddle_core::time::Ms;
use huddle_store::{Reader, RosterRow, Tx, params};
use huddle_sync::{Role, Roster, Sum, Took};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

/// Settings of sharing; the prefix keeps them out of backups.
const WARD: &str = "local.sync.ward";
const FOUNDING: &str = "local.sync.founding";
const PEERS: &str = "local.sync.peers";
const PORT_HERE: &str = "local.sync.port";
const INVITE: &str = "local.sync.invite.";
const NAME: &str = "local.sync.name";
const JOIN: &str = "local.sync.join";
const ROLE: &str = "local.sync.role.";
/// When this PC got a new key and must be paired again.
const COPIED: &str = "local.sync.copied";
/// That another PC of the ward said this one was put out, until one says hello again.
const PUT_OUT: &str = "local.sync.put_out";
const SHOWN: &str = "local.sync.ward_shown";

/// What a link looks after besides moving changes; each part is off only in a negative control.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Care {
    /// Looks for records that differ once both sides have sent everything.
    pub repair: bool,
    /// Takes out what a PC wrote after it was put out.
    pub late: bool,
    /// Begins a record anew whose changes exclude each other.
    pub rescue: bool,
}

impl Care {
    /// Everything, as in the product.
    pub const ALL: Self = Self { repair: true, late: true, rescue: true };
}

/// What sharing keeps in memory.
#[derive(Default)]
pub(crate) struct Memory {
    /// By ward.
    pub sums: HashMap<Uuid, Sums>,
    /// By ward: the judged roster and the number of statements it was judged from.
    pub rosters: HashMap<Uuid, (i64, Arc<Roster>)>,
    /// By ward: the statements' digest, and their number.
    pub roster_sums: HashMap<Uuid, (i64, Sum)>,
    /// The PCs that have a link with this one, and those of which there are two.
    pub there: twins::There,
}

/// What the host last had to say. A lock of its own, held for a moment and never while another is taken, so that
/// a question of the screen may look at it.
#[derive(Default)]
pub(crate) struct Said {
    words: Mutex<Words>,
    pauses: Mutex<Pauses>,
}

/// The host's words, for the list and the screen.
#[derive(Debug, Clone, Default)]
pub(crate) struct Words {
    /// Of each address this PC dials.
    pub dialled: BTreeMap<String, String>,
    /// Where other PCs reach this one, or why they do not; none while nothing is shared.
    pub here: Option<Result<String, String>>,
    /// Of the ward this PC was asked to join; empty at first.
    pub join: String,
    /// Drawn at this start of the process, and again after it slept.
    pub boot: [u8; 16],
    /// When another PC last said that two PCs have this one's key.
    pub told_two: Option<i64>,
    /// When this PC last refused two PCs with one key, by device id.
    pub twins: BTreeMap<[u8; 32], i64>,
    /// When another PC of the ward last called this one, and which.
    pub called: Option<(Ms, [u8; 32])>,
    /// When a screen last asked who is around, and whether it wants this PC shown.
    pub around_asked: Option<(Ms, bool)>,
    /// What came of looking around.
    pub around: AroundSaid,
}

impl Said {
    pub fn get(&self) -> Words {
        self.words.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes another number for this start.
    pub fn renew_boot(&self, boot: [u8; 16]) {
        self.note(|words| words.boot = boot);
    }

    fn note(&self, change: impl FnOnce(&mut Words)) {
        change(&mut self.words.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn pauses<T>(&self, work: impl FnOnce(&mut Pauses) -> T) -> T {
        work(&mut self.pauses.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Says until when a PC is left alone because of what it sent.
    pub fn paused(&self, device: &[u8; 32], now: Ms) -> Option<Ms> {
        self.pauses(|p| p.until(device, now))
    }
}

/// Returns the ward this PC was given a place in.
pub(crate) fn joined_ward(r: &Reader) -> Result<Option<Uuid>, Fault> {
    Ok(r.setting(WARD)?.and_then(|v| v.as_str().and_then(|s| Uuid::parse_str(s).ok())))
}

/// Returns the ward this PC shares, once there is one here or a place in one was given.
pub(crate) fn ward_of(r: &Reader) -> Result<Option<Uuid>, Fault> {
    if let Some(told) = joined_ward(r)? {
        return Ok(Some(told));
    }
    // A ward that was put aside stands in nobody's way.
    let aside = before::put_aside(r)?.unwrap_or_default();
    Ok(r.first::<RosterRow>("ward <> ?1 ORDER BY ward LIMIT 1", params![aside])?.map(|row| row.ward))
}

/// Returns every ward this PC has a place in: one, but for a matron's PC.
pub(crate) fn wards_of(r: &Reader) -> Result<Vec<Uuid>, Fault> {
    let mut all: Vec<Uuid> = ward_of(r)?.into_iter().collect();
    for kept in r.settings(&format!("{FOUNDING}."))? {
        let ward = kept.name.get(FOUNDING.len() + 1..).and_then(|w| Uuid::parse_str(w).ok());
        all.extend(ward.filter(|w| !all.contains(w)));
    }
    Ok(all)
}

/// Returns the ward a matron's PC shows, when she chose one.
pub(crate) fn ward_shown(r: &Reader) -> Result<Option<Uuid>, Fault> {
    Ok(r.setting(SHOWN)?.and_then(|v| Uuid::parse_str(v.as_str()?).ok()))
}

/// Returns what this PC is in a ward, as its roster said last.
pub(crate) fn role_kept(r: &Reader, ward: Uuid) -> Result<Role, Fault> {
    let kept = r.setting(&format!("{ROLE}{ward}"))?;
    Ok(kept.and_then(|v| v.as_str().map(Role::parse)).unwrap_or(Role::Admin))
}

/// Leaves a key behind: what was known by it is kept for the new one, so that this PC still knows its wards. A ward
/// of this PC alone goes on under the new key, by the founding key that lies here.
pub(crate) fn leave_key_behind(
    tx: &Tx,
    folder: &std::path::Path,
    old: &Device,
    new: &Device,
    now: i64,
) -> Result<(), Fault> {
    let was = old.identity();
    let mut asks = false;
    for ward in wards_of(tx)? {
        let Some(founding) = trust::founding(tx, ward, &was.device)? else { continue };
        tx.put_setting(&format!("{FOUNDING}.{ward}"), &hex::encode(founding).into())?;
        let roster = trust::judge(tx, ward, &was.device)?;
        let others = roster.members.iter().any(|(d, m)| *d != was.device && m.role.scope().is_some());
        match Device::founding(folder, ward) {
            Some(founder) if !others => {
                pairing::take_over(tx, ward, &founder, &roster, (&was, &new.identity()))?;
            }
            _ => asks = true,
        }
    }
    if asks {
        tx.put_setting(COPIED, &now.into())?;
    }
    Ok(())
}

/// Notes what this PC is in a ward. One that was put out goes on as it was, alone.
fn keep_role(tx: &Tx, ward: Uuid, role: Option<Role>) -> Result<(), Fault> {
    if let Some(role) = role.filter(|r| *r != Role::Revoked) {
        tx.put_setting(&format!("{ROLE}{ward}"), &role.as_str().into())?;
    }
    Ok(())
}

impl App {
    /// Notes what became of dialling an address, for `pair list` and the screen.
    pub fn note_peer(&self, address: &str, said: &str) {
        self.said().note(|words| {
            words.dialled.insert(address.to_owned(), said.to_owned());
        });
    }

    /// Forgets an address this PC no longer dials.
    pub fn forget_peer(&self, address: &str) {
        self.said().note(|words| drop(words.dialled.remove(address)));
    }

    /// Notes so many things of a PC on the ward's list that could not be read, and says whether it is left alone now.
    pub(crate) fn note_refused(&self, device: [u8; 32], count: usize) -> bool {
        let now = self.now();
        self.said().pauses(|p| p.note(device, count, now));
        self.said().paused(&device, now).is_some()
    }

    /// Notes that another PC of the ward called this one.
    pub fn note_called(&self, device: [u8; 32]) {
        let now = self.now();
        self.said().note(|words| words.called = Some((now, device)));
    }

    /// Notes where other PCs reach this one, or why they do not; none when it shares nothing.
    pub fn note_here(&self, here: Option<Result<String, String>>) {
        self.said().note(|words| words.here = here);
    }

    /// Notes that another PC said two PCs have this one's key.
    fn note_two_of_this(&self) {
        let now = self.now();
        self.said().note(|words| words.told_two = Some(now));
    }

    /// Notes that another PC said this one was put out, or that it was welcome again. It is kept: the PC that was put
    /// out is told once, and whoever starts it tomorrow must be told too.
    fn note_put_out(&self, out: bool) {
        let noted = self.with_store(|s| s.read(|r| r.setting(PUT_OUT))).map(|kept| kept.is_some());
        if noted.is_ok_and(|noted| noted == out) {
            return;
        }
        let kept = self.sync_write(|tx, _| {
            if out {
                tx.put_setting(PUT_OUT, &true.into())?;
            } else {
                tx.remove_setting(PUT_OUT)?;
            }
            Ok((Took::default(), Vec::new(), Vec::new(), false))
        });
        if let Err(fault) = kept {
            tracing::warn!(code = fault.0.code, "whether this PC was put out was not kept");
        }
    }

    /// Notes that two PCs with one key were refused.
    fn note_two(&self, device: [u8; 32]) {
        let now = self.now();
        self.said().note(|words| {
            words.twins.insert(device, now);
        });
    }
}
