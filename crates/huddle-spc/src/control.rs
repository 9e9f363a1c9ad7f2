//! Control charts: individuals, moving range, counts, rates, proportions, rare events.
//!
//! Every chart gives a centre and limits three and two standard deviations away, as the R package
//! qicharts2 0.8.1 draws them. Note the factor: 3 / 1.128 here, the rounded 2.66 on the XmR chart of
//! [`crate::xmr`].

use crate::run::anhoej::{Runs, runs_by};
use crate::run::boxes::Method;
use crate::run::tolerance;
use crate::sum;
use crate::xmr::SCREEN_FACTOR;
use serde::{Deserialize, Serialize};

/// Mean moving range of normal values in standard deviations (d2 for two).
const D2: f64 = 1.128;
/// Power that makes times between rare events nearly normal.
///
/// Source: L. Nelson, J Qual Tech 26 (1994) 239-242.
const T_POWER: f64 = 3.6;
/// Factor of the screening on the chart of weighted ratios: that of the ranges before it was rounded.
const IP_SCREEN_FACTOR: f64 = 3.2665;
/// Median of an exponential in means; qicharts2 moves a given centre of a g chart by it.
const G_CENTRE: f64 = 0.693;

/// Names a control chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Control {
    /// Individual values.
    I,
    /// Individual ratios weighted by their denominators (Taylor's I prime).
    IPrime,
    /// Moving ranges.
    Mr,
    /// Counts with the same exposure.
    C,
    /// Counts per exposure.
    U,
    /// Counts per exposure, limits widened by the variation between periods (Laney).
    UPrime,
    /// Proportions.
    P,
    /// Proportions, limits widened by the variation between periods (Laney).
    PPrime,
    /// Opportunities between rare events.
    G,
    /// Times between rare events.
    T,
}

/// What a control chart is made of.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ControlInput {
    /// Values or numerators in time order.
    pub y: Vec<Option<f64>>,
    /// Denominators, for the charts that have them.
    pub n: Option<Vec<Option<f64>>>,
    /// Centre and limits from the first so many rows.
    pub freeze: Option<usize>,
    /// A new part starts after each of these rows (counted from 1).
    pub part: Vec<usize>,
    /// Rows (counted from 1) drawn but used in nothing.
    pub exclude: Vec<usize>,
    /// A centre given beforehand.
    pub centre: Option<f64>,
    /// Multiplies values, centre and limits (1,000 for "per 1,000 bed days"); 1 otherwise.
    pub multiply: f64,
    /// Leaves out large moving ranges, once.
    pub screened: bool,
    /// What makes a signal of the runs.
    pub method: Method,
}

/// One row of a control chart.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ControlPoint {
    /// The value drawn.
    pub y: Option<f64>,
    /// Which part, from 1.
    pub part: usize,
    /// Centre.
    pub centre: Option<f64>,
    /// Lower limit.
    pub lower: Option<f64>,
    /// Lower line two standard deviations out; `None` on a t chart where it would be below nought.
    pub lower_2s: Option<f64>,
    /// Upper line two standard deviations out.
    pub upper_2s: Option<f64>,
    /// Upper limit.
    pub upper: Option<f64>,
    /// Beyond a limit.
    pub beyond: bool,
    /// Counts towards centre and limits.
    pub baseline: bool,
    /// Not excluded.
    pub include: bool,
}

/// One part of a control chart.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ControlPart {
    /// Which part, from 1.
    pub part: usize,
    /// Rows not excluded, missing ones among them.
    pub rows: usize,
    /// Anhøj's rules about the centre.
    pub runs: Runs,
    /// Points beyond a limit.
    pub beyond: usize,
}

/// A control chart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ControlChart {
    /// The rows in order.
    pub points: Vec<ControlPoint>,
    /// The parts in order.
    pub parts: Vec<ControlPart>,
}

/// Says why there is no chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ControlFault {
    /// A t chart was given a time of nought or less.
    #[error("a t chart needs times above 0: record events of one day in hours, or use a g chart")]
    TimeNotPositive,
    /// A chart of ratios came without denominators of the same length.
    #[error("this chart needs one denominator for each numerator")]
    NoDenominators,
}

/// One row on its way: value, denominator, part.
#[derive(Clone, Copy)]
struct Row {
    y: Option<f64>,
    n: Option<f64>,
    base: bool,
}

/// Centre, distance of three standard deviations up and down, before clipping and multiplying.
#[derive(Clone, Copy)]
struct Lines {
    centre: Option<f64>,
    about: Option<f64>,
    deviation: Option<f64>,
}

