//! The everyday path: open, save, close, open again; undo, requests, rows, search.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use huddle_store::*;
use serde_json::json;
use uuid::Uuid;

fn options(n: u8) -> OpenOptions {
    OpenOptions { skip_path_policy: true, ..OpenOptions::new(1_000, [n; 16], "0.1.0") }
}

fn change(doc: Uuid, n: u8) -> ChangeRow {
    ChangeRow {
        doc,
        hash: [n; 32],
        actor: vec![1; 16],
        actor_seq: i64::from(n),
        bytes: vec![n; 200],
        received_at: 5,
        ..ChangeRow::default()
    }
}

/// A read-model row; the search's own table, because the others change with the screens.
fn card(id: u8, title: &str) -> SearchRow {
    SearchRow {
        n: i64::from(id),
        doc: Uuid::from_bytes([id; 16]),
        kind: "card".to_owned(),
        title: title.to_owned(),
        body: String::new(),
        put_away: false,
        extra: json!({ "n": id }),
    }
}

#[test]
fn what_was_saved_is_there_after_opening_again() {
    let folder = tempfile::tempdir().unwrap();
    let doc = Uuid::from_bytes([7; 16]);
    let id;
    {
        let (store, report) = Store::open(folder.path(), options(1)).unwrap();
        assert!(report.created && !report.rebuild);
        id = report.store_id;
        let seqs = store
            .write(|tx| -> Result<_, StoreFault> {
                let a = tx.append_change(&change(doc, 1))?;
                let b = tx.append_change(&change(doc, 2))?;
                let again = tx.append_change(&change(doc, 1))?;
                tx.put(&card(1, "Bed 4 call bell"))?;
                tx.put_setting("zone", &json!("Europe/London"))?;
                tx.put_request(doc, 5, &json!({"ok": true}))?;
                tx.put_snapshot(&SnapshotRow { doc, upto_seq: 2, epoch_id: Uuid::nil(), bytes: vec![9] })?;
                Ok((a, b, again))
            })
            .unwrap();
        assert_eq!(seqs, (Some(1), Some(2), None));
    }
    let (store, report) = Store::open(folder.path(), options(2)).unwrap();
    assert!(!report.created && report.clean);
    assert_eq!((report.store_id, report.changes), (id, 2));
    store
        .read(|r| -> Result<_, StoreFault> {
            assert_eq!(r.changes(doc, Uuid::nil(), 0)?.len(), 2);
            assert_eq!(r.changes(doc, Uuid::nil(), 1)?.first().map(|c| c.seq), Some(2));
            assert_eq!(r.one::<SearchRow>(1)?, Some(card(1, "Bed 4 call bell")));
            assert_eq!(r.setting("zone")?, Some(json!("Europe/London")));
            assert_eq!(r.request(doc)?, Some(json!({"ok": true})));
            assert_eq!(r.snapshot(doc, Uuid::nil())?.map(|s| s.bytes), Some(vec![9]));
            let due = r.rows::<SearchRow>("kind = ?1 AND put_away = 0 ORDER BY title", params!["card"])?;
            assert_eq!(due.len(), 1);
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_refused_write_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = Store::open(folder.path(), options(1)).unwrap();
    let doc = Uuid::from_bytes([7; 16]);
    let refused: Result<(), String> = store
        .write(|tx| {
            tx.append_change(&change(doc, 1)).map_err(Refusal)?;
            Err(Refusal(StoreFault::EmptyChunk))
        })
        .map_err(|r: Refusal| r.0.to_string());
    assert!(refused.is_err());
    assert_eq!(store.info().unwrap().changes, 0);
    let empty = ChangeRow { bytes: Vec::new(), ..change(doc, 1) };
    assert_eq!(store.write(|tx| tx.append_change(&empty)), Err(StoreFault::EmptyChunk));
    // The number of a change that was not saved is given again.
    assert_eq!(store.write(|tx| tx.append_change(&change(doc, 3))), Ok(Some(1)));
}

#[derive(Debug)]
struct Refusal(StoreFault);
impl From<StoreFault> for Refusal {
    fn from(f: StoreFault) -> Self {
        Self(f)
    }
}

#[test]
fn a_panic_inside_a_write_rolls_back_and_the_store_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = Store::open(folder.path(), options(1)).unwrap();
    let doc = Uuid::from_bytes([7; 16]);
    let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        store.write(|tx| -> Result<(), StoreFault> {
            tx.append_change(&change(doc, 1))?;
            panic!("on purpose")
        })
    }));
    assert!(caught.is_err());
    assert_eq!(store.write(|tx| tx.append_change(&change(doc, 2))), Ok(Some(1)));
    assert_eq!(store.info().unwrap().changes, 1);
}

#[test]
fn a_purged_number_is_never_used_again() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = Store::open(folder.path(), options(1)).unwrap();
    let doc = Uuid::from_bytes([7; 16]);
    store.write(|tx| tx.append_change(&change(doc, 1))).unwrap();
    assert_eq!(store.write(|tx| tx.remove_changes(doc, Uuid::nil())), Ok(1));
    assert_eq!(store.write(|tx| tx.append_change(&change(doc, 2))), Ok(Some(2)));
    assert_eq!(store.info().unwrap().changes, 1);
}

