//! kill -9 during work: nothing acknowledged is lost, the next start takes under two seconds.
//!
//! `KILLS=` sets the number. The child is this test binary, started again for the one child test.

use crate::support::{ask, env, opening, start_ward};
use huddle_app::{App, Caller};
use huddle_testkit::chance::{Chance, count, seed};
use serde_json::json;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const CHILD: &str = "HUDDLEBOARD_TEST_CHILD";

/// Adds cards for ever when started as a child; says each number only after it was acknowledged.
fn work(folder: &str) {
    let app = App::open(std::path::Path::new(folder), huddle_app::Env::system("0.1.0"), &opening()).unwrap();
    if ask(&app, "boot_get", json!({}))["state"] == "first_start" {
        start_ward(&app);
    }
    let mut out = std::io::stdout().lock();
    writeln!(out, "begun").unwrap();
    for n in 0_u64.. {
        let title = format!("{} {n}", std::process::id());
        app.execute("card_add", json!({ "title": title }), &Caller::default()).unwrap();
        writeln!(out, "ack {title}").unwrap();
        out.flush().unwrap();
    }
}

#[test]
fn child() {
    // Only a part of the test below; on its own there is nothing to do.
    if let Ok(folder) = std::env::var(CHILD) {
        work(&folder);
    }
}

#[test]
fn killed_during_work_nothing_acknowledged_is_lost() {
    let kills = count("KILLS", 200, 600);
    let mut chance = Chance::new(seed(11));
    let folder = tempfile::tempdir().unwrap();
    let mut acked: Vec<String> = Vec::new();
    let mut slowest = Duration::ZERO;
    for _ in 0..kills {
        let started = Instant::now();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "kill::child", "--nocapture"])
            .env(CHILD, folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let quota = 1 + chance.below(6);
        let mut seen = 0;
        for line in lines.by_ref() {
            let line = line.unwrap();
            if line.ends_with("begun") {
                slowest = slowest.max(started.elapsed());
            }
            if let Some(title) = line.strip_prefix("ack ") {
                acked.push(title.to_owned());
                seen += 1;
                if seen >= quota {
                    break;
                }
            }
        }
        // A moment that is nowhere special in the next save.
        std::thread::sleep(Duration::from_micros(chance.below(3_000) as u64));
        child.kill().unwrap();
        child.wait().unwrap();
        // What was acknowledged after the last line we read still counts.
        for line in lines.map_while(Result::ok) {
            if let Some(title) = line.strip_prefix("ack ") {
                acked.push(title.to_owned());
            }
        }
    }
    let app = App::open(folder.path(), env(1), &opening()).unwrap();
    let cards = ask(&app, "cards_get", json!({}));
    let there: std::collections::HashSet<&str> =
        cards["to_sort"].as_array().unwrap().iter().map(|c| c["title"].as_str().unwrap()).collect();
    let lost = acked.iter().filter(|t| !there.contains(t.as_str())).count();
    println!("{kills} kills, {} acknowledged, {lost} lost, slowest start {slowest:?}", acked.len());
    assert!(acked.len() as u64 >= kills, "the child did no work");
    assert_eq!(lost, 0);
    assert!(slowest < Duration::from_secs(2), "a start took {slowest:?}");
}
