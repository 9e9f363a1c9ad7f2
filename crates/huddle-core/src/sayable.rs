//! Short numbers people can say on the phone: "6A-0143".

use unicode_normalization::UnicodeNormalization;

/// Makes the prefix of a ward's numbers from its name: one to three capitals and digits.
///
/// A word with a digit wins ("Ward 6A" gives "6A"); otherwise the first letters of the words
/// ("Elderly care" gives "EC"). Names without any letter of A to Z give "W".
#[must_use]
pub fn ward_prefix(ward_name: &str) -> String {
    let plain: String = ward_name.nfkd().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }).collect();
    let words: Vec<&str> = plain
        .split_whitespace()
        .filter(|w| !["ward", "unit", "the", "and", "of"].contains(&w.to_ascii_lowercase().as_str()))
        .collect();
    let numbered = words.iter().find(|w| w.len() <= 3 && w.bytes().any(|b| b.is_ascii_digit()));
    let prefix: String = match (numbered, words.as_slice()) {
        (Some(word), _) => (*word).to_owned(),
        (None, [one]) => one.chars().take(2).collect(),
        (None, many) => many.iter().filter_map(|w| w.chars().next()).take(3).collect(),
    };
    if prefix.is_empty() { "W".to_owned() } else { prefix.to_ascii_uppercase() }
}

/// Writes a number: prefix, hyphen, at least four digits.
#[must_use]
pub fn sayable(prefix: &str, number: u32) -> String {
    format!("{prefix}-{number:04}")
}

/// Reads a number as people type it back ("6a 143", "6A-0143"): prefix in capitals and the number.
#[must_use]
pub fn parse_sayable(text: &str) -> Option<(String, u32)> {
    let trimmed = text.trim();
    let (prefix, digits) = trimmed.rsplit_once(['-', ' ', '\u{2010}', '\u{2011}', '\u{2013}'])?;
    let prefix = prefix.trim().to_ascii_uppercase();
    let shaped = !prefix.is_empty()
        && prefix.len() <= 3
        && prefix.bytes().all(|b| b.is_ascii_alphanumeric())
        && (1..=6).contains(&digits.len())
        && digits.bytes().all(|b| b.is_ascii_digit());
    if !shaped {
        return None;
    }
    Some((prefix, digits.parse().ok()?))
}

/// Gives the next free number of a ward, from 1 on.
///
/// Two PCs apart may give the same number; readers put a letter behind the later record (by id),
/// see [`with_letter`].
#[must_use]
pub fn next_number(used: impl IntoIterator<Item = u32>) -> u32 {
    used.into_iter().max().unwrap_or(0).saturating_add(1)
}

/// Puts a letter behind a number that several records share: the first stays plain, the second gets "b".
#[must_use]
pub fn with_letter(sayable: &str, place: usize) -> String {
    match u8::try_from(place) {
        Ok(0) => sayable.to_owned(),
        Ok(place @ 1..=25) => format!("{sayable}{}", char::from(b'a' + place)),
        _ => format!("{sayable}z"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_come_from_the_wards_name() {
        for (name, want) in [
            ("Ward 6A", "6A"),
            ("B6", "B6"),
            ("Elderly care", "EC"),
            ("Ward 6A · Elderly care", "6A"),
            ("Ward 12", "12"),
            ("Acute Medical Unit", "AM"),
            ("Maple", "MA"),
            ("Élan", "EL"),
            ("病棟", "W"),
            ("", "W"),
            ("Ward", "W"),
            ("Intensive Therapy High Dependency", "ITH"),
        ] {
            assert_eq!(ward_prefix(name), want, "{name}");
        }
    }

    #[test]
    fn numbers_are_said_and_read_back() {
        assert_eq!(sayable("B6", 143), "B6-0143");
        assert_eq!(sayable("B6", 12_345), "B6-12345");
        for text in ["B6-0143", "b6 143", " B6-143 "] {
            assert_eq!(parse_sayable(text), Some(("B6".to_owned(), 143)), "{text}");
        }
        for bad in ["0143", "B6-", "-0143", "B6-01x", "TOOLONG-1", "B6-1234567", ""] {
            assert_eq!(parse_sayable(bad), None, "{bad}");
        }
        assert_eq!(next_number([]), 1);
        assert_eq!(next_number([3, 9, 4]), 10);
        assert_eq!(with_letter("B6-0143", 0), "B6-0143");
        assert_eq!(with_letter("B6-0143", 1), "B6-0143b");
    }
}
