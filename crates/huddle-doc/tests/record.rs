//! What a record does: begins, is edited, merges, clashes, is undone, and is loaded again.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod common;

use common::*;
use huddle_doc::kinds::card;
use huddle_doc::*;

#[test]
fn a_card_is_made_edited_saved_and_loaded() {
    let (mut doc, first) = new_card();
    let edited = doc.edit(actor(1), &meta("move"), &card::move_to("doing|V000", true, 77)).unwrap();
    assert_eq!(edited.chunks.len(), 1);
    let read = card::read(doc.state());
    assert_eq!(
        (read.title.as_str(), read.place.as_str(), read.column_since),
        ("Fix the hoist", "doing|V000", Some(77))
    );

    let changes: Vec<Vec<u8>> = first.iter().chain(&edited.chunks).map(|c| c.bytes.clone()).collect();
    let from_changes = Doc::load(CARD, None, &changes, &doc.heads()).unwrap();
    assert_eq!(from_changes.state(), doc.state());
    let from_snapshot = Doc::load(CARD, Some(&doc.save().unwrap()), &[], &doc.heads()).unwrap();
    assert_eq!(from_snapshot.state(), doc.state());
    let both = Doc::load(CARD, Some(&from_changes.save().unwrap()), &changes[1..], &doc.heads()).unwrap();
    assert_eq!(both.state(), doc.state());
    let info = doc.history().unwrap();
    assert_eq!(info.last().map(|i| i.message.as_str()), Some("move"));
    assert_eq!(info.len(), 2);
}

#[test]
fn a_missing_empty_or_altered_piece_is_an_error_and_never_an_empty_record() {
    let (mut doc, first) = new_card();
    let edited = doc.edit(actor(1), &meta(""), &card::set_title("Second")).unwrap();
    let (a, b) = (first[0].bytes.clone(), edited.chunks[0].bytes.clone());
    let heads = doc.heads();
    assert_eq!(
        Doc::load(CARD, Some(&[]), &[a.clone(), b.clone()], &heads).unwrap_err(),
        Fault::Damaged("an empty snapshot")
    );
    assert!(matches!(Doc::load(CARD, None, &[a.clone(), vec![]], &heads), Err(Fault::Damaged(_))));
    assert_eq!(Doc::load(CARD, None, std::slice::from_ref(&a), &heads).unwrap_err(), Fault::HeadsDiffer);
    assert_eq!(Doc::load(CARD, None, std::slice::from_ref(&b), &heads).unwrap_err(), Fault::HeadsDiffer);
    assert_eq!(Doc::load(CARD, None, &[], &[]).unwrap_err(), Fault::HeadsDiffer);
    assert_eq!(Doc::load(id(9), None, &[a.clone(), b.clone()], &heads).unwrap_err(), Fault::WrongRecord);
    for at in 0..b.len() {
        let mut torn = b.clone();
        torn[at] ^= 1;
        assert!(Doc::load(CARD, None, &[a.clone(), torn], &heads).is_err(), "a flip at {at} went unnoticed");
        assert!(Doc::load(CARD, None, &[a.clone(), b[..at].to_vec()], &heads).is_err());
    }
}

#[test]
fn two_people_writing_one_field_is_a_clash_until_somebody_settles_it() {
    let (mut a, _) = new_card();
    let mut b = a.clone();
    let ea = a.edit(actor(1), &meta(""), &card::set_title("Hoist, bay 2")).unwrap();
    let eb = b.edit(actor(2), &meta(""), &card::set_title("Hoist, bay 3")).unwrap();
    a = merge(&a, &eb.chunks);
    b = merge(&b, &ea.chunks);
    assert_eq!(a.state(), b.state());
    let clashes = card::read(a.state()).clashes;
    assert_eq!(clashes.len(), 1);
    assert_eq!(clashes[0].0, path(["title"]));
    let mut values: Vec<&str> = clashes[0].1.iter().filter_map(Node::as_str).collect();
    assert_eq!(values[0], a.state().str("title"), "the visible value comes first");
    values.sort_unstable();
    assert_eq!(values, ["Hoist, bay 2", "Hoist, bay 3"]);

    let loser = clashes[0].1[1].as_str().unwrap().to_owned();
    let settle = a.settle(&path(["title"]), 1);
    let es = a.edit(actor(1), &meta("settle"), &settle).unwrap();
    assert_eq!(a.state().str("title"), loser);
    assert!(a.state().clashes().is_empty());
    b = merge(&b, &es.chunks);
    assert_eq!(a.state(), b.state());
    assert!(a.settle(&path(["title"]), 0).is_empty(), "nothing is left to settle");
}

