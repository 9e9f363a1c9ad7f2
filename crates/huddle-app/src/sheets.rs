//! Pages to print, filled from the answers the screens get, by whoever has them: the app at night, or the command
//! line through a door.

use chrono::{Months, NaiveDate, NaiveDateTime};
use huddle_core::cross::{DayState, Medal};
use huddle_core::report::{
    Carried, Certificate, CrossDay, CrossMonth, CrossSheet, DaysLine, Glance, GlanceLane, GlanceMeasure,
    HuddleSheet, NumberBox, Procedure, ProcedureStep, SheetSection, TodayNumber,
};
use huddle_core::text::fold;
use huddle_core::time::add_days;
use huddle_core::validate::iso_date;
use huddle_core::words::StatusWord;
use huddle_spc::chart::{day, day_and_year};
use serde_json::Value as Json;
use thiserror::Error;

/// Says why a page was not filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SheetFault {
    /// An answer without what every version gives.
    #[error("The board's answer was not understood. Nothing was written. Use the same version of both.")]
    Odd,
    /// A cross the ward does not keep.
    #[error("This ward keeps no such cross. Nothing was written. Use its name or key.")]
    NoSuchCross,
    /// Days since the last one that nobody checked.
    #[error(
        "{0} days since the last one are not checked, and a certificate counts checked days only. \
         Nothing was written."
    )]
    NotChecked(u32),
    /// No milestone yet.
    #[error("No milestone of checked days is reached yet. Nothing was written.")]
    NoMilestone,
}

/// Most measures one lane names on the page.
const MEASURES: usize = 6;

/// What a huddle's sections are called and ask, as the screen says it; a test holds them to it.
const SECTIONS: &[(&str, &str, &str)] = &[
    ("welcome", "Who's here", "New or moved faces? Who leads today, and who leads tomorrow?"),
    ("checkin", "How are we?", "Hands up: fine, so-so or struggling?"),
    ("staffing", "Staffing and skills", "Enough of the right people? Breaks covered? Any red flag raised?"),
    ("lookback", "Last 24 hours", "Anything that hurt or nearly hurt someone? What helped?"),
    ("today", "Today's risks", "Which risks today? Say numbers and bays, never names."),
    ("flow", "Coming and going", "How many go home today? What are we waiting for?"),
    ("kit", "Kit, beds, cleaning, IT", "Anything broken or missing?"),
    ("messages", "Need to know", "One message only."),
    ("improve", "What we're improving", "How is it going? Any ideas?"),
    ("thanks", "Thank you", "One thing that went well."),
];

/// Returns a text of an answer; empty without one.
#[must_use]
pub fn text(of: &Json, key: &str) -> String {
    of.get(key).and_then(Json::as_str).unwrap_or_default().to_owned()
}

fn list<'a>(of: &'a Json, key: &str) -> &'a [Json] {
    of.get(key).and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn whole(of: &Json, key: &str) -> Option<u32> {
    of.get(key).and_then(Json::as_i64).map(|n| u32::try_from(n.max(0)).unwrap_or(u32::MAX))
}

fn date(of: &Json, key: &str) -> Option<NaiveDate> {
    iso_date(of.get(key)?.as_str()?).ok()
}

/// Reads the ward's date and time out of `now_get`.
///
/// # Errors
/// [`SheetFault::Odd`].
pub fn moment(now: &Json) -> Result<NaiveDateTime, SheetFault> {
    NaiveDateTime::parse_from_str(&format!("{} {}", text(now, "date"), text(now, "time")), "%Y-%m-%d %H:%M")
        .map_err(|_| SheetFault::Odd)
}

/// Says a shift as the screen does: "Day", "Night of 21 to 22 November".
fn shift(date: NaiveDate, word: &str) -> String {
    if word != "night" {
        return "Day".to_owned();
    }
    let without_year = |d: NaiveDate| {
        let full = day_and_year(d);
        full.rsplit_once(' ').map_or(full.clone(), |(start, _)| start.to_owned())
    };
    let next = huddle_core::time::add_days(date, 1);
    let (first, second) = (without_year(date), without_year(next));
    let same_month = first.split_once(' ').map(|(_, m)| m) == second.split_once(' ').map(|(_, m)| m);
    let first = if same_month { first.split(' ').next().unwrap_or_default().to_owned() } else { first };
    format!("Night of {first} to {second}")
}

