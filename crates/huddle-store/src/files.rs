//! The store's own small files, written so that a power cut leaves the old or the new one.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::Arc;

/// One step on a small file, told to an observer after it was carried out; for fault harnesses.
#[derive(Debug, Clone, Copy)]
pub enum FileStep<'a> {
    /// Bytes were written at an offset.
    Write { at: u64, bytes: &'a [u8] },
    /// The file reached the disk.
    Sync,
    /// The file took another name, replacing what was there.
    Rename { to: &'a Path },
    /// The file was removed.
    Delete,
    /// A backup's bytes are in the folder it goes to and wait for that folder's disk. Told without the store's lock.
    Copied,
}

/// Is told every step on the store's own small files.
pub type Observer = Arc<dyn Fn(&Path, FileStep<'_>) + Send + Sync>;

/// Writes small files and tells the observer.
#[derive(Clone, Default)]
pub(crate) struct Files {
    pub observer: Option<Observer>,
}

impl std::fmt::Debug for Files {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Files").field("observed", &self.observer.is_some()).finish()
    }
}

impl Files {
    /// Tells the observer of a step.
    pub fn tell(&self, path: &Path, step: FileStep<'_>) {
        if let Some(observer) = &self.observer {
            observer(path, step);
        }
    }

    /// Replaces a file as one step: temporary file, sync, rename, sync of the folder.
    pub fn replace(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let temporary = path.with_extension("new");
        {
            let mut file = File::create(&temporary)?;
            file.write_all(bytes)?;
            self.tell(&temporary, FileStep::Write { at: 0, bytes });
            file.sync_all()?;
            self.tell(&temporary, FileStep::Sync);
        }
        again(|| fs::rename(&temporary, path))?;
        self.tell(&temporary, FileStep::Rename { to: path });
        sync_folder(path)
    }

    /// Writes over the start of an open file without waiting for the disk.
    pub fn overwrite(&self, file: &mut File, path: &Path, bytes: &[u8]) -> io::Result<()> {
        file.seek(SeekFrom::Start(0))?;
        file.write_all(bytes)?;
        self.tell(path, FileStep::Write { at: 0, bytes });
        Ok(())
    }

    /// Waits until an open file has reached the disk.
    pub fn sync(&self, file: &File, path: &Path) -> io::Result<()> {
        file.sync_all()?;
        self.tell(path, FileStep::Sync);
        Ok(())
    }

    /// Removes a file; one that is not there is no error.
    pub fn remove(&self, path: &Path) -> io::Result<()> {
        match again(|| fs::remove_file(path)) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
            other => {
                self.tell(path, FileStep::Delete);
                other
            }
        }
    }
}

/// Opens a file for reading and writing, making it when missing.
pub(crate) fn open_rw(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)
}

/// Reads a whole file of at most `most` bytes; `None` when it is not there, an error when it is larger.
pub(crate) fn read_small(path: &Path, most: u64) -> io::Result<Option<Vec<u8>>> {
    let file = match File::open(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
        other => other?,
    };
    let mut bytes = Vec::new();
    file.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(io::Error::from(io::ErrorKind::FileTooLarge));
    }
    Ok(Some(bytes))
}

/// Makes a rename or a new file in the folder of `path` last.
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        File::open(folder)?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// Tries again while another program, such as a virus scanner, holds the file (Windows only).
#[cfg(windows)]
pub(crate) fn again<T>(mut f: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    // ERROR_ACCESS_DENIED, ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION; 10 tries from 25 ms, doubling to 1 s.
    let mut wait = 25;
    for _ in 0..9 {
        match f() {
            Err(e) if matches!(e.raw_os_error(), Some(5 | 32 | 33)) => {
                std::thread::sleep(std::time::Duration::from_millis(wait));
                wait = (wait * 2).min(1000);
            }
            other => return other,
        }
    }
    f()
}

/// Runs the step once: other systems do not lock files against renaming.
#[cfg(not(windows))]
pub(crate) fn again<T>(mut f: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    f()
}
