//! At which port this PC is reached and which others it calls.
//!
//! Three places say so. A person, on the Sharing screen or with `huddlectl`; IT, in a file of addresses beside
//! the data (`peers.txt`), which is read again whenever it changes; and the trust's policy file, which beats both.
//! A file that cannot be read stops nothing: the rest counts and the screen says which lines were left out.

use super::{PEERS, PORT, PORT_HERE};
use crate::app::App;
use crate::env::Env;
use crate::exec::Exec;
use crate::fault::Fault;
use crate::wire::{DialledAddress, Done, ErrorKind, SharingPeer, SharingPort, SharingPortSet};
use huddle_core::address;
use huddle_core::policy::Policy;
use huddle_store::{Reader, Tx};
use serde_json::Value as Json;
use std::io::Read;
use std::path::Path;

/// The file of addresses beside the data.
pub const PEERS_FILE: &str = "peers.txt";
/// Most addresses one place may name.
const ADDRESSES: usize = 64;
/// No such file is longer, in bytes.
const FILE_MAX: u64 = 64 * 1024;

/// What the two files say, and in a sentence what is wrong with each; empty when nothing is.
#[derive(Debug, Default)]
pub(super) struct Files {
    pub policy: Policy,
    pub policy_fault: String,
    pub peers: Vec<String>,
    pub peers_fault: String,
}

impl Files {
    pub fn read(env: &Env, folder: &Path) -> Self {
        let mut files = Self::default();
        match env.policy.as_deref().map_or(Ok(None), small_file) {
            Ok(text) => {
                files.policy = Policy::read(&text.unwrap_or_default());
                files.policy_fault =
                    left_out(&files.policy.odd_lines, "of your trust's settings file", " Tell IT.");
            }
            Err(()) => {
                // What IT wanted is not known, so nothing is looked for that they may have forbidden.
                files.policy.no_discovery = true;
                "The file of your trust's settings cannot be read. This PC goes on with its own settings and looks for no PCs by itself. Tell IT.".clone_into(&mut files.policy_fault);
            }
        }
        match small_file(&folder.join(PEERS_FILE)) {
            Ok(text) => {
                let usual = files.policy.port.unwrap_or(PORT);
                let (peers, odd) = address::read_list(&text.unwrap_or_default(), usual, ADDRESSES);
                files.peers = peers;
                files.peers_fault =
                    left_out(&odd, "of the file peers.txt", " The other addresses are called.");
            }
            Err(()) => {
                "The file peers.txt cannot be read. Other addresses are still called. Tell IT."
                    .clone_into(&mut files.peers_fault);
            }
        }
        files
    }
}

/// Reads a small text file; `None` when there is none.
fn small_file(path: &Path) -> Result<Option<String>, ()> {
    let file = match std::fs::File::open(path) {
        Ok(file) => file,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(_) => return Err(()),
    };
    let mut text = String::new();
    let came = file.take(FILE_MAX + 1).read_to_string(&mut text).map_err(|_| ())?;
    if came as u64 > FILE_MAX { Err(()) } else { Ok(Some(text)) }
}

/// Names the lines that were left out.
fn left_out(lines: &[usize], whose: &str, then: &str) -> String {
    let named = |lines: &[usize]| lines.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    match lines {
        [] => String::new(),
        [one] => format!("Line {one} {whose} is not understood and was left out.{then}"),
        [first @ .., last] if lines.len() <= 5 => {
            format!("Lines {} and {last} {whose} are not understood and were left out.{then}", named(first))
        }
        many => format!("{} lines {whose} are not understood and were left out.{then}", many.len()),
    }
}

/// Returns the addresses a person or an invite gave.
pub(super) fn typed(r: &Reader) -> Result<Vec<String>, Fault> {
    let list = r.setting(PEERS)?;
    let texts = list.as_ref().and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default();
    Ok(texts.iter().filter_map(|v| v.as_str().map(str::to_owned)).take(ADDRESSES).collect())
}

/// Adds an address; returns false when there are too many already.
pub(super) fn add(tx: &Tx, address: &str) -> Result<bool, Fault> {
    let mut all = typed(tx)?;
    if address.is_empty() || all.iter().any(|a| a == address) {
        return Ok(true);
    }
    if all.len() >= ADDRESSES {
        return Ok(false);
    }
    all.push(address.to_owned());
    tx.put_setting(PEERS, &all.into())?;
    Ok(true)
}

/// Reads an address as somebody typed it; the trust's port, or the usual one, is added.
pub(super) fn address(ex: &Exec, typed: &str) -> Result<String, Fault> {
    let usual = Files::read(ex.env, ex.folder).policy.port.unwrap_or(PORT);
    address::read(typed, usual).ok_or_else(|| {
        Fault::user(
            "bad_address",
            "This is no address of a PC. Nothing was changed. Type it as the other PC shows it, like 10.1.2.3:47810.",
        )
        .field("address")
    })
}

/// Says whether this PC may look for others by itself.
pub(super) fn may_look(ex: &Exec) -> bool {
    !Files::read(ex.env, ex.folder).policy.no_discovery
}

/// Adds an address this PC calls from now on.
pub fn sharing_peer_add(ex: &mut Exec, req: SharingPeer) -> Result<Done, Fault> {
    ex.no_undo();
    let address = address(ex, &req.address)?;
    if add(ex.tx(), &address)? {
        return Ok(Done::plain());
    }
    Err(Fault::user(
        "too_many_addresses",
        "This PC calls as many addresses as it can. Nothing was changed. Take one off the list first.",
    )
    .field("address"))
}

