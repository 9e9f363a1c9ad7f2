//! How far the database had come, kept beside it, so that a rolled-back or half-copied one is noticed.
//!
//! Two files say it. `last.json` is replaced as one step and has reached the disk; it is written at opening,
//! when resting and at closing. `last.tip` is one 512-byte sector written over in place after every COMMIT
//! without waiting for the disk. A power cut may lose the newest tips, never put one ahead of its COMMIT; so
//! a database *behind* either mark has lost something behind our back.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::files::{Files, open_rw, read_small};
use crate::ledger::Ledger;

const LAST: &str = "last.json";
const TIP: &str = "last.tip";
const SECTOR: usize = 512;
/// Largest mark that is read, in bytes.
const MOST: u64 = 4096;

/// One mark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Mark {
    pub store: Uuid,
    pub generation: i64,
    pub changes: i64,
    /// Sums of all rows that are kept, in hexadecimal.
    pub truth: String,
    /// Whether the store was closed in order.
    pub clean: bool,
    pub at_ms: i64,
    /// Hash over the other fields.
    sum: String,
}

impl Mark {
    pub fn new(store: Uuid, ledger: &Ledger, clean: bool, at_ms: i64) -> Self {
        let truth = format!("{:032x}", ledger.truth.xor);
        let mut mark = Self {
            store,
            generation: ledger.generation,
            changes: ledger.changes,
            truth,
            clean,
            at_ms,
            sum: String::new(),
        };
        mark.sum = mark.expected_sum();
        mark
    }

    fn expected_sum(&self) -> String {
        let text = format!(
            "{} {} {} {} {} {}",
            self.store, self.generation, self.changes, self.truth, self.clean, self.at_ms
        );
        hex::encode(Sha256::digest(text.as_bytes()).get(..8).unwrap_or(&[]))
    }

    fn to_bytes(&self) -> Vec<u8> {
        // A struct of plain fields always serialises; empty bytes read as "unreadable" later.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Says whether `ledger` of store `store` is the state this mark was written for.
    pub fn fits(&self, store: Uuid, ledger: &Ledger) -> bool {
        self.store == store
            && self.generation == ledger.generation
            && self.changes == ledger.changes
            && self.truth == format!("{:032x}", ledger.truth.xor)
    }
}

/// A mark as found on the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Found {
    Missing,
    Unreadable,
    Mark(Mark),
}

impl Found {
    fn read(path: &Path) -> Self {
        match read_small(path, MOST) {
            Ok(None) => Self::Missing,
            Err(_) => Self::Unreadable,
            Ok(Some(bytes)) => match serde_json::from_slice::<Mark>(bytes.trim_ascii_end()) {
                Ok(mark) if mark.sum == mark.expected_sum() => Self::Mark(mark),
                _ => Self::Unreadable,
            },
        }
    }

    pub fn mark(&self) -> Option<&Mark> {
        match self {
            Self::Mark(mark) => Some(mark),
            _ => None,
        }
    }
}

/// Both marks as found when opening.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FoundMarks {
    pub last: Found,
    pub tip: Found,
}

impl FoundMarks {
    pub fn read(folder: &Path) -> Self {
        Self { last: Found::read(&folder.join(LAST)), tip: Found::read(&folder.join(TIP)) }
    }

    /// Gives the mark that is furthest ahead.
    pub fn newest(&self) -> Option<&Mark> {
        match (self.last.mark(), self.tip.mark()) {
            (Some(a), Some(b)) => Some(if b.generation > a.generation { b } else { a }),
            (a, b) => a.or(b),
        }
    }
}

/// Writes the marks of an open store.
#[derive(Debug)]
pub(crate) struct Marks {
    last: PathBuf,
    tip_path: PathBuf,
    tip: Option<File>,
    files: Files,
}

impl Marks {
    pub fn new(folder: &Path, files: Files) -> Self {
        Self { last: folder.join(LAST), tip_path: folder.join(TIP), tip: None, files }
    }

    /// Writes a mark that has reached the disk when this returns; the tip reaches it before.
    pub fn write_last(&mut self, mark: &Mark) -> io::Result<()> {
        self.write_tip(mark)?;
        if let Some(file) = &self.tip {
            self.files.sync(file, &self.tip_path)?;
        }
        self.files.replace(&self.last, &mark.to_bytes())
    }

    /// Makes the tip file, one sector long, on the disk.
    pub fn start_tip(&mut self, mark: &Mark) -> io::Result<()> {
        let mut file = open_rw(&self.tip_path)?;
        file.set_len(SECTOR as u64)?;
        self.files.overwrite(&mut file, &self.tip_path, &sector(mark))?;
        self.files.sync(&file, &self.tip_path)?;
        crate::files::sync_folder(&self.tip_path)?;
        self.tip = Some(file);
        Ok(())
    }

    /// Writes the tip over without waiting for the disk.
    pub fn write_tip(&mut self, mark: &Mark) -> io::Result<()> {
        match &mut self.tip {
            Some(file) => self.files.overwrite(file, &self.tip_path, &sector(mark)),
            None => Ok(()),
        }
    }
}

fn sector(mark: &Mark) -> Vec<u8> {
    let mut bytes = mark.to_bytes();
    bytes.resize(SECTOR.max(bytes.len()), b' ');
    bytes
}
