//! What can go wrong with a record on this PC, and why bytes from elsewhere are refused.
//!
//! No variant carries text that a person typed: places are named by [`place`], which hides
//! everything that does not look like one of our own keys.

use crate::guard::GuardFault;
use crate::value::Path;

/// Tells why a record on this PC could not be made, read or changed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Fault {
    /// A stored piece is empty, torn or altered; the other stored pieces are untouched.
    #[error("a stored piece of this record is damaged ({0}); restore it from a snapshot or another PC")]
    Damaged(&'static str),
    /// The pieces load, but are not the whole record the store remembers.
    #[error(
        "the stored pieces of this record do not add up to what was saved last; look for the missing piece"
    )]
    HeadsDiffer,
    /// The record says it is another one.
    #[error("the record says it is a different one; it was not opened")]
    WrongRecord,
    /// The envelope cannot be read.
    #[error("the record's envelope cannot be read ({0})")]
    Envelope(&'static str),
    /// A value breaks a limit or has the wrong type; nothing was written.
    #[error("{place}: {rule}; nothing was written")]
    Schema {
        /// Where, with anything typed by people hidden.
        place: String,
        /// Which rule.
        rule: &'static str,
    },
    /// A path leads through something that is not a map; nothing was written.
    #[error("{0}: there is no map to write in; nothing was written")]
    NoMap(String),
    /// A splice lies outside its text; nothing was written.
    #[error("{0}: the place in the text no longer exists; nothing was written")]
    OutsideText(String),
    /// One write is larger than a change may be; nothing was written.
    #[error("too much for one write; nothing was written, write it in parts")]
    TooLarge,
    /// A frozen record was asked for with an epoch, or for a kind that has none.
    #[error("this kind of record cannot be begun from its natural key")]
    NotDerived,
    /// The library refused; nothing was written.
    #[error("the record could not be changed ({0}); nothing was written")]
    Engine(&'static str),
    /// The library panicked: drop this record and load it again from the store.
    #[error("the record must be loaded again from the store; what was saved is safe")]
    Panicked,
}

/// Tells why bytes from elsewhere were refused. The record is unchanged.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refused {
    /// A chunk breaks a rule of the byte-level guard.
    #[error("change {chunk} of this batch: {fault}")]
    Guard {
        /// Which chunk of the batch, from 0.
        chunk: usize,
        /// Which rule.
        fault: GuardFault,
    },
    /// More chunks than one batch may hold.
    #[error("too many changes in one batch")]
    TooManyChunks,
    /// More bytes or more rows than one batch may hold.
    #[error("one batch is too large")]
    TooLarge,
    /// Too many changes wait for others that have not come.
    #[error("too many changes wait for others that have not come")]
    TooManyPending,
    /// A second beginning for a record that has one, or a beginning that is not the frozen one.
    #[error("the record has another beginning")]
    Beginning,
    /// The same actor made two different changes of one number: a cloned or restored PC.
    #[error("one actor made two different changes of the same number; the record needs a rescue")]
    DuplicateSeq {
        /// The actor.
        actor: Vec<u8>,
        /// The number used twice.
        seq: u64,
    },
    /// A change does not follow the last one of its actor.
    #[error("a change does not follow its actor's last one")]
    SequenceGap,
    /// An operation number does not follow those of the changes it was built on.
    #[error("an operation number does not follow its history")]
    OperationNumber,
    /// The library could not read or apply a change.
    #[error("a change could not be applied ({0})")]
    Engine(&'static str),
    /// The library panicked on a change.
    #[error("a change stopped the reader")]
    Panicked,
    /// The result could not be loaded again, or loads as something else.
    #[error("the result could not be loaded again")]
    NotReloadable,
    /// The library said yes but did not take the change.
    #[error("a change was not taken in")]
    NoProgress,
    /// The record is not the one the frame names, or changed its identity.
    #[error("the changes belong to a different record")]
    WrongRecord,
    /// A value breaks a limit or has the wrong type.
    #[error("{place}: {rule}")]
    Schema {
        /// Where, with anything typed by people hidden.
        place: String,
        /// Which rule.
        rule: &'static str,
    },
    /// The caller's judge refused the resulting record.
    #[error("refused: {0}")]
    Judged(String),
}

/// Names a place for an error, hiding every segment that is not one of our own short keys.
pub(crate) fn place(path: &Path) -> String {
    if path.is_empty() {
        return "record".to_owned();
    }
    let seg = |s: &String| {
        let ours =
            s.len() <= 48 && s.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-' | b':'));
        // Ten digits in a row could be a person's number.
        let digits = s.bytes().filter(u8::is_ascii_digit).count();
        if ours && (digits < 6 || s.contains('-')) { s.clone() } else { "…".to_owned() }
    };
    path.iter().map(seg).collect::<Vec<_>>().join("/")
}
