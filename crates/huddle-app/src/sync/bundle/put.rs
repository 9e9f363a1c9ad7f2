//! A bundle's way to the disk: under another name first, every byte synced, then the real name in one step.

use super::seal::{MAGIC, unwritten};
use crate::fault::Fault;
use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

/// What a file is written to until it is whole; tests put a disk in its place that fills up.
pub(crate) trait Sink: Write {
    /// Waits until every byte is on the disk.
    fn settle(self) -> io::Result<()>;
}

impl Sink for BufWriter<File> {
    fn settle(self) -> io::Result<()> {
        self.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
    }
}

/// Writes a file; whatever stood under the name before stands there whole until the new one is.
///
/// # Errors
/// What `fill` returns, or why the folder does not take the file; nothing is left behind then.
pub(crate) fn put(
    path: &Path,
    fill: impl FnOnce(&mut BufWriter<File>) -> Result<(), Fault>,
) -> Result<(), Fault> {
    put_with(path, BufWriter::new, fill)
}

/// Does [`put`] through any sink.
///
/// # Errors
/// As [`put`].
pub(crate) fn put_with<S: Sink>(
    path: &Path,
    sink: impl FnOnce(File) -> S,
    fill: impl FnOnce(&mut S) -> Result<(), Fault>,
) -> Result<(), Fault> {
    may_replace(path)?;
    let (part, file) = part(path).map_err(|error| unwritten(&error))?;
    let mut sink = sink(file);
    let done = fill(&mut sink).and_then(|()| {
        sink.settle().and_then(|()| std::fs::rename(&part, path)).map_err(|error| unwritten(&error))
    });
    if done.is_err() {
        // What is left of a failed try is of no use to anybody; failing to remove it changes nothing.
        let _ = std::fs::remove_file(&part);
        return done;
    }
    // The file is whole under its name; some shares cannot sync a folder and that is no failure.
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
    Ok(())
}

/// Refuses to write over anything but an older bundle.
fn may_replace(path: &Path) -> Result<(), Fault> {
    let mut start = Vec::new();
    match File::open(path).and_then(|file| file.take(MAGIC.len() as u64).read_to_end(&mut start)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Ok(_) if start == MAGIC => Ok(()),
        _ => Err(Fault::user(
            "name_taken",
            "Another file has this name already. Nothing was written. Choose another name.",
        )
        .field("folder")),
    }
}

/// Opens a new file beside the real one; what a killed try left behind is passed over.
fn part(path: &Path) -> io::Result<(PathBuf, File)> {
    let name = path.file_name().ok_or(io::ErrorKind::NotFound)?.to_string_lossy().into_owned();
    for n in 0..100 {
        let part = path.with_file_name(format!(".{name}.{n}.part"));
        match OpenOptions::new().write(true).create_new(true).open(&part) {
            Ok(file) => return Ok((part, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// A copy in this PC's own folder, gone when it is dropped: what is judged is what is taken in, however slow or
/// busy the folder it came from.
pub(crate) struct Copied {
    path: PathBuf,
}

impl Copied {
    /// Copies a file of at most `most` bytes into `folder`; `None` when it is longer.
    pub fn of(from: &mut impl Read, folder: &Path, most: u64) -> Result<Option<Self>, Fault> {
        let (path, mut file) = part(&folder.join("taking-in")).map_err(|error| full(&error))?;
        let copied = Self { path };
        let mut buffer = vec![0; 64 * 1024];
        let mut all = 0_u64;
        loop {
            let n = match from.read(&mut buffer) {
                Ok(0) => return Ok(Some(copied)),
                Ok(n) => n,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(_) => return Err(super::seal::unread()),
            };
            all += n as u64;
            if all > most {
                return Ok(None);
            }
            file.write_all(buffer.get(..n).unwrap_or_default()).map_err(|error| full(&error))?;
        }
    }

    /// Opens the copy.
    pub fn open(&self) -> Result<File, Fault> {
        File::open(&self.path).map_err(|_| super::seal::unread())
    }
}

impl Drop for Copied {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Says that this PC's own disk did not take a copy.
fn full(error: &io::Error) -> Fault {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Fault::not_now(
            "disk_full",
            "This PC's disk is full. What was saved before is safe. Make room, then take the file in again.",
        ),
        _ => Fault::not_now(
            "disk_error",
            "This PC's disk did not take a copy of the file. Nothing was changed. Try again; if it happens twice, tell IT.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes so many bytes, then is full; or loses what was written when it is asked to settle.
    struct Small {
        file: File,
        room: usize,
        settles: bool,
    }

    impl Write for Small {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.room == 0 {
                return Err(io::ErrorKind::StorageFull.into());
            }
            let n = bytes.len().min(self.room);
            self.room -= n;
            self.file.write(bytes.get(..n).unwrap_or_default())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Sink for Small {
        fn settle(self) -> io::Result<()> {
            if self.settles { Ok(()) } else { Err(io::ErrorKind::StorageFull.into()) }
        }
    }

    fn names(folder: &Path) -> Vec<String> {
        std::fs::read_dir(folder)
            .unwrap()
            .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
            .collect()
    }

    #[test]
    fn a_disk_that_fills_at_any_byte_leaves_the_file_from_before_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.huddlebundle");
        let old = [MAGIC, b"the one from before"].concat();
        std::fs::write(&path, &old).unwrap();
        let new = [MAGIC, &[7; 300]].concat();
        for room in 0..=new.len() {
            // With room for all of it, the disk fails while it settles.
            let sink = |file| Small { file, room, settles: false };
            let fault = put_with(&path, sink, |w| w.write_all(&new).map_err(|e| unwritten(&e))).unwrap_err();
            assert_eq!(fault.0.code, "folder_full", "room for {room}");
            assert_eq!(std::fs::read(&path).unwrap(), old);
            assert_eq!(names(folder.path()), ["a.huddlebundle"]);
        }
        let sink = |file| Small { file, room: new.len(), settles: true };
        put_with(&path, sink, |w| w.write_all(&new).map_err(|e| unwritten(&e))).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), new);
    }

    #[test]
    fn no_other_file_is_written_over_and_a_folder_that_is_gone_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rota.txt");
        std::fs::write(&path, "Rota").unwrap();
        let code = |path: &Path| put(path, |_| Ok(())).unwrap_err().0.code;
        assert_eq!(code(&path), "name_taken");
        assert_eq!(std::fs::read(&path).unwrap(), b"Rota");
        assert_eq!(code(&folder.path().join("gone").join("a.huddlebundle")), "no_folder");
        assert_eq!(code(folder.path()), "name_taken");
    }

    /// Gives some bytes, then the share is gone.
    struct Vanishing(usize);

    impl Read for Vanishing {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            if self.0 == 0 {
                return Err(io::ErrorKind::ConnectionReset.into());
            }
            let n = into.len().min(self.0);
            self.0 -= n;
            Ok(n)
        }
    }

    #[test]
    fn a_share_that_vanishes_while_it_is_read_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        for len in [0, 1, 70_000] {
            let fault = Copied::of(&mut Vanishing(len), folder.path(), 1 << 20).err().unwrap();
            assert_eq!(fault.0.code, "bundle_unread");
            assert_eq!(names(folder.path()), Vec::<String>::new());
        }
        let whole = Copied::of(&mut &[1; 9][..], folder.path(), 9).unwrap().unwrap();
        assert_eq!(names(folder.path()).len(), 1);
        drop(whole);
        assert!(Copied::of(&mut &[1; 10][..], folder.path(), 9).unwrap().is_none());
        assert_eq!(names(folder.path()), Vec::<String>::new());
    }
}
