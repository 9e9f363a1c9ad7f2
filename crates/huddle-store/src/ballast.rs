//! The reserve file: room that is given back when the disk is full, so that the last edits, a deletion or a
//! backup still work.

use std::io::{self, Write};
use std::path::Path;

use crate::files::Files;

const NAME: &str = "reserve.bin";
/// Size of the reserve in bytes.
pub(crate) const BYTES: u64 = 8 * 1024 * 1024;

/// Makes the reserve when it is missing or short; says whether it is in place.
pub(crate) fn keep(folder: &Path) -> bool {
    let path = folder.join(NAME);
    if path.metadata().is_ok_and(|m| m.len() == BYTES) {
        return true;
    }
    if let Err(e) = make(&path) {
        tracing::warn!(error = %e, "no room for the reserve file");
        // A part of it would be lost room without the use.
        let _ = std::fs::remove_file(&path);
        return false;
    }
    true
}

/// Writes real bytes: a sparse file would hold no room.
fn make(path: &Path) -> io::Result<()> {
    let mut file = std::fs::File::create(path)?;
    let block = [0xA5u8; 64 * 1024];
    for _ in 0..BYTES / block.len() as u64 {
        file.write_all(&block)?;
    }
    file.sync_all()
}

/// Gives the room back; says whether there was any.
pub(crate) fn release(folder: &Path, files: &Files) -> bool {
    let path = folder.join(NAME);
    path.exists() && files.remove(&path).is_ok()
}
