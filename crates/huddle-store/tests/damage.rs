//! STO-08 and STO-09: missing, stale, foreign and empty files, and bit rot. Whatever is done to the files, the
//! store opens, and what it shows as normal is what was saved. One file, over 400 lines, because every case here
//! is a harm done to the same life of one store and judged by the same truth.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeMap;
use std::path::Path;

use common::{doc_row, held, options, save};
use huddle_store::*;
use huddle_testkit::chance::{Chance, count, seed};
use huddle_testkit::vfs::scratch;
use rusqlite::Connection;
use serde_json::json;

const SAVES: u64 = 60;

type Files = BTreeMap<String, Vec<u8>>;

fn files_of(folder: &Path) -> Files {
    let mut out = Files::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        if entry.path().is_file() {
            out.insert(
                entry.file_name().to_string_lossy().into_owned(),
                std::fs::read(entry.path()).unwrap(),
            );
        }
    }
    out
}

fn lay(files: &Files) -> tempfile::TempDir {
    let folder = scratch().unwrap();
    for (name, bytes) in files {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    folder
}

/// A store's files at points of its life; the last is as a power cut after the last save leaves them.
struct Life {
    at: BTreeMap<u64, Files>,
    backups: tempfile::TempDir,
    truth: Vec<(String, Vec<Vec<SqlValue>>)>,
}

fn live(backup_at: u64) -> Life {
    let folder = scratch().unwrap();
    let backups = scratch().unwrap();
    let (store, _) = Store::open(folder.path(), options(1)).unwrap();
    let mut at = BTreeMap::new();
    for n in 1..=SAVES {
        store.write(|tx| save(tx, n)).unwrap();
        store.index_search().unwrap();
        if n == backup_at {
            store.backup(&backups.path().join("day.huddle-backup"), 500).unwrap();
        }
        if n == 40 {
            store.checkpoint(40).unwrap();
        }
        if [20, 40, 50, SAVES].contains(&n) {
            at.insert(n, files_of(folder.path()));
        }
    }
    let truth = dump(&store);
    store.abandon();
    Life { at, backups, truth }
}

/// Everything that is shown or kept, but for the store's own id.
fn dump(store: &Store) -> Vec<(String, Vec<Vec<SqlValue>>)> {
    let tables = [
        ("change", "1"),
        ("doc", "1"),
        ("snapshot", "1, 2"),
        ("setting", "1"),
        ("undo", "1"),
        ("request", "1"),
        ("pending", "1, 2"),
        ("tombstone", "1, 2"),
        ("roster", "1, 2"),
        ("job", "1"),
        ("search", "1"),
    ];
    store
        .read(|r| -> Result<_, StoreFault> {
            tables
                .iter()
                .map(|(t, by)| {
                    Ok(((*t).to_owned(), r.values(&format!("SELECT * FROM \"{t}\" ORDER BY {by}"), [])?))
                })
                .collect()
        })
        .unwrap()
}

#[derive(Debug, Default)]
struct Tally {
    tried: u64,
    harmless: u64,
    noticed: u64,
    /// Everything is there, though the files were harmed.
    complete: u64,
    /// Every change saved before the newest backup is there.
    backed_up_whole: u64,
    shown_as_normal: u64,
    refused: u64,
}

/// Opens what is in the folder and judges it against the truth.
fn judge(
    folder: &Path,
    backups: &Path,
    truth: &[(String, Vec<Vec<SqlValue>>)],
    what: &str,
    backed_up: u64,
    tally: &mut Tally,
) {
    tally.tried += 1;
    let opened =
        OpenOptions { backups: Some(backups.to_owned()), now_ms: 9_000, ..options(tally.tried + 50) };
    let (store, report) = match Store::open(folder, opened) {
        Ok(opened) => opened,
        Err(fault) => {
            tally.refused += 1;
            println!("{what}: did not open: {fault:?}");
            return;
        }
    };
    let same = |store: &Store, but: &[&str]| {
        let found = dump(store);
        found.iter().zip(truth).all(|(a, b)| but.contains(&a.0.as_str()) || a == b)
    };
    // Caches may be empty when the report says so.
    let whole = same(&store, if report.rebuild { &["search", "snapshot"] } else { &[] });
    let normal = report.recovered.as_ref().is_none_or(|r| r.complete) && report.doubt.is_none();
    if report.created {
        // The first-run screen, not an empty board.
        tally.noticed += 1;
    } else if whole && report.recovered.is_none() && report.doubt.is_none() && !report.rebuild {
        tally.harmless += 1;
    } else if normal && !whole {
        tally.shown_as_normal += 1;
        println!("{what}: shown as normal: {report:?}, {:?}", held(&store, SAVES));
    } else {
        tally.noticed += 1;
    }
    tally.complete += u64::from(same(&store, &["snapshot", "search"]));
    let there = store
        .read(|r| -> Result<bool, StoreFault> {
            for n in 1..=backed_up {
                for part in 0..common::parts(n) {
                    let wanted = common::change(n, part);
                    let found = r.change(wanted.doc, wanted.epoch_id, &wanted.hash)?;
                    if found.map(|f| f.bytes) != Some(wanted.bytes) {
                        return Ok(false);
                    }
                }
            }
            Ok(true)
        })
        .unwrap();
    tally.backed_up_whole += u64::from(there);
    if !there {
        println!("{what}: less than the backup: {report:?}");
    }
    // It can be worked with, and the next start is an ordinary one.
    store.write(|tx| save(tx, SAVES + 1)).unwrap();
    store.release(9_500).unwrap();
    let (_, again) = Store::open(folder, options(7)).unwrap();
    assert_eq!((again.recovered, again.doubt, again.clean), (None, None, true), "{what}: the second start");
}

#[test]
fn sto_08_missing_stale_foreign_and_empty_files_are_never_shown_as_normal() {
    let life = live(45);
    let last = &life.at[&SAVES];
    let other = {
        let folder = scratch().unwrap();
        let (store, _) = Store::open(folder.path(), options(99)).unwrap();
        (1..=30).for_each(|n| store.write(|tx| save(tx, n)).unwrap());
        store.abandon();
        files_of(folder.path())
    };
    let (db, wal) = (DATABASE.to_owned(), format!("{DATABASE}-wal"));
    let half = |bytes: &[u8]| bytes[..bytes.len() / 2].to_vec();
    // Each file: as it is, gone, empty, cut in half, of an earlier time, of another store.
    let variants = |name: &str| -> Vec<(&'static str, Option<Vec<u8>>)> {
        vec![
            ("as it is", last.get(name).cloned()),
            ("gone", None),
            ("empty", Some(Vec::new())),
            ("half", last.get(name).map(|b| half(b))),
            ("of save 20", life.at[&20].get(name).cloned()),
            ("of save 50", life.at[&50].get(name).cloned()),
            ("foreign", other.get(name).cloned()),
            ("noise", Some((0..9000u32).map(|n| (n * 7 + n / 3) as u8).collect())),
        ]
    };
    let marks: Vec<(&str, Vec<&str>)> = vec![
        ("both marks", vec![]),
        ("no tip", vec!["last.tip"]),
        ("no durable mark", vec!["last.json"]),
        ("no marks", vec!["last.json", "last.tip"]),
    ];
    let mut tally = Tally::default();
    for (db_is, db_bytes) in variants(&db) {
        for (wal_is, wal_bytes) in variants(&wal) {
            for (marks_are, without) in &marks {
                for backups in [true, false] {
                    let mut files = last.clone();
                    for (name, bytes) in [(&db, &db_bytes), (&wal, &wal_bytes)] {
                        match bytes {
                            Some(bytes) => files.insert(name.clone(), bytes.clone()),
                            None => files.remove(name),
                        };
                    }
                    without.iter().for_each(|name| drop(files.remove(*name)));
                    // An older database, its own journal and no marks at all is what that earlier day looked
                    // like: only peers can tell. The missing marks still make it doubtful.
                    let folder = lay(&files);
                    let empty = scratch().unwrap();
                    let place = if backups { life.backups.path() } else { empty.path() };
                    let what = format!("db {db_is}, wal {wal_is}, {marks_are}, backups {backups}");
                    judge(folder.path(), place, &life.truth, &what, if backups { 45 } else { 0 }, &mut tally);
                }
            }
        }
    }
    println!("STO-08: {tally:?}");
    assert_eq!((tally.shown_as_normal, tally.refused), (0, 0));
    assert_eq!(tally.backed_up_whole, tally.tried);
    assert!(tally.harmless >= 2 && tally.noticed > 400, "{tally:?}");
}

#[test]
fn sto_08_an_empty_chunk_or_a_changed_row_is_damage_never_an_empty_board() {
    let life = live(55);
    let statements = [
        "UPDATE \"change\" SET bytes = x'' WHERE seq = 7",
        "UPDATE \"change\" SET received_at = 1 WHERE seq = 7",
        "DELETE FROM \"change\" WHERE seq = 7",
        "DELETE FROM \"change\" WHERE seq > 100",
        "DELETE FROM doc",
        "UPDATE setting SET value = '3'",
        "DELETE FROM request WHERE at = 5",
        "DELETE FROM ledger",
        "UPDATE ledger SET changes = 0",
        "UPDATE ledger SET generation = 1",
        "DROP TABLE tombstone",
        "DROP INDEX change_0",
        "PRAGMA user_version = 0",
        "PRAGMA user_version = 900",
        "PRAGMA application_id = 5",
        "UPDATE search SET title = 'Nothing outstanding'",
        "DELETE FROM search",
        "DELETE FROM search_fts_data",
        "DROP TABLE search",
    ];
    let mut tally = Tally::default();
    for sql in statements {
        let folder = lay(&life.at[&SAVES]);
        {
            let conn = Connection::open(folder.path().join(DATABASE)).unwrap();
            conn.execute_batch(sql).unwrap();
        }
        let before = tally.harmless;
        judge(folder.path(), life.backups.path(), &life.truth, sql, 55, &mut tally);
        if sql != "DROP INDEX change_0" {
            assert_eq!(tally.harmless, before, "{sql} was not noticed");
        }
    }
    println!("STO-08 rows: {tally:?}");
    assert_eq!((tally.shown_as_normal, tally.refused), (0, 0));
}

#[test]
fn sto_09_bit_rot_is_noticed_and_repaired() {
    // The newest backup is three saves old.
    let life = live(57);
    let mut chance = Chance::new(seed(9));
    let closed = {
        let folder = lay(&life.at[&SAVES]);
        Store::open(folder.path(), options(3)).unwrap().0.release(5).unwrap();
        files_of(folder.path())
    };
    let mut tally = Tally::default();
    let (flips, zeroed) = (count("FLIPS", 500, 5_000), count("SECTORS", 60, 600));
    for n in 0..flips + zeroed {
        let mut files = if n % 2 == 0 { closed.clone() } else { life.at[&SAVES].clone() };
        let target =
            if n % 2 == 1 && chance.percent(40) { format!("{DATABASE}-wal") } else { DATABASE.to_owned() };
        let bytes = files.get_mut(&target).unwrap();
        let at = chance.below(bytes.len());
        if n < flips {
            for _ in 0..1 + chance.below(3) {
                let at = chance.below(bytes.len());
                bytes[at] ^= 1 << chance.below(8);
            }
        } else {
            let sector = at / 512 * 512;
            let end = (sector + 512).min(bytes.len());
            bytes[sector..end].fill(0);
        }
        let folder = lay(&files);
        judge(
            folder.path(),
            life.backups.path(),
            &life.truth,
            &format!("rot {n} in {target}"),
            57,
            &mut tally,
        );
    }
    println!("STO-09: {flips} with 1 to 3 flipped bits, {zeroed} zeroed sectors: {tally:?}");
    assert_eq!((tally.shown_as_normal, tally.refused), (0, 0));
    assert_eq!(tally.backed_up_whole, tally.tried);
    assert!(tally.complete * 100 >= tally.tried * 75, "{tally:?}");
}

#[test]
fn sto_09_control_sqlites_own_check_misses_what_the_sums_see() {
    let life = live(57);
    let mut chance = Chance::new(9);
    let (mut harmful, mut seen) = (0, 0);
    // Most of a small store is not changes, so many flips are needed to hit enough of them.
    for _ in 0..600 {
        let mut files = life.at[&40].clone();
        files.remove(&format!("{DATABASE}-wal"));
        let bytes = files.get_mut(DATABASE).unwrap();
        let at = chance.below(bytes.len());
        bytes[at] ^= 1 << chance.below(8);
        let folder = lay(&files);
        let Ok(conn) = Connection::open(folder.path().join(DATABASE)) else { continue };
        let said: Result<String, _> = conn.query_row("PRAGMA integrity_check", [], |r| r.get(0));
        let docs: Result<Vec<Vec<u8>>, _> = conn
            .prepare("SELECT bytes FROM \"change\" ORDER BY seq")
            .and_then(|mut s| s.query_map([], |r| r.get(0))?.collect());
        let right: Vec<Vec<u8>> =
            (1..=40).flat_map(|n| (0..common::parts(n)).map(move |p| common::change(n, p).bytes)).collect();
        if docs.ok() != Some(right) {
            harmful += 1;
            seen += u64::from(said.is_err() || said.is_ok_and(|s| s != "ok"));
        }
    }
    println!("control: {harmful} harmful flips, SQLite's check saw {seen}");
    assert!(harmful > 20 && seen * 2 < harmful, "SQLite's own check would do: {seen} of {harmful}");
}

#[test]
fn what_was_removed_for_good_does_not_come_back_from_an_older_backup() {
    let folder = scratch().unwrap();
    let backups = scratch().unwrap();
    let (store, _) = Store::open(folder.path(), options(1)).unwrap();
    (1..=30).for_each(|n| store.write(|tx| save(tx, n)).unwrap());
    store.backup(&backups.path().join("a.huddle-backup"), 5).unwrap();
    let doc = common::doc_of(5);
    let purge = |tx: &Tx<'_>| -> Result<(), StoreFault> {
        tx.remove_changes(doc, uuid::Uuid::nil())?;
        tx.remove_doc(doc)?;
        tx.put_tombstone(&TombstoneRow { id: doc, epoch: 0, at: 5 })
    };
    store.write(purge).unwrap();
    store.release(5).unwrap();
    let conn = Connection::open(folder.path().join(DATABASE)).unwrap();
    conn.execute_batch("DELETE FROM \"change\" WHERE seq % 7 = 1").unwrap();
    drop(conn);
    let opened = OpenOptions { backups: Some(backups.path().to_owned()), ..options(2) };
    let (store, report) = Store::open(folder.path(), opened).unwrap();
    assert_eq!(report.recovered.as_ref().and_then(|r| r.backup_made_ms), Some(5));
    assert_eq!(store.read(|r| r.change_count(doc)), Ok(0));
    assert_eq!(store.read(|r| r.doc(doc)), Ok(None));
    let other = common::doc_of(6);
    let wanted: u64 = (1..=30).filter(|n| common::doc_of(*n) == other).map(common::parts).sum();
    assert_eq!(store.read(|r| r.change_count(other)), Ok(wanted as i64));
}

