//! Which characters are digits, and which may stand between the digits of one number.

use unicode_normalization::char::is_combining_mark;

/// What stands between two groups of digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap {
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

/// Gives a character's place among separators; `None` for ordinary text.
pub(super) fn separator(c: char) -> Option<Gap> {
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
pub(super) fn is_invisible(c: char) -> bool {
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
pub(super) fn digit_value(c: char) -> Option<u8> {
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

/// Puts two separator characters of one gap together: "943 - 476" is a dash.
pub(super) fn merge(gap: Option<Gap>, next: Gap) -> Gap {
    match (gap, next) {
        (None | Some(Gap::Neutral), other) | (Some(other), Gap::Neutral) => other,
        (Some(a), b) if a == b => a,
        (Some(Gap::Space), other) | (Some(other), Gap::Space) => other,
        _ => Gap::Odd,
    }
}
