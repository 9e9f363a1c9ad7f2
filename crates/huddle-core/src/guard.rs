//! The identifier guard: finds NHS, CHI and Health and Care numbers before they are written down.
//!
//! The number is ten digits; the first nine weighted 10 down to 2 and summed, eleven minus the
//! remainder by eleven is the tenth (11 counts as 0, 10 never occurs). That check alone passes nine
//! random numbers in a hundred, so the issued ranges are checked as well, and the digits must stand
//! in whole groups: the eleven digits of a phone number never contain a candidate by accident.
//!
//! The guard looks at a whole field, never at a keystroke. While somebody is still typing digits,
//! [`hold_back`] names the run that must not be saved yet.

use std::ops::{Range, RangeInclusive};

use unicode_normalization::char::is_combining_mark;

/// Says how sure the guard is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// One line asks; keeping it is allowed.
    Likely,
    /// Cannot be saved to a shared record.
    Certain,
}

/// Names what was found.
///
/// This release looks for numbers only; the other kinds are here so that stored decisions and
/// screens need not change when they come.
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

/// What stands between two groups of digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gap {
    /// Only line breaks or invisible characters: fits with any other gap.
    Neutral,
    /// Spaces of any kind.
    Space,
    /// Hyphens and dashes, with or without spaces.
    Dash,
    /// Dots, with or without spaces.
    Dot,
    /// Another mark ("943/476/5919"): taken for a number only in the 3-3-4 layout.
    Odd,
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

/// Puts two separator characters of one gap together: "943 - 476" is a dash.
fn merge(gap: Option<Gap>, next: Gap) -> Gap {
    match (gap, next) {
        (None | Some(Gap::Neutral), other) | (Some(other), Gap::Neutral) => other,
        (Some(a), b) if a == b => a,
        (Some(Gap::Space), other) | (Some(other), Gap::Space) => other,
        _ => Gap::Odd,
    }
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

/// Gives a character's place among separators; `None` for ordinary text.
fn separator(c: char) -> Option<Gap> {
    match c {
        '\n' | '\r' | '\u{85}' | '\u{b}' | '\u{c}' | '\u{2028}' | '\u{2029}' => Some(Gap::Neutral),
        c if is_invisible(c) => Some(Gap::Neutral),
        c if c.is_whitespace() => Some(Gap::Space),
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' | '~' => {
            Some(Gap::Dash)
        }
        '.' | '\u{b7}' | '\u{2022}' | '\u{2024}' | '\u{ff0e}' | '\u{3002}' => Some(Gap::Dot),
        ',' | '/' | '\\' | '_' | ':' | ';' | '|' | '(' | ')' | '[' | ']' | '*' | '\'' | '"' | '+' | '#' => {
            Some(Gap::Odd)
        }
        _ => None,
    }
}

/// Says whether a character leaves no mark of its own between two digits.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\0'..='\u{8}' | '\u{e}'..='\u{1f}' | '\u{7f}')
        || is_combining_mark(c)
}

/// First code points of the digit rows of other scripts, and of full-width digits.
const DIGIT_ROWS: &[u32] = &[
    0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66, 0x0e50,
    0x0ed0, 0x0f20, 0x1040, 0x17e0, 0x1810, 0xff10, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6, 0x1fbf0,
];

