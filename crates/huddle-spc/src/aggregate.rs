//! Tables of improvement projects added up, and printed statistics held against themselves.
//!
//! Two means of a ratio are in use and give different numbers: **weighted** by the projects behind each
//! unit, and **unweighted**, every unit counting once. Results here always say which one they are. Never
//! use any of this to rank wards.

use crate::distribution::{student_critical, student_two_sided};
use crate::sum;
use serde::{Deserialize, Serialize};

/// Baseline and latest check of one measure over the projects of one unit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// Projects that measured it.
    pub n: f64,
    /// Total (or ratio) before.
    pub baseline: Option<f64>,
    /// Total (or ratio) at the latest check.
    pub post: Option<f64>,
}

impl Cell {
    /// Gives the share by which it fell; `None` where a number is missing or the baseline is nought.
    pub fn reduction(&self) -> Option<f64> {
        reduction(self.baseline?, self.post?)
    }
}

fn reduction(baseline: f64, post: f64) -> Option<f64> {
    (baseline != 0.0).then(|| (baseline - post) / baseline)
}

/// One unit's projects.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnitRow {
    /// The unit's name.
    pub name: String,
    /// Lead time in hours, totals.
    pub lead: Cell,
    /// Defects, totals.
    pub defects: Cell,
    /// Defects for each output, a ratio.
    pub ratio: Cell,
}

/// A measure added up over units that have both numbers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Total {
    /// Projects.
    pub n: f64,
    /// Sum before.
    pub baseline: f64,
    /// Sum after.
    pub post: f64,
    /// What went away.
    pub removed: f64,
    /// The share that went away, of the totals (not the mean of the units' shares).
    pub reduction: Option<f64>,
}

/// A ratio averaged over units.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct MeanRatio {
    /// Mean before.
    pub baseline: f64,
    /// Mean after.
    pub post: f64,
    /// Share by which the mean fell.
    pub reduction: Option<f64>,
}

/// A table added up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Added {
    /// Lead time.
    pub lead: Total,
    /// Defects.
    pub defects: Total,
    /// Projects that measured the ratio.
    pub ratio_n: f64,
    /// Mean ratio, each unit counting as often as it has projects.
    pub weighted: Option<MeanRatio>,
    /// Mean ratio, each unit counting once.
    pub unweighted: Option<MeanRatio>,
}

impl Added {
    /// Gives the mean lead time of one project in minutes, before and after.
    pub fn lead_minutes(&self) -> Option<(f64, f64)> {
        let per = |hours: f64| hours * 60.0 / self.lead.n;
        (self.lead.n > 0.0).then(|| (per(self.lead.baseline), per(self.lead.post)))
    }
}

/// Adds up a table of units. A cell without both numbers counts in nothing, its projects included.
pub fn add_up(units: &[UnitRow]) -> Added {
    let cells = |of: fn(&UnitRow) -> Cell| -> Vec<(f64, f64, f64)> {
        units.iter().map(of).filter_map(|c| Some((c.n, c.baseline?, c.post?))).collect()
    };
    let total = |cells: &[(f64, f64, f64)]| {
        let baseline = sum::sum(cells.iter().map(|c| c.1));
        let post = sum::sum(cells.iter().map(|c| c.2));
        Total {
            n: sum::sum(cells.iter().map(|c| c.0)),
            baseline,
            post,
            removed: baseline - post,
            reduction: reduction(baseline, post),
        }
    };
    let ratios = cells(|u| u.ratio);
    let ratio_n = sum::sum(ratios.iter().map(|c| c.0));
    let mean = |weight: fn(&(f64, f64, f64)) -> f64| {
        let all = sum::sum(ratios.iter().map(weight));
        let of =
            |value: fn(&(f64, f64, f64)) -> f64| sum::sum(ratios.iter().map(|c| weight(c) * value(c))) / all;
        let (baseline, post) = (of(|c| c.1), of(|c| c.2));
        (all > 0.0).then(|| MeanRatio { baseline, post, reduction: reduction(baseline, post) })
    };
    Added {
        lead: total(&cells(|u| u.lead)),
        defects: total(&cells(|u| u.defects)),
        ratio_n,
        weighted: mean(|c| c.0),
        unweighted: mean(|_| 1.0),
    }
}

/// Names the units of which a claim "all fell by at least so much" is false.
pub fn below_claim(
    units: &[UnitRow],
    of: fn(&UnitRow) -> Cell,
    least: f64,
) -> impl Iterator<Item = (&str, f64)> {
    units.iter().filter_map(move |unit| {
        let fell = of(unit).reduction()?;
        (fell < least).then_some((unit.name.as_str(), fell))
    })
}

/// How a printed number stands to a recomputed one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Printed {
    /// It is the number, rounded.
    Rounded,
    /// It is the number cut off, and rounding would print another.
    Truncated,
    /// It is another number.
    Different,
}

