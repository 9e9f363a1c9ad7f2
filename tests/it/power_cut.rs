//! STO-01 over the whole save path: commands, documents, read model, undo, one COMMIT.
//!
//! `CUTS=` sets the number of cuts, `SEED=` the run. The negative control saves without waiting for
//! the disk and must lose.

use crate::support::{ask, env, opening, start_ward};
use huddle_app::{App, Caller, Opening, Synchronous};
use huddle_store::FileStep;
use huddle_testkit::chance::{Chance, count, seed};
use huddle_testkit::vfs::{Disk, register, scratch};
use serde_json::json;
use std::path::Path;
use std::sync::Arc;

const EDITS: u64 = 60;

fn on_disk(disk: &Disk, synchronous: Synchronous) -> Opening {
    let noted = disk.clone();
    Opening {
        vfs: Some(disk.name().to_owned()),
        synchronous,
        observer: Some(Arc::new(move |path: &Path, step: FileStep<'_>| match step {
            FileStep::Write { at, bytes } => noted.note_write(path, at, bytes),
            FileStep::Sync => noted.note_sync(path),
            FileStep::Rename { to } => noted.note_rename(path, to),
            FileStep::Delete => noted.note_delete(path),
            FileStep::Copied => {}
        })),
        ..opening()
    }
}

/// Adds, moves and edits cards; each acknowledged edit is noted on the disk's own log.
fn run(name: &str, synchronous: Synchronous) -> Disk {
    let disk = register(name);
    let folder = scratch().unwrap();
    let app = App::open(folder.path(), env(1), &on_disk(&disk, synchronous)).unwrap();
    start_ward(&app);
    disk.ack(0);
    let send = |name: &str, body| app.execute(name, body, &Caller::default()).unwrap();
    let mut last = json!(null);
    for n in 1..=EDITS {
        if n % 3 == 1 {
            last = send("card_add", json!({ "title": format!("edit {n}") }))["id"].clone();
        } else if n % 3 == 2 {
            send("card_set", json!({ "id": last, "field": "why", "value": format!("edit {n}") }));
        } else {
            send("card_comment", json!({ "id": last, "text": format!("edit {n}") }));
        }
        disk.ack(n);
        if n % 17 == 0 {
            app.with_store(|s| s.checkpoint(n as i64)).unwrap();
        }
    }
    app.release().unwrap();
    disk
}

#[derive(Debug, Default)]
struct Tally {
    lost: u64,
    torn: u64,
    not_started: u64,
}

/// Returns the highest edit such that it and every one before it is there, by screens and by records.
fn held(app: &App) -> Option<(u64, bool)> {
    if ask(app, "boot_get", json!({}))["state"] == "first_start" {
        return None;
    }
    let cards = ask(app, "cards_get", json!({}))["to_sort"].as_array().cloned().unwrap_or_default();
    let mut there = std::collections::BTreeSet::new();
    for card in cards {
        let detail = ask(app, "card_get", json!({ "id": card["id"] }));
        let mut see = |text: &str| {
            if let Some(n) = text.strip_prefix("edit ").and_then(|n| n.parse::<u64>().ok()) {
                there.insert(n);
            }
        };
        see(detail["card"]["title"].as_str().unwrap());
        see(detail["why"].as_str().unwrap());
        for comment in detail["comments"].as_array().unwrap() {
            see(comment["text"].as_str().unwrap());
        }
    }
    let whole = (1..=EDITS).take_while(|n| there.contains(n)).count() as u64;
    Some((whole, there.len() as u64 == whole))
}

fn cut(disk: &Disk, cuts: u64, seed: u64) -> Tally {
    let mut chance = Chance::new(seed);
    let mut tally = Tally::default();
    for _ in 0..cuts {
        let after = disk.cut(chance.bits()).unwrap();
        let Ok(app) = App::open(after.folder(), env(2), &opening()) else {
            tally.not_started += 1;
            continue;
        };
        match held(&app) {
            Some((whole, in_order)) => {
                tally.lost += u64::from(whole < after.acked);
                tally.torn += u64::from(!in_order);
            }
            // Acknowledged 0 means at most that the ward was started.
            None => tally.lost += u64::from(after.acked > 0),
        }
    }
    tally
}

#[test]
fn sto_01_no_acknowledged_command_is_lost_in_a_power_cut() {
    let disk = run("it-sto-01-full", Synchronous::Full);
    let cuts = count("CUTS", 5_000, 50_000);
    let tally = cut(&disk, cuts, seed(7));
    println!("STO-01 through commands, {cuts} cuts over {} steps: {tally:?}", disk.steps());
    assert_eq!((tally.lost, tally.torn, tally.not_started), (0, 0, 0));
}

#[test]
fn sto_01_control_saving_without_waiting_loses() {
    let disk = run("it-sto-01-normal", Synchronous::Normal);
    let tally = cut(&disk, 150, seed(7));
    println!("STO-01 control: {tally:?}");
    assert!(tally.lost * 10 > 150, "the harness no longer sees lost commands: {tally:?}");
}
