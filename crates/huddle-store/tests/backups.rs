//! Backups: read again, restored as a new store, hostile files refused, old ones pruned.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use common::{Held, doc_of, held, options, parts, save};
use huddle_store::*;
use huddle_testkit::chance::{Chance, count, seed};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

fn filled(folder: &Path, upto: u64) -> Store {
    let (store, _) = Store::open(folder, options(1)).unwrap();
    for n in 1..=upto {
        store.write(|tx| save(tx, n)).unwrap();
    }
    store
}

fn changes(store: &Store) -> Vec<ChangeRow> {
    store.read(|r| r.changes_since(0, 100_000)).unwrap()
}

#[test]
fn a_backup_restores_to_equal_rows_in_a_new_store() {
    let here = tempfile::tempdir().unwrap();
    let there = tempfile::tempdir().unwrap();
    let store = filled(here.path(), 40);
    store.write(|tx| tx.put_setting("local.pin", &json!("stays"))).unwrap();
    let file = there.path().join("a.huddle-backup");
    let info = store.backup(&file, 77).unwrap();
    assert_eq!((info.store_id, info.made_at_ms), (store.store_id(), 77));
    assert_eq!(info.changes, (1..=40).map(parts).sum::<u64>());
    assert_eq!(verify_backup(&file).as_ref(), Ok(&info));
    assert_eq!(std::fs::read_dir(there.path()).unwrap().count(), 1, "a part was left behind");

    let folder = there.path().join("ward");
    let (new, report, again) = restore(&file, &folder, options(2)).unwrap();
    assert_eq!(again, info);
    assert_ne!(new.store_id(), store.store_id());
    assert!(report.created && report.rebuild && report.rebuild_documents && report.recovered.is_none());
    assert_eq!(changes(&new), changes(&store));
    let docs = |s: &Store| s.read(|r| r.docs("card", None)).unwrap();
    assert_eq!(docs(&new), docs(&store));
    assert_eq!(new.read(|r| r.setting("marker")), Ok(Some(json!(40))));
    assert_eq!(new.read(|r| r.setting("local.pin")), Ok(None));
    assert_eq!(new.read(|r| r.pending(doc_of(31))).unwrap().len(), 1);
    assert_eq!(new.read(|r| r.find("card", 9)), Ok(vec![]));
    new.release(9).unwrap();
    let (new, report) = Store::open(&folder, options(3)).unwrap();
    assert_eq!((report.recovered, report.doubt, report.clean), (None, None, true));
    new.write(|tx| save(tx, 41)).unwrap();

    assert!(matches!(restore(&file, here.path(), options(4)), Err(BackupFault::NotEmpty { .. })));
}

#[test]
fn what_a_killed_copy_left_goes_with_the_next_one_and_nothing_else_does() {
    let here = tempfile::tempdir().unwrap();
    let there = tempfile::tempdir().unwrap();
    let store = filled(here.path(), 3);
    let short = store.store_id().simple().to_string()[..8].to_owned();
    let killed = format!("a.{short}-1-0.part");
    let others = ["a.ffffffff-1-0.part", "notes.part", "a.part.huddle-backup.txt"];
    for name in others.into_iter().chain([killed.as_str()]) {
        std::fs::write(there.path().join(name), b"half").unwrap();
    }
    store.backup(&there.path().join("a.huddle-backup"), 7).unwrap();
    let mut left: Vec<String> = std::fs::read_dir(there.path())
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    left.sort();
    assert_eq!(left, ["a.ffffffff-1-0.part", "a.huddle-backup", "a.part.huddle-backup.txt", "notes.part"]);
}

