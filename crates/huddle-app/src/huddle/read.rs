//! Reading huddles: one, its line on Today, the list of days, and actions as every screen shows them.
//!
//! Over 400 lines because a huddle and its actions read the same facts (which huddles were held, which shift
//! runs) and must not disagree between screens.

use super::{id_of, planned_shift, planned_time, sections, shift_named};
use crate::board::initials_map;
use crate::check::date;
use crate::exec::Ask;
use crate::fault::Fault;
use crate::ward_conf::WardConf;
use crate::wire::*;
use crate::{edit, escalation, notice};
use chrono::NaiveDate;
use huddle_core::Uuid;
use huddle_core::huddle_template::DAILY;
use huddle_core::time::{
    Ms, Shift, ShiftKey, add_days, day_after, day_before, days_between, local_date, shift_span,
};
use huddle_core::words::{ActionDue, Column, SectionState};
use huddle_doc::kinds::huddle as doc;
use huddle_store::{ActionRow, CardRow, HuddleRow, MeasureRow, SqlValue, params};
use std::collections::{BTreeMap, HashMap};

/// Most days one list of huddles covers.
const MOST_DAYS: i64 = 400;
/// Most charts shown beside what is being improved.
const CHARTS: usize = 3;
/// Fields whose two writings apart are no question for anybody: times and layouts.
const QUIET: &[&str] = &[
    "started_at",
    "ended_at",
    "paused_at",
    "paused_section",
    "paused_ms",
    "led_until",
    "order",
    "planned_time",
    "date",
    "shift",
    "slot",
    "template",
    "template_version",
    "ordinal",
    "short",
    "outcome",
    "read_back",
];

fn key_of(date: &str, shift: &str) -> Option<ShiftKey> {
    Some(ShiftKey { date: date.parse().ok()?, shift: Shift::parse(shift)? })
}

/// Orders shifts as the ward lives them.
fn place(conf: &WardConf, date: &str, shift: &str) -> (String, usize) {
    let at = conf.pattern.shifts().iter().position(|s| s.as_str() == shift);
    (date.to_owned(), at.unwrap_or(0))
}

/// Says how a huddle stands. One that was started and never finished counts as held once its shift is
/// over, when at least one section was answered; nothing ever reads "not held" unless somebody wrote it.
fn standing(row: &HuddleRow, conf: &WardConf, now: Ms) -> &'static str {
    let held = if row.short { "short" } else { "held" };
    match (row.outcome.as_str(), row.started_at) {
        ("held", _) => "held",
        ("short", _) => "short",
        (_, Some(_)) => {
            let over = key_of(&row.date, &row.shift)
                .is_some_and(|key| shift_span(key, conf.zone, conf.pattern).1 <= now);
            match (over && !row.from_paper, row.paused_at) {
                (true, _) if row.covered > 0 => held,
                (true, _) => "nothing_recorded",
                (false, Some(_)) => "paused",
                (false, None) => "running",
            }
        }
        ("not_held", None) => "not_held",
        _ => "nothing_recorded",
    }
}

/// Says whether a huddle that was started is not counted as held: it was let lie, and no section was answered.
pub(super) fn came_to_nothing(ask: &Ask, id: Uuid) -> Result<bool, Fault> {
    let conf = ask.ward()?;
    let row = ask.r.one::<HuddleRow>(id)?;
    Ok(row.is_some_and(|row| standing(&row, &conf, ask.now) == "nothing_recorded"))
}

fn was_held(state: &str) -> bool {
    matches!(state, "held" | "short")
}

/// Returns the section order a huddle started now would have.
pub(super) fn layout(ask: &Ask, short: bool) -> Result<Vec<SectionDef>, Fault> {
    sections(ask, short)
}

fn row_of(ask: &Ask, key: ShiftKey) -> Result<Option<HuddleRow>, Fault> {
    Ok(ask.r.one::<HuddleRow>(id_of(&*ask.ward()?, key))?)
}

/// Where a shift stands in time: its date, and its place among that day's shifts.
type Place = (String, usize);

/// Counts huddles that were held. Years of them are counted by the index; only the days at the edges, and
/// huddles nobody finished, are looked at one by one.
struct HeldCount<'a> {
    ask: &'a Ask<'a>,
    conf: std::sync::Arc<WardConf>,
    /// Started, never finished, and held by their sections: where they stand and when they began.
    unfinished: Vec<(Place, Option<Ms>)>,
}

