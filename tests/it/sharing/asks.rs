//! What a person asks of sharing on the screen: an invite file, a ward to join, a PC off the list.

use crate::sharing::net::{Pc, pair};
use crate::support::{ask, open, refused, start_ward, tell};
use huddle_app::sync::{Invite, Link, PairAnswer};
use serde_json::json;
use std::sync::Arc;

#[test]
fn an_invite_file_lies_where_it_was_asked_for_and_a_pc_without_right_makes_none() {
    let (admin, other) = (Pc::new(1, 0), Pc::new(2, 0));
    start_ward(admin.app());
    pair(&admin, &other, "writer");
    let stick = tempfile::tempdir().unwrap();
    let folder = stick.path().display().to_string();
    let made = tell(admin.app(), "sharing_invite", json!({ "role": "reader", "folder": folder }));
    let path = made["path"].as_str().unwrap();
    assert!(path.starts_with(&folder), "{path}");
    assert!(huddle_app::sync::Invite::read(&std::fs::read_to_string(path).unwrap()).is_ok());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(path).unwrap().permissions().mode() & 0o077, 0, "others may read it");
    }
    assert_eq!(ask(admin.app(), "sharing_get", json!({}))["invites"], 1);
    let gone = stick.path().join("no such folder").display().to_string();
    let refusals = [
        (admin.app(), json!({ "role": "writer", "folder": gone }), "no_folder"),
        (admin.app(), json!({ "role": "king" }), "bad_role"),
        (other.app(), json!({ "role": "writer" }), "not_admin"),
    ];
    for (app, body, code) in refusals {
        assert_eq!(refused(app, "sharing_invite", body), code);
    }
    assert_eq!(ask(admin.app(), "sharing_get", json!({}))["invites"], 1, "a refused invite counts");
}

#[test]
fn an_invite_that_was_taken_back_lets_nobody_in() {
    let (admin, other) = (Pc::new(8, 0), Pc::new(9, 0));
    start_ward(admin.app());
    let answer = |made: serde_json::Value| {
        let file = std::fs::read_to_string(made["path"].as_str().unwrap()).unwrap();
        let (invite, binding) = (Invite::read(&file).unwrap(), [3; 32]);
        let key = other.app().identity().key;
        admin.app().pair_answer(&invite.ask("Station 2", &binding), &key, &binding).unwrap()
    };
    let made = tell(admin.app(), "sharing_invite", json!({ "role": "writer" }));
    tell(admin.app(), "pin_set", json!({ "old": null, "pin": "2468" }));
    assert_eq!(refused(admin.app(), "sharing_invites_end", json!({})), "pin_needed");
    tell(admin.app(), "sharing_invites_end", json!({ "pin": "2468" }));
    assert_eq!(ask(admin.app(), "sharing_get", json!({}))["invites"], 0);
    assert!(matches!(answer(made), PairAnswer::No(word) if word == "no_such_invite"));
    // The control: an invite that is out lets a PC in.
    let made = tell(admin.app(), "sharing_invite", json!({ "role": "writer", "pin": "2468" }));
    assert!(matches!(answer(made), PairAnswer::Welcome(_)));
}

#[test]
fn a_wish_to_join_is_checked_kept_over_a_restart_and_taken_back() {
    let admin = Pc::new(3, 0);
    start_ward(admin.app());
    let made = tell(admin.app(), "sharing_invite", json!({ "role": "writer" }));
    let path = made["path"].as_str().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path(), 4);
    let wish =
        |file: &str, address: &str, name: &str| json!({ "file": file, "address": address, "name": name });
    let changed = std::fs::read_to_string(path).unwrap().replace("founding", "foundinG");
    let refusals = [
        (wish("/no/such/file", "10.1.2.3", "Office"), "invite_unread"),
        (wish("invite.txt", "10.1.2.3", "Office"), "invite_unread"),
        (wish(&changed, "10.1.2.3", "Office"), "bad_invite"),
        (wish(path, "http://10.1.2.3", "Office"), "bad_address"),
        (wish(path, "10.1.2.3", " \n "), "needs_name"),
    ];
    for (body, code) in refusals {
        assert_eq!(refused(&app, "sharing_join", body), code);
    }
    assert!(!app.wants_sharing().unwrap());
    tell(&app, "sharing_join", wish(path, " 10.1.2.3 ", " Office "));
    app.release().unwrap();
    let app = open(folder.path(), 5);
    let joining = json!({ "address": "10.1.2.3:47810", "name": "Office" });
    assert_eq!(ask(&app, "sharing_get", json!({}))["joining"], joining);
    assert!(app.wants_sharing().unwrap());
    tell(&app, "sharing_join_stop", json!({}));
    assert!(!app.wants_sharing().unwrap());
    // A PC that has a ward of its own cannot join another one.
    start_ward(&app);
    assert_eq!(refused(&app, "sharing_join", wish(path, "10.1.2.3", "Office")), "other_ward");
}

