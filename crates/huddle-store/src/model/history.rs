//! Who did what to a record, one row a change.

use serde_json::Value as Json;
use uuid::Uuid;

crate::rows! {
    /// One change of a record, in codes; screens word it.
    table "history" HistoryRow {
        doc: Uuid [key],
        hash: [u8; 32] [key],
        /// Place among the record's changes.
        place: i64,
        at: i64,
        tile: Option<Uuid>,
        /// Command name.
        what: String,
        detail: Json,
    }
    indexes ["at"]
}
