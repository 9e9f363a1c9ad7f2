//! Improvement projects through the door every screen uses: what is fixed, what is due, what is said.
//!
//! Over 400 lines because it follows one project from its plan to its last check.

use crate::ward::Ward;
use serde_json::{Value as Json, json};

/// A project whose event is from 2 to 6 November, planned on the 1st.
fn planned(ward: &Ward) -> Json {
    let body = json!({
        "name": "Home by midday", "aim": "Half the wait", "check_120": false,
        "event_start": "2026-11-02", "event_end": "2026-11-06",
    });
    ward.must("project_add", body)["id"].clone()
}

fn measure(ward: &Ward, id: &Json, name: &str, before: Json, target: Json) -> Json {
    let body = json!({
        "id": id, "name": name, "unit": "minutes", "direction": "down",
        "baseline": { "value": before }, "target": target,
    });
    ward.must("project_measure_add", body)["id"].clone()
}

fn view(ward: &Ward, id: &Json) -> Json {
    ward.ask("project_get", json!({ "id": id }))
}

fn found(ward: &Ward, id: &Json, check: &str, line: &Json, value: f64) {
    ward.must("project_check_set", json!({ "id": id, "check": check, "line": line, "value": value }));
}

#[test]
fn what_stands_before_is_fixed_from_the_first_day_on() {
    let ward = Ward::new();
    let id = planned(&ward);
    let line = measure(&ward, &id, "Wait", json!(190), json!(60));
    let set = |body: Json| {
        let mut whole = json!({ "id": id, "line": line });
        whole.as_object_mut().unwrap().extend(body.as_object().unwrap().clone());
        whole
    };
    // The day before, everything may be put right.
    ward.must("project_measure_set", set(json!({ "target": { "value": 50 } })));
    assert_eq!(view(&ward, &id)["reasons"], json!([]));
    ward.set("2026-11-02", "08:00");
    assert_eq!(view(&ward, &id)["fixed"], true);
    for body in [
        json!({ "target": { "value": 70 } }),
        json!({ "baseline": { "value": 100 } }),
        json!({ "unit": "hours" }),
        json!({ "direction": "up" }),
    ] {
        assert_eq!(ward.refused("project_measure_set", set(body.clone())), "why_needed", "{body}");
    }
    assert_eq!(ward.refused("project_measure_remove", json!({ "id": id, "line": line })), "why_needed");
    let late = json!({ "id": id, "name": "Phone", "unit": "minutes", "direction": "down", "why": " " });
    assert_eq!(ward.refused("project_measure_add", late), "why_needed");
    let moved =
        json!({ "id": id, "event_start": "2026-11-09", "event_end": "2026-11-13", "check_120": false });
    assert_eq!(ward.refused("project_dates", moved.clone()), "why_needed");
    let line_now = &view(&ward, &id)["lines"][0];
    assert_eq!(
        (&line_now["target"], &line_now["baseline"], &line_now["unit"]),
        (&json!(50.0), &json!(190.0), &json!("minutes"))
    );
    // A name is a name: a slip in it may be put right.
    ward.must("project_measure_set", set(json!({ "name": "Wait for medicines" })));
    ward.must(
        "project_measure_set",
        set(json!({ "target": { "value": 70 }, "why": "Two rounds, not three" })),
    );
    let with_reason = view(&ward, &id);
    let reason = &with_reason["reasons"][0];
    assert_eq!(
        [&reason["what"], &reason["measure"], &reason["was"], &reason["now"], &reason["why"], &reason["by"]],
        ["target", "Wait for medicines", "50", "70", "Two rounds, not three", "SM"]
    );
    // Undo takes the number and its reason back together.
    ward.undo();
    assert_eq!(view(&ward, &id)["reasons"], json!([]));
    assert_eq!(view(&ward, &id)["lines"][0]["target"], 50.0);
    let mut moved = moved;
    moved["why"] = json!("Flu on the ward");
    ward.must("project_dates", moved);
    let after = view(&ward, &id);
    assert_eq!(after["reasons"].as_array().unwrap().len(), 2, "both days");
    assert_eq!(after["fixed"], false, "the new week has not started");
}

