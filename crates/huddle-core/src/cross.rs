//! Safety crosses: what a day was marked, and the days since the last harm.
//!
//! A day is safe only when a person marked it. A day nobody marked is "not checked", it stays
//! visible as such, and no milestone is reached across it.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::time::{add_days, day_after, day_before, days_between};

closed_words! {
    /// What a person marked a day as. A day without a mark is "not checked".
    pub enum DayState {
        /// Somebody checked: nothing happened.
        Safe = "safe",
        /// Nearly happened. Does not end a run of days.
        NearMiss = "near_miss",
        /// It happened.
        Harm = "harm",
    }
}

/// One day's mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayMark {
    /// What the day was.
    pub state: DayState,
    /// How many times it happened; 1 unless somebody typed more. Meaningless for a safe day.
    pub count: u32,
    /// True when one improvement was made that day (a star beside the state).
    pub improved: bool,
}

impl DayMark {
    /// Makes a mark of one event without a star.
    #[must_use]
    pub const fn of(state: DayState) -> Self {
        DayMark { state, count: 1, improved: false }
    }
}

/// The marked days of a cross; it may hold several years.
pub type Marks = BTreeMap<NaiveDate, DayMark>;

/// What was answered when the cross was set up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrossStart {
    /// First day the ward marks; days before it are never "not checked".
    pub counting_from: NaiveDate,
    /// The date of the last harm before that, when somebody knew it.
    pub last_harm: Option<NaiveDate>,
}

/// What the days are counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// The last harm, on this date.
    LastHarm(NaiveDate),
    /// The day counting began, because nobody knew when the last harm was.
    CountingBegan(NaiveDate),
}

impl Since {
    /// Gives the date itself.
    #[must_use]
    pub fn date(self) -> NaiveDate {
        match self {
            Since::LastHarm(date) | Since::CountingBegan(date) => date,
        }
    }
}

/// The big number of a cross and what must be printed beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DaysSince {
    /// Whole days from `since` to today; 0 on the day of a harm.
    pub days: i64,
    /// Those of them on which this ward counted: days before that are nobody's word and earn no milestone.
    pub counted: i64,
    /// What they are counted from.
    pub since: Since,
    /// Days in between, up to yesterday, that nobody marked. Today is not counted: it is not over.
    pub not_checked: i64,
    /// True when today has been marked.
    pub today_marked: bool,
}

/// Counts the days since the last harm. A harm marked for today counts at once; marks after today
/// do not count.
#[must_use]
pub fn days_since(marks: &Marks, start: &CrossStart, today: NaiveDate) -> DaysSince {
    let since = match last_harm(marks, start, today) {
        Some(date) => Since::LastHarm(date),
        None => Since::CountingBegan(start.counting_from.min(today)),
    };
    let first = match since {
        Since::LastHarm(date) => day_after(date).max(start.counting_from),
        Since::CountingBegan(date) => date,
    };
    DaysSince {
        days: days_between(since.date(), today).max(0),
        counted: days_between(since.date().max(start.counting_from.min(today)), today).max(0),
        since,
        not_checked: not_checked(marks, first, day_before(today)),
        today_marked: marks.contains_key(&today),
    }
}

/// Gives the date of the last harm up to today, marked or given at set-up.
#[must_use]
pub fn last_harm(marks: &Marks, start: &CrossStart, today: NaiveDate) -> Option<NaiveDate> {
    let marked = marks.range(..=today).rev().find(|(_, m)| m.state == DayState::Harm).map(|(d, _)| *d);
    marked.max(start.last_harm.filter(|d| *d <= today))
}

/// Counts the unmarked days from `first` to `last`, both included; 0 when `last` is before `first`.
#[must_use]
pub fn not_checked(marks: &Marks, first: NaiveDate, last: NaiveDate) -> i64 {
    if last < first {
        return 0;
    }
    let marked = i64::try_from(marks.range(first..=last).count()).unwrap_or(i64::MAX);
    (days_between(first, last) + 1 - marked).max(0)
}

