//! STO-03: every call to the disk fails once and for good, full and broken, while opening and while saving.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::{Held, change, held, on_disk, options, parts, save};
use huddle_store::{OpenFault, Store, StoreFault};
use huddle_testkit::chance::count;
use huddle_testkit::vfs::{Disk, Failure, Plan, register, scratch};

/// How many saves one life has.
fn transactions() -> u64 {
    count("SAVES", 8, 60)
}

#[derive(Debug, Default)]
struct Tally {
    points: u64,
    hit: u64,
    refused: u64,
    retried: u64,
}

/// Saves every transaction, trying again after a fault; with `heal`, the disk recovers before the retry.
fn work(store: &Store, disk: &Disk, from: u64, tally: &mut Tally) {
    for n in from..=transactions() {
        let mut tries = 0;
        loop {
            match store.write(|tx| save(tx, n)) {
                Ok(()) => break,
                Err(fault) => {
                    assert!(
                        matches!(fault, StoreFault::Full { .. } | StoreFault::Io { .. }),
                        "transaction {n}: {fault:?}"
                    );
                    tally.refused += 1;
                    tries += 1;
                    // Once-failures must pass on the second try by themselves, lasting ones once room returns.
                    if tries == 2 {
                        disk.heal();
                    }
                    assert!(tries < 5, "transaction {n} cannot be saved although the disk works: {fault:?}");
                    tally.retried += 1;
                }
            }
        }
        if n.is_multiple_of(5) {
            // A refused checkpoint loses nothing; the next one moves the journal in.
            let _ = store.checkpoint(n as i64);
        }
    }
}

fn expect_all(store: &Store) {
    assert_eq!(held(store, transactions()).unwrap(), Held { marker: transactions(), torn: 0 });
    let once: i64 = (1..=transactions()).map(|n| parts(n) as i64).sum();
    assert_eq!(store.info().unwrap().changes, once, "a retry made duplicates");
}

#[test]
fn sto_03_every_failing_call_while_saving_loses_nothing() {
    let disk = register("sto-03-save");
    // A clean run counts the calls.
    let folder = scratch().unwrap();
    let (store, _) = Store::open(folder.path(), on_disk(&disk, 1)).unwrap();
    disk.count_calls();
    work(&store, &disk, 1, &mut Tally::default());
    let calls = disk.calls();
    expect_all(&store);
    store.abandon();
    assert!(calls > 100, "the harness sees only {calls} calls");

    let mut tally = Tally::default();
    let step = count("STEP", 1, 1).max(1) as usize;
    for (failure, sticky) in
        [(Failure::Full, false), (Failure::Full, true), (Failure::Io, false), (Failure::Io, true)]
    {
        for at in (1..=calls).step_by(step) {
            disk.forget_log();
            let folder = scratch().unwrap();
            let (store, _) = Store::open(folder.path(), on_disk(&disk, at)).unwrap();
            disk.fail(Plan { at, failure, sticky });
            tally.points += 1;
            work(&store, &disk, 1, &mut tally);
            tally.hit += u64::from(disk.hit());
            disk.heal();
            expect_all(&store);
            store.abandon();
            let (store, report) = Store::open(folder.path(), options(9)).unwrap();
            assert_eq!((report.recovered, report.doubt, report.rebuild), (None, None, false), "call {at}");
            expect_all(&store);
            store.abandon();
        }
    }
    println!("STO-03 saving, {calls} calls: {tally:?}");
    assert!(tally.hit * 2 > tally.points, "most planned failures never happened: {tally:?}");
    assert!(tally.refused > 0);
}

#[test]
fn sto_03_a_save_that_failed_may_be_durable_and_its_retry_makes_no_duplicate() {
    let disk = register("sto-03-phantom");
    let folder = scratch().unwrap();
    let (store, _) = Store::open(folder.path(), on_disk(&disk, 1)).unwrap();
    store.write(|tx| save(tx, 1)).unwrap();
    disk.count_calls();
    store.write(|tx| save(tx, 2)).unwrap();
    let calls = disk.calls();
    store.abandon();
    let mut durable = 0;
    for at in 1..=calls {
        disk.forget_log();
        let folder = scratch().unwrap();
        let (store, _) = Store::open(folder.path(), on_disk(&disk, at)).unwrap();
        store.write(|tx| save(tx, 1)).unwrap();
        disk.fail(Plan { at, failure: Failure::Io, sticky: false });
        let refused = store.write(|tx| save(tx, 2)).is_err();
        disk.heal();
        // The process dies before it can try again.
        store.abandon();
        let (store, report) = Store::open(folder.path(), options(9)).unwrap();
        assert_eq!((report.recovered, report.doubt), (None, None), "call {at}");
        let there = held(&store, 2).unwrap();
        assert_eq!(there.torn, 0);
        assert!(there.marker == 2 || refused, "call {at}: said saved and is not there");
        durable += u64::from(refused && there.marker == 2);
        store.write(|tx| save(tx, 2)).unwrap();
        assert_eq!(held(&store, 2).unwrap(), Held { marker: 2, torn: 0 });
        assert_eq!(store.read(|r| r.change_count(change(2, 0).doc)).unwrap(), parts(2) as i64);
        store.abandon();
    }
    println!("STO-03 refused but durable: {durable} of {calls}");
    assert!(durable > 0, "no fault came after the commit reached the disk: the retry rule is not tested");
}

#[test]
fn sto_03_every_failing_call_while_opening_gives_a_plain_fault_and_damages_nothing() {
    let disk = register("sto-03-open");
    let base = scratch().unwrap();
    let (store, _) = Store::open(base.path(), options(1)).unwrap();
    work(&store, &disk, 1, &mut Tally::default());
    store.abandon();
    let copy = || {
        let folder = scratch().unwrap();
        for entry in std::fs::read_dir(base.path()).unwrap() {
            let entry = entry.unwrap();
            if entry.path().is_file() {
                std::fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
            }
        }
        folder
    };
    let folder = copy();
    disk.count_calls();
    Store::open(folder.path(), on_disk(&disk, 2)).unwrap().0.abandon();
    let calls = disk.calls();
    let mut refused = 0;
    for failure in [Failure::Full, Failure::Io] {
        for sticky in [false, true] {
            for at in 1..=calls {
                disk.forget_log();
                let folder = copy();
                disk.fail(Plan { at, failure, sticky });
                match Store::open(folder.path(), on_disk(&disk, 3)) {
                    Ok((store, report)) => {
                        assert_eq!(
                            report.recovered, None,
                            "call {at} {failure:?}: a passing fault set data aside"
                        );
                        store.abandon();
                    }
                    Err(OpenFault::Io { .. } | OpenFault::Full) => refused += 1,
                    Err(other) => panic!("call {at} {failure:?}: {other:?}"),
                }
                disk.heal();
                let (store, report) = Store::open(folder.path(), options(9)).unwrap();
                assert_eq!((report.recovered, report.doubt), (None, None), "call {at} {failure:?}");
                expect_all(&store);
                store.abandon();
            }
        }
    }
    println!("STO-03 opening: {calls} calls x 4, {refused} refused with a plain fault");
    assert!(refused > calls);
}
