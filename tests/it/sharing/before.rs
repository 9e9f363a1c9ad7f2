//! A PC with a ward of its own joins another: nothing happens by itself, the ward before stays whole, and what a
//! person chooses to copy comes as new records, once.

use super::net::{Net, Pc, pair};
use crate::support::{ask, refused, start_ward};
use huddle_core::guard::Ranges;
use huddle_store::{CardRow, HistoryRow, StoreFault};
use huddle_testkit::chance::{Chance, seed};
use serde_json::{Value, json};

fn before(pc: &Pc) -> Value {
    ask(pc.app(), "before_get", json!({}))
}

fn state(pc: &Pc) -> String {
    before(pc)["state"].as_str().unwrap().to_owned()
}

/// A PC with a ward of its own: cards, a procedure and a measure with numbers.
fn own(chance: &mut Chance) -> Pc {
    // What is a patient's number to the others is none to this PC.
    let pc = Pc::with_ranges(chance.bits(), 0, Ranges::united_kingdom());
    let ward = json!({
        "name": "Old Ward 9", "area": "", "colour": "green", "beds": 20,
        "day_start": "07:30", "night_start": "20:00", "huddle_time": "08:15",
    });
    pc.tell("ward_start", ward);
    let jo = pc.tell("tile_add", json!({ "initials": "JO", "role": "hca", "group": "" }))["id"].clone();
    let zz = pc.tell("tile_add", json!({ "initials": "ZZ", "role": "hca", "group": "" }))["id"].clone();
    let first = pc.tell("card_add", json!({ "title": "Low beds", "owner": jo }))["id"].clone();
    let second = pc.tell("card_add", json!({ "title": "Hoist slings", "owner": zz }))["id"].clone();
    pc.tell("card_link", json!({ "id": first, "target": second }));
    pc.tell("card_check_add", json!({ "id": first, "text": "Ask estates" }));
    let gone = pc.tell("card_add", json!({ "title": "In the bin" }))["id"].clone();
    pc.tell("bin_set", json!({ "id": gone, "binned": true }));
    pc.tell("procedure_draft", json!({ "title": "Turning a patient" }));
    pc
}

fn ward_of_two(chance: &mut Chance) -> (Pc, Pc) {
    let admin = Pc::new(chance.bits(), 0);
    start_ward(admin.app());
    admin.tell("tile_add", json!({ "initials": "JO", "role": "hca", "group": "" }));
    (admin, own(chance))
}

fn cards(pc: &Pc, ward: &str) -> Vec<CardRow> {
    let rows = pc.app().with_store(|s| s.read(|r| r.rows::<CardRow>("ORDER BY title", [])));
    let rows = rows.map_err(|e: StoreFault| e).unwrap();
    rows.into_iter().filter(|c| c.ward.to_string() == ward && c.binned_at.is_none()).collect()
}

