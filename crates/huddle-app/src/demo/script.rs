//! The script: commands with times and names, put in order and handed to the app.

use super::clock;
use crate::app::Step;
use crate::env::Caller;
use chrono::NaiveDate;
use huddle_core::Uuid;
use huddle_core::time::{Ms, WardZone, add_days};
use serde_json::Value as Json;
use std::collections::HashMap;
use std::rc::Rc;

/// A repeatable sequence of numbers (splitmix64): small, and the same on every system.
pub(super) struct Chance(u64);

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Returns a number from 0 up to, not including, 1.
    pub(super) fn part(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Returns a whole number below `n` (0 when `n` is 0).
    pub(super) fn below(&mut self, n: usize) -> usize {
        let n = u64::try_from(n).unwrap_or(1).max(1);
        usize::try_from(self.next() % n).unwrap_or(0)
    }

    /// Returns roughly normal noise with mean 0 and spread 1: the sum of twelve parts, less six.
    pub(super) fn noise(&mut self) -> f64 {
        (0..12).map(|_| self.part()).sum::<f64>() - 6.0
    }
}

struct Line {
    at: Ms,
    name: &'static str,
    body: Json,
    tile: Option<Uuid>,
    saves: String,
}

/// Collects commands; `@word` in a body stands for the id a command saved under that word.
pub(super) struct Script {
    pub(super) until: NaiveDate,
    pub(super) zone: WardZone,
    pub(super) chance: Chance,
    lines: Vec<Line>,
    tiles: HashMap<String, Uuid>,
    ids: HashMap<String, String>,
}

impl Script {
    pub(super) fn new(until: NaiveDate, zone: WardZone) -> Self {
        use chrono::Datelike;
        let seed = u64::try_from(until.num_days_from_ce()).unwrap_or(0);
        Self {
            until,
            zone,
            chance: Chance::new(seed),
            lines: Vec::new(),
            tiles: HashMap::new(),
            ids: HashMap::new(),
        }
    }

    /// Returns a day of the script.
    pub(super) fn day(&self, days: i64) -> NaiveDate {
        add_days(self.until, days)
    }

    /// Returns a moment so many days from the last day.
    pub(super) fn at(&self, days: i64, hour: u16, minute: u16) -> Ms {
        self.zone.instant(self.day(days), clock(hour, minute))
    }

    /// Adds a command; `saves` names the record it makes for later bodies.
    pub(super) fn say(&mut self, at: Ms, saves: &str, name: &'static str, body: Json, tile: Option<&str>) {
        let tile = tile.and_then(|t| self.tiles.get(t).copied());
        self.lines.push(Line { at, name, body, tile, saves: saves.to_owned() });
    }

    /// Returns a tile's id as a body needs it.
    pub(super) fn tile(&self, initials: &str) -> Json {
        self.tiles.get(initials).map_or(Json::Null, |id| Json::String(id.to_string()))
    }

    /// Learns the ids of tiles and crosses from the started ward.
    pub(super) fn learn(&mut self, ward: &Json) {
        for tile in super::list(&ward["tiles"]) {
            if let Ok(id) = Uuid::parse_str(super::text(tile, "id")) {
                self.tiles.insert(super::text(tile, "initials").to_owned(), id);
            }
        }
        for cross in super::list(&ward["crosses"]) {
            self.ids.insert(
                format!("cross {}", super::text(cross, "label")),
                super::text(cross, "key").to_owned(),
            );
        }
    }

    /// Returns the key of a cross by its label.
    pub(super) fn cross(&self, label: &str) -> Json {
        self.ids.get(&format!("cross {label}")).map_or(Json::Null, |k| Json::String(k.clone()))
    }

    /// Hands over the commands so far in order of time.
    pub(super) fn take(&mut self) -> Vec<Step> {
        let mut lines = std::mem::take(&mut self.lines);
        lines.sort_by_key(|line| line.at);
        let places: HashMap<String, usize> = lines
            .iter()
            .enumerate()
            .filter(|(_, line)| !line.saves.is_empty())
            .map(|(n, line)| (line.saves.clone(), n))
            .collect();
        let places = Rc::new(places);
        lines
            .into_iter()
            .map(|line| {
                let places = Rc::clone(&places);
                Step {
                    name: line.name,
                    at: line.at,
                    caller: Caller { tile: line.tile, ..Caller::default() },
                    body: Box::new(move |answers| named(line.body, &places, answers)),
                }
            })
            .collect()
    }
}

/// Replaces `@word` (and `@word.field`) by what the command that saved it answered.
fn named(body: Json, places: &HashMap<String, usize>, answers: &[Json]) -> Json {
    match body {
        Json::String(text) => match text.strip_prefix('@') {
            Some(word) => {
                let (word, field) = word.split_once('.').unwrap_or((word, "id"));
                let answer = places.get(word).and_then(|n| answers.get(*n));
                answer.and_then(|a| a.get(field)).cloned().unwrap_or(Json::Null)
            }
            None => Json::String(text),
        },
        Json::Array(items) => items.into_iter().map(|v| named(v, places, answers)).collect(),
        Json::Object(map) => map.into_iter().map(|(k, v)| (k, named(v, places, answers))).collect(),
        other => other,
    }
}