impl<'a> HeldCount<'a> {
    /// Reads what was started and never finished from one day to another.
    fn new(ask: &'a Ask<'a>, first: &str, last: &str) -> Result<Self, Fault> {
        let conf = ask.ward()?;
        // Found by the index first: asked for at once, each of years of huddles would be fetched to be looked at.
        let rows = ask.r.rows::<HuddleRow>(
            "id IN (SELECT id FROM huddle WHERE ward = ?1 AND date BETWEEN ?2 AND ?3 \
             AND outcome <> 'held' AND outcome <> 'short' AND started_at IS NOT NULL)",
            params![conf.id, first, last],
        )?;
        let held = rows.into_iter().filter(|h| was_held(standing(h, &conf, ask.now)));
        let unfinished = held.map(|h| (place(&conf, &h.date, &h.shift), h.started_at)).collect();
        Ok(Self { ask, conf, unfinished })
    }

    /// Counts the finished ones of the days after `after` and before `before`, begun by `by`.
    fn between(&self, after: &str, before: &str, by: Option<Ms>) -> Result<i64, Fault> {
        Ok(self.ask.r.count::<HuddleRow>(
            "ward = ?1 AND date > ?2 AND date < ?3 AND outcome IN ('held', 'short') \
             AND (?4 IS NULL OR started_at IS NULL OR started_at <= ?4)",
            params![self.conf.id, after, before, by],
        )?)
    }

    /// Counts the finished ones of one day after a shift, begun by `by`.
    fn on(&self, date: &str, after: &Place, by: Option<Ms>) -> Result<i64, Fault> {
        let rows = self.ask.r.values(
            "SELECT shift FROM huddle WHERE ward = ?1 AND date = ?2 AND outcome IN ('held', 'short') \
             AND (?3 IS NULL OR started_at IS NULL OR started_at <= ?3)",
            params![self.conf.id, date, by],
        )?;
        let later = rows.iter().filter(|row| match row.as_slice() {
            [SqlValue::Text(shift)] => place(&self.conf, date, shift) > *after,
            _ => false,
        });
        Ok(i64::try_from(later.count()).unwrap_or(i64::MAX))
    }

    /// Counts the unfinished ones after a shift, begun by `by`.
    fn unfinished(&self, after: &Place, by: Option<Ms>) -> i64 {
        let later = self.unfinished.iter().filter(|(at, _)| at > after);
        let later = later.filter(|(_, started)| by.is_none() || *started <= by);
        i64::try_from(later.count()).unwrap_or(i64::MAX)
    }

    /// Counts those held after one shift up to and with another.
    fn within(&self, after: &Place, to: &Place) -> Result<i64, Fault> {
        Ok(self.since(after, &to.0, None)? - self.since(to, &to.0, None)?)
    }

    /// Counts those held after a shift up to the last day.
    fn since(&self, raised: &Place, last: &str, by: Option<Ms>) -> Result<i64, Fault> {
        let mut held = self.on(&raised.0, raised, by)? + self.unfinished(raised, by);
        if raised.0.as_str() < last {
            held += self.between(&raised.0, last, by)? + self.on(last, raised, by)?;
        }
        Ok(held)
    }
}

