//! Reads readings from a CSV file, or from rows taken out of a workbook: one row a period, one or several measures.
//!
//! Over 400 lines because one row is judged in one place, whatever file it came from.
//!
//! Nothing is guessed silently: what each column was taken for is part of the answer, a cell that
//! cannot be read is a fault with its row and column, and a file that cannot be read at all is a
//! [`FileFault`] a screen has a sentence for. No cell's text is ever part of a fault.

mod bytes;
mod cells;
mod columns;
mod dates;
mod faults;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use crate::frequency::{Frequency, Period};
use crate::time::{Shift, days_between};

pub use bytes::Encoding;
pub use cells::{EXACT, cell_number};
use cells::{is_blank, is_formula, read_number};
pub use columns::{Column, Use};
pub use faults::{CellFault, FileFault, RowFault};

/// Most rows of readings a file may have.
pub const MOST_ROWS: usize = 40_000;
/// Largest file read, in bytes.
pub const MOST_BYTES: usize = 16 * 1024 * 1024;
/// Most faults listed; more are only counted.
pub const MOST_FAULTS: usize = 500;
/// Most different series in one file.
pub const MOST_SERIES: usize = 500;

/// What the caller knows before the file is read. The default leaves everything to the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Columns by their heading (case and spaces do not matter) and what to take them for. They
    /// replace what would be guessed; a use given here is not guessed for any other column.
    pub columns: Vec<(String, Use)>,
    /// The rhythm of the measure; without it the dates decide, for each series.
    pub frequency: Option<Frequency>,
}

/// What a file came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Readings {
    /// How the text was coded.
    pub encoding: Encoding,
    /// The character between cells: comma, semicolon, tab or bar.
    pub delimiter: char,
    /// Every column in order and what it was taken for.
    pub columns: Vec<Column>,
    /// Series in the order they first appear; one with an empty name when the file has no series column.
    pub series: Vec<Series>,
    /// Rows below the heading, blank ones not counted.
    pub rows: usize,
    /// Rows whose numbers are all empty (or "-", "n/a", "*"): a gap, not a fault.
    pub empty_rows: usize,
    /// Rows that were not taken, at most [`MOST_FAULTS`].
    pub faults: Vec<RowFault>,
    /// All faults, the ones not listed too.
    pub fault_count: usize,
}

impl Readings {
    /// Says whether a series makes a percentage: parts of a whole do, and a column of percentages does.
    #[must_use]
    pub fn is_percent(&self, series: &Series) -> bool {
        series.readings.iter().any(|r| r.numerator.is_some())
            || self.columns.iter().any(|c| c.used_as == Use::Value && c.percent)
    }
}

/// The readings of one measure.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// The text of the series column ("RF4"); empty when there is none.
    pub name: String,
    /// A longer name from a column beside it, when there is one and it never changes.
    pub label: Option<String>,
    /// The rhythm given or found.
    pub frequency: Frequency,
    /// Readings in the order of time, each period once.
    pub readings: Vec<Reading>,
}

/// One row's reading.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The period it stands for.
    pub period: Period,
    /// The value, when the file has a value column.
    pub value: Option<f64>,
    /// The numerator, when the file has one.
    pub numerator: Option<f64>,
    /// The denominator, when the file has one; above zero.
    pub denominator: Option<f64>,
    /// A remark from a note column, as it stands in the file.
    pub note: Option<String>,
    /// The row in the file, the heading being row 1.
    pub row: u64,
}

/// Reads a file.
///
/// # Errors
/// [`FileFault`] when nothing can be taken from it; faults of single rows are in the answer.
pub fn read(file: &[u8], wanted: &Wanted) -> Result<Readings, FileFault> {
    let (text, encoding) = bytes::decode(file)?;
    let (text, delimiter) = bytes::delimiter(&text);
    let table = Table::of(text, delimiter)?;
    of_table(&table, wanted, encoding, delimiter)
}

/// Reads rows that were taken out of a workbook: cells as text, each row with its number in the sheet.
///
/// # Errors
/// As [`read`].
pub fn read_rows(rows: Vec<(u64, Vec<String>)>, wanted: &Wanted) -> Result<Readings, FileFault> {
    of_table(&Table::of_rows(rows)?, wanted, Encoding::Utf8, b'\t')
}

