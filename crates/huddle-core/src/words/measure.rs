//! Words of measures and readings, and the rows a new ward counts today.

use super::board::Lane;
use crate::frequency::Frequency;

open_words! {
    /// What a measure is for.
    pub enum MeasureType {
        /// What we want to be better.
        Outcome = "outcome",
        /// What we do to get there.
        Process = "process",
        /// What might get worse.
        Balancing = "balancing",
    }
}

open_words! {
    /// The unit a value is shown with.
    pub enum Unit {
        /// A plain number of things.
        Count = "count",
        /// Per cent, 0 to 100; stored as a numerator and a denominator where there are two.
        Percent = "percent",
        /// Minutes.
        Minutes = "minutes",
        /// Hours.
        Hours = "hours",
        /// Days.
        Days = "days",
        /// Per 1,000 bed days.
        PerThousandBedDays = "per_1000_bed_days",
        /// A score.
        Score = "score",
        /// Pounds sterling.
        Pounds = "pounds",
    }
}

impl Unit {
    /// Gives the number a fraction is multiplied with to be shown: 100, 1,000 or 1.
    #[must_use]
    pub fn multiplier(&self) -> f64 {
        match self {
            Unit::Percent => 100.0,
            Unit::PerThousandBedDays => 1000.0,
            _ => 1.0,
        }
    }
}

open_words! {
    /// How a reading is entered.
    pub enum ValueKind {
        /// One number.
        Value = "value",
        /// A numerator out of a denominator; the value is worked out.
        Fraction = "fraction",
        /// One minus a numerator out of a denominator ("seen in time" from "late").
        OneMinusFraction = "one_minus_fraction",
    }
}

impl ValueKind {
    /// Works out the value of a reading from its parts; `None` when a part is missing, not finite, or
    /// the denominator is not above zero.
    #[must_use]
    pub fn value_of(&self, unit: &Unit, numerator: Option<f64>, denominator: Option<f64>) -> Option<f64> {
        let (n, d) = (numerator?, denominator?);
        if !n.is_finite() || !d.is_finite() || d <= 0.0 {
            return None;
        }
        match self {
            ValueKind::Fraction => Some(n / d * unit.multiplier()),
            ValueKind::OneMinusFraction => Some((1.0 - n / d) * unit.multiplier()),
            ValueKind::Value | ValueKind::Unknown(_) => None,
        }
    }
}

open_words! {
    /// Which way is better.
    pub enum Direction {
        /// Up is good.
        Up = "up",
        /// Down is good.
        Down = "down",
        /// Neither.
        Neither = "neither",
    }
}

open_words! {
    /// The chart a measure asks for.
    pub enum ChartChoice {
        /// Chosen from the readings.
        Auto = "auto",
        /// Run chart with a median.
        Run = "run",
        /// Line with an average and limits.
        Xmr = "xmr",
        /// Days between rare events.
        DaysBetween = "days_between",
        /// A tally without a line.
        Tally = "tally",
    }
}

open_words! {
    /// Whether a measure is being counted.
    pub enum MeasureStatus {
        /// Counted now.
        Live = "live",
        /// Resting for a while.
        Resting = "resting",
        /// Given up; its history stays.
        Retired = "retired",
    }
}

open_words! {
    /// Why a reading is missing.
    pub enum NotMeasured {
        /// There was no time.
        NoTime = "no_time",
        /// Nobody was there to count.
        NobodyToCount = "nobody_to_count",
        /// The numbers could not be got at.
        NoNumbers = "no_numbers",
        /// It was forgotten.
        Forgotten = "forgotten",
        /// Another reason, in words.
        Other = "other",
    }
}

open_words! {
    /// Why no reading was due; this is not a gap.
    pub enum NothingDue {
        /// The ward was closed.
        Closed = "closed",
        /// A bank holiday.
        BankHoliday = "bank_holiday",
        /// Nothing of the kind happened that could be counted.
        NothingToCount = "nothing_to_count",
    }
}