/// Fills a sheet to write on from `huddle_get`: what is known before the huddle, and lines for the rest.
///
/// # Errors
/// [`SheetFault::Odd`].
pub fn huddle(ward: String, view: &Json) -> Result<HuddleSheet, SheetFault> {
    let on = date(view, "date").ok_or(SheetFault::Odd)?;
    let word = text(view, "shift");
    let sections = list(view, "sections")
        .iter()
        .filter_map(|s| {
            let key = text(s, "key");
            let (_, name, prompt) = SECTIONS.iter().find(|(k, ..)| *k == key)?;
            let boxes = list(s, "numbers")
                .iter()
                .map(|n| NumberBox { label: text(n, "label"), planned: n.get("plan").and_then(Json::as_f64) })
                .collect();
            Some(SheetSection { name: (*name).to_owned(), prompt: (*prompt).to_owned(), boxes })
        })
        .collect();
    let carried = list(view, "carried")
        .iter()
        .map(|a| {
            let due = date(a, "due_date").map(day).unwrap_or_default();
            let late = a.get("late").and_then(Json::as_bool).unwrap_or(false);
            Carried {
                what: text(a, "text"),
                owner: text(a, "owner"),
                due: if late { format!("{due}, late") } else { due },
            }
        })
        .collect();
    let days_since = list(view, "crosses")
        .iter()
        .map(|c| DaysLine {
            name: text(c, "label"),
            days: whole(c, "days"),
            not_checked: whole(c, "not_checked").unwrap_or(0),
        })
        .collect();
    Ok(HuddleSheet {
        ward,
        date: on,
        shift: shift(on, &word),
        name: "Daily ward huddle".to_owned(),
        code: format!("H-{}-{}", on.format("%m%d"), if word == "night" { "N" } else { "D" }),
        sections,
        carried,
        days_since,
    })
}

/// Fills the board at a glance from `glance_get`.
#[must_use]
pub fn glance(ward: String, at: NaiveDateTime, view: &Json) -> Glance {
    let lanes = list(view, "lanes")
        .iter()
        .map(|l| GlanceLane {
            name: text(l, "label"),
            status: match StatusWord::parse(&text(l, "status")) {
                Some(StatusWord::OnTrack) => "On track",
                Some(StatusWord::Watch) => "Watch",
                Some(StatusWord::NeedsHelp) => "Needs help",
                Some(StatusWord::NotKnown) | None => "",
            }
            .to_owned(),
            today: list(l, "rows")
                .iter()
                .map(|n| TodayNumber {
                    label: text(n, "label"),
                    planned: n.get("plan").and_then(Json::as_f64),
                    actual: n.get("actual").and_then(Json::as_f64),
                    why: text(n, "why_different"),
                })
                .collect(),
            measures: list(l, "measures")
                .iter()
                .take(MEASURES)
                .map(|m| {
                    let value = text(m, "latest_text");
                    GlanceMeasure {
                        name: text(m, "name"),
                        value: if value.is_empty() { "Not entered".to_owned() } else { value },
                        sentence: text(m, "sentence"),
                    }
                })
                .collect(),
            doing: whole(l, "doing").unwrap_or(0),
            oldest_days: whole(l, "doing_oldest_days"),
            waiting: whole(l, "waiting").unwrap_or(0),
        })
        .collect();
    Glance { ward, at, lanes }
}

