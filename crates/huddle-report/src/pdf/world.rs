//! What Typst sees: our templates, one JSON file, our fonts, and nothing else of this PC.

use serde_json::Value;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt};

const FONTS: [&[u8]; 5] = [
    include_bytes!("../../../../assets/fonts/NotoSans-Regular.ttf"),
    include_bytes!("../../../../assets/fonts/NotoSans-Bold.ttf"),
    include_bytes!("../../../../assets/fonts/NotoSansArabic-Regular.ttf"),
    include_bytes!("../../../../assets/fonts/NotoSansArabic-Bold.ttf"),
    // One weight of black pictures: they survive a black-and-white printer, and half of them are never bold.
    include_bytes!("../../../../assets/fonts/NotoEmoji-Regular.ttf"),
];
const WARD: &str = include_str!("../../../../assets/reports/ward.typ");
const WEEK: &str = include_str!("../../../../assets/reports/week.typ");
const COMPARE: &str = include_str!("../../../../assets/reports/compare.typ");
const SHEET: &str = include_str!("../../../../assets/reports/sheet.typ");

/// Stands for a sign no font has.
pub const NO_SIGN: char = '\u{fffd}';

/// The fonts in the program, and Typst's library, which never changes.
pub struct Fonts {
    fonts: Vec<Font>,
    book: LazyHash<FontBook>,
    library: LazyHash<Library>,
}

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fonts").field("count", &self.fonts.len()).finish_non_exhaustive()
    }
}

impl Fonts {
    /// Reads the fonts in the program.
    pub fn new() -> Self {
        let fonts: Vec<Font> = FONTS.iter().flat_map(|data| Font::iter(Bytes::new(*data))).collect();
        let book = LazyHash::new(FontBook::from_fonts(&fonts));
        Fonts { fonts, book, library: LazyHash::new(Library::default()) }
    }

    /// Says whether some font has a shape for the sign.
    pub fn has(&self, sign: char) -> bool {
        self.fonts.iter().any(|f| f.info().coverage.contains(u32::from(sign)))
    }

    /// Makes every text of a value printable; says whether a sign had to be replaced.
    pub fn cover(&self, value: &mut Value) -> bool {
        match value {
            Value::String(text) => {
                let (printable, replaced) = self.printable(text);
                *text = printable;
                replaced
            }
            // Every value is visited: no short cut.
            Value::Array(list) => list.iter_mut().fold(false, |any, v| self.cover(v) | any),
            Value::Object(map) => map.values_mut().fold(false, |any, v| self.cover(v) | any),
            _ => false,
        }
    }

    /// Replaces each run of signs without a shape by one [`NO_SIGN`], and drops what has no shape on purpose.
    fn printable(&self, text: &str) -> (String, bool) {
        let plain = crate::clean::plain(text);
        if plain.is_ascii() {
            return (plain, false);
        }
        let (mut out, mut replaced) = (String::with_capacity(plain.len()), false);
        for c in plain.chars() {
            if variant(c) {
                // Which picture of a sign is meant: the only font that has it has one.
            } else if c.is_ascii() || self.has(c) {
                out.push(c);
            } else if !silent(c) {
                replaced = true;
                if !out.ends_with(NO_SIGN) {
                    out.push(NO_SIGN);
                }
            }
        }
        (out, replaced)
    }
}

impl Default for Fonts {
    fn default() -> Self {
        Fonts::new()
    }
}

/// Signs that choose between a coloured and a plain picture of the sign before.
fn variant(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}')
}

/// Signs that join or vary others and are not seen by themselves.
fn silent(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}'
        | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0000}'..='\u{e007f}' | '\u{ad}')
}

/// Which page is set.
#[derive(Debug, Clone, Copy)]
pub enum Template {
    /// A ward's week.
    Week,
    /// Wards side by side.
    Compare,
    /// A page to print and write on.
    Sheet,
}

/// One page to set.
pub struct World<'a> {
    fonts: &'a Fonts,
    main: Source,
    ward: Source,
    data_id: Option<FileId>,
    data: Bytes,
}

/// Names a file inside Typst's world; our names are all sound.
fn id(name: &str) -> Option<FileId> {
    Some(RootedPath::new(VirtualRoot::Project, VirtualPath::new(name).ok()?).intern())
}

impl<'a> World<'a> {
    /// Puts a template and its value together.
    pub fn new(fonts: &'a Fonts, template: Template, data: Vec<u8>) -> Self {
        let (name, text) = match template {
            Template::Week => ("week.typ", WEEK),
            Template::Compare => ("compare.typ", COMPARE),
            Template::Sheet => ("sheet.typ", SHEET),
        };
        World::with(fonts, name, text, data)
    }

    /// Puts any template text and its value together.
    pub fn with(fonts: &'a Fonts, name: &str, text: &str, data: Vec<u8>) -> Self {
        let source = |name: &str, text: &str| match id(name) {
            Some(id) => Source::new(id, text.to_owned()),
            None => Source::detached(text),
        };
        World {
            fonts,
            main: source(name, text),
            ward: source("ward.typ", WARD),
            data_id: id("data.json"),
            data: Bytes::new(data),
        }
    }
}

impl typst::World for World<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.fonts.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        [&self.main, &self.ward].into_iter().find(|s| s.id() == id).cloned().ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if self.data_id == Some(id) { Ok(self.data.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.fonts.get(index).cloned()
    }

    /// No page asks for today: its dates come with the data.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
