//! How long files take: five formats of one ward, and the pages of eighty.

use crate::weeks::real;
use huddle_core::report::{Format, Reports, WeekReport};
use huddle_report::Press;
use huddle_testkit::chance::{Chance, seed};
use std::time::{Duration, Instant};

/// Unoptimised code is given this much more; the figures are for release.
const SLOWER: u32 = if cfg!(debug_assertions) { 20 } else { 1 };
/// Wards whose files are made one after the other; an odd number, for the one in the middle.
const RUNS: usize = 9;

/// A ward's real week with words, figures and pictures of its own: the typesetter keeps what it has set, and the same
/// week again would measure only that.
fn ward(n: usize, chance: &mut Chance) -> WeekReport {
    let mut w = real();
    w.ward.name = format!("Ward {n}");
    w.ward.id = format!("w-{n}");
    w.lines = w.lines.iter().map(|line| format!("{line} ({n})")).collect();
    w.lines.push(format!("{} patients went home before midday.", chance.below(20)));
    for help in &mut w.help {
        help.ask = format!("{} Asked {} times.", help.ask, 1 + chance.below(9));
        help.days += chance.below(90) as u32;
    }
    for cross in &mut w.crosses {
        cross.days_since = Some(chance.below(400) as u32);
        let gone = chance.below(cross.days.len());
        cross.days.remove(gone);
    }
    for measure in &mut w.measures {
        measure.sentence = format!("{} Seen {} times.", measure.sentence, chance.below(90));
        for reading in &mut measure.readings {
            reading.value = reading.value.map(|v| v + chance.below(40) as f64 / 10.0);
        }
        measure.value = measure.value.map(|v| v + chance.below(40) as f64 / 10.0);
    }
    w
}

/// Makes the five formats of a week and says how long each took.
fn five(w: &WeekReport) -> Vec<(Format, Duration)> {
    let each = |format: &Format| {
        let start = Instant::now();
        assert!(!Press.week(w, *format).unwrap().is_empty());
        (*format, start.elapsed())
    };
    Format::ALL.iter().filter(|f| **f != Format::Week).map(each).collect()
}

fn sum(all: &[(Format, Duration)]) -> Duration {
    all.iter().map(|(_, took)| *took).sum()
}

#[test]
fn five_formats_of_one_ward_and_the_pages_of_eighty() {
    let mut chance = Chance::new(seed(0x80));
    let cold = five(&ward(100, &mut chance));
    assert_eq!(cold.len(), 5);
    let mut warm: Vec<_> = (0..RUNS).map(|n| five(&ward(101 + n, &mut chance))).collect();
    warm.sort_by_key(|all| sum(all));
    let (middle, slowest) = (&warm[RUNS / 2], &warm[RUNS - 1]);
    println!(
        "five formats of one ward: first {:?}, then median of {RUNS} wards {:?}, slowest {:?}: {middle:?}",
        sum(&cold),
        sum(middle),
        sum(slowest)
    );
    assert!(sum(middle) < Duration::from_millis(150) * SLOWER, "{middle:?}");

    let weeks: Vec<_> = (0..80).map(|n| ward(n, &mut chance)).collect();
    let start = Instant::now();
    let bytes: usize = weeks.iter().map(|w| Press.week(w, Format::Pdf).unwrap().len()).sum();
    let took = start.elapsed();
    println!("eighty wards' pages: {took:?}, {} KiB each", bytes / 80 / 1024);
    assert!(took < Duration::from_secs(10) * SLOWER, "{took:?}");
}
