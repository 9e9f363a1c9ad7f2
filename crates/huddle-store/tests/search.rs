//! Finding with slips of the keyboard: 50 misspellings over 5,000 records, each within 50 ms.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use std::time::{Duration, Instant};

use common::options;
use huddle_store::{Store, Tx, within_one_slip};
use huddle_testkit::chance::{Chance, seed};
use serde_json::json;
use uuid::Uuid;

const RECORDS: u64 = 5_000;

/// Ward words and others, enough that slips can lead astray.
const WORDS: &[&str] = &[
    "pressure",
    "ulcer",
    "handover",
    "mattress",
    "discharge",
    "pharmacy",
    "observations",
    "commode",
    "linen",
    "trolley",
    "bleep",
    "corridor",
    "falls",
    "hydration",
    "nutrition",
    "catheter",
    "cannula",
    "infusion",
    "drip",
    "stand",
    "wheelchair",
    "hoist",
    "slings",
    "curtain",
    "nightlight",
    "sharps",
    "gloves",
    "apron",
    "visitors",
    "parking",
    "breakfast",
    "supper",
    "medication",
    "insulin",
    "fridge",
    "thermometer",
    "syringe",
    "porter",
    "transport",
    "therapy",
    "dietitian",
    "podiatry",
    "dementia",
    "delirium",
    "sepsis",
    "oxygen",
    "suction",
    "crash",
    "resus",
    "alarm",
    "buzzer",
    "telephone",
    "printer",
    "computer",
    "password",
    "induction",
    "bank",
    "agency",
    "rota",
    "sickness",
    "appraisal",
    "training",
    "infection",
    "cleaning",
    "commodes",
    "waste",
    "stores",
    "stock",
    "dressings",
    "bandage",
    "plaster",
    "swab",
    "specimen",
    "results",
    "radiology",
    "ultrasound",
];

fn fill(tx: &Tx<'_>) -> Result<(), huddle_store::StoreFault> {
    let mut chance = Chance::new(4);
    for n in 0..RECORDS {
        let mut words: Vec<String> =
            (0..14).filter_map(|_| chance.pick(WORDS)).map(|w| (*w).to_owned()).collect();
        // Rare words, so that the list of stored words grows as on a real ward.
        words.push(format!("ref{}", chance.below(20_000)));
        words.push(format!("{}{}", chance.pick(WORDS).unwrap_or(&""), chance.below(500)));
        if n.is_multiple_of(100) {
            words.insert(3, target(n / 100).to_owned());
        }
        let (title, body) = words.split_at(5);
        tx.put_search(
            Uuid::from_u128(u128::from(n) + 1),
            "card",
            &title.join(" "),
            &body.join(" "),
            n % 3 == 0,
            &json!({}),
        )?;
    }
    Ok(())
}

/// Fifty words that each stand in one record.
fn target(n: u64) -> &'static str {
    const TARGETS: [&str; 50] = [
        "bariatric",
        "bedpan",
        "blanket",
        "calendar",
        "camera",
        "carpet",
        "ceiling",
        "chaplain",
        "charger",
        "cupboard",
        "cushion",
        "dentures",
        "doorbell",
        "drawers",
        "earplugs",
        "elevator",
        "envelope",
        "fountain",
        "furniture",
        "garden",
        "glasses",
        "heating",
        "interpreter",
        "jigsaw",
        "kettle",
        "keyboard",
        "ladder",
        "lanyard",
        "magazine",
        "microwave",
        "mirror",
        "noticeboard",
        "orchid",
        "pillow",
        "plumber",
        "quilt",
        "radiator",
        "recliner",
        "scanner",
        "shower",
        "slippers",
        "socket",
        "spectacles",
        "staircase",
        "television",
        "toaster",
        "umbrella",
        "vending",
        "volunteer",
        "wardrobe",
    ];
    TARGETS.get(n as usize).copied().unwrap_or("wardrobe")
}

fn misspell(word: &str, kind: usize, chance: &mut Chance) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let at = chance.below(letters.len() - 1);
    match kind {
        0 => {
            letters.remove(at);
        }
        1 => letters.insert(at, 'q'),
        2 => {
            if let Some(l) = letters.get_mut(at) {
                *l = if *l == 'x' { 'z' } else { 'x' };
            }
        }
        // Two equal letters swapped would be no slip: take the first pair that differs.
        _ => {
            let at = (0..letters.len() - 1).find(|i| letters.get(*i) != letters.get(i + 1)).unwrap_or(0);
            letters.swap(at, at + 1);
        }
    }
    letters.into_iter().collect()
}

/// Time this thread has worked, so that other work on the machine does not count; wall time elsewhere.
fn worked(since: Instant) -> Duration {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = stat.and_then(|s| s.split(' ').next().and_then(|n| n.parse().ok()));
    nanos.map_or_else(|| since.elapsed(), Duration::from_nanos)
}

