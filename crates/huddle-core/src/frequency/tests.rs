use super::*;
use proptest::prelude::*;

fn date(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}

#[test]
fn keys_are_written_and_read() {
    let sunday = date(2026, 11, 22);
    for (frequency, key) in [
        (Frequency::EachShift, "each_shift:2026-11-22:night"),
        (Frequency::Daily, "daily:2026-11-22"),
        (Frequency::Weekly, "weekly:2026-11-16"),
        (Frequency::Monthly, "monthly:2026-11-01"),
    ] {
        let period = Period::containing(frequency, sunday, Shift::Night);
        assert_eq!(period.key(), key);
        assert_eq!(Period::parse(key), Some(period));
    }
    for bad in [
        "",
        "daily",
        "daily:2026-02-30",
        "daily:2026-11-22:day",
        "each_shift:2026-11-22",
        "weekly:2026-11-22",
        "monthly:2026-11-02",
        "daily:2026-11-22:",
        "hourly:2026-11-22",
        "each_shift:2026-11-22:day:x",
        "daily:22/11/2026",
    ] {
        assert_eq!(Period::parse(bad), None, "{bad}");
    }
}

#[test]
fn months_end_where_the_calendar_says() {
    let february = Period::containing(Frequency::Monthly, date(2028, 2, 10), Shift::Day);
    assert_eq!((february.last_date(), february.days()), (date(2028, 2, 29), 29));
    assert_eq!(february.next().start, date(2028, 3, 1));
    assert_eq!(february.prev().start, date(2028, 1, 1));
    let year_end = Period::containing(Frequency::Weekly, date(2027, 1, 1), Shift::Day);
    assert_eq!((year_end.start, year_end.year()), (date(2026, 12, 28), 2026));
}

#[test]
fn today_is_due_and_yesterday_is_late() {
    let now = ShiftKey { date: date(2026, 11, 22), shift: Shift::Day };
    let got = due(Frequency::Daily, Weekdays::EVERY_DAY, date(2026, 11, 20), now, 10, |p| {
        p.start == date(2026, 11, 21)
    });
    let got: Vec<_> = got.iter().map(|d| (d.period.key(), d.late)).collect();
    assert_eq!(got, [("daily:2026-11-22".to_owned(), false), ("daily:2026-11-20".to_owned(), true)]);
}

#[test]
fn days_off_are_not_asked_for() {
    let now = ShiftKey { date: date(2026, 11, 23), shift: Shift::Day };
    let got = due(Frequency::EachShift, Weekdays::MONDAY_TO_FRIDAY, date(2026, 11, 19), now, 10, |_| false);
    let keys: Vec<_> = got.iter().map(|d| d.period.key()).collect();
    assert_eq!(
        keys,
        [
            "each_shift:2026-11-23:day",
            "each_shift:2026-11-20:night",
            "each_shift:2026-11-20:day",
            "each_shift:2026-11-19:night",
            "each_shift:2026-11-19:day"
        ]
    );
    assert!(!got[0].late && got[1].late);
}

#[test]
fn a_week_is_asked_for_from_its_sunday() {
    let ask = |day| {
        let now = ShiftKey { date: date(2026, 11, day), shift: Shift::Night };
        due(Frequency::Weekly, Weekdays::EVERY_DAY, date(2026, 11, 12), now, 10, |_| false)
            .iter()
            .map(|d| (d.period.start, d.late))
            .collect::<Vec<_>>()
    };
    assert_eq!(ask(21), [(date(2026, 11, 9), true)]);
    assert_eq!(ask(22), [(date(2026, 11, 16), false), (date(2026, 11, 9), true)]);
}

#[test]
fn asking_is_bounded() {
    let now = ShiftKey { date: date(2026, 11, 22), shift: Shift::Day };
    assert_eq!(due(Frequency::Daily, Weekdays::EVERY_DAY, date(1990, 1, 1), now, 9, |_| false).len(), 9);
    assert_eq!(due(Frequency::Daily, Weekdays::EVERY_DAY, date(1990, 1, 1), now, 9, |_| true).len(), 0);
    assert_eq!(Weekdays::from_bits(0), Weekdays::EVERY_DAY);
    assert_eq!(Weekdays::of(&[Weekday::Mon, Weekday::Sun]).bits(), 0b100_0001);
}

#[test]
fn periods_cover_a_stretch_without_gap() {
    let got = periods(Frequency::EachShift, date(2026, 11, 21), date(2026, 11, 22));
    assert_eq!(got.len(), 4);
    assert_eq!(periods(Frequency::Monthly, date(2016, 4, 1), date(2019, 3, 31)).len(), 36);
}

proptest! {
    #[test]
    fn next_and_prev_undo_each_other_and_leave_no_gap(days in 0i64..58_000, f in 0usize..4, night: bool) {
        let day = add_days(date(1990, 1, 1), days);
        let shift = if night { Shift::Night } else { Shift::Day };
        let frequency = Frequency::ALL[f];
        let period = Period::containing(frequency, day, shift);
        prop_assert!(period.start <= day && day <= period.last_date());
        prop_assert_eq!(period.next().prev(), period);
        prop_assert_eq!(period.prev().next(), period);
        prop_assert!(period < period.next());
        prop_assert_eq!(Period::parse(&period.key()), Some(period));
        if frequency != Frequency::EachShift {
            prop_assert_eq!(day_after(period.last_date()), period.next().start);
        }
    }
}