open_words! {
    /// The two numbers of a row that has a plan, in the words staff use for them.
    pub enum PlanWords {
        /// Planned and actual.
        PlannedActual = "planned_actual",
        /// Needed and have.
        NeededHave = "needed_have",
        /// Planned and gone.
        PlannedGone = "planned_gone",
        /// Due and taken.
        DueTaken = "due_taken",
    }
}

/// A row of "today" in one lane, as a new ward starts with it.
#[derive(Debug, Clone, PartialEq)]
pub struct TodayRow {
    /// Key of the measure in the ward; its readings follow from it.
    pub key: &'static str,
    /// The lane it stands in.
    pub lane: Lane,
    /// Its name on the board.
    pub label: &'static str,
    /// What is counted, in one sentence.
    pub definition: &'static str,
    /// The words for its two numbers.
    pub words: PlanWords,
    /// How often it is counted.
    pub frequency: Frequency,
    /// Its unit.
    pub unit: Unit,
    /// Which way is better, compared with the plan.
    pub direction: Direction,
    /// The huddle section whose number boxes fill it.
    pub section: &'static str,
}

/// Gives the rows a new ward counts: staffing, one-to-one care, going home, breaks.
#[must_use]
pub fn default_today_rows() -> Vec<TodayRow> {
    let shift = |key, lane, label, definition, words, section| TodayRow {
        key,
        lane,
        label,
        definition,
        words,
        frequency: Frequency::EachShift,
        unit: Unit::Count,
        direction: Direction::Up,
        section,
    };
    vec![
        shift(
            "registered_nurses",
            Lane::Quality,
            "Registered nurses",
            "Registered nurses on this shift, the nurse in charge included: planned, and here.",
            PlanWords::PlannedActual,
            "staffing",
        ),
        shift(
            "hcas",
            Lane::Quality,
            "HCAs",
            "Healthcare assistants on this shift: planned, and here.",
            PlanWords::PlannedActual,
            "staffing",
        ),
        shift(
            "one_to_one",
            Lane::Quality,
            "One-to-one care",
            "Staff needed to stay with one patient this shift, and staff we have for it.",
            PlanWords::NeededHave,
            "today",
        ),
        TodayRow {
            key: "going_home",
            lane: Lane::Delivery,
            label: "Going home",
            definition: "Patients planned to go home today, and gone so far.",
            words: PlanWords::PlannedGone,
            frequency: Frequency::Daily,
            unit: Unit::Count,
            direction: Direction::Up,
            section: "flow",
        },
        shift(
            "breaks",
            Lane::Morale,
            "Breaks taken",
            "Staff on this shift due a break, and staff who had one.",
            PlanWords::DueTaken,
            "staffing",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_worked_out_from_their_parts() {
        let breaches =
            ValueKind::OneMinusFraction.value_of(&Unit::Percent, Some(4082.0), Some(18788.0)).unwrap();
        assert!((breaches - 78.273_365).abs() < 1e-5);
        let rate = ValueKind::Fraction.value_of(&Unit::PerThousandBedDays, Some(3.0), Some(600.0)).unwrap();
        assert!((rate - 5.0).abs() < 1e-12);
        assert_eq!(ValueKind::Fraction.value_of(&Unit::Percent, Some(1.0), Some(0.0)), None);
        assert_eq!(ValueKind::Fraction.value_of(&Unit::Percent, None, Some(2.0)), None);
        assert_eq!(ValueKind::Fraction.value_of(&Unit::Percent, Some(f64::NAN), Some(2.0)), None);
    }

    #[test]
    fn a_new_ward_counts_five_rows_with_keys_of_their_own() {
        let rows = default_today_rows();
        let mut keys: Vec<_> = rows.iter().map(|r| r.key).collect();
        assert_eq!(keys, ["registered_nurses", "hcas", "one_to_one", "going_home", "breaks"]);
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), rows.len());
        assert!(rows.iter().all(|r| r.lane.is_known()));
    }
}
