//! The identifier guard: finds NHS, CHI and Health and Care numbers before they are written down.
//!
//! The number is ten digits; the first nine weighted 10 down to 2 and summed, eleven minus the
//! remainder by eleven is the tenth (11 counts as 0, 10 never occurs). That check alone passes nine
//! random numbers in a hundred, so the issued ranges are checked as well, and the digits must stand
//! in whole groups: the eleven digits of a phone number never contain a candidate by accident.
//!
//! The guard looks at a whole field, never at a keystroke. While somebody is still typing digits,
//! [`hold_back`] names the run that must not be saved yet.

pub mod likely;
mod lists;
mod numbers;
mod signs;

use std::ops::{Range, RangeInclusive};

use signs::{Gap, digit_value, is_invisible, merge, separator};

/// Says how sure the guard is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// One line asks; keeping it is allowed.
    Likely,
    /// Cannot be saved to a shared record.
    Certain,
}

/// Names what was found: numbers by [`judge`], everything else by [`likely::likely`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Found {
    /// A number that passes check and range (NHS, CHI, Health and Care number).
    NationalNumber,
    /// Ten digits laid out like such a number, one digit wrong.
    NearMiss,
    /// A date of birth.
    BirthDate,
    /// A bed, bay or room beside a name.
    BedAndName,
    /// A title and a surname.
    TitleAndSurname,
    /// A postcode.
    Postcode,
    /// A phone number.
    Phone,
    /// An e-mail address.
    Email,
    /// A number of the trust's own pattern.
    HospitalNumber,
}

/// One find; it carries the place and never the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Find {
    /// Where it stands, in characters (Unicode scalar values) of the text judged.
    pub chars: Range<usize>,
    /// What it is.
    pub found: Found,
    /// How sure the guard is.
    pub level: Level,
}

/// The guard's answer about a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing found.
    Clear,
    /// Something that may identify a person; every find is likely.
    Likely(Vec<Find>),
    /// At least one find is certain; likely ones are listed too.
    Certain(Vec<Find>),
}

impl Verdict {
    /// Says whether the text must not be saved.
    #[must_use]
    pub fn is_certain(&self) -> bool {
        matches!(self, Verdict::Certain(_))
    }

    /// Gives the finds in the order they stand in the text.
    #[must_use]
    pub fn finds(&self) -> &[Find] {
        match self {
            Verdict::Clear => &[],
            Verdict::Likely(finds) | Verdict::Certain(finds) => finds,
        }
    }
}

/// Which ten-digit numbers have been issued, and how sure a hit in each range is.
#[derive(Debug, Clone)]
pub struct Ranges {
    table: Vec<(RangeInclusive<u64>, Level)>,
    near_misses: bool,
}

impl Ranges {
    /// The numbers in use in the United Kingdom, and the 999 numbers that are never issued.
    ///
    /// Northern Ireland 320 000 0010 to 399 999 9999, England and Wales 300 to 319, 400 to 499 and
    /// 600 to 799, Scotland (CHI) 010 100 0000 to 311 299 9999, all certain. 999 000 0000 and above
    /// are for tests and training, so a hit there is only likely, as is any number made of one
    /// repeated digit: people type those as fillers and every one of them passes the check.
    #[must_use]
    pub fn united_kingdom() -> Self {
        Ranges {
            table: vec![
                (101_000_000..=3_112_999_999, Level::Certain),
                (3_000_000_000..=3_199_999_999, Level::Certain),
                (3_200_000_010..=3_999_999_999, Level::Certain),
                (4_000_000_000..=4_999_999_999, Level::Certain),
                (6_000_000_000..=7_999_999_999, Level::Certain),
                (9_990_000_000..=9_999_999_999, Level::Likely),
            ],
            near_misses: false,
        }
    }

    /// The same table with 999 numbers certain, so that tests can block numbers nobody was given.
    #[must_use]
    pub fn with_test_numbers() -> Self {
        let mut ranges = Ranges::united_kingdom();
        for (range, level) in &mut ranges.table {
            if range.contains(&9_990_000_000) {
                *level = Level::Certain;
            }
        }
        ranges
    }

