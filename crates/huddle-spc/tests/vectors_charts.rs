//! Every field of the run chart, control chart and days-between vectors, and the critical values.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what went wrong by failing")]

mod vectors;

use huddle_spc::control::*;
use huddle_spc::days_between::days_between;
use huddle_spc::distribution::{runs_too_few, runs_too_many};
use huddle_spc::run::{anhoej, perla::perla};
use serde_json::{Value, json};
use vectors::{Checker, load, numbers};

fn places(list: &Value) -> Vec<usize> {
    list.as_array().map(|l| l.iter().map(|v| v.as_u64().unwrap() as usize).collect()).unwrap_or_default()
}

fn input(vector: &Value) -> ControlInput {
    let options = &vector["options"];
    ControlInput {
        y: numbers(&vector["input"]["y"]),
        n: vector["input"]["n"].as_array().map(|_| numbers(&vector["input"]["n"])),
        freeze: options["freeze"].as_u64().map(|f| f as usize),
        part: places(&options["part"]),
        exclude: places(&options["exclude"]),
        centre: options["cl"].as_f64(),
        multiply: options["multiply"].as_f64().unwrap(),
        screened: options["screened_mr"].as_bool().unwrap(),
    }
}

fn runs_json(part: usize, rows: usize, beyond: usize, runs: anhoej::Runs) -> Value {
    json!({
        "part": part, "n_obs": rows, "n_useful": runs.useful, "longest_run": runs.longest_run,
        "longest_run_max": runs.longest_run_max, "n_crossings": runs.crossings,
        "n_crossings_min": runs.crossings_min, "runs_signal": runs.signal, "sigma_signals": beyond,
    })
}

#[test]
fn control_charts() {
    let data = load("control_charts.json");
    let mut checker = Checker::new(&data);
    for vector in data["vectors"].as_array().unwrap() {
        checker.vector(vector);
        let kind = match vector["chart"].as_str().unwrap() {
            "i" => Control::I,
            "ip" => Control::IPrime,
            "mr" => Control::Mr,
            "c" => Control::C,
            "u" => Control::U,
            "up" => Control::UPrime,
            "p" => Control::P,
            "pp" => Control::PPrime,
            "g" => Control::G,
            "t" => Control::T,
            other => panic!("chart {other}"),
        };
        let found = control(kind, &input(vector));
        if vector.get("reference_error").is_some() {
            assert_eq!(found, Err(ControlFault::TimeNotPositive));
            continue;
        }
        let found = found.unwrap();
        let points: Vec<Value> = found
            .points
            .iter()
            .enumerate()
            .map(|(i, p)| {
                json!({
                    "i": i + 1, "y": p.y, "part": p.part, "cl": p.centre, "lcl": p.lower, "lcl_2s": p.lower_2s,
                    "ucl_2s": p.upper_2s, "ucl": p.upper, "sigma_signal": p.beyond, "baseline": p.baseline,
                    "include": p.include,
                })
            })
            .collect();
        let parts: Vec<Value> =
            found.parts.iter().map(|p| runs_json(p.part, p.rows, p.beyond, p.runs)).collect();
        checker.same("expected", &vector["expected"], &json!({ "points": points, "parts": parts }));
    }
    checker.finish(38);
}

#[test]
fn anhoej_run_charts() {
    let data = load("runchart_anhoej.json");
    let mut checker = Checker::new(&data);
    for vector in data["vectors"].as_array().unwrap() {
        checker.vector(vector);
        let found = anhoej::chart(&anhoej::RunInput {
            y: numbers(&vector["input"]["y"]),
            freeze: vector["options"]["freeze"].as_u64().map(|f| f as usize),
            part: places(&vector["options"]["part"]),
            exclude: places(&vector["options"]["exclude"]),
            centre: vector["options"]["cl"].as_f64(),
        });
        let points: Vec<Value> = found
            .points
            .iter()
            .enumerate()
            .map(|(i, p)| {
                json!({
                    "i": i + 1, "y": p.y, "part": p.part, "cl": p.centre, "lcl": null, "lcl_2s": null,
                    "ucl_2s": null, "ucl": null, "sigma_signal": false, "baseline": p.baseline,
                    "include": p.include,
                })
            })
            .collect();
        let parts: Vec<Value> =
            found.parts.iter().enumerate().map(|(i, p)| runs_json(i + 1, p.rows, 0, p.runs)).collect();
        checker.same("expected", &vector["expected"], &json!({ "points": points, "parts": parts }));
    }
    checker.finish(28);
}

#[test]
fn perla_run_charts() {
    let data = load("runchart_perla.json");
    let mut checker = Checker::new(&data);
    for vector in data["vectors"].as_array().unwrap() {
        checker.vector(vector);
        let found = perla(
            &numbers(&vector["input"]["y"]),
            vector["options"]["baseline_points"].as_u64().map(|n| n as usize),
            vector["options"]["centre"].as_f64(),
        );
        let got = json!({
            "median": found.median, "n_points": found.points, "n_useful": found.useful,
            "shift": found.shift, "trend": found.trend,
            "shift_signal": found.shift.iter().any(|s| *s != 0),
            "trend_signal": found.trend.iter().any(|s| *s != 0),
            "n_runs": found.runs, "runs_too_few_at_or_below": found.too_few_at,
            "runs_too_many_at_or_above": found.too_many_at,
            "too_few_runs": found.too_few(), "too_many_runs": found.too_many(),
        });
        checker.same("expected", &vector["expected"], &got);
    }
    checker.finish(15);
}

#[test]
fn days_between_events() {
    let data = load("days_between.json");
    let mut checker = Checker::new(&data);
    for vector in data["vectors"].as_array().unwrap() {
        checker.vector(vector);
        let date = |v: &Value| v.as_str().unwrap().parse().unwrap();
        let events: Vec<_> = vector["input"]["events"].as_array().unwrap().iter().map(date).collect();
        let found = days_between(&events, date(&vector["input"]["as_of"]));
        let got = json!({
            "intervals_days": found.intervals, "days_since_last": found.since_last,
            "zero_intervals": found.zero_intervals, "longest_completed": found.longest,
        });
        checker.same("expected", &vector["expected"], &got);
    }
    checker.finish(7);
}

#[test]
fn critical_values() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/vectors/critical_values.csv");
    let text = std::fs::read_to_string(path).unwrap();
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
