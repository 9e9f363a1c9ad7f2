//! The values the templates read: words and pictures, nothing left to work out.

use crate::words;
use crate::{cross_svg, page};
use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike};
use huddle_core::cross::Medal;
use huddle_core::report::{
    Certificate, ComparePage, CrossMonth, CrossSheet, DaysLine, Glance, GlanceLane, HuddleSheet, Procedure,
    ReportFault, Sheet,
};
use huddle_spc::chart::{day_and_year, number};
use serde_json::{Value, json};

/// Measures side by side before the table goes on below.
const ACROSS: usize = 5;

/// Adds what every template's frame reads; `made` is the day the file says it is of, if it has one.
pub fn with_frame(mut value: Value, title: &str, foot_line: &str, made: Option<NaiveDateTime>) -> Value {
    if let Some(map) = value.as_object_mut() {
        map.insert("title".to_owned(), title.into());
        map.insert("foot_line".to_owned(), foot_line.into());
        map.insert(
            "made".to_owned(),
            made.map(|m| json!([m.year(), m.month(), m.day(), m.hour(), m.minute()])).into(),
        );
        map.entry("foot").or_insert_with(|| json!([]));
    }
    value
}

/// Gives the comparison in parts narrow enough for the paper.
pub fn compare(page: &ComparePage) -> Result<Value, ReportFault> {
    let parts: Vec<Value> = page
        .columns
        .chunks(ACROSS)
        .enumerate()
        .map(|(i, columns)| {
            let rows: Vec<Value> = page
                .rows
                .iter()
                .map(|r| {
                    let cells: Vec<_> = r.cells.iter().skip(i * ACROSS).take(ACROSS).collect();
                    json!({ "ward": r.ward, "version": r.version, "complete": r.complete, "cells": cells })
                })
                .collect();
            json!({ "columns": columns, "rows": rows })
        })
        .collect();
    let mut value = serde_json::to_value(page).map_err(|_| ReportFault::NotMade)?;
    if let Some(map) = value.as_object_mut() {
        map.insert("parts".to_owned(), parts.into());
    }
    Ok(value)
}

/// Gives a sheet's value, its title, the line at its foot and its moment. A procedure has none: its only date is
/// the one by which it is looked at again.
pub fn sheet(sheet: &Sheet) -> (Value, String, String, Option<NaiveDateTime>) {
    match sheet {
        Sheet::Huddle(s) => {
            let date = words::long_date(s.date);
            let title = format!("{}, {}, {date}", s.ward, s.name);
            (
                huddle(s, &date),
                title,
                format!("{} {}", words::NO_PATIENTS, words::NO_ALERT),
                Some(day(s.date)),
            )
        }
        Sheet::Glance(s) => {
            let title = format!("{}, our board at a glance, {}", s.ward, words::moment(s.at));
            (glance(s), title, format!("{} {}", words::NO_PATIENTS, words::NO_ALERT), Some(s.at))
        }
        Sheet::Procedure(s) => {
            let foot =
                format!("{}, version {}. Printed pages grow old: check the board.", s.title, s.version);
            (procedure(s), format!("{}: {}", s.ward, s.title), foot, None)
        }
        Sheet::Crosses(s) => {
            let title = format!("{}, safety crosses, {}", s.ward, month(s));
            (crosses(s), title, format!("{} {}", words::OWN_COUNT, words::NO_PATIENTS), Some(s.at))
        }
        Sheet::Pack(s) => {
            let title = format!("{}, pages for {}", s.ward, words::long_date(s.day));
            let made = format!("Made {}. Printed pages grow old: check the board.", words::moment(s.at));
            let foot = format!("{made} {} {}", words::NO_PATIENTS, words::NO_ALERT);
            // A pack inside a pack would have no end.
            let pages: Vec<Value> = s
                .sheets
                .iter()
                .filter(|one| !matches!(one, Sheet::Pack(_)))
                .map(|one| self::sheet(one).0)
                .collect();
            (json!({ "sheet": "pack", "pages": pages }), title, foot, Some(s.at))
        }
        Sheet::Certificate(s) => {
            let title = format!("{}: {} days without {}", s.ward, s.days, s.cross.to_lowercase());
            (certificate(s), title, words::OWN_COUNT.to_owned(), Some(day(s.reached)))
        }
    }
}

