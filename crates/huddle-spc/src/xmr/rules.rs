//! The four rules of the XmR chart: outside, shift, trend, two in three.

use super::{Direction, LIMITS_FROM, Limits, PointKind, RuleSet, Rules, XmrPoint};
use serde::{Deserialize, Serialize};

/// A rule that fired at a point, with its direction. Declared in alphabetical order of the names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Above the upper limit.
    OutsideLimitsHigh,
    /// Below the lower limit.
    OutsideLimitsLow,
    /// In a run above the mean.
    ShiftHigh,
    /// In a run below the mean.
    ShiftLow,
    /// In a run of rises.
    TrendHigh,
    /// In a run of falls.
    TrendLow,
    /// One of two or three in three far above the mean.
    TwoInThreeHigh,
    /// One of two or three in three far below the mean.
    TwoInThreeLow,
}

impl Rule {
    /// Gives the name used in files and results.
    pub const fn as_str(self) -> &'static str {
        match self {
            Rule::OutsideLimitsHigh => "outside_limits_high",
            Rule::OutsideLimitsLow => "outside_limits_low",
            Rule::ShiftHigh => "shift_high",
            Rule::ShiftLow => "shift_low",
            Rule::TrendHigh => "trend_high",
            Rule::TrendLow => "trend_low",
            Rule::TwoInThreeHigh => "two_in_three_high",
            Rule::TwoInThreeLow => "two_in_three_low",
        }
    }

    /// Says whether the rule points upwards.
    pub const fn is_high(self) -> bool {
        matches!(self, Rule::OutsideLimitsHigh | Rule::ShiftHigh | Rule::TrendHigh | Rule::TwoInThreeHigh)
    }
}

/// The one label of a point, in NHSRplotthedots' words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Label {
    /// No rule fired.
    CommonCause,
    /// Beyond the upper limit.
    AboveUcl,
    /// Beyond the lower limit.
    BelowLcl,
    /// In a run of rises.
    TrendIncreasing,
    /// In a run of falls.
    TrendDecreasing,
    /// Two in three above.
    TwoInThreeAbove,
    /// Two in three below.
    TwoInThreeBelow,
    /// In a run above the mean.
    RunAbove,
    /// In a run below the mean.
    RunBelow,
}

impl Label {
    /// Gives NHSRplotthedots' text, written for seven points.
    pub const fn as_str(self) -> &'static str {
        match self {
            Label::CommonCause => "Common Cause",
            Label::AboveUcl => "Above UCL",
            Label::BelowLcl => "Below LCL",
            Label::TrendIncreasing => "7 Point Trend (Increasing)",
            Label::TrendDecreasing => "7 Point Trend (Decreasing)",
            Label::TwoInThreeAbove => "2 in 3 Above CL",
            Label::TwoInThreeBelow => "2 in 3 Below CL",
            Label::RunAbove => "7 Points Above CL",
            Label::RunBelow => "7 Points Below CL",
        }
    }

    const fn is_high(self) -> Option<bool> {
        match self {
            Label::CommonCause => None,
            Label::AboveUcl | Label::TrendIncreasing | Label::TwoInThreeAbove | Label::RunAbove => Some(true),
            Label::BelowLcl | Label::TrendDecreasing | Label::TwoInThreeBelow | Label::RunBelow => {
                Some(false)
            }
        }
    }
}

/// Compares with a tolerance: 1 above, -1 below, 0 within it.
fn side(value: f64, of: f64, tolerance: f64) -> i8 {
    let gap = value - of;
    if gap > tolerance {
        1
    } else if gap < -tolerance {
        -1
    } else {
        0
    }
}

/// Marks every window of `length` neighbours that all satisfy `all`.
fn mark_windows<T>(items: &[T], length: usize, all: impl Fn(&[T]) -> bool) -> Vec<bool> {
    let mut marked = vec![false; items.len()];
    for (start, window) in items.windows(length).enumerate() {
        if all(window) {
            marked.iter_mut().skip(start).take(length).for_each(|m| *m = true);
        }
    }
    marked
}