/// Lists a file's headings and counts its rows, whatever the columns are.
///
/// # Errors
/// [`FileFault`] when it is no table.
pub fn headings(file: &[u8]) -> Result<(Vec<String>, usize), FileFault> {
    let (text, _) = bytes::decode(file)?;
    let (text, delimiter) = bytes::delimiter(&text);
    let table = Table::of(text, delimiter)?;
    Ok((table.headings, table.rows.len()))
}

/// Lists the headings of rows taken out of a workbook and counts what stands below.
///
/// # Errors
/// [`FileFault`] when they are no table.
pub fn row_headings(rows: Vec<(u64, Vec<String>)>) -> Result<(Vec<String>, usize), FileFault> {
    let table = Table::of_rows(rows)?;
    Ok((table.headings, table.rows.len()))
}

fn of_table(
    table: &Table,
    wanted: &Wanted,
    encoding: Encoding,
    delimiter: u8,
) -> Result<Readings, FileFault> {
    let columns = columns::assign(table, wanted)?;
    let mut reader = RowReader::new(&columns);
    for row in &table.rows {
        reader.take(row);
    }
    let RowReader { series, faults, empty_rows, .. } = reader;
    let mut faults = faults;
    let series = series.into_iter().map(|raw| raw.finish(wanted.frequency, &mut faults)).collect();
    faults.list.sort_by_key(|fault| fault.row);
    Ok(Readings {
        encoding,
        delimiter: char::from(delimiter),
        columns,
        series,
        rows: table.rows.len(),
        empty_rows,
        faults: faults.list,
        fault_count: faults.count,
    })
}

/// The cells of a file.
struct Table {
    headings: Vec<String>,
    rows: Vec<TableRow>,
}

struct TableRow {
    number: u64,
    cells: Vec<String>,
}

impl Table {
    fn of(text: &str, delimiter: u8) -> Result<Self, FileFault> {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let mut headings: Option<Vec<String>> = None;
        // What stands alone in a line above the headings is a title.
        let mut title: Option<Vec<String>> = None;
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|_| FileFault::NotCsv)?;
            let cells: Vec<String> = record.iter().map(|cell| cell.trim().to_owned()).collect();
            if cells.iter().all(String::is_empty) {
                continue;
            }
            if headings.is_none() {
                if cells.iter().filter(|c| !c.is_empty()).count() < 2 {
                    title = Some(cells);
                } else {
                    headings = Some(cells);
                }
                continue;
            }
            if rows.len() >= MOST_ROWS {
                return Err(FileFault::TooManyRows);
            }
            let number = record.position().map_or(0, csv::Position::line);
            rows.push(TableRow { number, cells });
        }
        let headings = match (headings, title) {
            (Some(headings), _) => headings,
            (None, Some(_)) => return Err(FileFault::NoPeriodColumn),
            (None, None) => return Err(FileFault::Empty),
        };
        if rows.is_empty() {
            return Err(FileFault::NoRows);
        }
        Ok(Table { headings, rows })
    }

    /// Takes the first row with two filled cells for the headings: what stands above it is a title.
    fn of_rows(rows: Vec<(u64, Vec<String>)>) -> Result<Self, FileFault> {
        let filled = |cells: &[String]| cells.iter().filter(|c| !c.is_empty()).count();
        let mut rows = rows.into_iter().skip_while(|(_, cells)| filled(cells) < 2);
        let headings = rows.next().map(|(_, cells)| cells).ok_or(FileFault::Empty)?;
        let headings = headings.into_iter().map(|h| h.trim_start_matches(EXACT).to_owned()).collect();
        let rows: Vec<TableRow> = rows
            .filter(|(_, cells)| filled(cells) > 0)
            .map(|(number, cells)| TableRow { number, cells })
            .take(MOST_ROWS + 1)
            .collect();
        match rows.len() {
            0 => Err(FileFault::NoRows),
            n if n > MOST_ROWS => Err(FileFault::TooManyRows),
            _ => Ok(Table { headings, rows }),
        }
    }

    fn cells(&self, column: usize) -> impl Iterator<Item = &str> {
        self.rows.iter().filter_map(move |row| row.cells.get(column)).map(String::as_str)
    }
}