#[test]
fn people_who_write_the_same_thing_agree() {
    let (mut a, _) = new_card();
    let mut b = a.clone();
    a.edit(actor(1), &meta(""), &card::set_status("watch")).unwrap();
    let eb = b.edit(actor(2), &meta(""), &card::set_status("watch")).unwrap();
    a = merge(&a, &eb.chunks);
    assert!(a.state().clashes().is_empty());
}

#[test]
fn the_stricter_audience_wins_a_clash() {
    use huddle_core::audience::Audience;
    let (mut a, _) = new_card();
    for (x, y) in [(Audience::Wall, Audience::Matron), (Audience::Matron, Audience::Wall)] {
        let mut b = a.clone();
        let mut c = a.clone();
        b.edit(actor(2), &meta(""), &kinds::set_audience(x)).unwrap();
        let ec = c.edit(actor(3), &meta(""), &kinds::set_audience(y)).unwrap();
        b = merge(&b, &ec.chunks);
        assert_eq!(b.state().env.audience, Audience::Matron);
        assert!(b.state().clashes().is_empty(), "nobody is asked");
    }
    a.edit(actor(1), &meta(""), &[Edit::put(["audience"], "everybody")]).unwrap();
    assert_eq!(a.state().env.audience, Audience::Ward, "an unknown word is the strictest");
}

#[test]
fn removing_an_item_does_not_hide_what_somebody_writes_in_it_meanwhile() {
    let (mut a, _) = new_card();
    a.edit(actor(1), &meta(""), &card::add_check("x", "Ring estates", "V")).unwrap();
    let mut b = a.clone();
    let ea = a.edit(actor(1), &meta(""), &card::remove_check("x")).unwrap();
    assert!(card::read(a.state()).checklist.is_empty());
    let eb = b.edit(actor(2), &meta(""), &card::set_check_text("x", "Ring estates, ext 4411")).unwrap();
    a = merge(&a, &eb.chunks);
    b = merge(&b, &ea.chunks);
    assert_eq!(a.state(), b.state());
    assert_eq!(card::read(a.state()).checklist[0].text, "Ring estates, ext 4411");
}

#[test]
fn texts_merge_and_a_text_written_over_a_text_is_a_splice() {
    let (mut a, _) = new_card();
    a.edit(actor(1), &meta(""), &card::splice_notes(0, 0, "one three")).unwrap();
    let mut b = a.clone();
    a.edit(actor(1), &meta(""), &card::splice_notes(4, 0, "two ")).unwrap();
    let eb = b
        .edit(
            actor(2),
            &meta(""),
            &[Edit::Put { path: path(["notes"]), value: Value::Text("one three four é".into()) }],
        )
        .unwrap();
    a = merge(&a, &eb.chunks);
    assert_eq!(a.state().text("notes"), "one two three four é");
    assert!(a.state().clashes().is_empty());
    let beyond = a.edit(actor(1), &meta(""), &card::splice_notes(90, 0, "x"));
    assert!(matches!(beyond, Err(Fault::OutsideText(_))));
    let len = a.state().text("notes").chars().count();
    a.edit(actor(1), &meta(""), &card::splice_notes(len, 0, "!")).unwrap();
    assert_eq!(a.state().text("notes"), "one two three four é!");
}

#[test]
fn undo_takes_back_only_what_nobody_changed_since_and_names_the_rest() {
    let (mut a, _) = new_card();
    let edits =
        [card::set_title("New words"), card::set_due("2026-12-01"), card::splice_notes(0, 0, "typed")]
            .concat();
    let mine = a.edit(actor(1), &meta(""), &edits).unwrap();
    let json = serde_json::to_string(&mine.inverse).unwrap();
    let mine_inverse: Vec<Inverse> = serde_json::from_str(&json).unwrap();
    assert_eq!(mine_inverse, mine.inverse);

    let mut b = a.clone();
    let theirs = b.edit(actor(2), &meta(""), &card::set_due("2026-12-02")).unwrap();
    a = merge(&a, &theirs.chunks);
    let undo = a.undo_edits(&mine.inverse);
    assert_eq!(undo.left, [path(["due"])]);
    let redo = a.edit(actor(1), &meta("undo"), &undo.edits).unwrap();
    assert_eq!(a.state().str("title"), "Fix the hoist");
    assert_eq!(a.state().str("due"), "2026-12-02");
    assert_eq!(a.state().text("notes"), "");

    let again = a.undo_edits(&redo.inverse);
    assert!(again.left.is_empty());
    a.edit(actor(1), &meta("redo"), &again.edits).unwrap();
    assert_eq!((a.state().str("title"), a.state().text("notes")), ("New words", "typed"));
    // The first inverse is spent: its change is no longer the visible writer.
    assert!(a.undo_edits(&mine.inverse).left.contains(&path(["title"])));
}

