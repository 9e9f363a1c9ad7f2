//! What to think about before a measure is set up. Advice never blocks: the ward decides.

use crate::text::fold;

closed_words! {
    /// A piece of advice about a measure somebody is setting up.
    pub enum Advice {
        /// This ward cannot move it, so its chart will only ever disappoint.
        CannotMove = "cannot_move",
        /// Counting takes longer than two minutes, so it will stop.
        TooLong = "too_long",
        /// The name holds two measures.
        TwoInOne = "two_in_one",
        /// Most periods will be nought: the days between say more.
        TooRare = "too_rare",
        /// Nobody said what might get worse because of it.
        NoBalance = "no_balance",
    }
}

/// What is known of a measure so far; an empty word is a question not answered yet.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Draft<'a> {
    /// What it is called.
    pub name: &'a str,
    /// `count`, `percent`, `ratio`, `number` or `days_between`.
    pub value_kind: &'a str,
    /// How many are expected in a usual period; `None` when nobody said.
    pub usual: Option<f64>,
    /// `under_two` (minutes) or `longer`.
    pub takes: &'a str,
    /// `yes`, `partly` or `no`: whether this ward can move it within 90 days.
    pub moves: &'a str,
    /// What might get worse because of it.
    pub may_worsen: &'a str,
}

/// Fewer than this many in a usual period, and about half of the periods or more hold none.
const RARE: f64 = 1.0;
/// Fewer readings than this say nothing about how often there is none.
const FEWEST: usize = 8;

/// Lists what to think about, in the order of the questions.
#[must_use]
pub fn advice(draft: &Draft) -> Vec<Advice> {
    let mut found = Vec::new();
    if holds_two(draft.name) {
        found.push(Advice::TwoInOne);
    }
    if draft.value_kind == "count" && draft.usual.is_some_and(|n| n < RARE) {
        found.push(Advice::TooRare);
    }
    if draft.takes == "longer" {
        found.push(Advice::TooLong);
    }
    if draft.moves == "no" {
        found.push(Advice::CannotMove);
    }
    if draft.may_worsen.trim().is_empty() {
        found.push(Advice::NoBalance);
    }
    found
}

/// Says whether a name holds two measures: "falls and pressure ulcers", "falls / ulcers", "falls & ulcers".
fn holds_two(name: &str) -> bool {
    let folded = fold(name);
    let words: Vec<&str> = folded.split_whitespace().collect();
    let inner = words.get(1..words.len().saturating_sub(1)).unwrap_or_default();
    inner.iter().any(|w| matches!(*w, "and" | "&" | "+" | "plus" | "/" | "or"))
        || folded.contains(" as well as ")
        || folded
            .split_once('/')
            .is_some_and(|(a, b)| ends_in_letter(a) && b.starts_with(char::is_alphabetic))
}

fn ends_in_letter(text: &str) -> bool {
    text.ends_with(char::is_alphabetic)
}

/// Says whether a count is nought in more than half of its periods, once there are enough to tell.
///
/// Limits around such a count mean little; the days between two events do.
#[must_use]
pub fn too_rare(value_kind: &str, counts: &[f64]) -> bool {
    let none = counts.iter().filter(|n| **n == 0.0).count();
    value_kind == "count" && counts.len() >= FEWEST && none * 2 > counts.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_measures_in_one_name() {
        for name in [
            "Falls and pressure ulcers",
            "Falls / ulcers",
            "falls/ulcers",
            "Falls & ulcers",
            "A as well as B",
        ] {
            assert!(holds_two(name), "{name}");
        }
        for name in [
            "Falls",
            "Home before midday",
            "Bands",
            "and",
            "Call bells in reach",
            "9/10 seen",
            "Hand hygiene",
        ] {
            assert!(!holds_two(name), "{name}");
        }
    }

    #[test]
    fn each_answer_brings_its_own_advice() {
        let good = Draft {
            name: "Falls",
            value_kind: "count",
            usual: Some(4.0),
            takes: "under_two",
            moves: "yes",
            may_worsen: "People are kept in bed",
        };
        assert!(advice(&good).is_empty());
        let one = |draft: Draft| advice(&draft);
        assert_eq!(one(Draft { name: "Falls and sores", ..good.clone() }), [Advice::TwoInOne]);
        assert_eq!(one(Draft { usual: Some(0.5), ..good.clone() }), [Advice::TooRare]);
        assert!(one(Draft { usual: Some(1.0), ..good.clone() }).is_empty());
        assert!(one(Draft { usual: Some(0.5), value_kind: "days_between", ..good.clone() }).is_empty());
        assert_eq!(one(Draft { takes: "longer", ..good.clone() }), [Advice::TooLong]);
        assert_eq!(one(Draft { moves: "no", ..good.clone() }), [Advice::CannotMove]);
        assert!(one(Draft { moves: "partly", ..good.clone() }).is_empty());
        assert_eq!(one(Draft { may_worsen: " ", ..good }), [Advice::NoBalance]);
    }

    #[test]
    fn more_than_half_noughts_is_too_rare() {
        let half = [0.0, 1.0, 0.0, 2.0, 0.0, 1.0, 0.0, 1.0];
        assert!(!too_rare("count", &half));
        let more = [0.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 1.0];
        assert!(too_rare("count", &more));
        assert!(!too_rare("percent", &more) && !too_rare("count", &more[..7]));
    }
}
