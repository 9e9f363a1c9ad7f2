//! Quiet hours: one verified copy a night, beside the store and in the folder that was set.

use crate::support::{ask, open, tell, ward};
use serde_json::json;

fn copies(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    entries.map(|e| e.unwrap().path()).collect()
}

#[test]
fn a_copy_is_written_once_a_night_and_can_be_restored() {
    let (folder, app) = ward(21);
    let share = tempfile::tempdir().unwrap();
    tell(&app, "backup_folder_set", json!({ "folder": share.path().display().to_string() }));
    tell(&app, "card_add", json!({ "title": "in the copy" }));
    app.tick();
    app.tick();
    let own = copies(&folder.path().join("backups"));
    assert_eq!(own.len(), 1, "one copy a night beside the store");
    assert_eq!(copies(share.path()).len(), 1, "one copy a night in the folder that was set");
    let settings = ask(&app, "settings_get", json!({}));
    assert_eq!(
        (&settings["last_backup_verified"], &settings["last_backup_fault"]),
        (&json!(true), &json!(null))
    );
    let place = tempfile::tempdir().unwrap();
    let new = place.path().join("ward");
    huddle_app::restore(&own[0], &new, &crate::support::env(22)).unwrap();
    let restored = open(&new, 23);
    assert_eq!(ask(&restored, "cards_get", json!({}))["to_sort"][0]["title"], "in the copy");
    assert_ne!(restored.store_id(), app.store_id());
}

#[test]
fn a_folder_that_has_gone_is_said_and_the_copy_beside_the_store_is_still_made() {
    let (folder, app) = ward(24);
    let share = tempfile::tempdir().unwrap();
    let gone = share.path().join("share");
    std::fs::create_dir(&gone).unwrap();
    tell(&app, "backup_folder_set", json!({ "folder": gone.display().to_string() }));
    std::fs::remove_dir(&gone).unwrap();
    std::fs::write(&gone, b"in the way").unwrap();
    app.tick();
    assert_eq!(copies(&folder.path().join("backups")).len(), 1);
    assert_ne!(ask(&app, "settings_get", json!({}))["last_backup_fault"], json!(null));
}