/// Computes a control chart with its centre, limits and run rules.
///
/// Sources: qicharts2 0.8.1 as documented and as run; D. Montgomery, Introduction to Statistical Quality
/// Control; P. Laney, Quality Engineering 14 (2002) 531-537 for the primed charts; J. Benneyan, Health
/// Care Management Science 4 (2001) 305-318 for g; Nelson 1994 for t.
///
/// # Errors
/// [`ControlFault`] for times of nought on a t chart and for missing denominators.
pub fn control(kind: Control, input: &ControlInput) -> Result<ControlChart, ControlFault> {
    let ratio = matches!(kind, Control::U | Control::UPrime | Control::P | Control::PPrime | Control::IPrime);
    let denominators = match &input.n {
        Some(n) if ratio && n.len() == input.y.len() => n.clone(),
        _ if ratio => return Err(ControlFault::NoDenominators),
        _ => vec![None; input.y.len()],
    };
    if kind == Control::T && input.y.iter().flatten().any(|v| *v <= 0.0) {
        return Err(ControlFault::TimeNotPositive);
    }
    let mut chart = ControlChart { points: Vec::new(), parts: Vec::new() };
    let mut edges: Vec<usize> = input.part.iter().copied().filter(|p| *p > 0 && *p < input.y.len()).collect();
    edges.sort_unstable();
    edges.dedup();
    edges.insert(0, 0);
    edges.push(input.y.len());
    for (index, (from, to)) in edges.iter().zip(edges.iter().skip(1)).enumerate() {
        let rows: Vec<Row> = (*from..*to)
            .map(|i| {
                let include = !input.exclude.contains(&(i + 1));
                // A frozen baseline belongs to a chart of one part.
                let frozen = input.part.is_empty() && input.freeze.is_some_and(|last| i >= last);
                let y = input.y.get(i).copied().flatten();
                // A ratio needs both of its numbers: without one the period has neither value nor limits.
                let n = denominators.get(i).copied().flatten().filter(|n| *n > 0.0 && y.is_some());
                Row { y: y.filter(|_| !ratio || n.is_some()), n, base: include && !frozen }
            })
            .collect();
        part(kind, input, index + 1, *from, &rows, &mut chart);
    }
    Ok(chart)
}

fn part(
    kind: Control,
    input: &ControlInput,
    number: usize,
    from: usize,
    rows: &[Row],
    chart: &mut ControlChart,
) {
    let rows: Vec<Row> = match kind {
        Control::Mr => {
            let ranges = rows.iter().zip(rows.iter().skip(1)).map(|(a, b)| Some((b.y? - a.y?).abs()));
            rows.iter().zip(std::iter::once(None).chain(ranges)).map(|(row, y)| Row { y, ..*row }).collect()
        }
        Control::T => rows.iter().map(|r| Row { y: r.y.map(|y| y.powf(1.0 / T_POWER)), ..*r }).collect(),
        _ => rows.to_vec(),
    };
    let ratio = |row: &Row| match row.n {
        Some(n) => row.y.map(|y| y / n),
        None => row.y,
    };
    let lines = lines(kind, input, &rows);
    let values: Vec<Option<f64>> = rows.iter().map(ratio).collect();
    let room = tolerance(&values);
    let first = chart.points.len();
    for (i, (row, value)) in rows.iter().zip(&values).enumerate() {
        let spread = lines(row);
        let reach = |times: f64| spread.about.zip(spread.deviation).map(|(about, off)| about + off * times);
        let (low, high) = match kind {
            // A root of a time below nought has no time to go back to.
            Control::I | Control::IPrime | Control::T => (f64::NEG_INFINITY, f64::INFINITY),
            Control::P | Control::PPrime => (0.0, 1.0),
            _ => (0.0, f64::INFINITY),
        };
        let lower = |times: f64| match kind {
            Control::Mr => Some(0.0),
            Control::T if times < 3.0 => reach(-times).filter(|root| *root >= 0.0),
            Control::T => Some(reach(-times).unwrap_or(0.0).max(0.0)),
            _ => reach(-times).map(|v| v.max(low)),
        };
        let upper = |times: f64| reach(times).map(|v| v.min(high));
        let shown = |v: f64| if kind == Control::T { v.powf(T_POWER) } else { v } * input.multiply;
        let beyond = value.is_some_and(|v| {
            upper(3.0).is_some_and(|u| v > u + room) || lower(3.0).is_some_and(|l| v < l - room)
        });
        chart.points.push(ControlPoint {
            y: if kind == Control::T {
                input.y.get(from + i).copied().flatten().map(|y| y * input.multiply)
            } else {
                value.map(shown)
            },
            part: number,
            centre: spread.centre.map(shown),
            lower: lower(3.0).map(shown),
            lower_2s: lower(2.0).map(shown),
            upper_2s: upper(2.0).map(shown),
            upper: upper(3.0).map(shown),
            beyond,
            baseline: !(input.part.is_empty() && input.freeze.is_some_and(|last| from + i >= last)),
            include: !input.exclude.contains(&(from + i + 1)),
        });
    }
    let mine: Vec<ControlPoint> = chart.points.iter().skip(first).copied().collect();
    let counted: Vec<Option<f64>> =
        mine.iter().zip(&values).filter(|(p, _)| p.include).map(|(_, v)| *v).collect();
    let centre = rows.first().and_then(|row| lines(row).centre);
    let found =
        runs_by(input.method, if centre.is_some() { &counted } else { &[] }, centre.unwrap_or(0.0), room);
    chart.parts.push(ControlPart {
        part: number,
        rows: counted.len(),
        // Neighbouring moving ranges share a value, so runs of them say nothing.
        runs: Runs { signal: found.signal && kind != Control::Mr, ..found },
        beyond: mine.iter().filter(|p| p.beyond).count(),
    });
}

