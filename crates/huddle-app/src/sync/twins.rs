//! Who is linked with this PC, and two PCs with one key (reliability D1.4).
//!
//! Each start of a program draws a number of its own. A PC that starts again has a new one and never goes back to
//! the old; so when one key is heard under a number that another has followed, two PCs have that key. Then neither is
//! believed: both are told, both keep what is typed on them, until one of them was set up anew.

use huddle_core::time::Ms;
use huddle_sync::Roster;
use std::collections::HashMap;

/// A frame of a start that is over may still be on its way for so long, milliseconds.
const ON_ITS_WAY: Ms = 5_000;
/// So long after the other one was heard last a PC is believed again, milliseconds; PCs try at least once a minute.
const GONE: Ms = 180_000;
/// Starts remembered of one PC.
const STARTS: usize = 16;

/// One start of a PC, as its links told.
struct Start {
    boot: [u8; 16],
    /// When it was met.
    met: Ms,
    heard: Ms,
    links: usize,
}

/// What is known of one key.
#[derive(Default)]
struct Known {
    /// In the order they were met.
    starts: Vec<Start>,
    twins: bool,
}

/// The PCs this one hears.
#[derive(Default)]
pub(crate) struct There(HashMap<[u8; 32], Known>);

impl There {
    /// Notes the first word of a link; says whether two PCs have this key.
    pub fn meets(&mut self, device: &[u8; 32], boot: [u8; 16], now: Ms) -> bool {
        let known = self.0.entry(*device).or_default();
        let newest = known.starts.last().is_some_and(|s| s.boot == boot);
        match known.starts.iter_mut().find(|s| s.boot == boot) {
            Some(start) => {
                start.links += 1;
                start.heard = now;
                known.twins |= !newest;
            }
            None => {
                known.starts.push(Start { boot, met: now, heard: now, links: 1 });
                if known.starts.len() > STARTS {
                    known.starts.remove(0);
                }
            }
        }
        known.are_twins(boot, now)
    }

    /// Notes a later word of a link; says whether two PCs have this key.
    pub fn hears(&mut self, device: &[u8; 32], boot: [u8; 16], now: Ms) -> bool {
        let Some(known) = self.0.get_mut(device) else { return false };
        let newer = known.starts.last().filter(|s| s.boot != boot).map(|s| s.met);
        if let Some(start) = known.starts.iter_mut().find(|s| s.boot == boot) {
            start.heard = now;
        }
        known.twins |= newer.is_some_and(|met| now - met >= ON_ITS_WAY);
        known.are_twins(boot, now)
    }

    /// Says whether two PCs have this key, as far as is known now.
    pub fn two(&mut self, device: &[u8; 32], boot: [u8; 16], now: Ms) -> bool {
        self.0.get_mut(device).is_some_and(|known| known.are_twins(boot, now))
    }

    /// Notes the end of a link.
    pub fn leaves(&mut self, device: &[u8; 32], boot: [u8; 16]) {
        let start = self.0.get_mut(device).and_then(|k| k.starts.iter_mut().find(|s| s.boot == boot));
        if let Some(start) = start {
            start.links = start.links.saturating_sub(1);
        }
    }

    /// Says whether of the writing PCs that are linked, this one included, this one has the lowest id.
    pub fn lowest(&self, me: &[u8; 32], roster: &Roster) -> bool {
        let linked = self.0.iter().filter(|(_, known)| known.starts.iter().any(|s| s.links > 0));
        linked
            .map(|(device, _)| device)
            .all(|device| me <= device || !roster.role(device).is_some_and(huddle_sync::Role::may_write))
    }
}

impl Known {
    fn are_twins(&mut self, boot: [u8; 16], now: Ms) -> bool {
        if self.twins && self.starts.iter().all(|s| s.boot == boot || now - s.heard > GONE) {
            self.twins = false;
            self.starts.retain(|s| s.boot == boot);
        }
        self.twins
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PC: [u8; 32] = [7; 32];
    const A: [u8; 16] = [1; 16];
    const B: [u8; 16] = [2; 16];

    #[test]
    fn a_pc_that_starts_again_is_one_pc() {
        let mut there = There::default();
        assert!(!there.meets(&PC, A, 0));
        assert!(!there.hears(&PC, A, 20_000));
        // It starts again; a frame of before is still on its way.
        assert!(!there.meets(&PC, B, 21_000));
        assert!(!there.hears(&PC, A, 21_500));
        for at in 1..100 {
            assert!(!there.hears(&PC, B, 21_000 + at * 20_000));
        }
    }

    #[test]
    fn one_key_heard_under_two_numbers_in_turn_is_two_pcs_until_one_stays_away() {
        let mut there = There::default();
        there.meets(&PC, A, 0);
        there.meets(&PC, B, 1_000);
        assert!(there.hears(&PC, A, 20_000), "both links stand");
        assert!(there.two(&PC, B, 20_000), "neither is believed");
        let mut there = There::default();
        there.meets(&PC, A, 0);
        there.meets(&PC, B, 1_000);
        assert!(there.meets(&PC, A, 2_000), "one link at a time");
        assert!(there.meets(&PC, B, 60_000));
        assert!(there.meets(&PC, B, 120_000), "the other one tried two minutes ago");
        assert!(!there.meets(&PC, B, 2_000 + GONE + 1), "the other one has another key by now");
    }
}
