use crate::ward::Ward;
use serde_json::{Value as Json, json};

fn falls(ward: &Ward, last: Option<&str>) -> String {
    ward.must("cross_define", json!({ "label": "Falls", "what_counts": "Any fall", "last_known": last }));
    ward.ask("crosses_get", json!({}))["crosses"][0]["key"].as_str().unwrap().to_owned()
}

fn mark(date: &str, state: &str) -> Json {
    json!({ "cross": "falls", "date": date, "state": state, "not_reported": false })
}

fn now(ward: &Ward) -> Json {
    ward.ask("crosses_get", json!({}))["crosses"][0]["now"].clone()
}

#[test]
fn a_day_is_green_only_by_a_person() {
    let ward = Ward::new();
    assert_eq!(falls(&ward, None), "falls");
    ward.set("2026-11-03", "09:00");
    assert_eq!(ward.refused_without_tile("cross_mark", mark("2026-11-02", "safe")), "needs_tile");
    assert_eq!(now(&ward)["not_checked"], 2);
    ward.must("cross_mark", mark("2026-11-02", "safe"));
    let seen = now(&ward);
    assert_eq!((&seen["yesterday"], &seen["not_checked"]), (&json!("safe"), &json!(1)));
    let day = &ward.ask("crosses_get", json!({ "month": "2026-11" }))["crosses"][0]["days"][1];
    assert_eq!((&day["by"], &day["state"], &day["late"]), (&json!("SM"), &json!("safe"), &json!(false)));
    ward.same_after_rebuild();
    assert_eq!(ward.undo()["restored"], 1);
    assert_eq!(now(&ward)["not_checked"], 2);
    // The year itself stays, so that a later mark is not lost with it.
    ward.must("cross_mark", mark("2026-11-01", "safe"));
    assert_eq!(now(&ward)["not_checked"], 1);
}

#[test]
fn harm_needs_a_number_or_says_there_is_none() {
    let ward = Ward::new();
    falls(&ward, Some("2026-10-20"));
    ward.set("2026-11-09", "09:00");
    assert_eq!(ward.refused("cross_mark", mark("2026-11-08", "harm")), "incident_needed");
    let harm = |extra: Json| {
        let mut body = mark("2026-11-08", "harm");
        body.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        body
    };
    ward.must("cross_mark", harm(json!({ "not_reported": true })));
    let seen = now(&ward);
    assert_eq!((&seen["days"], &seen["not_reported"]), (&json!(1), &json!(1)));
    assert_eq!(seen["last_harm"], "2026-11-08");
    assert_eq!(seen["since_start"], Json::Null);
    ward.must("cross_mark", harm(json!({ "incident_ref": "W123456" })));
    assert_eq!(now(&ward)["not_reported"], 0);
    // A later grade keeps the history of the first one.
    ward.set("2026-12-30", "09:00");
    ward.must("cross_mark", mark("2026-11-08", "near_miss"));
    assert_eq!(now(&ward)["last_harm"], "2026-10-20");
    let lines = ward.rows().into_iter().filter(|r| r.starts_with("HistoryRow") && r.contains("cross_mark"));
    // Three marks, and what two of them did to the action that asks for the report.
    assert_eq!(lines.count(), 5);
    assert_eq!(ward.refused("cross_mark", harm(json!({ "not_reported": true, "count": 0 }))), "bad_number");
}

#[test]
fn days_that_cannot_be_marked() {
    let ward = Ward::new();
    falls(&ward, None);
    ward.set("2026-12-20", "09:00");
    assert_eq!(ward.refused("cross_mark", mark("2026-12-21", "safe")), "in_the_future");
    assert_eq!(ward.refused("cross_mark", mark("2026-11-10", "safe")), "too_long_ago");
    assert_eq!(ward.refused("cross_mark", mark("2026-10-31", "safe")), "before_the_start");
    assert_eq!(ward.refused("cross_mark", mark("2026-02-30", "safe")), "bad_date");
    assert_eq!(ward.refused("cross_mark", mark("2026-12-01", "green")), "unknown_word");
    ward.must("cross_mark", mark("2026-11-15", "safe"));
    let seen = ward.ask("crosses_get", json!({ "month": "2026-11" }));
    assert_eq!(seen["crosses"][0]["days"][14]["late"], true);
    assert_eq!(seen["crosses"][0]["days"].as_array().unwrap().len(), 30);
    assert!(ward.rows().iter().filter(|r| r.starts_with("CrossDayRow")).count() == 1);
}

