//! Frozen beginnings and slots: two PCs that make the same thing apart make the same bytes.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod common;

use common::*;
use huddle_core::kind::Kind;
use huddle_doc::kinds::{card, huddle, readings};
use huddle_doc::*;
use uuid::Uuid;

const GOLDEN: &str = include_str!("golden/beginnings.txt");

/// The id of a next card: derived, unlike a card's that a person began.
const NEXT: Uuid = Uuid::from_u128(0x9413_f53e_8ab5_5e56_a194_3321_421d_0778);

fn derived() -> [Kind; 5] {
    [Kind::Huddle, Kind::Readings, Kind::Cross, Kind::Week, Kind::Checkin]
}

/// Writes the bytes that must never change, one line each.
fn current() -> String {
    let mut out = String::new();
    for kind in derived() {
        let chunk = begin_chunk(&kind, id(50), WARD).unwrap();
        out += &format!("{} {}\n", kind.as_str(), hex::encode(&chunk.bytes));
    }
    let next = begin_chunk(&Kind::Card, NEXT, WARD).unwrap();
    out += &format!("next card {}\n", hex::encode(&next.bytes));
    for slot in slots() {
        out += &format!("slot {} {}\n", slot.0, hex::encode(&slot.1.bytes));
    }
    out
}

fn slots() -> Vec<(&'static str, Chunk)> {
    let (mut doc, _) = Doc::create_derived(&envelope(Kind::Huddle, id(50))).unwrap();
    let mut one = |name: &'static str, edit: Edit| {
        let chunks = doc.edit(actor(1), &meta(""), &[edit]).unwrap().chunks;
        assert_eq!(chunks.len(), 1);
        (name, chunks[0].clone())
    };
    vec![
        one(
            "section_text/staffing",
            Edit::Ensure { path: path(["section_text", "staffing"]), what: Container::Text },
        ),
        one("later", Edit::Ensure { path: path(["later"]), what: Container::Map }),
        one("later/inside", Edit::Ensure { path: path(["later", "inside"]), what: Container::Text }),
    ]
}

#[test]
fn the_frozen_bytes_have_not_drifted() {
    let now = current();
    assert_eq!(now, GOLDEN, "frozen bytes changed: records begun by older versions would no longer merge");
}

#[test]
fn two_pcs_that_begin_a_record_apart_have_one_record() {
    for kind in derived() {
        let (a, ca) = Doc::create_derived(&envelope(kind.clone(), id(51))).unwrap();
        let mut other = envelope(kind.clone(), id(51));
        other.created_at = 5;
        other.audience = huddle_core::audience::Audience::Wall;
        other.created_by = Some(id(1));
        let (b, cb) = Doc::create_derived(&other).unwrap();
        assert_eq!(ca, cb);
        assert_eq!(a.state(), b.state());
        assert_eq!((a.state().env.created_at, a.state().env.schema), (0, 1));
        assert_ne!(ca, Doc::create_derived(&envelope(kind, id(52))).unwrap().1);
    }
    let mut later = envelope(Kind::Huddle, id(51));
    later.epoch = 1;
    assert_eq!(Doc::create_derived(&later).unwrap_err(), Fault::NotDerived);
    assert_eq!(Doc::create_derived(&envelope(Kind::Card, id(51))).unwrap_err(), Fault::NotDerived);
}

#[test]
fn texts_typed_apart_into_a_new_section_merge() {
    let env = envelope(Kind::Huddle, id(53));
    let (mut a, _) = Doc::create_derived(&env).unwrap();
    let (mut b, _) = Doc::create_derived(&env).unwrap();
    let ea = a.edit(actor(1), &meta(""), &huddle::splice_section("staffing", 0, 0, "one short. ")).unwrap();
    let eb =
        b.edit(actor(2), &meta(""), &huddle::splice_section("staffing", 0, 0, "agency at 10. ")).unwrap();
    assert_eq!(ea.chunks[0], eb.chunks[0], "the slot is the same bytes");
    assert_eq!((ea.chunks.len(), ea.chunks[0].actor_seq), (2, 1));
    let c = merge(&a, &eb.chunks);
    let d = merge(&b, &ea.chunks);
    assert_eq!(c.state(), d.state());
    let h = huddle::read(c.state());
    assert!(h.clashes.is_empty());
    let text = &h.section_text["staffing"];
    assert!(text.contains("one short. ") && text.contains("agency at 10. "), "{text}");
}

#[test]
fn control_without_slots_one_text_hides_the_other() {
    let env = envelope(Kind::Huddle, id(53));
    let (mut a, _) = Doc::create_derived(&env).unwrap();
    let (mut b, _) = Doc::create_derived(&env).unwrap();
    let put =
        |s: &str| vec![Edit::Put { path: path(["section_text", "staffing"]), value: Value::Text(s.into()) }];
    a.edit(actor(1), &meta(""), &put("one short. ")).unwrap();
    let eb = b.edit(actor(2), &meta(""), &put("agency at 10. ")).unwrap();
    a = merge(&a, &eb.chunks);
    let text = &huddle::read(a.state()).section_text["staffing"];
    assert!(
        !(text.contains("one short. ") && text.contains("agency at 10. ")),
        "the control must lose one text from view"
    );
    assert_eq!(huddle::read(a.state()).clashes.len(), 1);
}

