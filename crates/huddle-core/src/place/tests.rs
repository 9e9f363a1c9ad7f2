use super::*;
use proptest::prelude::*;

#[test]
fn adding_at_the_ends_never_grows() {
    let mut low = rank_between(None, None);
    let mut high = low.clone();
    for _ in 0..20_000 {
        let next = rank_between(Some(&high), None);
        assert!(next > high && next.len() == HEAD);
        high = next;
        let next = rank_between(None, Some(&low));
        assert!(next < low && next.len() == HEAD);
        low = next;
    }
}

#[test]
fn the_range_has_no_end() {
    let mut rank = "zzzy".to_owned();
    for _ in 0..200 {
        let next = rank_between(Some(&rank), None);
        assert!(next > rank, "{next} {rank}");
        rank = next;
    }
    assert!(rank.len() < 45, "{rank}");
    let mut rank = "0002".to_owned();
    for _ in 0..200 {
        let next = rank_between(None, Some(&rank));
        assert!(next < rank, "{next} {rank}");
        rank = next;
    }
    assert!(rank.len() < 45, "{rank}");
}

#[test]
fn squeezing_the_same_gap_grows_one_character_in_five_or_more() {
    for towards_low in [true, false] {
        let (mut a, mut b) = ("V000".to_owned(), "V001".to_owned());
        for i in 1..=500 {
            let middle = rank_between(Some(&a), Some(&b));
            assert!(a < middle && middle < b);
            assert!(middle.len() <= HEAD + 1 + i / 5, "{i} {middle}");
            if towards_low { b = middle } else { a = middle }
        }
    }
}

#[test]
fn equal_or_swapped_neighbours_give_a_rank_just_after_the_first() {
    let got = rank_between(Some("V000"), Some("V000"));
    assert!(got.as_str() > "V000" && got.as_str() < "V001");
    let got = rank_between(Some("V005"), Some("V000"));
    assert!(got.as_str() > "V005" && got.as_str() < "V006");
}

#[test]
fn places_are_read_and_strangers_refused() {
    let place = Place::parse("doing|V000").unwrap();
    assert_eq!((place.column.as_str(), place.rank.as_str()), ("doing", "V000"));
    assert_eq!(place.to_string(), "doing|V000");
    for bad in ["", "doing", "doing|", "|V000", "doing|V 0", "doing|é", &format!("d|{}", "V".repeat(300))] {
        assert_eq!(Place::parse(bad), None, "{bad}");
    }
    // Ranks from outside never make it panic.
    for odd in ["", "0", "0000", "00000000", "zzzz", "é", "~", "V0000"] {
        for other in [None, Some("V000"), Some("0"), Some("zzzzzzz")] {
            let _ = (rank_between(Some(odd), other), rank_between(other, Some(odd)));
        }
    }
}

#[test]
fn spread_is_in_order() {
    for n in [0, 1, 2, 200, 5_000] {
        let ranks = spread(n);
        assert_eq!(ranks.len(), n);
        assert!(ranks.windows(2).all(|w| w[0] < w[1]));
        assert!(ranks.iter().all(|r| r.len() == HEAD));
    }
}

proptest! {
    /// Any sequence of inserts keeps the order people asked for.
    #[test]
    fn any_inserts_keep_the_total_order(places in prop::collection::vec(0.0f64..1.0, 1..200)) {
        let mut column: Vec<String> = Vec::new();
        for at in places {
            let i = (at * (column.len() + 1) as f64) as usize;
            let a = i.checked_sub(1).map(|j| column[j].clone());
            let b = column.get(i).cloned();
            let rank = rank_between(a.as_deref(), b.as_deref());
            prop_assert!(a.is_none_or(|a| a < rank) && b.is_none_or(|b| rank < b));
            prop_assert!(rank.len() == HEAD || !rank.ends_with('0'));
            column.insert(i, rank);
        }
        let mut sorted = column.clone();
        sorted.sort();
        prop_assert_eq!(&sorted, &column);
        prop_assert!(column.iter().all(|r| r.len() <= HEAD + 45));
    }

    #[test]
    fn between_any_two_there_is_one(a in "[0-9A-Za-z]{4,12}", b in "[0-9A-Za-z]{4,12}") {
        let trim = |s: &str| { let t = s.trim_end_matches('0'); if t.len() < 4 { s[..4].to_owned() } else { t.to_owned() } };
        let (a, b) = (trim(&a), trim(&b));
        prop_assume!(a != b);
        let (low, high) = if a < b { (a, b) } else { (b, a) };
        let middle = rank_between(Some(&low), Some(&high));
        prop_assert!(low < middle && middle < high, "{low} {middle} {high}");
    }
}
