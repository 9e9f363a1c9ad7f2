//! NET-04: 100,000 announcements that lie, from five addresses, while a PC looks for the one that made its invite.
//! The table stays small, one PC a second is called, and the honest one is reached within ten seconds.
//! `FAKES=` sets the number. On the loopback network, with a group and ports of its own.

use super::packet::{self, LIFE};
use super::{Lane, begin, table};
use crate::net::{Node, NodeOptions, listen};
use huddle_app::{App, Caller, Env, Opening};
use huddle_testkit::chance::{Chance, count, seed};
use serde_json::json;
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4, UdpSocket};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

fn open(folder: &Path) -> Arc<App> {
    let opening = Opening { skip_path_policy: true, no_reserve: true, ..Opening::default() };
    App::open(folder, Env::system("0.1.0"), &opening).unwrap()
}

fn ask(app: &App, name: &str, body: serde_json::Value) -> serde_json::Value {
    app.query(name, body, &Caller::default()).unwrap()
}

/// A network of its own, so that tests side by side do not hear each other.
fn lane() -> Lane {
    let port = UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    Lane { group: Ipv4Addr::new(239, 255, 71, 4), port, on: Some(Ipv4Addr::LOCALHOST) }
}

/// An admin's PC that listens, and the invite it made.
fn admin(folder: &Path, runtime: &tokio::runtime::Runtime) -> (Arc<App>, String) {
    let app = open(folder);
    let ward = json!({
        "name": "Ward 6A", "area": "", "colour": "blue", "beds": 28,
        "day_start": "07:30", "night_start": "20:00", "huddle_time": "08:15",
    });
    app.execute("ward_start", ward, &Caller::default()).unwrap();
    let file =
        app.keep("pair_invite", &json!({ "role": "writer" })).unwrap()["file"].as_str().unwrap().to_owned();
    let listener = runtime.block_on(listen("127.0.0.1:0".parse().unwrap())).unwrap();
    app.note_here(Some(Ok(listener.local_addr().unwrap().to_string())));
    runtime.spawn(Node::new(Arc::clone(&app), NodeOptions::default()).run(Some(listener)));
    (app, file)
}

/// Five PCs that lie: they show themselves under many ports, as others, as this PC, too long and with odd names. What
/// they open counts who comes.
fn liars(lane: Lane, own: &str, fakes: usize, calls: &Arc<AtomicUsize>) {
    let mut chance = Chance::new(seed(62));
    let sockets: Vec<(UdpSocket, Ipv4Addr, u16)> = (2..=6)
        .map(|n| {
            let ip = Ipv4Addr::new(127, 0, 0, n);
            let door = std::net::TcpListener::bind((ip, 0)).unwrap();
            let port = door.local_addr().unwrap().port();
            let calls = Arc::clone(calls);
            std::thread::spawn(move || {
                // Held open, so that who comes waits as long as it will.
                let mut held = Vec::new();
                for one in door.incoming().flatten() {
                    calls.fetch_add(1, Ordering::Relaxed);
                    held.push(one);
                }
            });
            (UdpSocket::bind((ip, 0)).unwrap(), ip, port)
        })
        .collect();
    let to = SocketAddr::from((Ipv4Addr::LOCALHOST, lane.port));
    for n in 0..fakes {
        let Some((socket, ip, port)) = chance.pick(&sockets) else { continue };
        let tag: String =
            (0..packet::TAG).map(|_| char::from(*chance.pick(packet::SIGNS).unwrap())).collect();
        let ports = if chance.percent(50) { *port } else { 1 + chance.below(60_000) as u16 };
        let packet = match n % 5 {
            0 => packet::answer(own, SocketAddrV4::new(*ip, ports), LIFE),
            1 => packet::answer("Wa\u{7}\r\n", SocketAddrV4::new(*ip, ports), LIFE),
            2 => packet::answer(&tag, SocketAddrV4::new(Ipv4Addr::LOCALHOST, ports), LIFE),
            3 => [packet::answer(&tag, SocketAddrV4::new(*ip, ports), LIFE), vec![0; 9_000]].concat(),
            _ => packet::answer(&tag, SocketAddrV4::new(*ip, ports), LIFE),
        };
        let _ = socket.send_to(&packet, to);
    }
}