    /// Also reports ten digits laid out 3-3-4 in an issued range that fail the check, as likely.
    ///
    /// Every single wrong digit makes the check fail, so a mistyped number would otherwise pass
    /// unseen.
    #[must_use]
    pub fn and_near_misses(mut self) -> Self {
        self.near_misses = true;
        self
    }

    fn level_of(&self, number: u64) -> Option<Level> {
        self.table.iter().filter(|(range, _)| range.contains(&number)).map(|(_, level)| *level).max()
    }
}

/// Says whether ten digits pass the check; false for any other length.
#[must_use]
pub fn passes_check(digits: &[u8]) -> bool {
    let (Some(nine), Some(last), 10) = (digits.get(..9), digits.get(9), digits.len()) else {
        return false;
    };
    let sum: u32 = nine.iter().zip((2..=10_u32).rev()).map(|(d, weight)| u32::from(*d) * weight).sum();
    // 11 - remainder: eleven stands for nought, ten for no number at all.
    let check = match 11 - sum % 11 {
        11 => 0,
        other => other,
    };
    check == u32::from(*last)
}

/// A group of digits without anything visible between them.
#[derive(Debug)]
struct Group {
    digits: Vec<u8>,
    /// Position of the first digit and just after the last, in characters.
    chars: Range<usize>,
    /// What stands before it and after the group before; `None` when that is ordinary text.
    gap: Option<Gap>,
}

/// Most characters that may stand between two groups of one number.
const WIDEST_GAP: usize = 6;

/// Judges a whole field.
#[must_use]
pub fn judge(text: &str, ranges: &Ranges) -> Verdict {
    let groups = groups_of(text);
    let mut finds: Vec<Find> = Vec::new();
    for first in 0..groups.len() {
        let Some(find) = number_starting_at(&groups, first, ranges) else { continue };
        finds.push(find);
    }
    if finds.is_empty() {
        Verdict::Clear
    } else if finds.iter().any(|f| f.level == Level::Certain) {
        Verdict::Certain(finds)
    } else {
        Verdict::Likely(finds)
    }
}

/// Says whether a text must not be kept in a record: a certain find in anything but an id.
///
/// What is typed here and what another PC sends are asked the same question. Ids and keys of ours are
/// hexadecimal and nobody speaks them; ten digits need at least ten bytes, in whatever script they stand.
#[must_use]
pub fn must_not_be_kept(text: &str, ranges: &Ranges) -> bool {
    text.len() >= 10 && uuid::Uuid::parse_str(text).is_err() && judge(text, ranges).is_certain()
}

/// Judges the texts of one record together, so that a number cannot hide across two fields.
///
/// The places of the finds count characters of the fields joined by one line feed each.
#[must_use]
pub fn judge_fields(fields: &[&str], ranges: &Ranges) -> Verdict {
    judge(&fields.join("\n"), ranges)
}

/// Gives the run of six or more digits that touches the caret and may still grow into a number.
///
/// `caret_chars` is the caret's place in characters, 0 to the length. The range covers the run from
/// its first digit to the last digit or the caret, whichever is further. Text in it must not be
/// saved until the run ends: another character follows, or the caret leaves the field.
#[must_use]
pub fn hold_back(text: &str, caret_chars: usize) -> Option<Range<usize>> {
    let groups = groups_of(text);
    let mut run: Vec<&Group> = Vec::new();
    for group in &groups {
        if group.gap.is_none() {
            if let Some(held) = held_run(&run, text, caret_chars) {
                return Some(held);
            }
            run.clear();
        }
        run.push(group);
    }
    held_run(&run, text, caret_chars)
}

fn held_run(run: &[&Group], text: &str, caret: usize) -> Option<Range<usize>> {
    let (first, last) = (run.first()?, run.last()?);
    let digits: usize = run.iter().map(|g| g.digits.len()).sum();
    if digits < 6 || caret < first.chars.start {
        return None;
    }
    if caret > last.chars.end {
        // Only separators between the last digit and the caret: the run may go on.
        let between = caret - last.chars.end;
        let open = between <= WIDEST_GAP
            && text.chars().skip(last.chars.end).take(between).all(|c| separator(c).is_some());
        if !open {
            return None;
        }
    }
    Some(first.chars.start..last.chars.end.max(caret))
}

