//! EXP-01 and EXP-02: what people type stays text in every spreadsheet, and values stay values.

use crate::hostile::{HONEST, cards, hostile};
use crate::weeks::{any, day, empty, real};
use calamine::{Data, Reader, Xlsx};
use huddle_core::report::{Format, ReportFault, Reports};
use huddle_report::clean::{neutral, plain, restored, starts_a_formula};
use huddle_report::csv_file::{write, write_with};
use huddle_report::tables::{COMMON, Cell, tables};
use huddle_report::{Press, xlsx};
use huddle_testkit::chance::{Chance, count, seed};
use std::io::{Cursor, Read};

/// Reads the CSV as a spreadsheet does: strips the byte order mark and the quotes.
fn read_csv(bytes: &[u8]) -> (Vec<String>, Vec<Vec<String>>) {
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).expect("a byte order mark");
    let mut reader = csv::Reader::from_reader(text);
    let head = reader.headers().unwrap().iter().map(str::to_owned).collect();
    (head, reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect())
}

/// A spreadsheet's own view, written apart from the neutraliser: after what it skips, does a sign lead?
fn a_spreadsheet_would_run(cell: &str) -> bool {
    let seen = cell.trim_start_matches(|c: char| {
        c.is_whitespace() || c.is_control() || "\u{feff}\u{200b}\u{202e}\u{2066}\u{ad}".contains(c)
    });
    let number = cell.parse::<f64>().is_ok();
    !number
        && ["=", "+", "-", "@", "|", "\u{ff1d}", "\u{ff0b}", "\u{ff0d}", "\u{ff20}", "\u{2212}"]
            .iter()
            .any(|s| seen.starts_with(s))
}

#[test]
fn exp_01_hostile_cells_stay_text_and_the_control_does_not() {
    let mut chance = Chance::new(seed(0xE501));
    let mut texts: Vec<String> = (0..count("CELLS", 10_000, 100_000)).map(|_| hostile(&mut chance)).collect();
    texts.extend((0..2_000).filter_map(|_| chance.pick(&HONEST).map(|t| (*t).to_owned())));
    let list = tables(&cards(&texts));
    let running = |bytes: &[u8]| {
        let (head, rows) = read_csv(bytes);
        let at = head.iter().position(|h| h == "Card").unwrap();
        let cells: Vec<String> = rows.iter().filter(|r| r[6] == "Cards").map(|r| r[at].clone()).collect();
        assert_eq!(cells.len(), texts.len());
        (cells.iter().filter(|c| a_spreadsheet_would_run(c)).count(), cells)
    };
    let (runs, cells) = running(&write(&list).unwrap());
    assert_eq!(runs, 0, "formulas in the file");
    for (cell, text) in cells.iter().zip(&texts) {
        assert_eq!(restored(cell), plain(text), "a text came back changed");
    }
    for honest in HONEST {
        assert_eq!(neutral(honest), honest, "an ordinary text got an apostrophe");
    }
    let (runs, _) = running(&write_with(&list, str::to_owned).unwrap());
    assert!(runs > 1_000, "the control without the neutraliser must fail; it found {runs}");
}

#[test]
fn the_csv_is_quoted_marked_and_keeps_negative_numbers_numbers() {
    let mut w = real();
    w.measures[0].value = Some(-3.5);
    let bytes = Press.week(&w, Format::Csv).unwrap();
    let text = std::str::from_utf8(&bytes).unwrap();
    assert!(text.starts_with("\u{feff}\"Ward\",\"Ward id\","));
    assert!(text.ends_with("\"\r\n"));
    for line in text.trim_start_matches('\u{feff}').split("\r\n").filter(|l| !l.is_empty()) {
        assert!(line.starts_with('"') && line.ends_with('"') && !line.contains('\n'), "{line}");
    }
    let (head, rows) = read_csv(&bytes);
    let value = head.iter().position(|h| h == "Value").unwrap();
    let row = rows.iter().find(|r| r[6] == "Measures" && r[5] == "ulcers").unwrap();
    assert_eq!(row[value].parse::<f64>().unwrap(), -3.5);
}

/// Opens a part of a zip.
fn part(bytes: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

fn names(bytes: &[u8]) -> Vec<String> {
    zip::ZipArchive::new(Cursor::new(bytes)).unwrap().file_names().map(|n| n.unwrap().into_owned()).collect()
}

/// Counts formulas, links and authors anywhere in the workbook.
fn workbook_dangers(bytes: &[u8]) -> usize {
    names(bytes)
        .iter()
        .map(|n| {
            let text = part(bytes, n);
            let author = text.split_once("<dc:creator>").is_some_and(|(_, rest)| !rest.starts_with("</"));
            text.matches("<f>").count()
                + text.matches("<f ").count()
                + text.matches("<hyperlink").count()
                + text.matches("TargetMode=\"External\"").count()
                + usize::from(author)
                + usize::from(n.contains("externalLink"))
        })
        .sum()
}

#[test]
fn exp_02_a_second_reader_finds_the_same_values_and_no_formula() {
    let mut chance = Chance::new(seed(0xE502));
    let texts: Vec<String> = (0..2_000).map(|_| hostile(&mut chance)).collect();
    for week in [cards(&texts), real(), any(&mut chance)] {
        let lists = tables(&week);
        let bytes = xlsx::write(&lists, "A week", week.made).unwrap();
        assert_eq!(workbook_dangers(&bytes), 0);
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.clone())).unwrap();
        for list in &lists {
            let range = book.worksheet_range(list.name).unwrap();
            for (c, name) in list.columns.iter().enumerate() {
                assert_eq!(range.get_value((0, c as u32)), Some(&Data::String((*name).to_owned())));
            }
            for (r, row) in list.rows.iter().enumerate() {
                for (c, cell) in row.iter().enumerate() {
                    let read = range.get_value((r as u32 + 1, c as u32));
                    match (cell, read) {
                        (Cell::Text(t), Some(Data::String(s))) => assert_eq!(plain(t), *s),
                        (Cell::Text(t), None | Some(Data::Empty)) => assert_eq!(plain(t), ""),
                        (Cell::Number(n), Some(Data::Float(f))) => assert_eq!(n, f),
                        (Cell::Number(n), Some(Data::Int(i))) => assert_eq!(*n, *i as f64),
                        (Cell::Date(d), Some(Data::DateTime(t))) => {
                            let excel_day = (*d - day(1899, 12, 30)).num_days() as f64;
                            assert_eq!(t.as_f64(), excel_day);
                        }
                        (Cell::Blank, None | Some(Data::Empty)) => {}
                        other => panic!("{} row {r} column {c}: {other:?}", list.name),
                    }
                }
            }
        }
        assert_eq!(bytes, xlsx::write(&lists, "A week", week.made).unwrap(), "not the same bytes twice");
    }
}

