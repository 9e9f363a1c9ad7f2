//! Escalations, answers and ideas as their lists show them.

use uuid::Uuid;

crate::rows! {
    /// One escalation.
    table "escalation" EscalationRow {
        id: Uuid [key],
        ward: Uuid,
        /// Sayable number without the letter two PCs apart may need.
        number: String,
        target: String,
        need: String,
        urgency: String,
        raised_at: i64,
        raised_by: Option<Uuid>,
        told_at: Option<i64>,
        answer: String,
        answered_by: String,
        answered_at: Option<i64>,
        /// The answer is the newest record of kind `reply`: the ward has written none down itself.
        from_reply: bool,
        rating: String,
        closed_at: Option<i64>,
        from_card: Option<Uuid>,
        /// The lane somebody chose; none in records from before lanes were asked for.
        lane: Option<String>,
        binned_at: Option<i64>,
    }
    indexes ["ward, closed_at", "ward, number"]
}

crate::rows! {
    /// One answer a matron's PC wrote.
    table "reply" ReplyRow {
        id: Uuid [key],
        ward: Uuid,
        /// The escalation it answers.
        escalation: Uuid,
        text: String,
        /// Who says it.
        said_by: String,
        at: i64,
        binned_at: Option<i64>,
    }
    indexes ["escalation, at"]
}

crate::rows! {
    /// One idea.
    table "idea" IdeaRow {
        id: Uuid [key],
        ward: Uuid,
        text: String,
        raised_by: Option<Uuid>,
        at: i64,
        state: String,
        reply: String,
        replied_at: Option<i64>,
        lane: Option<String>,
        me_too: i64,
        binned_at: Option<i64>,
    }
    indexes ["ward, at"]
}
