//! The XmR chart (individual values and moving ranges) by two named rule sets.
//!
//! `mdc2024` follows what NHS England's Making Data Count team says of its own tools since 2024
//! (no screening; two in three counts points beyond the limit too; where a point is flagged both ways
//! the improvement is shown). `ptd` follows the R package NHSRplotthedots 0.2.2 (MIT), including its
//! one label per point. The two colour ordinary series differently, so the name of the rule set
//! travels with every result and is printed under every chart.
//!
//! [`analyse`] works on bare values in time order; dates, names and the wording live in
//! [`crate::chart`].

mod icons;
mod limits;
mod rules;

pub use icons::{Assurance, Variation, assurance, variation};
pub use limits::{LIMIT_FACTOR, Limits, SCREEN_FACTOR, Screening, limits};
pub use rules::{Label, Rule};

use serde::{Deserialize, Serialize};

/// Says which way is better for a measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// More is better.
    Increase,
    /// Less is better.
    Decrease,
    /// Neither way is better in itself.
    Neutral,
}

/// Names a rule set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleSet {
    /// The Making Data Count tools since 2024.
    Mdc2024,
    /// NHSRplotthedots 0.2.2.
    Ptd,
}

impl RuleSet {
    /// Gives the name stored with a chart and printed under it.
    pub const fn as_str(self) -> &'static str {
        match self {
            RuleSet::Mdc2024 => "mdc2024",
            RuleSet::Ptd => "ptd",
        }
    }
}

/// Says how many points in a row make a shift or a trend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunLength {
    /// Six points; the Making Data Count spreadsheet offers it.
    Six,
    /// Seven points, the usual choice.
    Seven,
}

impl RunLength {
    /// Gives the number of points.
    pub const fn points(self) -> usize {
        match self {
            RunLength::Six => 6,
            RunLength::Seven => 7,
        }
    }
}

/// Says what to do where the reference tool's answer would mislead a ward.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Degenerate {
    /// The house rules: no limits from one point; equal values give limits on the mean and no signal;
    /// screening that would leave nothing is skipped; no variation icon when the latest value is missing.
    House,
    /// As the published tool answers, for comparing with it.
    Reference,
}

/// Chooses how a series is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// The rule set.
    pub set: RuleSet,
    /// Points in a row that make a shift or a trend. `ptd` itself knows only seven.
    pub run: RunLength,
    /// Leaves out moving ranges of 3.267 times their mean and more, once.
    pub screen: bool,
    /// Which way is better.
    pub direction: Direction,
    /// Mean and limits from the first so many rows of each group (rows without a value count).
    pub fix_after: Option<usize>,
    /// What happens on degenerate input.
    pub degenerate: Degenerate,
}

impl Rules {
    /// Gives the default: `mdc2024`, seven points, no screening, house rules.
    pub const fn mdc2024(direction: Direction) -> Rules {
        Rules {
            set: RuleSet::Mdc2024,
            run: RunLength::Seven,
            screen: false,
            direction,
            fix_after: None,
            degenerate: Degenerate::House,
        }
    }

    /// Gives NHSRplotthedots' default: `ptd`, seven points, screening on, house rules.
    pub const fn ptd(direction: Direction) -> Rules {
        Rules {
            set: RuleSet::Ptd,
            run: RunLength::Seven,
            screen: true,
            direction,
            fix_after: None,
            degenerate: Degenerate::House,
        }
    }
}

/// Says what one point is, for its colour and shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PointKind {
    /// Nothing beyond usual variation.
    CommonCause,
    /// A signal in the better direction.
    SpecialCauseImprovement,
    /// A signal in the worse direction.
    SpecialCauseConcern,
    /// A signal upwards where neither way is better.
    SpecialCauseNeutralHigh,
    /// A signal downwards where neither way is better.
    SpecialCauseNeutralLow,
}

impl PointKind {
    /// Gives the kind of a signal that points upwards (`high`) or downwards.
    pub const fn of(high: bool, direction: Direction) -> PointKind {
        match (direction, high) {
            (Direction::Neutral, true) => PointKind::SpecialCauseNeutralHigh,
            (Direction::Neutral, false) => PointKind::SpecialCauseNeutralLow,
            (Direction::Increase, true) | (Direction::Decrease, false) => PointKind::SpecialCauseImprovement,
            (Direction::Increase, false) | (Direction::Decrease, true) => PointKind::SpecialCauseConcern,
        }
    }
}

/// One point with its limits and what was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct XmrPoint {
    /// The value, `None` where it is missing.
    pub value: Option<f64>,
    /// Which group of limits it belongs to: the number of openings up to and including this row.
    pub group: usize,
    /// Mean of the group.
    pub mean: Option<f64>,
    /// Lower process limit, never clipped.
    pub lpl: Option<f64>,
    /// Upper process limit, never clipped.
    pub upl: Option<f64>,
    /// Beyond a limit; `None` without a value or without limits.
    pub outside_limits: Option<bool>,
    /// 1 above the mean, -1 below, 0 on it; `None` without a value.
    pub relative_to_mean: Option<i8>,
    /// Beyond two thirds of the way to a limit but not beyond the limit.
    pub near_limits: Option<bool>,
    /// Every rule that fired here, in alphabetical order of its name.
    pub rules: Vec<Rule>,
    /// The one label of this point by precedence: outside, trend, two in three, shift.
    pub label: Label,
    /// Colour and shape.
    pub kind: PointKind,
    /// Limits from fewer than 13 values (12 rows for a fixed baseline count too).
    pub trial_limits: bool,
}

/// What [`analyse`] found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Xmr {
    /// The points in the order given.
    pub points: Vec<XmrPoint>,
    /// Limits of each group, in order.
    pub groups: Vec<Limits>,
    /// The variation icon, from the last point.
    pub variation: Option<Variation>,
    /// The assurance icon, from the target and the limits of the last point.
    pub assurance: Option<Assurance>,
}

/// The number of values from which limits are more than a trial.
///
/// Source: the Making Data Count team (NHSRplotthedots issue 194); NHSRplotthedots 0.2.2 warns below 13.
pub const LIMITS_FROM: usize = 13;

/// Judges values in time order by the rules given.
///
/// `opens[i]` true starts a new group of limits at row `i` (a missing or short slice means no more
/// openings). `target` is the target in force at the last point.
pub fn analyse(values: &[Option<f64>], opens: &[bool], target: Option<f64>, rules: &Rules) -> Xmr {
    let mut points: Vec<XmrPoint> = Vec::with_capacity(values.len());
    let mut groups = Vec::new();
    let opens_at = |row: usize| opens.get(row).copied().unwrap_or(false);
    let mut first = 0;
    let mut group = 0;
    while first < values.len() {
        if opens_at(first) {
            group += 1;
        }
        let end = (first + 1..values.len()).find(|&row| opens_at(row)).unwrap_or(values.len());
        let rows = values.get(first..end).unwrap_or_default();
        let found = limits(rows, rules);
        points.extend(rules::judge(rows, group, &found, rules));
        groups.push(found);
        first = end;
    }
    let last = points.last();
    let variation = last.and_then(|point| {
        let no_verdict = point.value.is_none() || point.lpl.is_none();
        // Equal values in reference mode have no limits and still read "common cause".
        if rules.degenerate == Degenerate::House && no_verdict {
            return None;
        }
        Some(icons::variation(point.kind, rules.direction))
    });
    let assurance = last.and_then(|point| icons::assurance(point.lpl, point.upl, target, rules));
    Xmr { points, groups, variation, assurance }
}
