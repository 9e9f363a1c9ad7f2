//! Readings of the made-up ward: a shift, a trend, a missing spell, mostly zeros, plain noise.

use super::script::Script;
use super::{list, text, whole};
use crate::app::App;
use crate::env::Caller;
use crate::wire::WireError;
use huddle_core::frequency::{Frequency, Period};
use huddle_core::time::{Shift, week_of};
use serde_json::{Value as Json, json};

/// Weeks of a weekly measure and days of a daily one.
const WEEKLY: i64 = 52;
const DAILY: i64 = 90;
/// Days of planned and actual numbers.
const SHIFT_DAYS: i64 = 28;

/// Defines the nine measures and enters their readings, each when it was due.
pub(super) fn measures(script: &mut Script, sample: &Json) {
    for (n, measure) in list(&sample["measures"]).iter().enumerate() {
        let name = format!("measure {}", text(measure, "key"));
        let mut body = measure.clone();
        if let Some(map) = body.as_object_mut() {
            map.remove("key");
            map.remove("shape");
        }
        // Counting begins with the first reading, so that nothing before it is due.
        let monday = huddle_core::time::days_between(week_of(script.until), script.until);
        let first = match text(measure, "frequency") {
            "weekly" => 7 * WEEKLY + monday,
            _ if text(measure, "value_kind") == "days_between" => 7 * WEEKLY,
            _ => DAILY,
        };
        let defined = script.at(-first, 7, 0) + i64::try_from(n).unwrap_or(0) * 60_000;
        script.say(defined, &name, "measure_define", body, Some("SM"));
        super::days::raise(script, defined + 30_000, &json!(format!("@{name}")));
        let shape = &measure["shape"];
        match text(shape, "kind") {
            "events" => events(script, &name, shape),
            _ => counted(script, &name, measure, shape),
        }
    }
}

/// Enters one reading at each event, its value the days since the one before.
fn events(script: &mut Script, name: &str, shape: &Json) {
    let gaps: Vec<i64> = list(&shape["gaps"]).iter().filter_map(Json::as_i64).collect();
    // The last event is the harm of 63 days ago, so that chart and days since agree.
    let mut ago = 63 + gaps.iter().skip(1).sum::<i64>();
    for (n, gap) in gaps.iter().enumerate() {
        if n > 0 {
            ago -= gap;
        }
        let period = Period::containing(Frequency::Daily, script.day(-ago), Shift::Day).key();
        let body =
            json!({ "measure": format!("@{name}"), "period": period, "value": gap, "nothing_due": false });
        let at = script.at(-ago, 16, 0);
        if ago <= 7 * 52 {
            script.say(at, "", "reading_set", body, Some("AB"));
        }
    }
}

fn counted(script: &mut Script, name: &str, measure: &Json, shape: &Json) {
    let weekly = text(measure, "frequency") == "weekly";
    let periods = if weekly { WEEKLY } else { DAILY };
    let percent = text(measure, "value_kind") == "percent";
    for back in (1..=periods).rev() {
        let index = periods - back;
        let (date, at) = if weekly {
            let monday = huddle_core::time::add_days(week_of(script.until), -7 * back);
            (monday, script.zone.instant(huddle_core::time::add_days(monday, 7), super::clock(7, 31)))
        } else {
            (script.day(-back), script.at(-back, 16, 5))
        };
        let frequency = if weekly { Frequency::Weekly } else { Frequency::Daily };
        let period = Period::containing(frequency, date, Shift::Day).key();
        let mut body = json!({ "measure": format!("@{name}"), "period": period, "nothing_due": false });
        match value(script, shape, index, periods) {
            None => body["not_measured"] = json!("no_time"),
            Some(v) if percent => {
                let of = whole(measure, "sample").or(whole(shape, "of")).unwrap_or(10);
                let of = if text(shape, "kind") == "noise_of" { of + wobble(script, 6) } else { of };
                body["n"] = json!(v.min(of));
                body["d"] = json!(of);
            }
            Some(v) => body["value"] = json!(v),
        }
        // A year ago is back-filled on one day, as wards do when they move from a spreadsheet.
        script.say(at, "", "reading_set", body, Some("KP"));
    }
}

fn wobble(script: &mut Script, most: usize) -> i64 {
    i64::try_from(script.chance.below(most)).unwrap_or(0)
}

/// Returns one value of a shape, `None` in the missing spell.
fn value(script: &mut Script, shape: &Json, index: i64, periods: i64) -> Option<i64> {
    let number = |key: &str| shape.get(key).and_then(Json::as_f64);
    let noise = script.chance.noise() * number("spread").unwrap_or(1.0);
    let through = index as f64 / periods as f64;
    let mean = number("mean").unwrap_or(0.0);
    let raw = match text(shape, "kind") {
        "shift" if through > number("after").unwrap_or(0.5) => number("then").unwrap_or(mean) + noise * 0.6,
        "trend" => mean + index as f64 * number("slope").unwrap_or(0.0) + noise,
        "zeros" => {
            if script.chance.part() < number("chance").unwrap_or(0.1) {
                1.0 + script
                    .chance
                    .below(whole(shape, "high").and_then(|h| usize::try_from(h).ok()).unwrap_or(2))
                    as f64
            } else {
                0.0
            }
        }
        "missing" => {
            let from = whole(shape, "gap_from").unwrap_or(0);
            if (from..from + whole(shape, "gap_days").unwrap_or(0)).contains(&index) {
                return None;
            }
            mean + noise
        }
        _ => mean + noise,
    };
    let low = number("low").unwrap_or(0.0);
    Some(raw.clamp(low, number("high").unwrap_or(1_000.0)).round() as i64)
}

/// Enters planned and actual of the last four weeks, and of this shift as it stands at 07:35.
pub(super) fn shift_numbers(app: &App, script: &mut Script) -> Result<(), WireError> {
    let view = app.query("glance_get", Json::Null, &Caller::default())?;
    let rows: Vec<(String, String)> = list(&view["lanes"])
        .iter()
        .flat_map(|lane| list(&lane["rows"]))
        .map(|row| (text(row, "measure").to_owned(), text(row, "role").to_owned()))
        .collect();
    for (measure, role) in rows {
        super::days::raise(script, script.at(-SHIFT_DAYS, 9, 30), &json!(measure));
        for ago in (0..=SHIFT_DAYS).rev() {
            let period = Period::containing(Frequency::EachShift, script.day(-ago), Shift::Day).key();
            let (plan, mut actual) = match role.as_str() {
                "registered_nurses" => (4, 4),
                "hcas" => (5, 5),
                "one_to_one" => (1 + wobble(script, 2), 1),
                "going_home" => (3 + wobble(script, 4), 3),
                _ => (9, 8),
            };
            let short = script.chance.part() < 0.25;
            if short {
                actual = (actual - 1).max(0);
            }
            let mut body = json!({ "measure": measure, "period": period, "plan": plan, "value": actual, "nothing_due": false });
            if short && role == "registered_nurses" {
                body["why_different"] = json!("Sickness; bank due 09:00");
            }
            // This morning only staffing is known; the rest comes through the day.
            if ago == 0 && !matches!(role.as_str(), "registered_nurses" | "hcas" | "one_to_one") {
                body["value"] = Json::Null;
            }
            let at = if ago == 0 { script.at(0, 7, 35) } else { script.at(-ago, 9, 40) };
            script.say(at, "", "reading_set", body, Some("SM"));
        }
    }
    Ok(())
}
