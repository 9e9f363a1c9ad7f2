//! Find: one box over everything, also what was put away, forgiving one slip a word.

use crate::exec::Ask;
use crate::fault::Fault;
use crate::wire::{FindAsk, FindHit, FindView};
use huddle_doc::State;
use huddle_store::Tx;
use serde_json::{Value as Json, json};

/// Finds records by words; a query that is only spaces finds nothing. What is in the bin is left out.
pub fn find(ask: &Ask, req: FindAsk) -> Result<FindView, Fault> {
    let start = ask.env.clock.now();
    let limit = req.limit.clamp(1, 100);
    let wanted = u32::try_from(limit * 2).unwrap_or(u32::MAX);
    let hits = ask
        .r
        .find(&req.text, wanted)?
        .into_iter()
        .filter(|h| h.extra.get("binned").is_none())
        .take(limit)
        .map(|h| FindHit {
            id: h.doc,
            at: h.extra.get("at").and_then(Json::as_i64).unwrap_or(0),
            kind: h.kind,
            title: h.title,
            snippet: h.snippet,
            put_away: h.put_away,
        })
        .collect();
    Ok(FindView { hits, took_ms: (ask.env.clock.now() - start) as f64 })
}

/// Writes a record's search words; what is in the bin keeps its title for the bin's list.
pub(crate) fn index(
    tx: &Tx,
    state: &State,
    title: &str,
    body: &str,
    put_away: bool,
    changed_at: i64,
) -> Result<(), Fault> {
    let mut extra = json!({ "at": changed_at });
    if state.deleted_at.is_some() {
        extra["binned"] = true.into();
    }
    tx.put_search(state.env.id, state.env.kind.as_str(), title, body, put_away, &extra)?;
    Ok(())
}
