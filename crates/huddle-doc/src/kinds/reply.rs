//! An answer to an escalation, written on a matron's PC.

use super::fields::fields;
use super::{Clash, clashes};
use crate::schema::Known;
use crate::state::State;
use crate::value::Edit;
use uuid::Uuid;

/// Fields of an answer.
pub const FIELDS: &[&[Known]] = &[Reply::KNOWN];

fields! {
    /// Holds an answer as it reads now.
    Reply at [] {
        /// The escalation it answers.
        escalation: Id,
        /// The answer.
        text: Str,
        /// Who says it: a role or a name people know.
        by: Str,
        /// When it was written, milliseconds since 1970 UTC.
        at: Int,
    }
    plus {
        /// Where two people wrote apart.
        clashes: Vec<Clash>,
    }
}

/// Reads an answer; missing fields get their defaults.
pub fn read(s: &State) -> Reply {
    Reply { clashes: clashes(s), ..Reply::from_node(&s.root) }
}

/// Writes an answer down.
pub fn start(escalation: Uuid, text: &str, by: &str, at: i64) -> Vec<Edit> {
    vec![
        Edit::put(["escalation"], escalation),
        Edit::put(["text"], text),
        Edit::put(["by"], by),
        Edit::put(["at"], at),
    ]
}
