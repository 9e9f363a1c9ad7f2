//! What the latest reading amounts to, for the sentence: never more than the rules found.

use super::analysis::{AnalysedPoint, Analysis, PointState, Span};
use super::series::ChartChoice;
use crate::run::anhoej::{self, runs};
use crate::run::perla::{self, perla};
use crate::run::{run_lengths, side};
use crate::sum;
use crate::xmr::{Direction, PointKind, Rule};
use serde::{Deserialize, Serialize};

/// Most readings a word like "most weeks" looks back over.
pub(super) const TARGET_OVER: usize = 13;

/// Names the rules of a chart about its median.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunRules {
    /// An unusually long run or unusually few crossings; see [`crate::run::anhoej`].
    #[default]
    Anhoej,
    /// As improvement courses teach: a shift of six, a trend of five; see [`crate::run::perla`].
    Perla,
}

impl RunRules {
    /// Gives the name stored with a measure: `anhoej` or `perla`.
    pub const fn as_str(self) -> &'static str {
        match self {
            RunRules::Anhoej => "anhoej",
            RunRules::Perla => "perla",
        }
    }

    /// Gives the name printed under the chart.
    pub const fn label(self) -> &'static str {
        match self {
            RunRules::Anhoej => "Anh\u{f8}j",
            RunRules::Perla => "Perla",
        }
    }
}

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
        // Judged about the line that is drawn: the median, or the middle of a chart of gaps.
        ChartChoice::Line if analysis.run_rules == RunRules::Perla => {
            by_perla(&values, span.middle()?, analysis.direction)?
        }
        ChartChoice::Line | ChartChoice::Between => {
            by_run_chart(&values, span.middle()?, analysis.direction)?
        }
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
fn by_run_chart(values: &[Option<f64>], centre: f64, direction: Direction) -> Option<(News, Option<Why>)> {
    let found = runs(values, centre, room(values));
    if found.useful < anhoej::VERDICT_FROM {
        return None;
    }
    if !found.signal {
        return Some((News::NoChange, None));
    }
    let sides: Vec<i8> =
        values.iter().flatten().map(|v| side(*v, centre, room(values))).filter(|side| *side != 0).collect();
    let high = sides.last().copied()? > 0;
    let length = sides.iter().rev().take_while(|side| (**side > 0) == high).count();
    if length <= found.longest_run_max? {
        return None;
    }
    Some((news_of(PointKind::of(high, direction)), Some(Why::Run { length, high, median: true })))
}

/// Judges a line chart by the rules improvement courses teach. `None` where one fired earlier and not now.
fn by_perla(values: &[Option<f64>], median: f64, direction: Direction) -> Option<(News, Option<Why>)> {
    let found = perla(values, None, Some(median));
    if found.useful < perla::RUNS_FROM {
        return None;
    }
    let last = values.iter().rposition(Option::is_some)?;
    let at = |marks: &[i8]| marks.get(last).copied().filter(|way| *way != 0).map(|way| way > 0);
    if let Some(high) = at(&found.shift) {
        let sides: Vec<i8> =
            values.iter().flatten().map(|v| side(*v, median, room(values))).filter(|s| *s != 0).collect();
        let length = run_lengths(&sides).last().copied()?;
        return Some((
            news_of(PointKind::of(high, direction)),
            Some(Why::Run { length, high, median: true }),
        ));
    }
    if let Some(high) = at(&found.trend) {
        let length =
            found.trend.iter().rev().skip_while(|way| **way == 0).take_while(|way| **way != 0).count();
        return Some((news_of(PointKind::of(high, direction)), Some(Why::Trend { length, high })));
    }
    let fired = found.shift.iter().chain(&found.trend).any(|way| *way != 0);
    let quiet = !fired && !found.too_few() && !found.too_many();
    quiet.then_some((News::NoChange, None))
}

/// Gives the readings of a stretch about its median the shape of what the rules found: those in a run longer
/// than chance allows, or in a shift or trend.
pub(super) fn run_marks(points: &mut [AnalysedPoint], rules: RunRules, direction: Direction) {
    let values: Vec<Option<f64>> =
        points.iter().map(|p| p.value.filter(|_| p.state == PointState::Used)).collect();
    let known: Vec<f64> = values.iter().flatten().copied().collect();
    let Some(median) = sum::median(&known) else { return };
    let ways = match rules {
        RunRules::Perla => {
            let found = perla(&values, None, Some(median));
            if found.useful < perla::RUNS_FROM {
                return;
            }
            found.shift.iter().zip(&found.trend).map(|(s, t)| if *s == 0 { *t } else { *s }).collect()
        }
        RunRules::Anhoej => {
            let found = runs(&values, median, room(&values));
            let most = found.longest_run_max.filter(|_| found.useful >= anhoej::VERDICT_FROM);
            let Some(most) = most else { return };
            long_runs(&values, median, most)
        }
    };
    for (point, way) in points.iter_mut().zip(ways) {
        if way != 0 && point.state == PointState::Used {
            point.kind = PointKind::of(way > 0, direction);
        }
    }
}

/// Gives the side of every reading in a run longer than `most`, and nought for the rest.
fn long_runs(values: &[Option<f64>], centre: f64, most: usize) -> Vec<i8> {
    let mut ways = vec![0; values.len()];
    let sides: Vec<(usize, i8)> = values
        .iter()
        .enumerate()
        .filter_map(|(i, v)| Some((i, side((*v)?, centre, room(values)))))
        .filter(|(_, way)| *way != 0)
        .collect();
    let mut from = 0;
    for length in run_lengths(&sides.iter().map(|(_, way)| *way).collect::<Vec<i8>>()) {
        for (row, way) in sides.iter().skip(from).take(length).filter(|_| length > most) {
            if let Some(mark) = ways.get_mut(*row) {
                *mark = *way;
            }
        }
        from += length;
    }
    ways
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
