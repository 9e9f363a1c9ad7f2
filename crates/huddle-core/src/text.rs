//! Cleaning of typed text and the length limits of every field.

use thiserror::Error;
use unicode_normalization::UnicodeNormalization;

/// How long a field may be and whether it may have line breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldRule {
    /// Longest allowed length in characters (Unicode scalar values) after cleaning.
    pub max: usize,
    /// True when line breaks are kept; otherwise each becomes a space.
    pub lines: bool,
}

/// Says why a text was refused; the text itself is never repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TextFault {
    /// It is longer than the field allows; nothing was cut off.
    #[error("the text has {length} characters; this field holds {max}")]
    TooLong {
        /// The limit in characters.
        max: usize,
        /// The length after cleaning, in characters.
        length: usize,
    },
    /// The field must not be empty.
    #[error("this field needs some words")]
    Empty,
}

/// Cleans a text and checks its length; an empty result is allowed.
///
/// - Line ends of Windows and old Macs, U+2028 and U+2029 become line feeds; where the rule has no
///   lines they become spaces. Tabs become spaces.
/// - Other control characters, characters that turn the reading direction round (U+202A to U+202E,
///   U+2066 to U+2069), byte order marks, zero-width spaces, soft hyphens and noncharacters are
///   removed: they are invisible and could make one text look like another.
/// - The result is in Unicode form NFC and has no white space at either end.
///
/// # Errors
/// [`TextFault::TooLong`]; text is never cut off silently.
pub fn clean(text: &str, rule: FieldRule) -> Result<String, TextFault> {
    let mut out = String::with_capacity(text.len());
    let mut after_return = false;
    for c in text.nfc() {
        let line_feed_of_pair = after_return && c == '\n';
        after_return = c == '\r';
        if line_feed_of_pair {
            continue;
        }
        match c {
            '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push(if rule.lines { '\n' } else { ' ' }),
            '\t' => out.push(' '),
            c if is_removed(c) => {}
            c => out.push(c),
        }
    }
    // Removing a character can bring two together that compose (a letter, an invisible, an accent).
    let settled: String = out.trim().nfc().collect();
    let length = settled.chars().count();
    if length > rule.max { Err(TextFault::TooLong { max: rule.max, length }) } else { Ok(settled) }
}

/// Cleans a text that must not be empty.
///
/// # Errors
/// [`TextFault`].
pub fn clean_required(text: &str, rule: FieldRule) -> Result<String, TextFault> {
    let cleaned = clean(text, rule)?;
    if cleaned.is_empty() { Err(TextFault::Empty) } else { Ok(cleaned) }
}

/// Says whether a character is removed by [`clean`].
#[must_use]
pub fn is_removed(c: char) -> bool {
    let code = u32::from(c);
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{2060}' | '\u{feff}'
            | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fff9}'..='\u{fffb}')
        || (0xfdd0..=0xfdef).contains(&code)
        || code & 0xfffe == 0xfffe
        // Tag characters: invisible letters.
        || (0xe0000..=0xe007f).contains(&code)
}

