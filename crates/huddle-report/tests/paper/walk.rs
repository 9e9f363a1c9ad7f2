//! An independent walk of a PDF: what a screen reader would meet, in its order, without asking the
//! program that made the file.

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, ObjectId};
use std::collections::{BTreeMap, BTreeSet};

/// One element of the file's structure.
#[derive(Debug, Clone, PartialEq)]
pub struct Element {
    pub role: String,
    pub alt: Option<String>,
    pub text: String,
    pub depth: usize,
}

/// What was found in a file.
#[derive(Debug)]
pub struct Walk {
    pub lang: String,
    pub title: String,
    pub pages: usize,
    pub elements: Vec<Element>,
    pub page_text: Vec<String>,
    pub faults: Vec<String>,
    pub fonts: BTreeSet<String>,
}

impl Walk {
    /// Everything that is read out, in the order of the structure, without white space. Of a picture its words are
    /// read, and not the letters drawn in it.
    pub fn read_out(&self) -> String {
        self.elements.iter().filter(|e| e.role != DRAWN).map(|e| squeeze(&e.text)).collect()
    }

    /// The words of every picture, in their order.
    pub fn pictures(&self) -> Vec<&str> {
        let figures = self.elements.iter().filter(|e| e.role == "Figure");
        figures.map(|e| e.alt.as_deref().unwrap_or_default()).collect()
    }
}

/// The role of a piece of text inside a picture.
const DRAWN: &str = "drawn";

/// Takes the white space out, and the marks of direction.
pub fn squeeze(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !"\u{200b}\u{200e}\u{200f}\u{ad}".contains(*c)).collect()
}

type Glyphs = BTreeMap<u16, String>;

struct Walker<'a> {
    doc: &'a Document,
    roles: BTreeMap<String, String>,
    /// Text of each piece of marked content by page and number.
    pieces: BTreeMap<(ObjectId, i64), String>,
    elements: Vec<Element>,
    /// How many pictures the walk is inside of.
    pictures: usize,
    faults: Vec<String>,
}

fn string(object: &Object) -> String {
    lopdf::decode_text_string(object).unwrap_or_default()
}

fn resolve<'a>(doc: &'a Document, object: &'a Object) -> &'a Object {
    match object {
        Object::Reference(id) => doc.get_object(*id).unwrap_or(&Object::Null),
        other => other,
    }
}

fn get<'a>(doc: &'a Document, dict: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
    dict.get(key).ok().map(|o| resolve(doc, o))
}

fn dict<'a>(doc: &'a Document, of: &'a Dictionary, key: &[u8]) -> Option<&'a Dictionary> {
    get(doc, of, key).and_then(|o| o.as_dict().ok())
}

/// Walks a file.
pub fn walk(bytes: &[u8]) -> Walk {
    let doc = Document::load_mem(bytes).expect("a PDF that another reader opens");
    let catalog = doc.catalog().expect("a catalog");
    let mut faults = Vec::new();
    let lang = get(&doc, catalog, b"Lang").map(string).unwrap_or_default();
    if !lang.starts_with("en") {
        faults.push(format!("language {lang:?}"));
    }
    let marked =
        dict(&doc, catalog, b"MarkInfo").and_then(|m| get(&doc, m, b"Marked")).and_then(|m| m.as_bool().ok());
    if marked != Some(true) {
        faults.push("not marked as tagged".into());
    }
    let shows_title = dict(&doc, catalog, b"ViewerPreferences")
        .and_then(|v| get(&doc, v, b"DisplayDocTitle"))
        .and_then(|b| b.as_bool().ok());
    if shows_title != Some(true) {
        faults.push("does not show its title".into());
    }
    let metadata = get(&doc, catalog, b"Metadata").and_then(|o| o.as_stream().ok());
    let xmp =
        metadata.map(|s| s.decompressed_content().unwrap_or_else(|_| s.content.clone())).unwrap_or_default();
    let xmp = String::from_utf8_lossy(&xmp).into_owned();
    if !xmp.contains("pdfuaid") {
        faults.push("does not say it is PDF/UA".into());
    }
    let title = xmp
        .split_once("<dc:title>")
        .and_then(|(_, r)| r.split_once("</rdf:li>"))
        .and_then(|(r, _)| r.rsplit_once('>'))
        .map(|(_, t)| t.to_owned())
        .unwrap_or_default();
    if title.is_empty() {
        faults.push("no title".into());
    }
    for (id, object) in &doc.objects {
        let d = match object {
            Object::Dictionary(d) => d,
            Object::Stream(s) => &s.dict,
            _ => continue,
        };
        for key in
            [&b"JS"[..], b"JavaScript", b"OpenAction", b"AA", b"Launch", b"EmbeddedFile", b"EF", b"URI"]
        {
            if d.has(key) {
                faults.push(format!("object {id:?} holds {}", String::from_utf8_lossy(key)));
            }
        }
        let font = d.get(b"Type").ok().and_then(|t| t.as_name().ok()) == Some(b"FontDescriptor");
        if font && ![&b"FontFile"[..], b"FontFile2", b"FontFile3"].iter().any(|k| d.has(k)) {
            faults.push(format!("font {id:?} is not embedded"));
        }
    }
    let mut fonts = BTreeSet::new();
    let mut page_text = Vec::new();
    let mut pieces = BTreeMap::new();
    let pages = doc.get_pages();
    for page in pages.values() {
        page_text.push(read_page(&doc, *page, &mut pieces, &mut fonts, &mut faults));
    }
    let mut walker =
        Walker { doc: &doc, roles: BTreeMap::new(), pieces, elements: Vec::new(), pictures: 0, faults };
    match dict(&doc, catalog, b"StructTreeRoot") {
        Some(root) => {
            if let Some(map) = dict(&doc, root, b"RoleMap") {
                for (from, to) in map.iter() {
                    if let Ok(to) = to.as_name() {
                        walker
                            .roles
                            .insert(String::from_utf8_lossy(from).into(), String::from_utf8_lossy(to).into());
                    }
                }
            }
            if let Some(kids) = get(&doc, root, b"K") {
                walker.kids(kids, None, 0);
            }
        }
        None => walker.faults.push("no structure".into()),
    }
    let Walker { elements, mut faults, .. } = walker;
    judge(&elements, &mut faults);
    Walk { lang, title, pages: pages.len(), elements, page_text, faults, fonts }
}

