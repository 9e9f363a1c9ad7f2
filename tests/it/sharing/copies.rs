//! CRD-07 and CRD-09: copied folders, copies of running PCs, and folders put back to an earlier day. Nobody gets
//! stuck, nothing that had reached another PC is lost.
//!
//! `PUT_BACK=`, `CLONES=` and `TWINS=` set the numbers.

use super::net::{Net, Pc};
use super::schedules::ward;
use huddle_app::sync::Care;
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
    let wanted = count("PUT_BACK", 50, 1_000);
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
    net.care = Care { rescue: false, ..Care::ALL };
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

/// What a PC's own screen says of its key.
fn said(pc: &Pc) -> serde_json::Value {
    pc.app().query("sharing_get", json!({}), &huddle_app::Caller::default()).unwrap()
}

#[test]
fn a_folder_copied_to_another_machine_gets_a_key_of_its_own_and_asks_to_be_paired_again() {
    let wanted = count("CLONES", 20, 1_000);
    let mut chance = Chance::new(seed(33));
    let mut done = 0;
    while done < wanted {
        let mut net = ward(2, &mut chance);
        let mut titles = Vec::new();
        add(&net, 1, "In the image", &mut titles);
        if chance.percent(25) {
            // An image of a PC that was opened once and has no ward yet.
            let mut blank = Pc::new(chance.bits(), 0);
            blank.stop();
            let other = Pc::copy_of(blank.folder.path(), chance.bits(), true);
            blank.start();
            assert_ne!(other.app().identity().device, blank.app().identity().device);
            for pc in [blank, other] {
                assert_eq!(said(&pc)["copied"], false, "there is nothing to pair again");
                super::net::pair(&net.pcs[0], &pc, "writer");
                net.pcs.push(pc);
            }
            assert!(net.heal(&mut chance));
        }
        for n in 0..4 {
            // The first from the PC itself, later ones perhaps from a copy.
            let of = 1 + chance.below(net.pcs.len() - 1);
            let was = net.pcs[of].app().identity().device;
            let kept = image(&mut net, of, &mut chance);
            assert_eq!(net.pcs[of].app().identity().device, was, "the machine is the same");
            let copy = Pc::copy_of(kept.folder.path(), chance.bits(), true);
            assert_ne!(copy.app().identity().device, was);
            assert_ne!(copy.app().store_id(), net.pcs[of].app().store_id());
            assert_eq!(said(&copy)["copied"], true);
            // What is typed before it is paired again is kept and travels afterwards.
            net.pcs.push(copy);
            let last = net.pcs.len() - 1;
            add(&net, last, &format!("Alone {done} {n}"), &mut titles);
            let wires = net.wires();
            net.connect(last, 0);
            assert_eq!(net.wires(), wires, "a copy is a stranger");
            super::net::pair(&net.pcs[0], &net.pcs[last], "writer");
            assert_eq!(said(&net.pcs[last])["copied"], false);
            for pc in 0..net.pcs.len() {
                add(&net, pc, &format!("Clone {done} {n} {pc}"), &mut titles);
            }
            assert!(net.heal(&mut chance), "copy {done}: stuck");
            assert_eq!(missing(&net, &titles), Vec::<String>::new());
            done += 1;
        }
        assert_eq!(net.refusals, Vec::<String>::new());
        assert!(net.pcs.iter().all(|pc| pc.quarantined() == 0));
    }
    println!("{done} copies on other machines");
}

#[test]
fn a_ward_of_one_pc_goes_on_alone_when_its_disk_moves_to_another_machine() {
    let mut chance = Chance::new(seed(34));
    let mut pc = Pc::new(chance.bits(), 0);
    crate::support::start_ward(pc.app());
    pc.tell("card_add", json!({ "title": "Before" }));
    pc.stop();
    pc.machine += 1;
    pc.start();
    assert_eq!((said(&pc)["copied"].clone(), said(&pc)["admin"].clone()), (json!(false), json!(true)));
    assert!(!pc.app().wants_sharing().unwrap(), "it has nobody to share with");
    pc.tell("card_add", json!({ "title": "After" }));
    let other = Pc::new(chance.bits(), 0);
    super::net::pair(&pc, &other, "writer");
    let mut net = Net::new(vec![pc, other]);
    assert!(net.heal(&mut chance));
    assert_eq!(net.pcs[1].titles().len(), 2, "what the old key wrote stands");
}

/// Two PCs with one key, one actor and one start, both linked with a third in turn; `sleeps`: the copy's clocks part.
fn twins(chance: &mut Chance, sleeps: bool) -> (Net, Vec<String>) {
    let mut net = ward(2, chance);
    let mut titles = Vec::new();
    add(&net, 1, "Before", &mut titles);
    assert!(net.heal(chance));
    net.unplug(1);
    let copy = net.pcs[1].copied_while_running();
    net.pcs.push(copy);
    assert_eq!(net.pcs[1].app().identity().device, net.pcs[2].app().identity().device);
    if sleeps {
        net.pcs[2].sleep(61_000);
    }
    (net, titles)
}

