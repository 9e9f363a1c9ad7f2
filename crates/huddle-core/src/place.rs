//! Where a card stands: its column and a rank between its neighbours.
//!
//! A rank is text that sorts byte by byte. The first four characters count in base 62, so adding at
//! either end of a column never makes ranks longer; only squeezing between two neighbours does, by
//! one character for about six squeezes. Two PCs may give two cards one rank: order by
//! (rank, record id).

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The digits of a rank in the order they sort.
const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// Length of the counting part.
const HEAD: usize = 4;
/// Longest rank taken from outside; the rest is cut off.
const LONGEST: usize = 256;
/// The rank of the first card of an empty column, the middle of the range.
const MIDDLE: &str = "V000";

/// The place of a card: one scalar in its document, so that two moves are one clash.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Column key ("doing") or rail key ("parked").
    pub column: String,
    /// Rank within the column; see the module.
    pub rank: String,
}

impl Place {
    /// Makes a place.
    #[must_use]
    pub fn new(column: &str, rank: &str) -> Self {
        Place { column: column.to_owned(), rank: rank.to_owned() }
    }

    /// Reads "column|rank"; `None` without a column, without a bar, or with a rank of other characters.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (column, rank) = text.rsplit_once('|')?;
        let good = !column.is_empty() && !rank.is_empty() && rank.len() <= LONGEST;
        (good && rank.bytes().all(|b| digit_of(b).is_some())).then(|| Place::new(column, rank))
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}|{}", self.column, self.rank)
    }
}

impl Serialize for Place {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Place {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Place::parse(&text).ok_or_else(|| serde::de::Error::custom("not a place"))
    }
}

/// Gives a rank after `a` and before `b`; `None` stands for the end of the column on that side.
///
/// When `a` is not before `b` (two cards share a rank, or the caller mixed them up) the rank comes
/// just after `a`. Ranks not made here are first brought to this module's form.
#[must_use]
pub fn rank_between(a: Option<&str>, b: Option<&str>) -> String {
    let a = a.and_then(canonical);
    let b = b.and_then(canonical);
    match (a, b) {
        (None, None) => MIDDLE.to_owned(),
        (Some(a), None) => after(&a),
        (None, Some(b)) => before(&b),
        (Some(a), Some(b)) if a < b => finish(&midpoint(&a, Some(&b))),
        (Some(a), Some(_)) => just_after(a),
    }
}

/// Gives `n` ranks in order, evenly spread and as short as can be, to lay a whole column afresh.
#[must_use]
pub fn spread(n: usize) -> Vec<String> {
    let whole = 62_u64.pow(4);
    let slots = u64::try_from(n).unwrap_or(u64::MAX).saturating_add(1);
    let step = (whole / slots).max(1);
    let mut ranks: Vec<String> = Vec::with_capacity(n);
    for i in 1..slots {
        let rank = match step.checked_mul(i) {
            Some(value) if value < whole => head_text(value),
            _ => rank_between(ranks.last().map(String::as_str), None),
        };
        ranks.push(rank);
    }
    ranks
}

/// Says whether a rank has grown so long that the column should be laid afresh with [`spread`].
#[must_use]
pub fn is_long(rank: &str) -> bool {
    rank.len() > 48
}

fn digit_of(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'A'..=b'Z' => Some(byte - b'A' + 10),
        b'a'..=b'z' => Some(byte - b'a' + 36),
        _ => None,
    }
}

/// Turns a rank into digits: strangers left out, padded to the head, no trailing zeros after it.
fn canonical(rank: &str) -> Option<Vec<u8>> {
    let mut digits: Vec<u8> = rank.bytes().filter_map(digit_of).take(LONGEST).collect();
    if digits.is_empty() {
        return None;
    }
    while digits.len() < HEAD {
        digits.push(0);
    }
    while digits.len() > HEAD && digits.last() == Some(&0) {
        digits.pop();
    }
    Some(digits)
}

/// Gives digits strictly between `a` and `b` read as base-62 fractions; `b` `None` is one whole.
///
/// Needs a < b; both may end early, missing digits are zero. The result never ends in zero.
fn midpoint(a: &[u8], b: Option<&[u8]>) -> Vec<u8> {
    let mut out = Vec::with_capacity(a.len() + 2);
    // True once `out` is already below `b`, so that only `a` still holds it back.
    let mut free = b.is_none();
    for i in 0..=(LONGEST + 8) {
        let low = a.get(i).copied().unwrap_or(0);
        let high = if free { 62 } else { b.and_then(|b| b.get(i)).copied().unwrap_or(0) };
        if high > low + 1 {
            out.push(low + (high - low) / 2);
            return out;
        }
        out.push(low);
        if high > low {
            free = true;
        }
    }
    out
}

fn after(a: &[u8]) -> String {
    match head_value(a).checked_add(1) {
        Some(next) if next < 62_u64.pow(4) => head_text(next),
        // The counting part is used up: go on as a fraction.
        _ => finish(&midpoint(a, None)),
    }
}

fn before(b: &[u8]) -> String {
    let value = head_value(b);
    match value.checked_sub(1) {
        Some(previous) if previous > 0 => head_text(previous),
        _ => finish(&midpoint(&[], Some(b))),
    }
}

fn just_after(mut a: Vec<u8>) -> String {
    a.push(31);
    finish(&a)
}

fn head_value(digits: &[u8]) -> u64 {
    (0..HEAD).fold(0, |sum, i| sum * 62 + u64::from(digits.get(i).copied().unwrap_or(0)))
}

fn head_text(value: u64) -> String {
    let mut rest = value;
    let mut digits = [0_u8; HEAD];
    for slot in digits.iter_mut().rev() {
        // A remainder of 62 always fits.
        *slot = u8::try_from(rest % 62).unwrap_or(0);
        rest /= 62;
    }
    finish(&digits)
}

/// Pads to the head and writes digits as text.
fn finish(digits: &[u8]) -> String {
    let padding = HEAD.saturating_sub(digits.len());
    digits
        .iter()
        .copied()
        .chain(std::iter::repeat_n(0, padding))
        .map(|d| char::from(DIGITS.get(usize::from(d)).copied().unwrap_or(b'0')))
        .collect()
}

#[cfg(test)]
mod tests;
