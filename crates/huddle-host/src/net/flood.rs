//! NET-03: a flood at the door. Callers that say nothing, callers that say one byte a second, callers that talk
//! nonsense, and keys nobody listed as fast as they come: memory stays bounded, and the ward's PCs go on exchanging
//! edits, also one that comes back in the middle of it. `FLOOD=` is the number that say nothing; as many are slow and
//! ten times as many talk nonsense.

use super::tls::{self, Expect};
use super::{Node, NodeOptions, accept, listen};
use huddle_app::sync::{Identity, Invite};
use huddle_app::{App, Caller, Env, Opening};
use huddle_testkit::chance::{Chance, count, seed};
use rustls::pki_types::ServerName;
use serde_json::json;
use std::collections::{BTreeSet, VecDeque};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::runtime::Runtime;
use tokio_rustls::TlsConnector;

/// Connections one kind of attacker holds at a time; the system lets a process open about a thousand files.
const HELD: usize = 150;
/// An edit must be on the other PC within this time, whatever stands at the door.
const EDIT: Duration = Duration::from_secs(5);
/// Most memory the flood may cost, KiB.
const MEMORY_KIB: u64 = 50 * 1024;

fn open(folder: &Path) -> Arc<App> {
    let opening = Opening { skip_path_policy: true, no_reserve: true, ..Opening::default() };
    App::open(folder, Env::system("0.1.0"), &opening).unwrap()
}

async fn knock(to: SocketAddr, from: Ipv4Addr) -> std::io::Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    socket.bind((from, 0).into())?;
    socket.connect(to).await
}

/// Memory of this process in KiB; 0 where the system does not say.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("VmRSS:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|n| n.parse().ok()).unwrap_or(0)
}

fn open_files() -> usize {
    std::fs::read_dir("/proc/self/fd").map_or(0, Iterator::count)
}

/// What the attackers share.
struct Attack {
    to: SocketAddr,
    over: AtomicBool,
    knocks: AtomicUsize,
}

impl Attack {
    fn address(n: usize) -> Ipv4Addr {
        // Many addresses, so that it is not the rest of one address that stops them.
        Ipv4Addr::from(0x7F03_0001 + u32::try_from(n % 200).unwrap_or(0))
    }

