//! From readings to average, usual range and what is known about the latest one.
//!
//! Over 400 lines because the types of the answer are documented beside the one function that fills them.

use super::between;
use super::gaps;
use super::series::{Change, ChartChoice, Natural, Point, Series};
use super::verdict::{RunRules, Verdict, run_marks, verdict};
use crate::sum;
use crate::xmr::{
    self, Assurance, Degenerate, Direction, LIMITS_FROM, Limits, PointKind, Rule, RuleSet, Rules, RunLength,
    Variation,
};
use chrono::NaiveDate;
use huddle_core::frequency::Frequency;
use serde::{Deserialize, Serialize};

/// Chooses how a series is analysed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    /// The rule set; its name is printed under the chart.
    pub rule_set: RuleSet,
    /// The rules of a chart about its median.
    pub run_rules: RunRules,
    /// Points in a row that make a shift or a trend.
    pub run: RunLength,
    /// Screening of the moving ranges.
    pub screen: bool,
    /// Mean and limits from the first so many periods of each part.
    pub fix_after: Option<usize>,
    /// Whether points are judged by the rules at all. Off, every point is common cause and there are
    /// no icons.
    pub signals: bool,
    /// Last day on which a period that started by then was due: later gaps are then gaps too. For a
    /// shift measure every shift of that day counts as due.
    pub until: Option<NaiveDate>,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            rule_set: RuleSet::Mdc2024,
            run_rules: RunRules::Anhoej,
            run: RunLength::Seven,
            screen: false,
            fix_after: None,
            signals: false,
            until: None,
        }
    }
}

/// What a period's point is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PointState {
    /// A reading, used.
    Used,
    /// A reading set aside by a person: shown, used in nothing.
    Ghost,
    /// Not measured, with a reason.
    NotMeasured,
    /// Nothing entered.
    Nothing,
    /// Two people entered different numbers apart: neither is used.
    TwoNumbers,
}

/// One period as judged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AnalysedPoint {
    /// Period key.
    pub key: String,
    /// Date of the period.
    pub date: NaiveDate,
    /// The reading, also of a ghost; `None` for a gap.
    pub value: Option<f64>,
    /// What it is.
    pub state: PointState,
    /// Code word of the reason it was not measured.
    pub reason: Option<String>,
    /// A person's note.
    pub note: Option<String>,
    /// Rules that fired; empty while signals are off.
    pub rules: Vec<Rule>,
    /// Colour and shape; common cause while signals are off.
    pub kind: PointKind,
}

/// A stretch of points that share an average and limits.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Span {
    /// Index of the first point.
    pub first: usize,
    /// Index of the last point.
    pub last: usize,
    /// Readings used.
    pub observed: usize,
    /// Their mean; for gaps between events the middle their chart is drawn about.
    pub average: Option<f64>,
    /// Their median, where that is the line drawn: on a run chart, and before there are 13 readings.
    pub median: Option<f64>,
    /// Limits as judged, never clipped; `None` before 13 readings.
    pub limits: Option<(f64, f64)>,
    /// Limits as drawn and said, clipped to what is possible.
    pub usual_range: Option<(f64, f64)>,
}

impl Span {
    /// Gives the one line through the middle that is drawn, named and judged.
    pub fn middle(&self) -> Option<f64> {
        self.median.or(self.average)
    }
}

/// A stretch of points with one target.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct TargetSpan {
    /// Index of the first point.
    pub first: usize,
    /// Index of the last point.
    pub last: usize,
    /// The target.
    pub value: f64,
}

/// A reading with its period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Latest {
    /// Period key.
    pub key: String,
    /// Date of the period.
    pub date: NaiveDate,
    /// The reading.
    pub value: f64,
}

/// What can be said about the measure as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "standing", rename_all = "snake_case")]
pub enum Standing {
    /// No reading at all.
    NoReadings,
    /// Two numbers for one period: neither is used, and nothing is judged, until a person chooses. Where two rows
    /// claim one period nothing is worked out at all.
    TwoReadings {
        /// The period's key.
        key: String,
        /// The period's date.
        date: NaiveDate,
    },
    /// The latest period was not measured, for the reason with this code word.
    NotMeasured {
        /// Code word.
        reason: String,
    },
    /// Nothing was entered for the latest period.
    NothingEntered {
        /// The period's date.
        date: NaiveDate,
    },
    /// Fewer readings than limits need.
    TooFew {
        /// Readings since the limits last started anew.
        have: usize,
        /// Readings needed.
        need: usize,
    },
    /// Enough to say what is usual.
    Known,
}

