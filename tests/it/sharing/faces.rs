//! What a wall's and a matron's PC know of their wards without holding the wards' records (NET-06, IG-9).

use super::net::{Net, Pc, pair};
use super::roles::{bytes_on_disk, holds, raise, tile};
use crate::support::{ask, start_ward, tell};
use huddle_app::Caller;
use huddle_testkit::chance::{Chance, seed};
use serde_json::{Value, json};

/// Words typed on the ward that no limited PC may ever hold.
const WARDS_OWN: &[&str] = &[
    "Quietly kept in the ward",
    "Why the red was red",
    "Lift stuck with a trolley",
    "XQZ",
    "Noted beside the number",
    "Hint for the lane",
];

/// A ward with something of everything a wall shows, and words beside it that it does not.
fn full_ward(pc: &Pc) {
    start_ward(pc.app());
    let app = pc.app();
    let xqz = tell(app, "tile_add", json!({ "initials": "XQZ", "role": "hca", "group": "" }));
    let tile = tile(pc);
    tell(
        app,
        "lane_set",
        json!({ "lane": "quality", "label": "Quality and safety", "subtitle": "Hint for the lane" }),
    );
    let caller = Caller { tile: xqz["id"].as_str().unwrap().parse().ok(), ..Caller::default() };
    let red = json!({ "lane": "quality", "word": "needs_help", "note": "Why the red was red" });
    app.execute("lane_status_set", red, &caller).unwrap();
    tell(app, "card_add", json!({ "title": "Quietly kept in the ward" }));
    let card = tell(app, "card_add", json!({ "title": "Hoist slings by bay two", "lane": "quality" }));
    tell(app, "card_move", json!({ "id": card["id"], "column": "doing" }));
    raise(pc, tile, &card["id"], "wall");
    tell(
        app,
        "cross_define",
        json!({ "label": "Falls", "what_counts": "Any fall", "last_known": "2026-11-01" }),
    );
    let key = ask(app, "ward_get", json!({}))["crosses"][0]["key"].clone();
    let up = Caller { tile: Some(tile), ..Caller::default() };
    app.execute("cross_wall_set", json!({ "cross": key, "up": true, "read_back": true }), &up).unwrap();
    let mark = json!({
        "cross": key, "date": "2026-11-22", "state": "harm", "count": 1, "incident_ref": "W77",
        "not_reported": false, "note": "Lift stuck with a trolley",
    });
    tell(app, "cross_mark", mark);
    let measure = define(pc, "Doors checked");
    for day in 10..20 {
        let reading = json!({
            "measure": measure, "period": format!("daily:2026-11-{day}"), "value": f64::from(day),
            "nothing_due": false, "note": "Noted beside the number",
        });
        tell(app, "reading_set", reading);
    }
    raise(pc, tile, &measure, "wall");
    define(pc, "Counted in the ward only");
}

fn define(pc: &Pc, name: &str) -> Value {
    let body = json!({
        "name": name, "lane": "quality", "definition": "Counted once a day", "unit": "count",
        "value_kind": "count", "frequency": "daily", "direction": "up", "decimals": 0,
    });
    tell(pc.app(), "measure_define", body)["id"].clone()
}

/// What both walls must show alike; the clocks of two PCs differ.
fn shown(pc: &Pc) -> Value {
    let mut wall = ask(pc.app(), "wall_get", json!({}));
    for own in ["now", "last_change", "inches", "metres"] {
        wall[own] = Value::Null;
    }
    wall
}

/// The limited PC first, so that every frame it is sent is written down.
fn with_full(role: &str) -> (Net, Chance) {
    let mut chance = Chance::new(seed(61));
    let (limited, full) = (Pc::new(chance.bits(), 0), Pc::new(chance.bits(), 0));
    full_ward(&full);
    pair(&full, &limited, role);
    let mut net = Net::new(vec![limited, full]);
    net.record = Some(Vec::new());
    (net, chance)
}

#[test]
fn a_wall_shows_its_wards_pages_and_never_holds_what_is_the_wards_own() {
    let (mut net, mut chance) = with_full("reader");
    assert_eq!(ask(net.pcs[0].app(), "boot_get", json!({}))["state"], "first_start");
    net.heal(&mut chance);
    assert_eq!(net.refusals, Vec::<String>::new());
    let wall = shown(&net.pcs[0]);
    assert_eq!(wall, shown(&net.pcs[1]), "the ward's own wall shows the same");
    assert_eq!(wall["ward"], "Ward 6A");
    assert_eq!(wall["lanes"][0]["label"]["text"], "Quality and safety");
    assert_eq!(wall["lanes"][0]["status"], "needs_help");
    assert_eq!(wall["crosses"][0]["label"]["text"], "Falls");
    assert_eq!(wall["crosses"][0]["month"][21]["state"], "harm");
    assert_eq!(wall["measures"][0]["name"]["text"], "Doors checked");
    assert_eq!(wall["measures"].as_array().unwrap().len(), 1);
    assert_eq!(wall["doing"][0]["title"]["text"], "Hoist slings by bay two");

    // A change of the ward reaches the wall while the link stands; the rows built anew are the same.
    tell(net.pcs[1].app(), "ward_set", json!({ "field": "huddle_time", "value": "09:30" }));
    let tile = ask(net.pcs[1].app(), "ward_get", json!({}))["tiles"][0]["id"].as_str().unwrap().parse().ok();
    let green = json!({ "lane": "quality", "word": "on_track", "note": "" });
    net.pcs[1].app().execute("lane_status_set", green, &Caller { tile, ..Caller::default() }).unwrap();
    net.poke(1);
    net.settle(&mut chance);
    let after = shown(&net.pcs[0]);
    assert_eq!(after["lanes"][0]["status"], "on_track");
    assert_eq!(ask(net.pcs[0].app(), "ward_get", json!({}))["huddle_time"], "09:30");
    net.pcs[0].app().rebuild().unwrap();
    assert_eq!(shown(&net.pcs[0]), after);
    net.restart(0);
    assert_eq!(shown(&net.pcs[0]), after);

    // Meeting again with nothing new costs what it costs two full PCs.
    net.heal(&mut chance);
    let before = net.bytes;
    net.heal(&mut chance);
    assert!(net.bytes - before <= 4 * 512, "{} bytes for four meetings", net.bytes - before);

    let wire = net.record.take().unwrap().concat();
    let disk = bytes_on_disk(&net.pcs[0]);
    for (what, bytes) in [("wire", &wire), ("disk", &disk)] {
        assert!(holds(bytes, "Hoist slings by bay two"), "the look at the {what} is blind");
        for words in WARDS_OWN.iter().chain(&["Counted in the ward only"]) {
            assert!(!holds(bytes, words), "{words:?} on the {what}");
        }
    }
    // The control: a PC that may write is sent them all.
    let (mut full, mut chance) = with_full("writer");
    full.heal(&mut chance);
    let wire = full.record.take().unwrap().concat();
    assert!(WARDS_OWN.iter().all(|words| holds(&wire, words)), "the look is blind");
}

