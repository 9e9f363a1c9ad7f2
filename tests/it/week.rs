//! The week as it is handed out: kept once, the same bytes for the same week, a new version for a change.

use crate::support::{ask, env, open, opening, refused, tell, ward};
use chrono::NaiveDate;
use huddle_app::{App, Caller};
use huddle_core::report::{
    Format, OpenedWeek, Pile, PileFrom, PutFault, ReportFault, Reports, Sheet, WeekReport,
};
use huddle_report::Press;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

const ALL: [&str; 4] = ["xlsx", "docx", "csv", "txt"];
const LAST: &str = "2026-11-09";

fn made_up(seed: u64) -> (tempfile::TempDir, Arc<App>) {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path(), seed);
    huddle_app::demo::fill(&app, NaiveDate::from_ymd_opt(2026, 11, 22)).unwrap();
    (folder, app)
}

fn freeze(app: &App) -> Value {
    tell(app, "week_freeze", json!({ "monday": LAST }))
}

fn make(app: &App, to: &Path) -> Value {
    tell(
        app,
        "week_files_make",
        json!({ "monday": LAST, "formats": ALL, "folder": to.display().to_string() }),
    )
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read(&path).unwrap())
        })
        .collect()
}

/// Changes one reading of the week and returns the measure's name.
fn change_a_reading(app: &App) -> String {
    let all = ask(app, "measures_get", json!({}));
    for tile in all["measures"].as_array().unwrap() {
        let told = ask(app, "measure_get", json!({ "id": tile["id"] }));
        let in_week = |p: &&Value| {
            let start = p["start"].as_str().unwrap();
            (LAST..="2026-11-15").contains(&start) && p["value"].is_f64() && p["d"].is_null()
        };
        if let Some(point) = told["points"].as_array().unwrap().iter().rfind(in_week) {
            let (mut value, mut n) = (json!(null), json!(null));
            if point["n"].is_null() {
                value = json!(point["value"].as_f64().unwrap() + 1.0);
            } else {
                n = json!(point["n"].as_f64().unwrap() - 1.0);
            }
            tell(
                app,
                "reading_set",
                json!({ "measure": tile["id"], "period": point["period"], "value": value, "n": n, "nothing_due": false }),
            );
            return tile["name"].as_str().unwrap().to_owned();
        }
    }
    panic!("the made-up week has no reading to change");
}

#[test]
fn the_same_unchanged_week_gives_the_same_bytes_and_a_changed_reading_does_not() {
    let (folder, app) = made_up(1);
    let [one, two, three, four] = std::array::from_fn(|_| tempfile::tempdir().unwrap());
    let first = freeze(&app);
    assert_eq!((first["version"].as_i64(), first["new_version"].as_bool()), (Some(1), Some(true)));
    assert_eq!(first["undo"], Value::Null, "what has left the ward cannot be taken back");
    let made = make(&app, one.path());
    assert_eq!(made["files"].as_array().unwrap().len(), ALL.len() + 1);

    // Later, after a restart, and after the board moved on: nothing of the week itself changed.
    tell(&app, "card_add", json!({ "title": "Linen cage blocks the door", "lane": "quality" }));
    app.release().unwrap();
    let app = open(folder.path(), 2);
    let again = freeze(&app);
    assert_eq!((&again["version"], &again["made"]), (&first["version"], &first["made"]));
    assert_eq!(again["new_version"], false);
    make(&app, two.path());
    let (a, b) = (files(one.path()), files(two.path()));
    assert!(
        a.len() == 5 && a.keys().all(|name| name.contains("week-ending_2026-11-15_v1.")),
        "{:?}",
        a.keys()
    );
    assert_eq!(a, b);

    // The control: one reading differs.
    let name = change_a_reading(&app);
    let shown = ask(&app, "week_get", json!({ "monday": LAST }));
    assert!(shown["since"].to_string().contains(&name), "{}", shown["since"]);
    let changed = freeze(&app);
    assert_eq!((changed["version"].as_i64(), changed["new_version"].as_bool()), (Some(2), Some(true)));
    assert!(changed["changed"].to_string().contains(&name), "{}", changed["changed"]);
    assert_eq!(changed["changed"].as_array().unwrap().len(), 1, "{}", changed["changed"]);
    make(&app, three.path());
    let c = files(three.path());
    assert!(c.keys().all(|name| name.contains("_v2.")));
    for (new, old) in c.values().zip(a.values()) {
        assert_ne!(new, old);
    }
    freeze(&app);
    make(&app, four.path());
    assert_eq!(c, files(four.path()));
    let shown = ask(&app, "week_get", json!({ "monday": LAST }));
    assert_eq!((shown["kept"]["version"].as_i64(), &shown["since"]), (Some(2), &json!([])));
}

