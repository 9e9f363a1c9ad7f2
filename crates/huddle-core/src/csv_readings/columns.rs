//! Which column is what, from its heading and its cells.

use super::{FileFault, Table, Wanted, dates, is_blank, read_number};
use crate::frequency::Period;
use crate::text::fold;

/// What a column is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Use {
    /// The date or period of the reading.
    Period,
    /// Day or night.
    Shift,
    /// The measure or place a row belongs to.
    Series,
    /// A longer name of the series.
    Label,
    /// The value.
    Value,
    /// The upper number of a pair.
    Numerator,
    /// The lower number of a pair.
    Denominator,
    /// A remark.
    Note,
    /// Nothing.
    Ignored,
}

impl Use {
    /// Every use, in the order a person is offered them.
    pub const ALL: [Use; 9] = [
        Use::Period,
        Use::Value,
        Use::Numerator,
        Use::Denominator,
        Use::Series,
        Use::Shift,
        Use::Note,
        Use::Label,
        Use::Ignored,
    ];

    /// Reads the word the screens know.
    #[must_use]
    pub fn parse(word: &str) -> Option<Use> {
        Use::ALL.into_iter().find(|u| u.as_str() == word)
    }

    /// Gives the word the screens know.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Use::Period => "period",
            Use::Shift => "shift",
            Use::Series => "series",
            Use::Label => "label",
            Use::Value => "value",
            Use::Numerator => "numerator",
            Use::Denominator => "denominator",
            Use::Note => "note",
            Use::Ignored => "ignored",
        }
    }
}

/// One column of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its heading as it stands in the file.
    pub heading: String,
    /// What it was taken for.
    pub used_as: Use,
    /// True when most of its cells are numbers.
    pub is_numeric: bool,
    /// True when its comma is a decimal mark ("1,5").
    pub decimal_comma: bool,
    /// True when it is a percentage: by most of its cells ("87%") or by its heading ("%", "percentage").
    pub percent: bool,
}

/// Headings that name a use, folded; the first match of a column wins, the first column of a use too.
const HEADINGS: &[(Use, &[&str])] = &[
    (
        Use::Period,
        &[
            "period",
            "period start",
            "date",
            "month",
            "week",
            "week commencing",
            "week starting",
            "week start",
            "w/c",
            "wc",
            "day",
            "month start",
            "reporting period",
            "shift date",
        ],
    ),
    (Use::Shift, &["shift", "shift type"]),
    (
        Use::Series,
        &[
            "series",
            "measure",
            "metric",
            "indicator",
            "org code",
            "organisation code",
            "site code",
            "ward code",
            "ward",
            "code",
        ],
    ),
    (
        Use::Label,
        &[
            "trust",
            "organisation",
            "organisation name",
            "org name",
            "site",
            "site name",
            "ward name",
            "series name",
            "measure name",
            "name",
        ],
    ),
    (
        Use::Numerator,
        &[
            "numerator",
            "num",
            "n",
            "breaches",
            "late",
            "missed",
            "done",
            "events",
            "yes",
            "compliant",
            "within target",
        ],
    ),
    (
        Use::Denominator,
        &[
            "denominator",
            "denom",
            "den",
            "d",
            "out of",
            "attendances",
            "total",
            "sample",
            "sample size",
            "bed days",
            "occupied bed days",
            "opportunities",
            "checked",
        ],
    ),
    (
        Use::Value,
        &[
            "value",
            "reading",
            "result",
            "count",
            "number",
            "score",
            "actual",
            "percent",
            "percentage",
            "%",
            "rate",
            "y",
        ],
    ),
    (Use::Note, &["note", "notes", "comment", "comments", "remark", "annotation"]),
];

