//! What a matron answers on her own PC: it comes back to the ward, and nothing else of hers does.

use super::net::{Net, Pc, pair};
use super::roles::{raise, tile};
use crate::support::{NOW, ask, start_ward, tell};
use huddle_app::Caller;
use huddle_testkit::chance::{Chance, seed};
use serde_json::{Value, json};

/// A matron's PC, the ward's first PC and another of the ward, with one escalation the matron may see.
fn three() -> (Net, Chance, Value) {
    let mut chance = Chance::new(seed(71));
    let pcs: Vec<Pc> = (0..3).map(|_| Pc::new(chance.bits(), 0)).collect();
    start_ward(pcs[1].app());
    pair(&pcs[1], &pcs[0], "matron");
    pair(&pcs[1], &pcs[2], "writer");
    let id = escalate(&pcs[1], "A second hoist today");
    let tile = tile(&pcs[1]);
    raise(&pcs[1], tile, &id, "matron");
    let mut net = Net::new(pcs);
    net.heal(&mut chance);
    (net, chance, id)
}

fn escalate(pc: &Pc, need: &str) -> Value {
    let body = json!({
        "to": "matron", "need": need, "urgency": "today", "told_who": "The matron on call",
        "told_how": "phone", "told_at": NOW,
    });
    tell(pc.app(), "escalation_write", body)["id"].clone()
}

#[test]
fn a_matrons_answer_reaches_every_pc_of_the_ward_with_who_said_it() {
    let (mut net, mut chance, id) = three();
    let answer = json!({ "escalation": id, "text": "One comes from Ward 9 at two", "by": "Matron Ade" });
    tell(net.pcs[0].app(), "reply_add", answer);
    // Only one of the ward's PCs hears the matron; it passes the answer on.
    net.unplug(2);
    net.poke(0);
    net.settle(&mut chance);
    net.unplug(0);
    net.connect(1, 2);
    net.settle(&mut chance);
    assert_eq!(net.refusals, Vec::<String>::new());
    for pc in &net.pcs {
        let today = ask(pc.app(), "today_get", json!({}));
        assert_eq!(today["answers"][0]["answer"], "One comes from Ward 9 at two");
        assert_eq!(today["answers"][0]["answered_by"], "Matron Ade");
        let open = ask(pc.app(), "escalations_get", json!({ "closed": false }));
        assert_eq!(open["answered"][0]["replies"][0]["by"], "Matron Ade");
        assert_eq!(open["open"], json!([]));
        assert_eq!(pc.quarantined(), 0);
        pc.app().rebuild().unwrap();
        assert_eq!(ask(pc.app(), "today_get", json!({}))["answers"], today["answers"]);
    }
    // What the ward writes down itself stands before it, and the ward closes.
    tell(
        net.pcs[2].app(),
        "escalation_answer",
        json!({ "id": id, "answer": "It came", "answered_by": "AB" }),
    );
    net.heal(&mut chance);
    assert_eq!(ask(net.pcs[0].app(), "today_get", json!({}))["answers"][0]["answer"], "It came");
    tell(net.pcs[1].app(), "escalation_close", json!({ "id": id, "rating": "sorted" }));
    net.heal(&mut chance);
    let again = json!({ "escalation": id, "text": "And another", "by": "Matron Ade" });
    let said = net.pcs[0].app().execute("reply_add", again, &Caller::default()).unwrap_err();
    assert_eq!(said.code, "already_closed");
}

#[test]
fn a_matrons_pc_writes_answers_and_nothing_else_and_a_wards_pc_no_such_answer() {
    let (net, _, id) = three();
    let own = [
        "pc_setting_set",
        "pin_",
        "backup_",
        "pack_folder_set",
        "pile_",
        "sharing_",
        "ward_shown_",
        "reply_add",
    ];
    for name in huddle_app::names().1.into_iter().filter(|n| !own.iter().any(|o| n.starts_with(o))) {
        let said = net.pcs[0].app().execute(name, json!({}), &Caller::default()).unwrap_err();
        assert_eq!(said.code, "only_shows", "{name}");
    }
    let body = json!({ "escalation": id, "text": "Yes", "by": "AB" });
    let said = net.pcs[1].app().execute("reply_add", body, &Caller::default()).unwrap_err();
    assert_eq!(said.code, "not_matron");
}

#[test]
fn an_answer_is_never_on_a_wall_before_the_ward_wrote_it_down() {
    let (mut net, mut chance, id) = three();
    let tile = tile(&net.pcs[1]);
    raise(&net.pcs[1], tile, &id, "wall");
    let wall = Pc::new(chance.bits(), 0);
    pair(&net.pcs[1], &wall, "reader");
    net.pcs.push(wall);
    tell(
        net.pcs[0].app(),
        "reply_add",
        json!({ "escalation": id, "text": "Words nobody read back", "by": "M" }),
    );
    net.heal(&mut chance);
    for pc in [1, 3] {
        let waiting = ask(net.pcs[pc].app(), "wall_get", json!({}))["waiting"][0].clone();
        assert_eq!(waiting["need"]["text"], "A second hoist today");
        assert_eq!(waiting["answer"]["text"], "");
    }
    assert!(!super::roles::holds(&super::roles::bytes_on_disk(&net.pcs[3]), "Words nobody read back"));
    assert!(super::roles::holds(&super::roles::bytes_on_disk(&net.pcs[1]), "Words nobody read back"));
}
