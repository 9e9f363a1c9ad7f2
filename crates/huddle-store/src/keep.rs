//! Which backups of a folder stay.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::backup::{BACKUP_EXTENSION, BackupInfo, backup_info};
use crate::fault::BackupFault;

/// How many backups to keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keep {
    pub daily: usize,
    pub weekly: usize,
    pub monthly: usize,
}

impl Default for Keep {
    /// 7 days, 5 weeks, 12 months.
    fn default() -> Self {
        Self { daily: 7, weekly: 5, monthly: 12 }
    }
}

/// Lists the backups of a folder whose header is good, newest first.
pub fn list_backups(folder: &Path) -> Result<Vec<(PathBuf, BackupInfo)>, BackupFault> {
    let mut found = Vec::new();
    let entries = match fs::read_dir(folder) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(found),
        other => other.map_err(|e| BackupFault::io("folder", &e))?,
    };
    for entry in entries {
        let path = entry.map_err(|e| BackupFault::io("folder", &e))?.path();
        if path.extension().is_some_and(|e| e == BACKUP_EXTENSION)
            && let Ok(info) = backup_info(&path)
        {
            found.push((path, info));
        }
    }
    found.sort_by(|a, b| (b.1.made_at_ms, &b.0).cmp(&(a.1.made_at_ms, &a.0)));
    Ok(found)
}

/// Removes backups beyond those to keep and gives their paths. Days, weeks and months are those of UTC; the
/// newest of each stays. Files that are no good backups are neither counted nor touched.
pub fn prune_backups(folder: &Path, keep: Keep) -> Result<Vec<PathBuf>, BackupFault> {
    let found = list_backups(folder)?;
    let (mut days, mut weeks, mut months) = (Vec::new(), Vec::new(), Vec::new());
    let mut removed = Vec::new();
    for (path, info) in found {
        let day = info.made_at_ms.div_euclid(86_400_000);
        // Day 0 was a Thursday: three more days make weeks run Monday to Sunday.
        let mut stays = first_of(&mut days, day, keep.daily);
        stays |= first_of(&mut weeks, (day + 3).div_euclid(7), keep.weekly);
        stays |= first_of(&mut months, month_of(day), keep.monthly);
        if !stays {
            fs::remove_file(&path).map_err(|e| BackupFault::io("remove", &e))?;
            removed.push(path);
        }
    }
    Ok(removed)
}

fn first_of(seen: &mut Vec<i64>, period: i64, most: usize) -> bool {
    let new = !seen.contains(&period) && seen.len() < most;
    if new {
        seen.push(period);
    }
    new
}

/// Gives year * 12 + month of a day number, by counting from 1 March 0000 in 400-year cycles.
fn month_of(day: i64) -> i64 {
    let since = day + 719_468;
    let cycle = since.div_euclid(146_097);
    let day = since.rem_euclid(146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let in_year = day - (365 * year + year / 4 - year / 100);
    let month = (5 * in_year + 2) / 153;
    (cycle * 400 + year) * 12 + month + 2
}
