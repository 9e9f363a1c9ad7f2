//! What a question says about who looks and on what: tile, theme, and what a hit opens.

use super::ward::Ward;
use serde_json::{Value as Json, json};

fn measured(ward: &Ward) -> Json {
    let body = json!({ "name": "Falls", "lane": "quality", "definition": "", "unit": "count",
        "value_kind": "count", "frequency": "daily", "direction": "down", "decimals": 0 });
    let id = ward.must("measure_define", body)["id"].clone();
    for day in 1..=14 {
        let date = format!("2026-11-{day:02}");
        ward.set(&date, "18:00");
        let note = if day == 9 { "Corridor floor wet after the leak" } else { "" };
        let body = json!({ "measure": id, "period": format!("daily:{date}"), "value": 1 + day % 3,
            "nothing_due": false, "note": note });
        ward.must("reading_set", body);
    }
    id
}

/// Returns what the store says about a theme, drawn on the glance, and as this PC prefers it.
fn sparkline(ward: &Ward, theme: Json) -> String {
    let glance = ward.ask("glance_get", json!({ "theme": theme }));
    glance["lanes"][0]["measures"][0]["svg"].as_str().unwrap().to_owned()
}

#[test]
fn the_glance_and_the_huddle_are_drawn_for_the_theme_on_screen() {
    let ward = Ward::new();
    measured(&ward);
    let (light, dark) = (sparkline(&ward, json!("light")), sparkline(&ward, json!("dark")));
    assert_ne!(light, dark);
    assert_eq!(sparkline(&ward, Json::Null), light);
    ward.must("pc_setting_set", json!({ "key": "theme", "value": "dark" }));
    assert_eq!(sparkline(&ward, Json::Null), dark, "this PC's own theme is found");
    let chart =
        |theme: &str| ward.ask("huddle_get", json!({ "theme": theme }))["improving"][0]["svg"].clone();
    assert_ne!(chart("light"), chart("dark"));
}

#[test]
fn me_too_is_pressed_for_the_tile_that_said_it_and_for_no_other() {
    let ward = Ward::new();
    let card = ward.must("card_add", json!({ "title": "Linen cage", "lane": "quality" }))["id"].clone();
    ward.must("card_me_too", json!({ "id": card, "on": true }));
    let mine = |tile: Json| {
        let view =
            ward.app.query("card_get", json!({ "id": card, "tile": tile }), &huddle_app::Caller::default());
        let view = view.unwrap();
        (view["me_too_mine"].clone(), view["card"]["me_too"].clone())
    };
    assert_eq!(mine(json!(ward.tile)), (json!(true), json!(1)));
    assert_eq!(mine(json!(uuid::Uuid::from_u128(9))), (json!(false), json!(1)));
    assert_eq!(mine(Json::Null), (json!(false), json!(1)));
}

#[test]
fn notes_beside_numbers_and_on_crosses_are_found_and_open_their_screen() {
    let ward = Ward::new();
    let id = measured(&ward);
    ward.must("cross_define", json!({ "label": "Falls with harm", "what_counts": "", "last_known": null }));
    let cross = ward.ask("ward_get", json!({}))["crosses"][0]["key"].clone();
    ward.must(
        "cross_mark",
        json!({ "cross": cross, "date": "2026-11-14", "state": "near_miss",
        "not_reported": false, "note": "Slipper without a grip" }),
    );
    let hit = |words: &str| ward.ask("find", json!({ "text": words, "limit": 5 }))["hits"].clone();
    let number = hit("corridor flor");
    assert_eq!(
        (&number[0]["kind"], &number[0]["title"], &number[0]["opens"]),
        (&json!("readings"), &json!("Falls"), &id)
    );
    assert!(number[0]["snippet"].as_str().unwrap().contains("wet"));
    let day = hit("slipper");
    assert_eq!(
        (&day[0]["kind"], &day[0]["title"], &day[0]["opens"]),
        (&json!("cross"), &json!("Falls with harm"), &json!("2026-11"))
    );
    ward.must(
        "cross_mark",
        json!({ "cross": cross, "date": "2026-11-14", "state": "", "not_reported": false }),
    );
    assert_eq!(hit("slipper"), json!([]), "a note that is gone is not found");
    ward.must("bin_set", json!({ "id": id, "binned": true }));
    assert_eq!(hit("corridor"), json!([]), "numbers of a measure in the bin are not found");
    ward.same_after_rebuild();
}

#[test]
fn a_reading_is_taken_back_with_its_history_and_its_plan_may_stay() {
    let ward = Ward::new();
    let id = measured(&ward);
    let period = "daily:2026-11-09";
    let at = |ward: &Ward| {
        let points = ward.ask("measure_get", json!({ "id": id }))["points"].clone();
        points.as_array().unwrap().iter().find(|p| p["period"] == period).cloned()
    };
    assert!(at(&ward).is_some());
    ward.must("reading_clear", json!({ "measure": id, "period": period, "keep_plan": true }));
    assert_eq!(at(&ward), None);
    let told = ward.ask("measure_get", json!({ "id": id }))["history"].clone();
    let last = told.as_array().unwrap().last().unwrap().clone();
    assert_eq!((&last["what"], &last["by"]), (&json!("reading_clear"), &json!("SM")));
    assert_eq!(last["detail"]["period"], period);
    let again = ward.must("reading_clear", json!({ "measure": id, "period": period, "keep_plan": false }));
    assert_eq!(again["notes"], json!(["nothing_to_do"]));
    ward.undo();
    assert_eq!(at(&ward).unwrap()["note"], "Corridor floor wet after the leak");

    let rows = ward.ask("glance_get", json!({}));
    let planned =
        rows["lanes"].as_array().unwrap().iter().find_map(|l| l["rows"].get(0)).unwrap()["measure"].clone();
    let shift = "each_shift:2026-11-14:day";
    ward.must(
        "reading_set",
        json!({ "measure": planned, "period": shift, "plan": 4, "value": 3,
        "nothing_due": false, "why_different": "Sickness" }),
    );
    ward.must("reading_clear", json!({ "measure": planned, "period": shift, "keep_plan": true }));
    let left = ward.ask("measure_get", json!({ "id": planned }))["points"][0].clone();
    assert_eq!(
        (&left["plan"], &left["value"], &left["why_different"]),
        (&json!(4.0), &Json::Null, &json!(""))
    );
    ward.must("reading_clear", json!({ "measure": planned, "period": shift, "keep_plan": false }));
    assert_eq!(ward.ask("measure_get", json!({ "id": planned }))["points"], json!([]));
    assert_eq!(
        ward.refused(
            "reading_clear",
            json!({ "measure": id, "period": "weekly:2026-11-09", "keep_plan": false })
        ),
        "bad_period"
    );
    ward.same_after_rebuild();
}
