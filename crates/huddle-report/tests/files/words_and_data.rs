//! The e-mail's text and the week file.

use crate::weeks::{any, day, empty, real};
use huddle_core::report::{Format, Reports};
use huddle_report::week_file::{WeekFileFault, read, write};
use huddle_report::{Press, text};
use huddle_testkit::chance::{Chance, seed};

#[test]
fn the_text_is_fifteen_lines_at_most_and_says_what_matters_first() {
    let mut chance = Chance::new(seed(0x7E87));
    for _ in 0..500 {
        let said = text::write(&any(&mut chance));
        assert!(said.lines().count() <= text::LINES, "{said}");
        assert!(said.ends_with('\n') && !said.contains('\r'));
        assert!(said.contains("No patient-identifiable information"), "{said}");
    }
    let said = text::write(&real());
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines[0], "Ward 6A: Week to Sunday 15 November 2026, version 1");
    assert_eq!(
        lines[1],
        "5 of 7 huddles held. 2 of 9 measures not entered. 3 days of the crosses not checked."
    );
    assert!(lines[2].starts_with("Needs your help: B6-0143"));
    assert!(said.contains("3. Not written this week"));
    assert!(said.contains("Falls: 9 falls. Worse than usual"));
}

#[test]
fn a_week_with_nothing_says_so() {
    let said = text::write(&empty());
    assert!(said.contains("0 of 0 huddles held. No measure was due. No crosses are kept."), "{said}");
    assert!(said.contains("Needs your help: nothing open."));
}

#[test]
fn a_week_file_comes_back_equal() {
    let mut chance = Chance::new(seed(0xF11E));
    for _ in 0..200 {
        let week = any(&mut chance);
        let opened = read(&write(&week).unwrap()).unwrap();
        assert_eq!(opened.week, week);
        assert!(!opened.altered);
    }
}

#[test]
fn changed_line_ends_are_no_edit_and_a_changed_figure_is() {
    let bytes = write(&real()).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let mailed = format!("\u{feff}{}", text.replace('\n', "\r\n"));
    assert!(!read(mailed.as_bytes()).unwrap().altered);
    let edited = text.replacen("\"value\": 9.0", "\"value\": 2.0", 1);
    assert_ne!(edited, text, "the test must change something");
    let opened = read(edited.as_bytes()).unwrap();
    assert!(opened.altered);
    let without = text.rsplit_once(",\n\"check\"").unwrap().0.to_owned() + "\n}\n";
    assert!(read(without.as_bytes()).unwrap().altered);
}

#[test]
fn a_newer_version_and_nonsense_are_refused_in_plain_words() {
    let text = String::from_utf8(write(&real()).unwrap()).unwrap();
    let newer = text.replacen("\"version\": 1", "\"version\": 2", 1);
    assert_eq!(read(newer.as_bytes()), Err(WeekFileFault::Newer));
    // A newer file may hold what this build cannot read at all; it is still named for what it is.
    let stranger = "{\"format\": \"huddleweek\", \"version\": 9, \"week\": {\"all\": \"new\"}}";
    assert_eq!(read(stranger.as_bytes()), Err(WeekFileFault::Newer));
    for bad in ["", "{}", "null", "{\"format\":\"huddleweek\",\"version\":1,\"week\":{}}", "PK\u{3}\u{4}"] {
        assert_eq!(read(bad.as_bytes()), Err(WeekFileFault::NotAWeek), "{bad}");
    }
    assert_eq!(read(&[0xff, 0xfe]), Err(WeekFileFault::NotAWeek));
    let tuesday = text.replacen("2026-11-09", "2026-11-10", 1);
    assert_eq!(read(tuesday.as_bytes()), Err(WeekFileFault::NotAWeek));
    assert!(WeekFileFault::Newer.to_string().contains("Update this PC"));
}

#[test]
fn cut_short_anywhere_a_week_file_is_refused_or_marked() {
    let bytes = Press.week(&real(), Format::Week).unwrap();
    for end in (0..bytes.len()).step_by(bytes.len() / 300 + 1) {
        if let Ok(opened) = read(&bytes[..end]) {
            assert!(opened.altered, "cut at {end} and nobody noticed");
        }
    }
}

#[test]
fn what_no_page_could_hold_is_refused_by_the_file_that_holds_it() {
    let spoilt = |how: fn(&mut huddle_core::report::WeekReport)| {
        let mut week = real();
        how(&mut week);
        read(&write(&week).unwrap()).map(|opened| opened.altered)
    };
    // The control: as it is, it opens.
    assert_eq!(spoilt(|_| ()), Ok(false));
    for (at, fault) in [
        spoilt(|w| w.made = day(1812, 1, 1).and_hms_opt(1, 0, 0).unwrap()),
        spoilt(|w| w.measures[0].readings[0].date = day(1899, 12, 31)),
        spoilt(|w| w.measures[0].usual_from = Some(day(3000, 1, 1))),
        spoilt(|w| w.crosses[0].month = day(1899, 12, 1)),
        spoilt(|w| w.crosses[0].days[0].date = day(1, 1, 1)),
        spoilt(|w| w.help[0].raised = day(1899, 12, 31)),
        spoilt(|w| w.monday = day(1066, 10, 15)),
    ]
    .into_iter()
    .enumerate()
    {
        assert!(matches!(fault, Err(WeekFileFault::DayTooFar | WeekFileFault::NotAWeek)), "{at}: {fault:?}");
    }
    assert_eq!(spoilt(|w| w.measures[0].sentence = "x".repeat(32_768)), Err(WeekFileFault::TooLong));
    assert_eq!(spoilt(|w| w.measures[0].sentence = "x".repeat(32_767)), Ok(false));
    assert_eq!(spoilt(|w| w.thanks = vec![String::new(); 50_001]), Err(WeekFileFault::TooLong));
}