/// Splits a text into groups of digits with what stands between them.
fn groups_of(text: &str) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut gap: Option<Gap> = None;
    let mut gap_width = 0;
    let mut open = false;
    for (at, c) in text.chars().enumerate() {
        if let Some(digit) = digit_value(c) {
            match groups.last_mut().filter(|_| open && gap_width == 0) {
                Some(group) => {
                    group.digits.push(digit);
                    group.chars.end = at + 1;
                }
                None => {
                    let before = if open { gap } else { None };
                    groups.push(Group { digits: vec![digit], chars: at..at + 1, gap: before });
                }
            }
            (open, gap, gap_width) = (true, None, 0);
            continue;
        }
        match separator(c) {
            // Invisible characters do not even end a group.
            Some(Gap::Neutral) if is_invisible(c) => {}
            Some(kind) if open && gap_width < WIDEST_GAP => {
                gap = Some(merge(gap, kind));
                gap_width += 1;
            }
            _ => open = false,
        }
    }
    groups
}

/// Finds the number that begins with this group, if there is one.
fn number_starting_at(groups: &[Group], first: usize, ranges: &Ranges) -> Option<Find> {
    let mut digits: Vec<u8> = Vec::with_capacity(10);
    let mut shape: Vec<usize> = Vec::new();
    let mut gaps: Vec<Gap> = Vec::new();
    let mut last = first;
    for (i, group) in groups.iter().enumerate().skip(first) {
        if i > first {
            gaps.push(group.gap?);
        }
        shape.push(group.digits.len());
        digits.extend_from_slice(&group.digits);
        last = i;
        if digits.len() >= 10 {
            break;
        }
    }
    if digits.len() != 10 || !is_laid_out_like_one_number(groups, first, last, &shape, &gaps) {
        return None;
    }
    let number = digits.iter().fold(0_u64, |n, d| n * 10 + u64::from(*d));
    let level = ranges.level_of(number)?;
    let (found, level) = if passes_check(&digits) {
        let repeated = digits.iter().all(|d| Some(d) == digits.first());
        (Found::NationalNumber, if repeated { Level::Likely } else { level })
    } else if ranges.near_misses && shape == [3, 3, 4] {
        (Found::NearMiss, Level::Likely)
    } else {
        return None;
    };
    let chars = groups.get(first)?.chars.start..groups.get(last)?.chars.end;
    Some(Find { chars, found, level })
}

/// Says whether ten digits in these groups look like one number and not like a date, a time or a list.
fn is_laid_out_like_one_number(
    groups: &[Group],
    first: usize,
    last: usize,
    shape: &[usize],
    gaps: &[Gap],
) -> bool {
    if shape == [3, 3, 4] {
        return true;
    }
    let mut kinds = gaps.iter().filter(|g| **g != Gap::Neutral);
    let uniform = match kinds.next() {
        None => true,
        Some(Gap::Odd) => false,
        Some(kind) => kinds.all(|k| k == kind),
    };
    if !uniform {
        return false;
    }
    // "9 4 3 4 7 6 5 9 1 9" is a number, twelve counts in a row are a list.
    shape.len() <= 4 || neighbours(groups, first, last) <= 2
}

/// Counts digits of the same run just before and after a stretch of groups.
fn neighbours(groups: &[Group], first: usize, last: usize) -> usize {
    let mut count = 0;
    let mut i = first;
    while i > 0 && groups.get(i).is_some_and(|g| g.gap.is_some()) {
        i -= 1;
        count += groups.get(i).map_or(0, |g| g.digits.len());
    }
    let after = groups.iter().skip(last + 1).take_while(|g| g.gap.is_some());
    count + after.map(|g| g.digits.len()).sum::<usize>()
}

#[cfg(test)]
mod tests;