/// The ward's own gaps between harms, in days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Gaps {
    /// The longest gap between two harms; `None` before the second harm.
    pub best: Option<i64>,
    /// The gap that ended with the last harm; `None` before the second harm.
    pub last: Option<i64>,
    /// True when the present run is longer than the best gap so far and no day in it is unchecked.
    pub now_is_best: bool,
}

/// Finds the best and the last gap between harms up to today.
///
/// Two harms on one day or on neighbouring days make gaps of 0 and 1. A gap with unchecked days in
/// it does not count as the best: nobody can say it was clear.
#[must_use]
pub fn gaps(marks: &Marks, start: &CrossStart, today: NaiveDate) -> Gaps {
    let mut dates: Vec<NaiveDate> =
        marks.range(..=today).filter(|(_, m)| m.state == DayState::Harm).map(|(d, _)| *d).collect();
    if let Some(earlier) = start.last_harm.filter(|d| *d <= today && !dates.contains(d)) {
        dates.push(earlier);
        dates.sort_unstable();
    }
    let mut result = Gaps::default();
    for pair in dates.windows(2) {
        let [from, to] = pair else { continue };
        let gap = days_between(*from, *to);
        result.last = Some(gap);
        let first = day_after(*from).max(start.counting_from);
        if not_checked(marks, first, day_before(*to)) == 0 {
            result.best = result.best.max(Some(gap));
        }
    }
    let now = days_since(marks, start, today);
    result.now_is_best = now.not_checked == 0 && result.best.is_some_and(|best| now.days > best);
    result
}

/// Milestones in days that a new cross starts with.
pub const MILESTONES: [i64; 7] = [7, 14, 30, 60, 100, 150, 365];

/// Gives the highest milestone reached; `None` while any day in the run is unchecked. Days before counting began do
/// not count, as for a certificate ([`certified`]).
#[must_use]
pub fn milestone_reached(now: &DaysSince, milestones: &[i64]) -> Option<i64> {
    if now.not_checked > 0 {
        return None;
    }
    milestones.iter().copied().filter(|m| *m > 0 && *m <= now.counted).max()
}

/// Gives the next milestone ahead.
#[must_use]
pub fn next_milestone(now: &DaysSince, milestones: &[i64]) -> Option<i64> {
    milestones.iter().copied().filter(|m| *m > now.days).min()
}

closed_words! {
    /// The certificate that goes with a milestone.
    pub enum Medal {
        /// 30 days and more.
        Bronze = "bronze",
        /// 60 days and more.
        Silver = "silver",
        /// 150 days and more (the figure Barnsley used for its gold certificate).
        Gold = "gold",
    }
}

/// Gives the certificate for a milestone of so many days.
#[must_use]
pub fn medal(milestone_days: i64) -> Option<Medal> {
    match milestone_days {
        150.. => Some(Medal::Gold),
        60.. => Some(Medal::Silver),
        30.. => Some(Medal::Bronze),
        _ => None,
    }
}

/// A milestone that may be put on paper: so many days in a row, each of them checked by a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Certified {
    /// The milestone, in days.
    pub days: i64,
    /// The first of them.
    pub since: NaiveDate,
    /// The last of them.
    pub reached: NaiveDate,
}

/// Gives the highest milestone a certificate may be made of, or `None`.
///
/// Only marked days count: days before counting began are nobody's word, a day nobody checked anywhere in the
/// run holds every certificate back, and a day that is not over counts once it is marked.
#[must_use]
pub fn certified(
    marks: &Marks,
    start: &CrossStart,
    today: NaiveDate,
    milestones: &[i64],
) -> Option<Certified> {
    let now = days_since(marks, start, today);
    if now.not_checked > 0 {
        return None;
    }
    let since = match now.since {
        Since::LastHarm(date) => day_after(date).max(start.counting_from),
        Since::CountingBegan(date) => date,
    };
    let last = if now.today_marked { today } else { day_before(today) };
    let checked = days_between(since, last) + 1;
    let days = milestones.iter().copied().filter(|m| *m > 0 && *m <= checked).max()?;
    Some(Certified { days, since, reached: crate::time::add_days(since, days - 1) })
}

