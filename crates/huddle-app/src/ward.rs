//! The ward: starting it, arranging it, its people, and what a window asks first.
//!
//! Over 400 lines because the ward's record is one kind: its fields, commands, view and projection go together.

use crate::check::{maybe_date, minutes, needed, one_of, text};
use crate::device;
use crate::exec::{Ask, Exec};
use crate::fault::Fault;
use crate::ward_conf::WardConf;
use crate::wire::*;
use huddle_core::audience;
use huddle_core::kind::Kind;
use huddle_core::place::spread;
use huddle_core::text::Field;
use huddle_core::tiles;
use huddle_core::time::{local_hm, week_of};
use huddle_core::words::{Column, Lane, Role, StatusWord, default_today_rows};
use huddle_core::{Uuid, huddle_template};
use huddle_doc::{Edit, Envelope, State, Value};
use huddle_store::{
    ChangeRow, CrossDefRow, DocRow, LaneRow, Reader, SectionRow, TileRow, Tx, WardRow, params,
};
use std::collections::BTreeMap;

/// Settings of this PC that windows may read and write start with this.
pub(crate) const PC: &str = "local.pc.";

/// Returns the initials of a tile, empty when nobody was named.
pub(crate) fn initials(r: &Reader, tile: Option<Uuid>) -> Result<String, Fault> {
    let Some(id) = tile else { return Ok(String::new()) };
    let row = r.first::<TileRow>("id = ?1", params![id])?;
    Ok(row.map(|t| t.initials).unwrap_or_default())
}

/// Returns everything a window needs before anything else.
pub fn boot_get(ask: &Ask, _: Nothing) -> Result<BootView, Fault> {
    let ward = match &ask.ward {
        Some(conf) => Some(ward_view(ask, conf)?),
        None => None,
    };
    let setting = |name: &str| ask.r.setting(name);
    let pc = ask
        .r
        .settings(PC)?
        .into_iter()
        .map(|s| (s.name.trim_start_matches(PC).to_owned(), s.value))
        .collect::<BTreeMap<_, _>>();
    let notice = setting("start_notice")?.and_then(|v| v.as_str().map(str::to_owned));
    Ok(BootView {
        state: match (&ward, ask.recovered) {
            (None, _) => "first_start",
            (Some(_), true) => "recovered",
            (Some(_), false) => "ready",
        }
        .to_owned(),
        demo: setting("demo")?.is_some_and(|v| v == true),
        version: ask.env.version.clone(),
        data_folder: ask.folder.display().to_string(),
        notice,
        now: now_view(ask, ask.ward.as_deref()),
        last_saved_at: ask.r.first::<ChangeRow>("ORDER BY seq DESC LIMIT 1", [])?.map(|c| c.received_at),
        pc,
        closed_unexpectedly: false,
        ward,
    })
}

/// Returns the ward's clock.
pub fn now_get(ask: &Ask, _: Nothing) -> Result<NowView, Fault> {
    Ok(now_view(ask, ask.ward.as_deref()))
}

pub(crate) fn now_view(ask: &Ask, conf: Option<&WardConf>) -> NowView {
    let zone = conf.map(|c| c.zone).unwrap_or_default();
    let pattern = conf.map(|c| c.pattern).unwrap_or_default();
    let shift = huddle_core::time::shift_at(ask.now, zone, pattern);
    let date = huddle_core::time::local_date(ask.now, zone);
    NowView {
        now: ask.now,
        date: date.to_string(),
        time: local_hm(ask.now, zone).to_string(),
        shift: ShiftView { date: shift.date.to_string(), shift: shift.shift.as_str().to_owned() },
        zone: zone.name().to_owned(),
        week: week_of(date).to_string(),
    }
}

/// Returns the ward.
pub fn ward_get(ask: &Ask, _: Nothing) -> Result<WardView, Fault> {
    let conf = ask.ward()?;
    ward_view(ask, &conf)
}

pub(crate) fn tile_view(t: TileRow) -> TileView {
    TileView {
        id: t.id,
        initials: t.initials,
        role: t.role,
        group: t.team,
        colour: t.colour,
        active: t.active,
    }
}

