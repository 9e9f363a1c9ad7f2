//! What sharing lacks, as far as this PC can tell without a socket: its files, its key, its place on the list. The
//! host tries the rest (`Network`).

use super::reach::Files;
use super::{Identity, view};
use crate::app::App;
use crate::exec::Ask;
use crate::fault::Fault;
use crate::wire::{Nothing, SharedPc, SharingCheck, SharingTestView};
use huddle_core::time::Ms;

/// What a host needs to know to try the network.
#[derive(Debug, Clone)]
pub struct Ground {
    /// The ward's PCs; empty before there is a ward.
    pub pcs: Vec<SharedPc>,
    /// Where other PCs reach this one, or why they do not; none while nothing is shared.
    pub here: Option<Result<String, String>>,
    /// The port this PC would listen on.
    pub port: u16,
    /// Addresses this PC calls.
    pub addresses: Vec<String>,
    /// When another PC of the ward last called this one, and its name.
    pub called: Option<(Ms, String)>,
}

fn check(what: &str, state: &str, text: &str) -> SharingCheck {
    SharingCheck {
        what: what.to_owned(),
        state: state.to_owned(),
        about: String::new(),
        text: text.to_owned(),
    }
}

/// Tries what sharing needs; seconds, without the lock.
pub fn sharing_test_get(ask: &Ask, _: Nothing) -> Result<SharingTestView, Fault> {
    ask.later_with(|app| {
        let mut checks = app.test_at_home()?;
        match &app.env().network {
            Some(network) => checks.extend(network.test(app)),
            None => {
                checks.push(check("port", "unknown", "This build of Huddleboard cannot try the network."));
            }
        }
        Ok(SharingTestView { checks })
    });
    Ok(SharingTestView { checks: Vec::new() })
}

impl App {
    /// Tries what needs no socket.
    fn test_at_home(&self) -> Result<Vec<SharingCheck>, Fault> {
        let files = Files::read(self.env(), self.folder());
        let faults = [&files.policy_fault, &files.peers_fault];
        let mut checks: Vec<SharingCheck> =
            faults.into_iter().filter(|f| !f.is_empty()).map(|f| check("files", "look", f)).collect();
        let me = self.identity();
        let kept = Identity::of_folder(self.folder());
        let ward = self.shared_ward()?;
        let role = match ward {
            Some(ward) => self.roster(ward)?.role(&me.device),
            None => None,
        };
        checks.push(match (kept, ward, role) {
            (Err(_), ..) => check("key", "look", "The key of this PC cannot be read. The board is safe. Ask IT who may read the data folder."),
            (Ok(kept), ..) if kept.device != me.device => check(
                "key",
                "look",
                "The key of this PC was changed while Huddleboard was open. The board is safe. Close Huddleboard and open it again.",
            ),
            (_, None, _) => check("key", "unknown", "There is no ward on this PC yet, so there is nothing to share."),
            (_, Some(_), Some(role)) if role.scope().is_some() => {
                check("key", "good", "The key of this PC is in order, and it is on the ward's list.")
            }
            _ => check(
                "key",
                "look",
                "This PC is not on the ward's list. The board is safe. Ask for a new invite on a PC that can add PCs.",
            ),
        });
        Ok(checks)
    }

    /// Returns what a host needs to know to try the network.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn ground(&self) -> Result<Ground, Fault> {
        let (ward, me) = (self.shared_ward()?, self.identity().device);
        let pcs = match ward {
            Some(ward) => self.with_store(|s| s.read(|r| view::pcs(r, ward, &me, &|_| None)))?,
            None => Vec::new(),
        };
        let words = self.said().get();
        let called = words.called.map(|(at, device)| {
            let id = hex::encode(device);
            (at, pcs.iter().find(|pc| pc.id == id).map(|pc| pc.name.clone()).unwrap_or_default())
        });
        let port = self.port_wanted()?.map_or(super::PORT, |(port, _)| port);
        Ok(Ground { pcs, here: words.here, port, addresses: self.peer_addresses()?, called })
    }
}
