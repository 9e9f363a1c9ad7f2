//! The made-up ward: thirteen weeks of a busy elderly care ward, by the same commands a person uses.
//!
//! The words are in `assets/sample/ward.json`; the numbers come from a seeded sequence of the last
//! day's date, so the same date gives the same records (`state_digest`) under fresh ids and keys.
//! Everything is a command at its own time, so history, ages and "entered later" are what they would
//! be on a real ward.

mod days;
mod projects;
mod script;
mod series;

use crate::app::App;
use crate::env::Caller;
use crate::fault::Fault;
use crate::wire::WireError;
use chrono::NaiveDate;
use huddle_core::time::{Minutes, WardZone, local_date};
use script::Script;
use serde_json::{Value as Json, json};

/// The words of the made-up ward.
const SAMPLE: &str = include_str!("../../../../assets/sample/ward.json");
/// Weeks of huddles.
const WEEKS: i64 = 13;

/// Fills an empty folder with the made-up ward up to a day, as it stands at 07:40.
///
/// Without a day it is today, or yesterday for those who look before 07:40: nothing in it lies in the
/// future, and a night shift sees a ward whose night it is.
///
/// # Errors
/// When the folder already has a ward.
pub fn fill(app: &App, until: Option<NaiveDate>) -> Result<(), WireError> {
    let boot = app.query("boot_get", Json::Null, &Caller::default())?;
    if boot.get("state").and_then(Json::as_str) != Some("first_start") {
        let fault = Fault::not_now(
            "ward_exists",
            "This folder already has a ward. Nothing was changed. Choose an empty folder.",
        );
        return Err(*fault.0);
    }
    let zone = WardZone::default();
    let until = until.unwrap_or_else(|| last_morning(app.now(), zone));
    let sample: Json = serde_json::from_str(SAMPLE).map_err(|_| *Fault::internal("sample ward").0)?;
    let mut script = Script::new(until, zone);
    start(&mut script, &sample);
    app.execute_all(script.take())?;
    // Tiles and the rows of planned and actual have ids of their own; the rest of the script names them.
    script.learn(&app.query("ward_get", Json::Null, &Caller::default())?);
    days::boards(&mut script, &sample);
    series::measures(&mut script, &sample);
    days::procedures(&mut script, &sample);
    days::escalations(&mut script, &sample);
    projects::project(&mut script, &sample);
    days::crosses(&mut script, &sample);
    days::huddles(&mut script, &sample);
    app.execute_all(script.take())?;
    series::shift_numbers(app, &mut script)?;
    days::finish_actions(app, &mut script)?;
    app.execute_all(script.take())?;
    app.with_store(|store| store.write(|tx| tx.put_setting("demo", &json!(true)).map_err(Fault::from)))
        .map_err(|fault: Fault| *fault.0)
}

/// Starts the ward thirteen weeks and a year of counting before the last day.
fn start(script: &mut Script, sample: &Json) {
    let at = script.at(-7 * 54, 9, 0);
    script.say(at, "", "ward_start", sample["ward"].clone(), None);
    script.say(at + 60_000, "", "tiles_paste", json!({ "text": sample["tiles"] }), None);
    for (n, cross) in list(&sample["crosses"]).iter().enumerate() {
        let minute = 5 + i64::try_from(n).unwrap_or(0);
        let body =
            json!({ "label": cross["label"], "what_counts": cross["what_counts"], "last_known": null });
        script.say(at + minute * 60_000, "", "cross_define", body, None);
    }
}

/// Returns the last day that has come to 07:40.
fn last_morning(now: i64, zone: WardZone) -> NaiveDate {
    let today = local_date(now, zone);
    if now < zone.instant(today, clock(7, 40)) { huddle_core::time::add_days(today, -1) } else { today }
}

/// Returns a list, empty when there is none.
fn list(value: &Json) -> &[Json] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// Returns a short text, empty when there is none.
fn text<'a>(value: &'a Json, key: &str) -> &'a str {
    value.get(key).and_then(Json::as_str).unwrap_or("")
}

/// Returns a whole number, when there is one.
fn whole(value: &Json, key: &str) -> Option<i64> {
    value.get(key).and_then(Json::as_i64)
}

/// Returns a time of day; midnight for one that does not exist.
fn clock(hour: u16, minute: u16) -> Minutes {
    Minutes::new(hour, minute).unwrap_or(Minutes::MIDNIGHT)
}
