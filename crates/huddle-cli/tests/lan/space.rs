//! A small network of namespaces: a switch, and one PC each with one cable. Made by the test, gone with it.
//!
//! Nothing of it touches the machine's own network: the switch has a namespace of its own, whose address is
//! every PC's way out, so whatever wants to leave the ward arrives there and is seen (`capture.rs`).

use std::fs::File;
use std::os::fd::AsRawFd;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The ward's network is 10.77.0.0/24.
pub const WARD: [u8; 3] = [10, 77, 0];
/// Every namespace of these tests begins so, then comes the number of the process.
const MARK: &str = "huddletest";

/// One network at a time in a process: their names carry its number only.
static ONE: Mutex<()> = Mutex::new(());

/// The network; taken away when dropped.
pub struct Lan {
    pcs: usize,
    _one: MutexGuard<'static, ()>,
}

fn ip(words: &[&str]) -> Result<(), String> {
    let done = Command::new("ip").args(words).stdin(Stdio::null()).output();
    let done = done.map_err(|e| format!("`ip` does not start ({e})"))?;
    if done.status.success() {
        return Ok(());
    }
    Err(format!("ip {}: {}", words.join(" "), String::from_utf8_lossy(&done.stderr).trim()))
}

fn name(end: &str) -> String {
    format!("{MARK}{}-{end}", std::process::id())
}

/// Namespace of a PC.
pub fn pc(n: usize) -> String {
    name(&n.to_string())
}

/// Namespace of the switch.
pub fn switch() -> String {
    name("switch")
}

/// Address of a PC.
pub fn address(n: usize) -> String {
    format!("{}.{}.{}.{}", WARD[0], WARD[1], WARD[2], 11 + n)
}

fn cable(n: usize) -> String {
    format!("cable{n}")
}

impl Lan {
    /// Makes the network.
    ///
    /// # Panics
    /// With a sentence when this machine or this log-on cannot: a test that did not run must not pass.
    pub fn new(pcs: usize) -> Self {
        sweep();
        let lan = Self { pcs, _one: ONE.lock().unwrap_or_else(PoisonError::into_inner) };
        if let Err(fault) = lan.make() {
            drop(lan);
            panic!(
                "This test makes network namespaces. It needs root and the package iproute2 \
                 (`apt-get install iproute2`, or `cargo xtask test`, which installs it): {fault}"
            );
        }
        lan
    }

    fn make(&self) -> Result<(), String> {
        let switch = switch();
        ip(&["netns", "add", &switch])?;
        without_ipv6(&switch)?;
        ip(&["-n", &switch, "link", "add", "ward", "type", "bridge"])?;
        let gate = format!("{}.{}.{}.1", WARD[0], WARD[1], WARD[2]);
        ip(&["-n", &switch, "addr", "add", &format!("{gate}/24"), "dev", "ward"])?;
        ip(&["-n", &switch, "link", "set", "ward", "up"])?;
        for n in 0..self.pcs {
            let (pc, cable) = (pc(n), cable(n));
            ip(&["netns", "add", &pc])?;
            without_ipv6(&pc)?;
            ip(&[
                "link", "add", &cable, "netns", &switch, "type", "veth", "peer", "name", "lan", "netns", &pc,
            ])?;
            ip(&["-n", &switch, "link", "set", &cable, "master", "ward", "up"])?;
            ip(&["-n", &pc, "link", "set", "lo", "up"])?;
            ip(&["-n", &pc, "addr", "add", &format!("{}/24", address(n)), "dev", "lan"])?;
            ip(&["-n", &pc, "link", "set", "lan", "up"])?;
            ip(&["-n", &pc, "route", "add", "default", "via", &gate])?;
        }
        Ok(())
    }

    /// Pulls or plugs a PC's cable.
    pub fn plug(&self, n: usize, in_place: bool) {
        let state = if in_place { "up" } else { "down" };
        ip(&["-n", &switch(), "link", "set", &cable(n), state]).unwrap();
    }

    /// Lets everything vanish that one PC sends to another, or no longer; the other way stays open.
    pub fn blackhole(&self, from: usize, to: usize, there: bool) {
        let word = if there { "add" } else { "del" };
        ip(&["-n", &pc(from), "route", word, "blackhole", &format!("{}/32", address(to))]).unwrap();
    }
}

impl Drop for Lan {
    fn drop(&mut self) {
        for n in 0..self.pcs {
            let _ = ip(&["netns", "del", &pc(n)]);
        }
        let _ = ip(&["netns", "del", &switch()]);
    }
}

/// The machine's own chatter about neighbours would be in the way of counting.
fn without_ipv6(space: &str) -> Result<(), String> {
    let space = space.to_owned();
    inside(&space, || {
        let off = Path::new("/proc/sys/net/ipv6/conf");
        for which in ["all", "default"] {
            let file = off.join(which).join("disable_ipv6");
            if file.exists() {
                std::fs::write(file, "1").map_err(|e| format!("IPv6 cannot be turned off ({e})"))?;
            }
        }
        Ok(())
    })
}

/// Takes away what a run left that was killed before it could.
fn sweep() {
    let Ok(entries) = std::fs::read_dir("/run/netns") else { return };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let owner = name.strip_prefix(MARK).and_then(|rest| rest.split('-').next()).map(str::to_owned);
        if owner.is_some_and(|pid| !Path::new("/proc").join(pid).exists()) {
            let _ = ip(&["netns", "del", &name]);
        }
    }
}

/// Runs something inside a namespace, on a thread of its own; a process it starts stays inside.
pub fn inside<T: Send>(space: &str, work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        let done = scope.spawn(|| {
            enter(space);
            work()
        });
        done.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// Moves the calling thread into a namespace for good.
#[allow(unsafe_code, reason = "entering a network namespace is a system call without a safe wrapper here")]
pub fn enter(space: &str) {
    let file = File::open(Path::new("/run/netns").join(space)).unwrap();
    // SAFETY: the descriptor is open for the length of the call, which changes nothing but this thread's network.
    let done = unsafe { libc::setns(file.as_raw_fd(), libc::CLONE_NEWNET) };
    assert_eq!(done, 0, "{space} cannot be entered: {}", std::io::Error::last_os_error());
}