impl Standing {
    /// Gives the code word: `no_readings`, `two_readings`, `not_measured`, `nothing_entered`,
    /// `not_enough` or `known`.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Standing::NoReadings => "no_readings",
            Standing::TwoReadings { .. } => "two_readings",
            Standing::NotMeasured { .. } => "not_measured",
            Standing::NothingEntered { .. } => "nothing_entered",
            Standing::TooFew { .. } => "not_enough",
            Standing::Known => "known",
        }
    }
}

/// Advice for the person who owns the measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Advice {
    /// More than half the readings are nought: days between would tell more.
    MostlyZero,
    /// New limits were asked for on a day without a period and start at the next one.
    NewLimitsMoved,
    /// New limits were asked for after the last period and wait for it.
    NewLimitsWaiting,
}

/// What [`analyse`] found out about a series.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Analysis {
    /// The measure's name.
    pub title: String,
    /// How often it is read.
    pub frequency: Frequency,
    /// One point for each event and not for each period.
    pub by_event: bool,
    /// Unit as written after a number.
    pub unit: String,
    /// Decimals of a reading.
    pub decimals: u8,
    /// Which way is better.
    pub direction: Direction,
    /// Which values are possible.
    pub natural: Natural,
    /// The chart it is drawn as.
    pub chart: ChartChoice,
    /// The rule set used.
    pub rule_set: RuleSet,
    /// The rules used about a median.
    pub run_rules: RunRules,
    /// Points in a row that make a shift or a trend.
    pub run: RunLength,
    /// Big jumps were left out of the limits.
    pub screen: bool,
    /// Where its usual range comes from when it is a chart of gaps; `None` for any other chart.
    pub gap_chart: Option<between::GapChart>,
    /// The periods in order, gaps included; empty when two rows claim one period.
    pub points: Vec<AnalysedPoint>,
    /// Stretches with their own average, in order.
    pub spans: Vec<Span>,
    /// Stretches with their own target, in order.
    pub targets: Vec<TargetSpan>,
    /// Dated changes in order.
    pub changes: Vec<Change>,
    /// The last reading that is used, even if later periods are gaps.
    pub latest: Option<Latest>,
    /// Average of the last stretch.
    pub average: Option<f64>,
    /// Median of the last stretch, where that is the line drawn.
    pub median: Option<f64>,
    /// Usual range of the last stretch, clipped to what is possible.
    pub usual_range: Option<(f64, f64)>,
    /// What can be said.
    pub standing: Standing,
    /// What the latest reading amounts to; only with signals and 13 readings.
    pub verdict: Option<Verdict>,
    /// Every reading used is a whole number, and not a percentage.
    pub whole: bool,
    /// Variation icon; only with signals, limits and a latest reading.
    pub variation: Option<Variation>,
    /// Assurance icon; only with signals, limits and a target.
    pub assurance: Option<Assurance>,
    /// Advice, without doubles.
    pub advice: Vec<Advice>,
}

/// Works out average, limits and standing of a series.
///
/// Points are put in order of date and key; periods without a row become gaps; periods in which nothing
/// was due are left out; ghosts and numbers that are not finite are used in nothing. Limits appear from
/// 13 readings since the last "new limits" change.
///
/// Sources: limits, rules and icons as in [`crate::xmr`]; 13 readings after the Making Data Count team;
/// gaps, ghosts, doubles and missing latest values are this product's own rules.
pub fn analyse(series: &Series, options: &Options) -> Analysis {
    let mut points: Vec<Point> = series.points.clone();
    points.sort_by(|a, b| (a.date, &a.key).cmp(&(b.date, &b.key)));
    let mut changes = series.changes.clone();
    changes.sort_by(|a, b| (a.date, a.kind as u8, &a.text).cmp(&(b.date, b.kind as u8, &b.text)));

    let mut analysis = Analysis {
        title: series.title.clone(),
        frequency: series.frequency,
        by_event: series.by_event,
        unit: series.unit.clone(),
        decimals: series.decimals,
        direction: series.direction,
        natural: series.natural,
        chart: series.chart,
        rule_set: options.rule_set,
        run_rules: options.run_rules,
        run: options.run,
        screen: options.screen,
        gap_chart: None,
        points: Vec::new(),
        spans: Vec::new(),
        targets: Vec::new(),
        changes,
        latest: None,
        average: None,
        median: None,
        usual_range: None,
        standing: Standing::NoReadings,
        verdict: None,
        whole: false,
        variation: None,
        assurance: None,
        advice: Vec::new(),
    };
    let double = points.iter().zip(points.iter().skip(1)).find(|(a, b)| a.key == b.key);
    if let Some((point, _)) = double {
        analysis.standing = Standing::TwoReadings { key: point.key.clone(), date: point.date };
        return analysis;
    }

    let points = if series.by_event {
        points
    } else {
        gaps::fill(points, series.frequency, series.night_shift, options.until)
    };
    // Left out only now: a period in which nothing was due is no gap to fill either.
    analysis.points = points.into_iter().filter(|p| !p.not_due || p.two).map(analysed).collect();
    judge(&mut analysis, options, series);
    analysis
}

