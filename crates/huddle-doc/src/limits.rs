//! What changes from elsewhere may claim, and the rules they can break.

/// Bounds what one batch of changes may claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Chunks in one batch.
    pub chunks: usize,
    /// Bytes in one chunk.
    pub chunk_bytes: usize,
    /// Bytes in one batch.
    pub batch_bytes: usize,
    /// Dependencies of one change.
    pub deps: u64,
    /// Bytes of an actor id.
    pub actor_bytes: u64,
    /// Other actors named by one change.
    pub other_actors: u64,
    /// Bytes of a change's message.
    pub message_bytes: u64,
    /// Highest sequence number and highest operation number.
    pub counter: u64,
    /// Columns of one change.
    pub columns: u64,
    /// Bytes of one map key.
    pub key_bytes: u64,
    /// Logical rows of one column.
    pub rows: u64,
    /// Logical rows of all operations in one batch.
    pub batch_rows: u64,
    /// Changes that may wait for others.
    pub pending: usize,
    /// Bytes of changes that may wait for others.
    pub pending_bytes: usize,
}

impl Default for Limits {
    /// Gives the limits of the product. An honest change is far below all of them: the longest text
    /// replaced by another is 8,000 rows, a year of readings imported at once about 10,000. What this
    /// PC writes is held to the same limits.
    fn default() -> Limits {
        Limits {
            chunks: 10_000,
            chunk_bytes: 1 << 20,
            batch_bytes: 16 << 20,
            deps: 512,
            actor_bytes: 64,
            other_actors: 4_096,
            message_bytes: 4_096,
            counter: 1 << 40,
            columns: 64,
            key_bytes: 1_024,
            rows: 20_000,
            batch_rows: 1_000_000,
            pending: 5_000,
            pending_bytes: 8 << 20,
        }
    }
}

/// Tells which rule of the guard a chunk breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum GuardFault {
    /// The chunk ends before its claims do, or a number is not written properly.
    #[error("it ends early or is not written properly")]
    Torn,
    /// The chunk is empty.
    #[error("it is empty")]
    Empty,
    /// It is longer than a chunk may be.
    #[error("it is too long")]
    TooLong,
    /// It does not begin as a chunk does.
    #[error("it is not a chunk")]
    Magic,
    /// It is a document, a compressed change, a bundle or something newer.
    #[error("it is not a single uncompressed change")]
    Type,
    /// Bytes follow the chunk, or unknown bytes follow the columns.
    #[error("something follows it")]
    Trailing,
    /// The checksum does not match.
    #[error("its checksum does not match")]
    Checksum,
    /// Too many dependencies.
    #[error("it depends on too many changes")]
    Deps,
    /// An actor id is empty or too long.
    #[error("an actor id is empty or too long")]
    Actor,
    /// Names too many other actors.
    #[error("it names too many actors")]
    OtherActors,
    /// Sequence or operation number out of range.
    #[error("a number is out of range")]
    Counter,
    /// The message is too long or not text.
    #[error("its message is too long or not text")]
    Message,
    /// Too many columns, a compressed one, or an order that is not ascending.
    #[error("its columns are not in order")]
    Columns,
    /// A column claims too many rows.
    #[error("a column claims too many rows")]
    Rows,
    /// A map key is too long or not text.
    #[error("a key is too long or not text")]
    Key,
    /// A column refers to an actor the change does not name.
    #[error("a column names an actor that is not listed")]
    ActorIndex,
}
