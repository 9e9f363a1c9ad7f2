//! Finds words that may tell who a patient is: they ask a question, they never stop a save.
//!
//! Patterns after rule IG-2 of the hazard log: dates of birth, a bed, bay or room beside a name, a
//! title and a surname that is not on a tile, postcodes, phone numbers, e-mail addresses, and the
//! trust's own hospital numbers. A person reads the question and decides, so the patterns lean
//! towards asking where a name is near a bed and towards silence elsewhere.

use super::lists::{GIVEN_NAMES, ORDINARY, POSTCODE_AREAS, SURNAMES, is_english};
use super::numbers::{birth_date, phone};
use super::{Find, Found, Level};
use chrono::NaiveDate;
use std::ops::Range;

/// What the ward knows that the patterns need.
#[derive(Debug, Clone)]
pub struct Surroundings {
    /// Today on the ward, for the age of a date.
    pub today: NaiveDate,
    /// Names on the ward's tiles; their words are staff, not patients. In any case.
    pub staff: Vec<String>,
    /// The trust's hospital numbers as a picture: `A` a letter, `9` a digit, anything else itself.
    pub hospital_number: Option<String>,
}

impl Surroundings {
    /// Knows the day and nothing else.
    #[must_use]
    pub fn on(today: NaiveDate) -> Self {
        Surroundings { today, staff: Vec::new(), hospital_number: None }
    }

    /// Says whether a word, as typed, is on a tile. Initials ("JO") are only themselves, in capitals: they do not
    /// make staff of a patient called Jo.
    fn is_staff(&self, typed: &str) -> bool {
        let parts = self
            .staff
            .iter()
            .flat_map(|name| name.split(|c: char| !c.is_alphanumeric()))
            .filter(|p| p.chars().count() > 1);
        let low = typed.to_lowercase();
        parts
            .into_iter()
            .any(|part| if is_initials(part) { part == typed } else { part.to_lowercase() == low })
    }

    /// Says whether a word after a title is the name on a tile: nobody is called Mr with their initials.
    fn is_staff_name(&self, typed: &str) -> bool {
        !is_initials(typed) && self.is_staff(typed)
    }
}

/// Two or three capitals, as a tile has them.
fn is_initials(part: &str) -> bool {
    (2..=3).contains(&part.chars().count()) && part.chars().all(char::is_uppercase)
}

/// One word, with what stands around it.
#[derive(Debug)]
pub(super) struct Word {
    /// As typed.
    pub text: String,
    /// In lower case.
    pub low: String,
    /// Its place in characters.
    pub chars: Range<usize>,
}

/// Finds everything that may identify a person, in the order it stands in the text.
#[must_use]
pub fn likely(text: &str, around: &Surroundings) -> Vec<Find> {
    let letters: Vec<char> = text.chars().collect();
    let words = words_of(&letters);
    let mut finds: Vec<Find> = Vec::new();
    let mut add = |found: Found, chars: Range<usize>| finds.push(Find { chars, found, level: Level::Likely });
    for (at, word) in words.iter().enumerate() {
        let after = words.get(at + 1..).unwrap_or_default();
        if let Some(name) =
            title_and_surname(at.checked_sub(1).and_then(|i| words.get(i)), word, after, around)
        {
            add(Found::TitleAndSurname, word.chars.start..name);
        }
        if let Some(end) = place_number(word, after) {
            let before = words.get(..at).unwrap_or_default();
            if let Some(name) = name_near(before, after, end, around) {
                add(Found::BedAndName, word.chars.start.min(name.start)..name.end.max(word.chars.end));
            }
        }
        if let Some(end) = birth_date(&words, at, around.today) {
            add(Found::BirthDate, word.chars.start..end);
        }
        if let Some(end) = postcode(word, after.first()) {
            add(Found::Postcode, word.chars.start..end);
        }
        if around.hospital_number.as_deref().is_some_and(|picture| fits(&word.text, picture)) {
            add(Found::HospitalNumber, word.chars.clone());
        }
    }
    for chars in phone(&letters) {
        add(Found::Phone, chars);
    }
    for chars in emails(&letters) {
        add(Found::Email, chars);
    }
    finds.sort_by_key(|find| (find.chars.start, find.chars.end));
    finds.dedup();
    finds
}

