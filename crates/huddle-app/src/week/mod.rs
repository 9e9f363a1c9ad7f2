//! The week: its three lines, what it holds, the copies that were handed out and their files.
//!
//! [`model`] builds the week, `chart.rs` the drawings in it, [`frozen`] keeps copies of it in the week's record,
//! `files.rs` has files made of the copy kept last. Keeping a copy cannot be undone: it has left the ward.

mod chart;
mod files;
mod frozen;
mod model;

pub use files::week_files_make;
pub(crate) use files::{chosen, put_all, ready, wanted_formats};

use crate::check::{date, one_of, text};
use crate::exec::{Ask, Exec};
use crate::fault::Fault;
use crate::ward_conf::WardConf;
use crate::wire::*;
use chrono::{Datelike, NaiveDate, Timelike, Weekday};
use huddle_core::Uuid;
use huddle_core::id;
use huddle_core::kind::Kind;
use huddle_core::report::{Format, Standing, WeekReport, changes};
use huddle_core::text::Field;
use huddle_core::time::{add_days, local_date, week_of};
use huddle_doc::State;
use huddle_doc::kinds::week::{self, Week};
use huddle_spc::chart::figure;
use huddle_store::{Tx, WeekRow};
use serde_json::json;

/// Folder of the files beside the store, when no other was chosen.
pub(crate) const EXPORTS: &str = "exports";

fn record_of(conf: &WardConf, monday: NaiveDate) -> Uuid {
    id::derived(conf.id, &Kind::Week, &id::week_key(monday))
}

/// Reads a week's record; a week nobody wrote in reads as empty.
fn kept(ask: &Ask, monday: NaiveDate) -> Result<Week, Fault> {
    let id = record_of(&*ask.ward()?, monday);
    match ask.r.doc(id)? {
        Some(_) => Ok(week::read(ask.doc(id)?.state())),
        None => Ok(Week::default()),
    }
}

/// Returns the Monday of the week to open: on a Monday the week just ended, until a copy of it is kept.
fn opens(ask: &Ask) -> Result<NaiveDate, Fault> {
    let conf = ask.ward()?;
    let today = conf.date(ask.now);
    let monday = week_of(today);
    let before = add_days(monday, -7);
    let began = local_date(conf.row.started_at, conf.zone);
    let ended = today.weekday() == Weekday::Mon && began < monday;
    Ok(if ended && frozen::last(&kept(ask, before)?).is_none() { before } else { monday })
}

/// Returns the Monday asked for; a week to come is refused.
fn asked(ask: &Ask, given: Option<&str>) -> Result<NaiveDate, Fault> {
    match given.filter(|d| !d.is_empty()) {
        Some(day) => Ok(week_of(date(day, "monday")?)),
        None => opens(ask),
    }
}

/// Returns a week. Without a date the one to open; any day of the week will do.
pub fn week_get(ask: &Ask, req: WeekAsk) -> Result<WeekView, Fault> {
    let conf = ask.ward()?;
    let monday = asked(ask, req.monday.as_deref())?;
    let record = kept(ask, monday)?;
    let live = model::report(ask, monday, record.lines.to_vec())?;
    let who = crate::board::initials_map(ask.r, conf.id)?;
    let last = match frozen::last(&record) {
        Some((version, copy)) => {
            let old = frozen::thaw(&copy.parts, &live.ward.id, monday)?;
            let since = news(&record, version, difference(&old, &live, &copy.parts)?);
            let mut apart = Vec::new();
            for other in frozen::rivals(&record) {
                let made = moment(frozen::thaw(&other.parts, &live.ward.id, monday)?.made);
                let by = other.by.and_then(|tile| who.get(&tile).cloned()).unwrap_or_default();
                apart.push(WeekApart { made, by });
            }
            let kept = WeekKept {
                apart,
                version,
                made: moment(old.made),
                by: copy.by.and_then(|tile| who.get(&tile).cloned()).unwrap_or_default(),
                changed: old.changed,
            };
            Some((kept, since))
        }
        None => None,
    };
    let (kept, since) = last.map_or((None, Vec::new()), |(kept, since)| (Some(kept), since));
    Ok(WeekView {
        monday: monday.to_string(),
        sunday: add_days(monday, 6).to_string(),
        opens: opens(ask)?.to_string(),
        over: model::Span::of(&conf, monday, ask.now).over,
        lines: record.lines.to_vec(),
        huddles: crate::huddle::days(ask, monday, add_days(monday, 6))?,
        page: page(live),
        kept,
        since,
        can_make: ask.env.reports.is_some(),
        formats: offered(ask),
        exports: ask.folder.join(EXPORTS).display().to_string(),
    })
}

