//! The variation icon and the assurance icon.

use super::{Degenerate, Direction, PointKind, Rules};
use serde::{Deserialize, Serialize};

/// What the last point says, as one of the Making Data Count variation icons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Variation {
    /// Nothing beyond usual variation.
    CommonCause,
    /// Better, upwards.
    ImprovementHigh,
    /// Better, downwards.
    ImprovementLow,
    /// Worse, upwards.
    ConcernHigh,
    /// Worse, downwards.
    ConcernLow,
    /// Upwards where neither way is better.
    NeutralHigh,
    /// Downwards where neither way is better.
    NeutralLow,
}

impl Variation {
    /// Gives the name used in files and results.
    pub const fn as_str(self) -> &'static str {
        match self {
            Variation::CommonCause => "common_cause",
            Variation::ImprovementHigh => "improvement_high",
            Variation::ImprovementLow => "improvement_low",
            Variation::ConcernHigh => "concern_high",
            Variation::ConcernLow => "concern_low",
            Variation::NeutralHigh => "neutral_high",
            Variation::NeutralLow => "neutral_low",
        }
    }
}

/// How the limits stand to the target, as one of the Making Data Count assurance icons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Assurance {
    /// Will meet the target again and again if nothing changes.
    ConsistentPass,
    /// Will miss the target again and again if nothing changes.
    ConsistentFail,
    /// Will sometimes meet it and sometimes miss it.
    Inconsistent,
}

impl Assurance {
    /// Gives the name used in files and results.
    pub const fn as_str(self) -> &'static str {
        match self {
            Assurance::ConsistentPass => "consistent_pass",
            Assurance::ConsistentFail => "consistent_fail",
            Assurance::Inconsistent => "inconsistent",
        }
    }
}

/// Gives the variation icon of the last point.
///
/// Source: NHSRplotthedots 0.2.2; the height in the name follows from the direction.
pub const fn variation(last: PointKind, direction: Direction) -> Variation {
    let up_is_better = !matches!(direction, Direction::Decrease);
    match last {
        PointKind::CommonCause => Variation::CommonCause,
        PointKind::SpecialCauseImprovement if up_is_better => Variation::ImprovementHigh,
        PointKind::SpecialCauseImprovement => Variation::ImprovementLow,
        PointKind::SpecialCauseConcern if up_is_better => Variation::ConcernLow,
        PointKind::SpecialCauseConcern => Variation::ConcernHigh,
        PointKind::SpecialCauseNeutralHigh => Variation::NeutralHigh,
        PointKind::SpecialCauseNeutralLow => Variation::NeutralLow,
    }
}

/// Gives the assurance icon, `None` without a target or where neither direction is better.
///
/// The comparison with a limit is strict: a target equal to a limit is "inconsistent". House rule:
/// where there is no variation at all (both limits on the mean) meeting the target exactly is a pass.
/// Without limits the reference says "inconsistent" and the house rule says nothing.
///
/// Source: NHSRplotthedots 0.2.2.
pub fn assurance(
    lpl: Option<f64>,
    upl: Option<f64>,
    target: Option<f64>,
    rules: &Rules,
) -> Option<Assurance> {
    let target = target?;
    let house = rules.degenerate == Degenerate::House;
    if rules.direction == Direction::Neutral {
        return None;
    }
    let (Some(lpl), Some(upl)) = (lpl, upl) else {
        return if house { None } else { Some(Assurance::Inconsistent) };
    };
    if house && lpl == upl && target == lpl {
        return Some(Assurance::ConsistentPass);
    }
    let (pass, fail) = match rules.direction {
        Direction::Decrease => (target > upl, target < lpl),
        Direction::Increase | Direction::Neutral => (target < lpl, target > upl),
    };
    Some(if pass {
        Assurance::ConsistentPass
    } else if fail {
        Assurance::ConsistentFail
    } else {
        Assurance::Inconsistent
    })
}
