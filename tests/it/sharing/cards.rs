//! Cards that two PCs work on apart: one that comes back, finished on both, makes one next card.

use super::net::{Net, Pc, pair};
use crate::support::start_ward;
use huddle_store::{CardRow, TombstoneRow};
use huddle_testkit::chance::{Chance, seed};
use serde_json::{Value, json};
use uuid::Uuid;

fn get(pc: &Pc, id: &Value) -> Value {
    crate::support::ask(pc.app(), "card_get", json!({ "id": id }))
}

/// The cards of a title that are not in the bin.
fn cards(pc: &Pc, title: &str) -> Vec<CardRow> {
    let rows = pc.app().with_store(|s| s.read(|r| r.rows::<CardRow>("binned_at IS NULL ORDER BY id", [])));
    let rows = rows.map_err(|e: huddle_store::StoreFault| e).unwrap();
    rows.into_iter().filter(|c| c.title == title).collect()
}

const TROLLEY: &str = "Check the resus trolley";

/// Two PCs that hold a card that comes back every week, with a line, a helper and a link.
fn trolley(chance: &mut Chance) -> (Net, Value) {
    let pcs = vec![Pc::new(chance.bits(), 0), Pc::new(chance.bits(), 0)];
    start_ward(pcs[0].app());
    pair(&pcs[0], &pcs[1], "writer");
    let mut net = Net::new(pcs);
    let pc = &net.pcs[0];
    let tile = pc.tell("tile_add", json!({ "initials": "JO", "role": "hca", "group": "" }))["id"].clone();
    let other = pc.tell("card_add", json!({ "title": "Trolley list" }))["id"].clone();
    let card = json!({ "title": TROLLEY, "lane": "quality", "column": "doing", "due": "2026-11-21" });
    let id = pc.tell("card_add", card)["id"].clone();
    pc.tell("card_check_add", json!({ "id": id, "text": "Seal intact" }));
    pc.tell("card_helper", json!({ "id": id, "tile": tile, "on": true }));
    pc.tell("card_link", json!({ "id": id, "target": other }));
    pc.tell("card_set", json!({ "id": id, "field": "recurs", "value": "weekly" }));
    assert!(net.heal(chance));
    net.unplug(0);
    (net, id)
}

fn finish(pc: &Pc, id: &Value, result: &str) -> Value {
    pc.tell("card_move", json!({ "id": id, "column": "done", "result": result }))
}

#[test]
fn finished_on_two_pcs_apart_it_makes_one_next_card_that_agrees() {
    let mut chance = Chance::new(seed(51));
    let (mut net, id) = trolley(&mut chance);
    // The columns differ on the two, so that a place chosen from them would differ too.
    net.pcs[1].tell("card_add", json!({ "title": "Another in Doing", "column": "doing" }));
    for pc in &net.pcs {
        assert_eq!(finish(pc, &id, "All there")["notes"], json!(["next_card"]));
        assert_eq!(cards(pc, TROLLEY).len(), 2);
    }
    assert!(net.heal(&mut chance));
    assert!(net.same());
    for pc in &net.pcs {
        let both = cards(pc, TROLLEY);
        assert_eq!(both.len(), 2, "the finished one and one next card");
        let next = both.iter().find(|c| c.column == "doing").unwrap();
        let seen = get(pc, &json!(next.id));
        assert_eq!((&seen["clashes"], &seen["recurs"]), (&json!([]), &json!("weekly")), "{seen}");
        assert_eq!(seen["checklist"].as_array().unwrap().len(), 1, "{seen}");
        assert_eq!(seen["links"].as_array().unwrap().len(), 1, "{seen}");
        assert_eq!(seen["helpers"].as_array().unwrap().len(), 1, "{seen}");
        assert_eq!(seen["card"]["due"], "2026-11-28");
        assert_eq!(get(pc, &id)["recurs"], "");
    }
    // Its line is one line: ticked on one PC it is ticked on the other, and nothing clashes.
    let next = cards(&net.pcs[0], TROLLEY).into_iter().find(|c| c.column == "doing").unwrap().id;
    let line = get(&net.pcs[0], &json!(next))["checklist"][0]["id"].clone();
    net.pcs[0].tell("card_check_set", json!({ "id": next, "item": line, "done": true, "remove": false }));
    assert!(net.heal(&mut chance));
    for pc in &net.pcs {
        let seen = get(pc, &json!(next));
        assert_eq!((&seen["checklist"][0]["done"], &seen["clashes"]), (&json!(true), &json!([])), "{seen}");
    }
    // Later work on it is one card's: it is finished once more, together.
    finish(&net.pcs[0], &json!(next), "Again");
    assert!(net.heal(&mut chance));
    assert_eq!(cards(&net.pcs[1], TROLLEY).len(), 3);
}

