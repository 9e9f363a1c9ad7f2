//! Errors that depend on the one before: Prais-Winsten and AR(1) by restricted likelihood.

use super::fit::{Fit, K, Row, least_squares};

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
    let heights: Vec<f64> = (0..=STEPS).map(|step| likelihood(place(step))).collect();
    let mut best: Option<(f64, f64)> = None;
    for (start, window) in heights.windows(3).enumerate() {
        let &[left, middle, right] = window else { continue };
        if !(middle.is_finite() && middle > left + RISE && middle >= right) {
            continue;
        }
        let step = i32::try_from(start).unwrap_or(0);
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
