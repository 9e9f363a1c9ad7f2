//! Starting, naming and arranging a ward; people tiles; this PC.

use super::{TileView, request, view};
use uuid::Uuid;

request! {
    /// Starts a ward on this PC. No network, no account.
    WardStart {
        name: String,
        area: String,
        colour: String,
        beds: Option<i64>,
        /// `HH:MM`
        day_start: String,
        night_start: String,
        huddle_time: String,
    }
    /// Changes one of the ward's own fields: `name area site colour beds day_start night_start huddle_time`.
    /// `pin`: the ward PIN, when one is set.
    WardSet { field: String, value: serde_json::Value, pin: Option<String> }
    /// Adds tiles from pasted lines (initials and role, one a line).
    TilesPaste { text: String }
    TileAdd { initials: String, role: String, group: String }
    TileSet { id: Uuid, initials: Option<String>, role: Option<String>, group: Option<String>, active: Option<bool> }
    /// Renames or hides a lane; `null` leaves as it is.
    LaneSet { lane: String, label: Option<String>, subtitle: Option<String>, hidden: Option<bool>, pin: Option<String> }
    /// A person sets a lane's status word: `on_track watch needs_help not_known`.
    LaneStatusSet { lane: String, word: String, note: String }
    /// Sets (`pin`) or clears (`null`) the ward PIN of this PC; `old` is needed when one is set.
    PinSet { old: Option<String>, pin: Option<String> }
    PinCheck { pin: String }
    /// Writes a verified backup into `folder`.
    BackupNow { folder: String }
    /// Sets the folder of the nightly backup; `null` turns it off. `pin`: the ward PIN, when one is set.
    BackupFolderSet { folder: Option<String>, pin: Option<String> }
    /// Sets the second folder of last night's pack; `null` leaves it in this PC's own. `pin`: as above.
    PackFolderSet { folder: Option<String>, pin: Option<String> }
    /// Reorders or hides a huddle section.
    SectionSet { section: String, hidden: Option<bool>, before: Option<String>, pin: Option<String> }
}

view! {
    /// What a window needs before anything else.
    BootView {
        /// `first_start`, `ready`, `recovered`, `read_only`
        state: String,
        ward: Option<WardView>,
        /// A made-up ward; the banner stays on.
        demo: bool,
        version: String,
        data_folder: String,
        /// Code of what start-up found, for example `restored_from_backup`.
        notice: Option<String>,
        now: NowView,
        last_saved_at: Option<i64>,
        pc: std::collections::BTreeMap<String, serde_json::Value>,
        closed_unexpectedly: bool,
    }
    /// The ward's clock. The screen asks again each minute.
    NowView {
        now: i64,
        date: String,
        /// `HH:MM` in the ward's zone
        time: String,
        shift: ShiftView,
        zone: String,
        /// Monday of this week
        week: String,
    }
    /// A shift belongs to the date it starts on.
    ShiftView { date: String, shift: String }
    WardView {
        id: Uuid,
        name: String,
        area: String,
        site: String,
        colour: String,
        beds: Option<i64>,
        zone: String,
        day_start: String,
        night_start: String,
        huddle_time: String,
        lanes: Vec<LaneView>,
        columns: Vec<ColumnView>,
        tiles: Vec<TileView>,
        /// Roles of visiting people (Bank, Student, Doctor, Therapist), always last.
        crosses: Vec<CrossDef>,
        sections: Vec<SectionDef>,
        pin_set: bool,
        /// What this PC is in the ward: `admin`, `writer`, `reader` (a wall) or `matron`.
        role: String,
        /// The lane an escalation counts in unless somebody chooses another, by whom it goes to.
        usual_lanes: std::collections::BTreeMap<String, String>,
    }
    LaneView { key: String, label: String, subtitle: String, hidden: bool }
    ColumnView { key: String, label: String, limit: Option<i64>, age_limit_days: Option<i64> }
    CrossDef {
        key: String,
        label: String,
        what_counts: String,
        started_on: String,
        /// Date of the last one before counting began; `null` when not known.
        last_known: Option<String>,
        active: bool,
        on_wall: bool,
    }
    /// A huddle section as this ward has it.
    SectionDef {
        key: String,
        seconds: i64,
        hidden: bool,
        may_hide: bool,
        short_form: bool,
        /// Number boxes; keys of planned-and-actual measures.
        numbers: Vec<String>,
    }
    TilesPasted { added: usize, already_there: usize, not_understood: Vec<usize>, saved_at: i64 }
    PinAnswer { right: bool, wait_seconds: i64 }
    /// The pages of a night, made on this PC.
    PackView {
        /// This build sets pages; without it no pack is made.
        makes: bool,
        /// This PC's own folder.
        folder: String,
        last_at: Option<i64>,
        /// The second folder.
        also_in: Option<String>,
        /// When a pack last reached the second folder.
        also_at: Option<i64>,
        /// Code of why the last try failed: `no_folder`, `folder_full` and the like.
        last_fault: Option<String>,
        /// The same of the second folder, when the pack was made but not put there.
        also_fault: Option<String>,
        /// No pack, or none in the second folder, since the night before last.
        stale: bool,
    }
    PackDone { files: Vec<String>, saved_at: i64 }
    BackupDone { path: String, records: i64, bytes: i64, verified: bool }
    SettingsView {
        data_folder: String,
        backup_folder: Option<String>,
        last_backup_at: Option<i64>,
        last_backup_verified: bool,
        last_backup_fault: Option<String>,
        pack: PackView,
        device_id: String,
        store_id: String,
        records: i64,
        version: String,
        schema: i64,
        free_bytes: Option<i64>,
    }
}
