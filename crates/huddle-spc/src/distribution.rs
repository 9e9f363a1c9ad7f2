//! The few probability distributions the charts and tests need.

/// Gives ln(0!), ln(1!), .. ln(n!).
fn ln_factorials(n: usize) -> Vec<f64> {
    let mut all = Vec::with_capacity(n + 1);
    // Carried with its lost digits, so that long sums stay exact to the last bit or two.
    let (mut total, mut lost) = (0.0_f64, 0.0_f64);
    all.push(0.0);
    for k in 1..=n {
        let term = (k as f64).ln() + lost;
        let next = total + term;
        lost = (total - next) + term;
        total = next;
        all.push(total);
    }
    all
}

/// ln of "n choose k", or minus infinity where there is no way to choose.
fn ln_choose(table: &[f64], n: usize, k: usize) -> f64 {
    match (table.get(n), table.get(k), n.checked_sub(k).and_then(|rest| table.get(rest))) {
        (Some(all), Some(one), Some(other)) => all - one - other,
        _ => f64::NEG_INFINITY,
    }
}

/// Gives the smallest count whose cumulative binomial probability (even odds) reaches `probability`.
pub fn binomial_half_quantile(probability: f64, trials: usize) -> usize {
    let table = ln_factorials(trials);
    let mut total = 0.0;
    for k in 0..=trials {
        total += (ln_choose(&table, trials, k) - trials as f64 * std::f64::consts::LN_2).exp();
        // The same fuzz as usual in quantiles of discrete distributions: a tie counts as reached.
        if total * (1.0 + 64.0 * f64::EPSILON) >= probability {
            return k;
        }
    }
    trials
}

/// Gives the probability of each number of runs, from 0 up, for so many values above and below.
///
/// Source: F. Swed and C. Eisenhart, Ann Math Stat 14 (1943) 66-87.
fn runs_probabilities(above: usize, below: usize) -> Vec<f64> {
    let all = above + below;
    if above == 0 || below == 0 {
        return if all == 0 { vec![1.0] } else { vec![0.0, 1.0] };
    }
    let table = ln_factorials(all);
    let whole = ln_choose(&table, all, above);
    let pair = |a: usize, b: usize| {
        (ln_choose(&table, above - 1, a) + ln_choose(&table, below - 1, b) - whole).exp()
    };
    (0..=all)
        .map(|runs| match (runs / 2, runs % 2) {
            (0, _) => 0.0,
            (half, 0) => 2.0 * pair(half - 1, half - 1),
            (half, _) => pair(half, half - 1) + pair(half - 1, half),
        })
        .collect()
}

/// Gives the largest number of runs whose lower tail is at most `tail`, `None` when there is none.
pub fn runs_too_few(above: usize, below: usize, tail: f64) -> Option<usize> {
    let mut total = 0.0;
    let mut found = None;
    for (runs, probability) in runs_probabilities(above, below).iter().enumerate() {
        total += probability;
        if total > tail * (1.0 + 1e-12) {
            break;
        }
        if *probability > 0.0 {
            found = Some(runs);
        }
    }
    found
}

/// Gives the smallest number of runs whose upper tail is at most `tail`.
///
/// It may be one that this split cannot reach. `None` when all values lie on one side.
pub fn runs_too_many(above: usize, below: usize, tail: f64) -> Option<usize> {
    let mut total = 0.0;
    let mut found = None;
    for (runs, probability) in runs_probabilities(above, below).iter().enumerate().rev() {
        total += probability;
        if total > tail * (1.0 + 1e-12) {
            break;
        }
        found = Some(runs);
    }
    found
}

/// Gives the natural logarithm of the gamma function for arguments above 0.
///
/// Source: C. Lanczos, SIAM J Numer Anal 1 (1964) 86-96, with the usual nine coefficients for g = 7;
/// relative error near 1e-15.
pub fn ln_gamma(x: f64) -> f64 {
    const COEFFICIENTS: [f64; 8] = [
        676.520_368_121_885_1,
        -1_259.139_216_722_402_8,
        771.323_428_777_653_1,
        -176.615_029_162_140_6,
        12.507_343_278_686_905,
        -0.138_571_095_265_720_12,
        9.984_369_578_019_572e-6,
        1.505_632_735_149_311_6e-7,
    ];
    if x < 0.5 {
        // Reflection keeps small arguments accurate.
        return (std::f64::consts::PI / (std::f64::consts::PI * x).sin()).ln() - ln_gamma(1.0 - x);
    }
    let x = x - 1.0;
    let mut series = 0.999_999_999_999_809_9;
    for (i, coefficient) in COEFFICIENTS.iter().enumerate() {
        series += coefficient / (x + i as f64 + 1.0);
    }
    let t = x + 7.5;
    0.5 * (2.0 * std::f64::consts::PI).ln() + (x + 0.5) * t.ln() - t + series.ln()
}

/// Gives the regularised incomplete beta function I_x(a, b).
///
/// Source: the continued fraction of the NIST Handbook of Mathematical Functions, 8.17.22, evaluated by
/// Lentz's method.
pub fn incomplete_beta(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - incomplete_beta(1.0 - x, b, a);
    }
    let front = (ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * (-x).ln_1p()).exp() / a;
    let guard = |v: f64| if v.abs() < 1e-300 { 1e-300 } else { v };
    let mut c = 1.0;
    let mut d = 1.0 / guard(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    for m in 1..500 {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut change = 1.0;
        for step in [even, odd] {
            d = 1.0 / guard(1.0 + step * d);
            c = guard(1.0 + step / c);
            change = d * c;
            fraction *= change;
        }
        if (change - 1.0).abs() < 1e-16 {
            break;
        }
    }
    front * fraction
}

