//! Quiet hours: one verified copy a night, beside the store and in the folder that was set, and nobody held up.

use crate::support::{NOW, ask, env, open, opening, refused, start_ward, tell, ward};
use huddle_app::{App, Caller, Clock, Env, Opening};
use huddle_store::FileStep;
use huddle_testkit::chance::count;
use serde_json::json;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

struct Hand(AtomicI64);

impl Clock for Hand {
    fn now(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

fn copies(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    entries.map(|e| e.unwrap().path()).collect()
}

#[test]
fn a_copy_is_written_once_a_night_and_can_be_restored() {
    let (folder, app) = ward(21);
    let share = tempfile::tempdir().unwrap();
    tell(&app, "backup_folder_set", json!({ "folder": share.path().display().to_string() }));
    tell(&app, "card_add", json!({ "title": "in the copy" }));
    app.copy_when_due();
    app.copy_when_due();
    let own = copies(&folder.path().join("backups"));
    assert_eq!(own.len(), 1, "one copy a night beside the store");
    assert_eq!(copies(share.path()).len(), 1, "one copy a night in the folder that was set");
    let settings = ask(&app, "settings_get", json!({}));
    assert_eq!(
        (&settings["last_backup_verified"], &settings["last_backup_fault"]),
        (&json!(true), &json!(null))
    );
    let place = tempfile::tempdir().unwrap();
    let new = place.path().join("ward");
    huddle_app::restore(&own[0], &new, &crate::support::env(22)).unwrap();
    let restored = open(&new, 23);
    assert_eq!(ask(&restored, "cards_get", json!({}))["to_sort"][0]["title"], "in the copy");
    assert_ne!(restored.store_id(), app.store_id());
}

#[test]
fn a_folder_that_has_gone_is_said_tried_again_and_never_made_by_us() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(Hand(AtomicI64::new(NOW)));
    let app = App::open(folder.path(), Env { clock: clock.clone(), ..env(24) }, &opening()).unwrap();
    start_ward(&app);
    let share = tempfile::tempdir().unwrap();
    let gone = share.path().join("share");
    std::fs::create_dir(&gone).unwrap();
    tell(&app, "backup_folder_set", json!({ "folder": gone.display().to_string() }));
    std::fs::remove_dir(&gone).unwrap();
    let pass = |minutes: i64| {
        clock.0.fetch_add(minutes * 60_000, Ordering::SeqCst);
        app.copy_when_due();
        app.copy_when_due();
    };
    let fault = || ask(&app, "settings_get", json!({}))["last_backup_fault"].clone();
    let own = || copies(&folder.path().join("backups")).len();
    pass(0);
    assert_eq!((own(), fault()), (1, json!("no_folder")));
    assert!(!gone.exists(), "what stands in for a share is no second place");
    // Back within the night: the next try is an hour after the one before, and the own copy is not made twice.
    std::fs::create_dir(&gone).unwrap();
    pass(50);
    assert_eq!((copies(&gone).len(), fault()), (0, json!("no_folder")));
    pass(10);
    assert_eq!((copies(&gone).len(), own(), fault()), (1, 1, json!(null)));
    pass(60);
    assert_eq!((copies(&gone).len(), own()), (1, 1), "a copy a night, not a copy an hour");
    pass(24 * 60);
    assert_eq!((copies(&gone).len(), own()), (2, 2));
    // Another folder has no copy yet, and what was said of the one before is forgotten with it.
    let other = tempfile::tempdir().unwrap();
    tell(&app, "backup_folder_set", json!({ "folder": other.path().display().to_string() }));
    pass(0);
    assert_eq!((copies(other.path()).len(), own()), (1, 2));
    assert_eq!(refused(&app, "backup_folder_set", json!({ "folder": share.path().join("no") })), "no_folder");
    assert_eq!(ask(&app, "settings_get", json!({}))["backup_folder"], other.path().display().to_string());
}

/// A ward whose copies stop at their folder's disk: told when one has come there, and when it may go on.
fn slow() -> (tempfile::TempDir, Arc<App>, mpsc::Receiver<()>, mpsc::Sender<()>) {
    let folder = tempfile::tempdir().unwrap();
    let ((entered, seen), (go, may)) = (mpsc::channel(), mpsc::channel::<()>());
    let (entered, may) = (Mutex::new(entered), Mutex::new(may));
    let observer = move |_: &std::path::Path, step: FileStep<'_>| {
        if matches!(step, FileStep::Copied) {
            let _ = entered.lock().unwrap().send(());
            // A sender that is gone lets everything through.
            let _ = may.lock().unwrap().recv();
        }
    };
    let opening = Opening { observer: Some(Arc::new(observer)), ..opening() };
    let app = App::open(folder.path(), env(25), &opening).unwrap();
    start_ward(&app);
    (folder, app, seen, go)
}