/// Returns the ward's tiles in the order screens show them: by group, visiting people last.
pub(crate) fn tiles_of(r: &Reader, ward: Uuid) -> Result<Vec<TileView>, Fault> {
    let mut rows = r.rows::<TileRow>("ward = ?1 ORDER BY rank, initials, id", params![ward])?;
    rows.sort_by_key(|t| huddle_core::words::TileGroup::parse(&t.team).map_or(usize::MAX, |g| g as usize));
    Ok(rows.into_iter().map(tile_view).collect())
}

pub(crate) fn lanes_of(r: &Reader, ward: Uuid) -> Result<Vec<LaneRow>, Fault> {
    Ok(r.rows::<LaneRow>("ward = ?1 ORDER BY rank, lane", params![ward])?)
}

/// Returns the huddle's sections as this ward orders and hides them.
pub(crate) fn sections_of(r: &Reader, ward: Uuid) -> Result<Vec<SectionDef>, Fault> {
    let own = r.rows::<SectionRow>("ward = ?1 ORDER BY rank, section", params![ward])?;
    let order: Vec<String> = own.iter().filter(|s| !s.rank.is_empty()).map(|s| s.section.clone()).collect();
    let hidden = own.iter().filter(|s| s.hidden).map(|s| s.section.clone()).collect();
    // Hidden says no, shown says yes; a section nobody touched starts as the template has it.
    let switched_on = own.iter().filter(|s| !s.hidden).map(|s| s.section.clone()).collect();
    let shown = huddle_template::DAILY.laid_out(&order, &hidden, &switched_on, false);
    let rest = huddle_template::DAILY.sections.iter().filter(|s| !shown.iter().any(|x| x.key == s.key));
    let def = |section: &huddle_template::Section, hidden: bool| SectionDef {
        key: section.key.to_owned(),
        seconds: i64::from(section.seconds),
        hidden,
        may_hide: section.may_hide,
        short_form: section.in_short_form,
        numbers: default_today_rows()
            .into_iter()
            .filter(|row| row.section == section.key)
            .map(|row| row.key.to_owned())
            .collect(),
    };
    Ok(shown.iter().map(|s| def(s, false)).chain(rest.map(|s| def(s, true))).collect())
}

fn ward_view(ask: &Ask, conf: &WardConf) -> Result<WardView, Fault> {
    let row = &conf.row;
    let lanes = lanes_of(ask.r, row.id)?
        .into_iter()
        .map(|l| LaneView { key: l.lane, label: l.label, subtitle: l.subtitle, hidden: l.hidden })
        .collect();
    let crosses = ask
        .r
        .rows::<CrossDefRow>("ward = ?1 ORDER BY rank, cross", params![row.id])?
        .into_iter()
        .map(|c| CrossDef {
            key: c.cross,
            label: c.label,
            what_counts: c.what_counts,
            started_on: c.started_on,
            last_known: c.last_known,
            active: c.active,
            on_wall: c.wall,
        })
        .collect();
    Ok(WardView {
        id: row.id,
        name: row.name.clone(),
        area: row.area.clone(),
        site: row.site.clone(),
        colour: row.colour.clone(),
        beds: row.beds,
        zone: conf.zone.name().to_owned(),
        day_start: row.day_start.clone(),
        night_start: row.night_start.clone(),
        huddle_time: row.huddle_time.clone(),
        lanes,
        columns: columns(),
        tiles: tiles_of(ask.r, row.id)?,
        crosses,
        sections: sections_of(ask.r, row.id)?,
        pin_set: crate::pin::is_set(ask.r)?,
        role: conf.role.as_str().to_owned(),
        usual_lanes: crate::escalation::usual_lanes(ask.r, row.id)?,
    })
}

/// Returns the board's columns and rails in order.
pub(crate) fn columns() -> Vec<ColumnView> {
    Column::COLUMNS
        .iter()
        .chain(Column::RAILS)
        .map(|c| ColumnView {
            key: c.as_str().to_owned(),
            label: c.default_label().to_owned(),
            limit: c.default_limit().map(i64::from),
            age_limit_days: c.default_age_limit_days(),
        })
        .collect()
}