#[test]
fn every_change_that_lasts_makes_a_version_that_says_so() {
    let (_folder, app) = made_up(3);
    freeze(&app);
    tell(&app, "week_line_set", json!({ "monday": LAST, "line": 2, "text": "Two new starters" }));
    let two = freeze(&app);
    assert_eq!(two["changed"], json!(["Thing to know 2 was written anew."]));
    tell(&app, "undo", json!({}));
    let three = freeze(&app);
    assert_eq!((three["version"].as_i64(), three["new_version"].as_bool()), (Some(3), Some(true)));
    assert_eq!(freeze(&app)["version"], 3);
}

#[test]
fn what_cannot_be_made_leaves_the_folder_as_it_was() {
    let (_folder, app) = made_up(4);
    let to = tempfile::tempdir().unwrap();
    let body = |formats: Value, folder: &Path| json!({ "monday": LAST, "formats": formats, "folder": folder.display().to_string() });
    // Everyday builds have no typesetter: the screen offers what can be made and nothing else.
    assert_eq!(ask(&app, "week_get", json!({ "monday": LAST }))["formats"], json!(ALL));
    assert_eq!(refused(&app, "week_files_make", body(json!(["csv"]), to.path())), "no_copy");
    freeze(&app);
    assert_eq!(
        refused(&app, "week_files_make", body(json!(["csv", "pdf"]), to.path())),
        "format_not_offered"
    );
    assert_eq!(refused(&app, "week_files_make", body(json!(["exe"]), to.path())), "format_not_known");
    assert_eq!(refused(&app, "week_files_make", body(json!(["csv"]), &to.path().join("gone"))), "no_folder");
    assert_eq!(refused(&app, "week_files_make", body(json!(["csv"]), Path::new("../here"))), "no_folder");
    assert!(files(to.path()).is_empty());
    let future = json!({ "monday": "2026-12-07" });
    assert_eq!(refused(&app, "week_freeze", future), "in_the_future");
    // Without a folder the files lie beside the data.
    let made = tell(&app, "week_files_make", json!({ "monday": LAST, "formats": ["txt"] }));
    assert_eq!(files(Path::new(made["folder"].as_str().unwrap())).len(), 2);
    assert_eq!(made["folder"], ask(&app, "week_get", json!({ "monday": LAST }))["exports"]);
}

#[test]
fn an_empty_week_and_odd_names_still_give_whole_files() {
    let (_folder, app) = ward(5);
    let to = tempfile::tempdir().unwrap();
    for name in ["../6A", "CON", "Ward 6/7", "Tŷ Gwyn żółć الممرضة 🏥"] {
        tell(&app, "ward_set", json!({ "field": "name", "value": name }));
        tell(
            &app,
            "week_line_set",
            json!({ "monday": "2026-11-16", "line": 1, "text": "=1+1 Llŷr żółta الممرضة 🏥" }),
        );
        tell(&app, "week_freeze", json!({ "monday": "2026-11-16" }));
        let made = tell(
            &app,
            "week_files_make",
            json!({ "monday": "2026-11-16", "formats": ALL, "folder": to.path().display().to_string() }),
        );
        assert_eq!(made["files"].as_array().unwrap().len(), 5, "{name}");
    }
    for (name, bytes) in files(to.path()) {
        assert!(!bytes.is_empty() && !name.contains(".part"), "{name}");
    }
}

