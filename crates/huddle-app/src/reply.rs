//! Answers a matron writes on her own PC: records of their own, so that her PC writes in nothing of the ward's.

use crate::check::needed;
use crate::exec::Exec;
use crate::fault::Fault;
use crate::wire::*;
use huddle_core::Uuid;
use huddle_core::audience::Audience;
use huddle_core::kind::Kind;
use huddle_core::text::Field;
use huddle_doc::kinds::{escalation, reply};
use huddle_doc::{Envelope, State};
use huddle_store::{EscalationRow, Reader, ReplyRow, Tx, params};
use huddle_sync::Role;

/// Answers an escalation from a matron's PC.
pub fn reply_add(ex: &mut Exec, req: ReplyAdd) -> Result<Done, Fault> {
    let conf = ex.ward()?;
    if conf.role != Role::Matron {
        return Err(Fault::new(
            ErrorKind::Policy,
            "not_matron",
            "Only a matron's PC answers this way. Nothing was saved. Write down the answer that came back instead.",
        ));
    }
    let text = needed(&req.text, Field::Reply, "text")?;
    let by = needed(&req.by, Field::ToldWho, "by")?;
    let state = ex.state(req.escalation)?;
    if state.env.kind != Kind::Escalation || state.deleted_at.is_some() {
        return Err(Fault::not_found());
    }
    if escalation::read(&state).closed_at.is_some() {
        return Err(Fault::not_now(
            "already_closed",
            "The ward has closed this. Nothing was saved. Ring the ward if there is more to say.",
        ));
    }
    let id = ex.new_id()?;
    let envelope = Envelope {
        // It goes back to the ward and to nobody on the wall: nobody has read its words back.
        audience: Audience::Matron,
        ward: state.env.ward,
        ..ex.envelope(Kind::Reply, id)?
    };
    let now = ex.now;
    ex.create(&envelope, &reply::start(req.escalation, &text, &by, now))?;
    Ok(Done::of(id))
}

/// Lists the answers to an escalation, newest first.
pub(crate) fn to(r: &Reader, escalation: Uuid) -> Result<Vec<ReplyRow>, Fault> {
    Ok(r.rows("escalation = ?1 AND binned_at IS NULL ORDER BY at DESC, id DESC", params![escalation])?)
}

/// Writes an answer's row, its search words, and the row of what it answers.
pub(crate) fn project(tx: &Tx, state: &State, changed_at: i64) -> Result<(), Fault> {
    let said = reply::read(state);
    crate::find::index(tx, state, &said.text, &said.by, false, changed_at)?;
    let Some(escalation) = said.escalation else { return Ok(()) };
    tx.put(&ReplyRow {
        id: state.env.id,
        ward: state.env.ward,
        escalation,
        text: said.text,
        said_by: said.by,
        at: said.at.unwrap_or(state.env.created_at),
        binned_at: state.deleted_at,
    })?;
    let Some(row) = tx.one::<EscalationRow>(escalation)? else { return Ok(()) };
    // What the ward wrote down itself stands before any of these.
    if row.answered_at.is_none() || row.from_reply {
        tx.put(&answered(tx, EscalationRow { from_reply: true, ..row })?)?;
    }
    Ok(())
}

/// Puts the newest answer into the row of an escalation for which the ward wrote none down.
pub(crate) fn answered(r: &Reader, row: EscalationRow) -> Result<EscalationRow, Fault> {
    if row.answered_at.is_some() && !row.from_reply {
        return Ok(row);
    }
    let newest = to(r, row.id)?.into_iter().next();
    let from_reply = newest.is_some();
    let (answer, answered_by, answered_at) = match newest {
        Some(reply) => (reply.text, reply.said_by, Some(reply.at)),
        None => (String::new(), String::new(), None),
    };
    Ok(EscalationRow { answer, answered_by, answered_at, from_reply, ..row })
}