#[test]
fn a_number_written_after_the_week_began_is_shown_as_that() {
    let ward = Ward::new();
    let id = planned(&ward);
    measure(&ward, &id, "Wait", json!(190), json!(60));
    ward.set("2026-11-04", "10:00");
    let late = json!({
        "id": id, "name": "Phone", "unit": "minutes", "direction": "down", "why": "Found on the day",
        "baseline": { "value": 55, "on": "2026-11-01" },
    });
    ward.must("project_measure_add", late);
    let v = view(&ward, &id);
    assert_eq!(
        (&v["lines"][0]["baseline_late"], &v["lines"][1]["baseline_late"]),
        (&json!(false), &json!(true))
    );
    assert_eq!(v["reasons"][0]["what"], "added");
    // Moving the dates about does not turn it into a number from before.
    let dates = |start: &str, end: &str| json!({ "id": id, "event_start": start, "event_end": end, "check_120": false, "why": "Moved" });
    ward.must("project_dates", dates("2026-11-09", "2026-11-10"));
    assert_eq!(view(&ward, &id)["lines"][1]["baseline_late"], false, "it is from before that week");
    ward.must("project_dates", dates("2026-11-02", "2026-11-03"));
    assert_eq!(view(&ward, &id)["lines"][1]["baseline_late"], true);
}

#[test]
fn a_check_opens_a_week_before_is_due_and_late_and_stands_on_the_board() {
    let ward = Ward::new();
    let id = planned(&ward);
    let wait = measure(&ward, &id, "Wait", json!(190), json!(60));
    let phone = measure(&ward, &id, "Phone", json!(55), json!(20));
    let due = || ward.ask("glance_get", json!({}))["checks"].clone();
    let set = |check: &str, line: &Json| json!({ "id": id, "check": check, "line": line, "value": 96 });
    ward.set("2026-11-28", "10:00");
    assert_eq!(ward.refused("project_check_set", set("30", &wait)), "check_not_yet");
    assert_eq!(
        ward.refused("project_held_set", json!({ "id": id, "check": "30", "word": "yes" })),
        "check_not_yet"
    );
    ward.set("2026-11-29", "10:00");
    ward.must("project_check_set", set("30", &wait));
    assert_eq!(due(), json!([]), "what is to come asks for nothing");
    ward.set("2026-12-06", "10:00");
    let line = due()[0].clone();
    assert_eq!(
        (&line["state"], &line["check"], &line["on"], &line["left"], &line["measures"]),
        (&json!("due"), &json!("30"), &json!("2026-12-06"), &json!(1), &json!(2))
    );
    ward.set("2026-12-13", "10:00");
    assert_eq!(due()[0]["state"], "late");
    let week = ward.ask("week_get", json!({ "monday": "2026-12-07" }));
    assert!(
        week["page"]["reviews"].to_string().contains("Home by midday, 30-day check"),
        "{}",
        week["page"]["reviews"]
    );
    // A reason is an answer; the question whether it holds is one too.
    let not = json!({ "id": id, "check": "30", "line": phone, "not_measured": "no_time" });
    ward.must("project_check_set", not);
    assert_eq!((&due()[0]["left"], &due()[0]["asked"]), (&json!(0), &json!(true)));
    ward.must(
        "project_held_set",
        json!({ "id": id, "check": "30", "word": "partly", "note": "Not at weekends" }),
    );
    assert_eq!(due(), json!([]));
    let v = view(&ward, &id);
    assert_eq!(v["checks"][0]["state"], "done");
    assert_eq!(v["tile"]["next"]["check"], "60");
    assert_eq!(
        (&v["tile"]["better"], &v["tile"]["not_measured"], &v["tile"]["holding"]),
        (&json!(1), &json!(1), &json!("partly"))
    );
    assert_eq!(v["lines"][1]["cells"][0]["not_measured"], "no_time");
    // Taken back, it is asked for again.
    ward.must("project_held_set", json!({ "id": id, "check": "30", "word": "" }));
    assert_eq!(due().as_array().unwrap().len(), 1);
    ward.undo();
    assert_eq!(due(), json!([]));
    // Stopped, with a reason, it asks for nothing; in the bin neither.
    ward.set("2027-03-01", "10:00");
    assert_eq!(due()[0]["check"], "60");
    assert_eq!(ward.refused("project_stop", json!({ "id": id, "stopped": true, "why": "" })), "empty");
    ward.must("project_stop", json!({ "id": id, "stopped": true, "why": "The ward moved" }));
    assert_eq!(due(), json!([]));
    let list = ward.ask("projects_get", json!({}));
    assert_eq!((&list["now"], &list["before"][0]["state"]), (&json!([]), &json!("stopped")));
    ward.must("project_stop", json!({ "id": id, "stopped": false, "why": "" }));
    assert_eq!(due().as_array().unwrap().len(), 1);
    ward.must("bin_set", json!({ "id": id, "binned": true }));
    assert_eq!(due(), json!([]));
    assert_eq!(ward.refused("project_set", json!({ "id": id, "field": "name", "value": "x" })), "not_found");
}

