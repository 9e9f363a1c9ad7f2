//! Dates as files write them: ISO, day first with figures, or with the month in words.

use chrono::NaiveDate;

use crate::validate::{DateFault, civil_date, iso_date};

/// Reads a date cell; a month alone ("April 2016", "2016-04") is its first day.
///
/// Day comes before month ("03/04/2016" is 3 April). A time of midnight behind the date is
/// dropped. Two-digit years are of this century.
pub(super) fn read(cell: &str) -> Result<NaiveDate, DateFault> {
    let text = without_midnight(cell.trim());
    if let Ok(date) = iso_date(text) {
        return Ok(date);
    }
    if text.len() == 10 && text.as_bytes().get(4) == Some(&b'-') {
        return iso_date(text);
    }
    let parts: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || matches!(c, '/' | '-' | '.' | ','))
        .filter(|p| !p.is_empty())
        .filter(|p| !is_weekday(p))
        .collect();
    match parts.as_slice() {
        [day, month, year] if is_number(day) && is_number(month) => {
            civil_date(year_of(year)?, small(month)?, small(day)?)
        }
        [day, month, year] if month_of(month).is_some() => {
            civil_date(year_of(year)?, month_of(month).unwrap_or(0), small(ordinal(day))?)
        }
        [month, day, year] if month_of(month).is_some() => {
            civil_date(year_of(year)?, month_of(month).unwrap_or(0), small(ordinal(day))?)
        }
        [month, year] if month_of(month).is_some() => {
            civil_date(year_of(year)?, month_of(month).unwrap_or(0), 1)
        }
        [year, month] if year.len() == 4 && is_number(year) && is_number(month) => {
            civil_date(year_of(year)?, small(month)?, 1)
        }
        [month, year] if year.len() == 4 && is_number(year) && is_number(month) => {
            civil_date(year_of(year)?, small(month)?, 1)
        }
        _ => Err(DateFault::NotADate),
    }
}

/// Drops "T00:00:00", " 00:00" and the like; any other time makes it no date.
fn without_midnight(text: &str) -> &str {
    for ending in ["T00:00:00Z", "T00:00:00", " 00:00:00", " 00:00", " 0:00:00", " 0:00"] {
        if let Some(date) = text.strip_suffix(ending) {
            return date;
        }
    }
    text
}

fn is_number(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit())
}

/// Reads a day or month of at most two digits.
fn small(part: &str) -> Result<u32, DateFault> {
    if is_number(part) && part.len() <= 2 {
        part.parse().map_err(|_| DateFault::NotADate)
    } else {
        Err(DateFault::NotADate)
    }
}

fn year_of(part: &str) -> Result<i32, DateFault> {
    let year: i32 = if is_number(part) {
        part.parse().map_err(|_| DateFault::NotADate)?
    } else {
        return Err(DateFault::NotADate);
    };
    match part.len() {
        2 => Ok(2000 + year),
        4 => Ok(year),
        _ => Err(DateFault::NotADate),
    }
}

/// Takes "1st", "2nd", "3rd" and "4th" as their numbers.
fn ordinal(part: &str) -> &str {
    ["st", "nd", "rd", "th"].iter().find_map(|e| part.strip_suffix(e)).unwrap_or(part)
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

fn month_of(part: &str) -> Option<u32> {
    let word = part.to_ascii_lowercase();
    let full = MONTHS.iter().position(|m| {
        *m == word || (m.get(..3) == Some(word.as_str())) || (word == "sept" && *m == "september")
    })?;
    u32::try_from(full).ok().map(|m| m + 1)
}

fn is_weekday(part: &str) -> bool {
    let word = part.to_ascii_lowercase();
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
        .iter()
        .any(|day| *day == word || day.get(..3) == Some(word.as_str()))
}
