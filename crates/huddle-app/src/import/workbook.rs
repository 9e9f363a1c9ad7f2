//! An Excel workbook as rows of text, read as a stream: neither a cell far off nor a long sheet fills the memory.

use calamine::{DataRef, Reader as _, Xlsx};
use huddle_core::csv_readings::{EXACT, FileFault, MOST_ROWS};
use std::collections::{BTreeMap, HashSet};
use std::io::{Cursor, Read as _};

/// Most columns looked at.
const MOST_COLUMNS: u32 = 64;
/// Most bytes a workbook may unpack to: 40,000 rows of 64 short cells and room to spare.
const MOST_UNPACKED: u64 = 256 * 1024 * 1024;
/// Most parts of a workbook: sheets, pictures and all.
const MOST_PARTS: usize = 2_000;
/// Most bytes the list of texts may unpack to.
const MOST_TEXTS: u64 = 64 * 1024 * 1024;
/// Most tags in the list of texts, and most texts it may claim: room for a million and a half of them.
const MOST_MARKS: usize = 6_000_000;
/// Longest text taken from one cell, in characters.
const LONGEST: usize = 500;
/// What stands for a cell that is worked out by a formula: the reader of rows names it as one.
const FORMULA: &str = "=";

/// The rows of one sheet.
#[derive(Debug, PartialEq)]
pub(super) struct Sheet {
    pub name: String,
    /// Row numbers as the program shows them, and their cells.
    pub rows: Vec<(u64, Vec<String>)>,
    /// Other sheets with something in them.
    pub others: usize,
}

/// Says whether a file is a workbook of the kind read here.
pub(super) fn is_workbook(file: &[u8]) -> bool {
    file.starts_with(b"PK\x03\x04")
}

/// Reads the first sheet that holds anything.
///
/// # Errors
/// [`FileFault`] when it is no workbook, holds nothing, or holds too much.
pub(super) fn read(file: &[u8]) -> Result<Sheet, FileFault> {
    judge(file)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(file)).map_err(|_| FileFault::Workbook)?;
    let mut found: Option<Sheet> = None;
    for name in book.sheet_names() {
        if let Some(found) = &mut found {
            found.others += usize::from(!is_empty(&mut book, &name));
            continue;
        }
        let rows = rows(&mut book, &name)?;
        if !rows.is_empty() {
            found = Some(Sheet { name, rows, others: 0 });
        }
    }
    found.ok_or(FileFault::Empty)
}

type Book<'a> = Xlsx<Cursor<&'a [u8]>>;

fn is_empty(book: &mut Book, name: &str) -> bool {
    let Ok(mut cells) = book.worksheet_cells_reader(name) else { return true };
    while let Ok(Some(cell)) = cells.next_cell() {
        if *cell.get_value() != DataRef::Empty {
            return false;
        }
    }
    true
}

/// Finds the cells that are worked out by a formula.
fn worked_out(book: &mut Book, name: &str) -> Result<HashSet<(u32, u32)>, FileFault> {
    let mut found = HashSet::new();
    // A chart sheet has no cells.
    let Ok(mut formulas) = book.worksheet_cells_reader(name) else { return Ok(found) };
    while let Some(cell) = formulas.next_formula().map_err(|_| FileFault::Workbook)? {
        if !cell.get_value().is_empty() && cell.get_position().1 < MOST_COLUMNS {
            found.insert(cell.get_position());
        }
        if found.len() > MOST_ROWS * 8 {
            return Err(FileFault::TooManyRows);
        }
    }
    Ok(found)
}

fn rows(book: &mut Book, name: &str) -> Result<Vec<(u64, Vec<String>)>, FileFault> {
    let worked_out = worked_out(book, name)?;
    let Ok(mut cells) = book.worksheet_cells_reader(name) else { return Ok(Vec::new()) };
    let mut found: BTreeMap<u32, BTreeMap<u32, String>> = BTreeMap::new();
    while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(|_| FileFault::Workbook)? {
        let (row, column) = cell.get_position();
        if column >= MOST_COLUMNS {
            continue;
        }
        let shown = cells.styles().get(style).and_then(|s| s.number_format.as_ref());
        let percent = shown.is_some_and(|f| f.format_code.contains('%'));
        let text = if worked_out.contains(&(row, column)) {
            FORMULA.to_owned()
        } else {
            text_of(cell.get_value(), percent)
        };
        if text.is_empty() {
            continue;
        }
        found.entry(row).or_default().insert(column, text);
        // The heading and a title or two above it are no readings.
        if found.len() > MOST_ROWS + 10 {
            return Err(FileFault::TooManyRows);
        }
    }
    let columns = found.values().flat_map(BTreeMap::keys).copied();
    let Some(first) = columns.clone().min() else { return Ok(Vec::new()) };
    let last = columns.max().unwrap_or(first);
    let line = |mut cells: BTreeMap<u32, String>| {
        (first..=last).map(|column| cells.remove(&column).unwrap_or_default()).collect()
    };
    Ok(found.into_iter().map(|(row, cells)| (u64::from(row) + 1, line(cells))).collect())
}

