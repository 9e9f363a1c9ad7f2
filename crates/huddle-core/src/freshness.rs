//! Freshness is about people too: a block nobody has touched past its limit says since when.

use chrono::NaiveDate;

use crate::time::{Ms, ShiftPattern, WardZone, day_before, local_date, shift_at, shift_span};

closed_words! {
    /// A block of a screen that people keep up by hand.
    pub enum Block {
        /// The huddle: touched today.
        Huddle = "huddle",
        /// A safety cross: touched yesterday or today.
        Cross = "cross",
        /// This shift's numbers: touched this shift.
        ShiftNumbers = "shift_numbers",
    }
}

/// Says how fresh a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// Within its limit: its status is shown.
    Fresh,
    /// Past its limit: "Not updated since ..." stands in place of the status.
    NotSince(NaiveDate),
    /// No person has ever touched it.
    Never,
}

/// Judges a block by when a person last touched it. What the app filled in by itself does not count.
///
/// "Today" is the date of the running shift, so a night team at 02:00 still has the huddle of the
/// day it started on. A touch dated in the future (a PC with a wrong clock) counts as fresh.
#[must_use]
pub fn freshness(
    block: Block,
    touched: Option<Ms>,
    now: Ms,
    zone: WardZone,
    pattern: ShiftPattern,
) -> Freshness {
    let Some(touched) = touched else { return Freshness::Never };
    let shift = shift_at(now, zone, pattern);
    let touched_day = shift_at(touched, zone, pattern).date;
    let fresh = match block {
        Block::Huddle => touched_day >= shift.date,
        Block::Cross => touched_day >= day_before(shift.date),
        Block::ShiftNumbers => touched >= shift_span(shift, zone, pattern).0,
    };
    if fresh { Freshness::Fresh } else { Freshness::NotSince(local_date(touched, zone)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{HOUR_MS, Minutes};

    fn at(day: u32, hour: u16, minute: u16) -> Ms {
        let date = NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
        WardZone::default().instant(date, Minutes::new(hour, minute).unwrap())
    }
    fn judge(block: Block, touched: Ms, now: Ms) -> Freshness {
        freshness(block, Some(touched), now, WardZone::default(), ShiftPattern::default())
    }
    fn since(day: u32) -> Freshness {
        Freshness::NotSince(NaiveDate::from_ymd_opt(2026, 11, day).unwrap())
    }

    #[test]
    fn each_block_has_its_own_limit() {
        assert_eq!(judge(Block::Huddle, at(22, 8, 20), at(22, 19, 0)), Freshness::Fresh);
        assert_eq!(judge(Block::Huddle, at(22, 8, 20), at(23, 2, 0)), Freshness::Fresh);
        assert_eq!(judge(Block::Huddle, at(22, 8, 20), at(23, 7, 30)), since(22));
        assert_eq!(judge(Block::Cross, at(21, 9, 0), at(22, 23, 0)), Freshness::Fresh);
        assert_eq!(judge(Block::Cross, at(20, 9, 0), at(22, 9, 0)), since(20));
        assert_eq!(judge(Block::ShiftNumbers, at(22, 8, 0), at(22, 19, 59)), Freshness::Fresh);
        assert_eq!(judge(Block::ShiftNumbers, at(22, 8, 0), at(22, 20, 0)), since(22));
        // Typed at 01:00 in the night: this shift's, and the date shown is the calendar's.
        assert_eq!(judge(Block::ShiftNumbers, at(23, 1, 0), at(23, 7, 0)), Freshness::Fresh);
        assert_eq!(judge(Block::ShiftNumbers, at(23, 1, 0), at(23, 8, 0)), since(23));
    }

    #[test]
    fn never_and_the_future() {
        let (zone, pattern) = (WardZone::default(), ShiftPattern::default());
        assert_eq!(freshness(Block::Huddle, None, at(22, 9, 0), zone, pattern), Freshness::Never);
        assert_eq!(judge(Block::ShiftNumbers, at(22, 9, 0) + 90 * HOUR_MS, at(22, 9, 0)), Freshness::Fresh);
    }
}
