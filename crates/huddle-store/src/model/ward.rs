//! The ward, its lanes, tiles, crosses and huddle sections, as every screen shows them.

use uuid::Uuid;

crate::rows! {
    /// The ward's own fields.
    table "ward" WardRow {
        id: Uuid [key],
        name: String,
        area: String,
        site: String,
        colour: String,
        beds: Option<i64>,
        /// IANA zone name.
        zone: String,
        /// `HH:MM`
        day_start: String,
        /// `HH:MM`
        night_start: String,
        /// `HH:MM`
        huddle_time: String,
        started_at: i64,
    }
    indexes []
}

crate::rows! {
    /// A lane with the status word a person gave it.
    table "lane" LaneRow {
        ward: Uuid [key],
        lane: String [key],
        label: String,
        subtitle: String,
        rank: String,
        hidden: bool,
        status: String,
        status_note: String,
        status_by: Option<Uuid>,
        status_at: Option<i64>,
    }
    indexes []
}

crate::rows! {
    /// A name tile: initials and role, nothing else about a person.
    table "tile" TileRow {
        ward: Uuid [key],
        id: Uuid [key],
        initials: String,
        role: String,
        /// Group it is shown in.
        team: String,
        colour: String,
        rank: String,
        active: bool,
    }
    indexes ["id"]
}

crate::rows! {
    /// A safety cross as the ward defined it.
    table "cross_def" CrossDefRow {
        ward: Uuid [key],
        cross: String [key],
        label: String,
        what_counts: String,
        /// First day that is counted, ISO.
        started_on: String,
        /// Day of the last one before counting, when known.
        last_known: Option<String>,
        rank: String,
        /// Somebody put it on the wall.
        wall: bool,
        /// Digest of the name that somebody read and let stand, and why.
        name_read: String,
        name_stays: String,
        active: bool,
    }
    indexes []
}

crate::rows! {
    /// How this ward orders and hides a huddle section.
    table "section" SectionRow {
        ward: Uuid [key],
        section: String [key],
        hidden: bool,
        rank: String,
    }
    indexes []
}
