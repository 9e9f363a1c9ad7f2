//! Carries a ward's changes in a file: the stream of a link, in any folder, for PCs that cannot reach each other.
//!
//! Making one reads page after page under the app's lock and writes after it is let go, because the folder may be a
//! slow share. Taking one in copies it to this PC first, looks at its signature, then commits all of it in one
//! transaction through the door of a link (`take.rs`): roles, identifier guard and quarantine are the same. What
//! builds on something that is not here yet waits, as it does on a link. Files may come twice and in any order.
//!
//! `seal.rs` is the envelope, `put.rs` the way to the disk, `take.rs` the way in, `join.rs` how a PC gets a place in a
//! ward by files alone.

pub(crate) mod asks;
mod join;
mod put;
mod seal;
mod take;

use super::{read, trust, ward_of};
use crate::app::App;
use crate::fault::Fault;
use crate::wire::{BundleMade, ErrorKind};
use chrono::NaiveDate;
use huddle_core::Uuid;
use huddle_core::audience::Audience;
use huddle_core::time::Minutes;
use huddle_store::Reader;
use huddle_store::{SqlValue, params};
use huddle_sync::{Changes, Hello, Message, PROTO, PROTO_MIN, Role, View, Way, frame};
use seal::Head;
use serde_json::{Value as Json, json};
use std::collections::HashSet;
use std::path::Path;

/// How the name of every bundle ends.
pub(crate) const ENDING: &str = "huddlebundle";
/// Which changes the newest bundle of this store went up to, and for which PCs: `{store, seq, at, to}`.
const LAST: &str = "local.sync.carried";
/// Numbers looked at in one go for the first change of a day.
const SLICE: i64 = 20_000;

/// Which changes go into a bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Since {
    /// All of them.
    Start,
    /// Those saved since this PC made its last one.
    Last,
    /// Those saved on this PC from a day on.
    Day(NaiveDate),
}

impl Since {
    /// Reads the word or the day.
    ///
    /// # Errors
    /// For anything else.
    pub fn parse(word: &str) -> Result<Self, Fault> {
        match word {
            "" | "start" => Ok(Self::Start),
            "last" => Ok(Self::Last),
            day => Ok(Self::Day(crate::check::date(day, "since")?)),
        }
    }
}

/// What was carried last.
struct Carried {
    seq: i64,
    at: i64,
    /// The keys it was for.
    to: Vec<String>,
}

/// Reads what this very store carried last; a store that was put back starts again.
fn carried(r: &Reader, store: Uuid) -> Result<Option<Carried>, Fault> {
    let Some(kept) = r.setting(LAST)? else { return Ok(None) };
    let same = kept.get("store").and_then(Json::as_str) == Some(store.to_string().as_str());
    let number = |key: &str| kept.get(key).and_then(Json::as_i64);
    let to = kept.get("to").and_then(Json::as_array).into_iter().flatten();
    let to = to.filter_map(|key| key.as_str().map(str::to_owned)).collect();
    Ok(number("seq").zip(number("at")).filter(|_| same).map(|(seq, at)| Carried { seq, at, to }))
}

/// Returns the number after which the changes of a bundle for these keys begin.
fn after(app: &App, since: Since, to: &[[u8; 32]]) -> Result<i64, Fault> {
    match since {
        Since::Start => Ok(0),
        Since::Last => {
            let store = app.store_id();
            let last = app.with_store(|s| s.read(|r| carried(r, store)))?;
            // A PC that was let in since cannot open the files before this one: it gets everything.
            let knows_all = |last: &Carried| to.iter().all(|key| last.to.contains(&hex::encode(key)));
            Ok(last.filter(knows_all).map_or(0, |last| last.seq))
        }
        Since::Day(day) => {
            let zone = app.ward_conf().map(|w| w.zone).unwrap_or_default();
            let from = zone.instant(day, Minutes::MIDNIGHT);
            let top = app.with_store(|s| s.read(|r| r.last_seq()))?;
            // In slices, so that nobody waits; a clock may have gone backwards, so all of them are looked at.
            let mut at = 0;
            while at < top {
                let first = app.with_store(|s| s.read(|r| first_of(r, at, from)))?;
                if let Some(first) = first {
                    return Ok(first - 1);
                }
                at += SLICE;
            }
            Ok(top)
        }
    }
}

fn first_of(r: &Reader, at: i64, from: i64) -> Result<Option<i64>, Fault> {
    let found = r.values(
        "SELECT min(seq) FROM \"change\" WHERE seq > ?1 AND seq <= ?2 AND received_at >= ?3",
        params![at, at + SLICE, from],
    )?;
    Ok(match found.first().and_then(|row| row.first()) {
        Some(SqlValue::Integer(seq)) => Some(*seq),
        _ => None,
    })
}

fn not_writer() -> Fault {
    Fault::new(
        ErrorKind::Policy,
        "not_writer",
        "This PC only shows, so it carries no changes. Nothing was written. Use a PC that writes.",
    )
}