#[test]
fn taking_a_pc_off_the_list_needs_the_pin_and_a_reason() {
    let (admin, other) = (Pc::new(6, 0), Pc::new(7, 0));
    start_ward(admin.app());
    pair(&admin, &other, "writer");
    let id = hex::encode(other.app().identity().device);
    tell(admin.app(), "pin_set", json!({ "old": null, "pin": "2468" }));
    let out = |why: &str, pin: Option<&str>| json!({ "id": id, "why": why, "pin": pin });
    assert_eq!(refused(admin.app(), "sharing_out", out("Stolen", None)), "pin_needed");
    assert_eq!(refused(admin.app(), "sharing_out", out("Stolen", Some("1357"))), "wrong_pin");
    assert_eq!(refused(admin.app(), "sharing_out", out("", Some("2468"))), "needs_why");
    let role = || {
        let list = ask(admin.app(), "sharing_get", json!({}));
        let pcs = list["pcs"].as_array().unwrap();
        pcs.iter().find(|pc| pc["id"] == id.as_str()).unwrap()["role"].clone()
    };
    assert_eq!(role(), "writer");
    tell(admin.app(), "sharing_out", out("Stolen", Some("2468")));
    assert_eq!(role(), "revoked");
}

#[test]
fn a_place_in_another_ward_is_not_taken_even_when_it_was_given() {
    let (admin, other) = (Pc::new(10, 0), Pc::new(11, 0));
    start_ward(admin.app());
    let made = tell(admin.app(), "sharing_invite", json!({ "role": "writer" }));
    let file = std::fs::read_to_string(made["path"].as_str().unwrap()).unwrap();
    let (invite, binding) = (Invite::read(&file).unwrap(), [3; 32]);
    let key = other.app().identity().key;
    let answer = admin.app().pair_answer(&invite.ask("Station 2", &binding), &key, &binding).unwrap();
    let given =
        json!({ "file": file, "answer": String::from_utf8(answer.to_bytes()).unwrap(), "address": "" });
    // Between the asking and the answer somebody started a ward here.
    start_ward(other.app());
    let ward = other.app().shared_ward().unwrap();
    let refusal = other.app().keep("pair_joined", &given).unwrap_err();
    assert_eq!(refusal.code, "other_ward");
    assert_eq!(other.app().shared_ward().unwrap(), ward);
}

#[test]
fn three_unreadable_things_in_an_hour_and_a_pc_is_left_alone_and_named() {
    let (admin, other) = (Pc::new(11, 0), Pc::new(12, 0));
    start_ward(admin.app());
    pair(&admin, &other, "writer");
    let peer = other.app().identity().device;
    let open = || Link::open(Arc::clone(admin.app()), peer, false);
    let paused = || {
        let list = ask(admin.app(), "sharing_get", json!({}));
        let pcs = list["pcs"].as_array().unwrap();
        pcs.iter().find(|pc| pc["id"] == hex::encode(peer).as_str()).unwrap()["paused_until"].clone()
    };
    let mut words = Vec::new();
    for _ in 0..3 {
        // A frame of a known kind, cut short.
        let (mut link, _) = open().unwrap();
        words.push(link.on_frame(&[1, 2]).unwrap_err().word);
    }
    assert_eq!(words, ["unreadable", "unreadable", "left_alone"]);
    let until = paused().as_i64().unwrap();
    let Err(ended) = open() else { panic!("it is let in at once") };
    assert!(ended.word == "left_alone" && ended.goodbye.is_some(), "the other PC is not told: {ended:?}");
    // Somebody else is not in the way of it, and after a quarter of an hour it is heard again.
    let third = Pc::new(13, 0);
    pair(&admin, &third, "writer");
    assert!(Link::open(Arc::clone(admin.app()), third.app().identity().device, false).is_ok());
    admin.wait(until - admin.app().now());
    assert!(open().is_ok());
    assert!(paused().is_null());
    // The control: two things, and an hour later a third, are borne.
    for _ in 0..2 {
        open().unwrap().0.on_frame(&[1, 2]).unwrap_err();
    }
    admin.wait(3_600_000);
    open().unwrap().0.on_frame(&[1, 2]).unwrap_err();
    assert!(open().is_ok());
}
