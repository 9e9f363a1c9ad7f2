//! Errors that depend on the one before: Prais-Winsten and AR(1) by restricted likelihood.

use super::fit::{Fit, K, Row, least_squares};
use std::collections::BTreeMap;

/// Ends of the search for the autocorrelation; the restricted likelihood rises again towards 1, and a
/// maximum there is none.
pub(super) const PHI_MOST: f64 = 0.98;

/// A fit with autocorrelated errors.
#[derive(Debug, Clone)]
pub(super) struct Serial {
    /// Correlation of neighbouring errors.
    pub phi: f64,
    /// The fit to the rows with that correlation taken out.
    pub fit: Fit,
    /// Repetitions that were needed.
    pub repeats: usize,
}

/// Takes the correlation out of rows at `times`; gives rows, values and the logarithm of the
/// determinant of the correlation matrix. The first row keeps its full weight.
fn whiten(times: &[usize], rows: &[Row], y: &[f64], phi: f64) -> (Vec<Row>, Vec<f64>, f64) {
    let mut ln_determinant = 0.0;
    let mut white_rows: Vec<Row> = rows.first().copied().into_iter().collect();
    let mut white_y: Vec<f64> = y.first().copied().into_iter().collect();
    let pairs = times.windows(2).zip(rows.windows(2)).zip(y.windows(2));
    for ((time, row), value) in pairs {
        let (&[before, now], &[r0, r1], &[y0, y1]) = (time, row, value) else { continue };
        let apart = i32::try_from(now.saturating_sub(before)).unwrap_or(i32::MAX);
        let pull = phi.powi(apart);
        let left = 1.0 - pull * pull;
        let scale = left.sqrt();
        ln_determinant += left.ln();
        white_rows.push(std::array::from_fn(|i| (r1[i] - pull * r0[i]) / scale));
        white_y.push((y1 - pull * y0) / scale);
    }
    (white_rows, white_y, ln_determinant)
}

/// Fits with AR(1) errors by restricted maximum likelihood: the highest maximum inside
/// (-0.98, 0.98); `None` where there is none or the fit is exact.
///
/// Gaps keep their length: the correlation across one is phi to the power of the distance.
///
/// Source: H. Patterson and R. Thompson, Biometrika 58 (1971) 545-554, for the likelihood. The interior
/// maximum is a rule of this product: unbounded searches run to phi = 1 on ordinary monthly series.
pub(super) fn restricted(times: &[usize], rows: &[Row], y: &[f64]) -> Option<Serial> {
    const STEPS: i32 = 392;
    /// A likelihood that rises by less has no maximum: with five values it is the same everywhere.
    const RISE: f64 = 1e-12;
    /// How far the rough likelihood may be off: thousands of times more than it is.
    const NEAR: f64 = 1e-6;
    let df = rows.len().checked_sub(K).filter(|df| *df > 0)? as f64;
    let likelihood = |phi: f64| -> f64 {
        let (rows, y, ln_v) = whiten(times, rows, y, phi);
        match least_squares(&rows, &y) {
            Some(fit) if fit.squares > 0.0 => {
                -0.5 * (df * (fit.squares / df).ln() + ln_v + fit.ln_determinant)
            }
            _ => f64::NEG_INFINITY,
        }
    };
    let place = |step: i32| -PHI_MOST + 2.0 * PHI_MOST * f64::from(step) / f64::from(STEPS);
    let rough = Rough::of(times, rows, y)?;
    let about: Vec<f64> = (0..=STEPS).map(|step| rough.likelihood(place(step), df)).collect();
    let mut best: Option<(f64, f64)> = None;
    for (start, window) in about.windows(3).enumerate() {
        let &[left, middle, right] = window else { continue };
        // What is not known roughly is looked at closely too.
        if middle < left - NEAR || middle < right - NEAR {
            continue;
        }
        let step = i32::try_from(start).unwrap_or(0);
        let [left, middle, right] = [step, step + 1, step + 2].map(|step| likelihood(place(step)));
        if !(middle.is_finite() && middle > left + RISE && middle >= right) {
            continue;
        }
        let phi = highest(place(step), place(step + 2), likelihood);
        let height = likelihood(phi);
        if best.is_none_or(|(_, most)| height > most) {
            best = Some((phi, height));
        }
    }
    let (phi, _) = best?;
    let (rows, y, _) = whiten(times, rows, y, phi);
    Some(Serial { phi, fit: least_squares(&rows, &y)?, repeats: 0 })
}

