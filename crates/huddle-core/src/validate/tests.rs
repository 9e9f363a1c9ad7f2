use super::*;
use proptest::prelude::*;

#[test]
fn impossible_dates_are_refused() {
    assert_eq!(iso_date("2026-11-22").unwrap().to_string(), "2026-11-22");
    assert_eq!(iso_date("2028-02-29").unwrap().to_string(), "2028-02-29");
    for bad in ["2026-02-29", "2026-02-30", "2026-13-01", "2026-00-10", "2026-04-31", "2100-02-29"] {
        assert_eq!(iso_date(bad), Err(DateFault::Impossible), "{bad}");
    }
    for bad in [
        "",
        "22/11/2026",
        "2026-1-1",
        "2026-11-22T00:00",
        "٢٠٢٦-11-22",
        "2026-11-2x",
        " 026-11-22",
        "+026-11-22",
    ] {
        assert_eq!(iso_date(bad), Err(DateFault::NotADate), "{bad}");
    }
    for bad in ["0026-11-22", "1066-10-14", "9999-12-31"] {
        assert_eq!(iso_date(bad), Err(DateFault::TooFarAway), "{bad}");
    }
}

#[test]
fn numbers_are_read_without_guessing() {
    for (text, want) in [
        ("0", 0.0),
        ("12", 12.0),
        ("1.5", 1.5),
        ("1,5", 1.5),
        (" 7 ", 7.0),
        ("-3", -3.0),
        ("\u{2212}3", -3.0),
        ("12,500.5", 12500.5),
        ("1 500", 1500.0),
        ("1\u{a0}500", 1500.0),
        ("1 500,25", 1500.25),
        ("1,234,567", 1_234_567.0),
        (".5", 0.5),
        ("0,125", 0.125),
        ("+4", 4.0),
        ("-0", 0.0),
    ] {
        assert_eq!(number(text), Ok(want), "{text}");
    }
    for bad in [
        "", "-", "twelve", "12 falls", "1,500", "1.2.3", "1e9", "NaN", "inf", "12%", "1,23,4", "=2+2", "5.",
        "0x10", "1 50",
    ] {
        assert_eq!(number(bad), Err(NumberFault::NotANumber), "{bad}");
    }
    assert_eq!(number("1000000001"), Err(NumberFault::TooLarge));
    assert_eq!(number(&"9".repeat(31)), Err(NumberFault::NotANumber));
    assert_eq!(count("4"), Ok(4));
    assert_eq!(count("-4"), Err(NumberFault::BelowZero));
    assert_eq!(count("4.5"), Err(NumberFault::NotWhole));
}

#[test]
fn ward_names_become_safe_file_names() {
    for (name, want) in [
        ("Ward 6A", "Ward-6A"),
        ("CON", "ward-CON"),
        ("con.txt", "ward-con.txt"),
        ("../x", "x"),
        ("..\\..\\etc", "etc"),
        ("Ward 6A...", "Ward-6A"),
        ("COM1", "ward-COM1"),
        ("COM10", "COM10"),
        ("", "ward"),
        ("///", "ward"),
        ("Côte d'Azur", "Côte-d-Azur"),
        ("a:b*c?d\"e<f>g|h", "a-b-c-d-e-f-g-h"),
        (".hidden", "hidden"),
        ("nul", "ward-nul"),
        ("Ward\u{202e}6A\n", "Ward-6A"),
    ] {
        assert_eq!(file_name(name), want, "{name:?}");
    }
}

proptest! {
    #[test]
    fn file_names_are_always_safe(name in "\\PC{0,90}|[./\\\\CONconNUL:1-9 ]{0,12}") {
        let safe = file_name(&name);
        prop_assert!(!safe.is_empty() && safe.len() <= 190);
        prop_assert!(!safe.contains(['/', '\\', ':', '*', '?', '"', '<', '>', '|', '\0', '\n']));
        prop_assert!(!safe.starts_with('.') && !safe.ends_with(['.', ' ']));
        prop_assert!(!safe.contains(".."));
        prop_assert!(!is_device_name(&safe.split('.').next().unwrap().to_ascii_uppercase()));
        prop_assert_eq!(file_name(&safe), safe.clone());
    }
    #[test]
    fn every_real_date_reads_back(days in 0i64..50_000) {
        let date = NaiveDate::from_ymd_opt(1990, 1, 1).unwrap() + chrono::Duration::days(days);
        prop_assert_eq!(iso_date(&date.to_string()), Ok(date));
    }
}
