//! Readings from a CSV file or an Excel workbook, and readings as a CSV file.
//!
//! An import is one command: everything it showed goes in, or nothing does.

mod export;
mod preview;
mod workbook;

pub(crate) use export::export;
pub use preview::import_preview;

use crate::check::{needed, one_of};
use crate::exec::Exec;
use crate::fault::Fault;
use crate::measure::{self, all, one};
use crate::reading::{Numbers, numbers, span, year_record};
use crate::wire::*;
use huddle_core::Uuid;
use huddle_core::csv_readings::{self as csv, FileFault, Reading, Readings, Series, Use, Wanted};
use huddle_core::frequency::Frequency;
use huddle_core::kind::Kind;
use huddle_core::place::rank_between;
use huddle_core::text::{Field, fold, limit};
use huddle_core::words::Direction;
use huddle_doc::Edit;
use huddle_doc::kinds::measure::{Measure, start};
use huddle_doc::kinds::readings::{self as year, Point};
use huddle_store::ReadingRow;
use serde_json::json;
use std::collections::BTreeMap;

/// Largest file taken, in bytes; the wire's request body is capped near it.
const MOST_BYTES: usize = 10 * 1024 * 1024;

/// Decodes base64 of the usual alphabet; `None` for anything else.
fn base64(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count, mut padding) = (0_u32, 0_u32, 0_usize);
    for byte in text.bytes().filter(|b| !b.is_ascii_whitespace()) {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => {
                padding += 1;
                continue;
            }
            _ => return None,
        };
        if padding > 0 {
            return None;
        }
        bits = (bits << 6) | u32::from(six);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push(u8::try_from((bits >> count) & 0xff).ok()?);
        }
    }
    (padding <= 2 && count < 6).then_some(out)
}

fn file_fault(fault: &FileFault) -> Fault {
    let code = format!("file_{}", fault.code());
    let message = match fault {
        FileFault::Empty | FileFault::NoRows => {
            "There are no readings in this file. Nothing was brought in. Choose another file."
        }
        FileFault::TooLarge | FileFault::TooManyRows => {
            "This file is too large. Nothing was brought in. Choose a shorter one, a year at a time."
        }
        FileFault::Utf16 | FileFault::Workbook => {
            "This file cannot be read. Save it as an Excel workbook (.xlsx) or as \"CSV UTF-8\", then choose that one. Nothing was brought in."
        }
        FileFault::NoPeriodColumn => {
            "There is no column with dates in this file. Nothing was brought in. Choose a file with a day in each line."
        }
        FileFault::NoValueColumn => {
            "There is no column with numbers in this file. Nothing was brought in. Choose a file with a number in each line."
        }
        FileFault::SameHeading(_) => {
            "Two columns have the same heading. Rename one in the file. Nothing was brought in."
        }
        FileFault::NotText | FileFault::NotCsv | FileFault::NoSuchColumn(_) => {
            "This is not a CSV file. Nothing was brought in. Save it as \"CSV UTF-8\" and choose that one."
        }
    };
    Fault::user(&code, message).field("bytes_base64")
}

fn bytes(text: &str) -> Result<Vec<u8>, Fault> {
    if text.len() / 4 * 3 > MOST_BYTES + 3 {
        return Err(file_fault(&FileFault::TooLarge));
    }
    base64(text).ok_or_else(|| file_fault(&FileFault::NotText))
}

/// A file as it was opened: text, or the rows of a workbook's sheet.
struct File {
    bytes: Vec<u8>,
    sheet: Option<workbook::Sheet>,
}

impl File {
    fn open(text: &str) -> Result<Self, Fault> {
        let bytes = bytes(text)?;
        let sheet = match workbook::is_workbook(&bytes) {
            true => Some(workbook::read(&bytes).map_err(|f| file_fault(&f))?),
            false => None,
        };
        Ok(File { bytes, sheet })
    }

    fn read(&self, wanted: &Wanted) -> Result<Readings, FileFault> {
        match &self.sheet {
            Some(sheet) => csv::read_rows(sheet.rows.clone(), wanted),
            None => csv::read(&self.bytes, wanted),
        }
    }

    fn headings(&self) -> Result<(Vec<String>, usize), FileFault> {
        match &self.sheet {
            Some(sheet) => csv::row_headings(sheet.rows.clone()),
            None => csv::headings(&self.bytes),
        }
    }
}

