//! Numbers filled in later: pasted columns, earlier periods, corrections; and a measure's six questions.

use crate::measure::{define, points, set};
use crate::ward::Ward;
use serde_json::{Value as Json, json};

fn cells(id: &Json, lines: &[(&str, &str)]) -> Json {
    let rows: Vec<Json> = lines
        .iter()
        .map(|(day, text)| json!({ "measure": id, "period": format!("daily:{day}"), "text": text }))
        .collect();
    json!({ "rows": rows, "overwrite": false })
}

fn values(ward: &Ward, id: &Json) -> Vec<f64> {
    points(ward, id).iter().filter_map(|p| p["value"].as_f64()).collect()
}

#[test]
fn a_pasted_column_goes_in_whole_or_not_at_all() {
    let ward = Ward::new();
    let id = define(&ward, json!({ "value_kind": "number" }));
    ward.set("2026-11-05", "09:00");
    let three = [("2026-11-02", "1,5"), ("2026-11-03", ""), ("2026-11-04", "3")];
    let done = ward.must("readings_paste", cells(&id, &three));
    assert_eq!((&done["readings"], &done["unchanged"]), (&json!(2), &json!(0)));
    assert_eq!(values(&ward, &id), [1.5, 3.0]);
    // One undo takes the whole column back; pasting it again brings it back.
    ward.undo();
    assert!(points(&ward, &id).is_empty());
    ward.must("readings_paste", cells(&id, &three));
    // The same again changes nothing and says so.
    let done = ward.must("readings_paste", cells(&id, &three));
    assert_eq!((&done["readings"], &done["unchanged"]), (&json!(0), &json!(2)));
    // One bad line, and nothing of the rest is written: text, a sum, tomorrow, a period twice.
    for (day, text, code) in [
        ("2026-11-05", "five", "pasted_row"),
        ("2026-11-05", "=SUM(A1:A9)", "pasted_row"),
        ("2026-11-06", "4", "in_the_future"),
        ("2026-11-01", "4", "pasted_row"),
    ] {
        assert_eq!(
            ward.refused("readings_paste", cells(&id, &[("2026-11-01", "9"), (day, text)])),
            code,
            "{text}"
        );
        assert_eq!(values(&ward, &id), [1.5, 3.0]);
    }
    // Another number that stands there is written over only when asked to.
    let other = cells(&id, &[("2026-11-04", "4")]);
    assert_eq!(ward.refused("readings_paste", other.clone()), "readings_differ");
    let mut over = other;
    over["overwrite"] = json!(true);
    ward.must("readings_paste", over);
    assert_eq!(values(&ward, &id), [1.5, 4.0]);
    let many: Vec<(String, &str)> = (0..201).map(|n| (format!("day {n}"), "1")).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(d, t)| (d.as_str(), *t)).collect();
    assert_eq!(ward.refused("readings_paste", cells(&id, &many)), "too_many_pasted");
    ward.same_after_rebuild();
}

#[test]
fn a_pasted_share_cannot_be_more_than_all() {
    let ward = Ward::new();
    let ten = define(&ward, json!({ "value_kind": "percent", "unit": "percent", "sample": 10 }));
    let day = "2026-11-01";
    assert_eq!(ward.refused("readings_paste", cells(&ten, &[(day, "11")])), "more_than_all");
    assert_eq!(ward.refused("readings_paste", cells(&ten, &[(day, "101%")])), "bad_number");
    assert_eq!(ward.refused("readings_paste", cells(&ten, &[(day, "3 of 0")])), "out_of_nothing");
    ward.must("readings_paste", cells(&ten, &[(day, "9")]));
    assert_eq!((&points(&ward, &ten)[0]["n"], &points(&ward, &ten)[0]["d"]), (&json!(9.0), &json!(10.0)));
}

