//! When a huddle typed in from paper started and ended, by the sheet.

use crate::support::{ask, refused, tell, ward};
use huddle_app::App;
use serde_json::{Value, json};

/// 08:17 on Saturday 21 November 2026 in London.
const AT: i64 = 1_795_249_020_000;
const MINUTE: i64 = 60_000;

fn from_paper(app: &App, shift: &str) -> Value {
    tell(app, "huddle_start", json!({ "date": "2026-11-21", "shift": shift, "short": false }))["id"].clone()
}

fn seen(app: &App, shift: &str) -> (Value, Value) {
    let view = ask(app, "huddle_get", json!({ "date": "2026-11-21", "shift": shift }));
    let days = ask(app, "huddles_get", json!({ "from": "2026-11-21", "to": "2026-11-21" }));
    let days = days["days"].as_array().unwrap().clone();
    let day = days.iter().find(|day| day["shift"] == shift).unwrap();
    // A list of days and the day itself never say different times.
    assert_eq!((&day["started_at"], &day["ended_at"]), (&view["started_at"], &view["ended_at"]));
    (view["started_at"].clone(), view["ended_at"].clone())
}

fn times(app: &App, huddle: &Value, started: Option<&str>, ended: Option<&str>) {
    tell(app, "huddle_times", json!({ "huddle": huddle, "started": started, "ended": ended }));
}

#[test]
fn what_stood_on_the_sheet_is_when_it_was_and_can_be_taken_back() {
    let (_folder, app) = ward(61);
    let id = from_paper(&app, "day");
    // The moments of typing are nobody's business.
    assert_eq!(seen(&app, "day"), (Value::Null, Value::Null));
    times(&app, &id, Some("8:17"), None);
    assert_eq!(seen(&app, "day"), (json!(AT), Value::Null));
    times(&app, &id, None, Some("08:31"));
    assert_eq!(seen(&app, "day"), (json!(AT), json!(AT + 14 * MINUTE)));
    tell(&app, "undo", json!({}));
    assert_eq!(seen(&app, "day"), (json!(AT), Value::Null));
    times(&app, &id, Some(""), None);
    assert_eq!(seen(&app, "day"), (Value::Null, Value::Null));
    tell(&app, "undo", json!({}));
    assert_eq!(seen(&app, "day").0, json!(AT));
    // The same again is nothing new.
    let again = tell(&app, "huddle_times", json!({ "huddle": id, "started": "08:17", "ended": null }));
    assert_eq!(again["notes"], json!(["nothing_to_do"]));
}

#[test]
fn a_bad_time_is_refused_with_its_reason_and_nothing_is_kept() {
    let (_folder, app) = ward(62);
    let id = from_paper(&app, "day");
    times(&app, &id, Some("08:17"), None);
    for bad in ["24:00", "8", "08:60", "soon", "-1:00", "08:17:00", "８:１７", "9am", "0:5"] {
        let body = json!({ "huddle": id, "started": bad, "ended": null });
        assert_eq!(refused(&app, "huddle_times", body), "bad_time", "{bad}");
    }
    let before = json!({ "huddle": id, "started": null, "ended": "08:16" });
    assert_eq!(refused(&app, "huddle_times", before), "end_before_start");
    assert_eq!(seen(&app, "day"), (json!(AT), Value::Null));
    // It is 07:42: today's later hours have not come.
    let today = tell(&app, "huddle_start", json!({ "short": false, "from_paper": true }))["id"].clone();
    let ahead = json!({ "huddle": today, "started": "07:59", "ended": null });
    assert_eq!(refused(&app, "huddle_times", ahead), "time_ahead");
}

#[test]
fn a_nights_hours_after_midnight_are_the_next_dates() {
    let (_folder, app) = ward(63);
    let id = from_paper(&app, "night");
    times(&app, &id, Some("23:50"), Some("00:05"));
    let (from, to) = seen(&app, "night");
    assert_eq!(to.as_i64().unwrap() - from.as_i64().unwrap(), 15 * MINUTE);
    // Night staff who began a little before their shift did not begin a day later.
    times(&app, &id, Some("19:45"), None);
    assert_eq!(seen(&app, "night").0, json!(AT + (11 * 60 + 28) * MINUTE));
}

#[test]
fn a_huddle_of_this_screen_keeps_its_own_times_and_one_not_held_has_none() {
    let (_folder, app) = ward(64);
    let live = tell(&app, "huddle_start", json!({ "short": false }))["id"].clone();
    let body = json!({ "huddle": live, "started": "07:30", "ended": null });
    assert_eq!(refused(&app, "huddle_times", body), "not_from_paper");
    let id = from_paper(&app, "day");
    times(&app, &id, Some("08:17"), Some("08:31"));
    // Called held by a slip: nothing was said in it, so it may be put right, and its times go with it.
    let not = json!({ "date": "2026-11-21", "shift": "day", "reason": "emergency", "from_paper": true });
    tell(&app, "huddle_not_held", not);
    assert_eq!(seen(&app, "day"), (Value::Null, Value::Null));
    let body = json!({ "huddle": id, "started": "08:17", "ended": null });
    assert_eq!(refused(&app, "huddle_times", body), "not_from_paper");
}
