//! Escalations as a written record: what is needed, who was told, what came back.
//!
//! The app alerts nobody; which other PC has stored an escalation is in `sync/stored.rs`. Where one stands is worked
//! out from what was written (an answer, a closing), so that two PCs apart cannot leave it between two states.
//!
//! Over 400 lines because writing a matter down, where it counts and how it ends are one record's life.

use crate::check::{maybe, needed, one_of};
use crate::exec::{Ask, Exec};
use crate::fault::Fault;
use crate::sync::stored::Others;
use crate::wire::*;
use huddle_core::Uuid;
use huddle_core::kind::Kind;
use huddle_core::sayable::{next_number, parse_sayable, sayable, ward_prefix, with_letter};
use huddle_core::text::Field;
use huddle_core::time::HOUR_MS;
use huddle_core::words::{EscalationReason, EscalationTarget, ToldHow, Urgency, WardRating};
use huddle_doc::kinds::escalation;
use huddle_doc::{State, kinds::escalation::Escalation};
use huddle_store::{CardRow, EscalationRow, Reader, Tx, params};
use serde_json::json;
use std::collections::{BTreeMap, HashMap};

/// How far back somebody may have been told, in milliseconds (30 days): an older matter is a new one.
const TOLD_WITHIN_MS: i64 = 30 * 24 * HOUR_MS;
/// Most closed escalations one answer lists.
const PAGE: i64 = 200;

fn standing(row: &EscalationRow) -> &'static str {
    match (row.closed_at, row.answered_at) {
        (Some(_), _) => "closed",
        (None, Some(_)) => "answered",
        (None, None) => "written",
    }
}

/// Returns the lane a matter counts in when nobody chose one, by whom it goes to. A usual lane the ward hides
/// or does not have gives way to the first one shown, so that no matter counts nowhere.
pub(crate) fn usual_lanes(r: &Reader, ward: Uuid) -> Result<BTreeMap<String, String>, Fault> {
    let shown: Vec<String> =
        crate::ward::lanes_of(r, ward)?.into_iter().filter(|l| !l.hidden).map(|l| l.lane).collect();
    let lane = |to: &EscalationTarget| {
        let usual = to.usual_lane();
        shown.iter().find(|l| *l == usual.as_str()).or(shown.first()).cloned()
    };
    Ok(EscalationTarget::KNOWN.iter().filter_map(|to| Some((to.as_str().to_owned(), lane(to)?))).collect())
}

/// Returns the lane a matter counts in: the one chosen, else its card's, else the usual one.
fn lane_of(
    r: &Reader,
    row: &EscalationRow,
    usual: &BTreeMap<String, String>,
) -> Result<Option<String>, Fault> {
    if row.lane.is_some() {
        return Ok(row.lane.clone());
    }
    let card = match row.from_card {
        Some(card) => r.one::<CardRow>(card)?.and_then(|c| c.lane),
        None => None,
    };
    Ok(card.or_else(|| usual.get(&row.target).or(usual.get(EscalationTarget::Matron.as_str())).cloned()))
}

/// Turns rows into lines: initials, lanes of their cards, letters of shared numbers.
fn lines(ask: &Ask, rows: Vec<EscalationRow>) -> Result<Vec<EscalationLine>, Fault> {
    let conf = ask.ward()?;
    let who = crate::board::initials_map(ask.r, conf.id)?;
    let usual = usual_lanes(ask.r, conf.id)?;
    rows.into_iter()
        .map(|row| {
            let lane = lane_of(ask.r, &row, &usual)?;
            // How many of its number come before it; the index answers alone.
            let before = ask.r.count::<EscalationRow>(
                "ward = ?1 AND number = ?2 AND id < ?3",
                params![row.ward, row.number, row.id],
            )?;
            let place = usize::try_from(before).unwrap_or(0);
            let due = Urgency::parse_or_now(&row.urgency)
                .answer_due(row.told_at.unwrap_or(row.raised_at), conf.zone);
            let state = standing(&row);
            let replies = crate::reply::to(ask.r, row.id)?
                .into_iter()
                .map(|r| ReplyLine { id: r.id, text: r.text, by: r.said_by, at: r.at })
                .collect();
            Ok(EscalationLine {
                told: None,
                replies,
                number: with_letter(&row.number, place),
                late: state == "written" && ask.now > due,
                state: state.to_owned(),
                raised_by: row.raised_by.and_then(|t| who.get(&t).cloned()).unwrap_or_default(),
                lane,
                id: row.id,
                to: row.target,
                need: row.need,
                urgency: row.urgency,
                raised_at: row.raised_at,
                answer: row.answer,
                answered_by: row.answered_by,
                answered_at: row.answered_at,
                rating: row.rating,
                from_card: row.from_card,
            })
        })
        .collect()
}

