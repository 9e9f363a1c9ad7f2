use super::*;
use proptest::prelude::*;

fn date(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}
fn utc(y: i32, m: u32, d: u32, h: u32, min: u32) -> Ms {
    date(y, m, d).and_hms_opt(h, min, 0).unwrap().and_utc().timestamp_millis()
}
fn at(h: u16, m: u16) -> Minutes {
    Minutes::new(h, m).unwrap()
}
fn key(d: NaiveDate, shift: Shift) -> ShiftKey {
    ShiftKey { date: d, shift }
}
const LONDON: fn() -> WardZone = WardZone::default;

#[test]
fn a_night_belongs_to_the_date_it_starts_on() {
    let p = ShiftPattern::default();
    let (z, sun) = (LONDON(), date(2026, 11, 22));
    assert_eq!(shift_at(utc(2026, 11, 22, 7, 29), z, p), key(date(2026, 11, 21), Shift::Night));
    assert_eq!(shift_at(utc(2026, 11, 22, 7, 30), z, p), key(sun, Shift::Day));
    assert_eq!(shift_at(utc(2026, 11, 22, 19, 59), z, p), key(sun, Shift::Day));
    assert_eq!(shift_at(utc(2026, 11, 22, 20, 0), z, p), key(sun, Shift::Night));
    assert_eq!(shift_at(utc(2026, 11, 23, 0, 0), z, p), key(sun, Shift::Night));
    assert_eq!(p.dates_of(key(date(2026, 11, 21), Shift::Night)), (date(2026, 11, 21), sun));
    assert_eq!(p.dates_of(key(sun, Shift::Day)), (sun, sun));
}

#[test]
fn summer_time_counts_local_hours() {
    // 6 August 2026 06:30 UTC is 07:30 in London.
    assert_eq!(local_hm(utc(2026, 8, 6, 6, 30), LONDON()), at(7, 30));
    assert_eq!(shift_at(utc(2026, 8, 6, 6, 29), LONDON(), ShiftPattern::default()).shift, Shift::Night);
    assert_eq!(local_date(utc(2026, 8, 5, 23, 30), LONDON()), date(2026, 8, 6));
}

#[test]
fn clock_change_nights_are_an_hour_short_and_an_hour_long() {
    let (z, p) = (LONDON(), ShiftPattern::default());
    let spring = shift_span(key(date(2026, 3, 28), Shift::Night), z, p);
    assert_eq!(spring.1 - spring.0, 10 * HOUR_MS + 30 * MINUTE_MS);
    let autumn = shift_span(key(date(2026, 10, 24), Shift::Night), z, p);
    assert_eq!(autumn.1 - autumn.0, 12 * HOUR_MS + 30 * MINUTE_MS);
    let plain = shift_span(key(date(2026, 11, 21), Shift::Night), z, p);
    assert_eq!(plain.1 - plain.0, 11 * HOUR_MS + 30 * MINUTE_MS);
}

#[test]
fn a_boundary_inside_the_changed_hour_has_one_owner() {
    let z = LONDON();
    let p = ShiftPattern { day_start: at(1, 30), night_start: at(13, 30) };
    // 29 March 2026: 01:00 to 02:00 does not exist; the shift starts when the clock shows 02:00.
    assert_eq!(z.instant(date(2026, 3, 29), at(1, 30)), utc(2026, 3, 29, 1, 0));
    // 25 October 2026: 01:30 comes twice; the first passing counts and time never goes back.
    assert_eq!(z.instant(date(2026, 10, 25), at(1, 30)), utc(2026, 10, 25, 0, 30));
    assert_eq!(shift_at(utc(2026, 10, 25, 1, 10), z, p), key(date(2026, 10, 25), Shift::Day));
}

#[test]
fn odd_patterns_work() {
    let z = LONDON();
    // Night from midnight: it touches one date only and is the first shift of that date.
    let p = ShiftPattern { day_start: at(8, 0), night_start: at(0, 0) };
    assert_eq!(shift_at(utc(2026, 11, 22, 3, 0), z, p), key(date(2026, 11, 22), Shift::Night));
    assert_eq!(shift_at(utc(2026, 11, 22, 23, 59), z, p), key(date(2026, 11, 22), Shift::Day));
    assert!(!p.passes_midnight(Shift::Night) && !p.passes_midnight(Shift::Day));
    // One shift only.
    let one = ShiftPattern { day_start: at(8, 0), night_start: at(8, 0) };
    assert_eq!(shift_at(utc(2026, 11, 22, 3, 0), z, one), key(date(2026, 11, 21), Shift::Day));
    assert_eq!(one.next(key(date(2026, 11, 21), Shift::Day)), key(date(2026, 11, 22), Shift::Day));
}

#[test]
fn weeks_start_on_monday() {
    assert_eq!(week_of(date(2026, 11, 22)), date(2026, 11, 16));
    assert_eq!(week_of(date(2026, 11, 23)), date(2026, 11, 23));
}

#[test]
fn times_of_day_are_read_strictly() {
    assert_eq!(Minutes::parse("07:42"), Some(at(7, 42)));
    assert_eq!(Minutes::parse("7:42"), Some(at(7, 42)));
    for bad in ["24:00", "7:5", "0730", "07:60", "", ":", "-1:30", "07:3a", "+7:30"] {
        assert_eq!(Minutes::parse(bad), None, "{bad}");
    }
    assert_eq!(at(0, 5).to_string(), "00:05");
}

#[test]
fn absurd_instants_do_not_panic() {
    for ms in [i64::MIN, i64::MAX, 0, -1] {
        let _ = shift_at(ms, LONDON(), ShiftPattern::default());
    }
    assert_eq!(WardZone::parse("Europe/Nowhere"), None);
}

proptest! {
    #[test]
    fn every_instant_lies_in_exactly_the_shift_it_is_given(
        minute in 0i64..(3 * 366 * 1440), day in 0u16..1440, night in 0u16..1440,
        zone in prop::sample::select(vec!["Europe/London", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"]),
    ) {
        let z = WardZone::parse(zone).unwrap();
        let p = ShiftPattern { day_start: Minutes(day), night_start: Minutes(night) };
        let ms = utc(2025, 1, 1, 0, 0) + minute * MINUTE_MS;
        let k = shift_at(ms, z, p);
        let (start, end) = shift_span(k, z, p);
        prop_assert!(start <= ms && ms < end, "{k:?} {start} {ms} {end}");
        prop_assert_eq!(p.prev(p.next(k)), k);
        prop_assert_eq!(p.next(p.prev(k)), k);
        let (first, last) = p.dates_of(k);
        let today = local_date(ms, z);
        prop_assert!(first <= today && today <= last);
    }
}
