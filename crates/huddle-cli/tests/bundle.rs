//! Changes carried in a file by `huddlectl bundle`: against a PC that runs, and alone; a PC joins without a network.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use serde_json::json;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

fn ctl(folder: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_huddlectl"));
    // Paths are given as from here, whatever folder a PC that runs was started in.
    command.current_dir(folder.parent().unwrap()).arg("--data").arg(folder).args(words).output().unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn run(folder: &Path, words: &[&str]) -> String {
    let output = ctl(folder, words);
    assert!(output.status.success(), "{words:?}: {}", said(&output));
    said(&output)
}

fn refused(folder: &Path, words: &[&str], sentence: &str) {
    let output = ctl(folder, words);
    assert_eq!(output.status.code(), Some(1), "{words:?}: {}", said(&output));
    assert!(said(&output).contains(sentence), "{words:?}: {}", said(&output));
}

/// A PC that runs and shares with nobody over a network; ended when dropped.
struct Running(Child);

impl Running {
    fn start(folder: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_huddlectl"))
            .arg("--data")
            .arg(folder)
            .args(["node", "--no-discovery"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(line.contains("listening"), "the node said {line:?}");
        Self(child)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn state(folder: &Path) -> String {
    run(folder, &["state", "--json"])
}

#[test]
fn files_go_both_ways_against_a_running_pc_and_alone() {
    let root = tempfile::tempdir().unwrap();
    let (a, b) = (root.path().join("a"), root.path().join("b"));
    let ward = json!({
        "name": "Ward 6A", "area": "", "colour": "blue", "beds": 28,
        "day_start": "07:30", "night_start": "20:00", "huddle_time": "08:15",
    });
    run(&a, &["call", "ward_start", &ward.to_string()]);
    run(&a, &["call", "card_add", &json!({ "title": "From the first" }).to_string()]);
    refused(&a, &["bundle", "out", "alone.huddlebundle"], "shares with no other PC");

    // Let in without a network, by a PC that runs.
    run(&a, &["pair", "invite", "--out", "invite.txt"]);
    run(&b, &["bundle", "join", "invite.txt", "--out", "answer.txt", "--name", "Bay PC"]);
    let running = Running::start(&a);
    let letting = run(&a, &["bundle", "in", "answer.txt"]);
    assert!(letting.contains("Bay PC is on the list now"), "{letting}");
    let made = run(&a, &["bundle", "out", "first.huddlebundle"]);
    assert!(made.contains("The other PC of this ward can open it"), "{made}");
    run(&b, &["bundle", "in", "first.huddlebundle"]);
    assert_eq!(state(&a), state(&b));

    // Back, to the one that runs; then to it alone.
    run(&b, &["call", "card_add", &json!({ "title": "From the second" }).to_string()]);
    run(&b, &["bundle", "out", "second.huddlebundle", "--since", "last"]);
    let took = run(&a, &["bundle", "in", "second.huddlebundle"]);
    assert!(took.contains("new change is in"), "{took}");
    assert_eq!(state(&a), state(&b));
    drop(running);
    let again = run(&a, &["bundle", "in", "second.huddlebundle"]);
    assert!(again.contains("nothing new"), "{again}");

    // What is wrong is said, and the file of somebody else stays.
    std::fs::write(root.path().join("rota.txt"), "Rota").unwrap();
    refused(&a, &["bundle", "in", "rota.txt"], "This is no file of changes");
    refused(&a, &["bundle", "in", "gone.huddlebundle"], "cannot be read");
    refused(&a, &["bundle", "out", "rota.txt"], "Another file has this name already");
    assert_eq!(std::fs::read_to_string(root.path().join("rota.txt")).unwrap(), "Rota");
    refused(&a, &["bundle", "out", "no/such/folder.huddlebundle"], "That folder is not there");
    refused(&a, &["bundle", "out", "x.huddlebundle", "--since", "yesterday"], "This is not a date");
}