/// Says whether a question and a save are answered within `patience` while something else is going on.
fn answered(app: &Arc<App>, patience: Duration) -> bool {
    let (told, heard) = mpsc::channel();
    let app = Arc::clone(app);
    std::thread::spawn(move || {
        ask(&app, "today_get", json!({}));
        tell(&app, "card_add", json!({ "title": "Trolley wheel squeaks", "lane": "quality" }));
        let _ = told.send(());
    });
    heard.recv_timeout(patience).is_ok()
}

#[test]
fn a_slow_folder_of_copies_holds_nobody_up() {
    for by_hand in [true, false] {
        let (folder, app, seen, go) = slow();
        let to = tempfile::tempdir().unwrap();
        let id = Caller { request_id: Some(uuid::Uuid::from_u128(79)), ..Caller::default() };
        let body = json!({ "folder": to.path().display().to_string() });
        let copy = {
            let (app, id, body) = (Arc::clone(&app), id.clone(), body.clone());
            std::thread::spawn(move || {
                if by_hand {
                    return Some(app.execute("backup_now", body, &id).unwrap());
                }
                app.copy_when_due();
                None
            })
        };
        seen.recv_timeout(Duration::from_secs(60)).expect("the copy reaches its folder");
        assert!(answered(&app, Duration::from_secs(60)), "everybody waited for the folder");
        // The control: work under the lock does hold everybody up, and this probe notices.
        assert!(!app.with_store(|_| answered(&app, Duration::from_millis(300))), "the probe notices nothing");
        assert!(!copy.is_finished());
        drop(go);
        let made = copy.join().unwrap();
        let place = if by_hand { to.path().to_owned() } else { folder.path().join("backups") };
        let files = copies(&place);
        assert_eq!(files.len(), 1, "{files:?}");
        if let Some(made) = made {
            assert_eq!((made["path"].as_str(), &made["verified"]), (files[0].to_str(), &json!(true)));
            // The same request again gets the kept answer and writes nothing.
            std::fs::remove_file(&files[0]).unwrap();
            assert_eq!(app.execute("backup_now", body, &id).unwrap(), made);
            assert!(copies(&place).is_empty());
        }
    }
}

/// Cards saved beside each copy.
const BESIDE: usize = 30;

#[test]
fn a_copy_made_while_people_work_is_whole() {
    let (_folder, app) = ward(26);
    let place = tempfile::tempdir().unwrap();
    let saved = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        // Each word sets the other thread to work; when this one ends, also by a failure, so does that.
        let (work, works) = mpsc::channel::<()>();
        let (app, saved) = (&app, &saved);
        scope.spawn(move || {
            for () in works {
                for _ in 0..BESIDE {
                    tell(app, "card_add", json!({ "title": "Trolley wheel squeaks", "lane": "quality" }));
                    saved.fetch_add(1, Ordering::SeqCst);
                }
            }
        });
        for round in 0..count("COPIES", 10, 100) {
            work.send(()).unwrap();
            let before = saved.load(Ordering::SeqCst);
            let to = place.path().join(format!("to-{round}"));
            let made = tell(app, "backup_now", json!({ "folder": to.display().to_string() }));
            let new = place.path().join(format!("ward-{round}"));
            huddle_app::restore(made["path"].as_str().unwrap().as_ref(), &new, &env(round + 27)).unwrap();
            let back = open(&new, round + 28);
            assert_eq!(back.keep("verify", &json!({})).unwrap()["damaged"], json!([]));
            let cards = ask(&back, "cards_get", json!({}));
            let here: usize =
                ["cards", "to_sort"].iter().map(|key| cards[key].as_array().unwrap().len()).sum();
            assert!(here >= before, "{here} of {before} saved before the copy");
        }
    });
}