/// Judges the structure by the rules a reader lives by.
fn judge(elements: &[Element], faults: &mut Vec<String>) {
    let mut level = 0;
    for e in elements {
        if e.role == "Figure" && e.alt.as_deref().is_none_or(|a| a.trim().is_empty()) {
            faults.push("a figure without words".into());
        }
        if let Some(now) = e.role.strip_prefix('H').and_then(|n| n.parse::<u32>().ok()) {
            if now > level + 1 {
                faults.push(format!("heading {now} follows heading {level}"));
            }
            level = now;
        }
    }
    let tables = elements.iter().filter(|e| e.role == "Table").count();
    let heads = elements.iter().filter(|e| e.role == "TH").count();
    if heads < tables {
        faults.push("a table without a head".into());
    }
    if level == 0 {
        faults.push("no heading".into());
    }
}

impl Walker<'_> {
    fn kids(&mut self, kids: &Object, page: Option<ObjectId>, depth: usize) {
        let doc = self.doc;
        match resolve(doc, kids) {
            Object::Array(list) => {
                for kid in list {
                    self.kids(kid, page, depth);
                }
            }
            Object::Integer(mcid) => self.piece(page, *mcid),
            Object::Dictionary(d) => {
                let page = d.get(b"Pg").ok().and_then(|p| p.as_reference().ok()).or(page);
                if let Some(mcid) = d.get(b"MCID").ok().and_then(|m| m.as_i64().ok()) {
                    self.piece(page, mcid);
                } else if let Some(role) = d.get(b"S").ok().and_then(|s| s.as_name().ok()) {
                    let mut role = String::from_utf8_lossy(role).into_owned();
                    if let Some(to) = self.roles.get(&role) {
                        role.clone_from(to);
                    }
                    let alt = get(doc, d, b"Alt").map(string);
                    let picture = usize::from(role == "Figure");
                    self.pictures += picture;
                    self.elements.push(Element { role, alt, text: String::new(), depth });
                    if let Some(kids) = get(doc, d, b"K") {
                        self.kids(kids, page, depth + 1);
                    }
                    self.pictures -= picture;
                }
            }
            _ => {}
        }
    }

    /// Adds a piece of text as one more element's words, so that order is kept between nested ones.
    fn piece(&mut self, page: Option<ObjectId>, mcid: i64) {
        match page.and_then(|p| self.pieces.remove(&(p, mcid))) {
            Some(text) => {
                let role = if self.pictures > 0 { DRAWN } else { "text" };
                self.elements.push(Element { role: role.into(), alt: None, text, depth: usize::MAX });
            }
            None => self.faults.push(format!("content {mcid} is named twice or is not there")),
        }
    }
}

