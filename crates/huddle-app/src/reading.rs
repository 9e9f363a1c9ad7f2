//! Readings: entering, what is due, planned and actual.
//!
//! Over 400 lines because one entry is checked, written, projected and shown by the same rules.

use crate::check::{maybe, one_of};
use crate::exec::{Ask, Exec};
use crate::fault::Fault;
use crate::measure::{all, bare_figure, figure_text, frequency, is_entered, one, point, who};
use crate::ward_conf::WardConf;
use crate::wire::*;
use chrono::NaiveDate;
use huddle_core::Uuid;
use huddle_core::frequency::{Frequency, Period, Weekdays, due};
use huddle_core::freshness::{Block, Freshness, freshness};
use huddle_core::id::readings_key;
use huddle_core::kind::Kind;
use huddle_core::text::Field;
use huddle_core::time::{HOUR_MS, Minutes, Ms, Shift, ShiftKey, day_after, local_date, local_hm, shift_span};
use huddle_core::validate::MAX_NUMBER;
use huddle_doc::State;
use huddle_doc::kinds::readings;
use huddle_store::{MeasureRow, Reader, ReadingRow, Tx, params};
use serde_json::json;
use std::collections::HashMap;

/// After this long past its period's end a reading counts as entered late, in milliseconds.
const LATE_MS: Ms = 24 * HOUR_MS;

/// Returns when a period begins and ends on this ward.
pub(crate) fn span(conf: &WardConf, period: &Period) -> (Ms, Ms) {
    match period.shift {
        Some(shift) => shift_span(ShiftKey { date: period.start, shift }, conf.zone, conf.pattern),
        None => (
            conf.zone.instant(period.start, Minutes::MIDNIGHT),
            conf.zone.instant(day_after(period.last_date()), Minutes::MIDNIGHT),
        ),
    }
}

fn bad_period(message: &str) -> Fault {
    Fault::user("bad_period", message).field("period")
}

/// Reads a period of a measure. `plan_only` lets the period after the running one through.
fn period_of(ex: &Exec, m: &MeasureRow, key: &str, plan_only: bool) -> Result<Period, Fault> {
    let conf = ex.ward()?;
    let wrong = "This is not a day, shift, week or month of this measure. Nothing was saved.";
    let mut period = Period::parse(key).ok_or_else(|| bad_period(wrong))?;
    let wanted = frequency(m);
    // A planned-and-actual row stands beside a shift, also when it is counted once a day.
    if !m.role.is_empty() && wanted == Frequency::Daily && period.frequency == Frequency::EachShift {
        period = Period::containing(Frequency::Daily, period.start, Shift::Day);
    }
    if period.frequency != wanted || period.shift.is_some_and(|s| !conf.pattern.shifts().contains(&s)) {
        return Err(bad_period(wrong));
    }
    if span(&conf, &period).0 <= ex.now {
        return Ok(period);
    }
    let next = match wanted {
        Frequency::EachShift => {
            let next = conf.pattern.next(conf.shift(ex.now));
            Period::containing(wanted, next.date, next.shift)
        }
        _ => Period::containing(wanted, conf.date(ex.now), Shift::Day).next(),
    };
    if plan_only && period == next {
        return Ok(period);
    }
    Err(Fault::user(
        "in_the_future",
        "This has not begun yet. Only a plan for the next one can be written now. Nothing was saved.",
    )
    .field("period"))
}

fn bad_number(field: &str) -> Fault {
    Fault::user("bad_number", "This number cannot be right. Nothing was saved.").field(field)
}

/// Numerator, denominator and value of a reading as they are kept.
pub(crate) type Numbers = (Option<f64>, Option<f64>, Option<f64>);

