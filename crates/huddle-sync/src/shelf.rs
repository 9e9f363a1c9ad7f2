//! The port behind which a PC's own records are: the session asks, the app answers.

use crate::message::{Digest, DocSum, Item, Sum, Way};
use crate::roster::Signed;
use huddle_core::audience::Audience;
use std::collections::HashSet;
use uuid::Uuid;

/// How far a PC has read another's store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// Everything of theirs up to this number is committed here.
    pub live: i64,
    /// Older records still to come; `None` when they are all here.
    pub fill: Option<Fill>,
}

/// Where the walk through older records is: from `top` downwards, everything at or above `next` is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fill {
    /// Number of the sender's newest change when the walk began.
    pub top: i64,
    /// The walk goes on below this number.
    pub next: i64,
}

/// For whom a page is read.
#[derive(Debug, Clone)]
pub struct View<'a> {
    /// The ward.
    pub ward: Uuid,
    /// Records at this level or wider.
    pub scope: Audience,
    /// The receiver's store: its own changes are left out.
    pub store: Uuid,
    /// Changes the receiver is known to hold.
    pub holds: &'a HashSet<[u8; 32]>,
}

/// A page of changes read for somebody.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// The changes.
    pub items: Vec<Item>,
    /// Records the receiver may no longer see.
    pub gone: Vec<Uuid>,
    /// Where the reading has come to (live: read up to; fill: go on below; 0 is the end).
    pub upto: i64,
}

/// What is to be committed as one transaction.
#[derive(Debug)]
pub struct Take<'a> {
    /// The sender's store.
    pub store: Uuid,
    /// Which stream.
    pub way: Way,
    /// The changes.
    pub items: &'a [Item],
    /// Records this PC may no longer hold.
    pub gone: &'a [Uuid],
    /// Where the cursor stands afterwards.
    pub cursor: Option<Cursor>,
}

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Took {
    /// Records with changes that wait for others.
    pub needs: Vec<Uuid>,
    /// Changes of the batch the sender is now known to hold.
    pub seen: Vec<[u8; 32]>,
    /// Changes that were put into quarantine.
    pub refused: usize,
}

/// What a PC holds of one ward.
pub trait Shelf {
    /// Why it could not be read or written.
    type Fault;

    /// Returns the number of the newest change.
    ///
    /// # Errors
    /// When the store cannot be read; so for every call here.
    fn last(&mut self) -> Result<i64, Self::Fault>;
    /// Reads what came after a number.
    fn live(&mut self, after: i64, view: &View<'_>) -> Result<Page, Self::Fault>;
    /// Reads whole records whose newest change up to `top` lies below `next`, newest first.
    fn fill(&mut self, fill: Fill, view: &View<'_>) -> Result<Page, Self::Fault>;
    /// Reads one record whole; nothing when the receiver may not see it.
    fn record(&mut self, doc: Uuid, view: &View<'_>) -> Result<Vec<Item>, Self::Fault>;
    /// Commits a batch and its cursor in one transaction.
    fn take(&mut self, take: &Take<'_>) -> Result<Took, Self::Fault>;
    /// Reads how far this PC has read a store.
    fn cursor(&mut self, store: Uuid) -> Result<Option<Cursor>, Self::Fault>;
    /// Sums up all records at `scope` or wider.
    fn sum(&mut self, scope: Audience) -> Result<Sum, Self::Fault>;
    /// Sums up each bucket.
    fn buckets(&mut self, scope: Audience) -> Result<Vec<Digest>, Self::Fault>;
    /// Lists the records of the buckets for which `wanted` holds.
    fn docs(&mut self, scope: Audience, wanted: &dyn Fn(usize) -> bool) -> Result<Vec<DocSum>, Self::Fault>;
    /// Returns the short state of one record, when it is here.
    fn doc_sum(&mut self, doc: Uuid) -> Result<Option<[u8; 16]>, Self::Fault>;
    /// Returns the roster statements and their digest.
    fn roster(&mut self) -> Result<(Vec<Signed>, Sum), Self::Fault>;
    /// Returns what a PC that may see records at `scope` or wider must know of the ward; none before there is one.
    /// Equal records give equal bytes.
    fn face(&mut self, scope: Audience) -> Result<Option<Vec<u8>>, Self::Fault>;
    /// Returns the digest of the face this PC was given; zero when it has none.
    fn face_held(&mut self) -> Result<Sum, Self::Fault>;
    /// Keeps a face that came; one that cannot be read is left.
    fn take_face(&mut self, face: &[u8]) -> Result<(), Self::Fault>;
    /// Returns the digest alone, which is asked for at every turn.
    fn roster_sum(&mut self) -> Result<Sum, Self::Fault>;
    /// Takes in statements that hold; says whether anything was new.
    fn take_roster(&mut self, statements: &[Signed]) -> Result<bool, Self::Fault>;
}
