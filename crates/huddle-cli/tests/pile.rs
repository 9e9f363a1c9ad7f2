//! `huddlectl export week --ward-folder`: wards side by side, and a plain sentence for every file that cannot be
//! used.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use huddle_core::report::WeekReport;
use huddle_report::week_file;
use serde_json::{Value, json};
use std::path::Path;
use std::process::{Command, Output};

fn export(from: &[&Path], to: &Path, more: &[&str]) -> Output {
    let data = tempfile::tempdir().unwrap();
    let mut line = Command::new(env!("CARGO_BIN_EXE_huddlectl"));
    line.arg("--data").arg(data.path()).args(["export", "week", "--to"]).arg(to).args(more);
    let output = line.arg("--ward-folder").args(from).output().unwrap();
    assert_eq!(std::fs::read_dir(data.path()).unwrap().count(), 0, "no ward is needed and none is begun");
    output
}

fn told(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn week(ward: &str, monday: &str, version: u32, falls: f64) -> Vec<u8> {
    written(plain(ward, monday, version, falls))
}

/// A file whose check fits and whose content could not be shown.
fn spoilt(ward: &str, how: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut week = plain(ward, LAST, 1, 1.0);
    how(&mut week);
    written(week)
}

fn written(week: Value) -> Vec<u8> {
    let week: WeekReport = serde_json::from_value(week).unwrap();
    week_file::write(&week).unwrap()
}

fn plain(ward: &str, monday: &str, version: u32, falls: f64) -> Value {
    json!({
        "ward": { "id": format!("id-{ward}"), "name": ward }, "monday": monday, "version": version,
        "made": "2026-11-16T07:42:00",
        "complete": { "huddles_held": 6, "huddles_planned": 7, "measures_entered": 1, "measures_due": 1 },
        "measures": [{
            "definition_id": "falls", "name": "Falls", "lane": "quality", "definition": "Every fall.",
            "frequency": "weekly", "value": falls, "standing": "no_change", "sentence": "No real change.",
        }],
    })
}

const LAST: &str = "2026-11-09";

/// The table's lines, ward and value of Falls.
fn table(to: &Path) -> String {
    std::fs::read_to_string(to.join("Wards_side-by-side_week-ending_2026-11-15.csv")).unwrap()
}

#[test]
fn every_bad_file_is_named_and_the_rest_are_still_shown() {
    let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let put = |name: &str, bytes: &[u8]| std::fs::write(from.path().join(name), bytes).unwrap();
    put("zinnia.huddleweek", &week("Zinnia", LAST, 1, 0.0));
    put("ash-1.huddleweek", &week("ash", LAST, 1, 4.0));
    put("ash-2.huddleweek", &week("ash", LAST, 2, 5.0));
    put("ash-2-again.HUDDLEWEEK", &week("ash", LAST, 2, 5.0));
    put("earlier.huddleweek", &week("Beech", "2026-11-02", 1, 1.0));
    let text = String::from_utf8(week("Cedar", LAST, 1, 3.0)).unwrap();
    put("edited.huddleweek", text.replace("\"value\": 3.0", "\"value\": 2.0").as_bytes());
    put(
        "newer.huddleweek",
        text.replace("\"version\": 1,\n\"week\"", "\"version\": 99,\n\"week\"").as_bytes(),
    );
    put(
        "long-ago.huddleweek",
        &spoilt("Dune", |w| w["measures"][0]["readings"] = json!([{ "date": "1899-12-25", "value": 1.0 }])),
    );
    put("long-text.huddleweek", &spoilt("Elm", |w| w["measures"][0]["sentence"] = json!("x".repeat(32_768))));
    put("letter.huddleweek", b"Dear matron, here are our numbers.");
    put("other.huddleweek", b"{\"format\": \"something\", \"version\": 1}");
    put("bytes.huddleweek", &[0xff, 0xfe, 0, 1, 2]);
    put("cut.huddleweek", &text.as_bytes()[..text.len() / 2]);
    put("empty.huddleweek", b"");
    put("ward.txt", b"not looked at");
    std::fs::create_dir(from.path().join("folder.huddleweek")).unwrap();

    let output = export(&[from.path()], to.path(), &["--format", "csv,xlsx"]);
    let said = told(&output);
    assert!(output.status.success(), "{said}");
    for (file, sentence) in [
        ("ash-1.huddleweek", "Not shown: version 1 of ash. A newer version is here."),
        ("ash-2.huddleweek", "Not shown: another file has the same week of ash."),
        (
            "earlier.huddleweek",
            "Not shown: it is of the week to 8 November 2026. Choose that week with --week.",
        ),
        ("edited.huddleweek", "It was changed after the ward made it. It is shown and marked."),
        ("newer.huddleweek", "Not shown. This week file comes from a newer Huddleboard."),
        ("long-ago.huddleweek", "Not shown. A day in this file cannot be right"),
        ("long-text.huddleweek", "Not shown. A text or a list in this file is too long."),
        ("letter.huddleweek", "Not shown. This is not a week file, or it is damaged."),
        ("other.huddleweek", "Not shown. This is not a week file, or it is damaged."),
        ("bytes.huddleweek", "Not shown. This is not a week file, or it is damaged."),
        ("cut.huddleweek", "Not shown. This is not a week file, or it is damaged."),
        ("empty.huddleweek", "Not shown. This is not a week file, or it is damaged."),
        ("folder.huddleweek", "Not shown: it cannot be read."),
    ] {
        assert!(said.contains(&format!("{file}: {sentence}")), "{file}: {said}");
    }
    assert!(!said.contains("zinnia.huddleweek") && !said.contains("ward.txt"), "{said}");
    assert!(
        said.contains("Week to 15 November 2026, wards by name.")
            && said.ends_with("Wards differ. Do not rank.\n")
    );
    // The table holds the three wards by name, whatever they counted, and of ash the newest version.
    let table = table(to.path());
    let at = |ward: &str| {
        table.find(&format!("\"{ward}\"")).unwrap_or_else(|| panic!("{ward} is missing: {table}"))
    };
    assert!(at("ash") < at("Cedar") && at("Cedar") < at("Zinnia"), "{table}");
    assert!(!table.contains("Beech"), "{table}");
    assert_eq!(std::fs::read_dir(to.path()).unwrap().count(), 2, "nothing half-written lies about");
}

#[test]
fn a_week_is_chosen_and_other_weeks_then_go_without_saying() {
    let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let more = tempfile::tempdir().unwrap();
    std::fs::write(from.path().join("a.huddleweek"), week("Ash", LAST, 1, 1.0)).unwrap();
    std::fs::write(more.path().join("b.huddleweek"), week("Beech", LAST, 1, 2.0)).unwrap();
    std::fs::write(more.path().join("later.huddleweek"), week("Beech", "2026-11-16", 1, 2.0)).unwrap();
    let output = export(&[from.path(), more.path()], to.path(), &["--format", "csv", "--week", "2026-W46"]);
    let said = told(&output);
    assert!(output.status.success() && !said.contains("later.huddleweek"), "{said}");
    assert!(table(to.path()).contains("Beech") && table(to.path()).contains("Ash"));
    // Unchanged files give the same bytes.
    let before = table(to.path());
    export(&[from.path(), more.path()], to.path(), &["--format", "csv", "--week", "2026-W46"]);
    assert_eq!(before, table(to.path()));
}

#[test]
fn nothing_to_show_and_folders_that_are_not_there_are_refused_with_a_sentence() {
    let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let refused = |from: &Path, to: &Path, more: &[&str], code: i32, sentence: &str| {
        let output = export(&[from], to, more);
        assert_eq!(output.status.code(), Some(code), "{}", told(&output));
        assert!(told(&output).contains(sentence), "{}", told(&output));
    };
    refused(from.path(), to.path(), &[], 1, "There is no week to show.");
    std::fs::write(from.path().join("x.huddleweek"), b"{}").unwrap();
    refused(from.path(), to.path(), &[], 1, "x.huddleweek: Not shown.");
    std::fs::write(from.path().join("a.huddleweek"), week("Ash", LAST, 1, 1.0)).unwrap();
    refused(from.path(), to.path(), &["--week", "2026-W40"], 1, "There is no week to show.");
    refused(&from.path().join("gone"), to.path(), &[], 1, "That folder cannot be read. Nothing was opened.");
    refused(from.path(), &to.path().join("gone"), &[], 1, "That folder is not there. Nothing was written.");
    refused(from.path(), to.path(), &["--format", "docx"], 1, "This build makes no DOCX.");
    refused(from.path(), to.path(), &["--week", "soon"], 2, "This is not a week.");
    assert_eq!(std::fs::read_dir(to.path()).unwrap().count(), 0);
}

#[cfg(unix)]
#[test]
fn a_pipe_among_the_files_keeps_nobody_waiting() {
    let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    std::fs::write(from.path().join("a.huddleweek"), week("Ash", LAST, 1, 1.0)).unwrap();
    assert!(Command::new("mkfifo").arg(from.path().join("p.huddleweek")).status().unwrap().success());
    let output = export(&[from.path()], to.path(), &["--format", "csv"]);
    assert!(output.status.success(), "{}", told(&output));
    assert!(told(&output).contains("p.huddleweek: Not shown: it cannot be read."), "{}", told(&output));
}
