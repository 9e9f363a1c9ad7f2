//! Days between rare events as a chart: which chart, from how many gaps, and in which words.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what went wrong by failing")]

use chrono::{Days, NaiveDate};
use huddle_spc::chart::*;
use huddle_spc::draw::*;
use huddle_spc::families;
use huddle_spc::xmr::PointKind;
use serde_json::json;

/// Gaps of so many days, one after the other from 1 March 2024.
fn gaps(days: &[i64]) -> Vec<Gap> {
    let mut from = NaiveDate::from_ymd_opt(2024, 3, 1).unwrap();
    days.iter()
        .map(|days| {
            let until = from.checked_add_days(Days::new(u64::try_from(*days).unwrap())).unwrap();
            let gap = Gap { from, until, days: *days, not_checked: 0 };
            from = until;
            gap
        })
        .collect()
}

fn judged(list: &[Gap]) -> Analysis {
    analyse(&between("Falls with harm", list), &Options { signals: true, ..Options::default() })
}

const THIRTEEN: [i64; 13] = [12, 5, 20, 9, 31, 7, 15, 4, 22, 11, 18, 6, 13];

#[test]
fn from_none_to_thirteen_the_number_of_gaps_is_told() {
    assert_eq!(sentence(&judged(&[])), "Not enough points yet (0 of 13)");
    for have in 1..13 {
        let analysis = judged(&gaps(&THIRTEEN[..have]));
        assert_eq!(sentence(&analysis), format!("Not enough points yet ({have} of 13)"));
        assert_eq!((analysis.usual_range, analysis.verdict), (None, None));
    }
    let analysis = judged(&gaps(&THIRTEEN));
    assert_eq!(sentence(&analysis), "No real change");
    assert!(analysis.usual_range.is_some());
}

/// The same numbers as the control charts proven against the published vectors.
#[test]
fn limits_are_those_of_the_t_chart_and_with_two_events_on_a_day_of_the_g_chart() {
    let mut with_nought = THIRTEEN;
    with_nought[4] = 0;
    for (days, chart) in [(THIRTEEN, GapChart::T), (with_nought, GapChart::G)] {
        let analysis = judged(&gaps(&days));
        assert_eq!(analysis.gap_chart, Some(chart));
        let vector = json!({ "chart": chart.as_str(), "input": { "y": days, "n": null },
            "options": { "screened_mr": false } });
        let told = families::analyse("control_charts", &vector)["points"][0].clone();
        let (low, high) = analysis.spans[0].limits.unwrap();
        for (got, key) in [(low, "lcl"), (high, "ucl"), (analysis.average.unwrap(), "cl")] {
            let want = told[key].as_f64().unwrap();
            assert!((got - want).abs() <= 1e-9 * want.abs().max(1.0), "{key}: {got}, expected {want}");
        }
        let footer = scene(&analysis, "x").footer;
        assert_eq!(footer, format!("Usual range by a {} chart", chart.as_str()));
    }
}

#[test]
fn a_gap_with_a_day_nobody_checked_is_shown_and_not_used() {
    let mut list = gaps(&THIRTEEN);
    list[3].not_checked = 2;
    let analysis = judged(&list);
    assert_eq!(sentence(&analysis), "Not enough points yet (12 of 13)");
    assert_eq!(analysis.points[3].state, PointState::Ghost);
    let drawn = scene(&analysis, "x");
    assert_eq!(drawn.marks[3].kind, MarkKind::Ghost);
    // Long all the same: the axis holds it, and starts at nought.
    list[3].days = 90;
    let (low, high) = scene(&judged(&list), "x").extent.unwrap();
    assert!(low == 0.0 && high >= 90.0, "{low} to {high}");
    assert!(drawn.description.contains("Not every day checked before: 16 Apr"), "{}", drawn.description);
}

#[test]
fn longer_is_better_and_the_running_gap_counts_once_it_is_long() {
    let after = |last: i64| {
        let mut days = THIRTEEN.to_vec();
        days.extend([14, 8, last]);
        judged(&gaps(&days))
    };
    let long = after(400);
    assert_eq!(long.points.last().unwrap().kind, PointKind::SpecialCauseImprovement);
    assert_eq!(sentence(&long), "Better than usual: the latest gap is longer than this ward normally sees");
    let calm = after(10);
    let (_, high) = calm.spans[0].limits.unwrap();
    assert_eq!(between_sentence(&calm, Some(high as i64)), "No real change");
    assert_eq!(
        between_sentence(&calm, Some(high as i64 + 1)),
        format!("Better than usual: {} days so far, longer than this ward normally sees", high as i64 + 1)
    );
    // Not told while a day in it is unchecked: whoever asks gives no running gap then.
    assert_eq!(between_sentence(&calm, None), "No real change");
    // Before 13 gaps there is no usual range to be longer than.
    assert_eq!(
        between_sentence(&judged(&gaps(&THIRTEEN[..5])), Some(900)),
        "Not enough points yet (5 of 13)"
    );
}

#[test]
fn many_short_gaps_in_a_row_are_told() {
    let mut days = vec![30, 42, 25, 51, 33, 38, 29, 47, 36, 40];
    days.extend([9, 6, 11, 8, 10, 7, 12, 9, 6, 8]);
    assert_eq!(
        sentence(&judged(&gaps(&days))),
        "Worse than usual: 10 gaps in a row shorter than the middle one"
    );
}
