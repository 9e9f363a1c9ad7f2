//! One table for any spreadsheet: every list of the week under one head, a column "List" to filter by.

use crate::clean;
use crate::tables::{COMMON, Cell, Table};
use huddle_core::report::ReportFault;

/// How a cell's text is made safe; the tests also try it with nothing done.
pub type Neutraliser = fn(&str) -> String;

/// Writes lists as UTF-8 with a byte order mark, every field quoted, lines ended by CRLF.
///
/// # Errors
/// [`ReportFault::NotMade`]; writing to memory does not fail in practice.
pub fn write(tables: &[Table]) -> Result<Vec<u8>, ReportFault> {
    write_with(tables, clean::neutral)
}

/// Writes lists with another way of making text safe.
///
/// # Errors
/// As [`write`].
pub fn write_with(tables: &[Table], neutral: Neutraliser) -> Result<Vec<u8>, ReportFault> {
    let head = head(tables);
    let mut out = csv::WriterBuilder::new()
        .quote_style(csv::QuoteStyle::Always)
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    out.write_record(&head).map_err(|_| ReportFault::NotMade)?;
    for table in tables {
        for row in &table.rows {
            let line = head.iter().map(|column| {
                if *column == "List" {
                    return table.name.to_owned();
                }
                let place = table.columns.iter().position(|c| c == column);
                match place.and_then(|p| row.get(p)) {
                    Some(Cell::Text(text)) => neutral(&clean::plain(text)),
                    Some(Cell::Number(n)) => n.to_string(),
                    Some(Cell::Date(day)) => day.to_string(),
                    Some(Cell::Blank) | None => String::new(),
                }
            });
            out.write_record(line).map_err(|_| ReportFault::NotMade)?;
        }
    }
    out.into_inner().map_err(|_| ReportFault::NotMade)
}

/// Gives every column once, in the order the lists bring them.
fn head(tables: &[Table]) -> Vec<&'static str> {
    let mut head: Vec<&'static str> = COMMON.to_vec();
    head.push("List");
    for column in tables.iter().flat_map(|t| &t.columns) {
        if !head.contains(column) {
            head.push(column);
        }
    }
    head
}
