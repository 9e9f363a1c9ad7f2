//! Words of the production board: lanes, columns, cards.

use crate::time::{Ms, WardZone, days_between, local_date};

open_words! {
    /// The lanes of the board, in their fixed order.
    pub enum Lane {
        /// Safe care.
        Quality = "quality",
        /// What patients and families tell us.
        Service = "service",
        /// On time, going home.
        Delivery = "delivery",
        /// Us.
        Morale = "morale",
        /// Waste and cost.
        Cost = "cost",
    }
}

impl Lane {
    /// Gives the name a new ward starts with.
    #[must_use]
    pub fn default_label(&self) -> &str {
        match self {
            Lane::Quality => "Quality",
            Lane::Service => "Service",
            Lane::Delivery => "Delivery",
            Lane::Morale => "Morale",
            Lane::Cost => "Waste and cost",
            Lane::Unknown(word) => word,
        }
    }

    /// Gives the small words a new ward starts with under the lane's name; empty for "Waste and cost".
    #[must_use]
    pub fn default_hint(&self) -> &'static str {
        match self {
            Lane::Quality => "safe care",
            Lane::Service => "what patients and families tell us",
            Lane::Delivery => "on time, going home",
            Lane::Morale => "us",
            Lane::Cost | Lane::Unknown(_) => "",
        }
    }
}

open_words! {
    /// The columns of the board from left to right, then its two rails.
    pub enum Column {
        /// Just written down; also where "To sort" stands.
        New = "new",
        /// The ward agreed to do it.
        Agreed = "agreed",
        /// Somebody is on it.
        Doing = "doing",
        /// Did it work?
        Checking = "checking",
        /// Finished, with a result.
        Done = "done",
        /// Rail: put aside for now.
        Parked = "parked",
        /// Rail: waiting for an answer to an escalation.
        Waiting = "waiting",
    }
}

impl Column {
    /// The five columns, left to right.
    pub const COLUMNS: &'static [Column] =
        &[Column::New, Column::Agreed, Column::Doing, Column::Checking, Column::Done];
    /// The two rails at the side.
    pub const RAILS: &'static [Column] = &[Column::Parked, Column::Waiting];

    /// Gives the name a new ward starts with.
    #[must_use]
    pub fn default_label(&self) -> &str {
        match self {
            Column::New => "New",
            Column::Agreed => "Agreed",
            Column::Doing => "Doing",
            Column::Checking => "Checking",
            Column::Done => "Done",
            Column::Parked => "Parked",
            Column::Waiting => "Waiting for an answer",
            Column::Unknown(word) => word,
        }
    }

    /// Says whether this is a rail and not a column.
    #[must_use]
    pub fn is_rail(&self) -> bool {
        Column::RAILS.contains(self)
    }

    /// Gives how many cards are plenty here at a time; `None` where nothing is said.
    #[must_use]
    pub fn default_limit(&self) -> Option<u32> {
        match self {
            Column::Doing => Some(3),
            Column::Checking => Some(5),
            _ => None,
        }
    }

    /// Gives the age in days from which a card here counts as old; `None` where age is not shown.
    #[must_use]
    pub fn default_age_limit_days(&self) -> Option<i64> {
        match self {
            Column::New => Some(7),
            Column::Agreed | Column::Checking => Some(14),
            Column::Doing => Some(10),
            _ => None,
        }
    }
}

/// Days after which a finished card is put away.
pub const DONE_KEPT_DAYS: i64 = 14;
/// Live cards from which the board suggests tidying up.
pub const TIDY_AT_CARDS: usize = 200;
/// Most lines a card's checklist may have.
pub const CHECKLIST_LINES: usize = 10;
/// Most records a card may point to.
pub const CARD_LINKS: usize = 10;

/// Counts the local days a card has stood in its column, 0 on the day it came.
#[must_use]
pub fn age_in_column_days(column_since: Ms, now: Ms, zone: WardZone) -> i64 {
    days_between(local_date(column_since, zone), local_date(now, zone)).max(0)
}

/// Says whether a card has stood in its column longer than the column's limit.
#[must_use]
pub fn is_old(age_days: i64, limit_days: Option<i64>) -> bool {
    limit_days.is_some_and(|limit| age_days > limit)
}

/// Says whether a finished card is due to be put away.
#[must_use]
pub fn is_to_put_away(column: &Column, age_days: i64) -> bool {
    *column == Column::Done && age_days >= DONE_KEPT_DAYS
}

open_words! {
    /// What a card is about.
    pub enum CardKind {
        /// Something is wrong.
        Problem = "problem",
        /// An idea being tried.
        Idea = "idea",
        /// Something to do.
        Action = "action",
        /// A test of change.
        Test = "test",
        /// Kit, beds, IT.
        Kit = "kit",
        /// Something to tell.
        Message = "message",
        /// A thank-you.
        Thanks = "thanks",
    }
}

open_words! {
    /// How big the work on a card is.
    pub enum CardSize {
        /// Minutes; no plan needed.
        JustDoIt = "just_do_it",
        /// Days.
        Small = "small",
        /// Weeks, with a measure.
        Project = "project",
    }
}

open_words! {
    /// What a card may be linked to.
    pub enum LinkKind {
        /// A measure.
        Measure = "measure",
        /// A test of change.
        Test = "test",
        /// A procedure.
        StandardWork = "standard_work",
        /// An escalation.
        Escalation = "escalation",
        /// An idea.
        Idea = "idea",
        /// A project.
        Project = "project",
        /// A huddle.
        Huddle = "huddle",
        /// Another card.
        Card = "card",
        /// An aim of the ward.
        Aim = "aim",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lanes_and_columns_stand_in_their_order() {
        let lanes: Vec<_> = Lane::KNOWN.iter().map(Lane::as_str).collect();
        assert_eq!(lanes, ["quality", "service", "delivery", "morale", "cost"]);
        let columns: Vec<_> = Column::COLUMNS.iter().map(Column::as_str).collect();
        assert_eq!(columns, ["new", "agreed", "doing", "checking", "done"]);
        assert_eq!(Lane::Cost.default_label(), "Waste and cost");
        assert_eq!(Column::parse("safety").default_label(), "safety");
        assert!(Column::Parked.is_rail() && !Column::Done.is_rail());
    }

    #[test]
    fn limits_and_ages_are_the_wards_defaults() {
        assert_eq!((Column::Doing.default_limit(), Column::Checking.default_limit()), (Some(3), Some(5)));
        let ages: Vec<_> = Column::COLUMNS.iter().map(Column::default_age_limit_days).collect();
        assert_eq!(ages, [Some(7), Some(14), Some(10), Some(14), None]);
        assert!(!is_old(10, Some(10)) && is_old(11, Some(10)) && !is_old(99, None));
        assert!(is_to_put_away(&Column::Done, 14) && !is_to_put_away(&Column::Done, 13));
        assert!(!is_to_put_away(&Column::Doing, 99));
    }

    #[test]
    fn age_counts_midnights_not_hours() {
        let zone = WardZone::default();
        let hour = crate::time::HOUR_MS;
        // 23:00 on 22 November 2026 to 01:00 the next day.
        let late = 1795388400000;
        assert_eq!(age_in_column_days(late, late + hour / 2, zone), 0);
        assert_eq!(age_in_column_days(late, late + 2 * hour, zone), 1);
        assert_eq!(age_in_column_days(late, late - 100 * hour, zone), 0);
    }
}