/// Gives the value of a digit in any common script, or written raised, lowered or circled.
fn digit_value(c: char) -> Option<u8> {
    if let Some(d) = c.to_digit(10) {
        return u8::try_from(d).ok();
    }
    if c.is_ascii() {
        return None;
    }
    let code = u32::from(c);
    let row = DIGIT_ROWS.iter().find(|row| (**row..**row + 10).contains(&code));
    let value = match (row, c) {
        (Some(row), _) => code - row,
        (None, '\u{2070}' | '\u{24ea}') => 0,
        (None, '\u{b9}') => 1,
        (None, '\u{b2}' | '\u{b3}') => code - 0xb0,
        (None, '\u{2074}'..='\u{2079}') => code - 0x2070,
        (None, '\u{2080}'..='\u{2089}') => code - 0x2080,
        (None, '\u{2460}'..='\u{2468}') => code - 0x2460 + 1,
        _ => return None,
    };
    u8::try_from(value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uk(text: &str) -> Verdict {
        judge(text, &Ranges::united_kingdom())
    }
    fn level(text: &str, ranges: &Ranges) -> Option<Level> {
        judge(text, ranges).finds().iter().map(|f| f.level).max()
    }

    #[test]
    fn the_check_digit() {
        let digits = |s: &str| s.bytes().map(|b| b - b'0').collect::<Vec<_>>();
        for good in ["9434765919", "9990000018", "0000000000", "1111111111"] {
            assert!(passes_check(&digits(good)), "{good}");
        }
        for bad in ["9991234560", "9876544321", "9991234567", "943476591", "94347659191", ""] {
            assert!(!passes_check(&digits(bad)), "{bad}");
        }
    }

    #[test]
    fn all_ninety_single_digit_errors_fail_the_check() {
        let good: Vec<u8> = "4010232137".bytes().map(|b| b - b'0').collect();
        assert!(passes_check(&good));
        let mut tried = 0;
        for i in 0..10 {
            for d in (0..10).filter(|d| *d != good[i]) {
                let mut wrong = good.clone();
                wrong[i] = d;
                assert!(!passes_check(&wrong));
                tried += 1;
            }
        }
        assert_eq!(tried, 90);
    }

    #[test]
    fn levels_by_table() {
        let (uk, test) = (Ranges::united_kingdom(), Ranges::with_test_numbers());
        for (text, in_uk, in_test) in [
            ("401 023 2137", Some(Level::Certain), Some(Level::Certain)),
            ("999 000 0018", Some(Level::Likely), Some(Level::Certain)),
            ("4444444444", Some(Level::Likely), Some(Level::Likely)),
            ("9999999999", Some(Level::Likely), Some(Level::Likely)),
            ("943 476 5919", None, None), // Passes the check; 943 was never a range in use.
            ("401 023 2138", None, None),
            ("0101000007", None, None),
        ] {
            assert_eq!(level(text, &uk), in_uk, "{text}");
            assert_eq!(level(text, &test), in_test, "{text}");
        }
    }

    #[test]
    fn neighbouring_numbers_do_not_hide_it() {
        for text in [
            "Bay 3 401 023 2137 2 today",
            "3/401 023 2137",
            "(401) 023 2137",
            "NHS4010232137x",
            "401,023,2137",
            "401/023/2137",
            "4010232137.",
            "no:4010232137",
            "12:30 4010232137",
            "9 4010232137 9",
            "bed 4 4 0 1 0 2 3 2 1 3 7",
            "40102 32137",
            "401023 2137",
            "4\u{200b}0\u{301}10232137",
            "٤٠١٠٢٣٢١٣٧",
            "\u{ff14}010232137",
        ] {
            assert!(uk(text).is_certain(), "{text}");
        }
    }

    #[test]
    fn what_wards_write_every_day_is_clear() {
        for text in [
            "0113 243 2799",
            "07700 900123",
            "020 7946 0958",
            "bleep 1234 or 4321",
            "22.11.26 14:10",
            "22/11/2026 14:10",
            "2026-11-22 14",
            "07:30 - 20:00",
            "1 2 3 4 5 6 7 8 9 0 1 2 3",
            "asset 40102321371",
            "",
            "job 123456789",
        ] {
            assert_eq!(uk(text), Verdict::Clear, "{text}");
        }
    }

    #[test]
    fn the_place_is_in_characters() {
        let verdict = uk("Café ☕ 401 023 2137!");
        assert_eq!(verdict.finds()[0].chars, 7..19);
        let across = judge_fields(&["see 401 023", "2137 for details"], &Ranges::united_kingdom());
        assert_eq!(across.finds()[0].chars, 4..16);
    }

    #[test]
    fn near_misses_only_when_asked_and_only_laid_out() {
        let ranges = Ranges::united_kingdom().and_near_misses();
        assert_eq!(judge("401 023 2138", &ranges).finds()[0].found, Found::NearMiss);
        assert_eq!(judge("4010232138", &ranges), Verdict::Clear);
        assert_eq!(judge("555 023 2138", &ranges), Verdict::Clear);
    }

    #[test]
    fn an_unfinished_run_is_held_until_it_ends() {
        let held = |text: &str| hold_back(text, text.chars().count());
        assert_eq!(held("seen 94347"), None);
        assert_eq!(held("seen 943476"), Some(5..11));
        assert_eq!(held("seen 943 476 "), Some(5..13));
        assert_eq!(held("seen 943\n476"), Some(5..12));
        assert_eq!(held("seen 943 476 591 a"), None);
        assert_eq!(held("seen 9434765919"), Some(5..15));
        // The caret in the middle of a run, and away from it.
        assert_eq!(hold_back("943 476 x", 3), Some(0..7));
        assert_eq!(hold_back("943476 and so on", 12), None);
        assert_eq!(hold_back("x 943476", 0), None);
        assert_eq!(hold_back("", 0), None);
        assert_eq!(hold_back("943476", 99), None);
    }

    /// Key by key, what may be saved never holds nine digits of a number that then completes.
    #[test]
    fn typed_key_by_key_nothing_of_it_is_ever_saved() {
        let ranges = Ranges::united_kingdom();
        for typed in ["moved 401 023 2137", "moved 4010232137", "4-0-1-0-2-3-2-1-3-7", "401\n023\n2137"] {
            let mut text = String::new();
            let mut saved = String::new();
            for (i, c) in typed.chars().enumerate() {
                text.push(c);
                if hold_back(&text, i + 1).is_none() && !judge(&text, &ranges).is_certain() {
                    saved.clone_from(&text);
                }
            }
            let digits = saved.chars().filter(char::is_ascii_digit).count();
            assert!(digits <= 5, "{digits} digits saved");
            // Moving on does not let it through either.
            text.push_str(" to bay 2");
            assert!(judge(&text, &ranges).is_certain());
        }
    }
}
