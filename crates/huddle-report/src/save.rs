//! Puts a file in a folder so that nobody ever sees half of it: another name, every byte on the
//! disk, then the real name in one step.

use chrono::NaiveDate;
use huddle_core::validate::file_name;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Says why a file was not put there. Whatever stood under the name before still stands there whole.
#[derive(Debug, Error)]
pub enum SaveFault {
    /// The folder is not there any more.
    #[error("That folder is not there. Nothing was written. Choose another folder.")]
    NoFolder(#[source] io::Error),
    /// The folder may not be written to.
    #[error("This PC may not write in that folder. Nothing was written. Choose another folder.")]
    NotAllowed(#[source] io::Error),
    /// The disk is full.
    #[error("There is no room left there. Nothing was written. Make room or choose another folder.")]
    Full(#[source] io::Error),
    /// Something else went wrong.
    #[error("The file could not be written. The file from before, if any, is whole. Try another folder.")]
    Other(#[source] io::Error),
}

impl From<io::Error> for SaveFault {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => SaveFault::NoFolder(error),
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                SaveFault::NotAllowed(error)
            }
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => SaveFault::Full(error),
            _ => SaveFault::Other(error),
        }
    }
}

/// A file's name without any path in it, safe on Windows, macOS and Linux.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SafeName(String);

impl SafeName {
    /// Names a ward's week: `Ward-6A_week-ending_2026-11-15_v1.pdf`.
    #[must_use]
    pub fn week(ward: &str, sunday: NaiveDate, version: u32, ending: &str) -> Self {
        SafeName::of(ward, &format!("week-ending_{sunday}_v{version}"), ending)
    }

    /// Names the same so that it stands beside a file that has that name: `Ward-6A_week-ending_2026-11-15_v1_3fa2c1.pdf`.
    /// `mark` says by letters and digits which week it is.
    #[must_use]
    pub fn week_beside(ward: &str, sunday: NaiveDate, version: u32, mark: &str, ending: &str) -> Self {
        SafeName::of(ward, &format!("week-ending_{sunday}_v{version}_{mark}"), ending)
    }

    /// Names a page of a ward: `Ward-6A_huddle-sheet_2026-11-22.pdf`.
    ///
    /// `what` and `ending` come from the program; letters, digits, '-' and '_' of them are kept.
    #[must_use]
    pub fn of(ward: &str, what: &str, ending: &str) -> Self {
        let kept = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        let what: String = what.chars().filter(kept).collect();
        let ending: String = ending.chars().filter(kept).collect();
        SafeName(format!("{}_{what}.{ending}", file_name(ward)))
    }

    /// Names the pack of a day: `Ward-6A_pack_2026-11-23.pdf`.
    #[must_use]
    pub fn pack(ward: &str, day: NaiveDate) -> Self {
        SafeName::of(ward, &format!("pack_{day}"), "pdf")
    }

    /// Gives the name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// How many packs of a ward stay in a folder.
pub const PACKS_KEPT: usize = 5;

/// Removes a ward's packs but the newest [`PACKS_KEPT`] by their days; says how many went. Only a name that this
/// program would give, to the letter, is touched: the folder may be shared.
///
/// # Errors
/// The disk's.
pub fn remove_old_packs(folder: &Path, ward: &str) -> io::Result<usize> {
    let mut days = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let name = entry?.file_name();
        let Some(day) = name.to_str().and_then(|n| n.strip_suffix(".pdf")?.rsplit_once("_pack_")) else {
            continue;
        };
        let Ok(day) = NaiveDate::parse_from_str(day.1, "%Y-%m-%d") else { continue };
        if name.to_str() == Some(SafeName::pack(ward, day).as_str()) {
            days.push(day);
        }
    }
    days.sort_unstable();
    let mut gone = 0;
    for day in days.iter().rev().skip(PACKS_KEPT) {
        std::fs::remove_file(folder.join(SafeName::pack(ward, *day).as_str()))?;
        gone += 1;
    }
    Ok(gone)
}

/// The few things that are done with a disk, so that tests can stop between any two of them.
pub trait Disk {
    /// An open file.
    type Open;
    /// Makes a new file; one that is there already is an error.
    ///
    /// # Errors
    /// The disk's.
    fn create_new(&mut self, path: &Path) -> io::Result<Self::Open>;
    /// Writes some bytes and says how many.
    ///
    /// # Errors
    /// The disk's.
    fn write(&mut self, file: &mut Self::Open, bytes: &[u8]) -> io::Result<usize>;
    /// Waits until every byte is on the disk.
    ///
    /// # Errors
    /// The disk's.
    fn sync(&mut self, file: Self::Open) -> io::Result<()>;
    /// Gives a file another name in one step, in place of what had it.
    ///
    /// # Errors
    /// The disk's.
    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()>;
    /// Removes a file.
    ///
    /// # Errors
    /// The disk's.
    fn remove(&mut self, path: &Path) -> io::Result<()>;
    /// Waits until the folder's own list is on the disk, where the system offers it.
    ///
    /// # Errors
    /// The disk's.
    fn sync_folder(&mut self, folder: &Path) -> io::Result<()>;
}

/// The real disk.
#[derive(Debug, Clone, Copy, Default)]
pub struct RealDisk;

impl Disk for RealDisk {
    type Open = File;

