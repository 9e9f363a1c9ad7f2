//! Sharing with other PCs: what the exchange of `huddle-sync` reads from and writes into this PC's store.
//!
//! `shelf.rs` is the port the exchange asks, `take.rs` commits what came, `read.rs` reads what goes,
//! `sums.rs` knows what differs, `trust.rs` keeps the roster, `pairing.rs` lets a PC in by a file and `digits.rs`
//! by six digits, `link.rs` is one
//! link as a host moves its frames, `asks.rs` does what a person asks on the screen and `view.rs` answers it.
//! `bundle/` carries the same changes in a file; `before.rs` keeps the ward this PC had before, and copies from it.
//! Hosts bring the sockets.

pub(crate) mod asks;
pub(crate) mod before;
pub(crate) mod bundle;
pub(crate) mod digits;
mod link;
mod pairing;
mod read;
mod shelf;
mod sums;
mod take;
mod trust;
pub(crate) mod view;

pub use asks::{Joining, PORT};
pub(crate) use digits::Desk;
pub use digits::Wake;
pub use link::{Ended, Link};
pub use pairing::{Invite, PairAnswer, PairAsk};
pub use shelf::Held;
pub(crate) use sums::Sums;
pub use trust::Identity;

use crate::app::App;
use crate::fault::Fault;
use huddle_core::Uuid;
use huddle_store::{Reader, RosterRow, params};
use huddle_sync::Roster;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Settings of sharing; the prefix keeps them out of backups.
const WARD: &str = "local.sync.ward";
const FOUNDING: &str = "local.sync.founding";
const PEERS: &str = "local.sync.peers";
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
pub(crate) struct Said(Mutex<Words>);

/// The host's words, for the list and the screen.
#[derive(Debug, Clone, Default)]
pub(crate) struct Words {
    /// Of each address this PC dials.
    pub dialled: BTreeMap<String, String>,
    /// Where other PCs reach this one, or why they do not; none while nothing is shared.
    pub here: Option<Result<String, String>>,
    /// Of the ward this PC was asked to join; empty at first.
    pub join: String,
}

impl Said {
    pub fn get(&self) -> Words {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn note(&self, change: impl FnOnce(&mut Words)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
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

impl App {
    /// Returns the addresses of other PCs this one dials, as a person or an invite gave them.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn peer_addresses(&self) -> Result<Vec<String>, Fault> {
        self.with_store(|s| s.read(pairing::addresses))
    }

    /// Notes what became of dialling an address, for `pair list` and the screen.
    pub fn note_peer(&self, address: &str, said: &str) {
        self.said().note(|words| {
            words.dialled.insert(address.to_owned(), said.to_owned());
        });
    }

    /// Notes where other PCs reach this one, or why they do not; none when it shares nothing.
    pub fn note_here(&self, here: Option<Result<String, String>>) {
        self.said().note(|words| words.here = here);
    }
}