#[test]
fn no_milestone_while_a_day_is_unchecked() {
    let ward = Ward::new();
    falls(&ward, Some("2026-11-01"));
    for day in 1..=7 {
        ward.set(&format!("2026-11-0{}", day + 1), "09:00");
        if day != 4 {
            ward.must("cross_mark", mark(&format!("2026-11-0{day}"), "safe"));
        }
    }
    ward.set("2026-11-08", "09:00");
    let seen = now(&ward);
    assert_eq!(
        (&seen["days"], &seen["milestone"], &seen["not_checked"]),
        (&json!(7), &Json::Null, &json!(1))
    );
    ward.must("cross_mark", mark("2026-11-04", "safe"));
    assert_eq!((&now(&ward)["milestone"], &now(&ward)["next_milestone"]), (&json!(7), &json!(14)));
}

#[test]
fn defining_changing_and_stopping() {
    let ward = Ward::new();
    falls(&ward, None);
    assert_eq!(now(&ward)["since_start"], "2026-11-01");
    let define = |extra: Json| {
        let mut body = json!({ "label": "Falls", "what_counts": "Any fall" });
        body.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        body
    };
    assert_eq!(ward.refused("cross_define", define(json!({}))), "same_name");
    assert_eq!(ward.refused("cross_define", define(json!({ "label": " " }))), "empty");
    assert_eq!(
        ward.refused("cross_define", define(json!({ "key": "falls", "last_known": "2026-11-02" }))),
        "in_the_future"
    );
    ward.must("cross_define", define(json!({ "key": "falls", "last_known": "2026-10-25" })));
    assert_eq!((&now(&ward)["days"], &now(&ward)["since_start"]), (&json!(7), &Json::Null));
    ward.must("cross_define", define(json!({ "key": "falls", "active": false })));
    assert_eq!(ward.ask("crosses_get", json!({}))["crosses"].as_array().unwrap().len(), 0);
    ward.undo();
    assert_eq!(now(&ward)["days"], 7);
    ward.must("cross_define", json!({ "label": "Our own", "what_counts": "" }));
    assert_eq!(ward.ask("crosses_get", json!({}))["crosses"][1]["label"], "Our own");
}

/// Returns the open actions that ask for a report.
fn to_report(ward: &Ward) -> Vec<(String, String)> {
    let actions = ward.ask("today_get", json!({}))["actions"].clone();
    let text = |a: &Json, key: &str| a[key].as_str().unwrap().to_owned();
    actions.as_array().unwrap().iter().map(|a| (text(a, "text"), text(a, "section"))).collect()
}

#[test]
fn harm_not_reported_yet_is_something_to_do_until_its_number_is_here() {
    let ward = Ward::new();
    let key = falls(&ward, None);
    ward.set("2026-11-06", "09:00");
    let body = |state: &str, number: Json, not_reported: bool| json!({ "cross": key, "date": "2026-11-05", "state": state, "incident_ref": number, "not_reported": not_reported });
    let wanted =
        ("Report it and write the number down: Falls, 5 November 2026".to_owned(), "lookback".to_owned());
    ward.must("cross_mark", body("harm", Json::Null, true));
    assert_eq!(to_report(&ward), std::slice::from_ref(&wanted));
    // The shift's huddle has it in hand and still reads as not begun.
    let huddle = ward.ask("huddle_get", json!({}));
    assert_eq!(
        (&huddle["state"], huddle["actions"].as_array().unwrap().len()),
        (&json!("nothing_recorded"), 1)
    );
    ward.set("2026-11-06", "09:01");
    ward.must("cross_mark", body("harm", Json::Null, true));
    assert_eq!(to_report(&ward).len(), 1, "one harm is one action");
    ward.undo();
    ward.must("cross_mark", body("harm", json!("W48211"), false));
    assert_eq!(to_report(&ward), []);
    let done = ward.ask("huddle_get", json!({}))["actions"][0]["state"].clone();
    assert_eq!(done, "done");
    // The number was another ward's: it is to do again.
    ward.must("cross_mark", body("harm", Json::Null, true));
    assert_eq!(to_report(&ward), std::slice::from_ref(&wanted));
    ward.must("cross_mark", body("safe", Json::Null, false));
    assert_eq!(to_report(&ward), []);
    assert_eq!(ward.ask("huddle_get", json!({}))["actions"][0]["state"], "dropped");
    // One step back brings both the mark and the action.
    ward.undo();
    assert_eq!(to_report(&ward), [wanted]);
    assert_eq!(now(&ward)["not_reported"], 1);
    ward.same_after_rebuild();
}

