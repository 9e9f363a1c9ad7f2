//! Several wards' weeks side by side, without a ranking.
//!
//! Wards stand by name. A measure is compared only between wards that count the same: equal
//! definition id, wording, unit and rhythm. A blank always says why it is blank.

use crate::page::{complete, sign};
use crate::words;
use huddle_core::report::{MeasureWeek, OpenedWeek, ReportFault, WeekReport};
use serde::Serialize;

/// Wards side by side.
#[derive(Debug, Clone, Serialize)]
pub struct ComparePage {
    /// The document's title.
    pub title: String,
    /// "Week to Sunday 15 November 2026".
    pub week: String,
    /// The shared measures, by name.
    pub columns: Vec<CompareColumn>,
    /// The wards, by name.
    pub rows: Vec<CompareRow>,
    /// What the reader should know: altered files, measures left out.
    pub notes: Vec<String>,
    /// The lines at the foot.
    pub foot: Vec<String>,
}

/// One shared measure.
#[derive(Debug, Clone, Serialize)]
pub struct CompareColumn {
    /// Its name.
    pub name: String,
    /// What is counted.
    pub definition: String,
}

/// One ward.
#[derive(Debug, Clone, Serialize)]
pub struct CompareRow {
    /// Its name.
    pub ward: String,
    /// Version and, when so, that the file was altered.
    pub version: String,
    /// What is complete.
    pub complete: String,
    /// One cell a column.
    pub cells: Vec<CompareCell>,
}

/// One value or the reason for none.
#[derive(Debug, Clone, Serialize)]
pub struct CompareCell {
    /// The value with its unit; empty in a blank.
    pub value: String,
    /// The sentence, or why it is blank.
    pub words: String,
    /// The sign that goes with it; "blank" without a value.
    pub sign: &'static str,
}

/// Puts weeks side by side.
///
/// Of two files of one ward the higher version counts.
///
/// # Errors
/// [`ReportFault::NoWeeks`], [`ReportFault::DifferentWeeks`].
pub fn compare(weeks: &[OpenedWeek]) -> Result<ComparePage, ReportFault> {
    let chosen = chosen(weeks)?;
    let (columns, left_out) = columns(&chosen);
    let week =
        chosen.first().map(|w| format!("Week to {}", words::long_date(w.week.sunday()))).unwrap_or_default();
    let mut notes = Vec::new();
    if left_out > 0 {
        let n = u32::try_from(left_out).unwrap_or(u32::MAX);
        notes.push(format!(
            "{} counted by one ward alone, or in its own way, not shown here.",
            words::count(n, "measure is", "measures are")
        ));
    }
    for w in chosen.iter().filter(|w| w.altered) {
        notes.push(format!("The file of {} was changed after the ward made it.", w.week.ward.name));
    }
    let rows = chosen
        .iter()
        .map(|w| CompareRow {
            ward: w.week.ward.name.clone(),
            version: format!("Version {}{}", w.week.version, if w.altered { ", file changed" } else { "" }),
            complete: complete(&w.week).join(" "),
            cells: columns.iter().map(|c| cell(&w.week, c)).collect(),
        })
        .collect();
    Ok(ComparePage {
        title: format!("Wards side by side, {}", week.replacen("Week", "week", 1)),
        week,
        columns: columns
            .iter()
            .map(|m| CompareColumn { name: m.name.clone(), definition: m.definition.clone() })
            .collect(),
        rows,
        notes,
        foot: vec![words::DO_NOT_RANK.to_owned(), words::OWN_COUNT.to_owned(), words::NO_PATIENTS.to_owned()],
    })
}

/// Gives one week a ward, by the ward's name.
///
/// # Errors
/// As [`compare`].
pub fn chosen(weeks: &[OpenedWeek]) -> Result<Vec<&OpenedWeek>, ReportFault> {
    let first = weeks.first().ok_or(ReportFault::NoWeeks)?;
    if weeks.iter().any(|w| w.week.monday != first.week.monday) {
        return Err(ReportFault::DifferentWeeks);
    }
    let mut chosen: Vec<&OpenedWeek> = Vec::new();
    for w in weeks {
        match chosen.iter_mut().find(|c| c.week.ward.id == w.week.ward.id) {
            Some(there) if there.week.version < w.week.version => *there = w,
            Some(_) => {}
            None => chosen.push(w),
        }
    }
    chosen.sort_by_cached_key(|w| (w.week.ward.name.to_lowercase(), w.week.ward.id.clone()));
    Ok(chosen)
}

fn same(a: &MeasureWeek, b: &MeasureWeek) -> bool {
    let text = |t: &str| t.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    a.definition_id == b.definition_id
        && text(&a.definition) == text(&b.definition)
        && text(&a.unit) == text(&b.unit)
        && a.frequency == b.frequency
}

/// Gives the measures at least two wards count in the same way, and how many others there are.
fn columns<'a>(weeks: &[&'a OpenedWeek]) -> (Vec<&'a MeasureWeek>, usize) {
    let all = || weeks.iter().flat_map(|w| &w.week.measures);
    let mut shared: Vec<&MeasureWeek> = Vec::new();
    let mut alone = 0;
    for m in all() {
        let wards = weeks.iter().filter(|w| w.week.measures.iter().any(|o| same(o, m))).count();
        if wards < 2 {
            alone += 1;
        } else if !shared.iter().any(|s| same(s, m)) {
            shared.push(m);
        }
    }
    shared.sort_by_cached_key(|m| (m.name.to_lowercase(), m.definition_id.clone()));
    (shared, alone)
}

fn cell(week: &WeekReport, column: &MeasureWeek) -> CompareCell {
    let blank = |words: &str| CompareCell { value: String::new(), words: words.to_owned(), sign: "blank" };
    match week.measures.iter().find(|m| same(m, column)) {
        Some(m) if m.value.is_some() => {
            CompareCell { value: words::value(m), words: m.sentence.clone(), sign: sign(m.standing) }
        }
        Some(m) => blank(&words::value(m)),
        None if week.measures.iter().any(|m| m.definition_id == column.definition_id) => {
            blank("Counts it in another way")
        }
        None => blank("Does not count this"),
    }
}