#[test]
fn undo_stacks_are_apart_and_a_new_command_drops_what_could_be_redone() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = Store::open(folder.path(), options(1)).unwrap();
    store
        .write(|tx| -> Result<_, StoreFault> {
            tx.push_undo("a", "", 1, json!(1).to_string())?;
            tx.push_undo("a", "", 2, json!(2).to_string())?;
            tx.push_undo("b", "", 3, json!(3).to_string())?;
            let mut top = tx.undo_top("a")?.unwrap();
            assert_eq!(top.entry, "2");
            top.undone = true;
            tx.put_undo(&top)?;
            assert_eq!(tx.undo_top("a")?.unwrap().entry, "1");
            assert_eq!(tx.redo_top("a")?.unwrap().entry, "2");
            tx.push_undo("a", "", 4, json!(4).to_string())?;
            assert_eq!(tx.redo_top("a")?, None);
            assert_eq!(tx.undo_top("b")?.unwrap().entry, "3");
            assert_eq!(tx.trim_undo("a", 1)?, 1);
            Ok(())
        })
        .unwrap();
}

#[test]
fn the_read_model_empties_and_fills_to_equal_rows() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = Store::open(folder.path(), options(1)).unwrap();
    let fill = |tx: &Tx<'_>| -> Result<(), StoreFault> {
        for n in 0..50 {
            tx.put_search(Uuid::from_bytes([n; 16]), "card", &format!("Card {n}"), "", false, &json!({}))?;
        }
        Ok(())
    };
    store.write(fill).unwrap();
    store.index_search().unwrap();
    let before: Vec<SearchRow> = store.read(|r| r.rows("ORDER BY doc", [])).unwrap();
    let found = store.read(|r| r.find("card", 100)).unwrap();
    assert_eq!(found.len(), 50);
    store.write(|tx| tx.clear_model()).unwrap();
    assert_eq!(store.read(|r| r.count::<SearchRow>("", [])), Ok(0));
    assert_eq!(store.read(|r| r.find("card", 100)), Ok(vec![]));
    store.write(fill).unwrap();
    store.index_search().unwrap();
    assert_eq!(store.read(|r| r.rows::<SearchRow>("ORDER BY doc", [])).unwrap(), before);
    assert_eq!(store.read(|r| r.find("card", 100)).unwrap(), found);
}

#[test]
fn a_second_opener_is_told_who_has_it_and_may_ask() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = Store::open(folder.path(), OpenOptions { user: "kit".into(), ..options(1) }).unwrap();
    let told = Store::open(folder.path(), options(2)).unwrap_err();
    let OpenFault::AlreadyOpen { pid, user, started_ms, asked } = &told else { panic!("{told:?}") };
    assert_eq!((*pid, user.as_str(), *started_ms, *asked), (std::process::id(), "kit", 1_000, false));
    assert_eq!(store.take_over_requested(), None);
    let ask = OpenOptions { take_over: true, user: "sam".into(), ..options(3) };
    let told = Store::open(folder.path(), ask.clone()).unwrap_err();
    assert!(matches!(told, OpenFault::AlreadyOpen { asked: true, .. }));
    assert_eq!(store.take_over_requested().map(|o| o.user), Some("sam".to_owned()));
    store.release(2_000).unwrap();
    assert_eq!(store.write(|tx| tx.clear_model()), Err(StoreFault::Released));
    let (mine, _) = Store::open(folder.path(), ask).unwrap();
    assert_eq!(mine.take_over_requested(), None);
}

#[test]
fn settings_that_drift_are_put_right() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = Store::open(folder.path(), options(1)).unwrap();
    assert_eq!(store.settings_drift(), Ok(vec![]));
    store.read(|r| r.values("PRAGMA secure_delete = 0", [])).unwrap();
    assert_eq!(store.settings_drift(), Ok(vec!["secure_delete"]));
    assert_eq!(store.settings_drift(), Ok(vec![]));
}

#[test]
fn odd_input_never_fails_a_search() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = Store::open(folder.path(), options(1)).unwrap();
    store
        .write(|tx| {
            let d = Uuid::from_bytes([1; 16]);
            tx.put_search(d, "card", "Café bell: nurse's \"call\" 😀", "AND OR NOT", false, &json!({}))
        })
        .unwrap();
    store.index_search().unwrap();
    for odd in [
        "",
        " ",
        "\"",
        "'",
        "a\"b",
        "AND",
        "OR OR",
        "NOT",
        "NEAR(",
        "*",
        "^x",
        "title:x",
        "-x",
        "(",
        "😀",
        "\0",
        "%",
        "💊 call",
        "é",
        "ﬁ",
        "\u{301}",
        "a*b",
        "{}",
        "x AND",
        "\\",
    ] {
        store.read(|r| r.find(odd, 10)).unwrap_or_else(|e| panic!("{odd:?}: {e:?}"));
    }
    let long = "x".repeat(100_000);
    assert_eq!(store.read(|r| r.find(&long, 10)), Ok(vec![]));
    let hits = store.read(|r| r.find("cafe nurs", 10)).unwrap();
    assert_eq!(hits.len(), 1);
    let hit = hits.first().unwrap();
    assert!(!hit.by_slip);
    let marked: Vec<String> =
        hit.marks.iter().map(|(a, b)| hit.snippet.chars().skip(*a).take(b - a).collect()).collect();
    assert_eq!(marked, ["Café", "nurse"]);
}
