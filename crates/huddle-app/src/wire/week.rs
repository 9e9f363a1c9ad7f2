//! The ward's week: its three lines, what it holds, the copies handed out and their files.

use super::{HuddleDay, request, view};
use uuid::Uuid;

request! {
    /// Line 1, 2 or 3 of the week that starts on `monday`.
    WeekLineSet { monday: String, line: i64, text: String }
    /// Any day of the week; `null`: the week to open (see `opens` of the view).
    WeekAsk { monday: Option<String> }
    /// Keeps a copy of a week as it is handed out. `monday`: any day of the week; `null`: the week to open.
    WeekFreeze { monday: Option<String> }
    /// Writes files of the copy kept last into a folder. `formats`: of those the week offers; the week file is
    /// always written beside them. Without a folder: the folder "exports" of this PC's data.
    WeekFilesMake { monday: String, formats: Vec<String>, folder: Option<String> }
}

view! {
    WeekView {
        monday: String,
        sunday: String,
        /// Monday of the week to open: the one just ended until a copy of it is kept, then the running one.
        opens: String,
        /// The week has ended.
        over: bool,
        lines: Vec<String>,
        huddles: Vec<HuddleDay>,
        page: WeekPage,
        /// The copy kept last; `null` before the first.
        kept: Option<WeekKept>,
        /// What differs now from that copy, in sentences as a new version would print them.
        since: Vec<String>,
        /// Files can be made on this PC.
        can_make: bool,
        /// Which files this build makes: pdf, xlsx, docx, csv, txt. Builds without the typesetter make no pdf.
        formats: Vec<String>,
        /// Where files go when no folder is given.
        exports: String,
    }
    /// A copy that was kept.
    WeekKept {
        version: i64,
        /// By the ward's clock, `2026-11-16T07:42:00`.
        made: String,
        /// Initials; a tile is no proof of who typed.
        by: String,
        /// What changed since the version before.
        changed: Vec<String>,
        /// Other copies of this version that another PC kept apart, with other figures.
        apart: Vec<WeekApart>,
    }
    /// When, by the ward's clock, and by whom a copy was kept.
    WeekApart { made: String, by: String }
    /// What the week holds, as files print it.
    WeekPage {
        complete: WeekComplete,
        help: Vec<WeekAsked>,
        answered: Vec<WeekAsked>,
        staffing: Vec<WeekCount>,
        harms_not_reported: u32,
        crosses: Vec<WeekCross>,
        measures: Vec<WeekMeasure>,
        late: Vec<WeekLate>,
        ideas: WeekIdeas,
        thanks: Vec<String>,
        reviews: Vec<WeekReview>,
        lanes: Vec<WeekLane>,
    }
    WeekComplete {
        huddles_held: u32,
        huddles_planned: u32,
        measures_entered: u32,
        measures_due: u32,
        days_not_checked: u32,
        /// Names of the measures that were due and have no reading, each with its reason when one was given.
        not_entered: Vec<String>,
    }
    /// An ask for help: open with its age, or answered.
    WeekAsked { number: String, ask: String, to: String, told: String, days: u32, answer: String }
    WeekCount { name: String, count: u32 }
    WeekCross {
        name: String,
        days: Option<u32>,
        counting_from: Option<String>,
        not_checked: u32,
        harms: u32,
        milestone: Option<u32>,
    }
    WeekMeasure {
        name: String,
        lane: String,
        /// Value with its unit; empty when there is none.
        value: String,
        missing: String,
        usual: String,
        /// worse, look, better, no_change, too_few, missing
        standing: String,
        sentence: String,
    }
    WeekLate { what: String, owner: String, days: u32 }
    WeekIdeas { new: u32, answered: u32, waiting: u32, oldest_days: Option<u32> }
    WeekReview { title: String, due: String }
    WeekLane { name: String, status: String, doing: u32, finished: u32, waiting: u32 }
    /// The answer of keeping a copy.
    WeekFrozen {
        id: Option<Uuid>,
        monday: String,
        version: i64,
        made: String,
        changed: Vec<String>,
        /// False when nothing had changed: version and date stayed.
        new_version: bool,
        saved_at: i64,
    }
    /// The files that were written.
    WeekFiles { folder: String, files: Vec<String>, version: i64, saved_at: i64 }
}