/// Checks the numbers of one reading against what its measure is; `sample` stands in for a missing
/// denominator. Returns numerator, denominator and value as they are kept.
pub(crate) fn numbers(
    value_kind: &str,
    sample: Option<i64>,
    n: Option<f64>,
    d: Option<f64>,
    value: Option<f64>,
) -> Result<Numbers, Fault> {
    let usable = |x: f64| x.is_finite() && x.abs() <= MAX_NUMBER;
    for (field, x) in [("n", n), ("d", d), ("value", value)] {
        if x.is_some_and(|x| !usable(x)) {
            return Err(bad_number(field));
        }
    }
    if let Some(n) = n {
        if !matches!(value_kind, "percent" | "ratio") {
            return Err(Fault::user(
                "one_number",
                "This measure takes one number, not a part of a whole. Nothing was saved.",
            )
            .field("n"));
        }
        let d = d.or(sample.map(|s| s as f64)).ok_or_else(|| {
            Fault::user("out_of_what", "Write out of how many. Nothing was saved.").field("d")
        })?;
        if d <= 0.0 {
            return Err(Fault::user(
                "out_of_nothing",
                "Out of none cannot be worked out. Say that nothing was due. Nothing was saved.",
            )
            .field("d"));
        }
        if n < 0.0 {
            return Err(bad_number("n"));
        }
        if value_kind == "percent" && n > d {
            return Err(Fault::user(
                "more_than_all",
                "The first number is larger than the second. Nothing was saved.",
            )
            .field("n"));
        }
        return Ok((Some(n), Some(d), None));
    }
    if d.is_some() {
        return Err(Fault::user("out_of_what", "Write how many out of these. Nothing was saved.").field("n"));
    }
    let fits = |x: f64| match value_kind {
        "percent" => (0.0..=100.0).contains(&x),
        "number" => true,
        _ => x >= 0.0,
    };
    if value.is_some_and(|x| !fits(x)) {
        return Err(bad_number("value"));
    }
    Ok((None, None, value))
}

/// Returns the record of a measure's year, begun when it is not there.
pub(crate) fn year_record(ex: &mut Exec, measure: Uuid, year: i32) -> Result<Uuid, Fault> {
    let id = ex.ensure(Kind::Readings, &readings_key(measure, year))?;
    if ex.state(id)?.str("measure").is_empty() {
        ex.settle(id, &readings::plan(measure, i64::from(year)))?;
    }
    Ok(id)
}

/// Returns what stands for a period. The start is what the index knows; without it every reading of the
/// measure would be looked at.
pub(crate) fn entered(r: &Reader, measure: Uuid, period: &Period) -> Result<Option<ReadingRow>, Fault> {
    Ok(r.first::<ReadingRow>(
        "measure = ?1 AND start = ?2 AND period = ?3",
        params![measure, period.start.to_string(), period.key()],
    )?)
}

/// Says whether a reading entered now for this period is late.
fn is_late(conf: &WardConf, period: &Period, now: Ms) -> bool {
    now - span(conf, period).1 > LATE_MS
}

