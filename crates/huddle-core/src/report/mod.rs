//! What a ward hands out: the model of its week, of its print sheets, and the door to whoever makes
//! files of them.
//!
//! The app fills these plain structures; something that implements [`Reports`] turns them into bytes.
//! The trait stands here so that the app does not link the typesetter and the typesetter does not
//! link the app. Every list is complete: what fits on a page is decided by the page.

mod changed;
mod chart;
mod pile;
mod sheet;
mod week;

pub use changed::changes;
pub use chart::{ChartFlag, ChartMark, ChartStretch, ChartTarget, WeekChart};
pub use pile::{
    Blank, CompareCell, CompareColumn, ComparePage, CompareRow, FileFate, Pile, PileFile, PileFrom,
};
pub use sheet::{
    Carried, Certificate, CrossSheet, DaysLine, Glance, GlanceLane, GlanceMeasure, HuddleSheet, NumberBox,
    Pack, Procedure, ProcedureStep, Sheet, SheetSection, TodayNumber,
};
pub use week::{
    AnsweredAsk, CardLine, Completeness, Counted, CrossDay, CrossMonth, HelpWanted, IdeaCounts, LaneWeek,
    LateAction, MeasureWeek, ReadingLine, ReportWard, ReviewDue, Standing, Tried, WeekReport,
};

use chrono::NaiveDate;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// The form a week is handed out in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Tagged PDF, A4, to read and print.
    Pdf,
    /// A workbook, one sheet a list.
    Xlsx,
    /// A text document to edit before a meeting.
    Docx,
    /// One table for any spreadsheet.
    Csv,
    /// At most 15 lines for an e-mail.
    Text,
    /// The week as data, for the comparison page.
    Week,
}

impl Format {
    /// Lists every form in the order it is offered.
    pub const ALL: [Format; 6] =
        [Format::Pdf, Format::Xlsx, Format::Docx, Format::Csv, Format::Text, Format::Week];

    /// Gives the ending of the file's name, without the dot.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Format::Pdf => "pdf",
            Format::Xlsx => "xlsx",
            Format::Docx => "docx",
            Format::Csv => "csv",
            Format::Text => "txt",
            Format::Week => "huddleweek",
        }
    }

    /// Says that this build does not make this form, and which of the `offered` forms to choose instead.
    #[must_use]
    pub fn not_made_here(self, offered: &[Format]) -> String {
        let name = self.ending().to_ascii_uppercase();
        format!("This build makes no {name}. Nothing was written. Choose {}.", Format::choice(offered))
    }

    /// Says that nobody knows the form asked for, and which of the `offered` forms to choose instead.
    #[must_use]
    pub fn not_known(offered: &[Format]) -> String {
        format!("This form is not known. Nothing was written. Choose {}.", Format::choice(offered))
    }

    /// Lists forms in words, "xlsx, docx, csv or txt"; the week file is left out, it goes with every export.
    fn choice(offered: &[Format]) -> String {
        let words: Vec<&str> = offered.iter().filter(|f| **f != Format::Week).map(|f| f.ending()).collect();
        match words.split_last() {
            Some((last, [])) => (*last).to_owned(),
            Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
            None => "another form".to_owned(),
        }
    }

    /// Reads an ending as [`Format::ending`] writes it, in capitals or not.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        let word = word.trim().to_ascii_lowercase();
        Format::ALL.into_iter().find(|f| f.ending() == word)
    }
}

