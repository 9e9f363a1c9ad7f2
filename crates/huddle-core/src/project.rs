//! An improvement project's calendar: the event, and the days on which it is looked at again.
//!
//! Everything about when lives here, so that the board, the project's own page and the week agree.

use chrono::NaiveDate;

use crate::time::{add_days, days_between};

/// Most measures one project has: more are never all taken again (82 of 113 evaluated projects had complete
/// measures, with eight at most).
pub const MOST_MEASURES: usize = 8;
/// Most days an event takes; three to five are usual.
pub const MOST_EVENT_DAYS: i64 = 31;
/// A check may be filled in this many days before its day, and is late this many days after it.
pub const CHECK_WEEK_DAYS: i64 = 7;

closed_words! {
    /// A check after the event, by the days since its last day.
    pub enum CheckDay {
        /// 30 days after.
        Day30 = "30",
        /// 60 days after.
        Day60 = "60",
        /// 90 days after.
        Day90 = "90",
        /// 120 days after; only where the ward wants it.
        Day120 = "120",
    }
}

impl CheckDay {
    /// Gives the days after the event's last day.
    #[must_use]
    pub const fn days(self) -> i64 {
        match self {
            CheckDay::Day30 => 30,
            CheckDay::Day60 => 60,
            CheckDay::Day90 => 90,
            CheckDay::Day120 => 120,
        }
    }

    /// Gives the day the check falls on.
    #[must_use]
    pub fn due(self, event_end: NaiveDate) -> NaiveDate {
        add_days(event_end, self.days())
    }
}

/// Lists the checks of a project, in order.
#[must_use]
pub fn checks(with_120: bool) -> &'static [CheckDay] {
    let all = CheckDay::ALL;
    if with_120 { all } else { all.get(..3).unwrap_or(all) }
}

closed_words! {
    /// Where a check stands on a day.
    pub enum CheckState {
        /// Its day is more than a week away, or the event has no date yet.
        NotYet = "not_yet",
        /// Its day comes within a week: it may be filled in.
        Soon = "soon",
        /// Its day has come and something is still to be filled in.
        Due = "due",
        /// A week or more has gone by since its day and something is still to be filled in.
        Late = "late",
        /// Every measure has a number or a reason, and somebody said whether it holds.
        Done = "done",
    }
}

/// Says where a check stands. `full`: nothing is left to fill in.
#[must_use]
pub fn check_state(due: Option<NaiveDate>, today: NaiveDate, full: bool) -> CheckState {
    let Some(due) = due else { return CheckState::NotYet };
    let gone = days_between(due, today);
    if gone < -CHECK_WEEK_DAYS {
        CheckState::NotYet
    } else if full {
        CheckState::Done
    } else if gone < 0 {
        CheckState::Soon
    } else if gone < CHECK_WEEK_DAYS {
        CheckState::Due
    } else {
        CheckState::Late
    }
}

closed_words! {
    /// Where a project stands on a day.
    pub enum ProjectState {
        /// The event has not started, or has no date yet.
        Planned = "planned",
        /// The event is on.
        Event = "event",
        /// The event is over and not every check is filled in.
        Checking = "checking",
        /// Every check is filled in.
        Finished = "finished",
        /// The ward stopped it, with a reason.
        Stopped = "stopped",
    }
}

/// Says where a project stands. `full`: every check is filled in.
#[must_use]
pub fn project_state(
    event: Option<(NaiveDate, NaiveDate)>,
    today: NaiveDate,
    full: bool,
    stopped: bool,
) -> ProjectState {
    match event {
        _ if stopped => ProjectState::Stopped,
        None => ProjectState::Planned,
        Some((start, _)) if today < start => ProjectState::Planned,
        Some((_, end)) if today <= end => ProjectState::Event,
        Some(_) if full => ProjectState::Finished,
        Some(_) => ProjectState::Checking,
    }
}

/// Says whether baselines and targets are fixed: from the event's first day on.
#[must_use]
pub fn is_fixed(event_start: Option<NaiveDate>, today: NaiveDate) -> bool {
    event_start.is_some_and(|start| start <= today)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn checks_fall_on_the_event_s_last_day_and_so_many_more() {
        let end = day("2026-08-21");
        let due: Vec<String> = checks(true).iter().map(|c| c.due(end).to_string()).collect();
        assert_eq!(due, ["2026-09-20", "2026-10-20", "2026-11-19", "2026-12-19"]);
        assert_eq!(checks(false), [CheckDay::Day30, CheckDay::Day60, CheckDay::Day90]);
        assert_eq!(CheckDay::Day30.due(day("2028-01-31")), day("2028-03-01"), "a leap year");
    }

    #[test]
    fn a_check_comes_is_due_and_is_late() {
        let due = Some(day("2026-11-19"));
        let on = |today: &str, full| check_state(due, day(today), full).as_str();
        assert_eq!(on("2026-11-11", false), "not_yet");
        assert_eq!(on("2026-11-12", false), "soon");
        assert_eq!(on("2026-11-18", false), "soon");
        assert_eq!(on("2026-11-19", false), "due");
        assert_eq!(on("2026-11-25", false), "due");
        assert_eq!(on("2026-11-26", false), "late");
        assert_eq!(on("2026-11-12", true), "done");
        assert_eq!(on("2027-11-26", true), "done");
        assert_eq!(on("2026-11-11", true), "not_yet", "an event that was moved: its check comes again");
        assert_eq!(check_state(None, day("2026-11-12"), true), CheckState::NotYet);
    }

    #[test]
    fn a_project_is_planned_on_checked_and_finished() {
        let event = Some((day("2026-08-17"), day("2026-08-21")));
        let on = |today: &str, full, stopped| project_state(event, day(today), full, stopped).as_str();
        assert_eq!(on("2026-08-16", false, false), "planned");
        assert_eq!(on("2026-08-17", false, false), "event");
        assert_eq!(on("2026-08-21", true, false), "event");
        assert_eq!(on("2026-08-22", false, false), "checking");
        assert_eq!(on("2026-12-22", true, false), "finished");
        assert_eq!(on("2026-08-16", false, true), "stopped");
        assert_eq!(project_state(None, day("2026-08-16"), true, false), ProjectState::Planned);
        assert!(!is_fixed(None, day("2026-08-16")) && !is_fixed(Some(day("2026-08-17")), day("2026-08-16")));
        assert!(is_fixed(Some(day("2026-08-17")), day("2026-08-17")));
    }
}
