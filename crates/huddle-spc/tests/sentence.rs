//! What a ward reads under its charts once they are judged.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what went wrong by failing")]

use chrono::{Days, NaiveDate};
use huddle_spc::chart::*;
use huddle_spc::draw::{Size, Theme};

fn monday(week: usize) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 5).unwrap().checked_add_days(Days::new(7 * week as u64)).unwrap()
}

fn weekly(values: &[f64], direction: Direction) -> Series {
    let points = values
        .iter()
        .enumerate()
        .map(|(i, v)| Point::measured(format!("weekly:{}", monday(i)), monday(i), *v))
        .collect();
    Series { direction, natural: Natural::NotBelowZero, ..Series::new("Falls", Frequency::Weekly, points) }
}

fn judged(series: &Series) -> Analysis {
    analyse(series, &Options { signals: true, ..Options::default() })
}

fn say(series: &Series) -> String {
    sentence(&judged(series))
}

const CALM: [f64; 14] = [12.0, 14.0, 11.0, 13.0, 12.0, 15.0, 10.0, 12.0, 13.0, 11.0, 14.0, 10.0, 13.0, 12.0];

fn then(more: &[f64]) -> Vec<f64> {
    CALM.iter().chain(more).copied().collect()
}

#[test]
fn nothing_is_said_of_calm_or_few_readings() {
    for direction in [Direction::Increase, Direction::Decrease, Direction::Neutral] {
        assert_eq!(say(&weekly(&CALM, direction)), "No real change");
        assert_eq!(say(&weekly(&CALM[..5], direction)), "Not enough points yet (5 of 13)");
        assert_eq!(say(&weekly(&[7.0; 20], direction)), "No real change");
    }
    // A wild reading among twelve is no signal yet.
    let mut wild = CALM[..12].to_vec();
    wild[11] = 90.0;
    assert_eq!(say(&weekly(&wild, Direction::Neutral)), "Not enough points yet (12 of 13)");
}

#[test]
fn a_run_is_counted_to_its_end() {
    let values = then(&[7.0, 8.0, 7.0, 8.0, 7.0, 8.0, 7.0]);
    assert_eq!(
        say(&weekly(&values, Direction::Decrease)),
        "Better than usual: 7 weeks in a row below average"
    );
    assert_eq!(
        say(&weekly(&values, Direction::Increase)),
        "Worse than usual: 7 weeks in a row below average"
    );
    assert_eq!(say(&weekly(&values, Direction::Neutral)), "Worth a look: 7 weeks in a row below average");
    // The control: one week fewer is no run of seven, and back above ends it.
    assert!(!say(&weekly(&values[..20], Direction::Decrease)).contains("in a row below"));
    let back = then(&[7.0, 8.0, 7.0, 8.0, 7.0, 8.0, 7.0, 13.0]);
    assert_eq!(say(&weekly(&back, Direction::Decrease)), "No real change");
}

#[test]
fn a_reading_outside_is_said_of_this_week_only() {
    let values = then(&[31.0]);
    assert_eq!(
        say(&weekly(&values, Direction::Neutral)),
        "Worth a look: this week is outside what this ward normally sees"
    );
    assert_eq!(
        say(&weekly(&values, Direction::Decrease)),
        "Worse than usual: this week is above what this ward normally sees"
    );
    assert_eq!(
        say(&weekly(&values, Direction::Increase)),
        "Better than usual: this week is above what this ward normally sees"
    );
    assert_eq!(say(&weekly(&then(&[31.0, 12.0]), Direction::Neutral)), "No real change");
}

#[test]
fn a_trend_across_the_average() {
    let mut values = vec![20.0, 26.0, 18.0, 27.0, 19.0, 25.0, 17.0, 28.0, 20.0];
    values.extend([17.0, 18.5, 20.0, 22.0, 23.5, 25.0, 26.5]);
    assert_eq!(say(&weekly(&values, Direction::Increase)), "Better than usual: going up 7 weeks in a row");
}