/// Returns actions as screens show them, in the order given.
fn action_views(ask: &Ask, rows: Vec<ActionRow>) -> Result<Vec<ActionView>, Fault> {
    let Some(first) = rows.iter().map(|a| a.date.as_str()).min() else { return Ok(Vec::new()) };
    let conf = ask.ward()?;
    let who = initials_map(ask.r, conf.id)?;
    let running = conf.shift(ask.now);
    let today = running.date.to_string();
    let held = HeldCount::new(ask, first, &today)?;
    // Actions of one huddle were carried alike; each day between two huddles is counted once.
    let mut open: BTreeMap<Place, i64> =
        rows.iter().filter(|a| a.open).map(|a| (place(&conf, &a.date, &a.shift), 0)).collect();
    let mut later: Option<(Place, i64)> = None;
    for (raised_in, carried) in open.iter_mut().rev() {
        *carried = match &later {
            None => held.since(raised_in, &today, None)?,
            Some((next, already)) => already + held.within(raised_in, next)?,
        };
        later = Some((raised_in.clone(), *carried));
    }
    rows.into_iter()
        .map(|a| {
            let raised_in = place(&conf, &a.date, &a.shift);
            let carried = match (a.open, a.done_at) {
                (true, _) => open.get(&raised_in).copied().unwrap_or(0),
                // Nothing is carried past the day it was done.
                (false, Some(done)) => {
                    held.since(&raised_in, &local_date(done, conf.zone).to_string(), Some(done))?
                }
                (false, None) => 0,
            };
            let over = match ActionDue::parse(&a.due) {
                ActionDue::ThisShift => key_of(&a.due_date, &a.due_shift)
                    .is_some_and(|key| shift_span(key, conf.zone, conf.pattern).1 <= ask.now),
                _ => a.due_date.parse::<NaiveDate>().is_ok_and(|due| due < running.date),
            };
            let named = a.owner.and_then(|id| who.get(&id).cloned());
            Ok(ActionView {
                late: a.open && over,
                carried,
                owner: named.or(Some(a.owner_role).filter(|r| !r.is_empty())),
                owner_id: a.owner,
                id: a.id,
                huddle: a.huddle,
                text: a.text,
                due: a.due,
                due_date: a.due_date,
                state: a.state,
                raised_at: a.raised_at,
                section: a.section,
                clash: a.clash,
                from_paper: a.from_paper,
            })
        })
        .collect()
}

fn late_first(list: &mut [ActionView]) {
    list.sort_by(|a, b| {
        (!a.late, &a.due_date, a.raised_at, a.id).cmp(&(!b.late, &b.due_date, b.raised_at, b.id))
    });
}

/// Returns every open action of the ward, late ones first.
pub(crate) fn open_actions(ask: &Ask) -> Result<Vec<ActionView>, Fault> {
    let rows = ask.r.rows::<ActionRow>("ward = ?1 AND open = 1", params![ask.ward()?.id])?;
    let mut list = action_views(ask, rows)?;
    late_first(&mut list);
    Ok(list)
}

/// Returns the actions of huddles up to a day that were closed at a moment or later.
///
/// For a day long ago that moment has years of closed actions after it and few of them are older than the day,
/// so those few are picked out of the index alone.
pub(crate) fn closed_since(ask: &Ask, last: &str, moment: Ms) -> Result<Vec<ActionRow>, Fault> {
    Ok(ask.r.rows::<ActionRow>(
        "(huddle, id) IN (SELECT huddle, id FROM action WHERE ward = ?1 AND done_at >= ?2 AND date <= ?3) AND open = 0",
        params![ask.ward()?.id, moment, last],
    )?)
}

/// Returns what was open when a huddle began: actions of earlier huddles, late ones first. Those closed
/// since it began stay in sight, so that a tick can be taken back.
fn carried(ask: &Ask, key: ShiftKey, started_at: Option<Ms>) -> Result<Vec<ActionView>, Fault> {
    let conf = ask.ward()?;
    let mut rows = ask
        .r
        .rows::<ActionRow>("ward = ?1 AND open = 1 AND date <= ?2", params![conf.id, key.date.to_string()])?;
    if let Some(started_at) = started_at {
        rows.extend(closed_since(ask, &key.date.to_string(), started_at)?);
    }
    let here = place(&conf, &key.date.to_string(), key.shift.as_str());
    let before = rows.into_iter().filter(|a| place(&conf, &a.date, &a.shift) < here).collect();
    let mut list = action_views(ask, before)?;
    late_first(&mut list);
    Ok(list)
}