#[derive(Default)]
struct Faults {
    list: Vec<RowFault>,
    count: usize,
}

impl Faults {
    fn add(&mut self, row: u64, column: Option<&str>, what: CellFault) {
        self.count += 1;
        if self.list.len() < MOST_FAULTS {
            self.list.push(RowFault { row, column: column.map(str::to_owned), what });
        }
    }
}

/// A series before its rhythm is known.
struct RawSeries {
    name: String,
    label: Option<String>,
    label_changes: bool,
    rows: Vec<RawReading>,
    period_heading: String,
}

struct RawReading {
    date: NaiveDate,
    shift: Option<Shift>,
    /// The rhythm its period names by itself.
    own: Option<Frequency>,
    reading: Reading,
}

/// Turns rows into readings, collecting faults.
struct RowReader<'a> {
    columns: &'a [Column],
    series: Vec<RawSeries>,
    by_name: BTreeMap<String, usize>,
    faults: Faults,
    empty_rows: usize,
}

impl<'a> RowReader<'a> {
    fn new(columns: &'a [Column]) -> Self {
        RowReader {
            columns,
            series: Vec::new(),
            by_name: BTreeMap::new(),
            faults: Faults::default(),
            empty_rows: 0,
        }
    }

    fn cell<'r>(&self, row: &'r TableRow, used_as: Use) -> Option<(&'a str, &'r str)> {
        let (i, column) = self.columns.iter().enumerate().find(|(_, c)| c.used_as == used_as)?;
        let cell = row.cells.get(i).map_or("", String::as_str);
        let is_number = matches!(used_as, Use::Value | Use::Numerator | Use::Denominator);
        let cell = if is_number { cell } else { cell.strip_prefix(EXACT).unwrap_or(cell) };
        Some((column.heading.as_str(), cell))
    }

    fn take(&mut self, row: &TableRow) {
        if let Err((column, what)) = self.try_take(row) {
            self.faults.add(row.number, column, what);
        }
    }

    fn try_take(&mut self, row: &TableRow) -> Result<(), (Option<&'a str>, CellFault)> {
        let extra = row.cells.iter().skip(self.columns.len()).any(|c| !c.is_empty());
        if row.cells.len() < self.columns.len() || extra {
            let counts = CellFault::WrongCellCount { expected: self.columns.len(), found: row.cells.len() };
            return Err((None, counts));
        }
        let (period_heading, period) = self.cell(row, Use::Period).unwrap_or(("", ""));
        if period.is_empty() {
            return Err((Some(period_heading), CellFault::NoPeriod));
        }
        if is_formula(period) {
            return Err((Some(period_heading), CellFault::Formula));
        }
        // "weekly:2026-11-16", as this product writes its own periods.
        let own = Period::parse(period);
        let date = match &own {
            Some(own) => own.start,
            None => dates::read(period).map_err(|fault| (Some(period_heading), CellFault::BadDate(fault)))?,
        };
        let shift = match self.cell(row, Use::Shift) {
            Some((_, "")) | None => own.as_ref().and_then(|own| own.shift),
            Some((heading, word)) => match Shift::parse(&word.to_lowercase()) {
                Some(shift) => Some(shift),
                None => return Err((Some(heading), CellFault::BadShift)),
            },
        };
        let value = self.number(row, Use::Value)?;
        let numerator = self.number(row, Use::Numerator)?;
        let denominator = self.number(row, Use::Denominator)?;
        let (n_heading, d_heading) =
            (self.cell(row, Use::Numerator).map(|c| c.0), self.cell(row, Use::Denominator).map(|c| c.0));
        match (numerator, denominator) {
            (Some(_), None) => return Err((d_heading, CellFault::HalfAPair)),
            (None, Some(_)) => return Err((n_heading, CellFault::HalfAPair)),
            (_, Some(d)) if d <= 0.0 => return Err((d_heading, CellFault::DenominatorNotAboveZero)),
            _ => {}
        }
        if value.is_none() && numerator.is_none() {
            self.empty_rows += 1;
            return Ok(());
        }
        let name = match self.cell(row, Use::Series) {
            Some((heading, "")) => return Err((Some(heading), CellFault::NoSeries)),
            Some((_, name)) => name,
            None => "",
        };
        let label = self.cell(row, Use::Label).map(|c| c.1).filter(|l| !l.is_empty());
        let note = self.cell(row, Use::Note).map(|c| c.1).filter(|n| !n.is_empty()).map(str::to_owned);
        let place = Period { start: date, shift, frequency: Frequency::Daily };
        let reading = Reading { period: place, value, numerator, denominator, note, row: row.number };
        let index = match self.by_name.get(name) {
            Some(index) => *index,
            None if self.series.len() >= MOST_SERIES => return Err((None, CellFault::TooManySeries)),
            None => {
                self.by_name.insert(name.to_owned(), self.series.len());
                self.series.push(RawSeries {
                    name: name.to_owned(),
                    label: label.map(str::to_owned),
                    label_changes: false,
                    rows: Vec::new(),
                    period_heading: period_heading.to_owned(),
                });
                self.series.len() - 1
            }
        };
        if let Some(series) = self.series.get_mut(index) {
            series.label_changes |= series.label.as_deref() != label;
            series.rows.push(RawReading { date, shift, own: own.map(|own| own.frequency), reading });
        }
        Ok(())
    }

    fn number(&self, row: &TableRow, used_as: Use) -> Result<Option<f64>, (Option<&'a str>, CellFault)> {
        let Some((heading, cell)) = self.cell(row, used_as) else { return Ok(None) };
        if is_blank(cell) {
            return Ok(None);
        }
        if is_formula(cell) {
            return Err((Some(heading), CellFault::Formula));
        }
        let decimal_comma = self.columns.iter().any(|c| c.used_as == used_as && c.decimal_comma);
        read_number(cell, decimal_comma)
            .map(Some)
            .map_err(|fault| (Some(heading), CellFault::BadNumber(fault)))
    }
}

