//! As many rows as a file may have: 40,000, as CSV and as a workbook, looked at and brought in whole.

use crate::file::base64;
use crate::ward::Ward;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use serde_json::{Value as Json, json};
use std::time::{Duration, Instant};

/// Rows of the file; the most it may have.
const ROWS: usize = 40_000;
/// Measures in it, each with a number for every day of nearly three years.
const SERIES: usize = 40;
/// What a person waits at most, in a test build on a busy machine; the figures are printed.
const MOST: Duration = Duration::from_secs(60);

/// The day so many days after 1 January 2024 and the number of a series on it.
fn row(series: usize, day: usize) -> (chrono::NaiveDate, f64) {
    let first = chrono::NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
    (first + chrono::Days::new(day as u64), ((series * 7 + day * 3) % 50) as f64)
}

fn rows() -> impl Iterator<Item = (String, chrono::NaiveDate, f64)> {
    (0..SERIES).flat_map(|series| {
        (0..ROWS / SERIES).map(move |day| {
            let (date, value) = row(series, day);
            (format!("Measure {series:02}"), date, value)
        })
    })
}

fn csv() -> Vec<u8> {
    let mut text = String::from("date,measure,number\n");
    for (name, date, value) in rows() {
        text.push_str(&format!("{date},{name},{value}\n"));
    }
    text.into_bytes()
}

fn workbook() -> Vec<u8> {
    use chrono::Datelike;
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let day = Format::new().set_num_format("dd/mm/yyyy");
    for (column, text) in ["date", "measure", "number"].into_iter().enumerate() {
        sheet.write_string(0, u16::try_from(column).unwrap(), text).unwrap();
    }
    for (n, (name, date, value)) in rows().enumerate() {
        let at = u32::try_from(n + 1).unwrap();
        let when = ExcelDateTime::from_ymd(date.year() as u16, date.month() as u8, date.day() as u8).unwrap();
        sheet.write_datetime_with_format(at, 0, &when, &day).unwrap();
        sheet.write_string(at, 1, name).unwrap();
        sheet.write_number(at, 2, value).unwrap();
    }
    book.save_to_buffer().unwrap()
}

fn confirm(file: &str, names: &[String]) -> Json {
    let series: Vec<Json> =
        names.iter().map(|n| json!({ "name": n, "measure": null, "new_name": n })).collect();
    json!({ "bytes_base64": file, "series": series, "lane": "quality", "value_kind": "number",
        "direction": "down", "target": null, "overwrite": false })
}

fn timed<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let began = Instant::now();
    let done = work();
    let took = began.elapsed();
    println!("{what}: {took:?}");
    assert!(took < MOST, "{what} took {took:?}");
    done
}

fn stored(ward: &Ward) -> usize {
    let out = ward.app.keep("export_readings", &json!({ "measure": null })).unwrap();
    out["csv"].as_str().unwrap().lines().count() - 1
}

/// Looks at a file, brings it in, and holds what is there against what was in it.
fn whole(kind: &str, bytes: &[u8]) {
    let ward = Ward::new();
    ward.set("2026-11-22", "09:00");
    let file = base64(bytes);
    let seen = timed(&format!("{kind}, preview of {ROWS} rows"), || {
        ward.ask("import_preview", json!({ "bytes_base64": file }))
    });
    assert_eq!(
        (&seen["rows"], &seen["fault_count"], &seen["can_import"]),
        (&json!(ROWS), &json!(0), &json!(true))
    );
    let series = seen["series"].as_array().unwrap();
    assert_eq!(series.len(), SERIES);
    assert!(series.iter().all(|s| s["readings"] == json!(ROWS / SERIES)));
    assert_eq!(stored(&ward), 0, "a preview changes nothing");
    let names: Vec<String> = series.iter().map(|s| s["name"].as_str().unwrap().to_owned()).collect();
    let body = confirm(&file, &names);
    let done = timed(&format!("{kind}, bringing in {ROWS} rows"), || ward.must("readings_import", body));
    assert_eq!(done["readings"], json!(ROWS));
    let ward = ward.restart();
    assert_eq!(stored(&ward), ROWS, "all of it is there after a restart");
    let all = ward.ask("measures_get", json!({}))["measures"].as_array().unwrap().clone();
    assert_eq!(all.len(), SERIES);
    let tile = all.iter().find(|tile| tile["name"] == "Measure 07").unwrap();
    assert_eq!(tile["latest"].as_f64().unwrap(), row(7, ROWS / SERIES - 1).1);
    timed(&format!("{kind}, one undo"), || ward.undo());
    assert_eq!(stored(&ward), 0, "one undo takes all of it back");
}

#[test]
fn forty_thousand_rows_of_csv_go_in_whole() {
    whole("CSV", &csv());
}

#[test]
fn forty_thousand_rows_of_a_workbook_go_in_whole() {
    whole("XLSX", &workbook());
}

#[test]
fn one_bad_row_of_forty_thousand_keeps_all_of_them_out() {
    let ward = Ward::new();
    ward.set("2026-11-22", "09:00");
    let mut text = String::from_utf8(csv()).unwrap();
    let at = text.trim_end().rfind(',').unwrap();
    text.replace_range(at + 1..text.len() - 1, "five");
    let file = base64(text.as_bytes());
    let seen = ward.ask("import_preview", json!({ "bytes_base64": file }));
    assert_eq!((&seen["fault_count"], &seen["can_import"]), (&json!(1), &json!(false)));
    let fault = &seen["faults"][0];
    assert_eq!(
        (&fault["row"], &fault["column"], &fault["code"]),
        (&json!(ROWS + 1), &json!("number"), &json!("not_a_number"))
    );
    let names: Vec<String> = (0..SERIES).map(|n| format!("Measure {n:02}")).collect();
    assert_eq!(ward.refused("readings_import", confirm(&file, &names)), "rows_at_fault");
    assert_eq!(stored(&ward), 0);
}
