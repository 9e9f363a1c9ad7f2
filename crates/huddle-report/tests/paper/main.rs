//! PDFs, read by another program than the one that wrote them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "../shared/weeks.rs"]
mod weeks;

mod equal;
mod read;
mod speed;
mod tongues;
mod walk;
