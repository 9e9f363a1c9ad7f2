//! The ward itself: its name and times, lanes, people, huddle sections and safety crosses.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::fields::fields;
use super::{Clash, clashes, items, stamp};
use crate::schema::{Field, Known};
use crate::state::{Node, State};
use crate::value::{Edit, Scalar, Value};

/// Fields of a ward.
pub const FIELDS: &[&[Known]] = &[
    Ward::KNOWN,
    Lane::KNOWN,
    LaneStatus::KNOWN,
    Tile::KNOWN,
    Section::KNOWN,
    Cross::KNOWN,
    &[
        (&["lanes"], Field::Map),
        (&["lanes", "*"], Field::Map),
        (&["lane_status"], Field::Map),
        (&["lane_status", "*"], Field::Whole),
        (&["tiles"], Field::Map),
        (&["tiles", "*"], Field::Map),
        (&["sections"], Field::Map),
        (&["sections", "*"], Field::Map),
        (&["crosses"], Field::Map),
        (&["crosses", "*"], Field::Map),
        (&["settings"], Field::Map),
    ],
];

fields! {
    /// Holds a ward as it reads now.
    Ward at [] {
        /// The ward's name.
        name: Str,
        /// What kind of care, in a few words.
        area: Str,
        /// The hospital or site.
        site: Str,
        /// The time zone; empty for Europe/London.
        zone: Str,
        /// The colour of the ward band, a key.
        colour: Str,
        /// How many beds.
        beds: Int,
        /// When the day shift starts, `07:30`.
        day_start: Str,
        /// When the night shift starts, `20:00`.
        night_start: Str,
        /// When the huddle is planned, `08:15`.
        huddle_time: Str,
        /// When the ward was started, milliseconds since 1970 UTC.
        started_at: Int,
    }
    plus {
        /// Lanes in order of rank, then key.
        lanes: Vec<Lane>,
        /// What a person said each lane's status is, by lane key.
        lane_status: BTreeMap<String, LaneStatus>,
        /// People tiles in order of rank, then id.
        tiles: Vec<Tile>,
        /// The huddle's sections that the ward moved or hid, by section key.
        sections: BTreeMap<String, Section>,
        /// Safety crosses in order of rank, then key.
        crosses: Vec<Cross>,
        /// Settings, by key.
        settings: BTreeMap<String, Scalar>,
        /// Where two people wrote apart.
        clashes: Vec<Clash>,
    }
}

fields! {
    /// Holds what the ward changed about a lane; empty words mean the usual ones.
    Lane at ["lanes", "*"] {
        /// The lane's name on this ward.
        label: Str,
        /// The words under the name.
        subtitle: Str,
        /// Its place in the order.
        rank: Str,
        /// Whether it is left out.
        hidden: Bool,
    }
    plus {
        /// The lane's key.
        key: String,
    }
}

fields! {
    /// Holds a lane's status as a person set it.
    LaneStatus at ["lane_status", "*"] {
        /// The status word's key.
        word: Str,
        /// Why, in a few words.
        note: Str,
        /// The tile that set it.
        by: Id,
        /// When, milliseconds since 1970 UTC.
        at: Int,
    }
    plus {}
}

fields! {
    /// Holds one person's tile.
    Tile at ["tiles", "*"] {
        /// Initials; two people may share them.
        initials: Str,
        /// Role key.
        role: Str,
        /// Group key.
        group: Str,
        /// Its place in the group.
        rank: Str,
        /// Whether the person works here now.
        active: Bool,
        /// The tile's colour, a key.
        colour: Str,
    }
    plus {
        /// The tile's id.
        id: Uuid,
    }
}

fields! {
    /// Holds what the ward changed about a section of its huddle.
    Section at ["sections", "*"] {
        /// Whether it is left out.
        hidden: Bool,
        /// Its place in the order; empty for the template's.
        rank: Str,
    }
    plus {}
}

