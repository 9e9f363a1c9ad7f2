//! Week files opened together: each is read by itself, and each is answered for by itself.

use crate::compare::{compare, differs, rank};
use crate::week_file::{self, WeekFileFault};
use chrono::NaiveDate;
use huddle_core::report::{FileFate, Format, OpenedWeek, Pile, PileFile, PileFrom, PutFault};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::{Path, PathBuf};

/// Most week files of one folder that are looked at: many times the wards of a hospital.
pub const MOST: usize = 500;

/// Opens files and puts those of one week side by side.
///
/// # Errors
/// `no_folder` when a folder's list cannot be read.
pub fn pile(from: &PileFrom, wanted: Option<NaiveDate>) -> Result<Pile, PutFault> {
    let mut pile = Pile::default();
    let mut opened: Vec<Option<OpenedWeek>> = Vec::new();
    let mut take = |name: String, read: Result<OpenedWeek, FileFate>| {
        let week = read.as_ref().ok();
        pile.files.push(PileFile {
            name,
            ward: week.map(|w| w.week.ward.name.clone()).unwrap_or_default(),
            monday: week.map(|w| w.week.monday),
            version: week.map_or(0, |w| w.week.version),
            fate: read.as_ref().err().copied().unwrap_or(FileFate::OtherWeek),
        });
        opened.push(read.ok());
    };
    let mut more = false;
    for folder in &from.folders {
        let mut paths = week_files(folder)?;
        more |= paths.len() > MOST;
        paths.truncate(MOST);
        for path in paths {
            let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            take(name, open(&path));
        }
    }
    for (name, bytes) in &from.files {
        take(name.clone(), week_file::read(bytes).map_err(fate));
    }
    pile.more = more;
    choose(&mut pile, &opened, wanted);
    Ok(pile)
}

/// Chooses the week and, in it, one file a ward; says of every other file why it is not shown.
fn choose(pile: &mut Pile, opened: &[Option<OpenedWeek>], wanted: Option<NaiveDate>) {
    let mut wards: BTreeMap<NaiveDate, BTreeSet<&str>> = BTreeMap::new();
    for w in opened.iter().flatten() {
        wards.entry(w.week.monday).or_default().insert(&w.week.ward.id);
    }
    let few = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    pile.mondays = wards.iter().rev().map(|(monday, wards)| (*monday, few(wards.len()))).collect();
    pile.monday = wanted.or_else(|| wards.keys().next_back().copied());
    let mut best: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, w) in opened.iter().enumerate() {
        let Some(w) = w.as_ref().filter(|w| Some(w.week.monday) == pile.monday) else { continue };
        let there = best.get(w.week.ward.id.as_str()).and_then(|i| opened.get(*i)?.as_ref());
        if there.is_none_or(|there| rank(there) < rank(w)) {
            best.insert(&w.week.ward.id, at);
        }
    }
    let mut weeks = Vec::with_capacity(best.len());
    let mut rivals: BTreeSet<&str> = BTreeSet::new();
    for (at, (file, w)) in pile.files.iter_mut().zip(opened).enumerate() {
        let Some(w) = w.as_ref().filter(|w| Some(w.week.monday) == pile.monday) else { continue };
        let place = best.get(w.week.ward.id.as_str()).copied();
        let Some(shown) = place.and_then(|i| opened.get(i)?.as_ref()) else { continue };
        file.fate = if place == Some(at) {
            weeks.push(w.clone());
            if w.altered { FileFate::Altered } else { FileFate::Shown }
        } else if w.altered && !shown.altered {
            FileFate::SetAside
        } else if w.week.version < shown.week.version {
            FileFate::Older
        } else if differs(&w.week, &shown.week) {
            rivals.insert(&w.week.ward.id);
            FileFate::Rival
        } else {
            FileFate::Again
        };
    }
    weeks.iter_mut().for_each(|w| w.rival = rivals.contains(w.week.ward.id.as_str()));
    weeks.sort_by_cached_key(|w| (w.week.ward.name.to_lowercase(), w.week.ward.id.clone()));
    // Weeks of one Monday and at least one of them: there is nothing else it refuses.
    pile.page = compare(&weeks).ok();
    pile.weeks = weeks;
    pile.mondays.sort_by_key(|(monday, _)| Reverse(*monday));
}

/// Lists a folder's week files by name.
fn week_files(folder: &Path) -> Result<Vec<PathBuf>, PutFault> {
    let gone = |_| PutFault {
        code: "no_folder",
        said: "That folder cannot be read. Nothing was opened. Choose another folder.".to_owned(),
    };
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .map_err(gone)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|p| p.extension().is_some_and(|e| e.eq_ignore_ascii_case(Format::Week.ending())))
        .collect();
    paths.sort();
    Ok(paths)
}

/// Reads one file, which must be an ordinary one.
pub(crate) fn open(path: &Path) -> Result<OpenedWeek, FileFate> {
    let gone = |_| FileFate::Unreadable;
    // A pipe or a device under such a name would be waited for without end.
    if !std::fs::metadata(path).map_err(gone)?.is_file() {
        return Err(FileFate::Unreadable);
    }
    let mut bytes = Vec::new();
    let most = u64::try_from(week_file::LARGEST).unwrap_or(u64::MAX).saturating_add(1);
    std::fs::File::open(path).map_err(gone)?.take(most).read_to_end(&mut bytes).map_err(gone)?;
    week_file::read(&bytes).map_err(fate)
}

fn fate(fault: WeekFileFault) -> FileFate {
    match fault {
        WeekFileFault::Newer => FileFate::Newer,
        WeekFileFault::NotAWeek => FileFate::NotAWeek,
        WeekFileFault::TooLarge => FileFate::TooLarge,
        WeekFileFault::DayTooFar => FileFate::DayTooFar,
        WeekFileFault::TooLong => FileFate::TooLong,
    }
}
