//! Real processes on loopback: two `huddlectl node` pair by an invite file, are edited apart, agree, survive
//! kill -9, and refuse whoever is not on the list.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

fn ctl(folder: &Path, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_huddlectl")).arg("--data").arg(folder).args(words).output().unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Runs a command that must succeed and returns what it printed.
fn run(folder: &Path, words: &[&str]) -> String {
    let output = ctl(folder, words);
    assert!(output.status.success(), "{words:?}: {}", said(&output));
    String::from_utf8(output.stdout).unwrap()
}

/// Runs a command that must be refused with a sentence.
fn refused(folder: &Path, words: &[&str], sentence: &str) {
    let output = ctl(folder, words);
    assert_eq!(output.status.code(), Some(1), "{words:?}: {}", said(&output));
    assert!(said(&output).contains(sentence), "{words:?}: {}", said(&output));
}

/// A running node; killed when dropped.
struct Node {
    child: Child,
    address: String,
}

impl Node {
    fn start(folder: &Path, words: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_huddlectl"))
            .arg("--data")
            .arg(folder)
            .args(["node", "--no-discovery"])
            .args(words)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let told: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("the node said {line:?}"));
        let address = told["listening"].as_str().unwrap_or_default().to_owned();
        Self { child, address }
    }

    /// kill -9
    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Asks again until it holds; a minute is far more than any honest case needs.
fn until(what: &str, mut holds: impl FnMut() -> bool) -> Duration {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < Duration::from_secs(60), "waited a minute: {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
    began.elapsed()
}

fn start_ward(folder: &Path) {
    let body = json!({
        "name": "Ward 6A", "area": "Elderly care", "colour": "blue", "beds": 28,
        "day_start": "07:30", "night_start": "20:00", "huddle_time": "08:15",
    });
    run(folder, &["call", "ward_start", &body.to_string()]);
}

fn add(folder: &Path, title: &str) {
    run(folder, &["call", "card_add", &json!({ "title": title }).to_string()]);
}

fn state(folder: &Path) -> String {
    run(folder, &["state", "--json"])
}

fn cards(folder: &Path) -> String {
    run(folder, &["call", "cards_get"])
}

fn addresses(folder: &Path) -> String {
    let list: Value = serde_json::from_str(&run(folder, &["pair", "list"])).unwrap();
    list["addresses"].to_string()
}

#[test]
fn two_nodes_pair_agree_survive_a_kill_and_refuse_strangers() {
    let root = tempfile::tempdir().unwrap();
    let at = |name: &str| root.path().join(name);
    let (a, b, c) = (at("a"), at("b"), at("c"));
    let invite = at("invite.json");
    let invite_text = invite.to_str().unwrap();
    start_ward(&a);
    add(&a, "From before");

    // Pair by the invite file, against the running node; the second user of the same file is turned away.
    let first = Node::start(&a, &["--listen", "127.0.0.1:0"]);
    let door = first.address.clone();
    refused(&a, &["pair", "invite", "--role", "captain", "--out", invite_text], "can be admin, writer");
    run(&a, &["pair", "invite", "--role", "writer", "--out", invite_text]);
    refused(&b, &["pair", "accept", invite_text, "--peer", "127.0.0.1:1"], "Nobody answers at this address");
    run(&b, &["pair", "accept", invite_text, "--peer", &door, "--name", "Bay PC"]);
    refused(&c, &["pair", "accept", invite_text, "--peer", &door], "This invite was used already");
    let damaged = at("damaged.json");
    std::fs::write(&damaged, std::fs::read_to_string(&invite).unwrap().replace("ward", "wart")).unwrap();
    refused(&c, &["pair", "accept", damaged.to_str().unwrap(), "--peer", &door], "not a whole invite");

    // The records follow.
    let second = Node::start(&b, &["--listen", "127.0.0.1:0"]);
    until("the first catch-up", || state(&a) == state(&b));
    assert!(cards(&b).contains("From before"));
    add(&b, "Typed on the second");
    until("a card from the second", || cards(&a).contains("Typed on the second"));

    // The port is taken.
    start_ward(&c);
    refused(&c, &["node", "--listen", &door], "is used by another program");

    // Edited apart while one of them is dead, then the other.
    second.kill();
    add(&a, "While the second was dead");
    add(&b, "On the second, alone");
    let second = Node::start(&b, &["--listen", "127.0.0.1:0"]);
    until("after the second came back", || state(&a) == state(&b));
    first.kill();
    add(&b, "While the first was dead");
    let first = Node::start(&a, &["--listen", &door]);
    until("after the first came back", || state(&a) == state(&b));
    let all = cards(&a);
    for title in [
        "From before",
        "Typed on the second",
        "While the second was dead",
        "On the second, alone",
        "While the first was dead",
    ] {
        assert!(all.contains(title), "{title} is gone");
    }

    // A stranger with a ward of its own, and one who only makes noise.
    let before = state(&a);
    let stranger = Node::start(&c, &["--peer", &door]);
    until("the stranger is told", || addresses(&c).contains("is not one of this ward's PCs"));
    stranger.kill();
    let mut noise = std::net::TcpStream::connect(&door).unwrap();
    let _ = noise.write_all(&[0x55; 4_000]);
    noise.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let mut back = Vec::new();
    let _ = noise.read_to_end(&mut back);
    assert!(back.len() < 64, "noise was answered with {} bytes", back.len());
    refused(&c, &["pair", "accept", invite_text, "--peer", &door], "has a ward of its own already");
    assert_eq!(state(&a), before);

    // Put out: it is told nothing more, and what it writes does not come in.
    let list: Value = serde_json::from_str(&run(&a, &["pair", "list"])).unwrap();
    let pc = list["pcs"].as_array().unwrap().iter().find(|pc| pc["name"] == "Bay PC").unwrap();
    let id = pc["id"].as_str().unwrap().get(..12).unwrap();
    run(&a, &["pair", "revoke", id, "--why", "It was stolen"]);
    until("it is told", || run(&b, &["call", "sharing_get"]).contains("\"put_out\":true"));
    until("the link is cut", || addresses(&b).contains("hung up without a word"));
    add(&b, "Typed after it was put out");
    add(&a, "Not for the one put out");
    until("it tried once more", || addresses(&b).contains("hung up without a word"));
    assert!(!cards(&a).contains("Typed after it was put out"));
    assert!(!cards(&b).contains("Not for the one put out"));
    drop((first, second));
}

/// One end of `pair digits`, with a person who answers on its standard input.
struct End {
    child: Child,
    lines: std::sync::mpsc::Receiver<String>,
}

impl End {
    fn start(folder: &Path, words: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_huddlectl"))
            .arg("--data")
            .arg(folder)
            .args(["pair", "digits"])
            .args(words)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = std::sync::mpsc::channel();
        std::thread::spawn(move || out.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        Self { child, lines }
    }

    /// Reads on to a line with these words.
    fn line(&self, words: &str) -> String {
        loop {
            let line = self.lines.recv_timeout(Duration::from_secs(60));
            let line = line.unwrap_or_else(|_| panic!("no line with {words:?} within a minute"));
            if line.contains(words) {
                return line;
            }
        }
    }

    fn type_in(&mut self, answer: &str) {
        writeln!(self.child.stdin.as_mut().unwrap(), "{answer}").unwrap();
    }

    /// Waits for its end, and gives the exit code and what stands on standard error.
    fn ended(&mut self) -> (Option<i32>, String) {
        let mut text = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut text).unwrap();
        (self.child.wait().unwrap().code(), text)
    }
}

impl Drop for End {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn two_people_at_two_terminals_pair_by_digits() {
    let root = tempfile::tempdir().unwrap();
    let at = |name: &str| root.path().join(name);
    let (a, b) = (at("a"), at("b"));
    start_ward(&a);
    add(&a, "From before");
    // Neither folder has a node: each command talks itself. The first time somebody says no.
    for same in [false, true] {
        let mut open = End::start(&a, &["open", "--name", "Bay PC", "--listen", "127.0.0.1:0"]);
        let line = open.line("Open for two minutes at");
        let door = line.trim_end_matches('.').rsplit(' ').next().unwrap().to_owned();
        let mut join = End::start(&b, &["join", "--peer", &door]);
        let (left, right) = (open.line("The digits are"), join.line("The digits are"));
        assert_eq!(left, right);
        join.type_in(if same { "yes" } else { "no" });
        if same {
            open.type_in("yes");
            assert!(join.line("belongs to").contains("Ward 6A"));
            open.line("Bay PC is in.");
            assert_eq!((open.ended().0, join.ended().0), (Some(0), Some(0)));
        } else {
            let (code, text) = join.ended();
            assert!(code == Some(1) && text.contains("The digits differ, so this PC did not join"), "{text}");
            // The digits on its screen are of no use any more, whatever is typed now.
            open.type_in("yes");
            let (code, text) = open.ended();
            assert!(code == Some(1) && text.contains("The other PC's screen showed other digits"), "{text}");
            assert_eq!(run(&a, &["pair", "list"]).matches("\"id\"").count(), 1);
        }
    }
    // With nodes on both ends the commands only ask them; a PC of the ward is not let in again.
    let first = Node::start(&a, &["--listen", "127.0.0.1:0"]);
    let second = Node::start(&b, &["--peer", &first.address]);
    until("the first catch-up", || state(&a) == state(&b));
    let mut open = End::start(&a, &["open", "--name", "Bay PC"]);
    let mut join = End::start(&b, &["join", "--peer", &first.address]);
    assert_eq!(open.line("The digits are"), join.line("The digits are"));
    open.type_in("yes");
    join.type_in("yes");
    let (code, text) = join.ended();
    assert!(code == Some(1) && text.contains("This PC is in that ward already"), "{text}");
    run(&b, &["pair", "digits", "join", "--help"]);
    refused(&b, &["pair", "digits", "open", "--name", "Third"], "Only a PC that is an admin");
    let list: Value = serde_json::from_str(&run(&a, &["pair", "list"])).unwrap();
    let id = list["pcs"].as_array().unwrap().iter().find(|pc| pc["name"] == "Bay PC").unwrap()["id"].clone();
    run(&a, &["pair", "name", id.as_str().unwrap(), "Station 2"]);
    until("the new name", || run(&b, &["pair", "list"]).contains("Station 2"));
    drop((open, first, second));
}

/// Everything a process holds that it may write to: what was read, decoded or merged is there.
#[cfg(target_os = "linux")]
fn memory_of(node: &Node) -> Vec<u8> {
    use std::os::unix::fs::FileExt as _;
    let pid = node.child.id();
    let maps = std::fs::read_to_string(format!("/proc/{pid}/maps")).unwrap();
    let memory = std::fs::File::open(format!("/proc/{pid}/mem")).unwrap();
    let mut all = Vec::new();
    for line in maps.lines().filter(|line| line.contains(" rw")) {
        let (from, to) = line.split(' ').next().unwrap().split_once('-').unwrap();
        let (from, to) = (u64::from_str_radix(from, 16).unwrap(), u64::from_str_radix(to, 16).unwrap());
        let mut part = vec![0; usize::try_from(to - from).unwrap()];
        // A part that went away meanwhile, or that nobody may read, holds nothing to find.
        if memory.read_exact_at(&mut part, from).is_ok() {
            all.extend(part);
        }
    }
    all
}

/// Finds the different words of fifteen letters and digits that begin so.
#[cfg(target_os = "linux")]
fn all_with<'m>(memory: &'m [u8], beginning: &str) -> std::collections::BTreeSet<&'m [u8]> {
    let found = memchr::memmem::find_iter(memory, beginning).filter_map(|at| memory.get(at..at + 15));
    found.filter(|word| word.iter().all(u8::is_ascii_alphanumeric)).collect()
}

