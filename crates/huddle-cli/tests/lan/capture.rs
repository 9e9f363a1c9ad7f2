//! Reads every frame that crosses the switch, and says what it saw: NET-09 (nothing leaves the ward's network)
//! and NET-10 (nothing that was typed can be read on the way).

use super::space::{self, WARD};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

/// Most bytes one capture keeps; more is a fault of the test.
const MOST: usize = 512 << 20;
/// The largest frame a virtual cable carries.
const FRAME: usize = 128 * 1024;

/// A capture at work.
pub struct Capture {
    stop: Arc<AtomicBool>,
    reader: JoinHandle<Seen>,
}

/// What was captured.
#[derive(Default)]
pub struct Seen {
    /// Frames in all.
    pub frames: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Frames the system dropped before they were read; must be 0, or the capture is blind.
    pub missed: u32,
    /// What left, or wanted to leave, the ward's network, by where to.
    pub outside: BTreeMap<String, u64>,
    /// Questions for names.
    pub dns: u64,
    /// What each connection carried, in the order it came.
    streams: HashMap<[u8; 13], Vec<u8>>,
}

impl Capture {
    /// Begins to listen at the switch.
    pub fn start() -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let socket = space::inside(&space::switch(), || open().unwrap());
        let told = Arc::clone(&stop);
        let reader = std::thread::spawn(move || read(&socket, &told));
        Self { stop, reader }
    }

    /// Ends it and gives what it saw.
    pub fn stop(self) -> Seen {
        self.stop.store(true, Ordering::Relaxed);
        self.reader.join().unwrap()
    }
}

#[allow(unsafe_code, reason = "a packet socket has no safe wrapper in what this repository uses")]
fn open() -> io::Result<OwnedFd> {
    let all = i32::from((libc::ETH_P_ALL as u16).to_be());
    // SAFETY: plain system calls; the descriptor is owned by nobody else.
    let socket = unsafe {
        let fd = libc::socket(libc::AF_PACKET, libc::SOCK_RAW | libc::SOCK_CLOEXEC, all);
        if fd < 0 {
            return Err(io::Error::last_os_error());
        }
        OwnedFd::from_raw_fd(fd)
    };
    set(&socket, libc::SOL_SOCKET, libc::SO_RCVBUFFORCE, &(64_i32 << 20))?;
    set(&socket, libc::SOL_SOCKET, libc::SO_RCVTIMEO, &libc::timeval { tv_sec: 0, tv_usec: 50_000 })?;
    Ok(socket)
}

