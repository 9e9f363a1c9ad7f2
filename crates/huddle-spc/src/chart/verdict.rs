//! What the latest reading amounts to, for the sentence: never more than the rules found.

use super::analysis::{Analysis, PointState, Span};
use super::series::ChartChoice;
use crate::run::anhoej::{self, runs};
use crate::run::side;
use crate::sum;
use crate::xmr::{Direction, PointKind, Rule};
use serde::{Deserialize, Serialize};

/// Most readings a word like "most weeks" looks back over.
pub(super) const TARGET_OVER: usize = 13;

/// What kind of news it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum News {
    /// Nothing beyond what comes and goes.
    NoChange,
    /// A signal in the better direction.
    Better,
    /// A signal in the worse direction.
    Worse,
    /// A signal where neither way is better.
    WorthALook,
}

impl News {
    /// Gives the code word: `steady`, `better`, `worse` or `worth_a_look`.
    pub const fn as_str(self) -> &'static str {
        match self {
            News::NoChange => "steady",
            News::Better => "better",
            News::Worse => "worse",
            News::WorthALook => "worth_a_look",
        }
    }
}

/// Which rule says so, and how far back it reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Why {
    /// So many readings in a row on one side of the middle line.
    Run {
        /// Readings up to the latest.
        length: usize,
        /// Above it.
        high: bool,
        /// The middle line is the median of a run chart and not the average.
        median: bool,
    },
    /// So many readings in a row, each further up (or down) than the one before.
    Trend {
        /// Readings up to the latest.
        length: usize,
        /// Upwards.
        high: bool,
    },
    /// The latest reading is beyond a limit.
    Outside {
        /// The upper one.
        high: bool,
    },
    /// Two or more of the last three are close to a limit or beyond it.
    TwoInThree {
        /// The upper one.
        high: bool,
    },
}

/// How the latest readings stand to the target in force.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct TargetStanding {
    /// The target.
    pub value: f64,
    /// Readings looked at: since limits and target last changed, 13 at the most.
    pub readings: usize,
    /// Those that missed it.
    pub missed: usize,
}

/// What can be said of the latest reading.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// What kind of news.
    pub news: News,
    /// The rule behind it; `None` where there is no change.
    pub why: Option<Why>,
    /// The target; `None` without one or where neither way is better.
    pub target: Option<TargetStanding>,
}

/// Reads the verdict off judged points; `None` where a line chart's rules fired earlier and not now.
///
/// Of several rules the one that reaches furthest back is told: a run, then a reading outside, a trend,
/// two in three.
pub(super) fn verdict(analysis: &Analysis, span: Span) -> Option<Verdict> {
    let target = target(analysis, span);
    let last = analysis.points.iter().rposition(|p| p.state == PointState::Used)?;
    let mine = analysis.points.get(span.first..=last)?;
    let values: Vec<Option<f64>> =
        mine.iter().map(|p| p.value.filter(|_| p.state == PointState::Used)).collect();
    let point = analysis.points.get(last)?;
    let (news, why) = match analysis.chart {
        ChartChoice::Between if point.kind != PointKind::CommonCause => {
            let high = span.limits.zip(point.value).is_some_and(|((_, upper), value)| value > upper);
            (news_of(point.kind), Some(Why::Outside { high }))
        }
        ChartChoice::Line | ChartChoice::Between => by_run_chart(&values, analysis.direction)?,
        ChartChoice::Xmr if point.kind == PointKind::CommonCause => (News::NoChange, None),
        ChartChoice::Xmr => {
            let news = news_of(point.kind);
            // A point can be flagged both ways; what is told is what is shown.
            let high = match point.kind {
                PointKind::SpecialCauseNeutralHigh => true,
                PointKind::SpecialCauseNeutralLow => false,
                PointKind::SpecialCauseImprovement => analysis.direction == Direction::Increase,
                _ => analysis.direction != Direction::Increase,
            };
            (news, why(&point.rules, high, &values, span.average?))
        }
    };
    Some(Verdict { news, why, target })
}