#[test]
fn undo_of_typing_stops_when_somebody_else_typed_there() {
    let (mut a, _) = new_card();
    let one = a.edit(actor(1), &meta(""), &card::splice_notes(0, 0, "ab")).unwrap();
    let two = a.edit(actor(1), &meta(""), &card::splice_notes(2, 0, "cd")).unwrap();
    let both = [one.inverse, two.inverse].concat();
    let undo = a.undo_edits(&both);
    assert_eq!((undo.edits.len(), undo.left.len()), (1, 0));
    let mut b = a.clone();
    let other = b.edit(actor(2), &meta(""), &card::splice_notes(0, 0, "X")).unwrap();
    a = merge(&a, &other.chunks);
    let undo = a.undo_edits(&both);
    assert_eq!((undo.edits.len(), undo.left), (0, vec![path(["notes"])]));
}

#[test]
fn undo_of_a_removed_item_brings_it_back_in_place() {
    let (mut a, _) = new_card();
    let made = a.edit(actor(1), &meta(""), &card::add_check("x", "Ring estates", "V")).unwrap();
    let gone = a.edit(actor(1), &meta(""), &card::remove_check("x")).unwrap();
    let undo = a.undo_edits(&gone.inverse);
    assert!(undo.left.is_empty());
    a.edit(actor(1), &meta(""), &undo.edits).unwrap();
    let item = &card::read(a.state()).checklist[0];
    assert_eq!((item.text.as_str(), item.done, item.rank.as_str()), ("Ring estates", false, "V"));
    // The item is as it was made, so making it can be taken back too.
    let undo = a.undo_edits(&made.inverse);
    assert!(undo.left.is_empty());
    a.edit(actor(1), &meta(""), &undo.edits).unwrap();
    assert!(card::read(a.state()).checklist.is_empty());
}

#[test]
fn a_write_that_changes_nothing_makes_no_change() {
    let (mut a, _) = new_card();
    let heads = a.heads();
    let same = a.edit(actor(1), &meta(""), &card::set_title("Fix the hoist")).unwrap();
    assert!(same.chunks.is_empty() && same.inverse.is_empty());
    assert_eq!(a.heads(), heads);
}

#[test]
fn a_refused_write_leaves_the_record_as_it_was() {
    let (mut a, _) = new_card();
    let before = a.clone();
    let long = "x".repeat(4_001);
    for edits in [
        card::set_title(&long),
        vec![Edit::put(["title"], 7_i64)],
        vec![Edit::put(["deleted_at"], "tomorrow")],
        vec![Edit::put(["title", "inside"], "x")],
        vec![Edit::Put { path: vec![], value: "x".into() }],
        vec![Edit::put(["due"], "2026-12-01"), Edit::splice(["notes"], 5, 0, "x")],
        vec![Edit::put(["size"], f64::NAN)],
        [card::splice_notes(0, 0, &"x".repeat(3_999)), card::splice_notes(0, 0, "xx")].concat(),
    ] {
        assert!(a.edit(actor(1), &meta(""), &edits).is_err());
        assert_eq!(a.state(), before.state());
        assert_eq!(a.heads(), before.heads());
    }
    let fault = a.edit(actor(1), &meta(""), &[Edit::put(["Mr Smith 943 476 5919"], f64::NAN)]).unwrap_err();
    assert!(!format!("{fault} {fault:?} {a:?}").contains("Smith"), "typed words reached an error: {fault}");
}

