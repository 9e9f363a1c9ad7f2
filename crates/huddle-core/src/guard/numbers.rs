//! Finds dates of birth and phone numbers.

use super::likely::Word;
use chrono::{Datelike as _, NaiveDate};
use std::ops::Range;

/// Ages in years at which a date is taken for a date of birth (IG-2).
const AGES: std::ops::RangeInclusive<i32> = 14..=110;
/// How many words after "DOB" or "born" a number may stand.
const NEAR: usize = 4;
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Reads a date of birth that begins with word `at`; returns the character after its end.
pub(super) fn birth_date(words: &[Word], at: usize, today: NaiveDate) -> Option<usize> {
    let word = words.get(at)?;
    let after = words.get(at + 1..).unwrap_or_default();
    if word.low.strip_prefix("dob").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
        return Some(word.chars.end);
    }
    let label = match word.low.as_str() {
        "dob" | "d.o.b" | "born" | "birthdate" => Some(0),
        "d" if after.first().is_some_and(|w| w.low == "o") && after.get(1).is_some_and(|w| w.low == "b") => {
            Some(2)
        }
        "date"
            if after.first().is_some_and(|w| w.low == "of")
                && after.get(1).is_some_and(|w| w.low == "birth") =>
        {
            Some(2)
        }
        _ => None,
    };
    if let Some(skip) = label {
        let number =
            after.iter().skip(skip).take(NEAR).find(|w| w.low.contains(|c: char| c.is_ascii_digit()));
        return number.map(|w| w.chars.end);
    }
    let (date, words_used) = date_at(words, at, today.year())?;
    let age =
        today.year() - date.year() - i32::from((today.month(), today.day()) < (date.month(), date.day()));
    let last = words.get(at + words_used - 1)?;
    AGES.contains(&age).then_some(last.chars.end)
}

/// Reads "3/4/41", "03.04.1941", "1941-04-03", "3 April 1941", "April 3rd 1941"; says how many words it took.
fn date_at(words: &[Word], at: usize, this_year: i32) -> Option<(NaiveDate, usize)> {
    let word = words.get(at)?;
    // One sign between all three: "12-1.30" is a time.
    let sign = word.low.chars().find(|c| !c.is_ascii_digit());
    let parts: Vec<&str> = word.low.split(sign.filter(|c| "/.-".contains(*c)).unwrap_or('/')).collect();
    if let [a, b, c] = parts.as_slice() {
        let numbers = (a.parse::<u32>().ok()?, b.parse::<u32>().ok()?, c.parse::<u32>().ok()?);
        let (year, month, day) = if a.len() == 4 {
            (i32::try_from(numbers.0).ok()?, numbers.1, numbers.2)
        } else {
            (full_year(c, this_year)?, numbers.1, numbers.0)
        };
        return NaiveDate::from_ymd_opt(year, month, day).map(|date| (date, 1));
    }
    let next = words.get(at + 1)?;
    let third = words.get(at + 2)?;
    let (day, month) = match (day_of(&word.low), month_of(&next.low)) {
        (Some(day), Some(month)) => (day, month),
        _ => (day_of(&next.low)?, month_of(&word.low)?),
    };
    NaiveDate::from_ymd_opt(full_year(&third.low, this_year)?, month, day).map(|date| (date, 3))
}

/// Two figures mean the last hundred years: nobody writes down a birth to come.
fn full_year(text: &str, this_year: i32) -> Option<i32> {
    let year: i32 = text.parse().ok()?;
    match text.len() {
        4 => Some(year),
        2 => {
            let century = this_year - this_year.rem_euclid(100);
            Some(if century + year > this_year { century - 100 + year } else { century + year })
        }
        _ => None,
    }
}

fn day_of(low: &str) -> Option<u32> {
    let figures = low.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let ending = low.get(figures.len()..)?;
    (["", "st", "nd", "rd", "th"].contains(&ending))
        .then(|| figures.parse().ok())?
        .filter(|d| (1..=31).contains(d))
}

fn month_of(low: &str) -> Option<u32> {
    let start = low.get(..3)?;
    let at = MONTHS.iter().position(|month| *month == start)?;
    low.chars().all(char::is_alphabetic).then(|| u32::try_from(at + 1).ok())?
}

/// Finds UK phone numbers: 0 and nine or ten more digits, or +44 and as many, in any usual layout.
pub(super) fn phone(letters: &[char]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(&c) = letters.get(at) {
        let fresh = at == 0 || !letters.get(at - 1).is_some_and(|c| c.is_alphanumeric());
        if !fresh || !(c.is_ascii_digit() || c == '+') {
            at += 1;
            continue;
        }
        let (digits, end) = run(letters, at);
        if is_phone(&digits, c == '+') {
            found.push(at..end);
        }
        at = end.max(at + 1);
    }
    found
}

fn run(letters: &[char], start: usize) -> (String, usize) {
    let mut digits = String::new();
    let mut end = start;
    let mut gap = 0;
    for (at, c) in letters.iter().enumerate().skip(start) {
        match c {
            '0'..='9' => {
                digits.push(*c);
                (end, gap) = (at + 1, 0);
            }
            ' ' | '-' | '(' | ')' | '.' | '+' | '\u{a0}' if gap < 3 => gap += 1,
            _ => break,
        }
    }
    (digits, end)
}

fn is_phone(digits: &str, plus: bool) -> bool {
    let home = |rest: &str| {
        let rest = rest.strip_prefix('0').unwrap_or(rest);
        matches!(rest.len(), 9 | 10) && rest.starts_with(['1', '2', '3', '7', '8'])
    };
    if plus {
        return digits.strip_prefix("44").is_some_and(home);
    }
    match digits.strip_prefix("0044") {
        Some(rest) => home(rest),
        None => digits.starts_with('0') && !digits.starts_with("00") && home(digits),
    }
}
