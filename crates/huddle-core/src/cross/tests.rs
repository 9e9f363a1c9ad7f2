use super::*;
use proptest::prelude::*;

fn nov(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
}
fn marks(list: &[(u32, DayState)]) -> Marks {
    list.iter().map(|(d, s)| (nov(*d), DayMark::of(*s))).collect()
}
fn from(day: u32) -> CrossStart {
    CrossStart { counting_from: nov(day), last_harm: None }
}
use DayState::{Harm, NearMiss, Safe};

#[test]
fn a_harm_marked_for_today_counts_at_once() {
    let m = marks(&[(20, Harm), (21, Safe), (22, Harm)]);
    let now = days_since(&m, &from(20), nov(22));
    assert_eq!((now.days, now.since, now.not_checked), (0, Since::LastHarm(nov(22)), 0));
    assert!(now.today_marked);
    // The day before it was typed in, tomorrow's mark would not have counted.
    assert_eq!(days_since(&m, &from(20), nov(21)).since, Since::LastHarm(nov(20)));
}

#[test]
fn unchecked_days_are_counted_and_stop_milestones() {
    let mut m = marks(&[(1, Harm), (2, Safe), (4, NearMiss), (5, Safe), (6, Safe), (7, Safe)]);
    let now = days_since(&m, &from(1), nov(8));
    assert_eq!((now.days, now.not_checked), (7, 1));
    assert_eq!(milestone_reached(&now, &MILESTONES), None);
    assert_eq!(next_milestone(&now, &MILESTONES), Some(14));
    // Once the missing day is marked the milestone is there; today itself may be unmarked.
    m.insert(nov(3), DayMark::of(Safe));
    let now = days_since(&m, &from(1), nov(8));
    assert_eq!((now.not_checked, now.today_marked), (0, false));
    assert_eq!(milestone_reached(&now, &MILESTONES), Some(7));
}

#[test]
fn set_up_asks_when_the_last_one_was() {
    let none = days_since(&Marks::new(), &from(4), nov(7));
    assert_eq!((none.days, none.since, none.not_checked), (3, Since::CountingBegan(nov(4)), 3));
    let start = CrossStart { counting_from: nov(4), last_harm: NaiveDate::from_ymd_opt(2026, 10, 5) };
    let known = days_since(&marks(&[(4, Safe), (5, Safe), (6, Safe)]), &start, nov(7));
    assert_eq!((known.days, known.not_checked), (33, 0));
    // Of 33 days the ward watched three: nobody marked the others, so they earn nothing.
    assert_eq!((known.counted, milestone_reached(&known, &MILESTONES)), (3, None));
    let week: Vec<(u32, DayState)> = (4..11).map(|day| (day, Safe)).collect();
    let later = days_since(&marks(&week), &start, nov(11));
    assert_eq!((later.days, later.counted, milestone_reached(&later, &MILESTONES)), (37, 7, Some(7)));
    // A last harm in the future is a slip and does not count.
    let slip = CrossStart { counting_from: nov(4), last_harm: Some(nov(20)) };
    assert_eq!(days_since(&Marks::new(), &slip, nov(7)).since, Since::CountingBegan(nov(4)));
}

#[test]
fn best_and_last_gap() {
    let mut m: Marks = (1..=28).map(|d| (nov(d), DayMark::of(Safe))).collect();
    for d in [2, 10, 13] {
        m.insert(nov(d), DayMark::of(Harm));
    }
    let g = gaps(&m, &from(1), nov(20));
    assert_eq!(g, Gaps { best: Some(8), last: Some(3), now_is_best: false });
    assert!(gaps(&m, &from(1), nov(22)).now_is_best);
    m.remove(&nov(5));
    assert_eq!(gaps(&m, &from(1), nov(20)).best, Some(3));
    m.remove(&nov(15));
    assert!(!gaps(&m, &from(1), nov(22)).now_is_best);
    assert_eq!(gaps(&marks(&[(3, Harm)]), &from(1), nov(9)), Gaps::default());
}

#[test]
fn marking_back_is_allowed_for_thirty_five_days() {
    let today = NaiveDate::from_ymd_opt(2026, 12, 20).unwrap();
    let start = CrossStart { counting_from: nov(1), last_harm: None };
    let m = marks(&[(2, Safe)]);
    let how = |date| marking(&m, &start, date, today);
    assert_eq!(how(today), Marking::InTime);
    assert_eq!(how(day_before(today)), Marking::InTime);
    assert_eq!(how(add_days(today, -2)), Marking::Later);
    assert_eq!(how(add_days(today, -35)), Marking::Later);
    assert_eq!(how(add_days(today, -36)), Marking::TooLongAgo);
    assert_eq!(how(day_after(today)), Marking::NotYet);
    assert_eq!(how(nov(2)), Marking::Regrade);
    assert_eq!(days_to_mark(&m, &start, today).len(), 35);
    let late = CrossStart { counting_from: today, last_harm: None };
    assert_eq!(marking(&m, &late, day_before(today), today), Marking::TooLongAgo);
}

#[test]
fn months_are_counted_up_to_today() {
    let mut m = marks(&[(1, Safe), (2, NearMiss), (3, Harm), (30, Safe)]);
    m.insert(nov(3), DayMark { state: Harm, count: 2, improved: true });
    let got = month_count(&m, &from(1), nov(9), nov(6));
    let want = MonthCount { safe: 1, near_miss: 1, harm: 1, events: 2, improved: 1, not_checked: 2 };
    assert_eq!(got, want);
    assert_eq!(
        month_count(&m, &from(1), NaiveDate::from_ymd_opt(2026, 12, 1).unwrap(), nov(6)),
        MonthCount::default()
    );
}

