//! The tables of a published evaluation of improvement weeks: what agrees, and what cannot be.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what went wrong by failing")]

mod checker;

use checker::load;
use huddle_spc::aggregate::*;
use serde_json::Value;

fn units() -> Vec<UnitRow> {
    let data = load("rpiw_aggregates.json");
    let cell =
        |v: &Value| Cell { n: v[0].as_f64().unwrap_or(0.0), baseline: v[1].as_f64(), post: v[2].as_f64() };
    let of = |v: &Value| UnitRow {
        name: v["name"].as_str().unwrap().to_owned(),
        lead: cell(&v["lead"]),
        defects: cell(&v["defects"]),
        ratio: cell(&v["ratio"]),
    };
    data["vectors"][0]["input"].as_array().unwrap().iter().map(of).collect()
}

fn tests() -> Vec<PrintedTest> {
    let data = load("rpiw_aggregates.json");
    let of = |v: &Value| {
        let i = &v["input"];
        let n = |key: &str| i[key].as_f64().unwrap();
        PrintedTest {
            mean_baseline: n("mean_baseline"),
            se_baseline: n("se_baseline"),
            mean_post: n("mean_post"),
            se_post: n("se_post"),
            t: n("t"),
            df: n("df"),
            r: i["printed_r"].as_f64(),
            stars: i["printed_stars"].as_str().map(str::to_owned),
        }
    };
    data["summary_tests"].as_array().unwrap().iter().map(of).collect()
}

#[test]
fn sums_and_percentages_are_those_printed() {
    let added = add_up(&units());
    assert_eq!((added.lead.n, added.lead.baseline, added.lead.post), (82.0, 4878.0, 1858.0));
    assert_eq!((added.defects.n, added.defects.baseline, added.defects.post), (54.0, 3185.0, 1046.0));
    assert_eq!((added.lead.removed, added.ratio_n), (3020.0, 90.0));
    let percent = |share: Option<f64>| share.unwrap() * 100.0;
    assert_eq!(printed(62.0, 0, percent(added.lead.reduction)), Printed::Rounded);
    assert_eq!(printed(67.0, 0, percent(added.defects.reduction)), Printed::Rounded);
    assert_eq!(printed(126.0, 0, added.lead.removed / 24.0), Printed::Rounded);
    let (before, after) = added.lead_minutes().unwrap();
    assert_eq!((printed(3569.0, 0, before), printed(1360.0, 0, after)), (Printed::Rounded, Printed::Rounded));
}

#[test]
fn one_percentage_is_cut_off_and_one_mean_is_not_that_of_its_table() {
    let units = units();
    assert_eq!(printed(68.0, 0, units[0].lead.reduction().unwrap() * 100.0), Printed::Truncated);
    let defects = add_up(&units).defects;
    assert_eq!(printed(58.998, 3, defects.baseline / defects.n), Printed::Different);
    assert_eq!(printed(19.377, 3, defects.post / defects.n), Printed::Different);
}

#[test]
fn two_tables_print_two_different_means_of_one_ratio() {
    let added = add_up(&units());
    let (weighted, unweighted) = (added.weighted.unwrap(), added.unweighted.unwrap());
    assert_eq!(printed(0.582, 3, weighted.baseline), Printed::Rounded);
    assert_eq!(printed(0.57, 2, unweighted.baseline), Printed::Rounded);
    assert_eq!(printed(0.582, 3, unweighted.baseline), Printed::Different);
    assert_eq!(printed(0.57, 2, weighted.baseline), Printed::Different);
}

#[test]
fn half_and_over_everywhere_is_false_in_three_cells() {
    let units = units();
    let names =
        |of: fn(&UnitRow) -> Cell| -> Vec<&str> { below_claim(&units, of, 0.5).map(|(n, _)| n).collect() };
    assert_eq!(names(|u| u.lead), ["LTHT", "SASH"]);
    assert_eq!(names(|u| u.defects), Vec::<&str>::new());
    assert_eq!(names(|u| u.ratio), ["SASH"]);
    // A ratio of totals is not the mean of the units' own percentages.
    let own: Vec<f64> = units.iter().filter_map(|u| u.lead.reduction()).collect();
    let mean = own.iter().sum::<f64>() / own.len() as f64;
    assert_eq!(printed(61.4, 1, mean * 100.0), Printed::Rounded);
}

#[test]
fn the_impossible_error_and_the_wrong_stars_are_named_and_nothing_else() {
    let found: Vec<_> = tests().iter().map(inconsistencies).collect();
    assert_eq!(found[0], [Inconsistency::ImpossibleErrors]);
    assert_eq!(found[1], [Inconsistency::WrongStars]);
    assert_eq!(found[2], []);
    // The control: an effect size that does not follow is named as well.
    let wrong = PrintedTest { r: Some(0.5), ..tests()[2].clone() };
    assert_eq!(inconsistencies(&wrong), [Inconsistency::WrongEffect]);
}

#[test]
fn nothing_to_add_up() {
    let added = add_up(&[]);
    assert_eq!((added.lead.reduction, added.weighted, added.lead_minutes()), (None, None, None));
    let flat = PrintedTest {
        mean_baseline: 3.0,
        se_baseline: 0.0,
        mean_post: 3.0,
        se_post: 0.0,
        t: 0.0,
        df: 4.0,
        r: None,
        stars: None,
    };
    let found = recompute(&flat);
    assert_eq!((found.possible, found.t_range, found.se_difference), (None, None, None));
}
