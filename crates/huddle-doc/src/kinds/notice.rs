//! A notice: something to know, or a thank-you.

use uuid::Uuid;

use super::fields::fields;
use super::{Clash, clashes, put_or_remove};
use crate::schema::Known;
use crate::state::State;
use crate::value::{Edit, Value};

/// Fields of a notice.
pub const FIELDS: &[&[Known]] = &[Notice::KNOWN];

fields! {
    /// Holds a notice as it reads now.
    Notice at [] {
        /// `need_to_know` or `thanks`, or another of huddle-core's words.
        notice_kind: Str,
        /// What it says.
        text: Str,
        /// The tile that wrote it.
        from: Id,
        /// Whom it is for; empty for everybody.
        to: Str,
        /// When it stops showing, milliseconds since 1970 UTC.
        expires_at: Int,
        /// When somebody ended it, milliseconds since 1970 UTC.
        ended_at: Int,
    }
    plus {
        /// Where two people wrote apart.
        clashes: Vec<Clash>,
    }
}

/// Reads a notice; missing fields get their defaults.
pub fn read(s: &State) -> Notice {
    Notice { clashes: clashes(s), ..Notice::from_node(&s.root) }
}

/// Writes a notice.
pub fn start(kind: &str, text: &str, from: Option<Uuid>, to: &str, expires_at: Option<i64>) -> Vec<Edit> {
    let mut edits = vec![Edit::put(["notice_kind"], kind), Edit::put(["text"], text)];
    edits.extend(from.map(|t| Edit::put(["from"], t)));
    edits.extend((!to.is_empty()).then(|| Edit::put(["to"], to)));
    edits.extend(expires_at.map(|t| Edit::put(["expires_at"], t)));
    edits
}

/// Changes what a notice says.
pub fn set_text(text: &str) -> Vec<Edit> {
    vec![Edit::put(["text"], text)]
}

/// Sets when a notice stops showing; `None` for never.
pub fn set_expiry(at: Option<i64>) -> Vec<Edit> {
    vec![put_or_remove(vec!["expires_at".to_owned()], at.map(Value::from))]
}

/// Ends a notice.
pub fn end(now_ms: i64) -> Vec<Edit> {
    vec![Edit::put(["ended_at"], now_ms)]
}
