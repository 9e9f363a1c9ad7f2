//! STO-06 and STO-07: two real processes want one folder.
//!
//! The processes are this test binary itself, started with `HUDDLE_ACTOR=1`; they take orders line by line on
//! their input and answer on their output, so nothing waits by the clock.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use common::{Held, held, options, save};
use huddle_store::{OpenFault, OpenOptions, Store, StoreFault};
use huddle_testkit::chance::count;

const ACTOR: &str = "HUDDLE_ACTOR";

/// Another copy of the program.
struct Actor {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
}

impl Actor {
    fn start() -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "an_actor_opens_a_fresh_folder_alone", "--nocapture"])
            .env(ACTOR, "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let to = child.stdin.take().unwrap();
        let from = BufReader::new(child.stdout.take().unwrap());
        Self { child, to, from }
    }

    fn tell(&mut self, order: &str) {
        writeln!(self.to, "{order}").unwrap();
    }

    /// Reads the next answer; the test harness's own lines are skipped.
    fn hear(&mut self) -> String {
        loop {
            let mut line = String::new();
            assert_ne!(self.from.read_line(&mut line).unwrap(), 0, "the other process ended");
            if let Some((_, answer)) = line.split_once("> ") {
                return answer.trim().to_owned();
            }
        }
    }

    fn ask(&mut self, order: &str) -> String {
        self.tell(order);
        self.hear()
    }
}

impl Drop for Actor {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Follows orders: `open PATH`, `ask PATH` (open, taking over), `save N` (until asked to let go), `drop`.
fn act() {
    let mut store: Option<Store> = None;
    let mut seed = u64::from(std::process::id());
    for line in std::io::stdin().lock().lines() {
        let line = line.unwrap();
        let (order, rest) = line.split_once(' ').unwrap_or((&line, ""));
        seed += 1_000_003;
        match order {
            "open" | "ask" => {
                let opened = OpenOptions { take_over: order == "ask", ..options(seed) };
                match Store::open(Path::new(rest), opened) {
                    Ok((opened, report)) => {
                        let normal = report.recovered.is_none() && report.doubt.is_none();
                        let marker = held(&opened, 0).unwrap().marker;
                        store = Some(opened);
                        println!("> owner {normal} {marker}");
                    }
                    Err(OpenFault::AlreadyOpen { pid, .. }) => println!("> held {pid}"),
                    Err(other) => println!("> fault {other:?}"),
                }
            }
            // Saves on and on, telling each save after it is safe, until somebody asks to take over.
            "save" => {
                let store = store.take().unwrap();
                let mut n: u64 = rest.parse().unwrap();
                while store.take_over_requested().is_none() {
                    store.write(|tx| save(tx, n)).unwrap();
                    println!("> saved {n}");
                    n += 1;
                }
                store.release(1).unwrap();
                let after = store.write(|tx| save(tx, n));
                assert_eq!(after, Err(StoreFault::Released));
                println!("> released");
            }
            "drop" => {
                store = None;
                println!("> dropped");
            }
            _ => println!("> what?"),
        }
    }
}

#[test]
fn an_actor_opens_a_fresh_folder_alone() {
    if std::env::var_os(ACTOR).is_some() {
        return act();
    }
    let folder = tempfile::tempdir().unwrap();
    let mut actor = Actor::start();
    assert_eq!(actor.ask(&format!("open {}", folder.path().display())), "owner true 0");
    assert_eq!(actor.ask("drop"), "dropped");
}

#[test]
fn sto_06_of_two_processes_that_race_exactly_one_owns_the_folder() {
    let (mut a, mut b) = (Actor::start(), Actor::start());
    let (mut a_won, mut b_won) = (0, 0);
    let races = count("RACES", 100, 1_000);
    for _ in 0..races {
        let folder = tempfile::tempdir().unwrap();
        let order = format!("open {}", folder.path().display());
        a.tell(&order);
        b.tell(&order);
        let answers = (a.hear(), b.hear());
        let owns = |s: &str| s == "owner true 0";
        assert!(owns(&answers.0) != owns(&answers.1), "{answers:?}");
        let (winner, loser) =
            if owns(&answers.0) { (a.child.id(), &answers.1) } else { (b.child.id(), &answers.0) };
        // 0: the winner had not yet written its name when the loser looked.
        assert!(*loser == format!("held {winner}") || loser == "held 0", "{answers:?}");
        a_won += i32::from(owns(&answers.0));
        b_won += i32::from(owns(&answers.1));
        assert_eq!((a.ask("drop"), b.ask("drop")), ("dropped".into(), "dropped".into()));
    }
    println!("STO-06: {races} races, one owner each; won {a_won} to {b_won}");
}

#[test]
fn a_killed_owner_leaves_the_folder_free_and_its_saves_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().display();
    for round in 0..count("KILLS", 10, 100) {
        let mut actor = Actor::start();
        let answer = actor.ask(&format!("open {path}"));
        let from: u64 = answer.strip_prefix("owner true ").unwrap().parse().unwrap();
        let mut last = from;
        actor.tell(&format!("save {}", from + 1));
        for _ in 0..=round {
            last = actor.hear().strip_prefix("saved ").unwrap().parse().unwrap();
        }
        drop(actor);
        let (store, report) = Store::open(folder.path(), options(round)).unwrap();
        assert_eq!((report.recovered, report.doubt), (None, None));
        let found = held(&store, last).unwrap();
        assert!(found.marker >= last && found.torn == 0, "{found:?}, {last} was saved");
    }
}

#[test]
fn sto_07_fifty_take_overs_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().display();
    let mut owner = Actor::start();
    let mut other = Actor::start();
    assert_eq!(owner.ask(&format!("open {path}")), "owner true 0");
    let mut last = 0u64;
    let rounds = count("TAKEOVERS", 50, 500);
    for _ in 0..rounds {
        owner.tell(&format!("save {}", last + 1));
        last = owner.hear().strip_prefix("saved ").unwrap().parse().unwrap();
        assert_eq!(other.ask(&format!("ask {path}")), format!("held {}", owner.child.id()));
        loop {
            let said = owner.hear();
            match said.strip_prefix("saved ") {
                Some(n) => last = n.parse().unwrap(),
                None => {
                    assert_eq!(said, "released");
                    break;
                }
            }
        }
        assert_eq!(other.ask(&format!("open {path}")), format!("owner true {last}"));
        std::mem::swap(&mut owner, &mut other);
    }
    assert_eq!(owner.ask("drop"), "dropped");
    let (store, _) = Store::open(folder.path(), options(3)).unwrap();
    assert_eq!(held(&store, last).unwrap(), Held { marker: last, torn: 0 });
    println!("STO-07: {rounds} take-overs, {last} saves, 0 lost");
}