    /// Knocks `times` times, keeps the newest open and lets `talk` say something through each of them.
    async fn hold(self: Arc<Self>, times: usize, first: &'static [u8], each_second: bool) {
        let mut held: VecDeque<TcpStream> = VecDeque::new();
        let mut spoke = Instant::now();
        for n in 0..times {
            if self.over.load(Ordering::Relaxed) {
                break;
            }
            if held.len() >= HELD {
                held.pop_front();
                // At this rate the places are always taken and the processors are not.
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
            let Ok(mut one) = knock(self.to, Self::address(n)).await else { continue };
            self.knocks.fetch_add(1, Ordering::Relaxed);
            let _ = one.write_all(first).await;
            held.push_back(one);
            if each_second && spoke.elapsed() >= Duration::from_secs(1) {
                spoke = Instant::now();
                for one in &mut held {
                    let _ = one.write_all(&[0x16]).await;
                }
            }
        }
        while !self.over.load(Ordering::Relaxed) {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    async fn nonsense(self: Arc<Self>, times: usize, mut chance: Chance) {
        for n in 0..times {
            if self.over.load(Ordering::Relaxed) {
                return;
            }
            let Ok(mut one) = knock(self.to, Self::address(n)).await else { continue };
            self.knocks.fetch_add(1, Ordering::Relaxed);
            let mut noise = vec![0_u8; 1 + chance.below(2_000)];
            noise.fill_with(|| chance.bits() as u8);
            if chance.percent(50) {
                // As the beginning of a handshake of 16 KiB that never comes.
                noise.splice(..0, [0x16, 0x03, 0x01, 0x40, 0x00]);
            }
            let _ = one.write_all(&noise).await;
        }
    }

    /// Good handshakes with keys nobody listed.
    async fn strangers(self: Arc<Self>, device: [u8; 32], mut chance: Chance) {
        let mut n = 0;
        while !self.over.load(Ordering::Relaxed) {
            n += 1;
            let mut seed = [0; 32];
            seed.fill_with(|| chance.bits() as u8);
            let who = Identity::of_seed(seed).unwrap();
            let _ = shake(self.to, Self::address(n), &who, device, tls::SYNC).await;
            self.knocks.fetch_add(1, Ordering::Relaxed);
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }
}

async fn shake(
    to: SocketAddr,
    from: Ipv4Addr,
    who: &Identity,
    device: [u8; 32],
    talk: &[u8],
) -> std::io::Result<Vec<u8>> {
    let config = tls::client(who, Expect::OneOf(BTreeSet::from([device])), talk).unwrap();
    let name = ServerName::try_from("huddleboard").unwrap();
    let work = async {
        let mut tls = TlsConnector::from(config).connect(name, knock(to, from).await?).await?;
        let mut back = Vec::new();
        let _ = tls.read_to_end(&mut back).await;
        Ok(back)
    };
    tokio::time::timeout(Duration::from_secs(2), work).await.map_err(std::io::Error::other)?
}

#[test]
fn a_flood_at_the_door_keeps_nobody_of_the_ward_out() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (a, b) = (open(here.path()), open(there.path()));
    let ward = json!({
        "name": "Ward 6A", "area": "", "colour": "blue", "beds": 28,
        "day_start": "07:30", "night_start": "20:00", "huddle_time": "08:15",
    });
    a.execute("ward_start", ward, &Caller::default()).unwrap();
    let house = Runtime::new().unwrap();
    let at = house.block_on(async {
        let listener = listen("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let at = listener.local_addr().unwrap();
        tokio::spawn(Node::new(Arc::clone(&a), NodeOptions::default()).run(Some(listener)));
        at
    });
    let file =
        a.keep("pair_invite", &json!({ "role": "writer" })).unwrap()["file"].as_str().unwrap().to_owned();
    let invite = Invite::read(&file).unwrap();
    let answer = house.block_on(accept(&b.identity(), &invite, &at.to_string(), "Bay PC")).unwrap();
    b.keep("pair_joined", &json!({ "file": file, "answer": answer, "address": at.to_string() })).unwrap();
    let (sender, news) = mpsc::channel();
    b.subscribe(Box::new(move |event| sender.send(event.changes.clone()).is_ok()));
    let begin = || {
        let home = Runtime::new().unwrap();
        home.spawn(Node::new(Arc::clone(&b), NodeOptions::default()).run(None));
        home
    };
    let edit = |n: usize, within: Duration| {
        let began = Instant::now();
        let added =
            a.execute("card_add", json!({ "title": format!("Edit {n}") }), &Caller::default()).unwrap();
        let id = added["id"].as_str().unwrap().to_owned();
        while began.elapsed() < within {
            let left = within.saturating_sub(began.elapsed());
            let Ok(changes) = news.recv_timeout(left) else { break };
            if changes.iter().any(|c| c.id.to_string() == id) {
                return Some(began.elapsed());
            }
        }
        None
    };
    let home = begin();
    edit(0, Duration::from_secs(30)).expect("the two PCs never met");
    let (quiet_memory, quiet_files) = (memory(), open_files());

    let attack = Arc::new(Attack { to: at, over: AtomicBool::new(false), knocks: AtomicUsize::new(0) });
    let silent = usize::try_from(count("FLOOD", 300, 1_000)).unwrap();
    let device = a.identity().device;
    let mut chance = Chance::new(seed(71));
    let attackers = Runtime::new().unwrap();
    attackers.spawn(Arc::clone(&attack).hold(silent, &[], false));
    attackers.spawn(Arc::clone(&attack).hold(silent, &[0x16, 0x03, 0x01], true));
    attackers.spawn(Arc::clone(&attack).nonsense(silent * 10, Chance::new(chance.bits())));
    attackers.spawn(Arc::clone(&attack).strangers(device, Chance::new(chance.bits())));

    let mut most = 0;
    let mut slowest = Duration::ZERO;
    for n in 1..=20 {
        let took = edit(n, EDIT).expect("an edit was kept out by the flood");
        slowest = slowest.max(took);
        most = most.max(memory().saturating_sub(quiet_memory));
        std::thread::sleep(Duration::from_millis(100));
    }
    // The other PC is switched off and on again in the middle of it.
    home.shutdown_background();
    let home = begin();
    let back = edit(100, EDIT).expect("a PC of the ward that came back was kept out by the flood");
    // Control: the places for everybody are really taken. The same PC from an address nobody knows gets through
    // only now and then.
    let shut_out = (0..20)
        .filter(|_| {
            let from = Ipv4Addr::new(127, 0, 9, 9);
            house
                .block_on(shake(at, from, &b.identity(), device, tls::TEST))
                .map_or(true, |told| told.is_empty())
        })
        .count();
    attack.over.store(true, Ordering::Relaxed);
    attackers.shutdown_timeout(Duration::from_secs(5));
    let knocks = attack.knocks.load(Ordering::Relaxed);
    let ended = Instant::now();
    while open_files() > quiet_files + 8 {
        assert!(ended.elapsed() < Duration::from_secs(60), "the callers' places are not given back");
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(edit(101, EDIT).is_some());
    assert!(most < MEMORY_KIB, "the flood cost {most} KiB");
    assert!(shut_out > 0, "the flood was too weak: nobody was shut out");
    drop(home);
    println!(
        "{knocks} knocks; slowest edit {slowest:?}, back after {back:?}, {most} KiB more, {shut_out} of 20 unknown shut out, files back after {:?}",
        ended.elapsed()
    );
}
