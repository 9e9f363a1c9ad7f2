//! Sharing with other PCs: what the exchange of `huddle-sync` reads from and writes into this PC's store.
//!
//! `shelf.rs` is the port the exchange asks, `take.rs` commits what came, `read.rs` reads what goes,
//! `sums.rs` knows what differs, `trust.rs` keeps the roster, `pairing.rs` lets a PC in by a file and `digits.rs`
//! by six digits, `reach.rs` says at which port this PC is reached and whom it calls, `around.rs` who is on the
//! network, `test.rs` what sharing lacks, `pauses.rs` who is left alone, `link.rs` is one link as a host moves its
//! frames, `asks.rs` does what a person asks on the screen and `view.rs` answers it.
//! Hosts bring the sockets.

pub(crate) mod around;
pub(crate) mod asks;
pub(crate) mod digits;
mod link;
mod pairing;
mod pauses;
pub(crate) mod reach;
mod read;
mod shelf;
mod sums;
mod take;
pub(crate) mod test;
mod trust;
pub(crate) mod view;

pub use around::{AroundSaid, Found};
pub use asks::Joining;
pub(crate) use digits::Desk;
pub use digits::Wake;
pub use huddle_core::address::PORT;
pub use link::{Ended, Link};
pub use pairing::{Invite, PairAnswer, PairAsk};
use pauses::Pauses;
pub use shelf::Held;
pub(crate) use sums::Sums;
pub use test::Ground;
pub use trust::Identity;

use crate::app::App;
use crate::fault::Fault;
use huddle_core::Uuid;
use huddle_core::time::Ms;
use huddle_store::{Reader, RosterRow};
use huddle_sync::Roster;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Settings of sharing; the prefix keeps them out of backups.
const WARD: &str = "local.sync.ward";
const FOUNDING: &str = "local.sync.founding";
const PEERS: &str = "local.sync.peers";
const PORT_HERE: &str = "local.sync.port";
const INVITE: &str = "local.sync.invite.";
const NAME: &str = "local.sync.name";
const JOIN: &str = "local.sync.join";

/// What sharing keeps in memory.
#[derive(Default)]
pub(crate) struct Memory {
    pub sums: Sums,
    /// The judged roster and the number of statements it was judged from.
    pub roster: Option<(i64, Arc<Roster>)>,
    /// Drawn at this start of the process.
    pub boot: [u8; 16],
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

/// Returns the ward this PC shares, once there is one here or a place in one was given.
pub(crate) fn ward_of(r: &Reader) -> Result<Option<Uuid>, Fault> {
    let told = r.setting(WARD)?.and_then(|v| v.as_str().and_then(|s| Uuid::parse_str(s).ok()));
    if told.is_some() {
        return Ok(told);
    }
    Ok(r.first::<RosterRow>("ORDER BY ward LIMIT 1", [])?.map(|row| row.ward))
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
}
