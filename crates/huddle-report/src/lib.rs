//! Files and paper from one plain model of a ward's week.
//!
//! [`Press`] implements [`huddle_core::report::Reports`]. The same input gives the same bytes: no
//! clock, no randomness, no folder is read. Only [`save`] touches a disk.
//!
//! * [`page`]: the week in words, in the order it is read; PDF, Word and e-mail are made from it.
//! * [`tables`]: the week as lists; the workbook and the CSV file are made from them.
//! * [`week_file`]: the `.huddleweek` file. [`pile`] and [`compare`]: several wards side by side.
//! * [`clean`]: text that no spreadsheet takes for a formula.
//!
//! PDF and the print sheets need the typesetter (feature `pdf`); without it [`Press`] says that they are
//! not offered. See docs/adr/0024.

pub mod chart_svg;
pub mod clean;
pub mod compare;
pub mod cross_svg;
pub mod csv_file;
pub mod docx;
#[cfg(not(feature = "pdf"))]
mod no_pdf;
pub mod page;
#[cfg(feature = "pdf")]
pub mod pdf;
pub mod pile;
mod press;
pub mod save;
pub mod tables;
pub mod text;
pub mod week_file;
pub mod words;
pub mod xlsx;

pub use press::Press;
