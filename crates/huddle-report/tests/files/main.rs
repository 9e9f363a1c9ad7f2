//! The files of a week, without the typesetter: hostile texts, second readers, nothing half-written.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "../shared/hostile.rs"]
mod hostile;
#[path = "../shared/weeks.rs"]
mod weeks;

mod comparing;
mod saving;
mod spreadsheets;
mod words_and_data;
