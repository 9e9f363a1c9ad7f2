//! Interrupted time series: did level or slope change when something new began?
//!
//! The model is y = intercept + time + level + trend change, with time 1..n (a gap keeps its number),
//! level 1 from the first point after, and trend change 0 **at** that point and counting up from there.
//! So `level` is the step seen at the first point after; the other usual coding, which starts the trend
//! change at 1, gives a level that differs by one slope change. A page that shows these numbers says so.
//!
//! Which estimate to show follows S. Turner and others, BMC Medical Research Methodology 21 (2021) 181:
//! ordinary least squares below 12 points, AR(1) by restricted likelihood from 12; no decision rests on
//! the Durbin-Watson statistic; all intervals are somewhat too narrow. With a control series the
//! difference is analysed by the same model (C. Bottomley, J. Scott and V. Isham, Epidemiologic Methods
//! 8 (2019)), and both raw series are shown beside it.

mod fit;
mod line;
mod serial;

use crate::distribution::{student_critical, student_two_sided};
use crate::sum;
use fit::{Fit, K, Row, quadratic};
use line::Line;
use serde::{Deserialize, Serialize};

/// From how many points the AR(1) estimate is preferred to ordinary least squares.
///
/// Source: Turner and others 2021.
pub const RESTRICTED_FROM: usize = 12;

/// Points on either side below which a chart is drawn and no estimate shown (house rule).
pub const ESTIMATE_FROM: usize = 8;

/// One coefficient.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Coefficient {
    /// The estimate.
    pub est: f64,
    /// Its standard error.
    pub se: f64,
    /// Estimate over standard error; not finite where the fit is exact.
    pub t: f64,
    /// Two-sided p value by Student's t.
    pub p: f64,
    /// 95% confidence interval.
    pub ci95: (f64, f64),
}

/// The four coefficients of the model.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Coefficients {
    /// Height one step before the first point.
    pub intercept: Coefficient,
    /// Slope before.
    pub time: Coefficient,
    /// Step at the first point after.
    pub level: Coefficient,
    /// Slope after less slope before.
    pub trend_change: Coefficient,
}

/// Coefficients with standard errors that allow for correlation over some steps.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct NeweyWest {
    /// Steps over which errors may be correlated.
    pub lag: usize,
    /// With the small-sample factor n / (n - 4).
    pub coefficients: Coefficients,
    /// Standard errors without that factor, in the order of the coefficients.
    pub without_factor: [f64; K],
}

/// Coefficients under errors that depend on the one before.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Autoregressive {
    /// Correlation of neighbouring errors.
    pub phi: f64,
    /// Standard deviation of an error; of its new part for Prais-Winsten.
    pub sigma: f64,
    /// The coefficients.
    pub coefficients: Coefficients,
    /// Repetitions that Prais-Winsten needed, 0 for the restricted likelihood.
    pub repeats: usize,
}

/// How far one point after is from where the line before would have gone.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Effect {
    /// The point's number, from 1.
    pub time: usize,
    /// Where the line before would be.
    pub counterfactual: f64,
    /// Where the line after is.
    pub fitted: f64,
    /// The difference.
    pub effect: f64,
    /// Its standard error by ordinary least squares.
    pub se_ols: f64,
    /// Its 95% interval.
    pub ci95_ols: (f64, f64),
    /// Standard error and 95% interval by the first Newey-West lag.
    pub newey_west: Option<(f64, (f64, f64))>,
    /// The difference as a share of the counterfactual; `None` where that is nought.
    pub relative: Option<f64>,
}

/// One series analysed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Segmented {
    /// Values used.
    pub n: usize,
    /// Values less the four coefficients.
    pub df: usize,
    /// Whether a value is missing.
    pub has_gaps: bool,
    /// Ordinary least squares.
    pub ols: Coefficients,
    /// Residual standard deviation.
    pub sigma: f64,
    /// Share of the variation the model accounts for; `None` for equal values.
    pub r_squared: Option<f64>,
    /// Durbin and Watson's statistic; `None` for an exact fit. Nothing is decided by it.
    pub durbin_watson: Option<f64>,
    /// Correlation of neighbouring residuals; `None` for an exact fit.
    pub lag1_autocorrelation: Option<f64>,
    /// Newey-West errors for each lag asked for, in that order.
    pub newey_west: Vec<NeweyWest>,
    /// Effects at the first, the middle and the last point after.
    pub effects: [Effect; 3],
    /// Prais-Winsten; `None` with gaps.
    pub prais_winsten: Option<Autoregressive>,
    /// AR(1) by restricted likelihood; `None` without a maximum inside (-0.98, 0.98).
    pub restricted: Option<Autoregressive>,
    /// Inverse of X'X and sum of squared residuals, for the model of two series.
    unscaled: ([f64; K], f64),
}

