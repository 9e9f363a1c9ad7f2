//! The small chart of an improvement project's measure: what is drawn, what is said, and what is not.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what went wrong by failing")]

use huddle_spc::chart::Natural;
use huddle_spc::draw::*;

const DRAWN: Size = Size::Full { width: 480, height: 230 };

fn wait<'a>(checks: Vec<(u32, Found<'a>)>) -> Checks<'a> {
    Checks {
        title: "Wait for medicines",
        unit: "minutes",
        natural: Natural::Any,
        before: 190.0,
        target: Some(60.0),
        checks,
    }
}

fn drawn(of: &Checks<'_>) -> String {
    svg(&checks(of, "p"), Theme::Light, DRAWN)
}

#[test]
fn before_target_and_checks_are_drawn_and_told() {
    let of = wait(vec![
        (30, Found::Value(96.5)),
        (60, Found::NotMeasured("no_time")),
        (90, Found::Open),
        (120, Found::Value(100.0)),
    ]);
    let scene = checks(&of, "p");
    assert_eq!(
        scene.description,
        "Before 190 minutes. Target 60 minutes. After 30 days 96.5 minutes. After 60 days not measured (no time). \
         After 90 days nothing filled in. After 120 days 100 minutes."
    );
    let kinds: Vec<MarkKind> = scene.marks.iter().map(|m| m.kind).collect();
    assert_eq!(
        kinds,
        [MarkKind::Plain, MarkKind::Plain, MarkKind::NotMeasured, MarkKind::Nothing, MarkKind::Plain],
        "a handful of numbers gives no signal"
    );
    assert_eq!(scene.marks.iter().rposition(|m| m.latest), Some(4));
    let picture = drawn(&of);
    for word in [
        ">Before<",
        ">30<",
        ">120<",
        ">before 190<",
        ">target 60<",
        ">minutes<",
        ">not<",
        ">measured<",
        ">entered<",
    ] {
        assert!(picture.contains(word), "{word} is not in the drawing");
    }
    // The same words for whoever does not see it.
    assert!(picture.contains("<desc id=\"p-desc\">Before 190 minutes. Target 60 minutes."));
    for word in ["Better", "Worse", "usual", "average", "No real change"] {
        assert!(!picture.contains(word), "{word} is said of {} numbers", of.checks.len());
    }
    assert_eq!(drawn(&of), picture, "the same numbers give the same bytes");
}

#[test]
fn the_axis_starts_at_nought_so_that_a_small_change_looks_small() {
    let of = Checks { target: None, ..wait(vec![(30, Found::Value(188.0))]) };
    let scene = checks(&of, "p");
    assert_eq!(scene.extent, Some((0.0, 190.0)));
    assert!(scene.description.contains("No target."));
    let below = Checks { before: -4.0, ..of };
    assert_eq!(checks(&below, "p").extent, Some((-4.0, 188.0)));
}

#[test]
fn the_line_breaks_where_nobody_counted() {
    let whole = drawn(&wait(vec![(30, Found::Value(96.0)), (60, Found::Value(90.0))]));
    let broken = drawn(&wait(vec![(30, Found::NotMeasured("other")), (60, Found::Value(90.0))]));
    let joined = |picture: &str| {
        picture.split("<path d=\"").nth(1).map_or(0, |d| d.split('"').next().unwrap().matches('L').count())
    };
    assert_eq!((joined(&whole), joined(&broken)), (2, 0));
}

#[test]
fn a_percentage_and_a_number_that_is_none() {
    let share = Checks {
        unit: "%",
        natural: Natural::Percent,
        before: 41.7,
        target: Some(90.0),
        ..wait(vec![(30, Found::Value(f64::NAN)), (60, Found::Value(100.0))])
    };
    let picture = drawn(&share);
    assert!(picture.contains(">target 90%<") && picture.contains(">before 41.7%<"));
    assert!(!picture.contains("NaN"));
    assert!(checks(&share, "p").description.contains("After 60 days 100%"));
}

#[test]
fn what_people_type_cannot_leave_the_drawing() {
    let of = Checks { title: "<script>\"&", ..wait(vec![(30, Found::Value(1.0))]) };
    let picture = drawn(&of);
    assert!(!picture.contains("<script>") && picture.contains("&lt;script&gt;&quot;&amp;"));
}
