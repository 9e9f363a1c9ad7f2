//! One dispatch host for everything that is not a Tauri window.
//!
//! `socket` serves the owner's local socket, which `huddlectl` forwards to when the folder is open
//! (shipped). `http` (feature of the same name, test builds only) serves browsers on loopback. Both
//! speak the same three words as a window: query, execute, subscribe. `net` shares with other PCs of
//! the ward and is the only part that listens beyond this one.

#[cfg(feature = "http")]
pub mod http;
pub mod net;
pub mod protocol;
pub mod socket;

pub use protocol::{Answer, Ask};
