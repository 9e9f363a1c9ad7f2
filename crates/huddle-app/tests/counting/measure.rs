use crate::ward::Ward;
use serde_json::{Value as Json, json};

pub fn define(ward: &Ward, extra: Json) -> Json {
    let mut body = json!({ "name": "Falls", "lane": "quality", "definition": "Every fall", "value_kind": "count",
        "unit": "count", "frequency": "daily", "direction": "down", "decimals": 0 });
    body.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
    ward.must("measure_define", body)["id"].clone()
}

pub fn set(id: &Json, period: &str, extra: Json) -> Json {
    let mut body = json!({ "measure": id, "period": period, "nothing_due": false });
    body.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
    body
}

pub fn points(ward: &Ward, id: &Json) -> Vec<Json> {
    ward.ask("measure_get", json!({ "id": id }))["points"].as_array().unwrap().clone()
}

#[test]
fn a_new_ward_has_its_planned_and_actual_rows() {
    let ward = Ward::new();
    let glance = ward.ask("glance_get", json!({}));
    let quality = &glance["lanes"][0];
    assert_eq!(quality["rows"].as_array().unwrap().len(), 3);
    let nurses = quality["rows"][0].clone();
    assert_eq!((&nurses["role"], &nurses["stale"]), (&json!("registered_nurses"), &json!(true)));
    assert!(ward.ask("measures_get", json!({}))["measures"].as_array().unwrap().is_empty());
    let id = nurses["measure"].clone();
    let period = "each_shift:2026-11-01:day";
    // Planned and actual typed apart keep each other.
    ward.must("reading_set", set(&id, period, json!({ "plan": 5 })));
    ward.must("reading_set", set(&id, period, json!({ "value": 4, "why_different": "sickness" })));
    let row = |ward: &Ward| ward.ask("glance_get", json!({}))["lanes"][0]["rows"][0].clone();
    let seen = row(&ward);
    assert_eq!((&seen["plan"], &seen["actual"]), (&json!(5.0), &json!(4.0)));
    assert_eq!((&seen["stale"], &seen["by"]), (&json!(false), &json!("SM")));
    ward.must("reading_set", set(&id, period, json!({ "plan": 6 })));
    let seen = row(&ward);
    assert_eq!((&seen["plan"], &seen["actual"]), (&json!(6.0), &json!(4.0)));
    assert_eq!(seen["why_different"], "sickness");
    ward.same_after_rebuild();
    ward.undo();
    assert_eq!(row(&ward)["plan"], 5.0);
    ward.undo();
    assert_eq!((&row(&ward)["plan"], &row(&ward)["actual"]), (&json!(5.0), &Json::Null));
    ward.undo();
    assert_eq!(row(&ward)["plan"], Json::Null);
    // The year's record is still this measure's after everything in it was undone.
    ward.must("reading_set", set(&id, period, json!({ "value": 3 })));
    assert_eq!(row(&ward)["actual"], 3.0);
    // A plan for the next shift may be written; an actual may not, nor a plan for the one after.
    ward.must("reading_set", set(&id, "each_shift:2026-11-01:night", json!({ "plan": 4 })));
    let next = |extra: Json| set(&id, "each_shift:2026-11-01:night", extra);
    assert_eq!(ward.refused("reading_set", next(json!({ "value": 4 }))), "in_the_future");
    assert_eq!(
        ward.refused("reading_set", set(&id, "each_shift:2026-11-02:day", json!({ "plan": 4 }))),
        "in_the_future"
    );
    // What was planned on the day shift is stale on the night shift until somebody touches it.
    ward.set("2026-11-01", "21:00");
    let seen = row(&ward);
    assert_eq!((&seen["plan"], &seen["stale"]), (&json!(4.0), &json!(true)));
    // Going home is counted once a day; the box beside a shift names the shift.
    let home = ward.ask("glance_get", json!({}))["lanes"][2]["rows"][0]["measure"].clone();
    ward.must("reading_set", set(&home, "each_shift:2026-11-01:night", json!({ "value": 2, "plan": 3 })));
    assert_eq!(ward.ask("glance_get", json!({}))["lanes"][2]["rows"][0]["actual"], 2.0);
}

