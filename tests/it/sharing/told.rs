//! "Sent" is said of an escalation only while another PC has stored it as it stands now.

use super::net::{Chaos, Net, Pc, pair};
use super::roles::{raise, tile};
use crate::support::{NOW, ask, start_ward, tell};
use huddle_testkit::chance::{Chance, seed};
use serde_json::{Value, json};

/// A ward's first PC and others of these roles, all of which hold everything.
fn ward(roles: &[&str], mine: u64) -> (Net, Chance) {
    let mut chance = Chance::new(seed(mine));
    let pcs: Vec<Pc> = (0..=roles.len()).map(|_| Pc::new(chance.bits(), 0)).collect();
    start_ward(pcs[0].app());
    for (pc, role) in pcs[1..].iter().zip(roles) {
        pair(&pcs[0], pc, role);
    }
    let mut net = Net::new(pcs);
    net.heal(&mut chance);
    (net, chance)
}

fn write(pc: &Pc) -> Value {
    let body = json!({
        "to": "matron", "need": "A second hoist today", "urgency": "today", "told_who": "The matron on call",
        "told_how": "phone", "told_at": NOW,
    });
    tell(pc.app(), "escalation_write", body)["id"].clone()
}

/// What the first PC says of the ward's one escalation, in the list and read by itself.
fn told(net: &Net, id: &Value) -> Value {
    let list = ask(net.pcs[0].app(), "escalations_get", json!({ "closed": false }));
    let line = list["open"].as_array().unwrap().iter().chain(list["answered"].as_array().unwrap());
    let told = line.into_iter().find(|l| l["id"] == *id).unwrap()["told"].clone();
    let alone = ask(net.pcs[0].app(), "escalation_get", json!({ "id": id }));
    assert_eq!(alone["line"]["told"], told);
    assert_eq!(alone["told_nobody"], list["told_nobody"]);
    told
}

/// Delivers what the first PC sends until the other one has stored it, and keeps back its acknowledgement.
fn deliver_unacknowledged(net: &mut Net, chance: &mut Chance) {
    let before = net.pcs[1].last_number();
    while net.pcs[1].last_number() == before {
        assert!(net.step(chance, Chaos::NONE), "nothing came");
    }
}

#[test]
fn a_ward_of_one_pc_has_told_nobody_and_a_wall_is_nobody() {
    let (net, _) = ward(&[], 81);
    let id = write(&net.pcs[0]);
    assert_eq!(told(&net, &id), json!({ "state": "nobody", "pcs": [], "at": null, "matron": false }));
    let list = ask(net.pcs[0].app(), "escalations_get", json!({ "closed": false }));
    assert_eq!(list["told_nobody"], true);

    let (net, _) = ward(&["reader"], 82);
    let id = write(&net.pcs[0]);
    assert_eq!(told(&net, &id)["state"], "nobody");
}

#[test]
fn it_is_sent_to_the_matron_once_her_pc_acknowledged_its_newest_change_and_not_before() {
    let (mut net, mut chance) = ward(&["matron"], 83);
    let id = write(&net.pcs[0]);
    // Her PC may not see it yet, so there is no PC it could go to.
    net.poke(0);
    net.settle(&mut chance);
    net.look(0);
    assert_eq!(told(&net, &id), json!({ "state": "waiting", "pcs": [], "at": null, "matron": false }));

    let tile = tile(&net.pcs[0]);
    raise(&net.pcs[0], tile, &id, "matron");
    let waits = json!({ "state": "waiting", "pcs": ["Ward PC"], "at": null, "matron": true });
    assert_eq!(told(&net, &id), waits);
    assert_eq!(ask(net.pcs[0].app(), "escalations_get", json!({ "closed": false }))["told_nobody"], false);

    // On her disk, and this PC does not know it.
    net.poke(0);
    deliver_unacknowledged(&mut net, &mut chance);
    net.look(0);
    assert_eq!(told(&net, &id), waits);
    net.settle(&mut chance);
    net.look(0);
    let sent = told(&net, &id);
    assert_eq!(
        (&sent["state"], &sent["pcs"], &sent["matron"]),
        (&json!("stored"), &json!(["Ward PC"]), &json!(true))
    );
    assert!(sent["at"].as_i64().unwrap() > NOW);

    // A change of another record says nothing new, and the time stays.
    tell(net.pcs[0].app(), "card_add", json!({ "lane": "quality", "title": "A card" }));
    net.poke(0);
    net.settle(&mut chance);
    net.look(0);
    assert_eq!(told(&net, &id), sent);

    // It is changed again: what she holds is not what stands here.
    tell(net.pcs[0].app(), "escalation_lane_set", json!({ "id": id, "lane": "morale" }));
    assert_eq!(told(&net, &id), waits);
    net.poke(0);
    deliver_unacknowledged(&mut net, &mut chance);
    // The link breaks before the acknowledgement; the next one's beginning says that it is there.
    net.wires_cut();
    assert_eq!(told(&net, &id), waits);
    net.connect(0, 1);
    net.settle(&mut chance);
    net.look(0);
    let again = told(&net, &id);
    assert_eq!(again["state"], "stored");
    assert!(again["at"].as_i64() > sent["at"].as_i64());

    // Kept over a start, without a link.
    net.restart(0);
    assert_eq!(told(&net, &id), again);
    // Nothing of it is in a record.
    assert_eq!(
        ask(net.pcs[1].app(), "escalations_get", json!({ "closed": false }))["open"][0]["told"],
        Value::Null
    );
}

