//! When a wall screen rests: between two times of the ward's clock it shows nothing but the time.

use crate::time::Minutes;

/// The stretch of the day in which a wall screen may rest; it may go past midnight. Equal times mean never.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OffHours {
    /// From this time on the wall rests.
    pub from: Minutes,
    /// At this time it shows the board again.
    pub until: Minutes,
}

impl OffHours {
    /// Gives the time at which the wall wakes when it rests at `now`; `None` while it shows the board.
    ///
    /// A huddle planned inside the stretch wakes it early, and it stays awake until the stretch begins again.
    #[must_use]
    pub fn dark_until(self, now: Minutes, huddle_at: Minutes) -> Option<Minutes> {
        let huddle_inside = huddle_at != self.from && self.holds(huddle_at);
        let until = if huddle_inside { huddle_at } else { self.until };
        Self { from: self.from, until }.holds(now).then_some(until)
    }

    /// Says whether a time lies in the stretch, the first minute with it and the last one not.
    fn holds(self, at: Minutes) -> bool {
        if self.from <= self.until {
            (self.from..self.until).contains(&at)
        } else {
            at >= self.from || at < self.until
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    fn at(text: &str) -> Minutes {
        Minutes::parse(text).unwrap()
    }

    fn dark(from: &str, until: &str, now: &str, huddle: &str) -> Option<String> {
        let off = OffHours { from: at(from), until: at(until) };
        off.dark_until(at(now), at(huddle)).map(|t| t.to_string())
    }

    #[test]
    fn a_night_goes_past_midnight_and_ends_on_the_minute() {
        for (now, want) in [
            ("21:59", None),
            ("22:00", Some("07:00")),
            ("23:59", Some("07:00")),
            ("00:00", Some("07:00")),
            ("06:59", Some("07:00")),
            ("07:00", None),
            ("12:00", None),
        ] {
            assert_eq!(dark("22:00", "07:00", now, "08:15").as_deref(), want, "{now}");
        }
    }

    #[test]
    fn a_stretch_inside_one_day_and_one_that_touches_midnight() {
        assert_eq!(dark("01:00", "05:00", "03:00", "08:15").as_deref(), Some("05:00"));
        assert_eq!(dark("01:00", "05:00", "00:59", "08:15"), None);
        assert_eq!(dark("01:00", "05:00", "05:00", "08:15"), None);
        assert_eq!(dark("22:00", "00:00", "23:30", "08:15").as_deref(), Some("00:00"));
        assert_eq!(dark("22:00", "00:00", "00:00", "08:15"), None);
        assert_eq!(dark("00:00", "06:00", "00:00", "08:15").as_deref(), Some("06:00"));
    }

    #[test]
    fn the_huddle_wakes_it_and_it_stays_awake() {
        assert_eq!(dark("20:00", "09:00", "08:14", "08:15").as_deref(), Some("08:15"));
        assert_eq!(dark("20:00", "09:00", "08:15", "08:15"), None);
        assert_eq!(dark("20:00", "09:00", "08:59", "08:15"), None);
        // A huddle before midnight: dark until then, and not again that night.
        assert_eq!(dark("20:00", "07:00", "20:30", "20:45").as_deref(), Some("20:45"));
        assert_eq!(dark("20:00", "07:00", "03:00", "20:45"), None);
        // A huddle at the very beginning cannot wake what has not gone dark.
        assert_eq!(dark("20:00", "07:00", "20:00", "20:00").as_deref(), Some("07:00"));
    }

    #[test]
    fn equal_times_never_go_dark() {
        for hour in 0..24 {
            assert_eq!(dark("07:00", "07:00", &format!("{hour:02}:00"), "07:00"), None);
        }
    }
}