#[test]
fn two_pcs_with_one_key_are_both_refused_and_told_within_a_minute_and_nothing_is_lost() {
    let wanted = count("TWINS", 20, 200);
    let mut chance = Chance::new(seed(35));
    let mut slowest = 0;
    for n in 0..wanted {
        let (mut net, mut titles) = twins(&mut chance, true);
        let card = net.pcs[0].tell("card_add", json!({ "title": format!("Shared {n}") }));
        titles.push(format!("Shared {n}"));
        for pc in [1, 2] {
            add(&net, pc, &format!("On {pc}"), &mut titles);
        }
        // In turn, as a node keeps one link a key; or both links at once.
        let mut waited = 0;
        let at_once = chance.percent(50);
        let told = |net: &Net| [1, 2].iter().all(|pc| said(&net.pcs[*pc])["two_of_this"] == true);
        for turn in 0..8 {
            if told(&net) {
                break;
            }
            if !at_once {
                net.unplug(1 + turn % 2);
            }
            net.connect(1 + (turn + 1) % 2, 0);
            net.settle(&mut chance);
            // The longest wait before a PC without a link dials again.
            net.pcs[0].wait(5_000);
            waited += 5_000;
            for pc in 0..3 {
                net.look(pc);
                net.settle(&mut chance);
            }
            if at_once {
                net.connect(1 + turn % 2, 0);
                net.settle(&mut chance);
                // What a link says every twenty seconds.
                net.pcs[0].wait(20_000);
                waited += 20_000;
                net.still_here(0);
            }
        }
        assert!(told(&net), "twins {n}: not told");
        slowest = slowest.max(waited);
        let list = said(&net.pcs[0]);
        assert!(list["pcs"].as_array().unwrap().iter().any(|pc| pc["two"] == true), "{list}");
        // Neither is believed from now on, whichever comes.
        net.wires_cut();
        let before = net.pcs[0].state();
        for pc in [1, 2] {
            add(&net, pc, &format!("Refused {pc}"), &mut titles);
            net.connect(pc, 0);
            net.settle(&mut chance);
        }
        assert_eq!(net.pcs[0].state(), before, "twins {n}: one of them was believed");
        // A person sets the copy up anew and pairs it; the other is believed again by itself.
        net.pcs[2].tell("sharing_renew", json!({}));
        assert_eq!(said(&net.pcs[2])["copied"], true);
        super::net::pair(&net.pcs[0], &net.pcs[2], "writer");
        net.pcs[0].wait(200_000);
        assert!(net.heal(&mut chance), "twins {n}: stuck");
        assert_eq!(missing(&net, &titles), Vec::<String>::new(), "twins {n}");
        assert!(net.pcs.iter().all(|pc| pc.quarantined() == 0), "twins {n}");
        let moved = json!({ "id": card["id"], "column": "doing" });
        for pc in 0..3 {
            net.pcs[pc].tell("card_move", moved.clone());
        }
        assert!(net.heal(&mut chance));
    }
    assert!(slowest <= 60_000, "{slowest} ms until both were told");
    println!("{wanted} pairs of one key, both told after at most {slowest} ms");
}

#[test]
fn a_pc_that_was_copied_while_it_ran_writes_under_a_fresh_actor() {
    let mut chance = Chance::new(seed(36));
    let actors = |sleeps: bool, chance: &mut Chance| {
        let (net, _) = twins(chance, sleeps);
        let card = net.pcs[1].titles();
        assert_eq!(card, ["Before"]);
        let id = net.pcs[1].app().query("cards_get", json!({}), &huddle_app::Caller::default()).unwrap()["to_sort"][0]["id"].clone();
        [1, 2].map(|pc| {
            net.pcs[pc].tell("card_set", json!({ "id": id, "field": "why", "value": format!("PC {pc}") }));
            let rows = net.pcs[pc].app().with_store(|s| {
                s.read(|r| r.rows::<huddle_store::ChangeRow>("ORDER BY seq DESC LIMIT 1", []))
            });
            let row = rows.map_err(|e: huddle_store::StoreFault| e).unwrap().remove(0);
            (row.actor, row.actor_seq)
        })
    };
    let [one, two] = actors(true, &mut chance);
    assert_ne!(one.0, two.0, "one actor has two histories");
    assert_eq!(one.0[..8], two.0[..8], "and one key");
    // The control: without the jump both give one number to two changes.
    let [one, two] = actors(false, &mut chance);
    assert_eq!(one, two, "the copy is no copy of what runs");
}