/// Settles every column's use: what the caller asked for, then headings, then what is left over.
pub(super) fn assign(table: &Table, wanted: &Wanted) -> Result<Vec<Column>, FileFault> {
    let mut columns: Vec<Column> = table
        .headings
        .iter()
        .enumerate()
        .map(|(i, heading)| {
            let decimal_comma = has_decimal_comma(table, i);
            Column {
                heading: heading.clone(),
                used_as: Use::Ignored,
                is_numeric: is_numeric(table, i, decimal_comma),
                decimal_comma,
                percent: is_percent(table, i, heading, decimal_comma),
            }
        })
        .collect();
    let mut settled = vec![false; columns.len()];
    for (heading, used_as) in &wanted.columns {
        let places: Vec<usize> = table
            .headings
            .iter()
            .enumerate()
            .filter(|(_, h)| key(h) == key(heading))
            .map(|(i, _)| i)
            .collect();
        match places.as_slice() {
            [] => return Err(FileFault::NoSuchColumn(heading.clone())),
            [place] => set(&mut columns, &mut settled, *place, *used_as),
            _ => return Err(FileFault::SameHeading(heading.clone())),
        }
    }
    // With a value asked for no pair is guessed, and the other way round.
    let asked = |used_as: Use| wanted.columns.iter().any(|(_, u)| *u == used_as);
    let pair_asked = asked(Use::Numerator) || asked(Use::Denominator);
    for (used_as, names) in HEADINGS {
        let barred = match used_as {
            Use::Numerator | Use::Denominator => asked(Use::Value) || asked(*used_as),
            Use::Value => pair_asked || asked(Use::Value),
            other => asked(*other),
        };
        if barred {
            continue;
        }
        // The list of names is in order of trust: "period" before "day".
        let place = names.iter().find_map(|name| {
            columns
                .iter()
                .zip(&settled)
                .position(|(c, done)| !done && key(&c.heading) == *name && fits(c, *used_as))
        });
        if let Some(place) = place {
            set(&mut columns, &mut settled, place, *used_as);
        }
    }
    fill_gaps(table, &mut columns, &mut settled);
    drop_half_pair(&mut columns);
    check(&columns)?;
    Ok(columns)
}

fn is_settled(settled: &[bool], place: usize) -> bool {
    settled.get(place).copied().unwrap_or(true)
}

fn set(columns: &mut [Column], settled: &mut [bool], place: usize, used_as: Use) {
    if let (Some(column), Some(flag)) = (columns.get_mut(place), settled.get_mut(place)) {
        column.used_as = used_as;
        *flag = true;
    }
}

/// A number column must hold numbers; a column of words must not be taken for the value.
fn fits(column: &Column, used_as: Use) -> bool {
    match used_as {
        Use::Value | Use::Numerator | Use::Denominator => column.is_numeric,
        Use::Label | Use::Note => !column.is_numeric,
        _ => true,
    }
}

/// Takes a column of dates for the period and a lone column of numbers for the value when no heading said so.
fn fill_gaps(table: &Table, columns: &mut [Column], settled: &mut [bool]) {
    let has = |columns: &[Column], used_as: Use| columns.iter().any(|c| c.used_as == used_as);
    if !has(columns, Use::Period)
        && let Some(place) =
            (0..columns.len()).find(|i| !is_settled(settled, *i) && looks_like_dates(table, *i))
    {
        set(columns, settled, place, Use::Period);
    }
    let pair = has(columns, Use::Numerator) && has(columns, Use::Denominator);
    if !pair && !has(columns, Use::Value) {
        let numeric: Vec<usize> = columns
            .iter()
            .enumerate()
            .filter(|(i, c)| c.is_numeric && !is_settled(settled, *i))
            .map(|(i, _)| i)
            .collect();
        if let [only] = numeric.as_slice() {
            set(columns, settled, *only, Use::Value);
        }
    }
    if !has(columns, Use::Series)
        && let Some(place) = columns.iter().position(|c| c.used_as == Use::Label)
        && let Some(column) = columns.get_mut(place)
    {
        // A name without a code is the series itself.
        column.used_as = Use::Series;
    }
}

