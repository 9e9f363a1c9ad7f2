//! EXP-03: what is read out of the PDF is what was put in, and the file is fit for a screen reader.

use crate::equal::{differs, expected};
use crate::walk::{Walk, squeeze, walk};
use crate::weeks::{any, day, empty, real};
use huddle_core::cross::Medal;
use huddle_core::report::*;
use huddle_report::Press;
use huddle_report::page::week_page;
use huddle_testkit::chance::{Chance, count, seed};

fn week(w: &WeekReport) -> (Vec<u8>, Walk) {
    let bytes = Press.week(w, Format::Pdf).expect("a PDF");
    let walked = walk(&bytes);
    (bytes, walked)
}

#[test]
fn exp_03_what_is_read_out_is_what_was_put_in() {
    let mut chance = Chance::new(seed(0xE503));
    for i in 0..count("WEEKS", 100, 500) {
        let w = any(&mut chance);
        let (bytes, walked) = week(&w);
        assert_eq!(walked.faults, Vec::<String>::new(), "week {i}");
        let page = week_page(&w);
        assert_eq!(differs(&walked, &expected(&page)), None, "week {i}");
        let drawn: Vec<&str> = page.crosses.iter().map(|c| c.alt.as_str()).collect();
        let charts = page.signals.rows.iter().filter(|m| !m.svg.is_empty()).map(|m| m.alt.as_str());
        let wanted: Vec<String> = drawn.into_iter().chain(charts).map(crate::equal::printed).collect();
        assert_eq!(walked.pictures(), wanted, "week {i}: the words of its pictures");
        for page in &walked.page_text {
            assert!(squeeze(page).contains(&squeeze(&week_page(&w).title)), "a page without ward and week");
        }
        if i == 0 {
            assert_eq!(bytes, week(&w).0, "not the same bytes twice");
            let mut other = w.clone();
            other.complete.huddles_held += 1;
            let put_in = expected(&week_page(&other));
            assert!(differs(&walked, &put_in).is_some(), "the control: another figure must be noticed");
            let mut less = expected(&page);
            less.remove(0);
            assert!(differs(&walked, &less).is_some(), "the control: words nobody put in must be noticed");
        }
    }
}

#[test]
fn the_real_week_is_two_pages_at_most_with_its_fonts_and_words_for_every_chart() {
    let (_, walked) = week(&real());
    assert_eq!(walked.faults, Vec::<String>::new());
    assert!(walked.pages <= 2, "{} pages", walked.pages);
    assert_eq!(walked.lang, "en-GB");
    assert_eq!(walked.title, "Ward 6A, week to Sunday 15 November 2026, version 1");
    assert!(walked.fonts.iter().all(|f| f.contains("NotoSans")), "{:?}", walked.fonts);
    let alts: Vec<&str> = walked.elements.iter().filter_map(|e| e.alt.as_deref()).collect();
    assert!(
        alts.iter()
            .any(|a| a.starts_with("Safety cross of Falls, November 2026: 13 days safe")
                || a.contains("Falls"))
    );
    assert_eq!(walked.elements.iter().filter(|e| e.role == "Figure").count(), 6);
    assert!(
        alts.iter()
            .any(|a| a.starts_with("Line chart of Falls: 15 readings, one a week, from 3 August 2026"))
    );
}

#[test]
fn a_week_with_nothing_is_a_page_that_says_so() {
    let (_, walked) = week(&empty());
    assert_eq!(walked.faults, Vec::<String>::new());
    assert_eq!(walked.pages, 1);
    assert!(walked.read_out().contains("Notwrittenthisweek"));
}

#[test]
fn signs_without_a_shape_are_marked_and_the_page_says_so() {
    let mut w = empty();
    w.lines = vec!["Tea 🫖 for 护士 and Łucja".into()];
    let (_, walked) = week(&w);
    assert_eq!(walked.faults, Vec::<String>::new());
    let said = walked.read_out();
    assert!(said.contains("Tea🫖for�andŁucja"), "{said}");
    assert!(said.contains("Somesignscannotbeprinted"));
}