#[test]
fn the_cross_has_31_cells_of_its_own() {
    let cells: Vec<_> = (1..=31).map(|d| cell(d).unwrap()).collect();
    let mut sorted = cells.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, cells);
    sorted.dedup();
    assert_eq!(sorted.len(), 31);
    assert_eq!((cell(0), cell(32)), (None, None));
    assert_eq!(
        (cell(1), cell(7), cell(24), cell(31)),
        (Some((0, 2)), Some((3, 0)), Some((5, 5)), Some((8, 4)))
    );
}

#[test]
fn medals() {
    assert_eq!(
        MILESTONES.map(medal),
        [
            None,
            None,
            Some(Medal::Bronze),
            Some(Medal::Silver),
            Some(Medal::Silver),
            Some(Medal::Gold),
            Some(Medal::Gold)
        ]
    );
}

proptest! {
    /// Whatever is marked: no milestone across an unchecked day, and marking a day safe never makes the number smaller.
    #[test]
    fn no_milestone_over_an_unchecked_day(list in prop::collection::btree_map(0i64..120, 0u8..3, 0..120), today in 1i64..120, fill in 0i64..120) {
        let base = nov(1);
        let mut m: Marks = list.iter().map(|(d, s)| (add_days(base, *d), DayMark::of([Safe, NearMiss, Harm][usize::from(*s)]))).collect();
        let (start, today) = (from(1), add_days(base, today));
        let now = days_since(&m, &start, today);
        let mut day = day_after(now.since.date());
        if matches!(now.since, Since::CountingBegan(_)) { day = now.since.date(); }
        let mut open = 0;
        while day < today { if !m.contains_key(&day) { open += 1; } day = day_after(day); }
        prop_assert_eq!(open, now.not_checked);
        if open > 0 { prop_assert_eq!(milestone_reached(&now, &MILESTONES), None); }
        let fill = add_days(base, fill);
        if let std::collections::btree_map::Entry::Vacant(day) = m.entry(fill) {
            day.insert(DayMark::of(Safe));
            let after = days_since(&m, &start, today);
            prop_assert_eq!(after.days, now.days);
            prop_assert!(after.not_checked <= now.not_checked);
        }
    }
}

#[test]
fn a_certificate_never_counts_an_unchecked_day() {
    let run = |m: &Marks, start: &CrossStart, today| certified(m, start, today, &MILESTONES);
    let mut m: Marks = (2..=8).map(|d| (nov(d), DayMark::of(Safe))).collect();
    m.insert(nov(1), DayMark::of(Harm));
    let seven = Certified { days: 7, since: nov(2), reached: nov(8) };
    assert_eq!(run(&m, &from(1), nov(9)), Some(seven));
    // The seventh day itself, once marked; before that the run has six.
    assert_eq!(run(&m, &from(1), nov(8)), Some(seven));
    let mut six = m.clone();
    six.remove(&nov(8));
    assert_eq!(run(&six, &from(1), nov(8)), None);
    // The number of days since says seven all the same, and the milestone with it.
    assert_eq!(milestone_reached(&days_since(&six, &from(1), nov(8)), &MILESTONES), Some(7));
    // One day nobody checked, anywhere in the run, holds it back.
    for gap in 2..=8 {
        let mut holed = m.clone();
        holed.remove(&nov(gap));
        assert_eq!(run(&holed, &from(1), nov(9)), None, "{gap}");
    }
    assert_eq!(run(&m, &from(1), nov(10)), None, "yesterday is not checked");
    // Days before counting began are nobody's word: 33 days since, 7 of them checked.
    let start = CrossStart { counting_from: nov(2), last_harm: NaiveDate::from_ymd_opt(2026, 10, 5) };
    m.remove(&nov(1));
    assert_eq!(run(&m, &start, nov(9)), Some(seven));
    assert_eq!(run(&m, &from(2), nov(9)), Some(seven));
    assert_eq!(run(&Marks::new(), &from(2), nov(2)), None);
}

proptest! {
    #[test]
    fn every_day_of_a_certificate_was_marked_without_harm(
        days in proptest::collection::vec(0_u8..10, 60),
        begin in 0_i64..40,
        known in proptest::option::of(0_i64..60),
    ) {
        let day = |n: i64| crate::time::add_days(nov(1), n);
        let mut m = Marks::new();
        for (n, state) in days.iter().enumerate() {
            let state = match state { 0 => continue, 1 => Harm, 2 => NearMiss, _ => Safe };
            m.insert(day(i64::try_from(n).unwrap()), DayMark::of(state));
        }
        let start = CrossStart { counting_from: day(begin), last_harm: known.map(day) };
        for today in 0..60 {
            let Some(run) = certified(&m, &start, day(today), &MILESTONES) else { continue };
            prop_assert_eq!(days_between(run.since, run.reached) + 1, run.days);
            prop_assert!(run.reached <= day(today) && run.since >= day(begin));
            prop_assert_eq!(i64::try_from(m.range(run.since..=run.reached).count()).unwrap(), run.days);
            prop_assert!(m.range(run.since..=run.reached).all(|(_, mark)| mark.state != Harm));
        }
    }
}
