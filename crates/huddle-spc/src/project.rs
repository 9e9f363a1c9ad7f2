//! One ward's improvement projects: how far a measure moved, and what several measures say together.
//!
//! Every number is set against the same ward's own number before. Nothing here puts wards in an order.

use crate::before_after::{Paired, paired};
use serde::{Deserialize, Serialize};

/// Fewest complete pairs a test is worth: below it numbers are shown and nothing is said about chance.
///
/// Source: house rule; with four pairs the exact signed rank test cannot reach 0.05 at all (2/16), with five
/// 0.0625 is its smallest p value.
pub const LEAST_PAIRS: usize = 5;

/// Which way a measure went, as seen from the way that is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// The way that is better.
    Better,
    /// The other way.
    Worse,
    /// It stands where it stood.
    Same,
}

impl Way {
    /// Gives the stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Way::Better => "better",
            Way::Worse => "worse",
            Way::Same => "same",
        }
    }
}

/// What is known of a measure besides its numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Aim {
    /// More is better.
    pub up: bool,
    /// The numbers are shares in per cent.
    pub share: bool,
}

/// How far a measure is from where it was before.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Now minus before, in the measure's unit (percentage points for a share).
    pub difference: f64,
    /// The difference in per cent of before. `None` where that would mislead: before was nought or below
    /// it, or the measure is a share itself (40% to 60% is 20 points, and not "50% better").
    pub percent: Option<f64>,
    /// Which way.
    pub way: Way,
    /// Whether the target is reached; `None` without a target.
    pub reached: Option<bool>,
}

/// Sets a number against the one before the event; `None` when one of them is not finite.
pub fn change(before: f64, now: f64, aim: Aim, target: Option<f64>) -> Option<Change> {
    if !before.is_finite() || !now.is_finite() {
        return None;
    }
    // Rounding of the numbers themselves: 0.1 + 0.2 stands where 0.3 stood.
    let room = 1e-12 * before.abs().max(now.abs());
    let difference = now - before;
    let same = difference.abs() <= room;
    let way = match (same, (difference > 0.0) == aim.up) {
        (true, _) => Way::Same,
        (false, true) => Way::Better,
        (false, false) => Way::Worse,
    };
    let reached = target.filter(|t| t.is_finite()).map(|t| {
        let room = 1e-12 * t.abs().max(now.abs());
        if aim.up { now >= t - room } else { now <= t + room }
    });
    Some(Change {
        difference: if same { 0.0 } else { difference },
        percent: (before > 0.0 && !aim.share)
            .then(|| if same { 0.0 } else { 100.0 * difference / before })
            .filter(|p| p.is_finite()),
        way,
        reached,
    })
}

/// Several measures in one unit, with one way that is better, before and at their latest check.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Together {
    /// The comparison of the complete pairs; its difference is before minus now.
    pub paired: Paired,
    /// What may be said about it.
    pub says: Says,
}

/// What several measures may be made to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Says {
    /// Fewer than [`LEAST_PAIRS`] complete pairs: nothing.
    TooFew,
    /// Every one moved by the same amount: there is no spread to test against.
    AllEqual,
    /// The interval of the mean difference leaves nought out: more than chance alone would usually do.
    MoreThanChance,
    /// Chance alone could do it.
    ChanceCouldDoIt,
}

impl Says {
    /// Gives the stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Says::TooFew => "too_few",
            Says::AllEqual => "all_equal",
            Says::MoreThanChance => "more_than_chance",
            Says::ChanceCouldDoIt => "chance_could_do_it",
        }
    }
}

