//! Words of the huddle.

use chrono::NaiveDate;

open_words! {
    /// Where a huddle stands.
    pub enum HuddleStatus {
        /// Its sheet is filled but nobody has started it.
        Prepared = "prepared",
        /// Running.
        Running = "running",
        /// Paused (a crash call).
        Paused = "paused",
        /// Held in full.
        Held = "held",
        /// Held in the short form.
        Short = "short",
        /// Not held, with a reason.
        NotHeld = "not_held",
    }
}

open_words! {
    /// Why a huddle was not held.
    pub enum NotHeldReason {
        /// An emergency.
        Emergency = "emergency",
        /// Too few staff.
        Staffing = "staffing",
        /// It clashed with the medicines round.
        MedicinesRound = "medicines_round",
        /// Nobody was there to lead it.
        NobodyToLead = "nobody_to_lead",
        /// Another reason, in words.
        Other = "other",
    }
}

open_words! {
    /// What a section of the huddle came to.
    pub enum SectionState {
        /// Asked, and nothing to raise.
        NothingToRaise = "nothing_to_raise",
        /// Something was raised.
        Raised = "raised",
        /// Passed over without an answer.
        NotCovered = "not_covered",
    }
}

open_words! {
    /// When an action is due; a date is kept as it is written.
    pub enum ActionDue {
        /// By the end of this shift.
        ThisShift = "this_shift",
        /// Today.
        Today = "today",
        /// Tomorrow.
        Tomorrow = "tomorrow",
    }
}

open_words! {
    /// Where an action stands.
    pub enum ActionState {
        /// Not begun.
        Open = "open",
        /// Being done.
        Doing = "doing",
        /// Done.
        Done = "done",
        /// Dropped on purpose.
        Dropped = "dropped",
    }
}

impl ActionState {
    /// Says whether the action is carried to the next huddle.
    #[must_use]
    pub fn is_carried(&self) -> bool {
        !matches!(self, ActionState::Done | ActionState::Dropped)
    }
}

/// Times an action is carried before the huddle asks "drop, pass up, or break down?".
pub const CARRIED_ASKS_AT: u32 = 3;

open_words! {
    /// Who was there besides the leader, counted by role and never by name.
    pub enum PresentRole {
        /// Registered nurses.
        RegisteredNurse = "registered_nurse",
        /// Healthcare assistants.
        Hca = "hca",
        /// Doctors.
        Doctor = "doctor",
        /// Therapists.
        Therapist = "therapist",
        /// Pharmacists.
        Pharmacist = "pharmacist",
        /// Domestics and porters.
        DomesticPorter = "domestic_porter",
        /// Students.
        Student = "student",
        /// Bank and agency.
        Bank = "bank",
        /// Ward clerks.
        WardClerk = "ward_clerk",
        /// Volunteers.
        Volunteer = "volunteer",
    }
}

open_words! {
    /// Risks counted under "Today's risks": numbers and bays, never names.
    pub enum Risk {
        /// Falls.
        Falls = "falls",
        /// Skin.
        Skin = "skin",
        /// Deterioration.
        Deterioration = "deterioration",
        /// Infection.
        Infection = "infection",
        /// Confusion.
        Confusion = "confusion",
        /// One-to-one care.
        OneToOne = "one_to_one",
    }
}

open_words! {
    /// What most often holds up going home.
    pub enum Blocker {
        /// Medicines to take home.
        TakeHomeMedicines = "take_home_medicines",
        /// Transport.
        Transport = "transport",
        /// Letter or discharge summary.
        Letter = "letter",
        /// Care at home or a care home place.
        CareAtHome = "care_at_home",
        /// Tests or results.
        Tests = "tests",
        /// A doctor's review.
        Review = "review",
        /// Equipment at home.
        Equipment = "equipment",
        /// Something else.
        Other = "other",
    }
}

/// Words the action a harm makes while it has no incident number ("not reported yet").
#[must_use]
pub fn report_action(cross: &str, day: NaiveDate) -> String {
    format!("Report it and write the number down: {cross}, {}", day.format("%-d %B %Y"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_words_are_kept_and_never_lose_an_action() {
        assert!(ActionState::parse("half done").is_carried());
        assert!(!ActionState::Dropped.is_carried());
        assert_eq!(HuddleStatus::parse("moved").as_str(), "moved");
        assert_eq!(NotHeldReason::KNOWN.len(), 5);
    }

    #[test]
    fn an_unreported_harm_is_worded_with_its_day() {
        let day = NaiveDate::from_ymd_opt(2026, 8, 6).unwrap();
        assert_eq!(
            report_action("Falls with harm", day),
            "Report it and write the number down: Falls with harm, 6 August 2026"
        );
    }
}
