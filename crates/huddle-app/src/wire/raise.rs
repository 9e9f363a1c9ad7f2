//! Escalations, notices and ideas.

use super::{HistoryLine, request, view};
use uuid::Uuid;

request! {
    /// Writes an escalation down. It needs what is needed, who was told, how and when.
    EscalationWrite {
        /// matron, site, estates, it, pharmacy
        to: String,
        need: String,
        situation: Option<String>,
        background: Option<String>,
        assessment: Option<String>,
        /// now, today, this_week
        urgency: String,
        reason: Option<String>,
        told_who: String,
        /// phone, face_to_face, huddle, bleep
        told_how: String,
        told_at: i64,
        /// The lane it counts in at a glance; `null`: that of its card, else the usual one of `to`.
        lane: Option<String>,
        from_card: Option<Uuid>,
        from_huddle: Option<Uuid>,
    }
    /// Writes down the answer that came back.
    EscalationAnswer { id: Uuid, answer: String, answered_by: String }
    /// Says in which lane it counts; `null`: that of its card again, else the usual one of whom it went to.
    EscalationLaneSet { id: Uuid, lane: Option<String> }
    /// Answers an escalation from a matron's PC. `by`: who says it.
    ReplyAdd { escalation: Uuid, text: String, by: String }
    /// Only the raising ward closes: `sorted`, `partly`, `no`.
    EscalationClose { id: Uuid, rating: String }
    EscalationsAsk { closed: bool }
    /// `notice_kind`: need_to_know or thanks. `hours` until it goes (default 72).
    NoticeAdd { notice_kind: String, text: String, to: Option<String>, hours: Option<i64>, huddle: Option<Uuid> }
    IdeaAdd { text: String, gets_in_the_way: Option<String>, lane: Option<String>, anonymous: bool }
    /// `state`: thanked, trying, done, passed_up, not_now (needs a reason).
    IdeaReply { id: Uuid, state: String, reply: String, reason: Option<String> }
}

view! {
    EscalationLine {
        id: Uuid,
        /// Sayable number, for example 6A-0143.
        number: String,
        to: String,
        need: String,
        urgency: String,
        /// written, answered, closed
        state: String,
        raised_at: i64,
        raised_by: String,
        /// Past its urgency's clock and not answered.
        late: bool,
        answer: String,
        answered_by: String,
        answered_at: Option<i64>,
        rating: String,
        from_card: Option<Uuid>,
        lane: Option<String>,
        /// What matrons answered on their own PCs, newest first.
        replies: Vec<ReplyLine>,
        /// Which other PC has stored it as it stands now; none once closed, in other lists and on a PC that only reads.
        told: Option<ToldLine>,
    }
    /// Which other PC has stored an escalation's newest change.
    ToldLine {
        /// nobody: this PC shares with nobody. waiting: no PC has stored it. stored: the first one did.
        state: String,
        /// stored: the name of that PC. waiting: the PCs it waits for.
        pcs: Vec<String>,
        /// When this PC learned that it is stored there.
        at: Option<i64>,
        /// The matron may see it, so that it waits for or is on a matron's PC; else it is about the ward's other PCs.
        matron: bool,
    }
    /// An answer from a matron's PC.
    ReplyLine { id: Uuid, text: String, by: String, at: i64 }
    EscalationView {
        line: EscalationLine,
        situation: String,
        background: String,
        assessment: String,
        reason: String,
        told_who: String,
        told_how: String,
        told_at: i64,
        history: Vec<HistoryLine>,
        /// This ward shares with no other PC than walls: the app has told nobody.
        told_nobody: bool,
    }
    EscalationsView { open: Vec<EscalationLine>, answered: Vec<EscalationLine>, closed: Vec<EscalationLine>, told_nobody: bool }
    IdeaView { id: Uuid, text: String, by: String, at: i64, state: String, reply: String, lane: Option<String>, me_too: i64 }
    IdeasView { ideas: Vec<IdeaView>, waiting: i64, oldest_waiting_days: Option<i64> }
}
