//! Undo and redo: inverse edits of one command, restored only where nobody wrote since.
//!
//! One stack for each PC. Undo of making a record puts it in the bin. An undo is an ordinary write
//! (it has its own changes), but leaves no undo entry of its own: the entry it undid turns into a redo.

use crate::exec::{Ask, Exec};
use crate::fault::Fault;
use crate::wire::{Nothing, UndoAsk, UndoLine, UndoView, Undone};
use huddle_core::Uuid;
use huddle_doc::{Edit, Inverse, Value};
use huddle_store::{Tx, UndoRow};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

/// The one stack of this PC.
const STACK: &str = "pc";
/// How many commands can be undone; older ones are dropped.
const KEPT: u32 = 500;
/// Dropping looks at the whole stack, so it is done once in so many commands and a few more are kept meanwhile.
const TRIMMED_EVERY: i64 = 32;
/// Typing in one field by one tile is one undo step until this long a pause, in milliseconds (DESIGN.md 5).
const TYPING_PAUSE_MS: i64 = 30_000;

/// What one command did to one record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// The record.
    pub doc: Uuid,
    /// The command made the record; undo puts it in the bin.
    pub created: bool,
    /// The fields it wrote.
    pub inverse: Vec<Inverse>,
}

/// One command that can be undone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Command name.
    pub what: String,
    /// Codes for the button's words.
    pub detail: Json,
    /// When, milliseconds UTC.
    pub at: i64,
    /// Who.
    pub tile: Option<Uuid>,
    /// Field that was typed in, when it was typing.
    pub typing: Option<String>,
    /// Records touched.
    pub parts: Vec<Part>,
}

/// Adds an entry, or widens the newest one when it is the same person typing on in the same field.
pub(crate) fn push(tx: &Tx, entry: Entry) -> Result<i64, Fault> {
    let grouping = match &entry.typing {
        Some(field) => format!("{field}/{}", entry.tile.map(|t| t.to_string()).unwrap_or_default()),
        None => String::new(),
    };
    if !grouping.is_empty()
        && let Some(mut top) = tx.undo_top(STACK)?
        && top.grouping == grouping
        && entry.at - top.at <= TYPING_PAUSE_MS
        && let Ok(mut before) = serde_json::from_str::<Entry>(&top.entry)
    {
        for part in entry.parts {
            match before.parts.iter_mut().find(|p| p.doc == part.doc) {
                Some(old) => old.inverse.extend(part.inverse),
                None => before.parts.push(part),
            }
        }
        top.at = entry.at;
        top.entry = to_json(&before)?;
        tx.put_undo(&top)?;
        return Ok(top.seq);
    }
    let seq = tx.push_undo(STACK, &grouping, entry.at, to_json(&entry)?)?;
    if seq % TRIMMED_EVERY == 0 {
        tx.trim_undo(STACK, KEPT)?;
    }
    Ok(seq)
}

/// Drops every entry.
pub(crate) fn forget(tx: &Tx) -> Result<(), Fault> {
    tx.trim_undo(STACK, 0)?;
    Ok(())
}

fn to_json(entry: &Entry) -> Result<String, Fault> {
    serde_json::to_string(entry).map_err(|_| Fault::internal("undo entry"))
}

fn line(row: Option<UndoRow>) -> Option<UndoLine> {
    let row = row?;
    let entry: Entry = serde_json::from_str(&row.entry).ok()?;
    Some(UndoLine { id: row.seq, what: entry.what, detail: entry.detail, at: entry.at })
}

/// Returns what the next undo and redo would do.
pub fn undo_get(ask: &Ask, _: Nothing) -> Result<UndoView, Fault> {
    Ok(UndoView { undo: line(ask.r.undo_top(STACK)?), redo: line(ask.r.redo_top(STACK)?) })
}

/// Undoes one command of this PC.
pub fn undo(ex: &mut Exec, req: UndoAsk) -> Result<Undone, Fault> {
    apply(ex, req, false)
}

/// Does an undone command again.
pub fn redo(ex: &mut Exec, req: UndoAsk) -> Result<Undone, Fault> {
    apply(ex, req, true)
}

