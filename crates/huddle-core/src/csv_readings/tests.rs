use super::*;
use proptest::prelude::*;

/// The real file, unchanged; see the README beside it.
const REAL: &[u8] = include_bytes!("../../../../tests/fixtures/data/ae_attendances_five_trusts.csv");

fn plain(file: &[u8]) -> Readings {
    read(file, &Wanted::default()).unwrap()
}
fn refused(file: &[u8]) -> &'static str {
    read(file, &Wanted::default()).unwrap_err().code()
}
fn codes(file: &str) -> Vec<(u64, Option<String>, &'static str)> {
    plain(file.as_bytes()).faults.iter().map(|f| (f.row, f.column.clone(), f.what.code())).collect()
}
fn values(file: &str) -> Vec<f64> {
    plain(file.as_bytes()).series[0].readings.iter().map(|r| r.value.unwrap()).collect()
}
fn days(file: &str) -> Vec<String> {
    plain(file.as_bytes()).series[0].readings.iter().map(|r| r.period.start.to_string()).collect()
}

#[test]
fn the_real_file_gives_five_series() {
    let got = plain(REAL);
    assert_eq!((got.rows, got.fault_count, got.empty_rows, got.delimiter), (180, 0, 0, ','));
    let names: Vec<_> = got.series.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(names.len(), 5);
    assert_eq!(names[0], "RF4");
    assert_eq!(got.series[0].label.as_deref(), Some("Barking, Havering and Redbridge"));
    for series in &got.series {
        assert_eq!((series.frequency, series.readings.len()), (Frequency::Monthly, 36), "{}", series.name);
        assert!(series.readings.windows(2).all(|w| w[0].period.next() == w[1].period));
        assert!(series.readings.iter().all(|r| r.numerator <= r.denominator && r.value.is_none()));
    }
    let first = &got.series[0].readings[0];
    assert_eq!(
        (first.period.key().as_str(), first.numerator, first.denominator),
        ("monthly:2016-04-01", Some(4082.0), Some(18788.0))
    );
    let uses: Vec<_> = got.columns.iter().map(|c| (c.heading.as_str(), c.used_as.as_str())).collect();
    assert_eq!(
        uses,
        [
            ("period", "period"),
            ("org_code", "series"),
            ("trust", "label"),
            ("type", "ignored"),
            ("attendances", "denominator"),
            ("breaches", "numerator"),
            ("admissions", "ignored")
        ]
    );
}

#[test]
fn the_caller_may_choose_the_columns() {
    let wanted = Wanted {
        columns: vec![("Admissions".into(), Use::Value), ("TRUST".into(), Use::Series)],
        frequency: None,
    };
    let got = read(REAL, &wanted).unwrap();
    assert_eq!(got.series.len(), 5);
    assert_eq!(got.series[0].name, "Barking, Havering and Redbridge");
    assert_eq!(got.series[0].readings[0].value, Some(4074.0));
    assert_eq!(got.series[0].readings[0].numerator, None);
    let none = Wanted { columns: vec![("Deaths".into(), Use::Value)], frequency: None };
    assert_eq!(read(REAL, &none), Err(FileFault::NoSuchColumn("Deaths".into())));
}

#[test]
fn codings_and_delimiters() {
    let body = "date,value\n2026-11-01,3\n2026-11-02,4\n";
    assert_eq!(values(&format!("\u{feff}{body}")), [3.0, 4.0]);
    assert_eq!(values(&body.replace(',', ";")), [3.0, 4.0]);
    assert_eq!(values(&body.replace(',', "\t")), [3.0, 4.0]);
    assert_eq!(values(&body.replace(',', "|")), [3.0, 4.0]);
    assert_eq!(values(&body.replace('\n', "\r\n")), [3.0, 4.0]);
    assert_eq!(values(&body.replace('\n', "\r")), [3.0, 4.0]);
    assert_eq!(values(&format!("sep=;\r\n{}", body.replace(',', ";"))), [3.0, 4.0]);
    assert_eq!(values("\n\ndate,value\n\n2026-11-01,3\n\n,,\n"), [3.0]);
    let old = plain(b"date,ward,value\n2026-11-01,C\xf4te d\x92Azur,3\n");
    assert_eq!(
        (old.encoding, old.series[0].name.as_str()),
        (Encoding::Windows1252, "C\u{f4}te d\u{2019}Azur")
    );
}

