//! The wall screen: what somebody raised to it, and nothing else.
//!
//! Initials appear only in "last change by"; owners, leaders, notes and huddle text never do.

use crate::exec::Ask;
use crate::fault::Fault;
use crate::raise::Veil;
use crate::ward_conf::WardConf;
use crate::wire::*;
use huddle_core::off_hours::OffHours;
use huddle_core::time::{HOUR_MS, Minutes, days_between, local_date, local_hm, shift_span};
use huddle_core::words::Column;
use huddle_spc::draw::{Size, Theme};
use huddle_store::{CardRow, EscalationRow, HistoryRow, IdeaRow, NoticeRow, params};

/// How long a thank-you stays up, in days.
const THANKS_DAYS: i64 = 7;
/// How long an answered idea stays up, in days: as long as a finished card stays on the board.
const IDEA_DAYS: i64 = 14;
/// Most of one list; the screen pages them.
const MOST: usize = 24;
/// Night, by the ward's clock (domain.md B13): from 20:00 to 07:00.
const NIGHT: (u16, u16) = (20, 7);
/// A chart on the wall has no letters of its own: they would be smaller than can be read from across the
/// room. The screen writes its figures and its sentence beside it.
const CHART: Size = Size::Sparkline;

/// Returns everything a wall screen shows.
pub fn wall_get(ask: &Ask, _: Nothing) -> Result<WallView, Fault> {
    let conf = ask.ward()?;
    let veil = Veil::new(ask)?;
    let hour = local_hm(ask.now, conf.zone).hour();
    let night = hour >= NIGHT.0 || hour < NIGHT.1;
    let last = ask.r.first::<HistoryRow>("tile IS NOT NULL ORDER BY at DESC LIMIT 1", [])?;
    let who = crate::board::initials_map(ask.r, conf.id)?;
    let cards = cards(ask, &veil)?;
    Ok(WallView {
        ward: conf.row.name.clone(),
        area: conf.row.area.clone(),
        now: crate::ward::now_view(ask, Some(&conf)),
        night,
        dark_until: dark(ask, &conf)?,
        inches: set(ask, "wall_inches")?,
        metres: set(ask, "wall_metres")?,
        last_change: last.map(|line| WallChange {
            at: line.at,
            by: line.tile.and_then(|t| who.get(&t).cloned()).unwrap_or_default(),
        }),
        lanes: lanes(ask, &veil, &cards)?,
        crosses: crate::cross::wall::on_wall(ask, &veil)?,
        measures: measures(ask, &veil, if night { Theme::Night } else { Theme::Wall })?,
        doing: doing(ask, &veil, cards)?,
        waiting: waiting(ask, &veil)?,
        ideas: ideas(ask, &veil)?,
        thanks: thanks(ask, &veil)?,
    })
}

/// Reads a number set for this PC's wall screen.
fn set(ask: &Ask, key: &str) -> Result<Option<f64>, Fault> {
    Ok(ask.r.setting(&format!("{}{key}", crate::ward::PC))?.and_then(|value| value.as_f64()))
}

/// Returns until when this PC's wall screen shows only the clock, when it set off hours and they run.
fn dark(ask: &Ask, conf: &WardConf) -> Result<Option<String>, Fault> {
    let time = |key: &str| -> Result<Option<Minutes>, Fault> {
        let value = ask.r.setting(&format!("{}{key}", crate::ward::PC))?;
        Ok(value.and_then(|v| v.as_str().and_then(Minutes::parse)))
    };
    let (Some(from), Some(until)) = (time("wall_off_from")?, time("wall_off_until")?) else {
        return Ok(None);
    };
    let off = OffHours { from, until };
    Ok(off.dark_until(local_hm(ask.now, conf.zone), conf.huddle_at).map(|at| at.to_string()))
}

/// Returns the raised cards somebody works on, in the board's order.
fn cards(ask: &Ask, veil: &Veil) -> Result<Vec<CardRow>, Fault> {
    let rows = ask.r.rows::<CardRow>(
        "ward = ?1 AND binned_at IS NULL AND put_away_at IS NULL AND \"column\" = ?2 ORDER BY rank, id",
        params![ask.ward()?.id, Column::Doing.as_str()],
    )?;
    let mut raised = Vec::with_capacity(rows.len());
    for card in rows {
        if veil.raised(ask, card.id)? {
            raised.push(card);
        }
    }
    Ok(raised)
}

