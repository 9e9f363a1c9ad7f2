//! A ward's day through the front door: huddle, actions, Today, notices, escalations, ideas, the week.
//!
//! Over 400 lines because it follows one ward through one day, and the parts lean on each other.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use huddle_app::wire::*;
use huddle_app::{App, Caller, Clock, Env, Opening};
use huddle_store::{
    ActionRow, EscalationRow, HuddleRow, IdeaRow, NoticeRow, Row, SearchRow, StoreFault, WeekRow,
};
use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use uuid::Uuid;

/// Sunday 22 November 2026, 08:10 in London.
const MORNING: i64 = 1_795_335_000_000;
const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

struct Hands(AtomicI64);
impl Clock for Hands {
    fn now(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

struct Ward {
    app: Arc<App>,
    clock: Arc<Hands>,
    me: Caller,
    sm: Uuid,
    jo: Uuid,
    _folder: tempfile::TempDir,
}

impl Ward {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(Hands(AtomicI64::new(MORNING)));
        let env = Env { clock: clock.clone(), ..Env::system("test") };
        let opening = Opening { skip_path_policy: true, ..Opening::default() };
        let app = App::open(folder.path(), env, &opening).unwrap();
        let mut ward =
            Self { app, clock, me: Caller::default(), sm: Uuid::nil(), jo: Uuid::nil(), _folder: folder };
        let _: Done = ward.run(
            "ward_start",
            json!({ "name": "Ward 6A", "area": "Elderly care", "colour": "teal", "day_start": "07:30",
                    "night_start": "20:00", "huddle_time": "08:15" }),
        );
        let tile = |ward: &Ward, initials: &str| {
            let done: Done =
                ward.run("tile_add", json!({ "initials": initials, "role": "hca", "group": "" }));
            done.id.unwrap()
        };
        ward.sm = tile(&ward, "SM");
        ward.jo = tile(&ward, "JO");
        ward.me.tile = Some(ward.sm);
        ward
    }

    fn run<T: DeserializeOwned>(&self, name: &str, body: Json) -> T {
        let answer = self.app.execute(name, body, &self.me).unwrap_or_else(|e| panic!("{name}: {e:?}"));
        serde_json::from_value(answer).unwrap()
    }

    fn ask<T: DeserializeOwned>(&self, name: &str, body: Json) -> T {
        let answer = self.app.query(name, body, &self.me).unwrap_or_else(|e| panic!("{name}: {e:?}"));
        serde_json::from_value(answer).unwrap()
    }

    /// Expects a refusal; returns its code and field.
    fn refused(&self, name: &str, body: Json) -> (String, String) {
        let fault = self.app.execute(name, body, &self.me).expect_err(name);
        (fault.code, fault.field.unwrap_or_default())
    }

    fn pass(&self, ms: i64) {
        self.clock.0.fetch_add(ms, Ordering::SeqCst);
    }

    fn huddle(&self) -> HuddleView {
        self.ask("huddle_get", json!({}))
    }

    fn today(&self) -> TodayView {
        self.ask("today_get", json!({}))
    }

    fn start(&self) -> Uuid {
        let started: HuddleStarted = self.run("huddle_start", json!({ "short": false }));
        started.id
    }

    fn action(&self, huddle: Uuid, text: &str, due: &str, owner: Option<Uuid>) -> Uuid {
        let done: Done = self.run(
            "action_add",
            json!({ "huddle": huddle, "text": text, "due": due, "owner": owner, "section": "kit" }),
        );
        // Two actions of one millisecond would stand in the order of their random ids.
        self.pass(1);
        done.id.unwrap()
    }

    fn undo(&self) {
        let _: Undone = self.run("undo", json!({}));
    }

    fn rows<R: Row + serde::Serialize>(&self, order: &str) -> Json {
        let rows = self
            .app
            .with_store(|store| store.read(|r| -> Result<Vec<R>, StoreFault> { r.rows::<R>(order, []) }))
            .unwrap();
        serde_json::to_value(rows).unwrap()
    }

    fn everything(&self) -> Json {
        self.app.with_store(|store| store.index_search()).unwrap();
        let mut words = self.rows::<SearchRow>("ORDER BY doc");
        for row in words.as_array_mut().unwrap() {
            // The row's number is the search's own.
            row.as_object_mut().unwrap().remove("n");
        }
        json!([
            self.rows::<HuddleRow>("ORDER BY id"),
            self.rows::<ActionRow>("ORDER BY huddle, id"),
            self.rows::<NoticeRow>("ORDER BY id"),
            self.rows::<EscalationRow>("ORDER BY id"),
            self.rows::<IdeaRow>("ORDER BY id"),
            self.rows::<WeekRow>("ORDER BY id"),
            words,
        ])
    }
}

fn section<'a>(view: &'a HuddleView, key: &str) -> &'a SectionView {
    view.sections.iter().find(|s| s.key == key).unwrap()
}