fn analysed(point: Point) -> AnalysedPoint {
    let value = point.value.filter(|v| v.is_finite() && !point.two);
    let state = match value {
        Some(_) if point.ghost => PointState::Ghost,
        Some(_) => PointState::Used,
        None if point.two => PointState::TwoNumbers,
        None if point.not_measured.is_some() => PointState::NotMeasured,
        None => PointState::Nothing,
    };
    AnalysedPoint {
        key: point.key,
        date: point.date,
        value,
        state,
        reason: point.not_measured.filter(|_| state == PointState::NotMeasured),
        note: point.note,
        rules: Vec::new(),
        kind: PointKind::CommonCause,
    }
}

fn judge(analysis: &mut Analysis, options: &Options, series: &Series) {
    let used: Vec<Option<f64>> =
        analysis.points.iter().map(|p| p.value.filter(|_| p.state == PointState::Used)).collect();
    let opens = openings(analysis);
    analysis.targets = target_spans(&analysis.points, series);
    let rules = Rules {
        set: options.rule_set,
        run: options.run,
        screen: options.screen,
        direction: series.direction,
        fix_after: options.fix_after,
        degenerate: Degenerate::House,
    };
    let target = analysis.targets.last().filter(|t| t.last + 1 == used.len()).map(|t| t.value);
    let judged = xmr::analyse(&used, &opens, target, &rules);
    analysis.spans = spans(&opens, &used, &judged.groups, series);
    if series.chart == ChartChoice::Between {
        analysis.gap_chart = between::limits(&used, &mut analysis.spans, series);
    }

    let last_span = analysis.spans.last().copied();
    analysis.average = last_span.and_then(|s| s.average);
    analysis.median = last_span.and_then(|s| s.median);
    analysis.usual_range = last_span.and_then(|s| s.usual_range);
    analysis.latest = analysis
        .points
        .iter()
        .rev()
        .find(|p| p.state == PointState::Used)
        .and_then(|p| Some(Latest { key: p.key.clone(), date: p.date, value: p.value? }));
    analysis.standing = standing(analysis, last_span);

    let observed = used.iter().flatten().count();
    // A percentage is worked out: its whole numbers are chance.
    let counted = observed > 0 && series.natural != Natural::Percent;
    analysis.whole = counted && used.iter().flatten().all(|v| v.fract() == 0.0);
    let noughts = used.iter().flatten().filter(|v| **v == 0.0).count();
    if observed > 0 && noughts * 2 > observed {
        analysis.advice.push(Advice::MostlyZero);
    }
    if options.signals && series.chart == ChartChoice::Between {
        between::judge(&mut analysis.points, &analysis.spans, series.direction);
    }
    if options.signals && series.chart == ChartChoice::Line {
        for span in analysis.spans.iter().filter(|span| span.observed >= LIMITS_FROM) {
            let mine = analysis.points.get_mut(span.first..=span.last).unwrap_or_default();
            run_marks(mine, options.run_rules, series.direction);
        }
    }
    if options.signals && series.chart == ChartChoice::Xmr {
        for (point, found) in analysis.points.iter_mut().zip(judged.points) {
            point.rules = found.rules;
            point.kind = found.kind;
        }
        // No verdict from trial limits: such a stretch has no limits at all on this chart.
        for span in &analysis.spans {
            if span.limits.is_none() {
                for point in analysis.points.iter_mut().take(span.last + 1).skip(span.first) {
                    point.rules.clear();
                    point.kind = PointKind::CommonCause;
                }
            }
        }
        if last_span.is_some_and(|s| s.limits.is_some()) {
            analysis.variation = judged.variation;
            analysis.assurance = judged.assurance;
        }
    }
    if options.signals && analysis.standing == Standing::Known {
        analysis.verdict = last_span.and_then(|span| verdict(analysis, span));
    }
}