/// Fills a procedure from `procedure_get`.
#[must_use]
pub fn procedure(ward: String, view: &Json) -> Procedure {
    let line = view.get("line").unwrap_or(&Json::Null);
    let lines = |key: &str| -> Vec<String> {
        text(view, key).lines().map(str::trim).filter(|l| !l.is_empty()).map(str::to_owned).collect()
    };
    let steps = list(view, "steps")
        .iter()
        .map(|s| {
            let (action, point) = (text(s, "action"), text(s, "key_point"));
            let warning = s.get("warning").and_then(Json::as_bool).unwrap_or(false);
            ProcedureStep {
                text: action,
                key_point: if warning { String::new() } else { point.clone() },
                reason: text(s, "why"),
                // The step itself warns: its key point is what is boxed.
                warning: match (warning, point.is_empty()) {
                    (true, false) => point,
                    (true, true) => "Take care at this step.".to_owned(),
                    (false, _) => String::new(),
                },
            }
        })
        .collect();
    Procedure {
        ward,
        title: text(line, "title"),
        version: whole(view, "number").unwrap_or(0),
        owner: text(view, "agreed_by"),
        review: date(view, "review_by"),
        banner: match text(view, "status").as_str() {
            "draft" => "Draft: not agreed yet. Do not work by it.".to_owned(),
            "on_trial" => "On trial: tell the ward what happens.".to_owned(),
            "withdrawn" => "Withdrawn: do not use.".to_owned(),
            _ => String::new(),
        },
        who: text(view, "who"),
        needs: lines("need"),
        steps,
        good: text(view, "good"),
        wrong: text(view, "if_wrong"),
    }
}

/// Fills the crosses of a month from `crosses_get`; an unmarked day is left out, so that nobody takes it for a safe
/// one.
///
/// # Errors
/// [`SheetFault::Odd`].
pub fn crosses(ward: String, at: NaiveDateTime, view: &Json) -> Result<CrossSheet, SheetFault> {
    let month = iso_date(&format!("{}-01", text(view, "month"))).map_err(|_| SheetFault::Odd)?;
    let last = month.checked_add_months(Months::new(1)).map_or(month, |next| add_days(next, -1));
    let today = at.date();
    let all = list(view, "crosses")
        .iter()
        .map(|c| {
            let now = c.get("now").unwrap_or(&Json::Null);
            let days: Vec<CrossDay> = list(c, "days")
                .iter()
                .filter_map(|d| {
                    let state = DayState::parse(&text(d, "state"))?;
                    Some(CrossDay { date: date(d, "date")?, state, count: whole(d, "count").unwrap_or(0) })
                })
                .collect();
            // Today is over once somebody marked it.
            let over = if days.iter().any(|d| d.date == today) { today } else { add_days(today, -1) };
            CrossMonth {
                definition_id: text(c, "key"),
                name: text(c, "label"),
                definition: text(c, "what_counts"),
                month,
                from: date(c, "started_on").filter(|day| *day > month),
                days,
                until: over.min(last),
                days_since: whole(now, "days"),
                counting_from: date(now, "since_start"),
                not_checked: whole(now, "not_checked").unwrap_or(0),
                harms_this_week: 0,
                milestone: None,
                between: c.get("gaps").map(|gaps| text(gaps, "sentence")).unwrap_or_default(),
            }
        })
        .collect();
    Ok(CrossSheet { ward, at, crosses: all })
}

