//! From bytes to text, and the character that stands between cells.

use std::borrow::Cow;

use super::{FileFault, MOST_BYTES};

/// How a file's text was coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// Windows-1252, which Excel writes for plain "CSV" in Western Europe.
    Windows1252,
}

/// Reads bytes as text; UTF-8 first, Windows-1252 when that fails.
pub(super) fn decode(file: &[u8]) -> Result<(Cow<'_, str>, Encoding), FileFault> {
    if file.len() > MOST_BYTES {
        return Err(FileFault::TooLarge);
    }
    if file.starts_with(b"PK\x03\x04") || file.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(FileFault::Workbook);
    }
    if file.starts_with(&[0xff, 0xfe]) || file.starts_with(&[0xfe, 0xff]) {
        return Err(FileFault::Utf16);
    }
    let body = file.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(file);
    if let Some(first) = body.iter().position(|b| *b == 0) {
        // Text in UTF-16 without its mark: every other byte of the beginning is nought.
        let start = body.get(..body.len().min(64)).unwrap_or_default();
        let noughts = start.iter().filter(|b| **b == 0).count();
        return Err(if first <= 1 && noughts * 3 >= start.len() {
            FileFault::Utf16
        } else {
            FileFault::NotText
        });
    }
    if body.iter().all(u8::is_ascii_whitespace) {
        return Err(FileFault::Empty);
    }
    if let Ok(text) = std::str::from_utf8(body) {
        return if is_text(text) {
            Ok((Cow::Borrowed(text), Encoding::Utf8))
        } else {
            Err(FileFault::NotText)
        };
    }
    let text = windows_1252(body).ok_or(FileFault::NotText)?;
    if is_text(&text) { Ok((Cow::Owned(text), Encoding::Windows1252)) } else { Err(FileFault::NotText) }
}

/// Says whether a text holds no control characters besides those of plain text files.
fn is_text(text: &str) -> bool {
    !text.chars().any(|c| c.is_ascii_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}' | '\u{1a}'))
}

/// The characters of Windows-1252 from 0x80 to 0x9F; five places are empty.
const HIGH: [Option<char>; 32] = [
    Some('\u{20ac}'),
    None,
    Some('\u{201a}'),
    Some('\u{192}'),
    Some('\u{201e}'),
    Some('\u{2026}'),
    Some('\u{2020}'),
    Some('\u{2021}'),
    Some('\u{2c6}'),
    Some('\u{2030}'),
    Some('\u{160}'),
    Some('\u{2039}'),
    Some('\u{152}'),
    None,
    Some('\u{17d}'),
    None,
    None,
    Some('\u{2018}'),
    Some('\u{2019}'),
    Some('\u{201c}'),
    Some('\u{201d}'),
    Some('\u{2022}'),
    Some('\u{2013}'),
    Some('\u{2014}'),
    Some('\u{2dc}'),
    Some('\u{2122}'),
    Some('\u{161}'),
    Some('\u{203a}'),
    Some('\u{153}'),
    None,
    Some('\u{17e}'),
    Some('\u{178}'),
];

fn windows_1252(bytes: &[u8]) -> Option<String> {
    bytes
        .iter()
        .map(|byte| match byte {
            0x80..=0x9f => HIGH.get(usize::from(byte - 0x80)).copied().flatten(),
            other => Some(char::from(*other)),
        })
        .collect()
}

/// Finds the delimiter from the first line that has one outside quotes; drops a "sep=;" line, which Excel reads too.
pub(super) fn delimiter(text: &str) -> (&str, u8) {
    if let Some(rest) = text.strip_prefix("sep=").or_else(|| text.strip_prefix("SEP=")) {
        let mut chars = rest.chars();
        if let Some(mark) = chars.next().and_then(|c| u8::try_from(c).ok()).filter(u8::is_ascii) {
            let body = chars.as_str().trim_start_matches(['\r', '\n']);
            return (body, mark);
        }
    }
    let mut counts = [(b',', 0_usize), (b';', 0), (b'\t', 0), (b'|', 0)];
    let mut quoted = false;
    for byte in text.trim_start_matches(['\r', '\n']).bytes() {
        match byte {
            b'"' => quoted = !quoted,
            // A title above the headings has no mark in it.
            b'\n' | b'\r' if !quoted && counts.iter().all(|(_, count)| *count == 0) => {}
            b'\n' | b'\r' if !quoted => break,
            _ if !quoted => {
                if let Some((_, count)) = counts.iter_mut().find(|(mark, _)| *mark == byte) {
                    *count += 1;
                }
            }
            _ => {}
        }
    }
    // The first of the most frequent: a comma when there is nothing to go by.
    let best = counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(mark, _)| *mark);
    (text, best)
}
