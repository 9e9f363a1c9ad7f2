//! A disk for SQLite that can lose power or refuse a call.
//!
//! [`register`] gives a [`Disk`]; a database opened with its name works on real files, while every write,
//! truncate, sync and delete is written in a log, together with the test's own [`Disk::ack`] marks.
//! [`Disk::cut`] replays the log up to a random point and writes what a disk could hold after the power went:
//! of everything not yet synced each 512-byte sector is kept, dropped, or zero where the file had grown;
//! unsynced truncates are tossed for; deletes and renames hold. The result is opened with the stock VFS.
//! [`Disk::fail`] makes call number N fail, once or from then on.
//!
//! Not modelled: loss of directory entries, and drives that reorder after a true flush.

mod replay;
mod shim;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub use replay::{Cut, scratch};

/// Sector size in bytes: the smallest piece a disk writes as one.
pub const SECTOR: usize = 512;

/// One step in the log; files are numbered in the order first seen.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    Write { file: usize, at: u64, bytes: Vec<u8> },
    Truncate { file: usize, len: u64 },
    Sync { file: usize },
    Delete { file: usize },
    Rename { from: usize, to: usize },
    Ack(u64),
}

/// The error a failing call gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The disk is full: whatever writes fails, reading goes on.
    Full,
    /// The disk answered with an error.
    Io,
}

/// Which call fails, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Number of the call, from 1, counted since [`Disk::fail`].
    pub at: u64,
    pub failure: Failure,
    /// All later calls fail too, until [`Disk::heal`].
    pub sticky: bool,
}

#[derive(Debug, Default)]
pub(crate) struct State {
    files: Vec<PathBuf>,
    /// What files held before the log began.
    base: BTreeMap<usize, Vec<u8>>,
    log: Vec<Step>,
    calls: u64,
    plan: Option<Plan>,
    hit: bool,
    random: u64,
}

impl State {
    /// Numbers a file, keeping what it holds when it was there before the log.
    pub(crate) fn file(&mut self, path: &Path) -> usize {
        if let Some(n) = self.files.iter().position(|p| p == path) {
            return n;
        }
        self.files.push(path.to_owned());
        self.files.len() - 1
    }

    /// Counts a call; gives the failure it must answer with. A full disk can still be read.
    pub(crate) fn call(&mut self, reads: bool) -> Option<Failure> {
        self.calls += 1;
        let plan = self.plan.filter(|p| !(reads && p.failure == Failure::Full))?;
        let fails = if plan.sticky { self.calls >= plan.at } else { self.calls == plan.at };
        self.hit |= fails;
        fails.then_some(plan.failure)
    }
}

/// The handle of a registered disk; clones are the same disk. It lives until the process ends.
#[derive(Debug, Clone)]
pub struct Disk {
    name: String,
    state: Arc<Mutex<State>>,
}

/// Registers a disk with SQLite under a name that is free in this process.
///
/// # Panics
/// When SQLite refuses the registration.
pub fn register(name: &str) -> Disk {
    let state = Arc::new(Mutex::new(State { random: 1, ..State::default() }));
    shim::register(name, Arc::clone(&state));
    Disk { name: name.to_owned(), state }
}

impl Disk {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives the VFS name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Takes the files a folder holds now as already on the disk. Call before opening an existing store.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn base(&self, folder: &Path) -> std::io::Result<()> {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_file() {
                let bytes = std::fs::read(&path)?;
                let mut state = self.state();
                let file = state.file(&path);
                state.base.insert(file, bytes);
            }
        }
        Ok(())
    }

    /// Marks that work up to number `n` was acknowledged to a person.
    pub fn ack(&self, n: u64) {
        self.state().log.push(Step::Ack(n));
    }

    /// Notes a write to a file that SQLite does not see.
    pub fn note_write(&self, path: &Path, at: u64, bytes: &[u8]) {
        let mut state = self.state();
        let file = state.file(path);
        state.log.push(Step::Write { file, at, bytes: bytes.to_vec() });
    }

    /// Notes a sync of a file that SQLite does not see.
    pub fn note_sync(&self, path: &Path) {
        let mut state = self.state();
        let file = state.file(path);
        state.log.push(Step::Sync { file });
    }

    /// Notes a rename of a file that SQLite does not see.
    pub fn note_rename(&self, from: &Path, to: &Path) {
        let mut state = self.state();
        let (from, to) = (state.file(from), state.file(to));
        state.log.push(Step::Rename { from, to });
    }

    /// Notes the removal of a file that SQLite does not see.
    pub fn note_delete(&self, path: &Path) {
        let mut state = self.state();
        let file = state.file(path);
        state.log.push(Step::Delete { file });
    }

    /// Gives the number of steps in the log.
    pub fn steps(&self) -> usize {
        self.state().log.len()
    }

    /// Plans a failing call and starts counting calls from 0.
    pub fn fail(&self, plan: Plan) {
        let mut state = self.state();
        state.calls = 0;
        state.hit = false;
        state.plan = Some(plan);
    }

    /// Ends all failures.
    pub fn heal(&self) {
        self.state().plan = None;
    }

    /// Says whether a planned failure has happened.
    pub fn hit(&self) -> bool {
        self.state().hit
    }

    /// Gives the number of calls since [`Disk::fail`] or [`Disk::count_calls`].
    pub fn calls(&self) -> u64 {
        self.state().calls
    }

    /// Starts counting calls from 0.
    pub fn count_calls(&self) {
        self.state().calls = 0;
    }

    /// Forgets the log, taking nothing as a base; for fault runs, which need no replay.
    pub fn forget_log(&self) {
        let mut state = self.state();
        state.log.clear();
        state.base.clear();
    }

    /// Cuts the power at a random step and writes what the disk then holds into a fresh folder.
    ///
    /// # Errors
    /// When the fresh folder cannot be written.
    pub fn cut(&self, seed: u64) -> std::io::Result<Cut> {
        replay::cut(&self.state(), seed)
    }
}