/// Gives the first moment of a day, for pages that carry a day and no time.
fn day(date: NaiveDate) -> NaiveDateTime {
    date.and_time(NaiveTime::MIN)
}

fn days_line(c: &DaysLine) -> Value {
    let beside = if c.not_checked > 0 {
        format!("{} not checked", words::count(c.not_checked, "day", "days"))
    } else {
        String::new()
    };
    let days = c.days.map_or_else(|| "Not counted yet".to_owned(), |d| words::count(d, "day", "days"));
    json!({ "name": c.name, "days": days, "beside": beside })
}

fn amount(value: Option<f64>) -> String {
    value.map(|v| number(v, u8::from(v.fract() != 0.0))).unwrap_or_default()
}

fn huddle(s: &HuddleSheet, date: &str) -> Value {
    let sections: Vec<Value> = s
        .sections
        .iter()
        .map(|x| {
            let boxes: Vec<Value> =
                x.boxes.iter().map(|b| json!({ "label": b.label, "planned": amount(b.planned) })).collect();
            json!({ "name": x.name, "prompt": x.prompt, "boxes": boxes })
        })
        .collect();
    json!({
        "sheet": "huddle", "ward": s.ward, "name": s.name, "date": date, "shift": s.shift, "code": s.code,
        "sections": sections, "carried": s.carried,
        "days_since": s.days_since.iter().map(days_line).collect::<Vec<_>>(),
    })
}

fn glance(s: &Glance) -> Value {
    let lane = |l: &GlanceLane| {
        let today: Vec<Value> = l
            .today
            .iter()
            .map(|t| {
                let actual = if t.actual.is_some() { amount(t.actual) } else { "not known".to_owned() };
                let planned = if t.planned.is_some() {
                    format!("planned {}", amount(t.planned))
                } else {
                    String::new()
                };
                json!({ "label": t.label, "actual": actual, "planned": planned, "why": t.why })
            })
            .collect();
        let oldest =
            l.oldest_days.map(|d| format!("oldest {}", words::count(d, "day", "days"))).unwrap_or_default();
        let waiting =
            if l.waiting > 0 { format!("{} waiting for an answer", l.waiting) } else { String::new() };
        let cards = words::join(&[&format!("{} doing", l.doing), &oldest, &waiting]);
        json!({ "name": l.name, "status": l.status, "today": today, "measures": l.measures, "cards": cards })
    };
    json!({
        "sheet": "glance", "ward": s.ward, "at": words::moment(s.at),
        "lanes": s.lanes.iter().map(lane).collect::<Vec<_>>(),
    })
}

fn procedure(s: &Procedure) -> Value {
    let review = s.review.map(|d| format!("review {}", day_and_year(d))).unwrap_or_default();
    json!({
        "sheet": "procedure", "ward": s.ward, "name": s.title,
        "about": words::join(&[&format!("Version {}", s.version), &s.owner, &review]),
        "banner": s.banner, "who": s.who, "needs": s.needs, "steps": s.steps, "good": s.good, "wrong": s.wrong,
    })
}

fn month(s: &CrossSheet) -> String {
    s.crosses.first().map(|c| words::month(c.month)).unwrap_or_default()
}

fn crosses(s: &CrossSheet) -> Value {
    json!({
        "sheet": "crosses", "ward": s.ward, "at": words::moment(s.at), "month": month(s),
        "crosses": s.crosses.iter().map(month_cross).collect::<Vec<_>>(),
    })
}

/// Gives a cross of a month with what nobody checked said beside it.
fn month_cross(c: &CrossMonth) -> Value {
    let picture = page::picture(c);
    let unchecked = match cross_svg::not_checked(c) {
        0 => "Every day of this month so far was checked.".to_owned(),
        n => format!("{} not checked.", words::count(n, "day of this month was", "days of this month were")),
    };
    json!({
        "name": picture.name, "days": picture.days, "beside": picture.beside, "svg": picture.svg,
        "alt": picture.alt, "unchecked": unchecked,
    })
}

fn certificate(s: &Certificate) -> Value {
    let medal = match s.medal {
        Some(Medal::Bronze) => "Bronze",
        Some(Medal::Silver) => "Silver",
        Some(Medal::Gold) => "Gold",
        None => "",
    };
    json!({
        "sheet": "certificate", "ward": s.ward, "what": s.cross.to_lowercase(), "days": s.days,
        "since": day_and_year(s.since), "reached": day_and_year(s.reached), "medal": medal,
    })
}