/// IG-9: the words of the ward never reach the process of a wall, not even for a moment.
#[cfg(target_os = "linux")]
#[test]
fn a_walls_process_holds_none_of_the_wards_own_words_in_its_memory() {
    const WORDS: usize = 60;
    const LATE: &str = "Wardsown999word";
    let root = tempfile::tempdir().unwrap();
    let at = |name: &str| root.path().join(name);
    let (ward, wall, writer) = (at("ward"), at("wall"), at("writer"));
    start_ward(&ward);
    let made = |words: &[&str]| -> Value { serde_json::from_str(&run(&ward, words)).unwrap() };
    let tile = made(&["call", "tile_add", r#"{"initials":"AB","role":"hca","group":""}"#])["id"].clone();
    for n in 0..WORDS {
        add(&ward, &format!("Wardsown{n:03}word"));
    }
    let shown = made(&["call", "card_add", r#"{"title":"Raisedtothewall"}"#])["id"].clone();
    run(&ward, &["call", "card_move", &json!({ "id": shown, "column": "doing" }).to_string()]);
    let raise = json!({ "id": shown, "audience": "wall", "read_back": true }).to_string();
    run(&ward, &["call", "audience_set", &raise, "--tile", tile.as_str().unwrap()]);

    let first = Node::start(&ward, &["--listen", "127.0.0.1:0"]);
    let nodes = [("reader", &wall), ("writer", &writer)].map(|(role, folder)| {
        let invite = at(&format!("{role}.json"));
        let file = invite.to_str().unwrap();
        run(&ward, &["pair", "invite", "--role", role, "--out", file]);
        run(folder, &["pair", "accept", file, "--peer", &first.address, "--name", role]);
        Node::start(folder, &["--listen", "127.0.0.1:0"])
    });
    until("the wall has its card", || run(&wall, &["call", "wall_get"]).contains("Raisedtothewall"));
    until("the writer has everything", || state(&ward) == state(&writer));
    // One more while the links stand, and one more of the wall's own.
    add(&ward, LATE);
    run(
        &ward,
        &[
            "call",
            "card_set",
            &json!({ "id": shown, "field": "title", "value": "Raisedonceagain" }).to_string(),
        ],
    );
    until("the wall has its change", || run(&wall, &["call", "wall_get"]).contains("Raisedonceagain"));
    until("the writer has everything", || state(&ward) == state(&writer));

    let found = |node: &Node| {
        let memory = memory_of(node);
        let raised = all_with(&memory, "Raisedonceagain").len();
        assert_eq!(raised, 1, "the look is blind: what was raised is not in {} bytes", memory.len());
        all_with(&memory, "Wardsown").len()
    };
    let [of_wall, of_writer] = nodes.each_ref().map(found);
    assert_eq!(of_wall, 0, "of {} words of the ward", WORDS + 1);
    // The control: a PC that may write holds them.
    assert!(of_writer > WORDS / 2, "the look is blind: {of_writer} of {} on a writer's PC", WORDS + 1);
    println!("{} words of the ward: 0 in the wall's memory, {of_writer} in a writer's", WORDS + 1);
}