/// Returns what a person took the columns for. A heading that is empty or stands twice names no column.
fn wanted(columns: Option<&[ImportColumn]>, frequency: Option<Frequency>) -> Result<Wanted, Fault> {
    let columns = columns.unwrap_or_default();
    let named = |c: &&ImportColumn| {
        !c.name.trim().is_empty() && columns.iter().filter(|o| fold(&o.name) == fold(&c.name)).count() == 1
    };
    let uses = columns
        .iter()
        .filter(named)
        .map(|c| one_of(Use::parse(&c.used_as), "columns").map(|used| (c.name.clone(), used)));
    Ok(Wanted { frequency, columns: uses.collect::<Result<_, _>>()? })
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn kept(row: &ReadingRow) -> Numbers {
    (row.n, row.d, row.value)
}

/// Returns a file's numbers as they would be kept, unchecked.
fn of_file(r: &Reading, complement: bool) -> Numbers {
    match (r.numerator, r.denominator) {
        (Some(n), Some(d)) => (Some(if complement { d - n } else { n }), Some(d), None),
        _ => (None, None, r.value),
    }
}

fn row_fault(code: &str, message: &str, row: u64) -> Fault {
    Fault::user(code, message).param("row", row)
}

/// The whole file's settings for series that make a new measure.
struct NewMeasure<'a> {
    req: &'a ReadingsImport,
    lane: String,
    headings: (String, String),
    found: &'a Readings,
}

impl NewMeasure<'_> {
    /// Says what a new measure holds: a part of a whole and a column of percentages are percentages, whatever the
    /// rest of the file is.
    fn kind(&self, s: &Series) -> &str {
        // Who asks for a count means one, and is refused below when the file has none.
        let plain = self.req.value_kind == "number";
        if plain && self.found.is_percent(s) { "percent" } else { &self.req.value_kind }
    }

    fn define(&self, ex: &mut Exec, name: &str, s: &Series, rank: &str) -> Result<Uuid, Fault> {
        let kind = self.kind(s);
        let percent = kind == "percent";
        let whole = |r: &Reading| r.value.is_none_or(|v| v.fract() == 0.0);
        let paired = s.readings.iter().any(|r| r.numerator.is_some());
        let decimals = i64::from(percent || paired || !s.readings.iter().all(whole));
        let new = Measure {
            name: needed(name, Field::MeasureName, "new_name")?,
            lane: self.lane.clone(),
            unit: if percent { "percent" } else { "count" }.to_owned(),
            value_kind: kind.to_owned(),
            // The complement of a column is not what its heading says.
            numerator_label: if self.req.complement == Some(true) {
                String::new()
            } else {
                self.headings.0.clone()
            },
            denominator_label: self.headings.1.clone(),
            frequency: s.frequency.as_str().to_owned(),
            direction: self.req.direction.clone(),
            target: measure::check_target(self.req.target, kind)?,
            decimals: Some(decimals),
            status: "live".to_owned(),
            rank: rank.to_owned(),
            ..Measure::default()
        };
        ex.create_new(Kind::Measure, &start(&new))
    }
}

/// Brings in what a preview showed: all of it or nothing.
pub fn readings_import(ex: &mut Exec, req: ReadingsImport) -> Result<Imported, Fault> {
    let file = File::open(&req.bytes_base64)?;
    let columns = req.columns.as_deref();
    let found = file.read(&wanted(columns, None)?).map_err(|f| file_fault(&f))?;
    measure::known_word(&req.value_kind, measure::VALUE_KINDS, "value_kind")?;
    one_of(Direction::parse(&req.direction).is_known().then_some(()), "direction")?;
    let heading = |used: Use| {
        let column = found.columns.iter().find(|c| c.used_as == used);
        let fits =
            column.map(|c| c.heading.as_str()).filter(|h| h.chars().count() <= limit(Field::MeasurePart).max);
        fits.unwrap_or_default().to_owned()
    };
    let new = NewMeasure {
        req: &req,
        lane: measure::known_lane(ex, &req.lane)?,
        headings: (heading(Use::Numerator), heading(Use::Denominator)),
        found: &found,
    };
    let rest = all(ex.r, ex.ward()?.id)?;
    let mut rank = rest.iter().map(|m| m.rank.clone()).filter(|r| !r.is_empty()).max();
    let mut done = Imported { measures: Vec::new(), readings: 0, unchanged: 0, saved_at: ex.now };
    let mut different = 0_i64;
    for goes in &req.series {
        let from = one_of(found.series.iter().find(|s| s.name == goes.name), "series")?;
        let (id, value_kind, sample, series) = match goes.measure {
            Some(id) => {
                let m = one(ex.r, id)?;
                if m.binned_at.is_some() {
                    return Err(Fault::not_found());
                }
                let series = as_read(&file, columns, &found, from, measure::frequency(&m))?;
                (id, m.value_kind, m.sample, series)
            }
            None => {
                whole(&found)?;
                let own = rank_between(rank.as_deref(), None);
                let name = goes.new_name.as_deref().unwrap_or_default();
                let id = new.define(ex, name, from, &own)?;
                rank = Some(own);
                (id, new.kind(from).to_owned(), None, from.clone())
            }
        };
        if done.measures.contains(&id) {
            return Err(Fault::user(
                "same_measure",
                "Two columns of numbers cannot go into one measure. Nothing was brought in.",
            ));
        }
        different += bring_in(ex, &req, id, &value_kind, sample, &series, &mut done)?;
        done.measures.push(id);
    }
    if different > 0 && !req.overwrite {
        return Err(Fault::user(
            "readings_differ",
            "Other numbers are here for some of these days. Nothing was brought in. Say which to keep.",
        )
        .param("count", different));
    }
    ex.detail(json!({ "measures": done.measures.len(), "readings": done.readings }));
    Ok(done)
}