#[test]
fn a_target_is_told_in_every_state() {
    let with = |values: &[f64], direction, value| Series {
        unit: "%".to_owned(),
        targets: vec![Target { from: None, value }],
        ..weekly(values, direction)
    };
    let percent: Vec<f64> = CALM.iter().map(|v| v + 80.0).collect();
    let up = |target| say(&with(&percent, Direction::Increase, target));
    assert_eq!(up(95.0), "No real change. Still below 95% most weeks.");
    assert_eq!(up(99.0), "No real change. Still below 99% every week.");
    assert_eq!(up(89.0), "No real change. 89% or better every week.");
    assert_eq!(up(91.5), "No real change. 91.5% or better most weeks.");
    assert_eq!(
        say(&with(&percent, Direction::Decrease, 90.5)),
        "No real change. Still above 90.5% most weeks."
    );
    assert_eq!(say(&with(&percent, Direction::Neutral, 95.0)), "No real change");
    assert_eq!(say(&with(&percent[..6], Direction::Increase, 95.0)), "Not enough points yet (6 of 13)");
    // A target that began last week is held against last week only.
    let late = Series {
        targets: vec![Target { from: None, value: 99.0 }, Target { from: Some(monday(13)), value: 90.0 }],
        ..with(&percent, Direction::Increase, 0.0)
    };
    assert_eq!(say(&late), "No real change. New target: 90% or better this week.");
}

#[test]
fn a_new_target_says_how_few_readings_it_has_seen() {
    let values: Vec<f64> = CALM.iter().map(|v| v + 80.0).collect();
    let since = |week: usize, value: f64, direction| {
        let old = Target { from: None, value: 99.0 };
        let targets = vec![old, Target { from: Some(monday(week)), value }];
        say(&Series { unit: "%".to_owned(), targets, ..weekly(&values, direction) })
    };
    let up = |week, value| since(week, value, Direction::Increase);
    // The last four are 94, 90, 93 and 92.
    assert_eq!(up(13, 95.0), "No real change. New target: below 95% this week.");
    assert_eq!(up(12, 92.5), "No real change. New target: 92.5% or better in 1 of 2 weeks so far.");
    assert_eq!(up(10, 80.0), "No real change. New target: 80% or better in 4 of 4 weeks so far.");
    assert_eq!(up(10, 95.0), "No real change. New target: 95% or better in 0 of 4 weeks so far.");
    assert_eq!(since(13, 90.0, Direction::Decrease), "No real change. New target: above 90% this week.");
    // Once it has seen as many as an old one is judged by, it is no new one.
    assert_eq!(up(1, 80.0), "No real change. 80% or better every week.");
}

#[test]
fn the_chart_in_words_keeps_the_target_before() {
    let values: Vec<f64> = CALM.iter().map(|v| v + 80.0).collect();
    let drawn = |targets: Vec<Target>| {
        let series = Series { unit: "%".to_owned(), targets, ..weekly(&values, Direction::Increase) };
        huddle_spc::draw::scene(&judged(&series), "t")
    };
    let from = |week: usize, value: f64| Target { from: Some(monday(week)), value };
    let first = Target { from: None, value: 99.0 };
    let one = drawn(vec![first]);
    assert!(one.description.contains(". Target 99%."), "{}", one.description);
    let two = drawn(vec![first, from(12, 91.5)]);
    // As it was given, not rounded to the readings' decimals.
    assert!(two.description.contains(". Target 91.5%, before that 99%."), "{}", two.description);
    assert_eq!(
        two.targets.iter().map(|t| t.label.as_str()).collect::<Vec<_>>(),
        ["target 99%", "target 91.5%"]
    );
    let none = drawn(vec![first, from(12, f64::NAN)]);
    assert!(none.description.contains(". No target any more, before that 99%."), "{}", none.description);
    let picture = |scene| huddle_spc::draw::svg(scene, Theme::Light, Size::Full { width: 960, height: 380 });
    assert!(picture(&one).contains(">target 99%<"), "the control");
    assert!(!picture(&none).contains(">target 99%<"), "a target that ended is no label of today");
}

