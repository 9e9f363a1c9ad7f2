//! The sentences of paper and files. They are here and nowhere else in this crate.

use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};
use huddle_core::report::{MeasureWeek, Standing};
use huddle_spc::chart::{day_and_year, figure};

/// Printed at the foot of every page that leaves the ward.
pub const NO_PATIENTS: &str = "No patient-identifiable information should appear here.";
/// Printed under a ward's own counts.
pub const OWN_COUNT: &str = "The ward's own count; may differ from the incident system.";
/// Printed under every comparison.
pub const DO_NOT_RANK: &str = "Wards differ. Do not rank.";
/// Printed wherever help is asked for.
pub const NO_ALERT: &str =
    "For a deteriorating patient or an emergency, use your normal calls. This app does not alert anyone.";
/// Printed where the fonts in the program lack a sign.
pub const SIGNS_MISSING: &str =
    "Some signs cannot be printed and stand as \u{fffd}. The spreadsheet has them.";
/// Stands for one of the three lines nobody wrote.
pub const NOT_WRITTEN: &str = "Not written this week";
/// Stands for a value nobody entered.
pub const NOT_ENTERED: &str = "Not entered";

/// Says a number of things: "1 huddle", "3 huddles".
pub fn count(n: u32, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// Says a date with its day: "Sunday 15 November 2026".
pub fn long_date(date: NaiveDate) -> String {
    const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let index = usize::try_from(date.weekday().num_days_from_monday()).unwrap_or(0);
    format!("{} {}", DAYS.get(index).copied().unwrap_or_default(), day_and_year(date))
}

/// Says a month: "November 2026".
pub fn month(date: NaiveDate) -> String {
    let full = day_and_year(date);
    full.split_once(' ').map_or(full.clone(), |(_, rest)| rest.to_owned())
}

/// Says a date and a time: "15 November 2026, 07:42".
pub fn moment(at: NaiveDateTime) -> String {
    format!("{}, {:02}:{:02}", day_and_year(at.date()), at.hour(), at.minute())
}

/// Says a measure's value with its unit; a missing one with the reason.
pub fn value(m: &MeasureWeek) -> String {
    match m.value {
        Some(v) => figure(v, m.decimals, &m.unit),
        None if m.missing.is_empty() => NOT_ENTERED.to_owned(),
        None => format!("{NOT_ENTERED}: {}", m.missing),
    }
}

/// Says a measure's usual range, or nothing.
pub fn usual(m: &MeasureWeek) -> String {
    if m.usual.is_empty() { String::new() } else { format!("usually {}", m.usual) }
}

/// Gives the word that goes with a mark on paper.
pub fn standing(s: Standing) -> &'static str {
    match s {
        Standing::Worse => "Worse than usual",
        Standing::Look => "Worth a look",
        Standing::Better => "Better than usual",
        Standing::NoChange => "No real change",
        Standing::TooFew => "Too few to say",
        Standing::Missing => NOT_ENTERED,
    }
}

/// Says what a list leaves out, or nothing.
pub fn more(left: usize) -> Option<String> {
    (left > 0).then(|| format!("{left} more in the spreadsheet"))
}

/// Joins what is not empty by a middle dot.
pub fn join(parts: &[&str]) -> String {
    parts.iter().copied().filter(|p| !p.trim().is_empty()).collect::<Vec<_>>().join(" \u{b7} ")
}