/// Gives a function from a row to its centre and standard deviation.
fn lines(kind: Control, input: &ControlInput, rows: &[Row]) -> impl Fn(&Row) -> Lines + use<> {
    let base: Vec<Row> = rows.iter().filter(|r| r.base).copied().collect();
    let known: Vec<f64> = base.iter().filter_map(|r| r.y).collect();
    let pairs: Vec<(f64, f64)> = base.iter().filter_map(|r| r.y.zip(r.n)).collect();
    let given = input.centre.map(|c| if kind == Control::T { c.powf(1.0 / T_POWER) } else { c });
    let pooled = || {
        let below = sum::sum(pairs.iter().map(|(_, n)| *n));
        if below > 0.0 { Some(sum::sum(pairs.iter().map(|(y, _)| *y)) / below) } else { None }
    };
    let about = given.or_else(|| match kind {
        Control::U | Control::UPrime | Control::P | Control::PPrime | Control::IPrime => pooled(),
        _ => sum::mean(&known),
    });
    let mean_range = |values: Vec<Option<f64>>| mean_range(&values, input.screened);
    // The standard deviation of one observation of weight one.
    let unit = about.and_then(|about| match kind {
        Control::I | Control::T => mean_range(base.iter().map(|r| r.y).collect()).map(|amr| amr / D2),
        Control::Mr => Some(about * SCREEN_FACTOR / 3.0),
        Control::C | Control::U | Control::UPrime => Some(about.sqrt()),
        Control::P | Control::PPrime => Some(about * (1.0 - about)).filter(|v| *v >= 0.0).map(f64::sqrt),
        Control::G => Some((about * (about + 1.0)).sqrt()),
        Control::IPrime => {
            // Of every row and with this factor, as published: neither freezing nor leaving out a row
            // changes the spread of this chart.
            let steps: Vec<f64> = rows
                .iter()
                .zip(rows.iter().skip(1))
                .filter_map(|(a, b)| {
                    let (ya, na, yb, nb) = (a.y?, a.n?, b.y?, b.n?);
                    Some((yb / nb - ya / na).abs() / (1.0 / na + 1.0 / nb).sqrt())
                })
                .collect();
            // The mean size of a standard normal is the root of 2/pi.
            screened_mean(&steps, input.screened.then_some(IP_SCREEN_FACTOR))
                .map(|m| m * std::f64::consts::FRAC_PI_2.sqrt())
        }
    });
    let weighted =
        matches!(kind, Control::U | Control::UPrime | Control::P | Control::PPrime | Control::IPrime);
    // Laney: how much more the standardised values vary from period to period than chance has it.
    let widen = match (kind, about, unit) {
        // No spread by chance, nothing to compare with.
        (Control::UPrime | Control::PPrime, _, Some(0.0)) => None,
        (Control::UPrime | Control::PPrime, Some(about), Some(unit)) => {
            mean_range(base.iter().map(|r| Some((r.y? / r.n? - about) / (unit / r.n?.sqrt()))).collect())
                .map(|amr| amr / D2)
        }
        _ => Some(1.0),
    };
    let centre = match kind {
        Control::G => given.map(|c| c * G_CENTRE).or_else(|| sum::median(&known)),
        _ => about,
    };
    let range_chart = kind == Control::Mr;
    move |row| {
        let deviation = unit.zip(widen).and_then(|(unit, widen)| match (weighted, row.n) {
            (true, Some(n)) => Some(unit * widen / n.sqrt()),
            (true, None) => None,
            (false, _) => Some(unit * widen),
        });
        // The limits of a moving range chart are multiples of its centre from nought up.
        Lines { centre, about: if range_chart { Some(0.0) } else { about }, deviation }
    }
}

fn mean_range(values: &[Option<f64>], screened: bool) -> Option<f64> {
    let ranges: Vec<f64> =
        values.iter().zip(values.iter().skip(1)).filter_map(|(a, b)| Some(((*b)? - (*a)?).abs())).collect();
    screened_mean(&ranges, screened.then_some(SCREEN_FACTOR))
}

/// The mean of the ranges below so many of their means. Equal values leave no range below that: there
/// is no mean then, and no limits.
fn screened_mean(ranges: &[f64], factor: Option<f64>) -> Option<f64> {
    let mean = sum::mean(ranges)?;
    match factor {
        None => Some(mean),
        Some(factor) => {
            let kept: Vec<f64> = ranges.iter().copied().filter(|r| *r < factor * mean).collect();
            sum::mean(&kept)
        }
    }
}
