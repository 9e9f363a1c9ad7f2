//! The wall shows what somebody raised to it, and nothing else (IG-5, IG-9).

use crate::support::{ask, refused, tell, ward};
use huddle_app::{App, Caller};
use serde_json::{Value, json};
use uuid::Uuid;

fn tile(app: &App) -> Uuid {
    let tile = tell(app, "tile_add", json!({ "initials": "SM", "role": "nurse_in_charge", "group": "" }));
    tile["id"].as_str().unwrap().parse().unwrap()
}

fn as_tile(app: &App, tile: Uuid, name: &str, body: Value) -> Result<Value, String> {
    let caller = Caller { tile: Some(tile), ..Caller::default() };
    app.execute(name, body, &caller).map_err(|error| error.code)
}

fn id_of(done: &Value) -> Value {
    done["id"].clone()
}

/// Writes one record of every kind the wall could show, each with a word of its own in it.
fn write_everything(app: &App) -> Vec<Value> {
    let card =
        tell(app, "card_add", json!({ "title": "zebra chargers", "lane": "quality", "column": "doing" }));
    let thanks = tell(
        app,
        "notice_add",
        json!({ "notice_kind": "thanks", "text": "walrus well done", "to": "everyone" }),
    );
    let asked = tell(
        app,
        "escalation_write",
        json!({ "to": "estates", "need": "badger hoist repair", "urgency": "today", "told_who": "JT",
            "told_how": "phone", "told_at": crate::support::NOW - 60_000 }),
    );
    let measure = tell(
        app,
        "measure_define",
        json!({ "name": "heron checks done", "lane": "quality", "definition": "Checks done", "decimals": 0, "value_kind": "count", "frequency": "weekly",
            "unit": "count", "direction": "up" }),
    );
    let idea = tell(app, "idea_add", json!({ "text": "otter trolley by the door", "anonymous": false }));
    [card, thanks, asked, measure, idea].iter().map(id_of).collect()
}

const WORDS: [&str; 5] = ["zebra", "walrus", "badger", "heron", "otter"];

fn wall(app: &App) -> String {
    ask(app, "wall_get", json!({})).to_string()
}

#[test]
fn nothing_is_up_until_somebody_raises_it_and_lowering_takes_it_down() {
    let (_folder, app) = ward(40);
    let sm = tile(&app);
    let ids = write_everything(&app);
    for word in WORDS {
        assert!(!wall(&app).contains(word), "{word} is up");
    }
    for (id, word) in ids.iter().zip(WORDS) {
        let up = json!({ "id": id, "audience": "wall", "read_back": true });
        as_tile(&app, sm, "audience_set", up).unwrap();
        assert!(wall(&app).contains(word), "{word} is not up");
        as_tile(&app, sm, "audience_set", json!({ "id": id, "audience": "ward", "read_back": false }))
            .unwrap();
        assert!(!wall(&app).contains(word), "{word} stays up");
    }
}

#[test]
fn a_cross_is_up_when_a_person_says_so_and_no_sooner_and_one_press_takes_it_down() {
    let (_folder, app) = ward(46);
    let sm = tile(&app);
    for label in ["Falls", "Pressure ulcers", "Staff injury"] {
        tell(&app, "cross_define", json!({ "label": label, "what_counts": "" }));
    }
    let crosses = |app: &App| ask(app, "wall_get", json!({}))["crosses"].as_array().unwrap().clone();
    assert_eq!(crosses(&app), Vec::<Value>::new(), "a cross went up unasked");
    let check = ask(&app, "cross_raise_check_get", json!({ "cross": "falls" }));
    assert_eq!((&check["audience"], &check["texts"]), (&json!("ward"), &json!(["Falls"])));

    let set = |up: bool, read_back: bool| json!({ "cross": "falls", "up": up, "read_back": read_back });
    assert_eq!(refused(&app, "cross_wall_set", set(true, true)), "needs_tile");
    assert_eq!(as_tile(&app, sm, "cross_wall_set", set(true, false)).unwrap_err(), "read_back");
    assert!(crosses(&app).is_empty());
    as_tile(&app, sm, "cross_wall_set", set(true, true)).unwrap();
    let up = crosses(&app);
    assert_eq!(up.len(), 1, "only what was raised: {up:?}");
    assert_eq!((&up[0]["key"], &up[0]["label"]["text"]), (&json!("falls"), &json!("Falls")));
    // Changing what it counts leaves it up; taking it down asks nobody.
    tell(&app, "cross_define", json!({ "key": "falls", "label": "Falls", "what_counts": "Any" }));
    assert_eq!(crosses(&app).len(), 1);
    tell(&app, "cross_wall_set", set(false, false));
    assert!(crosses(&app).is_empty());
    let other = json!({ "cross": "nosuch", "up": true, "read_back": true });
    assert_eq!(as_tile(&app, sm, "cross_wall_set", other).unwrap_err(), "unknown_word");
}