#[test]
fn sto_10_backups_made_while_saving_hold_everything_acknowledged_before() {
    let here = tempfile::tempdir().unwrap();
    let there = tempfile::tempdir().unwrap();
    let store = filled(here.path(), 1);
    let (acked, stop) = (AtomicU64::new(1), AtomicBool::new(false));
    let mut slowest = std::time::Duration::ZERO;
    let rounds = count("BACKUPS", 10, 100);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut n = 1;
            while !stop.load(Ordering::Relaxed) {
                n += 1;
                store.write(|tx| save(tx, n)).unwrap();
                acked.store(n, Ordering::SeqCst);
            }
        });
        for round in 0..rounds {
            let before = acked.load(Ordering::SeqCst);
            let file = there.path().join(format!("{round}.huddle-backup"));
            let start = std::time::Instant::now();
            store.backup(&file, 5).unwrap();
            slowest = slowest.max(start.elapsed());
            let (copy, ..) =
                restore(&file, &there.path().join(round.to_string()), options(round + 5)).unwrap();
            for n in 1..=before {
                let wanted = common::change(n, 0);
                assert_eq!(copy.read(|r| r.has_change(wanted.doc, wanted.epoch_id, &wanted.hash)), Ok(true));
            }
        }
        stop.store(true, Ordering::Relaxed);
    });
    println!(
        "STO-10: {rounds} backups while {} saves ran, slowest {slowest:?}",
        acked.load(Ordering::SeqCst)
    );
}

/// Puts right both hashes of an altered backup, so that the reader has to notice by itself.
fn sign(mut bytes: Vec<u8>, alter: impl FnOnce(&mut serde_json::Value)) -> Vec<u8> {
    let len = u32::from_le_bytes(bytes[12..16].try_into().unwrap()) as usize;
    let mut info: serde_json::Value = serde_json::from_slice(&bytes[16..16 + len]).unwrap();
    let hash = hex::encode(Sha256::digest(&bytes[4096..]));
    info["body_sha256"] = json!(hash);
    info["body_len"] = json!(bytes.len() - 4096);
    alter(&mut info);
    let text = serde_json::to_vec(&info).unwrap();
    bytes[12..16].copy_from_slice(&(text.len() as u32).to_le_bytes());
    bytes[16..4064].fill(0);
    bytes[16..16 + text.len()].copy_from_slice(&text);
    let hash = Sha256::digest(&bytes[..4064]);
    bytes[4064..4096].copy_from_slice(&hash);
    bytes
}

#[test]
fn hostile_and_damaged_backups_are_refused_and_nothing_is_made() {
    let here = tempfile::tempdir().unwrap();
    let store = filled(here.path(), 12);
    let file = here.path().join("a.huddle-backup");
    store.backup(&file, 7).unwrap();
    let good = std::fs::read(&file).unwrap();
    // The control: putting the hashes right again gives a good backup.
    std::fs::write(&file, sign(good.clone(), |_| {})).unwrap();
    verify_backup(&file).unwrap();

    let mut cases: Vec<(String, Vec<u8>)> = vec![
        ("empty".into(), vec![]),
        ("text".into(), b"not a backup".repeat(1000)),
        ("header only".into(), good[..4096].to_vec()),
        ("cut short".into(), good[..good.len() - 1].to_vec()),
        ("one more".into(), [good.as_slice(), &[0]].concat()),
        ("more rows than said".into(), sign(good.clone(), |i| i["tables"][0]["rows"] = json!(1))),
        ("fewer rows than said".into(), sign(good.clone(), |i| i["tables"][0]["rows"] = json!(u64::MAX))),
        ("unknown table".into(), sign(good.clone(), |i| i["tables"][0]["name"] = json!("sqlite_schema"))),
        ("no tables".into(), sign(good.clone(), |i| i["tables"] = json!([]))),
        ("huge body".into(), sign(good.clone(), |i| i["body_len"] = json!(u64::MAX))),
        ("column gone".into(), sign(good.clone(), |i| i["tables"][0]["columns"][3] = json!("x"))),
    ];
    for (what, at, value) in
        [("row length", 4097, u32::MAX), ("row length 0", 4097, 0), ("20 MiB", 4097, 20 << 20)]
    {
        let mut bytes = good.clone();
        bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
        cases.push((what.into(), sign(bytes, |_| {})));
    }
    for (what, at) in [("table number", 4096), ("tag", 4101)] {
        let mut bytes = good.clone();
        bytes[at] = 0xEE;
        cases.push((what.into(), sign(bytes, |_| {})));
    }
    let target = here.path().join("restored");
    for (what, bytes) in cases {
        std::fs::write(&file, bytes).unwrap();
        let refused = verify_backup(&file).unwrap_err();
        assert!(
            matches!(refused, BackupFault::Damaged { .. } | BackupFault::NotABackup),
            "{what}: {refused:?}"
        );
        assert!(restore(&file, &target, options(2)).is_err(), "{what}");
        assert!(!target.exists(), "{what}");
    }
    std::fs::write(&file, sign(good.clone(), |i| i["schema"] = json!(99))).unwrap();
    assert!(matches!(verify_backup(&file), Err(BackupFault::Newer { found: 99, .. })));

    let mut chance = Chance::new(seed(3));
    for _ in 0..count("FLIPS", 600, 6_000) {
        let mut bytes = good.clone();
        let at = chance.below(bytes.len());
        bytes[at] ^= 1 << chance.below(8);
        std::fs::write(&file, &bytes).unwrap();
        assert!(verify_backup(&file).is_err(), "a flip at {at} was not noticed");
        // The same with right hashes must not panic or take memory, whatever it gives.
        if at >= 4096 {
            std::fs::write(&file, sign(bytes, |_| {})).unwrap();
            let _ = verify_backup(&file);
        }
    }
}

