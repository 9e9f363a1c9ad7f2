//! Improvement projects: before and after, and their tables.

use super::Asked;
use super::read::{Refused, get, number, values, word};
use crate::aggregate::{Cell, MeanRatio, PrintedTest, Total, UnitRow, add_up, inconsistencies, recompute};
use crate::before_after::{Sample, TTest, Undefined, paired, welch};
use serde_json::{Value, json};

fn sample(s: &Sample) -> Value {
    json!({ "n": s.n, "sum": s.sum, "mean": s.mean, "sd": s.sd, "se": s.se, "median": s.median })
}

/// A paired or Welch t test, by `kind`; paired where nothing is said.
pub(super) fn t_test(asked: &Asked<'_>) -> Result<Value, Refused> {
    let (baseline, post) = (values(asked.input, "baseline")?, values(asked.input, "post")?);
    let of = |t: Option<TTest>, part: fn(&TTest) -> f64| t.as_ref().map(part);
    match asked.word("kind")?.unwrap_or("paired") {
        "paired" => {
            let f = paired(&baseline, &post);
            let mut found = json!({
                "n_pairs": f.pairs, "n_dropped": f.dropped, "baseline": sample(&f.baseline),
                "post": sample(&f.post), "mean_diff": f.mean_diff, "sd_diff": f.sd_diff,
                "percent_reduction_of_totals": f.reduction_of_totals,
                "mean_of_percent_reductions": f.mean_of_reductions, "t": of(f.test, |t| t.t), "df": f.df,
                "p_two_sided": of(f.test, |t| t.p), "ci95_diff": f.test.map(|t| t.ci95),
                "r": of(f.test, |t| t.r), "d_z": f.d_z, "d_z_ci95_noncentral_t": f.d_z_ci95(), "d_av": f.d_av,
                "g_av": f.g_av, "undefined_because": f.undefined.map(Undefined::as_str),
            });
            if let (Some((w, p)), Some(found)) = (f.wilcoxon, found.as_object_mut()) {
                found.insert("wilcoxon_exact".to_owned(), json!({ "W": w, "p_two_sided": p }));
            }
            Ok(found)
        }
        "welch" => {
            let f = welch(&baseline, &post);
            Ok(json!({
                "baseline": sample(&f.baseline), "post": sample(&f.post), "mean_diff": f.mean_diff,
                "t": of(f.test, |t| t.t), "df": f.df, "p_two_sided": of(f.test, |t| t.p),
                "ci95_diff": f.test.map(|t| t.ci95), "r": of(f.test, |t| t.r), "d_pooled": f.d_pooled,
                "g_pooled": f.g_pooled, "undefined_because": f.undefined.map(Undefined::as_str),
            }))
        }
        other => Err(format!("kind \"{other}\" is neither paired nor welch")),
    }
}

fn cell(of: &Value, key: &str) -> Result<Cell, Refused> {
    let three = values(of, key)?;
    let at = |i: usize| three.get(i).copied().flatten();
    Ok(Cell { n: at(0).unwrap_or(0.0), baseline: at(1), post: at(2) })
}

/// A table of projects added up; or, where the input is one printed test, what follows from it.
pub(super) fn aggregates(asked: &Asked<'_>) -> Result<Value, Refused> {
    if asked.input.is_object() {
        return printed_test(asked.input);
    }
    let list = asked.input.as_array().ok_or("the input is neither a list of units nor a printed test")?;
    let units = list
        .iter()
        .map(|unit| {
            Ok(UnitRow {
                name: word(unit, "name")?.unwrap_or_default().to_owned(),
                lead: cell(unit, "lead")?,
                defects: cell(unit, "defects")?,
                ratio: cell(unit, "ratio")?,
            })
        })
        .collect::<Result<Vec<UnitRow>, Refused>>()?;
    let added = add_up(&units);
    let total = |t: Total| json!({ "n": t.n, "baseline": t.baseline, "post": t.post, "removed": t.removed, "reduction": t.reduction });
    let of = |mean: Option<MeanRatio>, part: fn(&MeanRatio) -> f64| mean.as_ref().map(part);
    let (weighted, unweighted) = (added.weighted, added.unweighted);
    let per_unit: Vec<Value> = units
        .iter()
        .map(|unit| {
            json!({
                "name": unit.name, "lead_reduction": unit.lead.reduction(),
                "defects_reduction": unit.defects.reduction(), "ratio_reduction": unit.ratio.reduction(),
            })
        })
        .collect();
    let minutes = added.lead_minutes();
    Ok(json!({
        "per_unit": per_unit,
        "totals": {
            "lead": total(added.lead),
            "defects": total(added.defects),
            "ratio": {
                "n": added.ratio_n,
                "weighted_baseline": of(weighted, |m| m.baseline), "weighted_post": of(weighted, |m| m.post),
                "weighted_reduction": weighted.and_then(|m| m.reduction),
                "unweighted_baseline": of(unweighted, |m| m.baseline),
                "unweighted_post": of(unweighted, |m| m.post),
                "unweighted_reduction": unweighted.and_then(|m| m.reduction),
            },
            "lead_removed_days_24h": added.lead.removed / 24.0,
            "lead_mean_minutes_per_project": {
                "baseline": minutes.map(|m| m.0), "post": minutes.map(|m| m.1),
            },
        },
    }))
}

fn printed_test(input: &Value) -> Result<Value, Refused> {
    let need = |key: &str| number(input, key)?.ok_or_else(|| format!("\"{key}\" is missing"));
    let test = PrintedTest {
        mean_baseline: need("mean_baseline")?,
        se_baseline: need("se_baseline")?,
        mean_post: need("mean_post")?,
        se_post: need("se_post")?,
        t: need("t")?,
        df: need("df")?,
        r: number(input, "printed_r")?,
        stars: get(input, "printed_stars").and_then(Value::as_str).map(str::to_owned),
    };
    if test.df <= 0.0 || test.se_baseline < 0.0 || test.se_post < 0.0 {
        return Err("df must be above 0 and standard errors not below 0".to_owned());
    }
    let found = recompute(&test);
    let named: Vec<&str> = inconsistencies(&test).into_iter().map(|wrong| wrong.as_str()).collect();
    Ok(json!({
        "r": found.r, "p_two_sided": found.p, "stars": found.stars,
        "implied_se_of_difference": found.se_difference, "implied_ci95": found.ci95,
        "implied_correlation_between_pairs": found.correlation,
        "consistent_with_paired_test": found.possible,
        "paired_t_range_allowed_by_the_ses": found.t_range,
        "welch_t_from_the_ses": found.welch_t, "welch_df": found.welch_df, "d_z": found.d_z,
        "inconsistencies": named,
    }))
}
