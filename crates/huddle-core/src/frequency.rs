//! How often something is counted, and the periods that follow from it.

use chrono::{Datelike, Months, NaiveDate, Weekday};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::time::{Shift, ShiftKey, add_days, day_after, day_before, week_of};
use crate::validate::iso_date;

closed_words! {
    /// Says how often a reading is taken.
    pub enum Frequency {
        /// Once for each shift.
        EachShift = "each_shift",
        /// Once for each date.
        Daily = "daily",
        /// Once for each week, Monday to Sunday.
        Weekly = "weekly",
        /// Once for each calendar month.
        Monthly = "monthly",
    }
}

/// One stretch of time a reading stands for.
///
/// Invariant kept by the constructors: a weekly period starts on a Monday, a monthly one on the
/// first, and `shift` is present exactly for [`Frequency::EachShift`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// First local date of the period (for a shift, the date it starts on).
    pub start: NaiveDate,
    /// Which shift, for [`Frequency::EachShift`] only.
    pub shift: Option<Shift>,
    /// The rhythm it belongs to.
    pub frequency: Frequency,
}

impl Period {
    /// Gives the period that contains a date; `shift` matters only for [`Frequency::EachShift`].
    #[must_use]
    pub fn containing(frequency: Frequency, date: NaiveDate, shift: Shift) -> Self {
        let start = match frequency {
            Frequency::EachShift | Frequency::Daily => date,
            Frequency::Weekly => week_of(date),
            Frequency::Monthly => date.with_day(1).unwrap_or(date),
        };
        let shift = (frequency == Frequency::EachShift).then_some(shift);
        Period { start, shift, frequency }
    }

    /// Gives the key a reading is stored under: "daily:2026-11-22", "each_shift:2026-11-22:day".
    #[must_use]
    pub fn key(&self) -> String {
        match self.shift {
            Some(shift) => format!("{}:{}:{shift}", self.frequency, self.start),
            None => format!("{}:{}", self.frequency, self.start),
        }
    }

    /// Reads a key; `None` for impossible dates, a week not starting on a Monday, a month not on the
    /// first, a missing or unwanted shift, or any other shape.
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        let mut parts = key.split(':');
        let frequency = Frequency::parse(parts.next()?)?;
        let start = iso_date(parts.next()?).ok()?;
        let shift = match parts.next() {
            Some(word) => Some(Shift::parse(word)?),
            None => None,
        };
        if parts.next().is_some() || shift.is_some() != (frequency == Frequency::EachShift) {
            return None;
        }
        let period = Period { start, shift, frequency };
        (Period::containing(frequency, start, shift.unwrap_or(Shift::Day)) == period).then_some(period)
    }

    /// Gives the last local date of the period (the start date for a shift or a day).
    #[must_use]
    pub fn last_date(&self) -> NaiveDate {
        match self.frequency {
            Frequency::EachShift | Frequency::Daily => self.start,
            Frequency::Weekly => add_days(self.start, 6),
            Frequency::Monthly => {
                self.start.checked_add_months(Months::new(1)).map_or(self.start, day_before)
            }
        }
    }

    /// Counts the dates in the period: 1, 7, or 28 to 31.
    #[must_use]
    pub fn days(&self) -> i64 {
        crate::time::days_between(self.start, self.last_date()) + 1
    }

    /// Gives the period after this one; a date's day shift comes before its night shift.
    #[must_use]
    pub fn next(&self) -> Self {
        match (self.frequency, self.shift) {
            (Frequency::EachShift, Some(Shift::Day)) => Period { shift: Some(Shift::Night), ..*self },
            (Frequency::EachShift, _) => {
                Period { start: day_after(self.start), shift: Some(Shift::Day), ..*self }
            }
            _ => Period::containing(self.frequency, day_after(self.last_date()), Shift::Day),
        }
    }

    /// Gives the period before this one.
    #[must_use]
    pub fn prev(&self) -> Self {
        match (self.frequency, self.shift) {
            (Frequency::EachShift, Some(Shift::Night)) => Period { shift: Some(Shift::Day), ..*self },
            (Frequency::EachShift, _) => {
                Period { start: day_before(self.start), shift: Some(Shift::Night), ..*self }
            }
            _ => Period::containing(self.frequency, day_before(self.start), Shift::Day),
        }
    }

    /// Gives the calendar year a reading of this period is filed under (the year of its start).
    #[must_use]
    pub fn year(&self) -> i32 {
        self.start.year()
    }
}

