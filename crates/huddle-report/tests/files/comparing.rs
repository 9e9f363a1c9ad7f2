//! Wards side by side: by name, only what is counted alike, every blank with its reason.

use crate::weeks::{empty, measure, real};
use chrono::Days;
use huddle_core::report::{
    FileFate, Format, OpenedWeek, Pile, PileFrom, ReportFault, Reports, Standing, WeekReport,
};
use huddle_report::Press;
use huddle_report::compare::compare;
use huddle_report::week_file::write;

fn ward(name: &str, falls: Option<f64>) -> WeekReport {
    let mut w = empty();
    w.ward.name = name.to_owned();
    w.ward.id = format!("id-{name}");
    w.measures = vec![measure("falls", "Falls", falls, Standing::NoChange, "No real change.")];
    w
}

fn opened(weeks: Vec<WeekReport>) -> Vec<OpenedWeek> {
    weeks.into_iter().map(|week| OpenedWeek { week, altered: false, rival: false }).collect()
}

#[test]
fn wards_stand_by_name_whatever_they_counted() {
    let page =
        compare(&opened(vec![ward("zinnia", Some(0.0)), ward("Beech", Some(9.0)), ward("ash", Some(4.0))]))
            .unwrap();
    let names: Vec<&str> = page.rows.iter().map(|r| r.ward.as_str()).collect();
    assert_eq!(names, ["ash", "Beech", "zinnia"]);
    assert_eq!(page.foot[0], "Wards differ. Do not rank.");
}

#[test]
fn a_blank_says_why() {
    let mut other = ward("Cedar", Some(3.0));
    other.measures[0].definition = "Falls with harm only.".into();
    let mut late = ward("Dune", None);
    late.measures[0].missing = "too busy".into();
    let mut none = ward("Elm", Some(1.0));
    none.measures[0].definition_id = "own".into();
    let page =
        compare(&opened(vec![ward("Ash", Some(2.0)), ward("Beech", Some(5.0)), other, late, none])).unwrap();
    assert_eq!(page.columns.len(), 1);
    let said: Vec<(&str, &str)> =
        page.rows.iter().map(|r| (r.cells[0].value.as_str(), r.cells[0].words.as_str())).collect();
    assert_eq!(
        said,
        [
            ("2", "No real change."),
            ("5", "No real change."),
            ("", "Counts it in another way"),
            ("", "Not entered: too busy"),
            ("", "Does not count this"),
        ]
    );
    assert!(page.notes[0].starts_with("2 measures are counted by one ward alone"));
}

#[test]
fn the_newest_version_counts_and_an_altered_file_is_named() {
    let old = ward("Ash", Some(1.0));
    let mut new = ward("Ash", Some(2.0));
    new.version = 2;
    let mut weeks = opened(vec![new, old, ward("Beech", Some(3.0))]);
    weeks[2].altered = true;
    let page = compare(&weeks).unwrap();
    assert_eq!(page.rows.len(), 2);
    assert_eq!(page.rows[0].cells[0].value, "2");
    assert!(page.notes.iter().any(|n| n == "The file of Beech was changed after the ward made it."));
    assert_eq!(page.rows[1].version, "Version 1, file changed");
}

#[test]
fn other_weeks_and_none_are_refused() {
    let mut later = ward("Beech", Some(1.0));
    later.monday = later.monday + Days::new(7);
    assert_eq!(compare(&opened(vec![ward("Ash", None), later])).err(), Some(ReportFault::DifferentWeeks));
    assert_eq!(compare(&[]).err(), Some(ReportFault::NoWeeks));
    let one = opened(vec![real()]);
    assert_eq!(Press.compare(&one, Format::Docx), Err(ReportFault::NotOffered));
}

#[test]
fn eight_wards_make_one_workbook() {
    use calamine::{Reader, Xlsx};
    let weeks = opened((0..8).map(|i| ward(&format!("Ward {i}"), Some(f64::from(i)))).collect());
    let bytes = Press.compare(&weeks, Format::Xlsx).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    let measures = book.worksheet_range("Measures").unwrap();
    assert_eq!(measures.height(), 9);
}

/// Opens files of these contents from memory, the way a screen hands them over.
fn pile(files: &[(&str, Vec<u8>)]) -> Pile {
    let files = files.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.clone())).collect();
    Press.pile(&PileFrom { folders: vec![], files }, None).unwrap()
}

fn fates(pile: &Pile) -> Vec<FileFate> {
    pile.files.iter().map(|f| f.fate).collect()
}

#[test]
fn an_altered_file_never_stands_above_the_wards_own_whatever_version_it_claims() {
    let genuine = write(&ward("Ash", Some(9.0))).unwrap();
    let text = String::from_utf8(genuine.clone()).unwrap();
    let raised = text.replace("\"value\": 9.0", "\"value\": 0.0").replace(
        "\"monday\": \"2026-11-09\",\n  \"version\": 1",
        "\"monday\": \"2026-11-09\",\n  \"version\": 7",
    );
    let raised = raised.into_bytes();
    assert_eq!(pile(&[("raised", raised.clone())]).weeks[0].week.version, 7, "the control: it claims 7");
    for files in [
        [("raised", raised.clone()), ("own", genuine.clone())],
        [("own", genuine.clone()), ("raised", raised.clone())],
    ] {
        let pile = pile(&files);
        assert_eq!(pile.weeks.len(), 1);
        assert_eq!((pile.weeks[0].week.version, pile.weeks[0].altered), (1, false));
        assert_eq!(pile.page.as_ref().unwrap().rows[0].cells.len(), 0);
        let at = files.iter().position(|(name, _)| *name == "raised").unwrap();
        assert_eq!(fates(&pile)[at], FileFate::SetAside);
        assert_eq!(fates(&pile)[1 - at], FileFate::Shown);
    }
    // Alone it is still shown, and marked.
    assert_eq!(fates(&pile(&[("raised", raised)])), [FileFate::Altered]);
}

#[test]
fn two_different_files_of_one_version_are_said_to_be_and_the_one_made_last_is_shown() {
    let first = ward("Ash", Some(9.0));
    let mut second = ward("Ash", Some(4.0));
    second.made += chrono::Duration::minutes(9);
    let mut same = first.clone();
    same.made -= chrono::Duration::minutes(9);
    let file = |w: &WeekReport| write(w).unwrap();
    let shown = pile(&[("a", file(&second)), ("b", file(&first)), ("c", file(&ward("Beech", None)))]);
    assert_eq!(fates(&shown), [FileFate::Shown, FileFate::Rival, FileFate::Shown]);
    let page = shown.page.unwrap();
    assert!(page.rows[0].rival && !page.rows[1].rival);
    assert_eq!(page.rows[0].version, "Version 1, another one has other figures");
    assert!(page.notes.iter().any(|n| n.starts_with("Two files of Ash are version 1")), "{:?}", page.notes);
    // The control: the same figures at another minute are the same week.
    let shown = pile(&[("a", file(&first)), ("b", file(&same))]);
    assert_eq!(fates(&shown), [FileFate::Shown, FileFate::Again]);
    assert!(!shown.page.unwrap().rows[0].rival);
}
