//! Every kind writes through its intents, reads back what it wrote, and survives the front door.
//!
//! Over 400 lines because it is one list of every kind: what has no test here has none.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::*;
use huddle_core::kind::Kind;
use huddle_doc::kinds::*;
use huddle_doc::*;
use uuid::Uuid;

const TILE: Uuid = Uuid::from_u128(0x77);
const OTHER: Uuid = Uuid::from_u128(0x78);

/// Begins a record of a kind, writes `edits`, and takes the bytes in as another PC would.
fn round(kind: Kind, edits: &[Edit]) -> Doc {
    let env = envelope(kind.clone(), id(40));
    let (mut doc, mut chunks) = if is_derived(&kind) {
        Doc::create_derived(&env).unwrap()
    } else {
        Doc::create(&env, actor(1), &meta("start"), &[]).unwrap()
    };
    chunks.extend(doc.edit(actor(1), &meta("write"), edits).unwrap().chunks);
    let frame = Frame { doc: id(40), ward: WARD };
    let got = receive(None, &frame, &bytes(&chunks), &Limits::default(), &|_| Ok(())).unwrap();
    let got = got.doc.unwrap();
    assert_eq!(got.state(), doc.state());
    got
}

#[test]
fn a_ward() {
    let new = ward::NewWard {
        name: "Ward 6A".into(),
        beds: Some(24),
        day_start: "07:30".into(),
        ..Default::default()
    };
    let tile = ward::Tile {
        id: TILE,
        initials: "SM".into(),
        role: "hca".into(),
        active: true,
        ..Default::default()
    };
    let cross =
        ward::Cross { key: "falls".into(), label: "Falls".into(), active: true, ..Default::default() };
    let edits = [
        ward::start(&new, 1),
        ward::add_tile(&tile),
        ward::set_tile_line(TILE, "initials", "SMc"),
        ward::add_cross(&cross),
        ward::set_cross_line("falls", "last_known", "2026-08-01"),
        ward::set_cross_switch("falls", "wall", true),
        ward::set_lane_line("quality", "label", "Safe care"),
        ward::move_lane("quality", "V"),
        ward::hide_lane("cost", true),
        ward::set_lane_status("quality", "watch", "two short", Some(TILE), 9),
        ward::hide_section("checkin", true),
        ward::move_section("staffing", "B"),
        ward::set_setting("sound", Scalar::Bool(false)),
        ward::set_line("site", "St Elsewhere"),
        ward::set_line("beds", "not a line"),
    ]
    .concat();
    let w = ward::read(round(Kind::Ward, &edits).state());
    assert_eq!((w.name.as_str(), w.beds, w.site.as_str()), ("Ward 6A", Some(24), "St Elsewhere"));
    assert_eq!((w.tiles.len(), w.tiles[0].initials.as_str(), w.tiles[0].active), (1, "SMc", true));
    assert_eq!((w.crosses[0].last_known.as_str(), w.crosses[0].wall), ("2026-08-01", true));
    assert_eq!(w.lanes.iter().map(|l| l.key.as_str()).collect::<Vec<_>>(), ["cost", "quality"]);
    assert_eq!(w.lane_status["quality"].by, Some(TILE));
    assert!(w.sections["checkin"].hidden);
    assert_eq!(w.settings["sound"], Scalar::Bool(false));
}

#[test]
fn a_card() {
    let edits = [
        card::set_title("Hoist"),
        card::set_owner(Some(TILE)),
        card::set_helper(OTHER, true),
        card::set_helper(TILE, true),
        card::set_helper(OTHER, false),
        card::add_check("b", "second", "B"),
        card::add_check("a", "first", "A"),
        card::move_check("a", "C"),
        card::tick("b", true),
        card::comment("c", "rang twice", Some(TILE), 5),
        card::link("l", "measure", "x", "Falls"),
        card::me_too(TILE, true),
        card::set_line("why", "skin"),
        card::put_away(7),
    ]
    .concat();
    let mut doc = round(Kind::Card, &edits);
    let c = card::read(doc.state());
    assert_eq!((c.owner, c.helpers.clone(), c.me_too.clone()), (Some(TILE), vec![TILE], vec![TILE]));
    assert_eq!(
        c.checklist.iter().map(|i| (i.text.as_str(), i.done)).collect::<Vec<_>>(),
        [("second", true), ("first", false)]
    );
    assert_eq!(
        (c.comments[0].text.as_str(), c.comments[0].by, c.comments[0].at),
        ("rang twice", Some(TILE), Some(5))
    );
    assert_eq!((c.links[0].kind.as_str(), c.why.as_str(), c.archived_at), ("measure", "skin", Some(7)));
    doc.edit(
        actor(1),
        &meta(""),
        &[card::bring_back(), card::set_owner(None), card::remove_comment("c")].concat(),
    )
    .unwrap();
    let c = card::read(doc.state());
    assert_eq!((c.archived_at, c.owner, c.comments.len()), (None, None, 0));
}