/// The restricted likelihood less a constant, from sums made once: where its maxima are is found in a tenth of the time
/// a fit at each place takes. The exact one decides.
struct Rough {
    first: Square,
    /// By the distance between neighbours.
    apart: BTreeMap<usize, Sums>,
}

/// Products of the columns and what the plain fit leaves.
type Square = [[f64; K + 1]; K + 1];

/// What all neighbours at one distance come to.
#[derive(Default)]
struct Sums {
    count: f64,
    /// Products at the later place, at both, and at the earlier one.
    late: Square,
    both: Square,
    early: Square,
}

impl Rough {
    /// Sums up orthogonal columns and what the plain fit leaves, so that no digits are lost by squaring; `None` where
    /// there is no fit.
    fn of(times: &[usize], rows: &[Row], y: &[f64]) -> Option<Self> {
        let fit = least_squares(rows, y)?;
        let spread = fit.squares.sqrt();
        let columns = super::fit::orthogonal(rows)?;
        let at = |n: usize| -> [f64; K + 1] {
            std::array::from_fn(|i| match columns.get(i) {
                Some(column) => column.get(n).copied().unwrap_or_default(),
                None => fit.residuals.get(n).copied().unwrap_or_default() / spread,
            })
        };
        let product = |a: &[f64; K + 1], b: &[f64; K + 1]| a.map(|x| b.map(|y| x * y));
        let add = |to: &mut Square, what: Square| {
            to.iter_mut().flatten().zip(what.iter().flatten()).for_each(|(to, x)| *to += x);
        };
        let mut apart: BTreeMap<usize, Sums> = BTreeMap::new();
        for (n, pair) in times.windows(2).enumerate() {
            let &[before, now] = pair else { continue };
            let (a, b) = (at(n), at(n + 1));
            let sums = apart.entry(now.saturating_sub(before)).or_default();
            sums.count += 1.0;
            add(&mut sums.late, product(&b, &b));
            add(&mut sums.both, product(&a, &b));
            add(&mut sums.both, product(&b, &a));
            add(&mut sums.early, product(&a, &a));
        }
        let first = at(0);
        Some(Self { first: product(&first, &first), apart })
    }

    fn likelihood(&self, phi: f64, df: f64) -> f64 {
        let mut m = self.first;
        let mut ln_v = 0.0;
        for (distance, Sums { count, late, both, early }) in &self.apart {
            let pull = phi.powi(i32::try_from(*distance).unwrap_or(i32::MAX));
            let left = 1.0 - pull * pull;
            ln_v += count * left.ln();
            for i in 0..=K {
                for j in 0..=K {
                    m[i][j] += (late[i][j] - pull * both[i][j] + pull * pull * early[i][j]) / left;
                }
            }
        }
        // The lower half of the root of the matrix: its last place is what the fit leaves.
        let mut ln_determinant = 0.0;
        for j in 0..=K {
            for i in j..=K {
                let known: f64 = (0..j).map(|k| m[i][k] * m[j][k]).sum();
                m[i][j] -= known;
            }
            let root = m[j][j].sqrt();
            (j..=K).for_each(|i| m[i][j] /= root);
            if j < K {
                ln_determinant += 2.0 * root.ln();
            }
        }
        -0.5 * (df * (m[K][K] * m[K][K] / df).ln() + ln_v + ln_determinant)
    }
}

/// Finds the maximum between two ends by golden sections.
fn highest(low: f64, high: f64, of: impl Fn(f64) -> f64) -> f64 {
    let golden = (5.0_f64.sqrt() - 1.0) / 2.0;
    let (mut low, mut high) = (low, high);
    let (mut a, mut b) = (high - golden * (high - low), low + golden * (high - low));
    let (mut at_a, mut at_b) = (of(a), of(b));
    while high - low > 1e-9 {
        if at_a > at_b {
            (high, b, at_b) = (b, a, at_a);
            a = high - golden * (high - low);
            at_a = of(a);
        } else {
            (low, a, at_a) = (a, b, at_b);
            b = low + golden * (high - low);
            at_b = of(b);
        }
    }
    f64::midpoint(low, high)
}