#[test]
fn a_huddle_from_nothing_to_held() {
    let w = Ward::new();
    let before = w.huddle();
    assert_eq!((before.id, before.state.as_str()), (None, "nothing_recorded"));
    assert_eq!((before.date.as_str(), before.shift.as_str()), ("2026-11-22", "day"));
    assert_eq!((before.planned_time.as_str(), before.planned_seconds), ("08:15", 570));
    assert_eq!(before.sections[1].key, "staffing");

    let id = w.start();
    let again: HuddleStarted = w.run("huddle_start", json!({ "short": true }));
    assert!(again.already_running && again.id == id);
    let running = w.huddle();
    assert_eq!((running.state.as_str(), running.short), ("running", false));
    assert_eq!(running.led_by.as_deref(), Some("SM"));

    let _: Done =
        w.run("huddle_answer", json!({ "huddle": id, "section": "staffing", "state": "nothing_to_raise" }));
    let _: Done = w.run("huddle_answer", json!({ "huddle": id, "section": "kit", "state": "raised" }));
    // Passing over afterwards does not hide what was raised.
    let skip: Done =
        w.run("huddle_answer", json!({ "huddle": id, "section": "kit", "state": "not_covered" }));
    assert_eq!(skip.notes, ["nothing_to_do"]);
    let typed: TextState = w.run(
        "huddle_text",
        json!({ "id": id, "field": "kit", "at": 0, "del": 0, "ins": "Hoist in bay 2", "caret": null, "base_rev": "" }),
    );
    assert_eq!(typed.text, "Hoist in bay 2");
    let _: Done = w.run("huddle_present", json!({ "huddle": id, "role": "hca", "count": 3 }));
    let _: Done = w.run("huddle_flag", json!({ "huddle": id, "flag": "shortfall", "on": true }));
    let _: Done = w.run("huddle_lead", json!({ "huddle": id, "next_lead": w.jo }));

    let _: Done = w.run("huddle_pause", json!({ "huddle": id, "paused": true, "section": "kit" }));
    assert_eq!(w.today().huddle.state, "paused");
    assert_eq!(w.today().huddle.paused_section.as_deref(), Some("kit"));
    let _: Done = w.run("huddle_pause", json!({ "huddle": id, "paused": false }));

    w.pass(10 * MINUTE);
    let _: Done =
        w.run("huddle_finish", json!({ "huddle": id, "read_back": true, "closing_line": "Good work" }));
    let held = w.huddle();
    assert_eq!(
        (held.state.as_str(), held.read_back, held.closing_line.as_str()),
        ("held", true, "Good work")
    );
    assert_eq!(held.ended_at, Some(MORNING + 10 * MINUTE));
    assert_eq!((held.led_by.as_deref(), held.next_lead.as_deref()), (Some("SM"), Some("JO")));
    assert_eq!((held.flags.as_slice(), held.present["hca"]), (["shortfall".to_owned()].as_slice(), 3));
    assert_eq!(section(&held, "kit").text.text, "Hoist in bay 2");
    assert_eq!((section(&held, "kit").state.as_str(), section(&held, "kit").by.as_str()), ("raised", "SM"));
    // Nobody reached it: said at the end, not written.
    assert_eq!(section(&held, "thanks").state, "not_covered");
    assert_eq!(section(&held, "dayssince").state, "");

    // After the end people still put things right.
    let _: Done =
        w.run("huddle_answer", json!({ "huddle": id, "section": "thanks", "state": "nothing_to_raise" }));
    assert_eq!(section(&w.huddle(), "thanks").state, "nothing_to_raise");
    let _: Done = w.run("huddle_finish", json!({ "huddle": id, "read_back": false }));
    let fixed = w.huddle();
    assert_eq!((fixed.read_back, fixed.ended_at), (false, Some(MORNING + 10 * MINUTE)));

    let list: HuddlesView = w.ask("huddles_get", json!({ "from": "2026-11-01", "to": "2026-11-30" }));
    let day: Vec<_> = list.days.iter().map(|d| (d.date.as_str(), d.state.as_str(), d.raised)).collect();
    assert_eq!(day, [("2026-11-22", "held", 1)]);
    let found: FindView = w.ask("find", json!({ "text": "hoist", "limit": 5 }));
    assert_eq!(found.hits[0].id, id);

    assert_eq!(
        w.refused("huddle_answer", json!({ "huddle": id, "section": "nope", "state": "raised" })).1,
        "section"
    );
    assert_eq!(
        w.refused("huddle_answer", json!({ "huddle": id, "section": "kit", "state": "maybe" })).1,
        "state"
    );
    assert_eq!(w.refused("huddle_present", json!({ "huddle": id, "role": "hca", "count": -1 })).1, "count");
    assert_eq!(w.refused("huddle_lead", json!({ "huddle": id, "led_by": Uuid::from_u128(7) })).1, "led_by");
}

#[test]
fn undo_takes_back_what_was_said_and_never_the_day() {
    let w = Ward::new();
    let id = w.start();
    let _: Done = w.run("huddle_answer", json!({ "huddle": id, "section": "kit", "state": "raised" }));
    w.undo();
    assert_eq!(section(&w.huddle(), "kit").state, "");
    w.undo();
    let view = w.huddle();
    assert_eq!((view.id, view.state.as_str(), view.started_at), (Some(id), "nothing_recorded", None));
    let _: Undone = w.run("redo", json!({}));
    assert_eq!(w.huddle().state, "running");
}