#[test]
fn files_that_are_not_csv_text_are_refused_with_a_code() {
    let utf16: Vec<u8> = "date,value\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(refused(&[&[0xff, 0xfe][..], &utf16].concat()), "utf16");
    assert_eq!(refused(&utf16), "utf16");
    let big: Vec<u8> = "date,value\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(refused(&big), "utf16");
    assert_eq!(refused(b"PK\x03\x04anything"), "workbook");
    assert_eq!(refused(&[0xd0, 0xcf, 0x11, 0xe0, 1, 2]), "workbook");
    assert_eq!(refused(b"date,value\n2026-11-01,\x00\n"), "not_text");
    assert_eq!(refused(b"date,value\n2026-11-01,\x01\n"), "not_text");
    assert_eq!(refused(b"date,value\n\x81\x8d,1\n"), "not_text");
    assert_eq!(refused(b""), "empty");
    assert_eq!(refused(b" \r\n \n"), "empty");
    assert_eq!(refused(b"date,value\n"), "no_rows");
    assert_eq!(refused(b"name,value\nx,3\n"), "no_period_column");
    assert_eq!(refused(b"date,name\n2026-11-01,x\n"), "no_value_column");
    assert_eq!(refused(b"date,a,b\n2026-11-01,1,2\n"), "no_value_column");
    assert_eq!(refused(b"date,value,value\n2026-11-01,1,2\n"), "same_heading");
    assert_eq!(refused(&vec![b'a'; MOST_BYTES + 1]), "too_large");
}

#[test]
fn rows_are_limited() {
    let mut file = String::from("date,series,value\n");
    for i in 0..MOST_ROWS {
        file.push_str(&format!("2026-11-{:02},s{},1\n", 1 + i % 28, i / 28 % 400));
    }
    assert_eq!(plain(file.as_bytes()).rows, MOST_ROWS);
    file.push_str("2026-11-01,last,1\n");
    assert_eq!(refused(file.as_bytes()), "too_many_rows");
}

#[test]
fn dates_as_files_write_them() {
    for cell in [
        "2016-04-01",
        "01/04/2016",
        "1/4/2016",
        "1/4/16",
        "01-04-2016",
        "01.04.2016",
        "1 April 2016",
        "1 Apr 2016",
        "01-Apr-16",
        "1st April 2016",
        "Friday 1 April 2016",
        "\"Fri, 1 April 2016\"",
        "\"April 1, 2016\"",
        "April 2016",
        "Apr-16",
        "2016-04",
        "04/2016",
        "2016-04-01T00:00:00",
        "01/04/2016 00:00",
        "2016-04-01 00:00:00",
    ] {
        assert_eq!(days(&format!("period,value\n{cell},3\n")), ["2016-04-01"], "{cell}");
    }
}

#[test]
fn faults_carry_row_and_column() {
    let file = "Date,Value\n2026-11-01,3\n2026-02-30,4\n31/04/2026,1\n04/13/2026,1\nsoon,2\n,5\n2026-11-02,twelve\n2026-11-03,=A1+1\n2026-11-04,1e400\n2026-11-05,9999999999\n1066-10-14,1\n2026-11-06,5,7\n2026-11-07\n2026-11-08 14:00,1\n";
    let date = || Some("Date".to_owned());
    let value = || Some("Value".to_owned());
    assert_eq!(
        codes(file),
        [
            (3, date(), "impossible_date"),
            (4, date(), "impossible_date"),
            (5, date(), "impossible_date"),
            (6, date(), "not_a_date"),
            (7, date(), "no_period"),
            (8, value(), "not_a_number"),
            (9, value(), "formula"),
            (10, value(), "not_a_number"),
            (11, value(), "number_too_large"),
            (12, date(), "date_too_far"),
            (13, None, "wrong_cell_count"),
            (14, None, "wrong_cell_count"),
            (15, date(), "not_a_date"),
        ]
    );
    assert_eq!(values(file), [3.0]);
}

#[test]
fn formulas_of_every_kind_are_named() {
    for cell in ["=1+1", "@SUM(A1)", "+A1", "-A1", "+(1)"] {
        assert_eq!(
            codes(&format!("date,value\n2026-11-01,{cell}\n2026-11-02,1\n"))[0].2,
            "formula",
            "{cell}"
        );
    }
    assert_eq!(values("date,value\n2026-11-01,-3\n2026-11-02,+4\n"), [-3.0, 4.0]);
}

#[test]
fn numbers_as_files_write_them() {
    assert_eq!(
        values("date;value\n2026-11-01;1,5\n2026-11-02;2\n2026-11-03;1.500,25\n"),
        [1.5, 2.0, 1500.25]
    );
    assert_eq!(
        values("date,value\n2026-11-01,\"18,788\"\n2026-11-02,95.5%\n2026-11-03,\u{a3}12\n"),
        [18788.0, 95.5, 12.0]
    );
    assert_eq!(values("date,value\n2026-11-01,\"1,5\"\n2026-11-02,\"1,500\"\n"), [1.5, 1.5]);
    // One cell with a decimal comma does not make 25 of 2.5 in the others: each is named by its row.
    assert_eq!(
        codes(
            "date;value\n2026-11-01;1,5\n2026-11-02;2.5\n2026-11-03;12.75\n2026-11-04;92.5%\n2026-11-05;7,25\n2026-11-06;8,5\n2026-11-07;9,5\n"
        ),
        [3, 4, 5].map(|row| (row, Some("value".to_owned()), "not_a_number"))
    );
    // An unquoted decimal comma in a comma file makes a cell too many, never a wrong number.
    assert_eq!(codes("date,value\n2026-11-01,1,5\n2026-11-02,2\n"), [(2, None, "wrong_cell_count")]);
}