/// Gives the two-sided p value of Student's t.
pub fn student_two_sided(t: f64, df: f64) -> f64 {
    incomplete_beta(df / (df + t * t), df / 2.0, 0.5)
}

/// Gives the t beyond which (on both sides together) lies the probability `p`, 0 < p < 1.
pub fn student_critical(p: f64, df: f64) -> f64 {
    let mut high = 1.0;
    while student_two_sided(high, df) > p && high < 1e150 {
        high *= 2.0;
    }
    root(0.0, high, |t| p - student_two_sided(t, df))
}

/// Finds where a rising function crosses nought between two ends, to the last bit or so.
fn root(low: f64, high: f64, rising: impl Fn(f64) -> f64) -> f64 {
    let (mut low, mut high) = (low, high);
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high || high - low <= 4.0 * f64::EPSILON * middle.abs() {
            break;
        }
        if rising(middle) < 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

/// Gives the cumulative standard normal distribution.
pub fn normal_cumulative(z: f64) -> f64 {
    // The incomplete gamma series for small arguments, its continued fraction for large ones.
    let half = z * z / 2.0;
    let tail = if half < 1.5 {
        let mut term = z.abs() / (2.0 * std::f64::consts::PI).sqrt() * (-half).exp();
        let mut total = term;
        for k in 1..200 {
            term *= z * z / (2.0 * f64::from(k) + 1.0);
            total += term;
            if term < total * 1e-17 {
                break;
            }
        }
        0.5 - total
    } else {
        let mut fraction = z.abs();
        for k in (1..=200).rev() {
            fraction = z.abs() + f64::from(k) / fraction;
        }
        (-half).exp() / (2.0 * std::f64::consts::PI).sqrt() / fraction
    };
    if z > 0.0 { 1.0 - tail } else { tail }
}

/// Gives the cumulative noncentral t distribution.
///
/// Source: R. Lenth, Algorithm AS 243, Applied Statistics 38 (1989) 185-189.
pub fn noncentral_t_cumulative(t: f64, df: f64, centre: f64) -> f64 {
    if t < 0.0 {
        return 1.0 - noncentral_t_cumulative(-t, df, -centre);
    }
    let x = t * t / (t * t + df);
    let half = centre * centre / 2.0;
    // Weights are those of a Poisson with mean `half`: what lies far from it adds nothing.
    let reach = 10.0 * half.sqrt() + 30.0;
    let (mut j, end) = ((half - reach).max(0.0).floor(), half + reach);
    let weight = |shift: f64| {
        let rise = if half > 0.0 { j * half.ln() } else { 0.0 };
        (rise - half - ln_gamma(j + shift)).exp()
    };
    let mut p = 0.5 * weight(1.0);
    let mut q = centre / 8.0_f64.sqrt() * weight(1.5);
    if half == 0.0 && j > 0.0 {
        (p, q) = (0.0, 0.0);
    }
    let mut total = 0.0;
    while j <= end {
        let term = p * incomplete_beta(x, j + 0.5, df / 2.0) + q * incomplete_beta(x, j + 1.0, df / 2.0);
        total += term;
        if j > half && term.abs() < 1e-15 {
            break;
        }
        p *= half / (j + 1.0);
        q *= half / (j + 1.5);
        j += 1.0;
    }
    (total + normal_cumulative(-centre)).clamp(0.0, 1.0)
}

/// Largest t for which the interval is worked out; beyond it the work grows and nobody needs it.
const T_MOST: f64 = 100.0;

/// Gives the two noncentrality parameters at which `t` is the 97.5% and the 2.5% point, lower first;
/// `None` beyond t = 100.
pub fn noncentral_t_interval(t: f64, df: f64) -> Option<(f64, f64)> {
    if t.is_nan() || t.abs() > T_MOST {
        return None;
    }
    let reach = 10.0 + t.abs() * 2.0;
    // The cumulative probability falls as the centre moves up.
    let at = |p: f64| root(t - reach, t + reach, |centre| p - noncentral_t_cumulative(t, df, centre));
    Some((at(0.975), at(0.025)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(got: f64, want: f64, relative: f64) {
        assert!((got - want).abs() <= relative * want.abs(), "{got}, expected {want}");
    }

    #[test]
    fn known_values() {
        near(ln_gamma(0.5), std::f64::consts::PI.sqrt().ln(), 1e-14);
        near(ln_gamma(11.0), 3_628_800.0_f64.ln(), 1e-14);
        near(student_critical(0.05, 1.0), 12.706_204_736_174_7, 1e-12);
        near(student_critical(0.05, 10.0), 2.228_138_851_986_27, 1e-12);
        near(student_two_sided(2.228_138_851_986_27, 10.0), 0.05, 1e-12);
        near(normal_cumulative(-1.959_963_984_540_054), 0.025, 1e-12);
        near(normal_cumulative(1.0), 0.841_344_746_068_543, 1e-13);
        near(normal_cumulative(-6.0), 9.865_876_450_376_98e-10, 1e-11);
    }

    #[test]
    fn a_central_noncentral_t_is_students() {
        for t in [0.1, 1.0, 2.5, 7.0] {
            near(1.0 - noncentral_t_cumulative(t, 7.0, 0.0), student_two_sided(t, 7.0) / 2.0, 1e-9);
        }
    }

    #[test]
    fn binomial_points() {
        assert_eq!(binomial_half_quantile(0.05, 23), 8);
        assert_eq!(binomial_half_quantile(0.05, 0), 0);
        assert_eq!(binomial_half_quantile(0.5, 3_000), 1_500);
    }
}