#[test]
fn pruning_keeps_the_newest_of_each_day_week_and_month_and_leaves_other_files_alone() {
    const DAY: i64 = 86_400_000;
    let folder = tempfile::tempdir().unwrap();
    let store = filled(folder.path(), 1);
    let backups: PathBuf = folder.path().join("backups");
    std::fs::create_dir(&backups).unwrap();
    // 22 November 2026, a Sunday, 12:00 UTC; twice a day for 500 days back.
    let newest = 1_795_348_800_000;
    let mut first = None;
    for back in 0..1000 {
        let at = newest - back * DAY / 2;
        let file = backups.join(format!("{at}.huddle-backup"));
        // One real backup; the others differ from it in their time alone.
        let bytes = match &first {
            None => {
                store.backup(&file, at).unwrap();
                first = Some(std::fs::read(&file).unwrap());
                continue;
            }
            Some(bytes) => sign(bytes.clone(), |i| i["made_at_ms"] = json!(at)),
        };
        std::fs::write(&file, bytes).unwrap();
    }
    std::fs::write(backups.join("notes.txt"), "mine").unwrap();
    std::fs::write(backups.join("broken.huddle-backup"), "x").unwrap();
    prune_backups(&backups, Keep::default()).unwrap();
    let left: Vec<i64> = list_backups(&backups).unwrap().iter().map(|(_, i)| i.made_at_ms).collect();
    let mut days: Vec<i64> = left.iter().map(|at| (newest - at) / DAY).collect();
    days.dedup();
    assert_eq!(days.get(..7), Some([0, 1, 2, 3, 4, 5, 6].as_slice()), "{days:?}");
    // Sundays end the weeks; months end on 31 October, 30 September and so on back to 31 December.
    for kept in [7, 14, 21, 28, 22, 53, 83, 114, 145, 175, 206, 236, 267, 295, 326] {
        assert!(days.contains(&kept), "{kept} days back is gone: {days:?}");
    }
    assert_eq!(days.len(), 7 + 4 + 11, "{days:?}");
    assert!(backups.join("notes.txt").exists() && backups.join("broken.huddle-backup").exists());
    assert_eq!(prune_backups(&backups, Keep::default()), Ok(vec![]));
}

#[test]
fn a_full_store_reads_back_whole_from_its_backup_after_a_purge() {
    let here = tempfile::tempdir().unwrap();
    let store = filled(here.path(), 20);
    let doc = doc_of(3);
    store
        .write(|tx| -> Result<_, StoreFault> {
            tx.remove_changes(doc, Uuid::nil())?;
            tx.remove_doc(doc)?;
            tx.put_tombstone(&TombstoneRow { id: doc, epoch: 0, at: 5 })
        })
        .unwrap();
    let file = here.path().join("a.huddle-backup");
    store.backup(&file, 7).unwrap();
    let (new, ..) = restore(&file, &here.path().join("new"), options(2)).unwrap();
    assert_eq!(changes(&new), changes(&store));
    assert_eq!(new.read(|r| r.tombstone(doc)).unwrap().map(|t| t.epoch), Some(0));
    // A number purged before the backup is not given to another change here either.
    assert_ne!(held(&new, 20).unwrap(), Held { marker: 20, torn: 0 });
}
