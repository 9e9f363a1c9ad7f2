//! Numbers and dates as a ward reads them.

use chrono::{Datelike, NaiveDate};

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const FULL_MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn month(date: NaiveDate, names: &[&'static str; 12]) -> &'static str {
    names.get(date.month0() as usize).copied().unwrap_or("")
}

/// Writes a day as on the axis of a chart: "1 Nov".
pub fn day(date: NaiveDate) -> String {
    format!("{} {}", date.day(), month(date, &MONTHS))
}

/// Writes a day in full: "1 November 2026".
pub fn day_and_year(date: NaiveDate) -> String {
    format!("{} {} {}", date.day(), month(date, &FULL_MONTHS), date.year())
}

/// Writes a number with a fixed count of decimals (at most 6) and commas between thousands.
///
/// Halves round away from nought as people expect, and nought never carries a minus sign.
pub fn number(value: f64, decimals: u8) -> String {
    if !value.is_finite() {
        return "not a number".to_owned();
    }
    let decimals = usize::from(decimals.min(6));
    let scale = 10_f64.powi(i32::try_from(decimals).unwrap_or(0));
    let scaled = value * scale;
    // Above 2^53 every f64 is whole already and scaling would only lose digits.
    let nearest = scaled.round();
    // 0.285 is stored a little low; a half within rounding distance still counts as a half.
    let half_up =
        if (scaled - nearest).abs() >= 0.5 - 1e-9 { scaled.abs().ceil().copysign(scaled) } else { nearest };
    let rounded = if scaled.abs() < 9.0e15 { half_up / scale } else { value };
    let plain = format!("{:.*}", decimals, rounded.abs());
    let (whole, rest) = plain.split_once('.').map_or((plain.as_str(), None), |(w, r)| (w, Some(r)));
    let mut out = String::new();
    if rounded < 0.0 {
        out.push('-');
    }
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(rest) = rest {
        out.push('.');
        out.push_str(rest);
    }
    out
}

/// Writes a number with its unit: "95%", "£1,200", "4.5 hours", "9".
pub fn figure(value: f64, decimals: u8, unit: &str) -> String {
    with_unit(&number(value, decimals), unit)
}

/// Puts the unit to a number already written: signs stick to it, words follow a space.
pub(super) fn with_unit(number: &str, unit: &str) -> String {
    match unit.trim() {
        "" => number.to_owned(),
        sign @ ("£" | "$" | "€") => number
            .strip_prefix('-')
            .map_or_else(|| format!("{sign}{number}"), |positive| format!("-{sign}{positive}")),
        sign @ ("%" | "°C" | "°") => format!("{number}{sign}"),
        word => format!("{number} {word}"),
    }
}

/// Says whether a unit is a sign that belongs to every number (and not a word said once).
pub(super) fn is_sign(unit: &str) -> bool {
    matches!(unit.trim(), "£" | "$" | "€" | "%" | "°C" | "°")
}

/// Gives the decimals an average needs: those of the measure, and one or two more where rounding to
/// them would be off by more than a twentieth of the value ("0.4 a week", not "0 a week").
pub(super) fn average_decimals(value: f64, decimals: u8) -> u8 {
    let off = |decimals: u8| {
        let scale = 10_f64.powi(i32::from(decimals));
        ((value * scale).round() / scale - value).abs()
    };
    (decimals..decimals.saturating_add(2)).find(|d| off(*d) <= value.abs() / 20.0).unwrap_or(decimals + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        for (value, decimals, text) in [
            (9.0, 0, "9"),
            (-0.2, 0, "0"),
            (1234.5, 1, "1,234.5"),
            (1_234_567.0, 0, "1,234,567"),
            (0.285, 2, "0.29"),
            (2.5, 0, "3"),
            (-2.5, 0, "-3"),
            (2.4, 0, "2"),
            (-1234.0, 0, "-1,234"),
            (999.96, 1, "1,000.0"),
            (f64::NAN, 0, "not a number"),
        ] {
            assert_eq!(number(value, decimals), text, "{value} with {decimals}");
        }
    }

    #[test]
    fn units() {
        assert_eq!(figure(95.0, 0, "%"), "95%");
        assert_eq!(figure(-1200.0, 0, "£"), "-£1,200");
        assert_eq!(figure(4.5, 1, "hours"), "4.5 hours");
        assert_eq!(figure(9.0, 0, " "), "9");
    }

    #[test]
    fn averages_keep_the_digit_that_matters() {
        for (value, decimals, want) in
            [(12.0, 0, 0), (12.4, 0, 0), (0.4, 0, 1), (2.3, 0, 1), (0.04, 0, 2), (0.0, 0, 0), (93.26, 1, 1)]
        {
            assert_eq!(average_decimals(value, decimals), want, "{value}");
        }
    }

    #[test]
    fn days() {
        let date = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap();
        assert_eq!(day(date), "1 Nov");
        assert_eq!(day_and_year(date), "1 November 2026");
    }
}
