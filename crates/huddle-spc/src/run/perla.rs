//! The run chart rules taught on improvement courses: shift of six, trend of five, number of runs.

use super::{run_lengths, side, tolerance};
use crate::distribution::{runs_too_few, runs_too_many};
use crate::sum;
use serde::{Deserialize, Serialize};

/// Useful points in a row on one side that make a shift.
pub const SHIFT: usize = 6;
/// Points in a row, the first counted and repeats ignored, that make a trend.
pub const TREND: usize = 5;
/// From how many useful points the number of runs is tested.
pub const RUNS_FROM: usize = 10;

/// What the rules found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Perla {
    /// The median, of the baseline or as given; `None` without a value.
    pub median: Option<f64>,
    /// Values present.
    pub points: usize,
    /// Values not on the median.
    pub useful: usize,
    /// Per row: 1 or -1 in a shift above or below, else 0.
    pub shift: Vec<i8>,
    /// Per row: 1 or -1 in a rising or falling trend, else 0.
    pub trend: Vec<i8>,
    /// Runs about the median.
    pub runs: usize,
    /// So many runs or fewer are too few; `None` below ten useful points.
    pub too_few_at: Option<usize>,
    /// So many runs or more are too many; `None` below ten useful points.
    pub too_many_at: Option<usize>,
}

impl Perla {
    /// Says whether there are too few runs.
    pub fn too_few(&self) -> bool {
        self.too_few_at.is_some_and(|at| self.runs <= at)
    }

    /// Says whether there are too many runs.
    pub fn too_many(&self) -> bool {
        self.too_many_at.is_some_and(|at| self.runs >= at)
    }
}

/// Applies the rules to values in time order.
///
/// The median comes from the first `baseline` rows, or is `centre` when given. Values on the median
/// neither count nor break a shift; repeats of the value before are skipped in a trend; missing values
/// are skipped. "Astronomical" points are left to human eyes. The limits for the number of runs are the
/// exact two-sided 5% limits for the split observed (Swed and Eisenhart 1943), not the printed table.
///
/// Source: R. Perla, L. Provost, S. Murray, BMJ Qual Saf 20 (2011) 46-51.
pub fn perla(values: &[Option<f64>], baseline: Option<usize>, centre: Option<f64>) -> Perla {
    let base = values.get(..baseline.unwrap_or(values.len()).min(values.len())).unwrap_or(values);
    let known: Vec<f64> = base.iter().flatten().copied().collect();
    let median = centre.or_else(|| sum::median(&known));
    let room = tolerance(values);
    let rows: Vec<(usize, f64)> = values.iter().enumerate().filter_map(|(i, v)| Some((i, (*v)?))).collect();
    let useful: Vec<(usize, i8)> = rows
        .iter()
        .filter_map(|(i, v)| Some((*i, side(*v, median?, room))))
        .filter(|(_, way)| *way != 0)
        .collect();

    let mut shift = vec![0; values.len()];
    mark_runs(&useful, SHIFT, &mut shift);

    let mut kept: Vec<(usize, f64)> = Vec::new();
    for (i, value) in &rows {
        if kept.last().is_none_or(|(_, before)| side(*value, *before, room) != 0) {
            kept.push((*i, *value));
        }
    }
    let steps: Vec<i8> = kept.iter().zip(kept.iter().skip(1)).map(|(a, b)| side(b.1, a.1, room)).collect();
    let mut trend = vec![0; values.len()];
    let mut from = 0;
    for length in run_lengths(&steps) {
        // So many steps join one point more.
        if length + 1 >= TREND {
            let way = steps.get(from).copied().unwrap_or(0);
            for (row, _) in kept.iter().skip(from).take(length + 1) {
                if let Some(mark) = trend.get_mut(*row) {
                    *mark = way;
                }
            }
        }
        from += length;
    }

    let sides: Vec<i8> = useful.iter().map(|(_, way)| *way).collect();
    let above = sides.iter().filter(|way| **way > 0).count();
    let below = sides.len() - above;
    let tested = sides.len() >= RUNS_FROM;
    Perla {
        median,
        points: rows.len(),
        useful: sides.len(),
        shift,
        trend,
        runs: run_lengths(&sides).len(),
        too_few_at: if tested { runs_too_few(above, below, 0.025) } else { None },
        too_many_at: if tested { runs_too_many(above, below, 0.025) } else { None },
    }
}

/// Marks rows whose side repeats `least` times or more.
fn mark_runs(rows: &[(usize, i8)], least: usize, marks: &mut [i8]) {
    let sides: Vec<i8> = rows.iter().map(|(_, way)| *way).collect();
    let mut from = 0;
    for length in run_lengths(&sides) {
        if length >= least {
            for (row, way) in rows.iter().skip(from).take(length) {
                if let Some(mark) = marks.get_mut(*row) {
                    *mark = *way;
                }
            }
        }
        from += length;
    }
}
