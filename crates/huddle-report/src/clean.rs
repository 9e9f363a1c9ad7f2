//! Text that is safe to hand to a spreadsheet.
//!
//! A spreadsheet that opens a text file takes a cell that begins with a sign for a formula, whatever
//! quotes stand around it. The OWASP verification standard (ASVS 1.2.10) asks for a leading
//! apostrophe; it is put only where a person's text would otherwise be taken so.

/// Removes what no file should carry: control characters (a line break becomes a space) and the
/// marks that turn the direction of reading around. Letters of every script stay as they are.
pub fn plain(text: &str) -> String {
    text.chars()
        .filter_map(|c| match c {
            '\n' | '\r' | '\t' => Some(' '),
            c if c.is_control() || turns(c) || matches!(c, '\u{fffe}' | '\u{ffff}') => None,
            c => Some(c),
        })
        .collect()
}

/// Overrides and isolates of direction; the plain marks between scripts are harmless and stay.
fn turns(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Puts an apostrophe before a text that a spreadsheet would take for a formula.
///
/// The judgement is made on a copy without invisible signs and leading spaces and with full-width
/// forms folded; what is written is the text itself.
pub fn neutral(text: &str) -> String {
    if needs_one(text) { format!("'{text}") } else { text.to_owned() }
}

/// Says whether a text gets an apostrophe: also one that a person began with apostrophes, so that the
/// one added can be told from theirs.
fn needs_one(text: &str) -> bool {
    starts_a_formula(text) || starts_a_formula(text.trim_start_matches('\''))
}

/// Says whether a spreadsheet might take the text for a formula or a command.
pub fn starts_a_formula(text: &str) -> bool {
    if text.starts_with(['\t', '\r', '\n', '\0']) {
        return true;
    }
    let first = text.chars().find(|c| !c.is_whitespace() && !c.is_control() && !unseen(*c));
    first.map(fold).is_some_and(|c| matches!(c, '=' | '+' | '-' | '@' | '|'))
}

/// Takes a text back that [`neutral`] wrote.
pub fn restored(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if needs_one(rest) => rest,
        _ => cell,
    }
}

fn unseen(c: char) -> bool {
    turns(c)
        || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{ad}' | '\u{34f}'
            | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{3164}' | '\u{ffa0}' | '\u{fe00}'..='\u{fe0f}')
}

/// Folds full-width and small forms of the signs, and the other minus signs, to ASCII.
fn fold(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xff01 + 0x21).unwrap_or(c),
        '\u{fe62}' => '+',
        '\u{fe63}' | '\u{2212}' | '\u{2010}' | '\u{2011}' => '-',
        '\u{fe66}' => '=',
        '\u{fe6b}' => '@',
        c => c,
    }
}
