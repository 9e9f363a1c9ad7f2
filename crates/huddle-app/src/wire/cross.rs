//! Safety crosses and days since.

use super::{HistoryLine, request, view};

request! {
    /// Defines or changes a cross. `key` empty makes a new one.
    CrossDefine {
        key: Option<String>,
        label: String,
        what_counts: String,
        /// Date of the last one, when known.
        last_known: Option<String>,
        active: Option<bool>,
        /// The ward PIN, when one is set.
        pin: Option<String>,
    }
    /// A person marks a day: `safe`, `near_miss`, `harm`; empty takes the mark back.
    CrossMark {
        cross: String,
        date: String,
        state: String,
        count: Option<i64>,
        /// The trust's incident number; empty with `not_reported` true means "not reported yet".
        incident_ref: Option<String>,
        not_reported: bool,
        note: Option<String>,
        /// Typed in later from paper.
        from_paper: Option<bool>,
    }
    /// One day of one cross.
    CrossDayAsk { cross: String, date: String }
    /// Month `YYYY-MM`.
    CrossesAsk { month: Option<String>, theme: Option<String> }
}

view! {
    /// Days since, as every screen shows it.
    CrossNow {
        key: String,
        label: String,
        /// Whole days since the last harm; `null` when not known.
        days: Option<i64>,
        /// Set when `days` counts from the start of counting because the last one is not known.
        since_start: Option<String>,
        last_harm: Option<String>,
        not_checked: i64,
        best: Option<i64>,
        /// The gap that ended with the last harm.
        last_gap: Option<i64>,
        /// The present run is the longest so far, with every day in it checked.
        now_is_best: bool,
        next_milestone: Option<i64>,
        /// Reached today with every day of the gap checked.
        milestone: Option<i64>,
        /// Yesterday's mark: "", safe, near_miss, harm
        yesterday: String,
        yesterday_date: String,
        today: String,
        /// Harms marked "not reported yet".
        not_reported: i64,
    }
    CrossDay {
        date: String,
        /// "", safe, near_miss, harm
        state: String,
        count: i64,
        by: String,
        at: Option<i64>,
        incident_ref: String,
        not_reported: bool,
        note: String,
        /// Entered more than a day after.
        late: bool,
        /// Entered later from paper.
        from_paper: bool,
        /// Row and column in the 31-cell cross.
        future: bool,
        clash: bool,
    }
    /// What was marked on a day, oldest first: a day given another grade keeps what stood there.
    CrossDayView { history: Vec<HistoryLine> }
    CrossMonth {
        key: String,
        label: String,
        what_counts: String,
        month: String,
        days: Vec<CrossDay>,
        now: CrossNow,
        /// First day that counts.
        started_on: String,
        /// Days of this month that are over, counted and not marked.
        month_not_checked: i64,
        /// The highest milestone of the present run that may be put on paper.
        certificate: Option<CrossCertificate>,
        /// The days between harms; `null` before the second harm.
        gaps: Option<CrossGaps>,
    }
    /// The gaps between harms as a chart, the newest hundred.
    CrossGaps {
        sentence: String,
        svg: String,
        /// Gaps the chart works with: those with every day checked.
        points: i64,
        /// Gaps it needs before it says what is usual.
        needed: i64,
        /// Oldest first.
        list: Vec<CrossGap>,
    }
    /// The days from one harm to the next; 0 for two on one day.
    CrossGap {
        from: String,
        until: String,
        days: i64,
        /// Days in it that nobody checked: it is shown and counts in nothing.
        not_checked: i64,
    }
    /// So many days in a row, each of them checked by a person.
    CrossCertificate {
        days: i64,
        /// First and last of them.
        since: String,
        reached: String,
        /// "", bronze, silver, gold
        medal: String,
    }
    CrossesView { month: String, crosses: Vec<CrossMonth> }
}
