//! Crosses, measures, readings, procedures, improvement projects, files of readings, the PIN and who looks, through the door every screen uses.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod cross;
mod file;
mod fill;
mod full;
mod held;
mod looks;
mod measure;
mod procedure;
mod project;
mod range;
mod ward;
mod workbook;