/// Why there is no estimate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ItsFault {
    /// The first point after is not inside the series.
    #[error("the first point after the change must be one of the points, and not the first")]
    FirstPostOutside,
    /// Four coefficients need more than four values, two or more on each side.
    #[error(
        "too few values: two before, two after and five in all are the least a line can be drawn through"
    )]
    TooFew,
    /// The two series differ in length.
    #[error("the control series must have one place for each place of the series")]
    ControlLength,
    /// A number is too large to work with.
    #[error("the values are too large to work with")]
    TooLarge,
}

impl Segmented {
    /// Says which estimate to show: the AR(1) one from 12 points if it exists, else ordinary least squares.
    pub fn preferred(&self) -> &Coefficients {
        match &self.restricted {
            Some(found) if self.n >= RESTRICTED_FROM => &found.coefficients,
            _ => &self.ols,
        }
    }
}

/// Two series analysed: each alone, their difference, and one model of both.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Controlled {
    /// The series in question.
    pub treated: Segmented,
    /// The series nothing was done to.
    pub control: Segmented,
    /// Their difference, where both have a value.
    pub difference: Segmented,
    /// Estimate and standard error of one model of both: the control's four coefficients, then what the
    /// treated series adds to each. `None` with gaps.
    pub stacked: Option<[(f64, f64); 2 * K]>,
}

/// Fits the segmented regression to values in time order; `first_post` counts from 1, `lags` are the
/// Newey-West lags wanted.
///
/// Missing values are left out and keep their place in time. Durbin-Watson, lag 1 and Newey-West take
/// neighbours among the values there are, as the usual tools do.
///
/// Sources: A. Wagner and others, J Clin Pharm Ther 27 (2002) 299-309 for the model; W. Newey and K. West,
/// Econometrica 55 (1987) 703-708, with Bartlett weights; Prais-Winsten and the restricted likelihood as
/// said at their functions.
///
/// # Errors
/// [`ItsFault`] where there is nothing to estimate.
pub fn segmented(y: &[Option<f64>], first_post: usize, lags: &[usize]) -> Result<Segmented, ItsFault> {
    let line = Line::through(y, first_post)?;
    let Line { times, values, rows, fit, df, exact } = &line;
    let (n, df, exact) = (values.len(), *df, *exact);
    let variance = line.variance();
    let scaled = fit.inverse.map(|row| row.map(|x| x * variance));
    let newey: Vec<NeweyWest> = lags.iter().map(|lag| newey_west(rows, fit, *lag, df)).collect();
    let covered = lags.first().map(|lag| newey_west_matrix(rows, fit, *lag, true));
    let last = y.len();
    let effects = [first_post, usize::midpoint(first_post, last), last]
        .map(|time| effect(time, first_post, fit, &scaled, covered.as_ref(), df));
    let e = &fit.residuals;
    let middle = sum::mean(values).unwrap_or_default();
    let around = sum::sum(values.iter().map(|v| (v - middle) * (v - middle)));
    let neighbours = |f: fn(f64, f64) -> f64| {
        let terms = e.windows(2).filter_map(|w| if let [a, b] = w { Some(f(*a, *b)) } else { None });
        if exact { None } else { Some(sum::sum(terms) / fit.squares) }
    };
    Ok(Segmented {
        n,
        df,
        has_gaps: n < y.len(),
        ols: line.coefficients(),
        sigma: variance.sqrt(),
        r_squared: (around > 0.0).then(|| 1.0 - fit.squares / around),
        durbin_watson: neighbours(|a, b| (b - a) * (b - a)),
        lag1_autocorrelation: neighbours(|a, b| a * b),
        newey_west: newey,
        effects,
        prais_winsten: if exact || n < y.len() {
            None
        } else {
            serial::prais_winsten(times, rows, values).map(|found| line.autoregressive(&found))
        },
        restricted: line.restricted(),
        unscaled: (std::array::from_fn(|i| fit.inverse[i][i]), fit.squares),
    })
}

/// Gives the estimate to show and nothing else: what [`Segmented::preferred`] of [`segmented`] gives, without the
/// estimates beside it.
///
/// # Errors
/// As [`segmented`].
pub fn preferred(y: &[Option<f64>], first_post: usize) -> Result<Coefficients, ItsFault> {
    let line = Line::through(y, first_post)?;
    let serial = if line.values.len() >= RESTRICTED_FROM { line.restricted() } else { None };
    Ok(serial.map_or_else(|| line.coefficients(), |found| found.coefficients))
}