/// Returns the huddle of a shift; one nobody touched has no id and reads "nothing recorded".
pub fn huddle_get(ask: &Ask, req: HuddleAsk) -> Result<HuddleView, Fault> {
    let conf = ask.ward()?;
    let key = shift_named(ask, req.date.as_deref(), req.shift.as_deref())?;
    let here = key == conf.shift(ask.now);
    let who = initials_map(ask.r, conf.id)?;
    let name = |tile: Option<Uuid>| tile.and_then(|t| who.get(&t).cloned());
    let row = row_of(ask, key)?;
    let h = match &row {
        Some(row) => doc::read(ask.doc(row.id)?.state()),
        None => doc::Huddle::default(),
    };
    let state = row.as_ref().map_or("nothing_recorded", |row| standing(row, &conf, ask.now));
    let (started_at, ended_at) = super::paper::times(&h, &conf, key);
    let sections = section_views(ask, &h, key, was_held(state), &who)?;
    let span = shift_span(key, conf.zone, conf.pattern);
    let from = h.started_at.filter(|_| !h.from_paper).unwrap_or(span.0);
    let to = if here { ask.now } else { span.1 };
    // Typed in later, what was closed between the shift and the typing stood open on the paper.
    let later = h.from_paper || (h.started_at.is_none() && span.1 <= ask.now);
    let since = if later { Some(span.0) } else { h.started_at };
    let (crosses, answers, improving, improving_card) = if here {
        let card = card_of_the_day(ask)?;
        (
            crate::cross::now_all(ask)?,
            escalation::answers(ask)?,
            improving(ask, card.as_ref(), req.theme.as_deref())?,
            card,
        )
    } else {
        (crate::cross::on(ask, key.date)?, Vec::new(), Vec::new(), None)
    };
    let (actions, clashes) = match &row {
        Some(row) => (
            action_views(
                ask,
                ask.r.rows::<ActionRow>("huddle = ?1 ORDER BY raised_at, id", params![row.id])?,
            )?,
            clashes(ask, row.id)?,
        ),
        None => Default::default(),
    };
    Ok(HuddleView {
        id: row.as_ref().map(|r| r.id),
        date: key.date.to_string(),
        shift: key.shift.as_str().to_owned(),
        planned_time: if h.planned_time.is_empty() { planned_time(&conf, key) } else { h.planned_time },
        state: state.to_owned(),
        short: h.short,
        started_at,
        ended_at,
        led_by: name(h.led_by),
        led_by_id: h.led_by,
        next_lead: name(h.next_lead),
        not_held_reason: (state == "not_held").then_some(h.not_held_reason),
        read_back: h.read_back,
        closing_line: h.closing_line,
        paused_section: Some(h.paused_section).filter(|s| !s.is_empty()),
        paused_ms: h.paused_ms.unwrap_or(0),
        planned_seconds: sections.iter().map(|s| s.seconds).sum(),
        sections,
        present: h.present,
        flags: h.flags.into_iter().filter(|(_, f)| f.on).map(|(key, _)| key).collect(),
        carried: carried(ask, key, since)?,
        actions,
        answers,
        crosses,
        improving,
        improving_card,
        need_to_know: notice::standing(
            ask,
            notice::NEED_TO_KNOW,
            if here { ask.now } else { from },
            to,
            &who,
        )?,
        thanks: notice::thanks_between(ask, span.0, to, &who)?,
        clashes,
        entered_from_paper: h.from_paper,
    })
}

/// Returns the sections in the order the huddle was held in; words in a section outside it are not lost.
fn section_views(
    ask: &Ask,
    h: &doc::Huddle,
    key: ShiftKey,
    over: bool,
    who: &HashMap<Uuid, String>,
) -> Result<Vec<SectionView>, Fault> {
    let mut keys: Vec<String> = h.order.split(',').filter(|k| !k.is_empty()).map(str::to_owned).collect();
    if keys.is_empty() {
        keys = layout(ask, h.short)?.into_iter().map(|s| s.key).collect();
    }
    let said =
        |key: &str| h.section_text.get(key).is_some_and(|t| !t.is_empty()) || h.sections.contains_key(key);
    for section in DAILY.sections {
        if said(section.key) && !keys.iter().any(|k| k == section.key) {
            keys.push(section.key.to_owned());
        }
    }
    let defs = crate::ward::sections_of(ask.r, ask.ward()?.id)?;
    let numbers = crate::reading::shift_numbers_of(ask, key)?;
    Ok(keys
        .into_iter()
        .map(|key| {
            let def = defs.iter().find(|d| d.key == key);
            let answer = h.sections.get(&key);
            let state = answer.map(|a| a.state.clone()).unwrap_or_default();
            let asks = DAILY.section(&key).is_some_and(|s| !s.shown_only);
            let text = h.section_text.get(&key).cloned().unwrap_or_default();
            SectionView {
                // A section nobody reached before the end was not covered.
                state: if state.is_empty() && over && asks {
                    SectionState::NotCovered.as_str().to_owned()
                } else {
                    state
                },
                by: answer.and_then(|a| a.by).and_then(|t| who.get(&t).cloned()).unwrap_or_default(),
                at: answer.and_then(|a| a.at),
                seconds: def.map_or(0, |d| d.seconds),
                text: TextView { rev: edit::rev(&text), text },
                numbers: def.map_or_else(Vec::new, |d| {
                    d.numbers
                        .iter()
                        .flat_map(|role| numbers.iter().filter(move |(_, n)| n.role == *role))
                        .map(|(_, n)| n.clone())
                        .collect()
                }),
                key,
            }
        })
        .collect())
}

