//! Who may see a record: the ward's own PCs, the matron's, or everybody who passes the wall.

use crate::kind::Kind;

closed_words! {
    /// Says how far a record may travel; the order is strictest first, so `min` is the stricter one.
    pub enum Audience {
        /// The ward's own PCs only. Everything typed starts here.
        Ward = "ward",
        /// Also the matron's PC.
        Matron = "matron",
        /// Also wall screens, where visitors can read it.
        Wall = "wall",
    }
}

impl Audience {
    /// Reads a stored level; a word this version does not know counts as the strictest level.
    #[must_use]
    pub fn parse_or_strictest(word: &str) -> Self {
        Audience::parse(word).unwrap_or(Audience::Ward)
    }
}

/// Gives the stricter of two levels; a clash between two PCs is settled this way.
#[must_use]
pub fn stricter(a: Audience, b: Audience) -> Audience {
    a.min(b)
}

/// Gives the level a new record of this kind starts at and the widest it may ever be raised to.
///
/// - Check-ins never leave the ward's PCs: totals of ten answers or more travel in the week.
/// - Huddles and compacts hold free text about the day and about colleagues: never the wall. A
///   huddle made from the after-event template is narrower still, see [`huddle_max`].
/// - Projects are read by the ward and its matron: why something was not measured or did not hold is no line
///   for visitors, and the wall has no page for it.
/// - Readings, crosses and replies take their parent's level; what stands here for them is the
///   widest a parent can have. See [`inherits`].
/// - A kind this version does not know stays on the ward's PCs.
#[must_use]
pub fn table(kind: &Kind) -> (Audience, Audience) {
    use Audience::{Matron, Wall, Ward};
    match kind {
        Kind::Checkin | Kind::Unknown(_) => (Ward, Ward),
        Kind::Huddle | Kind::Compact | Kind::Week | Kind::Project => (Ward, Matron),
        Kind::Ward
        | Kind::Card
        | Kind::Notice
        | Kind::StandardWork
        | Kind::Measure
        | Kind::Readings
        | Kind::Cross
        | Kind::Escalation
        | Kind::Reply
        | Kind::Idea
        | Kind::Test => (Ward, Wall),
    }
}

/// Says whether records of this kind take the level of their parent (measure, cross, escalation).
#[must_use]
pub fn inherits(kind: &Kind) -> bool {
    matches!(kind, Kind::Readings | Kind::Cross | Kind::Reply)
}

/// Gives the widest level a huddle made from this template may have.
///
/// "After something happened" (T4) and "Looking back" (T5) never leave the ward's PCs.
#[must_use]
pub fn huddle_max(template: &str) -> Audience {
    match template {
        "T4" | "T5" => Audience::Ward,
        _ => table(&Kind::Huddle).1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strictest_is_smallest_and_wins() {
        assert!(Audience::Ward < Audience::Matron && Audience::Matron < Audience::Wall);
        for a in Audience::ALL {
            for b in Audience::ALL {
                assert_eq!(stricter(*a, *b), stricter(*b, *a));
                assert!(stricter(*a, *b) <= *a && stricter(*a, *b) <= *b);
            }
        }
        assert_eq!(Audience::parse_or_strictest("everybody"), Audience::Ward);
        assert_eq!(Audience::parse_or_strictest("wall"), Audience::Wall);
    }

    #[test]
    fn everything_starts_on_the_ward_and_private_kinds_never_reach_the_wall() {
        for kind in Kind::KNOWN {
            let (default, max) = table(kind);
            assert_eq!(default, Audience::Ward, "{kind}");
            assert!(default <= max, "{kind}");
        }
        for kind in [Kind::Checkin, Kind::Compact, Kind::Huddle, Kind::Project, Kind::Unknown("x".into())] {
            assert!(table(&kind).1 < Audience::Wall, "{kind}");
        }
        assert_eq!(huddle_max("T4"), Audience::Ward);
        assert_eq!(huddle_max("T1"), Audience::Matron);
    }
}
