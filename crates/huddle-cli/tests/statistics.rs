//! `huddlectl analyse` and `huddlectl chart` as somebody runs them: a file of vectors, one question on standard
//! input, a measure's chart; and a plain sentence where it cannot be done.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use serde_json::{Value, json};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn vectors() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/vectors")
}

fn run(args: &[&str], said: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_huddlectl"))
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(said.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn told(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

/// Says whether every key of one object is in the other, all the way down.
fn has_keys_of(got: &Value, want: &Value) -> bool {
    match (want, got) {
        (Value::Object(want), Value::Object(got)) => {
            // Who worked a number out, and on what it was agreed, is the file's own.
            let named = |key: &str| matches!(key, "from_" | "agreement");
            want.iter()
                .filter(|(key, _)| !named(key))
                .all(|(key, value)| got.get(key).is_some_and(|other| has_keys_of(other, value)))
        }
        (Value::Array(want), Value::Array(got)) => {
            want.len() == got.len() && want.iter().zip(got).all(|(want, got)| has_keys_of(got, want))
        }
        _ => true,
    }
}

#[test]
fn every_file_of_vectors_gives_a_line_for_each_with_the_same_keys() {
    let mut files = 0;
    for entry in std::fs::read_dir(vectors()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|e| e != "json") {
            continue;
        }
        files += 1;
        let data: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let asked = data["vectors"].as_array().unwrap();
        let output = run(&["analyse", "--vectors", path.to_str().unwrap()], "");
        assert_eq!(code(&output), 0, "{path:?}");
        let lines: Vec<Value> = told(&output).lines().map(|l| serde_json::from_str(l).unwrap()).collect();
        assert!(lines.len() >= asked.len(), "{path:?}");
        for (place, (vector, line)) in asked.iter().zip(&lines).enumerate() {
            let id = vector.get("id").cloned().unwrap_or_else(|| json!(place));
            assert_eq!(line["id"], id, "{path:?}: a vector without an id goes by its place from 0");
            assert_eq!(line.as_object().unwrap().len(), 2, "id and result, nothing else");
            assert!(has_keys_of(&line["result"], &vector["expected"]), "{path:?} {id}");
            if vector["recommended"].is_object() {
                assert!(has_keys_of(&line["result"]["recommended"], &vector["recommended"]), "{path:?} {id}");
            }
        }
    }
    assert_eq!(files, 10, "every family has its file");
}

#[test]
fn one_question_on_standard_input_gets_one_answer() {
    let asked = json!({ "family": "days_between",
        "input": { "events": ["2026-11-01", "2026-11-15"], "as_of": "2026-11-22" } });
    let output = run(&["analyse", "-"], &asked.to_string());
    assert_eq!(code(&output), 0);
    let got: Value = serde_json::from_str(&told(&output)).unwrap();
    assert_eq!((&got["intervals_days"], &got["days_since_last"]), (&json!([14]), &json!(7)));
    // A byte order mark, as a Windows editor leaves one, is no part of it.
    assert_eq!(told(&run(&["analyse", "-"], &format!("\u{feff}{asked}"))), told(&output));
    // Options matter: the control that they are read.
    let series: Vec<i64> = (0..24).map(|n| 10 + n * 7 % 5).collect();
    let dates: Vec<String> = (1..=24).map(|n| format!("2026-10-{n:02}")).collect();
    let xmr = |set: &str| {
        let asked = json!({ "family": "xmr_ptd", "input": { "dates": dates, "values": series },
            "options": { "improvement_direction": "increase", "rule_variant": set, "target": 11 } });
        serde_json::from_str::<Value>(&told(&run(&["analyse", "-"], &asked.to_string()))).unwrap()
    };
    assert!(xmr("ptd")["points"][0]["special_cause_type"].is_string());
    assert!(xmr("mdc2024")["points"][0]["rules"].is_array());
}

#[test]
fn what_cannot_be_analysed_is_said_and_the_code_says_it_too() {
    for said in ["not json", "{}", ""] {
        let output = run(&["analyse", "-"], said);
        assert_eq!(code(&output), 2, "{said:?}");
        assert!(!output.stderr.is_empty() && output.stdout.is_empty(), "{said:?}");
    }
    let output = run(&["analyse", "-"], r#"{"family":"tea_leaves","input":{}}"#);
    assert!(told(&output).contains("there is no family"), "{}", told(&output));
    let missing = run(&["analyse", "--vectors", "/no/such/file.json"], "");
    assert_eq!((code(&missing), missing.stdout.is_empty()), (1, true));
    assert_eq!(code(&run(&["analyse"], "")), 2);
}

fn call(data: &Path, name: &str, body: &Value) -> Value {
    let output = run(&["--data", data.to_str().unwrap(), "call", name, &body.to_string()], "");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    serde_json::from_str(&told(&output)).unwrap_or_else(|e| panic!("{name}: {e} {said}"))
}

#[test]
fn a_measures_chart_is_written_as_svg_with_its_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("ward");
    call(
        &data,
        "ward_start",
        &json!({ "name": "Ward 6A", "area": "", "colour": "blue", "beds": null, "day_start": "07:30",
            "night_start": "20:00", "huddle_time": "08:15" }),
    );
    let made = call(
        &data,
        "measure_define",
        &json!({ "name": "Falls", "lane": "quality", "definition": "Every fall", "value_kind": "count",
            "unit": "falls", "frequency": "monthly", "direction": "down", "decimals": 0 }),
    );
    let id = made["id"].as_str().unwrap();
    for month in 1..=3 {
        call(
            &data,
            "reading_set",
            &json!({ "measure": id, "period": format!("monthly:2026-{month:02}-01"), "value": 4 + month,
                "nothing_due": false }),
        );
    }
    let to = folder.path().join("falls.svg");
    let line = |to: &Path, more: &[&str]| {
        let mut args =
            vec!["--data", data.to_str().unwrap(), "chart", "--measure", id, "--svg", to.to_str().unwrap()];
        args.extend(more);
        run(&args, "")
    };
    let output = line(&to, &[]);
    assert_eq!(code(&output), 0, "{}", String::from_utf8_lossy(&output.stderr));
    assert!(told(&output).starts_with("Falls: "), "{}", told(&output));
    let light = std::fs::read_to_string(&to).unwrap();
    assert!(light.starts_with("<svg") && light.contains("<title") && light.contains("<desc"));
    assert_eq!(code(&line(&to, &["--theme", "dark"])), 0);
    assert_ne!(std::fs::read_to_string(&to).unwrap(), light, "the theme asked for is drawn");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left beside it");

    let nowhere = folder.path().join("no/such/folder/falls.svg");
    assert_eq!(code(&line(&nowhere, &[])), 1);
    let unknown = "00000000-0000-0000-0000-000000000000";
    let args =
        ["--data", data.to_str().unwrap(), "chart", "--measure", unknown, "--svg", to.to_str().unwrap()];
    assert_eq!(code(&run(&args, "")), 1);
}
