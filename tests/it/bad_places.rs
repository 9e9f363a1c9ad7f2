//! Bad files and places: each gets a plain sentence, and what was saved stays.

use crate::support::{ask, env, open, opening, start_ward, tell, ward};
use huddle_app::{App, Caller, OpenFault, Opening};
use huddle_store::{ChangeRow, PlaceFault};
use huddle_testkit::vfs::{Failure, Plan, register, scratch};
use serde_json::{Value, json};

/// Holds a sentence to what staff need from it: what happened, what is safe, what to do.
fn plain(sentence: &str) {
    let parts = sentence.split(". ").count();
    assert!(parts >= 2 && sentence.ends_with('.'), "not whole sentences: {sentence}");
    let safe = ["Nothing", "safe", "unchanged", "kept"];
    assert!(safe.iter().any(|word| sentence.contains(word)), "does not say what is safe: {sentence}");
    let act = ["Choose", "Ask", "Tell", "tell", "Use", "Install", "Make", "Try", "Save", "Take", "Shorten"];
    assert!(act.iter().any(|word| sentence.contains(word)), "does not say what to do: {sentence}");
    for word in ["Err", "SQLITE", "errno", "panic", "::", "{", "None"] {
        assert!(!sentence.contains(word), "machine talk ({word}): {sentence}");
    }
}