#[test]
fn another_pc_of_the_ward_is_named_and_never_the_matron() {
    let (mut net, mut chance) = ward(&["writer"], 84);
    let id = write(&net.pcs[0]);
    assert_eq!(
        told(&net, &id),
        json!({ "state": "waiting", "pcs": ["Ward PC"], "at": null, "matron": false })
    );
    net.poke(0);
    net.settle(&mut chance);
    net.look(0);
    let sent = told(&net, &id);
    assert_eq!((&sent["state"], &sent["matron"]), (&json!("stored"), &json!(false)));

    // Raised for a matron who has no PC here: the ward's other PC does not stand for hers.
    let tile = tile(&net.pcs[0]);
    raise(&net.pcs[0], tile, &id, "matron");
    net.poke(0);
    net.settle(&mut chance);
    net.look(0);
    assert_eq!(told(&net, &id), json!({ "state": "waiting", "pcs": [], "at": null, "matron": true }));

    // What the other PC changes is on its disk: this PC sends nothing, and still knows.
    tell(net.pcs[1].app(), "audience_set", json!({ "id": id, "audience": "ward", "read_back": false }));
    net.poke(1);
    net.settle(&mut chance);
    net.look(0);
    assert_eq!(told(&net, &id)["state"], "stored");
}

#[test]
fn a_pc_that_was_put_out_is_no_place_it_was_sent_to() {
    let (mut net, mut chance) = ward(&["matron", "writer"], 85);
    let id = write(&net.pcs[0]);
    let tile = tile(&net.pcs[0]);
    raise(&net.pcs[0], tile, &id, "matron");
    net.heal(&mut chance);
    net.look(0);
    assert_eq!(told(&net, &id)["state"], "stored");
    let matron = hex::encode(net.pcs[1].app().identity().device);
    net.pcs[0].app().keep("pair_revoke", &json!({ "id": matron, "why": "Stolen" })).unwrap();
    assert_eq!(told(&net, &id), json!({ "state": "waiting", "pcs": [], "at": null, "matron": true }));
}

#[test]
fn a_number_given_twice_proves_nothing() {
    // The first PC is put back to an earlier day and gives its numbers a second time: the other one's word that it
    // holds them is about what was there before.
    let (mut net, mut chance) = ward(&["writer"], 86);
    net.wires_cut();
    net.pcs[0].stop();
    let kept = Pc::copy_of(net.pcs[0].folder.path(), chance.bits(), false);
    net.pcs[0].start();
    for n in 0..6 {
        tell(net.pcs[0].app(), "card_add", json!({ "lane": "quality", "title": format!("Card {n}") }));
    }
    net.heal(&mut chance);
    let reached = net.pcs[0].last_number();
    net.wires_cut();
    net.pcs[0].put_back(kept.folder.path(), false);
    let id = write(&net.pcs[0]);
    while net.pcs[0].last_number() < reached {
        tell(net.pcs[0].app(), "card_add", json!({ "lane": "quality", "title": "Another" }));
    }
    net.connect(0, 1);
    // At every moment: sent only what the other PC can show.
    let shown = |net: &Net| {
        let list = ask(net.pcs[1].app(), "escalations_get", json!({ "closed": false }));
        list["open"].as_array().unwrap().iter().any(|l| l["id"] == id)
    };
    let mut steps = 0;
    loop {
        net.look(0);
        assert!(told(&net, &id)["state"] != "stored" || shown(&net), "said to be sent at step {steps}");
        if !net.step(&mut chance, Chaos::NONE) {
            break;
        }
        steps += 1;
    }
    net.heal(&mut chance);
    net.look(0);
    assert!(shown(&net));
    assert_eq!(told(&net, &id)["state"], "stored");
}

#[test]
fn a_pc_that_was_put_out_is_told_so_much_and_a_stranger_nothing() {
    let (mut net, mut chance) = ward(&["writer", "writer"], 87);
    let out = |net: &Net, pc: usize| ask(net.pcs[pc].app(), "sharing_get", json!({}))["put_out"].clone();
    assert_eq!(out(&net, 1), false);
    let id = hex::encode(net.pcs[1].app().identity().device);
    net.pcs[0].app().keep("pair_revoke", &json!({ "id": id, "why": "Stolen" })).unwrap();
    net.look(0);
    net.settle(&mut chance);
    assert_eq!(out(&net, 1), true);
    assert_eq!((out(&net, 0), out(&net, 2)), (json!(false), json!(false)));
    // Nobody talks to it any more, so it knows tomorrow only what it kept.
    net.restart(1);
    assert_eq!(out(&net, 1), true);
    net.restart(0);
    assert_eq!(out(&net, 0), false);
    // It is still told nothing of why.
    assert!(!super::roles::holds(&super::roles::bytes_on_disk(&net.pcs[1]), "Stolen"));
    // A PC nobody has heard of is hung up on without a word.
    // So is the one that was put out, when it comes again (NET-08).
    for device in [[9; 32], net.pcs[1].app().identity().device] {
        let opened = huddle_app::sync::Link::open(std::sync::Arc::clone(net.pcs[0].app()), device, false);
        let ended = opened.err().unwrap();
        assert_eq!((ended.word.as_str(), ended.goodbye), ("not_on_list", None));
    }
}
