//! `huddlectl export week`: a ward's week as files, and several wards side by side from their week files.

use crate::args::ExportWeek;
use crate::door::{Door, Refusal};
use chrono::{NaiveDate, Weekday};
use huddle_core::report::{FileFate, Format, PileFile, PileFrom, ReportFault, Reports};
use huddle_core::time::{add_days, week_of};
use huddle_report::Press;
use huddle_report::pile::MOST;
use huddle_report::week_file::WeekFileFault;
use huddle_spc::chart::day_and_year;
use serde_json::{Value as Json, json};
use std::path::{Path, PathBuf};

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
    refuse_formats(&asked.format, Press.formats())?;
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

fn refuse_formats(given: &[String], offered: &[Format]) -> Result<Vec<Format>, Refusal> {
    given
        .iter()
        .map(|word| match Format::parse(word) {
            Some(format) if offered.contains(&format) => Ok(format),
            Some(format) => Err(Refusal::plain(format.not_made_here(offered))),
            None => Err(Refusal::usage(&Format::not_known(offered))),
        })
        .collect()
}

/// Puts the week files of several folders side by side; of every file that is not shown it says why.
pub(crate) fn side_by_side(asked: &ExportWeek) -> Result<Vec<String>, Refusal> {
    let formats = refuse_formats(&asked.format, Press.compare_formats())?;
    let wanted = asked.week.as_deref().map(monday).transpose()?;
    let to = whole(&asked.to)?;
    if !to.is_dir() {
        return Err(Refusal::plain("That folder is not there. Nothing was written. Choose another folder."));
    }
    let from = PileFrom { folders: asked.ward_folder.clone(), files: Vec::new() };
    let pile = Press.pile(&from, wanted).map_err(Refusal::plain)?;
    let mut lines: Vec<String> = pile.files.iter().filter_map(|file| said(file, wanted.is_some())).collect();
    if pile.more {
        lines.push(format!("A folder holds more than {MOST} week files. Only the first were opened."));
    }
    let Some(day) = pile.monday.filter(|_| !pile.weeks.is_empty()) else {
        lines.push(ReportFault::NoWeeks.to_string());
        return Err(Refusal::plain(lines.join("\n")));
    };
    let mut made = Vec::with_capacity(formats.len());
    for format in formats {
        made.push((format, Press.compare(&pile.weeks, format).map_err(Refusal::plain)?));
    }
    lines.push(format!("Week to {}, wards by name.", day_and_year(add_days(day, 6))));
    for (format, bytes) in made {
        let path = Press.put_compare(&to, day, format, &bytes).map_err(Refusal::plain)?;
        lines.push(path.display().to_string());
    }
    lines.push("Wards differ. Do not rank.".to_owned());
    Ok(lines)
}

/// Says what became of a file; nothing for one that is shown as it was made. With a week `asked` for, files of
/// other weeks go without saying.
fn said(file: &PileFile, asked: bool) -> Option<String> {
    let why = match file.fate {
        FileFate::Shown => return None,
        FileFate::OtherWeek if asked => return None,
        FileFate::Altered => "It was changed after the ward made it. It is shown and marked.".to_owned(),
        FileFate::Older => {
            format!("Not shown: version {} of {}. A newer version is here.", file.version, file.ward)
        }
        FileFate::Again => format!("Not shown: another file has the same week of {}.", file.ward),
        FileFate::Rival => format!(
            "Not shown: it is version {} of {} too, with other figures. The one made last is shown. Ask the ward which counts.",
            file.version, file.ward
        ),
        FileFate::SetAside => {
            "Not shown: it was changed after the ward made it. The file the ward made is shown.".to_owned()
        }
        FileFate::OtherWeek => {
            let sunday = file.monday.map(|day| day_and_year(add_days(day, 6))).unwrap_or_default();
            format!("Not shown: it is of the week to {sunday}. Choose that week with --week.")
        }
        FileFate::Newer => format!("Not shown. {}", WeekFileFault::Newer),
        FileFate::NotAWeek => format!("Not shown. {}", WeekFileFault::NotAWeek),
        FileFate::TooLarge => format!("Not shown. {}", WeekFileFault::TooLarge),
        FileFate::DayTooFar => format!("Not shown. {}", WeekFileFault::DayTooFar),
        FileFate::TooLong => format!("Not shown. {}", WeekFileFault::TooLong),
        FileFate::Unreadable => "Not shown: it cannot be read.".to_owned(),
    };
    Some(format!("{}: {why}", file.name))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::{Press, Reports, monday};

    #[test]
    fn a_form_this_build_does_not_make_is_said_plainly() {
        let said = super::refuse_formats(&["csv".to_owned(), "pdf".to_owned()], Press.formats());
        if cfg!(feature = "pdf") {
            assert_eq!(said.map_err(|r| r.to_string()).unwrap().len(), 2);
        } else {
            assert_eq!(
                said.unwrap_err().to_string(),
                "This build makes no PDF. Nothing was written. Choose xlsx, docx, csv or txt."
            );
        }
        let said = super::refuse_formats(&["exe".to_owned()], Press.formats()).unwrap_err().to_string();
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