#[test]
fn earlier_periods_page_back_and_forth_without_a_hole() {
    let ward = Ward::new();
    let id = define(&ward, json!({}));
    ward.set("2026-11-22", "09:00");
    let page = |until: &Json| ward.ask("readings_back_get", json!({ "measure": id, "until": until }));
    let names = |view: &Json| -> Vec<String> {
        view["rows"].as_array().unwrap().iter().map(|r| r["period"].as_str().unwrap().to_owned()).collect()
    };
    let newest = page(&Json::Null);
    let days = names(&newest);
    assert_eq!(
        (days.len(), days[0].as_str(), days[27].as_str()),
        (28, "daily:2026-10-26", "daily:2026-11-22")
    );
    assert_eq!(newest["later"], Json::Null);
    let before = page(&newest["earlier"]);
    assert_eq!(names(&before)[27], "daily:2026-10-25");
    assert_eq!(names(&page(&before["later"])), days);
    // A day long before the measure was set up can be filled in.
    ward.must("readings_paste", cells(&id, &[("2026-09-20", "2")]));
    assert_eq!(
        page(&before["earlier"])["rows"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|r| r["entered"] != Json::Null)
            .count(),
        1
    );
    let weekly = define(&ward, json!({ "name": "Stock", "frequency": "weekly" }));
    let weeks = ward.ask("readings_back_get", json!({ "measure": weekly }));
    assert_eq!(names(&weeks)[25], "weekly:2026-11-16");
}

#[test]
fn the_pad_shows_what_came_before_and_what_is_missing() {
    let ward = Ward::new();
    let id = define(&ward, json!({}));
    let recent = |ward: &Ward| -> Vec<(String, String)> {
        let rows = ward.ask("readings_due_get", json!({}))["rows"].as_array().unwrap().clone();
        let row = rows.into_iter().find(|r| r["measure"] == id).unwrap();
        let of = |r: &Json| (r["state"].as_str().unwrap().to_owned(), r["text"].as_str().unwrap().to_owned());
        row["recent"].as_array().unwrap().iter().map(of).collect()
    };
    assert!(recent(&ward).is_empty(), "nothing is missing before the first entry");
    ward.must("reading_set", set(&id, "daily:2026-11-01", json!({ "value": 3 })));
    ward.set("2026-11-03", "09:00");
    ward.must("reading_set", set(&id, "daily:2026-11-03", json!({ "value": 4 })));
    ward.set("2026-11-04", "09:00");
    let pair = |state: &str, text: &str| (state.to_owned(), text.to_owned());
    assert_eq!(recent(&ward), [pair("in", "3"), pair("missing", ""), pair("in", "4")]);
    ward.must("reading_set", set(&id, "daily:2026-11-02", json!({ "not_measured": "no_time" })));
    assert_eq!(recent(&ward)[1], pair("not_measured", ""));
}

#[test]
fn a_correction_says_what_stood_there() {
    let ward = Ward::new();
    let id = define(&ward, json!({ "value_kind": "percent", "unit": "percent" }));
    let day = "daily:2026-11-01";
    ward.must("reading_set", set(&id, day, json!({ "n": 8, "d": 10 })));
    ward.must("reading_set", set(&id, day, json!({ "n": 9, "d": 10 })));
    ward.must("reading_clear", json!({ "measure": id, "period": day, "keep_plan": false }));
    let seen = ward.ask("measure_get", json!({ "id": id }))["history"].as_array().unwrap().clone();
    let of = |n: usize| {
        (seen[n]["what"].clone(), seen[n]["detail"]["from"].clone(), seen[n]["detail"]["to"].clone())
    };
    assert_eq!(seen.len(), 3, "{seen:?}");
    assert_eq!(of(1), (json!("reading_set"), json!("8 of 10"), json!("9 of 10")));
    assert_eq!((of(2).0, of(2).1), (json!("reading_clear"), json!("9 of 10")));
    assert_eq!(seen[1]["detail"]["period"], day);
}

