//! PDF by Typst, in this process: tagged, PDF/UA-1, British English, fonts inside, no clock.
//!
//! The templates of `assets/reports/` lay out; every word comes from Rust as one JSON value. A sign
//! no font of the program has is printed as U+FFFD and the page says so: a PDF/UA file may not hold a
//! letter without a shape, and a missing letter nobody mentions is worse than a marked one.

#[cfg(feature = "walk")]
pub mod controls;
mod view;
mod world;

use crate::page::WeekPage;
use chrono::NaiveDateTime;
use huddle_core::report::{ComparePage, ReportFault, Sheet};
use serde_json::Value;
use std::sync::OnceLock;
use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};
pub use world::Fonts;
use world::{Template, World};

/// Gives the fonts of this program, read once.
pub fn fonts() -> &'static Fonts {
    static FONTS: OnceLock<Fonts> = OnceLock::new();
    FONTS.get_or_init(Fonts::new)
}

/// Makes a ward's week as PDF.
///
/// # Errors
/// [`ReportFault::NotMade`].
pub fn week(page: &WeekPage, made: NaiveDateTime) -> Result<Vec<u8>, ReportFault> {
    let value = serde_json::to_value(page).map_err(|_| ReportFault::NotMade)?;
    render(Template::Week, view::with_frame(value, &page.title, &page.title, Some(made)))
}

/// Makes the comparison page as PDF.
///
/// # Errors
/// [`ReportFault::NotMade`].
pub fn compare(page: &ComparePage, made: NaiveDateTime) -> Result<Vec<u8>, ReportFault> {
    let foot = page.foot.first().map_or("", String::as_str);
    render(Template::Compare, view::with_frame(view::compare(page)?, &page.title, foot, Some(made)))
}

/// Makes a page to print as PDF.
///
/// # Errors
/// [`ReportFault::NotMade`].
pub fn sheet(sheet: &Sheet) -> Result<Vec<u8>, ReportFault> {
    let (value, title, foot, day) = view::sheet(sheet);
    render(Template::Sheet, view::with_frame(value, &title, &foot, day))
}

/// Sets one template with one value.
fn render(template: Template, mut data: Value) -> Result<Vec<u8>, ReportFault> {
    let fonts = fonts();
    if fonts.cover(&mut data)
        && let Some(foot) = data.get_mut("foot").and_then(Value::as_array_mut)
    {
        foot.push(crate::words::SIGNS_MISSING.into());
    }
    let bytes = serde_json::to_vec(&data).map_err(|_| ReportFault::NotMade)?;
    make_with(&World::new(fonts, template, bytes), true, true)
}

/// Sets one world; `accessible` asks Typst to hold itself to PDF/UA-1, `tagged` for a structure.
fn make_with(world: &World<'_>, accessible: bool, tagged: bool) -> Result<Vec<u8>, ReportFault> {
    let set = typst::compile::<PagedDocument>(world);
    // What one page leaves in the cache helps the next few; a long run must not grow.
    typst::comemo::evict(8);
    let document = set.output.map_err(fault)?;
    let standards: &[PdfStandard] = if accessible { &[PdfStandard::Ua_1] } else { &[] };
    let options = PdfOptions {
        ident: Smart::Auto,
        creator: Smart::Custom(Some("Huddleboard".to_owned())),
        standards: PdfStandards::new(standards).map_err(|_| ReportFault::NotMade)?,
        tagged,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&document, &options).map_err(fault)
}

/// Turns Typst's diagnosis into the plain fault; it may quote what people typed, so it goes nowhere
/// but to a developer's test.
fn fault(errors: impl std::fmt::Debug) -> ReportFault {
    if cfg!(any(test, feature = "walk")) {
        eprintln!("{errors:?}");
    }
    ReportFault::NotMade
}
