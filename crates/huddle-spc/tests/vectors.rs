//! Every vector of every file in the fixtures, every field, through the one function the command line
//! answers with.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what went wrong by failing")]

mod checker;

use checker::{Checker, load, path};
use huddle_spc::distribution::{runs_too_few, runs_too_many};
use huddle_spc::families::{FAMILIES, analyse};
use huddle_spc::run::anhoej;
use huddle_spc::xmr::{RuleSet, Rules};
use serde_json::{Value, json};

fn vectors(data: &Value) -> &Vec<Value> {
    data["vectors"].as_array().unwrap()
}

/// Runs a file and compares `expected` and `recommended`.
fn run(family: &str, least: usize) {
    let data = load(&format!("{family}.json"));
    let mut checker = Checker::new(&data);
    for vector in vectors(&data) {
        checker.vector(vector);
        let mut got = analyse(family, vector);
        let recommended = got.as_object_mut().and_then(|g| g.remove("recommended"));
        // Through text and back, as the command line's answer goes.
        got = serde_json::from_str(&got.to_string()).unwrap();
        if vector["expected"].is_null() && vector.get("reference_error").is_some() {
            assert!(got["error"].is_string(), "{}: an error and not {got}", vector["id"]);
        } else {
            checker.same("expected", &vector["expected"], &got);
        }
        match vector.get("recommended").filter(|r| r.is_object()) {
            Some(wanted) => checker.same("recommended", wanted, &recommended.unwrap_or_default()),
            None if recommended.is_some() => checker.wrong("recommends something unasked".to_owned()),
            None => {}
        }
    }
    checker.finish(least);
}

#[test]
fn xmr_ptd() {
    run("xmr_ptd", 98);
}

#[test]
fn xmr_mdc2024() {
    run("xmr_mdc2024", 66);
}

#[test]
fn runchart_anhoej() {
    run("runchart_anhoej", 28);
}

#[test]
fn runchart_perla() {
    run("runchart_perla", 15);
}

#[test]
fn control_charts() {
    run("control_charts", 38);
}

#[test]
fn ttest() {
    run("ttest", 23);
}

#[test]
fn its() {
    run("its", 18);
}

#[test]
fn icons() {
    run("icons", 27);
}

#[test]
fn days_between() {
    run("days_between", 7);
}

#[test]
fn rpiw_aggregates() {
    run("rpiw_aggregates", 1);
    let data = load("rpiw_aggregates.json");
    let mut checker = Checker::new(&data);
    for test in data["summary_tests"].as_array().unwrap() {
        checker.vector(test);
        let mut got = analyse("rpiw_aggregates", test);
        got.as_object_mut().unwrap().remove("inconsistencies");
        checker.same("expected", &test["expected"], &got);
    }
    checker.finish(3);
}

#[test]
fn every_file_of_the_fixtures_is_run() {
    for entry in std::fs::read_dir(path("")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let known = match name.strip_suffix(".json") {
            Some(family) => FAMILIES.contains(&family),
            None => ["README.md", "critical_values.csv", "xmr_ptd_points.csv"].contains(&name.as_str()),
        };
        assert!(known, "{name} is run by no test");
    }
}

/// The control: judged by the other rule set, the vectors must fail.
#[test]
fn the_rule_sets_are_told_apart_by_the_vectors() {
    let data = load("xmr_mdc2024.json");
    let differing = vectors(&data).iter().filter(|vector| {
        let kinds = |result: &Value| -> Vec<Value> {
            result["points"].as_array().unwrap().iter().map(|p| p["point_type"].clone()).collect()
        };
        let mut other = (*vector).clone();
        other["options"]["rule_variant"] = json!("ptd");
        kinds(&vector["expected"]) != kinds(&analyse("xmr_ptd", &other))
    });
    assert!(differing.count() >= 10);
    // What the published package shows without screening is told for four series.
    for vector in vectors(&data) {
        let Some(types) = vector.get("ptd_unscreened_point_types") else { continue };
        let mut other = vector.clone();
        other["options"]["rule_variant"] = json!("ptd");
        let got = analyse("xmr_ptd", &other);
        let got = got.get("recommended").unwrap_or(&got);
        let got: Vec<&Value> = got["points"].as_array().unwrap().iter().map(|p| &p["point_type"]).collect();
        assert_eq!(json!(got), *types, "{}", vector["id"]);
    }
}

