//! Use cases: queries, commands, undo, change feed and the wire, over documents and store.
//!
//! The two tables in `table.rs` are the only list of what the product can do. Read `app.rs` (one
//! open data folder), `exec.rs` (one command at work, INV-4) and `wire/` first. Nothing here opens a
//! window or a socket, and nothing answers "saved" before COMMIT (INV-5).

mod app;
mod backup;
mod board;
mod check;
mod cross;
pub mod demo;
mod device;
mod dispatch;
mod docs;
mod edit;
mod env;
mod escalation;
mod exec;
mod fault;
mod feed;
mod fill;
mod find;
mod huddle;
mod idea;
mod import;
mod keep;
mod later;
mod measure;
mod message;
mod notice;
mod pack;
mod pile;
pub mod pin;
mod procedure;
mod project;
mod raise;
mod reading;
pub mod sheets;
pub mod sync;
mod table;
mod ties;
mod today;
mod typescript;
mod undo;
mod wall;
mod ward;
mod ward_conf;
mod week;
pub mod wire;

pub use app::{App, Opening, Step};
pub use backup::restore;
pub use dispatch::names;
pub use env::{Caller, Clock, Entropy, Env, Network, SystemClock, SystemEntropy};
pub use fault::Fault;
pub use feed::{Listener, SubscriptionId};
pub use huddle_store::{OpenFault, OpenReport, Synchronous};
pub use typescript::typescript;

/// Every program that holds a ward's data allocates with this one, tests included, so that figures are the
/// product's. A change to a document makes and drops thousands of small pieces, and on a system's own allocator
/// those were a sixth of the time of a save and a third of that of a long list.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
