//! Before and after an improvement project: paired and separate samples.
//!
//! The difference is always baseline minus post, so a fall is positive.

use crate::distribution::{ln_gamma, noncentral_t_interval, student_critical, student_two_sided};
use crate::sum;
use serde::{Deserialize, Serialize};

/// One sample described.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// Values.
    pub n: usize,
    /// Their sum.
    pub sum: f64,
    /// Their mean.
    pub mean: Option<f64>,
    /// Sample standard deviation (divisor n - 1).
    pub sd: Option<f64>,
    /// Standard error of the mean.
    pub se: Option<f64>,
    /// Median.
    pub median: Option<f64>,
}

/// Says why a test has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Undefined {
    /// A paired test needs two complete pairs.
    FewerThanTwoPairs,
    /// Every pair changed by the same amount.
    EqualDifferences,
    /// A test of two samples needs two values in each.
    FewerThanTwoValues,
    /// Neither sample varies.
    NoVariation,
}

impl Undefined {
    /// Gives the reason in words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Undefined::FewerThanTwoPairs => "fewer than two complete pairs",
            Undefined::EqualDifferences => "all differences are equal (zero variance)",
            Undefined::FewerThanTwoValues => "a sample has fewer than two values",
            Undefined::NoVariation => "both samples have zero variance",
        }
    }
}

/// A t test with its interval and correlation-like effect size.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct TTest {
    /// The statistic.
    pub t: f64,
    /// Two-sided p value.
    pub p: f64,
    /// 95% confidence interval of the difference.
    pub ci95: (f64, f64),
    /// Root of t squared over t squared plus degrees of freedom.
    pub r: f64,
}

/// Paired comparison.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Paired {
    /// Complete pairs.
    pub pairs: usize,
    /// Pairs dropped because a value is missing.
    pub dropped: usize,
    /// Baseline values of the complete pairs.
    pub baseline: Sample,
    /// Post values of the complete pairs.
    pub post: Sample,
    /// Mean difference.
    pub mean_diff: Option<f64>,
    /// Standard deviation of the differences.
    pub sd_diff: Option<f64>,
    /// Share by which the total fell.
    pub reduction_of_totals: Option<f64>,
    /// Mean of the pairs' own shares; `None` when a baseline is nought.
    pub mean_of_reductions: Option<f64>,
    /// Degrees of freedom, pairs less one.
    pub df: Option<f64>,
    /// The test, `None` where it is undefined.
    pub test: Option<TTest>,
    /// Mean difference in standard deviations of the differences.
    pub d_z: Option<f64>,
    /// Mean difference in the mean of both standard deviations.
    pub d_av: Option<f64>,
    /// `d_av` corrected for small samples; `None` with two pairs.
    pub g_av: Option<f64>,
    /// Why there is no test.
    pub undefined: Option<Undefined>,
    /// Exact Wilcoxon signed rank test: the smaller rank sum and its two-sided p value. `None` with
    /// ties, differences of nought, or more than 200 pairs.
    pub wilcoxon: Option<(f64, f64)>,
}

impl Paired {
    /// Works out the 95% confidence interval of `d_z` by the noncentral t; `None` without a test and beyond t = 100.
    /// It takes a hundred times what all the rest does, so it is worked out for those who ask.
    pub fn d_z_ci95(&self) -> Option<(f64, f64)> {
        let root_n = (self.pairs as f64).sqrt();
        let (low, high) = noncentral_t_interval(self.test.as_ref()?.t, self.df?)?;
        Some((low / root_n, high / root_n))
    }
}

/// Comparison of two separate samples.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Welch {
    /// Baseline values.
    pub baseline: Sample,
    /// Post values.
    pub post: Sample,
    /// Difference of the means.
    pub mean_diff: Option<f64>,
    /// Degrees of freedom by Welch and Satterthwaite.
    pub df: Option<f64>,
    /// The test, `None` where it is undefined.
    pub test: Option<TTest>,
    /// Difference in pooled standard deviations.
    pub d_pooled: Option<f64>,
    /// `d_pooled` corrected for small samples.
    pub g_pooled: Option<f64>,
    /// Why there is no test.
    pub undefined: Option<Undefined>,
}

fn describe(values: &[f64]) -> Sample {
    let sd = sum::variance(values).map(f64::sqrt);
    Sample {
        n: values.len(),
        sum: sum::sum(values.iter().copied()),
        mean: sum::mean(values),
        sd,
        se: sd.map(|sd| sd / (values.len() as f64).sqrt()),
        median: sum::median(values),
    }
}

/// Hedges' exact correction for small samples; `None` for one degree of freedom or fewer.
///
/// Source: L. Hedges, J Educ Stat 6 (1981) 107-128.
fn correction(df: f64) -> Option<f64> {
    if df <= 1.0 {
        return None;
    }
    Some((ln_gamma(df / 2.0) - ln_gamma((df - 1.0) / 2.0)).exp() / (df / 2.0).sqrt())
}

fn test(diff: f64, se: f64, df: f64) -> TTest {
    let t = diff / se;
    let reach = student_critical(0.05, df) * se;
    TTest {
        t,
        p: student_two_sided(t, df),
        ci95: (diff - reach, diff + reach),
        r: (t * t / (t * t + df)).sqrt(),
    }
}

