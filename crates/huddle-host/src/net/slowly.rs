//! More than one PC may send in a minute: a joining PC gets all of it, more slowly, over one link that is never cut.
//! The control, without the limit, has the same records at once.

use super::allowance::ASKED_FOR;
use super::{Node, NodeOptions, accept, listen};
use huddle_app::sync::Invite;
use huddle_app::{App, Caller, Env, Opening};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

/// What one PC may send in this test, less than the first frame of the ward below (its board and some more); and a PC
/// that joins asked for it.
const A_MINUTE: u64 = 240 * 1024 / ASKED_FOR as u64;
const CARDS: usize = 250;
/// Of these so many are on the board, which goes first; the others make a second frame, which has to wait.
const ON_THE_BOARD: usize = 50;

/// Words nobody typed, which no compression makes small.
fn words(seed: usize) -> String {
    let mut state = seed as u64 + 1;
    let letter = |_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(b'a' + u8::try_from((state >> 33) % 26).unwrap())
    };
    let letters: Vec<char> = (0..240).map(letter).collect();
    letters.chunks(8).map(|word| word.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

fn open(folder: &Path) -> Arc<App> {
    let opening = Opening { skip_path_policy: true, no_reserve: true, ..Opening::default() };
    App::open(folder, Env::system("0.1.0"), &opening).unwrap()
}

fn ask(app: &App, name: &str) -> Value {
    app.query(name, json!({}), &Caller::default()).unwrap()
}

/// Joins, waits for every record, and says how long it took and what the address said at any time.
fn join(a: &Arc<App>, at: &str, runtime: &Runtime, a_minute: Option<u64>) -> (Duration, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let b = open(folder.path());
    let file =
        a.keep("pair_invite", &json!({ "role": "writer" })).unwrap()["file"].as_str().unwrap().to_owned();
    let answer =
        runtime.block_on(accept(&b.identity(), &Invite::read(&file).unwrap(), at, "Bay PC")).unwrap();
    b.keep("pair_joined", &json!({ "file": file, "answer": answer, "address": at })).unwrap();
    let own = Runtime::new().unwrap();
    let began = Instant::now();
    own.spawn(Node::new(Arc::clone(&b), NodeOptions { a_minute, ..NodeOptions::default() }).run(None));
    let state = |app: &App| app.keep("state", &json!({})).unwrap()["heads_digest"].clone();
    let mut said = Vec::new();
    while state(&b) != state(a) {
        assert!(began.elapsed() < Duration::from_secs(120), "the join never ended: {said:?}");
        let now = ask(&b, "sharing_get")["dialled"][0]["said"].as_str().unwrap().to_owned();
        if !now.is_empty() && said.last() != Some(&now) {
            said.push(now);
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    own.shutdown_background();
    (began.elapsed(), said)
}

#[test]
fn a_big_join_takes_longer_and_is_never_hung_up_on() {
    let here = tempfile::tempdir().unwrap();
    let a = open(here.path());
    let ward = json!({
        "name": "Ward 6A", "area": "", "colour": "blue", "beds": 28,
        "day_start": "07:30", "night_start": "20:00", "huddle_time": "08:15",
    });
    a.execute("ward_start", ward, &Caller::default()).unwrap();
    for n in 0..CARDS {
        let card =
            a.execute("card_add", json!({ "title": format!("Card {n}") }), &Caller::default()).unwrap();
        let why = (0..14).map(|w| format!("word{:04} ", (w * 37 + n * 101) % 9_973)).collect::<String>();
        a.execute("card_set", json!({ "id": card["id"], "field": "why", "value": why }), &Caller::default())
            .unwrap();
        for part in 0..2 {
            let said = json!({ "id": card["id"], "text": words(n * 2 + part) });
            a.execute("card_comment", said, &Caller::default()).unwrap();
        }
        if n >= ON_THE_BOARD {
            let away = json!({ "id": card["id"], "away": true });
            a.execute("card_put_away", away, &Caller::default()).unwrap();
        }
    }
    let runtime = Runtime::new().unwrap();
    let at = runtime.block_on(async {
        let listener = listen("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let at = listener.local_addr().unwrap().to_string();
        tokio::spawn(Node::new(Arc::clone(&a), NodeOptions::default()).run(Some(listener)));
        at
    });
    let (free, _) = join(&a, &at, &runtime, None);
    let (held, said) = join(&a, &at, &runtime, Some(A_MINUTE));
    println!("without a limit {free:?}, with one {held:?}");
    assert_eq!(said, ["Linked."], "the link was cut");
    assert!(held > free + Duration::from_secs(4), "the limit held nobody back: {free:?} and {held:?}");
}