/// Analyses a series, a control series and their difference.
///
/// The difference takes out what both have in common, and its coefficients equal what the treated series
/// adds in one model of both. It is right to use where both would have gone on in parallel.
///
/// Source: Bottomley, Scott and Isham 2019; A. Linden, Stata Journal 15 (2015) 480-500 for the one model.
///
/// # Errors
/// [`ItsFault`] where one of the three cannot be estimated.
pub fn controlled(
    y: &[Option<f64>],
    control: &[Option<f64>],
    first_post: usize,
    lags: &[usize],
) -> Result<Controlled, ItsFault> {
    if y.len() != control.len() {
        return Err(ItsFault::ControlLength);
    }
    let apart: Vec<Option<f64>> = y.iter().zip(control).map(|(a, b)| Some((*a)? - (*b)?)).collect();
    let treated = segmented(y, first_post, lags)?;
    let other = segmented(control, first_post, lags)?;
    let difference = segmented(&apart, first_post, lags)?;
    let stacked = (!treated.has_gaps && !other.has_gaps).then(|| {
        let df = (treated.df + other.df) as f64;
        let variance = (treated.unscaled.1 + other.unscaled.1) / df;
        let (base, all) = (other.ols.in_order(), treated.ols.in_order());
        std::array::from_fn(|i| {
            let at = i % K;
            let (own, theirs) = (other.unscaled.0[at], treated.unscaled.0[at]);
            if i < K {
                (base[at].est, (variance * own).sqrt())
            } else {
                (all[at].est - base[at].est, (variance * (own + theirs)).sqrt())
            }
        })
    });
    Ok(Controlled { treated, control: other, difference, stacked })
}

impl Coefficients {
    /// Gives intercept, time, level and trend change in this order.
    pub const fn in_order(&self) -> [Coefficient; K] {
        [self.intercept, self.time, self.level, self.trend_change]
    }
}

fn interval(est: f64, se: f64, df: usize) -> (f64, f64) {
    let reach = student_critical(0.05, df as f64) * se;
    (est - reach, est + reach)
}

fn coefficients(beta: &Row, matrix: &[Row; K], df: usize) -> Coefficients {
    // One search for all four: it is most of what they cost.
    let critical = student_critical(0.05, df as f64);
    let of = |i: usize| {
        let reach = critical * matrix[i][i].max(0.0).sqrt();
        let se = matrix[i][i].max(0.0).sqrt();
        let t = beta[i] / se;
        Coefficient {
            est: beta[i],
            se,
            t,
            p: student_two_sided(t, df as f64),
            ci95: (beta[i] - reach, beta[i] + reach),
        }
    };
    Coefficients { intercept: of(0), time: of(1), level: of(2), trend_change: of(3) }
}

/// Covariance that allows for correlation over `lag` steps, with Bartlett weights.
fn newey_west_matrix(rows: &[Row], fit: &Fit, lag: usize, small_sample: bool) -> [Row; K] {
    // Each row's pull on the coefficients; their products summed give the covariance at once.
    let pulls: Vec<Row> = rows
        .iter()
        .zip(&fit.residuals)
        .map(|(row, e)| std::array::from_fn(|i| fit::dot(&fit.inverse[i], row) * e))
        .collect();
    let mut matrix = [[0.0; K]; K];
    for distance in 0..=lag.min(pulls.len().saturating_sub(1)) {
        let weight = 1.0 - distance as f64 / (lag as f64 + 1.0);
        for (a, b) in pulls.iter().skip(distance).zip(&pulls) {
            for i in 0..K {
                for j in 0..K {
                    let both = if distance == 0 { a[i] * b[j] } else { a[i] * b[j] + b[i] * a[j] };
                    matrix[i][j] += weight * both;
                }
            }
        }
    }
    let n = rows.len() as f64;
    let factor = if small_sample { n / (n - K as f64) } else { 1.0 };
    matrix.map(|row| row.map(|x| x * factor))
}

fn newey_west(rows: &[Row], fit: &Fit, lag: usize, df: usize) -> NeweyWest {
    let without = newey_west_matrix(rows, fit, lag, false);
    NeweyWest {
        lag,
        coefficients: coefficients(&fit.beta, &newey_west_matrix(rows, fit, lag, true), df),
        without_factor: std::array::from_fn(|i| without[i][i].max(0.0).sqrt()),
    }
}

fn effect(
    time: usize,
    first_post: usize,
    fit: &Fit,
    scaled: &[Row; K],
    covered: Option<&[Row; K]>,
    df: usize,
) -> Effect {
    let since = time.saturating_sub(first_post) as f64;
    let pick: Row = [0.0, 0.0, 1.0, since];
    let effect = fit::dot(&pick, &fit.beta);
    let counterfactual = fit.beta[0] + fit.beta[1] * time as f64;
    let se_ols = quadratic(&pick, scaled).max(0.0).sqrt();
    Effect {
        time,
        counterfactual,
        fitted: counterfactual + effect,
        effect,
        se_ols,
        ci95_ols: interval(effect, se_ols, df),
        newey_west: covered.map(|m| {
            let se = quadratic(&pick, m).max(0.0).sqrt();
            (se, interval(effect, se, df))
        }),
        relative: (counterfactual != 0.0).then(|| effect / counterfactual),
    }
}
