//! Forty PCs of one ward in one process, over real TLS on loopback: how fast an edit is everywhere, what silence
//! costs, and that it leaves nothing in a record (CRD-17).
//!
//! All were let in by one PC, and so dial it: what any other types goes through it. `PCS=` and `EDITS=` set the
//! numbers.

use super::lab::{add, dialling, join, listening, middle_and_worst, open, proxy, soon, ward};
use huddle_app::App;
use huddle_testkit::chance::{Chance, count, seed};
use serde_json::json;
use std::collections::HashSet;
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// An edit is everywhere within this, 99 times in a hundred.
const EVERYWHERE: Duration = Duration::from_secs(1);
/// Bytes a minute a silent link may cost, both ways, with all heads.
const SILENCE: u64 = 2_048;
/// How long the silence is measured: three questions of `pulse.rs`, and a little.
const MEASURED: Duration = Duration::from_secs(21);

/// Far more than any honest case needs.
const A_WHILE: Duration = Duration::from_secs(60);

fn heads(app: &App) -> serde_json::Value {
    app.keep("state", &json!({ "heads": true })).unwrap()
}

fn changes(app: &App) -> i64 {
    app.with_store(|store| store.info()).unwrap().changes
}

#[test]
fn an_edit_is_on_forty_pcs_within_a_second_and_silence_costs_next_to_nothing() {
    let pcs = usize::try_from(count("PCS", 10, 40)).unwrap();
    let folders: Vec<tempfile::TempDir> = (0..pcs).map(|_| tempfile::tempdir().unwrap()).collect();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut apps = vec![ward(folders[0].path())];
    let at = listening(&runtime, &apps[0]);
    let (through, passed) = proxy(&runtime, at);
    for folder in &folders[1..] {
        let app = open(folder.path());
        join(&runtime, &apps[0], at, &app, through);
        apps.push(app);
    }
    let (sender, news) = mpsc::channel::<(usize, String)>();
    for (n, app) in apps.iter().enumerate() {
        let sender = sender.clone();
        app.subscribe(Box::new(move |event| {
            event.changes.iter().all(|change| sender.send((n, change.id.to_string())).is_ok())
        }));
        if n > 0 {
            dialling(&runtime, app);
        }
    }
    soon("all hold the ward", A_WHILE, || apps[1..].iter().all(|app| heads(app) == heads(&apps[0])));

    let mut chance = Chance::new(seed(61));
    let mut times = Vec::new();
    for n in 0..count("EDITS", 100, 300) {
        let began = Instant::now();
        let id = add(&apps[chance.below(pcs)], &format!("Card {n}"));
        let mut here = HashSet::new();
        while here.len() < pcs {
            let left = Duration::from_secs(30).saturating_sub(began.elapsed());
            let (pc, what) = news.recv_timeout(left).expect("an edit is not everywhere within 30 s");
            if what == id {
                here.insert(pc);
            }
        }
        times.push(began.elapsed());
    }
    let (middle, worst) = middle_and_worst(&mut times);
    println!("{pcs} PCs: an edit is everywhere after p50 {middle:?}, p99 {worst:?}");

    // Silence. What is still on its way comes first, then nothing but questions.
    soon("all are equal", A_WHILE, || apps[1..].iter().all(|app| heads(app) == heads(&apps[0])));
    let numbers: Vec<i64> = apps.iter().map(|app| changes(app)).collect();
    let before = (passed.on_the_wire(), passed.get(&passed.connections));
    std::thread::sleep(MEASURED);
    let links = u64::try_from(pcs).unwrap() - 1;
    let cost =
        (passed.on_the_wire() - before.0) * 60_000 / u64::try_from(MEASURED.as_millis()).unwrap() / links;
    println!("silence: {cost} bytes a minute and link");
    assert_eq!(passed.get(&passed.connections), before.1, "a link was made anew");
    assert!(cost > 0, "the proxy counts nothing");
    let after: Vec<i64> = apps.iter().map(|app| changes(app)).collect();
    assert_eq!(numbers, after, "silence wrote a change");
    assert!(cost < SILENCE, "{cost} bytes a minute");
    assert!(worst < EVERYWHERE, "p99 {worst:?}");
}

/// A PC that was away and comes back with nothing new on either side: one connection, one handshake.
#[test]
fn a_reconnect_costs_one_handshake() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (admin, other) = (ward(here.path()), open(there.path()));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let at = listening(&runtime, &admin);
    let (through, passed) = proxy(&runtime, at);
    join(&runtime, &admin, at, &other, through);
    (0..20).for_each(|n| drop(add(&admin, &format!("Card {n}"))));
    let first = tokio::runtime::Runtime::new().unwrap();
    dialling(&first, &other);
    soon("all is there", A_WHILE, || heads(&admin) == heads(&other));
    first.shutdown_timeout(Duration::from_secs(5));
    let (connections, hellos) = (passed.get(&passed.connections), passed.get(&passed.hellos));
    assert_eq!((connections, hellos), (1, 1));
    let before = passed.get(&passed.bytes);
    let linked = || {
        let list = other.keep("pair_list", &json!({})).unwrap();
        list["addresses"].to_string().contains("Linked.")
    };
    other.note_peer(&through.to_string(), "Not yet.");
    dialling(&runtime, &other);
    soon("it is linked again", A_WHILE, linked);
    // The link goes on to compare sums; an edit that came through shows that it has.
    let id = add(&admin, "New");
    soon("an edit came", A_WHILE, || {
        other.query("card_get", json!({ "id": id }), &huddle_app::Caller::default()).is_ok()
    });
    let again = (passed.get(&passed.connections) - connections, passed.get(&passed.hellos) - hellos);
    println!("a reconnect and one edit: {} bytes with the handshake", passed.get(&passed.bytes) - before);
    assert_eq!(again, (1, 1), "connections and handshakes");
}