fn rows_open(ask: &Ask) -> Result<Vec<EscalationRow>, Fault> {
    Ok(ask.r.rows::<EscalationRow>(
        "ward = ?1 AND closed_at IS NULL AND binned_at IS NULL ORDER BY raised_at, number, id",
        params![ask.ward()?.id],
    )?)
}

/// Returns what we wait for, what was answered, and on request what is closed.
pub fn escalations_get(ask: &Ask, req: EscalationsAsk) -> Result<EscalationsView, Fault> {
    let others = Others::read(ask)?;
    let mut all = lines(ask, rows_open(ask)?)?;
    for line in &mut all {
        line.told = others.told(ask.r, line.id)?;
    }
    let (mut open, answered): (Vec<_>, Vec<_>) = all.into_iter().partition(|l| l.state == "written");
    // Stable: within late and not late the oldest stays first.
    open.sort_by_key(|l| !l.late);
    let closed = if req.closed {
        lines(
            ask,
            ask.r.rows::<EscalationRow>(
                "ward = ?1 AND closed_at IS NOT NULL AND binned_at IS NULL ORDER BY closed_at DESC, id LIMIT ?2",
                params![ask.ward()?.id, PAGE],
            )?,
        )?
    } else {
        Vec::new()
    };
    Ok(EscalationsView { open, answered, closed, told_nobody: others.none() })
}

/// Returns the answers that came back and are not closed, oldest first.
pub(crate) fn answers(ask: &Ask) -> Result<Vec<EscalationLine>, Fault> {
    let rows = rows_open(ask)?.into_iter().filter(|r| r.answered_at.is_some()).collect();
    lines(ask, rows)
}

/// An escalation, and who was told.
type AskedOf = (EscalationLine, String);

/// Returns what was open at a moment, oldest first, with who was told, and what was answered between two.
pub(crate) fn stood(ask: &Ask, from: i64, end: i64) -> Result<(Vec<AskedOf>, Vec<EscalationLine>), Fault> {
    let ward = ask.ward()?.id;
    let open = ask.r.rows::<EscalationRow>(
        "ward = ?1 AND binned_at IS NULL AND raised_at < ?2 AND COALESCE(closed_at, ?2) >= ?2 ORDER BY raised_at, number, id",
        params![ward, end],
    )?;
    let answered = ask.r.rows::<EscalationRow>(
        "ward = ?1 AND binned_at IS NULL AND answered_at >= ?2 AND answered_at < ?3 ORDER BY answered_at, number, id",
        params![ward, from, end],
    )?;
    let open = lines(ask, open)?
        .into_iter()
        .map(|line| {
            let told = escalation::read(ask.doc(line.id)?.state()).told_who;
            Ok((line, told))
        })
        .collect::<Result<_, Fault>>()?;
    Ok((open, lines(ask, answered)?))
}

/// Returns one escalation.
pub fn escalation_get(ask: &Ask, req: ById) -> Result<EscalationView, Fault> {
    let row = ask.r.one::<EscalationRow>(req.id)?.ok_or_else(Fault::not_found)?;
    let e = escalation::read(ask.doc(req.id)?.state());
    let mut line = lines(ask, vec![row])?.pop().ok_or_else(Fault::not_found)?;
    let others = Others::read(ask)?;
    if line.state != "closed" {
        line.told = others.told(ask.r, req.id)?;
    }
    Ok(EscalationView {
        told_at: e.told_at.unwrap_or(line.raised_at),
        line,
        situation: e.situation,
        background: e.background,
        assessment: e.assessment,
        reason: e.reason,
        told_who: e.told_who,
        told_how: e.told_how,
        history: crate::project::history_lines(ask.r, req.id)?,
        told_nobody: others.none(),
    })
}