#[test]
fn undone_on_one_pc_the_next_card_of_the_other_stays() {
    let mut chance = Chance::new(seed(52));
    // Undone before the two meet.
    let (mut net, id) = trolley(&mut chance);
    finish(&net.pcs[0], &id, "All there");
    finish(&net.pcs[1], &id, "All there");
    net.pcs[0].tell("undo", json!({}));
    assert_eq!(cards(&net.pcs[0], TROLLEY).len(), 1, "alone, undo takes both back");
    assert_eq!(get(&net.pcs[0], &id)["recurs"], "weekly");
    assert!(net.heal(&mut chance));
    for pc in &net.pcs {
        assert_eq!(cards(pc, TROLLEY).len(), 2, "the other PC's next card is not put away");
    }

    // Undone after they met.
    let (mut net, id) = trolley(&mut chance);
    finish(&net.pcs[0], &id, "All there");
    finish(&net.pcs[1], &id, "All there");
    assert!(net.heal(&mut chance));
    let left = net.pcs[0].tell("undo", json!({}))["left"].clone();
    assert!(left.to_string().contains("deleted_at"), "what was left is named: {left}");
    assert!(net.heal(&mut chance));
    for pc in &net.pcs {
        assert_eq!(cards(pc, TROLLEY).len(), 2);
    }
}

#[test]
fn done_undone_and_done_again_it_is_the_same_next_card() {
    let mut chance = Chance::new(seed(53));
    let (net, id) = trolley(&mut chance);
    let pc = &net.pcs[0];
    let next = |pc: &Pc| cards(pc, TROLLEY).into_iter().find(|c| json!(c.id) != id).map(|c| c.id);
    finish(pc, &id, "All there");
    let first = next(pc).unwrap();
    pc.tell("undo", json!({}));
    assert_eq!(next(pc), None);
    finish(pc, &id, "All there");
    assert_eq!(next(pc), Some(first));
    pc.tell("undo", json!({}));
    assert_eq!(next(pc), None, "the second finishing is undone too");
    pc.tell("redo", json!({}));
    assert_eq!(next(pc), Some(first));
    // Made to come back once more by hand, after its next card is over: another one.
    finish(pc, &json!(first), "Done too");
    pc.tell("card_move", json!({ "id": id, "column": "doing" }));
    pc.tell("card_set", json!({ "id": id, "field": "recurs", "value": "weekly" }));
    finish(pc, &id, "Once more");
    let open: Vec<Uuid> =
        cards(pc, TROLLEY).into_iter().filter(|c| c.column == "doing").map(|c| c.id).collect();
    assert_eq!(open.len(), 2, "the next of each");
    assert!(!open.contains(&first));
}

#[test]
fn a_next_card_that_was_removed_for_good_does_not_come_back_under_its_id() {
    let mut chance = Chance::new(seed(54));
    let (net, id) = trolley(&mut chance);
    let pc = &net.pcs[0];
    let ward = pc.app().shared_ward().unwrap().unwrap();
    let card: Uuid = id.as_str().unwrap().parse().unwrap();
    let gone = huddle_core::id::derived(
        ward,
        &huddle_core::kind::Kind::Card,
        &huddle_core::id::next_card_key(card, 0),
    );
    let row = TombstoneRow { id: gone, epoch: 0, at: 0 };
    pc.app()
        .with_store(|s| s.write(|tx| tx.put_tombstone(&row)))
        .map_err(|e: huddle_store::StoreFault| e)
        .unwrap();
    finish(pc, &id, "All there");
    let both = cards(pc, TROLLEY);
    assert_eq!(both.len(), 2);
    assert!(both.iter().all(|c| c.id != gone));
}
