//! Prints what a save costs against the disk's own floor: `cargo run --example commit_cost -- FOLDER`.
//!
//! The floor is appending 4 KiB and waiting for the disk. Both are measured in turns on the same folder, so that
//! other work on the machine weighs on both.
#![allow(clippy::unwrap_used, reason = "a measurement stops at the first fault")]

use std::io::Write;
use std::time::{Duration, Instant};

use huddle_store::{ChangeRow, DocRow, OpenOptions, Store, StoreFault};
use serde_json::json;
use uuid::Uuid;

const ROUNDS: usize = 2_000;

fn main() {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "commit-cost".into());
    let folder = std::path::Path::new(&folder);
    let (store, report) = Store::open(folder, OpenOptions::new(1, [7; 16], "0")).unwrap();
    let mut floor_file = std::fs::File::create(folder.join("floor.bin")).unwrap();
    let (mut floor, mut save, mut full) = (Vec::new(), Vec::new(), Vec::new());
    let block = [7u8; 4096];
    for n in 0..ROUNDS as u64 {
        let start = Instant::now();
        floor_file.write_all(&block).unwrap();
        floor_file.sync_data().unwrap();
        floor.push(start.elapsed());
        save.push(timed(|| store.write(|tx| change(tx, report.changes as u64 + n))));
        full.push(timed(|| {
            store.write(|tx| {
                change(tx, 1_000_000 + report.changes as u64 + n)?;
                let doc = Uuid::from_u128(u128::from(n % 500) + 1);
                tx.put_search(
                    doc,
                    "card",
                    &format!("Bed {n} needs a new mattress"),
                    "ask stores",
                    false,
                    &json!({}),
                )?;
                tx.push_undo("tile", "", n as i64, json!({ "before": "x" }).to_string())?;
                tx.put_request(Uuid::from_u128(u128::from(n) + (1 << 80)), n as i64, &json!({ "ok": true }))
            })
        }));
        if n % 200 == 199 {
            store.checkpoint(n as i64).unwrap();
        }
    }
    show("floor: append 4 KiB and wait", &mut floor);
    show("save: a change and its document", &mut save);
    show("save with search, undo, request", &mut full);
    println!("{:?}", store.info().unwrap());
    store.release(1).unwrap();
    let start = Instant::now();
    let (_store, report) = Store::open(folder, OpenOptions::new(1, [8; 16], "0")).unwrap();
    println!("opened again with all checks, {} changes: {:?}", report.changes, start.elapsed());
}

fn change(tx: &huddle_store::Tx<'_>, n: u64) -> Result<(), StoreFault> {
    let doc = Uuid::from_u128(u128::from(n % 500) + 1);
    let mut hash = [0; 32];
    hash[..8].copy_from_slice(&n.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_le_bytes());
    tx.append_change(&ChangeRow {
        doc,
        hash,
        actor: vec![1; 16],
        actor_seq: n as i64,
        bytes: vec![9; 200],
        received_at: 1,
        ..ChangeRow::default()
    })?;
    tx.put_doc(&DocRow {
        id: doc,
        kind: "card".into(),
        ward: Uuid::nil(),
        audience: "ward".into(),
        epoch: 0,
        epoch_id: Uuid::nil(),
        heads: hash.to_vec(),
        deleted_at: None,
        created_at: 1,
        changed_at: n as i64,
    })
}

fn timed(work: impl FnOnce() -> Result<(), StoreFault>) -> Duration {
    let start = Instant::now();
    work().unwrap();
    start.elapsed()
}

fn show(what: &str, times: &mut [Duration]) {
    times.sort();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    println!("{what:34} p50 {:>9.3?}  p99 {:>9.3?}  p99.9 {:>9.3?}", at(0.5), at(0.99), at(0.999));
}