#[test]
fn a_newer_database_is_left_as_it_is() {
    let folder = scratch().unwrap();
    let (store, _) = Store::open(folder.path(), options(1)).unwrap();
    store.write(|tx| tx.put(&MetaRow { name: "version".into(), value: "9".into() })).unwrap();
    store.release(5).unwrap();
    Connection::open(folder.path().join(DATABASE)).unwrap().execute_batch("PRAGMA user_version = 9").unwrap();
    let before = files_of(folder.path());
    let refused = Store::open(folder.path(), options(2)).unwrap_err();
    assert_eq!(refused, OpenFault::Newer { found: 9, known: 1 });
    let after = files_of(folder.path());
    assert_eq!(after[DATABASE], before[DATABASE]);
    assert_eq!(after["last.json"], before["last.json"]);
}

#[test]
fn another_read_model_is_dropped_and_asked_for_again() {
    let folder = scratch().unwrap();
    let (store, _) = Store::open(folder.path(), options(1)).unwrap();
    (1..=5).for_each(|n| store.write(|tx| save(tx, n)).unwrap());
    store.write(|tx| tx.put(&MetaRow { name: "model_hash".into(), value: "old".into() })).unwrap();
    store.release(5).unwrap();
    let (store, report) = Store::open(folder.path(), options(2)).unwrap();
    assert_eq!((report.rebuild, report.rebuild_documents, report.recovered), (true, false, None));
    assert_eq!(store.read(|r| r.count::<SearchRow>("", [])), Ok(0));
    assert_eq!(store.read(|r| r.doc(common::doc_of(5))), Ok(Some(doc_row(5))));
    // A crash before it was filled again: an empty board must not pass for the ward's.
    store.abandon();
    let (store, report) = Store::open(folder.path(), options(3)).unwrap();
    assert!(report.rebuild);
    store.write(|tx| tx.clear_model().and_then(|()| save(tx, 6))).unwrap();
    store.release(5).unwrap();
    let (_, report) = Store::open(folder.path(), options(4)).unwrap();
    assert!(!report.rebuild);
}