#[test]
fn not_held_needs_a_reason_and_never_hides_a_huddle() {
    let w = Ward::new();
    assert_eq!(w.refused("huddle_not_held", json!({ "reason": "" })).1, "reason");
    assert_eq!(
        w.refused("huddle_not_held", json!({ "reason": "emergency", "date": "2026-11-23", "shift": "day" }))
            .0,
        "not_yet"
    );
    let _: Done = w.run("huddle_not_held", json!({ "reason": "emergency" }));
    let view = w.huddle();
    assert_eq!((view.state.as_str(), view.not_held_reason.as_deref()), ("not_held", Some("emergency")));
    // They held it after all.
    let id = w.start();
    assert_eq!(w.huddle().state, "running");
    assert_eq!(w.refused("huddle_not_held", json!({ "reason": "staffing" })).0, "huddle_started");
    let _: Done = w.run("huddle_finish", json!({ "huddle": id, "read_back": true }));
    assert_eq!(w.refused("huddle_not_held", json!({ "reason": "staffing" })).0, "huddle_started");
    assert_eq!(w.huddle().state, "held");
}

#[test]
fn short_form_paper_and_a_huddle_nobody_finished() {
    let w = Ward::new();
    let short: HuddleStarted = w.run("huddle_start", json!({ "short": true }));
    let keys: Vec<_> = w.huddle().sections.into_iter().map(|s| s.key).collect();
    assert_eq!(keys, ["staffing", "lookback", "today", "actions"]);
    let _: Done =
        w.run("huddle_answer", json!({ "huddle": short.id, "section": "today", "state": "raised" }));
    // The night runs; the day's huddle was answered and never finished.
    w.pass(13 * HOUR);
    let day: HuddleView = w.ask("huddle_get", json!({ "date": "2026-11-22", "shift": "day" }));
    assert_eq!((day.state.as_str(), day.ended_at), ("short", None));
    assert_eq!((w.huddle().state.as_str(), w.huddle().planned_time.as_str()), ("nothing_recorded", "20:45"));
    // Yesterday's sheet is typed in.
    let paper: HuddleStarted =
        w.run("huddle_start", json!({ "date": "2026-11-21", "shift": "day", "short": false }));
    let view: HuddleView = w.ask("huddle_get", json!({ "date": "2026-11-21", "shift": "day" }));
    assert!(view.entered_from_paper && view.state == "held" && view.started_at.is_none());
    let _: Done = w.run("huddle_finish", json!({ "huddle": paper.id, "read_back": false }));
    let list: HuddlesView = w.ask("huddles_get", json!({ "from": "2026-11-20", "to": "2026-11-22" }));
    let days: Vec<_> =
        list.days.iter().map(|d| (d.date.as_str(), d.shift.as_str(), d.state.as_str())).collect();
    assert_eq!(days, [("2026-11-21", "day", "held"), ("2026-11-22", "day", "short")]);
}

