//! How long judging and drawing a measure takes: `cargo run --release -p huddle-spc --example speed`.
//!
//! Exits 1 where a figure is missed: analysing and drawing 36 points under 200 microseconds, 10,000
//! measures under 3 seconds, on one core.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a command that prints what it measured")]

use chrono::{Days, NaiveDate};
use huddle_spc::chart::{
    Change, ChangeKind, Direction, Frequency, Natural, Options, Point, Series, Target, analyse, sentence,
};
use huddle_spc::draw::{Size, Theme, scene, svg};
use std::time::Instant;

fn measure(seed: u64) -> Series {
    let start = NaiveDate::from_ymd_opt(2025, 1, 6).unwrap();
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let points = (0..36u64)
        .map(|week| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let date = start.checked_add_days(Days::new(7 * week)).unwrap();
            let drift = if week > 24 { 4.0 } else { 0.0 };
            Point::measured(format!("weekly:{date}"), date, 80.0 + drift + ((state >> 33) % 15) as f64)
        })
        .collect();
    Series {
        unit: "%".to_owned(),
        natural: Natural::Percent,
        direction: Direction::Increase,
        targets: vec![Target { from: None, value: 95.0 }],
        changes: vec![Change {
            date: start.checked_add_days(Days::new(70)).unwrap(),
            kind: ChangeKind::TestStarted,
            text: "Two-hourly rounds".to_owned(),
        }],
        ..Series::new("Observations on time", Frequency::Weekly, points)
    }
}

/// Judges, says and draws; gives how much was written, so that nothing is left out by the compiler.
fn whole(series: &Series) -> usize {
    let analysis = analyse(series, &Options { signals: true, ..Options::default() });
    svg(&scene(&analysis, "m"), Theme::Light, Size::PAGE).len() + sentence(&analysis).len()
}

fn main() {
    let measures: Vec<Series> = (0..10_000).map(measure).collect();
    let mut written: usize = measures.iter().take(200).map(whole).sum();
    let mut each: Vec<u128> = Vec::with_capacity(measures.len());
    let all = Instant::now();
    for series in &measures {
        let one = Instant::now();
        written += whole(series);
        each.push(one.elapsed().as_nanos());
    }
    let all = all.elapsed();
    each.sort_unstable();
    let micros = |share: usize| each[(each.len() - 1) * share / 1_000] as f64 / 1_000.0;
    println!(
        "36 points, analysed and drawn: median {:.0} us, p99 {:.0} us; 10,000 measures {:.2} s ({} MB of SVG)",
        micros(500),
        micros(990),
        all.as_secs_f64(),
        written / 1_000_000
    );
    if micros(500) > 200.0 || all.as_secs_f64() > 3.0 {
        println!("missed: 200 us and 3 s are the figures");
        std::process::exit(1);
    }
}