impl std::fmt::Display for Period {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.key())
    }
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.key())
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let key = String::deserialize(deserializer)?;
        Period::parse(&key).ok_or_else(|| serde::de::Error::custom("not a period key"))
    }
}

/// The days of the week on which something is counted; only shift and daily rhythms look at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Weekdays(u8);

impl Default for Weekdays {
    fn default() -> Self {
        Weekdays::EVERY_DAY
    }
}

impl Weekdays {
    /// Every day of the week.
    pub const EVERY_DAY: Weekdays = Weekdays(0b111_1111);
    /// Monday to Friday.
    pub const MONDAY_TO_FRIDAY: Weekdays = Weekdays(0b001_1111);

    /// Makes a set from its days.
    #[must_use]
    pub fn of(days: &[Weekday]) -> Self {
        Weekdays(days.iter().fold(0, |set, day| set | (1 << day.num_days_from_monday())))
    }

    /// Makes a set from bits, Monday the lowest; a set without any day counts as every day.
    #[must_use]
    pub fn from_bits(bits: u8) -> Self {
        match bits & 0b111_1111 {
            0 => Weekdays::EVERY_DAY,
            set => Weekdays(set),
        }
    }

    /// Gives the bits, Monday the lowest.
    #[must_use]
    pub fn bits(self) -> u8 {
        self.0
    }

    /// Says whether a date's day of the week is in the set.
    #[must_use]
    pub fn contains(self, date: NaiveDate) -> bool {
        self.0 & (1 << date.weekday().num_days_from_monday()) != 0
    }
}

/// A reading that is wanted and not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// The period it is for.
    pub period: Period,
    /// True once the period is over; false while it can still be filled in time.
    pub late: bool,
}

/// Lists the readings that are wanted and not there, newest first, at most `most` of them.
///
/// A shift's or a day's reading is wanted from the moment the shift or day begins. A week's or a
/// month's is wanted from its last day, when there is something to add up. Periods before the one
/// containing `since` are never wanted, nor are days outside `days` for shift and daily rhythms.
/// `filled` says whether a reading, a "not measured" or a "nothing was due" is already there.
pub fn due(
    frequency: Frequency,
    days: Weekdays,
    since: NaiveDate,
    now: ShiftKey,
    most: usize,
    filled: impl Fn(&Period) -> bool,
) -> Vec<Due> {
    let current = Period::containing(frequency, now.date, now.shift);
    let mut period = current;
    let mut found = Vec::new();
    // A year of shifts is as far back as anybody is asked; it also bounds the loop.
    for _ in 0..732 {
        if found.len() >= most || period.last_date() < since {
            break;
        }
        let wanted = match frequency {
            Frequency::EachShift | Frequency::Daily => days.contains(period.start),
            Frequency::Weekly | Frequency::Monthly => now.date >= period.last_date(),
        };
        if wanted && !filled(&period) {
            found.push(Due { period, late: period != current });
        }
        let before = period.prev();
        if before == period {
            break;
        }
        period = before;
    }
    found
}

/// Lists every period from the one containing `first` to the one containing `last`, oldest first.
///
/// At most 5,000 are given, enough for thirteen years of days.
#[must_use]
pub fn periods(frequency: Frequency, first: NaiveDate, last: NaiveDate) -> Vec<Period> {
    let mut list = Vec::new();
    let mut period = Period::containing(frequency, first, Shift::Day);
    while period.start <= last && list.len() < 5_000 {
        list.push(period);
        period = period.next();
    }
    list
}

#[cfg(test)]
mod tests;