/// Folds a text for comparing and searching: lower case, accents off, white space squeezed.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let bare = text.nfkd().filter(|c| !unicode_normalization::char::is_combining_mark(*c));
    for c in bare.flat_map(char::to_lowercase) {
        if c.is_whitespace() {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else {
            out.push(c);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

macro_rules! fields {
    ($( $(#[$meta:meta])* $variant:ident = $word:literal, $max:literal, $lines:literal; )+) => {
        closed_words! {
            /// Names every typed field that has a limit.
            pub enum Field { $( $(#[$meta])* $variant = $word, )+ }
        }

        /// Gives the limit of a field.
        #[must_use]
        pub const fn limit(field: Field) -> FieldRule {
            match field { $( Field::$variant => FieldRule { max: $max, lines: $lines }, )+ }
        }
    };
}

// Lengths come from ward practice: a title fits two lines at four metres, a huddle note one breath.
fields! {
    /// The ward's name.
    WardName = "ward_name", 60, false;
    /// The site the ward is on.
    SiteName = "site_name", 60, false;
    /// The name of a PC ("Station 2").
    DeviceName = "device_name", 40, false;
    /// The ward's name for a lane or a column.
    LaneLabel = "lane_label", 40, false;
    /// Small words under a lane's name.
    LaneHint = "lane_hint", 60, false;
    /// Initials on a tile.
    TileInitials = "tile_initials", 4, false;
    /// A role in the ward's own words.
    TileRole = "tile_role", 40, false;
    /// A card's title.
    CardTitle = "card_title", 80, false;
    /// Why a card matters.
    CardWhy = "card_why", 140, false;
    /// What a card brought.
    CardResult = "card_result", 140, false;
    /// What blocks a card.
    CardBlockedBy = "card_blocked_by", 80, false;
    /// A card's free notes.
    CardNotes = "card_notes", 2000, true;
    /// One line of a card's checklist.
    ChecklistLine = "checklist_line", 80, false;
    /// A comment on a card or measure.
    Comment = "comment", 280, true;
    /// The text of a huddle section.
    HuddleText = "huddle_text", 280, true;
    /// A huddle's closing line.
    HuddleClosing = "huddle_closing", 140, false;
    /// Why a huddle was not held, in words.
    NotHeldNote = "not_held_note", 140, false;
    /// An action ("Who does what").
    Action = "action", 140, false;
    /// A message or a thank-you.
    Notice = "notice", 140, false;
    /// To whom a thank-you goes.
    NoticeTo = "notice_to", 60, false;
    /// Text quoted when something is put on the wall; same as a notice.
    WallLine = "wall_line", 140, false;
    /// A procedure's title.
    WorkTitle = "work_title", 80, false;
    /// A procedure's purpose in one line.
    WorkPurpose = "work_purpose", 140, false;
    /// When a procedure applies.
    WorkApplies = "work_applies", 140, false;
    /// What is needed before the start, one thing a line.
    WorkNeeds = "work_needs", 500, true;
    /// What a step asks for.
    StepAction = "step_action", 160, false;
    /// How the step is done well.
    StepKeyPoint = "step_key_point", 200, false;
    /// Why the step is there.
    StepWhy = "step_why", 200, false;
    /// What good looks like.
    WorkGood = "work_good", 500, true;
    /// What to do when it goes wrong.
    WorkWrong = "work_wrong", 500, true;
    /// A trust policy's number and version.
    PolicyLink = "policy_link", 80, false;
    /// The reason a version or a measure was changed.
    ChangeReason = "change_reason", 200, false;
    /// A measure's name.
    MeasureName = "measure_name", 80, false;
    /// A measure's definition.
    MeasureDefinition = "measure_definition", 500, true;
    /// What a measure takes in or leaves out.
    MeasureScope = "measure_scope", 280, true;
    /// The name of a numerator or denominator.
    MeasurePart = "measure_part", 80, false;
    /// Where a measure's numbers come from.
    MeasureSource = "measure_source", 140, false;
    /// A measure's "why are we doing this?".
    MeasureWhy = "measure_why", 280, true;
    /// A remark on a reading.
    ReadingNote = "reading_note", 140, false;
    /// Why actual differs from planned.
    WhyDifferent = "why_different", 140, false;
    /// A safety cross's name.
    CrossLabel = "cross_label", 40, false;
    /// What a safety cross counts.
    CrossCounts = "cross_counts", 200, false;
    /// A remark on one day of a cross.
    CrossNote = "cross_note", 80, false;
    /// The number the trust's incident system gave.
    IncidentNumber = "incident_number", 30, false;
    /// A project's name.
    ProjectName = "project_name", 80, false;
    /// What a project wants: what, how much, by when.
    ProjectAim = "project_aim", 200, false;
    /// Why the ward does it now.
    ProjectWhy = "project_why", 280, true;
    /// What a project takes in or leaves out.
    ProjectScope = "project_scope", 280, true;
    /// Where the work that is looked at starts or ends.
    ProjectEdge = "project_edge", 140, false;
    /// Who is in the team, in roles.
    ProjectTeam = "project_team", 280, true;
    /// A remark on a check.
    CheckNote = "check_note", 200, false;
    /// An escalation's situation.
    Situation = "situation", 140, false;
    /// An escalation's background.
    Background = "background", 200, false;
    /// An escalation's assessment.
    Assessment = "assessment", 140, false;
    /// What the ward needs from the one it tells.
    Need = "need", 140, false;
    /// Who was told: a role, not a name.
    ToldWho = "told_who", 60, false;
    /// An answer to an escalation.
    Reply = "reply", 280, true;
    /// An idea ("It would be better if...").
    Idea = "idea", 140, false;
    /// What gets in the way.
    InTheWay = "in_the_way", 140, false;
    /// The answer to an idea.
    IdeaReply = "idea_reply", 200, false;
    /// One of the week's three lines.
    WeekLine = "week_line", 120, false;
    /// Words with a check-in.
    CheckinWords = "checkin_words", 140, false;
    /// One line typed into Add.
    QuickAdd = "quick_add", 140, false;
    /// Words typed into Find.
    Search = "search", 100, false;
}

#[cfg(test)]
mod tests;