#[test]
fn the_honest_pc_is_found_among_a_hundred_thousand_lies() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (admin, file) = admin(here.path(), &runtime);
    let joining = open(there.path());
    let lane = lane();
    let calls = Arc::new(AtomicUsize::new(0));

    // Somebody opens "Join a ward"; the lies begin before the honest PC shows itself.
    ask(&joining, "sharing_around_get", json!({ "show": false }));
    let looking = begin(&joining, lane).unwrap();
    let shows = wait_for(&joining, |v| v["looking"] == true, Duration::from_secs(5));
    assert!(shows.is_some(), "it is not being looked");
    let fakes = usize::try_from(count("FAKES", 100_000, 1_000_000)).unwrap();
    let lying = {
        let calls = Arc::clone(&calls);
        std::thread::spawn(move || liars(lane, "K7QFB", fakes, &calls))
    };
    let began = Instant::now();
    let wish = json!({ "file": file, "address": "", "name": "Station 2" });
    joining.execute("sharing_join", wish, &Caller::default()).unwrap();
    ask(&admin, "sharing_around_get", json!({ "show": true }));
    let showing = begin(&admin, lane).unwrap();
    let mut most = 0;
    loop {
        let seen = ask(&joining, "sharing_around_get", json!({ "show": false }));
        ask(&admin, "sharing_around_get", json!({ "show": true }));
        most = most.max(seen["found"].as_array().unwrap().len());
        if !ask(&joining, "sharing_get", json!({}))["pcs"].as_array().unwrap().is_empty() {
            break;
        }
        assert!(began.elapsed() < Duration::from_secs(10), "the honest PC was not reached in ten seconds");
        std::thread::sleep(Duration::from_millis(50));
    }
    let took = began.elapsed();
    let called = calls.load(Ordering::Relaxed);
    assert!(most <= table::ROWS && most > 1, "{most} rows");
    assert!(called as u64 <= took.as_secs() + 1, "{called} calls in {took:?}");
    lying.join().unwrap();
    // A typed address works as ever, and the letters are not the ward's name.
    let tag = ask(&admin, "sharing_around_get", json!({ "show": true }))["tag"].clone();
    assert!(tag.as_str().is_some_and(packet::is_tag), "{tag}");
    // Nobody has the screens open any more: both threads end by themselves.
    until_ended(looking);
    until_ended(showing);
    println!("{fakes} lies, {most} rows at most, {called} calls, reached in {took:?}");
}

/// Control: a table without its rules holds every lie, and the honest PC stands behind all of them.
#[test]
fn control_a_table_that_believes_everybody_is_flooded() {
    let mut chance = Chance::new(seed(63));
    let mut trusting: Vec<(u32, u16)> = Vec::new();
    for _ in 0..100_000 {
        trusting.push((chance.below(5) as u32, chance.below(60_000) as u16));
    }
    trusting.sort_unstable();
    trusting.dedup();
    assert!(trusting.len() > 1_000 && trusting.len() > table::ROWS, "the lies were too few to matter");
}

fn wait_for(
    app: &App,
    holds: impl Fn(&serde_json::Value) -> bool,
    within: Duration,
) -> Option<serde_json::Value> {
    let began = Instant::now();
    while began.elapsed() < within {
        let seen = ask(app, "sharing_around_get", json!({ "show": false }));
        if holds(&seen) {
            return Some(seen);
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    None
}

fn until_ended(thread: std::thread::JoinHandle<()>) {
    let began = Instant::now();
    while !thread.is_finished() {
        assert!(
            began.elapsed() < Duration::from_secs(30),
            "it goes on looking after the screens were closed"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_network_that_lets_nothing_through_is_a_quiet_sentence_and_a_typed_address_works() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (admin, file) = admin(here.path(), &runtime);
    let joining = open(there.path());
    ask(&joining, "sharing_around_get", json!({ "show": false }));
    // An address this PC does not have: no group can be joined there.
    let nowhere = Lane { on: Some(Ipv4Addr::new(203, 0, 113, 7)), ..lane() };
    let looking = begin(&joining, nowhere).unwrap();
    let said = wait_for(&joining, |v| v["said"] != "", Duration::from_secs(5)).unwrap();
    assert!(said["said"].as_str().unwrap().contains("Type the address instead."), "{said}");
    let address = admin.listens_at().unwrap();
    let wish = json!({ "file": file, "address": address, "name": "Station 2" });
    joining.execute("sharing_join", wish, &Caller::default()).unwrap();
    runtime.spawn(Node::new(Arc::clone(&joining), NodeOptions::default()).run(None));
    let began = Instant::now();
    while ask(&joining, "sharing_get", json!({}))["pcs"].as_array().unwrap().is_empty() {
        assert!(began.elapsed() < Duration::from_secs(20), "the typed address did not work");
        std::thread::sleep(Duration::from_millis(50));
    }
    until_ended(looking);
}
