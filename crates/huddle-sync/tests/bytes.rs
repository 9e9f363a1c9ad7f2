//! Hostile bytes: the decoder gives a message or says no. It never panics and never allocates because of a
//! claim.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use huddle_sync::{Message, frame};
use huddle_testkit::chance::{Chance, count, seed};
use proptest::prelude::*;
use std::panic::catch_unwind;
use uuid::Uuid;

mod samples;

#[test]
fn every_message_reads_back() {
    for message in samples::all() {
        let bytes = message.encode();
        assert_eq!(Message::decode(&bytes), Ok(Some(message)));
    }
}

#[test]
fn what_a_newer_version_says_is_skipped() {
    for message in samples::all() {
        let mut bytes = message.encode();
        // A field nobody knows at the end, and a kind nobody knows.
        bytes.extend_from_slice(&[0xEE, 3, 1, 2, 3]);
        assert_eq!(Message::decode(&bytes), Ok(Some(message)), "an unknown field");
    }
    assert_eq!(Message::decode(&[200, 1, 2, 3]), Ok(None));
}

#[test]
fn frames_are_judged_before_anything_is_allocated() {
    let (mut refused, cap) = (0, frame::BEFORE_HELLO);
    let mut chance = Chance::new(seed(5));
    for _ in 0..count("FRAMES", 1_000_000, 10_000_000) {
        let head = (chance.bits() as u32 >> (chance.below(32))).to_be_bytes();
        match frame::length(head, cap) {
            Ok(n) => assert!(n > 0 && n <= cap),
            Err(_) => refused += 1,
        }
    }
    assert!(refused > 0);
    assert!(frame::length([0xff; 4], frame::AFTER_HELLO).is_err());
    assert!(frame::length([0; 4], frame::AFTER_HELLO).is_err());
}

/// Breaks good messages in small ways, which reaches deeper than noise does.
#[test]
fn broken_messages_never_panic() {
    let samples: Vec<Vec<u8>> = samples::all().iter().map(Message::encode).collect();
    let mut chance = Chance::new(seed(11));
    let (mut torn, mut read) = (0_u64, 0_u64);
    for _ in 0..count("BROKEN", 200_000, 2_000_000) {
        let Some(mut bytes) = chance.pick(&samples).cloned() else { continue };
        for _ in 0..=chance.below(4) {
            let at = chance.below(bytes.len());
            match chance.below(4) {
                0 => bytes.truncate(at),
                1 => bytes.insert(at, chance.bits() as u8),
                _ => {
                    if let Some(slot) = bytes.get_mut(at) {
                        *slot = chance.bits() as u8;
                    }
                }
            }
            if bytes.is_empty() {
                break;
            }
        }
        match catch_unwind(|| Message::decode(&bytes)) {
            Ok(Ok(_)) => read += 1,
            Ok(Err(_)) => torn += 1,
            Err(_) => panic!("panicked on {bytes:?}"),
        }
    }
    // Both roads were taken, or the test is blind.
    assert!(torn > 1_000 && read > 1_000, "{torn} torn, {read} read");
}

/// Control: a reader that believes the length of a field panics on the same bytes.
#[test]
fn control_a_trusting_reader_panics() {
    let trusting = |bytes: &[u8]| bytes[2..2 + usize::from(bytes[1])].to_vec();
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let mut bytes = Message::Need(Uuid::nil()).encode();
    bytes.truncate(9);
    let panicked = catch_unwind(|| trusting(bytes.get(1..).unwrap_or_default())).is_err();
    std::panic::set_hook(hook);
    assert!(panicked);
    assert!(Message::decode(&bytes).is_err());
}

proptest! {
    #[test]
    fn noise_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = Message::decode(&bytes);
    }
}