/// Splits a text into words: letters and digits, with apostrophes, hyphens and slashes inside. A dot
/// joins only figures and single letters ("3.4.41", "D.O.B").
fn words_of(letters: &[char]) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut at = 0;
    let is = |at: usize, test: fn(&char) -> bool| letters.get(at).is_some_and(test);
    let word_sign: fn(&char) -> bool = |c| c.is_alphanumeric();
    while let Some(&c) = letters.get(at) {
        if !c.is_alphanumeric() {
            at += 1;
            continue;
        }
        let start = at;
        while let Some(&c) = letters.get(at) {
            let joins = match c {
                '\'' | '\u{2019}' | '-' | '/' => is(at + 1, word_sign),
                '.' => {
                    let figures =
                        at > 0 && is(at - 1, char::is_ascii_digit) && is(at + 1, char::is_ascii_digit);
                    let single = |i: usize| is(i, |c| c.is_alphabetic()) && !is(i + 1, word_sign);
                    figures
                        || (single(at + 1)
                            && at > 0
                            && is(at - 1, |c| c.is_alphabetic())
                            && (at < 2 || !is(at - 2, word_sign)))
                }
                other => other.is_alphanumeric(),
            };
            if !joins {
                break;
            }
            at += 1;
        }
        let text: String = letters.get(start..at).unwrap_or_default().iter().collect();
        words.push(Word { low: text.to_lowercase(), text, chars: start..at });
    }
    words
}

/// The titles of rule IG-2.
const TITLES: [&str; 6] = ["mr", "mrs", "ms", "miss", "mx", "dr"];

/// Words that may follow "Mr" or "Mrs" without being the name.
const BETWEEN: [&str; 5] = ["and", "or", "in", "on", "is"];

fn title_and_surname(
    before: Option<&Word>,
    word: &Word,
    after: &[Word],
    around: &Surroundings,
) -> Option<usize> {
    if !TITLES.contains(&word.low.as_str()) {
        return None;
    }
    // A near miss is an event; "near Miss Kowalska" is where somebody sits.
    let near_miss = word.low == "miss" && before.is_some_and(|w| w.low == "near");
    let next = after.first()?;
    let first = next.text.chars().next()?;
    // "Mr. Smith", not "call the Dr, Sister knows".
    let beside = next.chars.start <= word.chars.end + 2;
    if !first.is_alphabetic() || !beside || around.is_staff_name(&next.text) {
        return None;
    }
    // "mr" and "mrs" are no other word, however they and the name are typed.
    if matches!(word.low.as_str(), "mr" | "mrs") {
        return (!BETWEEN.contains(&next.low.as_str())).then_some(next.chars.end);
    }
    if ordinary(&next.low) {
        return None;
    }
    // "Miss" and "Dr" are words of their own too, so with a small letter they count only before a word no
    // dictionary has.
    let as_title = word.text.starts_with(char::is_uppercase) && first.is_uppercase();
    let word_of_its_own = is_english(&next.low) && !SURNAMES.contains(next.low.as_str());
    let named = if near_miss { as_title && !word_of_its_own } else { as_title || !is_english(&next.low) };
    named.then_some(next.chars.end)
}

/// Says how many words after the first "bed 4", "bay B", "side room 2" take; none for "SR2".
fn place_number(word: &Word, after: &[Word]) -> Option<usize> {
    let is_number =
        |low: &str| (1..=3).contains(&low.chars().count()) && low.starts_with(|c: char| c.is_ascii_digit());
    let glued = ["bed", "bay", "room", "sr", "rm", "b"].iter().filter_map(|p| word.low.strip_prefix(p));
    if glued.into_iter().any(is_number) {
        return Some(0);
    }
    let mut skip = 0;
    match word.low.as_str() {
        "bed" | "bay" | "room" | "cubicle" | "sr" => {}
        "side" if after.first().is_some_and(|w| w.low == "room") => skip = 1,
        _ => return None,
    }
    let number = after.get(skip)?;
    let letter = number.text.len() == 1 && number.text.starts_with(|c: char| ('A'..='H').contains(&c));
    (is_number(&number.low) || letter).then_some(skip + 1)
}

/// How far from the bed a name may stand, in words (IG-2).
const NEAR: usize = 4;

fn name_near(before: &[Word], after: &[Word], end: usize, around: &Surroundings) -> Option<Range<usize>> {
    let follows = after.get(end..).unwrap_or_default();
    let names_a_thing =
        |at: usize| follows.get(at + 1).is_some_and(|next| THINGS.contains(&next.low.as_str()));
    let is_name = |word: &Word| looks_like_name(word, around);
    let mut near = follows.iter().take(NEAR).enumerate();
    let first = near.find(|(at, word)| is_name(word) && !names_a_thing(*at)).map(|(_, word)| word);
    let stands_before = || before.iter().rev().take(NEAR).find(|word| is_name(word));
    first.or_else(stands_before).map(|word| word.chars.clone())
}

/// Words that make a name the name of a place or of kit ("Victoria Ward", "Foley bag", "Thomas splint").
const THINGS: [&str; 13] = [
    "ward", "unit", "suite", "wing", "zone", "centre", "hospital", "splint", "line", "bag", "tube", "scale",
    "score",
];