/// Starts a ward on this PC: its document, its founding key, roster statement 1. No network.
pub fn ward_start(ex: &mut Exec, req: WardStart) -> Result<Done, Fault> {
    if ex.ward.is_some() {
        return Err(Fault::not_now(
            "ward_exists",
            "There is a ward on this PC already. Nothing was changed.",
        ));
    }
    ex.no_undo();
    let name = needed(&req.name, Field::WardName, "name")?;
    let area = text(&req.area, Field::LaneHint, "area")?;
    let (day, night) = (minutes(&req.day_start, "day_start")?, minutes(&req.night_start, "night_start")?);
    let huddle = minutes(&req.huddle_time, "huddle_time")?;
    let id = ex.new_id()?;
    let mut edits = vec![
        Edit::put(["name"], name),
        Edit::put(["area"], area),
        Edit::put(["colour"], word(&req.colour)?),
        Edit::put(["beds"], req.beds.filter(|b| (0..=200).contains(b))),
        Edit::put(["zone"], huddle_core::time::WardZone::default().name()),
        Edit::put(["day_start"], day.to_string()),
        Edit::put(["night_start"], night.to_string()),
        Edit::put(["huddle_time"], huddle.to_string()),
        Edit::put(["started_at"], Value::from(ex.now)),
    ];
    let lanes = [Lane::Quality, Lane::Service, Lane::Delivery, Lane::Morale, Lane::Cost];
    for (lane, rank) in lanes.iter().zip(spread(lanes.len())) {
        edits.push(Edit::put(
            ["lanes", lane.as_str()],
            Value::map([
                ("label", Value::str(lane.default_label())),
                ("subtitle", Value::str(lane.default_hint())),
                ("rank", Value::str(rank)),
                ("hidden", Value::from(false)),
            ]),
        ));
    }
    let envelope = Envelope {
        audience: audience::table(&Kind::Ward).0,
        kind: Kind::Ward,
        schema: 1,
        id,
        ward: id,
        epoch: 0,
        epoch_id: Uuid::nil(),
        created_at: ex.now,
        created_by: None,
    };
    ex.create(&envelope, &edits)?;
    device::found_ward(ex.tx(), ex.device, ex.folder, id, ex.env)?;
    crate::measure::start_today_rows(ex, id)?;
    Ok(Done::of(id))
}

/// Cleans a colour or another key that screens choose from a list.
fn word(value: &str) -> Result<String, Fault> {
    let ok = value.len() <= 20 && value.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    one_of(ok.then(|| value.to_owned()), "colour")
}

/// Changes one of the ward's own fields.
pub fn ward_set(ex: &mut Exec, req: WardSet) -> Result<Done, Fault> {
    let ward = ex.ward()?.id;
    let given = req.value.as_str().unwrap_or_default();
    let value = match req.field.as_str() {
        "name" => Value::str(needed(given, Field::WardName, "name")?),
        "area" => Value::str(text(given, Field::LaneHint, "area")?),
        "site" => Value::str(text(given, Field::SiteName, "site")?),
        "colour" => Value::str(word(given)?),
        "beds" => Value::from(req.value.as_i64().filter(|b| (0..=200).contains(b))),
        field @ ("day_start" | "night_start" | "huddle_time") => {
            Value::str(minutes(given, field)?.to_string())
        }
        _ => return Err(Fault::user("unknown_word", "The app does not know this field. Nothing was saved.")),
    };
    ex.detail(serde_json::json!({ "field": req.field }));
    ex.edit(ward, &[Edit::Put { path: vec![req.field], value }])?;
    Ok(Done::of(ward))
}

fn tile_value(initials: &str, role: &str, group: &str, rank: &str) -> Value {
    Value::map([
        ("initials", Value::str(initials)),
        ("role", Value::str(role)),
        ("group", Value::str(group)),
        ("rank", Value::str(rank)),
        ("colour", Value::str("")),
        ("active", Value::from(true)),
    ])
}

