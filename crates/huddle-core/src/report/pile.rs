//! Several wards' weeks side by side: what a matron reads, and what became of every file that was opened.

use super::{Completeness, OpenedWeek, Standing};
use chrono::NaiveDate;
use serde::Serialize;
use std::path::PathBuf;

/// Where week files come from; both may be given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PileFrom {
    /// Folders that hold week files.
    pub folders: Vec<PathBuf>,
    /// Files that were opened already: name and content.
    pub files: Vec<(String, Vec<u8>)>,
}

/// Week files that were opened together. No file that cannot be used keeps the others from being shown.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Pile {
    /// Every file in the order it was found, and what became of it.
    pub files: Vec<PileFile>,
    /// The weeks among the files, newest first, and how many wards each has.
    pub mondays: Vec<(NaiveDate, u32)>,
    /// Monday of the week that is shown: the one asked for, else the newest; `None` without any.
    pub monday: Option<NaiveDate>,
    /// The weeks that are shown, one a ward, wards by name.
    pub weeks: Vec<OpenedWeek>,
    /// The same side by side; `None` without any.
    pub page: Option<ComparePage>,
    /// True when there were more files than are looked at.
    pub more: bool,
}

/// One file of a pile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PileFile {
    /// Its name, without the folder.
    pub name: String,
    /// The ward's name; empty when the file could not be read.
    pub ward: String,
    /// Its week.
    pub monday: Option<NaiveDate>,
    /// Its version; 0 when the file could not be read.
    pub version: u32,
    /// What became of it.
    pub fate: FileFate,
}

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFate {
    /// It is shown.
    Shown,
    /// It is shown and marked: somebody changed it after the ward made it.
    Altered,
    /// A newer version of the same ward's week is shown.
    Older,
    /// The same version of the same ward's week is shown from another file.
    Again,
    /// Another file of the same ward, week and version holds other figures; the one made last is shown.
    Rival,
    /// Somebody changed it after the ward made it, and a file nobody changed is shown.
    SetAside,
    /// It is of another week than the one shown.
    OtherWeek,
    /// It was written by a newer Huddleboard.
    Newer,
    /// It is no week file, or it is damaged.
    NotAWeek,
    /// It is too large to be a week.
    TooLarge,
    /// A day in it is too long ago or too far ahead to be right.
    DayTooFar,
    /// A text or a list in it is longer than any page could hold.
    TooLong,
    /// It could not be read.
    Unreadable,
}

impl FileFate {
    /// Gives the code a screen chooses its sentence by.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            FileFate::Shown => "shown",
            FileFate::Altered => "altered",
            FileFate::Older => "older",
            FileFate::Again => "again",
            FileFate::Rival => "rival",
            FileFate::SetAside => "set_aside",
            FileFate::OtherWeek => "other_week",
            FileFate::Newer => "newer",
            FileFate::NotAWeek => "not_a_week",
            FileFate::TooLarge => "too_large",
            FileFate::DayTooFar => "day_too_far",
            FileFate::TooLong => "too_long",
            FileFate::Unreadable => "unreadable",
        }
    }

    /// Says whether its figures are on the page.
    #[must_use]
    pub fn is_shown(self) -> bool {
        matches!(self, FileFate::Shown | FileFate::Altered)
    }
}

/// Wards side by side.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ComparePage {
    /// The document's title.
    pub title: String,
    /// "Week to Sunday 15 November 2026".
    pub week: String,
    /// The shared measures, by name.
    pub columns: Vec<CompareColumn>,
    /// The wards, by name.
    pub rows: Vec<CompareRow>,
    /// Measures that one ward alone counts, or counts in its own way.
    pub left_out: u32,
    /// What the reader should know: altered files, two different files of one version, measures left out.
    pub notes: Vec<String>,
    /// The lines at the foot.
    pub foot: Vec<String>,
}

/// One shared measure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CompareColumn {
    /// Its name.
    pub name: String,
    /// What is counted.
    pub definition: String,
}

/// One ward.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CompareRow {
    /// Its name.
    pub ward: String,
    /// Version and, when so, that the file was altered.
    pub version: String,
    /// The version's number.
    pub number: u32,
    /// The file was altered after the ward made it.
    pub altered: bool,
    /// Another file of this version holds other figures.
    pub rival: bool,
    /// What is complete, in words.
    pub complete: String,
    /// The same in numbers.
    pub counts: Completeness,
    /// One cell a column.
    pub cells: Vec<CompareCell>,
}

/// Why a cell has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Blank {
    /// The ward counts it and entered nothing.
    NotEntered,
    /// The ward counts something of that name in another way.
    AnotherWay,
    /// The ward does not count it.
    NotCounted,
}

impl Blank {
    /// Gives the code a screen chooses its words by.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Blank::NotEntered => "not_entered",
            Blank::AnotherWay => "another_way",
            Blank::NotCounted => "not_counted",
        }
    }
}

/// One value or the reason for none.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CompareCell {
    /// The value with its unit; empty in a blank.
    pub value: String,
    /// The sentence, or why it is blank.
    pub words: String,
    /// The sign that goes with it; "blank" without a value.
    pub sign: &'static str,
    /// What the chart says; `None` in a blank.
    pub standing: Option<Standing>,
    /// Why there is no value.
    pub blank: Option<Blank>,
    /// The ward's own reason for a value that was not entered; may be empty.
    pub reason: String,
}