/// Looks at several measures together. A pair without both numbers is left out and counted as dropped.
///
/// "More than chance" needs the paired t test below 0.05 and, where the exact signed rank test has an answer,
/// that one below 0.1: with skewed numbers, such as lead times, one large pair alone must not carry it.
/// With five to six pairs the rank test cannot go below 0.03, so its mark is the wider one.
pub fn together(before: &[Option<f64>], now: &[Option<f64>]) -> Together {
    let paired = paired(before, now);
    let says = match &paired.test {
        _ if paired.pairs < LEAST_PAIRS => Says::TooFew,
        None => Says::AllEqual,
        Some(test) if test.p < 0.05 && paired.wilcoxon.is_none_or(|(_, p)| p < 0.1) => Says::MoreThanChance,
        Some(_) => Says::ChanceCouldDoIt,
    };
    Together { paired, says }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOWN: Aim = Aim { up: false, share: false };
    const UP: Aim = Aim { up: true, share: false };
    const SHARE: Aim = Aim { up: true, share: true };

    #[test]
    fn a_fall_is_better_where_less_is_better() {
        let c = change(80.0, 60.0, DOWN, Some(50.0)).unwrap();
        assert_eq!(
            (c.difference, c.percent, c.way, c.reached),
            (-20.0, Some(-25.0), Way::Better, Some(false))
        );
        let c = change(80.0, 60.0, UP, None).unwrap();
        assert_eq!((c.way, c.reached), (Way::Worse, None));
        assert_eq!(change(80.0, 50.0, DOWN, Some(50.0)).unwrap().reached, Some(true));
        assert_eq!(change(3.0, 5.0, UP, Some(5.0)).unwrap().reached, Some(true));
    }

    #[test]
    fn per_cent_is_left_out_where_it_would_mislead() {
        assert_eq!(change(0.0, 4.0, DOWN, None).unwrap().percent, None, "from nought there is no per cent");
        assert_eq!(change(-2.0, 4.0, UP, None).unwrap().percent, None);
        let share = change(40.0, 60.0, SHARE, None).unwrap();
        assert_eq!((share.percent, share.difference), (None, 20.0), "a share moves in points");
        assert_eq!(change(0.0, 0.0, DOWN, None).unwrap().way, Way::Same);
        assert_eq!(change(f64::NAN, 1.0, UP, None), None);
        assert_eq!(change(1.0, f64::INFINITY, UP, None), None);
        assert_eq!(change(f64::MIN_POSITIVE, 1e300, UP, None).unwrap().percent, None, "beyond any number");
    }

    #[test]
    fn the_same_number_is_the_same_whatever_its_last_digit() {
        let c = change(0.3, 0.1 + 0.2, UP, Some(0.3)).unwrap();
        assert_eq!((c.way, c.difference, c.percent, c.reached), (Way::Same, 0.0, Some(0.0), Some(true)));
    }

    fn some(values: &[f64]) -> Vec<Option<f64>> {
        values.iter().copied().map(Some).collect()
    }

    #[test]
    fn four_pairs_say_nothing_and_five_may() {
        let before = some(&[80.0, 62.0, 95.0, 71.0]);
        let now = some(&[40.0, 30.0, 41.0, 36.0]);
        let t = together(&before, &now);
        assert_eq!((t.says, t.paired.pairs), (Says::TooFew, 4));
        assert!(t.paired.test.is_some(), "the control: the test itself would have an answer");
        let five = together(&some(&[80.0, 62.0, 95.0, 71.0, 55.0]), &some(&[40.0, 30.0, 41.0, 36.0, 28.0]));
        assert_eq!(five.says, Says::MoreThanChance);
    }

    #[test]
    fn what_is_missing_is_no_pair() {
        let before = vec![Some(80.0), Some(62.0), Some(95.0), Some(71.0), Some(55.0)];
        let now = vec![Some(40.0), None, Some(41.0), Some(36.0), Some(28.0)];
        let t = together(&before, &now);
        assert_eq!((t.says, t.paired.pairs, t.paired.dropped), (Says::TooFew, 4, 1));
    }

    #[test]
    fn one_large_pair_does_not_carry_the_rest_and_equal_ones_have_no_spread() {
        let before = some(&[10.0, 12.0, 9.0, 11.0, 400.0]);
        let now = some(&[11.0, 10.0, 12.0, 7.0, 20.0]);
        assert_eq!(together(&before, &now).says, Says::ChanceCouldDoIt);
        let equal = together(&some(&[5.0, 6.0, 7.0, 8.0, 9.0]), &some(&[4.0, 5.0, 6.0, 7.0, 8.0]));
        assert_eq!(equal.says, Says::AllEqual);
    }
}