#[test]
fn how_far_it_moved_is_worked_out_here() {
    let ward = Ward::new();
    let id = planned(&ward);
    let wait = measure(&ward, &id, "Wait", json!(80), json!(60));
    let phone = measure(&ward, &id, "Phone", json!(30), Json::Null);
    let none = measure(&ward, &id, "Not counted before", Json::Null, json!(5));
    let share = json!({
        "id": id, "name": "Home before midday", "unit": "percent", "direction": "up",
        "baseline": { "value": 20, "n": 40 }, "target": 40,
    });
    let share = ward.must("project_measure_add", share)["id"].clone();
    ward.set("2026-12-06", "10:00");
    for (line, value) in [(&wait, 60.0), (&phone, 33.0), (&none, 4.0), (&share, 30.0)] {
        found(&ward, &id, "30", line, value);
    }
    let v = view(&ward, &id);
    let change = |n: usize| v["lines"][n]["cells"][0]["change"].clone();
    assert_eq!(change(0), json!({ "way": "better", "difference": -20.0, "percent": -25.0, "target": "met" }));
    assert_eq!(change(1), json!({ "way": "worse", "difference": 3.0, "percent": 10.0, "target": "" }));
    assert_eq!(change(2), Json::Null, "there is nothing to set it against");
    assert_eq!(
        change(3),
        json!({ "way": "better", "difference": 10.0, "percent": null, "target": "not_met" })
    );
    assert_eq!((&v["tile"]["better"], &v["tile"]["worse"]), (&json!(2), &json!(1)));
    // Three in minutes, two with both numbers: too few to say, and no test is shown.
    let group = &v["together"][0];
    assert_eq!(
        (&group["says"], &group["pairs"], &group["least"], &group["p"], &group["difference"]),
        (&json!("too_few"), &json!(2), &json!(5), &Json::Null, &Json::Null)
    );
    assert_eq!(v["together"].as_array().unwrap().len(), 1, "one share alone is no group");
}

#[test]
fn five_in_one_unit_are_looked_at_together_at_their_latest_check() {
    let ward = Ward::new();
    let id = planned(&ward);
    let before = [80.0, 62.0, 95.0, 71.0, 55.0];
    let lines: Vec<Json> =
        before.iter().map(|b| measure(&ward, &id, &format!("Wait {b}"), json!(b), Json::Null)).collect();
    ward.set("2027-01-05", "10:00");
    for (line, now) in lines.iter().zip([60.0, 61.0, 90.0, 70.0, 54.0]) {
        found(&ward, &id, "30", line, now);
    }
    for (line, now) in lines.iter().zip([40.0, 30.0, 41.0, 36.0, 28.0]) {
        found(&ward, &id, "60", line, now);
    }
    let group = view(&ward, &id)["together"][0].clone();
    assert_eq!(
        (&group["says"], &group["pairs"], &group["way"]),
        (&json!("more_than_chance"), &json!(5), &json!("better"))
    );
    for (what, is) in [("before", 72.6), ("now", 35.0), ("difference", -37.6)] {
        assert!((group[what].as_f64().unwrap() - is).abs() < 1e-9, "{what}: {group}");
    }
    let (low, high) = (group["low"].as_f64().unwrap(), group["high"].as_f64().unwrap());
    assert!(low < -37.6 && -37.6 < high && high < 0.0, "{group}");
    assert_eq!(group["rank_p"], 0.0625);
}