#[allow(unsafe_code, reason = "see `open`")]
fn set<T>(socket: &OwnedFd, level: i32, name: i32, value: &T) -> io::Result<()> {
    let size = size_of::<T>() as libc::socklen_t;
    // SAFETY: the pointer and the size are those of one value that lives through the call.
    let done =
        unsafe { libc::setsockopt(socket.as_raw_fd(), level, name, std::ptr::from_ref(value).cast(), size) };
    if done == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

#[allow(unsafe_code, reason = "see `open`")]
fn read(socket: &OwnedFd, stop: &AtomicBool) -> Seen {
    let mut seen = Seen::default();
    let mut frame = vec![0_u8; FRAME];
    loop {
        // SAFETY: an all-zero address is a valid one; both pointers and lengths are those of live values.
        let (n, kind) = unsafe {
            let mut from: libc::sockaddr_ll = std::mem::zeroed();
            let mut size = size_of::<libc::sockaddr_ll>() as libc::socklen_t;
            let n = libc::recvfrom(
                socket.as_raw_fd(),
                frame.as_mut_ptr().cast(),
                frame.len(),
                0,
                std::ptr::from_mut(&mut from).cast(),
                &raw mut size,
            );
            (n, (from.sll_pkttype, from.sll_hatype))
        };
        match usize::try_from(n) {
            // What goes out at one cable came in at another and was counted there.
            Ok(n) if kind.0 != libc::PACKET_OUTGOING => seen.note(&frame[..n]),
            Ok(_) => {}
            // Nothing came for a moment: whoever stopped us has everything.
            Err(_) if stop.load(Ordering::Relaxed) => break,
            Err(_) => {}
        }
    }
    // SAFETY: as in `open`.
    seen.missed = unsafe {
        let mut stats: [u32; 2] = [0; 2];
        let mut size = size_of::<[u32; 2]>() as libc::socklen_t;
        libc::getsockopt(
            socket.as_raw_fd(),
            libc::SOL_PACKET,
            libc::PACKET_STATISTICS,
            stats.as_mut_ptr().cast(),
            &raw mut size,
        );
        stats[1]
    };
    seen
}

impl Seen {
    fn note(&mut self, frame: &[u8]) {
        self.frames += 1;
        self.bytes += frame.len() as u64;
        assert!(self.bytes < MOST as u64, "the capture grew over {MOST} bytes");
        let Some((kind, body)) = frame.get(12..14).zip(frame.get(14..)) else { return };
        match kind {
            // Who has this address: the target must be one of the ward's.
            [0x08, 0x06] => self.judge(body.get(24..28).unwrap_or_default(), "arp"),
            [0x08, 0x00] => self.ip(body),
            other => *self.outside.entry(format!("no IPv4: {other:02x?}")).or_default() += 1,
        }
    }

    fn judge(&mut self, to: &[u8], what: &str) {
        // The broadcast address of the ward's own network is as far off as any other.
        if to.get(..3) != Some(&WARD[..]) || to.get(3) == Some(&255) {
            *self.outside.entry(format!("{what} to {to:?}")).or_default() += 1;
        }
    }

    fn ip(&mut self, body: &[u8]) {
        let Some(head) = body.first().map(|b| usize::from(b & 15) * 4) else { return };
        let (Some(to), Some(from), Some(total)) = (body.get(16..20), body.get(12..16), body.get(2..4)) else {
            return;
        };
        self.judge(to, "ip");
        let total = usize::from(u16::from_be_bytes([total[0], total[1]]));
        // A frame that is put together by the card says length 0.
        let body = if total > head { body.get(..total).unwrap_or(body) } else { body };
        let (Some(protocol), Some(load)) = (body.get(9), body.get(head..)) else { return };
        let port = |at: usize| load.get(at..at + 2).map_or(0, |p| u16::from_be_bytes([p[0], p[1]]));
        if matches!(protocol, 6 | 17) && [53, 5353, 5355, 137].contains(&port(2)) {
            self.dns += 1;
        }
        let data = match protocol {
            6 => load.get(12).map_or(0, |b| usize::from(b >> 4) * 4),
            17 => 8,
            _ => 0,
        };
        let mut key = [*protocol; 13];
        for (slot, byte) in key.iter_mut().zip(from.iter().chain(to).chain(load.get(..4).unwrap_or_default()))
        {
            *slot = *byte;
        }
        self.streams.entry(key).or_default().extend_from_slice(load.get(data..).unwrap_or_default());
    }

    /// Finds which of the words can be read in what was carried.
    pub fn readable<'w>(&self, words: &'w [String]) -> HashSet<&'w str> {
        let mut begin: HashMap<[u8; 4], Vec<&'w str>> = HashMap::new();
        for word in words {
            begin.entry(word.as_bytes()[..4].try_into().unwrap()).or_default().push(word);
        }
        let mut first = [false; 256];
        begin.keys().for_each(|k| first[usize::from(k[0])] = true);
        let mut found = HashSet::new();
        for stream in self.streams.values() {
            for (at, window) in stream.windows(4).enumerate().filter(|(_, w)| first[usize::from(w[0])]) {
                for word in window.try_into().ok().and_then(|k: [u8; 4]| begin.get(&k)).into_iter().flatten()
                {
                    if stream[at..].starts_with(word.as_bytes()) {
                        found.insert(*word);
                    }
                }
            }
        }
        found
    }
}
