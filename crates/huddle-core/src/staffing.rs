//! Planned and actual: arithmetic on numbers people typed, and nothing more.
//!
//! Nothing here decides whether a ward is safe. It says by how much two numbers differ, and whether
//! typed hours reach the figures a guideline names.

/// How an actual number stands to a planned one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// How many fewer than planned; 0 when as many or more.
    pub short_by: f64,
    /// How many more than planned; 0 when as many or fewer.
    pub over_by: f64,
    /// Actual as a percentage of planned; `None` when nothing was planned.
    pub percent_of_plan: Option<f64>,
}

/// Compares actual with planned; `None` when a number is negative or not finite.
#[must_use]
pub fn difference(planned: f64, actual: f64) -> Option<Difference> {
    let usable = |n: f64| n.is_finite() && n >= 0.0;
    if !usable(planned) || !usable(actual) {
        return None;
    }
    let percent_of_plan = (planned > 0.0).then(|| actual / planned * 100.0);
    Some(Difference {
        short_by: (planned - actual).max(0.0),
        over_by: (actual - planned).max(0.0),
        percent_of_plan,
    })
}

/// Hours of registered nurse time short beyond which the national guideline speaks of a red flag.
pub const RED_FLAG_HOURS: f64 = 8.0;
/// Share of registered nurse time short, in per cent, at which it does.
pub const RED_FLAG_PERCENT: f64 = 25.0;

/// What typed hours of registered nurse time come to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shortfall {
    /// Hours short; 0 when there are enough.
    pub hours: f64,
    /// Hours short as a percentage of the hours needed.
    pub percent: f64,
    /// More than 8 hours short.
    pub over_eight_hours: bool,
    /// 25% or more short.
    pub quarter_or_more: bool,
}

impl Shortfall {
    /// Says whether either figure is reached, "whichever comes first".
    #[must_use]
    pub fn is_reached(&self) -> bool {
        self.over_eight_hours || self.quarter_or_more
    }
}

/// Works out a shortfall of registered nurse hours on one shift (NICE SG1, 2014: more than 8 hours
/// or 25% of the time needed, whichever is reached first).
///
/// `None` when nothing is needed or a number is negative or not finite.
#[must_use]
pub fn nurse_hours_shortfall(needed: f64, available: f64) -> Option<Shortfall> {
    let gap = difference(needed, available)?;
    if needed <= 0.0 {
        return None;
    }
    let percent = gap.short_by / needed * 100.0;
    Some(Shortfall {
        hours: gap.short_by,
        percent,
        over_eight_hours: gap.short_by > RED_FLAG_HOURS,
        // Compared without dividing, so that 5.75 of 23 hours is exactly a quarter.
        quarter_or_more: gap.short_by > 0.0 && gap.short_by * 100.0 >= RED_FLAG_PERCENT * needed,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_over_and_percent() {
        let short = difference(5.0, 4.0).unwrap();
        assert_eq!((short.short_by, short.over_by, short.percent_of_plan), (1.0, 0.0, Some(80.0)));
        let over = difference(3.0, 4.0).unwrap();
        assert_eq!((over.short_by, over.over_by), (0.0, 1.0));
        assert_eq!(difference(0.0, 2.0).unwrap().percent_of_plan, None);
        for (p, a) in [(-1.0, 2.0), (1.0, -2.0), (f64::NAN, 1.0), (1.0, f64::INFINITY)] {
            assert_eq!(difference(p, a), None);
        }
    }

    #[test]
    fn a_quarter_or_more_than_eight_hours() {
        let reached = |needed, have| nurse_hours_shortfall(needed, have).unwrap().is_reached();
        assert!(reached(23.0, 17.25));
        assert!(!reached(23.0, 17.5));
        assert!(!reached(57.5, 49.5)); // Exactly 8 hours, 13.9%.
        assert!(reached(57.5, 49.25));
        assert!(!reached(23.0, 30.0));
        assert!(!reached(23.0, 23.0));
        assert_eq!(nurse_hours_shortfall(0.0, 0.0), None);
        assert_eq!(nurse_hours_shortfall(23.0, -1.0), None);
        let got = nurse_hours_shortfall(40.0, 30.0).unwrap();
        assert_eq!((got.hours, got.percent), (10.0, 25.0));
    }
}
