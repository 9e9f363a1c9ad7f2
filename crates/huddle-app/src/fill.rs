//! Filling numbers in: a measure's earlier periods, and a column pasted from a spreadsheet.
//!
//! A pasted column is one command: all of it goes in, or nothing does, and one undo takes it back.

use crate::exec::{Ask, Exec};
use crate::fault::Fault;
use crate::measure::{frequency, is_entered, one, who};
use crate::reading::{Pad, entered, name_clashes, numbers, reading_set, span};
use crate::wire::*;
use chrono::NaiveDate;
use huddle_core::Uuid;
use huddle_core::csv_readings::{CellFault, cell_number};
use huddle_core::frequency::{Frequency, Period};
use huddle_core::time::Shift;
use huddle_store::{MeasureRow, ReadingRow, params};
use serde_json::json;
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

/// Most lines pasted at once: more than the longest list of earlier periods, few enough for one save.
const MOST_PASTED: usize = 200;

/// Earlier periods on one page: a week of shifts, four weeks of days, half a year of weeks, two years.
fn on_a_page(frequency: Frequency) -> usize {
    match frequency {
        Frequency::EachShift => 14,
        Frequency::Daily => 28,
        Frequency::Weekly => 26,
        Frequency::Monthly => 24,
    }
}

/// Returns a page of a measure's earlier periods, oldest first, filled or not.
pub fn readings_back_get(ask: &Ask, req: BackAsk) -> Result<BackView, Fault> {
    let conf = ask.ward()?;
    let m = one(ask.r, req.measure)?;
    let rhythm = frequency(&m);
    let now = conf.shift(ask.now);
    let current = Period::containing(rhythm, now.date, now.shift);
    let last = match req.until.as_deref().filter(|d| !d.is_empty()) {
        None => current,
        Some(given) => {
            let date = crate::check::date(given, "until")?;
            Period::containing(rhythm, date, Shift::Night).min(current)
        }
    };
    let mut periods = Vec::new();
    let mut at = last;
    while periods.len() < on_a_page(rhythm) {
        if at.shift.is_none_or(|s| conf.pattern.shifts().contains(&s)) {
            periods.push(at);
        }
        at = at.prev();
    }
    periods.reverse();
    let first = periods.first().map_or(last.start, |p| p.start);
    let there = between(ask, &m, first, last.start)?;
    let pad = Pad { conf: &conf, who: who(ask)? };
    let mut rows: Vec<ReadingDue> =
        periods.iter().map(|p| pad.row(&m, p, span(&conf, p).1 <= ask.now, &there)).collect();
    for row in &mut rows {
        row.recent = Vec::new();
    }
    name_clashes(ask, &there, rows.iter_mut())?;
    let later = (last < current).then(|| {
        let mut at = last;
        for _ in 0..on_a_page(rhythm) {
            at = at.next();
        }
        at.min(current).start.to_string()
    });
    Ok(BackView { measure: m.id, name: m.name, status: m.status, rows, earlier: at.start.to_string(), later })
}

