//! NET-06: writes forged with the key of a wall's or a matron's PC. The sharing core refuses them, whoever relays.
//!
//! `FORGED=` sets the number.

use super::net::{Net, Pc, pair};
use super::roles::{raise, tile};
use crate::support::start_ward;
use huddle_app::App;
use huddle_app::sync::Link;
use huddle_core::audience::Audience;
use huddle_core::kind::Kind;
use huddle_doc::{ActorId, Doc, Edit, Envelope, Meta};
use huddle_sync::{Changes, Hello, Item, Message, Since, Way};
use huddle_testkit::chance::{Chance, count, seed};
use serde_json::json;
use std::sync::Arc;
use uuid::Uuid;

/// What a PC that keeps to the protocol but not to its role says first.
fn hello(ward: Uuid, store: u128) -> [Message; 2] {
    let hello = Hello {
        proto: 2,
        proto_min: 1,
        version: String::new(),
        store: Uuid::from_u128(store),
        boot: [9; 16],
        ward,
        clock_ms: 0,
        last: 5,
        roster: [0; 32],
        records: [0; 32],
        face: [0; 32],
    };
    [Message::Hello(hello), Message::Since(Since { live: 0, fill: None })]
}

fn actor(of: &[u8; 32], n: u64) -> ActorId {
    let mut actor = [0; 16];
    actor[..8].copy_from_slice(&of[..8]);
    actor[8..].copy_from_slice(&n.to_be_bytes());
    ActorId(actor)
}

/// A record with one change, well made in every respect but who made it.
fn record(kind: Kind, ward: Uuid, actor: ActorId, id: Uuid) -> Vec<Item> {
    let env = Envelope {
        kind,
        schema: 1,
        id,
        ward,
        epoch: 0,
        epoch_id: Uuid::nil(),
        audience: Audience::Matron,
        created_at: 1,
        created_by: None,
    };
    let meta = Meta { time_ms: 1, message: String::new() };
    let (_, chunks) = Doc::create(&env, actor, &meta, &[Edit::put(["title"], "Forged")]).unwrap();
    let item = |bytes| Item { doc: id, epoch_id: Uuid::nil(), origin: None, sig: None, bytes };
    chunks.into_iter().map(|c| item(c.bytes)).collect()
}

/// After an hour what a PC did is no longer held against it, milliseconds.
const HOUR_MS: i64 = 3_600_001;

/// Opens a link as the PC of that key does.
fn link(app: &Arc<App>, from: [u8; 32], store: u128) -> Link {
    let ward = app.shared_ward().unwrap().unwrap();
    let (mut link, _) = Link::open(Arc::clone(app), from, false).unwrap();
    for message in hello(ward, store) {
        link.on_frame(&message.encode()).unwrap();
    }
    link
}

/// Sends one forged batch over a new link; returns with which word the link ended, if it did.
fn send(app: &Arc<App>, from: [u8; 32], batch: Message, store: u128) -> Option<String> {
    link(app, from, store).on_frame(&batch.encode()).err().map(|ended| ended.word)
}

