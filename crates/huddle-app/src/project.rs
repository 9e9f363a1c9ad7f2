//! From documents to the read model: one projector a kind, and the history.

use crate::fault::Fault;
use crate::message::Message;
use crate::{
    board, cross, escalation, huddle, idea, improvement, measure, notice, procedure, reading, reply, ward,
    week,
};
use huddle_core::Uuid;
use huddle_core::kind::Kind;
use huddle_core::time::Ms;
use huddle_doc::{ChangeInfo, Doc, State};
use huddle_store::{ClashRow, HistoryRow, QuarantineRow, Reader, Tx, params};
use std::collections::HashMap;

/// Writes every read-model row of one record anew.
pub(crate) fn record(tx: &Tx, state: &State, changed_at: Ms) -> Result<(), Fault> {
    clashes(tx, state)?;
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
        Kind::Reply => reply::project(tx, state, changed_at),
        Kind::Idea => idea::project(tx, state, changed_at),
        Kind::Project => improvement::project(tx, state, changed_at),
        Kind::Week => week::project(tx, state, changed_at),
        // Kept and passed on; no screen of this version shows them.
        Kind::Test | Kind::Compact | Kind::Checkin | Kind::Unknown(_) => Ok(()),
    }
}

/// Notes that a record has places where two people wrote apart, or no longer.
fn clashes(tx: &Tx, state: &State) -> Result<(), Fault> {
    let places = huddle_doc::kinds::clashes(state).len();
    if places == 0 {
        tx.remove_rows::<ClashRow>(state.env.id)?;
        return Ok(());
    }
    tx.put(&ClashRow {
        doc: state.env.id,
        ward: state.env.ward,
        kind: state.env.kind.as_str().to_owned(),
        places: i64::try_from(places).unwrap_or(i64::MAX),
    })?;
    Ok(())
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
    let mut newest: HashMap<Uuid, (u64, Uuid)> = HashMap::new();
    for (id, epoch_id) in tx.docs_with_changes()? {
        let changes: Vec<Vec<u8>> = tx.changes(id, epoch_id, 0)?.into_iter().map(|c| c.bytes).collect();
        match crate::docs::salvage(id, &changes) {
            Some(doc) => {
                // Of a record that was begun anew the newest epoch counts.
                let order = (doc.state().env.epoch, epoch_id);
                if newest.get(&id).is_none_or(|other| *other < order) {
                    newest.insert(id, order);
                    crate::exec::write_doc_row(tx, doc.state(), &doc, now)?;
                }
            }
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
        let Some(last) = rows.last() else { break };
        after = last.id;
        for row in rows {
            let doc = crate::docs::load(tx, row.id)?;
            record(tx, doc.state(), doc.newest_ms())?;
            write_history(tx, &doc)?;
            count += 1;
        }
    }
    // A wall's or a matron's PC holds no record of the ward.
    crate::sync::face::project_all(tx)?;
    Ok(count)
}

/// Writes a record's history, of every epoch of it: an older one came before it was begun anew.
pub(crate) fn write_history(tx: &Tx, doc: &Doc) -> Result<(), Fault> {
    let (id, epoch_id) = (doc.state().env.id, doc.state().env.epoch_id);
    let mut infos = Vec::new();
    for older in tx.epochs(id)?.into_iter().filter(|e| *e != epoch_id) {
        let changes: Vec<Vec<u8>> = tx.changes(id, older, 0)?.into_iter().map(|c| c.bytes).collect();
        if let Some(older) = crate::docs::salvage(id, &changes) {
            infos.extend(older.history()?);
        }
    }
    infos.extend(doc.history()?);
    for (place, info) in infos.into_iter().enumerate() {
        history(id, place, info).map_or(Ok(()), |row| tx.put(&row))?;
    }
    Ok(())
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
    // A change that was written again when the record was begun anew is told once.
    let told: std::collections::HashSet<String> = rows.iter().map(|h| hex::encode(h.hash)).collect();
    let again = |h: &HistoryRow| {
        h.detail.get(crate::sync::OF).and_then(serde_json::Value::as_str).is_some_and(|of| told.contains(of))
    };
    let mut lines = rows
        .into_iter()
        .filter(|h| !again(h))
        .map(|h| {
            Ok(crate::wire::HistoryLine {
                at: h.at,
                by: ward::initials(r, h.tile)?,
                what: h.what,
                detail: h.detail,
            })
        })
        .collect::<Result<Vec<_>, Fault>>()?;
    // What a PC wrote after it was put out is in no record; that it was put aside is said.
    let aside = r.rows::<QuarantineRow>(
        "doc = ?1 AND reason IN ('put_out', 'may_not_write') ORDER BY at DESC",
        params![id],
    )?;
    if let Some(newest) = aside.first() {
        lines.push(crate::wire::HistoryLine {
            at: newest.at,
            by: String::new(),
            what: "put_aside".to_owned(),
            detail: serde_json::json!({ "count": aside.len() }),
        });
    }
    Ok(lines)
}
