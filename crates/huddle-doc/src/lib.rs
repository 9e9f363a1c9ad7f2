//! The only door to the document library: records, edits, clashes, undo, and taking in what other
//! PCs wrote.
//!
//! A record is one document. It is made of changes, each an uncompressed chunk of bytes that is
//! stored and sent as it is. Nothing here reads a clock, draws a random number or touches a file:
//! time, actor and ids are arguments.

mod am;
pub mod anew;
pub mod fault;
pub mod guard;
pub mod kinds;
pub mod limits;
pub mod schema;
pub mod state;
pub mod undo;
pub mod value;

pub use am::{
    ChangeInfo, Doc, Edited, Frame, Origin, Received, begin_chunk, is_derived, library_loads, receive,
    slot_actor,
};
pub use fault::{Fault, Refused};
pub use guard::Limits;
pub use state::{Node, NodeValue, State};
pub use undo::{Inverse, Undo};
pub use value::{ActorId, Chunk, Container, Edit, Envelope, Hash, Meta, Path, Scalar, Value, path};
