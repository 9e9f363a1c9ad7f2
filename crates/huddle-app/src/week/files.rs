//! Files of the copy that was kept last, through whatever makes files for this app.
//!
//! Every file is made before the first is written: a form that cannot be made leaves the folder as it was.
//! All of it happens after the app's lock is let go, because the folder may be a slow share.

use super::{EXPORTS, frozen, kept};
use crate::backup::{folder, no_folder};
use crate::check::date;
use crate::exec::Exec;
use crate::fault::Fault;
use crate::wire::{ErrorKind, WeekFiles, WeekFilesMake};
use huddle_core::report::{Format, PutFault, ReportFault, Reports, WeekReport};
use huddle_core::time::week_of;
use std::path::{Path, PathBuf};

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
pub(crate) fn wanted_formats(given: &[String], offered: &[Format]) -> Result<Vec<Format>, Fault> {
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
    Ok(list)
}

/// Writes files of the copy kept last. No record changes, so there is nothing to undo.
///
/// The copy is read under the lock; files are made and written after it, however slow the folder is.
pub fn week_files_make(ex: &mut Exec, req: WeekFilesMake) -> Result<WeekFiles, Fault> {
    ex.no_undo();
    let monday = week_of(date(&req.monday, "monday")?);
    let Some(reports) = ex.env.reports.clone() else {
        return Err(Fault::not_now("no_reports", "This build makes no files. Nothing was written."));
    };
    let mut formats = wanted_formats(&req.formats, reports.formats())?;
    // The week file goes with every export: the comparison of wards is made from it. It is written first: by it
    // another PC or ward that writes into the same folder sees whose these names are.
    formats.insert(0, Format::Week);
    let record = kept(ex, monday)?;
    let Some((version, copy)) = frozen::last(&record) else {
        return Err(Fault::not_now(
            "no_copy",
            "No copy of this week is kept yet. Nothing was written. Keep one first.",
        ));
    };
    let week = frozen::thaw(&copy.parts, &ex.ward()?.id.to_string(), monday)?;
    let own = ex.folder.join(EXPORTS);
    let chosen = chosen(req.folder.as_deref())?;
    ex.later(move || {
        let to = ready(chosen, own)?;
        let files = write(&*reports, &to, &week, &formats)?;
        Ok(WeekFiles { folder: to.display().to_string(), files, version, saved_at: 0 })
    });
    Ok(WeekFiles { folder: String::new(), files: Vec::new(), version, saved_at: 0 })
}

/// Reads the path of the folder somebody chose; none is the PC's own.
pub(crate) fn chosen(given: Option<&str>) -> Result<Option<PathBuf>, Fault> {
    given.map(str::trim).filter(|f| !f.is_empty()).map(folder).transpose()
}

/// Makes sure that the folder to write into is there; the PC's own is made.
pub(crate) fn ready(chosen: Option<PathBuf>, own: PathBuf) -> Result<PathBuf, Fault> {
    let to = match chosen {
        Some(to) => to,
        None => {
            std::fs::create_dir_all(&own).map_err(|_| no_folder())?;
            own
        }
    };
    if to.is_dir() { Ok(to) } else { Err(no_folder()) }
}

/// Makes every form, then writes them one after the other; gives the files' names.
fn write(
    reports: &dyn Reports,
    to: &Path,
    week: &WeekReport,
    formats: &[Format],
) -> Result<Vec<String>, Fault> {
    let mut made = Vec::with_capacity(formats.len());
    for format in formats {
        made.push((*format, reports.week(week, *format)?));
    }
    put_all(made, |format, bytes| reports.put_week(to, week, format, bytes))
}

/// Puts files one after the other; the first that fails says how many stand there whole.
pub(crate) fn put_all(
    made: Vec<(Format, Vec<u8>)>,
    put: impl Fn(Format, &[u8]) -> Result<PathBuf, PutFault>,
) -> Result<Vec<String>, Fault> {
    let (all, mut files) = (made.len(), Vec::with_capacity(made.len()));
    for (format, bytes) in made {
        match put(format, &bytes) {
            Ok(path) => {
                files.push(path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default());
            }
            Err(fault) if files.is_empty() => return Err(fault.into()),
            Err(_) => {
                let said = format!(
                    "Only {} of {all} files were written, then the folder failed. Those are whole if the folder \
                     is still there. Look in it, then make the files again.",
                    files.len()
                );
                return Err(Fault::not_now("files_partly_written", &said).field("folder"));
            }
        }
    }
    Ok(files)
}
