//! Time as a ward lives it: local dates, shifts that pass midnight, weeks from Monday to Sunday.
//!
//! An instant is [`Ms`], milliseconds since 1970 in UTC. Everything a person reads is worked out
//! from it and the ward's zone, so both clock-change nights come out right: the spring night is an
//! hour short, the autumn night an hour long, and neither has two owners.

use chrono::{
    DateTime, Datelike, Days, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Timelike, Utc,
};
use chrono_tz::Tz;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Milliseconds since 1 January 1970, UTC.
pub type Ms = i64;

/// Milliseconds in one minute.
pub const MINUTE_MS: Ms = 60_000;
/// Milliseconds in one hour.
pub const HOUR_MS: Ms = 60 * MINUTE_MS;

/// Earliest and latest instants taken at face value (years 1 to 9998); beyond them the nearest is used.
const MS_RANGE: (Ms, Ms) = (-62_135_596_800_000, 253_370_764_800_000);

/// The IANA time zone a ward lives in; Europe/London unless it was set up otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WardZone(Tz);

impl Default for WardZone {
    fn default() -> Self {
        WardZone(Tz::Europe__London)
    }
}

impl WardZone {
    /// Reads an IANA name such as "Europe/London"; `None` when the bundled tables do not have it.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        name.parse::<Tz>().ok().map(WardZone)
    }

    /// Gives the IANA name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// Gives the local date and time of an instant.
    #[must_use]
    pub fn local(self, ms: Ms) -> NaiveDateTime {
        let held = ms.clamp(MS_RANGE.0, MS_RANGE.1);
        let utc = DateTime::<Utc>::from_timestamp_millis(held).unwrap_or(DateTime::UNIX_EPOCH);
        utc.with_timezone(&self.0).naive_local()
    }

    /// Gives the instant at which a local clock shows this date and time.
    ///
    /// In the repeated hour of autumn the first passing counts; in the missing hour of spring the
    /// first instant after the gap does.
    #[must_use]
    pub fn instant(self, date: NaiveDate, at: Minutes) -> Ms {
        let naive = date.and_time(at.time());
        match self.0.from_local_datetime(&naive) {
            LocalResult::Single(t) | LocalResult::Ambiguous(t, _) => t.timestamp_millis(),
            LocalResult::None => self.after_gap(naive),
        }
    }

    /// Finds the first instant after a gap by stepping through local minutes; the longest gap known is a day.
    fn after_gap(self, naive: NaiveDateTime) -> Ms {
        let mut at = naive;
        for _ in 0..=(26 * 60) {
            match at.checked_add_signed(chrono::Duration::minutes(1)) {
                Some(later) => at = later,
                None => break,
            }
            if let LocalResult::Single(t) | LocalResult::Ambiguous(t, _) = self.0.from_local_datetime(&at) {
                return t.timestamp_millis();
            }
        }
        naive.and_utc().timestamp_millis()
    }
}

impl Serialize for WardZone {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for WardZone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        WardZone::parse(&name).ok_or_else(|| serde::de::Error::custom("not a known time zone"))
    }
}

/// A time of day in whole minutes since midnight, 0 to 1439 (24-hour clock, never 24:00).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Minutes(u16);

impl Minutes {
    /// Midnight.
    pub const MIDNIGHT: Minutes = Minutes(0);

    /// Makes a time of day; `None` for hours over 23 or minutes over 59.
    #[must_use]
    pub const fn new(hour: u16, minute: u16) -> Option<Self> {
        if hour < 24 && minute < 60 { Some(Minutes(hour * 60 + minute)) } else { None }
    }