fn looks_like_name(word: &Word, around: &Surroundings) -> bool {
    let without = |text: &str| -> String {
        let endings = ["'s", "\u{2019}s", "'S", "\u{2019}S"];
        endings.iter().find_map(|end| text.strip_suffix(end)).unwrap_or(text).to_owned()
    };
    let (own, typed) = (without(&word.low), without(&word.text));
    let own = own.as_str();
    if around.is_staff(&typed) || ordinary(own) {
        return false;
    }
    let known = GIVEN_NAMES.contains(own) || SURNAMES.contains(own);
    let mut letters = word.text.chars();
    if !letters.next().is_some_and(char::is_uppercase) {
        return known && !is_english(own);
    }
    let rest: Vec<char> = letters.collect();
    let only_letters = rest.iter().all(|c| c.is_alphabetic() || matches!(c, '\'' | '\u{2019}' | '-'));
    // "O'Neill" and "McKay" have capitals inside; "NEWS" and "DNACPR" have no small letter.
    let small = rest.iter().filter(|c| c.is_lowercase()).count();
    let shouted = small == 0 && speakable(own);
    only_letters && (known || ((small > 0 || shouted) && rest.len() > 1 && !any_english(own)))
}

/// Tells a surname in capitals from an abbreviation: five letters or more, more than a quarter of them vowels
/// ("HENSHAW", not "DNACPR" or "CDIFF").
fn speakable(low: &str) -> bool {
    let vowel = |c: &char| "aeiouy\u{e1}\u{e9}\u{ed}\u{f3}\u{fa}\u{f6}\u{fc}".contains(*c);
    let letters = low.chars().filter(|c| c.is_alphabetic()).count();
    letters >= 5 && low.chars().filter(vowel).count() * 4 > letters
}

/// "Sit-out" and "re-check" are words too.
fn any_english(word: &str) -> bool {
    let stem = |w: &str| is_english(w) || w.strip_suffix('s').is_some_and(is_english);
    stem(word) || (word.contains('-') && word.split('-').all(stem))
}

/// Says whether a word is one wards write with a capital for other reasons.
pub(super) fn ordinary(low: &str) -> bool {
    let known = |word: &str| ORDINARY.contains(word);
    known(low) || low.strip_suffix('s').is_some_and(known)
}

/// Reads a postcode in one word or two and says where it ends.
fn postcode(word: &Word, next: Option<&Word>) -> Option<usize> {
    let beside = next.filter(|n| n.chars.start == word.chars.end + 1 && is_inward(&n.text));
    if let Some(next) = beside.filter(|n| is_outward(&word.text) && same_case(&word.text, &n.text)) {
        return Some(next.chars.end);
    }
    let count = word.text.chars().count();
    if !word.text.is_ascii() || !(5..=7).contains(&count) {
        return None;
    }
    let (outward, inward) = word.text.split_at(count - 3);
    (is_outward(outward) && is_inward(inward) && same_case(outward, inward)).then_some(word.chars.end)
}

fn same_case(one: &str, two: &str) -> bool {
    let small = |text: &str| text.chars().any(|c| c.is_ascii_lowercase());
    let big = |text: &str| text.chars().any(|c| c.is_ascii_uppercase());
    let (has_small, has_big) = (small(one) || small(two), big(one) || big(two));
    has_small != has_big
}

fn is_outward(text: &str) -> bool {
    let up = text.to_ascii_uppercase();
    let area: String = up.chars().take_while(char::is_ascii_alphabetic).collect();
    let rest: Vec<char> = up.chars().skip(area.len()).collect();
    POSTCODE_AREAS.contains(area.as_str())
        && match rest.as_slice() {
            [a] => a.is_ascii_digit(),
            [a, b] => a.is_ascii_digit() && b.is_ascii_alphanumeric(),
            _ => false,
        }
}

fn is_inward(text: &str) -> bool {
    let up = text.to_ascii_uppercase();
    let letters: Vec<char> = up.chars().collect();
    // These six letters never stand in the second half; "2nd" and "4hr" are no postcodes.
    let last = |c: &char| c.is_ascii_uppercase() && !"CIKMOV".contains(*c);
    let counted =
        ["1ST", "2ND", "3RD"].contains(&up.as_str()) || text.ends_with("th") || text.ends_with("hr");
    matches!(letters.as_slice(), [a, b, c] if a.is_ascii_digit() && last(b) && last(c)) && !counted
}

fn emails(letters: &[char]) -> Vec<Range<usize>> {
    let part = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+');
    let mut found = Vec::new();
    for (at, _) in letters.iter().enumerate().filter(|(_, c)| **c == '@') {
        let before = letters.get(..at).unwrap_or_default().iter().rev().take_while(|c| part(c)).count();
        let domain: Vec<char> =
            letters.get(at + 1..).unwrap_or_default().iter().copied().take_while(part).collect();
        let dotted = domain.iter().skip(1).any(|c| *c == '.') && domain.len() > 3;
        if before > 0 && dotted {
            found.push(at - before..at + 1 + domain.len());
        }
    }
    found
}

fn fits(word: &str, picture: &str) -> bool {
    word.chars().count() == picture.chars().count()
        && !picture.is_empty()
        && word.chars().zip(picture.chars()).all(|(c, sign)| match sign {
            'A' => c.is_ascii_alphabetic(),
            '9' => c.is_ascii_digit(),
            other => c == other,
        })
}
