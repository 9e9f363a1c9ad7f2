//! The face of a ward: what a wall's or a matron's PC must know of it without holding its record (ADR 0032).
//!
//! A full PC makes it from its read model: the ward's name, colour and times, its lanes with their status word, the
//! crosses of the wall as letters, and the figures of measures such a PC may see. Nobody's name, no note and no
//! reason is in it. It is JSON; a key that is not known is left out, one that is missing has a default, so that N
//! and N-1 understand each other. Parts carry how many changes they were made from, so that a PC which was away
//! for long cannot put back an older state.
//! Over 400 lines because what is written into a face and what is read out of it stand side by side.

use crate::app::App;
use crate::fault::Fault;
use crate::wire::ChangeNote;
use huddle_core::Uuid;
use huddle_core::audience::Audience;
use huddle_core::guard::{Ranges, must_not_be_kept};
use huddle_core::words::StatusWord;
use huddle_store::{
    ChangeRow, CrossDefRow, CrossYearRow, LaneRow, MeasureRow, Reader, ReadingRow, RosterRow, Tx, WardRow,
    params,
};
use huddle_sync::Took;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Where faces are kept; the prefix keeps them out of backups.
const KEPT: &str = "local.sync.face.";
/// Longest text in a face, characters.
const TEXT_MAX: usize = 200;
/// Most lanes, crosses and measures of a ward.
const PARTS_MAX: usize = 200;