/// Pictures that are put together from several signs stay together, and are read out as they were typed.
#[test]
fn small_pictures_are_printed_and_the_page_has_nothing_to_say_about_signs() {
    let mut w = empty();
    w.lines = vec!["Diolch 👍🏽 👩‍⚕️ 🇬🇧 ❤️ © 5€".into(), "Dziękuję 🎉".into(), "شكرا 🙂".into()];
    let (bytes, walked) = week(&w);
    assert_eq!(walked.faults, Vec::<String>::new());
    let typed = ["Diolch 👍🏽 👩\u{200d}⚕ 🇬🇧 ❤ © 5€", "Dziękuję 🎉", "شكرا 🙂"].map(str::to_owned);
    assert_eq!(crate::equal::first_missing(&walked, &typed), None);
    let said = walked.read_out();
    assert!(!said.contains("Somesignscannotbeprinted"));
    assert!(walked.fonts.iter().any(|font| font.contains("NotoEmoji")), "{:?}", walked.fonts);
    if let Ok(dir) = std::env::var("PAPER_TO") {
        std::fs::write(format!("{dir}/signs.pdf"), bytes).unwrap();
    }
}

/// What people type is text: nothing of it reaches the typesetter as its own language.
#[test]
fn the_typesetters_own_signs_come_out_as_text() {
    let hostile = "#panic() *bold* _it_ $x^2$ [link](a) @ref <label> `raw` = head \\u{41} // not a note";
    let mut w = real();
    w.lines = vec![hostile.into(), "#import \"/data.json\"".into(), "</svg><script>alert(1)</script>".into()];
    w.ward.name = "Ward #6 $A$ *".into();
    w.measures[1].name = "Falls & <b>slips</b> #x".into();
    w.help[0].ask = "https://example.org and mail@example.org".into();
    let (_, walked) = week(&w);
    assert_eq!(walked.faults, Vec::<String>::new());
    assert_eq!(differs(&walked, &expected(&week_page(&w))), None);
    assert!(walked.title.contains("Ward #6 $A$ *"), "{}", walked.title);
    // The chart's own letters are escaped in its drawing and whole in its words.
    assert!(walked.elements.iter().filter_map(|e| e.alt.as_deref()).any(|a| a.contains("<b>slips</b> #x")));
}

#[test]
fn a_week_of_500_cards_and_endless_words_is_still_a_page() {
    let mut w = real();
    let long = "Everything about the hoist in the far bay and what came of it ".repeat(60);
    w.cards = (0..500)
        .map(|i| CardLine {
            title: format!("Card {i}"),
            lane: "Quality".into(),
            column: "Doing".into(),
            owner: String::new(),
            days: i,
            due: None,
        })
        .collect();
    w.lines = vec![long.clone(), "W".repeat(400), long.clone()];
    w.thanks = (0..500).map(|i| format!("Number {i}")).collect();
    w.late = (0..500)
        .map(|i| LateAction { what: format!("Late {i}"), owner: "KP".into(), due: w.monday, days: i })
        .collect();
    w.measures = (0..60)
        .map(|i| {
            let mut m = w.measures[1].clone();
            m.name = format!("Measure {i}");
            m
        })
        .collect();
    let (_, walked) = week(&w);
    assert_eq!(walked.faults, Vec::<String>::new());
    assert_eq!(differs(&walked, &expected(&week_page(&w))), None);
    assert!(walked.pages <= 8, "{} pages", walked.pages);
    assert!(walked.read_out().contains("495moreinthespreadsheet"));
}

#[test]
fn wards_side_by_side_are_set_too() {
    let mut other = real();
    other.ward.name = "Ash ward".into();
    other.ward.id = "w-2".into();
    other.measures.truncate(4);
    let mut third = real();
    third.ward.name = "Elm ward".into();
    third.ward.id = "w-3".into();
    let weeks = [real(), other, third].map(|week| OpenedWeek { week, altered: false, rival: false });
    let walked = walk(&Press.compare(&weeks, Format::Pdf).unwrap());
    assert_eq!(walked.faults, Vec::<String>::new());
    let said = walked.read_out();
    assert!(said.find("Ashward").unwrap() < said.find("Ward6A").unwrap());
    assert!(said.contains("Doesnotcountthis"));
    assert!(said.contains("Wardsdiffer.Donotrank."));
}