/// Marks the points at which new limits start; a day without a period moves to the next one.
fn openings(analysis: &mut Analysis) -> Vec<bool> {
    let mut opens = vec![false; analysis.points.len()];
    let mut advice = Vec::new();
    let days = analysis.changes.iter().filter(|c| c.kind == super::ChangeKind::NewLimits).map(|c| c.date);
    for day in days {
        let found = analysis.points.iter().position(|p| p.date >= day);
        match found.and_then(|i| Some((i, analysis.points.get(i)?.date))) {
            Some((i, date)) => {
                if date != day {
                    advice.push(Advice::NewLimitsMoved);
                }
                if let Some(open) = opens.get_mut(i) {
                    *open = true;
                }
            }
            None => advice.push(Advice::NewLimitsWaiting),
        }
    }
    for one in advice {
        if !analysis.advice.contains(&one) {
            analysis.advice.push(one);
        }
    }
    opens
}

fn target_spans(points: &[AnalysedPoint], series: &Series) -> Vec<TargetSpan> {
    let mut targets = series.targets.clone();
    targets.sort_by_key(|t| t.from);
    let mut found: Vec<TargetSpan> = Vec::new();
    for (i, point) in points.iter().enumerate() {
        let in_force = targets.iter().rev().find(|t| t.from.is_none_or(|from| from <= point.date));
        let Some(target) = in_force.filter(|t| t.value.is_finite()) else { continue };
        match found.last_mut().filter(|span| span.value == target.value && span.last + 1 == i) {
            Some(span) => span.last = i,
            None => found.push(TargetSpan { first: i, last: i, value: target.value }),
        }
    }
    found
}

fn spans(opens: &[bool], used: &[Option<f64>], groups: &[Limits], series: &Series) -> Vec<Span> {
    let count = used.len();
    let mut firsts: Vec<usize> = (0..count).filter(|i| *i == 0 || opens.get(*i) == Some(&true)).collect();
    firsts.push(count);
    firsts
        .iter()
        .zip(firsts.iter().skip(1))
        .zip(groups)
        .map(|((first, next), limits)| {
            let enough = limits.observed >= LIMITS_FROM && series.chart == ChartChoice::Xmr;
            let both = limits.lpl.zip(limits.upl).filter(|_| enough);
            let about_median = both.is_none() && series.chart != ChartChoice::Between;
            let mine = || used.get(*first..*next).unwrap_or_default().iter().flatten().copied();
            Span {
                first: *first,
                last: next.saturating_sub(1),
                observed: limits.observed,
                average: limits.mean,
                median: if about_median { sum::median(&mine().collect::<Vec<f64>>()) } else { None },
                limits: both,
                usual_range: both.map(|(low, high)| (series.natural.clip(low), series.natural.clip(high))),
            }
        })
        .collect()
}

fn standing(analysis: &Analysis, last_span: Option<Span>) -> Standing {
    if let Some(two) = analysis.points.iter().rev().find(|p| p.state == PointState::TwoNumbers) {
        return Standing::TwoReadings { key: two.key.clone(), date: two.date };
    }
    // A ghost is as if it were not there: the period before it is the latest.
    let Some(last) = analysis.points.iter().rev().find(|p| p.state != PointState::Ghost) else {
        return Standing::NoReadings;
    };
    if let (PointState::NotMeasured, Some(reason)) = (last.state, &last.reason) {
        return Standing::NotMeasured { reason: reason.clone() };
    }
    let Some(span) = last_span.filter(|_| analysis.latest.is_some()) else { return Standing::NoReadings };
    if last.state == PointState::Nothing {
        return Standing::NothingEntered { date: last.date };
    }
    if span.observed < LIMITS_FROM {
        return Standing::TooFew { have: span.observed, need: LIMITS_FROM };
    }
    Standing::Known
}
