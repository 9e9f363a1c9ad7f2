//! Words of passing something up, and its clocks.

use chrono::{Datelike, Weekday};

use super::board::Lane;
use crate::time::{HOUR_MS, MINUTE_MS, Ms, WardZone, day_after, local_date, local_hm};

open_words! {
    /// Whom a matter is passed to.
    pub enum EscalationTarget {
        /// The matron.
        Matron = "matron",
        /// The site team.
        Site = "site",
        /// Estates.
        Estates = "estates",
        /// IT.
        It = "it",
        /// Pharmacy.
        Pharmacy = "pharmacy",
    }
}

impl EscalationTarget {
    /// Gives the lane such a matter usually counts in, offered on screen before a person chooses: safe care
    /// for what the matron and estates mend, on time for those who move people, medicines and machines along.
    #[must_use]
    pub fn usual_lane(&self) -> Lane {
        match self {
            EscalationTarget::Matron | EscalationTarget::Estates | EscalationTarget::Unknown(_) => {
                Lane::Quality
            }
            EscalationTarget::Site | EscalationTarget::It | EscalationTarget::Pharmacy => Lane::Delivery,
        }
    }
}

open_words! {
    /// How somebody was told; the app itself tells nobody.
    pub enum ToldHow {
        /// By phone.
        Phone = "phone",
        /// By bleep.
        Bleep = "bleep",
        /// Face to face.
        FaceToFace = "face_to_face",
        /// In a huddle.
        Huddle = "huddle",
    }
}

open_words! {
    /// Why it cannot wait on the ward.
    pub enum EscalationReason {
        /// Harm or a risk of harm.
        Harm = "harm",
        /// A staffing red flag was raised.
        RedFlag = "red_flag",
        /// The ward cannot fix it.
        CannotFixHere = "cannot_fix_here",
        /// Blocked for more than 48 hours.
        Blocked = "blocked",
        /// Likely to be noticed outside.
        HighProfile = "high_profile",
    }
}

open_words! {
    /// Where an escalation stands.
    pub enum EscalationState {
        /// Written down; no other PC holds it.
        Written = "written",
        /// Stored by a paired PC.
        Sent = "sent",
        /// Opened by the receiver.
        Seen = "seen",
        /// The receiver took it on.
        Accepted = "accepted",
        /// An answer came.
        Answered = "answered",
        /// Fixed.
        Fixed = "fixed",
        /// Cannot be fixed, with a reason.
        CannotFix = "cannot_fix",
    }
}

impl EscalationState {
    /// Says whether the ward is still waiting for an answer.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        !matches!(self, EscalationState::Answered | EscalationState::Fixed | EscalationState::CannotFix)
    }
}

open_words! {
    /// How the ward rates the answer when it closes the matter.
    pub enum WardRating {
        /// Sorted.
        Sorted = "sorted",
        /// Partly.
        Partly = "partly",
        /// No.
        NotSorted = "no",
    }
}

closed_words! {
    /// How soon an answer is needed.
    pub enum Urgency {
        /// Within 30 minutes.
        Now = "now",
        /// Within 4 hours.
        Today = "today",
        /// Within 3 working days.
        ThisWeek = "this_week",
    }
}

impl Urgency {
    /// Reads a stored urgency; a word this version does not know reads as the most urgent.
    #[must_use]
    pub fn parse_or_now(word: &str) -> Self {
        Urgency::parse(word).unwrap_or(Urgency::Now)
    }

    /// Gives the instant an answer is due: 30 minutes, 4 hours, or the same time on the third
    /// working day (Monday to Friday; bank holidays are not known here).
    #[must_use]
    pub fn answer_due(self, raised_at: Ms, zone: WardZone) -> Ms {
        match self {
            Urgency::Now => raised_at.saturating_add(30 * MINUTE_MS),
            Urgency::Today => raised_at.saturating_add(4 * HOUR_MS),
            Urgency::ThisWeek => {
                let mut date = local_date(raised_at, zone);
                for _ in 0..3 {
                    date = day_after(date);
                    while matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
                        && date != chrono::NaiveDate::MAX
                    {
                        date = day_after(date);
                    }
                }
                zone.instant(date, local_hm(raised_at, zone))
            }
        }
    }
}

open_words! {
    /// The six staffing red flags of the national guideline on safe staffing of adult wards
    /// (NICE SG1, 2014): recorded as raised and passed on, never computed.
    pub enum RedFlag {
        /// Fewer than two registered nurses on the ward.
        FewerThanTwoNurses = "fewer_than_two_nurses",
        /// Registered nurse time short by more than 8 hours or 25%, whichever is reached first.
        Shortfall = "shortfall",
        /// A planned medicine was missed.
        MedicineMissed = "medicine_missed",
        /// Pain relief was more than 30 minutes late.
        PainReliefLate = "pain_relief_late",
        /// Vital signs were not taken as planned.
        ObservationsMissed = "observations_missed",
        /// Regular checks and help, such as going to the toilet, were missed.
        CareRoundMissed = "care_round_missed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Minutes;
    use chrono::NaiveDate;

    #[test]
    fn clocks_run_as_promised() {
        let zone = WardZone::default();
        let day = |d| NaiveDate::from_ymd_opt(2026, 11, d).unwrap();
        let nine = Minutes::new(9, 0).unwrap();
        let friday = zone.instant(day(20), nine);
        assert_eq!(Urgency::Now.answer_due(friday, zone) - friday, 1_800_000);
        assert_eq!(Urgency::Today.answer_due(friday, zone) - friday, 14_400_000);
        assert_eq!(Urgency::ThisWeek.answer_due(friday, zone), zone.instant(day(25), nine));
        assert_eq!(
            Urgency::ThisWeek.answer_due(zone.instant(day(21), nine), zone),
            zone.instant(day(25), nine)
        );
        assert_eq!(
            Urgency::ThisWeek.answer_due(zone.instant(day(23), nine), zone),
            zone.instant(day(26), nine)
        );
        let _ = Urgency::ThisWeek.answer_due(Ms::MAX, zone);
        assert_eq!(Urgency::parse_or_now("whenever"), Urgency::Now);
    }

    #[test]
    fn six_red_flags_and_the_waiting_states() {
        assert_eq!(RedFlag::KNOWN.len(), 6);
        assert!(EscalationState::Seen.is_waiting() && !EscalationState::Answered.is_waiting());
        assert!(EscalationState::parse("somewhere").is_waiting());
    }
}