fn codes(preview: &Value) -> Vec<String> {
    let faults = preview["faults"].as_array().unwrap();
    faults.iter().map(|f| f["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_file_of_readings_with_wrong_columns_coding_or_twice_the_same_day() {
    let (_folder, app) = ward(31);
    let utf16: Vec<u8> = "date,value\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let with_mark = [&[0xff, 0xfe][..], &utf16].concat();
    let cases: [(&[u8], &str); 10] = [
        (b"", "empty"),
        (b"ward,bed\n6A,4\n", "no_period_column"),
        (b"date,ward\n2026-11-01,6A\n", "no_value_column"),
        (b"date,value\n", "no_rows"),
        (b"date,value\n2026-11-01,4\n2026-11-01,5\n", "duplicate_period"),
        (b"date,value\n2026-02-30,4\n", "impossible_date"),
        (b"date,value\n2026-11-01,four\n", "not_a_number"),
        (b"date,value\n2026-11-01,=1+1\n", "formula"),
        (&with_mark, "utf16"),
        (b"PK\x03\x04rest of a workbook", "workbook"),
    ];
    let before = app.keep("state", &json!({})).unwrap();
    for (bytes, code) in cases {
        let bytes_base64 = crate::number_guard::base64(bytes);
        let preview = app.query(
            "import_preview",
            json!({ "bytes_base64": bytes_base64, "measure": null }),
            &Caller::default(),
        );
        match preview {
            Ok(preview) => {
                assert!(codes(&preview).iter().any(|c| c == code), "{code}: {:?}", codes(&preview));
                assert_eq!(preview["can_import"], false, "{code}");
            }
            Err(fault) => assert_eq!(fault.code.trim_start_matches("file_"), code),
        }
        let body = json!({
            "bytes_base64": bytes_base64, "series": [{ "name": "", "measure": null, "new_name": "Brought in" }],
            "lane": "quality", "value_kind": "number", "direction": "neither", "target": null, "overwrite": false,
        });
        let refused = app.execute("readings_import", body, &Caller::default()).unwrap_err();
        assert!(refused.message.contains("Nothing was"), "{code}: {}", refused.message);
    }
    assert_eq!(app.keep("state", &json!({})).unwrap(), before, "a refused file left something behind");
}

#[test]
fn a_full_disk_is_said_and_loses_nothing() {
    let disk = register("it-bad-full");
    let folder = scratch().unwrap();
    let opened = Opening { vfs: Some(disk.name().to_owned()), ..opening() };
    let app = App::open(folder.path(), env(32), &opened).unwrap();
    start_ward(&app);
    tell(&app, "card_add", json!({ "title": "saved before" }));
    disk.fail(Plan { at: 1, failure: Failure::Full, sticky: true });
    let fault = app.execute("card_add", json!({ "title": "too much" }), &Caller::default()).unwrap_err();
    assert!(["disk_full", "disk_full_room_made"].contains(&fault.code.as_str()), "{fault:?}");
    plain(&fault.message);
    disk.heal();
    let titles = |app: &App| ask(app, "cards_get", json!({}))["to_sort"].as_array().unwrap().len();
    assert_eq!(titles(&app), 1);
    tell(&app, "card_add", json!({ "title": "room again" }));
    drop(app);
    assert_eq!(titles(&App::open(folder.path(), env(33), &opening()).unwrap()), 2);
    plain(&OpenFault::Full.to_string());
}

#[test]
fn folders_the_ward_may_not_lie_in() {
    // Found by its name before anything is written.
    let base = tempfile::tempdir().unwrap();
    let cloud = base.path().join("OneDrive - Trust").join("ward");
    let fault = App::open(&cloud, env(34), &Opening::default()).err().unwrap();
    assert!(matches!(&fault, OpenFault::Forbidden(PlaceFault::CloudCopied { .. })), "{fault:?}");
    plain(&fault.to_string());
    assert!(!cloud.exists(), "the folder was made all the same");
    for fault in [
        PlaceFault::Network { what: "cifs".to_owned() },
        PlaceFault::Removable,
        PlaceFault::WrongFileSystem { what: "vfat".to_owned() },
        PlaceFault::NotAFolder,
        PlaceFault::ReadOnly,
    ] {
        plain(&OpenFault::Forbidden(fault).to_string());
    }
}

#[test]
fn a_newer_database_is_left_alone_and_an_empty_chunk_is_refused() {
    let (folder, app) = ward(35);
    tell(&app, "card_add", json!({ "title": "still here" }));
    let empty = ChangeRow { bytes: Vec::new(), ..ChangeRow::default() };
    let fault = app.with_store(|s| s.write(|tx| tx.append_change(&empty).map(|_| ()))).unwrap_err();
    assert!(fault.to_string().contains("Earlier work is safe"), "{fault}");
    app.release().unwrap();
    let file = folder.path().join("huddleboard.db");
    let mut bytes = std::fs::read(&file).unwrap();
    let known = bytes[60..64].to_vec();
    // SQLite keeps the records version at bytes 60 to 63 of the file.
    bytes[60..64].copy_from_slice(&9_u32.to_be_bytes());
    std::fs::write(&file, &bytes).unwrap();
    let fault = App::open(folder.path(), env(36), &opening()).err().unwrap();
    assert!(matches!(fault, OpenFault::Newer { found: 9, .. }), "{fault:?}");
    plain(&fault.to_string());
    assert_eq!(std::fs::read(&file).unwrap(), bytes, "the newer records were touched");
    bytes[60..64].copy_from_slice(&known);
    std::fs::write(&file, &bytes).unwrap();
    assert_eq!(ask(&open(folder.path(), 37), "cards_get", json!({}))["to_sort"].as_array().unwrap().len(), 1);
}

#[test]
fn a_ward_restored_on_a_new_pc_works_on_day_one() {
    let (folder, app) = ward(38);
    tell(&app, "tile_add", json!({ "initials": "SM", "role": "registered_nurse", "group": "" }));
    tell(&app, "card_add", json!({ "title": "from the old PC" }));
    tell(&app, "pin_set", json!({ "old": null, "pin": "2468" }));
    let copies = tempfile::tempdir().unwrap();
    let done = tell(&app, "backup_now", json!({ "folder": copies.path().display().to_string() }));
    let file = std::path::PathBuf::from(done["path"].as_str().unwrap());
    // The old PC goes on after the copy; that is not in it.
    tell(&app, "card_add", json!({ "title": "after the copy" }));
    let old = ask(&app, "settings_get", json!({}));

    let place = tempfile::tempdir().unwrap();
    let new = place.path().join("ward");
    plain(&huddle_app::restore(&file, &new, &env(39)).unwrap().replace("unchanged.", "unchanged. Use it."));
    let keys = |at: &std::path::Path| -> Vec<String> {
        let names = std::fs::read_dir(at).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.filter(|n| n.starts_with("founding-")).collect();
        names.sort();
        names
    };
    assert_eq!((keys(folder.path()).len(), keys(&new).len()), (1, 0), "a copy must not carry the ward's key");

    let app = open(&new, 40);
    let now = ask(&app, "settings_get", json!({}));
    assert!(old["device_id"] != now["device_id"] && old["store_id"] != now["store_id"]);
    assert_eq!(ask(&app, "boot_get", json!({}))["state"], "ready");
    // The PIN belongs to the old PC: nobody is locked out of the new one.
    assert_eq!(ask(&app, "ward_get", json!({}))["pin_set"], false);
    let card = ask(&app, "cards_get", json!({}))["to_sort"][0]["id"].clone();
    tell(&app, "card_move", json!({ "id": card, "column": "doing", "lane": "quality" }));
    tell(&app, "ward_set", json!({ "field": "beds", "value": 24 }));
    let huddle = tell(&app, "huddle_start", json!({ "short": false }))["id"].clone();
    tell(&app, "action_add", json!({ "huddle": huddle, "text": "Ring IT", "due": "today" }));
    tell(&app, "huddle_finish", json!({ "huddle": huddle, "read_back": true }));
    let verified = app.keep("verify", &json!({})).unwrap();
    assert_eq!(verified["damaged"], json!([]));
    let done = tell(&app, "backup_now", json!({ "folder": copies.path().display().to_string() }));
    assert_eq!(done["verified"], true);
    app.release().unwrap();
    let app = open(&new, 41);
    assert_eq!(ask(&app, "cards_get", json!({}))["cards"][0]["title"], "from the old PC");
    assert_eq!(app.keep("verify", &json!({})).unwrap()["records"], verified["records"]);
}
