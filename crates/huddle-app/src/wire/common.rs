//! What every screen shares: done, fault, feed, history, clash, text edits.

use super::{request, view};
use serde_json::Value;
use uuid::Uuid;

request! {
    /// A request without arguments.
    Nothing {}
    /// Names one record.
    ById { id: Uuid }
    /// Sets one short field of a record; `null` or an empty text clears it.
    FieldSet {
        id: Uuid,
        /// Field name as in the record's document, for example `title` or `blocked_by`.
        field: String,
        value: Value,
    }
    /// Edits one long text: at character `at` delete `del` characters and insert `ins`.
    TextEdit {
        id: Uuid,
        /// Field, for example `notes` (card) or `staffing` (the huddle section's key).
        field: String,
        at: usize,
        del: usize,
        ins: String,
        /// Caret after the edit in characters while the person is still typing; `null` once they left the field.
        /// An unfinished run of six or more digits at the caret is held back until it ends.
        caret: Option<usize>,
        /// `rev` of the text the edit was made against.
        base_rev: String,
    }
    /// Asks where two people wrote apart. `kind`: which kind of record, for example `card` or `ward`.
    ClashesAsk { kind: String }
    /// Settles a clash by keeping one of the values that were shown.
    ClashSettle {
        id: Uuid,
        path: Vec<String>,
        /// Index into `ClashView::values`.
        keep: usize,
        /// The ward PIN: only for the ward itself, when one is set.
        pin: Option<String>,
    }
    /// Keeps a preference of this PC only (theme, text size, last export folder). Never shared.
    PcSettingSet { key: String, value: Value }
    /// Undoes (or redoes) one command; `null` takes the newest of this PC.
    /// `pin`: the ward PIN, when one is set and what is undone needed it.
    UndoAsk { id: Option<i64>, pin: Option<String> }
}

view! {
    /// A write that is on disk.
    Done {
        /// The record the command made or changed, when there is one.
        id: Option<Uuid>,
        /// When COMMIT returned.
        saved_at: i64,
        /// Undo entry of this command, when it can be undone.
        undo: Option<i64>,
        /// Codes of things worth saying, for example `nothing_to_do` or `looks_like_identifier`.
        notes: Vec<String>,
    }
    /// The state of a long text after an edit.
    TextState {
        text: String,
        rev: String,
        saved_at: i64,
        /// Characters at the caret that are not on disk yet because a run of digits is unfinished.
        held_back: usize,
    }
    /// A long text as read.
    TextView { text: String, rev: String }
    /// Why a request was not done. The screen picks the place from `kind` and the sentence from `code`.
    WireError {
        /// Stable code, a key of the sentences in `ui/src/text/`.
        code: String,
        kind: ErrorKind,
        /// Plain sentence for the command line and as a fallback.
        message: String,
        hint: Option<String>,
        field: Option<String>,
        /// Names a log line; only for `internal`.
        incident: Option<String>,
        /// Values a sentence may print (limits, counts, row and column); never text typed by people.
        params: std::collections::BTreeMap<String, String>,
    }
    /// One entry of the change feed. A gap in `seq` means: query again.
    AppEvent {
        seq: i64,
        /// Label of the window or connection that wrote, so that it can tell its own echo.
        origin: String,
        changes: Vec<ChangeNote>,
        saved_at: i64,
    }
    /// A record that changed.
    ChangeNote { kind: String, id: Uuid }
    /// One line of a record's history.
    HistoryLine {
        at: i64,
        /// Initials of the tile that was held, empty when nobody was.
        by: String,
        /// Command name, for example `card_move`; the screen words it.
        what: String,
        /// Codes and short values for the sentence, for example `{"from":"new","to":"doing"}`.
        detail: Value,
    }
    /// Two people wrote one field apart; both values are kept.
    ClashView {
        id: Uuid,
        path: Vec<String>,
        values: Vec<ClashValue>,
    }
    ClashValue { value: Value, by: String, at: i64 }
    ClashesView { clashes: Vec<ClashView> }
    /// What the next undo and redo would do.
    UndoView {
        undo: Option<UndoLine>,
        redo: Option<UndoLine>,
    }
    UndoLine { id: i64, what: String, detail: Value, at: i64 }
    /// Result of an undo: what was put back, and what was left because somebody changed it since.
    Undone { restored: usize, left: Vec<Vec<String>>, what: String, saved_at: i64 }
    PcSettings { values: std::collections::BTreeMap<String, Value> }
    /// Who somebody is on screen.
    TileView {
        id: Uuid,
        initials: String,
        role: String,
        group: String,
        colour: String,
        active: bool,
    }
}

/// What a request says about a person: nothing, nobody, or a tile.
///
/// On the wire a field left out stays as it is; `null` (and the nil id, as older scripts send it) takes the
/// name away.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum WhoChange {
    /// Leaves who it is.
    #[default]
    Stays,
    /// Takes the name away.
    Nobody,
    /// Names a tile.
    Tile(Uuid),
}

impl WhoChange {
    /// Says whether nothing changes.
    #[must_use]
    pub fn stays(&self) -> bool {
        *self == Self::Stays
    }
}

impl serde::Serialize for WhoChange {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Stays | Self::Nobody => to.serialize_none(),
            Self::Tile(id) => to.serialize_some(id),
        }
    }
}

impl<'de> serde::Deserialize<'de> for WhoChange {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let given = Option::<Uuid>::deserialize(from)?;
        Ok(given.filter(|id| !id.is_nil()).map_or(Self::Nobody, Self::Tile))
    }
}

/// Where an error belongs on screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum ErrorKind {
    /// The request can be put right by the person; beside the field.
    User,
    /// Not broken, just not now; a quiet line.
    NotNow,
    /// Set by the trust or by a role.
    Policy,
    /// Try again in a moment.
    Busy,
    /// Our fault; the incident id helps IT.
    Internal,
}
