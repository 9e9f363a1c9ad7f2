//! Run charts: a median, and rules that ask whether readings wander about it by chance.

pub mod anhoej;
pub mod boxes;
pub mod perla;

use crate::sum;

/// On which side of a centre a value lies: 1, -1, or 0 within rounding of it.
pub(crate) fn side(value: f64, centre: f64, tolerance: f64) -> i8 {
    let gap = value - centre;
    if gap > tolerance {
        1
    } else if gap < -tolerance {
        -1
    } else {
        0
    }
}

/// The tolerance below which two values of this series are the same.
pub(crate) fn tolerance(values: &[Option<f64>]) -> f64 {
    1e-12 * sum::largest(values.iter().flatten().copied())
}

/// Gives the lengths of runs of equal sides, the zeros left out beforehand.
pub(crate) fn run_lengths(sides: &[i8]) -> Vec<usize> {
    let mut runs: Vec<usize> = Vec::new();
    let mut last = 0;
    for way in sides {
        match runs.last_mut().filter(|_| *way == last) {
            Some(length) => *length += 1,
            None => runs.push(1),
        }
        last = *way;
    }
    runs
}
