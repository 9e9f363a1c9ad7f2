//! When work that comes back is due again (domain.md B3: recurrence).
//!
//! Everything is counted from the card's own day, so a job for Mondays stays a job for Mondays, however late or
//! early somebody does it. Dates are the ward's local dates; nothing here asks a clock.

use crate::time::{add_days, day_after};
use chrono::{Datelike, NaiveDate, Weekday};

open_words! {
    /// How often a card comes back once it is done.
    pub enum Repeat {
        /// Every day.
        Daily = "daily",
        /// Monday to Friday.
        Weekdays = "weekdays",
        /// Every week on the same weekday.
        Weekly = "weekly",
        /// Every month on the same weekday of the month: the third Tuesday, or the last.
        Monthly = "monthly",
    }
}

/// Gives the day the next card is due: the first one of the pattern after both the old card's day and the day
/// it was done. Without a day of its own the card counts from the day it was done; `None` for a word this
/// version does not know.
#[must_use]
pub fn next_due(repeat: &Repeat, due: Option<NaiveDate>, done: NaiveDate) -> Option<NaiveDate> {
    let anchor = due.unwrap_or(done);
    let after = anchor.max(done);
    match repeat {
        Repeat::Daily => Some(day_after(after)),
        Repeat::Weekdays => {
            (1..=3).map(|n| add_days(after, n)).find(|d| !matches!(d.weekday(), Weekday::Sat | Weekday::Sun))
        }
        Repeat::Weekly => (1..=7).map(|n| add_days(after, n)).find(|d| d.weekday() == anchor.weekday()),
        // The longest gap between two such days is five weeks.
        Repeat::Monthly => (1..=35).map(|n| add_days(after, n)).find(|d| same_in_month(*d, anchor)),
        Repeat::Unknown(_) => None,
    }
}

/// Says whether a day has the same weekday and the same number in its month as another; the fifth is the last.
fn same_in_month(day: NaiveDate, anchor: NaiveDate) -> bool {
    let number = |d: NaiveDate| d.day0() / 7;
    let last = |d: NaiveDate| add_days(d, 7).month() != d.month();
    day.weekday() == anchor.weekday()
        && if number(anchor) == 4 { last(day) } else { number(day) == number(anchor) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn next(word: &str, due: &str, done: &str) -> Option<String> {
        let due = (!due.is_empty()).then(|| day(due));
        next_due(&Repeat::parse(word), due, day(done)).map(|d| d.to_string())
    }

    #[test]
    fn late_or_early_the_pattern_stays() {
        // 22 November 2026 is a Sunday.
        for (word, due, done, want) in [
            ("daily", "2026-11-22", "2026-11-22", "2026-11-23"),
            ("daily", "2026-11-20", "2026-11-22", "2026-11-23"),
            ("daily", "2026-11-25", "2026-11-22", "2026-11-26"),
            ("daily", "", "2026-02-28", "2026-03-01"),
            ("weekdays", "2026-11-20", "2026-11-20", "2026-11-23"),
            ("weekdays", "2026-11-19", "2026-11-21", "2026-11-23"),
            ("weekdays", "2026-11-16", "2026-11-16", "2026-11-17"),
            ("weekly", "2026-11-16", "2026-11-18", "2026-11-23"),
            ("weekly", "2026-11-23", "2026-11-22", "2026-11-30"),
            ("weekly", "2026-11-02", "2026-11-23", "2026-11-30"),
            ("weekly", "", "2026-12-29", "2027-01-05"),
            // The third Tuesday, done a day late and a month late.
            ("monthly", "2026-11-17", "2026-11-18", "2026-12-15"),
            ("monthly", "2026-10-20", "2026-11-18", "2026-12-15"),
            // The first Thursday.
            ("monthly", "2026-12-03", "2026-12-03", "2027-01-07"),
            // A fifth Monday is the last Monday of months that have four.
            ("monthly", "2026-11-30", "2026-11-30", "2026-12-28"),
            ("monthly", "2026-08-31", "2026-09-01", "2026-09-28"),
        ] {
            assert_eq!(next(word, due, done).as_deref(), Some(want), "{word} {due} {done}");
        }
        assert_eq!(next("when it rains", "2026-11-22", "2026-11-22"), None);
    }

    #[test]
    fn on_every_day_of_four_years_the_next_is_later_and_fits() {
        for n in 0..1461 {
            let due = add_days(day("2026-01-01"), n);
            for late in [-3, 0, 2, 40] {
                let done = add_days(due, late);
                for repeat in Repeat::KNOWN {
                    let next = next_due(repeat, Some(due), done).unwrap();
                    assert!(next > due && next > done, "{repeat} {due} {done}: {next}");
                    let weekend = matches!(next.weekday(), Weekday::Sat | Weekday::Sun);
                    assert!(*repeat != Repeat::Weekdays || !weekend);
                    let same = next.weekday() == due.weekday();
                    assert!(same || matches!(repeat, Repeat::Daily | Repeat::Weekdays));
                }
            }
        }
    }
}
