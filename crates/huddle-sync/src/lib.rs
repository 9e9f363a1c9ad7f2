//! How two PCs of a ward come to hold the same records, without a socket, a clock or a random number.
//!
//! Start with [`Session`]: one link to one other PC about one ward. It is fed [`Message`]s and gives
//! messages back; what this PC holds is behind the port [`Shelf`], which the app fills in. [`frame`]
//! turns messages into bytes and back with caps before any allocation. [`roster`] says whose word
//! counts, [`digits`] is how a PC is let in by six digits. See ADR 0009, ADR 0021 and ADR 0029.

pub mod digits;
pub mod frame;
mod message;
pub mod roster;
mod session;
mod shelf;
mod wire;

pub use message::{
    Ack, BUCKETS, Changes, Digest, DocSum, Hello, Item, Message, PROTO, PROTO_MIN, Since, Sum, Way,
};
pub use roster::{Made, Member, Role, Roster, Signed};
pub use session::{Reached, Session, Stop, Terms};
pub use shelf::{Cursor, Fill, Page, Shelf, Take, Took, View};
pub use wire::Torn;

/// TCP port a PC listens on unless it is told otherwise.
pub const PORT: u16 = 47_810;