fn lanes(ask: &Ask, veil: &Veil, cards: &[CardRow]) -> Result<Vec<WallLane>, Fault> {
    let conf = ask.ward()?;
    let began = shift_span(conf.shift(ask.now), conf.zone, conf.pattern).0;
    let mut numbers: Vec<(String, WallNumber)> = Vec::new();
    for (lane, number) in crate::reading::shift_numbers(ask)? {
        if veil.raised(ask, number.measure)? {
            let label = veil.over(ask, number.measure, &number.label)?;
            let actual = number.actual.filter(|_| !number.clash);
            let plan = number.plan.filter(|_| !number.clash);
            numbers.push((lane, WallNumber { label, plan, actual, two: number.clash }));
        }
    }
    let rows = crate::ward::lanes_of(ask.r, conf.id)?;
    Ok(rows
        .into_iter()
        .filter(|lane| !lane.hidden)
        .map(|lane| WallLane {
            stale: lane.status_at.is_none_or(|at| at < began),
            numbers: numbers.iter().filter(|(key, _)| *key == lane.lane).map(|(_, n)| n.clone()).collect(),
            doing: i64::try_from(cards.iter().filter(|card| card.lane.as_ref() == Some(&lane.lane)).count())
                .unwrap_or(0),
            key: lane.lane,
            label: veil.over_words(ask, &lane.label, false),
            status: lane.status,
        })
        .collect())
}

fn measures(ask: &Ask, veil: &Veil, theme: Theme) -> Result<Vec<WallMeasure>, Fault> {
    let mut list = Vec::new();
    for m in crate::measure::all(ask.r, ask.ward()?.id)? {
        if m.status != "live" || !m.role.is_empty() || !veil.raised(ask, m.id)? {
            continue;
        }
        let mut name = veil.over(ask, m.id, &m.name)?;
        let mut tile = crate::measure::tile_of(ask, &m, theme, CHART)?;
        if name.hidden {
            // The name stands in the drawing's title as well.
            tile.svg = String::new();
            name.text = String::new();
        }
        list.push(WallMeasure {
            name,
            latest_text: tile.latest_text,
            usual_text: tile.usual_text,
            sentence: tile.sentence,
            svg: tile.svg,
            stale: tile.stale,
        });
    }
    Ok(list)
}

fn doing(ask: &Ask, veil: &Veil, cards: Vec<CardRow>) -> Result<Vec<WallCard>, Fault> {
    let who = std::collections::HashMap::new();
    let mut list = Vec::new();
    for card in cards {
        let title = veil.over(ask, card.id, &card.title)?;
        let tile = crate::board::tile_of(ask, card, &who)?;
        list.push(WallCard {
            title,
            lane: tile.lane.unwrap_or_default(),
            age_days: tile.age_days,
            old: tile.old,
        });
    }
    // Oldest first: what sits longest is what to ask about.
    list.sort_by_key(|card| -card.age_days);
    list.truncate(MOST);
    Ok(list)
}

fn waiting(ask: &Ask, veil: &Veil) -> Result<Vec<WallAsk>, Fault> {
    let conf = ask.ward()?;
    let rows = ask.r.rows::<EscalationRow>(
        "ward = ?1 AND closed_at IS NULL AND binned_at IS NULL ORDER BY raised_at, number, id",
        params![conf.id],
    )?;
    let today = conf.date(ask.now);
    let mut list = Vec::new();
    for row in rows {
        if list.len() >= MOST || !veil.raised(ask, row.id)? {
            continue;
        }
        list.push(WallAsk {
            need: veil.over(ask, row.id, &row.need)?,
            to: row.target,
            days: days_between(local_date(row.raised_at, conf.zone), today).max(0),
            // A matron's own words were read back by nobody, so the wall only says that an answer came.
            answer: veil.over(ask, row.id, if row.from_reply { "" } else { &row.answer })?,
            answered: row.answered_at.is_some(),
        });
    }
    Ok(list)
}

/// Returns the raised ideas: those without an answer first, oldest first, then what was answered, newest first.
fn ideas(ask: &Ask, veil: &Veil) -> Result<Vec<WallIdea>, Fault> {
    let rows = ask.r.rows::<IdeaRow>(
        "ward = ?1 AND binned_at IS NULL AND (replied_at IS NULL OR replied_at > ?2) \
         ORDER BY replied_at IS NOT NULL, replied_at DESC, at, id LIMIT 500",
        params![ask.ward()?.id, ask.now - IDEA_DAYS * 24 * HOUR_MS],
    )?;
    let mut list = Vec::new();
    for row in rows {
        if list.len() < MOST && veil.raised(ask, row.id)? {
            list.push(WallIdea {
                text: veil.over(ask, row.id, &row.text)?,
                state: row.state,
                reply: veil.over(ask, row.id, &row.reply)?,
            });
        }
    }
    Ok(list)
}

fn thanks(ask: &Ask, veil: &Veil) -> Result<Vec<WallThanks>, Fault> {
    let rows = ask.r.rows::<NoticeRow>(
        "ward = ?1 AND notice_kind = 'thanks' AND ended_at IS NULL AND at > ?2 ORDER BY at DESC, id LIMIT 100",
        params![ask.ward()?.id, ask.now - THANKS_DAYS * 24 * HOUR_MS],
    )?;
    let mut list = Vec::new();
    for row in rows {
        if list.len() < MOST && veil.raised(ask, row.id)? {
            list.push(WallThanks {
                text: veil.over(ask, row.id, &row.text)?,
                to: veil.over(ask, row.id, &row.to_whom)?,
            });
        }
    }
    Ok(list)
}
