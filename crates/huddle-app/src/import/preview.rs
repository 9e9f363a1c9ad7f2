//! What an import would do, said before anything changes.

use super::{File, count, file_fault, kept, of_file, wanted};
use crate::exec::Ask;
use crate::fault::Fault;
use crate::measure::{self, all, one, readings};
use crate::reading::{Numbers, numbers, span};
use crate::wire::*;
use huddle_core::csv_readings::{self as csv, FileFault, Reading, Readings, Series, Use};
use huddle_core::text::fold;
use huddle_store::MeasureRow;
use std::collections::{BTreeMap, HashMap};

/// Most faults told; the rest are only counted.
const MOST_TOLD: usize = 100;

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
    let file = File::open(&req.bytes_base64)?;
    let into = req.measure.map(|id| one(ask.r, id)).transpose()?;
    let rhythm = into.as_ref().map(measure::frequency);
    let wanted = wanted(req.columns.as_deref(), rhythm)?;
    let found = match file.read(&wanted) {
        Ok(found) => found,
        // A person can still say what the columns are.
        Err(fault @ (FileFault::NoPeriodColumn | FileFault::NoValueColumn | FileFault::SameHeading(_))) => {
            return unknown_columns(&file, &req, &fault);
        }
        Err(fault) => return Err(file_fault(&fault)),
    };
    let measures = all(ask.r, ask.ward()?.id)?;
    let (mut series, mut judged) = (Vec::new(), Vec::new());
    for s in &found.series {
        let told = req.series.as_ref().and_then(|list| list.iter().find(|one| one.name == s.name));
        let skipped = told.is_some_and(|t| t.measure.is_none() && t.new_name.is_none());
        let target = match told {
            Some(told) => measures.iter().find(|m| Some(m.id) == told.measure),
            None => into.as_ref().filter(|_| found.series.len() == 1).or_else(|| meant(&measures, s)),
        };
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
        if !skipped {
            judge(ask, &found, s, target, &mut judged)?;
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
    let fault_count = found.fault_count + judged.len();
    let mut faults: Vec<ImportFault> = found.faults.iter().map(told_fault).chain(judged).collect();
    faults.sort_by_key(|fault| fault.row);
    faults.truncate(MOST_TOLD);
    Ok(ImportPreview {
        can_import: fault_count == 0 && found.series.iter().any(|s| !s.readings.is_empty()),
        series,
        faults,
        fault_count: count(fault_count),
        columns: found
            .columns
            .iter()
            .map(|c| ImportColumn { name: c.heading.clone(), used_as: c.used_as.as_str().to_owned() })
            .collect(),
        rows: count(found.rows),
        problem: String::new(),
        sheet: sheet_name(&file),
        more_sheets: more_sheets(&file),
    })
}

fn sheet_name(file: &File) -> String {
    file.sheet.as_ref().map(|s| s.name.clone()).unwrap_or_default()
}

fn more_sheets(file: &File) -> i64 {
    file.sheet.as_ref().map_or(0, |s| count(s.others))
}

fn told_fault(fault: &csv::RowFault) -> ImportFault {
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
}

/// Names the rows that can be read and still cannot be readings of the measure they go to: a share over 100%,
/// more than all, a day that has not come.
fn judge(
    ask: &Ask,
    found: &Readings,
    series: &Series,
    target: Option<&MeasureRow>,
    judged: &mut Vec<ImportFault>,
) -> Result<(), Fault> {
    let conf = ask.ward()?;
    let heading = |used: Use| {
        found.columns.iter().find(|c| c.used_as == used).map(|c| c.heading.clone()).unwrap_or_default()
    };
    let kind =
        target.map_or(if found.is_percent(series) { "percent" } else { "number" }, |m| m.value_kind.as_str());
    for r in &series.readings {
        let fault = |column: String, code: &str| ImportFault {
            row: i64::try_from(r.row).unwrap_or(0),
            column,
            code: code.to_owned(),
            params: BTreeMap::new(),
        };
        if span(&conf, &r.period).0 > ask.now {
            judged.push(fault(heading(Use::Period), "in_the_future"));
            continue;
        }
        let (n, d, value) = of_file(r, false);
        if let Err(refused) = numbers(kind, target.and_then(|m| m.sample), n, d, value) {
            let (used, code) = match (refused.0.code.as_str(), kind) {
                ("bad_number", "percent") if n.is_none() => (Use::Value, "not_a_percentage"),
                ("bad_number", _) if n.is_none() => (Use::Value, "below_nought"),
                (code, _) => (Use::Numerator, code),
            };
            judged.push(fault(heading(used), code));
        }
    }
    Ok(())
}

/// Returns the columns of a file that could not be understood, for a person to say what they are.
fn unknown_columns(file: &File, req: &ImportPreviewAsk, fault: &FileFault) -> Result<ImportPreview, Fault> {
    let (headings, rows) = file.headings().map_err(|f| file_fault(&f))?;
    let said = req.columns.as_deref().unwrap_or_default();
    let columns = headings.into_iter().map(|name| {
        let used_as = said.iter().find(|c| fold(&c.name) == fold(&name)).map(|c| c.used_as.clone());
        ImportColumn { name, used_as: used_as.unwrap_or_else(|| Use::Ignored.as_str().to_owned()) }
    });
    Ok(ImportPreview {
        series: Vec::new(),
        columns: columns.collect(),
        faults: Vec::new(),
        fault_count: 0,
        rows: count(rows),
        can_import: false,
        problem: fault.code().to_owned(),
        sheet: sheet_name(file),
        more_sheets: more_sheets(file),
    })
}
