//! The week as a document to edit before a meeting: real headings, real tables with repeated heads.
//!
//! Written here part by part: five small XML parts in a zip, the same bytes for the same week. A
//! crate for it would bring an XML reader, image code and time stamps we would have to take out.

use crate::clean::plain;
use crate::page::{Listed, MeasureItem, WeekPage, week_page};
use crate::words;
use huddle_core::report::{ReportFault, WeekReport};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// Writes the week as a Word document.
///
/// # Errors
/// [`ReportFault::NotMade`]; writing to memory does not fail in practice.
pub fn write(w: &WeekReport) -> Result<Vec<u8>, ReportFault> {
    let page = week_page(w);
    let parts = [
        ("[Content_Types].xml", CONTENT_TYPES.to_owned()),
        ("_rels/.rels", RELATIONS.to_owned()),
        ("docProps/core.xml", core(&page, w)),
        ("word/_rels/document.xml.rels", DOCUMENT_RELATIONS.to_owned()),
        ("word/document.xml", document(&page)),
        ("word/styles.xml", styles()),
        ("word/footer1.xml", footer(&page)),
    ];
    pack(&parts).map_err(|_| ReportFault::NotMade)
}

fn pack(parts: &[(&str, String)]) -> zip::result::ZipResult<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // 1 January 1980, the zip format's first day: no clock in the bytes.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    for (name, text) in parts {
        zip.start_file(*name, options)?;
        zip.write_all(XML.as_bytes())?;
        zip.write_all(text.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

/// Collects the body.
#[derive(Default)]
struct Body(String);

impl Body {
    fn para(&mut self, style: &str, text: &str) {
        self.0.push_str(&paragraph(style, text, false));
    }

    fn heading(&mut self, text: &str) {
        self.para("Heading2", text);
    }

    fn list(&mut self, lines: impl IntoIterator<Item = String>) {
        for line in lines {
            self.para("ListBullet", &line);
        }
    }

    fn more(&mut self, more: &Option<String>) {
        if let Some(more) = more {
            self.para("Quiet", more);
        }
    }

    /// Writes a table with a head that repeats; `widths` in fiftieths of a percent.
    fn table<const N: usize>(
        &mut self,
        head: [&str; N],
        widths: [u32; N],
        rows: impl Iterator<Item = [String; N]>,
    ) {
        self.0.push_str(
            "<w:tbl><w:tblPr><w:tblStyle w:val=\"WardTable\"/><w:tblW w:w=\"5000\" w:type=\"pct\"/>\
             <w:tblLook w:val=\"0020\" w:firstRow=\"1\" w:noHBand=\"1\" w:noVBand=\"1\"/></w:tblPr><w:tblGrid>",
        );
        for width in widths {
            self.0.push_str(&format!("<w:gridCol w:w=\"{}\"/>", width * 2));
        }
        self.0.push_str("</w:tblGrid>");
        self.0.push_str("<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
        for (name, width) in head.iter().zip(widths) {
            self.cell(name, width, true);
        }
        self.0.push_str("</w:tr>");
        for row in rows {
            self.0.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
            for (text, width) in row.iter().zip(widths) {
                self.cell(text, width, false);
            }
            self.0.push_str("</w:tr>");
        }
        self.0.push_str("</w:tbl>");
        self.para("Normal", "");
    }

    fn cell(&mut self, text: &str, width: u32, head: bool) {
        self.0.push_str(&format!("<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"pct\"/></w:tcPr>"));
        self.0.push_str(&paragraph("Cell", text, head));
        self.0.push_str("</w:tc>");
    }
}

fn document(page: &WeekPage) -> String {
    let mut b = Body::default();
    b.para("Title", &page.ward);
    b.para("Subtitle", &words::join(&[&page.week, &page.version, &page.place]));
    b.list(page.changed.iter().cloned());
    b.para("Heading1", "Is it complete?");
    b.para("Normal", &page.complete.join(" "));
    b.para("Heading1", "The week");
    b.heading("Needs your help");
    if page.help.rows.is_empty() {
        b.para("Normal", "Nothing is waiting for an answer.");
    } else {
        b.table(
            ["What we need", "Who was asked", "Open for"],
            [2600, 1600, 800],
            page.help.rows.iter().cloned(),
        );
        b.more(&page.help.more);
        b.para("Quiet", words::NO_ALERT);
    }
    if !page.answered.rows.is_empty() {
        b.heading("Answers that came back");
        b.table(
            ["What we need", "Who answered", "Answer"],
            [2000, 1000, 2000],
            page.answered.rows.iter().cloned(),
        );
        b.more(&page.answered.more);
    }
    b.heading("Three things to know");
    for line in &page.lines {
        b.para("ListNumber", &line.text);
    }
    b.heading("Staffing and harms");
    b.list(page.flags.iter().cloned());
    b.heading("Days since");
    b.table(
        ["Safety cross", "Days since", "Beside it", "The month"],
        [900, 800, 1100, 2200],
        page.crosses.iter().map(|c| [c.name.clone(), c.days.clone(), c.beside.clone(), c.alt.clone()]),
    );
    b.more(&page.crosses_more);
    b.heading("Measures");
    measures(&mut b, &page.signals, &page.quiet);
    b.heading("The board");
    b.table(["Lane", "Status", "Cards"], [1300, 1200, 2500], page.lanes.iter().cloned());
    b.heading("What we tried");
    if page.tried.rows.is_empty() {
        b.para("Normal", "No test of change ended this week.");
    } else {
        b.table(
            ["What we tried", "What we learned", "Now"],
            [2000, 2200, 800],
            page.tried.rows.iter().cloned(),
        );
    }
    b.more(&page.tried.more);
    b.heading("Late actions");
    if page.late.rows.is_empty() {
        b.para("Normal", "No action is late.");
    } else {
        b.table(["Action", "Whose", "How late"], [2800, 1200, 1000], page.late.rows.iter().cloned());
    }
    b.more(&page.late.more);
    b.heading("Ideas, thanks and reviews");
    b.para("Normal", &format!("Ideas: {}", page.ideas));
    b.list(page.thanks.rows.iter().map(|t| format!("Thank you: {t}")));
    b.more(&page.thanks.more);
    b.list(page.reviews.rows.iter().map(|r| format!("Review due: {r}")));
    b.more(&page.reviews.more);
    format!(
        "<w:document xmlns:w=\"{W}\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">\
         <w:body>{}<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rId2\"/>\
         <w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"1134\" w:right=\"1134\" w:bottom=\"1134\" \
         w:left=\"1134\" w:header=\"567\" w:footer=\"567\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>",
        b.0
    )
}

fn measures(b: &mut Body, signals: &Listed<MeasureItem>, quiet: &Listed<MeasureItem>) {
    let row = |m: &MeasureItem| {
        [words::join(&[&m.name, &m.lane]), words::join(&[&m.value, &m.usual]), m.sentence.clone()]
    };
    b.table(
        ["Measure", "This week", "What the chart says"],
        [1500, 1400, 2100],
        signals.rows.iter().chain(&quiet.rows).map(row),
    );
    b.more(&signals.more);
    b.more(&quiet.more);
}

fn paragraph(style: &str, text: &str, head: bool) -> String {
    let text = escape(&plain(text));
    let bold = if head { "<w:rPr><w:b/></w:rPr>" } else { "" };
    let run = if text.is_empty() {
        String::new()
    } else {
        format!("<w:r>{bold}<w:t xml:space=\"preserve\">{text}</w:t></w:r>")
    };
    format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>{run}</w:p>")
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn footer(page: &WeekPage) -> String {
    let lines: String =
        [page.title.as_str(), &page.foot.join(" ")].iter().map(|l| paragraph("Footer", l, false)).collect();
    format!("<w:ftr xmlns:w=\"{W}\">{lines}</w:ftr>")
}

fn core(page: &WeekPage, w: &WeekReport) -> String {
    let made = w.made.format("%Y-%m-%dT%H:%M:%SZ");
    format!(
        "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{}</dc:title><dc:language>en-GB</dc:language>\
         <dcterms:created xsi:type=\"dcterms:W3CDTF\">{made}</dcterms:created></cp:coreProperties>",
        escape(&plain(&page.title))
    )
}

fn styles() -> String {
    // Name, id, based on, size in half points, bold, colour, space before and after in twentieths.
    let mut out = format!(
        "<w:styles xmlns:w=\"{W}\"><w:docDefaults><w:rPrDefault><w:rPr>\
         <w:rFonts w:ascii=\"Noto Sans\" w:hAnsi=\"Noto Sans\" w:cs=\"Arial\" w:eastAsia=\"Arial\"/><w:sz w:val=\"21\"/>\
         <w:lang w:val=\"en-GB\"/></w:rPr></w:rPrDefault></w:docDefaults>"
    );
    for (id, name, size, bold, colour, before, after, level) in [
        ("Normal", "Normal", 21, false, "212B32", 0, 100, ""),
        ("Title", "Title", 44, true, "212B32", 0, 40, ""),
        ("Subtitle", "Subtitle", 21, false, "4C6272", 0, 200, ""),
        ("Heading1", "heading 1", 30, true, "212B32", 240, 80, "0"),
        ("Heading2", "heading 2", 25, true, "005EB8", 200, 60, "1"),
        ("ListBullet", "List Bullet", 21, false, "212B32", 0, 40, ""),
        ("ListNumber", "List Number", 21, false, "212B32", 0, 60, ""),
        ("Quiet", "Quiet", 19, false, "4C6272", 0, 80, ""),
        ("Cell", "Cell", 20, false, "212B32", 30, 30, ""),
        ("Footer", "footer", 17, false, "4C6272", 0, 0, ""),
    ] {
        let default = if id == "Normal" { " w:default=\"1\"" } else { "" };
        let based = if id == "Normal" { "" } else { "<w:basedOn w:val=\"Normal\"/>" };
        let bold = if bold { "<w:b/>" } else { "" };
        let (keep, outline) = if level.is_empty() {
            ("", String::new())
        } else {
            ("<w:keepNext/>", format!("<w:outlineLvl w:val=\"{level}\"/>"))
        };
        let indent = if id.starts_with("List") { "<w:ind w:left=\"284\"/>" } else { "" };
        out.push_str(&format!(
            "<w:style w:type=\"paragraph\"{default} w:styleId=\"{id}\"><w:name w:val=\"{name}\"/>{based}<w:qFormat/>\
             <w:pPr>{keep}<w:spacing w:before=\"{before}\" w:after=\"{after}\"/>{indent}{outline}</w:pPr>\
             <w:rPr>{bold}<w:color w:val=\"{colour}\"/><w:sz w:val=\"{size}\"/></w:rPr></w:style>"
        ));
    }
    out.push_str(
        "<w:style w:type=\"table\" w:styleId=\"WardTable\"><w:name w:val=\"Ward Table\"/><w:tblPr><w:tblBorders>\
         <w:top w:val=\"single\" w:sz=\"8\" w:color=\"212B32\"/><w:bottom w:val=\"single\" w:sz=\"4\" w:color=\"212B32\"/>\
         <w:insideH w:val=\"single\" w:sz=\"4\" w:color=\"D8DDE0\"/></w:tblBorders><w:tblCellMar>\
         <w:left w:w=\"60\" w:type=\"dxa\"/><w:right w:w=\"100\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style></w:styles>",
    );
    out
}

const CONTENT_TYPES: &str = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
<Default Extension=\"xml\" ContentType=\"application/xml\"/>\
<Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>\
<Override PartName=\"/word/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/>\
<Override PartName=\"/word/footer1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml\"/>\
<Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/></Types>";

const RELATIONS: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/>\
<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/></Relationships>";

const DOCUMENT_RELATIONS: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/>\
<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer\" Target=\"footer1.xml\"/></Relationships>";
