//! EXP-01 and EXP-02 with LibreOffice, which wards have: hostile cells stay text, values stay values, documents open.
//!
//! `soffice` has to be on this PC (`SOFFICE=` names another one): `cargo xtask test --long` installs it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "../shared/hostile.rs"]
mod hostile;
#[path = "../shared/weeks.rs"]
mod weeks;

use calamine::{Data, Range, Reader, Xlsx};
use hostile::{HONEST, cards};
use huddle_core::report::{Format, Reports};
use huddle_report::clean::{plain, restored};
use huddle_report::csv_file::{write, write_with};
use huddle_report::tables::{Cell, tables};
use huddle_report::{Press, xlsx};
use huddle_testkit::chance::{Chance, count, seed};
use std::io::{Cursor, Read};
use std::path::Path;
use std::process::Command;
use weeks::{any, day, real};

/// Comma, quote, UTF-8, from the first line; quoted numbers count as numbers, special ones are looked for, and what
/// begins like a formula is worked out: the most a spreadsheet can make of a text file.
const AS_CSV: &str = "CSV:44,34,76,1,,0,false,true,false,false,false,0,true";

/// Has LibreOffice read a file and write it in another form; gives what it wrote.
fn converted(bytes: &[u8], name: &str, reading_as: Option<&str>, to: &str) -> Vec<u8> {
    let dir = tempfile::tempdir().unwrap();
    let from = dir.path().join(name);
    std::fs::write(&from, bytes).unwrap();
    let out = dir.path().join("out");
    let program = std::env::var("SOFFICE").unwrap_or_else(|_| "soffice".to_owned());
    let mut run = Command::new(program);
    // A profile of its own: two conversions at a time must not wait for each other.
    run.arg(format!("-env:UserInstallation=file://{}", dir.path().join("profile").display()));
    run.args(["--headless", "--norestore", "--convert-to", to, "--outdir"]).arg(&out);
    if let Some(filter) = reading_as {
        run.arg(format!("--infilter={filter}"));
    }
    let ran =
        run.arg(&from).output().expect("LibreOffice is not on this PC: install it, or name it with SOFFICE");
    let ending = to.split(':').next().unwrap();
    let made = out.join(Path::new(name).with_extension(ending));
    std::fs::read(&made)
        .unwrap_or_else(|_| panic!("LibreOffice wrote nothing: {}", String::from_utf8_lossy(&ran.stderr)))
}

/// Counts the formulas of a workbook.
fn formulas(workbook: &[u8]) -> usize {
    let mut zip = zip::ZipArchive::new(Cursor::new(workbook)).unwrap();
    let sheets: Vec<String> = zip
        .file_names()
        .map(|n| n.unwrap().into_owned())
        .filter(|n| n.starts_with("xl/worksheets/"))
        .collect();
    sheets
        .iter()
        .map(|name| {
            let mut text = String::new();
            zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
            text.matches("<f>").count() + text.matches("<f ").count()
        })
        .sum()
}

fn sheet(workbook: Vec<u8>, name: Option<&str>) -> Range<Data> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(workbook)).unwrap();
    let first = book.sheet_names().first().cloned().unwrap();
    book.worksheet_range(name.unwrap_or(&first)).unwrap()
}

/// Takes out what a spreadsheet may leave out of a text without changing what is read.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !"\u{feff}\u{200b}\u{ad}".contains(*c)).collect()
}