#[test]
fn bad_input_is_refused_by_name_and_nothing_is_kept() {
    let ward = Ward::new();
    let id = planned(&ward);
    let line = measure(&ward, &id, "Wait", json!(190), json!(60));
    let before = ward.rows();
    let dates = |start: Json, end: Json| json!({ "name": "x", "aim": "", "event_start": start, "event_end": end, "check_120": false });
    let add = |over: Json| {
        let mut whole = json!({ "id": id, "name": "x", "unit": "percent", "direction": "up" });
        whole.as_object_mut().unwrap().extend(over.as_object().unwrap().clone());
        whole
    };
    for (name, body, code) in [
        ("project_add", json!({ "name": " ", "aim": "", "check_120": false }), "empty"),
        ("project_add", dates(json!("2026-11-09"), Json::Null), "half_a_date"),
        ("project_add", dates(Json::Null, json!("2026-11-09")), "half_a_date"),
        ("project_add", dates(json!("2026-11-09"), json!("2026-11-08")), "bad_event"),
        ("project_add", dates(json!("2026-11-09"), json!("2027-11-08")), "bad_event"),
        ("project_add", dates(json!("2026-02-30"), json!("2026-03-01")), "bad_date"),
        ("project_set", json!({ "id": id, "field": "colour", "value": "x" }), "unknown_word"),
        ("project_set", json!({ "id": id, "field": "lead", "value": uuid::Uuid::nil() }), "unknown_word"),
        ("project_measure_add", add(json!({ "direction": "neither" })), "unknown_word"),
        ("project_measure_add", add(json!({ "target": 101 })), "bad_percent"),
        ("project_measure_add", add(json!({ "baseline": { "value": -1 } })), "bad_percent"),
        (
            "project_measure_add",
            add(json!({ "baseline": { "value": 1, "on": "2026-11-09" } })),
            "in_the_future",
        ),
        ("project_measure_add", add(json!({ "baseline": { "value": 1, "n": 0 } })), "bad_number"),
        ("project_measure_add", add(json!({ "measure": id })), "unknown_word"),
        ("project_measure_set", json!({ "id": id, "line": line, "unit": "percent" }), "bad_percent"),
        ("project_measure_set", json!({ "id": id, "line": id, "name": "x" }), "not_found"),
        ("project_check_set", json!({ "id": id, "check": "45", "line": line, "value": 1 }), "unknown_word"),
        ("project_check_set", json!({ "id": id, "check": "120", "line": line, "value": 1 }), "unknown_word"),
    ] {
        assert_eq!(ward.refused(name, body.clone()), code, "{name} {body}");
    }
    for n in 1..8 {
        measure(&ward, &id, &format!("m{n}"), Json::Null, Json::Null);
    }
    assert_eq!(ward.refused("project_measure_add", add(json!({}))), "list_full");
    for _ in 1..8 {
        ward.undo();
    }
    ward.set("2026-12-06", "10:00");
    let check = |over: Json| {
        let mut whole = json!({ "id": id, "check": "30", "line": line });
        whole.as_object_mut().unwrap().extend(over.as_object().unwrap().clone());
        whole
    };
    for (body, code) in [
        (check(json!({ "value": -3 })), "bad_number"),
        (check(json!({ "value": 3, "on": "2026-12-07" })), "in_the_future"),
        (check(json!({ "value": 3, "on": "2026-11-06" })), "before_the_event"),
        (check(json!({ "not_measured": "bored" })), "unknown_word"),
        (check(json!({ "value": 3, "not_measured": "no_time" })), "unknown_word"),
    ] {
        assert_eq!(ward.refused("project_check_set", body.clone()), code, "{body}");
    }
    assert_eq!(
        ward.refused("project_held_set", json!({ "id": id, "check": "30", "word": "maybe" })),
        "unknown_word"
    );
    // Its own row says when it was changed last, and undoing is a change.
    let kept = |rows: Vec<String>| -> Vec<String> {
        rows.into_iter().filter(|r| !r.starts_with("HistoryRow") && !r.starts_with("ProjectRow")).collect()
    };
    assert_eq!(kept(ward.rows()), kept(before));
}

