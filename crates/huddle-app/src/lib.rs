//! Use cases: queries, commands, undo, change feed and the wire, over documents and store.
mod table;
mod typescript;
pub mod wire;
pub use typescript::typescript;
