//! The wire's promises: every name answers, retries do nothing twice, undo leaves others' work.

use crate::support::{ask, open, refused, tell, ward};
use huddle_app::Caller;
use serde_json::json;
use uuid::Uuid;

#[test]
fn every_name_answers_without_a_panic_and_unknown_fields_are_refused() {
    let (_folder, app) = ward(1);
    let (queries, commands) = huddle_app::names();
    assert!(queries.len() >= 20 && commands.len() >= 50, "the tables shrank");
    for name in queries {
        let odd =
            app.query(name, json!({ "no_such_field": [1, { "a": null }] }), &Caller::default()).unwrap_err();
        assert_eq!(odd.code, "bad_request", "{name}");
    }
    for name in commands {
        for body in [
            json!(null),
            json!([]),
            json!("x"),
            json!(1e300),
            json!({ "id": "not an id" }),
            json!({ "a": {} }),
        ] {
            if let Err(error) = app.execute(name, body, &Caller::default()) {
                assert_ne!(error.code, "internal", "{name}: {error:?}");
            }
        }
    }
    assert_eq!(app.query("no_such_query", json!({}), &Caller::default()).unwrap_err().code, "unknown_name");
}

#[test]
fn the_same_request_id_is_carried_out_once_also_after_a_restart() {
    let (folder, app) = ward(2);
    let caller = Caller { request_id: Some(Uuid::from_u128(77)), ..Caller::default() };
    let body = json!({ "title": "Yellow socks run out again" });
    let first = app.execute("card_add", body.clone(), &caller).unwrap();
    let again = app.execute("card_add", body.clone(), &caller).unwrap();
    assert_eq!(first["id"], again["id"]);
    app.release().unwrap();
    let app = open(folder.path(), 3);
    assert_eq!(app.execute("card_add", body, &caller).unwrap()["id"], first["id"]);
    assert_eq!(ask(&app, "cards_get", json!({}))["to_sort"].as_array().unwrap().len(), 1);
}

#[test]
fn what_was_saved_just_before_a_crash_is_found_after_it() {
    let (folder, app) = ward(6);
    tell(&app, "card_add", json!({ "title": "Hoist sling torn" }));
    // Dropped without letting go, as a crash does: the words were in memory only.
    drop(app);
    let behind = |store: &huddle_store::Store| store.search_behind().unwrap();
    {
        let (store, _) = huddle_store::Store::open(folder.path(), store_options()).unwrap();
        assert!(behind(&store).is_some(), "the control: without a new look the words are missing");
        store.abandon();
    }
    let app = open(folder.path(), 7);
    let hits = ask(&app, "find", json!({ "text": "sling", "limit": 5 }));
    assert_eq!(hits["hits"][0]["title"], "Hoist sling torn");
    assert_eq!(app.with_store(behind), None);
}

fn store_options() -> huddle_store::OpenOptions {
    let own = huddle_store::OpenOptions::new(crate::support::NOW, [9; 16], "0.1.0");
    huddle_store::OpenOptions { skip_path_policy: true, reserve: false, ..own }
}

#[test]
fn a_read_only_window_cannot_write() {
    let (_folder, app) = ward(4);
    let wall = Caller { read_only: true, ..Caller::default() };
    for name in huddle_app::names().1 {
        assert_eq!(app.execute(name, json!({}), &wall).unwrap_err().code, "read_only_window", "{name}");
    }
}

#[test]
fn undo_survives_a_restart_and_names_what_it_left() {
    let (folder, app) = ward(5);
    let id = tell(&app, "card_add", json!({ "title": "Linen cage blocks the door" }))["id"].clone();
    tell(&app, "card_set", json!({ "id": id, "field": "why", "value": "Trips people" }));
    app.release().unwrap();
    let app = open(folder.path(), 6);
    let undone = tell(&app, "undo", json!({}));
    assert_eq!((undone["restored"].as_u64(), undone["what"].as_str()), (Some(1), Some("card_set")));
    assert_eq!(ask(&app, "card_get", json!({ "id": id }))["why"], "");
    tell(&app, "redo", json!({}));
    assert_eq!(ask(&app, "card_get", json!({ "id": id }))["why"], "Trips people");
    // Somebody else writes the field; undoing the older command leaves it and says so.
    let older = ask(&app, "undo_get", json!({}))["undo"]["id"].clone();
    tell(&app, "card_set", json!({ "id": id, "field": "why", "value": "Two people tripped" }));
    let left = tell(&app, "undo", json!({ "id": older }));
    assert_eq!(left["restored"], 0);
    assert_eq!(left["left"], json!([["why"]]));
    assert_eq!(ask(&app, "card_get", json!({ "id": id }))["why"], "Two people tripped");
}

#[test]
fn the_feed_tells_once_after_commit_in_order() {
    let (_folder, app) = ward(7);
    let (sender, events) = std::sync::mpsc::channel();
    app.subscribe(Box::new(move |event| sender.send(event.clone()).is_ok()));
    let caller = Caller { origin: "left window".to_owned(), ..Caller::default() };
    app.execute("card_add", json!({ "title": "one" }), &caller).unwrap();
    refused(&app, "card_add", json!({ "title": "" }));
    app.execute("card_add", json!({ "title": "two" }), &caller).unwrap();
    let heard: Vec<_> = events.try_iter().collect();
    assert_eq!(heard.len(), 2);
    assert_eq!(heard[1].seq, heard[0].seq + 1);
    assert!(heard.iter().all(|e| e.origin == "left window" && e.changes.len() == 1));
}

#[test]
fn the_read_model_rebuilt_is_equal() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path(), 8);
    huddle_app::demo::fill(&app, chrono::NaiveDate::from_ymd_opt(2026, 11, 22)).unwrap();
    let look = |app: &huddle_app::App| {
        let mut all = Vec::new();
        for (name, body) in [
            ("ward_get", json!({})),
            ("today_get", json!({})),
            ("glance_get", json!({})),
            ("cards_get", json!({})),
            ("measures_get", json!({})),
            ("crosses_get", json!({})),
            ("procedures_get", json!({})),
            ("escalations_get", json!({ "closed": true })),
            ("ideas_get", json!({})),
            ("projects_get", json!({})),
            ("sharing_get", json!({})),
            ("huddles_get", json!({ "from": "2026-08-20", "to": "2026-11-22" })),
        ] {
            all.push(ask(app, name, body));
        }
        all
    };
    let before = look(&app);
    let records = app.rebuild().unwrap();
    assert!(records > 150, "only {records} records");
    assert_eq!(look(&app), before);
}
