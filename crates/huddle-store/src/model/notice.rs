//! Notices: what to know, and thanks.

use uuid::Uuid;

crate::rows! {
    /// One notice.
    table "notice" NoticeRow {
        id: Uuid [key],
        ward: Uuid,
        /// `need_to_know` or `thanks`.
        notice_kind: String,
        text: String,
        written_by: Option<Uuid>,
        to_whom: String,
        at: i64,
        /// When it stops showing by itself.
        expires_at: Option<i64>,
        /// When somebody took it down or put it in the bin.
        ended_at: Option<i64>,
    }
    indexes ["ward, notice_kind, at"]
}
