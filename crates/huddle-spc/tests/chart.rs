//! What a ward is told about a measure with 0, 1, .. 13 and more readings, gaps, ghosts and doubles.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what went wrong by failing")]

use chrono::{Days, NaiveDate};
use huddle_spc::chart::*;

fn monday(week: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 5).unwrap().checked_add_days(Days::new(7 * week)).unwrap()
}

fn weekly(week: u64, value: f64) -> Point {
    Point::measured(format!("weekly:{}", monday(week)), monday(week), value)
}

fn falls(values: &[f64]) -> Series {
    let points = values.iter().enumerate().map(|(i, v)| weekly(i as u64, *v)).collect();
    Series { natural: Natural::NotBelowZero, ..Series::new("Falls", Frequency::Weekly, points) }
}

fn say(series: &Series) -> String {
    sentence(&analyse(series, &Options::default()))
}

const THIRTEEN: [f64; 13] = [12.0, 14.0, 11.0, 13.0, 12.0, 15.0, 10.0, 12.0, 13.0, 11.0, 14.0, 10.0, 9.0];

#[test]
fn from_none_to_thirteen() {
    assert_eq!(say(&falls(&[])), "No readings yet");
    for n in 1..13 {
        let analysis = analyse(&falls(&THIRTEEN[..n]), &Options::default());
        assert_eq!(sentence(&analysis), format!("Not enough points yet ({n} of 13)"));
        assert_eq!(analysis.usual_range, None, "{n} readings");
        assert_eq!(usual_range_words(&analysis), None);
        assert!(analysis.average.is_some());
    }
    let analysis = analyse(&falls(&THIRTEEN), &Options::default());
    assert_eq!(sentence(&analysis), "Latest 9, average 12");
    assert_eq!(usual_range_words(&analysis).unwrap(), "6 to 18");
    assert_eq!(analysis.variation, None, "no icons while signals are off");
}

#[test]
fn units_and_decimals() {
    let mut series = falls(&THIRTEEN);
    series.unit = "falls".to_owned();
    assert_eq!(say(&series), "Latest 9 falls, average 12");
    assert_eq!(usual_range_words(&analyse(&series, &Options::default())).unwrap(), "6 to 18 falls");
    series.unit = "%".to_owned();
    series.decimals = 1;
    assert_eq!(say(&series), "Latest 9.0%, average 12.0%");
    series.unit = "£".to_owned();
    series.decimals = 0;
    assert_eq!(say(&series), "Latest £9, average £12");
    let rare = falls(&[0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 2.0, 0.0, 0.0, 0.0, 1.0, 0.0]);
    assert_eq!(say(&rare), "Latest 0, average 0.4");
    let analysis = analyse(&rare, &Options::default());
    assert_eq!(analysis.advice, [Advice::MostlyZero]);
    assert_eq!(analysis.usual_range.unwrap().0, 0.0, "drawn range is clipped");
    assert!(analysis.spans[0].limits.unwrap().0 < 0.0, "judged limits are not");
}

#[test]
fn a_percentage_never_passes_a_hundred() {
    let values: Vec<f64> = (0..14).map(|i| if i % 2 == 0 { 99.0 } else { 93.0 }).collect();
    let mut series = falls(&values);
    series.natural = Natural::Percent;
    series.unit = "%".to_owned();
    let analysis = analyse(&series, &Options::default());
    assert_eq!(usual_range_words(&analysis).unwrap(), "80% to 100%");
}

#[test]
fn not_measured_is_as_loud_as_a_bad_value() {
    let mut series = falls(&THIRTEEN);
    series.points.push(Point::not_measured("weekly:2026-04-06", monday(13), "too_busy"));
    let analysis = analyse(&series, &Options::default());
    assert_eq!(sentence(&analysis), "Not measured: too busy");
    assert_eq!(analysis.latest.as_ref().unwrap().value, 9.0);
    assert_eq!(analysis.usual_range.map(|(l, h)| (l.round(), h.round())), Some((6.0, 18.0)));
}

