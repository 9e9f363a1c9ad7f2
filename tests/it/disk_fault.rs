//! STO-03 through commands: the disk fails at call N; nothing acknowledged is lost, a retry doubles nothing.

use crate::support::{ask, env, opening, start_ward};
use huddle_app::{App, Caller, Opening};
use huddle_testkit::vfs::{Failure, Plan, register, scratch};
use serde_json::json;
use uuid::Uuid;

const EDITS: u128 = 4;

/// Sends each command until it is acknowledged, as a window does: same request id, again and again.
fn work(app: &App, disk: &huddle_testkit::vfs::Disk) -> bool {
    for n in 1..=EDITS {
        let caller = Caller { request_id: Some(Uuid::from_u128(n)), ..Caller::default() };
        let body = json!({ "title": format!("edit {n}") });
        let mut tries = 0;
        while let Err(error) = app.execute("card_add", body.clone(), &caller) {
            assert!(!error.message.contains("edit"), "an error repeats what was typed");
            assert_ne!(error.code, "internal", "{error:?}");
            tries += 1;
            if tries == 2 {
                // Space or the disk comes back.
                disk.heal();
            }
            if tries > 4 {
                return false;
            }
        }
    }
    true
}

#[test]
fn sto_03_every_failing_call_in_four_modes() {
    let disk = register("it-sto-03");
    let mut points = 0;
    for failure in [Failure::Full, Failure::Io] {
        for sticky in [false, true] {
            for at in 1.. {
                disk.forget_log();
                disk.heal();
                let folder = scratch().unwrap();
                let opened = Opening { vfs: Some(disk.name().to_owned()), ..opening() };
                let app = App::open(folder.path(), env(1), &opened).unwrap();
                start_ward(&app);
                disk.fail(Plan { at, failure, sticky });
                let done = work(&app, &disk);
                let hit = disk.hit();
                disk.heal();
                assert!(done, "call {at} {failure:?} sticky {sticky}: the app did not come back");
                let cards = ask(&app, "cards_get", json!({}))["to_sort"].as_array().unwrap().len();
                assert_eq!(cards, EDITS as usize, "call {at} {failure:?} sticky {sticky}");
                drop(app);
                let app = App::open(folder.path(), env(2), &opening()).unwrap();
                let after = ask(&app, "cards_get", json!({}))["to_sort"].as_array().unwrap().len();
                assert_eq!(after, EDITS as usize, "after a restart: call {at} {failure:?} sticky {sticky}");
                if !hit {
                    break;
                }
                points += 1;
            }
        }
    }
    println!("STO-03 through commands: {points} points, 0 lost, 0 doubled");
    assert!(points > 40, "the harness no longer reaches the save path");
}
