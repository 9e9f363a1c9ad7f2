//! Readings from a CSV file, and readings as a CSV file.
//!
//! An import is one command: everything it showed goes in, or nothing does.

mod export;

pub(crate) use export::export;

use crate::check::{needed, one_of};
use crate::exec::{Ask, Exec};
use crate::fault::Fault;
use crate::measure::{self, all, one, readings};
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
use huddle_store::{MeasureRow, ReadingRow};
use serde_json::json;
use std::collections::{BTreeMap, HashMap};

/// Largest file taken, in bytes; the wire's request body is capped near it.
const MOST_BYTES: usize = 10 * 1024 * 1024;
/// Most faults told; the rest are in the number of rows.
const MOST_TOLD: usize = 100;

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
            "Save the file as \"CSV UTF-8\" first, then choose that one. Nothing was brought in."
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

fn read(file: &[u8], frequency: Option<Frequency>) -> Result<Readings, Fault> {
    csv::read(file, &Wanted { frequency, columns: Vec::new() }).map_err(|f| file_fault(&f))
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

/// Finds the measure a series was brought into before, by its name.
fn meant<'a>(measures: &'a [MeasureRow], series: &Series) -> Option<&'a MeasureRow> {
    let names = [Some(&series.name), series.label.as_ref()];
    let named = |m: &&MeasureRow| {
        names.iter().flatten().any(|n| !n.is_empty() && fold(n) == fold(&m.name))
            && m.frequency == series.frequency.as_str()
    };
    measures.iter().filter(|m| m.role.is_empty()).find(named)
}

/// Says what an import would do. Changes nothing.
pub fn import_preview(ask: &Ask, req: ImportPreviewAsk) -> Result<ImportPreview, Fault> {
    let file = bytes(&req.bytes_base64)?;
    let into = req.measure.map(|id| one(ask.r, id)).transpose()?;
    let found = read(&file, into.as_ref().map(measure::frequency))?;
    let measures = all(ask.r, ask.ward()?.id)?;
    let mut series = Vec::new();
    for s in &found.series {
        let target = into.as_ref().filter(|_| found.series.len() == 1).or_else(|| meant(&measures, s));
        let (mut already_there, mut different) = (0, 0);
        if let Some(m) = target {
            let there: HashMap<String, Numbers> =
                readings(ask.r, m)?.iter().map(|r| (r.period.clone(), kept(r))).collect();
            // Brought in before as the rest of the whole? Then that is what is compared.
            let tally = |complement: bool| {
                let old = s.readings.iter().filter_map(|r| Some((r, there.get(&r.period.key())?)));
                let same: Vec<bool> = old.map(|(r, old)| of_file(r, complement) == *old).collect();
                (same.iter().filter(|s| **s).count(), same.iter().filter(|s| !**s).count())
            };
            (already_there, different) = tally(false).max(tally(true));
        }
        let end = |r: Option<&Reading>| r.map(|r| r.period.start.to_string()).unwrap_or_default();
        series.push(ImportFound {
            name: s.name.clone(),
            readings: count(s.readings.len()),
            first: end(s.readings.first()),
            last: end(s.readings.last()),
            frequency: s.frequency.as_str().to_owned(),
            numerator: s.readings.iter().any(|r| r.numerator.is_some()),
            denominator: s.readings.iter().any(|r| r.denominator.is_some()),
            already_there: count(already_there),
            different: count(different),
            measure: target.map(|m| m.id),
        });
    }
    let faults = found.faults.iter().take(MOST_TOLD).map(|fault| {
        let mut params = BTreeMap::new();
        if let csv::CellFault::DuplicatePeriod { first_row } = fault.what {
            params.insert("first_row".to_owned(), first_row.to_string());
        }
        ImportFault {
            row: i64::try_from(fault.row).unwrap_or(0),
            column: fault.column.clone().unwrap_or_default(),
            code: fault.what.code().to_owned(),
            params,
        }
    });
    Ok(ImportPreview {
        can_import: found.fault_count == 0 && found.series.iter().any(|s| !s.readings.is_empty()),
        series,
        faults: faults.collect(),
        columns: found
            .columns
            .iter()
            .map(|c| ImportColumn { name: c.heading.clone(), used_as: c.used_as.as_str().to_owned() })
            .collect(),
        rows: count(found.rows),
    })
}

fn row_fault(code: &str, message: &str, row: u64) -> Fault {
    Fault::user(code, message).param("row", row)
}

/// The whole file's settings for series that make a new measure.
struct NewMeasure<'a> {
    req: &'a ReadingsImport,
    lane: String,
    headings: (String, String),
}

impl NewMeasure<'_> {
    fn define(&self, ex: &mut Exec, name: &str, s: &Series, rank: &str) -> Result<Uuid, Fault> {
        let percent = self.req.value_kind == "percent";
        let whole = |r: &Reading| r.value.is_none_or(|v| v.fract() == 0.0);
        let paired = s.readings.iter().any(|r| r.numerator.is_some());
        let decimals = i64::from(percent || paired || !s.readings.iter().all(whole));
        let new = Measure {
            name: needed(name, Field::MeasureName, "new_name")?,
            lane: self.lane.clone(),
            unit: if percent { "percent" } else { "count" }.to_owned(),
            value_kind: self.req.value_kind.clone(),
            // The complement of a column is not what its heading says.
            numerator_label: if self.req.complement == Some(true) {
                String::new()
            } else {
                self.headings.0.clone()
            },
            denominator_label: self.headings.1.clone(),
            frequency: s.frequency.as_str().to_owned(),
            direction: self.req.direction.clone(),
            target: measure::check_target(self.req.target, &self.req.value_kind)?,
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
    let file = bytes(&req.bytes_base64)?;
    let found = read(&file, None)?;
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
    };
    let rest = all(ex.r, ex.ward()?.id)?;
    let mut rank = rest.iter().map(|m| m.rank.clone()).filter(|r| !r.is_empty()).max();
    let mut done = Imported { measures: Vec::new(), readings: 0, unchanged: 0, saved_at: ex.now };
    let mut different = 0_i64;
    for wanted in &req.series {
        let from = one_of(found.series.iter().find(|s| s.name == wanted.name), "series")?;
        let (id, value_kind, sample, series) = match wanted.measure {
            Some(id) => {
                let m = one(ex.r, id)?;
                if m.binned_at.is_some() {
                    return Err(Fault::not_found());
                }
                let series = as_read(&file, &found, from, measure::frequency(&m))?;
                (id, m.value_kind, m.sample, series)
            }
            None => {
                whole(&found)?;
                let own = rank_between(rank.as_deref(), None);
                let name = wanted.new_name.as_deref().unwrap_or_default();
                let id = new.define(ex, name, from, &own)?;
                rank = Some(own);
                (id, req.value_kind.clone(), None, from.clone())
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
fn as_read(file: &[u8], found: &Readings, from: &Series, frequency: Frequency) -> Result<Series, Fault> {
    if from.frequency == frequency {
        whole(found)?;
        return Ok(from.clone());
    }
    let again = read(file, Some(frequency))?;
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
            let point = Point {
                n,
                d,
                value,
                note: crate::check::text(&note, Field::ReadingNote, "note")?,
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