/// The control of the comparison itself: one digit off, one flag turned, one key missing must be seen.
#[test]
fn a_wrong_result_is_seen() {
    let data = load("its.json");
    let vector = &vectors(&data)[0];
    let right = analyse("its", vector);
    for (pointer, wrong) in [
        ("/treated/ols/level/est", json!(-6.2377_4)),
        ("/treated/ar1_reml/phi", json!(0.2670)),
        ("/treated/has_gaps", json!(true)),
        ("/treated/newey_west", json!([])),
    ] {
        let mut got = right.clone();
        *got.pointer_mut(pointer).unwrap() = wrong;
        let mut checker = Checker::new(&data);
        checker.vector(vector);
        checker.same("expected", &vector["expected"], &got);
        assert!(checker.differs(), "{pointer}");
    }
}

#[test]
fn critical_values() {
    let text = std::fs::read_to_string(path("critical_values.csv")).unwrap();
    let mut rows = 0;
    for line in text.lines().skip(1) {
        let cells: Vec<Option<usize>> = line.split(',').map(|c| c.parse().ok()).collect();
        let n = cells[0].unwrap();
        assert_eq!(Some(anhoej::longest_run_max(n)), cells[1], "longest run for {n}");
        assert_eq!(Some(anhoej::crossings_min(n)), cells[2], "crossings for {n}");
        if cells[3].is_some() {
            let (above, below) = (n / 2, n - n / 2);
            assert_eq!(runs_too_few(above, below, 0.025), cells[3], "few at 2.5% for {n}");
            assert_eq!(runs_too_many(above, below, 0.025), cells[4], "many at 2.5% for {n}");
            assert_eq!(runs_too_few(above, below, 0.05), cells[5], "few at 5% for {n}");
            assert_eq!(runs_too_many(above, below, 0.05), cells[6], "many at 5% for {n}");
        }
        rows += 1;
    }
    assert_eq!(rows, 200);
}

/// The flat file says the same as the vectors; it is read so that it cannot drift unnoticed.
#[test]
fn the_flat_points_are_those_of_the_vectors() {
    let text = std::fs::read_to_string(path("xmr_ptd_points.csv")).unwrap();
    let mut lines = text.lines();
    let head: Vec<&str> = lines.next().unwrap().split(',').collect();
    let column = |name: &str| head.iter().position(|h| *h == name).unwrap();
    let (id, date, kind) = (column("id"), column("date"), column("point_type"));
    let mut flat = std::collections::HashMap::new();
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        flat.insert((cells[id].to_owned(), cells[date].to_owned()), cells[kind].to_owned());
    }
    let data = load("xmr_ptd.json");
    let mut seen = 0;
    for vector in vectors(&data).iter().filter(|v| v["expected"].is_object()) {
        let got = analyse("xmr_ptd", vector);
        for point in got["points"].as_array().unwrap() {
            let key = (vector["id"].as_str().unwrap().to_owned(), point["date"].as_str().unwrap().to_owned());
            if let Some(kind) = flat.get(&key) {
                assert_eq!(Some(kind.as_str()), point["point_type"].as_str(), "{key:?}");
                seen += 1;
            }
        }
    }
    assert_eq!(seen, flat.len());
    assert!(seen > 1_000, "{seen}");
}

#[test]
fn no_values_at_all_have_no_icon() {
    let rules = Rules::mdc2024(huddle_spc::xmr::Direction::Increase);
    assert_eq!(rules.set, RuleSet::Mdc2024);
    let found = huddle_spc::xmr::analyse(&[None; 13], &[], Some(1.0), &rules);
    assert_eq!((found.variation, found.assurance), (None, None));
    assert_eq!(huddle_spc::xmr::analyse(&[], &[], None, &rules).points, []);
}
