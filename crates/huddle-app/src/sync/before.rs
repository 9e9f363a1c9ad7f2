//! The ward a PC had before it joined another one: put aside by a person, kept whole, and copied from when wanted.
//!
//! Nothing here happens by itself. Putting aside writes a copy that is read back, and leaves every record where it
//! is; the records of the ward joined stand beside them in the same store. Copies are new records with new ids of the
//! ward joined; people are found again by initials and role, and what pointed to something that was not copied is
//! left out. What holds a patient's number stays behind (identifier guard). Copying twice makes nothing twice.

use super::{WARD, trust, ward_of};
use crate::app::App;
use crate::exec::{Ask, Exec};
use crate::fault::Fault;
use crate::wire::{BeforeAside, BeforeCopied, BeforeCopy, BeforeGet, Done, Nothing};
use hex::FromHex as _;
use huddle_core::Uuid;
use huddle_core::id::{derived, readings_key};
use huddle_core::kind::Kind;
use huddle_doc::kinds::{measure, readings};
use huddle_doc::{Edit, Envelope, NodeValue, Scalar, State, Value};
use huddle_store::{
    CardRow, DocRow, LaneRow, MeasureRow, ProcedureRow, Reader, TileRow, Tx, WardRow, params,
};
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

/// The ward that was put aside: `{ward, path, choice}`. It goes into backups: one that is restored must show the
/// ward that was joined.
const ASIDE: &str = "ward_aside";
/// Which record was copied to which: `{old: new}`.
const COPIED: &str = "ward_aside.copied";
/// Folder of the copy beside the data.
const FOLDER: &str = "before";
/// Keys that say what a record is; a copy gets its own.
const OWN: &[&str] = &[
    "kind",
    "schema",
    "id",
    "ward",
    "epoch",
    "epoch_id",
    "audience",
    "deleted_at",
    "created_at",
    "created_by",
];

struct Aside {
    ward: Uuid,
    path: String,
    choice: String,
}

fn aside(r: &Reader) -> Result<Option<Aside>, Fault> {
    let Some(kept) = r.setting(ASIDE)? else { return Ok(None) };
    let text = |key: &str| kept.get(key).and_then(Json::as_str).unwrap_or_default().to_owned();
    let ward = Uuid::parse_str(&text("ward")).ok();
    Ok(ward.map(|ward| Aside { ward, path: text("path"), choice: text("choice") }))
}

/// Returns the ward that was put aside; it does not stand in the way of joining another.
pub(crate) fn put_aside(r: &Reader) -> Result<Option<Uuid>, Fault> {
    Ok(aside(r)?.map(|a| a.ward))
}

/// Does what belongs to joining: nobody undoes what was done in the ward before.
pub(super) fn joined(tx: &Tx) -> Result<(), Fault> {
    if aside(tx)?.is_some() { crate::undo::forget(tx) } else { Ok(()) }
}

/// How much of a ward can be copied.
fn counts(r: &Reader, ward: Uuid) -> Result<[i64; 3], Fault> {
    Ok([
        r.count::<CardRow>("ward = ?1 AND binned_at IS NULL", params![ward])?,
        r.count::<ProcedureRow>("ward = ?1 AND binned_at IS NULL", params![ward])?,
        r.count::<MeasureRow>("ward = ?1 AND binned_at IS NULL AND role = ''", params![ward])?,
    ])
}

/// Says whether this PC alone has the ward, so that it can be put aside.
fn alone_in(r: &Reader, ward: Uuid, device: &str) -> Result<bool, Fault> {
    let me = <[u8; 32]>::from_hex(device).map_err(|_| Fault::internal("device id"))?;
    let members = trust::judge(r, ward, &me)?.members;
    Ok(members.iter().all(|(other, m)| *other == me || m.role.scope().is_none()))
}

/// Returns which ward this PC had before, or could put aside, and how much of it there is to copy.
pub fn before_get(ask: &Ask, _: Nothing) -> Result<BeforeGet, Fault> {
    let told = ask.r.setting(WARD)?.is_some();
    let kept = aside(ask.r)?;
    let (state, ward) = match (&kept, &ask.ward) {
        (Some(a), Some(conf)) if told && conf.id != a.ward => {
            (if a.choice.is_empty() { "offer" } else { a.choice.as_str() }, Some(a.ward))
        }
        (Some(a), _) if !told => ("aside", Some(a.ward)),
        (Some(a), _) => ("joining", Some(a.ward)),
        (None, Some(conf)) if !told && alone_in(ask.r, conf.id, ask.device)? => ("own", Some(conf.id)),
        _ => ("none", None),
    };
    let name = match ward {
        Some(id) => ask.r.one::<WardRow>(id)?.map(|row| row.name).unwrap_or_default(),
        None => String::new(),
    };
    let [cards, procedures, measures] = ward.map_or(Ok([0; 3]), |id| counts(ask.r, id))?;
    Ok(BeforeGet {
        state: state.to_owned(),
        name,
        cards,
        procedures,
        measures,
        path: kept.map(|a| a.path).unwrap_or_default(),
    })
}

