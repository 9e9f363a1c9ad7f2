//! Letting a PC in by six digits: two people see the same digits on two screens, and each says so.
//!
//! The PC that lets in and the one that asks talk over a connection between two keys nobody vouches for yet. Each
//! first binds itself to a random number it has not shown ([`Note::Commit`]), then shows it, and both work out six
//! digits from the connection, both numbers, both keys and the ward ([`digits`]). Somebody in between has two
//! connections and so two sets of digits, and is bound to its numbers before it sees the others': it gets one guess
//! in a million each time, and each one needs a person who says yes. Until the person who lets in has said yes, the
//! other side is told nothing of the ward but a sum.
//!
//! [`Talk`] is one such talk as either side holds it, [`Limits`] counts how many there may be (reliability D4). No
//! socket, clock or randomness here: keys, the connection's exporter, numbers and times come as arguments.

mod limits;
mod note;
mod talk;
#[cfg(test)]
mod tries;

pub use limits::{Limits, TRIES, TRIES_A_DAY, WINDOW, Window};
pub use note::{Note, Torn, WardFacts};
pub use talk::{Keys, News, Talk, Turn, Why};

use ring::hkdf;
use sha2::{Digest, Sha256};

/// Random bytes each side puts in.
pub const NONCE: usize = 32;

/// What the exporter of a connection gives (RFC 5705, RFC 8446 7.5).
pub type Binding = [u8; 32];

/// Six digits as people compare them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Digits(u32);

impl Digits {
    /// How many different ones there are.
    pub const COUNT: u32 = 1_000_000;
}

impl std::fmt::Display for Digits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:06}", self.0)
    }
}

struct Eight;

impl hkdf::KeyType for Eight {
    fn len(&self) -> usize {
        8
    }
}

/// What both screens show: HKDF-SHA256 (RFC 5869) over everything the two sides agreed on.
///
/// `lets_in` and `asks` are key and number of the two sides, `ward` the sum of [`WardFacts`].
fn digits(
    binding: &Binding,
    lets_in: (&[u8; 32], &[u8; NONCE]),
    asks: (&[u8; 32], &[u8; NONCE]),
    ward: &[u8; 32],
) -> Option<Digits> {
    let secret = hkdf::Salt::new(hkdf::HKDF_SHA256, b"huddleboard digits 1").extract(binding);
    let info: [&[u8]; 5] = [lets_in.0, lets_in.1, asks.0, asks.1, ward];
    let mut out = [0; 8];
    secret.expand(&info, Eight).ok()?.fill(&mut out).ok()?;
    // 2^64 is so much more than a million that no digits come noticeably more often than others.
    let n = u64::from_be_bytes(out) % u64::from(Digits::COUNT);
    u32::try_from(n).ok().map(Digits)
}

/// Binds a side to its number: nobody can answer with another side's, because the side's word and key are in it.
fn commitment(side: &[u8], key: &[u8; 32], nonce: &[u8; NONCE], ward: &[u8; 32]) -> [u8; 32] {
    let mut sum = Sha256::new();
    for part in [b"huddleboard digits 1 ", side, &key[..], &nonce[..], &ward[..]] {
        sum.update(u64::try_from(part.len()).unwrap_or_default().to_be_bytes());
        sum.update(part);
    }
    sum.finalize().into()
}