fn between(
    ask: &Ask,
    m: &MeasureRow,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<HashMap<String, ReadingRow>, Fault> {
    let rows = ask.r.rows::<ReadingRow>(
        "measure = ?1 AND start BETWEEN ?2 AND ?3",
        params![m.id, first.to_string(), last.to_string()],
    )?;
    Ok(rows.into_iter().map(|r| (r.period.clone(), r)).collect())
}

/// One pasted line's numbers: the upper, the lower, or the value.
type Typed = (Option<f64>, Option<f64>, Option<f64>);

/// Reads one pasted line; `None` when it says there is no number.
fn typed(value_kind: &str, sampled: bool, line: &str) -> Result<Option<Typed>, CellFault> {
    let pair = matches!(value_kind, "percent" | "ratio");
    let parts: Vec<&str> = match line.trim() {
        // A date with slashes is no pair.
        text if pair && text.matches('/').count() == 1 => text.split('/').collect(),
        text if pair && text.contains(" of ") => text.split(" of ").collect(),
        text if text.contains('\t') => text.split('\t').collect(),
        text => vec![text],
    };
    match parts.as_slice() {
        [only] => {
            let Some(number) = cell_number(only)? else { return Ok(None) };
            let counted = sampled && !only.trim_end().ends_with('%');
            Ok(Some(if counted { (Some(number), None, None) } else { (None, None, Some(number)) }))
        }
        [n, d] if pair => match (cell_number(n)?, cell_number(d)?) {
            (None, None) => Ok(None),
            (Some(n), Some(d)) => Ok(Some((Some(n), Some(d), None))),
            _ => Err(CellFault::HalfAPair),
        },
        _ => Err(CellFault::WrongCellCount { expected: if pair { 2 } else { 1 }, found: parts.len() }),
    }
}

fn row_fault(fault: &CellFault, row: usize) -> Fault {
    Fault::user(
        "pasted_row",
        "A pasted line is not a number. Nothing was saved. Put it right in the spreadsheet, then paste again.",
    )
    .param("row", row)
    .param("what", fault.code())
}

/// Enters a pasted column. Empty lines leave what is there; other numbers are written over only when asked to.
pub fn readings_paste(ex: &mut Exec, req: ReadingsPaste) -> Result<Imported, Fault> {
    if req.rows.len() > MOST_PASTED {
        return Err(Fault::user(
            "too_many_pasted",
            "That is too many lines at once. Nothing was saved. Bring them in from a file.",
        )
        .param("most", MOST_PASTED));
    }
    let mut done = Imported { measures: Vec::new(), readings: 0, unchanged: 0, saved_at: ex.now };
    let mut measures: HashMap<Uuid, MeasureRow> = HashMap::new();
    let mut taken = HashSet::new();
    let mut different = 0_i64;
    for (place, line) in req.rows.iter().enumerate() {
        let row = place + 1;
        let m = match measures.entry(line.measure) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert(one(ex.r, line.measure)?),
        };
        let Some((n, d, value)) =
            typed(&m.value_kind, m.sample.is_some(), &line.text).map_err(|fault| row_fault(&fault, row))?
        else {
            continue;
        };
        if !taken.insert((line.measure, line.period.clone())) {
            return Err(row_fault(&CellFault::DuplicatePeriod { first_row: 0 }, row));
        }
        let kept = numbers(&m.value_kind, m.sample, n, d, value).map_err(|f| f.param("row", row))?;
        let old = match Period::parse(&line.period) {
            Some(period) => entered(ex.r, m.id, &period)?,
            None => None,
        };
        if old.as_ref().is_some_and(|r| (r.n, r.d, r.value) == kept) {
            done.unchanged += 1;
            continue;
        }
        different += i64::from(old.as_ref().is_some_and(is_entered));
        let set = ReadingSet {
            measure: m.id,
            period: line.period.clone(),
            value,
            n,
            d,
            plan: None,
            why_different: None,
            note: None,
            not_measured: None,
            nothing_due: false,
            ghost: None,
            from_paper: None,
        };
        reading_set(ex, set).map_err(|f| f.param("row", row))?;
        done.readings += 1;
        if !done.measures.contains(&line.measure) {
            done.measures.push(line.measure);
        }
    }
    if different > 0 && !req.overwrite {
        return Err(Fault::user(
            "readings_differ",
            "Other numbers are here for some of these days. Nothing was saved. Say which to keep.",
        )
        .param("count", different));
    }
    if done.readings == 0 {
        ex.no_undo();
    }
    ex.detail(json!({ "measures": done.measures.len(), "readings": done.readings }));
    Ok(done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pasted_lines_as_people_have_them() {
        let of = |kind: &str, sample: Option<i64>, line: &str| typed(kind, sample.is_some(), line);
        let value = |x: f64| Ok(Some((None, None, Some(x))));
        let pair = |n: f64, d: f64| Ok(Some((Some(n), Some(d), None)));
        assert_eq!(of("count", None, " 12 "), value(12.0));
        assert_eq!(of("number", None, "1,5"), value(1.5));
        assert_eq!(of("number", None, "1,500"), value(1500.0));
        assert_eq!(of("percent", None, "87%"), value(87.0));
        assert_eq!(of("percent", Some(10), "9"), Ok(Some((Some(9.0), None, None))));
        assert_eq!(of("percent", Some(10), "90%"), value(90.0));
        for line in ["9/10", "9 of 10", "9\t10"] {
            assert_eq!(of("percent", None, line), pair(9.0, 10.0), "{line}");
        }
        for line in ["", "-", "n/a", "*"] {
            assert_eq!(of("count", None, line), Ok(None), "{line:?}");
        }
        for bad in ["five", "=A1+1", "3 4", "1\t2"] {
            assert!(of("count", None, bad).is_err(), "{bad}");
        }
        assert_eq!(of("percent", None, "9\t"), value(9.0));
    }
}
