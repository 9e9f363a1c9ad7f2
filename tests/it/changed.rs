//! What changed on the measures of a ward of years, by the commands people use, dated back: the ward of `years`
//! is filled with numbers first, because a change before the first number is no change.

use crate::support::ask;
use chrono::{Days, NaiveDate};
use huddle_app::{App, Caller, Step};
use serde_json::{Value, json};

const DAY: i64 = 86_400_000;
/// Days between two changes of one target.
const TARGET_EVERY: usize = 182;
/// Days between two new starts of one usual range.
const RANGE_EVERY: usize = 730;
/// The newest change is at least this long ago.
const SETTLED: i64 = 40;

/// Changes every measure's target twice a year and starts its usual range again every other year, with reasons.
pub fn measures(app: &App, today: NaiveDate, days: i64) {
    let view = ask(app, "ward_get", json!({}));
    let tile = view["tiles"][0]["id"].as_str().and_then(|id| huddle_core::Uuid::parse_str(id).ok());
    let mut steps = Vec::new();
    let mut step = |name: &'static str, ago: i64, body: Value| {
        let at = crate::support::NOW - ago * DAY;
        let caller = Caller { tile, ..Caller::default() };
        steps.push((at, Step { name, body: Box::new(move |_| body), at, caller }));
    };
    for measure in ask(app, "measures_get", json!({}))["measures"].as_array().unwrap() {
        let id = &measure["id"];
        // A measure has numbers from the first day on; two months later there is one before every change.
        for (n, ago) in (SETTLED..days - 60).step_by(TARGET_EVERY).enumerate() {
            let why = format!("Agreed with the trust for half-year {}", n + 1);
            let body = json!({ "id": id, "field": "target", "value": 90 - (n % 5) * 5, "why": why });
            step("measure_set", ago, body);
        }
        for ago in (SETTLED..days - 60).step_by(RANGE_EVERY) {
            let from = today - Days::new(u64::try_from(ago).unwrap());
            let body = json!({ "id": id, "from": from.to_string(), "why": "A new way of working" });
            step("measure_range_start", ago, body);
        }
    }
    steps.sort_by_key(|(at, _)| *at);
    app.execute_all(steps.into_iter().map(|(_, step)| step).collect()).unwrap();
}