/// Enters one period. One entry is one whole value; planned and actual typed apart keep each other.
pub fn reading_set(ex: &mut Exec, req: ReadingSet) -> Result<Done, Fault> {
    let m = one(ex.r, req.measure)?;
    if m.binned_at.is_some() {
        return Err(Fault::not_found());
    }
    let reason = req.not_measured.as_deref().filter(|r| !r.is_empty());
    let given = [req.value.is_some(), req.n.is_some(), reason.is_some(), req.nothing_due];
    let actual = match given.iter().filter(|g| **g).count() {
        0 => false,
        1 => true,
        _ => {
            return Err(Fault::user(
                "one_only",
                "Write a number, or say why there is none, not both. Nothing was saved.",
            ));
        }
    };
    if req.plan.is_some_and(|p| !p.is_finite() || !(0.0..=MAX_NUMBER).contains(&p)) {
        return Err(bad_number("plan"));
    }
    let word =
        |w: &str| (1..=40).contains(&w.len()) && w.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    one_of(reason.is_none_or(word).then_some(()), "not_measured")?;
    let (n, d, value) = numbers(&m.value_kind, m.sample, req.n, req.d, req.value)?;
    let period = period_of(ex, &m, &req.period, !actual && req.plan.is_some())?;
    let key = period.key();
    let conf = ex.ward()?;
    let before = entered(ex.r, m.id, &period)?.map(|row| row.doc);
    let old = match before {
        Some(doc) => readings::read(&ex.state(doc)?).points.remove(&key),
        None => None,
    };
    let words = req.note.is_some() || req.ghost.is_some() || req.why_different.is_some();
    if !actual && req.plan.is_none() && !(words && old.is_some()) {
        return Err(Fault::user("empty", "There is nothing to save yet. Write a number.").field("value"));
    }
    let had = old.clone().unwrap_or_default();
    let paper = req.from_paper == Some(true);
    // A number put right is still the one that was noted and left out; of what was not measured nothing is.
    let is_number = |n: Option<f64>, value: Option<f64>| n.is_some() || value.is_some();
    let righted = is_number(n, value) && is_number(had.n, had.value);
    let mut new = if actual {
        readings::Point {
            note: if righted { had.note.clone() } else { String::new() },
            ghost: righted && had.ghost,
            n,
            d,
            value,
            not_measured: reason.unwrap_or_default().to_owned(),
            nothing_due: req.nothing_due,
            plan: had.plan,
            why_different: had.why_different.clone(),
            late: is_late(&conf, &period, ex.now),
            from_paper: paper,
            ..readings::Point::default()
        }
    } else {
        readings::Point { from_paper: had.from_paper || paper, ..had.clone() }
    };
    if req.plan.is_some() {
        new.plan = req.plan;
    }
    if req.why_different.is_some() {
        new.why_different = maybe(req.why_different.as_deref(), Field::WhyDifferent, "why_different")?;
    }
    if req.note.is_some() {
        new.note = maybe(req.note.as_deref(), Field::ReadingNote, "note")?;
    }
    if let Some(ghost) = req.ghost {
        new.ghost = ghost;
    }
    new.by = ex.caller.tile;
    new.at = Some(ex.now);
    let kind = match given {
        [true, ..] | [_, true, ..] => "number",
        [_, _, true, _] => "not_measured",
        [.., true] => "nothing_due",
        _ if req.plan.is_some() => "plan",
        _ => "words",
    };
    let figure = |n, d, value| figure_of(&m, n, d, value);
    ex.detail(json!({
        "measure": m.id,
        "period": key,
        "kind": kind,
        "changed": old.is_some(),
        "from": figure(had.n, had.d, had.value),
        "to": figure(new.n, new.d, new.value),
        "why_not": had.not_measured,
        "from_paper": paper,
    }));
    let same = readings::Point {
        by: had.by,
        at: had.at,
        clash: had.clash,
        late: had.late,
        from_paper: had.from_paper,
        ..new.clone()
    };
    if old.as_ref().is_some_and(|old| !old.clash && *old == same) && had.by == new.by {
        ex.note("nothing_to_do");
        return Ok(Done::of(m.id));
    }
    let record = year_record(ex, m.id, period.year())?;
    ex.edit(record, &readings::enter(&key, &new))?;
    Ok(Done::of(m.id))
}

/// Takes back what was entered for a period. Only what stands now goes: history and undo keep it.
pub fn reading_clear(ex: &mut Exec, req: ReadingClear) -> Result<Done, Fault> {
    let m = one(ex.r, req.measure)?;
    let period = period_of(ex, &m, &req.period, true)?;
    let key = period.key();
    let row = entered(ex.r, m.id, &period)?;
    let old = match &row {
        Some(row) => readings::read(&ex.state(row.doc)?).points.remove(&key),
        None => None,
    };
    let from = old.as_ref().map(|p| figure_of(&m, p.n, p.d, p.value)).unwrap_or_default();
    ex.detail(json!({ "measure": m.id, "period": key, "kind": "cleared", "from": from }));
    let (Some(row), Some(old)) = (row, old) else {
        ex.note("nothing_to_do");
        return Ok(Done::of(m.id));
    };
    let plan_only = readings::Point {
        plan: old.plan.filter(|_| req.keep_plan),
        by: ex.caller.tile,
        at: Some(ex.now),
        ..readings::Point::default()
    };
    let edits =
        if plan_only.plan.is_some() { readings::enter(&key, &plan_only) } else { readings::remove(&key) };
    ex.edit(row.doc, &edits)?;
    Ok(Done::of(m.id))
}