/// Fits by Prais and Winsten's repeated correction, from rho = 0 until rho moves by less than 1e-12;
/// `None` with gaps between the rows, after 500 repeats, or where rho leaves (-1, 1).
///
/// Source: S. Prais and C. Winsten, Cowles Commission Discussion Paper 383, 1954.
pub(super) fn prais_winsten(times: &[usize], rows: &[Row], y: &[f64]) -> Option<Serial> {
    if times.windows(2).any(|t| matches!(t, [a, b] if b - a != 1)) {
        return None;
    }
    let mut fit = least_squares(rows, y)?;
    let mut rho = 0.0_f64;
    for repeats in 1..=500 {
        let errors: Vec<f64> =
            rows.iter().zip(y).map(|(row, y)| y - super::fit::dot(row, &fit.beta)).collect();
        let next = ratio(&errors)?;
        if next.is_nan() || next.abs() >= 1.0 {
            return None;
        }
        let (mut white_rows, mut white_y, _) = whiten(times, rows, y, next);
        // Weights as published: later rows with weight one, the first with the root of 1 - rho squared.
        let scale = (1.0 - next * next).sqrt();
        white_rows.iter_mut().for_each(|row| row.iter_mut().for_each(|x| *x *= scale));
        white_y.iter_mut().for_each(|x| *x *= scale);
        fit = least_squares(&white_rows, &white_y)?;
        let moved = (next - rho).abs();
        rho = next;
        if moved < 1e-12 {
            return Some(Serial { phi: rho, fit, repeats });
        }
    }
    None
}

/// Correlation of neighbouring errors as Prais and Winsten's correction estimates it.
fn ratio(errors: &[f64]) -> Option<f64> {
    let products = errors.windows(2).filter_map(|w| if let [a, b] = w { Some(a * b) } else { None });
    let below = errors.get(..errors.len().checked_sub(1)?)?.iter().map(|e| e * e);
    let below = crate::sum::sum(below);
    (below > 0.0).then(|| crate::sum::sum(products) / below)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::its::{preferred, segmented};

    /// A series of so many places with holes, by a small generator: the same every time.
    fn series(n: usize, mut seed: u64, holes: bool) -> Vec<Option<f64>> {
        let mut last = 0.0;
        (0..n)
            .map(|i| {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let drawn = (seed >> 33) as f64 / f64::from(u32::MAX) - 0.25;
                last = 0.5 * last + drawn;
                (!holes || seed >> 60 != 3).then_some(100.0 + 0.3 * i as f64 + 8.0 * last)
            })
            .collect()
    }

    #[test]
    fn the_rough_likelihood_is_the_exact_one_less_a_constant() {
        for (n, seed, holes) in [(12, 1, false), (40, 2, true), (200, 3, false), (300, 4, true)] {
            let y = series(n, seed, holes);
            let known: Vec<(usize, f64)> =
                y.iter().enumerate().filter_map(|(i, v)| Some((i + 1, (*v)?))).collect();
            let times: Vec<usize> = known.iter().map(|k| k.0).collect();
            let values: Vec<f64> = known.iter().map(|k| k.1).collect();
            let half = n / 2;
            let rows: Vec<Row> = times
                .iter()
                .map(|t| [1.0, *t as f64, f64::from(u8::from(*t >= half)), t.saturating_sub(half) as f64])
                .collect();
            let df = (rows.len() - K) as f64;
            let rough = Rough::of(&times, &rows, &values).unwrap();
            let exact = |phi: f64| {
                let (rows, y, ln_v) = whiten(&times, &rows, &values, phi);
                let fit = least_squares(&rows, &y).unwrap();
                -0.5 * (df * (fit.squares / df).ln() + ln_v + fit.ln_determinant)
            };
            let constant = exact(0.0) - rough.likelihood(0.0, df);
            for step in -98..=98 {
                let phi = f64::from(step) / 100.0;
                let off = exact(phi) - rough.likelihood(phi, df) - constant;
                assert!(off.abs() < 1e-8, "n {n}, phi {phi}: off by {off}");
            }
        }
    }

    #[test]
    fn the_estimate_to_show_is_the_one_of_the_whole_analysis() {
        for seed in 0..60 {
            let y = series(10 + 3 * seed as usize, seed, seed % 2 == 0);
            let whole = segmented(&y, y.len() / 2, &[]).unwrap();
            assert_eq!(preferred(&y, y.len() / 2).as_ref(), Ok(whole.preferred()), "seed {seed}");
        }
    }
}
