//! The daily ward huddle's template: sections, their order, what each asks and how long it takes.
//!
//! The order and the prompts' content follow published ward huddles (Yorkshire and Leeds safety
//! huddles, the Midpark hospital huddle, NHS Nightingale shift briefs); ten minutes in all, staffing
//! second, ending with who does what. Sentences live with the screens: a prompt is a key here.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::time::{Minutes, day_before};
use crate::words::{HuddleStatus, SectionState};

/// Key of the daily ward huddle.
pub const T1: &str = "T1";

/// One section of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Section {
    /// Key under which answers are stored; never changes.
    pub key: &'static str,
    /// Share of the huddle's time, in seconds.
    pub seconds: u32,
    /// Keys of the prompts shown; the words live with the screens.
    pub prompts: &'static [&'static str],
    /// True when the ward may hide it (never delete it).
    pub may_hide: bool,
    /// True when the ward may move it; the first and the last section stay.
    pub may_move: bool,
    /// False for a section that a ward has to switch on.
    pub on_at_start: bool,
    /// True when the short form keeps it.
    pub in_short_form: bool,
    /// True when nothing is typed here: what the app knows is shown.
    pub shown_only: bool,
    /// True when yesterday's crosses are marked here.
    pub marks_crosses: bool,
    /// True when rows with a plan have their number boxes here.
    pub has_number_boxes: bool,
}

/// A template: sections in their starting order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Template {
    /// Key stored in every huddle made from it.
    pub key: &'static str,
    /// Version stored beside the key; rises when sections change.
    pub version: u32,
    /// Planned start a new ward begins with.
    pub start: Minutes,
    /// Sections in order.
    pub sections: &'static [Section],
}

const PLAIN: Section = Section {
    key: "",
    seconds: 0,
    prompts: &[],
    may_hide: false,
    may_move: true,
    on_at_start: true,
    in_short_form: false,
    shown_only: false,
    marks_crosses: false,
    has_number_boxes: false,
};

const T1_SECTIONS: [Section; 12] = [
    Section {
        key: "welcome",
        seconds: 45,
        prompts: &["new_faces", "who_leads_next"],
        may_move: false,
        ..PLAIN
    },
    Section {
        key: "staffing",
        seconds: 60,
        prompts: &["enough_people", "breaks_covered", "red_flags"],
        in_short_form: true,
        has_number_boxes: true,
        ..PLAIN
    },
    Section {
        key: "checkin",
        seconds: 30,
        prompts: &["how_are_we"],
        may_hide: true,
        on_at_start: false,
        ..PLAIN
    },
    Section {
        key: "lookback",
        seconds: 75,
        prompts: &["hurt_or_nearly", "what_helped"],
        in_short_form: true,
        marks_crosses: true,
        ..PLAIN
    },
    Section { key: "dayssince", seconds: 30, shown_only: true, ..PLAIN },
    Section {
        key: "today",
        seconds: 120,
        prompts: &["which_risks"],
        in_short_form: true,
        has_number_boxes: true,
        ..PLAIN
    },
    Section {
        key: "flow",
        seconds: 45,
        prompts: &["going_home", "waiting_on"],
        may_hide: true,
        has_number_boxes: true,
        ..PLAIN
    },
    Section { key: "kit", seconds: 30, prompts: &["broken_or_missing"], may_hide: true, ..PLAIN },
    Section { key: "messages", seconds: 45, prompts: &["one_message"], may_hide: true, ..PLAIN },
    Section {
        key: "improve",
        seconds: 60,
        prompts: &["card_of_the_day", "any_idea"],
        may_hide: true,
        ..PLAIN
    },
    Section { key: "thanks", seconds: 15, prompts: &["went_well"], ..PLAIN },
    Section {
        key: "actions",
        seconds: 45,
        prompts: &["read_back"],
        may_move: false,
        in_short_form: true,
        ..PLAIN
    },
];

const QUARTER_PAST_EIGHT: Minutes = match Minutes::new(8, 15) {
    Some(at) => at,
    None => Minutes::MIDNIGHT,
};