/// Writes a bundle under a path for every PC of the ward that writes.
///
/// # Errors
/// When this PC may not, shares with nobody, or the folder does not take the file; nothing is left behind then.
pub(crate) fn make(app: &App, path: &Path, since: Since) -> Result<BundleMade, Fault> {
    let ward = app.shared_ward()?.ok_or_else(Fault::no_ward)?;
    let roster = app.roster(ward)?;
    let me = app.identity();
    if !roster.role(&me.device).is_some_and(Role::may_write) {
        return Err(not_writer());
    }
    let writers = roster.members.iter().filter(|(_, m)| m.role.may_write());
    let to: Vec<[u8; 32]> = writers.map(|(_, m)| m.key).collect();
    if to.len() < 2 {
        return Err(Fault::not_now(
            "shares_with_nobody",
            "This PC shares with no other PC that writes. Nothing was written. Let one in first.",
        ));
    }
    let store = app.store_id();
    let (statements, top) =
        app.with_store(|s| s.read(|r| Ok::<_, Fault>((trust::statements(r, ward)?, r.last_seq()?))))?;
    let begin = after(app, since, &to)?;
    let hello = Hello {
        proto: PROTO,
        proto_min: PROTO_MIN,
        version: app.env().version.clone(),
        store,
        boot: app.said().get().boot,
        ward,
        clock_ms: app.now(),
        last: top,
        roster: huddle_sync::roster::digest(statements.iter()),
        // What both hold is compared on a link only.
        records: [0; 32],
        face: [0; 32],
    };
    let head = Head { ward, key: me.key };
    let device = app.with_device(Clone::clone);
    let mut count = 0_usize;
    put::put(path, |file| {
        seal::seal(file, &head, &device, &to, |inside| {
            let mut send = |message: Message| {
                inside.write_all(&frame::wrap(&message.encode())).map_err(|error| seal::unwritten(&error))
            };
            send(Message::Hello(hello))?;
            send(Message::Roster(statements))?;
            let view = View { ward, scope: Audience::Ward, store: Uuid::nil(), holds: &HashSet::new() };
            let mut from = begin;
            while from < top {
                let page = app.with_store(|s| s.read(|r| read::live(r, from, &view, None)))?;
                if page.upto <= from {
                    break;
                }
                count += page.items.len();
                let batch =
                    Changes { way: Way::Live, from, upto: page.upto, items: page.items, gone: Vec::new() };
                from = page.upto;
                if !batch.items.is_empty() {
                    send(Message::Changes(batch))?;
                }
            }
            Ok(())
        })
    })?;
    // The file is whole; that it is remembered wrongly only makes the next one larger.
    let keys: Vec<String> = to.iter().map(hex::encode).collect();
    let kept = json!({ "store": store, "seq": top, "at": app.now(), "to": keys });
    app.with_store(|s| s.write(|tx| tx.put_setting(LAST, &kept)))?;
    Ok(BundleMade {
        path: path.display().to_string(),
        changes: i64::try_from(count).unwrap_or(i64::MAX),
        pcs: i64::try_from(to.len() - 1).unwrap_or(i64::MAX),
        saved_at: app.now(),
    })
}

impl App {
    /// Makes a bundle for `huddlectl bundle out`.
    pub(crate) fn bundle_out(&self, body: &Json) -> Result<Json, Fault> {
        let text = |key: &str| body.get(key).and_then(Json::as_str).unwrap_or_default();
        let made = make(self, &crate::backup::folder(text("file"))?, Since::parse(text("since"))?)?;
        serde_json::to_value(made).map_err(|_| Fault::internal("answer"))
    }

    /// Answers an invite by a file for `huddlectl bundle join`; the answer's text is what goes into the file.
    pub(crate) fn bundle_answer(&self, body: &Json) -> Result<Json, Fault> {
        let text = |key: &str| body.get(key).and_then(Json::as_str).unwrap_or_default();
        let device = self.with_device(Clone::clone);
        let made =
            self.with_store(|s| s.write(|tx| asks::answer_of(tx, &device, text("file"), text("name"))))?;
        Ok(json!({ "file": made.1 }))
    }

    /// Takes in a bundle, or all of a folder, for `huddlectl bundle in`.
    pub(crate) fn bundle_in(&self, body: &Json) -> Result<Json, Fault> {
        let path = body.get("path").and_then(Json::as_str).unwrap_or_default();
        let taken = take::path(self, &crate::backup::folder(path)?)?;
        serde_json::to_value(taken).map_err(|_| Fault::internal("answer"))
    }
}

/// Counts the other PCs of the ward that write.
fn others(r: &Reader, me: &[u8; 32]) -> Result<(i64, bool), Fault> {
    let Some(ward) = ward_of(r)? else { return Ok((0, false)) };
    let roster = trust::judge(r, ward, me)?;
    let others = roster.members.iter().filter(|(device, m)| *device != me && m.role.may_write()).count();
    let may = roster.role(me).is_some_and(Role::may_write);
    Ok((i64::try_from(others).unwrap_or(i64::MAX), may))
}
