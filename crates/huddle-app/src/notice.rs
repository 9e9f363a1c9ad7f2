//! Need to know, and thank you.

use crate::check::{needed, one_of, text};
use crate::exec::{Ask, Exec};
use crate::fault::Fault;
use crate::wire::*;
use huddle_core::Uuid;
use huddle_core::kind::Kind;
use huddle_core::text::Field;
use huddle_core::time::{HOUR_MS, Ms};
use huddle_core::words::{MESSAGE_HOURS, NoticeKind};
use huddle_doc::kinds::notice;
use huddle_doc::{Edit, State};
use huddle_store::{NoticeRow, Tx, params};
use serde_json::json;
use std::collections::HashMap;

/// Something to know; also what readers make of the shorter word of the ward's words.
pub(crate) const NEED_TO_KNOW: &str = "need_to_know";
/// A thank-you.
pub(crate) const THANKS: &str = "thanks";
/// Longest a notice may stand, in hours (31 days): older news belongs on the board.
const MOST_HOURS: i64 = 744;

/// Writes a notice: something to know, or a thank-you.
pub fn notice_add(ex: &mut Exec, req: NoticeAdd) -> Result<Done, Fault> {
    let kind = one_of([NEED_TO_KNOW, THANKS].into_iter().find(|k| *k == req.notice_kind), "notice_kind")?;
    let words = needed(&req.text, Field::Notice, "text")?;
    let to = text(req.to.as_deref().unwrap_or(""), Field::NoticeTo, "to")?;
    let hours = req.hours.unwrap_or(MESSAGE_HOURS);
    if !(1..=MOST_HOURS).contains(&hours) {
        return Err(Fault::user(
            "bad_hours",
            "A message stays between 1 hour and 31 days. Nothing was saved. Choose again.",
        )
        .field("hours")
        .param("max", MOST_HOURS));
    }
    if let Some(huddle) = req.huddle {
        crate::huddle::huddle_state(ex, huddle)?;
    }
    ex.detail(json!({ "notice_kind": kind }));
    let tile = ex.caller.tile;
    let edits = notice::start(kind, &words, tile, &to, Some(ex.now + hours * HOUR_MS));
    let id = ex.create_new(Kind::Notice, &edits)?;
    Ok(Done::of(id))
}

/// Takes a notice down. It stays searchable.
pub fn notice_end(ex: &mut Exec, req: ById) -> Result<Done, Fault> {
    let state = ex.state(req.id)?;
    if state.env.kind != Kind::Notice {
        return Err(Fault::not_found());
    }
    let ended = notice::read(&state).ended_at.is_some();
    ex.detail(json!({ "notice_kind": kind_of(state.str("notice_kind")) }));
    if ended {
        ex.note("nothing_to_do");
        return Ok(Done::of(req.id));
    }
    let now = ex.now;
    ex.edit(req.id, &[Edit::put(["ended_at"], now)])?;
    Ok(Done::of(req.id))
}

/// Reads a stored word; the one this version does not know shows as something to know.
fn kind_of(word: &str) -> &'static str {
    if NoticeKind::parse(word) == NoticeKind::Thanks { THANKS } else { NEED_TO_KNOW }
}

/// Returns the notices of a kind that stood at some time between two moments, newest first.
pub(crate) fn standing(
    ask: &Ask,
    kind: &str,
    from: Ms,
    to: Ms,
    who: &HashMap<Uuid, String>,
) -> Result<Vec<NoticeView>, Fault> {
    let rows = ask.r.rows::<NoticeRow>(
        "ward = ?1 AND at <= ?2 AND notice_kind = ?3 AND COALESCE(ended_at, ?4) > ?5 AND COALESCE(expires_at, ?4) > ?5 \
         ORDER BY at DESC, id LIMIT 100",
        params![ask.ward()?.id, to, kind, i64::MAX, from],
    )?;
    Ok(rows.into_iter().map(|row| view(row, who)).collect())
}

/// Returns the thank-yous said between two moments, newest first.
pub(crate) fn thanks_between(
    ask: &Ask,
    from: Ms,
    to: Ms,
    who: &HashMap<Uuid, String>,
) -> Result<Vec<NoticeView>, Fault> {
    let rows = ask.r.rows::<NoticeRow>(
        "ward = ?1 AND at BETWEEN ?2 AND ?3 AND notice_kind = ?4 AND ended_at IS NULL ORDER BY at DESC, id LIMIT 100",
        params![ask.ward()?.id, from, to, THANKS],
    )?;
    Ok(rows.into_iter().map(|row| view(row, who)).collect())
}

fn view(row: NoticeRow, who: &HashMap<Uuid, String>) -> NoticeView {
    NoticeView {
        id: row.id,
        notice_kind: row.notice_kind,
        text: row.text,
        by: row.written_by.and_then(|t| who.get(&t).cloned()).unwrap_or_default(),
        to: row.to_whom,
        at: row.at,
        expires_at: row.expires_at,
    }
}

/// Writes a notice's row and its search words.
pub(crate) fn project(tx: &Tx, state: &State, changed_at: i64) -> Result<(), Fault> {
    let n = notice::read(state);
    let ended_at = match (n.ended_at, state.deleted_at) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
    tx.put(&NoticeRow {
        id: state.env.id,
        ward: state.env.ward,
        notice_kind: kind_of(&n.notice_kind).to_owned(),
        text: n.text.clone(),
        written_by: n.from,
        to_whom: n.to.clone(),
        at: state.env.created_at,
        expires_at: n.expires_at,
        ended_at,
    })?;
    crate::find::index(tx, state, &n.text, &n.to, ended_at.is_some(), changed_at)
}