/// Marks every day of a stretch: harm on the days named, safe on the rest but for those left out.
fn mark_days(ward: &Ward, key: &str, days: std::ops::RangeInclusive<i64>, harm: &[(i64, i64)], skip: &[i64]) {
    let first: chrono::NaiveDate = "2026-11-01".parse().unwrap();
    for day in days {
        let date = (first + chrono::Days::new(u64::try_from(day - 1).unwrap())).to_string();
        ward.set(&date, "18:00");
        if skip.contains(&day) {
            continue;
        }
        let body = match harm.iter().find(|(on, _)| *on == day) {
            Some((_, count)) => json!({ "cross": key, "date": date, "state": "harm", "count": count,
                "incident_ref": "W1", "not_reported": false }),
            None => json!({ "cross": key, "date": date, "state": "safe", "not_reported": false }),
        };
        ward.must("cross_mark", body);
    }
}

#[test]
fn the_days_between_harms_are_a_chart_with_its_honest_number_of_points() {
    let ward = Ward::new();
    let key = falls(&ward, None);
    let gaps = |ward: &Ward| ward.ask("crosses_get", json!({}))["crosses"][0]["gaps"].clone();
    assert_eq!(gaps(&ward), Json::Null, "before the second harm there is no gap");
    mark_days(&ward, &key, 1..=9, &[(2, 1), (9, 1)], &[]);
    let seen = gaps(&ward);
    assert_eq!(
        seen["list"],
        json!([{ "from": "2026-11-02", "until": "2026-11-09", "days": 7, "not_checked": 0 }])
    );
    assert_eq!((&seen["points"], &seen["needed"]), (&json!(1), &json!(13)));
    assert_eq!(seen["sentence"], "Not enough points yet (1 of 13)");
    // A day nobody checked: its gap is shown and does not count. Two on one day: a gap of nought.
    mark_days(&ward, &key, 10..=20, &[(15, 1), (20, 2)], &[12]);
    let seen = gaps(&ward);
    let told: Vec<(i64, i64)> = seen["list"]
        .as_array()
        .unwrap()
        .iter()
        .map(|gap| (gap["days"].as_i64().unwrap(), gap["not_checked"].as_i64().unwrap()))
        .collect();
    assert_eq!(told, [(7, 0), (6, 1), (5, 0), (0, 0)]);
    assert_eq!(seen["points"], 3);
    assert!(seen["svg"].as_str().unwrap().contains("Not every day checked before"));
    let dark = ward.ask("crosses_get", json!({ "theme": "dark" }))["crosses"][0]["gaps"]["svg"].clone();
    assert_ne!(dark, seen["svg"]);
    // The day is marked after all: the gap counts.
    ward.must(
        "cross_mark",
        json!({ "cross": key, "date": "2026-11-12", "state": "safe", "not_reported": false }),
    );
    assert_eq!(gaps(&ward)["points"], 4);
}

#[test]
fn a_long_running_gap_is_told_only_while_every_day_of_it_was_checked() {
    let ward = Ward::new();
    let key = falls(&ward, None);
    // Fourteen harms four to six days apart, then a long time without one.
    let harm: Vec<(i64, i64)> = (0..14).map(|n| (1 + n * 5 + n % 2, 1)).collect();
    mark_days(&ward, &key, 1..=150, &harm, &[]);
    let sentence = |ward: &Ward| {
        ward.ask("crosses_get", json!({}))["crosses"][0]["gaps"]["sentence"].as_str().unwrap().to_owned()
    };
    let said = sentence(&ward);
    assert!(said.starts_with("Better than usual: ") && said.contains(" days so far"), "{said}");
    mark_days(&ward, &key, 151..=153, &[], &[152]);
    assert!(!sentence(&ward).contains("so far"), "{}", sentence(&ward));
}
