//! Reads a pasted list of people into tiles: initials and a role, and nothing else.
//!
//! People paste what they have: a rota, a spreadsheet column, "SM - HCA". Names are turned into
//! initials on the spot and never kept; a role is kept only when it is one of the known words, so
//! that a name can never slip in as a role.

mod known;

use known::{SHORT_NAMES, TITLES, role_word};

use crate::words::{Role, TileGroup};

/// Most lines read from one paste.
pub const MOST_LINES: usize = 400;

/// One tile read from a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastedTile {
    /// Two to four capitals; two people may share them.
    pub initials: String,
    /// The role; `None` when the line had none of the known words, so that somebody chooses it.
    pub role: Option<Role>,
    /// The line it came from, counted from 1.
    pub line: usize,
    /// True when the initials were made from a name, so that somebody looks at them once.
    pub from_name: bool,
}

/// Says why a line gave no tile; its text is not repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineFault {
    /// There is a role but nobody it belongs to.
    NoInitials,
    /// Neither initials nor a name could be made out.
    NotUnderstood,
    /// The paste has more than [`MOST_LINES`] lines; this and the rest were not read.
    TooManyLines,
}

/// What a paste came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pasted {
    /// Tiles in the order of the lines.
    pub tiles: Vec<PastedTile>,
    /// Lines that gave none, counted from 1.
    pub faults: Vec<(usize, LineFault)>,
}

