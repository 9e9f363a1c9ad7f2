//! The run chart rules of Anhøj: an unusually long run, or unusually few crossings.

use super::boxes::{Method, outside};
use super::{run_lengths, side, tolerance};
use crate::distribution::binomial_half_quantile;
use crate::sum;
use serde::{Deserialize, Serialize};

/// From how many useful points a verdict is worth showing.
pub const VERDICT_FROM: usize = 10;

/// What the rules found in one stretch of points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Runs {
    /// Points neither missing nor on the centre.
    pub useful: usize,
    /// The longest run on one side; `None` without a useful point.
    pub longest_run: Option<usize>,
    /// The longest run chance is allowed.
    pub longest_run_max: Option<usize>,
    /// How often the line crosses the centre.
    pub crossings: Option<usize>,
    /// The fewest crossings chance is allowed.
    pub crossings_min: Option<usize>,
    /// Either rule fired.
    pub signal: bool,
}

/// Gives the longest run that chance is allowed: log2 of the useful points, rounded, plus 3.
///
/// Source: J. Anhøj and A. Vingaard Olesen, PLoS ONE 9 (2014) e113825.
pub fn longest_run_max(useful: usize) -> usize {
    (useful.max(1) as f64).log2().round() as usize + 3
}

/// Gives the fewest crossings that chance is allowed: the 5% point of a binomial with one trial fewer
/// than useful points and even odds.
///
/// Source: J. Anhøj and A. Vingaard Olesen, PLoS ONE 9 (2014) e113825.
pub fn crossings_min(useful: usize) -> usize {
    binomial_half_quantile(0.05, useful.saturating_sub(1))
}

/// Applies both rules to values in time order about a centre.
///
/// Missing values and values within `tolerance` of the centre neither count nor break a run. The rules
/// keep the rate of false alarms near 5% whatever the length; there is no trend rule on purpose.
///
/// Source: as [`longest_run_max`]; results equal to the R package qicharts2 0.8.1.
pub fn runs(values: &[Option<f64>], centre: f64, tolerance: f64) -> Runs {
    runs_by(Method::Anhoej, values, centre, tolerance)
}

/// As [`runs`], with the signal by the method given; the two bounds stay those of Anhøj's rules.
pub(crate) fn runs_by(method: Method, values: &[Option<f64>], centre: f64, tolerance: f64) -> Runs {
    let sides: Vec<i8> =
        values.iter().flatten().map(|v| side(*v, centre, tolerance)).filter(|s| *s != 0).collect();
    let lengths = run_lengths(&sides);
    let Some(longest) = lengths.iter().copied().max() else {
        return Runs {
            useful: 0,
            longest_run: None,
            longest_run_max: None,
            crossings: None,
            crossings_min: None,
            signal: false,
        };
    };
    let crossings = lengths.len() - 1;
    let (most, fewest) = (longest_run_max(sides.len()), crossings_min(sides.len()));
    Runs {
        useful: sides.len(),
        longest_run: Some(longest),
        longest_run_max: Some(most),
        crossings: Some(crossings),
        crossings_min: Some(fewest),
        signal: outside(method, sides.len(), crossings, longest)
            .unwrap_or(longest > most || crossings < fewest),
    }
}

/// What a run chart is made of.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RunInput {
    /// Values in time order.
    pub y: Vec<Option<f64>>,
    /// The median comes from the first so many rows.
    pub freeze: Option<usize>,
    /// A new part starts after each of these rows (counted from 1).
    pub part: Vec<usize>,
    /// Rows (counted from 1) drawn but used in nothing.
    pub exclude: Vec<usize>,
    /// A centre given beforehand.
    pub centre: Option<f64>,
    /// What makes a signal.
    pub method: Method,
}

/// One row of a run chart.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RunPoint {
    /// The value.
    pub y: Option<f64>,
    /// Which part, from 1.
    pub part: usize,
    /// The median of its part, or the centre given.
    pub centre: Option<f64>,
    /// Counts towards the median.
    pub baseline: bool,
    /// Not excluded.
    pub include: bool,
}

/// One part of a run chart.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RunPart {
    /// Rows not excluded, missing ones among them.
    pub rows: usize,
    /// What the rules found.
    pub runs: Runs,
}

/// A run chart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunChart {
    /// The rows in order.
    pub points: Vec<RunPoint>,
    /// The parts in order.
    pub parts: Vec<RunPart>,
}

/// Draws a run chart: the median of each part and Anhøj's rules about it.
///
/// A frozen baseline belongs to a chart of one part; excluded rows keep their place and count in nothing.
///
/// Source: as [`longest_run_max`]; results equal to the R package qicharts2 0.8.1.
pub fn chart(input: &RunInput) -> RunChart {
    let mut chart = RunChart { points: Vec::new(), parts: Vec::new() };
    let room = tolerance(&input.y);
    let mut edges: Vec<usize> = input.part.iter().copied().filter(|p| *p > 0 && *p < input.y.len()).collect();
    edges.sort_unstable();
    edges.dedup();
    edges.insert(0, 0);
    edges.push(input.y.len());
    for (index, (from, to)) in edges.iter().zip(edges.iter().skip(1)).enumerate() {
        let mut points: Vec<RunPoint> = (*from..*to)
            .map(|i| RunPoint {
                y: input.y.get(i).copied().flatten(),
                part: index + 1,
                centre: None,
                baseline: !(input.part.is_empty() && input.freeze.is_some_and(|last| i >= last)),
                include: !input.exclude.contains(&(i + 1)),
            })
            .collect();
        let base: Vec<f64> = points.iter().filter(|p| p.baseline && p.include).filter_map(|p| p.y).collect();
        let centre = input.centre.or_else(|| sum::median(&base));
        for point in &mut points {
            point.centre = centre;
        }
        let counted: Vec<Option<f64>> = points.iter().filter(|p| p.include).map(|p| p.y).collect();
        let found =
            runs_by(input.method, if centre.is_some() { &counted } else { &[] }, centre.unwrap_or(0.0), room);
        chart.parts.push(RunPart { rows: counted.len(), runs: found });
        chart.points.extend(points);
    }
    chart
}