/// Refuses a file with rows that could not be read: all of it goes in or nothing does.
fn whole(found: &Readings) -> Result<(), Fault> {
    match found.faults.first() {
        None => Ok(()),
        Some(fault) => Err(row_fault(
            "rows_at_fault",
            "Some rows of the file cannot be read. Nothing was brought in. Put them right first.",
            fault.row,
        )
        .param("count", found.fault_count)),
    }
}

/// Returns a series in the rhythm of the measure it goes into.
fn as_read(
    file: &File,
    columns: Option<&[ImportColumn]>,
    found: &Readings,
    from: &Series,
    frequency: Frequency,
) -> Result<Series, Fault> {
    if from.frequency == frequency {
        whole(found)?;
        return Ok(from.clone());
    }
    let again = file.read(&wanted(columns, Some(frequency))?).map_err(|f| file_fault(&f))?;
    whole(&again)?;
    one_of(again.series.into_iter().find(|s| s.name == from.name), "series")
}

/// Writes one series' readings; returns how many other readings stood there.
fn bring_in(
    ex: &mut Exec,
    req: &ReadingsImport,
    id: Uuid,
    value_kind: &str,
    sample: Option<i64>,
    series: &Series,
    done: &mut Imported,
) -> Result<i64, Fault> {
    let conf = ex.ward()?;
    let mut different = 0;
    let mut years: BTreeMap<i32, Vec<&Reading>> = BTreeMap::new();
    for r in &series.readings {
        years.entry(r.period.year()).or_default().push(r);
    }
    for (number, of_year) in years {
        let record = year_record(ex, id, number)?;
        let old = year::read(&ex.state(record)?).points;
        let mut edits: Vec<Edit> = Vec::new();
        for r in of_year {
            let key = r.period.key();
            if span(&conf, &r.period).0 > ex.now {
                return Err(row_fault(
                    "in_the_future",
                    "The file has a day that has not come yet. Nothing was brought in.",
                    r.row,
                ));
            }
            let (n, d, value) = of_file(r, req.complement == Some(true));
            let (n, d, value) = numbers(value_kind, sample, n, d, value)
                .map_err(|fault| fault.param("row", r.row).param("in_file", true))?;
            let had = old.get(&key);
            if had.is_some_and(|p| (p.n, p.d, p.value) == (n, d, value)) {
                done.unchanged += 1;
                continue;
            }
            let entered =
                |p: &Point| p.n.is_some() || p.value.is_some() || !p.not_measured.is_empty() || p.nothing_due;
            different += i64::from(had.is_some_and(entered));
            let note = r.note.as_deref().unwrap_or_default();
            let note: String = note.chars().take(limit(Field::ReadingNote).max).collect();
            // A row without words of its own says nothing against those that stand there.
            let noted = had.filter(|p| p.n.is_some() || p.value.is_some());
            let note = match noted {
                Some(had) if note.is_empty() => had.note.clone(),
                _ => crate::check::text(&note, Field::ReadingNote, "note")?,
            };
            let point = Point {
                n,
                d,
                value,
                note,
                ghost: noted.is_some_and(|p| p.ghost),
                plan: had.and_then(|p| p.plan),
                why_different: had.map(|p| p.why_different.clone()).unwrap_or_default(),
                by: ex.caller.tile,
                at: Some(ex.now),
                // Kept elsewhere until now; when they were first written down is not known here.
                late: false,
                ..Point::default()
            };
            edits.extend(year::enter(&key, &point));
            done.readings += 1;
        }
        ex.edit(record, &edits)?;
    }
    Ok(different)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_as_browsers_write_it() {
        for (text, bytes) in [("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9v\nYg", "foob")]
        {
            assert_eq!(base64(text).as_deref(), Some(bytes.as_bytes()), "{text}");
        }
        for bad in ["Z", "Zm9v*", "Zg==Zg==", "=", "Zm9vA"] {
            assert!(base64(bad).is_none_or(|b| bad == "=" && b.is_empty()), "{bad}");
        }
    }
}
