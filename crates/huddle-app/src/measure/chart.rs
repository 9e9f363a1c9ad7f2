//! From stored readings to a chart, its sentence and its tile.

use crate::exec::Ask;
use crate::fault::Fault;
use crate::wire::{MeasureTile, PointView};
use chrono::NaiveDate;
use huddle_core::frequency::{Frequency, Period};
use huddle_core::time::{Shift, ShiftKey, ShiftPattern, day_before};
use huddle_core::validate::iso_date;
use huddle_core::words::Unit;
use huddle_doc::kinds::measure::{Change as Changed, NEW_RANGE};
use huddle_spc::chart::{
    Analysis, Change, ChangeKind, ChartChoice, Direction, Natural, Options, Point, PointState, RuleSet,
    RunLength, RunRules, Series, Standing, Target, analyse, figure, sentence, target_figure,
    usual_range_words,
};
use huddle_spc::draw::{Scene, Size, Theme, scene, svg};
use huddle_store::{MeasureRow, Reader, ReadingRow, params};

/// Periods without an entry after which a chart ends at its last reading instead of trailing empty ones.
const TRAILING: usize = 12;

/// Returns a unit as it stands after a number on a chart.
pub(crate) fn unit_words(unit: &str) -> &str {
    match Unit::parse(unit) {
        Unit::Count | Unit::Score => "",
        Unit::Percent => "%",
        Unit::PerThousandBedDays => "per 1,000 bed days",
        Unit::Pounds => "\u{a3}",
        _ => unit,
    }
}

/// Returns how often a measure is read.
pub(crate) fn frequency(m: &MeasureRow) -> Frequency {
    Frequency::parse(&m.frequency).unwrap_or(Frequency::Daily)
}

/// Returns a reading's value in the measure's unit; a pair is worked out.
pub(crate) fn value_of(m: &MeasureRow, row: &ReadingRow) -> Option<f64> {
    let value = match (row.n, row.d) {
        (Some(n), Some(d)) if d > 0.0 => match m.value_kind.as_str() {
            "percent" => n / d * 100.0,
            "ratio" => n / d * Unit::parse(&m.unit).multiplier(),
            _ => n,
        },
        _ => row.value?,
    };
    value.is_finite().then_some(value)
}

/// Says whether something was entered for the period itself; a plan alone is not an entry.
pub(crate) fn is_entered(row: &ReadingRow) -> bool {
    row.clash || row.value.is_some() || row.n.is_some() || !row.not_measured.is_empty() || row.nothing_due
}

/// Newest readings a chart looks at: its line, its average and its limits are theirs. Half a year of days,
/// nearly four years of weeks; more would be a band of ink on any ward's screen.
pub(crate) const CHARTED: i64 = 200;

/// Returns the readings a measure's chart looks at, in the order of time.
pub(crate) fn newest(r: &Reader, m: &MeasureRow) -> Result<Vec<ReadingRow>, Fault> {
    let mut rows = r.rows::<ReadingRow>(
        "measure = ?1 ORDER BY start DESC, shift DESC LIMIT ?2",
        params![m.id, CHARTED],
    )?;
    rows.reverse();
    Ok(rows)
}

/// Returns the readings a measure's chart looks at as it stood at the end of a day, in the order of time.
pub(crate) fn newest_until(r: &Reader, m: &MeasureRow, last: NaiveDate) -> Result<Vec<ReadingRow>, Fault> {
    let mut rows = r.rows::<ReadingRow>(
        "measure = ?1 AND start <= ?2 ORDER BY start DESC, shift DESC LIMIT ?3",
        params![m.id, last.to_string(), CHARTED],
    )?;
    rows.reverse();
    Ok(rows)
}

/// Returns the readings nearest to a day on both sides, in the order of time: as many before it as half a chart
/// looks at, and as many from it on. What they say of that day stays the same however long ago it was.
pub(crate) fn around(r: &Reader, m: &MeasureRow, day: NaiveDate) -> Result<Vec<ReadingRow>, Fault> {
    let (day, half) = (day.to_string(), CHARTED / 2);
    let before = "measure = ?1 AND start < ?2 ORDER BY start DESC, shift DESC LIMIT ?3";
    let mut rows = r.rows::<ReadingRow>(before, params![m.id, day, half])?;
    rows.reverse();
    let after = "measure = ?1 AND start >= ?2 ORDER BY start, shift LIMIT ?3";
    rows.extend(r.rows::<ReadingRow>(after, params![m.id, day, half])?);
    Ok(rows)
}

