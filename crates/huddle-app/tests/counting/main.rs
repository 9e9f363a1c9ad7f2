//! Crosses, measures, readings, procedures and files of readings, through the door every screen uses.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod cross;
mod file;
mod measure;
mod procedure;
mod ward;
