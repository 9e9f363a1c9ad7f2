//! The wire: every request and view that crosses to a window, a socket or a script.
//!
//! These structs are promises. A field may be added; renaming or removing one takes two releases.
//! Requests carry ids and intentions and refuse unknown fields. Times are milliseconds since 1970
//! in UTC (`i64`), dates are ISO `YYYY-MM-DD`, ids are UUIDs. Words for people are chosen by the
//! user interface from codes; the one exception is a chart's sentence (`huddle-spc`).

pub mod board;
pub mod bundle;
pub mod common;
pub mod cross;
pub mod huddle;
pub mod measure;
pub mod pile;
pub mod procedure;
pub mod project;
pub mod raise;
pub mod sharing;
pub mod today;
pub mod wall;
pub mod ward;
pub mod week;

pub use board::*;
pub use bundle::*;
pub use common::*;
pub use cross::*;
pub use huddle::*;
pub use measure::*;
pub use pile::*;
pub use procedure::*;
pub use project::*;
pub use raise::*;
pub use sharing::*;
pub use today::*;
pub use wall::*;
pub use ward::*;
pub use week::*;

/// Declares a request: deserialisable, unknown fields refused, exported to TypeScript.
macro_rules! request {
    ($($(#[$meta:meta])* $name:ident { $($(#[$fm:meta])* $field:ident : $ty:ty),* $(,)? })*) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, serde::Serialize, serde::Deserialize, ts_rs::TS)]
        #[serde(deny_unknown_fields)]
        #[ts(optional_fields = nullable)]
        pub struct $name { $($(#[$fm])* pub $field: $ty),* }
    )*};
}
/// Declares a view: serialisable, exported to TypeScript.
macro_rules! view {
    ($($(#[$meta:meta])* $name:ident { $($(#[$fm:meta])* $field:ident : $ty:ty),* $(,)? })*) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize, ts_rs::TS)]
        pub struct $name { $($(#[$fm])* pub $field: $ty),* }
    )*};
}
pub(crate) use {request, view};
