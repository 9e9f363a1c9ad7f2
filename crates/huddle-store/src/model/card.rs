//! Cards as the board shows them.

use uuid::Uuid;

crate::rows! {
    /// A card as the board shows it.
    table "card" CardRow {
        /// The card's document.
        id: Uuid [key],
        ward: Uuid,
        title: String,
        card_kind: String,
        /// Lane key (`quality`, `service`, ...) when chosen.
        lane: Option<String>,
        /// Column key (`new`, `agreed`, `doing`, `checking`, `done`) or rail (`parked`, `waiting`).
        column: String,
        /// Rank within the column.
        rank: String,
        /// When it came into its column, milliseconds UTC.
        column_since: i64,
        owner: Option<Uuid>,
        /// Due day, ISO.
        due: Option<String>,
        status: String,
        blocked: bool,
        checks_done: i64,
        checks: i64,
        comments: i64,
        me_too: i64,
        clash: bool,
        raised_by: Option<Uuid>,
        /// Off the board, still searchable.
        put_away_at: Option<i64>,
        binned_at: Option<i64>,
        created_at: i64,
        updated_at: i64,
    }
    indexes ["ward, binned_at, put_away_at, \"column\", rank", "ward, put_away_at WHERE put_away_at IS NOT NULL"]
}