fn shared_already() -> Fault {
    Fault::not_now(
        "shared_already",
        "This ward is shared with other PCs, so it stays on this one. Nothing was changed. Take them off the list first.",
    )
}

/// Puts this PC's own ward aside so that it can join another one, or takes that back before it has joined.
pub fn before_aside(ex: &mut Exec, req: BeforeAside) -> Result<Done, Fault> {
    ex.no_undo();
    crate::pin::need(ex, req.pin.as_deref())?;
    if ex.r.setting(WARD)?.is_some() {
        return Err(Fault::not_now(
            "joined_already",
            "This PC is in another ward already. Nothing was changed.",
        ));
    }
    if !req.on {
        ex.tx().remove_setting(ASIDE)?;
        return Ok(Done::plain());
    }
    let ward = ex.ward()?.id;
    if !alone_in(ex.r, ward, ex.device)? {
        return Err(shared_already());
    }
    let to = ex.folder.join(FOLDER);
    // The copy is written and read back first; only then is the ward put aside.
    ex.later_with(move |app| keep(app, &to, ward));
    Ok(Done::plain())
}

fn keep(app: &App, to: &Path, ward: Uuid) -> Result<Done, Fault> {
    crate::backup::make(to)?;
    let copy = app.backup_into(to)?;
    let kept = json!({ "ward": ward, "path": copy.path, "choice": "" });
    app.with_store(|s| s.write(|tx| tx.put_setting(ASIDE, &kept)))?;
    Ok(Done::plain())
}

/// Copies what a person chose of the ward before, or leaves it; both can be chosen again.
pub fn before_copy(ex: &mut Exec, req: BeforeCopy) -> Result<BeforeCopied, Fault> {
    ex.no_undo();
    crate::pin::need(ex, req.pin.as_deref())?;
    let ward = ex.ward()?.id;
    let Some(a) = aside(ex.r)?.filter(|a| a.ward != ward && ward_of(ex.r).is_ok_and(|w| w == Some(ward)))
    else {
        return Err(Fault::not_now(
            "nothing_before",
            "This PC had no other ward before. Nothing was copied.",
        ));
    };
    let mut made = BeforeCopied { cards: 0, procedures: 0, measures: 0, left_out: 0, saved_at: 0 };
    if req.copy {
        ex.detail(json!({ "copied": true }));
        let mut copying = Copying::begin(ex, a.ward, ward)?;
        made.measures = copying.kind(ex, &Kind::Measure)?;
        made.procedures = copying.kind(ex, &Kind::StandardWork)?;
        made.cards = copying.kind(ex, &Kind::Card)?;
        made.left_out = copying.left_out;
        copying.end(ex)?;
    }
    let choice = if req.copy { "copied" } else { "left" };
    ex.tx().put_setting(ASIDE, &json!({ "ward": a.ward, "path": a.path, "choice": choice }))?;
    Ok(made)
}

/// One copying: what is known of both wards.
struct Copying {
    from: Uuid,
    to: Uuid,
    /// People of the ward before by who they are here; nobody for those who are not.
    tiles: HashMap<Uuid, Option<Uuid>>,
    /// Records of the ward before.
    known: HashSet<Uuid>,
    /// Those that were copied, also earlier.
    copied: BTreeMap<Uuid, Uuid>,
    lanes: HashSet<String>,
    /// Records that stay behind because of what is in them.
    left_out: i64,
}

impl Copying {
    fn begin(ex: &Exec, from: Uuid, to: Uuid) -> Result<Self, Fault> {
        let here = ex.r.rows::<TileRow>("ward = ?1 AND active = 1", params![to])?;
        let twin =
            |t: &TileRow| here.iter().find(|h| h.initials == t.initials && h.role == t.role).map(|h| h.id);
        let tiles = ex.r.rows::<TileRow>("ward = ?1", params![from])?;
        let kept = ex.r.setting(COPIED)?.unwrap_or_default();
        let pairs = kept.as_object().into_iter().flatten();
        let id = |text: &str| Uuid::parse_str(text).ok();
        Ok(Self {
            from,
            to,
            tiles: tiles.iter().map(|t| (t.id, twin(t))).collect(),
            known: ex.r.rows::<DocRow>("ward = ?1", params![from])?.into_iter().map(|row| row.id).collect(),
            copied: pairs.filter_map(|(old, new)| Some((id(old)?, id(new.as_str()?)?))).collect(),
            lanes: ex.r.rows::<LaneRow>("ward = ?1", params![to])?.into_iter().map(|l| l.lane).collect(),
            left_out: 0,
        })
    }

