//! Readings from an Excel workbook, and columns that a person names.

use crate::file::base64;
use crate::measure::{define, points};
use crate::ward::Ward;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use serde_json::{Value as Json, json};

enum Cell {
    Text(&'static str),
    Number(f64),
    Percent(f64),
    Date(u16, u8, u8),
    Sum(&'static str),
    None,
}
use Cell::{Date, None, Number, Percent, Sum, Text};

fn book(rows: &[&[Cell]]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Falls 2026").unwrap();
    let (day, percent) = (Format::new().set_num_format("dd/mm/yyyy"), Format::new().set_num_format("0%"));
    for (row, cells) in rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            let (row, column) = (u32::try_from(row).unwrap(), u16::try_from(column).unwrap());
            match cell {
                Text(text) => sheet.write_string(row, column, *text).unwrap(),
                Number(x) => sheet.write_number(row, column, *x).unwrap(),
                Percent(x) => sheet.write_number_with_format(row, column, *x, &percent).unwrap(),
                Date(y, m, d) => {
                    let at = ExcelDateTime::from_ymd(*y, *m, *d).unwrap();
                    sheet.write_datetime_with_format(row, column, &at, &day).unwrap()
                }
                Sum(text) => sheet.write_formula(row, column, Formula::new(*text).set_result("9")).unwrap(),
                None => continue,
            };
        }
    }
    book.add_worksheet().set_name("Empty").unwrap();
    book.add_worksheet().set_name("Notes").unwrap().write_string(0, 0, "left alone").unwrap();
    book.save_to_buffer().unwrap()
}

fn preview(ward: &Ward, bytes: &[u8], extra: Json) -> Json {
    let mut body = json!({ "bytes_base64": base64(bytes) });
    body.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
    ward.ask("import_preview", body)
}

fn faults(seen: &Json) -> Vec<(i64, String, String)> {
    let text = |v: &Json| v.as_str().unwrap().to_owned();
    let of = |f: &Json| (f["row"].as_i64().unwrap(), text(&f["column"]), text(&f["code"]));
    seen["faults"].as_array().unwrap().iter().map(of).collect()
}

fn bring_in(bytes: &[u8], id: &Json, extra: Json) -> Json {
    let mut body = json!({ "bytes_base64": base64(bytes), "series": [{ "name": "", "measure": id, "new_name": null }],
        "lane": "quality", "value_kind": "number", "direction": "neither", "target": null, "overwrite": false });
    body.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
    body
}

#[test]
fn a_workbook_is_read_as_a_person_reads_it() {
    let ward = Ward::new();
    ward.set("2026-11-22", "09:00");
    let id = define(&ward, json!({ "value_kind": "percent", "unit": "percent" }));
    // A title above, an empty column before, a date as a date, 87% as 87.
    let file = book(&[
        &[None, Text("Call bells")],
        &[],
        &[None, Text("Date"), Text("Percentage")],
        &[None, Date(2026, 11, 2), Percent(0.87)],
        &[None, Date(2026, 11, 3), Percent(0.07)],
        &[None, Text("4 November 2026"), Number(90.0)],
    ]);
    let seen = preview(&ward, &file, json!({ "measure": id }));
    assert_eq!(faults(&seen), []);
    assert_eq!(
        (&seen["sheet"], &seen["more_sheets"], &seen["rows"]),
        (&json!("Falls 2026"), &json!(1), &json!(3))
    );
    assert_eq!(seen["can_import"], true);
    assert!(points(&ward, &id).is_empty(), "a preview changes nothing");
    ward.must("readings_import", bring_in(&file, &id, json!({})));
    let values: Vec<f64> = points(&ward, &id).iter().map(|p| p["value"].as_f64().unwrap()).collect();
    assert_eq!(values, [87.0, 7.0, 90.0]);
}