/// What a limited PC knows of a ward.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Face {
    ward: Uuid,
    /// Statements of the roster it was made under: a PC put out may take changes with it.
    statements: i64,
    /// Changes of the ward's record.
    changes: i64,
    name: String,
    area: String,
    colour: String,
    zone: String,
    day_start: String,
    night_start: String,
    huddle_time: String,
    started_at: i64,
    lanes: Vec<Lane>,
    crosses: Vec<Cross>,
    measures: Vec<Measure>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Lane {
    key: String,
    label: String,
    rank: String,
    hidden: bool,
    /// One of the fixed words.
    status: String,
    status_at: Option<i64>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Cross {
    key: String,
    label: String,
    rank: String,
    /// Which name somebody let stand and why, so that a wall's PC veils as this one does.
    name_read: String,
    name_stays: String,
    started_on: String,
    last_known: Option<String>,
    changes: i64,
    years: Vec<Year>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Year {
    doc: Uuid,
    year: i64,
    /// One letter a day.
    days: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Measure {
    id: Uuid,
    changes: i64,
    readings: Vec<Reading>,
}

/// A reading without its note, its reason and who entered it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Reading {
    doc: Uuid,
    period: String,
    start: String,
    shift: String,
    n: Option<f64>,
    d: Option<f64>,
    value: Option<f64>,
    plan: Option<f64>,
    ghost: bool,
    /// Key of the reason; empty when there is a value.
    not_measured: String,
    nothing_due: bool,
    entered_at: i64,
    /// Two people entered different numbers; left out where they did not, so that earlier faces keep their sum.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    clash: bool,
}

/// Counts the changes of records in their present epoch.
fn changes_of(r: &Reader, docs: impl IntoIterator<Item = Uuid>) -> Result<i64, Fault> {
    let mut all = 0;
    for id in docs {
        let Some(doc) = r.doc(id)? else { continue };
        let here = r.count::<ChangeRow>("doc = ?1 AND epoch_id = ?2", params![id, doc.epoch_id])?;
        // A record begun anew counts for more than all of the one before.
        all += here + (doc.epoch << 32);
    }
    Ok(all)
}

/// Makes the face of a ward for a PC that may see records at `scope` or wider.
pub(super) fn make(r: &Reader, ward: Uuid, scope: Audience) -> Result<Option<Vec<u8>>, Fault> {
    let Some(row) = r.one::<WardRow>(ward)? else { return Ok(None) };
    let lanes = crate::ward::lanes_of(r, ward)?
        .into_iter()
        .map(|l| Lane {
            key: l.lane,
            label: l.label,
            rank: l.rank,
            hidden: l.hidden,
            status: l.status,
            status_at: l.status_at,
        })
        .collect();
    let mut crosses = Vec::new();
    let shown = r.rows::<CrossDefRow>(
        "ward = ?1 AND active = 1 AND wall = 1 ORDER BY rank, \"cross\"",
        params![ward],
    )?;
    for def in shown {
        let years =
            r.rows::<CrossYearRow>("ward = ?1 AND cross_key = ?2 ORDER BY year", params![ward, def.cross])?;
        crosses.push(Cross {
            key: def.cross,
            label: def.label,
            rank: def.rank,
            name_read: def.name_read,
            name_stays: def.name_stays,
            started_on: def.started_on,
            last_known: def.last_known,
            changes: changes_of(r, years.iter().map(|y| y.doc))?,
            years: years.into_iter().map(|y| Year { doc: y.doc, year: y.year, days: y.days }).collect(),
        });
    }
    let mut measures = Vec::new();
    for m in crate::measure::all(r, ward)? {
        let seen = r
            .doc(m.id)?
            .filter(|d| d.deleted_at.is_none() && Audience::parse_or_strictest(&d.audience) >= scope);
        if seen.is_some() {
            measures.push(figures(r, &m)?);
        }
    }
    let face = Face {
        ward,
        statements: r.count::<RosterRow>("ward = ?1", params![ward])?,
        changes: changes_of(r, [ward])?,
        name: row.name,
        area: row.area,
        colour: row.colour,
        zone: row.zone,
        day_start: row.day_start,
        night_start: row.night_start,
        huddle_time: row.huddle_time,
        started_at: row.started_at,
        lanes,
        crosses,
        measures,
    };
    Ok(Some(serde_json::to_vec(&face).map_err(|_| Fault::internal("face"))?))
}

fn figures(r: &Reader, m: &MeasureRow) -> Result<Measure, Fault> {
    let rows = crate::measure::newest(r, m)?;
    let mut docs: Vec<Uuid> = rows.iter().map(|row| row.doc).collect();
    docs.dedup();
    Ok(Measure {
        id: m.id,
        changes: changes_of(r, docs)?,
        readings: rows
            .into_iter()
            .map(|row| Reading {
                doc: row.doc,
                period: row.period,
                start: row.start,
                shift: row.shift,
                n: row.n,
                d: row.d,
                value: row.value,
                plan: row.plan,
                ghost: row.ghost,
                not_measured: row.not_measured,
                nothing_due: row.nothing_due,
                entered_at: row.entered_at,
                clash: row.clash,
            })
            .collect(),
    })
}

/// Returns the digest of the face that is kept of a ward.
pub(super) fn held(r: &Reader, ward: Uuid) -> Result<[u8; 32], Fault> {
    let kept = r.setting(&format!("{KEPT}{ward}"))?;
    let digest = kept.as_ref().and_then(|k| k.get("digest")).and_then(serde_json::Value::as_str);
    Ok(digest.and_then(|d| hex::FromHex::from_hex(d).ok()).unwrap_or_default())
}

fn kept(r: &Reader, ward: Uuid) -> Result<Option<Face>, Fault> {
    let kept = r.setting(&format!("{KEPT}{ward}"))?;
    Ok(kept.and_then(|k| serde_json::from_value(k.get("face")?.clone()).ok()))
}

/// Reads a face without believing it.
fn read(bytes: &[u8], ward: Uuid, ranges: &Ranges) -> Option<Face> {
    let face: Face = serde_json::from_slice(bytes).ok().filter(|f: &Face| f.ward == ward)?;
    let few = face.lanes.len().max(face.crosses.len()).max(face.measures.len()) <= PARTS_MAX;
    let own = [&face.name, &face.area, &face.colour, &face.zone, &face.huddle_time];
    let labels = face.lanes.iter().map(|l| &l.label);
    let labels = labels.chain(face.crosses.iter().flat_map(|c| [&c.label, &c.name_read, &c.name_stays]));
    let fits = own
        .into_iter()
        .chain(labels)
        .all(|text| text.chars().count() <= TEXT_MAX && !must_not_be_kept(text, ranges));
    let key = |w: &str| w.len() <= 40 && w.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    let keys = face.measures.iter().flat_map(|m| &m.readings).all(|r| key(&r.not_measured));
    let months = face.crosses.iter().flat_map(|c| &c.years).all(|y| y.days.len() <= 366);
    (few && fits && keys && months && !face.name.is_empty()).then_some(face)
}

/// Puts a face that came before the one that is kept, part by part: the part made from more changes stands.
fn newer(old: Option<Face>, mut face: Face) -> Face {
    let Some(old) = old.filter(|old| old.statements >= face.statements) else { return face };
    if old.changes > face.changes {
        face = Face { crosses: face.crosses, measures: face.measures, ..old.clone() };
    }
    for cross in &mut face.crosses {
        if let Some(was) = old.crosses.iter().find(|c| c.key == cross.key && c.changes > cross.changes) {
            (cross.changes, cross.years) = (was.changes, was.years.clone());
        }
    }
    for measure in &mut face.measures {
        if let Some(was) = old.measures.iter().find(|m| m.id == measure.id && m.changes > measure.changes) {
            *measure = was.clone();
        }
    }
    face
}

/// Keeps a face that came and the rows screens read from it.
pub(super) fn take(app: &App, ward: Uuid, bytes: &[u8]) -> Result<(), Fault> {
    let Some(face) = read(bytes, ward, &app.env().ranges) else {
        tracing::warn!("a ward's face could not be read");
        return Ok(());
    };
    app.sync_write(|tx, _| {
        let old = kept(tx, ward)?;
        let gone: Vec<Uuid> = old.iter().flat_map(|f| &f.measures).map(|m| m.id).collect();
        let face = newer(old, face);
        let mut notes = vec![note("ward", ward)];
        for id in gone.iter().filter(|id| !face.measures.iter().any(|m| m.id == **id)) {
            tx.remove_where::<ReadingRow>("measure = ?1", params![id])?;
            notes.push(note("readings", *id));
        }
        notes.extend(face.measures.iter().map(|m| note("readings", m.id)));
        notes.extend(face.crosses.iter().flat_map(|c| &c.years).map(|y| note("cross", y.doc)));
        project(tx, &face)?;
        // The digest is of what came: it is what the other side compares with.
        let kept = serde_json::json!({ "digest": hex::encode(Sha256::digest(bytes)), "face": face });
        tx.put_setting(&format!("{KEPT}{ward}"), &kept)?;
        Ok((Took::default(), notes, Vec::new(), false))
    })?;
    Ok(())
}

fn note(kind: &str, id: Uuid) -> ChangeNote {
    ChangeNote { kind: kind.to_owned(), id }
}

/// Writes the rows of every face that is kept, as when the read model is built anew.
pub(crate) fn project_all(tx: &Tx) -> Result<(), Fault> {
    for kept in tx.settings(KEPT)? {
        let face = kept.value.get("face").and_then(|f| serde_json::from_value::<Face>(f.clone()).ok());
        if let Some(face) = face {
            project(tx, &face)?;
        }
    }
    Ok(())
}

fn project(tx: &Tx, face: &Face) -> Result<(), Fault> {
    let ward = face.ward;
    tx.put(&WardRow {
        id: ward,
        name: face.name.clone(),
        area: face.area.clone(),
        site: String::new(),
        colour: face.colour.clone(),
        beds: None,
        zone: face.zone.clone(),
        day_start: face.day_start.clone(),
        night_start: face.night_start.clone(),
        huddle_time: face.huddle_time.clone(),
        started_at: face.started_at,
    })?;
    let lanes: Vec<LaneRow> = face
        .lanes
        .iter()
        .map(|l| LaneRow {
            ward,
            lane: l.key.clone(),
            label: l.label.clone(),
            subtitle: String::new(),
            rank: l.rank.clone(),
            hidden: l.hidden,
            status: StatusWord::parse(&l.status).unwrap_or(StatusWord::NotKnown).as_str().to_owned(),
            status_note: String::new(),
            status_by: None,
            status_at: l.status_at,
        })
        .collect();
    tx.replace(ward, &lanes)?;
    let crosses: Vec<CrossDefRow> = face
        .crosses
        .iter()
        .map(|c| CrossDefRow {
            ward,
            cross: c.key.clone(),
            label: c.label.clone(),
            what_counts: String::new(),
            started_on: c.started_on.clone(),
            last_known: c.last_known.clone(),
            rank: c.rank.clone(),
            wall: true,
            name_read: c.name_read.clone(),
            name_stays: c.name_stays.clone(),
            active: true,
        })
        .collect();
    tx.replace(ward, &crosses)?;
    for cross in &face.crosses {
        for y in &cross.years {
            let (doc, days) = (y.doc, y.days.clone());
            let cross_key = cross.key.clone();
            tx.put(&CrossYearRow { doc, ward, cross_key, year: y.year, days, not_reported: 0 })?;
        }
    }
    for m in &face.measures {
        let mut docs: Vec<Uuid> = m.readings.iter().map(|r| r.doc).collect();
        docs.dedup();
        for doc in docs {
            let rows: Vec<ReadingRow> =
                m.readings.iter().filter(|r| r.doc == doc).map(|r| reading(m.id, r)).collect();
            tx.replace(doc, &rows)?;
        }
    }
    Ok(())
}

fn reading(measure: Uuid, r: &Reading) -> ReadingRow {
    let finite = |n: Option<f64>| n.filter(|n| n.is_finite());
    ReadingRow {
        doc: r.doc,
        period: r.period.clone(),
        measure,
        start: r.start.clone(),
        shift: r.shift.clone(),
        n: finite(r.n),
        d: finite(r.d),
        value: finite(r.value),
        plan: finite(r.plan),
        why_different: String::new(),
        note: String::new(),
        ghost: r.ghost,
        not_measured: r.not_measured.clone(),
        nothing_due: r.nothing_due,
        entered_by: None,
        entered_at: r.entered_at,
        late: false,
        from_paper: false,
        clash: r.clash,
    }
}
