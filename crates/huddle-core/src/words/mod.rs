//! The stored words of the ward: what documents hold and screens translate.
//!
//! A stored word never changes; the sentence shown for it lives with the screens.

mod board;
mod escalation;
mod huddle;
mod measure;
mod people;
mod project;
mod smaller;

pub use board::*;
pub use escalation::*;
pub use huddle::*;
pub use measure::*;
pub use people::*;
pub use project::*;
pub use smaller::*;

closed_words! {
    /// The one status vocabulary, set by a person; the word is always printed beside shape and colour.
    pub enum StatusWord {
        /// Circle, green.
        OnTrack = "on_track",
        /// Triangle, amber.
        Watch = "watch",
        /// Square, red.
        NeedsHelp = "needs_help",
        /// Hollow ring.
        NotKnown = "not_known",
    }
}

impl StatusWord {
    /// Reads a stored status; a word this version does not know reads as "not known".
    #[must_use]
    pub fn parse_or_not_known(word: &str) -> Self {
        StatusWord::parse(word).unwrap_or(StatusWord::NotKnown)
    }
}
