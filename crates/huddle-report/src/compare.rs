//! Several wards' weeks side by side, without a ranking.
//!
//! Wards stand by name. A measure is compared only between wards that count the same: equal
//! definition id, wording, unit and rhythm. A blank always says why it is blank.

use crate::page::{complete, sign};
use crate::words;
use chrono::NaiveDateTime;
use huddle_core::report::{
    Blank, CompareCell, CompareColumn, ComparePage, CompareRow, MeasureWeek, OpenedWeek, ReportFault,
    WeekReport,
};

/// Puts weeks side by side.
///
/// Of two files of one ward one that nobody altered counts, then the higher version, then the one made last.
///
/// # Errors
/// [`ReportFault::NoWeeks`], [`ReportFault::DifferentWeeks`].
pub fn compare(weeks: &[OpenedWeek]) -> Result<ComparePage, ReportFault> {
    let chosen = chosen(weeks)?;
    let (columns, left_out) = columns(&chosen);
    let week =
        chosen.first().map(|w| format!("Week to {}", words::long_date(w.week.sunday()))).unwrap_or_default();
    let mut notes = Vec::new();
    let left_out = u32::try_from(left_out).unwrap_or(u32::MAX);
    if left_out > 0 {
        notes.push(format!(
            "{} counted by one ward alone, or in its own way, not shown here.",
            words::count(left_out, "measure is", "measures are")
        ));
    }
    for w in chosen.iter().filter(|w| w.rival) {
        notes.push(format!(
            "Two files of {} are version {} and hold other figures. The one made last is shown. Ask the ward which counts.",
            w.week.ward.name, w.week.version
        ));
    }
    for w in chosen.iter().filter(|w| w.altered) {
        notes.push(format!("The file of {} was changed after the ward made it.", w.week.ward.name));
    }
    let rows = chosen
        .iter()
        .map(|w| CompareRow {
            ward: w.week.ward.name.clone(),
            version: version(w),
            number: w.week.version,
            altered: w.altered,
            rival: w.rival,
            complete: complete(&w.week).join(" "),
            counts: w.week.complete.clone(),
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
        left_out,
        notes,
        foot: vec![words::DO_NOT_RANK.to_owned(), words::OWN_COUNT.to_owned(), words::NO_PATIENTS.to_owned()],
    })
}

fn version(w: &OpenedWeek) -> String {
    let changed = if w.altered { ", file changed" } else { "" };
    let rival = if w.rival { ", another one has other figures" } else { "" };
    format!("Version {}{changed}{rival}", w.week.version)
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
            Some(there) if rank(there) < rank(w) => *there = w,
            Some(_) => {}
            None => chosen.push(w),
        }
    }
    chosen.sort_by_cached_key(|w| (w.week.ward.name.to_lowercase(), w.week.ward.id.clone()));
    Ok(chosen)
}

/// Orders files of one ward's week: what counts stands higher. What an altered file says of its own version
/// counts for nothing against a file as the ward made it.
pub(crate) fn rank(w: &OpenedWeek) -> (bool, u32, NaiveDateTime) {
    (!w.altered, w.week.version, w.week.made)
}

/// Says whether two files of one version hold different weeks, whatever moment each was made at.
pub(crate) fn differs(a: &WeekReport, b: &WeekReport) -> bool {
    let lasting = |w: &WeekReport| WeekReport {
        made: NaiveDateTime::default(),
        changed: Vec::new(),
        lanes: Vec::new(),
        cards: Vec::new(),
        reviews: Vec::new(),
        ..w.clone()
    };
    lasting(a) != lasting(b)
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
    let blank = |why, words: &str, reason: &str| CompareCell {
        value: String::new(),
        words: words.to_owned(),
        sign: "blank",
        standing: None,
        blank: Some(why),
        reason: reason.to_owned(),
    };
    match week.measures.iter().find(|m| same(m, column)) {
        Some(m) if m.value.is_some() => CompareCell {
            value: words::value(m),
            words: m.sentence.clone(),
            sign: sign(m.standing),
            standing: Some(m.standing),
            blank: None,
            reason: String::new(),
        },
        Some(m) => blank(Blank::NotEntered, &words::value(m), &m.missing),
        None if week.measures.iter().any(|m| m.definition_id == column.definition_id) => {
            blank(Blank::AnotherWay, "Counts it in another way", "")
        }
        None => blank(Blank::NotCounted, "Does not count this", ""),
    }
}