/// Writes a cell the way a person reads it in the program: a date as a date, 0.87 shown as 87% as "87%".
fn text_of(value: &DataRef, percent: bool) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::Int(n) => number(*n as f64, percent),
        DataRef::Float(x) => number(*x, percent),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => short(text),
        DataRef::SharedString(text) => short(text),
        DataRef::Bool(yes) => if *yes { "TRUE" } else { "FALSE" }.to_owned(),
        DataRef::DateTime(at) if at.is_datetime() => {
            let (year, month, day, hour, minute, ..) = at.to_ymd_hms_milli();
            let date = format!("{year:04}-{month:02}-{day:02}");
            if (hour, minute) == (0, 0) { date } else { format!("{date} {hour:02}:{minute:02}") }
        }
        DataRef::DateTime(at) => number(at.as_f64(), false),
        DataRef::Error(_) => "#error".to_owned(),
    }
}

fn short(text: &str) -> String {
    text.trim_start_matches(|c: char| c == EXACT || c.is_whitespace())
        .trim_end()
        .chars()
        .take(LONGEST)
        .collect()
}

fn number(x: f64, percent: bool) -> String {
    if !percent {
        return format!("{EXACT}{x}");
    }
    // 0.07 times 100 is 7.000000000000001: twelve digits are more than anybody typed.
    format!("{EXACT}{}%", (x * 100.0 * 1e9).round() / 1e9)
}

/// Unpacks every part once and counts: what a zip says of its own sizes is not believed, nor what a list of texts
/// says of its own length, because the library that reads it makes room for that many before it has seen one.
fn judge(file: &[u8]) -> Result<(), FileFault> {
    let mut zip = zip::ZipArchive::new(Cursor::new(file)).map_err(|_| FileFault::Workbook)?;
    if zip.len() > MOST_PARTS {
        return Err(FileFault::TooLarge);
    }
    let mut left = MOST_UNPACKED;
    for at in 0..zip.len() {
        let part = zip.by_index(at).map_err(|_| FileFault::Workbook)?;
        let name = part.name().map_err(|_| FileFault::Workbook)?.to_ascii_lowercase();
        let texts = name.ends_with("sharedstrings.xml");
        let most = if texts { left.min(MOST_TEXTS) } else { left };
        let mut counted = Counted { bytes: 0, marks: 0, kept: texts.then(Vec::new) };
        std::io::copy(&mut part.take(most + 1), &mut counted).map_err(|_| FileFault::Workbook)?;
        let too_many =
            texts && (counted.marks > MOST_MARKS || counted.kept.as_deref().is_some_and(claims_too_much));
        if counted.bytes > most || too_many {
            return Err(FileFault::TooLarge);
        }
        left -= counted.bytes;
    }
    Ok(())
}

/// Counts the bytes of a part and its tags, and keeps the list of texts.
struct Counted {
    bytes: u64,
    marks: usize,
    kept: Option<Vec<u8>>,
}

impl std::io::Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.bytes += bytes.len() as u64;
        self.marks += bytes.iter().filter(|b| **b == b'<').count();
        if let Some(kept) = &mut self.kept {
            kept.extend_from_slice(bytes);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Says whether a list of texts claims more of them than are taken, wherever in it the claim stands.
fn claims_too_much(list: &[u8]) -> bool {
    const CLAIM: &[u8] = b"uniqueCount";
    list.windows(CLAIM.len()).enumerate().filter(|(_, word)| *word == CLAIM).any(|(at, word)| {
        let rest = list.get(at + word.len()..).unwrap_or_default();
        let digits: String = rest
            .iter()
            .take(64)
            .skip_while(|b| !b.is_ascii_digit())
            .take_while(|b| b.is_ascii_digit())
            .map(|b| char::from(*b))
            .collect();
        !digits.is_empty() && digits.parse::<usize>().map_or(true, |n| n > MOST_MARKS)
    })
}
