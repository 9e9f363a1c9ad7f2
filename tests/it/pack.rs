//! Last night's pack: once a night, nobody held up, nothing broken, and said when it is not there.

use crate::support::{ask, env, names_in, opening, refused, start_ward, tell, ward};
use chrono::NaiveDate;
use huddle_app::{App, Caller, Clock, Env};
use huddle_core::report::{
    Format, OpenedWeek, Pile, PileFrom, PutFault, ReportFault, Reports, Sheet, WeekReport,
};
use huddle_report::Press;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

/// 23:00 on Sunday 22 November 2026 in London.
const EVENING: i64 = 1_795_388_400_000;
const HOUR: i64 = 3_600_000;

struct Hand(AtomicI64);

impl Clock for Hand {
    fn now(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// What the press was asked to set, and a second folder that may be slow or refuse.
#[derive(Default)]
struct Typed {
    pages: Mutex<Vec<Sheet>>,
    /// Refuses the pages themselves.
    broken: AtomicBool,
    /// Tells that it is about to write, then waits until it is told to go on.
    slow: Mutex<Option<(mpsc::Sender<()>, mpsc::Receiver<()>)>>,
}

/// Stands in for the typesetter, which everyday builds do not have; the way to the disk is the real one.
struct Setter(Arc<Typed>);

impl Reports for Setter {
    fn formats(&self) -> &'static [Format] {
        &Format::ALL
    }
    fn week(&self, week: &WeekReport, format: Format) -> Result<Vec<u8>, ReportFault> {
        Press.week(week, format)
    }
    fn put_week(&self, to: &Path, week: &WeekReport, f: Format, bytes: &[u8]) -> Result<PathBuf, PutFault> {
        Press.put_week(to, week, f, bytes)
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
    fn put_compare(&self, to: &Path, week: NaiveDate, f: Format, bytes: &[u8]) -> Result<PathBuf, PutFault> {
        Press.put_compare(to, week, f, bytes)
    }
    fn sheet(&self, sheet: &Sheet) -> Result<Vec<u8>, ReportFault> {
        if self.0.broken.load(Ordering::SeqCst) {
            return Err(ReportFault::NotMade);
        }
        self.0.pages.lock().unwrap().push(sheet.clone());
        Ok(b"%PDF-1.7 as set".to_vec())
    }
    fn put_pack(&self, to: &Path, ward: &str, day: NaiveDate, bytes: &[u8]) -> Result<PathBuf, PutFault> {
        if let Some((entered, go)) = &*self.0.slow.lock().unwrap() {
            let _ = entered.send(());
            // A sender that is gone lets everything through.
            let _ = go.recv();
        }
        Press.put_pack(to, ward, day, bytes)
    }
}

struct Ward {
    app: Arc<App>,
    clock: Arc<Hand>,
    typed: Arc<Typed>,
    folder: tempfile::TempDir,
}

impl Ward {
    fn at(now: i64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (clock, typed) = (Arc::new(Hand(AtomicI64::new(now))), Arc::new(Typed::default()));
        let env =
            Env { clock: clock.clone(), reports: Some(Arc::new(Setter(Arc::clone(&typed)))), ..env(31) };
        let app = App::open(folder.path(), env, &opening()).unwrap();
        start_ward(&app);
        Self { app, clock, typed, folder }
    }

    fn pass(&self, hours: i64) {
        self.clock.0.fetch_add(hours * HOUR, Ordering::SeqCst);
        self.app.make_pack_when_due();
        self.app.make_pack_when_due();
    }

    fn own(&self) -> Vec<String> {
        names_in(&self.folder.path().join("pack"))
    }

    fn pack(&self) -> serde_json::Value {
        ask(&self.app, "settings_get", json!({}))["pack"].clone()
    }

    fn set(&self) -> usize {
        self.typed.pages.lock().unwrap().len()
    }
}

#[test]
fn a_pack_is_made_once_a_night_for_the_day_to_come_and_after_a_night_that_was_missed() {
    let ward = Ward::at(EVENING);
    assert!(ward.pack()["stale"] == true && ward.pack()["last_at"].is_null());
    // Switched on in the evening after a night without: the day to come is tomorrow.
    ward.pass(0);
    assert_eq!((ward.own(), ward.set()), (vec!["Ward-6A_pack_2026-11-23.pdf".to_owned()], 1));
    // Two in the morning: a new night, the same day to come, so the same file with what is known by then.
    ward.pass(3);
    assert_eq!((ward.own().len(), ward.set()), (1, 2));
    ward.pass(8);
    assert_eq!(ward.set(), 2, "a pack a night, not a pack an hour");
    assert_eq!(ward.pack()["stale"], false);
    // Off for a night and a day, on again at ten: the morning's huddle is still today's.
    ward.pass(48);
    assert_eq!((ward.own().len(), ward.set()), (2, 3));
    assert_eq!(ward.own()[1], "Ward-6A_pack_2026-11-25.pdf");
    let pages = ward.typed.pages.lock().unwrap();
    let Sheet::Pack(pack) = &pages[2] else { panic!("{pages:?}") };
    assert_eq!((pack.ward.as_str(), pack.day.to_string()), ("Ward 6A", "2026-11-25".to_owned()));
    let [Sheet::Huddle(huddle), Sheet::Glance(glance), ..] = pack.sheets.as_slice() else {
        panic!("{pack:?}")
    };
    assert_eq!((huddle.date, huddle.shift.as_str(), glance.lanes.len()), (pack.day, "Day", 5));
    assert!(!huddle.sections.is_empty());
}

#[test]
fn the_pages_say_what_is_carried_and_the_month_of_every_cross() {
    let ward = Ward::at(EVENING);
    tell(&ward.app, "cross_define", json!({ "label": "Falls", "what_counts": "Any fall." }));
    let huddle = tell(&ward.app, "huddle_start", json!({ "short": false }))["id"].clone();
    tell(
        &ward.app,
        "action_add",
        json!({ "huddle": huddle, "text": "Order slide sheets", "section": "kit", "due": "tomorrow" }),
    );
    tell(&ward.app, "huddle_finish", json!({ "huddle": huddle, "read_back": true }));
    ward.pass(4);
    let pages = ward.typed.pages.lock().unwrap();
    let Some(Sheet::Pack(pack)) = pages.last() else { panic!("no pack") };
    let [Sheet::Huddle(huddle), Sheet::Glance(_), Sheet::Crosses(crosses)] = pack.sheets.as_slice() else {
        panic!("{pack:?}")
    };
    assert_eq!(huddle.carried.iter().map(|c| c.what.as_str()).collect::<Vec<_>>(), ["Order slide sheets"]);
    assert_eq!(huddle.days_since.iter().map(|d| d.name.as_str()).collect::<Vec<_>>(), ["Falls"]);
    assert_eq!(crosses.crosses.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(), ["Falls"]);
}

#[test]
fn five_packs_stay_and_no_other_file_of_a_shared_folder_is_touched() {
    let ward = Ward::at(EVENING);
    let share = tempfile::tempdir().unwrap();
    let others = [
        "Ward-6A_pack_2026-13-40.pdf",
        "Ward-7_pack_2020-01-01.pdf",
        "Ward-6A_pack_2020-01-01.txt",
        "rota.pdf",
    ];
    for name in others {
        std::fs::write(share.path().join(name), b"not ours").unwrap();
    }
    tell(&ward.app, "pack_folder_set", json!({ "folder": share.path().display().to_string() }));
    for _ in 0..9 {
        ward.pass(24);
    }
    let ours: Vec<String> =
        names_in(share.path()).into_iter().filter(|n| !others.contains(&n.as_str())).collect();
    assert_eq!(ours, ward.own());
    assert_eq!((ours.len(), names_in(share.path()).len()), (5, 5 + others.len()));
    assert_eq!(ours[4], "Ward-6A_pack_2026-12-02.pdf");
}

#[test]
fn a_slow_folder_holds_nobody_up() {
    let ward = Ward::at(EVENING);
    let ((entered, seen), (go, may)) = (mpsc::channel(), mpsc::channel());
    *ward.typed.slow.lock().unwrap() = Some((entered, may));
    let made = {
        let app = Arc::clone(&ward.app);
        std::thread::spawn(move || app.execute("pack_make", json!({}), &Caller::default()))
    };
    seen.recv_timeout(Duration::from_secs(60)).expect("the pack reaches its folder");
    assert!(answered(&ward.app, Duration::from_secs(60)), "everybody waited for the folder");
    // The control: what holds the lock is noticed.
    assert!(
        !ward.app.with_store(|_| answered(&ward.app, Duration::from_millis(300))),
        "the probe notices nothing"
    );
    assert!(ward.own().is_empty() && !made.is_finished());
    drop(go);
    assert_eq!(made.join().unwrap().unwrap()["files"].as_array().unwrap().len(), ward.own().len());
}

/// Says whether a save and a question are answered within `patience` while something else is going on.
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
fn a_folder_that_has_gone_is_said_tried_again_and_the_own_one_is_filled_all_the_same() {
    let ward = Ward::at(EVENING);
    let share = tempfile::tempdir().unwrap();
    let gone = share.path().join("share");
    std::fs::create_dir(&gone).unwrap();
    tell(&ward.app, "pack_folder_set", json!({ "folder": gone.display().to_string() }));
    std::fs::remove_dir(&gone).unwrap();
    ward.pass(4);
    let said = ward.pack();
    assert_eq!(
        (&said["also_fault"], &said["last_fault"], &said["also_at"]),
        (&json!("no_folder"), &json!(null), &json!(null))
    );
    assert!(said["stale"] == true && ward.own().len() == 1, "{said}");
    assert_eq!(refused(&ward.app, "pack_make", json!({})), "pack_in_own_folder_only");
    // It is tried again within the night, and the folder is never made by us.
    assert!(!gone.exists());
    std::fs::create_dir(&gone).unwrap();
    ward.pass(0);
    assert!(names_in(&gone).is_empty(), "it waits an hour");
    ward.pass(1);
    assert_eq!(names_in(&gone), ward.own());
    let said = ward.pack();
    assert!(said["also_fault"].is_null() && said["also_at"].is_i64() && said["stale"] == false, "{said}");
}

#[test]
fn pages_that_cannot_be_set_leave_last_nights_pack_whole() {
    let ward = Ward::at(EVENING);
    ward.pass(4);
    let file = ward.folder.path().join("pack").join(&ward.own()[0]);
    let before = std::fs::read(&file).unwrap();
    ward.typed.broken.store(true, Ordering::SeqCst);
    ward.pass(24);
    assert_eq!(ward.own().len(), 1);
    assert_eq!(std::fs::read(&file).unwrap(), before);
    assert_eq!(ward.pack()["last_fault"], "not_made");
    ward.pass(24);
    assert_eq!(ward.pack()["stale"], true, "two nights without a pack are not hidden");
}

#[test]
fn a_build_without_the_typesetter_says_so_and_writes_nothing() {
    let (folder, app) = ward(32);
    if Press.formats().contains(&Format::Pdf) {
        return;
    }
    app.make_pack_when_due();
    assert_eq!(refused(&app, "pack_make", json!({})), "format_not_offered");
    let pack = ask(&app, "settings_get", json!({}))["pack"].clone();
    assert_eq!(
        (&pack["makes"], &pack["stale"], &pack["last_fault"]),
        (&json!(false), &json!(false), &json!(null))
    );
    assert!(!folder.path().join("pack").exists());
}

#[test]
fn a_folder_that_is_not_there_is_refused_and_a_pin_guards_the_choice() {
    let ward = Ward::at(EVENING);
    assert_eq!(refused(&ward.app, "pack_folder_set", json!({ "folder": "some/where" })), "no_folder");
    let nowhere = ward.folder.path().join("nowhere").display().to_string();
    assert_eq!(refused(&ward.app, "pack_folder_set", json!({ "folder": nowhere })), "no_folder");
    tell(&ward.app, "pin_set", json!({ "pin": "4826" }));
    assert_eq!(refused(&ward.app, "pack_folder_set", json!({ "folder": null })), "pin_needed");
    tell(&ward.app, "pack_folder_set", json!({ "folder": null, "pin": "4826" }));
}
