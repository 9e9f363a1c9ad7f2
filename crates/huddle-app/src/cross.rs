//! Safety crosses and days since.
//!
//! A day is green only when a person marked it (CS-5); where two people marked a day apart, the worse
//! mark counts until somebody settles it.
//!
//! Over 400 lines because marks, days since and the action for a harm that was not
//! reported yet all read the same marked days and must not disagree.

mod gaps;
pub(crate) mod wall;

use crate::check::{date, maybe, needed, one_of, text};
use crate::exec::{Ask, Exec};
use crate::fault::Fault;
use crate::wire::*;
use chrono::{Datelike, NaiveDate};
use gaps::Gaps;
use huddle_core::Uuid;
use huddle_core::cross::{
    BACK_FILL_DAYS, CrossStart, DayMark, DayState, MILESTONES, Marking, Marks, Since, certified, days_since,
    gaps as best_and_last, last_harm, marking, medal, milestone_reached, month_count, next_milestone,
    not_checked,
};
use huddle_core::frequency::{Frequency, Period};
use huddle_core::id::{cross_key, derived};
use huddle_core::kind::Kind;
use huddle_core::place::rank_between;
use huddle_core::report;
use huddle_core::text::{Field, fold};
use huddle_core::time::{Shift, day_after, day_before, days_between};
use huddle_core::validate::iso_date;
use huddle_core::words::{ActionState, report_action};
use huddle_doc::kinds::{cross, huddle, ward};
use huddle_doc::{Node, State};
use huddle_store::{ActionRow, CrossDayRow, CrossDefRow, CrossYearRow, Reader, TileRow, Tx, params};
use serde_json::json;
use std::collections::{BTreeMap, HashMap};

/// Crosses that many wards keep have a key of their own, so that two PCs mean the same one.
const USUAL: &[(&str, &str)] = &[
    ("falls", "falls"),
    ("falls with harm", "falls_with_harm"),
    ("pressure ulcers", "pressure_ulcers"),
    ("medicines", "medicines"),
    ("infections", "infections"),
    ("violence and aggression", "violence"),
    ("staff injury", "staff_injury"),
];
/// The largest number of times something may happen in one day.
const MOST: i64 = 999;
/// The section of the huddle that looks back.
const LOOK_BACK: &str = "lookback";

/// One cross with everything marked on it.
struct Kept {
    def: CrossDefRow,
    marks: Marks,
    start: CrossStart,
    not_reported: i64,
}

impl Kept {
    fn read(r: &Reader, def: CrossDefRow) -> Result<Self, Fault> {
        let years = r.rows::<CrossYearRow>(
            "ward = ?1 AND cross_key = ?2 ORDER BY year",
            params![def.ward, def.cross],
        )?;
        let not_reported = years.iter().map(|y| y.not_reported).sum();
        let marks = years.iter().flat_map(marks_of).collect();
        let last_harm = def.last_known.as_deref().and_then(|d| iso_date(d).ok());
        let counting_from = iso_date(&def.started_on).unwrap_or(NaiveDate::MIN);
        Ok(Self { def, marks, start: CrossStart { counting_from, last_harm }, not_reported })
    }