/// The tiles every ward has for people who come and go.
#[must_use]
pub fn visiting_tiles() -> [(&'static str, Role); 4] {
    [("BK", Role::Bank), ("ST", Role::Student), ("DR", Role::Doctor), ("TH", Role::Therapist)]
}

/// Reads a pasted list, one person a line.
///
/// Understands tabs, commas, semicolons, bars, dashes, colons and brackets between the parts, or
/// plain spaces; numbering and bullets; a heading line; name before role and role before name;
/// "Surname, Forename, role"; titles. Blank lines are skipped. A line with only "Bank", "Student",
/// "Doctor" or "Therapist" gives the visiting tile of that name.
#[must_use]
pub fn read_pasted(text: &str) -> Pasted {
    let mut pasted = Pasted::default();
    let shouting = is_shouting(text);
    let lines = text.split(['\n', '\r', '\u{2028}', '\u{2029}', '\u{85}']).filter(|l| !l.trim().is_empty());
    // Line numbers count lines with something in them, as a spreadsheet column shows them.
    for (i, line) in lines.enumerate() {
        let number = i + 1;
        if number > MOST_LINES {
            pasted.faults.push((number, LineFault::TooManyLines));
            break;
        }
        match read_line(line, shouting) {
            Line::Tile { initials, role, from_name } => {
                pasted.tiles.push(PastedTile { initials, role, line: number, from_name });
            }
            Line::Heading => {}
            Line::Fault(fault) => pasted.faults.push((number, fault)),
        }
    }
    pasted
}

/// Sorts things into the groups tiles are shown in; Bank, Student, Doctor and Therapist always come
/// last and are always there. Within a group the order given is kept.
#[must_use]
pub fn grouped<T>(things: Vec<T>, group_of: impl Fn(&T) -> TileGroup) -> Vec<(TileGroup, Vec<T>)> {
    let mut groups: Vec<(TileGroup, Vec<T>)> = TileGroup::ALL.iter().map(|g| (*g, Vec::new())).collect();
    for thing in things {
        let group = group_of(&thing);
        if let Some((_, list)) = groups.iter_mut().find(|(g, _)| *g == group) {
            list.push(thing);
        }
    }
    groups.retain(|(group, list)| *group >= TileGroup::Bank || !list.is_empty());
    groups
}

/// Brings typed initials into shape: two to four letters, capitals; `None` for anything else.
#[must_use]
pub fn typed_initials(text: &str) -> Option<String> {
    let letters: String = text.chars().filter(|c| !matches!(c, '.' | ' ' | '\u{a0}')).collect();
    let good = letters.chars().all(char::is_alphabetic) && (2..=4).contains(&letters.chars().count());
    let capitals = letters.to_uppercase();
    (good && capitals.chars().count() <= 4).then_some(capitals)
}

enum Line {
    Tile { initials: String, role: Option<Role>, from_name: bool },
    Heading,
    Fault(LineFault),
}

fn read_line(line: &str, shouting: bool) -> Line {
    let columns = columns_of(line);
    if columns.is_empty() {
        return Line::Fault(LineFault::NotUnderstood);
    }
    if is_heading(&columns) {
        return Line::Heading;
    }
    let mut role = None;
    let mut people: Vec<Vec<&str>> = Vec::new();
    for column in &columns {
        let (found, rest) = take_role(column);
        if role.is_none() {
            role = found;
        }
        if !rest.is_empty() {
            people.push(rest);
        }
    }
    // Initials that spell a role ("SN, HCA"): the first column is the person, the second the role.
    if people.is_empty()
        && let [[first], second] = [columns.first(), columns.get(1)].map(|c| c.map_or(&[][..], Vec::as_slice))
        && let (Some(initials), Some(role)) = (typed_initials(first), role_word(second))
    {
        return Line::Tile { initials, role: Some(role), from_name: false };
    }
    let Some((initials, from_name)) = initials_of(&people, shouting) else {
        let visiting = visiting_tiles().into_iter().find(|(_, r)| Some(r) == role.as_ref());
        return match (visiting, role) {
            (Some((initials, role)), _) => {
                Line::Tile { initials: initials.to_owned(), role: Some(role), from_name: false }
            }
            (None, Some(_)) => Line::Fault(LineFault::NoInitials),
            (None, None) => Line::Fault(LineFault::NotUnderstood),
        };
    };
    Line::Tile { initials, role, from_name }
}

/// Splits a line into its columns of words, without numbering and bullets.
fn columns_of(line: &str) -> Vec<Vec<&str>> {
    let body = line.trim_start_matches(|c: char| {
        c.is_whitespace() || matches!(c, '*' | '\u{2022}' | '\u{b7}' | '-' | '\u{2013}')
    });
    let body = match body.find(|c: char| !c.is_ascii_digit()) {
        // "12. SM, HCA", "3) SM, HCA", "7\tSM\tHCA"
        Some(end) if end > 0 && end <= 3 => {
            body.get(end..).unwrap_or(body).trim_start_matches(['.', ')', ':', ' ', '\t', ','])
        }
        _ => body,
    };
    let spaced_dash = body.replace(" - ", "\t").replace(" \u{2013} ", "\t").replace(" \u{2014} ", "\t");
    // Splitting happens on the original text, so that the words can be borrowed from it.
    let has_spaced_dash = spaced_dash != body;
    let is_cut = |c: char| {
        matches!(
            c,
            '\t' | ',' | ';' | '|' | ':' | '(' | ')' | '[' | ']' | '/' | '=' | '\u{2013}' | '\u{2014}' | '"'
        )
    };
    body.split(is_cut)
        .flat_map(|part| part.split(" - "))
        .flat_map(|part| split_tight_dash(part, has_spaced_dash))
        .map(|part| {
            part.split_whitespace().filter(|w| w.chars().any(char::is_alphanumeric)).collect::<Vec<_>>()
        })
        .filter(|words| !words.is_empty())
        .collect()
}

/// Splits "SM-HCA" at its hyphen when a role stands on one side; "Smith-Jones" stays whole.
fn split_tight_dash(part: &str, spaced: bool) -> Vec<&str> {
    if !spaced && let Some((left, right)) = part.split_once('-') {
        let is_role = |s: &str| role_word(&s.split_whitespace().collect::<Vec<_>>()).is_some();
        if is_role(right) || is_role(left) {
            return vec![left, right];
        }
    }
    vec![part]
}

/// Words of a heading line ("Initials, Role").
fn is_heading(columns: &[Vec<&str>]) -> bool {
    let known = [
        "initials", "initial", "name", "names", "role", "roles", "staff", "grade", "job", "title", "person",
        "people", "surname", "forename", "first", "last", "band", "post", "and", "who", "no",
    ];
    columns.iter().flatten().all(|w| known.contains(&w.to_lowercase().as_str()))
}

/// Takes the longest known role from the end or the start of a column; gives what is left.
fn take_role<'a>(column: &[&'a str]) -> (Option<Role>, Vec<&'a str>) {
    for length in (1..=column.len().min(4)).rev() {
        let start = column.len() - length;
        if let (Some(tail), Some(rest)) = (column.get(start..), column.get(..start))
            && let Some(role) = role_word(tail)
        {
            // "Bank staff nurse": bank says more. Other words before are the person, even "SN HCA".
            return match take_role(rest) {
                (Some(outer @ (Role::Bank | Role::Student)), left) => (Some(outer), left),
                _ => (Some(role), rest.to_vec()),
            };
        }
        if let (Some(head), Some(rest)) = (column.get(..length), column.get(length..))
            && let Some(role) = role_word(head)
        {
            return (Some(role), rest.to_vec());
        }
    }
    (None, column.to_vec())
}