fn sheets() -> Vec<(&'static str, Sheet)> {
    let at = day(2026, 11, 22).and_hms_opt(7, 30, 0).unwrap();
    let section = |name: &str, prompt: &str, boxes: &[(&str, Option<f64>)]| SheetSection {
        name: name.into(),
        prompt: prompt.into(),
        boxes: boxes.iter().map(|(l, p)| NumberBox { label: (*l).into(), planned: *p }).collect(),
    };
    vec![
        (
            "huddle",
            Sheet::Huddle(HuddleSheet {
                ward: "Ward 6A".into(),
                date: day(2026, 11, 22),
                shift: "Day".into(),
                name: "Daily ward huddle".into(),
                code: "H-1122-D1".into(),
                sections: vec![
                    section("Last 24 hours", "What happened? Anyone hurt?", &[]),
                    section(
                        "Staffing",
                        "Who is here, who is not?",
                        &[
                            ("Registered nurses", Some(4.0)),
                            ("Health care assistants", Some(5.0)),
                            ("One-to-one needed", None),
                        ],
                    ),
                    section("Today's risks", "Who worries you?", &[("High falls risk", None)]),
                    section(
                        "Coming and going",
                        "Who goes home today?",
                        &[("Going home", Some(3.0)), ("Coming in", None)],
                    ),
                    section("Messages", "", &[]),
                    section("Thanks", "Who made a difference?", &[]),
                ],
                carried: vec![
                    Carried { what: "Order slide sheets".into(), owner: "KP".into(), due: "Monday".into() },
                    Carried {
                        what: "Ring estates about the hoist".into(),
                        owner: "SM".into(),
                        due: "today".into(),
                    },
                ],
                days_since: vec![
                    DaysLine { name: "Falls".into(), days: Some(11), not_checked: 1 },
                    DaysLine { name: "Pressure ulcers".into(), days: Some(48), not_checked: 0 },
                    DaysLine { name: "Medicines".into(), days: Some(20), not_checked: 0 },
                ],
            }),
        ),
        (
            "glance",
            Sheet::Glance(Glance {
                ward: "Ward 6A".into(),
                at,
                lanes: ["Quality", "Service", "Delivery", "Morale", "Waste and cost"]
                    .iter()
                    .map(|name| GlanceLane {
                        name: (*name).into(),
                        status: "On track".into(),
                        today: vec![TodayNumber {
                            label: "Registered nurses".into(),
                            planned: Some(4.0),
                            actual: Some(3.0),
                            why: "sickness".into(),
                        }],
                        measures: vec![GlanceMeasure {
                            name: "Falls".into(),
                            value: "2".into(),
                            sentence: "No real change.".into(),
                        }],
                        doing: 3,
                        oldest_days: Some(12),
                        waiting: 1,
                    })
                    .collect(),
            }),
        ),
        (
            "procedure",
            Sheet::Procedure(Procedure {
                ward: "Ward 6A".into(),
                title: "Moving a patient with the hoist".into(),
                version: 3,
                owner: "KP".into(),
                review: Some(day(2027, 2, 1)),
                banner: "On trial until 4 December 2026".into(),
                who: "Two trained staff".into(),
                needs: vec!["Hoist, charged".into(), "The right sling".into()],
                steps: vec![
                    ProcedureStep {
                        text: "Check the sling's label and size.".into(),
                        key_point: "Read it aloud to each other.".into(),
                        reason: "Most slips come from a wrong size.".into(),
                        warning: String::new(),
                    },
                    ProcedureStep {
                        text: "Lift two inches and stop.".into(),
                        key_point: String::new(),
                        reason: String::new(),
                        warning: "If a loop moves, lower at once.".into(),
                    },
                ],
                good: "Nobody hurried; the patient knew each step.".into(),
                wrong: "Lower, stay with the patient, call for help.".into(),
            }),
        ),
        ("crosses", Sheet::Crosses(CrossSheet { ward: "Ward 6A".into(), at, crosses: real().crosses })),
        (
            "certificate",
            Sheet::Certificate(Certificate {
                ward: "Ward 6A".into(),
                cross: "Pressure ulcers".into(),
                days: 60,
                since: day(2026, 9, 20),
                reached: day(2026, 11, 19),
                medal: Some(Medal::Silver),
            }),
        ),
    ]
}

