//! How we do it here, as the lists show it.

use uuid::Uuid;

crate::rows! {
    /// A procedure with the version a reader gets.
    table "procedure" ProcedureRow {
        /// The procedure's document.
        id: Uuid [key],
        ward: Uuid,
        title: String,
        /// The version a reader gets.
        version: Option<Uuid>,
        purpose: String,
        /// `current`, `on_trial`, `draft`, `withdrawn`.
        status: String,
        number: i64,
        /// Review day, ISO.
        review_by: Option<String>,
        has_draft: bool,
        agreed_by: String,
        binned_at: Option<i64>,
        updated_at: i64,
    }
    indexes ["ward, binned_at, title"]
}
