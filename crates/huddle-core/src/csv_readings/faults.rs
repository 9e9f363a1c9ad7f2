//! What can be wrong with a file or a row; no cell's text is ever part of it.

use thiserror::Error;

use super::{MOST_BYTES, MOST_ROWS};
use crate::validate::{DateFault, NumberFault};

/// Says why one row was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowFault {
    /// The row in the file, the heading being row 1.
    pub row: u64,
    /// The heading of the column it is about; `None` when it is about the whole row.
    pub column: Option<String>,
    /// What is wrong.
    pub what: CellFault,
}

/// What can be wrong with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CellFault {
    /// The row has another number of cells than the heading.
    #[error("the row has {found} cells and the heading {expected}")]
    WrongCellCount {
        /// Cells in the heading.
        expected: usize,
        /// Cells in the row.
        found: usize,
    },
    /// The period cell is empty.
    #[error("the period is missing")]
    NoPeriod,
    /// The period is not a date this reader knows, or an impossible one.
    #[error("the period: {0}")]
    BadDate(DateFault),
    /// The shift is neither day nor night.
    #[error("the shift is neither day nor night")]
    BadShift,
    /// A number cannot be read.
    #[error("the number: {0}")]
    BadNumber(NumberFault),
    /// The cell is a formula of a spreadsheet.
    #[error("the cell is a formula")]
    Formula,
    /// One of numerator and denominator is there and the other is not.
    #[error("one half of the pair is missing")]
    HalfAPair,
    /// The denominator is zero or below.
    #[error("the denominator is not above zero")]
    DenominatorNotAboveZero,
    /// The same series and period stand in an earlier row.
    #[error("row {first_row} has this period already")]
    DuplicatePeriod {
        /// The earlier row, which was taken.
        first_row: u64,
    },
    /// The series cell is empty.
    #[error("the series has no name")]
    NoSeries,
    /// The file has more series than [`super::MOST_SERIES`].
    #[error("there are too many series")]
    TooManySeries,
}

impl CellFault {
    /// Gives the code a screen has a sentence for.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            CellFault::WrongCellCount { .. } => "wrong_cell_count",
            CellFault::NoPeriod => "no_period",
            CellFault::BadDate(DateFault::NotADate) => "not_a_date",
            CellFault::BadDate(DateFault::Impossible) => "impossible_date",
            CellFault::BadDate(DateFault::TooFarAway) => "date_too_far",
            CellFault::BadShift => "bad_shift",
            CellFault::BadNumber(NumberFault::TooLarge) => "number_too_large",
            CellFault::BadNumber(_) => "not_a_number",
            CellFault::Formula => "formula",
            CellFault::HalfAPair => "half_a_pair",
            CellFault::DenominatorNotAboveZero => "denominator_not_above_zero",
            CellFault::DuplicatePeriod { .. } => "duplicate_period",
            CellFault::NoSeries => "no_series",
            CellFault::TooManySeries => "too_many_series",
        }
    }
}

/// Says why a whole file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FileFault {
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// Larger than [`MOST_BYTES`].
    #[error("the file is larger than {MOST_BYTES} bytes")]
    TooLarge,
    /// Coded as UTF-16 ("Unicode text" in some programs).
    #[error("the file is in UTF-16, save it as CSV UTF-8")]
    Utf16,
    /// An Excel workbook or another zipped or old office file.
    #[error("the file is a workbook, save it as CSV UTF-8")]
    Workbook,
    /// Not text at all.
    #[error("the file is not text")]
    NotText,
    /// More rows than [`MOST_ROWS`].
    #[error("the file has more than {MOST_ROWS} rows")]
    TooManyRows,
    /// A heading and nothing below it.
    #[error("the file has a heading and no rows")]
    NoRows,
    /// No column with the period was found.
    #[error("no column with dates was found")]
    NoPeriodColumn,
    /// No column with values, and no pair of columns, was found.
    #[error("no column with values was found")]
    NoValueColumn,
    /// A column the caller asked for is not in the file.
    #[error("a column that was asked for is not in the file")]
    NoSuchColumn(String),
    /// Two columns have the same heading and one of them is needed.
    #[error("two columns have the same heading")]
    SameHeading(String),
    /// The text broke the rules of CSV.
    #[error("the file is not built like a CSV file")]
    NotCsv,
}

impl FileFault {
    /// Gives the code a screen has a sentence for.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            FileFault::Empty => "empty",
            FileFault::TooLarge => "too_large",
            FileFault::Utf16 => "utf16",
            FileFault::Workbook => "workbook",
            FileFault::NotText => "not_text",
            FileFault::TooManyRows => "too_many_rows",
            FileFault::NoRows => "no_rows",
            FileFault::NoPeriodColumn => "no_period_column",
            FileFault::NoValueColumn => "no_value_column",
            FileFault::NoSuchColumn(_) => "no_such_column",
            FileFault::SameHeading(_) => "same_heading",
            FileFault::NotCsv => "not_csv",
        }
    }
}