#[test]
fn the_name_of_a_cross_and_of_a_lane_is_veiled_when_it_may_tell() {
    let (_folder, app) = ward(47);
    let sm = tile(&app);
    tell(&app, "cross_define", json!({ "label": "Falls of Mrs Whitcombe", "what_counts": "" }));
    let key = ask(&app, "ward_get", json!({}))["crosses"][0]["key"].clone();
    let up = |because: Value| json!({ "cross": key, "up": true, "read_back": true, "kept_because": because });
    assert_eq!(as_tile(&app, sm, "cross_wall_set", up(Value::Null)).unwrap_err(), "may_tell_who");
    as_tile(&app, sm, "cross_wall_set", up(json!("agreed"))).unwrap();
    assert!(wall(&app).contains("Whitcombe"), "somebody let these very words stand");
    // New words nobody read are veiled, plain ones come back by themselves.
    let rename = |label: &str| json!({ "key": key, "label": label, "what_counts": "" });
    tell(&app, "cross_define", rename("Falls of Mr Arkwright"));
    let shown = ask(&app, "wall_get", json!({}));
    assert_eq!(shown["crosses"][0]["label"], json!({ "text": "", "hidden": true }));
    assert!(!shown.to_string().contains("Arkwright"));
    tell(&app, "cross_define", rename("Falls in the day room"));
    assert!(wall(&app).contains("Falls in the day room"));

    tell(&app, "lane_set", json!({ "lane": "quality", "label": "Bed 4 Margaret", "subtitle": "" }));
    assert!(!wall(&app).contains("Margaret"));
    tell(&app, "lane_set", json!({ "lane": "quality", "label": "Safe care", "subtitle": "" }));
    assert!(wall(&app).contains("Safe care"));
}

#[test]
fn what_the_matron_is_asked_is_read_back_whole_and_reaches_her_only_when_a_person_says_so() {
    let (_folder, app) = ward(48);
    let sm = tile(&app);
    let asked = json!({ "to": "matron", "need": "A second hoist", "situation": "Mrs Whitcombe waits in bed 4",
        "urgency": "today", "told_who": "JT", "told_how": "phone", "told_at": crate::support::NOW - 60_000 });
    let id = id_of(&tell(&app, "escalation_write", asked));
    let check = |audience: Value| ask(&app, "raise_check_get", json!({ "id": id, "audience": audience }));
    assert_eq!(check(Value::Null)["audience"], "ward", "nothing goes to her unasked");
    // The wall shows what is needed and no more; she reads all of it, so all of it is read back.
    assert_eq!(check(json!("wall"))["texts"], json!(["A second hoist"]));
    assert_eq!(check(json!("wall"))["finds"], json!([]));
    let hers = check(json!("matron"));
    assert_eq!(hers["texts"], json!(["A second hoist", "Mrs Whitcombe waits in bed 4", "JT"]));
    assert_eq!(hers["finds"][0]["text"], 1);
    let up = json!({ "id": id, "audience": "matron", "read_back": true });
    assert_eq!(as_tile(&app, sm, "audience_set", up.clone()).unwrap_err(), "may_tell_who");
    let mut why = up;
    why["kept_because"] = json!("agreed");
    as_tile(&app, sm, "audience_set", why).unwrap();
    assert_eq!(check(json!("matron"))["audience"], "matron");
    assert!(!wall(&app).contains("hoist"), "the matron's is not the wall's");
}

#[test]
fn raising_needs_a_person_who_read_the_words() {
    let (_folder, app) = ward(41);
    let sm = tile(&app);
    let id = write_everything(&app).remove(0);
    let up = |read_back: bool| json!({ "id": id, "audience": "wall", "read_back": read_back });
    assert_eq!(refused(&app, "audience_set", up(true)), "needs_tile");
    assert_eq!(as_tile(&app, sm, "audience_set", up(false)).unwrap_err(), "read_back");
    assert!(!wall(&app).contains("zebra"));
}

