//! Ids of records: random ones for what one person creates, derived ones for what two PCs may
//! create apart.

use chrono::NaiveDate;
pub use uuid::Uuid;

use crate::kind::Kind;
use crate::time::Ms;

/// Identifies one record (one document).
pub type DocId = Uuid;

/// Makes a UUIDv7 from the time in milliseconds since 1970 (UTC) and ten fresh random bytes.
///
/// Times before 1970 count as 1970. Only 48 bits of the time are kept (until the year 10889).
#[must_use]
pub fn v7(now_ms: Ms, random: [u8; 10]) -> Uuid {
    let millis = u64::try_from(now_ms).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

/// Makes the UUIDv5 of a natural key, the same on every PC of the ward.
///
/// The ward's id is the name space, the name is the kind, a line feed and the key. This rule is
/// frozen: changing it would give existing records a second id.
#[must_use]
pub fn derived(ward: Uuid, kind: &Kind, natural_key: &str) -> Uuid {
    let mut name = String::with_capacity(kind.as_str().len() + 1 + natural_key.len());
    name.push_str(kind.as_str());
    name.push('\n');
    name.push_str(natural_key);
    Uuid::new_v5(&ward, name.as_bytes())
}

/// Builds a huddle's natural key: the shift's start date, planned slot, template and ordinal.
///
/// `slot` is the planned time as stored ("08:15") or a ward's name for it; `ordinal` counts from 0
/// and is above 0 only for a second huddle of the same slot.
#[must_use]
pub fn huddle_key(date: NaiveDate, slot: &str, template: &str, ordinal: u32) -> String {
    format!("{date}|{}|{}|{ordinal}", escaped(slot), escaped(template))
}

/// Builds the natural key of one measure's readings of one calendar year.
#[must_use]
pub fn readings_key(measure: Uuid, year: i32) -> String {
    format!("{measure}|{year}")
}

/// Builds the natural key of one safety cross of one calendar year; `cross` is the cross's key in the ward.
#[must_use]
pub fn cross_key(cross: &str, year: i32) -> String {
    format!("{}|{year}", escaped(cross))
}

/// Builds the natural key of a week page; `monday` is the week's first day (any day of the week is accepted).
#[must_use]
pub fn week_key(monday: NaiveDate) -> String {
    crate::time::week_of(monday).to_string()
}

/// Builds the natural key of a week's check-ins; `monday` is the week's first day.
#[must_use]
pub fn checkin_key(monday: NaiveDate) -> String {
    week_key(monday)
}

/// Builds the natural key of the card that comes after one that comes back; `nth` counts from 0 and is above 0 only
/// when the card was made to come back again after its next one was over.
#[must_use]
pub fn next_card_key(card: Uuid, nth: u32) -> String {
    format!("next|{card}|{nth}")
}

/// Keeps the separator out of a part, so that two different lists of parts never give one key.
fn escaped(part: &str) -> String {
    part.replace('\\', "\\\\").replace('|', "\\p")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn date(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    #[test]
    fn v7_carries_version_time_and_order() {
        let early = v7(1_790_000_000_000, [0xff; 10]);
        let late = v7(1_790_000_000_001, [0; 10]);
        assert_eq!(early.get_version_num(), 7);
        assert!(early < late);
        assert_eq!(v7(-5, [1; 10]), v7(0, [1; 10]));
        assert_ne!(v7(5, [1; 10]), v7(5, [2; 10]));
    }

    /// The rule is frozen: these ids may never change.
    #[test]
    fn derived_ids_are_frozen() {
        let ward = Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0001);
        let key = huddle_key(date(2026, 11, 22), "08:15", "T1", 0);
        assert_eq!(key, "2026-11-22|08:15|T1|0");
        let id = derived(ward, &Kind::Huddle, &key);
        assert_eq!(id.get_version_num(), 5);
        assert_eq!(id.to_string(), FROZEN_HUDDLE);
        assert_ne!(id, derived(Uuid::nil(), &Kind::Huddle, &key));
        assert_ne!(id, derived(ward, &Kind::Week, &key));
        assert_eq!(week_key(date(2026, 11, 22)), "2026-11-16");
        assert_eq!(cross_key("falls", 2026), "falls|2026");
        assert_eq!(readings_key(Uuid::nil(), 2026), "00000000-0000-0000-0000-000000000000|2026");
        assert_eq!(next_card_key(Uuid::nil(), 1), "next|00000000-0000-0000-0000-000000000000|1");
    }

    const FROZEN_HUDDLE: &str = "9413f53e-8ab5-5e56-a194-3321421d0778";

    proptest! {
        #[test]
        fn different_parts_never_give_one_key(a in "[a|\\\\p]{0,4}", b in "[a|\\\\p]{0,4}", c in "[a|\\\\p]{0,4}", d in "[a|\\\\p]{0,4}") {
            let day = date(2026, 1, 1);
            prop_assert_eq!(huddle_key(day, &a, &b, 0) == huddle_key(day, &c, &d, 0), a == c && b == d);
        }
    }
}