#[test]
fn a_period_without_a_row_is_a_gap() {
    let mut series = falls(&THIRTEEN);
    series.points.remove(5);
    let analysis = analyse(&series, &Options::default());
    assert_eq!(analysis.points.len(), 13);
    assert_eq!(analysis.points[5].state, PointState::Nothing);
    assert_eq!(analysis.points[5].key, "weekly:2026-02-09");
    assert_eq!(sentence(&analysis), "Not enough points yet (12 of 13)");
    // With the explicit gap the answer is the same.
    let mut explicit = falls(&THIRTEEN);
    explicit.points[5].value = None;
    assert_eq!(analyse(&explicit, &Options::default()), analysis);
}

#[test]
fn nothing_entered_lately() {
    let until = Some(monday(14));
    let analysis = analyse(&falls(&THIRTEEN), &Options { until, ..Options::default() });
    assert_eq!(analysis.points.len(), 15);
    assert_eq!(sentence(&analysis), "Nothing entered for 13 April 2026, average 12");
}

#[test]
fn ghosts_are_kept_and_not_used() {
    let mut series = falls(&THIRTEEN);
    let mut ghost = weekly(13, 400.0);
    ghost.ghost = true;
    series.points.push(ghost);
    let with = analyse(&series, &Options::default());
    assert_eq!(with.points[13].state, PointState::Ghost);
    assert_eq!(with.points[13].value, Some(400.0));
    assert_eq!(sentence(&with), "Latest 9, average 12");
    assert_eq!(with.usual_range, analyse(&falls(&THIRTEEN), &Options::default()).usual_range);
}

#[test]
fn nothing_due_is_no_gap() {
    let mut series = falls(&THIRTEEN);
    // A closed week in the middle: thirteen readings remain and the line is not broken.
    for point in series.points.iter_mut().skip(7) {
        point.date = point.date.checked_add_days(Days::new(7)).unwrap();
        point.key = format!("weekly:{}", point.date);
    }
    series.points.push(Point { not_due: true, ..Point::empty(format!("weekly:{}", monday(7)), monday(7)) });
    let analysis = analyse(&series, &Options::default());
    assert_eq!(analysis.points.len(), 13);
    assert_eq!(sentence(&analysis), "Latest 9, average 12");
}

#[test]
fn two_readings_for_one_period_are_named_and_nothing_is_worked_out() {
    let mut series = falls(&THIRTEEN);
    series.points.push(weekly(3, 99.0));
    let analysis = analyse(&series, &Options::default());
    assert_eq!(sentence(&analysis), "Two numbers for 26 January 2026: choose one");
    assert!(analysis.points.is_empty());
    assert_eq!(analysis.average, None);
}

#[test]
fn numbers_that_are_no_numbers_are_gaps() {
    let mut series = falls(&THIRTEEN);
    series.points[4].value = Some(f64::NAN);
    series.points[5].value = Some(f64::INFINITY);
    let analysis = analyse(&series, &Options::default());
    assert_eq!(analysis.points[4].state, PointState::Nothing);
    assert_eq!(sentence(&analysis), "Not enough points yet (11 of 13)");
}

#[test]
fn new_limits_start_the_count_again_and_move_to_the_next_period() {
    let values: Vec<f64> = THIRTEEN.iter().chain(&[4.0, 5.0, 4.0]).copied().collect();
    let mut series = falls(&values);
    let day = monday(13).pred_opt().unwrap();
    series.changes.push(Change { date: day, kind: ChangeKind::NewLimits, text: "New chairs".to_owned() });
    let analysis = analyse(&series, &Options::default());
    assert_eq!(analysis.spans.len(), 2);
    assert_eq!((analysis.spans[0].first, analysis.spans[0].last), (0, 12));
    assert!(analysis.spans[0].limits.is_some(), "limits before the change stay");
    assert_eq!(sentence(&analysis), "Not enough points yet (3 of 13)");
    assert_eq!(analysis.advice, [Advice::NewLimitsMoved]);
}

#[test]
fn targets_change_with_time() {
    let mut series = falls(&THIRTEEN);
    series.targets = vec![Target { from: Some(monday(6)), value: 10.0 }, Target { from: None, value: 12.0 }];
    let analysis = analyse(&series, &Options::default());
    let got: Vec<_> = analysis.targets.iter().map(|t| (t.first, t.last, t.value)).collect();
    assert_eq!(got, [(0, 5, 12.0), (6, 12, 10.0)]);
}

#[test]
fn a_line_never_has_limits() {
    let series = Series { chart: ChartChoice::Line, ..falls(&THIRTEEN) };
    let analysis = analyse(&series, &Options::default());
    assert_eq!(analysis.usual_range, None);
    assert_eq!(sentence(&analysis), "Latest 9, middle 12");
}

