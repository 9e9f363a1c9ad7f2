//! CRD-07 and CRD-09: copied folders and folders put back to an earlier day. Nobody gets stuck, nothing that
//! had reached another PC is lost.
//!
//! `PUT_BACK=` and `CLONES=` set the numbers.

use super::net::{Net, Pc};
use super::schedules::ward;
use huddle_testkit::chance::{Chance, count, seed};
use serde_json::json;

fn add(net: &Net, pc: usize, title: &str, titles: &mut Vec<String>) {
    net.pcs[pc].tell("card_add", json!({ "title": title }));
    titles.push(title.to_owned());
}

fn missing(net: &Net, titles: &[String]) -> Vec<String> {
    let all: Vec<Vec<String>> = net.pcs.iter().map(Pc::titles).collect();
    titles.iter().filter(|t| all.iter().any(|pc| !pc.contains(t))).cloned().collect()
}

/// Copies a PC's folder while it is not running.
fn image(net: &mut Net, pc: usize, chance: &mut Chance) -> Pc {
    net.unplug(pc);
    net.pcs[pc].stop();
    let kept = Pc::copy_of(net.pcs[pc].folder.path(), chance.bits(), false);
    net.pcs[pc].start();
    kept
}

#[test]
fn a_pc_put_back_to_an_earlier_day_fetches_what_it_lost_and_keeps_what_is_typed_on_it() {
    let wanted = count("PUT_BACK", 20, 1_000);
    let mut chance = Chance::new(seed(31));
    let (mut done, mut noticed) = (0, 0);
    while done < wanted {
        let mut net = ward(2 + chance.below(3), &mut chance);
        let mut titles = Vec::new();
        for round in 0..5 {
            let pc = chance.below(net.pcs.len());
            for n in 0..chance.below(4) {
                add(&net, chance.below(net.pcs.len()), &format!("Before {done} {round} {n}"), &mut titles);
            }
            let old = image(&mut net, pc, &mut chance);
            for n in 0..1 + chance.below(5) {
                add(&net, chance.below(net.pcs.len()), &format!("Later {done} {round} {n}"), &mut titles);
            }
            assert!(net.heal(&mut chance));
            net.unplug(pc);
            let id = net.pcs[pc].app().store_id();
            net.pcs[pc].put_back(old.folder.path(), false);
            if chance.percent(60) {
                add(&net, pc, &format!("On the old folder {done} {round}"), &mut titles);
            }
            assert!(net.heal(&mut chance), "put back {done} {round}: stuck");
            assert_eq!(missing(&net, &titles), Vec::<String>::new(), "put back {done} {round}");
            noticed += u64::from(net.pcs[pc].app().store_id() != id);
            done += 1;
        }
        assert!(net.pcs.iter().all(|pc| pc.quarantined() == 0));
    }
    assert!(noticed * 2 > done, "only {noticed} of {done} were noticed");
    println!("{done} put back, {noticed} noticed by their numbers, the rest by their sums");
}

#[test]
fn control_a_kept_actor_gets_stuck() {
    let mut chance = Chance::new(seed(32));
    let mut net = ward(2, &mut chance);
    let old = image(&mut net, 1, &mut chance);
    // The start after the image draws what the start after the putting back draws again.
    let card = net.pcs[0].tell("card_add", json!({ "title": "Both write in it" }));
    assert!(net.heal(&mut chance));
    net.unplug(1);
    let later = image(&mut net, 1, &mut chance);
    net.pcs[1].tell("card_move", json!({ "id": card["id"], "column": "doing" }));
    assert!(net.heal(&mut chance));
    net.unplug(1);
    net.pcs[1].put_back(later.folder.path(), true);
    net.pcs[1].tell("card_move", json!({ "id": card["id"], "column": "agreed" }));
    assert!(!net.heal(&mut chance), "one actor made two changes of one number and nobody minded");
    assert!(net.pcs.iter().any(|pc| pc.quarantined() > 0));
    drop(old);
}

#[test]
fn copies_of_a_pc_and_copies_of_copies_end_up_equal_and_lose_nothing() {
    let wanted = count("CLONES", 8, 200);
    let mut chance = Chance::new(seed(33));
    let mut done = 0;
    while done < wanted {
        let mut net = ward(2, &mut chance);
        let mut titles = Vec::new();
        add(&net, 1, "In the image", &mut titles);
        for n in 0..4 {
            // The first from the PC itself, later ones perhaps from a copy.
            let of = 1 + chance.below(net.pcs.len() - 1);
            let kept = image(&mut net, of, &mut chance);
            net.pcs.push(Pc::copy_of(kept.folder.path(), chance.bits(), true));
            for pc in 0..net.pcs.len() {
                add(&net, pc, &format!("Clone {done} {n} {pc}"), &mut titles);
            }
            assert!(net.heal(&mut chance), "copy {done}: stuck");
            assert_eq!(missing(&net, &titles), Vec::<String>::new());
            done += 1;
        }
        assert!(net.refusals.iter().any(|word| word == "copy"), "no copy was noticed: {:?}", net.refusals);
        assert!(net.pcs.iter().all(|pc| pc.quarantined() == 0));
    }
    println!("{done} copies");
}
