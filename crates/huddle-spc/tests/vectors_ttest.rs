//! Every field of the before-and-after vectors.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what went wrong by failing")]

mod vectors;

use huddle_spc::before_after::*;
use serde_json::{Value, json};
use vectors::{Checker, load, numbers};

fn sample(s: &Sample) -> Value {
    json!({ "n": s.n, "sum": s.sum, "mean": s.mean, "sd": s.sd, "se": s.se, "median": s.median })
}

#[test]
fn before_and_after() {
    let data = load("ttest.json");
    let mut checker = Checker::new(&data);
    for vector in data["vectors"].as_array().unwrap() {
        checker.vector(vector);
        let (baseline, post) = (numbers(&vector["input"]["baseline"]), numbers(&vector["input"]["post"]));
        let mut expected = vector["expected"].clone();
        let fields = |t: Option<TTest>| (t.map(|t| t.t), t.map(|t| t.ci95), t.map(|t| t.r));
        let (got, p, interval) = if vector["kind"] == "paired" {
            let f = paired(&baseline, &post);
            let (t, ci95, r) = fields(f.test);
            let mut got = json!({
                "n_pairs": f.pairs, "n_dropped": f.dropped, "baseline": sample(&f.baseline),
                "post": sample(&f.post), "mean_diff": f.mean_diff, "sd_diff": f.sd_diff,
                "percent_reduction_of_totals": f.reduction_of_totals,
                "mean_of_percent_reductions": f.mean_of_reductions, "t": t, "df": f.df, "ci95_diff": ci95, "r": r,
                "d_z": f.d_z, "d_av": f.d_av, "g_av": f.g_av, "undefined_because": f.undefined.map(Undefined::as_str),
            });
            if let Some((w, p)) = f.wilcoxon {
                got["wilcoxon_exact"] = json!({ "W": w, "p_two_sided": p });
            }
            (got, f.test.map(|t| t.p), Some(f.d_z_ci95))
        } else {
            let f = welch(&baseline, &post);
            let (t, ci95, r) = fields(f.test);
            let got = json!({
                "baseline": sample(&f.baseline), "post": sample(&f.post), "mean_diff": f.mean_diff, "t": t,
                "df": f.df, "ci95_diff": ci95, "r": r, "d_pooled": f.d_pooled, "g_pooled": f.g_pooled,
                "undefined_because": f.undefined.map(Undefined::as_str),
            });
            (got, f.test.map(|t| t.p), None)
        };
        // These two have tolerances of their own.
        let fields = expected.as_object_mut().unwrap();
        let p_expected = fields.remove("p_two_sided").unwrap();
        let interval_expected = fields.remove("d_z_ci95_noncentral_t");
        checker.same("expected", &expected, &got);
        let mut loose = Checker::new(&data);
        loose.vector(vector);
        loose.relative("p_rel").same("p_two_sided", &p_expected, &json!(p));
        if let (Some(want), Some(got)) = (interval_expected, interval) {
            // The reference library gave up on one interval that exists; ours must then be sane.
            if want.is_null() {
                assert!(got.is_none_or(|(low, high)| low < high));
            } else {
                loose.relative("noncentral_rel").same("d_z_ci95", &want, &json!(got));
            }
        }
        loose.finish(1);
    }
    checker.finish(23);
}
