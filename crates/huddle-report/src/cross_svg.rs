//! A month's safety cross as one deterministic picture that reads in black and white: a shape for
//! every state, never a shade alone.

use crate::words;
use chrono::{Datelike, NaiveDate};
use huddle_core::cross::{DayState, cell};
use huddle_core::report::{CrossDay, CrossMonth};
use std::fmt::Write;

/// Side of one day's square, in the drawing's units.
const SIDE: u32 = 24;

/// Draws the cross: 31 squares at most, the days of the month in the fixed places of a safety cross.
pub fn draw(c: &CrossMonth) -> String {
    let (w, h) = (6 * SIDE + 2, 9 * SIDE + 2);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" height=\"{h}\" \
         font-family=\"Noto Sans\" font-size=\"8\">"
    );
    for date in days(c.month) {
        if let Some((row, column)) = cell(date.day()) {
            let mark = mark(c, date);
            let (x, y) = (column * SIDE + 1, row * SIDE + 1);
            // Writing to a `String` cannot fail.
            let _ = square(&mut out, x, y, date, mark, date > c.until || before(c, date));
        }
    }
    out.push_str("</svg>");
    out
}

fn square(
    out: &mut String,
    x: u32,
    y: u32,
    date: NaiveDate,
    mark: Option<&CrossDay>,
    ahead: bool,
) -> std::fmt::Result {
    let (fill, line, dash, ink) = match mark.map(|m| m.state) {
        Some(DayState::Harm) => ("#212b32", "#212b32", "", "#ffffff"),
        Some(DayState::NearMiss) => ("#ffffff", "#212b32", "", "#212b32"),
        Some(DayState::Safe) => ("#e8edee", "#212b32", "", "#212b32"),
        None if ahead => ("#ffffff", "#aeb7bd", "", "#768692"),
        None => ("#ffffff", "#4c6272", " stroke-dasharray=\"2 2\"", "#212b32"),
    };
    write!(
        out,
        "<rect x=\"{x}\" y=\"{y}\" width=\"{SIDE}\" height=\"{SIDE}\" fill=\"{fill}\" stroke=\"{line}\"{dash}/>\
         <text x=\"{}\" y=\"{}\" fill=\"{ink}\">{}</text>",
        x + 2,
        y + 9,
        date.day()
    )?;
    let (cx, cy) = (x + 14, y + 15);
    match mark {
        Some(m) if m.state == DayState::Safe => write!(
            out,
            "<path d=\"M{} {}l4 4l7 -9\" fill=\"none\" stroke=\"{ink}\" stroke-width=\"2\"/>",
            cx - 5,
            cy
        ),
        Some(m) if m.state == DayState::NearMiss => write!(
            out,
            "<path d=\"M{cx} {}l6 11h-12z\" fill=\"none\" stroke=\"{ink}\" stroke-width=\"1.5\"/>",
            cy - 6
        ),
        Some(m) => write!(
            out,
            "<text x=\"{cx}\" y=\"{}\" fill=\"{ink}\" font-size=\"12\" font-weight=\"700\" text-anchor=\"middle\">{}</text>",
            cy + 5,
            m.count.max(1)
        ),
        None => Ok(()),
    }
}

fn mark(c: &CrossMonth, date: NaiveDate) -> Option<&CrossDay> {
    c.days.iter().find(|d| d.date == date)
}

/// Says whether a day was over before anybody counted.
fn before(c: &CrossMonth, date: NaiveDate) -> bool {
    c.from.is_some_and(|from| date < from)
}

/// Counts the month's days that are over, counted and not marked.
pub fn not_checked(c: &CrossMonth) -> u32 {
    let open = |d: &NaiveDate| *d <= c.until && !before(c, *d) && mark(c, *d).is_none();
    u32::try_from(days(c.month).iter().filter(|d| open(d)).count()).unwrap_or(u32::MAX)
}

/// Says the cross in words, for those who cannot see it.
pub fn words(c: &CrossMonth) -> String {
    let over: Vec<NaiveDate> = days(c.month)
        .into_iter()
        .filter(|d| *d <= c.until && !(before(c, *d) && mark(c, *d).is_none()))
        .collect();
    let of = |state: DayState| -> Vec<&CrossDay> {
        c.days.iter().filter(|d| d.state == state && over.contains(&d.date)).collect()
    };
    let (safe, near, harm) = (of(DayState::Safe), of(DayState::NearMiss), of(DayState::Harm));
    let unmarked = not_checked(c);
    let on = |list: &[&CrossDay]| {
        let dates: Vec<String> = list.iter().map(|d| d.date.day().to_string()).collect();
        if dates.is_empty() { String::new() } else { format!(" (on {})", dates.join(", ")) }
    };
    let n = |len: usize| u32::try_from(len).unwrap_or(u32::MAX);
    format!(
        "Safety cross of {}, {}: {} safe, {} with harm{}, {} with a near miss{}, {} not checked.",
        c.name,
        words::month(c.month),
        words::count(n(safe.len()), "day", "days"),
        words::count(n(harm.len()), "day", "days"),
        on(&harm),
        n(near.len()),
        on(&near),
        unmarked
    )
}

/// Lists the days of a month.
fn days(month: NaiveDate) -> Vec<NaiveDate> {
    (1..=31).filter_map(|d| month.with_day(d)).collect()
}