#[test]
fn days_between_events_have_no_gaps() {
    let days = [0u64, 9, 12, 40, 41];
    let start = monday(0);
    let points = days.iter().map(|d| {
        let date = start.checked_add_days(Days::new(*d)).unwrap();
        Point::measured(format!("daily:{date}"), date, *d as f64)
    });
    let mut series = Series::new("Days between new pressure ulcers", Frequency::Daily, points.collect());
    assert_eq!(
        analyse(&series, &Options::default()).points.len(),
        42,
        "read daily, the days between are gaps"
    );
    series.by_event = true;
    let analysis = analyse(&series, &Options { until: Some(monday(20)), ..Options::default() });
    assert_eq!(analysis.points.len(), 5);
    assert_eq!(sentence(&analysis), "Not enough points yet (5 of 13)");
}

/// Nine weeks low, then nine high: the mean stands at 10.9, the median at 10.
fn moved() -> Series {
    let mut values = vec![5.0; 9];
    values.extend([10.0, 15.0, 16.0, 17.0, 15.0, 18.0, 16.0, 17.0, 40.0]);
    values.push(10.0);
    falls(&values)
}

#[test]
fn a_line_is_drawn_named_and_judged_about_its_median() {
    let series = Series { chart: ChartChoice::Line, direction: Direction::Decrease, ..moved() };
    let analysis = analyse(&series, &Options { signals: true, ..Options::default() });
    let span = analysis.spans[0];
    assert_eq!((span.median, analysis.median), (Some(10.0), Some(10.0)));
    assert_ne!(span.average, span.median, "the two lines are apart here");
    let plan = huddle_spc::draw::scene(&analysis, "c");
    assert_eq!(plan.stretches[0].average, Some(10.0), "the line drawn is the one judged");
    assert_eq!(plan.average_label, "middle 10");
    assert!(plan.footer.contains("median") && plan.footer.contains("Anh\u{f8}j"), "{}", plan.footer);
    assert!(plan.description.contains("The middle line is the median, 10"), "{}", plan.description);
    assert_eq!(sentence(&analysis), "Worse than usual: 8 weeks in a row above the middle");
    let drawn = huddle_spc::draw::svg(&plan, huddle_spc::draw::Theme::Print, huddle_spc::draw::Size::PAGE);
    assert!(drawn.contains("stroke-dasharray=\"10 3\""), "a median is no average without colour either");
    let marked = |kind| plan.marks.iter().filter(|m| m.kind == kind).count();
    assert_eq!(marked(huddle_spc::draw::MarkKind::Worse), 8, "the run it speaks of has its shape");
}

#[test]
fn before_thirteen_the_middle_is_the_median_and_nothing_is_judged() {
    let mut values = THIRTEEN;
    values[0] = 200.0;
    let options = Options { signals: true, ..Options::default() };
    let few = analyse(&falls(&values[..12]), &options);
    assert_eq!(sentence(&few), "Not enough points yet (12 of 13)");
    let plan = huddle_spc::draw::scene(&few, "c");
    assert_eq!(plan.stretches[0].average, Some(12.5));
    assert_eq!(plan.average_label, "middle 13");
    assert!(
        few.verdict.is_none() && few.points.iter().all(|p| p.kind == huddle_spc::xmr::PointKind::CommonCause)
    );
    let enough = analyse(&falls(&values), &options);
    assert_eq!(enough.median, None);
    assert!(huddle_spc::draw::scene(&enough, "c").average_label.starts_with("average "));
}

#[test]
fn the_rules_of_courses_are_a_choice() {
    let values =
        [9.0, 12.0, 9.0, 13.0, 9.0, 12.0, 9.0, 13.0, 9.0, 12.0, 9.0, 9.0, 14.0, 13.5, 14.0, 13.5, 14.0, 13.5];
    let series = Series { chart: ChartChoice::Line, direction: Direction::Increase, ..falls(&values) };
    let say =
        |run_rules| sentence(&analyse(&series, &Options { signals: true, run_rules, ..Options::default() }));
    assert_eq!(say(RunRules::Perla), "Better than usual: 6 weeks in a row above the middle");
    assert_eq!(say(RunRules::Anhoej), "No real change");
}