#[test]
fn every_sheet_prints_on_two_pages_at_most_and_is_sound() {
    for (name, sheet) in sheets() {
        let bytes = Press.sheet(&sheet).unwrap();
        let walked = walk(&bytes);
        assert_eq!(walked.faults, Vec::<String>::new(), "{name}");
        assert!(walked.pages <= if name == "huddle" { 2 } else { 1 }, "{name}: {} pages", walked.pages);
        assert_eq!(bytes, Press.sheet(&sheet).unwrap(), "{name} differs the second time");
        if let Ok(dir) = std::env::var("PAPER_TO") {
            std::fs::write(format!("{dir}/{name}.pdf"), bytes).unwrap();
        }
    }
    if let Ok(dir) = std::env::var("PAPER_TO") {
        std::fs::write(format!("{dir}/week.pdf"), Press.week(&real(), Format::Pdf).unwrap()).unwrap();
    }
}

#[test]
fn a_pack_is_its_pages_one_after_the_other_and_says_when_it_was_made() {
    let wanted = ["huddle", "glance", "crosses"];
    let pages: Vec<Sheet> =
        sheets().into_iter().filter(|(name, _)| wanted.contains(name)).map(|(_, sheet)| sheet).collect();
    assert_eq!(pages.len(), wanted.len());
    let alone: Vec<Walk> = pages.iter().map(|sheet| walk(&Press.sheet(sheet).unwrap())).collect();
    let pack = |sheets: Vec<Sheet>| Pack {
        ward: "Ward 6A".into(),
        day: day(2026, 11, 23),
        at: day(2026, 11, 23).and_hms_opt(2, 1, 0).unwrap(),
        sheets,
    };
    let bytes = Press.sheet(&Sheet::Pack(pack(pages.clone()))).unwrap();
    let walked = walk(&bytes);
    assert_eq!(walked.faults, Vec::<String>::new());
    assert_eq!(walked.pages, alone.iter().map(|one| one.pages).sum::<usize>());
    // Every page says what it says on its own, in the same order.
    assert_eq!(walked.read_out(), alone.iter().map(Walk::read_out).collect::<String>());
    assert_eq!(walked.title, "Ward 6A, pages for Monday 23 November 2026");
    for page in &walked.page_text {
        assert!(squeeze(page).contains("Made"), "{page}");
    }
    assert_eq!(bytes, Press.sheet(&Sheet::Pack(pack(pages.clone()))).unwrap());
    // A pack inside a pack is left out, and one with nothing in it is still a sound file.
    let inside = Press.sheet(&Sheet::Pack(pack(vec![Sheet::Pack(pack(pages))]))).unwrap();
    assert_eq!(inside, Press.sheet(&Sheet::Pack(pack(Vec::new()))).unwrap());
    if let Ok(dir) = std::env::var("PAPER_TO") {
        std::fs::write(format!("{dir}/pack.pdf"), bytes).unwrap();
    }
}

/// The walk itself must be able to fail: the same kind of file with a picture nobody put into words.
#[test]
fn a_picture_without_words_and_a_file_without_tags_are_noticed() {
    use huddle_report::pdf::controls;
    let walked = walk(&controls::picture_without_words());
    assert!(walked.faults.iter().any(|f| f == "a figure without words"), "{:?}", walked.faults);
    let walked = walk(&controls::without_tags());
    assert!(walked.faults.iter().any(|f| f == "no structure"), "{:?}", walked.faults);
}
