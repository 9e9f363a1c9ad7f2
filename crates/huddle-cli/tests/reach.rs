//! Where a PC is reached and whom it calls, with real processes: a chosen port, the trust's policy file, the file of
//! addresses, and what `huddlectl doctor` says. Bad input is refused in a sentence and loses nothing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// A PC: its data folder and where its trust's settings would lie.
struct Pc {
    folder: PathBuf,
    policy: PathBuf,
}

/// A running node; killed when dropped.
struct Node {
    child: Child,
    address: String,
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Pc {
    fn new(root: &Path, name: &str) -> Self {
        Self { folder: root.join(name), policy: root.join(format!("{name}-policy.txt")) }
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_huddlectl"));
        command.arg("--data").arg(&self.folder).args(words).env("HUDDLEBOARD_POLICY", &self.policy);
        command
    }

    fn ctl(&self, words: &[&str]) -> Output {
        self.command(words).output().unwrap()
    }

    #[track_caller]
    fn run(&self, words: &[&str]) -> String {
        let output = self.ctl(words);
        assert!(output.status.success(), "{words:?}: {}", said(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    #[track_caller]
    fn refused(&self, words: &[&str], sentence: &str) {
        let output = self.ctl(words);
        assert!(!output.status.success() && said(&output).contains(sentence), "{words:?}: {}", said(&output));
    }

    fn node(&self, words: &[&str]) -> Node {
        let mut child = self
            .command(&[&["node", "--no-discovery"], words].concat())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let told: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("the node said {line:?}"));
        Node { child, address: told["listening"].as_str().unwrap_or_default().to_owned() }
    }

    fn start_ward(&self) {
        let body = json!({
            "name": "Ward 6A", "area": "Elderly care", "colour": "blue", "beds": 28,
            "day_start": "07:30", "night_start": "20:00", "huddle_time": "08:15",
        });
        self.run(&["call", "ward_start", &body.to_string()]);
    }
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < Duration::from_secs(60), "waited a minute: {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// A port nobody uses just now.
fn free_port() -> String {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    port.to_string()
}

#[test]
fn the_port_and_the_addresses_are_changed_and_bad_ones_refused() {
    let root = tempfile::tempdir().unwrap();
    let pc = Pc::new(root.path(), "a");
    pc.start_ward();
    assert!(pc.run(&["sharing", "list"]).contains("port 47810 (usual)"));
    for wrong in ["80", "65536", "-1", "door", "47820x"] {
        let output = pc.ctl(&["sharing", "port", "--", wrong]);
        assert!(
            said(&output).contains("A port is a number from 1024 to 65535. Nothing was changed."),
            "{wrong}"
        );
    }
    assert!(pc.run(&["sharing", "list"]).contains("port 47810 (usual)"));
    let port = free_port();
    assert!(pc.run(&["sharing", "port", &port]).contains(&format!("port {port} (here)")));
    assert_eq!(pc.node(&["--listen", "127.0.0.1"]).address, format!("127.0.0.1:{port}"));
    for wrong in ["http://10.1.2.3", "10.1.2.3:99999", "a b", ""] {
        pc.refused(&["sharing", "call", wrong], "This is no address of a PC. Nothing was changed.");
    }
    let listed = pc.run(&["sharing", "call", "10.1.2.3"]);
    assert!(listed.contains("calls 10.1.2.3:47810 (typed)"), "{listed}");
    pc.refused(&["sharing", "dont-call", "10.9.9.9:1"], "This address was not typed on this PC.");
    assert!(!pc.run(&["sharing", "dont-call", "10.1.2.3:47810"]).contains("calls"));
    assert!(pc.run(&["sharing", "port", "usual"]).contains("port 47810 (usual)"));
    pc.refused(&["node", "--listen", "nonsense"], "--listen needs an address of this PC");
    pc.refused(&["node", "--peer", "http://x"], "--peer needs the address of another PC");
}

#[test]
fn the_trusts_policy_beats_the_pc_and_a_broken_one_stops_nothing() {
    let root = tempfile::tempdir().unwrap();
    let pc = Pc::new(root.path(), "a");
    pc.start_ward();
    pc.run(&["sharing", "port", &free_port()]);
    let port = free_port();
    std::fs::write(&pc.policy, format!("# Trust IT\r\nport = {port}\r\npeer = 10.4.4.4\r\n")).unwrap();
    let listed = pc.run(&["sharing", "list"]);
    assert!(listed.contains(&format!("port {port} (policy)")), "{listed}");
    assert!(listed.contains(&format!("calls 10.4.4.4:{port} (policy)")), "{listed}");
    pc.refused(&["sharing", "port", "47999"], "Your trust chose the port of this PC.");
    pc.refused(&["sharing", "dont-call", &format!("10.4.4.4:{port}")], "One that IT set is changed by IT.");
    pc.refused(&["node", "--listen", "127.0.0.1:47999"], &format!("Your trust chose port {port}"));
    let node = pc.node(&["--listen", "127.0.0.1"]);
    assert_eq!(node.address, format!("127.0.0.1:{port}"));
    drop(node);

    // A slip in one line, then a file nobody can read: what is good of it counts, and the board works on.
    std::fs::write(&pc.policy, format!("port = {port}\nprot = 1\n")).unwrap();
    let listed = pc.run(&["sharing", "list"]);
    assert!(listed.contains("Line 2 of your trust's settings file is not understood"), "{listed}");
    assert!(listed.contains(&format!("port {port} (policy)")));
    std::fs::write(&pc.policy, [0xff, 0xfe, 0x00]).unwrap();
    let listed = pc.run(&["sharing", "list"]);
    assert!(listed.contains("The file of your trust's settings cannot be read."), "{listed}");
    assert!(listed.contains("(here)"), "{listed}");
    pc.run(&["call", "card_add", r#"{"title":"Works on"}"#]);
}

#[test]
fn a_file_of_addresses_is_enough_and_may_change_while_the_node_runs() {
    let root = tempfile::tempdir().unwrap();
    let (a, b) = (Pc::new(root.path(), "a"), Pc::new(root.path(), "b"));
    a.start_ward();
    let first = a.node(&["--listen", "127.0.0.1:0"]);
    let invite = root.path().join("invite.json");
    let invite = invite.to_str().unwrap();
    a.run(&["pair", "invite", "--out", invite]);
    b.run(&["pair", "accept", invite, "--peer", &first.address, "--name", "Bay PC"]);
    // What the invite brought is taken away, so that only the file says where the other PC is.
    b.run(&["sharing", "dont-call", &first.address]);
    let second = b.node(&[]);
    a.run(&["call", "card_add", r#"{"title":"Found by the file"}"#]);
    std::fs::write(
        b.folder.join("peers.txt"),
        format!("# the ward's PCs\nhttp://no\n{} # office\n", first.address),
    )
    .unwrap();
    until("the card", || said(&b.ctl(&["call", "cards_get"])).contains("Found by the file"));
    let listed = b.run(&["sharing", "list"]);
    assert!(listed.contains(&format!("calls {} (file) Linked.", first.address)), "{listed}");
    assert!(listed.contains("Line 2 of the file peers.txt is not understood"), "{listed}");

    // The doctor looks through the running node; what is wrong makes exit code 1, what is good 0.
    let found = b.ctl(&["doctor"]);
    assert_eq!(found.status.code(), Some(1), "{}", said(&found));
    assert!(
        said(&found).contains(&format!("good  address   {}: The PC there answers", first.address)),
        "{}",
        said(&found)
    );
    assert!(said(&found).contains("LOOK  files"), "{}", said(&found));
    std::fs::write(b.folder.join("peers.txt"), &first.address).unwrap();
    let found = b.ctl(&["doctor"]);
    assert!(found.status.success() && said(&found).contains("good  clock"), "{}", said(&found));
    let json: Value = serde_json::from_str(&b.run(&["doctor", "--json"])).unwrap();
    assert!(json["checks"].as_array().unwrap().len() >= 4);

    // An address taken out of the file is no longer called, once its link has ended.
    std::fs::write(b.folder.join("peers.txt"), "127.0.0.1:1\n").unwrap();
    drop(first);
    until("the old address is forgotten", || !b.run(&["pair", "list"]).contains("Linked."));
    drop(second);
    let found = b.ctl(&["doctor"]);
    assert_eq!(found.status.code(), Some(1), "the doctor works without a node too: {}", said(&found));
    assert!(said(&found).contains("does not listen at its port 1"), "{}", said(&found));
}
