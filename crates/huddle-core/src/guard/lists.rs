//! Word lists the likely patterns lean on. Longer lists ask fewer needless questions; none is a list of people.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Words wards write with a capital that are nobody's name, in lower case.
pub(super) static ORDINARY: LazyLock<HashSet<&str>> = LazyLock::new(|| read(include_str!("ordinary.txt")));

/// English words in lower case, sorted, one a line (SCOWL, see `english.LICENCE.txt`).
static ENGLISH: &str = include_str!("english.txt");

/// Says whether a word, given in lower case, is an English word.
pub(super) fn is_english(word: &str) -> bool {
    static WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| read(ENGLISH));
    WORDS.contains(word)
}

/// Given names common among people born in the United Kingdom between 1920 and 2005, in lower case.
///
/// They let a sentence begin with a name ("Margaret in bed 4") and still be seen.
pub(super) static GIVEN_NAMES: LazyLock<HashSet<&str>> =
    LazyLock::new(|| read(include_str!("given_names.txt")));

/// Surnames common in the United Kingdom, in lower case: a word list holds "smith", and a board has "bed 4 SMITH".
pub(super) static SURNAMES: LazyLock<HashSet<&str>> = LazyLock::new(|| read(include_str!("surnames.txt")));

/// The letters a United Kingdom postcode begins with (Royal Mail's areas).
pub(super) static POSTCODE_AREAS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| read(include_str!("postcode_areas.txt")));

fn read(text: &'static str) -> HashSet<&'static str> {
    text.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace).collect()
}