#[test]
fn what_a_reading_may_not_be() {
    let ward = Ward::new();
    let count = define(&ward, json!({}));
    let day = "daily:2026-11-01";
    let no = |id: &Json, period: &str, extra: Json| ward.refused("reading_set", set(id, period, extra));
    for period in ["daily:2026-02-30", "weekly:2026-10-26", "each_shift:2026-11-01:day", "today", ""] {
        assert_eq!(no(&count, period, json!({ "value": 1 })), "bad_period", "{period}");
    }
    assert_eq!(no(&count, "daily:2026-11-02", json!({ "value": 1 })), "in_the_future");
    assert_eq!(no(&count, day, json!({})), "empty");
    assert_eq!(no(&count, day, json!({ "note": "nothing else" })), "empty");
    assert_eq!(no(&count, day, json!({ "value": 1, "not_measured": "no_time" })), "one_only");
    assert_eq!(no(&count, day, json!({ "value": -1 })), "bad_number");
    assert_eq!(no(&count, day, json!({ "value": 1e12 })), "bad_number");
    assert_eq!(no(&count, day, json!({ "plan": -1 })), "bad_number");
    assert_eq!(no(&count, day, json!({ "n": 1, "d": 2 })), "one_number");
    assert_eq!(no(&count, day, json!({ "not_measured": "Mrs Smith" })), "unknown_word");
    let share = define(&ward, json!({ "name": "On time", "value_kind": "percent", "unit": "percent" }));
    assert_eq!(no(&share, day, json!({ "n": 3, "d": 2 })), "more_than_all");
    assert_eq!(no(&share, day, json!({ "n": 0, "d": 0 })), "out_of_nothing");
    assert_eq!(no(&share, day, json!({ "n": 1 })), "out_of_what");
    assert_eq!(no(&share, day, json!({ "d": 1 })), "out_of_what");
    assert_eq!(no(&share, day, json!({ "value": 101 })), "bad_number");
    assert!(points(&ward, &count).is_empty() && points(&ward, &share).is_empty());
    let ten = define(&ward, json!({ "name": "Ten beds", "value_kind": "percent", "sample": 10 }));
    ward.must("reading_set", set(&ten, day, json!({ "n": 9 })));
    let seen = points(&ward, &ten);
    assert_eq!((&seen[0]["d"], &seen[0]["value"]), (&json!(10.0), &json!(90.0)));
}

#[test]
fn one_entry_is_one_whole_value() {
    let ward = Ward::new();
    let id = define(&ward, json!({}));
    let day = "daily:2026-11-01";
    ward.must("reading_set", set(&id, day, json!({ "value": 3, "note": "PC was down", "ghost": true })));
    // A number put right keeps its words and stays left out.
    ward.must("reading_set", set(&id, day, json!({ "value": 4 })));
    let seen = &points(&ward, &id)[0];
    assert_eq!(
        (&seen["value"], &seen["note"], &seen["ghost"]),
        (&json!(4.0), &json!("PC was down"), &json!(true))
    );
    ward.must("reading_set", set(&id, day, json!({ "value": 3 })));
    ward.must("reading_set", set(&id, day, json!({ "ghost": false })));
    let seen = &points(&ward, &id)[0];
    assert_eq!(
        (&seen["value"], &seen["note"], &seen["ghost"]),
        (&json!(3.0), &json!("PC was down"), &json!(false))
    );
    ward.must("reading_set", set(&id, day, json!({ "not_measured": "no_time" })));
    let seen = &points(&ward, &id)[0];
    assert_eq!((&seen["value"], &seen["not_measured"]), (&Json::Null, &json!("no_time")));
    assert_eq!(seen["note"], "");
    ward.must("reading_set", json!({ "measure": id, "period": day, "nothing_due": true }));
    assert_eq!(points(&ward, &id)[0]["nothing_due"], true);
    let done = ward.must("reading_set", json!({ "measure": id, "period": day, "nothing_due": true }));
    assert_eq!(done["notes"], json!(["nothing_to_do"]));
    // A day later is in time, a minute more is late.
    ward.set("2026-11-05", "00:00");
    ward.must("reading_set", set(&id, "daily:2026-11-03", json!({ "value": 1 })));
    ward.set("2026-11-05", "00:01");
    ward.must("reading_set", set(&id, "daily:2026-11-03", json!({ "value": 2 })));
    ward.must("reading_set", set(&id, "daily:2026-11-04", json!({ "value": 2 })));
    let late: Vec<bool> = points(&ward, &id).iter().map(|p| p["late"].as_bool().unwrap()).collect();
    assert_eq!(late, [false, true, false]);
    assert_eq!(points(&ward, &id).len(), 3);
    ward.same_after_rebuild();
}

