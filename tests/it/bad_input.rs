//! Bad input gets a plain sentence and loses nothing.

use crate::support::{ask, env, open, opening, refused, start_ward, tell, ward};
use huddle_app::{App, OpenFault, Opening};
use serde_json::json;

#[test]
fn over_long_text_and_control_characters() {
    let (_folder, app) = ward(1);
    assert_eq!(refused(&app, "card_add", json!({ "title": "x".repeat(81) })), "too_long");
    assert_eq!(refused(&app, "card_add", json!({ "title": " \u{0}\u{202e} " })), "empty");
    let id = tell(&app, "card_add", json!({ "title": "bell\u{7} out\u{0} of \u{202e}reach\r\nnow" }))["id"]
        .clone();
    assert_eq!(ask(&app, "card_get", json!({ "id": id }))["card"]["title"], "bell out of reach now");
    assert_eq!(
        refused(&app, "card_set", json!({ "id": id, "field": "no_such", "value": "x" })),
        "unknown_word"
    );
    assert_eq!(refused(&app, "card_move", json!({ "id": id, "column": "nowhere" })), "unknown_word");
}

#[test]
fn impossible_dates_and_times() {
    let (_folder, app) = ward(2);
    let id = tell(&app, "card_add", json!({ "title": "due" }))["id"].clone();
    for date in ["2026-02-30", "2026-13-01", "22/11/2026", "soon", "9999-12-31"] {
        assert_eq!(
            refused(&app, "card_set", json!({ "id": id, "field": "due", "value": date })),
            "bad_date",
            "{date}"
        );
    }
    assert_eq!(refused(&app, "ward_set", json!({ "field": "day_start", "value": "25:00" })), "bad_time");
    assert_eq!(ask(&app, "card_get", json!({ "id": id }))["card"]["due"], json!(null));
}

#[test]
fn ward_names_that_are_no_file_names() {
    for name in ["CON", "../x", "aux.txt", "a/b\\c", "Ward 6A.", "ward\u{202e}", "\u{1f6cf}"] {
        let folder = tempfile::tempdir().unwrap();
        let app = open(folder.path(), 3);
        let body = json!({ "name": name, "area": "", "colour": "blue", "beds": null, "day_start": "07:30", "night_start": "20:00", "huddle_time": "08:15" });
        tell(&app, "ward_start", body);
        let to = folder.path().join("copies");
        let done = tell(&app, "backup_now", json!({ "folder": to.display().to_string() }));
        let path = std::path::PathBuf::from(done["path"].as_str().unwrap());
        assert_eq!(path.parent().unwrap().canonicalize().unwrap(), to.canonicalize().unwrap(), "{name}");
        assert!(path.exists());
    }
}

#[test]
fn a_folder_that_cannot_be_written() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("ward");
    std::fs::create_dir(&place).unwrap();
    std::fs::set_permissions(&place, std::fs::Permissions::from_mode(0o500)).unwrap();
    let opened = App::open(&place, env(4), &opening());
    // An administrator may write anywhere, so the file system is asked whether the test means anything.
    if std::fs::write(place.join("probe"), b"x").is_ok() {
        assert!(opened.is_ok());
        return;
    }
    let fault = opened.err().unwrap();
    assert!(matches!(fault, OpenFault::ReadOnly | OpenFault::Forbidden(_)), "{fault:?}");
    assert!(fault.to_string().contains("Nothing can be saved"));
}

#[test]
fn a_backup_folder_that_is_not_there() {
    let (folder, app) = ward(5);
    let nowhere = folder.path().join("nowhere").display().to_string();
    assert_eq!(refused(&app, "backup_folder_set", json!({ "folder": nowhere })), "no_folder");
    assert_eq!(refused(&app, "backup_now", json!({ "folder": "relative/path" })), "no_folder");
    std::fs::write(folder.path().join("file"), b"x").unwrap();
    let inside = folder.path().join("file").join("x").display().to_string();
    assert_eq!(refused(&app, "backup_now", json!({ "folder": inside })), "no_folder");
}

#[test]
fn a_second_owner_is_told_and_the_first_loses_nothing() {
    let (folder, app) = ward(6);
    let second = App::open(folder.path(), env(7), &opening()).err().unwrap();
    assert!(matches!(second, OpenFault::AlreadyOpen { .. }), "{second:?}");
    assert!(second.to_string().contains("Everything saved there is safe"));
    tell(&app, "card_add", json!({ "title": "still here" }));
    let asked = App::open(folder.path(), env(8), &Opening { take_over: true, ..opening() });
    assert!(asked.is_err());
    assert!(app.take_over_requested());
    app.release().unwrap();
    assert_eq!(refused(&app, "card_add", json!({ "title": "late" })), "taken_over");
    let app = open(folder.path(), 9);
    assert_eq!(ask(&app, "cards_get", json!({}))["to_sort"].as_array().unwrap().len(), 1);
}

#[test]
fn a_damaged_database_is_never_shown_as_an_empty_board() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path(), 10);
    start_ward(&app);
    for n in 0..30 {
        tell(&app, "card_add", json!({ "title": format!("card {n}") }));
    }
    tell(&app, "backup_now", json!({ "folder": folder.path().join("backups").display().to_string() }));
    app.release().unwrap();
    let file = folder.path().join("huddleboard.db");
    let mut bytes = std::fs::read(&file).unwrap();
    let half = bytes.len() / 2;
    bytes[half..].fill(0);
    std::fs::write(&file, bytes).unwrap();
    let app = open(folder.path(), 11);
    assert!(app.report().recovered.is_some(), "damage went unnoticed");
    assert_eq!(ask(&app, "boot_get", json!({}))["state"], "recovered");
    assert_eq!(ask(&app, "cards_get", json!({}))["to_sort"].as_array().unwrap().len(), 30);
}

#[test]
fn files_that_are_no_backup() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("x.huddle-backup");
    for bytes in [&b""[..], b"hello", &[0; 5000]] {
        std::fs::write(&file, bytes).unwrap();
        let fault = huddle_app::restore(&file, &folder.path().join("new"), &env(12)).unwrap_err();
        assert!(["not_a_backup", "damaged"].contains(&fault.code.as_str()), "{fault:?}");
    }
    let (full, app) = ward(13);
    app.release().unwrap();
    let fault = huddle_app::restore(&file, full.path(), &env(14)).unwrap_err();
    assert_eq!(fault.code, "folder_not_empty");
}
