//! The week as a workbook: one sheet a list, the same first columns in each, numbers as numbers, days
//! as days, and every text written as text whatever it begins with.

use crate::clean::plain;
use crate::tables::{Cell, Table};
use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};
use huddle_core::report::ReportFault;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

/// Longest text of a cell, in UTF-16 units: the file format's own limit.
pub const CELL: usize = 32_767;
/// Most rows of a sheet with its head: the file format's own limit.
pub const ROWS: usize = 1_048_576;

/// Writes a workbook; `made` is the only date in it, so that the same input gives the same bytes.
///
/// # Errors
/// [`ReportFault::TooLong`] for a text over [`CELL`], [`ReportFault::TooManyRows`], [`ReportFault::NotMade`].
pub fn write(tables: &[Table], title: &str, made: NaiveDateTime) -> Result<Vec<u8>, ReportFault> {
    if tables.iter().any(|t| t.rows.len() + 1 > ROWS) {
        return Err(ReportFault::TooManyRows);
    }
    let cells = tables.iter().flat_map(|t| t.rows.iter().flatten());
    if cells.into_iter().any(|c| matches!(c, Cell::Text(t) if !fits_a_cell(t))) {
        return Err(ReportFault::TooLong);
    }
    make(tables, title, made).map_err(|_| ReportFault::NotMade)
}

/// Says whether a cell can hold a text.
#[must_use]
pub fn fits_a_cell(text: &str) -> bool {
    // No text has more UTF-16 units than bytes, so most need no second look.
    text.len() <= CELL || plain(text).encode_utf16().count() <= CELL
}

fn make(tables: &[Table], title: &str, made: NaiveDateTime) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let properties = DocProperties::new().set_title(plain(title)).set_creation_datetime(&moment(made)?);
    book.set_properties(&properties);
    let head = Format::new().set_bold();
    let day = Format::new().set_num_format("d mmm yyyy");
    for table in tables {
        let sheet = book.add_worksheet();
        sheet.set_name(table.name)?;
        fill(sheet, table, &head, &day)?;
    }
    book.save_to_buffer()
}

fn fill(sheet: &mut Worksheet, table: &Table, head: &Format, day: &Format) -> Result<(), XlsxError> {
    for (column, name) in (0_u16..).zip(&table.columns) {
        sheet.write_string_with_format(0, column, *name, head)?;
        sheet.set_column_width(column, width(name))?;
    }
    for (row, cells) in (1_u32..).zip(&table.rows) {
        for (column, cell) in (0_u16..).zip(cells) {
            match cell {
                // `write` would guess; these never make a formula or a link.
                Cell::Text(text) => sheet.write_string(row, column, plain(text))?,
                Cell::Number(n) => sheet.write_number(row, column, *n)?,
                Cell::Date(d) => sheet.write_datetime_with_format(row, column, &date(*d)?, day)?,
                Cell::Blank => continue,
            };
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    let (last_row, last_column) = (
        u32::try_from(table.rows.len()).unwrap_or(u32::MAX),
        u16::try_from(table.columns.len().saturating_sub(1)).unwrap_or(u16::MAX),
    );
    sheet.autofilter(0, 0, last_row.max(1), last_column)?;
    Ok(())
}

/// Gives a column's width in characters by what it holds.
fn width(column: &str) -> f64 {
    match column {
        "Ward" | "Measure" | "Name" | "Cross" | "Reading" => 24.0,
        "Words" | "In words" | "What is counted" | "What we need" | "Action" | "Card" | "What we tried"
        | "What we learned" => 60.0,
        "Item" | "Owner" | "To" | "Who was told" | "Note" | "Why missing" => 28.0,
        _ => 13.0,
    }
}

fn date(d: NaiveDate) -> Result<ExcelDateTime, XlsxError> {
    let year = u16::try_from(d.year()).unwrap_or(1900);
    ExcelDateTime::from_ymd(year, u8::try_from(d.month()).unwrap_or(1), u8::try_from(d.day()).unwrap_or(1))
}

fn moment(at: NaiveDateTime) -> Result<ExcelDateTime, XlsxError> {
    date(at.date())?.and_hms(
        u16::try_from(at.hour()).unwrap_or(0),
        u8::try_from(at.minute()).unwrap_or(0),
        at.second(),
    )
}