    fn end(self, ex: &Exec) -> Result<(), Fault> {
        let pairs: serde_json::Map<String, Json> =
            self.copied.iter().map(|(old, new)| (old.to_string(), json!(new))).collect();
        ex.tx().put_setting(COPIED, &Json::Object(pairs))?;
        Ok(())
    }

    /// Copies the records of a kind that are not in the bin and were not copied before; gives how many.
    fn kind(&mut self, ex: &mut Exec, kind: &Kind) -> Result<i64, Fault> {
        let mut count = 0;
        let rows = ex.r.docs(kind.as_str(), Some(self.from))?;
        let wanted: Vec<Uuid> = rows
            .into_iter()
            .filter(|row| row.deleted_at.is_none() && !self.copied.contains_key(&row.id))
            .map(|row| row.id)
            .collect();
        // The new ids first, so that what points to a record of the same kind finds it.
        let mut chosen = Vec::new();
        for old in wanted {
            let state = ex.state(old)?;
            if *kind == Kind::Measure && !measure::read(&state).role.is_empty() {
                // A ward has its own planned-and-actual rows.
                continue;
            }
            if super::judge::names_somebody(&state.root, &ex.env.ranges) {
                self.left_out += 1;
                continue;
            }
            self.copied.insert(old, ex.new_id()?);
            chosen.push(old);
        }
        for old in chosen {
            let state = ex.state(old)?;
            let Some(new) = self.copied.get(&old).copied() else { continue };
            let envelope = Envelope { ward: self.to, ..ex.envelope(kind.clone(), new)? };
            ex.create(&envelope, &self.edits(&state))?;
            if *kind == Kind::Measure {
                self.numbers(ex, old, new)?;
            }
            count += 1;
        }
        Ok(count)
    }

    /// Copies a measure's years of numbers.
    fn numbers(&mut self, ex: &mut Exec, old: Uuid, new: Uuid) -> Result<(), Fault> {
        for row in ex.r.docs(Kind::Readings.as_str(), Some(self.from))? {
            let state = ex.state(row.id)?;
            let year = readings::read(&state);
            let Some(number) = year.year.filter(|_| year.measure == Some(old)) else { continue };
            if super::judge::names_somebody(&state.root, &ex.env.ranges) {
                self.left_out += 1;
                continue;
            }
            let key = readings_key(new, i32::try_from(number).unwrap_or_default());
            if ex.r.doc(derived(self.to, &Kind::Readings, &key))?.is_some() {
                continue;
            }
            let id = ex.ensure(Kind::Readings, &key)?;
            ex.edit(id, &readings::plan(new, number))?;
            let points: Vec<Edit> = state
                .map("points")
                .filter_map(|(period, node)| Some((period, self.here(node.to_value()?)?)))
                .map(|(period, value)| Edit::put(["points", period.as_str()], value))
                .collect();
            ex.edit(id, &points)?;
        }
        Ok(())
    }

    /// Writes what a record says, as this ward says it.
    fn edits(&self, state: &State) -> Vec<Edit> {
        let NodeValue::Map(root) = &state.root.value else { return Vec::new() };
        let mut edits = Vec::new();
        for (key, node) in root {
            if OWN.contains(&key.as_str()) {
                continue;
            }
            let value = node.to_value().and_then(|value| self.here(value));
            let foreign = |value: &Value| {
                key == "lane"
                    && matches!(value, Value::Scalar(Scalar::Str(lane)) if !self.lanes.contains(lane))
            };
            if let Some(value) = value.filter(|value| !foreign(value)) {
                edits.push(Edit::put([key.as_str()], value));
            }
        }
        edits
    }

    /// Puts this ward's people and records in the place of the other's; none for what is not here.
    fn here(&self, value: Value) -> Option<Value> {
        match value {
            Value::Scalar(Scalar::Str(text)) => self.name(&text).map(Value::str),
            Value::Map(map) => Some(Value::Map(
                map.into_iter()
                    .filter_map(|(key, value)| Some((self.name(&key)?, self.here(value)?)))
                    .collect(),
            )),
            other => Some(other),
        }
    }

    fn name(&self, text: &str) -> Option<String> {
        let Ok(id) = Uuid::parse_str(text) else { return Some(text.to_owned()) };
        if let Some(tile) = self.tiles.get(&id) {
            return tile.map(|tile| tile.to_string());
        }
        if self.known.contains(&id) {
            return self.copied.get(&id).map(Uuid::to_string);
        }
        Some(text.to_owned())
    }
}
