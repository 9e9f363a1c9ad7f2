//! Several wards' weeks side by side, from the week files they handed out.
//!
//! It needs no ward on this PC and changes no record. Files are read, made and written after the app's lock is
//! let go, because the folder may be a slow share.

use crate::backup::folder;
use crate::check::date;
use crate::exec::{Ask, Exec};
use crate::fault::Fault;
use crate::week::{EXPORTS, chosen, put_all, ready, wanted_formats};
use crate::wire::*;
use chrono::NaiveDate;
use huddle_core::report::{CompareCell, Format, Pile, PileFrom, ReportFault, Reports};
use huddle_core::time::{add_days, week_of};
use std::sync::Arc;

fn press(ask: &Ask) -> Result<Arc<dyn Reports>, Fault> {
    ask.env
        .reports
        .clone()
        .ok_or_else(|| Fault::not_now("no_reports", "This build opens no week files. Nothing was changed."))
}

/// Reads what was asked for: where the files are, and which week.
fn asked(
    given: Option<&str>,
    files: Vec<PileText>,
    monday: Option<&str>,
) -> Result<(PileFrom, Option<NaiveDate>), Fault> {
    let from = PileFrom {
        folders: match given.map(str::trim).filter(|f| !f.is_empty()) {
            Some(given) => vec![folder(given)?],
            None => Vec::new(),
        },
        files: files.into_iter().map(|file| (file.name, file.text.into_bytes())).collect(),
    };
    let wanted = match monday.filter(|d| !d.is_empty()) {
        Some(day) => Some(week_of(date(day, "monday")?)),
        None => None,
    };
    Ok((from, wanted))
}

/// Opens week files and puts them side by side.
pub fn pile_get(ask: &Ask, req: PileAsk) -> Result<PileView, Fault> {
    let reports = press(ask)?;
    let exports = ask.folder.join(EXPORTS).display().to_string();
    let (from, wanted) = asked(req.folder.as_deref(), req.files, req.monday.as_deref())?;
    let stand_in = view(Pile::default(), &[], String::new());
    ask.later(move || Ok(view(reports.pile(&from, wanted)?, reports.compare_formats(), exports)));
    Ok(stand_in)
}

/// Writes files of wards side by side. No record changes, so there is nothing to undo.
pub fn pile_files_make(ex: &mut Exec, req: PileFilesMake) -> Result<PileFiles, Fault> {
    ex.no_undo();
    let reports = press(ex)?;
    let formats = wanted_formats(&req.formats, reports.compare_formats())?;
    let (from, wanted) = asked(req.folder.as_deref(), req.files, req.monday.as_deref())?;
    let (to, own) = (chosen(req.to.as_deref())?, ex.folder.join(EXPORTS));
    ex.later(move || {
        let to = ready(to, own).map_err(|fault| fault.field("to"))?;
        let pile = reports.pile(&from, wanted)?;
        let monday = pile.monday.filter(|_| !pile.weeks.is_empty()).ok_or(ReportFault::NoWeeks)?;
        let mut made = Vec::with_capacity(formats.len());
        for format in formats {
            made.push((format, reports.compare(&pile.weeks, format)?));
        }
        let files = put_all(made, |format, bytes| reports.put_compare(&to, monday, format, bytes))
            .map_err(|fault| fault.field("to"))?;
        Ok(PileFiles { folder: to.display().to_string(), files, saved_at: 0 })
    });
    Ok(PileFiles { folder: String::new(), files: Vec::new(), saved_at: 0 })
}

fn view(pile: Pile, formats: &[Format], exports: String) -> PileView {
    let sunday = |monday: NaiveDate| add_days(monday, 6).to_string();
    let (columns, rows, left_out) = match pile.page {
        Some(page) => (page.columns, page.rows, page.left_out),
        None => (Vec::new(), Vec::new(), 0),
    };
    PileView {
        monday: pile.monday.map(|day| day.to_string()),
        weeks: pile
            .mondays
            .into_iter()
            .map(|(day, wards)| PileWeek { monday: day.to_string(), sunday: sunday(day), wards })
            .collect(),
        files: pile
            .files
            .into_iter()
            .map(|file| PileFile {
                name: file.name,
                ward: file.ward,
                sunday: file.monday.map(sunday),
                version: file.version,
                fate: file.fate.code().to_owned(),
            })
            .collect(),
        more: pile.more,
        columns: columns
            .into_iter()
            .map(|one| PileMeasure { name: one.name, definition: one.definition })
            .collect(),
        rows: rows
            .into_iter()
            .map(|row| PileWard {
                ward: row.ward,
                version: row.number,
                altered: row.altered,
                rival: row.rival,
                complete: WeekComplete {
                    huddles_held: row.counts.huddles_held,
                    huddles_planned: row.counts.huddles_planned,
                    measures_entered: row.counts.measures_entered,
                    measures_due: row.counts.measures_due,
                    days_not_checked: row.counts.days_not_checked,
                    not_entered: Vec::new(),
                },
                cells: row.cells.into_iter().map(cell).collect(),
            })
            .collect(),
        left_out,
        formats: formats.iter().map(|f| f.ending().to_owned()).collect(),
        exports,
    }
}

fn cell(of: CompareCell) -> PileCell {
    let blank = of.blank.map(|why| why.code().to_owned()).unwrap_or_default();
    PileCell {
        sentence: if of.blank.is_some() { String::new() } else { of.words },
        standing: of.standing.map(crate::week::standing).unwrap_or_default().to_owned(),
        value: of.value,
        blank,
        reason: of.reason,
    }
}
