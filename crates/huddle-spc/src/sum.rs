//! Sums, means and medians that keep their digits.

/// Adds numbers with Neumaier's compensated summation, so that the order of adding hardly matters.
///
/// Source: A. Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen",
/// ZAMM 54 (1974) 39-51. Plain `f64` addition puts a point on the wrong side of its own mean on quite
/// ordinary ward series; this does not.
pub fn sum(values: impl IntoIterator<Item = f64>) -> f64 {
    let (mut total, mut lost) = (0.0_f64, 0.0_f64);
    for value in values {
        let next = total + value;
        lost += if total.abs() >= value.abs() { (total - next) + value } else { (value - next) + total };
        total = next;
    }
    total + lost
}

/// Gives the arithmetic mean, or `None` when there is nothing to average.
///
/// A second pass adds the mean of the remainders, so equal values average to exactly themselves.
pub fn mean(values: &[f64]) -> Option<f64> {
    if values.is_empty() {
        return None;
    }
    let count = values.len() as f64;
    let first = sum(values.iter().copied()) / count;
    let rest = sum(values.iter().map(|v| v - first)) / count;
    // Sums beyond the largest f64 have no remainder to speak of.
    Some(if rest.is_finite() { first + rest } else { first })
}

/// Gives the median (the mean of the two middle values for an even count), or `None` for no values.
pub fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let upper = *sorted.get(sorted.len() / 2)?;
    if sorted.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = *sorted.get(sorted.len() / 2 - 1)?;
    Some(f64::midpoint(lower, upper))
}

/// Gives the sample variance (divisor n - 1) by the two-pass method, or `None` below two values.
pub fn variance(values: &[f64]) -> Option<f64> {
    if values.len() < 2 {
        return None;
    }
    let centre = mean(values)?;
    let squares = sum(values.iter().map(|v| (v - centre) * (v - centre)));
    Some(squares / (values.len() - 1) as f64)
}

/// Gives the largest absolute value, 0 when there is none.
pub fn largest(values: impl IntoIterator<Item = f64>) -> f64 {
    values.into_iter().fold(0.0_f64, |most, v| most.max(v.abs()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_number_beside_a_large_one_is_kept() {
        assert_eq!(sum([1e16, 1.0, -1e16]), 1.0);
        assert_eq!([1e16, 1.0, -1e16].iter().sum::<f64>(), 0.0, "the plain sum loses it: the test can fail");
    }

    #[test]
    fn equal_values_average_to_themselves() {
        for n in 1..200 {
            assert_eq!(mean(&vec![0.1; n]), Some(0.1), "{n} times 0.1");
        }
        assert_eq!(mean(&[]), None);
    }

    #[test]
    fn medians() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), Some(2.5));
    }

    #[test]
    fn variance_needs_two() {
        assert_eq!(variance(&[1.0]), None);
        assert_eq!(variance(&[1.0, 3.0]), Some(2.0));
    }
}