/// Returns the clashes a person has to look at: not two starting times, and not two equal answers.
fn clashes(ask: &Ask, id: Uuid) -> Result<Vec<ClashView>, Fault> {
    let word = |value: &serde_json::Value| value.get("state").or(value.get("on")).cloned();
    Ok(edit::clash_views(ask, id)?
        .into_iter()
        .filter(|c| c.path.first().is_some_and(|top| !QUIET.contains(&top.as_str())))
        .filter(|c| {
            let first = c.values.first().and_then(|v| word(&v.value));
            first.is_none() || c.values.iter().any(|v| word(&v.value) != first)
        })
        .collect())
}

/// Returns the charts beside what is being improved: those of the card's lane, at most three, or else one
/// of all, a different one each day.
fn improving(ask: &Ask, card: Option<&CardTile>, theme: Option<&str>) -> Result<Vec<MeasureTile>, Fault> {
    let mut all = crate::measure::charted(ask)?;
    let lane = card.and_then(|c| c.lane.as_ref());
    let mut shown: Vec<MeasureRow> =
        all.iter().filter(|m| Some(&m.lane) == lane).take(CHARTS).cloned().collect();
    if shown.is_empty() {
        all.sort_by(|a, b| (&a.lane, &a.name, a.id).cmp(&(&b.lane, &b.name, b.id)));
        shown.extend(turn(ask, all)?);
    }
    crate::measure::sparklines(ask, &shown, theme)
}

/// Returns the one whose turn it is on the running shift's date.
fn turn<T>(ask: &Ask, list: Vec<T>) -> Result<Option<T>, Fault> {
    let day = days_between(NaiveDate::default(), ask.ward()?.shift(ask.now).date).unsigned_abs();
    let at = day.checked_rem(list.len() as u64).and_then(|at| usize::try_from(at).ok());
    Ok(at.and_then(|at| list.into_iter().nth(at)))
}

/// Returns the card of the day: those being done or checked take turns by date.
fn card_of_the_day(ask: &Ask) -> Result<Option<CardTile>, Fault> {
    let conf = ask.ward()?;
    let mut cards: Vec<CardRow> = crate::board::live_cards(ask.r, conf.id)?
        .into_iter()
        .filter(|c| matches!(Column::parse(&c.column), Column::Doing | Column::Checking))
        .collect();
    cards.sort_by_key(|c| (c.column_since, c.id));
    let who = initials_map(ask.r, conf.id)?;
    turn(ask, cards)?.map(|c| crate::board::tile_of(ask, c, &who)).transpose()
}

/// Returns the date of the last huddle that was held, looking back at most 200 records.
fn last_held(ask: &Ask) -> Result<Option<String>, Fault> {
    let conf = ask.ward()?;
    let rows =
        ask.r.rows::<HuddleRow>("ward = ?1 ORDER BY date DESC, shift DESC LIMIT 200", params![conf.id])?;
    Ok(rows.into_iter().find(|h| was_held(standing(h, &conf, ask.now))).map(|h| h.date))
}