#[test]
fn a_copy_is_cut_into_parts_and_nothing_of_it_is_lost() {
    let (_folder, app) = made_up(6);
    for n in 0..120 {
        let text =
            format!("Thank you number {n} for the long night and everything that came with it, all of you");
        tell(&app, "notice_add", json!({ "notice_kind": "thanks", "text": text, "to": "nights" }));
    }
    let kept = tell(&app, "week_freeze", json!({ "monday": "2026-11-16" }));
    let id: uuid::Uuid = kept["id"].as_str().unwrap().parse().unwrap();
    let chunks = app.with_store(|s| s.read(|r| r.changes(id, uuid::Uuid::nil(), 0))).unwrap();
    let changes: Vec<Vec<u8>> = chunks.into_iter().map(|c| c.bytes).collect();
    let heads = app
        .with_store(|s| s.read(|r| r.doc(id)))
        .unwrap()
        .unwrap()
        .heads
        .chunks_exact(32)
        .map(|c| c.try_into().unwrap())
        .collect::<Vec<[u8; 32]>>();
    let doc = huddle_doc::Doc::load(id, None, &changes, &heads).unwrap();
    let week = huddle_doc::kinds::week::read(doc.state());
    let parts = &week.frozen[&1].parts;
    assert!(parts.keys().filter(|k| k.starts_with("thanks.")).count() > 1);
    assert!(parts.values().all(|p| p.chars().count() <= 4_000 && !p.contains("<svg")));
    let size: usize = changes.iter().map(Vec::len).sum();
    println!("a kept week: {} parts, {size} bytes of changes", parts.len());
    let to = tempfile::tempdir().unwrap();
    let body = json!({ "monday": "2026-11-16", "formats": [], "folder": to.path().display().to_string() });
    tell(&app, "week_files_make", body);
    let all = files(to.path());
    let opened = huddle_report::week_file::read(all.values().next().unwrap()).unwrap();
    assert!(!opened.altered);
    assert!(opened.week.thanks.len() >= 100 && opened.week.measures.len() >= 5);
    assert_eq!(opened.week.ward.id, ask(&app, "ward_get", json!({}))["id"].as_str().unwrap());
}

#[test]
fn monday_opens_the_week_just_ended_until_it_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let app = App::open(folder.path(), env(7), &opening()).unwrap();
    huddle_app::demo::fill(&app, NaiveDate::from_ymd_opt(2026, 11, 22)).unwrap();
    let opens = |app: &App| ask(app, "week_get", json!({}))["monday"].as_str().unwrap().to_owned();
    // Sunday: the running week.
    assert_eq!(opens(&app), "2026-11-16");
    app.release().unwrap();
    let monday = huddle_app::Env { clock: Arc::new(Fixed(crate::support::NOW + 86_400_000)), ..env(8) };
    let app = App::open(folder.path(), monday, &opening()).unwrap();
    assert_eq!(opens(&app), "2026-11-16");
    let shown = ask(&app, "week_get", json!({}));
    assert!(shown["over"] == true && shown["page"]["complete"]["huddles_planned"] == 7, "{shown}");
    let kept = tell(&app, "week_freeze", json!({}));
    assert_eq!((kept["monday"].as_str(), kept["version"].as_i64()), (Some("2026-11-16"), Some(1)));
    assert_eq!(opens(&app), "2026-11-23");
}

struct Fixed(i64);
impl huddle_app::Clock for Fixed {
    fn now(&self) -> i64 {
        self.0
    }
}

/// A press whose folder takes nothing until it is told to, or is gone after `gone_after` files.
struct SlowFolder {
    entered: Mutex<mpsc::Sender<()>>,
    go: Mutex<mpsc::Receiver<()>>,
    gone_after: usize,
    put: AtomicUsize,
}

impl Reports for SlowFolder {
    fn formats(&self) -> &'static [Format] {
        Press.formats()
    }
    fn week(&self, week: &WeekReport, format: Format) -> Result<Vec<u8>, ReportFault> {
        Press.week(week, format)
    }
    fn put_week(
        &self,
        to: &Path,
        week: &WeekReport,
        format: Format,
        bytes: &[u8],
    ) -> Result<PathBuf, PutFault> {
        if self.put.fetch_add(1, Ordering::SeqCst) == self.gone_after {
            std::fs::remove_dir_all(to).unwrap();
        }
        let _ = self.entered.lock().unwrap().send(());
        // A sender that is gone lets everything through.
        let _ = self.go.lock().unwrap().recv();
        Press.put_week(to, week, format, bytes)
    }
    fn compare(&self, weeks: &[OpenedWeek], format: Format) -> Result<Vec<u8>, ReportFault> {
        Press.compare(weeks, format)
    }
    fn compare_formats(&self) -> &'static [Format] {
        Press.compare_formats()
    }
    fn pile(&self, from: &PileFrom, wanted: Option<NaiveDate>) -> Result<Pile, PutFault> {
        Press.pile(from, wanted)
    }
    fn put_compare(
        &self,
        to: &Path,
        week: NaiveDate,
        format: Format,
        bytes: &[u8],
    ) -> Result<PathBuf, PutFault> {
        Press.put_compare(to, week, format, bytes)
    }
    fn sheet(&self, sheet: &Sheet) -> Result<Vec<u8>, ReportFault> {
        Press.sheet(sheet)
    }
    fn put_pack(&self, to: &Path, ward: &str, day: NaiveDate, bytes: &[u8]) -> Result<PathBuf, PutFault> {
        Press.put_pack(to, ward, day, bytes)
    }
}