#[test]
fn a_huddle() {
    let plan = huddle::Plan {
        date: "2026-11-22".into(),
        shift: "day".into(),
        template: "T1".into(),
        ordinal: 1,
        ..Default::default()
    };
    let action = huddle::Action {
        id: TILE,
        text: "Ring estates".into(),
        owner: Some(OTHER),
        state: "open".into(),
        raised_at: Some(3),
        ..Default::default()
    };
    let edits = [
        huddle::plan(&plan),
        huddle::start(Some(TILE), false, "staffing,risks", 2),
        huddle::set_present("hca", 3),
        huddle::answer("staffing", "raised", Some(TILE), 4),
        huddle::splice_section("staffing", 0, 0, "one short"),
        huddle::set_flag("shortfall", true, "site", Some(TILE), 5),
        huddle::set_number("staffing.rn_planned", Some(4.0)),
        huddle::set_number("staffing.rn", Some(3.5)),
        huddle::add_action(&action),
        huddle::set_action_state(TILE, "done", Some((Some(OTHER), 8))),
        huddle::link_action(TILE, "card", OTHER),
        huddle::park("p", "car park", None, 6),
        huddle::set_next_lead(Some(OTHER)),
        huddle::pause("risks", 7),
        huddle::finish("held", true, "thank you", 9),
    ]
    .concat();
    let h = huddle::read(round(Kind::Huddle, &edits).state());
    assert_eq!(
        (h.date.as_str(), h.led_by, h.outcome.as_str(), h.read_back),
        ("2026-11-22", Some(TILE), "held", true)
    );
    assert_eq!((h.present["hca"], h.numbers["staffing.rn"], h.numbers["staffing.rn_planned"]), (3, 3.5, 4.0));
    assert_eq!(
        (h.section_text["staffing"].as_str(), h.sections["staffing"].state.as_str()),
        ("one short", "raised")
    );
    let a = &h.actions[0];
    assert_eq!(
        (a.state.as_str(), a.done_by, a.done_at, a.card, a.owner),
        ("done", Some(OTHER), Some(8), Some(OTHER), Some(OTHER))
    );
    assert_eq!((h.flags["shortfall"].told.as_str(), h.parked[0].text.as_str()), ("site", "car park"));
    assert_eq!((h.paused_at, h.paused_section.as_str(), h.ended_at), (None, "", Some(9)));
    assert_eq!(h.next_lead, Some(OTHER));
    let n = huddle::read(round(Kind::Huddle, &huddle::not_held("staffing")).state());
    assert_eq!((n.outcome.as_str(), n.not_held_reason.as_str()), ("not_held", "staffing"));
}

#[test]
fn a_notice_an_escalation_and_an_idea() {
    let edits = [
        notice::start("need_to_know", "Lift 2 is out", Some(TILE), "", Some(9)),
        notice::set_expiry(None),
        notice::end(8),
    ]
    .concat();
    let n = notice::read(round(Kind::Notice, &edits).state());
    assert_eq!(
        (n.text.as_str(), n.from, n.expires_at, n.ended_at),
        ("Lift 2 is out", Some(TILE), None, Some(8))
    );

    let e = escalation::Escalation {
        to: "estates".into(),
        need: "a hoist".into(),
        told_at: Some(3),
        raised_by: Some(TILE),
        ..Default::default()
    };
    let edits = [
        escalation::start(&e),
        escalation::answer("tomorrow", "Pat, estates", 4),
        escalation::close("partly", Some(OTHER), 5),
    ]
    .concat();
    let e = escalation::read(round(Kind::Escalation, &edits).state());
    assert_eq!(
        (e.state.as_str(), e.answer.as_str(), e.rating.as_str(), e.closed_by),
        ("closed", "tomorrow", "partly", Some(OTHER))
    );

    let i = idea::Idea { text: "Move the printer".into(), ..Default::default() };
    let edits =
        [idea::start(&i), idea::me_too(TILE, true), idea::reply("trying", "from Monday", "", Some(OTHER), 6)]
            .concat();
    let i = idea::read(round(Kind::Idea, &edits).state());
    assert_eq!(
        (i.state.as_str(), i.me_too, i.raised_by, i.replied_by),
        ("trying", vec![TILE], None, Some(OTHER))
    );
}

