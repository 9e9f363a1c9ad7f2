//! Series unlike the published vectors: short, equal, with holes, with options left out or combined.
//! Expected values come from independent programs (see the README beside them).
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what went wrong by failing")]

mod checker;

use checker::{Checker, load};
use huddle_spc::families::analyse;
use huddle_spc::its::segmented;
use serde_json::Value;

/// Runs a file and compares every field of `expected` and of `recommended`.
fn run(family: &str, least: usize) {
    let data = load(&format!("../unusual/{family}.json"));
    let mut checker = Checker::new(&data);
    for vector in data["vectors"].as_array().unwrap() {
        checker.vector(vector);
        let mut got: Value = serde_json::from_str(&analyse(family, vector).to_string()).unwrap();
        let recommended = got.as_object_mut().and_then(|g| g.remove("recommended")).unwrap_or_default();
        checker.same("expected", &vector["expected"], &got);
        checker.same("recommended", &vector["recommended"], &recommended);
    }
    checker.finish(least);
}

#[test]
fn xmr_charts() {
    run("xmr_ptd", 24);
    run("xmr_mdc2024", 20);
}

#[test]
fn run_charts() {
    run("runchart_anhoej", 24);
    run("runchart_perla", 30);
}

#[test]
fn control_charts() {
    run("control_charts", 70);
}

#[test]
fn before_and_after() {
    run("ttest", 36);
    run("its", 8);
}

/// Two values before a change leave the line before it no freedom: the usual library loses half its
/// digits on such a series of 134. The number is from 40-digit arithmetic.
#[test]
fn newey_west_keeps_its_digits_on_a_long_series_with_three_values_before() {
    // A straight line with a wave on it, so that the series needs no file.
    let y: Vec<Option<f64>> =
        (1..=134_u32).map(|t| Some(f64::from(t) * 0.5 + f64::from(t * t % 17) * 0.25)).collect();
    let found = segmented(&y, 4, &[1]).unwrap();
    let se = found.newey_west[0].coefficients.time.se;
    assert!((se / WANT - 1.0).abs() < 1e-11, "{se}");
}

/// From 40-digit arithmetic.
const WANT: f64 = 0.059_825_244_078_564_603;

/// With five values the restricted likelihood is the same for every correlation: there is no maximum,
/// and none may be made of rounding.
#[test]
fn five_values_have_no_likeliest_correlation() {
    for first_post in [3, 4] {
        let y = [16.52, 23.17, 19.23, 16.71, 18.88].map(Some);
        assert!(segmented(&y, first_post, &[1]).unwrap().restricted.is_none());
    }
}