    /// Reads "07:30" (also "7:30"); `None` for anything else, "24:00" included.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (hour, minute) = text.split_once(':')?;
        let digits = |s: &str| !s.is_empty() && s.len() <= 2 && s.bytes().all(|b| b.is_ascii_digit());
        if !digits(hour) || minute.len() != 2 || !digits(minute) {
            return None;
        }
        Minutes::new(hour.parse().ok()?, minute.parse().ok()?)
    }

    /// Gives minutes since midnight, 0 to 1439.
    #[must_use]
    pub const fn since_midnight(self) -> u16 {
        self.0
    }

    /// Gives the hour, 0 to 23.
    #[must_use]
    pub const fn hour(self) -> u16 {
        self.0 / 60
    }

    /// Gives the minute of the hour, 0 to 59.
    #[must_use]
    pub const fn minute(self) -> u16 {
        self.0 % 60
    }

    fn time(self) -> NaiveTime {
        NaiveTime::from_hms_opt(u32::from(self.hour()), u32::from(self.minute()), 0).unwrap_or_default()
    }
}

impl std::fmt::Display for Minutes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:02}:{:02}", self.hour(), self.minute())
    }
}

impl Serialize for Minutes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Minutes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Minutes::parse(&text).ok_or_else(|| serde::de::Error::custom("not a time of day"))
    }
}

closed_words! {
    /// One of the two shifts of a ward's day.
    pub enum Shift {
        /// The day shift.
        Day = "day",
        /// The night shift; one that passes midnight belongs to the date it starts on.
        Night = "night",
    }
}

/// When a ward's two shifts start, in local time; each lasts until the other begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShiftPattern {
    /// Start of the day shift.
    pub day_start: Minutes,
    /// Start of the night shift. Equal to `day_start` means the ward has one shift, the day.
    pub night_start: Minutes,
}

impl Default for ShiftPattern {
    /// Day from 07:30, night from 20:00.
    fn default() -> Self {
        ShiftPattern { day_start: Minutes(7 * 60 + 30), night_start: Minutes(20 * 60) }
    }
}

/// One shift of one date: the date is the one the shift starts on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ShiftKey {
    /// Local date on which the shift starts.
    pub date: NaiveDate,
    /// Which shift of that date.
    pub shift: Shift,
}

impl ShiftPattern {
    /// Gives the local start of a shift.
    #[must_use]
    pub fn start_of(&self, shift: Shift) -> Minutes {
        match shift {
            Shift::Day => self.day_start,
            Shift::Night => self.night_start,
        }
    }

    /// Gives the shifts of one date in the order they start.
    #[must_use]
    pub fn shifts(&self) -> Vec<Shift> {
        match self.day_start.cmp(&self.night_start) {
            std::cmp::Ordering::Less => vec![Shift::Day, Shift::Night],
            std::cmp::Ordering::Greater => vec![Shift::Night, Shift::Day],
            std::cmp::Ordering::Equal => vec![Shift::Day],
        }
    }

    /// Says whether the shift's last minute lies on the date after its start date.
    #[must_use]
    pub fn passes_midnight(&self, shift: Shift) -> bool {
        // The shift that starts last runs on to the first one of the next date.
        self.shifts().last() == Some(&shift) && self.first_start() != Minutes::MIDNIGHT
    }

    fn first_start(&self) -> Minutes {
        self.day_start.min(self.night_start)
    }

    /// Gives the first and last local dates a shift touches ("Night of 21 to 22 November").
    #[must_use]
    pub fn dates_of(&self, key: ShiftKey) -> (NaiveDate, NaiveDate) {
        if self.passes_midnight(key.shift) { night_spans(key.date) } else { (key.date, key.date) }
    }

    /// Gives the shift that follows.
    #[must_use]
    pub fn next(&self, key: ShiftKey) -> ShiftKey {
        let shifts = self.shifts();
        let after = shifts.iter().position(|s| *s == key.shift).and_then(|i| shifts.get(i + 1));
        match after {
            Some(shift) => ShiftKey { date: key.date, shift: *shift },
            None => {
                ShiftKey { date: day_after(key.date), shift: shifts.first().copied().unwrap_or(Shift::Day) }
            }
        }
    }