/// Compares a printed number of so many decimals with what it should be.
pub fn printed(shown: f64, decimals: i32, value: f64) -> Printed {
    let unit = 10_f64.powi(-decimals);
    let near = |a: f64, b: f64| (a - b).abs() <= unit * 1e-6;
    // Half a unit either way, so that both customs of rounding a tie agree.
    if (shown - value).abs() <= unit * (0.5 + 1e-6) {
        Printed::Rounded
    } else if near((value / unit).trunc() * unit, shown) {
        Printed::Truncated
    } else {
        Printed::Different
    }
}

/// A paired t test as a report prints it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PrintedTest {
    /// Mean before.
    pub mean_baseline: f64,
    /// Its standard error.
    pub se_baseline: f64,
    /// Mean after.
    pub mean_post: f64,
    /// Its standard error.
    pub se_post: f64,
    /// The statistic.
    pub t: f64,
    /// Degrees of freedom.
    pub df: f64,
    /// Effect size as printed.
    pub r: Option<f64>,
    /// Stars as printed.
    pub stars: Option<String>,
}

/// What must be true of a printed test if it is one.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Recomputed {
    /// Effect size from t and the degrees of freedom.
    pub r: f64,
    /// Two-sided p value.
    pub p: f64,
    /// Stars for that p: three below 0.001, two below 0.01, one below 0.05.
    pub stars: &'static str,
    /// Standard error of the difference that gives this t.
    pub se_difference: Option<f64>,
    /// 95% interval of the difference from it.
    pub ci95: Option<(f64, f64)>,
    /// Correlation between the pairs that gives this standard error; beyond 1 it cannot be.
    pub correlation: Option<f64>,
    /// Whether the printed standard errors allow this t at all; `None` where that cannot be told.
    pub possible: Option<bool>,
    /// Smallest and largest paired t the printed standard errors allow; no largest where they are equal.
    pub t_range: Option<(f64, Option<f64>)>,
    /// t had the samples been separate.
    pub welch_t: Option<f64>,
    /// Its degrees of freedom.
    pub welch_df: Option<f64>,
    /// Difference in standard deviations of the differences.
    pub d_z: f64,
}

/// Recomputes what follows from a printed paired test.
///
/// The variance of a difference is the sum of both variances less twice their covariance, and a
/// correlation lies between -1 and 1: so two standard errors leave only a range of paired t.
///
/// Source: the arithmetic of Student's t; r after R. Rosenthal, Meta-Analytic Procedures, 1991.
pub fn recompute(test: &PrintedTest) -> Recomputed {
    let PrintedTest { se_baseline: one, se_post: two, t, df, .. } = *test;
    let n = df + 1.0;
    let apart = test.mean_baseline - test.mean_post;
    let p = student_two_sided(t, df);
    let se = (t != 0.0).then(|| apart / t).filter(|se| se.is_finite());
    let correlation =
        se.filter(|_| one * two != 0.0).map(|se| (one * one + two * two - se * se) / (2.0 * one * two));
    let both = one + two;
    let (a, b) = (one * one, two * two);
    let whole = both > 0.0;
    Recomputed {
        r: (t * t / (t * t + df)).sqrt(),
        p,
        stars: if p < 0.001 {
            "***"
        } else if p < 0.01 {
            "**"
        } else if p < 0.05 {
            "*"
        } else {
            ""
        },
        se_difference: se,
        ci95: se.map(|se| {
            let reach = student_critical(0.05, df) * se.abs();
            (apart - reach, apart + reach)
        }),
        correlation,
        // Room for the rounding of what was printed is the reader's to judge: none is given here.
        possible: correlation.map(|c| c.abs() <= 1.0),
        t_range: whole.then(|| {
            let widest = (one - two).abs();
            (apart / both, (widest > 0.0).then(|| apart / widest))
        }),
        welch_t: whole.then(|| apart / (a + b).sqrt()),
        welch_df: (whole && n > 1.0).then(|| (a + b) * (a + b) / ((a * a + b * b) / (n - 1.0))),
        d_z: t / n.sqrt(),
    }
}

/// What is wrong with a printed test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Inconsistency {
    /// The standard errors cannot give this t, whatever the pairs.
    ImpossibleErrors,
    /// The stars are not those of the p value.
    WrongStars,
    /// r does not follow from t, not even cut off or rounded at the third decimal.
    WrongEffect,
}

impl Inconsistency {
    /// Says it in words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Inconsistency::ImpossibleErrors => {
                "the printed standard errors cannot give the printed t of a paired test"
            }
            Inconsistency::WrongStars => "the printed stars are not those of the two-sided p value",
            Inconsistency::WrongEffect => "the printed r does not follow from t and its degrees of freedom",
        }
    }
}

/// Names what is wrong with a printed test.
pub fn inconsistencies(test: &PrintedTest) -> Vec<Inconsistency> {
    let found = recompute(test);
    let mut wrong = Vec::new();
    if found.possible == Some(false) {
        wrong.push(Inconsistency::ImpossibleErrors);
    }
    if test.stars.as_deref().is_some_and(|stars| stars != found.stars) {
        wrong.push(Inconsistency::WrongStars);
    }
    if test.r.is_some_and(|r| printed(r, 3, found.r) == Printed::Different) {
        wrong.push(Inconsistency::WrongEffect);
    }
    wrong
}
