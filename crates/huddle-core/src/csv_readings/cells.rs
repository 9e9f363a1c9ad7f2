//! One cell: a number, none, or a sum that a spreadsheet would work out.

use super::CellFault;
use crate::validate::{NumberFault, number};

/// Reads one cell that stands alone, as from a pasted column: `None` for a cell that says there is no number.
///
/// "1,5" is one and a half and "1,500" fifteen hundred.
///
/// # Errors
/// [`CellFault::Formula`] or [`CellFault::BadNumber`].
pub fn cell_number(cell: &str) -> Result<Option<f64>, CellFault> {
    let cell = cell.trim();
    if is_blank(cell) {
        return Ok(None);
    }
    if is_formula(cell) {
        return Err(CellFault::Formula);
    }
    let behind = cell.trim_end_matches('%').trim_end().rsplit_once(',').map(|(_, fraction)| fraction.len());
    let decimal_comma = behind.is_some_and(|digits| digits != 3) && cell.matches(',').count() == 1;
    read_number(cell, decimal_comma && !cell.contains('.')).map(Some).map_err(CellFault::BadNumber)
}

/// Says whether a cell stands for "no number": empty, a dash, "n/a", a suppressed small number.
pub(super) fn is_blank(cell: &str) -> bool {
    matches!(
        cell.to_ascii_lowercase().as_str(),
        "" | "-" | "\u{2013}" | "n/a" | "na" | "null" | "none" | "*" | "." | ".."
    )
}

/// Says whether a cell would be worked out by a spreadsheet.
pub(super) fn is_formula(cell: &str) -> bool {
    match cell.chars().next() {
        Some('=' | '@') => true,
        Some('+' | '-') => cell.chars().nth(1).is_some_and(|c| c.is_alphabetic() || c == '('),
        _ => false,
    }
}

/// Stands before a number that a workbook holds as a number: its point is a decimal point, whatever the column's
/// texts make of commas. It is no sign of text, so no file can bring it along.
pub const EXACT: char = '\u{1}';

/// Reads a number of a column: a percent sign or pound sign is dropped, "1,500" is fifteen hundred
/// unless the column uses the comma as its decimal mark. There a point is a thousands' point before a comma
/// ("1.500,25") or no number at all: "2.5" would come in as 25.
pub(super) fn read_number(cell: &str, decimal_comma: bool) -> Result<f64, NumberFault> {
    if let Some(exact) = cell.strip_prefix(EXACT) {
        return number(exact.trim_end_matches('%'));
    }
    let bare = cell.trim_end_matches('%').trim_start_matches('\u{a3}').trim();
    let settled = if decimal_comma {
        if bare.contains('.') && !has_thousands_points(bare) {
            return Err(NumberFault::NotANumber);
        }
        bare.replace('.', "").replace(',', ".")
    } else if bare.contains(',') && !bare.contains('.') {
        // A point behind makes the grouping certain.
        format!("{bare}.0")
    } else {
        bare.to_owned()
    };
    number(&settled)
}

/// Says whether the points of a number stand between thousands, with a decimal comma behind them.
fn has_thousands_points(bare: &str) -> bool {
    let Some((whole, _)) = bare.split_once(',') else { return false };
    let mut groups = whole.trim_start_matches(['-', '+']).split('.');
    groups.next().is_some_and(|first| (1..=3).contains(&first.len())) && groups.all(|group| group.len() == 3)
}