    /// Gives the shift before.
    #[must_use]
    pub fn prev(&self, key: ShiftKey) -> ShiftKey {
        let shifts = self.shifts();
        let before = shifts.iter().position(|s| *s == key.shift).and_then(|i| i.checked_sub(1));
        match before.and_then(|i| shifts.get(i)) {
            Some(shift) => ShiftKey { date: key.date, shift: *shift },
            None => {
                ShiftKey { date: day_before(key.date), shift: shifts.last().copied().unwrap_or(Shift::Day) }
            }
        }
    }
}

/// Finds the shift an instant belongs to, for any pattern and on clock-change nights.
///
/// Shifts are compared by the instants they start at, so time never goes back to an earlier shift
/// when the clocks do.
#[must_use]
pub fn shift_at(ms: Ms, zone: WardZone, pattern: ShiftPattern) -> ShiftKey {
    let today = local_date(ms, zone);
    let mut key =
        ShiftKey { date: day_after(today), shift: pattern.shifts().last().copied().unwrap_or(Shift::Day) };
    // From the last shift of tomorrow backwards to the first one that has begun: at most six steps.
    for _ in 0..6 {
        if zone.instant(key.date, pattern.start_of(key.shift)) <= ms {
            return key;
        }
        key = pattern.prev(key);
    }
    key
}

/// Gives the instants at which a shift starts and ends (the end is the next shift's start).
#[must_use]
pub fn shift_span(key: ShiftKey, zone: WardZone, pattern: ShiftPattern) -> (Ms, Ms) {
    let next = pattern.next(key);
    let start = zone.instant(key.date, pattern.start_of(key.shift));
    (start, zone.instant(next.date, pattern.start_of(next.shift)))
}

/// Gives the two dates of a night that starts on `date` and passes midnight.
#[must_use]
pub fn night_spans(date: NaiveDate) -> (NaiveDate, NaiveDate) {
    (date, day_after(date))
}

/// Gives the local date of an instant.
#[must_use]
pub fn local_date(ms: Ms, zone: WardZone) -> NaiveDate {
    zone.local(ms).date()
}

/// Gives the local time of day of an instant, whole minutes (07:42:59 is 07:42).
#[must_use]
pub fn local_hm(ms: Ms, zone: WardZone) -> Minutes {
    let time = zone.local(ms).time();
    let hour = u16::try_from(time.hour()).unwrap_or(0);
    let minute = u16::try_from(time.minute()).unwrap_or(0);
    Minutes::new(hour, minute).unwrap_or(Minutes::MIDNIGHT)
}

/// Gives the Monday of the week a date lies in; weeks run Monday to Sunday.
#[must_use]
pub fn week_of(date: NaiveDate) -> NaiveDate {
    let back = u64::from(date.weekday().num_days_from_monday());
    date.checked_sub_days(Days::new(back)).unwrap_or(date)
}

/// Gives the date one day later (the last date chrono knows stays itself).
#[must_use]
pub fn day_after(date: NaiveDate) -> NaiveDate {
    date.succ_opt().unwrap_or(date)
}

/// Gives the date one day earlier (the first date chrono knows stays itself).
#[must_use]
pub fn day_before(date: NaiveDate) -> NaiveDate {
    date.pred_opt().unwrap_or(date)
}

/// Gives the date `days` later, or earlier when negative.
#[must_use]
pub fn add_days(date: NaiveDate, days: i64) -> NaiveDate {
    let step = Days::new(days.unsigned_abs());
    let moved = if days < 0 { date.checked_sub_days(step) } else { date.checked_add_days(step) };
    moved.unwrap_or(date)
}

/// Counts whole days from `from` to `to`; negative when `to` is earlier.
#[must_use]
pub fn days_between(from: NaiveDate, to: NaiveDate) -> i64 {
    to.signed_duration_since(from).num_days()
}

#[cfg(test)]
mod tests;