/// Returns the running shift's huddle as Today shows it.
pub(crate) fn huddle_line(ask: &Ask, answers: usize) -> Result<HuddleLine, Fault> {
    let conf = ask.ward()?;
    let key = conf.shift(ask.now);
    let row = row_of(ask, key)?;
    let who = initials_map(ask.r, conf.id)?;
    let open = carried(ask, key, None)?.len();
    let missed = missed(ask, &conf, key)?;
    Ok(HuddleLine {
        id: row.as_ref().map(|r| r.id),
        state: row.as_ref().map_or("nothing_recorded", |r| standing(r, &conf, ask.now)).to_owned(),
        planned_time: planned_time(&conf, key),
        carried: i64::try_from(open).unwrap_or(i64::MAX),
        answers: i64::try_from(answers).unwrap_or(i64::MAX),
        led_by: row.as_ref().and_then(|r| r.led_by).and_then(|t| who.get(&t).cloned()),
        paused_section: row.map(|r| r.paused_section).filter(|s| !s.is_empty()),
        last_held: last_held(ask)?,
        missed: missed.as_ref().map(|day| day.date.clone()),
        missed_shift: missed.map(|day| day.shift),
    })
}

/// Returns the planned huddle of the day before the running shift's, when that day has no record at all.
fn missed(ask: &Ask, conf: &WardConf, running: ShiftKey) -> Result<Option<HuddleDay>, Fault> {
    let before = day_before(running.date);
    // The day a ward begins its board has no paper from before.
    if before <= local_date(conf.row.started_at, conf.zone) {
        return Ok(None);
    }
    let all = days(ask, before, before)?;
    let none = all.iter().all(|day| day.state == "nothing_recorded");
    Ok(all.into_iter().next().filter(|_| none))
}

/// Returns the huddles of a stretch of days.
pub fn huddles_get(ask: &Ask, req: HuddlesAsk) -> Result<HuddlesView, Fault> {
    let (from, to) = (date(&req.from, "from")?, date(&req.to, "to")?);
    if from > to {
        return Err(
            Fault::user("bad_date", "The first day is after the last day. Choose again.").field("from")
        );
    }
    Ok(HuddlesView { days: days(ask, from.max(add_days(to, -MOST_DAYS)), to)? })
}

/// Returns each day's planned huddle, and any other that left a record. Days to come are left out, and
/// days before the ward began unless something is written for them.
pub(crate) fn days(ask: &Ask, from: NaiveDate, to: NaiveDate) -> Result<Vec<HuddleDay>, Fault> {
    let conf = ask.ward()?;
    let who = initials_map(ask.r, conf.id)?;
    let running = conf.shift(ask.now);
    let rows = ask.r.rows::<HuddleRow>(
        "ward = ?1 AND date BETWEEN ?2 AND ?3",
        params![conf.id, from.to_string(), to.to_string()],
    )?;
    // By day and shift, so that a year of days does not look through a year of rows each.
    let rows: HashMap<(&str, &str), &HuddleRow> =
        rows.iter().map(|row| ((row.date.as_str(), row.shift.as_str()), row)).collect();
    let began = local_date(conf.row.started_at, conf.zone);
    let mut list = Vec::new();
    let mut day = from;
    while day <= to && day <= running.date {
        let written = day.to_string();
        for shift in conf.pattern.shifts() {
            let row = rows.get(&(written.as_str(), shift.as_str())).copied();
            let state = row.map_or("nothing_recorded", |r| standing(r, &conf, ask.now));
            let planned = shift == planned_shift(&conf, day) && day >= began;
            if state == "nothing_recorded" && (!planned || (ShiftKey { date: day, shift }) > running) {
                continue;
            }
            let (started_at, ended_at) = match row {
                // The row's times are those of typing; the sheet's stand in the record.
                Some(r) if r.from_paper => {
                    let h = doc::read(ask.doc(r.id)?.state());
                    super::paper::times(&h, &conf, ShiftKey { date: day, shift })
                }
                Some(r) => (r.started_at, r.ended_at),
                None => (None, None),
            };
            list.push(HuddleDay {
                date: day.to_string(),
                shift: shift.as_str().to_owned(),
                id: row.map(|r| r.id),
                state: state.to_owned(),
                reason: row
                    .map(|r| r.not_held_reason.clone())
                    .filter(|r| state == "not_held" && !r.is_empty()),
                led_by: row.and_then(|r| r.led_by).and_then(|t| who.get(&t).cloned()),
                started_at,
                ended_at,
                actions: row.map_or(0, |r| r.actions),
                raised: row.map_or(0, |r| r.raised),
            });
        }
        let next = day_after(day);
        if next == day {
            break;
        }
        day = next;
    }
    Ok(list)
}