/// Names the forms a person may choose; the week file is written with every one of them.
fn offered(ask: &Ask) -> Vec<String> {
    let all = ask.env.reports.as_ref().map(|r| r.formats()).unwrap_or_default();
    all.iter().filter(|f| **f != Format::Week).map(|f| f.ending().to_owned()).collect()
}

fn moment(made: chrono::NaiveDateTime) -> String {
    made.format("%Y-%m-%dT%H:%M:%S").to_string()
}

/// Says what differs from a kept copy; empty when nothing that lasts does.
fn difference(old: &WeekReport, new: &WeekReport, old_parts: &frozen::Parts) -> Result<Vec<String>, Fault> {
    // A copy of an older version has no charts: that this one keeps them is no news of the week.
    let without =
        if old.measures.iter().all(|m| m.chart.is_none()) { Some(chart::without(new)) } else { None };
    let new = without.as_ref().unwrap_or(new);
    let parts = frozen::parts(new)?;
    if frozen::same(old_parts, &parts) {
        return Ok(Vec::new());
    }
    // Both as they are read back, so that no figure differs by the way it was written.
    let said = changes(old, &frozen::thaw(&parts, &new.ward.id, new.monday)?);
    Ok(if said.is_empty() { vec!["Other figures changed.".to_owned()] } else { said })
}

/// Puts before what changed that two PCs kept this version apart with other figures: neither copy is the week's,
/// so the next one is another version, whatever else changed.
fn news(record: &Week, version: i64, mut changed: Vec<String>) -> Vec<String> {
    if !frozen::rivals(record).is_empty() {
        changed.insert(0, format!("Version {version} was made on two PCs, with other figures."));
    }
    changed
}

/// Keeps a copy of a week as it is handed out. What has not changed keeps its version and date.
pub fn week_freeze(ex: &mut Exec, req: WeekFreeze) -> Result<WeekFrozen, Fault> {
    ex.no_undo();
    let conf = ex.ward()?;
    let monday = asked(ex, req.monday.as_deref())?;
    if monday > conf.date(ex.now) {
        return Err(
            Fault::user("in_the_future", "This week has not come yet. Nothing was kept.").field("monday")
        );
    }
    let record = kept(ex, monday)?;
    let mut live = model::report(ex, monday, record.lines.to_vec())?;
    live.made = live.made.with_nanosecond(0).unwrap_or(live.made);
    let mut version = 1;
    if let Some((before, copy)) = frozen::last(&record) {
        let old = frozen::thaw(&copy.parts, &live.ward.id, monday)?;
        let said = news(&record, before, difference(&old, &live, &copy.parts)?);
        if said.is_empty() {
            ex.note("nothing_to_do");
            return Ok(frozen_view(record_of(&conf, monday), &old, before, false));
        }
        let ended = conf.zone.instant(add_days(monday, 7), huddle_core::time::Minutes::MIDNIGHT);
        if copy.at.is_some_and(|at| at >= ended) {
            // The board of that week's end was kept with the first copy; today's is another week's.
            (live.lanes, live.cards, live.reviews) = (old.lanes, old.cards, old.reviews);
        }
        live.changed = said;
        version = before + 1;
    }
    live.version = u32::try_from(version).unwrap_or(u32::MAX);
    let key = id::week_key(monday);
    let id = ex.ensure(Kind::Week, &key)?;
    if ex.state(id)?.str("monday").is_empty() {
        ex.settle(id, &week::plan(&key))?;
    }
    ex.detail(json!({ "monday": monday.to_string(), "version": version }));
    let (tile, now) = (ex.caller.tile, ex.now);
    ex.edit(id, &week::freeze(version, &frozen::parts(&live)?, tile, now))?;
    Ok(frozen_view(id, &live, version, true))
}

fn frozen_view(id: Uuid, week: &WeekReport, version: i64, new_version: bool) -> WeekFrozen {
    WeekFrozen {
        id: Some(id),
        monday: week.monday.to_string(),
        version,
        made: moment(week.made),
        changed: week.changed.clone(),
        new_version,
        saved_at: 0,
    }
}

/// Gives the code of what a chart says.
pub(crate) fn standing(of: Standing) -> &'static str {
    match of {
        Standing::Worse => "worse",
        Standing::Look => "look",
        Standing::Better => "better",
        Standing::NoChange => "no_change",
        Standing::TooFew => "too_few",
        Standing::Missing => "missing",
    }
}

