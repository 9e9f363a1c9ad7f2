//! The `.huddleweek` file: one ward's week as data, for the comparison page.
//!
//! JSON with a version. Its last line is a check over all that stands before it: a file somebody
//! changed by hand still opens, and the page says so. A newer version is refused, because a reader
//! that leaves out what it does not know would compare half a week.

use crate::tables::{Cell, tables};
use crate::xlsx::fits_a_cell;
use chrono::{Datelike, NaiveDate, Weekday};
use huddle_core::report::{OpenedWeek, ReportFault, WeekReport};
use huddle_core::validate::YEARS;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use thiserror::Error;

/// The version this build writes, and the newest it reads.
pub const VERSION: u32 = 1;
/// The largest file that is read, in bytes: many times a real week.
pub const LARGEST: usize = 50 * 1024 * 1024;

/// Most rows of one list: many times a real week, and few enough that twenty wards fit one sheet.
pub const LONGEST_LIST: usize = 50_000;

/// Says why a week file was not opened. Nothing from the file is repeated in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum WeekFileFault {
    /// It was written by a newer Huddleboard.
    #[error(
        "This week file comes from a newer Huddleboard. Nothing was changed. Update this PC, then open it again."
    )]
    Newer,
    /// It is not a week file, or it is damaged.
    #[error("This is not a week file, or it is damaged. Nothing was changed. Ask the ward to send it again.")]
    NotAWeek,
    /// It is larger than [`LARGEST`].
    #[error("This file is too large to be a week. Nothing was opened. Ask the ward to send it again.")]
    TooLarge,
    /// A day in it lies outside [`huddle_core::validate::YEARS`].
    #[error(
        "A day in this file cannot be right: it is too long ago or too far ahead. Nothing was changed. Ask the ward to send it again."
    )]
    DayTooFar,
    /// A text in it is longer than a spreadsheet's cell, or a list longer than [`LONGEST_LIST`].
    #[error("A text or a list in this file is too long. Nothing was changed. Ask the ward to send it again.")]
    TooLong,
}

#[derive(Deserialize)]
struct Head {
    format: String,
    version: u32,
}

#[derive(Deserialize)]
struct File {
    week: WeekReport,
}

/// Writes a week file.
///
/// # Errors
/// [`ReportFault::NotMade`] for a value JSON cannot hold.
pub fn write(week: &WeekReport) -> Result<Vec<u8>, ReportFault> {
    let json = serde_json::to_string_pretty(week).map_err(|_| ReportFault::NotMade)?;
    let before = format!("{{\n\"format\": \"huddleweek\",\n\"version\": {VERSION},\n\"week\": {json}");
    let check = check(&before);
    Ok(format!("{before},\n\"check\": \"{check}\"\n}}\n").into_bytes())
}

/// Reads a week file.
///
/// # Errors
/// [`WeekFileFault`].
pub fn read(bytes: &[u8]) -> Result<OpenedWeek, WeekFileFault> {
    if bytes.len() > LARGEST {
        return Err(WeekFileFault::TooLarge);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| WeekFileFault::NotAWeek)?;
    // A mail program may have changed line ends or put a mark in front; that is nobody's edit.
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let head: Head = serde_json::from_str(&text).map_err(|_| WeekFileFault::NotAWeek)?;
    if head.format != "huddleweek" {
        return Err(WeekFileFault::NotAWeek);
    }
    if head.version > VERSION {
        return Err(WeekFileFault::Newer);
    }
    let file: File = serde_json::from_str(&text).map_err(|_| WeekFileFault::NotAWeek)?;
    let altered = match text.rsplit_once(",\n\"check\": \"") {
        Some((before, rest)) => rest.trim_end() != format!("{}\"\n}}", check(before)),
        None => true,
    };
    Ok(OpenedWeek { week: sound(file.week)?, altered, rival: false })
}

/// Refuses what JSON allows and a week cannot be. What no page or workbook could hold is refused here, by
/// file, so that it does not stop the wards beside it.
fn sound(week: WeekReport) -> Result<WeekReport, WeekFileFault> {
    let a_week = week.monday.weekday() == Weekday::Mon && !week.ward.id.is_empty();
    if !a_week {
        return Err(WeekFileFault::NotAWeek);
    }
    if !days(&week).all(|day| YEARS.contains(&day.year())) {
        return Err(WeekFileFault::DayTooFar);
    }
    let lists = tables(&week);
    let fits = |cell: &Cell| !matches!(cell, Cell::Text(text) if !fits_a_cell(text));
    let drawn = week.measures.iter().filter_map(|m| m.chart.as_ref()).any(|c| {
        [c.marks.len(), c.stretches.len(), c.targets.len(), c.flags.len()].iter().any(|n| *n > LONGEST_LIST)
    });
    if drawn || lists.iter().any(|t| t.rows.len() > LONGEST_LIST || !t.rows.iter().flatten().all(fits)) {
        return Err(WeekFileFault::TooLong);
    }
    Ok(exact(week))
}

/// Gives every day a week names.
fn days(w: &WeekReport) -> impl Iterator<Item = NaiveDate> {
    let crosses = w.crosses.iter().flat_map(|c| {
        [Some(c.month), Some(c.until), c.from, c.counting_from]
            .into_iter()
            .flatten()
            .chain(c.days.iter().map(|d| d.date))
    });
    let measures =
        w.measures.iter().flat_map(|m| m.usual_from.into_iter().chain(m.readings.iter().map(|r| r.date)));
    let drawn =
        w.measures.iter().filter_map(|m| m.chart.as_ref()).flat_map(|c| c.marks.iter().map(|m| m.date));
    [w.monday, w.made.date()]
        .into_iter()
        .chain(w.help.iter().map(|h| h.raised))
        .chain(w.answered.iter().map(|a| a.on))
        .chain(w.late.iter().map(|a| a.due))
        .chain(w.cards.iter().filter_map(|c| c.due))
        .chain(w.reviews.iter().map(|r| r.due))
        .chain(crosses)
        .chain(measures)
        .chain(drawn)
}

/// Gives the numbers back as they were typed: the JSON reader may be off in the last of 17 digits, and
/// no ward types more than 15.
fn exact(mut week: WeekReport) -> WeekReport {
    let typed = |v: &mut Option<f64>| *v = v.map(|v| format!("{v:.14e}").parse().unwrap_or(v));
    for m in &mut week.measures {
        [&mut m.value, &mut m.usual_low, &mut m.usual_high].into_iter().for_each(typed);
        for r in &mut m.readings {
            [&mut r.value, &mut r.numerator, &mut r.denominator].into_iter().for_each(typed);
        }
    }
    week
}

fn check(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}