/// Refuses a source that is not here or is something else.
fn source(ex: &Exec, id: Option<Uuid>, kind: &Kind, name: &str) -> Result<(), Fault> {
    let Some(id) = id else { return Ok(()) };
    let here = ex.r.doc(id)?.is_some_and(|row| row.kind == kind.as_str());
    one_of(here.then_some(()), name)
}

/// Writes an escalation down. Without who was told, how and when there is none (CS-1).
pub fn escalation_write(ex: &mut Exec, req: EscalationWrite) -> Result<Done, Fault> {
    let to = EscalationTarget::parse(&req.to);
    let to = one_of(to.is_known().then_some(to), "to")?;
    let urgency = one_of(Urgency::parse(&req.urgency), "urgency")?;
    let need = needed(&req.need, Field::Need, "need")?;
    let told_who = needed(&req.told_who, Field::ToldWho, "told_who")?;
    let how = ToldHow::parse(&req.told_how);
    let how = one_of(how.is_known().then_some(how), "told_how")?;
    if req.told_at > ex.now {
        return Err(Fault::user(
            "in_the_future",
            "This time has not come yet. Nothing was saved. Write when they were told.",
        )
        .field("told_at"));
    }
    if req.told_at < ex.now - TOLD_WITHIN_MS {
        return Err(Fault::user(
            "too_old",
            "This is more than 30 days ago. Nothing was saved. Tell them again, then write it down.",
        )
        .field("told_at")
        .param("days", 30));
    }
    let reason = req.reason.filter(|r| !r.is_empty());
    if let Some(reason) = &reason {
        one_of(EscalationReason::parse(reason).is_known().then_some(()), "reason")?;
    }
    source(ex, req.from_card, &Kind::Card, "from_card")?;
    source(ex, req.from_huddle, &Kind::Huddle, "from_huddle")?;
    let chosen = crate::board::known_lane(ex, req.lane.as_deref())?;
    let conf = ex.ward()?;
    let used = ex.r.rows::<EscalationRow>("ward = ?1", params![conf.id])?;
    let used = used.iter().filter_map(|row| parse_sayable(&row.number)).map(|(_, n)| n);
    let number = sayable(&ward_prefix(&conf.row.name), next_number(used));
    ex.detail(json!({ "to": to.as_str(), "urgency": urgency.as_str() }));
    let edits = escalation::start(&Escalation {
        number,
        to: to.as_str().to_owned(),
        need,
        situation: maybe(req.situation.as_deref(), Field::Situation, "situation")?,
        background: maybe(req.background.as_deref(), Field::Background, "background")?,
        assessment: maybe(req.assessment.as_deref(), Field::Assessment, "assessment")?,
        urgency: urgency.as_str().to_owned(),
        reason: reason.unwrap_or_default(),
        told_who,
        told_how: how.as_str().to_owned(),
        told_at: Some(req.told_at),
        lane: lane_written(ex, chosen, req.from_card, &to)?,
        from_card: req.from_card,
        from_huddle: req.from_huddle,
        raised_by: ex.caller.tile,
        ..Escalation::default()
    });
    let id = ex.create_new(Kind::Escalation, &edits)?;
    Ok(Done::of(id))
}

/// Returns the lane that is written down. A card's own lane is left out: the matter moves with its card.
fn lane_written(
    ex: &Exec,
    chosen: String,
    card: Option<Uuid>,
    to: &EscalationTarget,
) -> Result<String, Fault> {
    let card_lane = match card {
        Some(card) => ex.r.one::<CardRow>(card)?.and_then(|c| c.lane),
        None => None,
    };
    if card_lane.as_ref().is_some_and(|lane| chosen.is_empty() || *lane == chosen) {
        return Ok(String::new());
    }
    if !chosen.is_empty() {
        return Ok(chosen);
    }
    Ok(usual_lanes(ex.r, ex.ward()?.id)?.remove(to.as_str()).unwrap_or_default())
}

fn ours(ex: &Exec, id: Uuid) -> Result<Escalation, Fault> {
    let state = ex.state(id)?;
    if state.env.kind != Kind::Escalation || state.deleted_at.is_some() {
        return Err(Fault::not_found());
    }
    Ok(escalation::read(&state))
}