fn news_of(kind: PointKind) -> News {
    match kind {
        PointKind::SpecialCauseImprovement => News::Better,
        PointKind::SpecialCauseConcern => News::Worse,
        _ => News::WorthALook,
    }
}

fn why(rules: &[Rule], high: bool, values: &[Option<f64>], average: f64) -> Option<Why> {
    let fired = |up: Rule, down: Rule| rules.contains(if high { &up } else { &down });
    if fired(Rule::ShiftHigh, Rule::ShiftLow) {
        return Some(Why::Run { length: one_side(values, average, high), high, median: false });
    }
    if fired(Rule::OutsideLimitsHigh, Rule::OutsideLimitsLow) {
        return Some(Why::Outside { high });
    }
    if fired(Rule::TrendHigh, Rule::TrendLow) {
        return Some(Why::Trend { length: one_way(values, high), high });
    }
    fired(Rule::TwoInThreeHigh, Rule::TwoInThreeLow).then_some(Why::TwoInThree { high })
}

fn room(values: &[Option<f64>]) -> f64 {
    1e-12 * sum::largest(values.iter().flatten().copied())
}

/// Latest readings in a row on one side; a missing one ends the row.
fn one_side(values: &[Option<f64>], of: f64, high: bool) -> usize {
    let (room, way) = (room(values), if high { 1 } else { -1 });
    values.iter().rev().take_while(|v| v.is_some_and(|v| side(v, of, room) == way)).count()
}

/// Latest readings in a row that each go one way.
fn one_way(values: &[Option<f64>], high: bool) -> usize {
    let (room, way) = (room(values), if high { 1 } else { -1 });
    let steps = values.iter().rev().skip(1).zip(values.iter().rev());
    let same = |(before, now): &(&Option<f64>, &Option<f64>)| {
        before.zip(**now).is_some_and(|(before, now)| side(now, before, room) == way)
    };
    steps.take_while(same).count() + 1
}

/// Judges a line chart by Anhøj's rules about its median. `None` where they fired and no long run is
/// going on now: there was a change once, and nothing to say of the latest reading.
fn by_run_chart(values: &[Option<f64>], direction: Direction) -> Option<(News, Option<Why>)> {
    let known: Vec<f64> = values.iter().flatten().copied().collect();
    let median = sum::median(&known)?;
    let found = runs(values, median, room(values));
    if found.useful < anhoej::VERDICT_FROM {
        return None;
    }
    if !found.signal {
        return Some((News::NoChange, None));
    }
    let sides: Vec<i8> =
        known.iter().map(|v| side(*v, median, room(values))).filter(|side| *side != 0).collect();
    let high = sides.last().copied()? > 0;
    let length = sides.iter().rev().take_while(|side| (**side > 0) == high).count();
    if length <= found.longest_run_max? {
        return None;
    }
    let news = match (direction, high) {
        (Direction::Neutral, _) => News::WorthALook,
        (Direction::Increase, true) | (Direction::Decrease, false) => News::Better,
        _ => News::Worse,
    };
    Some((news, Some(Why::Run { length, high, median: true })))
}

fn target(analysis: &Analysis, span: Span) -> Option<TargetStanding> {
    let last = analysis.points.len().checked_sub(1)?;
    let target = analysis.targets.last().filter(|t| t.last == last)?;
    let first = span.first.max(target.first);
    let used = analysis.points.iter().skip(first).filter(|p| p.state == PointState::Used);
    let values: Vec<f64> = used.filter_map(|p| p.value).collect();
    let looked: Vec<f64> = values.iter().rev().take(TARGET_OVER).copied().collect();
    let missed = |value: &&f64| match analysis.direction {
        Direction::Increase => **value < target.value,
        Direction::Decrease => **value > target.value,
        Direction::Neutral => false,
    };
    (analysis.direction != Direction::Neutral && !looked.is_empty()).then(|| TargetStanding {
        value: target.value,
        readings: looked.len(),
        missed: looked.iter().filter(missed).count(),
    })
}
