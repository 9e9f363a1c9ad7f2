//! PCs that send what this one cannot read: three such things in an hour, and the PC is left alone for a quarter
//! of an hour (reliability D3.7). Kept in memory only: a restart gives everybody a new chance.
//!
//! The clock is the PC's own and may jump. Put back, it ends every pause: nobody is left alone for years.

use huddle_core::time::Ms;
use std::collections::HashMap;

/// Refused things in an hour after which a PC is left alone.
const REFUSED: usize = 3;
const HOUR_MS: Ms = 3_600_000;
/// For how long.
pub const PAUSE_MS: Ms = 900_000;

#[derive(Debug, Clone, Default)]
struct Offences {
    at: Vec<Ms>,
    /// Since when it is left alone.
    paused: Option<Ms>,
}

/// Who sent what could not be read. Only PCs on the ward's list are ever noted, so there are few.
#[derive(Debug, Clone, Default)]
pub struct Pauses(HashMap<[u8; 32], Offences>);

impl Pauses {
    /// Notes so many refused things of a PC.
    pub fn note(&mut self, device: [u8; 32], count: usize, now: Ms) {
        if count == 0 {
            return;
        }
        let of = self.0.entry(device).or_default();
        of.at.retain(|at| (0..HOUR_MS).contains(&(now - at)));
        of.at.extend(std::iter::repeat_n(now, count.min(REFUSED)));
        if of.at.len() >= REFUSED {
            of.at.clear();
            of.paused = Some(now);
        }
    }

    /// Says until when a PC is left alone; `None` when it is not.
    pub fn until(&self, device: &[u8; 32], now: Ms) -> Option<Ms> {
        let since = self.0.get(device)?.paused?;
        (0..PAUSE_MS).contains(&(now - since)).then_some(since + PAUSE_MS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: [u8; 32] = [1; 32];

    #[test]
    fn three_in_an_hour_are_followed_by_a_quarter_of_an_hour_alone() {
        let mut pauses = Pauses::default();
        let begun = 1_000_000_000;
        pauses.note(A, 1, begun);
        pauses.note(A, 1, begun + HOUR_MS / 2);
        assert_eq!(pauses.until(&A, begun + HOUR_MS / 2), None);
        // The first of them is an hour old by now, so these are two.
        pauses.note(A, 1, begun + HOUR_MS);
        assert_eq!(pauses.until(&A, begun + HOUR_MS), None);
        let third = begun + HOUR_MS + 1;
        pauses.note(A, 1, third);
        assert_eq!(pauses.until(&A, third), Some(third + PAUSE_MS));
        assert_eq!(pauses.until(&[2; 32], third), None, "another PC");
        assert_eq!(pauses.until(&A, third + PAUSE_MS - 1), Some(third + PAUSE_MS));
        assert_eq!(pauses.until(&A, third + PAUSE_MS), None, "it is over");
        pauses.note(A, 0, third + PAUSE_MS);
        pauses.note(A, 2, third + PAUSE_MS);
        assert_eq!(pauses.until(&A, third + PAUSE_MS), None, "counting began anew");
    }

    #[test]
    fn a_clock_put_back_ends_a_pause_and_one_put_forward_too() {
        let mut pauses = Pauses::default();
        let now = 1_000_000_000;
        pauses.note(A, 1_000_000, now);
        assert!(pauses.until(&A, now).is_some());
        assert_eq!(pauses.until(&A, now - 1), None);
        assert_eq!(pauses.until(&A, now + 63_072_000_000), None);
    }
}