/// The week the ward of these tests is in.
const RUNNING: &str = "2026-11-16";

/// A ward with a kept week and such a folder: told when a file is about to be put, and when to go on.
fn slow(gone_after: usize) -> (tempfile::TempDir, Arc<App>, mpsc::Receiver<()>, mpsc::Sender<()>) {
    let (folder, app) = ward(9);
    tell(&app, "week_freeze", json!({ "monday": RUNNING }));
    app.release().unwrap();
    drop(app);
    let ((entered, seen), (go, may)) = (mpsc::channel(), mpsc::channel());
    let press = SlowFolder {
        entered: Mutex::new(entered),
        go: Mutex::new(may),
        gone_after,
        put: AtomicUsize::new(0),
    };
    let env = huddle_app::Env { reports: Some(Arc::new(press)), ..env(10) };
    let app = App::open(folder.path(), env, &opening()).unwrap();
    (folder, app, seen, go)
}

/// Says whether a question is answered within `patience` while something else is going on.
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
fn a_slow_folder_holds_up_nobody_else() {
    let (_folder, app, seen, go) = slow(usize::MAX);
    let to = tempfile::tempdir().unwrap();
    let id = Caller { request_id: Some(uuid::Uuid::from_u128(77)), ..Caller::default() };
    let body = json!({ "monday": RUNNING, "formats": ["csv"], "folder": to.path().display().to_string() });
    let export = {
        let (app, body, id) = (Arc::clone(&app), body.clone(), id.clone());
        std::thread::spawn(move || app.execute("week_files_make", body, &id))
    };
    seen.recv_timeout(Duration::from_secs(60)).expect("the export reaches the folder");
    assert!(answered(&app, Duration::from_secs(60)), "everybody waited for the folder");
    // The control: work under the lock does hold everybody up, and this probe notices.
    assert!(!app.with_store(|_| answered(&app, Duration::from_millis(300))), "the probe notices nothing");
    // The answer arrives when the files are there, and not before.
    assert!(files(to.path()).is_empty() && !export.is_finished());
    drop(go);
    let made = export.join().unwrap().unwrap();
    assert_eq!(made["files"].as_array().unwrap().len(), files(to.path()).len());
    // The same request again gets the kept answer and writes nothing.
    std::fs::remove_dir_all(to.path()).unwrap();
    assert_eq!(app.execute("week_files_make", body, &id).unwrap(), made);
}

#[test]
fn a_folder_that_goes_away_is_said_and_the_same_request_may_be_tried_again() {
    for (gone_after, code) in [(0, "no_folder"), (1, "files_partly_written")] {
        let (_folder, app, _seen, go) = slow(gone_after);
        drop(go);
        let to = tempfile::tempdir().unwrap();
        let id = Caller { request_id: Some(uuid::Uuid::from_u128(78)), ..Caller::default() };
        let body =
            json!({ "monday": RUNNING, "formats": ["csv"], "folder": to.path().display().to_string() });
        let fault = app.execute("week_files_make", body.clone(), &id).unwrap_err();
        assert_eq!((fault.code.as_str(), fault.field.as_deref()), (code, Some("folder")), "{fault:?}");
        std::fs::create_dir_all(to.path()).unwrap();
        assert_eq!(app.execute("week_files_make", body, &id).unwrap()["files"].as_array().unwrap().len(), 2);
        assert_eq!(files(to.path()).len(), 2);
    }
}
