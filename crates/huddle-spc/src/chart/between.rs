//! Days between rare events: their usual range, and what the gap that is running now amounts to.
//!
//! Where most periods are nought a chart of counts says nothing; the days from one event to the next
//! do. Longer is better by nature. A gap with a day in it that nobody checked is drawn hollow and used
//! in nothing: nobody can say it was clear.

use super::analysis::{AnalysedPoint, Analysis, PointState, Span};
use super::sentence::sentence;
use super::series::{ChartChoice, Point, Series};
use crate::control::{Control, ControlInput, control};
use crate::xmr::{Direction, LIMITS_FROM, PointKind};
use chrono::NaiveDate;
use huddle_core::frequency::Frequency;
use serde::{Deserialize, Serialize};

/// Names the control chart a usual range of gaps comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GapChart {
    /// Times between events; needs times above nought.
    T,
    /// Whole days between events, noughts among them.
    G,
}

impl GapChart {
    /// Gives the letter printed under the chart.
    pub const fn as_str(self) -> &'static str {
        match self {
            GapChart::T => "t",
            GapChart::G => "g",
        }
    }
}

/// The days from one event to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// The event it began with.
    pub from: NaiveDate,
    /// The event that ended it; the same day for the second event of a day.
    pub until: NaiveDate,
    /// Whole days, 0 for two events on one day.
    pub days: i64,
    /// Days in it that nobody checked.
    pub not_checked: i64,
}

/// Makes a chart's series of gaps, in the order of time. `title` is what is counted.
pub fn between(title: impl Into<String>, gaps: &[Gap]) -> Series {
    let mut points = Vec::with_capacity(gaps.len());
    for (place, gap) in gaps.iter().enumerate() {
        // Two events on one day have one date: the place keeps their keys apart and in order.
        let key = format!("gap:{}:{place:05}", gap.until);
        let point = Point::measured(key, gap.until, gap.days as f64);
        points.push(Point { ghost: gap.not_checked > 0, ..point });
    }
    Series {
        by_event: true,
        unit: "days".to_owned(),
        direction: Direction::Increase,
        natural: super::Natural::NotBelowZero,
        chart: ChartChoice::Between,
        ..Series::new(title, Frequency::Daily, points)
    }
}

/// Puts middle and limits of a t or g chart into the stretches; `None` where there is no gap at all.
///
/// Limits from 13 gaps of a stretch, as everywhere. One stretch with two events on a day makes all of
/// the chart a g chart: one chart has one rule.
///
/// Sources: as [`control`]; the t chart where times are above nought, else g, after D. Provost and S. Murray,
/// The Health Care Data Guide, 2011.
pub(super) fn limits(used: &[Option<f64>], spans: &mut [Span], series: &Series) -> Option<GapChart> {
    used.iter().flatten().next()?;
    let doubled = used.iter().flatten().any(|days| *days <= 0.0);
    let (chart, kind) = if doubled { (GapChart::G, Control::G) } else { (GapChart::T, Control::T) };
    for span in spans {
        let rows = used.get(span.first..=span.last).unwrap_or_default().to_vec();
        let input = ControlInput { y: rows, multiply: 1.0, ..ControlInput::default() };
        let found = control(kind, &input).ok();
        let first = found.as_ref().and_then(|found| found.points.first());
        span.average = first.and_then(|point| point.centre);
        let both = first.and_then(|point| point.lower.zip(point.upper));
        span.limits = both.filter(|_| span.observed >= LIMITS_FROM);
        span.usual_range =
            span.limits.map(|(low, high)| (series.natural.clip(low), series.natural.clip(high)));
    }
    Some(chart)
}

/// Marks the gaps beyond a limit.
pub(super) fn judge(points: &mut [AnalysedPoint], spans: &[Span], direction: Direction) {
    for span in spans {
        let Some((low, high)) = span.limits else { continue };
        let mine = points.get_mut(span.first..=span.last).unwrap_or_default();
        for point in mine.iter_mut().filter(|p| p.state == PointState::Used) {
            let Some(value) = point.value else { continue };
            if value > high || value < low {
                point.kind = PointKind::of(value > high, direction);
            }
        }
    }
}

/// Writes the sentence under a chart of gaps. The gap that is running counts once it is longer than the
/// usual range, if every day in it was checked: "Better than usual: 120 days so far, longer than this
/// ward normally sees".
pub fn between_sentence(analysis: &Analysis, running: Option<i64>) -> String {
    let high = analysis.spans.last().and_then(|span| span.limits).map(|(_, high)| high);
    match running.zip(high) {
        Some((days, high)) if days as f64 > high => {
            format!("Better than usual: {days} days so far, longer than this ward normally sees")
        }
        _ => sentence(analysis),
    }
}