/// Works out a measure's chart from the readings up to a day, the target of that day and what had changed by
/// then, so that it says the same whenever it is asked.
pub(crate) fn as_it_stood(
    m: &MeasureRow,
    rows: &[ReadingRow],
    changes: &[Changed],
    last: NaiveDate,
    pattern: &ShiftPattern,
) -> Analysis {
    let mut series = series(m, rows, changes, Some(last), pattern);
    series.changes.retain(|c| c.date <= last);
    analyse(&series, &options(m, None))
}

/// Returns a measure's readings in the order of time.
pub(crate) fn readings(r: &Reader, m: &MeasureRow) -> Result<Vec<ReadingRow>, Fault> {
    Ok(r.rows::<ReadingRow>("measure = ?1 ORDER BY start, shift", params![m.id])?)
}

/// Returns a reading's value as text with its unit, empty when there is none.
pub(crate) fn figure_text(m: &MeasureRow, value: Option<f64>) -> String {
    value.map(|v| figure(v, decimals(m), unit_words(&m.unit))).unwrap_or_default()
}

/// Returns a reading's value as [`figure_text`] does, without a unit that is a word: one of several in a line.
pub(crate) fn bare_figure(m: &MeasureRow, value: Option<f64>) -> String {
    let unit = Some(unit_words(&m.unit)).filter(|u| matches!(*u, "%" | "\u{a3}")).unwrap_or_default();
    value.map(|v| figure(v, decimals(m), unit)).unwrap_or_default()
}

fn decimals(m: &MeasureRow) -> u8 {
    u8::try_from(m.decimals.clamp(0, 6)).unwrap_or(0)
}

/// Returns a reading as the table and the pad show it.
pub(crate) fn point(m: &MeasureRow, row: &ReadingRow, by: String) -> PointView {
    let value = value_of(m, row);
    PointView {
        period: row.period.clone(),
        start: row.start.clone(),
        shift: (!row.shift.is_empty()).then(|| row.shift.clone()),
        value,
        text: figure_text(m, value),
        n: row.n,
        d: row.d,
        plan: row.plan,
        why_different: row.why_different.clone(),
        note: row.note.clone(),
        ghost: row.ghost,
        not_measured: row.not_measured.clone(),
        nothing_due: row.nothing_due,
        by,
        at: row.entered_at,
        late: row.late,
        from_paper: row.from_paper,
        clash: row.clash,
    }
}

/// Returns how a measure's chart is judged: as its form says, else by the rules the trust checks against.
fn options(m: &MeasureRow, until: Option<NaiveDate>) -> Options {
    let rule_set = if m.rule_set == "ptd" { RuleSet::Ptd } else { RuleSet::Mdc2024 };
    Options {
        rule_set,
        run_rules: if m.rule_set == "perla" { RunRules::Perla } else { RunRules::Anhoej },
        run: if m.run_length == "6" { RunLength::Six } else { RunLength::Seven },
        // R and Power BI leave big jumps out of the limits, the Making Data Count spreadsheet does not.
        screen: match m.screen.as_str() {
            "yes" => true,
            "no" => false,
            _ => rule_set == RuleSet::Ptd,
        },
        signals: true,
        until,
        ..Options::default()
    }
}