fn apply(ex: &mut Exec, req: UndoAsk, again: bool) -> Result<Undone, Fault> {
    ex.no_undo();
    let top = if again { ex.r.redo_top(STACK)? } else { ex.r.undo_top(STACK)? };
    let row = match (req.id, top) {
        (None, Some(row)) => row,
        (Some(id), top) => match top {
            Some(row) if row.seq == id => row,
            _ => ex.r.one::<UndoRow>(id)?.filter(|r| r.undone == again).ok_or_else(nothing)?,
        },
        (None, None) => return Err(nothing()),
    };
    let mut entry: Entry = serde_json::from_str(&row.entry).map_err(|_| Fault::internal("undo entry"))?;
    if crate::pin::is_held(&entry.what) {
        crate::pin::need(ex, req.pin.as_deref())?;
    }
    ex.detail(serde_json::json!({ "of": entry.what }));
    let (mut restored, mut left) = (0, Vec::new());
    let mut parts = Vec::new();
    let mut written = Vec::new();
    for part in entry.parts.iter().rev() {
        let state = ex.state(part.doc)?;
        if part.created {
            let binned = state.deleted_at.is_some();
            if binned != again || made_elsewhere(ex, &state)? {
                left.push(vec!["deleted_at".to_owned()]);
            } else {
                let value = if again { Value::from(None::<i64>) } else { Value::from(ex.now) };
                ex.edit(part.doc, &[Edit::put(["deleted_at"], value)])?;
                restored += 1;
            }
            parts.push(part.clone());
            continue;
        }
        let undo = ex.undo_edits(part.doc, &part.inverse)?;
        left.extend(undo.left);
        restored += undo.edits.len();
        ex.edit(part.doc, &undo.edits)?;
        written.extend(ex.inverse_of(part.doc).into_iter().map(|i| (part.doc, i)));
        // What it takes to do it again is what it takes to undo this undo.
        parts.push(Part { doc: part.doc, created: false, inverse: ex.inverse_of(part.doc) });
    }
    parts.reverse();
    let what = entry.what.clone();
    entry.parts = parts;
    let entry = to_json(&entry)?;
    let seq = row.seq;
    ex.tx().put_undo(&UndoRow { undone: !again, entry, ..row })?;
    hand_on(ex, seq, again, &written)?;
    Ok(Undone { restored, left, what, saved_at: ex.now })
}

/// Says whether another PC made or changed a record too that both begin under one id: it is not this PC's alone to
/// put away.
fn made_elsewhere(ex: &Exec, state: &huddle_doc::State) -> Result<bool, Fault> {
    let env = &state.env;
    if env.id.get_version_num() != 5 {
        return Ok(false);
    }
    let changes = ex.r.changes(env.id, env.epoch_id, 0)?;
    Ok(changes.iter().any(|change| change.origin_store.is_some_and(|store| store != ex.store_id)))
}

/// Lets the next step in the same direction know what it finds: a value that was put back stands there by
/// this undo (or redo) and no longer by the command that wrote it first.
fn hand_on(ex: &Exec, from: i64, again: bool, written: &[(Uuid, Inverse)]) -> Result<(), Fault> {
    let mut rows = ex.r.undo_list(STACK, KEPT)?;
    rows.retain(|r| r.undone == again && if again { r.seq > from } else { r.seq < from });
    // The nearest first: older ones for undo, newer ones for redo.
    rows.sort_by_key(|r| if again { r.seq } else { -r.seq });
    let mut open: Vec<&(Uuid, Inverse)> = written.iter().collect();
    for row in rows {
        if open.is_empty() {
            break;
        }
        let Ok(mut entry) = serde_json::from_str::<Entry>(&row.entry) else { continue };
        let mut changed = false;
        for part in &mut entry.parts {
            let doc = part.doc;
            // The last write of a path is the one undo looks for.
            for old in part.inverse.iter_mut().rev() {
                let Some(at) = open.iter().position(|(d, new)| *d == doc && new.path == old.path) else {
                    continue;
                };
                let (_, new) = open.swap_remove(at);
                if old.after == new.after {
                    old.wrote = new.wrote;
                    changed = true;
                }
            }
        }
        if changed {
            ex.tx().put_undo(&UndoRow { entry: to_json(&entry)?, ..row })?;
        }
    }
    Ok(())
}

fn nothing() -> Fault {
    Fault::not_now("nothing_to_undo", "There is nothing to undo. Nothing was changed.")
}
