//! What a chart holds against: a usual range that starts again, a target that changed, gaps between events.

use crate::measure::{define, set};
use crate::ward::Ward;
use serde_json::{Value as Json, json};

/// Twenty-eight daily numbers, the last fourteen of another size.
fn two_levels(ward: &Ward) -> Json {
    let id = define(ward, json!({ "value_kind": "number", "direction": "up" }));
    ward.set("2026-11-28", "12:00");
    for day in 1..=28 {
        let value = if day < 15 { 20 + day % 3 } else { 50 + day % 4 };
        ward.must("reading_set", set(&id, &format!("daily:2026-11-{day:02}"), json!({ "value": value })));
    }
    id
}

#[test]
fn the_usual_range_starts_again_with_a_reason_and_the_past_keeps_its_own() {
    let ward = Ward::new();
    let id = two_levels(&ward);
    let tile = |ward: &Ward| ward.ask("measures_get", json!({}))["measures"][0].clone();
    let detail = |ward: &Ward| ward.ask("measure_get", json!({ "id": id }));
    let before = tile(&ward);
    assert_eq!(before["reading"], "better");
    let start = |from: &str, why: &str| json!({ "id": id, "from": from, "why": why });
    // What cannot be: no reason, before or at the first number, a day to come, no day at all.
    assert_eq!(ward.refused("measure_range_start", start("2026-11-15", "  ")), "empty");
    for day in ["2026-11-01", "2026-10-20"] {
        assert_eq!(ward.refused("measure_range_start", start(day, "New rota")), "bad_range_start", "{day}");
    }
    assert_eq!(ward.refused("measure_range_start", start("2026-11-29", "New rota")), "in_the_future");
    assert_eq!(ward.refused("measure_range_start", start("soon", "New rota")), "bad_date");
    assert_eq!(tile(&ward), before, "nothing refused changes anything");

    ward.must("measure_range_start", start("2026-11-15", "New rota since the 15th"));
    let after = tile(&ward);
    assert_eq!(after["reading"], "steady");
    assert!(after["low"].as_f64().unwrap() > 40.0, "the new range is of the new numbers: {}", after["low"]);
    let seen = detail(&ward);
    let svg = seen["svg"].as_str().unwrap();
    assert!(svg.contains("New rota since the 15th"), "the reason stands on the chart");
    assert!(seen["alt"].as_str().unwrap().contains("New usual range from 15 November 2026"));
    let change = &seen["changes"][0];
    assert_eq!(
        (&change["what"], &change["on"], &change["why"], &change["by"]),
        (&json!("new_range"), &json!("2026-11-15"), &json!("New rota since the 15th"), &json!("SM"))
    );
    assert_eq!(seen["points"].as_array().unwrap().len(), 28, "the past is kept");
    assert!(seen["history"].as_array().unwrap().iter().any(|line| line["what"] == "measure_range_start"));
    // The past keeps the average it had: as many lines for the average as there are stretches.
    assert_eq!(ward.ask("glance_get", json!({}))["lanes"][0]["measures"][0]["reading"], "steady");
    let done = ward.must("measure_range_start", start("2026-11-15", "Said twice"));
    assert_eq!(done["notes"], json!(["nothing_to_do"]));
    ward.same_after_rebuild();

    // Five numbers after a start are too few for a range, and say so.
    ward.must("measure_range_start", start("2026-11-24", "Bay 3 closed"));
    assert_eq!(tile(&ward)["sentence"], "Not enough points yet (5 of 13)");
    ward.undo();
    assert_eq!(tile(&ward)["reading"], "steady");
    // Taken back: one range again, and history keeps both.
    let join = |change: &Json| json!({ "id": id, "change": change });
    assert_eq!(ward.refused("measure_range_join", join(&json!("no such"))), "unknown_word");
    ward.must("measure_range_join", join(&change["id"]));
    assert_eq!(tile(&ward), before);
    let lines = detail(&ward)["history"].as_array().unwrap().clone();
    assert!(lines.iter().any(|line| line["what"] == "measure_range_join"));
    ward.same_after_rebuild();
}

