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
mod tests;