/// Says whether the paste is typed in capitals throughout, so that short words are names.
fn is_shouting(text: &str) -> bool {
    let mut long_capitals = 0;
    let mut lower = 0;
    for word in text.split(|c: char| !c.is_alphabetic()).filter(|w| w.chars().count() >= 5) {
        if role_word(&[word]).is_some() {
            continue;
        }
        if word.chars().all(char::is_uppercase) { long_capitals += 1 } else { lower += 1 }
    }
    long_capitals > lower
}

/// Makes initials from the columns that are not a role; the flag says whether a name was shortened.
fn initials_of(people: &[Vec<&str>], shouting: bool) -> Option<(String, bool)> {
    let cleaned: Vec<Vec<&str>> = people
        .iter()
        .map(|words| {
            let title = |w: &&str| TITLES.contains(&w.trim_end_matches('.').to_lowercase().as_str());
            let letters = words.iter().copied().filter(|w| w.chars().any(char::is_alphabetic));
            // A title alone in its column is somebody's initials ("DR, HCA").
            let bare: Vec<&str> = letters.clone().filter(|w| words.len() == 1 || !title(w)).collect();
            bare
        })
        .filter(|words| !words.is_empty())
        .collect();
    // The first column that already is initials wins: "SM, Sarah Mitchell".
    for words in &cleaned {
        if let Some(initials) = given_initials(words, shouting) {
            return Some((initials, false));
        }
    }
    let first = cleaned.first()?;
    let words: Vec<&str> = match (first.as_slice(), cleaned.get(1)) {
        // "Mitchell, Sarah": one word, then a forename or two.
        ([surname], Some(forenames)) if forenames.len() <= 2 => {
            forenames.iter().copied().chain([*surname]).collect()
        }
        _ => first.clone(),
    };
    from_name(&words).map(|initials| (initials, true))
}

/// Takes words that already are initials: "SM", "sm", "S.M.", "S M", "SJM".
fn given_initials(words: &[&str], shouting: bool) -> Option<String> {
    if words.len() > 1 {
        let single = words.iter().all(|w| w.chars().filter(|c| c.is_alphabetic()).count() == 1);
        return if single && words.len() <= 4 { typed_initials(&words.concat()) } else { None };
    }
    let word = words.first()?;
    let dotted = word.contains('.');
    let initials = typed_initials(word)?;
    let length = initials.chars().count();
    let capitals = word.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    let lower = word.chars().filter(|c| c.is_alphabetic()).all(char::is_lowercase);
    let a_name = length >= 3 && (shouting || SHORT_NAMES.contains(&initials.to_lowercase().as_str()));
    let is_initials = dotted || (capitals && !a_name) || (lower && length == 2);
    is_initials.then_some(initials)
}

/// Makes two to four capitals from the words of a name.
fn from_name(words: &[&str]) -> Option<String> {
    let firsts: Vec<String> = words
        .iter()
        .filter_map(|w| w.chars().find(|c| c.is_alphabetic()))
        .map(|c| c.to_uppercase().take(1).collect())
        .collect();
    match firsts.as_slice() {
        [] => None,
        [_] => {
            // One name only: its first two letters.
            let word = words.first()?;
            let two: String = word.chars().filter(|c| c.is_alphabetic()).take(2).collect();
            typed_initials(&two)
        }
        [a, b, c, .., last] if firsts.len() > 4 => Some([a.as_str(), b, c, last].concat()),
        all => Some(all.concat()),
    }
}

#[cfg(test)]
mod tests;
