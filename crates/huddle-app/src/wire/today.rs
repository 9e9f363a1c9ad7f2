//! Today: the six blocks of the home screen, in order.

use super::{ActionView, CrossNow, EscalationLine, NoticeView, ReadingDue, ShiftNumber, request, view};
use uuid::Uuid;

request! {
    /// `tile` is who looks: their own actions come first.
    TodayAsk { tile: Option<Uuid> }
}

view! {
    TodayView {
        need_to_know: Vec<NoticeView>,
        huddle: HuddleLine,
        /// Shown once the huddle has been.
        numbers: Vec<ShiftNumber>,
        /// The shift's open actions, late first, then mine, then the rest.
        actions: Vec<ActionView>,
        answers: Vec<EscalationLine>,
        days_since: Vec<CrossNow>,
        readings_due: Vec<ReadingDue>,
        /// Ward is new: what is still to set up (`tiles`, `crosses`, `measures`, `procedures`).
        to_set_up: Vec<String>,
    }
    HuddleLine {
        id: Option<Uuid>,
        state: String,
        planned_time: String,
        carried: i64,
        answers: i64,
        led_by: Option<String>,
        paused_section: Option<String>,
        /// Last huddle on record, for "Not updated since".
        last_held: Option<String>,
        /// Yesterday and its shift, when the ward plans a huddle then and nothing is recorded: it may be on paper.
        missed: Option<String>,
        missed_shift: Option<String>,
    }
}
