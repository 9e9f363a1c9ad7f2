//! Checks on what people type and what files bring: dates, numbers, ward names.

use chrono::{Datelike, NaiveDate};
use thiserror::Error;

/// First and last years a ward record may be dated in.
pub const YEARS: std::ops::RangeInclusive<i32> = 1990..=2150;

/// Says why a date was refused; the text itself is never repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum DateFault {
    /// It does not have the shape of a date.
    #[error("this is not written as a date")]
    NotADate,
    /// It has the shape but the calendar does not have that day (30 February).
    #[error("the calendar has no such day")]
    Impossible,
    /// The year lies outside [`YEARS`].
    #[error("the year is too far away")]
    TooFarAway,
}

/// Reads a date written as 2026-11-22, and nothing else.
///
/// # Errors
/// [`DateFault`] for another shape, a day the calendar does not have, or a year outside [`YEARS`].
pub fn iso_date(text: &str) -> Result<NaiveDate, DateFault> {
    let bytes = text.as_bytes();
    let shaped = bytes.len() == 10
        && bytes
            .iter()
            .enumerate()
            .all(|(i, b)| if i == 4 || i == 7 { *b == b'-' } else { b.is_ascii_digit() });
    if !shaped {
        return Err(DateFault::NotADate);
    }
    let part = |from: usize, to: usize| text.get(from..to).and_then(|s| s.parse::<u32>().ok());
    let (Some(year), Some(month), Some(day)) = (part(0, 4), part(5, 7), part(8, 10)) else {
        return Err(DateFault::NotADate);
    };
    civil_date(i32::try_from(year).unwrap_or(i32::MAX), month, day)
}

/// Makes a date from its parts.
///
/// # Errors
/// [`DateFault::Impossible`] or [`DateFault::TooFarAway`].
pub fn civil_date(year: i32, month: u32, day: u32) -> Result<NaiveDate, DateFault> {
    let date = NaiveDate::from_ymd_opt(year, month, day).ok_or(DateFault::Impossible)?;
    if YEARS.contains(&date.year()) { Ok(date) } else { Err(DateFault::TooFarAway) }
}

/// Says why a number was refused; the text itself is never repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NumberFault {
    /// It is not a plain number.
    #[error("this is not a number")]
    NotANumber,
    /// It is further from zero than [`MAX_NUMBER`].
    #[error("this number is too large")]
    TooLarge,
    /// It is below zero where only zero and up make sense.
    #[error("this number is below zero")]
    BelowZero,
    /// It must be a whole number.
    #[error("this must be a whole number")]
    NotWhole,
}

/// The furthest from zero a typed number may lie.
pub const MAX_NUMBER: f64 = 1e9;

/// Reads a typed number: digits, at most one decimal mark (point or comma), an optional sign.
///
/// "1,5" is one and a half: a comma is a decimal mark unless it groups exact thousands
/// ("1,500" is refused as a guess would be needed; "12,500.5" and "1 500" are read as grouped).
/// No exponent, no infinity, no percent sign.
///
/// # Errors
/// [`NumberFault`].
pub fn number(text: &str) -> Result<f64, NumberFault> {
    let trimmed = text.trim();
    let (negative, body) = match trimmed.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (true, rest),
        None => (false, trimmed.strip_prefix('+').unwrap_or(trimmed)),
    };
    let plain = plain_digits(body).ok_or(NumberFault::NotANumber)?;
    let value: f64 = plain.parse().map_err(|_| NumberFault::NotANumber)?;
    if value > MAX_NUMBER {
        return Err(NumberFault::TooLarge);
    }
    Ok(if negative && value != 0.0 { -value } else { value })
}

