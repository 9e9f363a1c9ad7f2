//! Periods nobody entered anything for.

use super::series::Point;
use chrono::{Datelike, Days, Months, NaiveDate};
use huddle_core::frequency::{Frequency, Period};
use huddle_core::time::Shift;

/// Gaps are filled up to this many points; beyond it one wrong year would swamp the chart.
const MOST_POINTS: usize = 4_000;

/// A place on the axis of periods: the date, and 0 for the day or 1 for the night.
type Slot = (NaiveDate, u8);

fn slot(point: &Point, frequency: Frequency) -> Option<Slot> {
    let shift = match (frequency, point.key.rsplit_once(':').map(|(_, last)| last)) {
        (Frequency::EachShift, Some("night")) => 1,
        (Frequency::EachShift, Some("day")) => 0,
        (Frequency::EachShift, _) => return None,
        _ => 0,
    };
    Some((point.date, shift))
}

fn after((date, shift): Slot, frequency: Frequency, night: bool) -> Option<Slot> {
    Some(match frequency {
        // A ward without a night shift waits for no number of the night.
        Frequency::EachShift if shift == 0 && night => (date, 1),
        Frequency::EachShift | Frequency::Daily => (date.checked_add_days(Days::new(1))?, 0),
        Frequency::Weekly => (date.checked_add_days(Days::new(7))?, 0),
        Frequency::Monthly => (date.with_day(1)?.checked_add_months(Months::new(1))?, 0),
    })
}

fn empty((start, shift): Slot, frequency: Frequency) -> Point {
    let shift = match frequency {
        Frequency::EachShift if shift == 0 => Some(Shift::Day),
        Frequency::EachShift => Some(Shift::Night),
        _ => None,
    };
    Point::empty(Period { start, shift, frequency }.key(), start)
}

/// Makes the empty points after `from` and before `end`; `None` when they would be too many.
fn between(from: Slot, end: Slot, (frequency, night): (Frequency, bool), room: usize) -> Option<Vec<Point>> {
    let mut made = Vec::new();
    let mut next = after(from, frequency, night)?;
    while next < end {
        if made.len() >= room {
            return None;
        }
        made.push(empty(next, frequency));
        next = after(next, frequency, night)?;
    }
    Some(made)
}

/// Puts an empty point in for every period between two points (and up to `until`) that has none.
///
/// `points` are in order. A period without a row counts as a missing value: it breaks the line, moving
/// ranges and runs, as one that was entered as "not measured" does. Nothing is filled where that would
/// make more than 4,000 points, nor for a shift measure whose keys do not end in `:day` or `:night`. `night` says
/// whether the ward has a night shift: only then is one missing.
pub(super) fn fill(
    points: Vec<Point>,
    frequency: Frequency,
    night: bool,
    until: Option<NaiveDate>,
) -> Vec<Point> {
    filled(&points, (frequency, night), until).unwrap_or(points)
}

fn filled(points: &[Point], rhythm: (Frequency, bool), until: Option<NaiveDate>) -> Option<Vec<Point>> {
    let (frequency, _) = rhythm;
    let mut all: Vec<Point> = Vec::with_capacity(points.len());
    let mut last: Option<Slot> = None;
    for point in points {
        let here = slot(point, frequency)?;
        if let Some(last) = last {
            all.extend(between(last, here, rhythm, MOST_POINTS.saturating_sub(all.len()))?);
        }
        all.push(point.clone());
        last = Some(here);
    }
    if let (Some(last), Some(until)) = (last, until) {
        let end = (until.checked_add_days(Days::new(1))?, 0);
        all.extend(between(last, end, rhythm, MOST_POINTS.saturating_sub(all.len()))?);
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn keys(points: &[Point]) -> Vec<&str> {
        points.iter().map(|p| p.key.as_str()).collect()
    }

    #[test]
    fn a_missing_night_and_a_missing_day() {
        let points = vec![
            Point::measured("each_shift:2026-11-01:day", date("2026-11-01"), 1.0),
            Point::measured("each_shift:2026-11-02:night", date("2026-11-02"), 1.0),
        ];
        let got = fill(points, Frequency::EachShift, true, None);
        assert_eq!(
            keys(&got),
            [
                "each_shift:2026-11-01:day",
                "each_shift:2026-11-01:night",
                "each_shift:2026-11-02:day",
                "each_shift:2026-11-02:night"
            ]
        );
    }

    #[test]
    fn a_ward_without_a_night_shift_misses_no_night() {
        let days = vec![
            Point::measured("each_shift:2026-11-01:day", date("2026-11-01"), 1.0),
            Point::measured("each_shift:2026-11-03:day", date("2026-11-03"), 1.0),
        ];
        let got = fill(days, Frequency::EachShift, false, Some(date("2026-11-04")));
        assert_eq!(
            keys(&got),
            [
                "each_shift:2026-11-01:day",
                "each_shift:2026-11-02:day",
                "each_shift:2026-11-03:day",
                "each_shift:2026-11-04:day"
            ]
        );
    }

    #[test]
    fn weeks_and_months_up_to_a_day() {
        let weekly = vec![Point::measured("weekly:2026-11-02", date("2026-11-02"), 1.0)];
        let got = fill(weekly, Frequency::Weekly, true, Some(date("2026-11-22")));
        assert_eq!(keys(&got), ["weekly:2026-11-02", "weekly:2026-11-09", "weekly:2026-11-16"]);
        let monthly = vec![
            Point::measured("monthly:2025-12-01", date("2025-12-01"), 1.0),
            Point::measured("monthly:2026-02-01", date("2026-02-01"), 1.0),
        ];
        let got = fill(monthly, Frequency::Monthly, true, None);
        assert_eq!(keys(&got), ["monthly:2025-12-01", "monthly:2026-01-01", "monthly:2026-02-01"]);
    }

    #[test]
    fn one_wrong_year_fills_nothing() {
        let points = vec![
            Point::measured("daily:1926-11-01", date("1926-11-01"), 1.0),
            Point::measured("daily:2026-11-01", date("2026-11-01"), 1.0),
        ];
        assert_eq!(fill(points.clone(), Frequency::Daily, true, None), points);
    }
}
