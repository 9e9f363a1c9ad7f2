//! Round numbers for the upright axis.

use crate::chart::{Natural, number};

/// The upright axis: its ends and its ticks.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// Value at the bottom.
    pub low: f64,
    /// Value at the top.
    pub high: f64,
    /// Values with their labels, from the bottom up.
    pub ticks: Vec<(f64, String)>,
}

/// Chooses an axis of about `wanted` steps of 1, 2, 2.5 or 5 times a power of ten around `low..high`.
///
/// The ends never leave what is possible for the measure; a measure that cannot fall below nought
/// starts at nought unless its values keep well away from it; whole-number measures get whole ticks.
pub fn axis(low: f64, high: f64, natural: Natural, decimals: u8, wanted: usize) -> Axis {
    let (mut low, mut high) = if low.is_finite() && high.is_finite() { (low, high) } else { (0.0, 1.0) };
    if low > high {
        (low, high) = (high, low);
    }
    if natural.lowest() == Some(0.0) && low >= 0.0 && low <= high * 0.6 {
        low = 0.0;
    }
    if high - low <= 1e-9 * high.abs().max(low.abs()) {
        let room =
            (high.abs() * 0.1).max(if decimals == 0 { 1.0 } else { 10_f64.powi(-i32::from(decimals)) });
        low = natural.clip(low - room);
        high = natural.clip(high + room);
    }
    let mut step = round_step((high - low) / wanted.max(1) as f64);
    if decimals == 0 {
        // Whole readings get whole ticks: no "2.5 falls" beside the line.
        step = if step < 1.0 {
            1.0
        } else if step.fract() > 0.0 {
            5.0
        } else {
            step
        };
    }
    let first = (low / step + 1e-9).floor();
    let last = (high / step - 1e-9).ceil().max(first + 1.0);
    let bottom = natural.clip(first * step);
    let top = natural.clip(last * step);
    let places = places_of(step);
    // At most a dozen: a step is never smaller than a wanted share of the whole.
    let count = ((last - first) as usize).min(50);
    let ticks = (0..=count)
        .map(|i| (first + i as f64) * step)
        .filter(|v| *v >= bottom - step * 1e-6 && *v <= top + step * 1e-6)
        .map(|v| (v, number(v, places)))
        .collect();
    Axis { low: bottom, high: top, ticks }
}

fn round_step(raw: f64) -> f64 {
    if !raw.is_finite() || raw <= 0.0 {
        return 1.0;
    }
    let power = 10_f64.powf(raw.log10().floor());
    let share = raw / power;
    let nice = [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().find(|n| share <= n * (1.0 + 1e-9)).unwrap_or(10.0);
    nice * power
}

/// Decimals that write a step exactly (2.5 needs one more than 5).
fn places_of(step: f64) -> u8 {
    (0..6)
        .find(|d| {
            let scaled = step * 10_f64.powi(i32::from(*d));
            (scaled - scaled.round()).abs() < 1e-6 * scaled.max(1e-12)
        })
        .unwrap_or(6)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(low: f64, high: f64, natural: Natural, decimals: u8) -> Vec<String> {
        axis(low, high, natural, decimals, 5).ticks.into_iter().map(|(_, l)| l).collect()
    }

    #[test]
    fn round_numbers() {
        assert_eq!(labels(3.0, 18.0, Natural::NotBelowZero, 0), ["0", "5", "10", "15", "20"]);
        assert_eq!(labels(81.0, 99.0, Natural::Percent, 0), ["80", "85", "90", "95", "100"]);
        assert_eq!(labels(0.0, 0.9, Natural::Any, 1), ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
        assert_eq!(labels(-3.0, 4.0, Natural::Any, 0), ["-4", "-2", "0", "2", "4"]);
        assert_eq!(labels(0.0, 2.0, Natural::NotBelowZero, 0), ["0", "1", "2"]);
        assert_eq!(labels(0.0, 11.0, Natural::NotBelowZero, 0), ["0", "5", "10", "15"]);
        assert_eq!(labels(0.0, 11.0, Natural::NotBelowZero, 1), ["0.0", "2.5", "5.0", "7.5", "10.0", "12.5"]);
        assert_eq!(
            labels(8_000.0, 19_000.0, Natural::Any, 0),
            ["7,500", "10,000", "12,500", "15,000", "17,500", "20,000"]
        );
    }

    #[test]
    fn a_flat_series_still_has_an_axis() {
        for (value, natural) in [(0.0, Natural::NotBelowZero), (100.0, Natural::Percent), (5.0, Natural::Any)]
        {
            let got = axis(value, value, natural, 0, 4);
            assert!(got.low <= value && value <= got.high && got.low < got.high, "{got:?}");
            assert!(got.ticks.len() >= 2, "{got:?}");
        }
    }

    #[test]
    fn odd_ends_never_hang_or_vanish() {
        for (low, high) in
            [(f64::NAN, 1.0), (1e300, -1e300), (1e-300, 2e-300), (1e15, 1e15 + 1.0), (0.0, 1e-9)]
        {
            let got = axis(low, high, Natural::Any, 2, 5);
            assert!(got.low < got.high && got.ticks.len() <= 51, "{low} {high}: {got:?}");
        }
    }
}
