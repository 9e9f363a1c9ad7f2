//! The words and rules of a ward, without a clock, a disk, a network or a dice.
//!
//! Everything here is a pure function of its arguments (INV-1): the time, fresh randomness and the
//! ward's settings are handed in. The other crates agree about ids, dates, periods, places and
//! limits because they all ask this one.

#[macro_use]
mod word_macros;

pub mod address;
pub mod audience;
pub mod cross;
pub mod csv_readings;
pub mod frequency;
pub mod freshness;
pub mod guard;
pub mod huddle_template;
pub mod id;
pub mod kind;
pub mod measure_advice;
pub mod off_hours;
pub mod place;
pub mod policy;
pub mod project;
pub mod repeat;
pub mod report;
pub mod sayable;
pub mod staffing;
pub mod text;
pub mod tiles;
pub mod time;
pub mod validate;
pub mod words;

pub use audience::Audience;
pub use id::{DocId, Uuid};
pub use kind::Kind;
pub use time::Ms;