#[test]
fn unknown_keys_and_kinds_are_kept() {
    use huddle_core::kind::Kind;
    let mut env = envelope(Kind::parse("bed_plan"), id(7));
    env.schema = 9;
    let (mut doc, first) =
        Doc::create(&env, actor(1), &meta(""), &[Edit::put(["new_thing"], 3_i64)]).unwrap();
    doc.edit(actor(1), &meta(""), &[Edit::put(["more", "inside"], "x")]).unwrap();
    let got =
        receive(None, &Frame { doc: id(7), ward: WARD }, &bytes(&first), &Limits::default(), &|_| Ok(()))
            .unwrap();
    let got = got.doc.unwrap();
    assert_eq!(got.state().env.kind.as_str(), "bed_plan");
    assert_eq!(got.state().int("new_thing"), Some(3));
}

#[test]
fn a_value_written_whole_is_not_written_inside() {
    let (mut a, _) = new_card();
    a.edit(actor(1), &meta(""), &card::comment("c", "rang twice", None, 5)).unwrap();
    let inside = a.edit(actor(1), &meta(""), &[Edit::put(["comments", "c", "text"], "never rang")]);
    assert!(matches!(inside, Err(Fault::Schema { .. })));
    // Taken away and brought back, it is one value again and wins or clashes as one.
    let gone = a.edit(actor(1), &meta(""), &card::remove_comment("c")).unwrap();
    let back = a.undo_edits(&gone.inverse);
    assert!(
        matches!(&back.edits[..], [Edit::Put { path: p, value: Value::Map(_) }] if *p == path(["comments", "c"]))
    );
    a.edit(actor(1), &meta(""), &back.edits).unwrap();
    assert_eq!(card::read(a.state()).comments[0].text, "rang twice");
}

#[test]
fn an_emptied_container_does_not_clash_with_one_that_says_something() {
    let bare = envelope(huddle_core::kind::Kind::parse("plain"), id(8));
    let (mut a, _) = Doc::create(&bare, actor(9), &meta(""), &[]).unwrap();
    let mut b = a.clone();
    let put = |s: &str| vec![Edit::put(["x"], Value::map([("word", Value::from(s))]))];
    a.edit(actor(1), &meta(""), &put("mine")).unwrap();
    a.edit(actor(1), &meta(""), &[Edit::remove(["x"])]).unwrap();
    let eb = b.edit(actor(2), &meta(""), &put("theirs")).unwrap();
    a = merge(&a, &eb.chunks);
    assert_eq!(a.state().root.get("x").map(|n| n.str("word")), Some("theirs"));
    assert!(a.state().clashes().is_empty());
    // What is written next goes into the map that shows.
    a.edit(actor(1), &meta(""), &[Edit::put(["x", "more"], "words")]).unwrap();
    assert_eq!(a.state().root.get("x").map(|n| (n.str("word"), n.str("more"))), Some(("theirs", "words")));
}

#[test]
fn choosing_the_value_that_shows_anyway_is_a_choice() {
    let (mut a, _) = new_card();
    let mut b = a.clone();
    a.edit(actor(1), &meta(""), &card::set_title("one")).unwrap();
    let eb = b.edit(actor(2), &meta(""), &card::set_title("two")).unwrap();
    a = merge(&a, &eb.chunks);
    let mut c = a.clone();
    let shown = a.state().str("title").to_owned();
    // One person keeps what shows; another, who saw the same clash, writes something new.
    let keep = a.settle(&path(["title"]), 0);
    a.edit(actor(1), &meta(""), &keep).unwrap();
    let ec = c.edit(actor(3), &meta(""), &card::set_title("three")).unwrap();
    a = merge(&a, &ec.chunks);
    let (_, values) = a.state().clashes().remove(0);
    let words: Vec<&str> = values.iter().filter_map(Node::as_str).collect();
    assert!(words.contains(&"three") && words.contains(&shown.as_str()), "the choice was lost: {words:?}");
}

#[test]
fn a_write_too_large_for_one_change_is_refused_whole() {
    let (mut a, _) = new_card();
    let before = a.clone();
    let long = "x".repeat(4_000);
    let many: Vec<Edit> = (0..6)
        .map(|i| Edit::Put { path: path(["more", &format!("t{i}")]), value: Value::Text(long.clone()) })
        .collect();
    assert_eq!(a.edit(actor(1), &meta(""), &many).unwrap_err(), Fault::TooLarge);
    assert_eq!(a.heads(), before.heads());
    a.edit(actor(1), &meta(""), &many[..4]).unwrap();
}