#[test]
fn a_part_of_a_whole_put_right_keeps_its_words_and_stays_left_out() {
    let ward = Ward::new();
    let id = define(
        &ward,
        json!({ "name": "On time", "value_kind": "percent", "unit": "percent", "direction": "up" }),
    );
    let day = "daily:2026-11-01";
    ward.must("reading_set", set(&id, day, json!({ "n": 9, "d": 10, "note": "PC was down", "ghost": true })));
    ward.must("reading_set", set(&id, day, json!({ "n": 8, "d": 10 })));
    let seen = &points(&ward, &id)[0];
    assert_eq!(
        (&seen["n"], &seen["note"], &seen["ghost"]),
        (&json!(8.0), &json!("PC was down"), &json!(true))
    );
}

#[test]
fn a_reading_that_was_left_out_is_not_the_weeks_number() {
    let ward = Ward::new();
    let id = define(&ward, json!({}));
    ward.set("2026-11-09", "09:00");
    ward.must("reading_set", set(&id, "daily:2026-11-07", json!({ "value": 71 })));
    ward.must("reading_set", set(&id, "daily:2026-11-08", json!({ "value": 99, "ghost": true })));
    let week = ward.ask("week_get", json!({ "monday": "2026-11-02" })).to_string();
    assert!(week.contains("71") && !week.contains("99"), "{week}");
}

#[test]
fn the_chart_says_no_more_than_the_readings_allow() {
    let ward = Ward::new();
    let id = define(&ward, json!({ "unit": "falls" }));
    let tile = |ward: &Ward| ward.ask("measures_get", json!({}))["measures"][0].clone();
    assert_eq!(
        (&tile(&ward)["reading"], &tile(&ward)["sentence"]),
        (&json!("no_readings"), &json!("No readings yet"))
    );
    for day in 1..=12 {
        ward.set(&format!("2026-11-{day:02}"), "12:00");
        let value = json!({ "value": 2 + day % 3 });
        ward.must("reading_set", set(&id, &format!("daily:2026-11-{day:02}"), value));
    }
    let seen = tile(&ward);
    assert_eq!((&seen["reading"], &seen["low"]), (&json!("not_enough"), &Json::Null));
    assert_eq!(seen["sentence"], "Not enough points yet (12 of 13)");
    ward.set("2026-11-13", "12:00");
    ward.must("reading_set", set(&id, "daily:2026-11-13", json!({ "value": 3 })));
    let seen = tile(&ward);
    assert_eq!((&seen["reading"], &seen["latest"]), (&json!("steady"), &json!(3.0)));
    assert_eq!((&seen["latest_text"], &seen["stale"]), (&json!("3 falls"), &json!(false)));
    assert!(seen["low"].is_number() && seen["sentence"].as_str().unwrap().starts_with("No real change"));
    let dark = ward.ask("measures_get", json!({ "theme": "dark" }))["measures"][0]["svg"].clone();
    assert!(dark.as_str().unwrap().starts_with("<svg") && dark != seen["svg"]);
    assert_eq!(ward.ask("glance_get", json!({}))["lanes"][0]["measures"][0]["latest"], 3.0);
    ward.set("2026-11-15", "12:00");
    let seen = tile(&ward);
    assert_eq!((&seen["reading"], &seen["stale"]), (&json!("nothing_entered"), &json!(true)));
    // Long after, the chart ends where the readings end, and says it is stale.
    ward.set("2027-03-01", "12:00");
    assert_eq!((&tile(&ward)["reading"], &tile(&ward)["stale"]), (&json!("steady"), &json!(true)));
}

