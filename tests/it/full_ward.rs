//! Fills a folder with 200 cards on the board and 5,000 put away, for the browser journey that times it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    dead_code,
    reason = "a maker for tests stops at the first surprise"
)]

mod changed;
mod support;
mod years;

fn main() {
    let folder = std::env::args().nth(1).expect("usage: full_ward FOLDER");
    years::fill(
        std::path::Path::new(&folder),
        years::Sizes { years: 0, live: 200, put_away: 5_000, binned: 0, plain: true },
    );
}
