//! Black-box tests of the product without a window: everything through `huddle_app::App`.
// This crate is tests from end to end; a panic is how a test says no.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod bad_input;
mod bad_places;
mod card_ties;
mod changed;
mod contract;
mod demo_ward;
mod disk_fault;
mod kill;
mod number_guard;
mod pack;
mod paper_times;
mod power_cut;
mod queries;
mod quiet_hours;
mod real_input;
mod save_speed;
mod sharing;
mod support;
mod wall;
mod week;
mod years;