/// Turns a number's body into digits with at most one point; `None` when it is not a number or needs a guess.
fn plain_digits(body: &str) -> Option<String> {
    let spaced = body.contains([' ', '\u{a0}', '\u{202f}']);
    let commas = body.matches(',').count();
    let points = body.matches('.').count();
    let (whole, fraction) = match (commas, points) {
        (_, 1) => body.split_once('.')?,
        (1, 0) if spaced => body.split_once(',')?,
        (1, 0) => {
            let (whole, fraction) = body.split_once(',')?;
            // "1,500" may be 1500 or 1.5 to three places: refuse rather than guess.
            if fraction.len() == 3 && !whole.is_empty() && whole != "0" {
                return None;
            }
            (whole, fraction)
        }
        (_, 0) => (body, ""),
        _ => return None,
    };
    let whole = ungroup(whole)?;
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if !digits(&whole) || !digits(fraction) || (whole.is_empty() && fraction.is_empty()) {
        return None;
    }
    if whole.len() + fraction.len() > 30 || ((commas + points) > 0 && body.ends_with(['.', ','])) {
        return None;
    }
    Some(format!(
        "{}.{}",
        if whole.is_empty() { "0" } else { &whole },
        if fraction.is_empty() { "0" } else { fraction }
    ))
}

/// Removes grouping from whole digits when the groups are exact thousands.
fn ungroup(whole: &str) -> Option<String> {
    let seps = [' ', '\u{a0}', '\u{202f}', ','];
    if !whole.contains(seps) {
        return Some(whole.to_owned());
    }
    let groups: Vec<&str> = whole.split(seps).collect();
    let first = groups.first()?;
    let exact = !first.is_empty() && first.len() <= 3 && groups.iter().skip(1).all(|g| g.len() == 3);
    exact.then(|| groups.concat())
}

/// Reads a whole number of zero or more, such as staff on a shift.
///
/// # Errors
/// [`NumberFault`].
pub fn count(text: &str) -> Result<u32, NumberFault> {
    let value = number(text)?;
    if value < 0.0 {
        return Err(NumberFault::BelowZero);
    }
    if value.fract() != 0.0 {
        return Err(NumberFault::NotWhole);
    }
    if value > f64::from(u32::MAX) {
        return Err(NumberFault::TooLarge);
    }
    // In range and whole by the checks above.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    Ok(value as u32)
}

/// Makes a form of a human name that is safe as a file or folder name on Windows, macOS and Linux.
///
/// Letters and digits of any script, '.', '_' and '-' are kept; runs of anything else become one
/// '-'. Path parts, leading and trailing dots, device names (CON, NUL, COM1 ...), empty results and
/// names over 60 characters are dealt with. Two different names may give one file name: callers
/// must not use it as a key.
#[must_use]
pub fn file_name(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let mut out = String::new();
    let mut length = 0;
    for c in name.nfc() {
        let kept = c.is_alphanumeric() || matches!(c, '.' | '_' | '-');
        let next = if kept { c } else { '-' };
        if (next == '-' && out.ends_with(['-', '.'])) || (next == '.' && out.ends_with(['.', '-'])) {
            continue;
        }
        out.push(next);
        length += 1;
        if length >= 60 {
            break;
        }
    }
    let mut safe = out.trim_matches(['-', '.', ' ']).to_owned();
    // 60 characters may be 240 bytes; file systems allow 255 for the whole name with its ending.
    while safe.len() > 180 {
        safe.pop();
    }
    if safe.is_empty() {
        return "ward".to_owned();
    }
    let stem = safe.split('.').next().unwrap_or_default().to_ascii_uppercase();
    if is_device_name(&stem) { format!("ward-{safe}") } else { safe }
}

/// Says whether Windows keeps this name for a device.
fn is_device_name(stem: &str) -> bool {
    matches!(stem, "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$" | "CLOCK$")
        || stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT")).is_some_and(|rest| {
            let mut chars = rest.chars();
            matches!((chars.next(), chars.next()), (Some('0'..='9' | '\u{b9}' | '\u{b2}' | '\u{b3}'), None))
        })
}

#[cfg(test)]
mod tests {
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
            "", "-", "twelve", "12 falls", "1,500", "1.2.3", "1e9", "NaN", "inf", "12%", "1,23,4", "=2+2",
            "5.", "0x10", "1 50",
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
}
