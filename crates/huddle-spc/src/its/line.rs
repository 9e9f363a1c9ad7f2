//! The line through a series, with a step and a change of trend, as far as it is needed for every estimate.

use super::fit::{Fit, K, Row, least_squares};
use super::serial;
use super::{Autoregressive, Coefficients, ItsFault, coefficients};
use crate::sum;

/// The line with a step and a change of trend, by ordinary least squares.
pub(super) struct Line {
    /// Places in time of the values there are, counted from 1.
    pub times: Vec<usize>,
    pub values: Vec<f64>,
    pub rows: Vec<Row>,
    pub fit: Fit,
    pub df: usize,
    /// It goes through every value.
    pub exact: bool,
}

impl Line {
    pub fn through(y: &[Option<f64>], first_post: usize) -> Result<Self, ItsFault> {
        if first_post < 2 || first_post > y.len() {
            return Err(ItsFault::FirstPostOutside);
        }
        let row = |time: usize| -> Row {
            let after = if time >= first_post { 1.0 } else { 0.0 };
            [1.0, time as f64, after, time.saturating_sub(first_post) as f64]
        };
        let known: Vec<(usize, f64)> =
            y.iter().enumerate().filter_map(|(i, v)| Some((i + 1, (*v)?))).collect();
        let times: Vec<usize> = known.iter().map(|(time, _)| *time).collect();
        let values: Vec<f64> = known.iter().map(|(_, v)| *v).collect();
        let rows: Vec<Row> = times.iter().map(|time| row(*time)).collect();
        let before = times.iter().filter(|time| **time < first_post).count();
        let n = values.len();
        if before < 2 || n - before < 2 || n <= K {
            return Err(ItsFault::TooFew);
        }
        let fit = least_squares(&rows, &values).ok_or(ItsFault::TooLarge)?;
        let exact = fit.squares.sqrt() <= 1e-12 * (n as f64).sqrt() * sum::largest(values.iter().copied());
        Ok(Self { times, values, rows, fit, df: n - K, exact })
    }

    pub fn variance(&self) -> f64 {
        self.fit.squares / self.df as f64
    }

    pub fn coefficients(&self) -> Coefficients {
        let variance = self.variance();
        coefficients(&self.fit.beta, &self.fit.inverse.map(|row| row.map(|x| x * variance)), self.df)
    }

    pub fn restricted(&self) -> Option<Autoregressive> {
        if self.exact {
            return None;
        }
        serial::restricted(&self.times, &self.rows, &self.values).map(|found| self.autoregressive(&found))
    }

    pub fn autoregressive(&self, found: &serial::Serial) -> Autoregressive {
        let variance = found.fit.squares / self.df as f64;
        let matrix = found.fit.inverse.map(|row| row.map(|x| x * variance));
        Autoregressive {
            phi: found.phi,
            sigma: variance.sqrt(),
            coefficients: coefficients(&found.fit.beta, &matrix, self.df),
            repeats: found.repeats,
        }
    }
}
