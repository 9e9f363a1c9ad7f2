//! Who helps with a card, what it points to, how it comes back; and the lane of a matter passed up.

use crate::support::{NOW, ask, refused, tell, ward};
use huddle_app::App;
use serde_json::{Value, json};

fn get(app: &App, id: &Value) -> Value {
    ask(app, "card_get", json!({ "id": id }))
}

fn tile(app: &App, initials: &str) -> Value {
    tell(app, "tile_add", json!({ "initials": initials, "role": "hca", "group": "" }))["id"].clone()
}

#[test]
fn helpers_are_tiles_added_and_taken_off_and_undone() {
    let (_folder, app) = ward(60);
    let (jo, ab) = (tile(&app, "JO"), tile(&app, "AB"));
    let id = tell(&app, "card_add", json!({ "title": "Low beds" }))["id"].clone();
    for who in [&jo, &ab] {
        tell(&app, "card_helper", json!({ "id": id, "tile": who, "on": true }));
    }
    let initials = || {
        let mut list: Vec<String> = Vec::new();
        for helper in get(&app, &id)["helpers"].as_array().unwrap() {
            list.push(helper["initials"].as_str().unwrap().to_owned());
        }
        list.sort();
        list
    };
    assert_eq!(initials(), ["AB", "JO"]);
    tell(&app, "card_helper", json!({ "id": id, "tile": jo, "on": false }));
    assert_eq!(initials(), ["AB"]);
    tell(&app, "undo", json!({}));
    assert_eq!(initials(), ["AB", "JO"]);
    let stranger = "00000000-0000-7000-8000-000000000001";
    assert_eq!(
        refused(&app, "card_helper", json!({ "id": id, "tile": stranger, "on": true })),
        "unknown_word"
    );
    let notes = tell(&app, "card_helper", json!({ "id": id, "tile": ab, "on": true }))["notes"].clone();
    assert_eq!(notes, json!(["nothing_to_do"]));
}

#[test]
fn a_link_shows_what_its_record_is_called_now() {
    let (_folder, app) = ward(61);
    let id = tell(&app, "card_add", json!({ "title": "Turns sheet" }))["id"].clone();
    let other = tell(&app, "card_add", json!({ "title": "Skin bundle walet" }))["id"].clone();
    let how = tell(&app, "procedure_draft", json!({ "title": "Turning a patient" }))["id"].clone();
    for target in [&other, &how, &other] {
        tell(&app, "card_link", json!({ "id": id, "target": target }));
    }
    tell(&app, "card_set", json!({ "id": other, "field": "title", "value": "Skin bundle wallet" }));
    let seen = || -> Vec<(String, String)> {
        let text = |v: &Value| v.as_str().unwrap().to_owned();
        let card = get(&app, &id);
        card["links"].as_array().unwrap().iter().map(|l| (text(&l["kind"]), text(&l["title"]))).collect()
    };
    let pair = |kind: &str, title: &str| (kind.to_owned(), title.to_owned());
    assert_eq!(seen(), [pair("card", "Skin bundle wallet"), pair("standard_work", "Turning a patient")]);
    let ward_id = ask(&app, "ward_get", json!({}))["id"].clone();
    for wrong in [&id, &ward_id, &json!("00000000-0000-7000-8000-000000000001")] {
        assert_eq!(refused(&app, "card_link", json!({ "id": id, "target": wrong })), "unknown_word");
    }
    let first = get(&app, &id)["links"][0]["id"].clone();
    tell(&app, "card_unlink", json!({ "id": id, "link": first }));
    assert_eq!(seen(), [pair("standard_work", "Turning a patient")]);
    assert_eq!(refused(&app, "card_unlink", json!({ "id": id, "link": "no such" })), "not_found");
    for n in 0..9 {
        let more = tell(&app, "card_add", json!({ "title": format!("card {n}") }))["id"].clone();
        tell(&app, "card_link", json!({ "id": id, "target": more }));
    }
    assert_eq!(refused(&app, "card_link", json!({ "id": id, "target": other })), "list_full");
}

