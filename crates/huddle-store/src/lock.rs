//! One owner for one folder: an operating-system lock, who holds it, and asking to take over.
//!
//! The lock is the system's own and ends with the process, however it ends. Who holds it is written in a
//! second file, because Windows lets nobody read a locked one.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::fault::{OpenFault, io_at_open};
use crate::files::{Files, open_rw, read_small};

const LOCK: &str = "owner.lock";
const OWNER: &str = "owner.json";
const REQUEST: &str = "take-over.json";
/// Largest owner or request file that is read, in bytes.
const MOST: u64 = 4096;

/// Who holds a folder, or asks for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    /// Process id.
    pub pid: u32,
    /// Log-on name; empty when unknown.
    pub user: String,
    /// When it opened the folder or asked, milliseconds UTC.
    pub at_ms: i64,
}

/// Holds the lock until dropped.
#[derive(Debug)]
pub(crate) struct OwnerLock {
    // Never read: closing it is what gives the lock back.
    _file: File,
    folder: PathBuf,
}

impl OwnerLock {
    /// Takes the lock, or says who has it. With `ask`, leaves a request for the holder.
    pub fn take(folder: &Path, me: &Owner, ask: bool, files: &Files) -> Result<Self, OpenFault> {
        let file = open_rw(&folder.join(LOCK)).map_err(|e| io_at_open("owner lock", &e))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let holder = read_owner(&folder.join(OWNER));
                if ask {
                    files
                        .replace(&folder.join(REQUEST), &to_bytes(me))
                        .map_err(|e| io_at_open("take-over request", &e))?;
                }
                let (pid, user, started_ms) =
                    holder.map_or((0, String::new(), 0), |o| (o.pid, o.user, o.at_ms));
                return Err(OpenFault::AlreadyOpen { pid, user, started_ms, asked: ask });
            }
            Err(TryLockError::Error(e)) if e.kind() == io::ErrorKind::Unsupported => {
                // A file system without locks cannot keep two programs apart.
                return Err(OpenFault::Forbidden(crate::PlaceFault::WrongFileSystem {
                    what: "no file locks".to_owned(),
                }));
            }
            Err(TryLockError::Error(e)) => return Err(io_at_open("owner lock", &e)),
        }
        // Only an aid for the second opener: without it the screen cannot name who has the ward open.
        if let Err(e) = std::fs::write(folder.join(OWNER), to_bytes(me)) {
            return Err(io_at_open("owner file", &e));
        }
        let lock = Self { _file: file, folder: folder.to_owned() };
        lock.forget_request(files);
        Ok(lock)
    }

    /// Gives the folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Reads who asks to take over, if anybody does.
    pub fn request(&self) -> Option<Owner> {
        read_owner(&self.folder.join(REQUEST))
    }

    /// Removes a request that was answered or refused.
    pub fn forget_request(&self, files: &Files) {
        if let Err(e) = files.remove(&self.folder.join(REQUEST)) {
            tracing::warn!(error = %e, "a take-over request could not be removed");
        }
    }
}

fn to_bytes(owner: &Owner) -> Vec<u8> {
    // A struct of two numbers and a string always serialises; an empty file reads as "nobody known".
    serde_json::to_vec(owner).unwrap_or_default()
}

fn read_owner(path: &Path) -> Option<Owner> {
    let bytes = read_small(path, MOST).ok().flatten()?;
    serde_json::from_slice(&bytes).ok()
}