#[test]
fn what_cannot_be_used_is_named_by_row_and_column_and_nothing_goes_in() {
    let ward = Ward::new();
    ward.set("2026-11-22", "09:00");
    let id = define(&ward, json!({ "value_kind": "percent", "unit": "percent" }));
    let rows: &[&[Cell]] = &[
        &[Text("Date"), Text("Result")],
        &[Date(2026, 11, 2), Number(87.0)],
        &[Date(2026, 11, 3), Sum("=B2*2")],
        &[Date(2026, 11, 4), Text("five")],
        &[Date(2026, 11, 5), Number(101.0)],
        &[Date(2026, 11, 2), Number(80.0)],
        &[Date(2026, 12, 24), Number(80.0)],
        &[Text("30 February 2026"), Number(80.0)],
    ];
    let file = book(rows);
    let seen = preview(&ward, &file, json!({ "measure": id }));
    let named = |row, column: &str, code: &str| (row, column.to_owned(), code.to_owned());
    assert_eq!(
        faults(&seen),
        [
            named(3, "Result", "formula"),
            named(4, "Result", "not_a_number"),
            named(5, "Result", "not_a_percentage"),
            named(6, "Date", "duplicate_period"),
            named(7, "Date", "in_the_future"),
            named(8, "Date", "impossible_date"),
        ]
    );
    assert_eq!((&seen["can_import"], &seen["fault_count"]), (&json!(false), &json!(6)));
    assert_eq!(ward.refused("readings_import", bring_in(&file, &id, json!({}))), "rows_at_fault");
    assert!(points(&ward, &id).is_empty());
    // The control: the one good row alone goes in.
    let good = book(&rows[..2]);
    assert_eq!(preview(&ward, &good, json!({ "measure": id }))["can_import"], true);
}

#[test]
fn a_share_is_judged_before_it_is_brought_in() {
    let ward = Ward::new();
    ward.set("2026-11-22", "09:00");
    let csv = "date,numerator,denominator\n2026-11-02,3,2\n2026-11-03,1,0\n2026-11-04,1,2\n";
    let seen = preview(&ward, csv.as_bytes(), json!({}));
    let codes: Vec<(i64, String)> = faults(&seen).into_iter().map(|f| (f.0, f.2)).collect();
    assert_eq!(codes, [(2, "more_than_all".to_owned()), (3, "denominator_not_above_zero".to_owned())]);
}

#[test]
fn columns_nobody_recognises_are_named_by_a_person() {
    let ward = Ward::new();
    ward.set("2026-11-22", "09:00");
    let id = define(&ward, json!({ "value_kind": "number" }));
    let csv = "when,amount,staff\n2026-11-02,\"1,5\",4\n2026-11-03,\"2,5\",5\n";
    let seen = preview(&ward, csv.as_bytes(), json!({}));
    assert_eq!((&seen["problem"], &seen["can_import"]), (&json!("no_value_column"), &json!(false)));
    let names: Vec<&str> =
        seen["columns"].as_array().unwrap().iter().map(|c| c["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["when", "amount", "staff"]);
    let told = json!([{ "name": "when", "used_as": "period" }, { "name": "amount", "used_as": "value" },
        { "name": "staff", "used_as": "ignored" }]);
    let seen = preview(&ward, csv.as_bytes(), json!({ "columns": told, "measure": id }));
    assert_eq!((&seen["problem"], &seen["can_import"]), (&json!(""), &json!(true)));
    ward.must("readings_import", bring_in(csv.as_bytes(), &id, json!({ "columns": told })));
    let values: Vec<f64> = points(&ward, &id).iter().map(|p| p["value"].as_f64().unwrap()).collect();
    assert_eq!(values, [1.5, 2.5]);
    // Without what the person said it is refused as before.
    assert_eq!(
        ward.refused("readings_import", bring_in(csv.as_bytes(), &id, json!({}))),
        "file_no_value_column"
    );
}

#[test]
fn a_workbook_that_is_none_or_too_long_is_refused() {
    let ward = Ward::new();
    let refused = |bytes: &[u8]| {
        let body = json!({ "bytes_base64": base64(bytes) });
        ward.app.query("import_preview", body, &huddle_app::Caller::default()).unwrap_err().code
    };
    assert_eq!(refused(b"PK\x03\x04 not a workbook at all"), "file_workbook");
    assert_eq!(refused(&book(&[])[..900]), "file_workbook");
    let only_heading: &[&[Cell]] = &[&[Text("Date"), Text("Result")]];
    assert_eq!(refused(&book(only_heading)), "file_no_rows");
    let mut long = Workbook::new();
    let sheet = long.add_worksheet();
    sheet.write_string(0, 0, "Date").unwrap();
    sheet.write_string(0, 1, "Result").unwrap();
    for row in 1..=40_001_u32 {
        sheet.write_string(row, 0, "2026-11-02").unwrap();
        sheet.write_number(row, 1, 1.0).unwrap();
    }
    // A cell far off takes no memory.
    sheet.write_number(1_048_575, 16_383, 1.0).unwrap();
    assert_eq!(refused(&long.save_to_buffer().unwrap()), "file_too_many_rows");
}

/// The workbook with one part changed.
fn with_part(file: &[u8], name: &str, change: impl Fn(&str) -> String) -> Vec<u8> {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(file)).unwrap();
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let mut changed = 0;
    for at in 0..zip.len() {
        let mut part = zip.by_index(at).unwrap();
        let of = part.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut part, &mut bytes).unwrap();
        if of == name {
            bytes = change(std::str::from_utf8(&bytes).unwrap()).into_bytes();
            changed += 1;
        }
        out.start_file(of, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut out, &bytes).unwrap();
    }
    assert_eq!(changed, 1, "the test must change something");
    out.finish().unwrap().into_inner()
}