#[test]
fn a_card_that_comes_back_makes_the_next_one_once_and_one_undo_takes_it_back() {
    let (_folder, app) = ward(62);
    let jo = tile(&app, "JO");
    let id = tell(
        &app,
        "card_add",
        json!({ "title": "Check the resus trolley", "lane": "quality", "column": "doing", "due": "2026-11-21", "owner": jo }),
    )["id"]
        .clone();
    tell(&app, "card_check_add", json!({ "id": id, "text": "Seal intact" }));
    let line = get(&app, &id)["checklist"][0]["id"].clone();
    tell(&app, "card_check_set", json!({ "id": id, "item": line, "done": true, "remove": false }));
    tell(&app, "card_helper", json!({ "id": id, "tile": jo, "on": true }));
    assert_eq!(
        refused(&app, "card_set", json!({ "id": id, "field": "recurs", "value": "when it rains" })),
        "unknown_word"
    );
    tell(&app, "card_set", json!({ "id": id, "field": "recurs", "value": "weekly" }));
    assert_eq!(get(&app, &id)["comes_again"], "2026-11-28");

    let cards = || ask(&app, "cards_get", json!({}))["cards"].as_array().unwrap().clone();
    let done = json!({ "id": id, "column": "done", "result": "All there" });
    let answer = tell(&app, "card_move", done.clone());
    assert_eq!(answer["notes"], json!(["next_card"]));
    let next = cards().into_iter().find(|c| c["id"] != id).unwrap();
    assert_eq!(
        (&next["title"], &next["column"], &next["due"], &next["owner"], &next["lane"]),
        (
            &json!("Check the resus trolley"),
            &json!("doing"),
            &json!("2026-11-28"),
            &json!("JO"),
            &json!("quality")
        )
    );
    let all = get(&app, &next["id"]);
    assert_eq!((&all["recurs"], &all["result"]), (&json!("weekly"), &json!("")));
    assert_eq!(all["checklist"][0]["text"], "Seal intact");
    assert_eq!(all["checklist"][0]["done"], false);
    assert_eq!(all["helpers"][0]["initials"], "JO");
    assert_eq!(get(&app, &id)["recurs"], "");

    tell(&app, "undo", json!({}));
    assert_eq!(cards().len(), 1);
    assert_eq!((&cards()[0]["column"], &get(&app, &id)["recurs"]), (&json!("doing"), &json!("weekly")));
    // Done, taken back by hand, done again: still one next card.
    tell(&app, "card_move", done.clone());
    tell(&app, "card_move", json!({ "id": id, "column": "doing" }));
    tell(&app, "card_move", done);
    assert_eq!(cards().len(), 2);
    let before = ask(&app, "cards_get", json!({}));
    app.rebuild().unwrap();
    assert_eq!(ask(&app, "cards_get", json!({})), before);
}

#[test]
fn the_lane_of_a_matter_passed_up_can_be_changed_and_undone() {
    let (_folder, app) = ward(63);
    let card = tell(&app, "card_add", json!({ "title": "Hoist", "lane": "service" }))["id"].clone();
    let write = |card: Value| {
        tell(
            &app,
            "escalation_write",
            json!({ "to": "estates", "need": "A spare hoist", "urgency": "today", "told_who": "Desk",
                "told_how": "phone", "told_at": NOW - 60_000, "from_card": card }),
        )["id"]
            .clone()
    };
    let id = write(json!(null));
    let lane = |id: &Value| ask(&app, "escalation_get", json!({ "id": id }))["line"]["lane"].clone();
    let usual = lane(&id);
    assert_ne!(usual, "morale");
    tell(&app, "escalation_lane_set", json!({ "id": id, "lane": "morale" }));
    assert_eq!(lane(&id), "morale");
    let waiting = |key: &str| {
        let glance = ask(&app, "glance_get", json!({}));
        let lanes = glance["lanes"].as_array().unwrap().clone();
        lanes.iter().find(|l| l["key"] == key).unwrap()["waiting"].clone()
    };
    assert_eq!(waiting("morale"), 1);
    tell(&app, "undo", json!({}));
    assert_eq!((lane(&id), waiting("morale")), (usual.clone(), json!(0)));
    tell(&app, "escalation_lane_set", json!({ "id": id, "lane": "morale" }));
    tell(&app, "escalation_lane_set", json!({ "id": id, "lane": null }));
    assert_eq!(lane(&id), usual);
    assert_eq!(refused(&app, "escalation_lane_set", json!({ "id": id, "lane": "no such" })), "unknown_word");
    // A matter from a card goes with its card until somebody says otherwise, and can go back to it.
    let from = write(card.clone());
    assert_eq!(lane(&from), "service");
    tell(&app, "escalation_lane_set", json!({ "id": from, "lane": "cost" }));
    tell(&app, "escalation_lane_set", json!({ "id": from, "lane": "service" }));
    tell(&app, "card_set", json!({ "id": card, "field": "lane", "value": "delivery" }));
    assert_eq!(lane(&from), "delivery");
}