#[test]
fn a_line_is_judged_by_its_runs_or_not_at_all() {
    let line = |values: &[f64], direction| Series { chart: ChartChoice::Line, ..weekly(values, direction) };
    assert_eq!(say(&line(&CALM, Direction::Decrease)), "No real change");
    let low: Vec<f64> =
        CALM.iter().take(12).copied().chain([3.0, 2.0, 3.0, 2.0, 3.0, 2.0, 3.0, 2.0, 3.0, 2.0]).collect();
    let said = say(&line(&low, Direction::Decrease));
    assert!(
        said.starts_with("Better than usual: ") && said.ends_with("weeks in a row below the middle"),
        "{said}"
    );
}

#[test]
fn words_for_every_rhythm() {
    for (frequency, key, words) in [
        (Frequency::Daily, "daily", "this day is outside"),
        (Frequency::Monthly, "monthly", "this month is outside"),
    ] {
        let values = then(&[31.0]);
        let mut series = weekly(&values, Direction::Neutral);
        series.frequency = frequency;
        for (i, point) in series.points.iter_mut().enumerate() {
            point.date = match frequency {
                Frequency::Daily => monday(0).checked_add_days(Days::new(i as u64)).unwrap(),
                _ => NaiveDate::from_ymd_opt(2025 + i as i32 / 12, i as u32 % 12 + 1, 1).unwrap(),
            };
            point.key = format!("{key}:{}", point.date);
        }
        assert!(say(&series).contains(words), "{}", say(&series));
    }
    let mut events = weekly(&then(&[31.0]), Direction::Increase);
    events.by_event = true;
    assert!(say(&events).contains("the latest one is above"), "{}", say(&events));
}

#[test]
fn ranges_have_the_decimals_of_the_readings() {
    let range = |series: &Series| usual_range_words(&judged(series)).unwrap();
    // Mostly one or two a week: no half falls, nothing below nought.
    let few = [1.0, 2.0, 0.0, 3.0, 1.0, 2.0, 4.0, 1.0, 0.0, 2.0, 3.0, 1.0, 2.0, 1.0];
    let said = range(&weekly(&few, Direction::Decrease));
    assert_eq!(said, "0 to 6");
    let rare = [0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
    assert_eq!(range(&weekly(&rare, Direction::Decrease)), "0 to 1");
    assert_eq!(range(&weekly(&[0.0; 13], Direction::Decrease)), "0");
    let hours: Vec<f64> = CALM.iter().map(|v| v / 4.0).collect();
    let series = Series { decimals: 1, unit: "hours".to_owned(), ..weekly(&hours, Direction::Decrease) };
    assert_eq!(range(&series), "1.4 to 4.7 hours");
}

#[test]
fn a_ghost_at_the_end_changes_nothing() {
    let mut series = weekly(&then(&[31.0]), Direction::Neutral);
    let mut ghost = Point::measured(format!("weekly:{}", monday(15)), monday(15), 500.0);
    ghost.ghost = true;
    series.points.push(ghost);
    assert_eq!(say(&series), "Worth a look: this week is outside what this ward normally sees");
}

#[test]
fn a_reason_stands_on_the_chart_before_the_next_reading_comes() {
    let note =
        |week: usize| Change { date: monday(week), kind: ChangeKind::Note, text: "Agreed today".to_owned() };
    let drawn = |week: usize| {
        let series = Series { changes: vec![note(week)], ..weekly(&CALM, Direction::Decrease) };
        huddle_spc::draw::scene(&judged(&series), "t")
    };
    assert_eq!(drawn(5).flags.iter().map(|f| f.at).collect::<Vec<_>>(), [5]);
    let late = drawn(CALM.len());
    assert_eq!(late.flags.iter().map(|f| f.at).collect::<Vec<_>>(), [CALM.len()]);
    let picture = huddle_spc::draw::svg(&late, Theme::Light, Size::Full { width: 960, height: 380 });
    let words = picture.split("<text").skip(1).find(|text| text.contains("Agreed today")).unwrap();
    assert!(words.contains("text-anchor=\"end\""), "{words}");
    let empty = Series { changes: vec![note(3)], ..weekly(&[], Direction::Decrease) };
    assert!(huddle_spc::draw::scene(&judged(&empty), "t").flags.is_empty());
}
