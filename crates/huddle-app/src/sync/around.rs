//! Finding other PCs on the network while somebody has "Add a PC" or "Join a ward" open.
//!
//! The screen asks every few seconds, and being asked is what keeps it going: a page that was closed, or a window
//! that died, ends it by saying nothing. The host looks and writes down what it found.

use super::reach::Files;
use crate::app::App;
use crate::exec::Ask;
use crate::fault::Fault;
use crate::wire::{FoundPc, SharingAround, SharingAroundView};
use huddle_core::time::Ms;

/// How long a screen that asked is taken to be open.
const OPEN_MS: Ms = 8_000;

/// A PC that shows itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The letters it shows.
    pub tag: String,
    /// Address and port.
    pub address: String,
}

/// What came of looking around.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AroundSaid {
    /// It is being looked.
    pub looking: bool,
    /// The letters this PC shows itself as; empty while it does not.
    pub tag: String,
    /// PCs that show themselves.
    pub found: Vec<Found>,
    /// Why nothing can be found, in a sentence; empty otherwise.
    pub said: String,
}

/// Says who is around, and keeps the looking going.
pub fn sharing_around_get(ask: &Ask, req: SharingAround) -> Result<SharingAroundView, Fault> {
    let off = Files::read(ask.env, ask.folder).policy.no_discovery;
    if off {
        return Ok(SharingAroundView {
            looking: false,
            tag: String::new(),
            found: Vec::new(),
            said: "Your trust switched off finding PCs on the network. Type the address instead.".to_owned(),
        });
    }
    // A wall only shows.
    if !ask.caller.read_only {
        ask.said.note(|words| words.around_asked = Some((ask.now, req.show)));
    }
    let around = ask.said.get().around;
    let one = |found: Found| FoundPc { tag: found.tag, address: found.address };
    Ok(SharingAroundView {
        looking: around.looking,
        tag: around.tag,
        found: around.found.into_iter().map(one).collect(),
        said: around.said,
    })
}

impl App {
    /// Says whether somebody wants to know who is around; true in it wants this PC shown, false wants others found.
    pub fn around_wanted(&self) -> Option<bool> {
        let (asked, show) = self.said().get().around_asked?;
        (0..OPEN_MS).contains(&(self.now() - asked)).then_some(show)
    }

    /// Notes what came of looking around.
    pub fn note_around(&self, around: AroundSaid) {
        self.said().note(|words| words.around = around);
    }

    /// Returns the address at which other PCs reach this one, while they do.
    pub fn listens_at(&self) -> Option<String> {
        self.said().get().here?.ok()
    }
}