    /// Returns the marked days from one day to another as people marked them.
    fn days(
        &self,
        r: &Reader,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<BTreeMap<NaiveDate, CrossDayRow>, Fault> {
        let rows = r.rows::<CrossDayRow>(
            "ward = ?1 AND cross_key = ?2 AND date BETWEEN ?3 AND ?4",
            params![self.def.ward, self.def.cross, from.to_string(), to.to_string()],
        )?;
        Ok(rows.into_iter().filter_map(|row| Some((iso_date(&row.date).ok()?, row))).collect())
    }

    fn state_on(&self, day: NaiveDate) -> String {
        self.marks.get(&day).map(|mark| mark.state.as_str().to_owned()).unwrap_or_default()
    }

    /// Returns the milestone of the present run that may be put on paper.
    fn certificate(&self, today: NaiveDate) -> Option<CrossCertificate> {
        let run = certified(&self.marks, &self.start, today, &MILESTONES)?;
        Some(CrossCertificate {
            days: run.days,
            since: run.since.to_string(),
            reached: run.reached.to_string(),
            medal: medal(run.days).map(|m| m.as_str().to_owned()).unwrap_or_default(),
        })
    }

    fn now(&self, today: NaiveDate) -> CrossNow {
        let since = days_since(&self.marks, &self.start, today);
        let milestone = milestone_reached(&since, &MILESTONES).filter(|m| *m == since.counted);
        let yesterday = day_before(today);
        let gaps = best_and_last(&self.marks, &self.start, today);
        CrossNow {
            key: self.def.cross.clone(),
            label: self.def.label.clone(),
            days: Some(since.days),
            since_start: match since.since {
                Since::CountingBegan(day) => Some(day.to_string()),
                Since::LastHarm(_) => None,
            },
            last_harm: last_harm(&self.marks, &self.start, today).map(|d| d.to_string()),
            not_checked: since.not_checked,
            best: gaps.best,
            last_gap: gaps.last,
            now_is_best: gaps.now_is_best,
            next_milestone: next_milestone(&since, &MILESTONES),
            milestone,
            yesterday: self.state_on(yesterday),
            yesterday_date: yesterday.to_string(),
            today: self.state_on(today),
            not_reported: self.not_reported,
        }
    }
}

fn defs(r: &Reader, ward: Uuid) -> Result<Vec<CrossDefRow>, Fault> {
    Ok(r.rows::<CrossDefRow>("ward = ?1 ORDER BY rank, \"cross\"", params![ward])?)
}

fn kept(r: &Reader, ward: Uuid) -> Result<Vec<Kept>, Fault> {
    defs(r, ward)?.into_iter().filter(|d| d.active).map(|def| Kept::read(r, def)).collect()
}

/// Returns days since of every cross the ward keeps, in the ward's order.
pub(crate) fn now_all(ask: &Ask) -> Result<Vec<CrossNow>, Fault> {
    on(ask, ask.ward()?.date(ask.now))
}

/// Returns days since as they stand for an earlier day, by the marks that are there now.
pub(crate) fn on(ask: &Ask, day: NaiveDate) -> Result<Vec<CrossNow>, Fault> {
    let list = kept(ask.r, ask.ward()?.id)?;
    Ok(list.iter().filter(|k| k.start.counting_from <= day).map(|k| k.now(day)).collect())
}

/// Returns every cross the ward keeps as it stood on the last day of a week, how many of the week's days
/// nobody checked (up to `checked`, the last day that is over), and the harms without an incident number.
pub(crate) fn in_week(
    ask: &Ask,
    monday: NaiveDate,
    last: NaiveDate,
    checked: NaiveDate,
) -> Result<(Vec<report::CrossMonth>, i64, i64), Fault> {
    let first = last.with_day(1).unwrap_or(last);
    let (mut list, mut unchecked, mut not_reported) = (Vec::new(), 0, 0);
    let few = |n: i64| u32::try_from(n.max(0)).unwrap_or(u32::MAX);
    for one in kept(ask.r, ask.ward()?.id)? {
        if one.start.counting_from > last {
            continue;
        }
        let rows = one.days(ask.r, first.min(monday), last)?;
        let since = days_since(&one.marks, &one.start, last);
        unchecked += not_checked(&one.marks, monday.max(one.start.counting_from), checked);
        let harm = |row: &CrossDayRow| row.state == DayState::Harm.as_str();
        let week = || rows.range(monday..=last).map(|(_, row)| row);
        not_reported +=
            week().filter(|row| harm(row) && row.not_reported).map(|row| row.count.max(1)).sum::<i64>();
        let usual = Uuid::parse_str(&one.def.cross).is_err();
        let between = Gaps::read(&one, ask.r, last)?;
        list.push(report::CrossMonth {
            definition_id: if usual { one.def.cross.clone() } else { fold(&one.def.label).replace(' ', "_") },
            name: one.def.label,
            definition: one.def.what_counts,
            month: first,
            from: Some(one.start.counting_from).filter(|day| *day > first),
            days: rows
                .range(first..=last)
                .filter_map(|(date, row)| {
                    let state = DayState::parse(&row.state)?;
                    Some(report::CrossDay { date: *date, state, count: few(row.count) })
                })
                .collect(),
            until: last,
            days_since: Some(few(since.days)),
            counting_from: match since.since {
                Since::CountingBegan(day) => Some(day),
                Since::LastHarm(_) => None,
            },
            not_checked: few(since.not_checked),
            harms_this_week: few(week().filter(|row| harm(row)).map(|row| row.count.max(1)).sum()),
            milestone: milestone_reached(&since, &MILESTONES)
                .filter(|m| since.counted - m <= days_between(monday, last))
                .map(few),
            between: between.map(|gaps| gaps.news()).unwrap_or_default(),
        });
    }
    Ok((list, unchecked, not_reported))
}

/// Reads `YYYY-MM` as its first day.
fn month(given: &str) -> Result<NaiveDate, Fault> {
    if given.len() != 7 {
        return date("", "month");
    }
    date(&format!("{given}-01"), "month")
}

/// Returns a month of every cross with its days since.
pub fn crosses_get(ask: &Ask, req: CrossesAsk) -> Result<CrossesView, Fault> {
    let conf = ask.ward()?;
    let today = conf.date(ask.now);
    let first = match req.month.as_deref().filter(|m| !m.is_empty()) {
        Some(given) => month(given)?,
        None => today.with_day(1).unwrap_or(today),
    };
    let last = Period::containing(Frequency::Monthly, first, Shift::Day).last_date();
    let name = first.format("%Y-%m").to_string();
    let theme = crate::measure::theme(ask, req.theme.as_deref())?;
    let who: HashMap<Uuid, String> = ask
        .r
        .rows::<TileRow>("ward = ?1", params![conf.id])?
        .into_iter()
        .map(|t| (t.id, t.initials))
        .collect();
    let mut crosses = Vec::new();
    for one in kept(ask.r, conf.id)? {
        let marked = one.days(ask.r, first, last)?;
        let mut days = Vec::with_capacity(31);
        let mut day = first;
        while day <= last && days.len() < 31 {
            let row = marked.get(&day);
            days.push(CrossDay {
                date: day.to_string(),
                state: row.map(|d| d.state.clone()).unwrap_or_default(),
                count: row.map_or(0, |d| d.count),
                by: row.and_then(|d| d.marked_by).and_then(|id| who.get(&id).cloned()).unwrap_or_default(),
                at: row.and_then(|d| d.marked_at),
                incident_ref: row.map(|d| d.incident_ref.clone()).unwrap_or_default(),
                not_reported: row.is_some_and(|d| d.not_reported),
                note: row.map(|d| d.note.clone()).unwrap_or_default(),
                late: row.is_some_and(|d| d.late),
                from_paper: row.is_some_and(|d| d.from_paper),
                future: day > today,
                clash: row.is_some_and(|d| d.clash),
            });
            day = day_after(day);
        }
        let counted = month_count(&one.marks, &one.start, first, today);
        crosses.push(CrossMonth {
            gaps: Gaps::read(&one, ask.r, today)?.map(|gaps| gaps.view(&one.def.cross, theme)),
            now: one.now(today),
            started_on: one.def.started_on.clone(),
            month_not_checked: if first > today { 0 } else { counted.not_checked },
            certificate: one.certificate(today),
            key: one.def.cross,
            label: one.def.label,
            what_counts: one.def.what_counts,
            month: name.clone(),
            days,
        });
    }
    Ok(CrossesView { month: name, crosses })
}

/// Returns what was marked on one day and what it was changed from.
pub fn cross_day_get(ask: &Ask, req: CrossDayAsk) -> Result<CrossDayView, Fault> {
    let conf = ask.ward()?;
    let day = date(&req.date, "date")?;
    let year = derived(conf.id, &Kind::Cross, &cross_key(&req.cross, day.year()));
    let day = day.to_string();
    let mut history = crate::project::history_lines(ask.r, year)?;
    history.retain(|line| line.detail.get("date").is_some_and(|d| d.as_str() == Some(day.as_str())));
    Ok(CrossDayView { history })
}

fn known(ex: &Exec, key: &str) -> Result<CrossDefRow, Fault> {
    let ward = ex.ward()?.id;
    let row = ex.r.first::<CrossDefRow>("ward = ?1 AND \"cross\" = ?2", params![ward, key])?;
    one_of(row, "cross")
}

/// Defines a cross or changes one. The date of the last one is taken as given: `null` means not known.
pub fn cross_define(ex: &mut Exec, req: CrossDefine) -> Result<Done, Fault> {
    let conf = ex.ward()?;
    let label = needed(&req.label, Field::CrossLabel, "label")?;
    let counts = text(&req.what_counts, Field::CrossCounts, "what_counts")?;
    let today = conf.date(ex.now);
    let last_known = crate::ward::last_known(req.last_known.as_deref())?;
    if iso_date(&last_known).is_ok_and(|d| d > today) {
        return Err(
            Fault::user("in_the_future", "This day has not come yet. Nothing was saved.").field("last_known")
        );
    }
    let all = defs(ex.r, conf.id)?;
    let key = req.key.as_deref().filter(|k| !k.is_empty());
    if all.iter().any(|d| Some(d.cross.as_str()) != key && d.active && fold(&d.label) == fold(&label)) {
        return Err(Fault::user(
            "same_name",
            "There is a cross with this name already. Nothing was saved. Give this one another name.",
        )
        .field("label"));
    }
    let Some(key) = key else {
        let usual = USUAL.iter().find(|(name, _)| *name == fold(&label)).map(|(_, key)| (*key).to_owned());
        let key = match usual.filter(|key| all.iter().all(|d| d.cross != *key)) {
            Some(key) => key,
            None => ex.new_id()?.to_string(),
        };
        let new = ward::Cross {
            label,
            what_counts: counts,
            started_on: today.to_string(),
            last_known,
            rank: rank_between(all.last().map(|d| d.rank.as_str()).filter(|r| !r.is_empty()), None),
            wall: false,
            name_read: String::new(),
            name_stays: String::new(),
            active: req.active.unwrap_or(true),
            key: key.clone(),
        };
        ex.detail(json!({ "cross": key, "new": true }));
        ex.edit(conf.id, &ward::add_cross(&new))?;
        return Ok(Done::of(conf.id));
    };
    let old = known(ex, key)?;
    let mut edits = Vec::new();
    let lines = [
        ("label", &old.label, &label),
        ("what_counts", &old.what_counts, &counts),
        ("last_known", &old.last_known.unwrap_or_default(), &last_known),
    ];
    for (field, was, is) in lines {
        if was != is {
            edits.extend(ward::set_cross_line(key, field, is));
        }
    }
    if let Some(active) = req.active.filter(|a| *a != old.active) {
        edits.extend(ward::set_cross_switch(key, "active", active));
    }
    if edits.is_empty() {
        ex.note("nothing_to_do");
    }
    ex.detail(json!({ "cross": key, "active": req.active }));
    ex.edit(conf.id, &edits)?;
    Ok(Done::of(conf.id))
}

/// Marks a day, or takes its mark back. Only a person makes a day green (CS-5).
pub fn cross_mark(ex: &mut Exec, req: CrossMark) -> Result<Done, Fault> {
    let conf = ex.ward()?;
    let def = known(ex, &req.cross)?;
    let day = date(&req.date, "date")?;
    let today = conf.date(ex.now);
    let state = match req.state.as_str() {
        "" => None,
        word => Some(one_of(DayState::parse(word), "state")?),
    };
    let one = Kept::read(ex.r, def)?;
    match marking(&one.marks, &one.start, day, today) {
        Marking::NotYet => {
            return Err(
                Fault::user("in_the_future", "This day has not come yet. Nothing was saved.").field("date")
            );
        }
        Marking::TooLongAgo if day < one.start.counting_from => {
            return Err(Fault::user(
                "before_the_start",
                "The ward did not count this yet on that day. Nothing was saved.",
            )
            .field("date"));
        }
        Marking::TooLongAgo => {
            return Err(Fault::user(
                "too_long_ago",
                "A day can be filled in for 35 days. This one is longer ago. Nothing was saved.",
            )
            .param("days", BACK_FILL_DAYS)
            .field("date"));
        }
        Marking::InTime | Marking::Later | Marking::Regrade => {}
    }
    let marked = one.days(ex.r, day, day)?;
    let before = marked.get(&day);
    ex.detail(json!({
        "cross": req.cross,
        "date": req.date,
        "state": req.state,
        "from": before.map(|d| d.state.as_str()).unwrap_or_default(),
        "from_paper": req.from_paper == Some(true),
    }));
    let Some(state) = state else {
        let Some(row) = before else {
            ex.note("nothing_to_do");
            return Ok(Done::plain());
        };
        ex.edit(row.doc, &cross::unmark(&req.date))?;
        follow_up(ex, &one.def, day, Report::NotNeeded)?;
        return Ok(Done::of(row.doc));
    };
    if state == DayState::Safe && !holds_tile(ex, conf.id)? {
        return Err(Fault::user(
            "needs_tile",
            "Tap your name tile first. Green needs a person. Nothing was changed.",
        ));
    }
    let count = match state {
        DayState::Safe => None,
        _ => Some(req.count.unwrap_or(1)),
    };
    if count.is_some_and(|n| !(1..=MOST).contains(&n)) {
        return Err(Fault::user("bad_number", "Write how many, from 1 to 999. Nothing was saved.")
            .param("max", MOST)
            .field("count"));
    }
    let incident = maybe(req.incident_ref.as_deref(), Field::IncidentNumber, "incident_ref")?;
    let harm = state == DayState::Harm;
    if harm && incident.is_empty() && !req.not_reported {
        return Err(Fault::user(
            "incident_needed",
            "Write the incident number, or say that it is not reported yet. Nothing was saved.",
        )
        .field("incident_ref"));
    }
    let marked = cross::Day {
        state: state.as_str().to_owned(),
        count,
        not_reported: harm && incident.is_empty(),
        incident_ref: if state == DayState::Safe { String::new() } else { incident },
        note: maybe(req.note.as_deref(), Field::CrossNote, "note")?,
        by: ex.caller.tile,
        at: Some(ex.now),
        late: days_between(day, today) > 1,
        from_paper: req.from_paper == Some(true),
        clash: false,
    };
    let record = ex.ensure(Kind::Cross, &cross_key(&req.cross, day.year()))?;
    if ex.state(record)?.str("cross").is_empty() {
        ex.settle(record, &cross::plan(&req.cross, i64::from(day.year())))?;
    }
    ex.edit(record, &cross::mark(&req.date, &marked))?;
    let report = match (harm, marked.not_reported) {
        (true, true) => Report::Missing,
        (true, false) => Report::Made,
        _ => Report::NotNeeded,
    };
    follow_up(ex, &one.def, day, report)?;
    Ok(Done::of(record))
}

/// Where the trust's own report of a harm stands.
#[derive(Clone, Copy, PartialEq)]
enum Report {
    /// "Not reported yet".
    Missing,
    /// The incident number is here.
    Made,
    /// The day is no harm any more.
    NotNeeded,
}

/// Keeps one action per unreported harm (UI.md, Days since and crosses; CS-2): raised in the running shift's
/// huddle, done when the number comes, dropped when the day turns out to be no harm.
///
/// Its id comes from the day, so that two PCs that mark it apart make one action of a shift.
fn follow_up(ex: &mut Exec, def: &CrossDefRow, day: NaiveDate, report: Report) -> Result<(), Fault> {
    let conf = ex.ward()?;
    let id = derived(conf.id, &Kind::Cross, &format!("report:{}:{day}", def.cross));
    let known = ex.r.first::<ActionRow>("ward = ?1 AND id = ?2 ORDER BY open DESC", params![conf.id, id])?;
    let (tile, now) = (ex.caller.tile, ex.now);
    let to = match (report, &known) {
        (Report::Missing, None) => {
            return crate::huddle::raise(ex, id, &report_action(&def.label, day), LOOK_BACK);
        }
        (Report::Missing, Some(row)) if !row.open => (ActionState::Open, None),
        (Report::Made, Some(row)) if row.open => (ActionState::Done, Some((tile, now))),
        (Report::NotNeeded, Some(row)) if row.open => (ActionState::Dropped, Some((tile, now))),
        _ => return Ok(()),
    };
    let Some(row) = known else { return Ok(()) };
    ex.edit(row.huddle, &huddle::set_action_state(id, to.0.as_str(), to.1))
}

fn holds_tile(ex: &Exec, ward: Uuid) -> Result<bool, Fault> {
    let Some(tile) = ex.caller.tile else { return Ok(false) };
    Ok(ex.r.first::<TileRow>("ward = ?1 AND id = ?2", params![ward, tile])?.is_some())
}

/// Returns the worst of the values that stand for a day: a clash never shows a green that somebody doubts.
fn worst(day: &Node) -> String {
    let weight = |word: &str| match DayState::parse(word) {
        Some(DayState::Harm) => 3,
        Some(DayState::NearMiss) => 2,
        Some(DayState::Safe) => 1,
        None => 0,
    };
    let words = std::iter::once(day).chain(&day.clash).map(|n| n.str("state"));
    words.max_by_key(|w| weight(w)).unwrap_or_default().to_owned()
}

/// Reads a year's letters back as marks.
fn marks_of(year: &CrossYearRow) -> Vec<(NaiveDate, DayMark)> {
    let state = |letter: char| match letter {
        'h' => Some(DayState::Harm),
        'n' => Some(DayState::NearMiss),
        's' => Some(DayState::Safe),
        _ => None,
    };
    let number = i32::try_from(year.year).unwrap_or(0);
    let day = |n: usize| NaiveDate::from_yo_opt(number, u32::try_from(n + 1).ok()?);
    year.days.chars().enumerate().filter_map(|(n, l)| Some((day(n)?, DayMark::of(state(l)?)))).collect()
}

/// Writes the rows of one year of one cross.
pub(crate) fn project(tx: &Tx, state: &State, changed_at: i64) -> Result<(), Fault> {
    let year = cross::read(state);
    if year.cross.is_empty() || state.deleted_at.is_some() {
        tx.replace::<CrossDayRow>(state.env.id, &[])?;
        return Ok(tx.replace::<CrossYearRow>(state.env.id, &[])?);
    }
    let words = year.days.values().flat_map(|d| [d.note.as_str(), d.incident_ref.as_str()]);
    crate::find::index_notes(tx, state, words, &json!({ "cross": year.cross }), changed_at)?;
    let mut glance = CrossYearRow {
        doc: state.env.id,
        ward: state.env.ward,
        cross_key: year.cross.clone(),
        year: year.year.unwrap_or(0),
        days: String::new(),
        not_reported: 0,
    };
    let mut letters = ['.'; 366];
    let mut days = Vec::with_capacity(year.days.len());
    for (date, node) in state.map("days") {
        let Some(day) = year.days.get(date) else { continue };
        let shown = worst(node);
        glance.not_reported += i64::from(day.not_reported && shown == "harm");
        let at = iso_date(date).ok().filter(|d| i64::from(d.year()) == glance.year);
        if let Some(letter) = at.and_then(|d| letters.get_mut(d.ordinal0() as usize)) {
            *letter = shown.chars().next().unwrap_or('.');
        }
        days.push(CrossDayRow {
            doc: state.env.id,
            date: date.clone(),
            ward: state.env.ward,
            cross_key: year.cross.clone(),
            state: shown,
            count: day.count.unwrap_or(i64::from(day.state != "safe")),
            incident_ref: day.incident_ref.clone(),
            not_reported: day.not_reported,
            note: day.note.clone(),
            marked_by: day.by,
            marked_at: day.at,
            late: day.late,
            from_paper: day.from_paper,
            clash: day.clash,
        });
    }
    tx.replace(state.env.id, &days)?;
    glance.days = letters.into_iter().collect();
    Ok(tx.replace(state.env.id, &[glance])?)
}