/// Writes down the answer that came back; a later answer takes its place until the ward closes.
pub fn escalation_answer(ex: &mut Exec, req: EscalationAnswer) -> Result<Done, Fault> {
    if ours(ex, req.id)?.closed_at.is_some() {
        return Err(Fault::not_now(
            "already_closed",
            "This is closed. Nothing was changed. Write a new one if you need help again.",
        ));
    }
    let answer = needed(&req.answer, Field::Reply, "answer")?;
    let by = needed(&req.answered_by, Field::ToldWho, "answered_by")?;
    let now = ex.now;
    ex.edit(req.id, &escalation::answer(&answer, &by, now))?;
    Ok(Done::of(req.id))
}

/// Changes the lane an escalation counts in, also after it was answered or closed.
pub fn escalation_lane_set(ex: &mut Exec, req: EscalationLaneSet) -> Result<Done, Fault> {
    let before = ours(ex, req.id)?;
    let chosen = crate::board::known_lane(ex, req.lane.as_deref())?;
    let to = EscalationTarget::parse(&before.to);
    let lane = lane_written(ex, chosen, before.from_card, &to)?;
    ex.detail(json!({ "lane": req.lane }));
    if lane == before.lane {
        ex.note("nothing_to_do");
        return Ok(Done::of(req.id));
    }
    ex.edit(req.id, &escalation::set_lane(&lane))?;
    Ok(Done::of(req.id))
}

/// Closes an escalation and says how it turned out; only the ward that raised it does.
pub fn escalation_close(ex: &mut Exec, req: EscalationClose) -> Result<Done, Fault> {
    let rating = WardRating::parse(&req.rating);
    let rating = one_of(rating.is_known().then_some(rating), "rating")?;
    let before = ours(ex, req.id)?;
    if ex.state(req.id)?.env.ward != ex.ward()?.id {
        return Err(Fault::new(
            ErrorKind::Policy,
            "not_our_ward",
            "Only the ward that asked closes this. Nothing was changed.",
        ));
    }
    ex.detail(json!({ "rating": rating.as_str() }));
    if before.closed_at.is_some() && before.rating == rating.as_str() {
        ex.note("nothing_to_do");
        return Ok(Done::of(req.id));
    }
    let (tile, now) = (ex.caller.tile, ex.now);
    ex.edit(req.id, &escalation::close(rating.as_str(), tile, now))?;
    Ok(Done::of(req.id))
}

/// Writes an escalation's row and its search words.
pub(crate) fn project(tx: &Tx, state: &State, changed_at: i64) -> Result<(), Fault> {
    let e = escalation::read(state);
    let body =
        [&e.number, &e.situation, &e.background, &e.assessment, &e.told_who, &e.answer, &e.answered_by]
            .map(String::as_str)
            .join("\n");
    crate::find::index(tx, state, &e.need, &body, e.closed_at.is_some(), changed_at)?;
    let row = EscalationRow {
        id: state.env.id,
        ward: state.env.ward,
        number: e.number,
        target: e.to,
        need: e.need,
        urgency: e.urgency,
        raised_at: state.env.created_at,
        raised_by: e.raised_by,
        told_at: e.told_at,
        answer: e.answer,
        answered_by: e.answered_by,
        answered_at: e.answered_at,
        from_reply: false,
        rating: e.rating,
        closed_at: e.closed_at,
        from_card: e.from_card,
        lane: Some(e.lane).filter(|l| !l.is_empty()),
        binned_at: state.deleted_at,
    };
    tx.put(&crate::reply::answered(tx, row)?)?;
    Ok(())
}

/// Returns, for each lane, how many escalations wait for an answer and when the oldest was raised.
pub(crate) fn waiting_by_lane(ask: &Ask) -> Result<HashMap<String, (i64, i64)>, Fault> {
    let mut by_lane: HashMap<String, (i64, i64)> = HashMap::new();
    let usual = usual_lanes(ask.r, ask.ward()?.id)?;
    for row in rows_open(ask)?.into_iter().filter(|r| r.answered_at.is_none()) {
        let Some(lane) = lane_of(ask.r, &row, &usual)? else { continue };
        let entry = by_lane.entry(lane).or_insert((0, row.raised_at));
        entry.0 += 1;
        entry.1 = entry.1.min(row.raised_at);
    }
    Ok(by_lane)
}
