//! How long files take: five formats of one ward, and the pages of eighty.

use crate::weeks::{any, real};
use huddle_core::report::{Format, Reports};
use huddle_report::Press;
use huddle_testkit::chance::{Chance, seed};
use std::time::{Duration, Instant};

/// Unoptimised code is given this much more; the figures are for release.
const SLOWER: u32 = if cfg!(debug_assertions) { 10 } else { 1 };

#[test]
fn five_formats_of_one_ward_and_the_pages_of_eighty() {
    let all = || -> Vec<(Format, Duration)> {
        let each = |format: &Format| {
            let start = Instant::now();
            Press.week(&real(), *format).unwrap();
            (*format, start.elapsed())
        };
        Format::ALL.iter().filter(|f| **f != Format::Week).map(each).collect()
    };
    let cold: Duration = all().iter().map(|(_, took)| *took).sum();
    let mut warm: Vec<Vec<(Format, Duration)>> = (0..5).map(|_| all()).collect();
    warm.sort_by_key(|runs| runs.iter().map(|(_, took)| *took).sum::<Duration>());
    let middle = &warm[2];
    let took: Duration = middle.iter().map(|(_, took)| *took).sum();
    println!("five formats: first {cold:?}, median of five {took:?}: {middle:?}");
    assert!(took < Duration::from_millis(150) * SLOWER, "{took:?}");

    let mut chance = Chance::new(seed(0x80));
    let weeks: Vec<_> = (0..80).map(|_| any(&mut chance)).collect();
    let start = Instant::now();
    let bytes: usize = weeks.iter().map(|w| Press.week(w, Format::Pdf).unwrap().len()).sum();
    let took = start.elapsed();
    println!("eighty wards' pages: {took:?}, {} KiB each", bytes / 80 / 1024);
    assert!(took < Duration::from_secs(10) * SLOWER, "{took:?}");
}
