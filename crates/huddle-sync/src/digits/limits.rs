//! How often digits may be tried: two minutes and five tries for each time a person opens it, twenty tries a day.
//!
//! Twenty tries at one in a million are 2 in 100,000 a day (reliability D4). Times are those of a steady clock, in
//! whatever unit it counts since it began: nobody sets it, so a wrong clock neither ends nor prolongs anything.

use std::collections::VecDeque;
use std::time::Duration;

/// How long it stays open.
pub const WINDOW: Duration = Duration::from_secs(120);
/// Tries that count while it is open once.
pub const TRIES: u32 = 5;
/// Tries that count in 24 hours.
pub const TRIES_A_DAY: usize = 20;
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// How it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// Nobody opened it.
    Shut,
    /// Open for so long yet.
    Open(Duration),
    /// Its two minutes are over.
    TimeOver,
    /// Five tries came to nothing.
    TriesOver,
    /// Twenty tries came to nothing within a day.
    DayOver,
}

/// Counts the tries of one PC.
#[derive(Debug, Default)]
pub struct Limits {
    opened: Option<Duration>,
    tries: u32,
    /// When each try of the last day was.
    day: VecDeque<Duration>,
}

impl Limits {
    /// Opens it for two minutes from `now`, unless the day's tries are used up.
    pub fn open(&mut self, now: Duration) -> Window {
        self.forget(now);
        if self.day.len() >= TRIES_A_DAY {
            return Window::DayOver;
        }
        self.opened = Some(now);
        self.tries = 0;
        Window::Open(WINDOW)
    }

    /// Closes it.
    pub fn shut(&mut self) {
        self.opened = None;
    }

    /// Says how it stands.
    #[must_use]
    pub fn at(&self, now: Duration) -> Window {
        let Some(opened) = self.opened else { return Window::Shut };
        let gone = now.saturating_sub(opened);
        let today = self.day.iter().filter(|at| now.saturating_sub(**at) < DAY).count();
        if gone >= WINDOW {
            Window::TimeOver
        } else if self.tries >= TRIES {
            Window::TriesOver
        } else if today >= TRIES_A_DAY {
            Window::DayOver
        } else {
            Window::Open(WINDOW.saturating_sub(gone))
        }
    }

    /// Counts a try, when there may be one.
    #[must_use]
    pub fn count(&mut self, now: Duration) -> bool {
        if !matches!(self.at(now), Window::Open(_)) {
            return false;
        }
        self.forget(now);
        self.tries += 1;
        self.day.push_back(now);
        true
    }

    /// Takes the newest try back: it let a PC in, so nobody guessed.
    pub fn was_right(&mut self) {
        self.tries = self.tries.saturating_sub(1);
        self.day.pop_back();
    }

    fn forget(&mut self, now: Duration) {
        self.day.retain(|at| now.saturating_sub(*at) < DAY);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn s(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn nothing_counts_before_a_person_opened_it_and_after_two_minutes() {
        let mut limits = Limits::default();
        assert_eq!(limits.at(s(5)), Window::Shut);
        assert!(!limits.count(s(5)));
        assert_eq!(limits.open(s(10)), Window::Open(WINDOW));
        assert_eq!(limits.at(s(129)), Window::Open(s(1)));
        assert_eq!(limits.at(s(130)), Window::TimeOver);
        assert!(!limits.count(s(130)));
        limits.shut();
        assert_eq!(limits.at(s(11)), Window::Shut);
    }

    #[test]
    fn five_tries_each_time_and_twenty_a_day_whoever_opens_it_again() {
        let mut limits = Limits::default();
        for window in 0..4 {
            limits.open(s(window));
            assert_eq!((0..50).filter(|_| limits.count(s(window))).count(), 5);
            assert_eq!(limits.at(s(window)), Window::TriesOver);
        }
        assert_eq!(limits.open(s(60)), Window::DayOver);
        assert_eq!(limits.open(s(86_399)), Window::DayOver, "a second short of a day");
        // The five of the first time are a day old.
        assert_eq!(limits.open(s(86_400)), Window::Open(WINDOW));
        assert_eq!((0..50).filter(|_| limits.count(s(86_400))).count(), 5);
        assert_eq!(limits.open(s(86_400)), Window::DayOver);
    }

    #[test]
    fn the_day_ends_a_window_before_its_five_tries() {
        let mut limits = Limits::default();
        for _ in 0..6 {
            limits.open(s(0));
            assert!((0..3).all(|_| limits.count(s(0))));
        }
        limits.open(s(1));
        assert!(limits.count(s(1)) && limits.count(s(1)));
        assert!(!limits.count(s(1)));
        assert_eq!(limits.at(s(1)), Window::DayOver);
    }

    #[test]
    fn letting_twenty_five_pcs_in_on_one_day_uses_up_no_tries() {
        let mut limits = Limits::default();
        for pc in 0..25 {
            assert_eq!(limits.open(s(pc)), Window::Open(WINDOW));
            assert!(limits.count(s(pc)));
            limits.was_right();
            limits.shut();
        }
    }
}
