//! The library's document of a record, brought up to date when it is needed.

use std::sync::{Arc, OnceLock};

use automerge::{Automerge, Change};

use super::named;
use crate::fault::Fault;
use crate::value::Hash;

/// Changes that may wait at most: they are held in memory, and taken in together.
const WAITING_MAX: usize = 32;

/// A document, and changes of this PC that it has not been given yet.
#[derive(Clone)]
pub(super) struct Library {
    /// Shared, so that a copy to work on costs nothing until it is written to.
    base: Arc<Automerge>,
    waiting: Vec<Arc<Change>>,
    /// The two together, once somebody asked.
    whole: OnceLock<Arc<Automerge>>,
}

impl Library {
    pub(super) fn new(am: Automerge) -> Self {
        Self { base: Arc::new(am), waiting: Vec::new(), whole: OnceLock::new() }
    }

    /// An empty document, made once.
    pub(super) fn blank() -> Self {
        static BLANK: OnceLock<Arc<Automerge>> = OnceLock::new();
        let base = Arc::clone(BLANK.get_or_init(|| Arc::new(Automerge::new())));
        Self { base, waiting: Vec::new(), whole: OnceLock::new() }
    }

    /// Finds a change that waits.
    pub(super) fn waiting(&self, hash: &Hash) -> Option<&Change> {
        self.waiting.iter().find(|change| change.hash().0 == *hash).map(|change| &**change)
    }

    /// Returns the document with every change in it.
    ///
    /// # Errors
    /// [`Fault::Engine`] when a change that waited does not fit.
    pub(super) fn whole(&self) -> Result<&Automerge, Fault> {
        if self.waiting.is_empty() {
            return Ok(&self.base);
        }
        if self.whole.get().is_none() {
            // Two that ask at once make the same document; one of the two is kept.
            drop(self.whole.set(Arc::new(self.joined()?)));
        }
        self.whole.get().map(|am| &**am).ok_or(Fault::Engine("the record is not there"))
    }

    /// Makes the document anew from its base and what waits.
    pub(super) fn joined(&self) -> Result<Automerge, Fault> {
        let mut am = Automerge::clone(&self.base);
        let changes: Vec<Change> = self.waiting.iter().map(|change| Change::clone(change)).collect();
        am.apply_changes(changes).map_err(|e| Fault::Engine(named(&e)))?;
        Ok(am)
    }

    /// Returns the same with one more change, which follows everything there.
    pub(super) fn with(&self, change: Change) -> Result<Self, Fault> {
        let (base, mut waiting) = match self.whole.get() {
            Some(whole) => (Arc::clone(whole), Vec::new()),
            None => (Arc::clone(&self.base), self.waiting.clone()),
        };
        waiting.push(Arc::new(change));
        let next = Self { base, waiting, whole: OnceLock::new() };
        if next.waiting.len() < WAITING_MAX { Ok(next) } else { next.joined().map(Self::new) }
    }
}
