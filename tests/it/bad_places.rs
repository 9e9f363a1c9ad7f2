//! Bad files and places: each gets a plain sentence, and what was saved stays.

use crate::support::{ask, env, open, opening, start_ward, tell, ward};
use huddle_app::{App, Caller, OpenFault, Opening};
use huddle_store::{MetaRow, PlaceFault, StoreFault};
use huddle_testkit::vfs::{Failure, Plan, register, scratch};
use serde_json::json;

/// Holds a sentence to what staff need from it: what happened, what is safe, what to do.
fn plain(sentence: &str) {
    let parts = sentence.split(". ").count();
    assert!(parts >= 2 && sentence.ends_with('.'), "not whole sentences: {sentence}");
    let safe = ["Nothing", "safe", "unchanged", "kept"];
    assert!(safe.iter().any(|word| sentence.contains(word)), "does not say what is safe: {sentence}");
    let act = [
        "Choose", "Ask", "Tell", "tell", "Use", "Install", "Make", "Try", "Save", "Take", "Shorten", "Rename",
    ];
    assert!(act.iter().any(|word| sentence.contains(word)), "does not say what to do: {sentence}");
    for word in ["Err", "SQLITE", "errno", "panic", "::", "{", "None"] {
        assert!(!sentence.contains(word), "machine talk ({word}): {sentence}");
    }
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

/// Base64 of the usual alphabet, as the wire wants a file.
fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let bits = three.iter().chain([&0, &0]).take(3).fold(0_usize, |all, b| (all << 8) | usize::from(*b));
        for (n, shift) in [18, 12, 6, 0].into_iter().enumerate() {
            let sign = if n <= three.len() { char::from(SIGNS[(bits >> shift) & 63]) } else { '=' };
            text.push(sign);
        }
    }
    text
}

#[test]
fn a_file_of_numbers_with_wrong_columns_or_wrong_letters_brings_nothing_in() {
    let (_folder, app) = ward(41);
    let utf16: Vec<u8> = "date,value\n2026-11-01,3\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let import = |bytes: &[u8]| {
        json!({ "bytes_base64": base64(bytes), "series": [{ "name": "", "measure": null, "new_name": "Falls" }],
            "lane": "quality", "value_kind": "count", "direction": "down", "target": null, "overwrite": false })
    };
    let measures = || ask(&app, "measures_get", json!({}))["measures"].as_array().unwrap().len();
    let before = measures();
    for (bytes, code) in [
        (&b"date,ward\n2026-11-01,many\n2026-11-02,few\n"[..], "file_no_value_column"),
        (b"date,a,b\n2026-11-01,1,2\n", "file_no_value_column"),
        (b"name,value\nx,3\n", "file_no_period_column"),
        (b"date,value,value\n2026-11-01,1,2\n", "file_same_heading"),
        (b"date,value\n", "file_no_rows"),
        (b"", "file_empty"),
        (&utf16, "file_utf16"),
        (b"PK\x03\x04anything", "file_workbook"),
        (b"date,value\n\x81\x8d,1\n", "file_not_text"),
    ] {
        let preview = json!({ "bytes_base64": base64(bytes), "measure": null });
        let seen = match app.query("import_preview", preview, &Caller::default()) {
            Err(fault) => fault.code,
            // Only the columns are not known: a person may name them, and until then nothing can come in.
            Ok(view) => {
                assert_eq!(view["can_import"], false, "{view}");
                format!("file_{}", view["problem"].as_str().unwrap())
            }
        };
        let imported = app.execute("readings_import", import(bytes), &Caller::default()).unwrap_err();
        assert_eq!((seen.as_str(), imported.code.as_str()), (code, code));
        plain(&imported.message);
        assert_eq!(measures(), before, "{code}");
    }
    // The control: a good file with a wrong letter for an accent comes in.
    tell(&app, "readings_import", import(b"date,value,note\n2026-11-01,3,c\xf4t\xe9\n"));
    assert_eq!(measures(), before + 1);
}

#[test]
fn records_of_a_newer_app_are_left_as_they_are() {
    let (folder, app) = ward(42);
    tell(&app, "card_add", json!({ "title": "from the newer app" }));
    let meta = |app: &App, value: &str| {
        let row = MetaRow { name: "version".to_owned(), value: value.to_owned() };
        app.with_store(|store| store.write(|tx| -> Result<(), StoreFault> { tx.put(&row) })).unwrap();
    };
    meta(&app, "99");
    app.release().unwrap();
    drop(app);
    // The version also stands in the file's header: four bytes at 60, highest first.
    let file = folder.path().join(huddle_store::DATABASE);
    let header = |version: u8| {
        let mut bytes = std::fs::read(&file).unwrap();
        assert_eq!(bytes[60..63], [0, 0, 0]);
        bytes[63] = version;
        std::fs::write(&file, &bytes).unwrap();
        bytes
    };
    let newer = header(99);
    for _ in 0..2 {
        let fault = App::open(folder.path(), env(43), &opening()).err().unwrap();
        assert!(matches!(fault, OpenFault::Newer { found: 99, known: 1 }), "{fault:?}");
        plain(&fault.to_string());
        assert_eq!(std::fs::read(&file).unwrap(), newer, "the file was touched");
    }
    // Taking the window over does not get past it either.
    let force = Opening { take_over: true, ..opening() };
    assert!(matches!(App::open(folder.path(), env(44), &force), Err(OpenFault::Newer { .. })));
    // The control: a flipped bit in the header alone is damage, not a newer version, and nothing is lost by it.
    let (other, app) = ward(45);
    tell(&app, "card_add", json!({ "title": "still here" }));
    app.release().unwrap();
    drop(app);
    let file = other.path().join(huddle_store::DATABASE);
    let mut bytes = std::fs::read(&file).unwrap();
    bytes[63] = 99;
    std::fs::write(&file, &bytes).unwrap();
    let app = open(other.path(), 46);
    assert_eq!(ask(&app, "cards_get", json!({}))["to_sort"].as_array().unwrap().len(), 1);
}