/// Takes an address off those this PC calls. A link that stands goes on; to stop sharing with a PC, take the PC
/// off the ward's list.
pub fn sharing_peer_remove(ex: &mut Exec, req: SharingPeer) -> Result<Done, Fault> {
    ex.no_undo();
    let mut all = typed(ex.tx())?;
    let address = req.address.trim();
    let before = all.len();
    all.retain(|a| a != address);
    if all.len() == before {
        return Err(Fault::user(
            "no_such_address",
            "This address was not typed on this PC. Nothing was changed. One that IT set is changed by IT.",
        )
        .field("address"));
    }
    ex.tx().put_setting(PEERS, &all.into())?;
    Ok(Done::plain())
}

/// Changes the port at which other PCs reach this one; nothing typed is the usual port.
pub fn sharing_port_set(ex: &mut Exec, req: SharingPortSet) -> Result<Done, Fault> {
    ex.no_undo();
    if Files::read(ex.env, ex.folder).policy.port.is_some() {
        return Err(Fault::new(
            ErrorKind::Policy,
            "set_by_trust",
            "Your trust chose the port of this PC. Nothing was changed. Ask IT.",
        )
        .field("port"));
    }
    match req.port.as_deref().map(str::trim).filter(|p| !p.is_empty()) {
        None => {
            ex.tx().remove_setting(PORT_HERE)?;
        }
        Some(typed) => {
            let port = address::read_port(typed).ok_or_else(|| {
                Fault::user("bad_port", "A port is a number from 1024 to 65535. Nothing was changed.")
                    .field("port")
            })?;
            ex.tx().put_setting(PORT_HERE, &port.into())?;
        }
    }
    Ok(Done::plain())
}

fn port_here(r: &Reader) -> Result<Option<u16>, Fault> {
    let kept = r.setting(PORT_HERE)?;
    Ok(kept.and_then(|v| v.as_u64()).and_then(|p| u16::try_from(p).ok()).filter(|p| *p >= address::PORT_MIN))
}

/// Says at which port this PC listens, and who chose it.
pub(super) fn port(r: &Reader, files: &Files) -> Result<SharingPort, Fault> {
    let here = port_here(r)?;
    let (port, set_by) = match (files.policy.port, here) {
        (Some(port), _) => (port, "policy"),
        (None, Some(port)) => (port, "here"),
        (None, None) => (PORT, "usual"),
    };
    Ok(SharingPort { port: port.into(), set_by: set_by.to_owned(), usual: PORT.into() })
}

/// Lists the addresses this PC calls, each once, with who named it first.
pub(super) fn called(r: &Reader, files: &Files) -> Result<Vec<DialledAddress>, Fault> {
    let typed = typed(r)?;
    let from = |list: &[String], from: &str| -> Vec<DialledAddress> {
        let one =
            |a: &String| DialledAddress { address: a.clone(), said: String::new(), from: from.to_owned() };
        list.iter().map(one).collect()
    };
    let mut all: Vec<DialledAddress> = Vec::new();
    for one in
        [from(&files.policy.peers, "policy"), from(&files.peers, "file"), from(&typed, "typed")].concat()
    {
        if !all.iter().any(|known| known.address == one.address) {
            all.push(one);
        }
    }
    Ok(all)
}

impl App {
    /// Returns the addresses of other PCs this one dials, as a person, an invite, IT or the trust gave them.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn peer_addresses(&self) -> Result<Vec<String>, Fault> {
        let files = Files::read(self.env(), self.folder());
        let all = self.with_store(|s| s.read(|r| called(r, &files)))?;
        Ok(all.into_iter().map(|one| one.address).collect())
    }

    /// Returns the port this PC was told to listen on by the trust or a person, and whether it was the trust;
    /// none when the usual one is good.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn port_wanted(&self) -> Result<Option<(u16, bool)>, Fault> {
        let files = Files::read(self.env(), self.folder());
        if let Some(port) = files.policy.port {
            return Ok(Some((port, true)));
        }
        Ok(self.with_store(|s| s.read(port_here))?.map(|port| (port, false)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_left_out_are_named_in_a_sentence() {
        assert_eq!(left_out(&[], "of it", ""), "");
        assert_eq!(left_out(&[4], "of it", ""), "Line 4 of it is not understood and was left out.");
        assert_eq!(
            left_out(&[1, 2, 9], "of it", " Go."),
            "Lines 1, 2 and 9 of it are not understood and were left out. Go."
        );
        assert_eq!(
            left_out(&[1, 2, 3, 4, 5, 6], "of it", ""),
            "6 lines of it are not understood and were left out."
        );
    }

    #[test]
    fn a_file_that_cannot_be_read_is_not_taken_for_an_empty_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x");
        assert_eq!(small_file(&path), Ok(None));
        std::fs::write(&path, [0xff, 0xfe, 0x70, 0x00]).unwrap();
        assert_eq!(small_file(&path), Err(()), "not UTF-8");
        std::fs::write(&path, vec![b'a'; 70_000]).unwrap();
        assert_eq!(small_file(&path), Err(()), "too long");
        assert_eq!(small_file(folder.path()), Err(()), "a folder");
        std::fs::write(&path, "port = 47820").unwrap();
        assert_eq!(small_file(&path), Ok(Some("port = 47820".to_owned())));
    }
}
