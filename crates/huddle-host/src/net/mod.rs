//! Sharing over the network: TLS between PCs that know each other's keys, and a node that listens and dials.
//!
//! The exchange itself is `huddle-sync`; what it reads and writes is `huddle_app::sync`. Here are only
//! sockets, deadlines and limits.

mod allowance;
#[cfg(test)]
mod by_digits;
mod digits;
pub mod discovery;
mod doctor;
#[cfg(test)]
mod doctor_finds;
#[cfg(test)]
mod flood;
mod guardhouse;
#[cfg(test)]
mod lab;
#[cfg(test)]
mod many;
mod node;
mod pair;
mod pulse;
mod sharing;
#[cfg(test)]
mod slowly;
#[cfg(test)]
mod strangers;
mod stream;
mod tls;
#[cfg(test)]
mod two_nodes;

pub use doctor::Doctor;
pub use node::{Node, NodeOptions, listen};
pub use pair::{PairFault, accept};
pub use sharing::{Sharing, reached_at};
pub use tls::Expect;
