//! STO-01: power cuts at random points of the save path. `CUTS=` sets the number, `SEED=` the run.
//! The 5,000 cuts of every push run over the whole save path, in `tests/it/power_cut.rs`; here are 1,500.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::{held, on_disk, options, save};
use huddle_store::{Store, Synchronous};
use huddle_testkit::chance::{Chance, count, seed};
use huddle_testkit::vfs::{Disk, register, scratch};

const TRANSACTIONS: u64 = 150;

/// Runs the workload on a fresh harness disk, opening and closing on the way as a ward PC does.
fn run(name: &str, synchronous: Synchronous) -> Disk {
    let disk = register(name);
    let folder = scratch().unwrap();
    let mut n = 0;
    for session in 0..3 {
        let opened = huddle_store::OpenOptions { synchronous, ..on_disk(&disk, session + 1) };
        let (store, report) = Store::open(folder.path(), opened).unwrap();
        assert_eq!((report.recovered, report.doubt), (None, None));
        while n < TRANSACTIONS * (session + 1) / 3 {
            n += 1;
            store.write(|tx| save(tx, n)).unwrap();
            disk.ack(n);
            if n.is_multiple_of(23) {
                store.checkpoint(n as i64).unwrap();
            }
            if n.is_multiple_of(67) {
                store.scrub(n as i64).unwrap();
            }
        }
        if session == 1 {
            // The process dies here: no orderly close. The lock file ends with the process; here it is let go by hand.
            store.abandon();
        } else {
            store.release(5).unwrap();
        }
    }
    disk
}

#[derive(Debug, Default)]
struct Tally {
    cuts: u64,
    lost: u64,
    most_lost: u64,
    torn: u64,
    not_normal: u64,
    not_opened: u64,
}

fn cut(disk: &Disk, cuts: u64, seed: u64) -> Tally {
    let mut chance = Chance::new(seed);
    let mut tally = Tally::default();
    for _ in 0..cuts {
        let point = chance.bits();
        let after = disk.cut(point).unwrap();
        tally.cuts += 1;
        let (store, report) = match Store::open(after.folder(), options(point)) {
            Ok(opened) => opened,
            Err(fault) => {
                tally.not_opened += 1;
                if tally.not_opened < 4 {
                    println!("cut {point} at step {}: {fault:?}", after.step);
                }
                continue;
            }
        };
        let found = held(&store, TRANSACTIONS).unwrap();
        if found.marker < after.acked {
            tally.lost += 1;
            tally.most_lost = tally.most_lost.max(after.acked - found.marker);
        }
        tally.torn += found.torn;
        if report.recovered.is_some() || report.doubt.is_some() || report.rebuild {
            tally.not_normal += 1;
            if tally.not_normal < 4 {
                println!("cut {point} at step {}, acked {}: {report:?}", after.step, after.acked);
            }
        }
        store.abandon();
    }
    tally
}

#[test]
fn sto_01_no_acknowledged_save_is_lost_in_a_power_cut() {
    let seed = seed(20_261_122);
    let disk = run("sto-01-full", Synchronous::Full);
    let tally = cut(&disk, count("CUTS", 1_500, 15_000), seed);
    println!("STO-01 FULL, {} steps in the log: {tally:?}", disk.steps());
    assert_eq!((tally.lost, tally.torn, tally.not_normal, tally.not_opened), (0, 0, 0, 0));
}

#[test]
fn sto_01_control_without_waiting_for_the_disk_saves_are_lost() {
    let seed = seed(20_261_122);
    let disk = run("sto-01-normal", Synchronous::Normal);
    let tally = cut(&disk, 300, seed);
    println!("STO-01 control NORMAL: {tally:?}");
    assert!(tally.lost * 100 > tally.cuts * 20, "the harness no longer sees lost saves: {tally:?}");
}