/// Days back from today that a day without a mark may still be marked.
pub const BACK_FILL_DAYS: i64 = 35;

/// How a mark for a day would be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marking {
    /// In time: today or yesterday.
    InTime,
    /// Allowed, and shown as "entered later".
    Later,
    /// A day that was marked before gets another grade; its history stays.
    Regrade,
    /// Refused: the day has not come.
    NotYet,
    /// Refused: longer ago than [`BACK_FILL_DAYS`], or before the cross began.
    TooLongAgo,
}

impl Marking {
    /// Says whether the mark is taken.
    #[must_use]
    pub fn is_allowed(self) -> bool {
        matches!(self, Marking::InTime | Marking::Later | Marking::Regrade)
    }
}

/// Says how a mark for `date` would be taken today; a day already marked may be re-graded at any time.
#[must_use]
pub fn marking(marks: &Marks, start: &CrossStart, date: NaiveDate, today: NaiveDate) -> Marking {
    let back = days_between(date, today);
    if back < 0 {
        Marking::NotYet
    } else if marks.contains_key(&date) {
        Marking::Regrade
    } else if date < start.counting_from || back > BACK_FILL_DAYS {
        Marking::TooLongAgo
    } else if back <= 1 {
        Marking::InTime
    } else {
        Marking::Later
    }
}

/// A month of a cross in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MonthCount {
    /// Days marked safe.
    pub safe: i64,
    /// Days marked as a near miss.
    pub near_miss: i64,
    /// Days marked as harm.
    pub harm: i64,
    /// Events on harm days, added up.
    pub events: i64,
    /// Days with a star.
    pub improved: i64,
    /// Days up to yesterday without a mark, from the start of counting.
    pub not_checked: i64,
}

/// Counts the days of the month `date` lies in, up to today.
#[must_use]
pub fn month_count(marks: &Marks, start: &CrossStart, date: NaiveDate, today: NaiveDate) -> MonthCount {
    let first = date.with_day(1).unwrap_or(date);
    let last = crate::frequency::Period::containing(
        crate::frequency::Frequency::Monthly,
        date,
        crate::time::Shift::Day,
    )
    .last_date()
    .min(today);
    let mut count = MonthCount::default();
    if last >= first {
        for mark in marks.range(first..=last).map(|(_, m)| m) {
            match mark.state {
                DayState::Safe => count.safe += 1,
                DayState::NearMiss => count.near_miss += 1,
                DayState::Harm => {
                    count.harm += 1;
                    count.events += i64::from(mark.count.max(1));
                }
            }
            count.improved += i64::from(mark.improved);
        }
    }
    count.not_checked = not_checked(marks, first.max(start.counting_from), last.min(day_before(today)));
    count
}

/// Gives the cell of a day of the month in the cross: (row, column), both from 0, in a grid 9 rows high and 6 wide.
///
/// Rows 0 to 2 and 6 to 8 are the arms, two cells wide (the last holds 29 to 31); rows 3 to 5 are
/// the bar. `None` for a day outside 1 to 31.
#[must_use]
pub fn cell(day: u32) -> Option<(u32, u32)> {
    match day {
        1..=6 => Some(((day - 1) / 2, 2 + (day - 1) % 2)),
        7..=24 => Some((3 + (day - 7) / 6, (day - 7) % 6)),
        25..=26 => Some((6, 2 + (day - 25))),
        27..=28 => Some((7, 2 + (day - 27))),
        29..=31 => Some((8, 2 + (day - 29))),
        _ => None,
    }
}

/// Lists the days up to yesterday that may still be marked and are not, oldest first.
#[must_use]
pub fn days_to_mark(marks: &Marks, start: &CrossStart, today: NaiveDate) -> Vec<NaiveDate> {
    let first = add_days(today, -BACK_FILL_DAYS).max(start.counting_from);
    let mut list = Vec::new();
    let mut day = first;
    while day < today && list.len() < 64 {
        if !marks.contains_key(&day) {
            list.push(day);
        }
        day = day_after(day);
    }
    list
}

#[cfg(test)]
mod tests;