/// Fills a milestone's certificate from `crosses_get`, with the cross's key.
///
/// # Errors
/// [`SheetFault`] with the reason when there is no milestone to print.
pub fn certificate(ward: String, asked: &str, view: &Json) -> Result<(Certificate, String), SheetFault> {
    let same = |c: &&Json| text(c, "key") == asked || fold(&text(c, "label")) == fold(asked);
    let cross = list(view, "crosses").iter().find(same).ok_or(SheetFault::NoSuchCross)?;
    let Some(run) = cross.get("certificate").filter(|run| run.is_object()) else {
        let unchecked = cross.get("now").and_then(|now| whole(now, "not_checked")).unwrap_or(0);
        return Err(if unchecked > 0 { SheetFault::NotChecked(unchecked) } else { SheetFault::NoMilestone });
    };
    let sheet = Certificate {
        ward,
        cross: text(cross, "label"),
        days: whole(run, "days").ok_or(SheetFault::Odd)?,
        since: date(run, "since").ok_or(SheetFault::Odd)?,
        reached: date(run, "reached").ok_or(SheetFault::Odd)?,
        medal: Medal::parse(&text(run, "medal")),
    };
    Ok((sheet, text(cross, "key")))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use serde_json::json;

    #[test]
    fn the_paper_asks_what_the_screen_asks() {
        let screen =
            std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../ui/src/text/huddle.ts"))
                .unwrap();
        for (key, name, prompt) in SECTIONS {
            assert!(screen.contains(&format!("{key}: {{")), "{key}");
            assert!(screen.contains(&format!("name: \"{name}\"")), "{name}");
            assert!(screen.contains(&format!("prompt: \"{prompt}\"")), "{prompt}");
        }
        let known: Vec<&str> = SECTIONS.iter().map(|(key, ..)| *key).collect();
        for section in huddle_core::huddle_template::DAILY.sections {
            // These two have blocks of their own on the sheet.
            assert!(known.contains(&section.key) || ["dayssince", "actions"].contains(&section.key));
        }
    }

    fn month(marked: &[(&str, &str)], certificate: Json, not_checked: i64) -> Json {
        let days: Vec<Json> =
            marked.iter().map(|(date, state)| json!({ "date": date, "state": state, "count": 1 })).collect();
        json!({ "month": "2026-11", "crosses": [{
            "key": "falls", "label": "Falls", "what_counts": "Every fall.", "started_on": "2026-11-03",
            "days": days, "certificate": certificate,
            "now": { "days": 9, "since_start": null, "not_checked": not_checked },
        }] })
    }

    #[test]
    fn an_unmarked_day_is_no_safe_day_and_days_before_counting_are_left_alone() {
        let at = |day: &str| iso_date(day).unwrap().and_hms_opt(7, 42, 0).unwrap();
        let view =
            month(&[("2026-11-03", "safe"), ("2026-11-04", ""), ("2026-11-05", "harm")], Json::Null, 1);
        let cross = crosses("Ward 6A".into(), at("2026-11-08"), &view).map_err(|r| r.to_string()).unwrap();
        let one = cross.crosses.first().unwrap();
        assert_eq!(one.days.iter().map(|d| d.state).collect::<Vec<_>>(), [DayState::Safe, DayState::Harm]);
        assert_eq!(
            (one.until.to_string(), one.from.map(|d| d.to_string())),
            ("2026-11-07".into(), Some("2026-11-03".into()))
        );
        // The 4th, 6th and 7th: not the 1st and 2nd, and not today.
        let counted = std::iter::successors(one.from, |day| Some(add_days(*day, 1)));
        let open =
            counted.take_while(|day| *day <= one.until).filter(|day| one.days.iter().all(|d| d.date != *day));
        assert_eq!(
            open.map(|day| day.to_string()).collect::<Vec<_>>(),
            ["2026-11-04", "2026-11-06", "2026-11-07"]
        );
        let marked = month(&[("2026-11-08", "near_miss")], Json::Null, 0);
        let cross = crosses("Ward 6A".into(), at("2026-11-08"), &marked).map_err(|r| r.to_string()).unwrap();
        assert_eq!(cross.crosses.first().unwrap().until.to_string(), "2026-11-08");
        // A month long ago ends with its own last day.
        let cross = crosses("Ward 6A".into(), at("2027-02-01"), &marked).map_err(|r| r.to_string()).unwrap();
        assert_eq!(cross.crosses.first().unwrap().until.to_string(), "2026-11-30");
    }

    #[test]
    fn a_certificate_is_made_of_a_milestone_and_refused_without_one() {
        let refused = |asked: &str, view: &Json| {
            certificate("Ward 6A".into(), asked, view).map(|_| ()).unwrap_err().to_string()
        };
        assert!(
            refused("Falls", &month(&[], Json::Null, 2))
                .starts_with("2 days since the last one are not checked")
        );
        assert!(refused("falls", &month(&[], Json::Null, 0)).starts_with("No milestone of checked days"));
        assert!(refused("Burns", &month(&[], Json::Null, 0)).starts_with("This ward keeps no such cross."));
        let run = json!({ "days": 30, "since": "2026-10-09", "reached": "2026-11-07", "medal": "bronze" });
        let (sheet, key) =
            certificate("Ward 6A".into(), "FALLS", &month(&[], run, 0)).map_err(|r| r.to_string()).unwrap();
        assert_eq!((sheet.days, sheet.medal, key.as_str()), (30, Some(Medal::Bronze), "falls"));
    }

    #[test]
    fn a_night_belongs_to_its_first_date() {
        let on = |text: &str| iso_date(text).unwrap();
        assert_eq!(shift(on("2026-11-21"), "night"), "Night of 21 to 22 November");
        assert_eq!(shift(on("2026-10-31"), "night"), "Night of 31 October to 1 November");
        assert_eq!(shift(on("2026-11-21"), "day"), "Day");
    }
}
