//! The one thing the command line and the shell hand to the app.

use crate::save::{SafeName, SaveFault, save};
use crate::{compare, csv_file, docx, page, tables, text, week_file, xlsx};
use huddle_core::report::{Format, OpenedWeek, PutFault, ReportFault, Reports, Sheet, WeekReport};
use std::path::{Path, PathBuf};

/// What is made without the typesetter.
const WITHOUT_PDF: &[Format] = &[Format::Xlsx, Format::Docx, Format::Csv, Format::Text, Format::Week];

/// Makes every file this product hands out.
#[derive(Debug, Clone, Copy, Default)]
pub struct Press;

impl Reports for Press {
    fn formats(&self) -> &'static [Format] {
        if cfg!(feature = "pdf") { &Format::ALL } else { WITHOUT_PDF }
    }

    fn week(&self, week: &WeekReport, format: Format) -> Result<Vec<u8>, ReportFault> {
        match format {
            Format::Pdf => pdf_week(week),
            Format::Xlsx => xlsx::write(&tables::tables(week), &page::week_page(week).title, week.made),
            Format::Docx => docx::write(week),
            Format::Csv => csv_file::write(&tables::tables(week)),
            Format::Text => Ok(text::write(week).into_bytes()),
            Format::Week => week_file::write(week),
        }
    }

    fn put_week(
        &self,
        folder: &Path,
        week: &WeekReport,
        format: Format,
        bytes: &[u8],
    ) -> Result<PathBuf, PutFault> {
        let name = SafeName::week(&week.ward.name, week.sunday(), week.version, format.ending());
        save(folder, &name, bytes).map_err(|fault| PutFault {
            code: match fault {
                SaveFault::NoFolder(_) => "no_folder",
                SaveFault::NotAllowed(_) => "folder_not_allowed",
                SaveFault::Full(_) => "disk_full",
                SaveFault::Other(_) => "file_not_written",
            },
            said: fault.to_string(),
        })
    }

    fn compare(&self, weeks: &[OpenedWeek], format: Format) -> Result<Vec<u8>, ReportFault> {
        let page = compare::compare(weeks)?;
        let chosen: Vec<&WeekReport> = compare::chosen(weeks)?.into_iter().map(|w| &w.week).collect();
        let made = chosen.iter().map(|w| w.made).max().ok_or(ReportFault::NoWeeks)?;
        match format {
            Format::Pdf => pdf_compare(&page, made),
            Format::Xlsx => xlsx::write(&tables::stacked(&chosen), &page.title, made),
            Format::Csv => csv_file::write(&tables::stacked(&chosen)),
            Format::Docx | Format::Text | Format::Week => Err(ReportFault::NotOffered),
        }
    }

    fn sheet(&self, sheet: &Sheet) -> Result<Vec<u8>, ReportFault> {
        pdf_sheet(sheet)
    }
}

#[cfg(feature = "pdf")]
use pdf_yes::{pdf_compare, pdf_sheet, pdf_week};
#[cfg(feature = "pdf")]
mod pdf_yes {
    use crate::compare::ComparePage;
    use crate::{page, pdf};
    use chrono::NaiveDateTime;
    use huddle_core::report::{ReportFault, Sheet, WeekReport};

    pub fn pdf_week(week: &WeekReport) -> Result<Vec<u8>, ReportFault> {
        pdf::week(&page::week_page(week), week.made)
    }
    pub fn pdf_compare(page: &ComparePage, made: NaiveDateTime) -> Result<Vec<u8>, ReportFault> {
        pdf::compare(page, made)
    }
    pub fn pdf_sheet(sheet: &Sheet) -> Result<Vec<u8>, ReportFault> {
        pdf::sheet(sheet)
    }
}

#[cfg(not(feature = "pdf"))]
use pdf_no::{pdf_compare, pdf_sheet, pdf_week};
/// Without the typesetter, every page says that it is not offered.
#[cfg(not(feature = "pdf"))]
mod pdf_no {
    use crate::compare::ComparePage;
    use chrono::NaiveDateTime;
    use huddle_core::report::{ReportFault, Sheet, WeekReport};

    pub fn pdf_week(_: &WeekReport) -> Result<Vec<u8>, ReportFault> {
        Err(ReportFault::NotOffered)
    }
    pub fn pdf_compare(_: &ComparePage, _: NaiveDateTime) -> Result<Vec<u8>, ReportFault> {
        Err(ReportFault::NotOffered)
    }
    pub fn pdf_sheet(_: &Sheet) -> Result<Vec<u8>, ReportFault> {
        Err(ReportFault::NotOffered)
    }
}
