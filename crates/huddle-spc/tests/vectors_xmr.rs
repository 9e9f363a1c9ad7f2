//! Every field of the XmR, icon and assurance vectors.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what went wrong by failing")]

mod vectors;

use huddle_spc::xmr::*;
use serde_json::{Value, json};
use vectors::{Checker, load, numbers};

fn direction(options: &Value) -> Direction {
    match options["improvement_direction"].as_str().unwrap() {
        "increase" => Direction::Increase,
        "decrease" => Direction::Decrease,
        "neutral" => Direction::Neutral,
        other => panic!("direction {other}"),
    }
}

/// Sorts by date and marks rows whose date is exactly a rebase date.
#[allow(clippy::type_complexity, reason = "dates, values, openings")]
fn prepare(vector: &Value) -> Option<(Vec<String>, Vec<Option<f64>>, Vec<bool>)> {
    let dates: Vec<String> =
        vector["input"]["dates"].as_array().unwrap().iter().map(|d| d.as_str().unwrap().to_owned()).collect();
    let values = numbers(&vector["input"]["values"]);
    let mut rows: Vec<(String, Option<f64>)> = dates.into_iter().zip(values).collect();
    rows.sort_by(|a, b| a.0.cmp(&b.0));
    if rows.windows(2).any(|w| w[0].0 == w[1].0) {
        return None;
    }
    let rebase: Vec<&str> =
        vector["options"]["rebase"].as_array().unwrap().iter().map(|d| d.as_str().unwrap()).collect();
    let opens = rows.iter().map(|(d, _)| rebase.contains(&d.as_str())).collect();
    let (dates, values) = rows.into_iter().unzip();
    Some((dates, values, opens))
}

fn rules(vector: &Value, set: RuleSet, degenerate: Degenerate) -> Rules {
    let options = &vector["options"];
    Rules {
        set,
        run: if options["run_length"] == 6 { RunLength::Six } else { RunLength::Seven },
        screen: options["screen_outliers"].as_bool().unwrap(),
        direction: direction(options),
        fix_after: options["fix_after_n_points"].as_u64().map(|n| n as usize),
        degenerate,
    }
}

fn kind_name(kind: PointKind) -> String {
    serde_json::to_value(kind).unwrap().as_str().unwrap().to_owned()
}

fn result(vector: &Value, set: RuleSet, degenerate: Degenerate) -> Value {
    let Some((dates, values, opens)) = prepare(vector) else { return Value::Null };
    let target = vector["options"]["target"].as_f64();
    let found = analyse(&values, &opens, target, &rules(vector, set, degenerate));
    let points: Vec<Value> = found
        .points
        .iter()
        .zip(&dates)
        .map(|(p, date)| {
            let mut point = json!({
                "date": date, "value": p.value, "group": p.group, "mean": p.mean, "lpl": p.lpl, "upl": p.upl,
                "outside_limits": p.outside_limits, "relative_to_mean": p.relative_to_mean,
                "near_limits": p.near_limits, "point_type": kind_name(p.kind), "trial_limits": p.trial_limits,
            });
            match set {
                RuleSet::Ptd => point["special_cause_type"] = p.label.as_str().into(),
                RuleSet::Mdc2024 => {
                    point["rules"] = p.rules.iter().map(|r| r.as_str()).collect::<Vec<_>>().into();
                }
            }
            point
        })
        .collect();
    let mut result = json!({
        "points": points,
        "variation_icon": found.variation.map(Variation::as_str),
        "assurance": found.assurance.map(Assurance::as_str),
    });
    if set == RuleSet::Ptd && degenerate == Degenerate::Reference {
        let short = found.points.iter().any(|p| p.trial_limits);
        result["short_series_warning"] = short.into();
    }
    result
}