#[test]
fn a_title_above_the_headings_is_no_heading() {
    let body = "date;value\n2026-11-01;1,5\n2026-11-02;2\n";
    assert_eq!(values(&format!("Falls on Ward 6A\n\n{body}")), [1.5, 2.0]);
    assert_eq!(values(&format!("Falls on Ward 6A;\n{body}")), [1.5, 2.0]);
    assert_eq!(codes("Falls\ndate,value\n2026-11-01,3\nsoon,4\n")[0].0, 4, "rows keep their numbers");
    assert_eq!(refused(b"just a letter\nto the matron\n"), "no_period_column");
}

#[test]
fn periods_as_this_product_writes_them_come_back() {
    for (key, frequency) in [
        ("weekly:2026-11-16", Frequency::Weekly),
        ("daily:2026-11-21", Frequency::Daily),
        ("monthly:2026-11-01", Frequency::Monthly),
        ("each_shift:2026-11-21:night", Frequency::EachShift),
    ] {
        let got = plain(format!("period,value\n{key},3\n").as_bytes());
        assert_eq!((got.fault_count, got.series[0].frequency), (0, frequency), "{key}");
        assert_eq!(got.series[0].readings[0].period.key(), key);
    }
    // A Tuesday begins no week.
    assert_eq!(codes("period,value\nweekly:2026-11-17,3\ndaily:2026-11-17,3\n")[0].2, "not_a_date");
}

#[test]
fn a_workbooks_own_numbers_keep_their_point_in_a_column_of_commas() {
    let rows = |cells: [&str; 4]| {
        let mut rows = vec![(1, vec!["Date".to_owned(), "Value".to_owned()])];
        let days = (2_u64..).zip(cells).map(|(n, cell)| (n, vec![format!("2026-11-0{n}"), cell.to_owned()]));
        rows.extend(days);
        read_rows(rows, &Wanted::default()).unwrap()
    };
    let got = rows(["1,5", "\u{1}2.5", "\u{1}-12.75", "7,25"]);
    let read: Vec<f64> = got.series[0].readings.iter().map(|r| r.value.unwrap()).collect();
    assert_eq!((got.fault_count, read), (0, vec![1.5, 2.5, -12.75, 7.25]));
    // The control: typed as a text it is still named.
    assert_eq!(rows(["1,5", "2.5", "3", "7,25"]).faults[0].what.code(), "not_a_number");
}

#[test]
fn a_column_of_percentages_is_known() {
    let percent = |file: &str| plain(file.as_bytes()).columns[1].percent;
    assert!(percent("date,value\n2026-11-01,95%\n2026-11-02,7%\n"));
    assert!(percent("date,Percentage\n2026-11-01,95\n2026-11-02,7\n"));
    assert!(percent("date,% done\n2026-11-01,95\n2026-11-02,7\n"));
    assert!(!percent("date,value\n2026-11-01,95\n2026-11-02,7\n"));
    assert!(!percent("date,value\n2026-11-01,105%\n2026-11-02,97%\n"));
}

#[test]
fn gaps_are_not_faults() {
    let got = plain(b"date,value\n2026-11-01,\n2026-11-02,-\n2026-11-03,n/a\n2026-11-04,*\n2026-11-05,7\n");
    assert_eq!((got.empty_rows, got.fault_count, got.series[0].readings.len()), (4, 0, 1));
}

#[test]
fn the_same_period_twice_is_a_fault_of_the_later_row() {
    let got = plain(b"date,value\n2026-11-01,1\n2026-11-02,2\n01/11/2026,9\n");
    assert_eq!(got.series[0].readings[0].value, Some(1.0));
    assert_eq!(got.faults[0].what, CellFault::DuplicatePeriod { first_row: 2 });
    assert_eq!(got.faults[0].row, 4);
    // Two days of one month are one period when the measure is monthly.
    let monthly = Wanted { frequency: Some(Frequency::Monthly), ..Wanted::default() };
    let got = read(b"date,value\n2026-11-01,1\n2026-11-15,2\n", &monthly).unwrap();
    assert_eq!((got.series[0].readings.len(), got.faults[0].what.code()), (1, "duplicate_period"));
    // The same date in two series is not.
    assert_eq!(plain(b"date,series,value\n2026-11-01,a,1\n2026-11-01,b,2\n").fault_count, 0);
}