#[test]
fn a_workbook_that_claims_or_unpacks_to_too_much_is_refused_before_anything_makes_room_for_it() {
    const TEXTS: &str = "xl/sharedStrings.xml";
    let ward = Ward::new();
    ward.set("2026-11-22", "09:00");
    let good = book(&[&[Text("Date"), Text("Result")], &[Text("2026-11-02"), Number(87.0)]]);
    let code = |bytes: &[u8]| {
        let body = json!({ "bytes_base64": base64(bytes) });
        ward.app.query("import_preview", body, &huddle_app::Caller::default()).map_err(|e| e.code).err()
    };
    // The control: packed anew and unchanged it opens.
    assert_eq!(code(&with_part(&good, TEXTS, str::to_owned)), Option::None);
    // Room for so many texts would be 7 TB: the process ends when it is asked for.
    for claim in ["300000000000", "99999999999999999999999999", "6000001"] {
        let bad = with_part(&good, TEXTS, |text| {
            let at = text.find("uniqueCount=\"").unwrap() + 13;
            let end = at + text[at..].find('"').unwrap();
            format!("{}{claim}{}", &text[..at], &text[end..])
        });
        assert_eq!(code(&bad).as_deref(), Some("file_too_large"), "{claim}");
    }
    let behind = with_part(&good, TEXTS, |text| {
        text.replacen("<sst", "<!-- <sst> --><sst", 1).replace("uniqueCount=\"", "uniqueCount = \"9999999999")
    });
    assert_eq!(code(&behind).as_deref(), Some("file_too_large"));
    // Texts without end pack into little.
    let many =
        with_part(&good, TEXTS, |text| text.replace("</sst>", &("<si/>".repeat(6_000_001) + "</sst>")));
    assert!(many.len() < 200_000, "{}", many.len());
    assert_eq!(code(&many).as_deref(), Some("file_too_large"));
}

#[test]
fn percentages_and_parts_of_a_whole_make_a_percentage_and_not_a_count() {
    let ward = Ward::new();
    ward.set("2026-11-22", "09:00");
    let percent = book(&[
        &[Text("Date"), Text("Result")],
        &[Date(2026, 11, 2), Percent(0.87)],
        &[Date(2026, 11, 3), Percent(0.9)],
    ]);
    let csv = b"date,value\n2026-11-02,87%\n2026-11-03,90%\n".to_vec();
    let parts = b"date,n,d\n2026-11-02,8,10\n2026-11-03,9,10\n".to_vec();
    let plain = b"date,value\n2026-11-02,87\n2026-11-03,90\n".to_vec();
    for (n, (file, kind, unit)) in [
        (percent, "percent", "percent"),
        (csv, "percent", "percent"),
        (parts, "percent", "percent"),
        (plain, "number", "count"),
    ]
    .into_iter()
    .enumerate()
    {
        let to = json!({ "series": [{ "name": "", "measure": null, "new_name": format!("New {n}") }] });
        let done = ward.must("readings_import", bring_in(&file, &Json::Null, to));
        let told = ward.ask("measure_get", json!({ "id": done["measures"][0] }));
        assert_eq!((&told["value_kind"], &told["tile"]["unit"]), (&json!(kind), &json!(unit)), "{n}");
    }
}