#[test]
fn a_procedure() {
    let step = |n: u128, rank: &str, action: &str| standard_work::Step {
        id: Uuid::from_u128(n),
        rank: rank.into(),
        action: action.into(),
        ..Default::default()
    };
    let v = standard_work::Version {
        id: TILE,
        number: Some(1),
        status: "draft".into(),
        steps: vec![step(2, "B", "Wash"), step(1, "A", "Ask")],
        ..Default::default()
    };
    let edits = [
        standard_work::start("Hand washing"),
        standard_work::add_version(&v),
        standard_work::add_step(TILE, &step(3, "C", "Dry")),
        standard_work::set_step_line(TILE, Uuid::from_u128(3), "rank", "AA"),
        standard_work::set_step_minutes(TILE, Uuid::from_u128(2), Some(2)),
        standard_work::set_step_warning(TILE, Uuid::from_u128(2), true),
        standard_work::set_version_line(TILE, "purpose", "clean hands"),
        standard_work::set_status(TILE, "current"),
        standard_work::remove_step(TILE, Uuid::from_u128(1)),
        standard_work::acknowledge(OTHER, 1),
    ]
    .concat();
    let w = standard_work::read(round(Kind::StandardWork, &edits).state());
    let v = &w.versions[0];
    assert_eq!((v.status.as_str(), v.purpose.as_str(), v.number), ("current", "clean hands", Some(1)));
    assert_eq!(
        v.steps.iter().map(|s| (s.action.as_str(), s.minutes, s.warning)).collect::<Vec<_>>(),
        [("Dry", None, false), ("Wash", Some(2), true)]
    );
    assert_eq!(w.acknowledged[&OTHER], 1);
}

#[test]
fn a_measure_its_readings_and_a_cross() {
    let m = measure::Measure {
        name: "Falls".into(),
        frequency: "daily".into(),
        target: Some(95.0),
        decimals: Some(1),
        ..Default::default()
    };
    let edits = [
        measure::start(&m),
        measure::set_target(Some(96.5)),
        measure::note_change("x", "2026-11-01", "new rounds", "falls", Some(TILE)),
    ]
    .concat();
    let m = measure::read(round(Kind::Measure, &edits).state());
    assert_eq!(
        (m.name.as_str(), m.target, m.decimals, m.changes[0].by),
        ("Falls", Some(96.5), Some(1), Some(TILE))
    );

    let p = readings::Point {
        n: Some(3.0),
        d: Some(20.0),
        plan: Some(4.0),
        by: Some(TILE),
        at: Some(2),
        late: true,
        from_paper: true,
        ..Default::default()
    };
    let q = readings::Point { not_measured: "no_time".into(), ..Default::default() };
    let edits = [
        readings::plan(TILE, 2026),
        readings::enter("daily:2026-11-22", &p),
        readings::enter("daily:2026-11-21", &q),
        readings::enter("daily:2026-11-20", &q),
        readings::remove("daily:2026-11-20"),
    ]
    .concat();
    let r = readings::read(round(Kind::Readings, &edits).state());
    assert_eq!((r.measure, r.year, r.points.len()), (Some(TILE), Some(2026), 2));
    assert_eq!(r.points["daily:2026-11-22"], p);
    assert_eq!(r.points["daily:2026-11-21"].not_measured, "no_time");

    let d = cross::Day {
        state: "harm".into(),
        count: Some(1),
        not_reported: true,
        by: Some(TILE),
        at: Some(2),
        from_paper: true,
        ..Default::default()
    };
    let edits = [
        cross::plan("falls", 2026),
        cross::mark("2026-11-22", &d),
        cross::mark("2026-11-21", &d),
        cross::unmark("2026-11-21"),
    ]
    .concat();
    let c = cross::read(round(Kind::Cross, &edits).state());
    assert_eq!((c.cross.as_str(), c.days.len(), &c.days["2026-11-22"]), ("falls", 1, &d));
}