/// Returns a reading's numbers as the history names them: "9 of 10", "12".
fn figure_of(m: &MeasureRow, n: Option<f64>, d: Option<f64>, value: Option<f64>) -> String {
    match (n, d) {
        (Some(n), Some(d)) => format!("{n} of {d}"),
        _ => figure_text(m, value),
    }
}

/// Most earlier periods the pad asks for besides the running one.
fn most(frequency: Frequency) -> usize {
    match frequency {
        Frequency::EachShift | Frequency::Daily => 3,
        Frequency::Weekly | Frequency::Monthly => 2,
    }
}

/// Earlier periods shown beside a box.
const RECENT: usize = 5;

/// What every box of the pad is made with.
pub(crate) struct Pad<'a> {
    pub conf: &'a WardConf,
    pub who: HashMap<Uuid, String>,
}

impl Pad<'_> {
    /// Lists the periods just before one, oldest first. What is missing before the first entry is left out:
    /// nobody counted yet.
    fn recent(&self, m: &MeasureRow, period: &Period, rows: &HashMap<String, ReadingRow>) -> Vec<RecentView> {
        let mut before = Vec::with_capacity(RECENT);
        let mut at = *period;
        // Shifts the ward does not have are stepped over.
        for _ in 0..RECENT * 2 {
            at = at.prev();
            if before.len() == RECENT {
                break;
            }
            if at.shift.is_some_and(|s| !self.conf.pattern.shifts().contains(&s)) {
                continue;
            }
            let row = rows.get(&at.key()).filter(|r| is_entered(r));
            let state = match row {
                None => "missing",
                Some(r) if r.nothing_due => "nothing_due",
                Some(r) if !r.not_measured.is_empty() => "not_measured",
                Some(_) => "in",
            };
            before.push(RecentView {
                period: at.key(),
                text: row.map(|r| bare_figure(m, crate::measure::value_of(m, r))).unwrap_or_default(),
                state: state.to_owned(),
            });
        }
        while before.last().is_some_and(|r| r.state == "missing") {
            before.pop();
        }
        before.reverse();
        before
    }

    pub(crate) fn row(
        &self,
        m: &MeasureRow,
        period: &Period,
        late: bool,
        rows: &HashMap<String, ReadingRow>,
    ) -> ReadingDue {
        let key = period.key();
        let entered = rows.get(&key);
        let by = entered.and_then(|r| r.entered_by).and_then(|id| self.who.get(&id).cloned());
        ReadingDue {
            measure: m.id,
            name: m.name.clone(),
            role: m.role.clone(),
            unit: m.unit.clone(),
            value_kind: m.value_kind.clone(),
            numerator_label: m.numerator_label.clone(),
            denominator_label: m.denominator_label.clone(),
            sample: m.sample,
            decimals: m.decimals,
            due_after: m.due_after.clone(),
            overdue: late && !entered.is_some_and(is_entered),
            entered: entered.map(|row| point(m, row, by.unwrap_or_default())),
            recent: self.recent(m, period, rows),
            clashes: Vec::new(),
            period: key,
        }
    }

    /// Lists a measure's boxes as they stand at a shift: the running period, entered or not, then what
    /// is still missing.
    fn boxes(&self, m: &MeasureRow, at: ShiftKey, rows: &HashMap<String, ReadingRow>) -> Vec<ReadingDue> {
        let frequency = frequency(m);
        let filled = |p: &Period| {
            p.shift.is_some_and(|s| !self.conf.pattern.shifts().contains(&s))
                || rows.get(&p.key()).is_some_and(is_entered)
        };
        let since = local_date(m.created_at, self.conf.zone).max(horizon(frequency, at.date));
        let wanted = due(frequency, Weekdays::EVERY_DAY, since, at, most(frequency), filled);
        let current = Period::containing(frequency, at.date, at.shift);
        let mut found = Vec::new();
        if rows.contains_key(&current.key()) && wanted.iter().all(|w| w.period != current) {
            found.push(self.row(m, &current, false, rows));
        }
        found.extend(wanted.iter().map(|w| self.row(m, &w.period, w.late, rows)));
        found
    }
}

