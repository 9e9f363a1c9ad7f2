//! Replays the log to a power cut.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use super::{SECTOR, State, Step};
use crate::chance::Chance;

/// What the disk holds after a cut. The folder goes when this is dropped.
#[derive(Debug)]
pub struct Cut {
    folder: tempfile::TempDir,
    /// The highest number acknowledged before the cut; 0 when none was.
    pub acked: u64,
    /// The step at which the power went.
    pub step: usize,
}

impl Cut {
    /// Gives the folder to open with the stock VFS.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

#[derive(Debug, Default, Clone)]
struct Image {
    /// What has surely reached the disk.
    synced: Vec<u8>,
    /// What was asked for since, in order.
    since: Vec<Pending>,
}

#[derive(Debug, Clone)]
enum Pending {
    Write { at: usize, bytes: Vec<u8> },
    Truncate(usize),
}

impl Image {
    fn sync(&mut self) {
        for step in std::mem::take(&mut self.since) {
            match step {
                Pending::Write { at, bytes } => put(&mut self.synced, at, &bytes),
                Pending::Truncate(len) => self.synced.resize(len, 0),
            }
        }
    }

    fn lose_power(mut self, chance: &mut Chance) -> Vec<u8> {
        for step in self.since {
            match step {
                Pending::Truncate(len) => {
                    if chance.percent(50) {
                        self.synced.resize(len, 0);
                    }
                }
                Pending::Write { at, bytes } => {
                    let before = self.synced.len();
                    let end = at + bytes.len();
                    let mut from = at;
                    while from < end {
                        let to = ((from / SECTOR + 1) * SECTOR).min(end);
                        let piece = bytes.get(from - at..to - at).unwrap_or(&[]);
                        let grows = to > before;
                        match chance.below(if grows { 3 } else { 2 }) {
                            0 => put(&mut self.synced, from, piece),
                            1 => {}
                            _ => put(&mut self.synced, from, &vec![0; piece.len()]),
                        }
                        from = to;
                    }
                }
            }
        }
        self.synced
    }
}

fn put(image: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    let end = at + bytes.len();
    if image.len() < end {
        image.resize(end, 0);
    }
    if let Some(slot) = image.get_mut(at..end) {
        slot.copy_from_slice(bytes);
    }
}

pub(super) fn cut(state: &State, seed: u64) -> io::Result<Cut> {
    let mut chance = Chance::new(seed);
    let step = chance.below(state.log.len() + 1);
    let mut images: BTreeMap<usize, Image> = state
        .base
        .iter()
        .map(|(file, bytes)| (*file, Image { synced: bytes.clone(), since: Vec::new() }))
        .collect();
    let mut acked = 0;
    for entry in state.log.iter().take(step) {
        match entry {
            Step::Ack(n) => acked = acked.max(*n),
            Step::Write { file, at, bytes } => images
                .entry(*file)
                .or_default()
                .since
                .push(Pending::Write { at: *at as usize, bytes: bytes.clone() }),
            Step::Truncate { file, len } => {
                images.entry(*file).or_default().since.push(Pending::Truncate(*len as usize));
            }
            Step::Sync { file } => images.entry(*file).or_default().sync(),
            Step::Delete { file } => {
                images.remove(file);
            }
            Step::Rename { from, to } => {
                if let Some(image) = images.remove(from) {
                    images.insert(*to, image);
                }
            }
        }
    }
    let folder = scratch()?;
    for (file, image) in images {
        let Some(name) = state.files.get(file).and_then(|p| p.file_name()) else { continue };
        std::fs::write(folder.path().join(name), image.lose_power(&mut chance))?;
    }
    Ok(Cut { folder, acked, step })
}

/// Makes a temporary folder, in memory where the system has such a place: the harness models the disk itself.
///
/// # Errors
/// When no folder can be made.
pub fn scratch() -> io::Result<tempfile::TempDir> {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }
}