#[test]
fn it_is_found_stays_off_the_wall_and_is_the_same_after_a_rebuild() {
    let ward = Ward::new();
    let id = planned(&ward);
    let line = measure(&ward, &id, "Wait for the porter", json!(30), json!(10));
    ward.must("project_set", json!({ "id": id, "field": "team", "value": "Two nurses, a porter" }));
    ward.set("2026-12-06", "10:00");
    let remark = json!({ "id": id, "check": "30", "line": line, "value": 12, "note": "Quicker since the bleeps came" });
    ward.must("project_check_set", remark);
    ward.must("project_held_set", json!({ "id": id, "check": "30", "word": "yes" }));
    for words in ["midday", "porter", "bleeps"] {
        let hits = ward.ask("find", json!({ "text": words, "limit": 5 }));
        assert_eq!(
            (&hits["hits"][0]["kind"], &hits["hits"][0]["title"]),
            (&json!("project"), &json!("Home by midday")),
            "{words}"
        );
    }
    let wall = json!({ "id": id, "audience": "wall", "read_back": true });
    assert_eq!(ward.refused("audience_set", wall), "not_for_others");
    ward.must("audience_set", json!({ "id": id, "audience": "matron", "read_back": true }));
    ward.same_after_rebuild();
    let view_before = view(&ward, &id);
    let ward = ward.restart();
    assert_eq!(view(&ward, &id), view_before);
    let history = view_before["history"].as_array().unwrap().clone();
    let what: Vec<&str> = history.iter().map(|l| l["what"].as_str().unwrap()).collect();
    assert_eq!(
        what,
        [
            "project_add",
            "project_measure_add",
            "project_set",
            "project_check_set",
            "project_held_set",
            "audience_set"
        ]
    );
    assert!(
        !history.iter().any(|l| l["detail"].to_string().contains("porter")),
        "no typed words in the history"
    );
    // Undo of making it is the bin.
    let other = planned(&ward);
    ward.undo();
    assert_eq!(ward.ask("projects_get", json!({}))["now"].as_array().unwrap().len(), 1);
    let bin = ward.ask("bin_get", json!({}));
    assert_eq!((&bin["items"][0]["id"], &bin["items"][0]["kind"]), (&other, &json!("project")));
}

/// A weekly measure with eight readings before the week of the event, one in it and some after.
fn weekly(ward: &Ward, during: f64, after: usize) -> Json {
    let define = json!({
        "name": "Home before midday", "lane": "delivery", "definition": "", "value_kind": "number", "unit": "hours",
        "frequency": "weekly", "direction": "down", "decimals": 0,
    });
    let id = ward.must("measure_define", define)["id"].clone();
    let before = [20.0, 21.0, 19.0, 20.5, 20.0, 19.5, 21.0, 20.0];
    let later = [10.0, 11.0, 9.0, 10.5, 10.0, 9.5, 11.0, 10.0];
    let values = before.iter().chain([&during]).chain(later.iter().take(after));
    let monday: chrono::NaiveDate = "2026-09-28".parse().unwrap();
    for (n, value) in values.enumerate() {
        let start = monday + chrono::Days::new(7 * n as u64);
        let body = json!({ "measure": id, "period": format!("weekly:{start}"), "value": value, "nothing_due": false });
        ward.must("reading_set", body);
    }
    id
}

fn with_series(during: f64, after: usize) -> Json {
    let ward = Ward::new();
    let body = json!({
        "name": "Home by midday", "aim": "", "check_120": false,
        "event_start": "2026-11-23", "event_end": "2026-11-27",
    });
    let id = ward.must("project_add", body)["id"].clone();
    ward.set("2027-01-27", "10:00");
    let measure = weekly(&ward, during, after);
    let body = json!({
        "id": id, "name": "Wait", "unit": "hours", "direction": "down", "measure": measure, "why": "Linked later",
    });
    ward.must("project_measure_add", body);
    view(&ward, &id)["lines"][0]["series"].clone()
}

#[test]
fn a_linked_measure_s_own_readings_are_asked_for_a_step_where_there_are_enough() {
    let seven = with_series(20.0, 7);
    assert_eq!(
        (&seven["says"], &seven["before"], &seven["after"], &seven["step"]),
        (&json!("too_few"), &json!(8), &json!(7), &Json::Null)
    );
    let eight = with_series(20.0, 8);
    assert_eq!(
        (&eight["says"], &eight["way"], &eight["after"]),
        (&json!("step"), &json!("better"), &json!(8))
    );
    let (step, low, high) =
        (eight["step"].as_f64().unwrap(), eight["low"].as_f64().unwrap(), eight["high"].as_f64().unwrap());
    assert!((-12.0..-8.0).contains(&step) && low < step && step < high && high < 0.0, "{eight}");
    // What was counted while the event was on belongs to neither side.
    assert_eq!(with_series(500.0, 8), eight);
}
