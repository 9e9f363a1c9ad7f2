//! Where two people wrote apart and nobody has chosen yet.

use uuid::Uuid;

crate::rows! {
    /// One record with such places.
    table "clash" ClashRow {
        doc: Uuid [key],
        ward: Uuid,
        kind: String,
        /// How many places of it.
        places: i64,
    }
    indexes ["ward, kind"]
}
