//! Cards as the board shows them.

use uuid::Uuid;

crate::rows! {
    /// A card as the board shows it.
    table "card" CardRow {
        /// The card's document.
        id: Uuid [key],
        /// The ward it belongs to.
        ward: Uuid,
        /// First line, as typed.
        title: String,
        /// Lane key (`quality`, `service`, ...) when chosen.
        lane: Option<String>,
        /// Column key (`new`, `agreed`, `doing`, `checking`, `done`) or rail (`parked`, `waiting`).
        column: String,
        /// Rank within the column.
        rank: String,
        /// When it came into its column, milliseconds UTC.
        column_since: i64,
        /// Due day, `2026-11-22`.
        due: Option<String>,
        /// Whether it is off the board.
        put_away: bool,
        /// The rest of what the board shows.
        more: serde_json::Value,
    }
    indexes ["ward, put_away, \"column\", rank"]
}