fields! {
    /// Holds one safety cross.
    Cross at ["crosses", "*"] {
        /// What it is called.
        label: Str,
        /// What counts as a harm.
        what_counts: Str,
        /// The first date counted, `2026-08-04`.
        started_on: Str,
        /// The date of the last one before counting began; empty when not known.
        last_known: Str,
        /// Its place in the order.
        rank: Str,
        /// Whether somebody put it on the wall.
        wall: Bool,
        /// The digest of the name that somebody read back and let stand; empty when there was nothing to let stand.
        name_read: Str,
        /// Why that name could stand.
        name_stays: Str,
        /// Whether it is marked at present.
        active: Bool,
    }
    plus {
        /// The cross's key.
        key: String,
    }
}

/// Reads a ward; missing fields get their defaults.
pub fn read(s: &State) -> Ward {
    let mut ward = Ward::from_node(&s.root);
    ward.lanes = items(&s.root, "lanes", |key, n| Some(Lane { key, ..Lane::from_node(n) }));
    ward.lanes.sort_by(|a, b| (&a.rank, &a.key).cmp(&(&b.rank, &b.key)));
    ward.lane_status = s.map("lane_status").map(|(k, n)| (k.clone(), LaneStatus::from_node(n))).collect();
    ward.tiles =
        items(&s.root, "tiles", |id, n| Some(Tile { id: Uuid::parse_str(&id).ok()?, ..Tile::from_node(n) }));
    ward.tiles.sort_by(|a, b| (&a.rank, a.id).cmp(&(&b.rank, b.id)));
    ward.sections = s.map("sections").map(|(k, n)| (k.clone(), Section::from_node(n))).collect();
    ward.crosses = items(&s.root, "crosses", |key, n| Some(Cross { key, ..Cross::from_node(n) }));
    ward.crosses.sort_by(|a, b| (&a.rank, &a.key).cmp(&(&b.rank, &b.key)));
    let scalar = |n: &Node| match &n.value {
        crate::state::NodeValue::Scalar(s) => Some(s.clone()),
        _ => None,
    };
    ward.settings = s.map("settings").filter_map(|(k, n)| Some((k.clone(), scalar(n)?))).collect();
    ward.clashes = clashes(s);
    ward
}

/// Holds what a new ward starts with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewWard {
    /// The ward's name.
    pub name: String,
    /// What kind of care.
    pub area: String,
    /// The hospital or site.
    pub site: String,
    /// The time zone; empty for Europe/London.
    pub zone: String,
    /// The colour of the ward band.
    pub colour: String,
    /// How many beds.
    pub beds: Option<i64>,
    /// `07:30`.
    pub day_start: String,
    /// `20:00`.
    pub night_start: String,
    /// `08:15`.
    pub huddle_time: String,
}

/// Starts a ward at `now_ms`.
pub fn start(new: &NewWard, now_ms: i64) -> Vec<Edit> {
    let lines = [
        ("name", &new.name),
        ("area", &new.area),
        ("site", &new.site),
        ("zone", &new.zone),
        ("colour", &new.colour),
        ("day_start", &new.day_start),
        ("night_start", &new.night_start),
        ("huddle_time", &new.huddle_time),
    ];
    let lines = lines.into_iter().map(|(k, v)| Edit::put([k], v.as_str()));
    let beds = new.beds.map(|n| Edit::put(["beds"], n));
    lines.chain(beds).chain([Edit::put(["started_at"], now_ms)]).collect()
}

/// Sets one of the ward's short texts: `name`, `area`, `site`, `zone`, `colour`, `day_start`,
/// `night_start`, `huddle_time`. Any other field gives no edit.
pub fn set_line(field: &str, text: &str) -> Vec<Edit> {
    let known = ["name", "area", "site", "zone", "colour", "day_start", "night_start", "huddle_time"];
    super::set_known(&known, field, text)
}

/// Sets how many beds there are.
pub fn set_beds(beds: Option<i64>) -> Vec<Edit> {
    vec![super::put_or_remove(vec!["beds".to_owned()], beds.map(Value::from))]
}

