//! From documents to the read model: one projector a kind, and the history.

use crate::fault::Fault;
use crate::message::Message;
use crate::{
    board, cross, escalation, huddle, idea, improvement, measure, notice, procedure, reading, ward, week,
};
use huddle_core::Uuid;
use huddle_core::kind::Kind;
use huddle_core::time::Ms;
use huddle_doc::{ChangeInfo, State};
use huddle_store::{HistoryRow, Reader, Tx, params};

/// Writes every read-model row of one record anew.
pub(crate) fn record(tx: &Tx, state: &State, changed_at: Ms) -> Result<(), Fault> {
    match &state.env.kind {
        Kind::Ward => ward::project(tx, state, changed_at),
        Kind::Card => board::project(tx, state, changed_at),
        Kind::Huddle => huddle::project(tx, state, changed_at),
        Kind::Notice => notice::project(tx, state, changed_at),
        Kind::StandardWork => procedure::project(tx, state, changed_at),
        Kind::Measure => measure::project(tx, state, changed_at),
        Kind::Readings => reading::project(tx, state, changed_at),
        Kind::Cross => cross::project(tx, state, changed_at),
        Kind::Escalation => escalation::project(tx, state, changed_at),
        Kind::Idea => idea::project(tx, state, changed_at),
        Kind::Project => improvement::project(tx, state, changed_at),
        Kind::Week => week::project(tx, state, changed_at),
        // Kept and passed on; no screen of this version shows them.
        Kind::Reply | Kind::Test | Kind::Compact | Kind::Checkin | Kind::Unknown(_) => Ok(()),
    }
}

/// Gives the history line of one change that is number `place` of its record, from 0; none for slots and frozen
/// beginnings, which carry no message: nobody did them.
pub(crate) fn history(id: Uuid, place: usize, info: ChangeInfo) -> Option<HistoryRow> {
    let message = Message::parse(&info.message)?;
    Some(HistoryRow {
        doc: id,
        hash: info.hash,
        place: i64::try_from(place).unwrap_or(i64::MAX),
        at: info.time_ms,
        tile: message.tile,
        what: message.what,
        detail: message.detail,
    })
}

/// Makes the documents' rows again from their changes, after a restore or a recovery.
///
/// A change whose forerunners are missing is left where it is; what can be read is shown.
pub(crate) fn remake_documents(tx: &Tx, now: Ms) -> Result<(), Fault> {
    for (id, epoch_id) in tx.docs_with_changes()? {
        let changes: Vec<Vec<u8>> = tx.changes(id, epoch_id, 0)?.into_iter().map(|c| c.bytes).collect();
        match crate::docs::salvage(id, &changes) {
            Some(doc) => crate::exec::write_doc_row(tx, doc.state(), &doc, now)?,
            None => tracing::warn!(%id, "a record could not be read from its changes"),
        }
    }
    Ok(())
}

/// Fills the whole read model from the documents.
pub(crate) fn rebuild(tx: &Tx) -> Result<u64, Fault> {
    tx.clear_model()?;
    let mut after = Uuid::nil();
    let mut count = 0;
    loop {
        let rows = tx.docs_after(after, 500)?;
        let Some(last) = rows.last() else { return Ok(count) };
        after = last.id;
        for row in rows {
            let doc = crate::docs::load(tx, row.id)?;
            record(tx, doc.state(), doc.newest_ms())?;
            for (place, info) in doc.history()?.into_iter().enumerate() {
                history(row.id, place, info).map_or(Ok(()), |row| tx.put(&row))?;
            }
            count += 1;
        }
    }
}

/// Projects once more the records changed after a stored change; rows that are equal are left alone.
pub(crate) fn again(tx: &Tx, since: i64) -> Result<(), Fault> {
    for id in tx.docs_changed_since(since)? {
        if tx.doc(id)?.is_some() {
            let doc = crate::docs::load(tx, id)?;
            record(tx, doc.state(), doc.newest_ms())?;
        }
    }
    Ok(())
}

/// Returns a record's history, oldest first.
pub(crate) fn history_lines(r: &Reader, id: Uuid) -> Result<Vec<crate::wire::HistoryLine>, Fault> {
    let rows = r.rows::<HistoryRow>("doc = ?1 ORDER BY at, place", params![id])?;
    rows.into_iter()
        .map(|h| {
            Ok(crate::wire::HistoryLine {
                at: h.at,
                by: ward::initials(r, h.tile)?,
                what: h.what,
                detail: h.detail,
            })
        })
        .collect()
}