/// A numerator without a denominator (or the other way round) is a plain value when none was found.
fn drop_half_pair(columns: &mut [Column]) {
    let place = |columns: &[Column], used_as: Use| columns.iter().position(|c| c.used_as == used_as);
    let value = place(columns, Use::Value);
    let pair = (place(columns, Use::Numerator), place(columns, Use::Denominator));
    let ((Some(half), None) | (None, Some(half))) = pair else { return };
    if let Some(column) = columns.get_mut(half) {
        column.used_as = if value.is_some() { Use::Ignored } else { Use::Value };
    }
}

fn check(columns: &[Column]) -> Result<(), FileFault> {
    let has = |used_as: Use| columns.iter().any(|c| c.used_as == used_as);
    if !has(Use::Period) {
        return Err(FileFault::NoPeriodColumn);
    }
    let has_pair = has(Use::Numerator) && has(Use::Denominator);
    if !has_pair && !has(Use::Value) {
        return Err(FileFault::NoValueColumn);
    }
    for column in columns.iter().filter(|c| c.used_as != Use::Ignored) {
        let same = |other: &&Column| other.used_as == column.used_as;
        if columns.iter().filter(same).count() > 1 {
            return Err(FileFault::SameHeading(column.heading.clone()));
        }
        let twin = columns.iter().filter(|other| key(&other.heading) == key(&column.heading)).count() > 1;
        if twin && !column.heading.is_empty() {
            return Err(FileFault::SameHeading(column.heading.clone()));
        }
    }
    Ok(())
}

/// Brings a heading into the form of the list: folded, underscores and brackets as spaces.
fn key(heading: &str) -> String {
    let spaced: String = heading
        .chars()
        .map(|c| if matches!(c, '_' | '-' | '.' | '(' | ')' | ':') { ' ' } else { c })
        .collect();
    fold(&spaced)
}

/// Looks at the first filled cells of a column.
fn sample(table: &Table, column: usize) -> impl Iterator<Item = &str> {
    table.cells(column).filter(|c| !is_blank(c)).take(200)
}

/// Says whether at least half of the cells are numbers; half, so that a few slips become faults with
/// a row and not a column nobody recognises.
fn is_numeric(table: &Table, column: usize, decimal_comma: bool) -> bool {
    let (mut good, mut all) = (0, 0);
    for cell in sample(table, column) {
        all += 1;
        good += usize::from(read_number(cell, decimal_comma).is_ok());
    }
    all > 0 && good * 2 >= all
}

/// Says whether a column holds percentages; one with a number over 100 or below nought does not ("105%" of beds).
fn is_percent(table: &Table, column: usize, heading: &str, decimal_comma: bool) -> bool {
    let (mut signs, mut all) = (0, 0);
    for cell in sample(table, column) {
        all += 1;
        signs += usize::from(cell.ends_with('%'));
        if read_number(cell, decimal_comma).is_ok_and(|x| !(0.0..=100.0).contains(&x)) {
            return false;
        }
    }
    let word = |w: &str| matches!(w, "percent" | "percentage");
    all > 0 && (signs * 2 > all || heading.contains('%') || key(heading).split(' ').any(word))
}

fn looks_like_dates(table: &Table, column: usize) -> bool {
    let (mut good, mut all) = (0, 0);
    for cell in sample(table, column) {
        all += 1;
        good += usize::from(dates::read(cell).is_ok() || Period::parse(cell).is_some());
    }
    all > 0 && good * 2 >= all
}

/// Says whether a column's comma is a decimal mark: some cell has one comma, no point, and not
/// exactly three digits behind it.
fn has_decimal_comma(table: &Table, column: usize) -> bool {
    table.cells(column).any(|cell| {
        let bare = cell.trim_end_matches('%').trim();
        let Some((whole, fraction)) = bare.rsplit_once(',') else { return false };
        let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        let grouped = whole.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'.' | b' '));
        digits(fraction)
            && grouped
            && !whole.is_empty()
            && (fraction.len() != 3 || whole == "0" || whole == "-0")
    })
}