#[test]
fn changing_resting_and_finding() {
    let ward = Ward::new();
    let id = define(&ward, json!({}));
    let change = |field: &str, value: Json| json!({ "id": id, "field": field, "value": value });
    ward.must("measure_set", change("frequency", json!("weekly")));
    ward.must("measure_set", change("frequency", json!("daily")));
    ward.must("reading_set", set(&id, "daily:2026-11-01", json!({ "value": 1 })));
    assert_eq!(ward.refused("measure_set", change("frequency", json!("weekly"))), "has_readings");
    assert_eq!(ward.refused("measure_set", change("target", json!(-1))), "bad_number");
    assert_eq!(ward.refused("measure_set", change("lane", json!("nowhere"))), "unknown_word");
    assert_eq!(ward.refused("measure_set", change("name", json!(""))), "empty");
    assert_eq!(ward.refused("measure_set", change("due_after", json!("25:00"))), "bad_time");
    assert_eq!(ward.refused("measure_set", change("deleted_at", json!(1))), "unknown_word");
    // What a number means changes with a reason, once there are numbers; a name needs none.
    assert_eq!(ward.refused("measure_set", change("target", json!(2))), "why_needed");
    let because =
        |field: &str, value: Json, why: &str| json!({ "id": id, "field": field, "value": value, "why": why });
    assert_eq!(ward.refused("measure_set", because("target", json!(2), "  ")), "why_needed");
    ward.must("measure_set", because("target", json!(2), "The trust asks for it"));
    ward.must("measure_set", change("name", json!("All falls")));
    ward.set("2026-11-02", "09:00");
    ward.must(
        "measure_set",
        because("definition", json!("Every slip, trip and tumble"), "Trips were missed"),
    );
    let seen = ward.ask("measure_get", json!({ "id": id }));
    assert_eq!((&seen["target"], &seen["changes"][0]["what"]), (&json!(2.0), &json!("target")));
    assert_eq!(seen["changes"].as_array().unwrap().len(), 2);
    assert_eq!(seen["changes"][1]["why"], "Trips were missed");
    assert!(seen["svg"].as_str().unwrap().contains("Trips were missed"), "the reason stands on the chart");
    assert_eq!(seen["points"].as_array().unwrap().len(), 1);
    let done = ward.must("measure_set", change("target", json!(2)));
    assert_eq!(done["notes"], json!(["nothing_to_do"]));
    let found = ward.ask("find", json!({ "text": "tumble", "limit": 5 }));
    assert_eq!(found["hits"][0]["id"], id);
    ward.undo();
    assert_eq!(ward.ask("measure_get", json!({ "id": id }))["definition"], "Every fall");
    let status = |status: &str, why: &str| json!({ "id": id, "status": status, "why": why });
    assert_eq!(ward.refused("measure_status_set", status("resting", " ")), "empty");
    assert_eq!(ward.refused("measure_status_set", status("gone", "x")), "unknown_word");
    ward.must("measure_status_set", status("resting", "We do this well now"));
    let all = ward.ask("measures_get", json!({}));
    assert_eq!((all["measures"].as_array().unwrap().len(), all["resting"][0]["id"].clone()), (0, id.clone()));
    ward.undo();
    assert_eq!(ward.ask("measures_get", json!({}))["measures"][0]["status"], "live");
    ward.must("bin_set", json!({ "id": id, "binned": true }));
    assert!(ward.ask("measures_get", json!({}))["measures"].as_array().unwrap().is_empty());
    assert_eq!(ward.refused("reading_set", set(&id, "daily:2026-11-01", json!({ "value": 1 }))), "not_found");
    ward.same_after_rebuild();
    // An NHS number does not get in by a measure's words or a reading's note.
    ward.must("bin_set", json!({ "id": id, "binned": false }));
    let note = json!({ "value": 1, "note": "see 999 000 0018" });
    assert_eq!(ward.refused("reading_set", set(&id, "daily:2026-11-01", note)), "looks_like_nhs_number");
}

