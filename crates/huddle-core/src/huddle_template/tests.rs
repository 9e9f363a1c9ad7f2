use super::*;
use proptest::prelude::*;

fn keys(list: &[&Section]) -> Vec<&'static str> {
    list.iter().map(|s| s.key).collect()
}
fn set(words: &[&str]) -> BTreeSet<String> {
    words.iter().map(|w| (*w).to_owned()).collect()
}

#[test]
fn ten_minutes_staffing_second_who_does_what_last() {
    assert_eq!(DAILY.sections.iter().map(|s| s.seconds).sum::<u32>(), 600);
    assert_eq!(DAILY.sections[1].key, "staffing");
    assert_eq!(DAILY.sections.last().unwrap().key, "actions");
    assert_eq!(DAILY.start.to_string(), "08:15");
    let all = DAILY.laid_out(&[], &set(&[]), &set(&[]), false);
    assert_eq!(
        keys(&all),
        [
            "welcome",
            "staffing",
            "lookback",
            "dayssince",
            "today",
            "flow",
            "kit",
            "messages",
            "improve",
            "thanks",
            "actions"
        ]
    );
}

#[test]
fn the_short_form_keeps_four_whatever_is_hidden() {
    let short = DAILY.laid_out(&[], &set(&["staffing", "today"]), &set(&["checkin"]), true);
    assert_eq!(keys(&short), ["staffing", "lookback", "today", "actions"]);
}

#[test]
fn only_some_sections_may_be_hidden() {
    let hidden: Vec<_> = DAILY.sections.iter().filter(|s| s.may_hide).map(|s| s.key).collect();
    assert_eq!(hidden, ["checkin", "flow", "kit", "messages", "improve"]);
    let list =
        DAILY.laid_out(&[], &set(&["kit", "staffing", "actions", "nonsense"]), &set(&["checkin"]), false);
    let list = keys(&list);
    assert!(!list.contains(&"kit") && list.contains(&"staffing") && list.contains(&"actions"));
    assert_eq!(list[2], "checkin");
}

#[test]
fn a_ward_may_reorder_and_old_orders_still_work() {
    let order: Vec<String> =
        ["actions", "kit", "lookback", "welcome", "gone", "kit"].map(str::to_owned).to_vec();
    let list = DAILY.laid_out(&order, &set(&[]), &set(&[]), false);
    let list = keys(&list);
    assert_eq!((list[0], *list.last().unwrap()), ("welcome", "actions"));
    let place = |k: &str| list.iter().position(|s| *s == k).unwrap();
    assert!(place("kit") < place("lookback"));
    assert_eq!(place("messages"), place("kit") + 1);
    assert_eq!(list.len(), 11);
}

#[test]
fn a_day_nobody_recorded_is_not_a_day_not_held() {
    use HuddleStatus as H;
    assert_eq!(huddle_day(&[]), HuddleDay::NothingRecorded);
    assert_eq!(huddle_day(&[H::Running]), HuddleDay::NothingRecorded);
    assert_eq!(huddle_day(&[H::NotHeld, H::Short]), HuddleDay::Short);
    assert_eq!(huddle_day(&[H::NotHeld, H::Prepared]), HuddleDay::NotHeld);
    assert_eq!(huddle_day(&[H::Short, H::Held]), HuddleDay::Held);
    assert_eq!(covered(&[SectionState::Raised, SectionState::NotCovered, SectionState::NothingToRaise]), 2);
}

#[test]
fn the_huddle_marks_yesterdays_crosses() {
    let monday = NaiveDate::from_ymd_opt(2026, 3, 1).unwrap();
    assert_eq!(crosses_marked_by(monday).to_string(), "2026-02-28");
}

proptest! {
    #[test]
    fn any_order_keeps_every_section_once_with_the_ends_in_place(order in prop::collection::vec("welcome|staffing|lookback|today|kit|thanks|actions|x", 0..12)) {
        let on = set(&["checkin"]);
        let list = DAILY.laid_out(&order, &set(&[]), &on, false);
        let list = keys(&list);
        prop_assert_eq!(list.len(), 12);
        prop_assert_eq!(list.iter().collect::<BTreeSet<_>>().len(), 12);
        prop_assert_eq!((list[0], list[11]), ("welcome", "actions"));
    }
}