/// Returns a measure's readings that the pad may ask about or show on a day, by their period.
pub(crate) fn by_period(
    ask: &Ask,
    m: &MeasureRow,
    date: NaiveDate,
) -> Result<HashMap<String, ReadingRow>, Fault> {
    // The period that holds the oldest day begins before it.
    let from = Period::containing(frequency(m), horizon(frequency(m), date), Shift::Day).start;
    let rows = ask.r.rows::<ReadingRow>(
        "measure = ?1 AND start BETWEEN ?2 AND ?3",
        params![m.id, from.to_string(), date.to_string()],
    )?;
    Ok(rows.into_iter().map(|r| (r.period.clone(), r)).collect())
}

/// The oldest day whose period the pad asks about; what is older is asked for by choosing that day.
fn horizon(frequency: Frequency, date: NaiveDate) -> NaiveDate {
    let days = match frequency {
        Frequency::EachShift | Frequency::Daily => 35,
        Frequency::Weekly => 13 * 7,
        Frequency::Monthly => 366,
    };
    huddle_core::time::add_days(date, -days)
}

fn live(ask: &Ask) -> Result<Vec<MeasureRow>, Fault> {
    let mut rows = all(ask.r, ask.ward()?.id)?;
    rows.retain(|m| m.status == "live" && m.value_kind != "days_between");
    Ok(rows)
}

/// Returns the pad: one row a reading. For an earlier day: that day's periods, filled or not.
pub fn readings_due_get(ask: &Ask, req: DueAsk) -> Result<DueView, Fault> {
    let conf = ask.ward()?;
    let now = conf.shift(ask.now);
    let date = match req.date.as_deref().filter(|d| !d.is_empty()) {
        Some(given) => crate::check::date(given, "date")?,
        None => now.date,
    };
    if date > now.date.max(conf.date(ask.now)) {
        return Err(Fault::user("in_the_future", "This day has not come yet.").field("date"));
    }
    let pad = Pad { conf: &conf, who: who(ask)? };
    let mut rows = Vec::new();
    for m in live(ask)? {
        let entered = by_period(ask, &m, date)?;
        let first = rows.len();
        if date >= now.date {
            rows.extend(pad.boxes(&m, now, &entered));
            name_clashes(ask, &entered, rows.iter_mut().skip(first))?;
            continue;
        }
        let kind = frequency(&m);
        let shifts = if kind == Frequency::EachShift { conf.pattern.shifts() } else { vec![Shift::Day] };
        let periods = shifts.iter().map(|s| Period::containing(kind, date, *s));
        rows.extend(
            periods
                .filter(|p| span(&conf, p).0 <= ask.now)
                .map(|p| pad.row(&m, &p, span(&conf, &p).1 <= ask.now, &entered)),
        );
        name_clashes(ask, &entered, rows.iter_mut().skip(first))?;
    }
    Ok(DueView { date: date.to_string(), rows })
}

/// Puts both values beside a box where two PCs entered a period apart.
pub(crate) fn name_clashes<'r>(
    ask: &Ask,
    entered: &HashMap<String, ReadingRow>,
    boxes: impl Iterator<Item = &'r mut ReadingDue>,
) -> Result<(), Fault> {
    for one in boxes {
        let Some(row) = entered.get(&one.period).filter(|r| r.clash) else { continue };
        one.clashes = crate::edit::clash_views(ask, row.doc)?;
        one.clashes.retain(|clash| clash.path.contains(&one.period));
    }
    Ok(())
}