#[test]
fn exp_01_libreoffice_takes_no_cell_of_the_csv_for_a_formula_and_every_text_back() {
    let mut chance = Chance::new(seed(0x0F_F1));
    let mut texts: Vec<String> =
        (0..count("CELLS", 2_000, 10_000)).map(|_| hostile::hostile(&mut chance)).collect();
    texts.extend((0..2_000).filter_map(|_| chance.pick(&HONEST).map(|t| (*t).to_owned())));
    let mut w = cards(&texts);
    w.measures = real().measures;
    w.measures[0].value = Some(-3.5);
    let list = tables(&w);
    let book = converted(&write(&list).unwrap(), "week.csv", Some(AS_CSV), "xlsx");
    assert_eq!(formulas(&book), 0, "formulas");
    let range = sheet(book, None);
    let at = |row: usize, head: &str| {
        let column =
            (0..range.width()).find(|c| range.get_value((0, *c as u32)).is_some_and(|cell| *cell == *head));
        range.get_value((row as u32, column.expect(head) as u32)).cloned().unwrap_or(Data::Empty)
    };
    let named: Vec<usize> = (1..range.height()).filter(|r| at(*r, "List") == *"Cards").collect();
    assert_eq!(named.len(), texts.len());
    let mut kept = 0;
    for (row, text) in named.iter().zip(&texts) {
        let wanted = bare(&plain(text));
        match at(*row, "Card") {
            Data::String(cell) => {
                assert_eq!(bare(restored(&cell)), wanted, "a text came back changed");
                kept += 1;
            }
            Data::Empty => assert_eq!(wanted, "", "a text is gone"),
            // An ordinary number somebody typed as a title: no letters, so nothing that could run.
            number => assert!(!text.chars().any(char::is_alphabetic), "{text:?} became {number:?}"),
        }
    }
    assert!(kept > texts.len() / 2, "only {kept} came back as text");
    let row =
        (1..range.height()).find(|r| at(*r, "List") == *"Measures" && at(*r, "Definition id") == *"ulcers");
    assert_eq!(at(row.unwrap(), "Value"), Data::Float(-3.5), "a negative number is a number");

    let unsafe_book = converted(&write_with(&list, str::to_owned).unwrap(), "week.csv", Some(AS_CSV), "xlsx");
    let found = formulas(&unsafe_book);
    println!("cells LibreOffice took for formulas without the neutraliser: {found} of {}", texts.len());
    assert!(found > 20, "the control without the neutraliser must become formulas; {found} did");
}

#[test]
fn exp_02_libreoffice_reads_the_workbooks_values_and_finds_no_formula() {
    let mut chance = Chance::new(seed(0x0F_F2));
    let texts: Vec<String> = (0..500).map(|_| hostile::hostile(&mut chance)).collect();
    for week in [cards(&texts), real(), any(&mut chance)] {
        let lists = tables(&week);
        let bytes = xlsx::write(&lists, "A week", week.made).unwrap();
        let book = converted(&bytes, "week.xlsx", None, "xlsx:Calc MS Excel 2007 XML");
        assert_eq!(formulas(&book), 0);
        for list in &lists {
            let range = sheet(book.clone(), Some(list.name));
            for (r, row) in list.rows.iter().enumerate() {
                for (c, cell) in row.iter().enumerate() {
                    let read = range.get_value((r as u32 + 1, c as u32));
                    match (cell, read) {
                        (Cell::Text(t), Some(Data::String(s))) => assert_eq!(bare(&plain(t)), bare(s)),
                        (Cell::Text(t), None | Some(Data::Empty)) => assert_eq!(bare(&plain(t)), ""),
                        (Cell::Number(n), Some(Data::Float(f))) => {
                            assert!((n - f).abs() < 1e-9, "{n} and {f}");
                        }
                        (Cell::Number(n), Some(Data::Int(i))) => assert_eq!(*n, *i as f64),
                        (Cell::Date(d), Some(Data::DateTime(t))) => {
                            assert_eq!(t.as_f64(), (*d - day(1899, 12, 30)).num_days() as f64);
                        }
                        (Cell::Blank, None | Some(Data::Empty)) => {}
                        other => panic!("{} row {r} column {c}: {other:?}", list.name),
                    }
                }
            }
        }
    }
}

#[test]
fn exp_02_control_a_formula_is_found_after_libreoffice_wrote_it() {
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().write_formula(0, 0, "=SUM(A2:A3)").unwrap();
    let bytes = converted(&book.save_to_buffer().unwrap(), "one.xlsx", None, "xlsx:Calc MS Excel 2007 XML");
    assert!(formulas(&bytes) > 0);
}

#[test]
fn the_document_opens_and_says_what_the_week_says() {
    let mut chance = Chance::new(seed(0x0F_F3));
    for week in [real(), any(&mut chance)] {
        let bytes = Press.week(&week, Format::Docx).unwrap();
        let said =
            bare(&String::from_utf8_lossy(&converted(&bytes, "week.docx", None, "txt:Text (encoded):UTF8")));
        for line in week.lines.iter().chain(week.help.iter().take(5).map(|h| &h.ask)).chain([&week.ward.name])
        {
            assert!(said.contains(&bare(&plain(line))), "{line:?} is not in the document");
        }
    }
}