#[test]
fn a_measure_without_a_number_has_no_range_to_start_again() {
    let ward = Ward::new();
    let id = define(&ward, json!({}));
    let start = json!({ "id": id, "from": "2026-11-01", "why": "New rota" });
    assert_eq!(ward.refused("measure_range_start", start.clone()), "bad_range_start");
    ward.must("reading_set", set(&id, "daily:2026-11-01", json!({ "not_measured": "no_time" })));
    assert_eq!(ward.refused("measure_range_start", start), "bad_range_start");
    let none = json!({ "id": uuid::Uuid::nil(), "from": "2026-11-01", "why": "New rota" });
    assert_eq!(ward.refused("measure_range_start", none), "not_found");
    // A number of a patient does not get onto a chart by a reason.
    let two = two_levels(&ward);
    let told = json!({ "id": two, "from": "2026-11-15", "why": "see 999 000 0018" });
    assert_eq!(ward.refused("measure_range_start", told), "looks_like_nhs_number");
}

#[test]
fn days_between_are_judged_by_a_chart_of_gaps() {
    let ward = Ward::new();
    let id = define(
        &ward,
        json!({ "name": "Days between falls", "value_kind": "days_between", "unit": "days", "direction": "up" }),
    );
    ward.set("2026-11-28", "12:00");
    for (day, gap) in [12, 5, 20, 9, 31, 7, 15, 4, 22, 11, 18, 6, 13].into_iter().enumerate() {
        let period = format!("daily:2026-11-{:02}", day + 1);
        ward.must("reading_set", set(&id, &period, json!({ "value": gap })));
    }
    let seen = ward.ask("measure_get", json!({ "id": id }));
    assert!(seen["svg"].as_str().unwrap().contains("Usual range by a t chart"));
    assert_eq!(seen["tile"]["sentence"], "No real change");
}

#[test]
fn a_changed_target_leaves_the_past_the_target_it_had() {
    let ward = Ward::new();
    let id = define(&ward, json!({ "value_kind": "number", "direction": "up", "target": 30 }));
    ward.set("2026-11-20", "12:00");
    for day in 1..=20 {
        let value = json!({ "value": 20 + day % 3 });
        ward.must("reading_set", set(&id, &format!("daily:2026-11-{day:02}"), value));
    }
    let detail = |ward: &Ward| ward.ask("measure_get", json!({ "id": id }));
    let sentence = |ward: &Ward| detail(ward)["tile"]["sentence"].as_str().unwrap().to_owned();
    assert!(sentence(&ward).contains("Still below 30"), "{}", sentence(&ward));
    // A target is the only line dotted like this.
    let dotted =
        |ward: &Ward| detail(ward)["svg"].as_str().unwrap().matches("stroke-dasharray=\"2 4\"").count();
    assert_eq!(dotted(&ward), 1);
    let change = |value: Json, why: &str| json!({ "id": id, "field": "target", "value": value, "why": why });
    ward.must("measure_set", change(json!(18), "Agreed with the trust"));
    let seen = detail(&ward);
    assert_eq!(seen["target"], 18.0);
    // The newest reading is judged by the new target, the ones before it keep theirs.
    assert!(sentence(&ward).ends_with("New target: 18 or better this day."), "{}", sentence(&ward));
    assert!(seen["svg"].as_str().unwrap().contains("Agreed with the trust"));
    assert_eq!(dotted(&ward), 2, "both targets are drawn");
    ward.must("measure_set", change(Json::Null, "No target any more"));
    assert!(!sentence(&ward).contains("or better"), "{}", sentence(&ward));
    ward.set("2026-11-21", "12:00");
    ward.must("reading_set", set(&id, "daily:2026-11-21", json!({ "value": 21 })));
    assert_eq!(sentence(&ward), "No real change");
    ward.same_after_rebuild();
    ward.undo();
    ward.undo();
    assert_eq!(detail(&ward)["target"], 18.0, "one undo brings the target back");
    // A week that is over is judged by the target that held then, whatever came after.
    let week = ward.ask("week_get", json!({ "monday": "2026-11-09" }));
    let told = week.to_string();
    assert!(told.contains("Still below 30"), "{told}");
}
