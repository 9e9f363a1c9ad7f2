//! Interrupted time series and days between events.

use super::Asked;
use super::read::{Refused, count, counts, date, dates, get, values};
use crate::days_between::days_between as between;
use crate::its::{Autoregressive, Coefficient, Coefficients, Segmented, controlled, segmented};
use serde_json::{Map, Value, json};

const NAMES: [&str; 4] = ["intercept", "time", "level", "trend_change"];

fn coefficient(c: Coefficient) -> Value {
    json!({ "est": c.est, "se": c.se, "t": c.t, "p": c.p, "ci95": c.ci95 })
}

fn coefficients(all: &Coefficients) -> Value {
    NAMES.iter().zip(all.in_order()).map(|(name, c)| ((*name).to_owned(), coefficient(c))).collect()
}

/// Standard deviations, estimates and correlation of a fit with errors that depend on the one before.
fn restricted(found: Option<&Autoregressive>, df: usize) -> Value {
    let Some(found) = found else {
        return json!({ "interior_maximum": false, "phi": null, "sigma": null, "df": df, "coef": null });
    };
    json!({
        "interior_maximum": true, "phi": found.phi, "sigma": found.sigma, "df": df,
        "coef": coefficients(&found.coefficients),
        // The vectors carry R's estimate beside the other: both are this one number here.
        "nlme_phi": found.phi, "nlme_level_se": found.coefficients.level.se,
    })
}

fn one(found: &Segmented) -> Value {
    let newey_west: Vec<Value> = found
        .newey_west
        .iter()
        .map(|nw| {
            let without: Map<String, Value> =
                NAMES.iter().zip(nw.without_factor).map(|(n, se)| ((*n).to_owned(), json!(se))).collect();
            json!({
                "lag": nw.lag, "small_sample": true, "coef": coefficients(&nw.coefficients),
                "se_without_correction": without,
            })
        })
        .collect();
    let effects: Vec<Value> = ["first_post", "middle_post", "last"]
        .iter()
        .zip(found.effects)
        .map(|(at, e)| {
            json!({
                "at": at, "time": e.time, "counterfactual": e.counterfactual, "fitted": e.fitted,
                "effect": e.effect, "se_ols": e.se_ols, "ci95_ols": e.ci95_ols,
                "se_newey_west": e.newey_west.map(|nw| nw.0), "ci95_newey_west": e.newey_west.map(|nw| nw.1),
                "relative_effect": e.relative,
            })
        })
        .collect();
    let mut all = json!({
        "n": found.n, "df": found.df, "ols": coefficients(&found.ols), "sigma": found.sigma,
        "r_squared": found.r_squared, "durbin_watson": found.durbin_watson,
        "lag1_autocorrelation": found.lag1_autocorrelation, "newey_west": newey_west, "effects": effects,
        "has_gaps": found.has_gaps, "ar1_reml": restricted(found.restricted.as_ref(), found.df),
    });
    if let (Some(pw), Some(all)) = (&found.prais_winsten, all.as_object_mut()) {
        all.insert(
            "prais_winsten".to_owned(),
            json!({
                "rho": pw.phi, "iterations_to_1e_12": pw.repeats, "coef": coefficients(&pw.coefficients),
            }),
        );
    }
    all
}

/// A segmented regression; with `control`, of both series and their difference.
pub(super) fn its(asked: &Asked<'_>) -> Result<Value, Refused> {
    let y = values(asked.input, "y")?;
    let first_post = count(asked.input, "first_post_index")?
        .ok_or("\"first_post_index\" is missing: the number of the first point after the change")?;
    let lags = if get(asked.options, "newey_west_lags").is_some() {
        counts(asked.options, "newey_west_lags")?
    } else {
        vec![1, 3]
    };
    if get(asked.input, "control").is_none() {
        let found = segmented(&y, first_post, &lags).map_err(|fault| fault.to_string())?;
        return Ok(json!({ "treated": one(&found) }));
    }
    let control = values(asked.input, "control")?;
    let found = controlled(&y, &control, first_post, &lags).map_err(|fault| fault.to_string())?;
    let mut all = json!({
        "treated": one(&found.treated), "control": one(&found.control), "difference": one(&found.difference),
    });
    if let (Some(stacked), Some(all)) = (found.stacked, all.as_object_mut()) {
        let names = NAMES.iter().map(|n| (*n).to_owned()).chain(NAMES.iter().map(|n| format!("group:{n}")));
        let terms: Map<String, Value> =
            names.zip(stacked).map(|(name, (est, se))| (name, json!({ "est": est, "se": se }))).collect();
        all.insert("stacked_ols".to_owned(), Value::Object(terms));
    }
    Ok(all)
}

/// Days between rare events and since the last one.
pub(super) fn days_between(asked: &Asked<'_>) -> Result<Value, Refused> {
    let events: Vec<_> = dates(asked.input, "events")?.into_iter().map(|(_, day)| day).collect();
    let (_, as_of) = get(asked.input, "as_of")
        .and_then(date)
        .ok_or("\"as_of\" is missing or is no date like 2026-11-22: the day to count up to")?;
    let found = between(&events, as_of);
    Ok(json!({
        "intervals_days": found.intervals, "days_since_last": found.since_last,
        "zero_intervals": found.zero_intervals, "longest_completed": found.longest,
    }))
}
