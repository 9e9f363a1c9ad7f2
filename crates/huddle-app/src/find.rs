//! Find: one box over everything, also what was put away, forgiving one slip a word.

use crate::exec::Ask;
use crate::fault::Fault;
use crate::wire::{FindAsk, FindHit, FindView};
use huddle_core::Uuid;
use huddle_core::text::fold;
use huddle_core::validate::iso_date;
use huddle_doc::State;
use huddle_store::{CrossDayRow, CrossDefRow, Hit, MeasureRow, Tx, WardRow, params};
use serde_json::{Value as Json, json};

/// Queries that read the search index, which is brought up to date before they are answered.
pub(crate) const READS_WORDS: [&str; 2] = ["find", "procedures_get"];

/// Finds records by words; a query that is only spaces finds nothing. What is in the bin is left out.
pub fn find(ask: &Ask, req: FindAsk) -> Result<FindView, Fault> {
    let start = ask.env.clock.now();
    let limit = req.limit.clamp(1, 100);
    let wanted = u32::try_from(limit * 2).unwrap_or(u32::MAX);
    let mut hits = Vec::new();
    // A ward that was put aside keeps its records in the same store.
    let other_ward = ask.r.count::<WardRow>("", [])? > 1;
    for h in ask.r.find(&req.text, wanted)?.into_iter().filter(|h| h.extra.get("binned").is_none()) {
        if hits.len() == limit {
            break;
        }
        if other_ward && ask.r.doc(h.doc)?.map(|row| row.ward) != ask.ward.as_ref().map(|w| w.id) {
            continue;
        }
        let Some((title, opens)) = named(ask, &h, &req.text)? else { continue };
        hits.push(FindHit {
            id: h.doc,
            at: h.extra.get("at").and_then(Json::as_i64).unwrap_or(0),
            kind: h.kind,
            title,
            snippet: h.snippet,
            put_away: h.put_away,
            opens,
        });
    }
    Ok(FindView { hits, took_ms: (ask.env.clock.now() - start) as f64 })
}

/// Returns a hit's title and what opens it when that is not the record itself. A year of numbers or of a cross
/// is named after its measure or cross as they are called now; none when that one is gone.
fn named(ask: &Ask, hit: &Hit, words: &str) -> Result<Option<(String, Option<String>)>, Fault> {
    let kept = |key: &str| hit.extra.get(key).and_then(Json::as_str);
    if let Some(measure) = kept("measure").and_then(|id| Uuid::parse_str(id).ok()) {
        let row = ask.r.one::<MeasureRow>(measure)?.filter(|m| m.binned_at.is_none());
        return Ok(row.map(|m| (m.name, Some(measure.to_string()))));
    }
    if let Some(cross) = kept("cross") {
        let ward = ask.ward()?.id;
        let def = ask.r.first::<CrossDefRow>("ward = ?1 AND \"cross\" = ?2", params![ward, cross])?;
        let days = ask.r.rows::<CrossDayRow>("doc = ?1 ORDER BY date DESC", params![hit.doc])?;
        let wanted = fold(words);
        let says = |d: &&CrossDayRow| {
            let said = fold(&format!("{} {}", d.note, d.incident_ref));
            wanted.split_whitespace().any(|word| said.contains(word))
        };
        let day = days.iter().find(says).or_else(|| days.iter().find(|d| !d.note.is_empty()));
        let month = day.and_then(|d| iso_date(&d.date).ok()).map(|d| d.format("%Y-%m").to_string());
        return Ok(def.map(|d| (d.label, month)));
    }
    Ok(Some((hit.title.clone(), None)))
}

/// Writes the search words of a year of numbers or of a cross: the notes in it. `of` says whose year it is.
pub(crate) fn index_notes<'a>(
    tx: &Tx,
    state: &State,
    notes: impl Iterator<Item = &'a str>,
    of: &Json,
    changed_at: i64,
) -> Result<(), Fault> {
    let body: String = notes.filter(|n| !n.is_empty()).flat_map(|n| [n, "\n"]).collect();
    let mut extra = of.clone();
    extra["at"] = changed_at.into();
    tx.put_search(state.env.id, state.env.kind.as_str(), "", &body, false, &extra)?;
    Ok(())
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