/// Sets a lane's words: `label` or `subtitle`.
pub fn set_lane_line(lane: &str, field: &str, text: &str) -> Vec<Edit> {
    ["label", "subtitle"]
        .iter()
        .filter(|f| **f == field)
        .map(|f| Edit::put(["lanes", lane, f], text))
        .collect()
}

/// Shows or hides a lane.
pub fn hide_lane(lane: &str, hidden: bool) -> Vec<Edit> {
    vec![Edit::put(["lanes", lane, "hidden"], hidden)]
}

/// Moves a lane in the order.
pub fn move_lane(lane: &str, rank: &str) -> Vec<Edit> {
    vec![Edit::put(["lanes", lane, "rank"], rank)]
}

/// Sets a lane's status, as one value.
pub fn set_lane_status(lane: &str, word: &str, note: &str, by: Option<Uuid>, at: i64) -> Vec<Edit> {
    vec![Edit::put(["lane_status", lane], stamp([("word", word.into()), ("note", note.into())], by, at))]
}

/// Adds a person's tile.
pub fn add_tile(tile: &Tile) -> Vec<Edit> {
    let value = Value::map([
        ("initials", tile.initials.as_str().into()),
        ("role", tile.role.as_str().into()),
        ("group", tile.group.as_str().into()),
        ("rank", tile.rank.as_str().into()),
        ("active", tile.active.into()),
        ("colour", tile.colour.as_str().into()),
    ]);
    vec![Edit::put(["tiles", &tile.id.to_string()], value)]
}

/// Sets one of a tile's short texts: `initials`, `role`, `group`, `rank`, `colour`.
pub fn set_tile_line(tile: Uuid, field: &str, text: &str) -> Vec<Edit> {
    let known = ["initials", "role", "group", "rank", "colour"];
    let tile = tile.to_string();
    known.iter().filter(|f| **f == field).map(|f| Edit::put(["tiles", &tile, f], text)).collect()
}

/// Says whether a person works here now.
pub fn set_tile_active(tile: Uuid, active: bool) -> Vec<Edit> {
    vec![Edit::put(["tiles", &tile.to_string(), "active"], active)]
}

/// Shows or hides a section of the huddle.
pub fn hide_section(section: &str, hidden: bool) -> Vec<Edit> {
    vec![Edit::put(["sections", section, "hidden"], hidden)]
}

/// Moves a section of the huddle.
pub fn move_section(section: &str, rank: &str) -> Vec<Edit> {
    vec![Edit::put(["sections", section, "rank"], rank)]
}

/// Sets up a safety cross.
pub fn add_cross(cross: &Cross) -> Vec<Edit> {
    let value = Value::map([
        ("label", cross.label.as_str().into()),
        ("what_counts", cross.what_counts.as_str().into()),
        ("started_on", cross.started_on.as_str().into()),
        ("last_known", cross.last_known.as_str().into()),
        ("rank", cross.rank.as_str().into()),
        ("wall", cross.wall.into()),
        ("active", cross.active.into()),
    ]);
    vec![Edit::put(["crosses", &cross.key], value)]
}

/// Sets one of a cross's short texts: `label`, `what_counts`, `started_on`, `last_known`, `rank`, and of its name on
/// the wall `name_read`, `name_stays`.
pub fn set_cross_line(cross: &str, field: &str, text: &str) -> Vec<Edit> {
    let known = ["label", "what_counts", "started_on", "last_known", "rank", "name_read", "name_stays"];
    known.iter().filter(|f| **f == field).map(|f| Edit::put(["crosses", cross, f], text)).collect()
}

/// Sets one of a cross's switches: `wall`, `active`.
pub fn set_cross_switch(cross: &str, field: &str, on: bool) -> Vec<Edit> {
    ["wall", "active"].iter().filter(|f| **f == field).map(|f| Edit::put(["crosses", cross, f], on)).collect()
}

/// Sets a setting.
pub fn set_setting(key: &str, value: Scalar) -> Vec<Edit> {
    vec![Edit::put(["settings", key], value)]
}