#[test]
fn pairs_shifts_and_notes() {
    let got = plain(b"period_start,shift,numerator,denominator,note\n2026-11-01,day,4,5,late start\n2026-11-01,Night,3,5,\n2026-11-02,evening,1,2,\n2026-11-02,day,1,,\n2026-11-02,night,1,0,\n");
    let series = &got.series[0];
    assert_eq!(series.frequency, Frequency::EachShift);
    assert_eq!(series.readings[1].period.key(), "each_shift:2026-11-01:night");
    assert_eq!(series.readings[0].note.as_deref(), Some("late start"));
    let codes: Vec<_> = got.faults.iter().map(|f| (f.row, f.column.as_deref(), f.what.code())).collect();
    assert_eq!(
        codes,
        [
            (4, Some("shift"), "bad_shift"),
            (5, Some("denominator"), "half_a_pair"),
            (6, Some("denominator"), "denominator_not_above_zero")
        ]
    );
}

#[test]
fn rhythms_are_found() {
    let of = |dates: &[&str]| {
        plain(
            format!("date,value\n{}", dates.iter().map(|d| format!("{d},1\n")).collect::<String>())
                .as_bytes(),
        )
        .series[0]
            .frequency
    };
    assert_eq!(of(&["2026-11-02", "2026-11-09", "2026-11-23"]), Frequency::Weekly);
    assert_eq!(of(&["2026-11-02", "2026-11-03", "2026-11-05"]), Frequency::Daily);
    assert_eq!(of(&["2026-09-30", "2026-10-31", "2026-11-30"]), Frequency::Monthly);
    assert_eq!(of(&["2026-11-03"]), Frequency::Daily);
}

#[test]
fn columns_are_found_without_headings_that_say_so() {
    let got = plain(b"when,falls on 6A\n1 April 2016,3\n2 April 2016,4\n");
    assert_eq!(got.series[0].readings.len(), 2);
    assert_eq!(got.series[0].name, "");
    // A lone numerator is a plain value.
    assert_eq!(values("date,missed\n2026-11-01,3\n"), [3.0]);
}

#[test]
fn faults_never_repeat_a_cell() {
    let got = plain(b"date,value\nSarah Mitchell,3\n2026-11-01,Quillfeather\n2026-11-02,1\n");
    let shown =
        format!("{:?} {}", got.faults, got.faults.iter().map(|f| f.what.to_string()).collect::<String>());
    assert!(!shown.contains("Sarah") && !shown.contains("Quill"), "{shown}");
    assert_eq!(got.fault_count, 2);
}

#[test]
fn faults_are_listed_up_to_a_number_and_counted_beyond() {
    let file = format!("date,value\n2026-11-01,1\n{}", "soon,1\n".repeat(MOST_FAULTS + 10));
    let got = plain(file.as_bytes());
    assert_eq!((got.faults.len(), got.fault_count), (MOST_FAULTS, MOST_FAULTS + 10));
}

proptest! {
    /// Whatever the bytes, the reader answers and every reading it gives is whole.
    #[test]
    fn any_bytes_are_answered(file in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = read(&file, &Wanted::default());
    }

    #[test]
    fn any_table_is_answered(rows in prop::collection::vec("(2026-[01][0-9]-[0-3][0-9]|[0-9/]{0,10}|[a-z]{0,4}),[-0-9.,=\"]{0,6}(,[a-c;]{0,2})?", 0..12)) {
        let file = format!("date,value,series\n{}\n", rows.join("\n"));
        if let Ok(got) = read(file.as_bytes(), &Wanted::default()) {
            let taken: usize = got.series.iter().map(|s| s.readings.len()).sum();
            prop_assert_eq!(taken + got.empty_rows + got.fault_count, got.rows);
            for series in &got.series {
                prop_assert!(series.readings.windows(2).all(|w| w[0].period < w[1].period));
                prop_assert!(series.readings.iter().all(|r| r.value.is_some_and(f64::is_finite)));
            }
        }
    }

    /// What is written out comes back.
    #[test]
    fn written_readings_read_back(values in prop::collection::vec((0u32..5000, 1u32..5000), 1..40)) {
        let start = NaiveDate::from_ymd_opt(2026, 1, 5).unwrap();
        let mut file = String::from("period,numerator,denominator\n");
        for (i, (n, d)) in values.iter().enumerate() {
            file.push_str(&format!("{},{n},{d}\n", crate::time::add_days(start, i as i64)));
        }
        let wanted = Wanted { frequency: Some(Frequency::Daily), ..Wanted::default() };
        let got = read(file.as_bytes(), &wanted).unwrap();
        let back: Vec<_> = got.series[0].readings.iter().map(|r| (r.numerator.unwrap() as u32, r.denominator.unwrap() as u32)).collect();
        prop_assert_eq!(back, values);
    }
}