fn series(
    m: &MeasureRow,
    rows: &[ReadingRow],
    changes: &[Changed],
    last: Option<NaiveDate>,
    pattern: &ShiftPattern,
) -> Series {
    let of = |row: &ReadingRow| {
        Some(Point {
            key: row.period.clone(),
            date: iso_date(&row.start).ok()?,
            value: value_of(m, row),
            ghost: row.ghost,
            not_measured: (!row.not_measured.is_empty()).then(|| row.not_measured.clone()),
            not_due: row.nothing_due,
            two: row.clash,
            note: (!row.note.is_empty()).then(|| row.note.clone()),
        })
    };
    let change = |c: &Changed| {
        let text = if c.why.is_empty() { words_of(&c.what).to_owned() } else { c.why.clone() };
        Some(Change { date: iso_date(&c.on).ok()?, kind: ChangeKind::Note, text })
    };
    // The day is the row's, so that every chart of the measure starts again there; the reason is known
    // where the record is open.
    let new_range = |day: &str| {
        let why = changes.iter().find(|c| c.what == NEW_RANGE && c.on == day).map(|c| c.why.clone());
        let date = iso_date(day).ok()?;
        Some(Change { date, kind: ChangeKind::NewLimits, text: why.unwrap_or_default() })
    };
    let noted = changes.iter().filter(|c| c.what != NEW_RANGE).filter_map(change);
    let all: Vec<Change> = noted.chain(m.new_ranges.split_whitespace().filter_map(new_range)).collect();
    // What changed before the first reading of a long chart is not on it.
    let shown_from =
        rows.first().filter(|_| rows.len() as i64 >= CHARTED).and_then(|r| iso_date(&r.start).ok());
    Series {
        night_shift: pattern.shifts().contains(&Shift::Night),
        by_event: m.value_kind == "days_between",
        unit: unit_words(&m.unit).to_owned(),
        decimals: decimals(m),
        direction: match m.direction.as_str() {
            "up" => Direction::Increase,
            "down" => Direction::Decrease,
            _ => Direction::Neutral,
        },
        targets: targets(m, rows, last),
        natural: match m.value_kind.as_str() {
            "percent" => Natural::Percent,
            "number" => Natural::Any,
            _ => Natural::NotBelowZero,
        },
        chart: match m.chart.as_str() {
            "run" | "tally" => ChartChoice::Line,
            _ if m.value_kind == "days_between" => ChartChoice::Between,
            _ => ChartChoice::Xmr,
        },
        changes: all.into_iter().filter(|c| shown_from.is_none_or(|first| c.date > first)).collect(),
        ..Series::new(
            m.name.clone(),
            frequency(m),
            rows.iter().filter(|r| is_entered(r)).filter_map(of).collect(),
        )
    }
}

/// What stands in place of a number where two people wrote different ones.
const TWO_NUMBERS: &str = "Two numbers";

/// What stands in a row for a time without a target.
const NO_TARGET: &str = "none";

/// Returns earlier targets as a measure's row keeps them, in order.
pub(crate) fn kept_targets(old: &[(&str, Option<f64>)]) -> String {
    let one = |(until, value): &(&str, Option<f64>)| {
        format!("{until}={}", value.map_or_else(|| NO_TARGET.to_owned(), |v| v.to_string()))
    };
    old.iter().map(one).collect::<Vec<_>>().join(" ")
}

/// Returns an earlier target as the page shows it, with its unit and every decimal it was given with.
pub(crate) fn target_text(m: &MeasureRow, was: &str) -> String {
    match was.parse::<f64>() {
        Ok(value) if value.is_finite() => target_figure(value, decimals(m), unit_words(&m.unit)),
        _ => was.to_owned(),
    }
}

/// Returns the targets of a chart, each from its day on: the past keeps the target it had. A new one holds from
/// the period of the day it was set in, and from the newest reading at the latest: that is what is judged. What came
/// after `last` is not looked at.
fn targets(m: &MeasureRow, rows: &[ReadingRow], last: Option<NaiveDate>) -> Vec<Target> {
    let often = frequency(m);
    let newest = rows.iter().rev().find(|r| is_entered(r)).and_then(|r| iso_date(&r.start).ok());
    let mut from: Option<NaiveDate> = None;
    let mut found = Vec::new();
    // A target that is no number is no target: nothing is drawn and nothing judged.
    let held =
        |from: Option<NaiveDate>, value: Option<f64>| Target { from, value: value.unwrap_or(f64::NAN) };
    for entry in m.old_targets.split_whitespace() {
        let Some((until, was)) = entry.split_once('=') else { continue };
        let Ok(until) = iso_date(until) else { continue };
        found.push(held(from, was.parse().ok()));
        if last.is_some_and(|last| until > last) {
            return found;
        }
        let begins = Period::containing(often, until, Shift::Day).start;
        from = Some(newest.map_or(begins, |newest| begins.min(newest)));
    }
    found.push(held(from, m.target));
    found
}