#[test]
fn a_week() {
    let parts =
        BTreeMap::from([("lines".to_owned(), "three".to_owned()), ("at".to_owned(), "no".to_owned())]);
    let edits = [
        week::plan("2026-11-16"),
        week::set_line(2, "we tried it"),
        week::set_line(4, "no"),
        week::freeze(1, &parts, Some(TILE), 5),
    ]
    .concat();
    let w = week::read(round(Kind::Week, &edits).state());
    assert_eq!((w.monday.as_str(), w.version), ("2026-11-16", Some(1)));
    assert_eq!(w.lines, ["", "we tried it", ""]);
    assert_eq!((w.frozen[&1].parts.len(), w.frozen[&1].at), (1, Some(5)));
}

#[test]
fn a_project() {
    let new = project::Project {
        name: "Home by midday".into(),
        aim: "Half the wait".into(),
        event_start: "2026-09-14".into(),
        event_end: "2026-09-18".into(),
        check_120: true,
        ..Default::default()
    };
    let baseline = |x: f64| project::Baseline {
        value: Some(x),
        n: Some(20),
        on: "2026-09-02".into(),
        by: Some(TILE),
        at: Some(1),
    };
    let line = |id: &str, name: &str, rank: &str| project::Line {
        id: id.into(),
        name: name.into(),
        unit: "minutes".into(),
        direction: "down".into(),
        rank: rank.into(),
        target: Some(60.0),
        measure: Some(OTHER),
        baseline: baseline(190.0),
        ..Default::default()
    };
    let found = |check: &str, line: &str| project::Found {
        check: check.into(),
        line: line.into(),
        value: Some(96.0),
        on: "2026-10-19".into(),
        at: Some(3),
        ..Default::default()
    };
    let change = project::Change {
        id: "c".into(),
        what: "target".into(),
        line: "a".into(),
        name: "Wait".into(),
        was: "60".into(),
        now: "70".into(),
        why: "Two rounds".into(),
        by: Some(TILE),
        at: Some(4),
    };
    let edits = [
        project::start(&new),
        project::set_line("team", "two nurses"),
        project::set_line("event_start", "not a line"),
        project::set_lead(Some(TILE)),
        project::set_patient_voice(true),
        project::add_measure(&line("b", "Phone", "B")),
        project::add_measure(&line("a", "Wait", "A")),
        project::add_measure(&line("z", "Gone", "C")),
        project::set_measure_line("b", "name", "On the phone"),
        project::set_measure_line("b", "rank", "not a line"),
        project::set_baseline("b", &baseline(55.0)),
        project::set_target("b", None),
        project::set_measure_link("b", None),
        project::find(&found("30", "a")),
        project::find(&found("30", "z")),
        project::find(&found("60", "a")),
        project::unfind("60", "a"),
        project::hold("30", Some(("partly", "not at weekends")), Some(TILE), 5),
        project::hold("60", Some(("yes", "")), None, 6),
        project::hold("60", None, None, 7),
        project::note_change(&change),
        project::set_stopped(Some(("moved ward", 9))),
    ]
    .concat();
    let mut doc = round(Kind::Project, &edits);
    let p = project::read(doc.state());
    assert_eq!(
        (p.name.as_str(), p.team.as_str(), p.event_start.as_str()),
        ("Home by midday", "two nurses", "2026-09-14")
    );
    assert_eq!((p.lead, p.patient_voice, p.check_120), (Some(TILE), true, true));
    assert_eq!(
        p.measures.iter().map(|m| m.name.as_str()).collect::<Vec<_>>(),
        ["Wait", "On the phone", "Gone"]
    );
    assert_eq!((p.measures[0].baseline.clone(), p.measures[0].target), (baseline(190.0), Some(60.0)));
    assert_eq!(
        (p.measures[1].baseline.value, p.measures[1].target, p.measures[1].measure),
        (Some(55.0), None, None)
    );
    assert_eq!((p.found.len(), &p.found[0]), (2, &found("30", "a")));
    assert_eq!(p.held.len(), 1);
    assert_eq!(
        (p.held[0].word.as_str(), p.held[0].note.as_str(), p.held[0].by),
        ("partly", "not at weekends", Some(TILE))
    );
    assert_eq!(p.changes, [change]);
    assert_eq!((p.stopped_at, p.stopped_why.as_str()), (Some(9), "moved ward"));
    // A measure taken off is gone from the list; what was found of it stays and comes back with it.
    let gone = doc.edit(actor(1), &meta(""), &project::remove_measure("z")).unwrap();
    assert_eq!(project::read(doc.state()).measures.len(), 2);
    let back = doc.undo_edits(&gone.inverse).edits;
    doc.edit(actor(1), &meta(""), &[back, project::set_stopped(None), project::set_event("", "")].concat())
        .unwrap();
    let p = project::read(doc.state());
    assert_eq!((p.measures.len(), p.stopped_at, p.event_end.as_str()), (3, None, ""));
    assert_eq!(p.measures[2].baseline, baseline(190.0), "with the number before");
}

