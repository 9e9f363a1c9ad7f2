//! The one thing the command line and the shell hand to the app.

#[cfg(not(feature = "pdf"))]
use crate::no_pdf as pdf;
#[cfg(feature = "pdf")]
use crate::pdf;
use crate::save::{SafeName, SaveFault, remove_old_packs, save};
use crate::{compare, csv_file, docx, page, pile, tables, text, week_file, xlsx};
use chrono::NaiveDate;
use huddle_core::report::{
    FileFate, Format, OpenedWeek, Pile, PileFrom, PutFault, ReportFault, Reports, Sheet, WeekReport,
};
use huddle_core::time::add_days;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// What is made without the typesetter.
const WITHOUT_PDF: &[Format] = &[Format::Xlsx, Format::Docx, Format::Csv, Format::Text, Format::Week];

/// What wards side by side are made in, the page first: without the typesetter there is none.
const COMPARED: &[Format] = &[Format::Pdf, Format::Xlsx, Format::Csv];

fn put_fault(fault: SaveFault) -> PutFault {
    PutFault {
        code: match fault {
            SaveFault::NoFolder(_) => "no_folder",
            SaveFault::NotAllowed(_) => "folder_not_allowed",
            SaveFault::Full(_) => "folder_full",
            SaveFault::Other(_) => "file_not_written",
        },
        said: fault.to_string(),
    }
}

/// Names a file of a week. The name says ward, week and version; where the week file of that name is another
/// ward's, or another copy of this version, a mark is added and both stay.
fn name_for(folder: &Path, week: &WeekReport, format: Format) -> Result<SafeName, PutFault> {
    let (ward, sunday, version) = (&week.ward.name, week.sunday(), week.version);
    let stands = SafeName::week(ward, sunday, version, Format::Week.ending());
    let bytes = week_file::write(week)
        .map_err(|fault| PutFault { code: "file_not_written", said: fault.to_string() })?;
    let taken = match pile::open(&folder.join(stands.as_str())) {
        Ok(there) if there.week.ward.id == week.ward.id => {
            !there.altered && week_file::read(&bytes).is_ok_and(|own| own.week != there.week)
        }
        // Whose a newer file is cannot be told; what is damaged is of no use to anybody.
        Ok(_) | Err(FileFate::Newer) => true,
        Err(_) => false,
    };
    if !taken {
        return Ok(SafeName::week(ward, sunday, version, format.ending()));
    }
    let mark = hex::encode(Sha256::digest(&bytes).get(..3).unwrap_or_default());
    Ok(SafeName::week_beside(ward, sunday, version, &mark, format.ending()))
}

/// Makes every file this product hands out.
#[derive(Debug, Clone, Copy, Default)]
pub struct Press;

impl Reports for Press {
    fn formats(&self) -> &'static [Format] {
        if cfg!(feature = "pdf") { &Format::ALL } else { WITHOUT_PDF }
    }

    fn week(&self, week: &WeekReport, format: Format) -> Result<Vec<u8>, ReportFault> {
        match format {
            Format::Pdf => pdf::week(&page::week_page(week), week.made),
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
        let name = name_for(folder, week, format)?;
        save(folder, &name, bytes).map_err(put_fault)
    }

    fn compare(&self, weeks: &[OpenedWeek], format: Format) -> Result<Vec<u8>, ReportFault> {
        let page = compare::compare(weeks)?;
        let chosen: Vec<&WeekReport> = compare::chosen(weeks)?.into_iter().map(|w| &w.week).collect();
        let made = chosen.iter().map(|w| w.made).max().ok_or(ReportFault::NoWeeks)?;
        match format {
            Format::Pdf => pdf::compare(&page, made),
            Format::Xlsx => xlsx::write(&tables::stacked(&chosen), &page.title, made),
            Format::Csv => csv_file::write(&tables::stacked(&chosen)),
            Format::Docx | Format::Text | Format::Week => Err(ReportFault::NotOffered),
        }
    }

    fn compare_formats(&self) -> &'static [Format] {
        if cfg!(feature = "pdf") { COMPARED } else { COMPARED.get(1..).unwrap_or_default() }
    }

    fn pile(&self, from: &PileFrom, wanted: Option<NaiveDate>) -> Result<Pile, PutFault> {
        pile::pile(from, wanted)
    }

    fn put_compare(
        &self,
        folder: &Path,
        monday: NaiveDate,
        format: Format,
        bytes: &[u8],
    ) -> Result<PathBuf, PutFault> {
        let what = format!("side-by-side_week-ending_{}", add_days(monday, 6));
        save(folder, &SafeName::of("Wards", &what, format.ending()), bytes).map_err(put_fault)
    }

    fn sheet(&self, sheet: &Sheet) -> Result<Vec<u8>, ReportFault> {
        pdf::sheet(sheet)
    }

    fn put_pack(&self, folder: &Path, ward: &str, day: NaiveDate, bytes: &[u8]) -> Result<PathBuf, PutFault> {
        let path = save(folder, &SafeName::pack(ward, day), bytes).map_err(put_fault)?;
        // The new pack is there; one old file more or less is no failure of it.
        let _ = remove_old_packs(folder, ward);
        Ok(path)
    }
}
