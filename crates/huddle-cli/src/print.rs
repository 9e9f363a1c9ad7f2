//! `huddlectl print`: pages for the day the PC is taken, filled from the same answers the screens get.

use crate::args::Print;
use crate::door::{Door, Refusal};
use chrono::{NaiveDate, NaiveDateTime};
use huddle_core::report::{
    Carried, DaysLine, Format, Glance, GlanceLane, GlanceMeasure, HuddleSheet, NumberBox, Procedure,
    ProcedureStep, Reports, Sheet, SheetSection, TodayNumber,
};
use huddle_core::validate::iso_date;
use huddle_core::words::StatusWord;
use huddle_report::Press;
use huddle_report::save::{SafeName, save};
use huddle_spc::chart::{day, day_and_year};
use serde_json::{Value as Json, json};
use std::path::Path;

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

/// Makes one page and puts it into the folder.
pub(crate) fn print(folder: &Path, asked: &Print) -> Result<Vec<String>, Refusal> {
    // A wish that cannot be met is said before the folder is opened.
    if !Press.formats().contains(&Format::Pdf) {
        return Err(Refusal::plain(
            "This build makes no PDF, and pages to print are PDFs. Nothing was written. Print from the screen.",
        ));
    }
    let to = match asked {
        Print::Huddle { to, .. } | Print::Glance { to } | Print::Procedure { to, .. } => to,
    };
    let to = crate::week::whole(to)?;
    let door = Door::to(folder)?;
    let ward = text(&door.call("ward_get", json!({}), None)?, "name");
    let (sheet, what) = match asked {
        Print::Huddle { date, shift, .. } => {
            let view = door.call("huddle_get", json!({ "date": date, "shift": shift }), None)?;
            let sheet = huddle(ward.clone(), &view)?;
            let what = format!("huddle-sheet_{}_{}", sheet.date, text(&view, "shift"));
            (Sheet::Huddle(sheet), what)
        }
        Print::Glance { .. } => {
            let now = moment(&door.call("now_get", json!({}), None)?)?;
            let view = door.call("glance_get", json!({}), None)?;
            (Sheet::Glance(glance(ward.clone(), now, &view)), format!("at-a-glance_{}", now.date()))
        }
        Print::Procedure { id, .. } => {
            let view = door.call("procedure_get", json!({ "id": id }), None)?;
            let sheet = procedure(ward.clone(), &view);
            // Its title is typed by people, so the file goes by the id.
            let what = format!("procedure_{id}_v{}", sheet.version);
            (Sheet::Procedure(sheet), what)
        }
    };
    let bytes = Press.sheet(&sheet).map_err(Refusal::plain)?;
    let name = SafeName::of(&ward, &what, Format::Pdf.ending());
    Ok(vec![save(&to, &name, &bytes).map_err(Refusal::plain)?.display().to_string()])
}

fn text(of: &Json, key: &str) -> String {
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

fn odd() -> Refusal {
    Refusal::plain(
        "The board's answer was not understood. Nothing was written. Use the same version of both.",
    )
}

fn moment(now: &Json) -> Result<NaiveDateTime, Refusal> {
    NaiveDateTime::parse_from_str(&format!("{} {}", text(now, "date"), text(now, "time")), "%Y-%m-%d %H:%M")
        .map_err(|_| odd())
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

/// A sheet to write on: what is known before the huddle, and lines for the rest.
fn huddle(ward: String, view: &Json) -> Result<HuddleSheet, Refusal> {
    let on = date(view, "date").ok_or_else(odd)?;
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

fn glance(ward: String, at: NaiveDateTime, view: &Json) -> Glance {
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

fn procedure(ward: String, view: &Json) -> Procedure {
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

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

    #[test]
    fn a_night_belongs_to_its_first_date() {
        let on = |text: &str| iso_date(text).unwrap();
        assert_eq!(shift(on("2026-11-21"), "night"), "Night of 21 to 22 November");
        assert_eq!(shift(on("2026-10-31"), "night"), "Night of 31 October to 1 November");
        assert_eq!(shift(on("2026-11-21"), "day"), "Day");
    }
}