#[test]
fn nothing_is_silent_and_copies_are_new_records_once() {
    let mut chance = Chance::new(seed(91));
    let (admin, new) = ward_of_two(&mut chance);
    let old_ward = ask(new.app(), "ward_get", json!({}))["id"].as_str().unwrap().to_owned();
    let invite = admin.app().keep("pair_invite", &json!({ "role": "writer" })).unwrap();
    let check = |pc: &Pc| pc.app().keep("pair_check", &json!({ "file": invite["file"] }));
    assert_eq!(check(&new).unwrap_err().code, "other_ward", "a ward is not left by joining");
    let view = before(&new);
    assert_eq!((&view["state"], &view["cards"], &view["procedures"]), (&json!("own"), &json!(2), &json!(1)));
    assert_eq!(refused(new.app(), "before_copy", json!({ "copy": true })), "nothing_before");

    // Put aside, thought better of, put aside again: the ward goes on meanwhile, and its copy can be read.
    new.tell("before_aside", json!({ "on": true }));
    assert_eq!(state(&new), "aside");
    new.tell("before_aside", json!({ "on": false }));
    assert_eq!((state(&new).as_str(), check(&new).is_err()), ("own", true));
    new.tell("before_aside", json!({ "on": true }));
    new.tell("card_add", json!({ "title": "Typed meanwhile" }));
    let path = before(&new)["path"].as_str().unwrap().to_owned();
    let restored = tempfile::tempdir().unwrap();
    let said =
        huddle_app::restore(path.as_ref(), &restored.path().join("a"), &crate::support::env(5)).unwrap();
    assert!(said.contains("records restored"), "{said}");

    // Joined: the other ward's records come, the old ones stay, and nothing is copied by itself.
    pair(&admin, &new, "writer");
    let mut net = Net::new(vec![admin, new]);
    net.heal(&mut chance);
    let [admin, new] = &net.pcs[..] else { panic!("two PCs") };
    assert_eq!(ask(new.app(), "ward_get", json!({}))["name"], "Ward 6A");
    let view = before(new);
    assert_eq!(
        (&view["state"], &view["name"], &view["cards"]),
        (&json!("offer"), &json!("Old Ward 9"), &json!(3))
    );
    let old = cards(new, &old_ward);
    assert_eq!(old.len(), 3);
    for query in ["cards_get", "bin_get", "today_get", "procedures_get"] {
        let body = if query == "today_get" { json!({ "tile": null }) } else { json!({}) };
        let seen = ask(new.app(), query, body).to_string();
        assert!(!seen.contains("Low beds") && !seen.contains("In the bin"), "{query} shows the ward before");
    }
    let found = ask(new.app(), "find", json!({ "text": "Low beds", "limit": 10 }));
    assert_eq!(found["hits"], json!([]), "{found}");
    assert_eq!(refused(new.app(), "undo", json!({})), "nothing_to_undo");
    assert!(admin.titles().is_empty(), "nothing of it was sent");

    // Left, then copied after all.
    new.tell("before_copy", json!({ "copy": false }));
    assert_eq!((state(new).as_str(), admin.titles().len()), ("left", 0));
    let made = new.tell("before_copy", json!({ "copy": true }));
    assert_eq!(
        (&made["cards"], &made["procedures"], &made["left_out"]),
        (&json!(3), &json!(1), &json!(0)),
        "{made}"
    );
    let again = new.tell("before_copy", json!({ "copy": true }));
    assert_eq!((&again["cards"], &again["procedures"]), (&json!(0), &json!(0)), "twice is once");
    assert_eq!(cards(new, &old_ward), old, "the old ones are untouched");

    net.poke(1);
    net.heal(&mut chance);
    let [admin, new] = &net.pcs[..] else { panic!("two PCs") };
    let ward = ask(admin.app(), "ward_get", json!({}))["id"].as_str().unwrap().to_owned();
    let copies = cards(admin, &ward);
    assert_eq!(copies.len(), 3);
    assert!(copies.iter().all(|c| old.iter().all(|o| o.id != c.id)), "new ids");
    let low = copies.iter().find(|c| c.title == "Low beds").unwrap();
    let seen = ask(admin.app(), "card_get", json!({ "id": low.id }));
    assert_eq!(seen["links"][0]["title"], "Hoist slings", "links between copies hold: {seen}");
    assert_eq!(seen["checklist"][0]["text"], "Ask estates");
    assert_eq!(seen["card"]["owner"], "JO", "who is here in the same role has it: {seen}");
    let slings = copies.iter().find(|c| c.title == "Hoist slings").unwrap();
    assert_eq!(slings.owner, None, "nobody here is ZZ");
    let line = admin
        .app()
        .with_store(|s| s.read(|r| r.first::<HistoryRow>("doc = ?1", huddle_store::params![low.id])))
        .map_err(|e: StoreFault| e)
        .unwrap()
        .unwrap();
    assert_eq!(line.what, "before_copy", "its history says where it came from");
    assert_eq!(ask(admin.app(), "procedures_get", json!({}))["drafts"][0]["title"], "Turning a patient");
    assert_eq!(cards(new, &old_ward).len(), 3);
}

#[test]
fn what_may_hold_a_patients_number_stays_behind() {
    let mut chance = Chance::new(seed(92));
    let admin = Pc::new(chance.bits(), 0);
    start_ward(admin.app());
    let mut old = own(&mut chance);
    old.tell("card_add", json!({ "title": "Ring about 999 000 0018" }));
    old.tell("before_aside", json!({ "on": true }));
    pair(&admin, &old, "writer");
    old.stop();
    // The PC is updated: to the new build the numbers are certain.
    let mut new = Pc::copy_of(old.folder.path(), chance.bits(), false);
    new.machine = old.machine;
    new.start();
    let mut net = Net::new(vec![admin, new]);
    net.heal(&mut chance);
    let made = net.pcs[1].tell("before_copy", json!({ "copy": true }));
    assert_eq!((&made["cards"], &made["left_out"]), (&json!(2), &json!(1)), "{made}");
    net.poke(1);
    net.heal(&mut chance);
    let mut titles = net.pcs[0].titles();
    titles.sort();
    assert_eq!(titles, ["Hoist slings", "Low beds"]);
    assert_eq!(net.pcs[0].quarantined(), 0);
}

#[test]
fn a_ward_that_is_shared_is_not_put_aside() {
    let mut chance = Chance::new(seed(93));
    let (admin, other) = (Pc::new(chance.bits(), 0), Pc::new(chance.bits(), 0));
    start_ward(admin.app());
    pair(&admin, &other, "writer");
    assert_eq!(state(&admin), "none");
    assert_eq!(refused(admin.app(), "before_aside", json!({ "on": true })), "shared_already");
    let mut net = Net::new(vec![admin, other]);
    net.heal(&mut chance);
    assert_eq!(state(&net.pcs[1]), "none");
    assert_eq!(refused(net.pcs[1].app(), "before_aside", json!({ "on": true })), "joined_already");
}