    fn create_new(&mut self, path: &Path) -> io::Result<File> {
        OpenOptions::new().write(true).create_new(true).open(path)
    }

    fn write(&mut self, file: &mut File, bytes: &[u8]) -> io::Result<usize> {
        file.write(bytes)
    }

    fn sync(&mut self, file: File) -> io::Result<()> {
        file.sync_all()
    }

    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        std::fs::rename(from, to)
    }

    fn remove(&mut self, path: &Path) -> io::Result<()> {
        std::fs::remove_file(path)
    }

    #[cfg(unix)]
    fn sync_folder(&mut self, folder: &Path) -> io::Result<()> {
        File::open(folder)?.sync_all()
    }

    #[cfg(not(unix))]
    fn sync_folder(&mut self, _: &Path) -> io::Result<()> {
        Ok(())
    }
}

/// Puts the bytes under the name in the folder, which must be there; gives the whole path.
///
/// # Errors
/// [`SaveFault`]; the folder then holds what it held before.
pub fn save(folder: &Path, name: &SafeName, bytes: &[u8]) -> Result<PathBuf, SaveFault> {
    save_on(&mut RealDisk, folder, name, bytes)
}

/// Does [`save`] on any disk.
///
/// # Errors
/// As [`save`].
pub fn save_on<D: Disk>(
    disk: &mut D,
    folder: &Path,
    name: &SafeName,
    bytes: &[u8],
) -> Result<PathBuf, SaveFault> {
    let path = folder.join(name.as_str());
    let (part, mut file) = part(disk, folder, name)?;
    let done =
        fill(disk, &mut file, bytes).and_then(|()| disk.sync(file)).and_then(|()| disk.rename(&part, &path));
    if let Err(error) = done {
        // What is left of a failed try is of no use to anybody; failing to remove it changes nothing.
        let _ = disk.remove(&part);
        return Err(error.into());
    }
    // The file is whole under its name; some shares cannot sync a folder and that is no failure.
    let _ = disk.sync_folder(folder);
    Ok(path)
}

/// Opens a new file beside the real one; what a killed try left behind is passed over.
fn part<D: Disk>(disk: &mut D, folder: &Path, name: &SafeName) -> io::Result<(PathBuf, D::Open)> {
    let mut last = io::Error::from(io::ErrorKind::AlreadyExists);
    for n in 0..100 {
        let path = folder.join(format!(".{}.{n}.part", name.as_str()));
        match disk.create_new(&path) {
            Ok(file) => return Ok((path, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => last = error,
            Err(error) => return Err(error),
        }
    }
    Err(last)
}

fn fill<D: Disk>(disk: &mut D, file: &mut D::Open, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        let n = disk.write(file, bytes)?;
        if n == 0 {
            return Err(io::ErrorKind::WriteZero.into());
        }
        bytes = bytes.get(n..).unwrap_or_default();
    }
    Ok(())
}