/// Adds tiles from pasted lines. Names are turned into initials and not kept.
pub fn tiles_paste(ex: &mut Exec, req: TilesPaste) -> Result<TilesPasted, Fault> {
    let ward = ex.ward()?.id;
    if req.text.len() > 20_000 {
        return Err(Fault::user(
            "too_long",
            "This list is too long. Nothing was saved. Paste at most 200 lines.",
        )
        .field("text"));
    }
    let pasted = tiles::read_pasted(&req.text);
    let existing = ex.r.rows::<TileRow>("ward = ?1", params![ward])?;
    let mut edits = Vec::new();
    let mut already = 0;
    for tile in &pasted.tiles {
        let role = tile.role.as_ref().map(|r| r.as_str()).unwrap_or_default();
        if existing.iter().any(|t| t.active && t.initials == tile.initials && t.role == role) {
            already += 1;
            continue;
        }
        let id = ex.new_id()?;
        let rank = format!("{:05}", existing.len() + edits.len());
        let group = Role::parse(role).group();
        let value = tile_value(&tile.initials, role, group.as_str(), &rank);
        edits.push(Edit::put(["tiles", &id.to_string()], value));
    }
    let added = edits.len();
    ex.detail(serde_json::json!({ "count": added }));
    ex.edit(ward, &edits)?;
    let not_understood = pasted.faults.iter().map(|(line, _)| *line).collect();
    Ok(TilesPasted { added, already_there: already, not_understood, saved_at: ex.now })
}

/// Adds one tile.
pub fn tile_add(ex: &mut Exec, req: TileAdd) -> Result<Done, Fault> {
    let ward = ex.ward()?.id;
    let initials = needed(&req.initials, Field::TileInitials, "initials")?.to_uppercase();
    let role = needed(&req.role, Field::TileRole, "role")?;
    let group = if req.group.is_empty() { Role::parse(&role).group().as_str().to_owned() } else { req.group };
    let id = ex.new_id()?;
    let count = ex.r.count::<TileRow>("ward = ?1", params![ward])?;
    ex.edit(
        ward,
        &[Edit::put(
            ["tiles", &id.to_string()],
            tile_value(&initials, &role, &group, &format!("{count:05}")),
        )],
    )?;
    Ok(Done::of(id))
}

/// Changes or retires a tile; history keeps its initials.
pub fn tile_set(ex: &mut Exec, req: TileSet) -> Result<Done, Fault> {
    let ward = ex.ward()?.id;
    let id = req.id.to_string();
    if ex.r.first::<TileRow>("ward = ?1 AND id = ?2", params![ward, req.id])?.is_none() {
        return Err(Fault::not_found());
    }
    let mut edits = Vec::new();
    if let Some(initials) = &req.initials {
        let initials = needed(initials, Field::TileInitials, "initials")?.to_uppercase();
        edits.push(Edit::put(["tiles", &id, "initials"], initials));
    }
    if let Some(role) = &req.role {
        edits.push(Edit::put(["tiles", &id, "role"], needed(role, Field::TileRole, "role")?));
    }
    if let Some(group) = &req.group {
        edits.push(Edit::put(["tiles", &id, "group"], text(group, Field::TileRole, "group")?));
    }
    if let Some(active) = req.active {
        edits.push(Edit::put(["tiles", &id, "active"], active));
    }
    ex.edit(ward, &edits)?;
    Ok(Done::of(req.id))
}

fn known_lane(ex: &Exec, ward: Uuid, lane: &str) -> Result<(), Fault> {
    let row = ex.r.first::<LaneRow>("ward = ?1 AND lane = ?2", params![ward, lane])?;
    one_of(row.map(|_| ()), "lane")
}

