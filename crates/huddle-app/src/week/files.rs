//! Files of the copy that was kept last, through whatever makes files for this app.
//!
//! Every file is made before the first is written: a form that cannot be made leaves the folder as it was.

use super::{EXPORTS, frozen, kept};
use crate::backup::{folder, no_folder};
use crate::check::date;
use crate::exec::Exec;
use crate::fault::Fault;
use crate::wire::{ErrorKind, WeekFiles, WeekFilesMake};
use huddle_core::report::{Format, PutFault, ReportFault};
use huddle_core::time::week_of;
use std::path::PathBuf;

impl From<ReportFault> for Fault {
    fn from(fault: ReportFault) -> Self {
        let code = match fault {
            ReportFault::NotOffered => "format_not_offered",
            ReportFault::TooLong => "too_long",
            ReportFault::TooManyRows => "too_many_rows",
            ReportFault::NotMade => "not_made",
            ReportFault::DifferentWeeks => "different_weeks",
            ReportFault::NoWeeks => "no_weeks",
        };
        Self::user(code, &fault.to_string())
    }
}

impl From<PutFault> for Fault {
    fn from(fault: PutFault) -> Self {
        Self::new(ErrorKind::NotNow, fault.code, &fault.said).field("folder")
    }
}

/// Reads the forms asked for, each once; `offered` is what this build makes.
fn formats(given: &[String], offered: &[Format]) -> Result<Vec<Format>, Fault> {
    let mut list = Vec::new();
    for word in given {
        let format = Format::parse(word)
            .ok_or_else(|| Fault::user("format_not_known", &Format::not_known(offered)).field("formats"))?;
        if !offered.contains(&format) {
            return Err(Fault::user("format_not_offered", &format.not_made_here(offered)).field("formats"));
        }
        if format != Format::Week && !list.contains(&format) {
            list.push(format);
        }
    }
    // The week file goes with every export: the comparison of wards is made from it.
    list.push(Format::Week);
    Ok(list)
}

/// Writes files of the copy kept last. No record changes, so there is nothing to undo.
pub fn week_files_make(ex: &mut Exec, req: WeekFilesMake) -> Result<WeekFiles, Fault> {
    ex.no_undo();
    let monday = week_of(date(&req.monday, "monday")?);
    let Some(reports) = ex.env.reports.clone() else {
        return Err(Fault::not_now("no_reports", "This build makes no files. Nothing was written."));
    };
    let formats = formats(&req.formats, reports.formats())?;
    let record = kept(ex, monday)?;
    let Some((version, copy)) = frozen::last(&record) else {
        return Err(Fault::not_now(
            "no_copy",
            "No copy of this week is kept yet. Nothing was written. Keep one first.",
        ));
    };
    let week = frozen::thaw(&copy.parts, &ex.ward()?.id.to_string(), monday)?;
    let to: PathBuf = match req.folder.as_deref().map(str::trim).filter(|f| !f.is_empty()) {
        Some(given) => folder(given)?,
        None => {
            let own = ex.folder.join(EXPORTS);
            std::fs::create_dir_all(&own).map_err(|_| no_folder())?;
            own
        }
    };
    if !to.is_dir() {
        return Err(no_folder());
    }
    let mut made = Vec::with_capacity(formats.len());
    for format in formats {
        made.push((format, reports.week(&week, format)?));
    }
    let mut files = Vec::with_capacity(made.len());
    for (format, bytes) in made {
        let path = reports.put_week(&to, &week, format, &bytes)?;
        files.push(path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default());
    }
    Ok(WeekFiles { folder: to.display().to_string(), files, version, saved_at: 0 })
}