#[test]
fn exp_02_control_a_writer_that_guesses_makes_formulas() {
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().write_formula(0, 0, "=SUM(A2:A3)").unwrap();
    assert!(workbook_dangers(&book.save_to_buffer().unwrap()) > 0);
}

#[test]
fn every_sheet_opens_with_the_same_columns_so_that_wards_stack() {
    for list in tables(&real()) {
        assert_eq!(list.columns[..6], COMMON, "{}", list.name);
        for row in &list.rows {
            assert_eq!(row.len(), list.columns.len());
            assert_eq!(row[0], Cell::Text("Ward 6A".into()));
        }
    }
    let measures = tables(&real()).into_iter().find(|t| t.name == "Measures").unwrap();
    assert!(measures.rows.iter().all(|r| matches!(&r[5], Cell::Text(id) if !id.is_empty())));
}

#[test]
fn a_text_longer_than_a_cell_is_refused_and_the_longest_is_not() {
    let at = |n: usize| {
        let w = cards(&["é".repeat(n)]);
        Press.week(&w, Format::Xlsx)
    };
    assert!(at(32_767).is_ok());
    assert_eq!(at(32_768), Err(ReportFault::TooLong));
    let said = ReportFault::TooLong.to_string();
    assert!(said.contains("Nothing was written"));
}

#[test]
fn five_hundred_cards_and_a_week_with_nothing_are_no_trouble() {
    let titles: Vec<String> = (0..500).map(|i| format!("Card {i} 🛏️ Łóżko الممرضة")).collect();
    for w in [cards(&titles), empty()] {
        for format in [Format::Xlsx, Format::Csv, Format::Docx, Format::Text, Format::Week] {
            let bytes = Press.week(&w, format).unwrap();
            assert!(!bytes.is_empty());
            assert_eq!(bytes, Press.week(&w, format).unwrap(), "{format:?} differs the second time");
        }
    }
}

#[test]
fn the_signs_that_start_a_formula_are_known() {
    for text in [
        "=1",
        "+1",
        "-1",
        "@a",
        "|a",
        "\t=1",
        " =1",
        "\u{feff}=1",
        "\u{202e}=1",
        "\u{ff1d}1",
        "\u{2212}1",
        "\nx",
    ] {
        assert!(starts_a_formula(text), "{text:?}");
    }
    assert_eq!(neutral("'=1"), "''=1");
    assert_eq!(restored("''=1"), "'=1");
    for text in ["a=1", "1-2", "", "'=1", "é"] {
        assert!(!starts_a_formula(text), "{text:?}");
    }
}

/// Walks the Word document: every text is in a `w:t`, headings and table heads are real.
#[test]
fn the_document_has_real_headings_and_tables_and_keeps_every_text() {
    let mut chance = Chance::new(seed(0xD0C));
    for w in [real(), any(&mut chance), empty()] {
        let bytes = Press.week(&w, Format::Docx).unwrap();
        let body = part(&bytes, "word/document.xml");
        let styles = part(&bytes, "word/styles.xml");
        assert!(styles.contains("w:styleId=\"Heading1\"") && styles.contains("<w:outlineLvl w:val=\"0\"/>"));
        assert!(styles.contains("<w:lang w:val=\"en-GB\"/>"));
        assert!(body.matches("w:val=\"Heading2\"").count() >= 8);
        assert_eq!(body.matches("<w:tblHeader/>").count(), body.matches("<w:tbl>").count());
        assert!(
            !body.contains("w:fldSimple") && !body.contains("w:instrText") && !body.contains("w:hyperlink")
        );
        let text: String = body
            .split("<w:t xml:space=\"preserve\">")
            .skip(1)
            .filter_map(|p| p.split_once("</w:t>"))
            .map(|(t, _)| {
                t.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
                    + "\n"
            })
            .collect();
        for line in w.lines.iter().chain(w.help.iter().take(5).map(|h| &h.ask)).chain([&w.ward.name]) {
            assert!(text.contains(&plain(line)), "{line:?} is not in the document");
        }
        for name in names(&bytes) {
            assert!(!part(&bytes, &name).contains("Target=\"http"), "{name} points outside");
        }
    }
}
