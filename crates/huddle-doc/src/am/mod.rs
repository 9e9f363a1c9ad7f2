//! The only module that names the document library.
//!
//! Every call into the library goes through [`caught`]: after a panic the record in memory is not to
//! be used again, because the library may have left it half changed.

mod begin;
mod direct;
mod doc;
mod edit;
mod first;
mod library;
mod read;
mod receive;

use std::panic::{AssertUnwindSafe, catch_unwind};

pub use begin::{begin_chunk, is_derived, slot_actor};
pub use doc::{ChangeInfo, Doc, Edited, Letter, Origin};
pub use receive::{Frame, Received, receive};

/// Has the library alone load a snapshot and says whether it could; what benches hold our own work against.
#[doc(hidden)]
#[must_use]
pub fn library_loads(snapshot: &[u8]) -> bool {
    caught(|| automerge::Automerge::load(snapshot).is_ok()).unwrap_or(false)
}

/// Runs a call into the library; `None` when it panicked.
fn caught<T>(call: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(call)).ok()
}

/// Names a library error without its text, which may quote what people typed.
fn named(e: &automerge::AutomergeError) -> &'static str {
    use automerge::AutomergeError as E;
    match e {
        E::DuplicateSeqNumber(..) => "duplicate sequence number",
        E::DuplicateActorId(_) => "duplicate actor",
        E::InvalidSeq(_) => "sequence number out of range",
        E::MissingDeps | E::MissingHash(_) | E::InvalidHash(_) | E::ChangeGraph(_) => "missing dependency",
        E::InvalidIndex(_) => "index out of range",
        E::InvalidOp(_) | E::InvalidValueType { .. } | E::NotAnObject => "wrong type of value",
        E::InvalidObjId(_) | E::InvalidObjIdFormat(_) => "unknown object",
        E::Load(_) | E::LoadChangeError(_) => "unreadable bytes",
        _ => "other",
    }
}
