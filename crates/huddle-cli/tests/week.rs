//! `huddlectl export week`, `print` and `pack` on a ward: the same week gives the same files, and what a build does
//! not make is said before anything is written.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use chrono::{Days, NaiveDate};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};

fn huddlectl(data: &Path, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_huddlectl")).arg("--data").arg(data).args(words).output().unwrap()
}

fn told(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read(&path).unwrap())
        })
        .collect()
}

#[test]
fn a_wards_week_by_the_command_line_and_pages_where_the_build_sets_them() {
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("ward");
    let made = huddlectl(&data, &["demo"]);
    assert!(made.status.success(), "{}", told(&made));
    // The week that ended last, by this PC's own clock: the command line has no other.
    let now = told(&huddlectl(&data, &["call", "now_get"]));
    let now: serde_json::Value = serde_json::from_str(&now).unwrap();
    let today: NaiveDate = now["date"].as_str().unwrap().parse().unwrap();
    let day = today.checked_sub_days(Days::new(8)).unwrap().to_string();
    let week = |to: &Path, formats: &str| {
        let to = to.display().to_string();
        huddlectl(&data, &["export", "week", "--week", &day, "--to", &to, "--format", formats])
    };
    let [one, two, none] = std::array::from_fn(|_| tempfile::tempdir().unwrap());
    let pdf = cfg!(feature = "pdf");
    let all = if pdf { "pdf,xlsx,docx,csv,txt" } else { "xlsx,docx,csv,txt" };
    let first = week(one.path(), all);
    assert!(first.status.success() && told(&first).contains("version 1"), "{}", told(&first));
    let names: Vec<String> = files(one.path()).into_keys().collect();
    assert_eq!(names.len(), all.split(',').count() + 1, "{names:?}");
    assert!(names.iter().all(|name| name.contains("_week-ending_") && name.contains("_v1.")), "{names:?}");
    let again = week(two.path(), all);
    assert!(told(&again).contains("Nothing has changed since this version."), "{}", told(&again));
    assert_eq!(files(one.path()), files(two.path()), "the same week gives the same files");

    // Refused before anything is written or kept: a form nobody knows, a week that is none, a folder that is not there.
    for (output, code) in [
        (week(none.path(), "csv,exe"), 2),
        (week(&none.path().join("gone"), "csv"), 1),
        (huddlectl(&data, &["export", "week", "--week", "2026-W60", "--to", "/tmp", "--format", "csv"]), 2),
    ] {
        assert_eq!(output.status.code(), Some(code), "{}", told(&output));
        assert!(told(&output).contains("Nothing was written"), "{}", told(&output));
    }
    let to = none.path().display().to_string();
    let (page, sheet, pack) = (
        week(none.path(), "pdf"),
        huddlectl(&data, &["print", "glance", "--to", &to]),
        huddlectl(&data, &["pack"]),
    );
    if pdf {
        assert!(page.status.success() && sheet.status.success() && pack.status.success());
        assert!(files(none.path()).iter().filter(|(name, _)| name.ends_with(".pdf")).count() == 2);
        let packs = files(&data.join("pack"));
        assert!(packs.values().all(|bytes| bytes.starts_with(b"%PDF-")) && packs.len() == 1);
    } else {
        for output in [page, sheet, pack] {
            assert_eq!(output.status.code(), Some(1));
            let said = told(&output);
            assert!(
                said.contains("This build makes no PDF") && said.contains("Nothing was written"),
                "{said}"
            );
        }
        assert!(files(none.path()).is_empty() && !data.join("pack").exists());
    }
}