#[test]
fn the_pad_asks_for_what_is_missing() {
    let ward = Ward::new();
    let daily = define(&ward, json!({ "due_after": "10:00" }));
    let weekly = define(&ward, json!({ "name": "Stock", "frequency": "weekly" }));
    let pad = |body: Json| -> Vec<(Json, Json, Json)> {
        let rows = ward.ask("readings_due_get", body)["rows"].as_array().unwrap().clone();
        rows.into_iter()
            .filter(|r| r["role"] == "")
            .map(|r| (r["measure"].clone(), r["period"].clone(), r["overdue"].clone()))
            .collect()
    };
    // Sunday 1 November: the day, and the week on its last day.
    assert_eq!(
        pad(json!({})),
        [
            (daily.clone(), json!("daily:2026-11-01"), json!(false)),
            (weekly.clone(), json!("weekly:2026-10-26"), json!(false))
        ]
    );
    ward.set("2026-11-02", "09:30");
    assert_eq!(
        pad(json!({})),
        [
            (daily.clone(), json!("daily:2026-11-02"), json!(false)),
            (daily.clone(), json!("daily:2026-11-01"), json!(true)),
            (weekly.clone(), json!("weekly:2026-10-26"), json!(true))
        ]
    );
    ward.must("reading_set", set(&daily, "daily:2026-11-02", json!({ "value": 1 })));
    ward.must("reading_set", json!({ "measure": daily, "period": "daily:2026-11-01", "nothing_due": true }));
    let rows = ward.ask("readings_due_get", json!({}))["rows"].clone();
    let mine: Vec<&Json> = rows.as_array().unwrap().iter().filter(|r| r["measure"] == daily).collect();
    assert_eq!(mine.len(), 1);
    assert_eq!(mine[0]["entered"]["value"], 1.0);
    let earlier = ward.ask("readings_due_get", json!({ "date": "2026-11-01" }))["rows"].clone();
    let shifts = earlier.as_array().unwrap().iter().filter(|r| r["role"] == "hcas").count();
    assert_eq!(shifts, 2);
    assert!(
        ward.app
            .query("readings_due_get", json!({ "date": "2026-11-04" }), &huddle_app::Caller::default())
            .is_err()
    );
}

#[test]
fn which_chart_and_whose_rules_is_the_wards_choice() {
    let ward = Ward::new();
    let id = define(&ward, json!({ "chart": "run", "rule_set": "perla" }));
    let detail = |ward: &Ward| ward.ask("measure_get", json!({ "id": id }));
    assert_eq!((&detail(&ward)["chart"], &detail(&ward)["chosen_rules"]), (&json!("run"), &json!("perla")));
    for (day, value) in [(18, 5.0), (19, 7.0), (20, 30.0)] {
        ward.must("reading_set", set(&id, &format!("daily:2026-10-{day}"), json!({ "value": value })));
    }
    let seen = detail(&ward);
    assert_eq!((&seen["median"], &seen["average"]), (&json!(7.0), &json!(14.0)), "the line that is drawn");
    assert!(seen["svg"].as_str().unwrap().contains("Middle line: median, rules: Perla"));
    assert!(seen["alt"].as_str().unwrap().contains("The middle line is the median, 7"));
    // Other rules can make other news of the same numbers: there are some, so a reason is needed.
    let change =
        |field: &str, value: &str, why: Json| json!({ "id": id, "field": field, "value": value, "why": why });
    assert_eq!(ward.refused("measure_set", change("rule_set", "ptd", Json::Null)), "why_needed");
    assert_eq!(ward.refused("measure_set", change("rule_set", "own", json!("why"))), "unknown_word");
    ward.must("measure_set", change("chart", "", json!("The trust checks it")));
    ward.must("measure_set", change("rule_set", "ptd", json!("The trust checks it")));
    ward.must("measure_set", change("run_length", "6", json!("The trust checks it")));
    assert_eq!(detail(&ward)["rule_set"], "ptd");
    assert_eq!(
        detail(&ward)["median"],
        7.0,
        "before 13 numbers the line is the median, whatever comes later"
    );
    ward.same_after_rebuild();
}

#[test]
fn a_ward_with_one_shift_gets_its_usual_range_and_is_not_late() {
    let ward = Ward::new();
    ward.must("ward_set", json!({ "field": "night_start", "value": "07:30" }));
    let id = define(&ward, json!({ "frequency": "each_shift" }));
    for day in 1..=15 {
        ward.set(&format!("2026-11-{day:02}"), "12:00");
        let value = 5 + day % 3;
        ward.must(
            "reading_set",
            set(&id, &format!("each_shift:2026-11-{day:02}:day"), json!({ "value": value })),
        );
    }
    ward.set("2026-11-16", "09:00");
    let tile = ward.ask("measures_get", json!({}))["measures"][0].clone();
    assert_eq!((&tile["sentence"], &tile["stale"]), (&json!("No real change"), &json!(false)));
    assert_ne!(tile["usual_text"], "", "{tile}");
    // Control: a ward with a night shift misses fourteen nights.
    ward.must("ward_set", json!({ "field": "night_start", "value": "20:00" }));
    let tile = ward.ask("measures_get", json!({}))["measures"][0].clone();
    assert_eq!(tile["stale"], true);
}
