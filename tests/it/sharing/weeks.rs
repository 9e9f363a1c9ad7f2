//! Two PCs that keep the same version of a week apart: both copies stay, it is said, the next is another version.

use super::net::{Net, Pc, pair};
use crate::support::start_ward;
use huddle_app::Caller;
use huddle_doc::kinds::week::{self, Frozen, Week};
use huddle_testkit::chance::{Chance, seed};
use serde_json::{Value, json};

const MONDAY: &str = "2026-11-16";

fn shown(pc: &Pc) -> Value {
    pc.app().query("week_get", json!({ "monday": MONDAY }), &Caller::default()).unwrap()
}

fn keep(pc: &Pc) -> Value {
    pc.tell("week_freeze", json!({ "monday": MONDAY }))
}

fn thank(pc: &Pc, text: &str) {
    pc.tell("notice_add", json!({ "notice_kind": "thanks", "text": text, "to": "nights" }));
}

/// The week's record, loaded from its stored changes.
fn record(pc: &Pc, id: uuid::Uuid) -> Week {
    let row = pc.app().with_store(|s| s.read(|r| r.doc(id))).unwrap();
    let chunks = pc.app().with_store(|s| s.read(|r| r.changes(id, uuid::Uuid::nil(), 0))).unwrap();
    let changes: Vec<Vec<u8>> = chunks.into_iter().map(|c| c.bytes).collect();
    let heads: Vec<[u8; 32]> = row.unwrap().heads.chunks_exact(32).map(|c| c.try_into().unwrap()).collect();
    week::read(huddle_doc::Doc::load(id, None, &changes, &heads).unwrap().state())
}

fn apart() -> (Net, Chance) {
    let mut chance = Chance::new(seed(77));
    let (one, two) = (Pc::new(chance.bits(), 0), Pc::new(chance.bits(), 0));
    start_ward(one.app());
    pair(&one, &two, "writer");
    let mut net = Net::new(vec![one, two]);
    net.connect(0, 1);
    net.settle(&mut chance);
    net.unplug(0);
    (net, chance)
}

#[test]
fn two_version_ones_are_both_kept_and_said_and_the_next_is_version_two() {
    let (mut net, mut chance) = apart();
    thank(&net.pcs[0], "Thank you for the night");
    thank(&net.pcs[1], "Thank you for the tea");
    for pc in &net.pcs {
        assert_eq!(keep(pc)["version"], 1);
        // The control: apart, neither knows of another copy.
        assert_eq!(shown(pc)["kept"]["apart"], json!([]));
    }
    net.connect(0, 1);
    net.settle(&mut chance);
    for pc in &net.pcs {
        let shown = shown(pc);
        assert_eq!(shown["kept"]["version"], 1);
        assert_eq!(shown["kept"]["apart"].as_array().unwrap().len(), 1, "{}", shown["kept"]);
        assert_eq!(shown["since"][0], "Version 1 was made on two PCs, with other figures.");
    }
    let next = keep(&net.pcs[1]);
    assert_eq!((next["version"].as_i64(), next["new_version"].as_bool()), (Some(2), Some(true)));
    assert_eq!(next["changed"][0], "Version 1 was made on two PCs, with other figures.");
    net.poke(1);
    net.settle(&mut chance);
    for pc in &net.pcs {
        let shown = shown(pc);
        assert_eq!((shown["kept"]["version"].as_i64(), &shown["kept"]["apart"]), (Some(2), &json!([])));
        assert_eq!(shown["since"], json!([]));
        assert_eq!(keep(pc)["new_version"], false);
    }
    // Both copies of version 1 are in the record, whole.
    let id: uuid::Uuid = next["id"].as_str().unwrap().parse().unwrap();
    let record = record(&net.pcs[0], id);
    let thanks = |copy: &Frozen| copy.parts["thanks.000"].clone();
    let mut both = vec![thanks(&record.frozen[&1]), thanks(&record.beside[&1][0])];
    both.sort();
    assert!(both[0].contains("night") && both[1].contains("tea"), "{both:?}");
    assert!(net.same(), "the two stores hold the same");
}

#[test]
fn the_same_week_kept_on_two_pcs_is_one_version() {
    let (mut net, mut chance) = apart();
    for pc in &net.pcs {
        assert_eq!(keep(pc)["version"], 1);
    }
    net.connect(0, 1);
    net.settle(&mut chance);
    for pc in &net.pcs {
        let shown = shown(pc);
        assert_eq!((&shown["kept"]["apart"], &shown["since"]), (&json!([]), &json!([])));
        assert_eq!(keep(pc)["new_version"], false);
    }
}