fn run(file: &str, set: RuleSet, least: usize) {
    let data = load(file);
    let mut checker = Checker::new(&data);
    for vector in data["vectors"].as_array().unwrap() {
        checker.vector(vector);
        let reference = result(vector, set, Degenerate::Reference);
        let house = result(vector, set, Degenerate::House);
        if vector.get("reference_error").is_none() {
            // mdc2024 has no reference tool: its expectations are the house rules.
            let got = if set == RuleSet::Ptd { &reference } else { &house };
            checker.same("expected", &vector["expected"], got);
            if set == RuleSet::Ptd && vector.get("recommended").is_none() && !vector["expected"].is_null() {
                let mut expected = vector["expected"].clone();
                expected.as_object_mut().unwrap().remove("short_series_warning");
                checker.same("house", &expected, &house);
            }
        }
        if let Some(recommended) = vector.get("recommended").filter(|r| !r.is_null()) {
            // Where the published tool crashes, the recommendation is its own logic without the crash;
            // everywhere else it is the house rules.
            let crashed = vector.get("reference_error").is_some();
            let mut got = if crashed { reference.clone() } else { house.clone() };
            if crashed {
                got.as_object_mut().unwrap().remove("short_series_warning");
            }
            checker.same("recommended", recommended, &got);
        }
        if vector.get("recommended_behaviour").is_some() {
            assert_eq!(house, Value::Null, "a doubled date is refused");
        }
        if let Some(types) = vector.get("ptd_unscreened_point_types") {
            let ptd = result(vector, RuleSet::Ptd, Degenerate::House);
            let got: Vec<Value> =
                ptd["points"].as_array().unwrap().iter().map(|p| p["point_type"].clone()).collect();
            checker.same("ptd_unscreened_point_types", types, &Value::Array(got));
        }
    }
    checker.finish(least);
}

#[test]
fn ptd() {
    run("xmr_ptd.json", RuleSet::Ptd, 98);
}

#[test]
fn no_values_at_all_have_no_icon() {
    let rules = Rules::mdc2024(Direction::Increase);
    let found = analyse(&[None; 13], &[], Some(1.0), &rules);
    assert_eq!((found.variation, found.assurance), (None, None));
    assert_eq!(analyse(&[], &[], None, &rules).points, []);
}

#[test]
fn mdc2024() {
    run("xmr_mdc2024.json", RuleSet::Mdc2024, 66);
}

#[test]
fn the_rule_sets_are_told_apart_by_the_vectors() {
    // The control: judged by the other set, the vectors must fail.
    let data = load("xmr_mdc2024.json");
    let differing = data["vectors"].as_array().unwrap().iter().filter(|v| {
        let kinds = |r: &Value| -> Vec<Value> {
            r["points"].as_array().unwrap().iter().map(|p| p["point_type"].clone()).collect()
        };
        kinds(&v["expected"]) != kinds(&result(v, RuleSet::Ptd, Degenerate::House))
    });
    assert!(differing.count() >= 10);
}

#[test]
fn icons() {
    let data = load("icons.json");
    let mut checker = Checker::new(&data);
    for vector in data["vectors"].as_array().unwrap() {
        checker.vector(vector);
        let input = &vector["input"];
        let rules = Rules { degenerate: Degenerate::Reference, ..Rules::ptd(direction(input)) };
        let got = match vector["kind"].as_str().unwrap() {
            "assurance" => {
                let number = |key: &str| input[key].as_f64();
                json!(
                    assurance(number("lpl"), number("upl"), number("target"), &rules).map(Assurance::as_str)
                )
            }
            _ => {
                let high = input["latest_point"].as_str().unwrap();
                let kind = latest_kind(high, rules.direction);
                json!({ "point_type": kind_name(kind), "icon": variation(kind, rules.direction).as_str() })
            }
        };
        checker.same("expected", &vector["expected"], &got);
    }
    checker.finish(27);
}

fn latest_kind(latest: &str, direction: Direction) -> PointKind {
    let high = match latest {
        "common" | "common_cause" => return PointKind::CommonCause,
        "high" => true,
        "low" => false,
        other => panic!("latest point {other}"),
    };
    PointKind::of(high, direction)
}