#[test]
fn fifty_misspellings_over_five_thousand_records_are_found_within_fifty_milliseconds() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = Store::open(folder.path(), options(1)).unwrap();
    store.write(fill).unwrap();
    store.index_search().unwrap();
    let mut chance = Chance::new(seed(50));
    let mut times = Vec::new();
    let began = Instant::now();
    let mut wall = Vec::new();
    for n in 0..50 {
        let typed = misspell(target(n), n as usize % 4, &mut chance);
        assert_ne!(typed, target(n));
        let (start, before) = (Instant::now(), worked(began));
        let hits = store.read(|r| r.find(&typed, 20)).unwrap();
        times.push(worked(began) - before);
        wall.push(start.elapsed());
        let wanted = Uuid::from_u128(u128::from(n) * 100 + 1);
        let hit = hits.iter().find(|h| h.doc == wanted);
        assert!(hit.is_some_and(|h| h.by_slip), "{typed} did not find {}", target(n));
    }
    // One exact and one half-typed word beside a slip.
    let hits = store.read(|r| r.find("wardrbe ward", 20)).unwrap();
    assert_eq!(hits.first().map(|h| h.doc), Some(Uuid::from_u128(4_901)));
    println!("search by slip: first (reads the word list) {:?}", times.first());
    times.sort();
    wall.sort();
    println!(
        "worked: median {:?}, slowest {:?}; on the wall clock: median {:?}",
        times.get(25),
        times.last(),
        wall.get(25)
    );
    assert!(times.last().is_some_and(|t| t.as_millis() < 50), "{times:?}");
}

#[test]
fn words_saved_after_the_first_search_are_found_by_slip_too_and_removed_ones_are_not() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = Store::open(folder.path(), options(1)).unwrap();
    let (a, b) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let put = |doc, title: &str, put_away| {
        store.write(|tx| tx.put_search(doc, "card", title, "", put_away, &json!({}))).unwrap();
        store.index_search().unwrap();
    };
    put(a, "Café trolley", false);
    assert_eq!(store.read(|r| r.find("traleys", 9)).unwrap().len(), 0);
    assert_eq!(store.read(|r| r.find("troley", 9)).unwrap().len(), 1);
    put(b, "Hoist slings", true);
    assert_eq!(
        store.read(|r| r.find("hosit", 9)).unwrap().first().map(|h| (h.doc, h.put_away)),
        Some((b, true))
    );
    put(b, "Curtain", true);
    assert_eq!(store.read(|r| r.find("hosit", 9)).unwrap().len(), 0);
    assert_eq!(store.read(|r| r.find("CAFE", 9)).unwrap().len(), 1);
    store.write(|tx| tx.remove_search(a)).unwrap();
    store.index_search().unwrap();
    assert_eq!(store.read(|r| r.find("café", 9)).unwrap().len(), 0);
}

#[test]
fn a_word_of_thousands_of_records_and_a_single_letter_find_titles_first() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = Store::open(folder.path(), options(1)).unwrap();
    let id = Uuid::from_u128;
    store
        .write(|tx| {
            tx.put_search(id(1), "card", "Hoist slings", "", false, &json!({}))?;
            (2..=2_700).try_for_each(|n| {
                tx.put_search(id(n), "huddle", "2026-11-22", "hoist in use", n == 2_700, &json!({}))
            })
        })
        .unwrap();
    store.index_search().unwrap();
    let find = |words: &str| -> Vec<Uuid> {
        store.read(|r| r.find(words, 3)).unwrap().iter().map(|h| h.doc).collect()
    };
    // The oldest of them all: only its title brings it among the first.
    assert_eq!(find("hoist").first(), Some(&id(1)));
    assert_eq!(find("h").first(), Some(&id(1)));
    // The newest follow, but for the one that was put away.
    assert_eq!(find("u"), [id(2_699), id(2_698), id(2_697)]);
    assert_eq!(store.read(|r| r.find_kind("hosit", "card", 9)).unwrap(), [id(1)]);
}

#[test]
fn one_slip_is_one_letter_missing_added_changed_or_two_swapped() {
    let near = |a: &str, b: &str| {
        let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
        let both = (within_one_slip(&a, &b), within_one_slip(&b, &a));
        assert_eq!(both.0, both.1, "{a:?} {b:?}");
        both.0
    };
    for (a, b) in
        [("ward", "ward"), ("ward", "wad"), ("ward", "wards"), ("ward", "wird"), ("ward", "wadr"), ("", "a")]
    {
        assert!(near(a, b), "{a} {b}");
    }
    for (a, b) in [
        ("ward", "wa"),
        ("ward", "draw"),
        ("ward", "wrad s"),
        ("abcd", "badc"),
        ("ward", "word s"),
        ("", "ab"),
    ] {
        assert!(!near(a, b), "{a} {b}");
    }
}