/// The daily ward huddle, ten minutes, planned for 08:15.
pub const DAILY: Template =
    Template { key: T1, version: 1, start: QUARTER_PAST_EIGHT, sections: &T1_SECTIONS };

/// Gives the template with this key; `None` when this version does not have it.
#[must_use]
pub fn template(key: &str) -> Option<&'static Template> {
    (key == T1).then_some(&DAILY)
}

impl Template {
    /// Gives a section by its key.
    #[must_use]
    pub fn section(&self, key: &str) -> Option<&'static Section> {
        self.sections.iter().find(|s| s.key == key)
    }

    /// Gives the sections of a huddle in the ward's order.
    ///
    /// `order` may be incomplete or name sections this version does not have: known ones come first
    /// in that order, missing ones follow after the section they follow in the template, the first
    /// and the last stay. `hidden` counts only for sections that may be hidden; `switched_on` adds
    /// those that are off at the start. The short form keeps its sections whatever is hidden.
    #[must_use]
    pub fn laid_out(
        &self,
        order: &[String],
        hidden: &BTreeSet<String>,
        switched_on: &BTreeSet<String>,
        short: bool,
    ) -> Vec<&'static Section> {
        let mut list: Vec<&'static Section> = Vec::new();
        for key in order {
            if let Some(section) = self.section(key).filter(|s| s.may_move)
                && !list.iter().any(|s| s.key == section.key)
            {
                list.push(section);
            }
        }
        for (i, section) in self.sections.iter().enumerate() {
            if list.iter().any(|s| s.key == section.key) {
                continue;
            }
            // After the nearest section that stands before it in the template; the last one at the end.
            let before = self.sections.get(..i).unwrap_or_default();
            let after = before.iter().rev().find_map(|b| list.iter().position(|s| s.key == b.key));
            let at = match (section.may_move, after) {
                (false, _) if i > 0 => list.len(),
                (true, Some(place)) => place + 1,
                _ => 0,
            };
            list.insert(at.min(list.len()), section);
        }
        list.retain(|s| {
            if short {
                return s.in_short_form;
            }
            let hidden = s.may_hide && hidden.contains(s.key);
            !hidden && (s.on_at_start || switched_on.contains(s.key))
        });
        list
    }
}

/// Gives the date whose crosses the huddle of this date marks: the day before.
#[must_use]
pub fn crosses_marked_by(huddle_date: NaiveDate) -> NaiveDate {
    day_before(huddle_date)
}

closed_words! {
    /// What a day's huddles came to, taken together.
    pub enum HuddleDay {
        /// At least one was held in full.
        Held = "held",
        /// At least one was held in the short form, none in full.
        Short = "short",
        /// Somebody recorded that it was not held, and why.
        NotHeld = "not_held",
        /// Nobody pressed anything; this never reads "not held".
        NothingRecorded = "nothing_recorded",
    }
}

/// Sums up the huddles of one date; one still running, paused or prepared is not counted as held.
#[must_use]
pub fn huddle_day<'a>(statuses: impl IntoIterator<Item = &'a HuddleStatus>) -> HuddleDay {
    let of = |status: &HuddleStatus| match status {
        HuddleStatus::Held => HuddleDay::Held,
        HuddleStatus::Short => HuddleDay::Short,
        HuddleStatus::NotHeld => HuddleDay::NotHeld,
        _ => HuddleDay::NothingRecorded,
    };
    // The enum lists them best first.
    statuses.into_iter().map(of).min().unwrap_or(HuddleDay::NothingRecorded)
}

/// Counts the sections of a huddle that have an answer ("nothing to raise" or something raised).
#[must_use]
pub fn covered<'a>(states: impl IntoIterator<Item = &'a SectionState>) -> usize {
    states.into_iter().filter(|s| matches!(s, SectionState::NothingToRaise | SectionState::Raised)).count()
}

#[cfg(test)]
mod tests;
