//! Mean and process limits of one group of an XmR chart.

use super::{Degenerate, Rules};
use crate::sum;
use serde::{Deserialize, Serialize};

/// Distance of a process limit from the mean in mean moving ranges (3 / 1.128, rounded as printed).
///
/// Source: Provost and Murray, The Health Care Data Guide, 2011; NHSRplotthedots uses the same figure.
pub const LIMIT_FACTOR: f64 = 2.66;

/// Moving ranges of this many times their mean and more are left out by screening.
///
/// Source: L. S. Nelson, Control charts for individual measurements, J Qual Tech 14 (1982) 172-173.
pub const SCREEN_FACTOR: f64 = 3.267;

/// Says what screening of the moving ranges did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Screening {
    /// It was not asked for.
    Off,
    /// It ran and left out so many moving ranges.
    Removed(usize),
    /// It would have left only ranges of nought, so the unscreened mean stands (house rule).
    Skipped,
}

/// Mean and limits of one group.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Limits {
    /// Values (not rows) in the whole group.
    pub observed: usize,
    /// Mean of the baseline values.
    pub mean: Option<f64>,
    /// Mean moving range after screening.
    pub mean_range: Option<f64>,
    /// Lower process limit, never clipped.
    pub lpl: Option<f64>,
    /// Upper process limit, never clipped.
    pub upl: Option<f64>,
    /// Two thirds of the way from the mean to the limits.
    pub near: Option<(f64, f64)>,
    /// What screening did.
    pub screening: Screening,
    /// Differences no larger than this are rounding, not data: 1e-12 of the largest value.
    pub tolerance: f64,
}

/// Computes mean and limits of one group of rows in time order.
///
/// A moving range needs both of its values; it never bridges a missing one. With `fix_after` only the
/// first so many rows count, rows without a value included. Limits are never clipped here: a chart may
/// clip what it draws, the rules look at the whole limits.
///
/// Source: NHSRplotthedots 0.2.2 (`ptd_calculate_point_type` and its limits), as published; screening
/// after Nelson 1982, once, strictly below 3.267 mean ranges, the mean of the values unchanged.
pub fn limits(rows: &[Option<f64>], rules: &Rules) -> Limits {
    let base = rows.get(..rules.fix_after.unwrap_or(rows.len()).min(rows.len())).unwrap_or(rows);
    let known: Vec<f64> = base.iter().flatten().copied().collect();
    let ranges: Vec<f64> =
        base.iter().zip(base.iter().skip(1)).filter_map(|(a, b)| Some(((*b)? - (*a)?).abs())).collect();
    let tolerance = 1e-12 * sum::largest(rows.iter().flatten().copied());
    let mean = sum::mean(&known);
    let raw = sum::mean(&ranges);
    let (mean_range, screening) = match raw {
        Some(raw) if rules.screen => {
            let kept: Vec<f64> = ranges.iter().copied().filter(|r| *r < SCREEN_FACTOR * raw).collect();
            let screened = sum::mean(&kept);
            let house = rules.degenerate == Degenerate::House;
            if house && screened.is_none_or(|amr| amr <= tolerance) {
                let skipped = if raw > tolerance { Screening::Skipped } else { Screening::Removed(0) };
                (Some(raw), skipped)
            } else {
                (screened, Screening::Removed(ranges.len() - kept.len()))
            }
        }
        other => (other, Screening::Off),
    };
    let spread = match (mean, mean_range) {
        (Some(mean), Some(amr)) => Some((mean, LIMIT_FACTOR * amr)),
        _ => None,
    };
    Limits {
        observed: rows.iter().flatten().count(),
        mean,
        mean_range,
        lpl: spread.map(|(mean, reach)| mean - reach),
        upl: spread.map(|(mean, reach)| mean + reach),
        near: spread.map(|(mean, reach)| (mean - reach * 2.0 / 3.0, mean + reach * 2.0 / 3.0)),
        screening,
        tolerance,
    }
}