/// Says why a file was not made. Nothing a person typed is repeated in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ReportFault {
    /// A form this build, or this page, does not offer.
    #[error("This page is not made in that form. Nothing was written. Choose another form.")]
    NotOffered,
    /// A text is longer than a spreadsheet's cell can hold.
    #[error("A text is too long for a spreadsheet cell. Nothing was written. Shorten it, or choose PDF.")]
    TooLong,
    /// More rows than a spreadsheet's sheet can hold.
    #[error("There are too many rows for one spreadsheet. Nothing was written. Choose a shorter time.")]
    TooManyRows,
    /// The page could not be set; a fault of the program.
    #[error("The page could not be made. The board is safe. Choose another form and tell support.")]
    NotMade,
    /// Weeks to compare that are not of one Monday.
    #[error("These files are of different weeks. Nothing was made. Choose files of one week.")]
    DifferentWeeks,
    /// Nothing to compare.
    #[error("There is no week to show. Nothing was made. Choose at least one week file.")]
    NoWeeks,
}

/// Says why a file was not put in a folder; what stood there before still stands there whole.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{said}")]
pub struct PutFault {
    /// `no_folder`, `folder_not_allowed`, `folder_full` or `file_not_written`.
    pub code: &'static str,
    /// The sentence for people.
    pub said: String,
}

/// One ward's week as it came out of a week file.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenedWeek {
    /// The week.
    pub week: WeekReport,
    /// True when the file was changed after Huddleboard wrote it.
    pub altered: bool,
    /// True when another file of this ward, week and version was opened beside it and holds other figures.
    pub rival: bool,
}

/// Makes files of weeks and sheets. The same input gives the same bytes.
pub trait Reports: Send + Sync {
    /// Lists the forms a week is made in by this build, in the order they are offered.
    fn formats(&self) -> &'static [Format];

    /// Makes a ward's week in one form.
    ///
    /// # Errors
    /// [`ReportFault`].
    fn week(&self, week: &WeekReport, format: Format) -> Result<Vec<u8>, ReportFault>;

    /// Puts a week's file into a folder that is there: whole under its name, or not at all. The name says
    /// ward, week and version; the whole path comes back.
    ///
    /// # Errors
    /// [`PutFault`].
    fn put_week(
        &self,
        folder: &Path,
        week: &WeekReport,
        format: Format,
        bytes: &[u8],
    ) -> Result<PathBuf, PutFault>;

    /// Puts the same week of several wards side by side, wards by name; PDF, XLSX or CSV.
    ///
    /// # Errors
    /// [`ReportFault::DifferentWeeks`], [`ReportFault::NoWeeks`], [`ReportFault::NotOffered`] and what a week may give.
    fn compare(&self, weeks: &[OpenedWeek], format: Format) -> Result<Vec<u8>, ReportFault>;

    /// Lists the forms wards side by side are made in by this build, in the order they are offered.
    fn compare_formats(&self) -> &'static [Format];

    /// Opens week files and puts those of one week side by side; without a wish, of the newest week.
    ///
    /// A file that cannot be used is named with what became of it and keeps no other from being shown.
    ///
    /// # Errors
    /// [`PutFault`] `no_folder` when a folder cannot be read at all.
    fn pile(&self, from: &PileFrom, wanted: Option<NaiveDate>) -> Result<Pile, PutFault>;

    /// Puts a file of wards side by side into a folder that is there: whole under its name, or not at all. The
    /// name says the week; the whole path comes back.
    ///
    /// # Errors
    /// [`PutFault`].
    fn put_compare(
        &self,
        folder: &Path,
        monday: NaiveDate,
        format: Format,
        bytes: &[u8],
    ) -> Result<PathBuf, PutFault>;

    /// Makes an A4 page to print, as PDF.
    ///
    /// # Errors
    /// [`ReportFault`].
    fn sheet(&self, sheet: &Sheet) -> Result<Vec<u8>, ReportFault>;

    /// Puts the pack of a night into a folder that is there: whole under its name, or not at all. The name says the
    /// ward and the day; once it stands there, this ward's packs of days long past are removed, and no other file.
    ///
    /// # Errors
    /// [`PutFault`].
    fn put_pack(&self, folder: &Path, ward: &str, day: NaiveDate, bytes: &[u8]) -> Result<PathBuf, PutFault>;
}
