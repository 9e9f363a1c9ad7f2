//! Several wards' weeks side by side.

use super::{WeekComplete, request, view};

request! {
    /// Opens week files: all of a folder, files that were chosen, or both. `monday`: any day of the week to
    /// show; `null`: the newest week there is.
    PileAsk { folder: Option<String>, files: Vec<PileText>, monday: Option<String> }
    /// One chosen file.
    PileText { name: String, text: String }
    /// Writes files of wards side by side into folder `to`. `formats`: of those the view offers. Without `to`:
    /// the folder "exports" of this PC's data.
    PileFilesMake {
        folder: Option<String>,
        files: Vec<PileText>,
        monday: Option<String>,
        formats: Vec<String>,
        to: Option<String>,
    }
}

view! {
    PileView {
        /// Monday of the week shown; `null` when no file could be used.
        monday: Option<String>,
        /// The weeks among the files, newest first.
        weeks: Vec<PileWeek>,
        /// Every file and what became of it.
        files: Vec<PileFile>,
        /// There were more files in the folder than are looked at.
        more: bool,
        /// Measures at least two wards count in the same way, by name.
        columns: Vec<PileMeasure>,
        /// The wards by name; never by what they counted.
        rows: Vec<PileWard>,
        /// Measures that one ward alone counts, or counts in its own way.
        left_out: u32,
        /// Which files this build makes of it: pdf, xlsx, csv.
        formats: Vec<String>,
        /// Where files go when no folder is given.
        exports: String,
    }
    PileWeek { monday: String, sunday: String, wards: u32 }
    PileFile {
        name: String,
        /// Empty when the file could not be read.
        ward: String,
        sunday: Option<String>,
        version: u32,
        /// shown, altered, older, again, rival, set_aside, other_week, newer, not_a_week, too_large, day_too_far,
        /// too_long, unreadable
        fate: String,
    }
    PileMeasure { name: String, definition: String }
    PileWard {
        ward: String,
        version: u32,
        altered: bool,
        /// Another file of this version holds other figures.
        rival: bool,
        complete: WeekComplete,
        cells: Vec<PileCell>,
    }
    /// One value, or the reason for none.
    PileCell {
        /// Value with its unit; empty in a blank.
        value: String,
        sentence: String,
        /// worse, look, better, no_change, too_few; empty in a blank
        standing: String,
        /// "", not_entered, another_way, not_counted
        blank: String,
        /// The ward's own reason for a value that was not entered.
        reason: String,
    }
    /// The files that were written.
    PileFiles { folder: String, files: Vec<String>, saved_at: i64 }
}
