//! NET-08: a PC that is put out is told nothing more, and what it wrote late is in nobody's record, also where it had
//! been taken in. Nobody else's words are missing, and all PCs come to the same.
//!
//! `LATE=` sets the number.

use super::net::{Chaos, Net};
use super::schedules::ward;
use huddle_app::Caller;
use huddle_app::sync::Care;
use huddle_testkit::chance::{Chance, count, seed};
use serde_json::{Value, json};

/// The PC that is put out; the first so many stay.
const OUT: usize = 3;

fn notes(net: &Net, pc: usize, id: &Value) -> String {
    let card = net.pcs[pc].app().query("card_get", json!({ "id": id }), &Caller::default()).unwrap();
    card["notes"]["text"].as_str().or(card["notes"].as_str()).unwrap_or_default().to_owned()
}

fn mark(net: &Net, pc: usize, id: &Value, text: &str) {
    let body = json!({ "id": id, "field": "notes", "at": 0, "del": 0, "ins": text, "base_rev": "" });
    net.pcs[pc].tell("card_text", body);
}

struct Round {
    net: Net,
    card: Value,
    /// What honest PCs wrote on the shared card, and cards of their own.
    marks: Vec<String>,
    titles: Vec<String>,
}

/// Puts a PC out while others have not heard, lets it write, and lets those others write on top.
fn play(chance: &mut Chance, care: Care) -> Round {
    let mut net = ward(4, chance);
    net.care = care;
    let card = net.pcs[0].tell("card_add", json!({ "title": "The shared one" }))["id"].clone();
    assert!(net.heal(chance));
    mark(&net, OUT, &card, "[before]");
    assert!(net.heal(chance));
    let mut round = Round { net, card, marks: vec!["[before]".to_owned()], titles: Vec::new() };
    for pc in 0..4 {
        round.net.unplug(pc);
    }
    let id = hex::encode(round.net.pcs[OUT].app().identity().device);
    round.net.pcs[0].app().keep("pair_revoke", &json!({ "id": id, "why": "Stolen" })).unwrap();
    mark(&round.net, OUT, &round.card, "[late]");
    round.net.pcs[OUT].tell("card_add", json!({ "title": "Late card" }));
    round.net.connect(OUT, 1);
    round.net.settle(chance);
    for n in 0..1 + chance.below(3) {
        // Those that had not heard write on top of it, on the shared card and on cards of their own.
        let pc = 1 + chance.below(2);
        if chance.percent(70) {
            round.net.connect(1, 2);
        }
        round.net.settle(chance);
        let text = ["[one]", "[two]", "[three]"][n];
        mark(&round.net, pc, &round.card, text);
        round.marks.push(text.to_owned());
        round.net.pcs[pc].tell("card_set", json!({ "id": round.card, "field": "why", "value": text }));
        let title = format!("Honest {n}");
        round.net.pcs[pc].tell("card_add", json!({ "title": title }));
        round.titles.push(title);
        round.net.poke(pc);
        if chance.percent(30) {
            mark(&round.net, OUT, &round.card, "[later still]");
            round.net.poke(OUT);
        }
        for _ in 0..chance.below(30) {
            round.net.step(chance, Chaos::NONE);
        }
    }
    if chance.percent(30) {
        round.net.restart(1);
    }
    round.net.heal(chance);
    round
}

#[test]
fn what_a_pc_wrote_after_it_was_put_out_stands_nowhere_and_all_come_to_the_same() {
    let rounds = count("LATE", 20, 1_000);
    let mut chance = Chance::new(seed(51));
    let (mut aside, mut taken_in) = (0, 0);
    for n in 0..rounds {
        let round = play(&mut chance, Care::ALL);
        let net = &round.net;
        assert!(net.first_equal(OUT), "round {n}: the PCs differ");
        let first = net.pcs[0].state();
        for pc in 0..OUT {
            assert_eq!(net.pcs[pc].state(), first, "round {n}: PC {pc} reads differently");
            let text = notes(net, pc, &round.card);
            assert!(!text.contains("late"), "round {n}: {text}");
            for mark in &round.marks {
                assert_eq!(text.matches(mark.as_str()).count(), 1, "round {n}, PC {pc}: {mark} in {text}");
            }
            let titles = net.pcs[pc].titles();
            assert!(round.titles.iter().all(|t| titles.contains(t)), "round {n}: {titles:?}");
            assert!(!titles.contains(&"Late card".to_owned()), "round {n}");
            aside += net.pcs[pc].quarantined();
        }
        // Nothing is dropped, and the card's history says so on the PC that had taken it in.
        assert!(net.pcs[1].quarantined() >= 2, "round {n}");
        let card =
            net.pcs[1].app().query("card_get", json!({ "id": round.card }), &Caller::default()).unwrap();
        assert!(card["history"].to_string().contains("put_aside"), "{card}");
        let verified = net.pcs[1].app().keep("verify", &json!({})).unwrap();
        assert_eq!(verified["damaged"], json!([]));
        let before = card.clone();
        net.pcs[1].app().rebuild().unwrap();
        let again =
            net.pcs[1].app().query("card_get", json!({ "id": round.card }), &Caller::default()).unwrap();
        assert_eq!(again, before);
        taken_in += 1;
    }
    println!("{taken_in} rounds, {aside} changes kept aside");
}

#[test]
fn control_a_pc_that_keeps_what_came_late_stays_different() {
    let mut chance = Chance::new(seed(52));
    let round = play(&mut chance, Care { late: false, ..Care::ALL });
    assert!(!round.net.first_equal(OUT), "nobody minded: the test is blind");
}