/// Reads a page's text as drawn; fills the pieces by their numbers.
fn read_page(
    doc: &Document,
    page: ObjectId,
    pieces: &mut BTreeMap<(ObjectId, i64), String>,
    fonts: &mut BTreeSet<String>,
    faults: &mut Vec<String>,
) -> String {
    let mut maps: BTreeMap<Vec<u8>, Glyphs> = BTreeMap::new();
    for (name, font) in doc.get_page_fonts(page).unwrap_or_default() {
        let base = font.get(b"BaseFont").ok().and_then(|b| b.as_name().ok()).map(String::from_utf8_lossy);
        fonts.insert(base.map(|b| b.into_owned()).unwrap_or_default());
        let cmap = get(doc, font, b"ToUnicode").and_then(|o| o.as_stream().ok());
        let cmap =
            cmap.map(|s| s.decompressed_content().unwrap_or_else(|_| s.content.clone())).unwrap_or_default();
        maps.insert(name, glyphs(&String::from_utf8_lossy(&cmap)));
    }
    let bytes = doc.get_page_content(page);
    let content = Content::decode(&bytes).expect("a page's content");
    let mut all = String::new();
    let none = Glyphs::new();
    let mut font: &Glyphs = &none;
    // Each open mark: its number if it has one, and the words it stands for if it says so.
    let mut open: Vec<(Option<i64>, Option<String>)> = Vec::new();
    for Operation { operator, operands } in &content.operations {
        match operator.as_str() {
            "BMC" => open.push((None, None)),
            "BDC" => {
                let d = operands.get(1).map(|o| resolve(doc, o)).and_then(|o| o.as_dict().ok());
                let mcid = d.and_then(|d| d.get(b"MCID").ok()).and_then(|m| m.as_i64().ok());
                let actual = d.and_then(|d| d.get(b"ActualText").ok()).map(string);
                if let Some(mcid) = mcid {
                    pieces.entry((page, mcid)).or_default();
                }
                let said = actual.clone();
                open.push((mcid, actual));
                if let Some(said) = said {
                    put(&said, page, &open, pieces, &mut all);
                }
            }
            "EMC" => {
                open.pop();
            }
            "Tf" => {
                let name = operands.first().and_then(|o| o.as_name().ok()).unwrap_or_default();
                font = maps.get(name).unwrap_or(&none);
            }
            "Tj" | "TJ" => {
                if open.iter().any(|(_, actual)| actual.is_some()) {
                    continue;
                }
                let text = shown(operands, font, faults);
                put(&text, page, &open, pieces, &mut all);
            }
            _ => {}
        }
    }
    all
}

fn put(
    text: &str,
    page: ObjectId,
    open: &[(Option<i64>, Option<String>)],
    pieces: &mut BTreeMap<(ObjectId, i64), String>,
    all: &mut String,
) {
    all.push_str(text);
    if let Some(mcid) = open.iter().rev().find_map(|(m, _)| *m) {
        pieces.entry((page, mcid)).or_default().push_str(text);
    }
}

fn shown(operands: &[Object], font: &Glyphs, faults: &mut Vec<String>) -> String {
    let mut out = String::new();
    let mut add = |bytes: &[u8]| {
        for pair in bytes.chunks(2) {
            let code = pair.iter().fold(0_u16, |n, b| (n << 8) | u16::from(*b));
            if code == 0 {
                faults.push("a missing glyph".into());
            }
            match font.get(&code) {
                Some(text) => out.push_str(text),
                None => faults.push(format!("glyph {code} means nothing")),
            }
        }
    };
    for operand in operands {
        match operand {
            Object::String(bytes, _) => add(bytes),
            Object::Array(list) => {
                for item in list {
                    if let Object::String(bytes, _) = item {
                        add(bytes);
                    }
                }
            }
            _ => {}
        }
    }
    out
}

/// Reads a ToUnicode map: lines of `<0003> <0041>` and ranges of three.
fn glyphs(cmap: &str) -> Glyphs {
    let mut map = Glyphs::new();
    let mut mode = "";
    for line in cmap.lines() {
        let line = line.trim();
        match line {
            l if l.ends_with("beginbfchar") => mode = "char",
            l if l.ends_with("beginbfrange") => mode = "range",
            l if l.starts_with("endbf") => mode = "",
            _ => {
                let parts: Vec<String> = line
                    .split('<')
                    .skip(1)
                    .filter_map(|p| p.split_once('>'))
                    .map(|(h, _)| h.replace(' ', ""))
                    .collect();
                let code = |i: usize| parts.get(i).and_then(|h| u16::from_str_radix(h, 16).ok());
                match (mode, parts.len()) {
                    ("char", 2) => {
                        if let Some(c) = code(0) {
                            map.insert(c, unicode(&parts[1]));
                        }
                    }
                    ("range", 3) => {
                        if let (Some(from), Some(to), Some(start)) = (code(0), code(1), code(2)) {
                            for c in from..=to {
                                map.insert(c, unicode(&format!("{:04X}", start + (c - from))));
                            }
                        }
                    }
                    _ => {}
                }
            }
        }
    }
    map
}

fn unicode(hex: &str) -> String {
    let units: Vec<u16> = hex
        .as_bytes()
        .chunks(4)
        .filter_map(|c| std::str::from_utf8(c).ok().and_then(|h| u16::from_str_radix(h, 16).ok()))
        .collect();
    String::from_utf16_lossy(&units)
}