#[test]
fn a_wall_is_refused_every_command_that_writes_for_the_ward() {
    let (mut net, mut chance) = with_full("reader");
    net.heal(&mut chance);
    let before = net.pcs[0].state();
    for name in huddle_app::names().1 {
        let own =
            ["pc_setting_set", "pin_", "backup_", "pack_folder_set", "pile_", "sharing_", "ward_shown_"];
        if own.iter().any(|o| name.starts_with(o)) {
            continue;
        }
        let said = net.pcs[0].app().execute(name, json!({}), &Caller::default()).unwrap_err();
        assert_eq!(said.code, "only_shows", "{name}");
    }
    assert_eq!(net.pcs[0].state(), before);
    let size = json!({ "key": "wall_inches", "value": 55 });
    net.pcs[0].app().execute("pc_setting_set", size, &Caller::default()).unwrap();
}

#[test]
fn a_pc_away_for_long_does_not_put_an_older_face_back() {
    let mut chance = Chance::new(seed(62));
    let pcs: Vec<Pc> = (0..3).map(|_| Pc::new(chance.bits(), 0)).collect();
    start_ward(pcs[1].app());
    pair(&pcs[1], &pcs[0], "reader");
    pair(&pcs[1], &pcs[2], "writer");
    let mut net = Net::new(pcs);
    net.heal(&mut chance);
    net.unplug(2);
    tell(net.pcs[1].app(), "ward_set", json!({ "field": "name", "value": "Ward 6B" }));
    net.poke(1);
    net.settle(&mut chance);
    let name = |net: &Net| ask(net.pcs[0].app(), "ward_get", json!({}))["name"].clone();
    assert_eq!(name(&net), "Ward 6B");
    // The one that was away meets the wall first.
    net.unplug(1);
    net.connect(2, 0);
    net.settle(&mut chance);
    assert_eq!(name(&net), "Ward 6B");
    net.heal(&mut chance);
    assert_eq!(name(&net), "Ward 6B");
}

#[test]
fn a_matrons_pc_shows_her_wards_by_name_and_each_on_its_own() {
    let mut chance = Chance::new(seed(63));
    let pcs: Vec<Pc> = (0..3).map(|_| Pc::new(chance.bits(), 0)).collect();
    for (pc, name) in [(1, "Ward 6A"), (2, "Ward 9")] {
        start_ward(pcs[pc].app());
        tell(pcs[pc].app(), "ward_set", json!({ "field": "name", "value": name }));
        pair(&pcs[pc], &pcs[0], "matron");
    }
    // A ward's PC does not take a second place.
    let made = pcs[2].app().keep("pair_invite", &json!({ "role": "matron" })).unwrap();
    let said = pcs[1].app().keep("pair_check", &json!({ "file": made["file"] })).unwrap_err();
    assert_eq!(said.code, "other_ward");
    let mut net = Net::new(pcs);
    for pc in [1, 2] {
        let tile = tile(&net.pcs[pc]);
        let card = net.pcs[pc].tell("card_add", json!({ "title": format!("For the matron {pc}") }));
        raise(&net.pcs[pc], tile, &card["id"], "matron");
    }
    net.heal(&mut chance);
    assert_eq!(net.refusals, Vec::<String>::new());
    assert_eq!(net.wires(), 2, "the wards do not talk with each other");
    let view = ask(net.pcs[0].app(), "sharing_get", json!({}));
    let names: Vec<&str> =
        view["wards"].as_array().unwrap().iter().map(|w| w["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Ward 6A", "Ward 9"]);
    let board = |net: &Net| ask(net.pcs[0].app(), "cards_get", json!({})).to_string();
    for (n, pc, other) in [(0_usize, 1, 2), (1, 2, 1)] {
        let id = &view["wards"][n]["id"];
        tell(net.pcs[0].app(), "ward_shown_set", json!({ "id": id }));
        assert_eq!(ask(net.pcs[0].app(), "ward_get", json!({}))["name"], names[n]);
        let board = board(&net);
        assert!(board.contains(&format!("For the matron {pc}")), "{board}");
        assert!(!board.contains(&format!("For the matron {other}")), "{board}");
    }
    assert!(!net.pcs[1].titles().contains(&"For the matron 2".to_owned()));
}