#[test]
fn a_day_typed_in_from_paper_says_so_in_every_part() {
    let w = Ward::new();
    let asked = w.start();
    let (tick, leave) = (w.action(asked, "Chase the hoist", "tomorrow", None), {
        w.action(asked, "Put the poster up", "tomorrow", None)
    });
    let _: Done = w.run("huddle_finish", json!({ "huddle": asked, "read_back": true }));
    // Nothing is recorded on Monday, and Today says so on Tuesday, not before.
    w.pass(24 * HOUR);
    assert_eq!(w.today().huddle.missed, None);
    w.pass(24 * HOUR);
    let line = w.today().huddle;
    assert_eq!((line.missed.as_deref(), line.missed_shift.as_deref()), (Some("2026-11-23"), Some("day")));
    let day = json!({ "date": "2026-11-23", "shift": "day" });
    let with = |more: Json| {
        let mut body = day.clone();
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    let view = || -> HuddleView { w.ask("huddle_get", day.clone()) };

    // Held at once, in either form; whoever types need not have led.
    let paper: HuddleStarted = w.run("huddle_start", with(json!({ "short": false })));
    let seen = view();
    assert_eq!((seen.state.as_str(), seen.entered_from_paper, seen.led_by), ("held", true, None));
    let _: HuddleStarted = w.run("huddle_start", with(json!({ "short": true })));
    assert_eq!((view().state.as_str(), view().sections.len()), ("short", 4));
    // The wrong word is put right while nothing stands in it, and not after.
    let _: Done = w.run("huddle_not_held", with(json!({ "reason": "emergency", "from_paper": true })));
    assert_eq!((view().state.as_str(), view().entered_from_paper), ("not_held", true));
    let _: HuddleStarted = w.run("huddle_start", with(json!({ "short": false })));
    let _: Done = w
        .run("huddle_answer", json!({ "huddle": paper.id, "section": "today", "state": "nothing_to_raise" }));
    assert_eq!(w.refused("huddle_not_held", with(json!({ "reason": "emergency" }))).0, "huddle_started");
    assert_eq!(view().state, "held");

    // What was carried to it stays in sight when it is ticked, and a tick in the app is no paper.
    let set = |id: Uuid, state: &str, paper: bool| {
        let body = json!({ "huddle": asked, "action": id, "state": state, "from_paper": paper });
        let _: Done = w.run("action_set", body);
    };
    set(tick, "done", true);
    let carried = || -> Vec<_> {
        let mut all: Vec<_> = view().carried.into_iter().map(|a| (a.text, a.state, a.from_paper)).collect();
        all.sort();
        all
    };
    let line = |text: &str, state: &str, paper: bool| (text.to_owned(), state.to_owned(), paper);
    assert_eq!(carried(), [line("Chase the hoist", "done", true), line("Put the poster up", "open", false)]);
    set(tick, "open", false);
    set(leave, "dropped", false);
    assert_eq!(
        carried(),
        [line("Chase the hoist", "open", false), line("Put the poster up", "dropped", false)]
    );
    let added: Done =
        w.run("action_add", json!({ "huddle": paper.id, "text": "Tell site", "due": "tomorrow" }));
    let fresh = view().actions.remove(0);
    assert_eq!(
        (fresh.id, fresh.from_paper, fresh.due_date.as_str()),
        (added.id.unwrap(), true, "2026-11-24")
    );
    assert_eq!(w.today().huddle.missed, None);

    // A huddle of this very shift that was on paper is over as well.
    let _: HuddleStarted = w.run("huddle_start", json!({ "short": false, "from_paper": true }));
    assert_eq!((w.huddle().state.as_str(), w.huddle().entered_from_paper), ("held", true));
    // One that was begun here and came to nothing is held when the paper says so.
    w.pass(24 * HOUR);
    let lost: HuddleStarted = w.run("huddle_start", json!({ "short": false }));
    w.pass(24 * HOUR);
    let day = json!({ "date": "2026-11-25", "shift": "day", "short": false });
    let again: HuddleStarted = w.run("huddle_start", day.clone());
    assert_eq!((again.id, again.already_running), (lost.id, false));
    let third: HuddleStarted = w.run("huddle_start", day.clone());
    assert!(third.already_running);
    let seen: HuddleView = w.ask("huddle_get", json!({ "date": "2026-11-25", "shift": "day" }));
    assert_eq!((seen.state.as_str(), seen.entered_from_paper), ("held", true));
}

#[test]
fn a_mark_and_a_number_from_paper_say_so_and_the_wall_rests_when_it_is_told_to() {
    let w = Ward::new();
    let _: Done = w.run(
        "cross_define",
        json!({ "label": "Falls with harm", "what_counts": "Any fall that hurt.", "last_known": "2026-11-10" }),
    );
    w.pass(24 * HOUR);
    let crosses = || -> CrossesView { w.ask("crosses_get", json!({})) };
    let cross = crosses().crosses[0].key.clone();
    for (date, paper) in [("2026-11-22", Some(true)), ("2026-11-23", None)] {
        let body = json!({ "cross": cross, "date": date, "state": "safe", "not_reported": false,
                           "from_paper": paper });
        let _: Done = w.run("cross_mark", body);
    }
    let days = crosses().crosses.remove(0).days;
    assert_eq!((days[21].from_paper, days[22].from_paper), (true, false));
    // As they stood for Sunday's huddle: the day before is asked about, the day itself is there.
    let sunday: HuddleView = w.ask("huddle_get", json!({ "date": "2026-11-22", "shift": "day" }));
    let first = &sunday.crosses[0];
    assert_eq!((first.yesterday_date.as_str(), first.today.as_str()), ("2026-11-21", "safe"));

    let finds = |text: &str| -> usize {
        let seen: WordsCheck = w.ask("words_check_get", json!({ "text": text }));
        seen.finds.len()
    };
    assert_eq!((finds("Mrs Okafor needs a low bed"), finds("Bay 2, high risk of falls x 2")), (1, 0));
    assert_eq!((finds(""), finds(&"a".repeat(100_000))), (0, 0));

    let wall = || -> Option<String> {
        let seen: WallView = w.ask("wall_get", json!({}));
        seen.dark_until
    };
    // 08:10; the huddle is at 08:15.
    assert_eq!(wall(), None);
    let set = |key: &str, value: Json| {
        let _: Done = w.run("pc_setting_set", json!({ "key": key, "value": value }));
    };
    set("wall_off_from", json!("22:00"));
    assert_eq!(wall(), None, "half a setting is none");
    set("wall_off_until", json!("09:00"));
    assert_eq!(wall().as_deref(), Some("08:15"));
    w.pass(5 * MINUTE);
    assert_eq!(wall(), None);
    for odd in [json!("25:00"), json!(7), json!(null), json!("")] {
        set("wall_off_until", odd);
        w.pass(15 * HOUR);
        assert_eq!(wall(), None);
    }
}

#[test]
fn actions_are_carried_late_and_in_order() {
    let w = Ward::new();
    let id = w.start();
    let shift = w.action(id, "Chase the hoist", "this_shift", Some(w.jo));
    let later = w.action(id, "Poster by the lift", "2026-12-04", Some(w.sm));
    let tomorrow = w.action(id, "Ask estates", "tomorrow", None);
    assert_eq!(
        w.refused("action_add", json!({ "huddle": id, "text": "x y", "due": "2026-11-21" })),
        ("due_past".into(), "due".into())
    );
    assert_eq!(
        w.refused("action_add", json!({ "huddle": id, "text": " ", "due": "today" })),
        ("empty".into(), "text".into())
    );
    assert_eq!(w.refused("action_add", json!({ "huddle": id, "text": "x", "due": "soon" })).1, "due");
    let own = w.huddle();
    assert_eq!((own.carried.len(), own.actions.len()), (0, 3));
    assert_eq!(own.actions[2].due_date, "2026-11-23");
    // Mine first while nothing is late.
    assert_eq!(w.today().actions[0].id, later);
    let _: Done = w.run("huddle_finish", json!({ "huddle": id, "read_back": true }));

    // 20:30: the night; "this shift" is over.
    w.pass(12 * HOUR + 20 * MINUTE);
    let night = w.today();
    assert_eq!(night.huddle.carried, 3);
    assert_eq!((night.actions[0].id, night.actions[0].late, night.actions[0].carried), (shift, true, 0));
    assert_eq!((night.actions[1].id, night.actions[1].late), (later, false));
    let second = w.start();
    // Two in the morning: "today" is still the day the night began on.
    w.pass(6 * HOUR);
    let today = w.action(second, "Top up the trolley", "today", None);
    let view = w.huddle();
    assert_eq!(view.actions[0].due_date, "2026-11-22");
    let carried: Vec<_> = view.carried.iter().map(|a| a.id).collect();
    assert_eq!(carried, [shift, tomorrow, later]);
    let _: Done = w.run("action_set", json!({ "huddle": id, "action": shift, "state": "done" }));
    assert!(w.today().actions.iter().all(|a| a.id != shift));
    // A tick in this huddle stays in sight, and can be taken back.
    assert_eq!(w.huddle().carried.iter().find(|a| a.id == shift).unwrap().state, "done");
    w.undo();
    assert!(w.today().actions.iter().any(|a| a.id == shift));
    let _: Done = w.run("huddle_finish", json!({ "huddle": second, "read_back": true }));

    // 08:30 the next morning: "today" of the night is over, and one huddle was held since.
    w.pass(6 * HOUR);
    let list = w.today().actions;
    let of = |id: Uuid| list.iter().find(|a| a.id == id).unwrap();
    assert_eq!((of(shift).carried, of(today).carried), (1, 0));
    assert!(of(today).late && !of(tomorrow).late);
    let gone: Done = w.run(
        "action_set",
        json!({ "huddle": id, "action": shift, "due": "tomorrow", "owner": Uuid::nil(), "text": "Chase it" }),
    );
    assert_eq!(gone.id, Some(shift));
    let list = w.today().actions;
    let changed = list.iter().find(|a| a.id == shift).unwrap();
    assert_eq!((changed.late, changed.owner.as_deref(), changed.text.as_str()), (false, None, "Chase it"));
    assert_eq!(
        w.refused("action_set", json!({ "huddle": id, "action": Uuid::nil(), "state": "done" })).0,
        "not_found"
    );
}

#[test]
fn notices_go_by_themselves_or_by_hand() {
    let w = Ward::new();
    let add = |kind: &str, hours: Option<i64>| -> Done {
        w.run(
            "notice_add",
            json!({ "notice_kind": kind, "text": "Lift two is out", "to": "all", "hours": hours }),
        )
    };
    let message = add("need_to_know", None).id.unwrap();
    add("thanks", Some(1));
    let today = w.today().need_to_know;
    assert_eq!(
        (today.len(), today[0].by.as_str(), today[0].expires_at),
        (1, "SM", Some(MORNING + 72 * HOUR))
    );
    assert_eq!(w.huddle().thanks.len(), 1);
    w.pass(72 * HOUR - 1);
    assert_eq!(w.today().need_to_know.len(), 1);
    w.pass(1);
    assert_eq!(w.today().need_to_know.len(), 0);
    let second = add("need_to_know", Some(5)).id.unwrap();
    let _: Done = w.run("notice_end", json!({ "id": second }));
    assert_eq!(w.today().need_to_know.len(), 0);
    w.undo();
    assert_eq!(w.today().need_to_know.len(), 1);
    w.undo();
    assert_eq!(w.today().need_to_know.len(), 0, "undo of writing puts it in the bin");
    let past: HuddleView = w.ask("huddle_get", json!({ "date": "2026-11-22", "shift": "day" }));
    assert_eq!(past.need_to_know[0].id, message);
    assert_eq!(w.refused("notice_add", json!({ "notice_kind": "news", "text": "x" })).1, "notice_kind");
    assert_eq!(
        w.refused("notice_add", json!({ "notice_kind": "thanks", "text": "x", "hours": 0 })).1,
        "hours"
    );
    let many = "x".repeat(141);
    assert_eq!(
        w.refused("notice_add", json!({ "notice_kind": "thanks", "text": many })),
        ("too_long".into(), "text".into())
    );
}

fn escalation(w: &Ward, changes: Json) -> Json {
    let mut body = json!({ "to": "estates", "need": "A working hoist", "urgency": "now", "told_who": "estates desk",
        "told_how": "phone", "told_at": w.app.now(), "reason": "cannot_fix_here" });
    body.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    body
}

#[test]
fn escalations_are_written_answered_and_closed() {
    let w = Ward::new();
    let card: Done = w.run("card_add", json!({ "title": "Hoist", "lane": "quality" }));
    let first: Done = w.run("escalation_write", escalation(&w, json!({ "from_card": card.id })));
    let second: Done = w.run("escalation_write", escalation(&w, json!({ "urgency": "today" })));
    let list: EscalationsView = w.ask("escalations_get", json!({ "closed": true }));
    let numbers: Vec<_> = list.open.iter().map(|l| l.number.as_str()).collect();
    assert_eq!(numbers, ["6A-0001", "6A-0002"]);
    assert!(list.told_nobody && list.open.iter().all(|l| !l.late));
    assert_eq!(list.open[0].lane.as_deref(), Some("quality"));
    let glance: GlanceView = w.ask("glance_get", json!({}));
    // Estates counts under safe care unless somebody chooses another lane.
    assert_eq!((glance.lanes[0].waiting, glance.lanes[0].waiting_oldest_at), (2, Some(MORNING)));

    w.pass(30 * MINUTE);
    let late = |w: &Ward| -> Vec<bool> {
        let list: EscalationsView = w.ask("escalations_get", json!({ "closed": false }));
        list.open.iter().map(|l| l.late).collect()
    };
    assert_eq!(late(&w), [false, false]);
    w.pass(1);
    assert_eq!(late(&w), [true, false]);

    let _: Done = w.run(
        "escalation_answer",
        json!({ "id": second.id, "answer": "Tomorrow 10:00", "answered_by": "estates" }),
    );
    assert_eq!(w.today().answers.len(), 1);
    assert_eq!((w.today().huddle.answers, w.huddle().answers[0].answer.as_str()), (1, "Tomorrow 10:00"));
    w.undo();
    assert_eq!(w.today().answers.len(), 0);
    let _: Undone = w.run("redo", json!({}));
    let _: Done = w.run("escalation_close", json!({ "id": second.id, "rating": "partly" }));
    let list: EscalationsView = w.ask("escalations_get", json!({ "closed": true }));
    assert_eq!((list.answered.len(), list.closed[0].rating.as_str()), (0, "partly"));
    assert_eq!(w.today().answers.len(), 0);
    assert_eq!(
        w.refused("escalation_answer", json!({ "id": second.id, "answer": "x", "answered_by": "y" })).0,
        "already_closed"
    );
    let one: EscalationView = w.ask("escalation_get", json!({ "id": first.id }));
    assert_eq!((one.told_who.as_str(), one.told_at, one.history.len()), ("estates desk", MORNING, 1));
    assert!(!one.history[0].detail.to_string().contains("hoist"));

    for (change, field) in [
        (json!({ "need": " " }), "need"),
        (json!({ "told_who": "" }), "told_who"),
        (json!({ "told_how": "" }), "told_how"),
        (json!({ "told_at": w.app.now() + 1 }), "told_at"),
        (json!({ "told_at": w.app.now() - 30 * 24 * HOUR - 1 }), "told_at"),
        (json!({ "to": "somebody" }), "to"),
        (json!({ "urgency": "" }), "urgency"),
        (json!({ "from_card": w.sm }), "from_card"),
    ] {
        assert_eq!(w.refused("escalation_write", escalation(&w, change)).1, field);
    }
    assert_eq!(w.refused("escalation_close", json!({ "id": first.id, "rating": "" })).1, "rating");
    // What is in the bin keeps its number.
    w.undo();
    let _: Done = w.run("bin_set", json!({ "id": first.id, "binned": true }));
    let third: Done = w.run("escalation_write", escalation(&w, json!({})));
    let one: EscalationView = w.ask("escalation_get", json!({ "id": third.id }));
    assert_eq!(one.line.number, "6A-0003");
}

#[test]
fn every_escalation_counts_in_one_lane_at_a_glance() {
    let w = Ward::new();
    let lanes = |w: &Ward| -> Vec<(String, i64)> {
        let glance: GlanceView = w.ask("glance_get", json!({}));
        glance.lanes.into_iter().filter(|l| l.waiting > 0).map(|l| (l.key, l.waiting)).collect()
    };
    let counts = |given: &[(&str, i64)]| -> Vec<(String, i64)> {
        given.iter().map(|(lane, n)| ((*lane).to_owned(), *n)).collect()
    };
    let card: Done = w.run("card_add", json!({ "title": "Roster", "lane": "morale" }));
    let _: Done = w.run("escalation_write", escalation(&w, json!({ "from_card": card.id })));
    assert_eq!(lanes(&w), counts(&[("morale", 1)]));
    // It moves with its card.
    let _: Done = w.run("card_set", json!({ "id": card.id, "field": "lane", "value": "service" }));
    assert_eq!(lanes(&w), counts(&[("service", 1)]));
    let _: Done = w.run("escalation_write", escalation(&w, json!({ "lane": "cost" })));
    for to in ["matron", "site", "estates", "it", "pharmacy"] {
        let _: Done = w.run("escalation_write", escalation(&w, json!({ "to": to })));
    }
    assert_eq!(lanes(&w), counts(&[("quality", 2), ("service", 1), ("delivery", 3), ("cost", 1)]));
    let ward: WardView = w.ask("ward_get", json!({}));
    assert_eq!((ward.usual_lanes.len(), ward.usual_lanes["it"].as_str()), (5, "delivery"));
    // A usual lane the ward hides gives way, so that nothing counts nowhere.
    let _: Done = w.run("lane_set", json!({ "lane": "quality", "hidden": true }));
    let _: Done = w.run("escalation_write", escalation(&w, json!({})));
    assert_eq!(lanes(&w), counts(&[("service", 2), ("delivery", 3), ("cost", 1)]));
    assert_eq!(w.refused("escalation_write", escalation(&w, json!({ "lane": "nowhere" }))).1, "lane");
}

#[test]
fn null_takes_a_name_away_and_a_field_left_out_leaves_it() {
    let w = Ward::new();
    let id = w.start();
    let _: Done = w.run("huddle_lead", json!({ "huddle": id, "led_by": w.jo, "next_lead": w.sm }));
    let who = |w: &Ward| (w.huddle().led_by, w.huddle().next_lead);
    assert_eq!(who(&w), (Some("JO".to_owned()), Some("SM".to_owned())));
    let _: Done = w.run("huddle_lead", json!({ "huddle": id, "led_by": null }));
    assert_eq!(who(&w), (None, Some("SM".to_owned())));
    let _: Done = w.run("huddle_lead", json!({ "huddle": id, "next_lead": Uuid::nil() }));
    assert_eq!(who(&w), (None, None));
    let action = w.action(id, "Chase it", "today", Some(w.jo));
    let owner = |w: &Ward| w.huddle().actions[0].owner.clone();
    let _: Done = w.run("action_set", json!({ "huddle": id, "action": action, "state": "doing" }));
    assert_eq!(owner(&w).as_deref(), Some("JO"));
    let _: Done = w.run("action_set", json!({ "huddle": id, "action": action, "owner": null }));
    assert_eq!(owner(&w), None);
    let card: Done = w.run("card_add", json!({ "title": "Hoist", "owner": w.jo }));
    let _: Done = w.run("card_set", json!({ "id": card.id, "field": "owner", "value": null }));
    let detail: CardDetail = w.ask("card_get", json!({ "id": card.id }));
    assert_eq!(detail.card.owner, None);
    let nobody = Uuid::from_u128(7);
    assert_eq!(w.refused("card_add", json!({ "title": "Hoist", "owner": nobody })).1, "owner");
    assert_eq!(w.refused("card_set", json!({ "id": card.id, "field": "owner", "value": nobody })).1, "owner");
    assert_eq!(w.refused("huddle_lead", json!({ "huddle": id, "led_by": nobody })).1, "led_by");
}

#[test]
fn time_a_huddle_stands_still_is_no_time_used() {
    let w = Ward::new();
    let id = w.start();
    let pause = |w: &Ward, paused: bool, section: &str| {
        let _: Done = w.run("huddle_pause", json!({ "huddle": id, "paused": paused, "section": section }));
    };
    w.pass(2 * MINUTE);
    pause(&w, true, "kit");
    w.pass(20 * MINUTE);
    // Pressed again: the pause goes on.
    pause(&w, true, "flow");
    w.pass(10 * MINUTE);
    pause(&w, false, "");
    assert_eq!(w.huddle().paused_ms, 30 * MINUTE);
    w.pass(MINUTE);
    pause(&w, true, "kit");
    w.pass(5 * MINUTE);
    let _: Done = w.run("huddle_finish", json!({ "huddle": id, "read_back": true }));
    let h = w.huddle();
    assert_eq!((h.paused_ms, h.state.as_str()), (35 * MINUTE, "held"));
    assert!(h.clashes.is_empty());
}

#[test]
fn ideas_are_answered_and_may_have_no_name() {
    let w = Ward::new();
    let named: Done =
        w.run("idea_add", json!({ "text": "Trolley by the door", "lane": "morale", "anonymous": false }));
    w.pass(3 * 24 * HOUR);
    let bare: Done = w.run("idea_add", json!({ "text": "Quieter bins", "anonymous": true }));
    let list: IdeasView = w.ask("ideas_get", json!({}));
    assert_eq!((list.waiting, list.oldest_waiting_days), (2, Some(3)));
    assert_eq!((list.ideas[0].by.as_str(), list.ideas[1].by.as_str()), ("SM", ""));
    // Not in the history either; the other idea's history shows that the check can see a name.
    let tiles = |id: Option<Uuid>| {
        w.app.with_store(|store| {
            store.read(|r| -> Result<Vec<Option<Uuid>>, StoreFault> {
                let rows = r.rows::<huddle_store::HistoryRow>("doc = ?1", [id.unwrap()])?;
                Ok(rows.into_iter().map(|h| h.tile).collect())
            })
        })
    };
    assert_eq!(tiles(named.id).unwrap(), [Some(w.sm)]);
    assert_eq!(tiles(bare.id).unwrap(), [None]);
    let reply = |state: &str, reason: Option<&str>| json!({ "id": named.id, "state": state, "reply": "Thank you", "reason": reason });
    assert_eq!(w.refused("idea_reply", reply("not_now", None)), ("reason_needed".into(), "reason".into()));
    assert_eq!(w.refused("idea_reply", reply("new", None)).1, "state");
    let _: Done = w.run("idea_reply", reply("not_now", Some("No room until spring")));
    let list: IdeasView = w.ask("ideas_get", json!({}));
    assert_eq!((list.waiting, list.ideas[1].state.as_str()), (1, "not_now"));
    w.undo();
    let list: IdeasView = w.ask("ideas_get", json!({}));
    assert_eq!(list.waiting, 2);
    assert_eq!(
        w.refused("idea_add", json!({ "text": "x", "lane": "nowhere", "anonymous": false })).1,
        "lane"
    );
}

#[test]
fn the_week_has_three_lines_and_its_huddles() {
    let w = Ward::new();
    let id = w.start();
    let _: Done = w.run("huddle_finish", json!({ "huddle": id, "read_back": true }));
    let empty: WeekView = w.ask("week_get", json!({}));
    assert_eq!((empty.monday.as_str(), empty.lines), ("2026-11-16", vec![String::new(); 3]));
    let _: Done =
        w.run("week_line_set", json!({ "monday": "2026-11-18", "line": 2, "text": "Two new starters" }));
    let week: WeekView = w.ask("week_get", json!({ "monday": "2026-11-16" }));
    assert_eq!(week.lines, ["", "Two new starters", ""]);
    let held: Vec<_> = week.huddles.iter().map(|d| (d.date.as_str(), d.state.as_str())).collect();
    assert_eq!(held, [("2026-11-22", "held")]);
    w.undo();
    let week: WeekView = w.ask("week_get", json!({}));
    assert_eq!(week.lines[1], "");
    assert_eq!(
        w.refused("week_line_set", json!({ "monday": "2026-11-16", "line": 4, "text": "x" })).1,
        "line"
    );
    assert_eq!(w.refused("week_line_set", json!({ "monday": "soon", "line": 1, "text": "x" })).1, "monday");
    let long = "x".repeat(121);
    assert_eq!(
        w.refused("week_line_set", json!({ "monday": "2026-11-16", "line": 1, "text": long })).0,
        "too_long"
    );
}

#[test]
fn the_rows_are_the_same_after_they_are_made_again() {
    let w = Ward::new();
    let id = w.start();
    let action = w.action(id, "Chase the hoist", "this_shift", Some(w.jo));
    w.action(id, "Ask estates", "tomorrow", None);
    let _: Done = w.run("action_set", json!({ "huddle": id, "action": action, "state": "dropped" }));
    let _: Done = w.run("huddle_answer", json!({ "huddle": id, "section": "kit", "state": "raised" }));
    let _: TextState = w.run(
        "huddle_text",
        json!({ "id": id, "field": "kit", "at": 0, "del": 0, "ins": "Hoist", "caret": null, "base_rev": "" }),
    );
    let notice: Done =
        w.run("notice_add", json!({ "notice_kind": "thanks", "text": "Well done", "to": "nights" }));
    let _: Done = w.run("notice_end", json!({ "id": notice.id }));
    let _: Done = w.run("notice_add", json!({ "notice_kind": "need_to_know", "text": "Lift two is out" }));
    let esc: Done = w.run("escalation_write", escalation(&w, json!({ "from_huddle": id })));
    let _: Done =
        w.run("escalation_answer", json!({ "id": esc.id, "answer": "Soon", "answered_by": "desk" }));
    let _: Done = w.run("idea_add", json!({ "text": "Quieter bins", "anonymous": true }));
    let _: Done = w.run("week_line_set", json!({ "monday": "2026-11-16", "line": 1, "text": "Busy" }));
    w.undo();
    let _: Done = w.run("huddle_finish", json!({ "huddle": id, "read_back": true, "closing_line": "Good" }));
    w.pass(HOUR);
    let (rows, view) = (w.everything(), w.huddle());
    assert!(rows[1].as_array().is_some_and(|a| a.len() == 2) && !view.actions.is_empty());
    w.app.rebuild().unwrap();
    assert_eq!(w.everything(), rows);
    assert_eq!(w.huddle(), view);
}
