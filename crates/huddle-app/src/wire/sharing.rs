//! Sharing: the ward's PCs as this one knows them.

use super::{request, view};
use uuid::Uuid;

request! {
    /// Makes an invite file for one PC. `role`: `admin`, `writer`, `reader` or `matron`. Without a folder the file
    /// lies beside the data. `pin`: the ward PIN, when one is set.
    SharingInvite { role: String, folder: Option<String>, pin: Option<String> }
    /// Ends every invite that nobody has used yet. `pin`: the ward PIN, when one is set.
    SharingInvitesEnd { pin: Option<String> }
    /// Asks to join the ward of another PC. `file`: the invite's whole path, or its text; `address`: the other PC's, or
    /// nothing to look for it on the network; `name`: what people call this PC.
    SharingJoin { file: String, address: String, name: String }
    /// Opens this PC for two minutes for one PC that is let in by six digits. `role` as for an invite; `name`: what
    /// people call that PC; `pin`: the ward PIN, when one is set. Nothing of it is kept on the disk.
    SharingDigitsOpen { role: String, name: String, pin: Option<String> }
    /// Asks the PC at an address, for two minutes, to let this one in by six digits.
    SharingDigitsJoin { address: String }
    /// Says whether both screens show the same digits. `digits`: those that were compared.
    SharingDigitsSay { digits: String, same: bool }
    /// Gives a PC of the ward another name. `id`: its device id, or enough of it; `pin`: the ward PIN, when one is set.
    SharingNameSet { id: String, name: String, pin: Option<String> }
    /// Gives this PC a new key: it was copied, or another PC is a copy of it. `pin`: the ward PIN, when one is set.
    SharingRenew { pin: Option<String> }
    /// Asks who is around on the network, and keeps the looking going. `show`: this PC is to be found by those who
    /// join, instead of looking for others.
    SharingAround { show: bool }
    /// Takes a PC off the ward's list. `id`: its device id, or enough of it. `pin`: the ward PIN, when one is set.
    SharingOut { id: String, why: String, pin: Option<String> }
    /// Adds an address this PC calls, or takes one off. `address`: as people type it, the port may be left out.
    SharingPeer { address: String }
    /// Changes the port at which other PCs reach this one. `port`: as typed, 1024 to 65535; empty or none is the
    /// usual one. `pin`: the ward PIN, when one is set.
    SharingPortSet { port: Option<String>, pin: Option<String> }
}

view! {
    /// An invite file that lets one PC in, once.
    SharingInvited {
        /// The whole path of the file.
        path: String,
        saved_at: i64,
    }
    SharingView {
        /// This PC may let others in and put them out.
        admin: bool,
        /// Address at which other PCs reach this one; none while nothing is shared.
        here: Option<String>,
        /// Why other PCs cannot reach this one; empty otherwise.
        here_fault: String,
        /// Invites that nobody has used yet.
        invites: i64,
        /// Addresses this PC calls.
        dialled: Vec<DialledAddress>,
        /// Port at which others reach this PC.
        port: SharingPort,
        /// What is wrong with the trust's settings file, in a sentence; empty otherwise.
        policy_fault: String,
        /// What is wrong with the file of addresses beside the data, in a sentence; empty otherwise.
        peers_fault: String,
        /// The ward this PC was asked to join.
        joining: Option<JoiningView>,
        /// What came of the newest wish to join, once it ended; empty otherwise.
        join_said: String,
        /// Letting in, or being let in, by six digits: at work, or ended a moment ago.
        digits: Option<DigitsView>,
        /// The ward took this PC off its list: by the list as it is here, or by another PC's word.
        put_out: bool,
        /// Another PC said within the last minutes that two PCs have this one's key.
        two_of_this: bool,
        /// This PC has a new key because it was copied, and must be paired again.
        copied: bool,
        /// The wards this PC has a place in; more than one on a matron's PC.
        wards: Vec<SharedWard>,
        /// Empty before there is a ward.
        pcs: Vec<SharedPc>,
        /// Changes from other PCs that were refused and kept aside.
        quarantined: i64,
        /// Changes that wait for others that have not come.
        waiting_in: i64,
    }
    DigitsView {
        /// This PC lets the other one in; otherwise it asks.
        lets_in: bool,
        /// `open` (the other PC has not come), `compare`, `wait` (this side said yes), `ending` (the last word is on
        /// its way), `done` or `over`.
        step: String,
        /// What both screens show while people compare: six digits.
        digits: Option<String>,
        /// When it closes by itself, by this PC's clock.
        until: i64,
        /// What the other PC will be called; empty where this PC asks.
        name: String,
        /// What it may do; empty where this PC asks.
        role: String,
        /// Address that is asked; empty where this PC lets in.
        address: String,
        /// The ward that lets this PC in, once its person said yes; empty otherwise.
        ward: String,
        /// How the newest try ended, in a sentence; empty otherwise.
        said: String,
    }
    SharedWard {
        id: Uuid,
        /// Empty before anything of it came.
        name: String,
        area: String,
        /// The screens show this one.
        shown: bool,
    }
    DialledAddress {
        address: String,
        /// What came of the newest call, in a sentence; empty before the first.
        said: String,
        /// Who named it: `typed` (a person or an invite), `file` (`peers.txt`) or `policy` (the trust).
        from: String,
    }
    SharingPort {
        /// 1024 to 65535.
        port: i64,
        /// `usual`, `here` (chosen on this PC) or `policy` (the trust's, which cannot be changed here).
        set_by: String,
        /// The port when nobody chose one.
        usual: i64,
    }
    SharingTestView {
        checks: Vec<SharingCheck>,
    }
    /// One thing sharing needs, tried.
    SharingCheck {
        /// `files`, `key`, `port`, `incoming`, `address` or `clock`.
        what: String,
        /// `good`, `look` (somebody has to do something) or `unknown`.
        state: String,
        /// The address that was tried; empty for the rest.
        about: String,
        /// What was found and what to do, in a sentence.
        text: String,
    }
    SharingAroundView {
        /// It is being looked now.
        looking: bool,
        /// The letters this PC shows itself as; empty while it does not.
        tag: String,
        /// PCs that show themselves; hints only.
        found: Vec<FoundPc>,
        /// Why nothing can be found, in a sentence; empty otherwise.
        said: String,
    }
    FoundPc {
        /// The letters on that PC's screen.
        tag: String,
        address: String,
    }
    JoiningView {
        address: String,
        name: String,
    }
    SharedPc {
        /// Device id in hexadecimal.
        id: String,
        name: String,
        /// `admin`, `writer`, `reader` (a wall), `matron` or `revoked`.
        role: String,
        this_pc: bool,
        /// Why it was put out; empty otherwise.
        why: String,
        /// Two PCs have its key; neither is believed until one was set up anew.
        two: bool,
        /// Until when it is left alone, because it sent what this PC cannot read.
        paused_until: Option<i64>,
        /// When this PC last heard from it, by this PC's clock.
        last_heard: Option<i64>,
        /// How far its clock was ahead of this PC's then, milliseconds.
        clock_off_ms: Option<i64>,
    }
}
