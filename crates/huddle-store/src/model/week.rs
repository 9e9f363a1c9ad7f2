//! The week's three lines.

use uuid::Uuid;

crate::rows! {
    /// One week of the ward.
    table "week" WeekRow {
        id: Uuid [key],
        ward: Uuid,
        /// ISO date of its Monday.
        monday: String,
        first: String,
        second: String,
        third: String,
    }
    indexes ["ward, monday"]
}