/// Returns what is to be filled in now on the home screen: missing, and past the time it is due after.
/// Planned-and-actual rows have a block of their own there.
pub(crate) fn due_today(ask: &Ask) -> Result<Vec<ReadingDue>, Fault> {
    let conf = ask.ward()?;
    let now = conf.shift(ask.now);
    let hm = local_hm(ask.now, conf.zone);
    let pad = Pad { conf: &conf, who: HashMap::new() };
    let mut rows = Vec::new();
    for m in live(ask)?.iter().filter(|m| m.role.is_empty()) {
        let entered = by_period(ask, m, now.date)?;
        let early =
            Minutes::parse(&m.due_after).is_some_and(|due| hm < due && conf.date(ask.now) == now.date);
        let boxes = pad.boxes(m, now, &entered).into_iter();
        rows.extend(
            boxes.filter(|b| b.overdue || !early).filter(|b| !entered.get(&b.period).is_some_and(is_entered)),
        );
    }
    Ok(rows)
}

/// Returns this shift's planned and actual rows, each with its lane.
pub(crate) fn shift_numbers(ask: &Ask) -> Result<Vec<(String, ShiftNumber)>, Fault> {
    shift_numbers_of(ask, ask.ward()?.shift(ask.now))
}

/// Returns the planned and actual rows of any shift, each with its lane; only the running shift's go stale.
pub(crate) fn shift_numbers_of(ask: &Ask, shift: ShiftKey) -> Result<Vec<(String, ShiftNumber)>, Fault> {
    let conf = ask.ward()?;
    let running = conf.shift(ask.now) == shift;
    let who = who(ask)?;
    let mut found = Vec::new();
    for m in all(ask.r, conf.id)?.into_iter().filter(|m| !m.role.is_empty() && m.status == "live") {
        let period = Period::containing(frequency(&m), shift.date, shift.shift);
        let row = entered(ask.r, m.id, &period)?;
        let touched = row.as_ref().map(|r| r.entered_at);
        let fresh = freshness(Block::ShiftNumbers, touched, ask.now, conf.zone, conf.pattern);
        let number = ShiftNumber {
            measure: m.id,
            plan: row.as_ref().and_then(|r| r.plan),
            actual: row.as_ref().and_then(|r| crate::measure::value_of(&m, r)),
            why_different: row.as_ref().map(|r| r.why_different.clone()).unwrap_or_default(),
            by: row
                .as_ref()
                .and_then(|r| r.entered_by)
                .and_then(|t| who.get(&t).cloned())
                .unwrap_or_default(),
            at: touched,
            stale: running && fresh != Freshness::Fresh,
            clash: row.as_ref().is_some_and(|r| r.clash),
            role: m.role,
            label: m.name,
        };
        found.push((m.lane, number));
    }
    Ok(found)
}

/// Writes the rows of one year of readings.
pub(crate) fn project(tx: &Tx, state: &State, changed_at: i64) -> Result<(), Fault> {
    let year = readings::read(state);
    let (Some(measure), None) = (year.measure, state.deleted_at) else {
        return Ok(tx.replace::<ReadingRow>(state.env.id, &[])?);
    };
    let words = year.points.values().flat_map(|p| [p.note.as_str(), p.why_different.as_str()]);
    crate::find::index_notes(tx, state, words, &json!({ "measure": measure }), changed_at)?;
    let mut rows = Vec::with_capacity(year.points.len());
    for (key, p) in year.points {
        // Another version's period is kept in the record and passed on.
        let Some(period) = Period::parse(&key) else { continue };
        rows.push(ReadingRow {
            doc: state.env.id,
            measure,
            start: period.start.to_string(),
            shift: period.shift.map(|s| s.as_str().to_owned()).unwrap_or_default(),
            n: p.n,
            d: p.d,
            value: p.value,
            plan: p.plan,
            why_different: p.why_different,
            note: p.note,
            ghost: p.ghost,
            not_measured: p.not_measured,
            nothing_due: p.nothing_due,
            entered_by: p.by,
            entered_at: p.at.unwrap_or(0),
            late: p.late,
            from_paper: p.from_paper,
            clash: p.clash,
            period: key,
        });
    }
    Ok(tx.replace(state.env.id, &rows)?)
}
