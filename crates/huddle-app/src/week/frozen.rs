//! The copy of a week as it was handed out: the model as text parts, and back.
//!
//! A part holds at most [`PART`] characters. The ward's id and the week's Monday are the record's own and
//! are not kept again; charts are kept as the screen drew them.

use crate::fault::Fault;
use huddle_core::report::WeekReport;
use huddle_doc::kinds::week::{Frozen, Week};
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;

/// Most characters of one part.
pub(super) const PART: usize = 4_000;
/// What is true of one moment only: it is kept and printed, and never makes a new version.
const MOMENTARY: &[&str] = &["lanes", "cards", "reviews"];
/// What the record knows by itself.
const OWN: &[&str] = &["monday"];
/// What a version says of itself.
const ABOUT: &[&str] = &["version", "made", "changed"];

/// A week's fields as text, by name.
pub(super) type Parts = BTreeMap<String, String>;

fn damaged() -> Fault {
    Fault::internal("a kept week cannot be read")
}

/// Writes each field of the week as JSON.
fn fields(week: &WeekReport) -> Result<Map<String, Json>, Fault> {
    let Ok(Json::Object(mut all)) = serde_json::to_value(week) else { return Err(damaged()) };
    all.retain(|key, _| !OWN.contains(&key.as_str()));
    if let Some(Json::Object(ward)) = all.get_mut("ward") {
        ward.remove("id");
    }
    Ok(all)
}

/// Cuts a week into parts: `measures.000`, `measures.001` and so on.
pub(super) fn parts(week: &WeekReport) -> Result<Parts, Fault> {
    let mut parts = Parts::new();
    for (key, value) in fields(week)? {
        let text: Vec<char> = value.to_string().chars().collect();
        for (n, piece) in text.chunks(PART).enumerate() {
            parts.insert(format!("{key}.{n:03}"), piece.iter().collect());
        }
    }
    Ok(parts)
}

/// Reads a kept copy back.
pub(super) fn thaw(parts: &Parts, ward: &str, monday: chrono::NaiveDate) -> Result<WeekReport, Fault> {
    let mut texts: BTreeMap<&str, String> = BTreeMap::new();
    for (key, piece) in parts {
        let Some((name, _)) = key.rsplit_once('.') else { continue };
        texts.entry(name).or_default().push_str(piece);
    }
    let mut all = Map::new();
    for (name, text) in texts {
        all.insert(name.to_owned(), serde_json::from_str(&text).map_err(|_| damaged())?);
    }
    all.insert("monday".to_owned(), Json::from(monday.to_string()));
    if let Some(Json::Object(own)) = all.get_mut("ward") {
        own.insert("id".to_owned(), Json::from(ward));
    }
    serde_json::from_value(Json::Object(all)).map_err(|_| damaged())
}

/// Says whether two copies hold the same week, whatever moment they were made at.
pub(super) fn same(a: &Parts, b: &Parts) -> bool {
    let lasting = |key: &&String| {
        let name = key.rsplit_once('.').map_or(key.as_str(), |(name, _)| name);
        !MOMENTARY.contains(&name) && !ABOUT.contains(&name)
    };
    let of = |parts: &Parts| -> Vec<(String, String)> {
        parts.iter().filter(|(k, _)| lasting(k)).map(|(k, v)| (k.clone(), v.clone())).collect()
    };
    of(a) == of(b)
}

/// Returns the copy that was kept last, with its number.
pub(super) fn last(week: &Week) -> Option<(i64, &Frozen)> {
    week.frozen.iter().next_back().map(|(version, frozen)| (*version, frozen))
}

/// Returns the copies another PC kept apart under the number of the last one, that hold another week.
pub(super) fn rivals(week: &Week) -> Vec<&Frozen> {
    let Some((version, last)) = last(week) else { return Vec::new() };
    let beside = week.beside.get(&version).into_iter().flatten();
    beside.filter(|copy| !same(&copy.parts, &last.parts)).collect()
}
