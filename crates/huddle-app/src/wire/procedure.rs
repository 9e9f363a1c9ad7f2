//! How we do it here: standard work.

use super::{HistoryLine, request, view};
use uuid::Uuid;

request! {
    /// Starts a new procedure (`id` null) or a new draft of one.
    ProcedureDraft { id: Option<Uuid>, title: Option<String> }
    /// Sets a field of a draft: `purpose applies_when who need good if_wrong policy review_by reason`; `title` for all versions.
    ProcedureSet { id: Uuid, version: Uuid, field: String, value: String }
    StepAdd { id: Uuid, version: Uuid, after: Option<Uuid>, action: String }
    /// `null` leaves a field as it is.
    StepSet { id: Uuid, version: Uuid, step: Uuid, action: Option<String>, key_point: Option<String>, why: Option<String>, who: Option<String>, minutes: Option<i64>, warning: Option<bool> }
    /// Moves a step before another (`null`: to the end).
    StepMove { id: Uuid, version: Uuid, step: Uuid, before: Option<Uuid> }
    StepRemove { id: Uuid, version: Uuid, step: Uuid }
    /// `on_trial`, `current` or `withdrawn`; making current needs who agreed it and a review date.
    ProcedureStatusSet { id: Uuid, version: Uuid, status: String, agreed_by: Option<String>, review_by: Option<String> }
    ProcedureAsk { id: Uuid, version: Option<Uuid> }
    ProceduresAsk { text: Option<String> }
}

view! {
    ProcedureLine {
        id: Uuid,
        title: String,
        purpose: String,
        /// current, on_trial, draft, withdrawn: of the version a reader gets
        status: String,
        number: i64,
        review_by: Option<String>,
        review_due: bool,
        has_draft: bool,
        agreed_by: String,
        updated_at: i64,
    }
    ProceduresView { procedures: Vec<ProcedureLine>, drafts: Vec<ProcedureLine>, withdrawn: Vec<ProcedureLine> }
    StepView { id: Uuid, action: String, key_point: String, why: String, who: String, minutes: Option<i64>, warning: bool, clash: bool }
    VersionLine { id: Uuid, number: i64, status: String, made_at: i64, author: String, reason: String }
    ProcedureView {
        line: ProcedureLine,
        version: Uuid,
        number: i64,
        status: String,
        purpose: String,
        applies_when: String,
        who: String,
        need: String,
        good: String,
        if_wrong: String,
        policy: String,
        review_by: Option<String>,
        author: String,
        agreed_by: String,
        agreed_on: Option<String>,
        reason: String,
        steps: Vec<StepView>,
        versions: Vec<VersionLine>,
        history: Vec<HistoryLine>,
    }
    ProcedureDrafted { id: Uuid, version: Uuid, saved_at: i64 }
}
