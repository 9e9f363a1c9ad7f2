//! Running, reading and looking back at huddles.

use super::{
    ClashView, CrossNow, EscalationLine, MeasureTile, ShiftNumber, TextView, WhoChange, request, view,
};
use uuid::Uuid;

request! {
    /// Starts (or opens, when another PC already did) the huddle of a shift. One from paper is over already:
    /// it counts as held at once. A past shift's is always from paper.
    HuddleStart { date: Option<String>, shift: Option<String>, led_by: Option<Uuid>, short: bool, from_paper: Option<bool> }
    /// The shift's huddle; `null` means now. Its charts are drawn for `theme`.
    HuddleAsk { date: Option<String>, shift: Option<String>, theme: Option<String> }
    /// Answers a section: `nothing_to_raise`, `raised`, `not_covered`, or empty to clear.
    HuddleAnswer { huddle: Uuid, section: String, state: String }
    /// Sets how many of a role are present.
    HuddlePresent { huddle: Uuid, role: String, count: i64 }
    /// Ticks or clears a staffing red flag.
    HuddleFlag { huddle: Uuid, flag: String, on: bool, told: Option<String> }
    /// Says who leads now and next time. Left out: stays. `null`: nobody.
    HuddleLead {
        huddle: Uuid,
        #[serde(default, skip_serializing_if = "WhoChange::stays")]
        #[ts(as = "Option<Uuid>", optional = nullable)]
        led_by: WhoChange,
        #[serde(default, skip_serializing_if = "WhoChange::stays")]
        #[ts(as = "Option<Uuid>", optional = nullable)]
        next_lead: WhoChange,
    }
    /// Adds an action to a huddle. `due`: this_shift, today, tomorrow or an ISO date.
    ActionAdd { huddle: Uuid, section: Option<String>, text: String, owner: Option<Uuid>, owner_role: Option<String>, due: String }
    /// `state`: open, doing, done, dropped. `owner` left out: stays; `null`: nobody. Else `null` leaves as it is.
    ActionSet {
        huddle: Uuid,
        action: Uuid,
        state: Option<String>,
        #[serde(default, skip_serializing_if = "WhoChange::stays")]
        #[ts(as = "Option<Uuid>", optional = nullable)]
        owner: WhoChange,
        due: Option<String>,
        text: Option<String>,
        /// The new state was typed in later from paper.
        from_paper: Option<bool>,
    }
    /// When a huddle typed in from paper started and ended by the sheet, `08:17`. `null`: stays. Empty: takes it away.
    HuddleTimes { huddle: Uuid, started: Option<String>, ended: Option<String> }
    HuddlePause { huddle: Uuid, paused: bool, section: Option<String> }
    /// Ends the huddle after the read-back.
    HuddleFinish { huddle: Uuid, read_back: bool, closing_line: Option<String> }
    HuddleNotHeld { date: Option<String>, shift: Option<String>, reason: String, from_paper: Option<bool> }
    HuddlesAsk { from: String, to: String }
}

view! {
    HuddleView {
        /// `null` until somebody presses anything: the day reads "Nothing recorded".
        id: Option<Uuid>,
        date: String,
        shift: String,
        planned_time: String,
        /// `nothing_recorded`, `running`, `paused`, `held`, `short`, `not_held`
        state: String,
        short: bool,
        /// From paper: by the sheet, when its time was typed in.
        started_at: Option<i64>,
        ended_at: Option<i64>,
        led_by: Option<String>,
        led_by_id: Option<Uuid>,
        next_lead: Option<String>,
        not_held_reason: Option<String>,
        read_back: bool,
        closing_line: String,
        paused_section: Option<String>,
        /// Milliseconds it stood still in the pauses that are over; they do not count as time used.
        paused_ms: i64,
        /// Whole seconds planned for the sections in use.
        planned_seconds: i64,
        sections: Vec<SectionView>,
        present: std::collections::BTreeMap<String, i64>,
        flags: Vec<String>,
        /// Open actions raised before this huddle.
        carried: Vec<ActionView>,
        /// Actions raised in this huddle.
        actions: Vec<ActionView>,
        answers: Vec<EscalationLine>,
        crosses: Vec<CrossNow>,
        /// The chart shown with "Days since" and "What we're improving".
        improving: Vec<MeasureTile>,
        improving_card: Option<super::CardTile>,
        need_to_know: Vec<NoticeView>,
        thanks: Vec<NoticeView>,
        clashes: Vec<ClashView>,
        entered_from_paper: bool,
    }
    SectionView {
        key: String,
        /// "", nothing_to_raise, raised, not_covered
        state: String,
        by: String,
        at: Option<i64>,
        seconds: i64,
        text: TextView,
        numbers: Vec<ShiftNumber>,
    }
    ActionView {
        id: Uuid,
        huddle: Uuid,
        text: String,
        owner: Option<String>,
        owner_id: Option<Uuid>,
        /// this_shift, today, tomorrow or an ISO date, as asked
        due: String,
        due_date: String,
        state: String,
        late: bool,
        /// Huddles held since it was raised while it stayed open.
        carried: i64,
        raised_at: i64,
        section: String,
        clash: bool,
        /// It was raised, or its state last changed, by typing in what stood on paper.
        from_paper: bool,
    }
    NoticeView { id: Uuid, notice_kind: String, text: String, by: String, to: String, at: i64, expires_at: Option<i64> }
    HuddleDay { date: String, shift: String, id: Option<Uuid>, state: String, reason: Option<String>, led_by: Option<String>, started_at: Option<i64>, ended_at: Option<i64>, actions: i64, raised: i64 }
    HuddlesView { days: Vec<HuddleDay> }
    HuddleStarted { id: Uuid, saved_at: i64, already_running: bool }
}
