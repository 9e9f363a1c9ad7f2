//! CRD-08: one actor with two histories, as a PC makes that keeps its actor over a restore or a copy. No build of the
//! product does; the rescue is for what nobody foresaw. What was typed on either side, and on top of either side by
//! others, is in the record afterwards.
//!
//! `COLLIDED=` sets the number.

use super::net::{Net, Pc};
use super::schedules::ward;
use huddle_app::Caller;
use huddle_app::sync::Care;
use huddle_testkit::chance::{Chance, count, seed};
use serde_json::{Value, json};

/// Copies a PC's folder while it is not running.
fn image(net: &mut Net, pc: usize, chance: &mut Chance) -> Pc {
    net.unplug(pc);
    net.pcs[pc].stop();
    let kept = Pc::copy_of(net.pcs[pc].folder.path(), chance.bits(), false);
    net.pcs[pc].start();
    kept
}

#[derive(Default)]
struct Typed {
    marks: Vec<char>,
    /// What stood last in one line on either side: both must be there, as two values a person chooses from.
    reasons: Vec<String>,
    number: u32,
}

/// Types a sign of its own into the notes, and sometimes a line of its own, a step or another column.
fn write(pc: &Pc, card: &Value, chance: &mut Chance, typed: &mut Typed) {
    typed.number += 1;
    let sign = char::from_u32(0x4E00 + typed.number).unwrap();
    let at = chance.below(20);
    let body =
        json!({ "id": card, "field": "notes", "at": at, "del": 0, "ins": sign.to_string(), "base_rev": "" });
    pc.tell("card_text", body);
    typed.marks.push(sign);
    match chance.below(4) {
        0 => {
            let to = ["agreed", "doing", "checking"][chance.below(3)];
            pc.tell("card_move", json!({ "id": card, "column": to }));
        }
        1 => {
            let why = format!("because {}", typed.number);
            pc.tell("card_set", json!({ "id": card, "field": "why", "value": why }));
        }
        _ => {}
    }
}

fn reason(pc: &Pc, card: &Value) -> String {
    let card = pc.app().query("card_get", json!({ "id": card }), &Caller::default()).unwrap();
    card["why"].as_str().unwrap_or_default().to_owned()
}

/// Makes one collided history: both branches, and what others built on each.
fn collide(chance: &mut Chance, care: Care) -> (Net, Value, Typed) {
    let mut net = ward(3, chance);
    net.care = care;
    let mut typed = Typed::default();
    let card = net.pcs[0].tell("card_add", json!({ "title": "Both write in it" }))["id"].clone();
    assert!(net.heal(chance));
    for _ in 0..chance.below(3) {
        write(&net.pcs[chance.below(3)], &card, chance, &mut typed);
        assert!(net.heal(chance));
    }
    let before = reason(&net.pcs[1], &card);
    let later = image(&mut net, 1, chance);
    for _ in 0..1 + chance.below(3) {
        write(&net.pcs[1], &card, chance, &mut typed);
    }
    for pc in 0..3 {
        net.unplug(pc);
    }
    net.connect(0, 1);
    net.settle(chance);
    if chance.percent(60) {
        write(&net.pcs[0], &card, chance, &mut typed);
    }
    net.unplug(0);
    // The same bytes are drawn again: one actor goes on from the image.
    net.pcs[1].put_back(later.folder.path(), true);
    for _ in 0..1 + chance.below(3) {
        write(&net.pcs[1], &card, chance, &mut typed);
    }
    net.connect(1, 2);
    net.settle(chance);
    if chance.percent(60) {
        write(&net.pcs[2], &card, chance, &mut typed);
    }
    if chance.percent(30) {
        net.restart(2);
    }
    typed.reasons =
        [0, 2].map(|pc| reason(&net.pcs[pc], &card)).into_iter().filter(|r| *r != before).collect();
    (net, card, typed)
}

#[test]
fn a_collided_history_is_rescued_whole_and_all_come_to_the_same() {
    let wanted = count("COLLIDED", 50, 1_000);
    let mut chance = Chance::new(seed(41));
    let mut clashes = 0;
    for n in 0..wanted {
        let (mut net, card, mut typed) = collide(&mut chance, Care::ALL);
        assert!(net.heal(&mut chance), "history {n}: stuck");
        let first = net.pcs[0].state();
        for (pc, one) in net.pcs.iter().enumerate() {
            assert_eq!(one.state(), first, "history {n}, PC {pc}");
            let card = one.app().query("card_get", json!({ "id": card }), &Caller::default()).unwrap();
            let text = card["notes"]["text"].as_str().or(card["notes"].as_str()).unwrap_or_default();
            for sign in &typed.marks {
                assert_eq!(text.matches(*sign).count(), 1, "history {n}, PC {pc}: {sign} in {text}");
            }
            for reason in &typed.reasons {
                assert!(
                    card.to_string().contains(reason.as_str()),
                    "history {n}, PC {pc}: {reason} in {card}"
                );
            }
            assert_eq!(one.quarantined(), 0, "history {n}, PC {pc}");
            clashes += usize::from(card["clashes"].as_array().is_some_and(|c| !c.is_empty()));
            let row = one.app().with_store(|s| s.read(|r| r.docs("card", None)));
            let row = &row.map_err(|e: huddle_store::StoreFault| e).unwrap()[0];
            assert!((1..=3).contains(&row.epoch), "history {n}: begun anew {} times", row.epoch);
            // Every line of the old epoch's history that this PC has is still read, also after a rebuild.
            let lines = card["history"].as_array().unwrap().len();
            one.app().rebuild().unwrap();
            let again = one.app().query("card_get", json!({ "id": row.id }), &Caller::default()).unwrap();
            assert_eq!(again["history"].as_array().unwrap().len(), lines, "history {n}, PC {pc}");
            assert!(again["history"].to_string().contains("card_add"), "history {n}, PC {pc}");
        }
        // The ward goes on in it.
        let pc = chance.below(3);
        write(&net.pcs[pc], &card, &mut chance, &mut typed);
        assert!(net.heal(&mut chance), "history {n}: stuck afterwards");
    }
    println!("{wanted} collided histories rescued, {clashes} left a person something to decide");
}

#[test]
fn control_without_the_rescue_it_stays_stuck() {
    let mut chance = Chance::new(seed(42));
    let (mut net, _, _) = collide(&mut chance, Care { rescue: false, ..Care::ALL });
    assert!(!net.heal(&mut chance), "one actor made two changes of one number and nobody minded");
    assert!(net.pcs.iter().any(|pc| pc.quarantined() > 0));
}