/// Renames or hides a lane.
pub fn lane_set(ex: &mut Exec, req: LaneSet) -> Result<Done, Fault> {
    let ward = ex.ward()?.id;
    known_lane(ex, ward, &req.lane)?;
    let mut edits = Vec::new();
    if let Some(label) = &req.label {
        edits.push(Edit::put(["lanes", &req.lane, "label"], needed(label, Field::LaneLabel, "label")?));
    }
    if let Some(subtitle) = &req.subtitle {
        edits.push(Edit::put(["lanes", &req.lane, "subtitle"], text(subtitle, Field::LaneHint, "subtitle")?));
    }
    if let Some(hidden) = req.hidden {
        edits.push(Edit::put(["lanes", &req.lane, "hidden"], hidden));
    }
    ex.detail(serde_json::json!({ "lane": req.lane }));
    ex.edit(ward, &edits)?;
    Ok(Done::of(ward))
}

/// Sets a lane's status word. Green needs a person: without a held tile the word is refused (promise 3).
pub fn lane_status_set(ex: &mut Exec, req: LaneStatusSet) -> Result<Done, Fault> {
    let ward = ex.ward()?.id;
    known_lane(ex, ward, &req.lane)?;
    let word = one_of(StatusWord::parse(&req.word), "word")?;
    if ex.caller.tile.is_none() && word != StatusWord::NotKnown {
        return Err(Fault::user(
            "needs_tile",
            "Tap your name tile first. A status needs a person. Nothing was changed.",
        ));
    }
    let note = text(&req.note, Field::CardWhy, "note")?;
    let value = Value::map([
        ("word", Value::str(word.as_str())),
        ("note", Value::str(note)),
        ("by", Value::from(ex.caller.tile)),
        ("at", Value::from(ex.now)),
    ]);
    ex.detail(serde_json::json!({ "lane": req.lane, "word": word.as_str() }));
    ex.edit(ward, &[Edit::put(["lane_status", &req.lane], value)])?;
    Ok(Done::of(ward))
}

/// Hides or moves a huddle section.
pub fn section_set(ex: &mut Exec, req: SectionSet) -> Result<Done, Fault> {
    let ward = ex.ward()?.id;
    let sections = sections_of(ex.r, ward)?;
    let section = one_of(sections.iter().find(|s| s.key == req.section), "section")?;
    let mut edits = Vec::new();
    if let Some(hidden) = req.hidden {
        if hidden && !section.may_hide {
            return Err(Fault::user(
                "must_stay",
                "This part of the huddle always stays. Nothing was changed.",
            ));
        }
        edits.push(Edit::put(["sections", &req.section, "hidden"], hidden));
    }
    if let Some(before) = &req.before {
        // All ranks are written, so that the order is what the person saw.
        let mut order: Vec<&str> =
            sections.iter().map(|s| s.key.as_str()).filter(|k| *k != req.section).collect();
        let at = order.iter().position(|k| k == before).unwrap_or(order.len());
        order.insert(at, &req.section);
        for (key, rank) in order.iter().zip(spread(order.len())) {
            edits.push(Edit::put(["sections", key, "rank"], rank));
        }
    }
    ex.detail(serde_json::json!({ "section": req.section }));
    ex.edit(ward, &edits)?;
    Ok(Done::of(ward))
}

/// Keeps a preference of this PC. No document, so no undo entry and nothing for other PCs.
pub fn pc_setting_set(ex: &mut Exec, req: PcSettingSet) -> Result<Done, Fault> {
    ex.no_undo();
    let ok = !req.key.is_empty()
        && req.key.len() <= 40
        && req.key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    if !ok || req.value.to_string().len() > 4_000 {
        return Err(Fault::user("unknown_word", "The app does not know this setting. Nothing was saved."));
    }
    ex.tx().put_setting(&format!("{PC}{}", req.key), &req.value)?;
    Ok(Done::plain())
}

