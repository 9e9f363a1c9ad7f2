//! Golden drawings: the same readings give the same bytes, in every theme and size.
//!
//! `UPDATE_GOLDEN=1` writes them anew; look at what changed before keeping it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what went wrong by failing")]

use chrono::{Days, NaiveDate};
use huddle_spc::chart::*;
use huddle_spc::draw::*;
use std::path::PathBuf;

fn monday(week: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 11, 24).unwrap().checked_add_days(Days::new(7 * week)).unwrap()
}

/// A ward-like series from a fixed recurrence: no randomness, no clock.
fn wave(count: u64, middle: f64, spread: f64, seed: u64) -> Vec<f64> {
    let mut state = seed;
    (0..count)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            middle + ((state >> 33) as f64 / f64::from(1u32 << 31) - 0.5) * 2.0 * spread
        })
        .collect()
}

fn weekly(values: &[f64], decimals: i32) -> Vec<Point> {
    let scale = 10_f64.powi(decimals);
    values
        .iter()
        .enumerate()
        .map(|(i, v)| {
            let date = monday(i as u64);
            Point::measured(format!("weekly:{date}"), date, (v * scale).round() / scale)
        })
        .collect()
}

/// A year of falls with two gaps, a spell nothing was entered in, one reading set aside, a target, changes.
fn falls() -> Series {
    let mut points = weekly(&wave(52, 11.0, 6.0, 7), 0);
    points[9] = Point::not_measured(points[9].key.clone(), points[9].date, "too_busy");
    points[30].ghost = true;
    points.drain(18..24);
    Series {
        unit: "falls".to_owned(),
        natural: Natural::NotBelowZero,
        direction: Direction::Decrease,
        targets: vec![Target { from: None, value: 8.0 }],
        changes: vec![
            Change {
                date: monday(12),
                kind: ChangeKind::TestStarted,
                text: "Low beds in bay 3 & 4".to_owned(),
            },
            Change {
                date: monday(33),
                kind: ChangeKind::NewLimits,
                text: "New falls <assessment>".to_owned(),
            },
        ],
        ..Series::new("Falls", Frequency::Weekly, points)
    }
}

fn observations() -> Series {
    Series {
        unit: "%".to_owned(),
        natural: Natural::Percent,
        direction: Direction::Increase,
        decimals: 1,
        targets: vec![Target { from: None, value: 95.0 }],
        ..Series::new("Observations on time", Frequency::Weekly, weekly(&wave(26, 92.0, 5.0, 3), 1))
    }
}

fn daily_quarter() -> Series {
    let points = wave(90, 62.0, 24.0, 11)
        .into_iter()
        .enumerate()
        .map(|(i, v)| {
            let date = monday(0).checked_add_days(Days::new(i as u64)).unwrap();
            Point::measured(format!("daily:{date}"), date, v.round())
        })
        .collect();
    Series {
        unit: "hours".to_owned(),
        natural: Natural::NotBelowZero,
        ..Series::new("Temporary staff hours", Frequency::Daily, points)
    }
}

fn few() -> Series {
    Series {
        natural: Natural::NotBelowZero,
        ..Series::new("Missed breaks", Frequency::Weekly, weekly(&[4.0, 6.0, 5.0, 3.0, 7.0], 0))
    }
}

fn signals() -> Series {
    let mut values = wave(14, 40.0, 4.0, 5);
    values.extend([48.0, 47.0, 49.0, 46.0, 48.0, 47.0, 50.0, 60.0, 22.0, 41.0, 12.0]);
    Series {
        direction: Direction::Increase,
        unit: "%".to_owned(),
        natural: Natural::Percent,
        ..Series::new("Home before midday", Frequency::Weekly, weekly(&values, 0))
    }
}

fn check(name: &str, drawing: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(format!("{name}.svg"));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, drawing).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == drawing, "{name}.svg differs from the kept drawing; UPDATE_GOLDEN=1 writes it anew");
}

fn scene_of(series: &Series, prefix: &str) -> Scene {
    scene(&analyse(series, &Options { signals: true, ..Options::default() }), prefix)
}

#[test]
fn full_charts_in_every_theme() {
    for theme in Theme::ALL {
        let size = if theme == Theme::Wall { Size::Full { width: 1200, height: 640 } } else { Size::PAGE };
        check(&format!("falls_{}", theme.as_str()), &svg(&scene_of(&falls(), "falls"), theme, size));
    }
}

#[test]
fn thumbnails_and_sparklines() {
    for (name, series) in
        [("falls", falls()), ("observations", observations()), ("hours", daily_quarter()), ("few", few())]
    {
        let scene = scene_of(&series, name);
        check(&format!("{name}_thumbnail"), &svg(&scene, Theme::Light, Size::Thumbnail));
        check(&format!("{name}_sparkline"), &svg(&scene, Theme::Light, Size::Sparkline));
    }
}

#[test]
fn other_full_charts() {
    for (name, series) in [("observations", observations()), ("hours", daily_quarter()), ("few", few())] {
        check(&format!("{name}_page"), &svg(&scene_of(&series, name), Theme::Light, Size::PAGE));
    }
    let empty = Series::new("Call bell in reach", Frequency::Daily, Vec::new());
    check("empty_page", &svg(&scene_of(&empty, "empty"), Theme::Light, Size::PAGE));
    check("empty_thumbnail", &svg(&scene_of(&empty, "empty"), Theme::Dark, Size::Thumbnail));
    check("empty_sparkline", &svg(&scene_of(&empty, "empty"), Theme::Dark, Size::Sparkline));
    let narrow = Size::Full { width: 320, height: 200 };
    check("observations_narrow", &svg(&scene_of(&observations(), "n"), Theme::Light, narrow));
}

#[test]
fn signals_differ_in_shape_once_they_are_asked_for() {
    for theme in [Theme::Light, Theme::Night, Theme::Print] {
        let analysis = analyse(&signals(), &Options { signals: true, ..Options::default() });
        check(&format!("signals_{}", theme.as_str()), &svg(&scene(&analysis, "s"), theme, Size::PAGE));
    }
    let quiet = scene(&analyse(&signals(), &Options::default()), "s");
    assert!(quiet.marks.iter().all(|m| m.kind == MarkKind::Plain), "nothing is judged unless asked");
}
