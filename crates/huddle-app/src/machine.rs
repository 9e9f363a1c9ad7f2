//! Which machine this is, so that a copied folder or disk is noticed (reliability D1.3).
//!
//! Four marks of the machine are kept, each as a keyed hash that nobody can read back. When at least three of them
//! are others than before, or all of the two that are known, this is a copy on another machine: it gets a key and a
//! store id of its own, keeps its records, and asks to be paired again.

use crate::device::Device;
use crate::env::Env;
use crate::fault::Fault;
use crate::sync;
use huddle_core::Uuid;
use huddle_store::Store;
use ring::hmac;
use serde_json::{Map, Value as Json};
use std::path::Path;
use std::process::Command;

/// Where the marks are kept; the prefix keeps them out of backups.
const KEPT: &str = "local.machine";
/// How many marks must differ.
const DIFFER: usize = 3;

/// Tells machines apart.
pub trait Machine: Send + Sync {
    /// Returns what marks this machine: name of the mark, and its value. One that cannot be read is left out.
    fn marks(&self) -> Vec<(&'static str, String)>;
}

/// The name of a mark, and how it is read.
type Question = (&'static str, fn() -> Option<String>);

/// The machine this program runs on.
#[derive(Debug, Clone, Copy)]
pub struct ThisMachine;

/// A machine without marks, which is never taken for another.
#[derive(Debug, Clone, Copy)]
pub struct NoMarks;

impl Machine for NoMarks {
    fn marks(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }
}

impl Machine for ThisMachine {
    fn marks(&self) -> Vec<(&'static str, String)> {
        // Side by side: each tool of Windows takes a moment to start.
        let ask = |all: [Question; 4]| {
            std::thread::scope(|scope| {
                let asked = all.map(|(name, read)| (name, scope.spawn(read)));
                asked.map(|(name, read)| (name, read.join().ok().flatten()))
            })
        };
        let all = if cfg!(windows) {
            ask([
                ("system", || registry("HKLM\\SOFTWARE\\Microsoft\\Cryptography", "MachineGuid")),
                ("board", || {
                    registry(
                        "HKLM\\SYSTEM\\CurrentControlSet\\Control\\SystemInformation",
                        "ComputerHardwareId",
                    )
                }),
                ("disk", || said("cmd", &["/d", "/c", "vol", "%SystemDrive%"]).and_then(|s| last_word(&s))),
                ("network", || said("ipconfig", &["/all"]).and_then(|s| first_address(&s))),
            ])
        } else {
            [
                ("system", read("/etc/machine-id")),
                (
                    "board",
                    read("/sys/class/dmi/id/product_uuid").or_else(|| read("/sys/class/dmi/id/board_serial")),
                ),
                ("disk", first_name("/dev/disk/by-uuid")),
                ("network", first_network()),
            ]
        };
        all.into_iter().filter_map(|(name, value)| Some((name, value.filter(|v| !v.is_empty())?))).collect()
    }
}

fn read(path: &str) -> Option<String> {
    Some(std::fs::read_to_string(path).ok()?.trim().to_owned())
}

fn names(path: &str) -> Option<Vec<String>> {
    let entries = std::fs::read_dir(path).ok()?;
    let mut names: Vec<String> =
        entries.flatten().map(|e| e.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    Some(names)
}

fn first_name(path: &str) -> Option<String> {
    names(path)?.into_iter().next()
}

fn first_network() -> Option<String> {
    const CLASS: &str = "/sys/class/net";
    // Bridges and tunnels come and go; a card has a device behind it.
    let cards = names(CLASS)?.into_iter().filter(|n| Path::new(&format!("{CLASS}/{n}/device")).exists());
    cards.filter_map(|n| read(&format!("{CLASS}/{n}/address"))).min()
}

/// Asks a tool of the system, without a window of its own.
fn said(tool: &str, args: &[&str]) -> Option<String> {
    let mut command = Command::new(tool);
    command.args(args);
    #[cfg(windows)]
    {
        use std::os::windows::process::CommandExt as _;
        /// CREATE_NO_WINDOW of the Windows API.
        const NO_WINDOW: u32 = 0x0800_0000;
        command.creation_flags(NO_WINDOW);
    }
    let output = command.output().ok().filter(|o| o.status.success())?;
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn registry(key: &str, value: &str) -> Option<String> {
    last_word(&said("reg", &["query", key, "/v", value])?)
}

fn last_word(text: &str) -> Option<String> {
    text.split_whitespace().last().map(str::to_owned)
}

/// Finds the lowest of the network cards' addresses in what a tool says, in whatever language it says it.
fn first_address(text: &str) -> Option<String> {
    let address = |word: &&str| {
        let parts: Vec<&str> = word.split('-').collect();
        parts.len() == 6 && parts.iter().all(|p| p.len() == 2 && p.bytes().all(|b| b.is_ascii_hexdigit()))
    };
    text.split_whitespace().filter(address).min().map(str::to_owned)
}

fn hashed(device: &Device, marks: &[(&'static str, String)]) -> Map<String, Json> {
    let key = hmac::Key::new(hmac::HMAC_SHA256, &device.secret());
    let one = |name: &str, value: &str| hex::encode(hmac::sign(&key, format!("{name} {value}").as_bytes()));
    marks.iter().map(|(name, value)| ((*name).to_owned(), Json::from(one(name, value)))).collect()
}

fn another(kept: &Map<String, Json>, seen: &Map<String, Json>) -> bool {
    let both: Vec<bool> = kept.iter().filter_map(|(k, v)| Some(seen.get(k)? != v)).collect();
    let differ = both.iter().filter(|d| **d).count();
    differ >= DIFFER || (both.len() >= 2 && differ == both.len())
}

/// Looks whether this folder was copied to another machine, and gives the copy an identity of its own; before
/// anything else is written. Returns the key that counts from now on.
pub(crate) fn look(store: &Store, folder: &Path, env: &Env, device: Device) -> Result<Device, Fault> {
    let marks = env.machine.marks();
    if marks.is_empty() {
        return Ok(device);
    }
    let seen = hashed(&device, &marks);
    let kept = store.read(|r| r.setting(KEPT))?;
    let device = match kept.as_ref().and_then(Json::as_object) {
        Some(kept) if *kept == seen => return Ok(device),
        Some(kept) if another(kept, &seen) => {
            tracing::warn!("this folder was copied from another machine");
            renew(store, folder, env, &device)?
        }
        _ => device,
    };
    let seen = hashed(&device, &marks);
    store.write(|tx| tx.put_setting(KEPT, &Json::Object(seen)))?;
    Ok(device)
}

/// Makes a new key and a new store id. Records stay; the ward's other PCs must pair this one again.
pub(crate) fn renew(store: &Store, folder: &Path, env: &Env, old: &Device) -> Result<Device, Fault> {
    let mut seed = [0_u8; 32];
    let mut id = [0_u8; 16];
    for slot in [&mut seed[..], &mut id[..]] {
        env.entropy.fill(slot).map_err(|_| Fault::internal("no randomness"))?;
    }
    let new = Device::from_seed(seed)?;
    let now = env.clock.now();
    store.write(|tx| {
        tx.remove_setting(KEPT)?;
        sync::leave_key_behind(tx, folder, old, &new, now)
    })?;
    store.renew_store_id(Uuid::from_bytes(id), now)?;
    new.keep(folder)?;
    Ok(new)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(of: [&str; 4]) -> Map<String, Json> {
        let names = ["system", "board", "disk", "network"];
        names
            .into_iter()
            .zip(of)
            .filter(|(_, v)| !v.is_empty())
            .map(|(n, v)| (n.to_owned(), v.into()))
            .collect()
    }

    #[test]
    fn a_new_network_card_or_disk_is_no_other_machine() {
        let here = marks(["a", "b", "c", "d"]);
        for (other, is) in [
            (["a", "b", "c", "d"], false),
            (["a", "b", "c", "x"], false),
            (["a", "b", "x", "x"], false),
            (["a", "x", "x", "x"], true),
            (["x", "x", "x", "x"], true),
            (["x", "", "", "x"], true),
            (["x", "", "", ""], false),
            (["", "", "", ""], false),
        ] {
            assert_eq!(another(&here, &marks(other)), is, "{other:?}");
        }
    }

    #[test]
    fn an_address_is_found_whatever_the_language() {
        let text =
            "   Physische Adresse . . : 00-1A-2B-3C-4D-5E\r\n  Physische Adresse: 00-00-00-00-00-00-00-E0\n";
        assert_eq!(first_address(text).as_deref(), Some("00-1A-2B-3C-4D-5E"));
        assert_eq!(first_address("no card-here"), None);
    }

    #[test]
    fn this_machine_has_the_same_marks_twice() {
        assert_eq!(ThisMachine.marks(), ThisMachine.marks());
    }
}