/// Returns what the settings screen says about this PC.
pub fn settings_get(ask: &Ask, _: Nothing) -> Result<SettingsView, Fault> {
    let string = |name: &str| -> Result<Option<String>, Fault> {
        Ok(ask.r.setting(name)?.and_then(|v| v.as_str().map(str::to_owned)))
    };
    Ok(SettingsView {
        data_folder: ask.folder.display().to_string(),
        backup_folder: string(crate::backup::FOLDER)?,
        last_backup_at: ask.r.setting(crate::backup::LAST_AT)?.and_then(|v| v.as_i64()),
        last_backup_verified: ask.r.setting(crate::backup::LAST_VERIFIED)?.is_some_and(|v| v == true),
        last_backup_fault: crate::backup::last_fault(ask.r)?,
        pack: crate::pack::view(ask)?,
        device_id: ask.device.to_owned(),
        store_id: ask.store_id.to_string(),
        records: ask.r.count::<DocRow>("", [])?,
        version: ask.env.version.clone(),
        schema: 1,
        free_bytes: None,
    })
}

/// Writes the ward's read-model rows.
pub(crate) fn project(tx: &Tx, state: &State, _changed_at: i64) -> Result<(), Fault> {
    let id = state.env.id;
    let kept = |key: &str| state.str(key).to_owned();
    tx.put(&WardRow {
        id,
        name: kept("name"),
        area: kept("area"),
        site: kept("site"),
        colour: kept("colour"),
        beds: state.int("beds"),
        zone: kept("zone"),
        day_start: kept("day_start"),
        night_start: kept("night_start"),
        huddle_time: kept("huddle_time"),
        started_at: state.int("started_at").unwrap_or(0),
    })?;
    let mut lanes = Vec::new();
    for (key, lane) in state.map("lanes") {
        let status = state.root.get("lane_status").and_then(|s| s.get(key));
        lanes.push(LaneRow {
            ward: id,
            lane: key.clone(),
            label: lane.str("label").to_owned(),
            subtitle: lane.str("subtitle").to_owned(),
            rank: lane.str("rank").to_owned(),
            hidden: lane.bool("hidden"),
            status: status
                .and_then(|s| s.str_opt("word"))
                .unwrap_or(StatusWord::NotKnown.as_str())
                .to_owned(),
            status_note: status.map(|s| s.str("note").to_owned()).unwrap_or_default(),
            status_by: status.and_then(|s| s.str_opt("by")).and_then(|t| Uuid::parse_str(t).ok()),
            status_at: status.and_then(|s| s.int("at")),
        });
    }
    tx.replace(id, &lanes)?;
    let mut tiles = Vec::new();
    for (key, tile) in state.map("tiles") {
        let Ok(tile_id) = Uuid::parse_str(key) else { continue };
        tiles.push(TileRow {
            ward: id,
            id: tile_id,
            initials: tile.str("initials").to_owned(),
            role: tile.str("role").to_owned(),
            team: tile.str("group").to_owned(),
            colour: tile.str("colour").to_owned(),
            rank: tile.str("rank").to_owned(),
            active: tile.bool("active"),
        });
    }
    tx.replace(id, &tiles)?;
    let mut crosses = Vec::new();
    for (key, cross) in state.map("crosses") {
        crosses.push(CrossDefRow {
            ward: id,
            cross: key.clone(),
            label: cross.str("label").to_owned(),
            what_counts: cross.str("what_counts").to_owned(),
            started_on: cross.str("started_on").to_owned(),
            last_known: cross.str_opt("last_known").map(str::to_owned),
            rank: cross.str("rank").to_owned(),
            wall: cross.bool("wall"),
            name_read: cross.str("name_read").to_owned(),
            name_stays: cross.str("name_stays").to_owned(),
            active: cross.bool("active"),
        });
    }
    tx.replace(id, &crosses)?;
    let mut sections = Vec::new();
    for (key, section) in state.map("sections") {
        sections.push(SectionRow {
            ward: id,
            section: key.clone(),
            hidden: section.bool("hidden"),
            rank: section.str("rank").to_owned(),
        });
    }
    tx.replace(id, &sections)?;
    Ok(())
}

/// Reads an optional date for a cross; kept here because set-up and crosses share it.
pub(crate) fn last_known(value: Option<&str>) -> Result<String, Fault> {
    Ok(maybe_date(value, "last_known")?.map(|d| d.to_string()).unwrap_or_default())
}