#[test]
fn no_write_forged_with_a_walls_key_is_taken() {
    let wanted = count("FORGED", 10_000, 10_000);
    let mut chance = Chance::new(seed(81));
    let (admin, wall) = (Pc::new(chance.bits(), 0), Pc::new(chance.bits(), 0));
    start_ward(admin.app());
    pair(&admin, &wall, "reader");
    let key = wall.app().identity().device;
    let ward = admin.app().shared_ward().unwrap().unwrap();
    let card: Uuid =
        admin.tell("card_add", json!({ "title": "Theirs" }))["id"].as_str().unwrap().parse().unwrap();
    let before = admin.state();
    let kinds = [Kind::Card, Kind::Reply, Kind::Notice, Kind::Escalation, Kind::Unknown("x".to_owned())];
    let mut open = link(admin.app(), key, 5);
    for n in 0..wanted {
        if n % 100 == 0 {
            // A host hangs up after the first; one that did not would still take none. An hour later it may call again.
            admin.wait(HOUR_MS);
            open = link(admin.app(), key, 5);
        }
        let whose = if chance.percent(50) { key } else { admin.app().identity().device };
        let kind = chance.pick(&kinds).cloned().unwrap();
        let id = if chance.percent(30) { card } else { Uuid::from_u128(n.into()) };
        let items = record(kind, ward, actor(&whose, n), id);
        let batch = match chance.below(4) {
            0 => Message::Face(br#"{"name":"Forged"}"#.to_vec()),
            1 => Message::Changes(Changes { way: Way::Repair, from: 0, upto: 0, items, gone: vec![card] }),
            2 => Message::Changes(Changes { way: Way::Fill, from: 6, upto: 0, items, gone: vec![] }),
            _ => Message::Changes(Changes { way: Way::Live, from: 5, upto: 6, items, gone: vec![card] }),
        };
        let ended = open.on_frame(&batch.encode()).unwrap_err();
        assert!(matches!(ended.word.as_str(), "not_allowed" | "left_alone"), "write {n}: {}", ended.word);
    }
    drop(open);
    assert_eq!(admin.state(), before);
    assert_eq!(admin.quarantined(), 0, "nothing of it was even looked at");
    println!("{wanted} forged writes, 0 taken");
}

#[test]
fn of_a_matrons_key_only_her_own_answers_are_taken_also_when_another_pc_relays() {
    let mut chance = Chance::new(seed(82));
    let pcs: Vec<Pc> = (0..3).map(|_| Pc::new(chance.bits(), 0)).collect();
    start_ward(pcs[0].app());
    pair(&pcs[0], &pcs[1], "matron");
    pair(&pcs[0], &pcs[2], "matron");
    let (hers, other) = (pcs[1].app().identity().device, pcs[2].app().identity().device);
    let admin = pcs[0].app();
    let ward = admin.shared_ward().unwrap().unwrap();
    let live = |items: Vec<Item>| {
        Message::Changes(Changes { way: Way::Live, from: 5, upto: 6, items, gone: vec![] })
    };
    let id = Uuid::from_u128;
    let kept = |n: u128| {
        admin.with_store(|s| s.read(|r| r.doc(id(n)))).map_err(|e: huddle_store::StoreFault| e).unwrap()
    };

    let own = record(Kind::Reply, ward, actor(&hers, 1), id(1));
    assert_eq!(send(admin, hers, live(own.clone()), 11), None);
    assert!(kept(1).is_some(), "the control: her own answer is taken");
    for (n, kind, whose) in [
        (2, Kind::Card, hers),
        (3, Kind::Reply, other),
        (4, Kind::Reply, admin.identity().device),
        (5, Kind::Card, admin.identity().device),
        (6, Kind::Huddle, hers),
    ] {
        pcs[0].wait(HOUR_MS);
        if kind != Kind::Huddle {
            send(admin, hers, live(record(kind, ward, actor(&whose, 1), id(n))), 11 + n);
        } else {
            // A beginning that is nobody's is not hers to send either.
            let env = Envelope {
                kind,
                schema: 1,
                id: id(n),
                ward,
                epoch: 0,
                epoch_id: Uuid::nil(),
                audience: Audience::Ward,
                created_at: 0,
                created_by: None,
            };
            let chunk = Doc::create_derived(&env).unwrap().1.remove(0);
            let item =
                Item { doc: id(n), epoch_id: Uuid::nil(), origin: None, sig: None, bytes: chunk.bytes };
            send(admin, hers, live(vec![item]), 11 + n);
        }
        assert!(kept(n).is_none(), "record {n}");
    }
    // Another matron's change in her answer, and a ward PC that relays a matron's card.
    let mut doc =
        Doc::load(id(1), None, &[own[0].bytes.clone()], &[huddle_doc::guard::open(&own[0].bytes).unwrap().1])
            .unwrap();
    let meta = Meta { time_ms: 2, message: String::new() };
    let edit = doc.edit(actor(&other, 1), &meta, &[Edit::put(["text"], "Put into her mouth")]).unwrap();
    let item = Item {
        doc: id(1),
        epoch_id: Uuid::nil(),
        origin: None,
        sig: None,
        bytes: edit.chunks[0].bytes.clone(),
    };
    pcs[0].wait(HOUR_MS);
    send(admin, other, live(vec![item.clone()]), 31);
    let writer = Pc::new(chance.bits(), 0);
    pair(&pcs[0], &writer, "writer");
    let relays = writer.app().identity().device;
    let mut items = record(Kind::Card, ward, actor(&hers, 1), id(7));
    items.push(item);
    assert_eq!(send(admin, relays, live(items), 41), None, "who relays has done nothing wrong");
    assert!(kept(7).is_none());
    let state = admin
        .with_store(|s| s.read(|r| r.changes(id(1), Uuid::nil(), 0)))
        .map_err(|e: huddle_store::StoreFault| e)
        .unwrap();
    assert_eq!(state.len(), 1, "her answer is as she wrote it");
}

#[test]
fn the_stricter_of_two_levels_counts_on_every_pc_and_limited_ones_give_their_copy_up() {
    let mut chance = Chance::new(seed(83));
    let pcs: Vec<Pc> = (0..4).map(|_| Pc::new(chance.bits(), 0)).collect();
    start_ward(pcs[0].app());
    for (pc, role) in [(1, "writer"), (2, "matron"), (3, "reader")] {
        pair(&pcs[0], &pcs[pc], role);
    }
    let mut net = Net::new(pcs);
    let tiles = [tile(&net.pcs[0])];
    let card = net.pcs[0].tell("card_add", json!({ "title": "Raised apart" }));
    raise(&net.pcs[0], tiles[0], &card["id"], "matron");
    net.heal(&mut chance);
    assert_eq!((net.pcs[2].titles().len(), net.pcs[3].titles().len()), (1, 0));
    // Apart, one PC raises it to the wall and another takes it back to the ward.
    net.unplug(1);
    raise(&net.pcs[0], tiles[0], &card["id"], "wall");
    net.poke(0);
    net.settle(&mut chance);
    assert_eq!(net.pcs[3].titles(), ["Raised apart"]);
    raise(&net.pcs[1], tiles[0], &card["id"], "ward");
    net.heal(&mut chance);
    for pc in [0, 1] {
        let row = net.pcs[pc].app().with_store(|s| s.read(|r| r.docs("card", None)));
        assert_eq!(row.map_err(|e: huddle_store::StoreFault| e).unwrap()[0].audience, "ward");
    }
    assert_eq!(
        (net.pcs[2].titles().len(), net.pcs[3].titles().len()),
        (0, 0),
        "the stricter wins, copies go"
    );
    // From the wall back to the matron only: the wall gives it up, the matron keeps it.
    raise(&net.pcs[0], tiles[0], &card["id"], "wall");
    net.heal(&mut chance);
    assert_eq!((net.pcs[2].titles().len(), net.pcs[3].titles().len()), (1, 1));
    raise(&net.pcs[1], tiles[0], &card["id"], "matron");
    net.heal(&mut chance);
    assert_eq!((net.pcs[2].titles().len(), net.pcs[3].titles().len()), (1, 0));
    // While a limited PC is away it misses the taking back and gives its copy up when it comes.
    raise(&net.pcs[0], tiles[0], &card["id"], "wall");
    net.heal(&mut chance);
    net.unplug(3);
    raise(&net.pcs[0], tiles[0], &card["id"], "ward");
    net.poke(0);
    net.settle(&mut chance);
    assert_eq!(net.pcs[3].titles().len(), 1);
    net.heal(&mut chance);
    assert_eq!((net.pcs[2].titles().len(), net.pcs[3].titles().len()), (0, 0));
    assert_eq!(net.refusals, Vec::<String>::new());
}
