//! An idea and what became of it.

use uuid::Uuid;

use super::fields::fields;
use super::{Clash, clashes, flags};
use crate::schema::{Field, Known};
use crate::state::State;
use crate::value::Edit;

/// Fields of an idea.
pub const FIELDS: &[&[Known]] = &[Idea::KNOWN, &[(&["me_too"], Field::Map), (&["me_too", "*"], Field::Bool)]];

fields! {
    /// Holds an idea as it reads now.
    Idea at [] {
        /// The idea.
        text: Str,
        /// What gets in the way today.
        gets_in_the_way: Str,
        /// Who benefits, a key.
        who_benefits: Str,
        /// The lane's key; may be empty.
        lane: Str,
        /// Which sort of waste it is about; may be empty.
        waste_tag: Str,
        /// The tile that had it; none when it was given without a name.
        raised_by: Id,
        /// `new`, `thanked`, `trying`, `done`, `passed_up` or `not_now`.
        state: Str,
        /// The answer to the person who had it.
        reply: Str,
        /// The tile that answered.
        replied_by: Id,
        /// When, milliseconds since 1970 UTC.
        replied_at: Int,
        /// Why not now, or why it was passed up.
        reason: Str,
    }
    plus {
        /// The tiles that said "me too".
        me_too: Vec<Uuid>,
        /// Where two people wrote apart.
        clashes: Vec<Clash>,
    }
}

/// Reads an idea; missing fields get their defaults.
pub fn read(s: &State) -> Idea {
    Idea { me_too: flags(s, "me_too"), clashes: clashes(s), ..Idea::from_node(&s.root) }
}

/// Writes an idea down; empty fields are left out and the state is `new`.
pub fn start(i: &Idea) -> Vec<Edit> {
    let lines = [
        ("text", &i.text),
        ("gets_in_the_way", &i.gets_in_the_way),
        ("who_benefits", &i.who_benefits),
        ("lane", &i.lane),
        ("waste_tag", &i.waste_tag),
    ];
    let lines = lines.into_iter().filter(|(_, v)| !v.is_empty()).map(|(k, v)| Edit::put([k], v.as_str()));
    let who = i.raised_by.map(|t| Edit::put(["raised_by"], t));
    lines.chain(who).chain([Edit::put(["state"], "new")]).collect()
}

/// Sets one of the texts: `text`, `gets_in_the_way`, `who_benefits`, `lane`, `waste_tag`.
pub fn set_line(field: &str, text: &str) -> Vec<Edit> {
    super::set_known(&["text", "gets_in_the_way", "who_benefits", "lane", "waste_tag"], field, text)
}

/// Answers an idea and moves it to a state.
pub fn reply(state: &str, reply: &str, reason: &str, by: Option<Uuid>, at: i64) -> Vec<Edit> {
    let mut edits =
        vec![Edit::put(["state"], state), Edit::put(["reply"], reply), Edit::put(["replied_at"], at)];
    edits.extend(by.map(|t| Edit::put(["replied_by"], t)));
    if !reason.is_empty() {
        edits.push(Edit::put(["reason"], reason));
    }
    edits
}

/// Says "me too", or takes it back.
pub fn me_too(tile: Uuid, yes: bool) -> Vec<Edit> {
    super::flag("me_too", tile, yes)
}
