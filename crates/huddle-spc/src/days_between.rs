//! Days between rare events.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Days between events and since the last one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DaysBetween {
    /// Whole calendar days from each event to the next, in order.
    pub intervals: Vec<i64>,
    /// Whole calendar days since the last event; `None` without one.
    pub since_last: Option<i64>,
    /// Pairs of events on one day: a t chart cannot take them.
    pub zero_intervals: usize,
    /// The longest interval that has ended.
    pub longest: Option<i64>,
}

/// Counts whole calendar days between event dates, in any order, and from the last one to `as_of`.
///
/// Days are dates apart, never hours: a clock change makes no difference. Events after `as_of` give a
/// negative "since last"; refusing dates in the future is the caller's business.
pub fn days_between(events: &[NaiveDate], as_of: NaiveDate) -> DaysBetween {
    let mut sorted = events.to_vec();
    sorted.sort();
    let intervals: Vec<i64> =
        sorted.iter().zip(sorted.iter().skip(1)).map(|(a, b)| (*b - *a).num_days()).collect();
    DaysBetween {
        since_last: sorted.last().map(|last| (as_of - *last).num_days()),
        zero_intervals: intervals.iter().filter(|days| **days == 0).count(),
        longest: intervals.iter().copied().max(),
        intervals,
    }
}