/// Returns the words printed on a chart where a measure changed without a reason given.
fn words_of(what: &str) -> &str {
    match what {
        "definition" | "include" | "exclude" | "unit" => "definition changed",
        "target" => "new target",
        "direction" => "other way is better",
        "chart" | "rule_set" | "run_length" | "screen" => "chart judged another way",
        other => other,
    }
}

/// A measure as charted.
pub(crate) struct Charted {
    pub analysis: Analysis,
    pub stale: bool,
}

impl Charted {
    /// Works out a measure's chart as it stands now.
    pub(crate) fn of(
        ask: &Ask,
        m: &MeasureRow,
        rows: &[ReadingRow],
        changes: &[Changed],
    ) -> Result<Self, Fault> {
        let conf = ask.ward()?;
        let shift = conf.shift(ask.now);
        let current = Period::containing(frequency(m), shift.date, shift.shift);
        let here = |period: &Period| {
            let key = period.key();
            rows.iter().rev().take(8).any(|r| r.period == key && is_entered(r))
        };
        let live = m.status == "live";
        let born = huddle_core::time::local_date(m.created_at, conf.zone);
        let before = before(&current, &conf.pattern);
        let wanted = before.last_date() >= born || !rows.is_empty();
        let stale = live && wanted && m.value_kind != "days_between" && !here(&before) && !here(&current);
        let until = if live { trailing(current, rows, &conf.pattern) } else { None };
        let analysis = analyse(&series(m, rows, changes, None, &conf.pattern), &options(m, until));
        Ok(Self { analysis, stale })
    }

    /// Says whether the newest period has two numbers: neither is shown as the latest.
    fn two_now(&self) -> bool {
        self.analysis.points.last().is_some_and(|p| p.state == PointState::TwoNumbers)
    }

    /// Returns the drawing's plan; ids in it start with `prefix`, so that several share a page.
    pub(crate) fn scene(&self, prefix: &str) -> Scene {
        scene(&self.analysis, prefix)
    }

    /// Returns the tile.
    pub(crate) fn tile(&self, m: &MeasureRow, size: Size, theme: Theme) -> MeasureTile {
        let a = &self.analysis;
        let latest = a.latest.as_ref();
        let prefix = format!("m{}", m.id.simple().to_string().get(20..).unwrap_or_default());
        MeasureTile {
            id: m.id,
            name: m.name.clone(),
            lane: m.lane.clone(),
            unit: m.unit.clone(),
            decimals: m.decimals,
            frequency: m.frequency.clone(),
            latest: latest.filter(|_| !self.two_now()).map(|l| l.value),
            latest_period: latest.map(|l| l.key.clone()),
            latest_text: if self.two_now() {
                TWO_NUMBERS.to_owned()
            } else {
                figure_text(m, latest.map(|l| l.value))
            },
            low: a.usual_range.map(|r| r.0),
            high: a.usual_range.map(|r| r.1),
            usual_text: usual_range_words(a).unwrap_or_default(),
            sentence: sentence(a),
            reading: match &a.standing {
                Standing::Known => a.verdict.map_or("steady", |v| v.news.as_str()),
                other => other.as_str(),
            }
            .to_owned(),
            svg: svg(&self.scene(&prefix), theme, size),
            stale: self.stale,
            status: m.status.clone(),
            role: m.role.clone(),
        }
    }
}

/// Returns the period before one; the shift before is the ward's own.
fn before(period: &Period, pattern: &ShiftPattern) -> Period {
    match period.shift {
        Some(shift) => {
            let key = pattern.prev(ShiftKey { date: period.start, shift });
            Period::containing(period.frequency, key.date, key.shift)
        }
        None => period.prev(),
    }
}

/// Returns the last day up to which missing periods are shown as gaps: the running period is no gap yet,
/// and a measure nobody has filled for long ends at its last reading.
fn trailing(current: Period, rows: &[ReadingRow], pattern: &ShiftPattern) -> Option<NaiveDate> {
    let last = rows.iter().rev().find(|r| is_entered(r))?;
    let last = iso_date(&last.start).ok()?;
    let mut period = current;
    for _ in 0..=TRAILING {
        period = before(&period, pattern);
        if period.start <= last {
            return Some(day_before(Period::containing(current.frequency, current.start, Shift::Day).start));
        }
    }
    None
}
