//! Which folders may hold the database.
//!
//! SQLite's journal needs a local disk with working locks, and nothing else may copy or move its files. The
//! questions to the system go through [`Place`], so the policy is tested without such disks.

use std::path::{Path, PathBuf};

use crate::fault::PlaceFault;

/// What the system says about a folder.
pub trait Place {
    /// Gives the path with links followed; the path itself when that is not possible.
    fn resolved(&self, path: &Path) -> PathBuf;
    /// Names the file system (`ext4`, `nfs`, `ntfs`), when known.
    fn file_system(&self, path: &Path) -> Option<String>;
    /// Says whether the drive can be pulled out, when known.
    fn removable(&self, path: &Path) -> Option<bool>;
    /// Says whether a file can be made in the folder.
    fn writable(&self, path: &Path) -> bool;
    /// Says whether the path exists and is not a folder.
    fn is_file(&self, path: &Path) -> bool;
}

/// File systems that are on another computer.
const NETWORK: &[&str] =
    &["nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "afs", "9p", "ncpfs", "ceph", "sshfs"];
/// File systems without the locks or the sync a database needs.
const WRONG: &[&str] = &["vfat", "fat", "msdos", "exfat"];
/// Folder names that programs copying to the cloud use.
const CLOUD: &[(&str, &str)] = &[
    ("onedrive", "OneDrive"),
    ("dropbox", "Dropbox"),
    ("google drive", "Google Drive"),
    ("icloud drive", "iCloud Drive"),
    ("box sync", "Box"),
];

/// Says whether a folder may hold the database.
pub fn judge(path: &Path, place: &dyn Place) -> Result<(), PlaceFault> {
    let real = place.resolved(path);
    for path in [path, real.as_path()] {
        judge_name(path)?;
    }
    if place.is_file(&real) {
        return Err(PlaceFault::NotAFolder);
    }
    if let Some(what) = place.file_system(&real) {
        let what = what.to_ascii_lowercase();
        if NETWORK.contains(&what.as_str()) {
            return Err(PlaceFault::Network { what });
        }
        if WRONG.contains(&what.as_str()) {
            return Err(PlaceFault::WrongFileSystem { what });
        }
    }
    if place.removable(&real) == Some(true) {
        return Err(PlaceFault::Removable);
    }
    if !place.writable(&real) {
        return Err(PlaceFault::ReadOnly);
    }
    Ok(())
}

fn judge_name(path: &Path) -> Result<(), PlaceFault> {
    let text = path.to_string_lossy().replace('/', "\\");
    let lower = text.to_lowercase();
    // `\\?\C:\` and `\\.\C:\` are local; `\\?\UNC\` and every other double backslash is a server.
    if let Some(rest) = lower.strip_prefix("\\\\") {
        let local = (rest.starts_with("?\\") || rest.starts_with(".\\")) && !rest.starts_with("?\\unc\\");
        if !local {
            return Err(PlaceFault::Network { what: "UNC".to_owned() });
        }
    }
    for part in lower.split('\\') {
        for (name, shown) in CLOUD {
            // "OneDrive", "OneDrive - Some Trust", but not "onedrivers".
            let after = part.strip_prefix(name);
            if after.is_some_and(|rest| rest.is_empty() || rest.starts_with(" -") || rest.starts_with(" (")) {
                return Err(PlaceFault::CloudCopied { what: (*shown).to_owned() });
            }
        }
    }
    if lower.contains("\\appdata\\roaming\\") || lower.ends_with("\\appdata\\roaming") {
        return Err(PlaceFault::Roaming);
    }
    Ok(())
}

/// Asks the real system.
#[derive(Debug, Clone, Copy, Default)]
pub struct System;

impl Place for System {
    fn resolved(&self, path: &Path) -> PathBuf {
        // The folder may not exist yet: follow links of the part that does.
        let mut rest = Vec::new();
        let mut at = path;
        loop {
            if let Ok(real) = at.canonicalize() {
                return rest.iter().rev().fold(real, |p, part: &std::ffi::OsString| p.join(part));
            }
            match (at.parent(), at.file_name()) {
                (Some(parent), Some(name)) => {
                    rest.push(name.to_owned());
                    at = parent;
                }
                _ => return path.to_owned(),
            }
        }
    }

    #[cfg(target_os = "linux")]
    fn file_system(&self, path: &Path) -> Option<String> {
        mount_of(path, &std::fs::read_to_string("/proc/self/mountinfo").ok()?).map(|m| m.kind)
    }

    #[cfg(not(target_os = "linux"))]
    fn file_system(&self, _path: &Path) -> Option<String> {
        None
    }

    #[cfg(target_os = "linux")]
    fn removable(&self, path: &Path) -> Option<bool> {
        let mount = mount_of(path, &std::fs::read_to_string("/proc/self/mountinfo").ok()?)?;
        let block = PathBuf::from(format!("/sys/dev/block/{}", mount.device)).canonicalize().ok()?;
        // A partition has no `removable` of its own; its disk is the folder above.
        [Some(block.as_path()), block.parent()]
            .into_iter()
            .flatten()
            .find_map(|p| std::fs::read_to_string(p.join("removable")).ok().map(|text| text.trim() == "1"))
    }

    #[cfg(not(target_os = "linux"))]
    fn removable(&self, _path: &Path) -> Option<bool> {
        None
    }

    fn writable(&self, path: &Path) -> bool {
        let existing = path.ancestors().find(|p| p.exists());
        let Some(folder) = existing else { return false };
        let probe = folder.join(format!(".write-test-{}", std::process::id()));
        let made = std::fs::File::create(&probe).is_ok();
        if made {
            // A left-over empty probe harms nothing.
            let _ = std::fs::remove_file(&probe);
        }
        made
    }

    fn is_file(&self, path: &Path) -> bool {
        path.metadata().is_ok_and(|m| !m.is_dir())
    }
}

#[cfg(any(target_os = "linux", test))]
#[derive(Debug, PartialEq, Eq)]
struct Mount {
    device: String,
    kind: String,
}

/// Finds the mount that holds `path` in the text of `/proc/self/mountinfo` (see proc(5)).
#[cfg(any(target_os = "linux", test))]
fn mount_of(path: &Path, mountinfo: &str) -> Option<Mount> {
    let mut best: Option<(usize, Mount)> = None;
    for line in mountinfo.lines() {
        let Some((left, right)) = line.split_once(" - ") else { continue };
        let mut left = left.split(' ');
        let (Some(device), Some(point)) = (left.nth(2), left.nth(1)) else { continue };
        let Some(kind) = right.split(' ').next() else { continue };
        let point = point.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\");
        // Later lines are mounted over earlier ones, hence `>=`.
        if path.starts_with(&point) && best.as_ref().is_none_or(|(n, _)| point.len() >= *n) {
            let kind = kind.strip_prefix("fuse.").unwrap_or(kind).to_owned();
            best = Some((point.len(), Mount { device: device.to_owned(), kind }));
        }
    }
    best.map(|(_, mount)| mount)
}