/// Compares paired values before and after; incomplete pairs are dropped and counted.
///
/// Source: Student's paired t; effect sizes after D. Lakens, Frontiers in Psychology 4 (2013) 863;
/// F. Wilcoxon, Biometrics Bulletin 1 (1945) 80-83 for the exact signed rank test.
pub fn paired(baseline: &[Option<f64>], post: &[Option<f64>]) -> Paired {
    let rows = baseline.len().max(post.len());
    let complete: Vec<(f64, f64)> = baseline.iter().zip(post).filter_map(|(b, p)| (*b).zip(*p)).collect();
    let before: Vec<f64> = complete.iter().map(|(b, _)| *b).collect();
    let after: Vec<f64> = complete.iter().map(|(_, p)| *p).collect();
    let differences: Vec<f64> = complete.iter().map(|(b, p)| b - p).collect();
    let (one, two) = (describe(&before), describe(&after));
    let n = complete.len();
    let mean_diff = sum::mean(&differences);
    let sd_diff = sum::variance(&differences).map(f64::sqrt);
    // Rounding of the values themselves, not of their differences.
    let room = 1e-12 * sum::largest(before.iter().chain(&after).copied());
    let undefined = match sd_diff {
        None => Some(Undefined::FewerThanTwoPairs),
        Some(sd) if sd <= room => Some(Undefined::EqualDifferences),
        Some(_) => None,
    };
    let df = if n >= 2 { Some((n - 1) as f64) } else { None };
    let shares: Option<Vec<f64>> =
        complete.iter().map(|(b, p)| if *b == 0.0 { None } else { Some((b - p) / b) }).collect();
    let mut found = Paired {
        pairs: n,
        dropped: rows - n,
        baseline: one,
        post: two,
        mean_diff,
        sd_diff,
        reduction_of_totals: if n > 0 && one.sum != 0.0 { Some((one.sum - two.sum) / one.sum) } else { None },
        mean_of_reductions: shares.and_then(|s| sum::mean(&s)),
        df,
        test: None,
        d_z: None,
        d_av: None,
        g_av: None,
        undefined,
        wilcoxon: None,
    };
    if let (None, Some(diff), Some(sd), Some(df)) = (undefined, mean_diff, sd_diff, df) {
        let root_n = (n as f64).sqrt();
        let t = test(diff, sd / root_n, df);
        let average_sd = one.sd.zip(two.sd).map(|(a, b)| f64::midpoint(a, b)).filter(|sd| *sd > 0.0);
        found.test = Some(t);
        found.d_z = Some(diff / sd);
        found.d_av = average_sd.map(|sd| diff / sd);
        found.g_av = found.d_av.zip(correction(df)).map(|(d, j)| d * j);
        found.wilcoxon = wilcoxon(&differences, room);
    }
    found
}

/// The exact signed rank test by counting the rank sums of every choice of signs.
fn wilcoxon(differences: &[f64], room: f64) -> Option<(f64, f64)> {
    const MOST: usize = 200;
    let mut sorted = differences.to_vec();
    sorted.sort_by(|a, b| a.abs().total_cmp(&b.abs()));
    let tied = sorted.iter().zip(sorted.iter().skip(1)).any(|(a, b)| (a.abs() - b.abs()).abs() <= room);
    if sorted.len() > MOST || tied || sorted.first().is_none_or(|d| d.abs() <= room) {
        return None;
    }
    let rank_sum = |positive: bool| -> usize {
        sorted.iter().enumerate().filter(|(_, d)| (**d > 0.0) == positive).map(|(i, _)| i + 1).sum()
    };
    let smaller = rank_sum(true).min(rank_sum(false));
    let all = sorted.len() * (sorted.len() + 1) / 2;
    let mut ways = vec![0.0_f64; all + 1];
    if let Some(none) = ways.first_mut() {
        *none = 1.0;
    }
    for rank in 1..=sorted.len() {
        let before = ways.clone();
        for (way, old) in ways.iter_mut().skip(rank).zip(&before) {
            *way += old;
        }
    }
    let tail: f64 = ways.iter().take(smaller + 1).sum();
    let p = 2.0 * tail / 2.0_f64.powi(i32::try_from(sorted.len()).ok()?);
    Some((smaller as f64, p.min(1.0)))
}

/// Compares separate samples before and after; missing values are dropped.
///
/// Source: B. Welch, Biometrika 34 (1947) 28-35.
pub fn welch(baseline: &[Option<f64>], post: &[Option<f64>]) -> Welch {
    let before: Vec<f64> = baseline.iter().flatten().copied().collect();
    let after: Vec<f64> = post.iter().flatten().copied().collect();
    let (one, two) = (describe(&before), describe(&after));
    let mean_diff = one.mean.zip(two.mean).map(|(a, b)| a - b);
    let mut found = Welch {
        baseline: one,
        post: two,
        mean_diff,
        df: None,
        test: None,
        d_pooled: None,
        g_pooled: None,
        undefined: None,
    };
    let (Some(diff), Some(first), Some(second)) = (mean_diff, sum::variance(&before), sum::variance(&after))
    else {
        found.undefined = Some(Undefined::FewerThanTwoValues);
        return found;
    };
    let room = 1e-12 * sum::largest(before.iter().chain(&after).copied());
    if first.sqrt() <= room && second.sqrt() <= room {
        found.undefined = Some(Undefined::NoVariation);
        return found;
    }
    let (n1, n2) = (before.len() as f64, after.len() as f64);
    let (a, b) = (first / n1, second / n2);
    let df = (a + b) * (a + b) / (a * a / (n1 - 1.0) + b * b / (n2 - 1.0));
    let within = n1 + n2 - 2.0;
    let pooled = (((n1 - 1.0) * first + (n2 - 1.0) * second) / within).sqrt();
    found.df = Some(df);
    found.test = Some(test(diff, (a + b).sqrt(), df));
    found.d_pooled = Some(diff / pooled);
    found.g_pooled = correction(within).map(|j| j * diff / pooled);
    found
}
