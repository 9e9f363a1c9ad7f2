//! What the doctor finds between real nodes on loopback: a good address, one where nobody answers, a stranger's, one
//! that does not know this PC, this PC's own, a clock that is off, a port that is taken.

use super::{Doctor, Node, NodeOptions, accept, listen};
use huddle_app::sync::Invite;
use huddle_app::{App, Caller, Clock, Env, Opening, SystemClock};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use tokio::runtime::Runtime;

struct Ahead(i64);

impl Clock for Ahead {
    fn now(&self) -> i64 {
        SystemClock.now() + self.0
    }
}

fn open(folder: &Path, ahead_ms: i64) -> Arc<App> {
    let opening = Opening { skip_path_policy: true, no_reserve: true, ..Opening::default() };
    let env = Env { clock: Arc::new(Ahead(ahead_ms)), ..Env::system("0.1.0") };
    App::open(folder, env.with_network(Arc::new(Doctor)), &opening).unwrap()
}

fn start_ward(app: &App) {
    let ward = json!({
        "name": "Ward 6A", "area": "", "colour": "blue", "beds": 28,
        "day_start": "07:30", "night_start": "20:00", "huddle_time": "08:15",
    });
    app.execute("ward_start", ward, &Caller::default()).unwrap();
}

fn serve(app: &Arc<App>, runtime: &Runtime) -> String {
    let listener = runtime.block_on(listen("127.0.0.1:0".parse().unwrap())).unwrap();
    let at = listener.local_addr().unwrap().to_string();
    app.note_here(Some(Ok(at.clone())));
    runtime.spawn(Node::new(Arc::clone(app), NodeOptions::default()).run(Some(listener)));
    at
}

fn let_in(admin: &App, new: &App, at: &str, runtime: &Runtime) {
    let file =
        admin.keep("pair_invite", &json!({ "role": "writer" })).unwrap()["file"].as_str().unwrap().to_owned();
    let invite = Invite::read(&file).unwrap();
    let answer = runtime.block_on(accept(&new.identity(), &invite, at, "Bay PC")).unwrap();
    new.keep("pair_joined", &json!({ "file": file, "answer": answer, "address": at })).unwrap();
}

fn call(app: &App, address: &str) {
    app.execute("sharing_peer_add", json!({ "address": address }), &Caller::default()).unwrap();
}

/// What the doctor says of one thing, as state and sentence.
fn finds(app: &App, what: &str, about: &str) -> (String, String) {
    let said = app.query("sharing_test_get", json!({}), &Caller::default()).unwrap();
    let is = |one: &&Value| one["what"] == what && (about.is_empty() || one["about"] == about);
    let one = said["checks"]
        .as_array()
        .unwrap()
        .iter()
        .find(is)
        .unwrap_or_else(|| panic!("{what} {about}: {said}"));
    (one["state"].as_str().unwrap().to_owned(), one["text"].as_str().unwrap().to_owned())
}

#[track_caller]
fn expect(app: &App, what: &str, about: &str, state: &str, words: &str) {
    let found = finds(app, what, about);
    assert!(found.0 == state && found.1.contains(words), "{what} {about}: {found:?}");
}

#[test]
fn every_bad_address_has_its_own_sentence() {
    let runtime = Runtime::new().unwrap();
    let folders: Vec<_> = (0..3).map(|_| tempfile::tempdir().unwrap()).collect();
    let (admin, new, stranger) =
        (open(folders[0].path(), 0), open(folders[1].path(), 420_000), open(folders[2].path(), 0));
    expect(&new, "key", "", "unknown", "no ward on this PC yet");
    for app in [&admin, &stranger] {
        start_ward(app);
    }
    let at = serve(&admin, &runtime);
    let_in(&admin, &new, &at, &runtime);

    // The good case, and a clock that is seven minutes ahead.
    expect(&new, "address", &at, "good", "has this PC on its list");
    expect(&new, "key", "", "good", "on the ward's list");
    expect(&new, "clock", "", "look", "7 minutes apart");
    expect(&admin, "clock", "", "unknown", "compared with nobody's");

    // Nothing listens there; a stranger does; somebody who speaks otherwise; a name nobody knows; this PC itself.
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let strange = serve(&stranger, &runtime);
    let other = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let odd = other.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        use std::io::Write;
        for mut one in other.incoming().flatten() {
            let _ = one.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        }
    });
    let own = serve(&new, &runtime);
    for address in [&closed, &strange, &odd, &own] {
        call(&new, address);
    }
    expect(&new, "address", &closed, "look", "does not listen at its port");
    expect(&new, "address", &strange, "look", "Another PC answers there");
    expect(&new, "address", &odd, "look", "not this version of Huddleboard");
    expect(&new, "address", &own, "look", "this PC itself");
    expect(&new, "address", &at, "good", "answers");
    expect(&new, "port", "", "good", "is open");

    // Put out: it is told so by its own list or by the other PC's silence, and never a byte.
    let id = hex::encode(new.identity().device);
    admin.execute("sharing_out", json!({ "id": id, "why": "Stolen" }), &Caller::default()).unwrap();
    expect(&new, "address", &at, "look", "does not have this PC on its list");
}

#[test]
fn a_port_that_is_taken_and_a_key_that_was_changed_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path(), 0);
    start_ward(&app);
    let taken = std::net::TcpListener::bind("0.0.0.0:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    app.execute("sharing_port_set", json!({ "port": port }), &Caller::default()).unwrap();
    expect(&app, "port", "", "look", "used by another program");
    drop(taken);
    expect(&app, "port", "", "unknown", "is free");
    std::fs::write(folder.path().join("device.key"), [7; 32]).unwrap();
    expect(&app, "key", "", "look", "was changed while");
    std::fs::remove_file(folder.path().join("device.key")).unwrap();
    expect(&app, "key", "", "look", "cannot be read");
    std::fs::write(folder.path().join("peers.txt"), "10.1.2.3\nhttp://no\n").unwrap();
    expect(&app, "files", "", "look", "Line 2 of the file peers.txt");
}