#[test]
fn a_number_of_one_check_entered_twice_apart_is_one_clash_and_other_measures_are_none() {
    let env = envelope(Kind::Project, id(43));
    let line = |id: &str| project::Line { id: id.into(), name: id.into(), ..Default::default() };
    let begun = [project::add_measure(&line("a")), project::add_measure(&line("b"))].concat();
    let (mut a, first) = Doc::create(&env, actor(1), &meta("start"), &begun).unwrap();
    let frame = Frame { doc: id(43), ward: WARD };
    let mut b = receive(None, &frame, &bytes(&first), &Limits::default(), &|_| Ok(())).unwrap().doc.unwrap();
    let found = |line: &str, x: f64| {
        project::find(&project::Found {
            check: "30".into(),
            line: line.into(),
            value: Some(x),
            ..Default::default()
        })
    };
    let ea = a.edit(actor(1), &meta(""), &[found("a", 1.0), found("b", 5.0)].concat()).unwrap();
    let eb = b.edit(actor(2), &meta(""), &found("a", 2.0)).unwrap();
    a = merge(&a, &eb.chunks);
    b = merge(&b, &ea.chunks);
    assert_eq!(a.state(), b.state());
    let p = project::read(a.state());
    assert_eq!(p.clashes.len(), 1);
    assert_eq!(p.clashes[0].0, path(["found", "30:a"]));
    assert_eq!(p.found.len(), 2);
}

#[test]
fn two_readings_of_one_day_are_one_clash_and_never_a_mixture() {
    let env = envelope(Kind::Readings, id(41));
    let (mut a, _) = Doc::create_derived(&env).unwrap();
    let (mut b, _) = Doc::create_derived(&env).unwrap();
    let day = "daily:2026-11-22";
    let pa = readings::Point { n: Some(1.0), d: Some(10.0), by: Some(TILE), ..Default::default() };
    let pb = readings::Point { n: Some(2.0), d: Some(12.0), by: Some(OTHER), ..Default::default() };
    let ea = a.edit(actor(1), &meta(""), &readings::enter(day, &pa)).unwrap();
    let eb = b.edit(actor(2), &meta(""), &readings::enter(day, &pb)).unwrap();
    a = merge(&a, &eb.chunks);
    b = merge(&b, &ea.chunks);
    assert_eq!(a.state(), b.state());
    let r = readings::read(a.state());
    assert_eq!(r.clashes.len(), 1, "one clash, not one per field");
    assert_eq!(r.clashes[0].0, path(["points", day]));
    let seen = &r.points[day];
    assert!(seen.clash);
    assert!((seen.n, seen.d) == (pa.n, pa.d) || (seen.n, seen.d) == (pb.n, pb.d));
    // Settling keeps one whole reading; undoing what lost says so.
    let settle = a.settle(&path(["points", day]), 1);
    a.edit(actor(1), &meta(""), &settle).unwrap();
    let kept = &readings::read(a.state()).points[day];
    assert!(!kept.clash && kept.n != seen.n);
    assert_eq!(a.undo_edits(&ea.inverse).left, [path(["points", day])]);
}

#[test]
fn no_field_is_declared_twice_and_every_inner_field_has_its_containers() {
    let all = [
        Kind::Ward,
        Kind::Card,
        Kind::Huddle,
        Kind::Notice,
        Kind::StandardWork,
        Kind::Measure,
        Kind::Readings,
        Kind::Cross,
        Kind::Escalation,
        Kind::Idea,
        Kind::Week,
        Kind::Project,
    ];
    for kind in all {
        let known: Vec<_> =
            schema::ENVELOPE.iter().chain(schema::fields(&kind).iter().copied().flatten()).collect();
        let paths: BTreeSet<_> = known.iter().map(|(p, _)| *p).collect();
        assert_eq!(paths.len(), known.len(), "{kind:?} declares a field twice");
        assert!(!schema::fields(&kind).is_empty());
        for (p, _) in &known {
            for n in 1..p.len() {
                let around = known.iter().find(|(q, _)| *q == &p[..n]);
                assert!(
                    matches!(around, Some((_, schema::Field::Map | schema::Field::Whole))),
                    "{kind:?}: {p:?} has no declared container"
                );
            }
        }
    }
}