impl RawSeries {
    /// Settles the rhythm, turns dates into periods and drops what stands twice.
    fn finish(self, wanted: Option<Frequency>, faults: &mut Faults) -> Series {
        let frequency = wanted.unwrap_or_else(|| rhythm(&self.rows));
        let mut taken: BTreeMap<Period, Reading> = BTreeMap::new();
        for raw in self.rows {
            let period = Period::containing(frequency, raw.date, raw.shift.unwrap_or(Shift::Day));
            let reading = Reading { period, ..raw.reading };
            match taken.get(&period) {
                Some(earlier) => {
                    let what = CellFault::DuplicatePeriod { first_row: earlier.row };
                    faults.add(reading.row, Some(&self.period_heading), what);
                }
                None => {
                    taken.insert(period, reading);
                }
            }
        }
        Series {
            name: self.name,
            label: self.label.filter(|_| !self.label_changes),
            frequency,
            readings: taken.into_values().collect(),
        }
    }
}

/// Finds the rhythm of dates: shifts, months, weeks or days.
fn rhythm(rows: &[RawReading]) -> Frequency {
    if let Some(own) = rows.first().and_then(|r| r.own).filter(|own| rows.iter().all(|r| r.own == Some(*own)))
    {
        return own;
    }
    if rows.iter().any(|r| r.shift.is_some()) {
        return Frequency::EachShift;
    }
    let mut dates: Vec<NaiveDate> = rows.iter().map(|r| r.date).collect();
    dates.sort_unstable();
    dates.dedup();
    if dates.iter().all(|d| d.day() == 1) {
        return Frequency::Monthly;
    }
    let same_weekday = dates.windows(2).all(|w| matches!(w, [a, b] if days_between(*a, *b) % 7 == 0));
    if same_weekday && dates.len() > 1 {
        return Frequency::Weekly;
    }
    // Month ends and mid-months also come once a month.
    let months = dates.windows(2).all(|w| matches!(w, [a, b] if days_between(*a, *b) >= 28));
    if months && dates.len() > 1 { Frequency::Monthly } else { Frequency::Daily }
}