#[test]
fn words_that_may_tell_need_a_reason_and_are_veiled_again_when_they_change() {
    let (_folder, app) = ward(42);
    let sm = tile(&app);
    let done = tell(
        &app,
        "card_add",
        json!({ "title": "Bed 4 Margaret needs a hoist", "lane": "quality", "column": "doing" }),
    );
    let id = id_of(&done);
    let check = ask(&app, "raise_check_get", json!({ "id": id }));
    assert_eq!(check["finds"][0]["found"], "bed_and_name");
    let up = json!({ "id": id, "audience": "wall", "read_back": true });
    assert_eq!(as_tile(&app, sm, "audience_set", up).unwrap_err(), "may_tell_who");
    let up = json!({ "id": id, "audience": "wall", "read_back": true, "kept_because": "because" });
    assert_eq!(as_tile(&app, sm, "audience_set", up).unwrap_err(), "unknown_word");
    let up = json!({ "id": id, "audience": "wall", "read_back": true, "kept_because": "agreed" });
    as_tile(&app, sm, "audience_set", up).unwrap();
    assert!(wall(&app).contains("Margaret"));

    // The reason was given for those words; new words that may tell are veiled until somebody reads them.
    tell(&app, "card_set", json!({ "id": id, "field": "title", "value": "Bed 4 Kathleen needs a hoist" }));
    let shown = ask(&app, "wall_get", json!({}));
    assert_eq!(shown["doing"][0]["title"], json!({ "text": "", "hidden": true }));
    assert!(!shown.to_string().contains("Kathleen"));

    // The control: plain words come back by themselves.
    tell(&app, "card_set", json!({ "id": id, "field": "title", "value": "Bay 2 needs a hoist" }));
    assert!(wall(&app).contains("Bay 2 needs a hoist"));
}

#[test]
fn an_idea_is_up_with_its_answer_without_who_had_it_and_both_are_veiled() {
    let (_folder, app) = ward(45);
    let sm = tile(&app);
    let add = json!({ "text": "A trolley by the door", "anonymous": false });
    let id = id_of(&as_tile(&app, sm, "idea_add", add).unwrap());
    as_tile(&app, sm, "audience_set", json!({ "id": id, "audience": "wall", "read_back": true })).unwrap();
    let ideas = |app: &App| ask(app, "wall_get", json!({}))["ideas"].clone();
    assert_eq!(
        ideas(&app),
        json!([{ "text": { "text": "A trolley by the door", "hidden": false }, "state": "new",
            "reply": { "text": "", "hidden": false } }])
    );
    let reply = |text: &str| json!({ "id": id, "state": "trying", "reply": text });
    as_tile(&app, sm, "idea_reply", reply("It came on Monday")).unwrap();
    assert_eq!(ideas(&app)[0]["reply"], json!({ "text": "It came on Monday", "hidden": false }));
    // An answer that may tell is veiled although the idea was raised with plain words.
    as_tile(&app, sm, "idea_reply", reply("Mrs Whitcombe in bed 4 asked too")).unwrap();
    assert_eq!(ideas(&app)[0]["reply"], json!({ "text": "", "hidden": true }));
    assert!(!wall(&app).contains("Whitcombe"));
    // The control: with other words it is shown again by itself.
    as_tile(&app, sm, "idea_reply", reply("It works")).unwrap();
    assert!(wall(&app).contains("It works"));
    tell(&app, "bin_set", json!({ "id": id, "binned": true }));
    assert_eq!(ideas(&app), json!([]));
}

#[test]
fn a_huddle_and_the_ward_itself_can_never_be_raised() {
    let (_folder, app) = ward(43);
    let sm = tile(&app);
    let huddle = as_tile(&app, sm, "huddle_start", json!({ "short": false })).unwrap();
    let up = json!({ "id": huddle["id"], "audience": "wall", "read_back": true });
    assert_eq!(as_tile(&app, sm, "audience_set", up).unwrap_err(), "not_for_others");
    let ward = ask(&app, "ward_get", json!({}));
    let up = json!({ "id": ward["id"], "audience": "wall", "read_back": true });
    assert_eq!(as_tile(&app, sm, "audience_set", up).unwrap_err(), "not_for_others");
}

#[test]
fn a_wall_names_no_owner() {
    let (_folder, app) = ward(44);
    let sm = tile(&app);
    let done = as_tile(
        &app,
        sm,
        "card_add",
        json!({ "title": "Plain words", "lane": "quality", "column": "doing", "owner": sm }),
    )
    .unwrap();
    as_tile(&app, sm, "audience_set", json!({ "id": done["id"], "audience": "wall", "read_back": true }))
        .unwrap();
    let mut shown = ask(&app, "wall_get", json!({}));
    assert_eq!(shown["last_change"]["by"], "SM");
    shown["last_change"] = Value::Null;
    assert!(!shown.to_string().contains("SM"), "an owner is named: {shown}");
}
