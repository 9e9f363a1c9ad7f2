//! What two PCs say to each other while digits are compared, and the bytes of it.
//!
//! JSON, as in the rest of pairing: fields nobody knows are skipped, and the number beside `digits` is the version.

use super::NONCE;
use crate::roster::Signed;
use hex::FromHex as _;
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Version of this talk.
const VERSION: i64 = 1;
/// Longest name of a ward that is taken, characters.
const NAME_MAX: usize = 120;
/// Longest word of a refusal.
const WORD_MAX: usize = 40;

/// Which ward lets in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WardFacts {
    /// The ward.
    pub ward: Uuid,
    /// Its founding key.
    pub founding: [u8; 32],
    /// What people call it.
    pub name: String,
}

impl WardFacts {
    /// Sums them up. Nobody guesses them from it: the ward's id and key are random.
    #[must_use]
    pub fn sum(&self) -> [u8; 32] {
        let mut sum = Sha256::new();
        sum.update(b"huddleboard ward 1");
        sum.update(self.ward.as_bytes());
        sum.update(self.founding);
        sum.update(self.name.as_bytes());
        sum.finalize().into()
    }
}

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// "I have a number": its sum.
    Commit([u8; 32]),
    /// The number. The side that lets in adds the sum of its ward.
    Reveal {
        /// The number.
        nonce: [u8; NONCE],
        /// [`WardFacts::sum`].
        ward: Option<[u8; 32]>,
    },
    /// A person says that the digits are the same. The side that lets in adds its ward.
    Yes(Option<WardFacts>),
    /// The PC is in: the ward's statements, its own among them.
    Welcome(Vec<Signed>),
    /// It ends here, for a reason in one word.
    No(String),
}

/// A message that is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Torn {
    /// It says something else, or nothing.
    Nonsense,
    /// It is of a version this build does not speak.
    OtherVersion,
}

impl Note {
    /// Writes the message.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut json = match self {
            Self::Commit(sum) => json!({ "commit": hex::encode(sum) }),
            Self::Reveal { nonce, ward } => {
                json!({ "reveal": hex::encode(nonce), "ward": ward.map(hex::encode) })
            }
            Self::Yes(None) => json!({ "yes": true }),
            Self::Yes(Some(f)) => json!({
                "yes": true, "ward": f.ward, "founding": hex::encode(f.founding), "name": f.name,
            }),
            Self::Welcome(all) => {
                let all: Vec<Json> =
                    all.iter().map(|s| json!([hex::encode(&s.statement), hex::encode(&s.sig)])).collect();
                json!({ "statements": all })
            }
            Self::No(word) => json!({ "no": word }),
        };
        json["digits"] = VERSION.into();
        json.to_string().into_bytes()
    }

    /// Reads a message.
    ///
    /// # Errors
    /// [`Torn`].
    pub fn read(bytes: &[u8]) -> Result<Self, Torn> {
        let json: Json = serde_json::from_slice(bytes).map_err(|_| Torn::Nonsense)?;
        match json.get("digits").and_then(Json::as_i64) {
            Some(VERSION) => Self::of(&json).ok_or(Torn::Nonsense),
            Some(_) => Err(Torn::OtherVersion),
            None => Err(Torn::Nonsense),
        }
    }

    fn of(json: &Json) -> Option<Self> {
        let text = |key: &str| json.get(key).and_then(Json::as_str);
        let sum = |key: &str| <[u8; 32]>::from_hex(text(key)?).ok();
        if let Some(word) = text("no") {
            return Some(Self::No(word.chars().take(WORD_MAX).collect()));
        }
        if text("commit").is_some() {
            return sum("commit").map(Self::Commit);
        }
        if text("reveal").is_some() {
            let ward = match text("ward") {
                Some(_) => Some(sum("ward")?),
                None => None,
            };
            return Some(Self::Reveal { nonce: sum("reveal")?, ward });
        }
        if json.get("yes").and_then(Json::as_bool) == Some(true) {
            let Some(ward) = text("ward") else { return Some(Self::Yes(None)) };
            let name = text("name")?;
            if name.chars().count() > NAME_MAX {
                return None;
            }
            return Some(Self::Yes(Some(WardFacts {
                ward: Uuid::parse_str(ward).ok()?,
                founding: sum("founding")?,
                name: name.to_owned(),
            })));
        }
        let bytes = |s: &Json, n: usize| hex::decode(s.get(n)?.as_str()?).ok();
        let one = |s: &Json| Some(Signed { statement: bytes(s, 0)?, sig: bytes(s, 1)? });
        json.get("statements")?.as_array()?.iter().map(one).collect::<Option<Vec<_>>>().map(Self::Welcome)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts() -> WardFacts {
        WardFacts { ward: Uuid::from_u128(7), founding: [3; 32], name: "Ward 6A".to_owned() }
    }

    #[test]
    fn what_is_written_is_read() {
        let signed = Signed { statement: b"{}".to_vec(), sig: vec![1, 2] };
        for note in [
            Note::Commit([1; 32]),
            Note::Reveal { nonce: [2; 32], ward: None },
            Note::Reveal { nonce: [2; 32], ward: Some([9; 32]) },
            Note::Yes(None),
            Note::Yes(Some(facts())),
            Note::Welcome(vec![signed]),
            Note::No("differs".to_owned()),
        ] {
            assert_eq!(Note::read(&note.to_bytes()), Ok(note));
        }
    }

    #[test]
    fn a_field_nobody_knows_is_skipped_and_another_version_is_said_to_be_one() {
        let newer = br#"{"digits":1,"no":"busy","minutes":3}"#;
        assert_eq!(Note::read(newer), Ok(Note::No("busy".to_owned())));
        assert_eq!(Note::read(br#"{"digits":2,"no":"busy"}"#), Err(Torn::OtherVersion));
        for nonsense in [
            &b""[..],
            b"{",
            b"{}",
            b"[1]",
            br#"{"no":"busy"}"#,
            br#"{"digits":1}"#,
            br#"{"digits":1,"commit":"00"}"#,
            br#"{"digits":1,"reveal":"zz"}"#,
            br#"{"digits":1,"yes":true,"ward":"none"}"#,
            br#"{"digits":1,"statements":[[1]]}"#,
        ] {
            assert_eq!(Note::read(nonsense), Err(Torn::Nonsense), "{:?}", String::from_utf8_lossy(nonsense));
        }
    }

    #[test]
    fn another_ward_key_or_name_is_another_sum() {
        let sum = facts().sum();
        for other in [
            WardFacts { ward: Uuid::from_u128(8), ..facts() },
            WardFacts { founding: [4; 32], ..facts() },
            WardFacts { name: "Ward 6B".to_owned(), ..facts() },
        ] {
            assert_ne!(other.sum(), sum);
        }
    }
}
