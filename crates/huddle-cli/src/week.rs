//! `huddlectl export week`: a ward's week as files, and several wards side by side from their week files.

use crate::args::ExportWeek;
use crate::door::{Door, Refusal};
use chrono::{NaiveDate, Weekday};
use huddle_core::report::{Format, OpenedWeek, Reports};
use huddle_core::time::week_of;
use huddle_report::save::{SafeName, save};
use huddle_report::{Press, week_file};
use serde_json::{Value as Json, json};
use std::io::Read;
use std::path::{Path, PathBuf};

/// Most week files looked at in one folder.
const MOST: usize = 500;

/// Reads "2026-W46" or any day of a week as the week's Monday.
fn monday(given: &str) -> Result<NaiveDate, Refusal> {
    let wrong =
        || Refusal::usage("This is not a week. Nothing was written. Write it like 2026-W46 or 2026-11-09.");
    if let Ok(day) = huddle_core::validate::iso_date(given) {
        return Ok(week_of(day));
    }
    let (year, week) = given.trim().split_once("-W").ok_or_else(wrong)?;
    let (year, week) = (year.parse().map_err(|_| wrong())?, week.parse().map_err(|_| wrong())?);
    NaiveDate::from_isoywd_opt(year, week, Weekday::Mon)
        .filter(|day| huddle_core::validate::YEARS.contains(&chrono::Datelike::year(day)))
        .ok_or_else(wrong)
}

/// Makes a folder's path whole.
pub(crate) fn whole(to: &Path) -> Result<PathBuf, Refusal> {
    std::path::absolute(to)
        .map_err(|_| Refusal::usage("There is no such folder. Nothing was written. Choose another folder."))
}

/// Keeps a copy of the week and writes its files; the same unchanged week gives the same bytes.
pub(crate) fn export(folder: &Path, asked: &ExportWeek) -> Result<Vec<String>, Refusal> {
    let week = asked.week.as_deref().map(monday).transpose()?.map(|day| day.to_string());
    let to = whole(&asked.to)?;
    // A wish that cannot be met must not leave a kept copy behind.
    refuse_formats(&asked.format)?;
    if !to.is_dir() {
        return Err(Refusal::plain("That folder is not there. Nothing was written. Choose another folder."));
    }
    let door = Door::to(folder)?;
    let kept = door.call("week_freeze", json!({ "monday": week }), None)?;
    let body =
        json!({ "monday": kept.get("monday"), "formats": asked.format, "folder": to.display().to_string() });
    let made = door.call("week_files_make", body, None)?;
    let text = |value: Option<&Json>| value.and_then(Json::as_str).unwrap_or_default().to_owned();
    let list = |value: Option<&Json>| -> Vec<String> {
        value.and_then(Json::as_array).into_iter().flatten().map(|v| text(Some(v))).collect()
    };
    let mut lines = vec![format!(
        "Week from {}, version {}, made {}.",
        text(kept.get("monday")),
        kept.get("version").cloned().unwrap_or_default(),
        text(kept.get("made")),
    )];
    let new = kept.get("new_version").and_then(Json::as_bool).unwrap_or(false);
    if !new {
        lines.push("Nothing has changed since this version.".to_owned());
    }
    lines.extend(list(kept.get("changed")));
    lines.extend(list(made.get("files")).into_iter().map(|name| to.join(name).display().to_string()));
    Ok(lines)
}

fn refuse_formats(given: &[String]) -> Result<Vec<Format>, Refusal> {
    let offered = Press.formats();
    given
        .iter()
        .map(|word| match Format::parse(word) {
            Some(format) if offered.contains(&format) => Ok(format),
            Some(format) => Err(Refusal::plain(format.not_made_here(offered))),
            None => Err(Refusal::usage(&Format::not_known(offered))),
        })
        .collect()
}

/// Puts the week files of several folders side by side; a file that cannot be used is named with the reason.
pub(crate) fn side_by_side(asked: &ExportWeek) -> Result<Vec<String>, Refusal> {
    let formats = refuse_formats(&asked.format)?;
    let only = asked.week.as_deref().map(monday).transpose()?;
    let (mut weeks, mut lines) = (Vec::new(), Vec::new());
    for folder in &asked.ward_folder {
        for path in week_files(folder)? {
            match open(&path) {
                Ok(week) if only.is_none_or(|day| week.week.monday == day) => weeks.push(week),
                Ok(_) => {}
                Err(why) => lines.push(format!("Not used: {}. {why}", path.display())),
            }
        }
    }
    let sunday = weeks.first().map(|w: &OpenedWeek| w.week.sunday());
    let mut made = Vec::with_capacity(formats.len());
    for format in formats {
        made.push((format, Press.compare(&weeks, format).map_err(Refusal::plain)?));
    }
    let to = whole(&asked.to)?;
    for (format, bytes) in made {
        let what = format!("side-by-side_week-ending_{}", sunday.unwrap_or_default());
        let name = SafeName::of("Wards", &what, format.ending());
        lines.push(save(&to, &name, &bytes).map_err(Refusal::plain)?.display().to_string());
    }
    for week in weeks.iter().filter(|w| w.altered) {
        lines.push(format!("The file of {} was changed after the ward made it.", week.week.ward.name));
    }
    lines.push("Wards differ. Do not rank.".to_owned());
    Ok(lines)
}

/// Lists a folder's week files by name.
fn week_files(folder: &Path) -> Result<Vec<PathBuf>, Refusal> {
    let gone =
        |_| Refusal::plain(format!("The folder {} cannot be read. Nothing was written.", folder.display()));
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .map_err(gone)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|p| p.extension().is_some_and(|e| e.eq_ignore_ascii_case(Format::Week.ending())))
        .collect();
    paths.sort();
    paths.truncate(MOST);
    Ok(paths)
}

fn open(path: &Path) -> Result<OpenedWeek, String> {
    let gone = |_| "It cannot be read.".to_owned();
    let mut bytes = Vec::new();
    let most = u64::try_from(week_file::LARGEST).unwrap_or(u64::MAX).saturating_add(1);
    std::fs::File::open(path).map_err(gone)?.take(most).read_to_end(&mut bytes).map_err(gone)?;
    week_file::read(&bytes).map_err(|fault| fault.to_string())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::monday;

    #[test]
    fn a_form_this_build_does_not_make_is_said_plainly() {
        let said = super::refuse_formats(&["csv".to_owned(), "pdf".to_owned()]);
        if cfg!(feature = "pdf") {
            assert_eq!(said.map_err(|r| r.to_string()).unwrap().len(), 2);
        } else {
            assert_eq!(
                said.unwrap_err().to_string(),
                "This build makes no PDF. Nothing was written. Choose xlsx, docx, csv or txt."
            );
        }
        let said = super::refuse_formats(&["exe".to_owned()]).unwrap_err().to_string();
        assert!(said.starts_with("This form is not known. Nothing was written. Choose "), "{said}");
    }

    #[test]
    fn weeks_are_read_by_number_or_by_day() {
        for given in ["2026-W46", "2026-11-09", "2026-11-15"] {
            assert_eq!(
                monday(given).map_err(|r| r.to_string()).unwrap().to_string(),
                "2026-11-09",
                "{given}"
            );
        }
        for bad in ["", "2026-W54", "2026-W", "46", "2026-13-01", "9999999-W01"] {
            assert!(monday(bad).is_err(), "{bad}");
        }
    }
}
