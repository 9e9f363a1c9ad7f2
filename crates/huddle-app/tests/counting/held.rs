//! What the ward PIN holds: every command that arranges the ward, whoever sends it.

use super::ward::Ward;
use huddle_app::Caller;
use serde_json::{Value as Json, json};

/// One good request of every held command.
fn requests(folder: &str) -> Vec<(&'static str, Json)> {
    vec![
        ("ward_set", json!({ "field": "name", "value": "Ward 7B" })),
        ("lane_set", json!({ "lane": "quality", "label": "Safety" })),
        ("section_set", json!({ "section": "kit", "hidden": true })),
        ("cross_define", json!({ "label": "Falls", "what_counts": "", "last_known": null })),
        ("backup_folder_set", json!({ "folder": folder })),
        ("pack_folder_set", json!({ "folder": folder })),
        ("sharing_invite", json!({ "role": "writer", "folder": folder })),
        ("sharing_invites_end", json!({})),
        // With one PC in the ward, the first nothing of its id is enough of it.
        ("sharing_name_set", json!({ "id": "", "name": "Nurses' station" })),
        ("sharing_digits_open", json!({ "role": "writer", "name": "Station 2" })),
        ("sharing_port_set", json!({ "port": "47820" })),
    ]
}

fn with_pin(body: &Json, pin: &str) -> Json {
    let mut body = body.clone();
    body["pin"] = json!(pin);
    body
}

#[test]
fn every_held_command_is_refused_without_the_pin_and_done_with_it() {
    let ward = Ward::new();
    let place = tempfile::tempdir().unwrap();
    let requests = requests(&place.path().display().to_string());
    let names: Vec<&str> = requests.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, huddle_app::pin::HELD, "a held command has no test");
    ward.must("pin_set", json!({ "old": null, "pin": "2468" }));
    let before = (ward.ask("ward_get", json!({})), ward.ask("settings_get", json!({})));
    for (name, body) in &requests {
        assert_eq!(ward.refused(name, body.clone()), "pin_needed", "{name}");
        assert_eq!(ward.refused(name, with_pin(body, "")), "pin_needed", "{name}");
        assert_eq!(ward.refused_without_tile(name, body.clone()), "pin_needed", "{name}");
        let script = Caller { origin: "huddlectl".to_owned(), ..Caller::default() };
        assert_eq!(ward.app.execute(name, body.clone(), &script).unwrap_err().code, "pin_needed", "{name}");
    }
    assert_eq!(ward.refused("ward_set", with_pin(&requests[0].1, "1357")), "wrong_pin");
    assert_eq!(before, (ward.ask("ward_get", json!({})), ward.ask("settings_get", json!({}))));
    for (name, body) in &requests {
        ward.must(name, with_pin(body, "2468"));
    }
    assert_eq!(ward.ask("ward_get", json!({}))["name"], "Ward 7B");
}

#[test]
fn what_the_pin_held_is_not_taken_back_without_it() {
    let ward = Ward::new();
    ward.must("pin_set", json!({ "old": null, "pin": "2468" }));
    ward.must("lane_set", json!({ "lane": "quality", "label": "Safety", "pin": "2468" }));
    let label = |ward: &Ward| ward.ask("ward_get", json!({}))["lanes"][0]["label"].clone();
    assert_eq!(ward.refused("undo", json!({})), "pin_needed");
    assert_eq!(label(&ward), "Safety");
    ward.must("undo", json!({ "pin": "2468" }));
    assert_eq!(label(&ward), "Quality");
    assert_eq!(ward.refused("redo", json!({})), "pin_needed");
    // An everyday change is undone by everybody.
    ward.must("card_add", json!({ "title": "Linen cage" }));
    ward.undo();
}

#[test]
fn asking_without_a_pin_is_no_guess_and_everyday_work_needs_none() {
    let ward = Ward::new();
    ward.must("pin_set", json!({ "old": null, "pin": "2468" }));
    for _ in 0..20 {
        assert_eq!(ward.refused("ward_set", json!({ "field": "beds", "value": 20 })), "pin_needed");
    }
    // Twenty wrong guesses would have begun the wait.
    ward.must("ward_set", json!({ "field": "beds", "value": 20, "pin": "2468" }));
    ward.must("tile_add", json!({ "initials": "KP", "role": "hca", "group": "" }));
    ward.must("lane_status_set", json!({ "lane": "quality", "word": "watch", "note": "" }));
    ward.must("huddle_start", json!({ "short": false }));
    let id = ward.ask("ward_get", json!({}))["id"].clone();
    assert_eq!(ward.refused("bin_set", json!({ "id": id, "binned": true })), "not_for_the_bin");
}
