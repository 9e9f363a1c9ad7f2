//! Ideas and their answers.

use crate::check::{maybe, needed, one_of, text};
use crate::exec::{Ask, Exec};
use crate::fault::Fault;
use crate::wire::*;
use huddle_core::kind::Kind;
use huddle_core::text::Field;
use huddle_core::time::{days_between, local_date};
use huddle_core::words::IdeaState;
use huddle_doc::State;
use huddle_doc::kinds::idea::{self, Idea};
use huddle_store::{IdeaRow, LaneRow, Tx, params};
use serde_json::json;

/// Most ideas one answer lists.
const PAGE: i64 = 500;

/// Returns the ideas: those without an answer first, oldest first, then the others, newest first.
pub fn ideas_get(ask: &Ask, _: Nothing) -> Result<IdeasView, Fault> {
    let conf = ask.ward()?;
    let who = crate::board::initials_map(ask.r, conf.id)?;
    let rows = ask.r.rows::<IdeaRow>(
        "ward = ?1 AND binned_at IS NULL ORDER BY at DESC, id DESC LIMIT ?2",
        params![conf.id, PAGE],
    )?;
    let new = IdeaState::New.as_str();
    let (mut waiting, answered): (Vec<_>, Vec<_>) = rows.into_iter().partition(|r| r.state == new);
    waiting.reverse();
    let today = conf.date(ask.now);
    Ok(IdeasView {
        waiting: i64::try_from(waiting.len()).unwrap_or(i64::MAX),
        oldest_waiting_days: waiting
            .first()
            .map(|oldest| days_between(local_date(oldest.at, conf.zone), today).max(0)),
        ideas: waiting
            .into_iter()
            .chain(answered)
            .map(|row| IdeaView {
                id: row.id,
                text: row.text,
                by: row.raised_by.and_then(|t| who.get(&t).cloned()).unwrap_or_default(),
                at: row.at,
                state: row.state,
                reply: row.reply,
                lane: row.lane,
                me_too: row.me_too,
            })
            .collect(),
    })
}

/// Writes an idea down. Given without a name, the tile is left out of the record and of its history.
pub fn idea_add(ex: &mut Exec, req: IdeaAdd) -> Result<Done, Fault> {
    let words = needed(&req.text, Field::Idea, "text")?;
    let gets_in_the_way = maybe(req.gets_in_the_way.as_deref(), Field::InTheWay, "gets_in_the_way")?;
    let lane = req.lane.unwrap_or_default();
    if !lane.is_empty() {
        let ward = ex.ward()?.id;
        one_of(ex.r.first::<LaneRow>("ward = ?1 AND lane = ?2", params![ward, lane])?, "lane")?;
    }
    if req.anonymous {
        ex.nameless();
    }
    let raised_by = ex.caller.tile.filter(|_| !req.anonymous);
    let edits = idea::start(&Idea { text: words, gets_in_the_way, lane, raised_by, ..Idea::default() });
    let id = ex.create_new(Kind::Idea, &edits)?;
    Ok(Done::of(id))
}

/// Answers an idea. "Not now" needs a reason.
pub fn idea_reply(ex: &mut Exec, req: IdeaReply) -> Result<Done, Fault> {
    let state = ex.state(req.id)?;
    if state.env.kind != Kind::Idea || state.deleted_at.is_some() {
        return Err(Fault::not_found());
    }
    let to = IdeaState::parse(&req.state);
    let to = one_of((to.is_known() && to != IdeaState::New).then_some(to), "state")?;
    let reply = text(&req.reply, Field::IdeaReply, "reply")?;
    let reason = maybe(req.reason.as_deref(), Field::ChangeReason, "reason")?;
    if to == IdeaState::NotNow && reason.is_empty() {
        return Err(Fault::user("reason_needed", "Say why not now. Nothing was saved.").field("reason"));
    }
    ex.detail(json!({ "state": to.as_str() }));
    let (tile, now) = (ex.caller.tile, ex.now);
    ex.edit(req.id, &idea::reply(to.as_str(), &reply, &reason, tile, now))?;
    Ok(Done::of(req.id))
}

/// Writes an idea's row and its search words.
pub(crate) fn project(tx: &Tx, state: &State, changed_at: i64) -> Result<(), Fault> {
    let i = idea::read(state);
    let body = [&i.gets_in_the_way, &i.reply, &i.reason].map(String::as_str).join("\n");
    crate::find::index(tx, state, &i.text, &body, false, changed_at)?;
    tx.put(&IdeaRow {
        id: state.env.id,
        ward: state.env.ward,
        text: i.text,
        raised_by: i.raised_by,
        at: state.env.created_at,
        state: if i.state.is_empty() { IdeaState::New.as_str().to_owned() } else { i.state },
        reply: i.reply,
        replied_at: i.replied_at,
        lane: Some(i.lane).filter(|l| !l.is_empty()),
        me_too: i64::try_from(i.me_too.len()).unwrap_or(i64::MAX),
        binned_at: state.deleted_at,
    })?;
    Ok(())
}