/// Judges the rows of one group; no rule ever looks across a group.
///
/// * outside: strictly beyond a limit.
/// * shift: `run` neighbours on the same side of the mean; a value on the mean breaks it.
/// * trend: `run` neighbours (one step fewer) all rising or all falling; a tie breaks it.
/// * two in three: three neighbours on one side of the mean, two or more of them beyond two thirds of
///   the limit distance. `ptd`: points beyond the limit do not count; `mdc2024`: they do. Only the
///   points beyond are flagged.
///
/// A missing value breaks every rule. Sources: NHSRplotthedots 0.2.2; for `mdc2024` the Making Data
/// Count team's statements in NHSRplotthedots issue 194 and PowerBI-SPC issue 257.
pub(super) fn judge(rows: &[Option<f64>], group: usize, limits: &Limits, rules: &Rules) -> Vec<XmrPoint> {
    let tolerance = limits.tolerance;
    let run = rules.run.points();
    let (lpl, upl, near) = (limits.lpl, limits.upl, limits.near);

    let sides: Vec<Option<i8>> = rows.iter().map(|v| Some(side((*v)?, limits.mean?, tolerance))).collect();
    // Beyond a limit: 1 above the upper, -1 below the lower.
    let outside: Vec<Option<i8>> = rows.iter().map(|v| beyond((*v)?, lpl?, upl?, tolerance)).collect();
    let far: Vec<Option<i8>> = rows
        .iter()
        .map(|v| {
            let (low, high) = near?;
            beyond((*v)?, low, high, tolerance)
        })
        .collect();
    let steps: Vec<Option<i8>> =
        rows.iter().zip(rows.iter().skip(1)).map(|(a, b)| Some(side((*b)?, (*a)?, tolerance))).collect();

    let shift = |way: i8| mark_windows(&sides, run, |w| w.iter().all(|s| *s == Some(way)));
    let trend = |way: i8| {
        let by_step = mark_windows(&steps, run - 1, |w| w.iter().all(|s| *s == Some(way)));
        // A marked step marks the points at both of its ends.
        (0..rows.len())
            .map(|i| {
                let left = i.checked_sub(1).and_then(|l| by_step.get(l)).copied().unwrap_or(false);
                left || by_step.get(i).copied().unwrap_or(false)
            })
            .collect::<Vec<bool>>()
    };
    let counts: Vec<bool> = outside
        .iter()
        .zip(&far)
        .map(|(out, far)| match rules.set {
            RuleSet::Mdc2024 => matches!(far, Some(1 | -1)),
            RuleSet::Ptd => matches!(far, Some(1 | -1)) && *out == Some(0),
        })
        .collect();
    let pairs: Vec<(Option<i8>, bool)> = sides.iter().copied().zip(counts.iter().copied()).collect();
    let two = |way: i8| {
        let marked = mark_windows(&pairs, 3, |w| {
            w.iter().all(|(s, _)| *s == Some(way)) && w.iter().filter(|(_, far)| *far).count() >= 2
        });
        marked.into_iter().zip(&counts).map(|(m, far)| m && *far).collect::<Vec<bool>>()
    };
    let flags = [
        (Rule::OutsideLimitsHigh, outside.iter().map(|o| *o == Some(1)).collect()),
        (Rule::OutsideLimitsLow, outside.iter().map(|o| *o == Some(-1)).collect()),
        (Rule::ShiftHigh, shift(1)),
        (Rule::ShiftLow, shift(-1)),
        (Rule::TrendHigh, trend(1)),
        (Rule::TrendLow, trend(-1)),
        (Rule::TwoInThreeHigh, two(1)),
        (Rule::TwoInThreeLow, two(-1)),
    ];

    let at = |list: &[Option<i8>], i: usize| list.get(i).copied().flatten();
    rows.iter()
        .enumerate()
        .map(|(i, value)| {
            let fired: Vec<Rule> = flags
                .iter()
                .filter(|(_, marks): &&(Rule, Vec<bool>)| marks.get(i).copied().unwrap_or(false))
                .map(|(rule, _)| *rule)
                .collect();
            let out = at(&outside, i);
            let label = label(&fired, at(&steps, i));
            XmrPoint {
                value: *value,
                group,
                mean: limits.mean,
                lpl,
                upl,
                outside_limits: out.map(|o| o != 0),
                relative_to_mean: at(&sides, i),
                near_limits: out.map(|o| o == 0 && matches!(at(&far, i), Some(1 | -1))),
                kind: kind(&fired, label, rules),
                rules: fired,
                label,
                trial_limits: rows.len() < LIMITS_FROM,
            }
        })
        .collect()
}

fn beyond(value: f64, low: f64, high: f64, tolerance: f64) -> Option<i8> {
    if value > high + tolerance {
        Some(1)
    } else if value < low - tolerance {
        Some(-1)
    } else {
        Some(0)
    }
}

/// Picks the one label: outside, then trend, then two in three, then shift.
///
/// A point that ends one trend and starts another takes the step on its right.
fn label(fired: &[Rule], next_step: Option<i8>) -> Label {
    let has = |rule: Rule| fired.contains(&rule);
    if has(Rule::OutsideLimitsHigh) {
        return Label::AboveUcl;
    }
    if has(Rule::OutsideLimitsLow) {
        return Label::BelowLcl;
    }
    match (has(Rule::TrendHigh), has(Rule::TrendLow)) {
        (true, true) if next_step == Some(-1) => return Label::TrendDecreasing,
        (true, _) => return Label::TrendIncreasing,
        (false, true) => return Label::TrendDecreasing,
        (false, false) => {}
    }
    if has(Rule::TwoInThreeHigh) {
        Label::TwoInThreeAbove
    } else if has(Rule::TwoInThreeLow) {
        Label::TwoInThreeBelow
    } else if has(Rule::ShiftHigh) {
        Label::RunAbove
    } else if has(Rule::ShiftLow) {
        Label::RunBelow
    } else {
        Label::CommonCause
    }
}

/// Turns rules into a kind. `ptd` looks at the label only; `mdc2024` lets improvement win.
fn kind(fired: &[Rule], label: Label, rules: &Rules) -> PointKind {
    let Some(label_high) = label.is_high() else { return PointKind::CommonCause };
    let either = |way: bool| fired.iter().any(|rule| rule.is_high() == way);
    let high = match (rules.set, rules.direction) {
        // Improvement wins a conflict; where neither way is better the label decides.
        (RuleSet::Mdc2024, Direction::Increase) => either(true),
        (RuleSet::Mdc2024, Direction::Decrease) => !either(false),
        _ => label_high,
    };
    PointKind::of(high, rules.direction)
}