/// Puts the model on the wire as the page shows it.
fn page(w: WeekReport) -> WeekPage {
    let asked = |number, ask, to, told, days, answer| WeekAsked { number, ask, to, told, days, answer };
    let lane = |key: &str| w.lanes.iter().find(|l| l.key == key).map_or("", |l| l.name.as_str()).to_owned();
    let mut measures: Vec<_> = w.measures.iter().collect();
    measures.sort_by_key(|m| m.standing);
    WeekPage {
        complete: WeekComplete {
            huddles_held: w.complete.huddles_held,
            huddles_planned: w.complete.huddles_planned,
            measures_entered: w.complete.measures_entered,
            measures_due: w.complete.measures_due,
            days_not_checked: w.complete.days_not_checked,
            not_entered: w
                .measures
                .iter()
                .filter(|m| m.value.is_none() && m.missing != model::NOTHING_DUE)
                .map(|m| {
                    if m.missing.is_empty() { m.name.clone() } else { format!("{} ({})", m.name, m.missing) }
                })
                .collect(),
        },
        measures: measures
            .into_iter()
            .map(|m| WeekMeasure {
                name: m.name.clone(),
                lane: lane(&m.lane),
                value: m.value.map(|v| figure(v, m.decimals, &m.unit)).unwrap_or_default(),
                missing: m.missing.clone(),
                usual: m.usual.clone(),
                standing: standing(m.standing).to_owned(),
                sentence: m.sentence.clone(),
            })
            .collect(),
        lanes: w
            .lanes
            .iter()
            .map(|l| WeekLane {
                name: l.name.clone(),
                status: l.status.clone(),
                doing: l.doing,
                finished: l.finished,
                waiting: l.waiting,
            })
            .collect(),
        help: w
            .help
            .into_iter()
            .map(|h| asked(h.number, h.ask, h.to, h.told, h.days, String::new()))
            .collect(),
        answered: w
            .answered
            .into_iter()
            .map(|a| asked(a.number, a.ask, a.to, String::new(), 0, a.answer))
            .collect(),
        staffing: w.staffing.into_iter().map(|c| WeekCount { name: c.name, count: c.count }).collect(),
        harms_not_reported: w.harms_not_reported,
        crosses: w
            .crosses
            .into_iter()
            .map(|c| WeekCross {
                name: c.name,
                days: c.days_since,
                counting_from: c.counting_from.map(|d| d.to_string()),
                not_checked: c.not_checked,
                harms: c.harms_this_week,
                milestone: c.milestone,
            })
            .collect(),
        late: w.late.into_iter().map(|a| WeekLate { what: a.what, owner: a.owner, days: a.days }).collect(),
        ideas: WeekIdeas {
            new: w.ideas.new,
            answered: w.ideas.answered,
            waiting: w.ideas.waiting,
            oldest_days: w.ideas.oldest_days,
        },
        thanks: w.thanks,
        reviews: w
            .reviews
            .into_iter()
            .map(|r| WeekReview { title: r.title, due: r.due.to_string() })
            .collect(),
    }
}

/// Writes one of the week's three lines; an empty one takes it away.
pub fn week_line_set(ex: &mut Exec, req: WeekLineSet) -> Result<Done, Fault> {
    let monday = week_of(date(&req.monday, "monday")?);
    one_of((1..=3).contains(&req.line).then_some(()), "line")?;
    let words = text(&req.text, Field::WeekLine, "text")?;
    let key = id::week_key(monday);
    let id = ex.ensure(Kind::Week, &key)?;
    ex.detail(json!({ "line": req.line }));
    let state = ex.state(id)?;
    if state.str("monday").is_empty() {
        ex.settle(id, &week::plan(&key))?;
    }
    let place = usize::try_from(req.line - 1).unwrap_or(0);
    if week::read(&state).lines.get(place).is_some_and(|old| *old == words) {
        ex.note("nothing_to_do");
        return Ok(Done::of(id));
    }
    ex.edit(id, &week::set_line(req.line, &words))?;
    Ok(Done::of(id))
}

/// Writes a week's row and its search words.
pub(crate) fn project(tx: &Tx, state: &State, changed_at: i64) -> Result<(), Fault> {
    let w = week::read(state);
    if w.monday.is_empty() {
        return Ok(());
    }
    crate::find::index(tx, state, &w.monday, &w.lines.join("\n"), false, changed_at)?;
    let [first, second, third] = w.lines;
    tx.put(&WeekRow { id: state.env.id, ward: state.env.ward, monday: w.monday, first, second, third })?;
    Ok(())
}