#[test]
fn the_reserve_is_given_back_when_the_disk_is_full_and_kept_again_at_the_next_start() {
    use huddle_testkit::vfs::{Failure, Plan, register};
    let disk = register("reserve");
    let folder = scratch().unwrap();
    let opened = OpenOptions { reserve: true, ..common::on_disk(&disk, 1) };
    let (store, _) = Store::open(folder.path(), opened.clone()).unwrap();
    let reserve = folder.path().join("reserve.bin");
    assert_eq!(reserve.metadata().unwrap().len(), 8 << 20);
    disk.fail(Plan { at: 1, failure: Failure::Full, sticky: true });
    assert_eq!(store.write(|tx| tx.put_setting("a", &json!(1))), Err(StoreFault::Full { room_made: true }));
    assert!(!reserve.exists() && !store.info().unwrap().reserve);
    assert_eq!(store.write(|tx| tx.put_setting("a", &json!(1))), Err(StoreFault::Full { room_made: false }));
    disk.heal();
    store.write(|tx| tx.put_setting("a", &json!(1))).unwrap();
    store.release(5).unwrap();
    let (_store, _) = Store::open(folder.path(), opened).unwrap();
    assert_eq!(reserve.metadata().unwrap().len(), 8 << 20);
}

#[test]
fn an_interrupted_recovery_is_carried_on() {
    let life = live(45);
    let mut files = life.at[&SAVES].clone();
    files.get_mut(DATABASE).unwrap()[9000..9600].fill(0x55);
    // As the power cut leaves it: the plan is written, the files are moved, nothing new is in place yet.
    let folder = lay(&files);
    let aside = folder.path().join("set-aside").join("5-0");
    std::fs::create_dir_all(&aside).unwrap();
    for name in [DATABASE.to_owned(), format!("{DATABASE}-wal")] {
        std::fs::rename(folder.path().join(&name), aside.join(&name)).unwrap();
    }
    std::fs::write(folder.path().join("recovery.json"), r#"{"aside":"5-0"}"#).unwrap();
    let opened = OpenOptions { backups: Some(life.backups.path().to_owned()), ..options(5) };
    let (store, report) = Store::open(folder.path(), opened).unwrap();
    let recovery = report.recovered.unwrap();
    assert_eq!(recovery.aside, "5-0");
    assert!(recovery.changes > 80, "{recovery:?}");
    assert!(report.rebuild && report.rebuild_documents);
    store.release(6).unwrap();
    let (_, report) = Store::open(folder.path(), options(6)).unwrap();
    assert_eq!((report.recovered, report.doubt), (None, None));
    assert!(aside.join(DATABASE).exists(), "the damaged files were not kept");
}
