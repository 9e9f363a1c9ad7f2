//! Huddles and their actions as Today, the huddle and the week show them.

use uuid::Uuid;

crate::rows! {
    /// One huddle: facts only; how it stands depends on the clock and is worked out when asked.
    table "huddle" HuddleRow {
        id: Uuid [key],
        ward: Uuid,
        /// The shift's start date, ISO.
        date: String,
        shift: String,
        started_at: Option<i64>,
        ended_at: Option<i64>,
        /// `held`, `short`, `not_held` or empty; of two written apart the one that says most was held.
        outcome: String,
        not_held_reason: String,
        led_by: Option<Uuid>,
        next_lead: Option<Uuid>,
        short: bool,
        paused_at: Option<i64>,
        paused_section: String,
        from_paper: bool,
        /// Sections answered "nothing to raise" or "raised".
        covered: i64,
        /// Sections answered "raised".
        raised: i64,
        actions: i64,
    }
    indexes ["ward, date, shift, outcome, started_at"]
}

crate::rows! {
    /// One action of a huddle; it stays in the huddle it was raised in.
    table "action" ActionRow {
        huddle: Uuid [key],
        id: Uuid [key],
        ward: Uuid,
        /// Date and shift of the huddle it was raised in.
        date: String,
        shift: String,
        text: String,
        owner: Option<Uuid>,
        owner_role: String,
        due: String,
        due_date: String,
        due_shift: String,
        state: String,
        open: bool,
        raised_at: i64,
        /// When it was done or dropped.
        done_at: Option<i64>,
        section: String,
        clash: bool,
        /// Raised, or its state last changed, by typing in what stood on paper.
        from_paper: bool,
    }
    indexes ["ward, open, date", "ward, done_at, date"]
}