#[test]
fn six_questions_with_advice_that_stops_nobody() {
    let ward = Ward::new();
    let advice = |extra: Json| -> Vec<String> {
        let mut body = json!({ "name": "Falls", "value_kind": "count",
            "usual": 3, "takes": "under_two", "moves": "yes", "may_worsen": "Less walking" });
        body.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        let view = ward.ask("measure_advice_get", body);
        view["advice"].as_array().unwrap().iter().map(|a| a["code"].as_str().unwrap().to_owned()).collect()
    };
    assert!(advice(json!({})).is_empty());
    assert_eq!(advice(json!({ "name": "Falls and sores" })), ["two_in_one"]);
    assert_eq!(advice(json!({ "usual": 0.2 })), ["too_rare"]);
    assert_eq!(advice(json!({ "takes": "longer", "moves": "no" })), ["too_long", "cannot_move"]);
    assert_eq!(advice(json!({ "may_worsen": null })), ["no_balance"]);
    let falls = define(
        &ward,
        json!({ "moves": "no", "takes": "longer", "for_whom": "Fewer people hurt", "serves": "trust",
            "serves_what": "Safe care", "may_worsen": "Less walking" }),
    );
    let walks = define(&ward, json!({ "name": "Walks", "direction": "up", "balances": falls }));
    let seen = ward.ask("measure_get", json!({ "id": falls }));
    assert_eq!((&seen["serves"], &seen["serves_what"]), (&json!("trust"), &json!("Safe care")));
    assert_eq!(seen["balanced_by"], json!([{ "id": walks, "name": "Walks" }]));
    let other = ward.ask("measure_get", json!({ "id": walks }));
    assert_eq!((&other["balances"]["name"], &other["measure_type"]), (&json!("Falls"), &json!("balancing")));
    assert_eq!(other["serves"], "");
    let change = |field: &str, value: Json| json!({ "id": walks, "field": field, "value": value });
    assert_eq!(ward.refused("measure_set", change("balances", walks.clone())), "unknown_word");
    assert_eq!(ward.refused("measure_set", change("serves", json!("nobody"))), "unknown_word");
    ward.must("measure_set", change("serves", json!("national")));
    ward.must("measure_set", change("balances", json!("")));
    assert_eq!(ward.ask("measure_get", json!({ "id": falls }))["balanced_by"], json!([]));
    ward.same_after_rebuild();
}

#[test]
fn a_count_that_is_mostly_nought_says_so() {
    let ward = Ward::new();
    let id = define(&ward, json!({}));
    ward.set("2026-11-20", "09:00");
    let noughts: Vec<(String, &str)> =
        (1..=9).map(|day| (format!("2026-11-{day:02}"), if day % 4 == 0 { "1" } else { "0" })).collect();
    let lines: Vec<(&str, &str)> = noughts.iter().map(|(d, t)| (d.as_str(), *t)).collect();
    ward.must("readings_paste", cells(&id, &lines[..7]));
    let too_rare = |ward: &Ward| ward.ask("measure_get", json!({ "id": id }))["too_rare"].clone();
    assert_eq!(too_rare(&ward), false);
    ward.must("readings_paste", cells(&id, &lines[7..]));
    assert_eq!(too_rare(&ward), true);
}

#[test]
fn a_day_given_another_grade_keeps_what_stood_there() {
    let ward = Ward::new();
    ward.must("cross_define", json!({ "label": "Falls", "what_counts": "", "last_known": "2026-10-20" }));
    let mark = |state: &str| {
        json!({ "cross": "falls", "date": "2026-11-01", "state": state, "not_reported": false,
            "incident_ref": if state == "harm" { json!("W1") } else { Json::Null } })
    };
    ward.must("cross_mark", mark("harm"));
    ward.must("cross_mark", mark("near_miss"));
    let seen = ward.ask("cross_day_get", json!({ "cross": "falls", "date": "2026-11-01" }));
    let lines = seen["history"].as_array().unwrap();
    assert_eq!(lines.len(), 2);
    assert_eq!(
        (&lines[1]["detail"]["from"], &lines[1]["detail"]["state"]),
        (&json!("harm"), &json!("near_miss"))
    );
    assert_eq!(lines[1]["by"], "SM");
    let none = ward.ask("cross_day_get", json!({ "cross": "falls", "date": "2026-10-31" }));
    assert_eq!(none["history"], json!([]));
}

#[test]
fn the_last_gap_is_told_and_the_best_needs_every_day_checked() {
    let ward = Ward::new();
    ward.must("cross_define", json!({ "label": "Falls", "what_counts": "", "last_known": "2026-10-20" }));
    let now = |ward: &Ward| ward.ask("crosses_get", json!({}))["crosses"][0]["now"].clone();
    assert_eq!((&now(&ward)["last_gap"], &now(&ward)["now_is_best"]), (&Json::Null, &json!(false)));
    ward.must(
        "cross_mark",
        json!({ "cross": "falls", "date": "2026-11-01", "state": "harm", "not_reported": true, "incident_ref": null }),
    );
    assert_eq!(now(&ward)["last_gap"], 12);
}