#[test]
fn a_slot_has_the_same_bytes_whatever_else_happened_before() {
    let env = envelope(Kind::Huddle, id(54));
    let (mut a, _) = Doc::create_derived(&env).unwrap();
    let (mut b, _) = Doc::create_derived(&env).unwrap();
    for n in 0..20 {
        b.edit(
            actor(2),
            &meta("busy"),
            &[huddle::set_present("hca", n), huddle::splice_section("x", 0, 0, "y")].concat(),
        )
        .unwrap();
    }
    let ea = a.edit(actor(1), &meta(""), &huddle::splice_section("risks", 0, 0, "a")).unwrap();
    let eb = b.edit(actor(2), &meta(""), &huddle::splice_section("risks", 0, 0, "b")).unwrap();
    assert_eq!(ea.chunks[0], eb.chunks[0]);
    // Inside a container that one person made, the slot rests on that person's change.
    let (mut c, _) = new_card();
    c.edit(actor(1), &meta(""), &card::add_check("x", "step", "V")).unwrap();
    let mut d = c.clone();
    let ec =
        c.edit(actor(1), &meta(""), &[Edit::splice(["checklist", "x", "detail"], 0, 0, "left")]).unwrap();
    let ed =
        d.edit(actor(2), &meta(""), &[Edit::splice(["checklist", "x", "detail"], 0, 0, "right")]).unwrap();
    assert_eq!(ec.chunks[0], ed.chunks[0]);
    c = merge(&c, &ed.chunks);
    let text = c.state().at(&path(["checklist", "x", "detail"])).and_then(Node::as_str).unwrap();
    assert_eq!(text.len(), "leftright".len());
}

#[test]
fn origin_tells_made_up_actors_from_people() {
    let env = envelope(Kind::Huddle, id(55));
    let (mut a, begin) = Doc::create_derived(&env).unwrap();
    let e = a.edit(actor(1), &meta(""), &huddle::splice_section("risks", 0, 0, "a")).unwrap();
    assert_eq!(a.origins(&[&begin[0]]), [Origin::Beginning]);
    assert_eq!(a.origins(&[&e.chunks[0]]), [Origin::Slot]);
    assert_eq!(a.origins(&[&e.chunks[1]]), [Origin::Actor]);
    // A write under the slot's actor that does more than the slot is somebody's write.
    let slot = slot_actor(id(55), &begin[0].hash, &path(["section_text", "kit"]), Container::Text);
    let mut forged = a.clone();
    let f = forged
        .edit(
            ActorId(slot),
            &meta(""),
            &[Edit::Put { path: path(["section_text", "kit"]), value: Value::Text("hi".into()) }],
        )
        .unwrap();
    assert_eq!(forged.origins(&[&f.chunks[0]]), [Origin::Actor]);
}

#[test]
fn a_record_of_an_older_version_gets_its_new_container_as_a_slot() {
    // A card made before there were comments: no such map in its beginning.
    let bare = envelope(Kind::parse("card_of_old"), id(56));
    let (a, _) = Doc::create(&bare, actor(9), &meta(""), &[]).unwrap();
    let (mut b, mut c) = (a.clone(), a.clone());
    b.edit(actor(1), &meta(""), &card::comment("x", "one", None, 1)).unwrap();
    let ec = c.edit(actor(2), &meta(""), &card::comment("y", "two", None, 2)).unwrap();
    b = merge(&b, &ec.chunks);
    assert!(b.state().clashes().is_empty());
    assert_eq!(b.state().map("comments").count(), 2);
}

#[test]
fn receive_wants_the_frozen_beginning_and_only_one() {
    let frame = Frame { doc: id(57), ward: WARD };
    let go = |doc: Option<&Doc>, chunks: &[Chunk]| {
        receive(doc, &frame, &bytes(chunks), &Limits::default(), &|_| Ok(()))
    };
    // A readings year begun by hand instead of from its frozen bytes.
    let (_, by_hand) =
        Doc::create(&envelope(Kind::Readings, id(57)), actor(1), &meta(""), &readings::plan(id(1), 2026))
            .unwrap();
    assert_eq!(go(None, &by_hand).unwrap_err(), Refused::Beginning);
    let (doc, begin) = Doc::create_derived(&envelope(Kind::Readings, id(57))).unwrap();
    assert!(go(None, &begin).unwrap().doc.is_some());
    assert_eq!(go(Some(&doc), &by_hand).unwrap_err(), Refused::Beginning);
    let both = [begin, by_hand].concat();
    assert_eq!(go(None, &both).unwrap_err(), Refused::Beginning);
    // The next card of one that comes back, begun by hand.
    let card_frame = Frame { doc: NEXT, ward: WARD };
    let take = |chunks: &[Chunk]| {
        receive(None, &card_frame, &bytes(chunks), &Limits::default(), &|_| Ok(())).map(|r| r.doc.is_some())
    };
    let new = card::NewCard { title: "Trolley".into(), ..card::NewCard::default() };
    let (_, by_hand) =
        Doc::create(&envelope(Kind::Card, NEXT), actor(1), &meta(""), &card::start(&new, 1)).unwrap();
    assert_eq!(take(&by_hand).unwrap_err(), Refused::Beginning);
    let (_, begin) = Doc::create_derived(&envelope(Kind::Card, NEXT)).unwrap();
    assert!(take(&begin).unwrap());
    let other_ward = Frame { doc: id(57), ward: Uuid::nil() };
    let wrong = receive(Some(&doc), &other_ward, &[], &Limits::default(), &|_| Ok(()));
    assert_eq!(wrong.unwrap_err(), Refused::WrongRecord);
}

#[test]
fn the_derived_kinds_are_those_whose_ids_come_from_natural_keys() {
    for kind in Kind::KNOWN {
        assert_eq!(is_derived(kind), kind.is_derived(), "{kind:?}");
    }
}
