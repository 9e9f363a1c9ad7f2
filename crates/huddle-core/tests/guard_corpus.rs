//! The identifier guard against a generated corpus: every valid number in every layout is found,
//! and ordinary ward notes are left alone.

// Helpers of a test file are tests too.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::Instant;

use huddle_core::guard::{Level, Ranges, Verdict, hold_back, judge, judge_fields, passes_check};

/// A small seeded generator, so that a failure can be repeated with `SEED=`.
struct Dice(u64);

impl Dice {
    fn from_env(default: u64) -> Self {
        let seed = std::env::var("SEED").ok().and_then(|s| s.parse().ok()).unwrap_or(default);
        println!("SEED={seed}");
        Dice(seed | 1)
    }
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }
    fn below(&mut self, n: u64) -> u64 {
        (self.next() >> 11) % n
    }
    fn digits(&mut self, n: usize) -> String {
        (0..n).map(|_| char::from(b'0' + u8::try_from(self.below(10)).unwrap())).collect()
    }
    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[usize::try_from(self.below(list.len() as u64)).unwrap()]
    }
}

/// Starts of the issued ranges and how many numbers follow each.
const ISSUED: [(u64, u64); 6] = [
    (101_000_000, 3_011_999_999),
    (3_000_000_000, 199_999_999),
    (3_200_000_010, 799_999_989),
    (4_000_000_000, 999_999_999),
    (6_000_000_000, 1_999_999_999),
    (9_990_000_000, 9_999_999),
];

fn valid_number(dice: &mut Dice, range: (u64, u64)) -> String {
    loop {
        let number = format!("{:010}", range.0 + dice.below(range.1));
        let digits: Vec<u8> = number.bytes().map(|b| b - b'0').collect();
        let repeated = digits.iter().all(|d| *d == digits[0]);
        if passes_check(&digits) && !repeated {
            return number;
        }
    }
}

fn joined(number: &str, at: &[usize], sep: &str) -> String {
    let mut parts = Vec::new();
    let mut from = 0;
    for cut in at.iter().copied().chain([number.len()]) {
        parts.push(&number[from..cut]);
        from = cut;
    }
    parts.join(sep)
}

fn full_width(text: &str) -> String {
    text.chars().map(|c| c.to_digit(10).map_or(c, |d| char::from_u32(0xff10 + d).unwrap())).collect()
}

const LAYOUTS: usize = 14;

fn laid_out(number: &str, layout: usize) -> String {
    let official: &[usize] = &[3, 6];
    match layout {
        0 => number.to_owned(),
        1 => joined(number, official, " "),
        2 => joined(number, official, "\u{a0}"),
        3 => joined(number, official, "-"),
        4 => joined(number, official, "."),
        5 => full_width(number),
        6 => full_width(&joined(number, official, "\u{3000}")),
        7 => joined(number, official, "\r\n"),
        8 => joined(number, &[1, 2, 3, 4, 5, 6, 7, 8, 9], " "),
        9 => joined(number, &[2, 4, 6, 8], " "),
        10 => joined(number, official, " \u{2013} "),
        11 => joined(number, &[6], " "),
        12 => joined(number, official, "\t"),
        _ => joined(number, &[5], "\n"),
    }
}

#[test]
fn every_valid_number_is_found_in_every_layout() {
    let mut dice = Dice::from_env(20_261_122);
    let ranges = Ranges::with_test_numbers();
    let before = ["", "Bay 3 ", "moved to bed 12, ", "NHS no. ", "nhs:", "seen 14:10. No ", "ref ("];
    let after = ["", " for scan", ") chased", ", HCA with them 2 h", "\nno charger", "."];
    let mut missed = Vec::new();
    let mut tried = 0;
    for i in 0..5_000 {
        let number = valid_number(&mut dice, ISSUED[i % ISSUED.len()]);
        for layout in 0..LAYOUTS {
            let text = format!("{}{}{}", dice.pick(&before), laid_out(&number, layout), dice.pick(&after));
            tried += 1;
            if !judge(&text, &ranges).is_certain() {
                missed.push(text);
            }
        }
    }
    println!("{tried} tried, {} missed", missed.len());
    assert!(missed.is_empty(), "first missed: {:?}", missed.first());
}

#[test]
fn a_number_split_over_two_fields_or_two_edits_is_found() {
    let mut dice = Dice::from_env(7);
    let ranges = Ranges::with_test_numbers();
    for i in 0..5_000 {
        let number = valid_number(&mut dice, ISSUED[i % ISSUED.len()]);
        let cut = 1 + usize::try_from(dice.below(9)).unwrap();
        let (head, tail) = number.split_at(cut);
        let (first, second) = (format!("for {head}"), format!("{tail} please"));
        assert!(judge_fields(&[&first, &second], &ranges).is_certain(), "{first} / {second}");
        // Two edits: the first part is there already when the second is typed in front of other words.
        let whole = format!("for {head}{tail} please");
        assert!(judge(&whole, &ranges).is_certain());
    }
}

/// The corpus must be able to fail: without the range table, nothing is found.
#[test]
fn the_corpus_notices_a_number_that_fails_the_check() {
    let mut dice = Dice::from_env(11);
    let ranges = Ranges::with_test_numbers();
    for i in 0..500 {
        let mut number = valid_number(&mut dice, ISSUED[i % ISSUED.len()]);
        let last = number.pop().unwrap();
        number.push(if last == '9' { '0' } else { char::from(u8::try_from(last).unwrap() + 1) });
        for layout in 0..LAYOUTS {
            assert_eq!(judge(&laid_out(&number, layout), &ranges), Verdict::Clear, "{number}");
        }
    }
}

fn ordinary_note(dice: &mut Dice) -> String {
    let where_ = ["bay", "side room", "bed", "sluice", "store"];
    let what =
        ["obs machine no charger", "hoist sling torn", "call bell stuck", "fridge 9 C", "bed rail loose"];
    match dice.below(20) {
        0 => format!("{} {} {}", dice.pick(&what), dice.pick(&where_), dice.below(28)),
        1 => format!("rang estates 0113 {} {}, job {}", dice.digits(3), dice.digits(4), dice.digits(6)),
        2 => format!("family asked to ring 07{} {} after 2", dice.digits(3), dice.digits(6)),
        3 => format!("bleep {} no answer, tried {}", dice.digits(4), dice.digits(4)),
        4 => format!("site office 020 {} {} ext {}", dice.digits(4), dice.digits(4), dice.digits(4)),
        5 => format!("RN 4/5 HCA 3/4, bank due 14:{:02}", dice.below(60)),
        6 => format!(
            "asset {} to workshop, back {:02}/{:02}/2026",
            dice.digits(8),
            1 + dice.below(28),
            1 + dice.below(12)
        ),
        7 => format!(
            "{:02}.{:02}.26 {:02}.{:02} pump alarm",
            1 + dice.below(28),
            1 + dice.below(12),
            dice.below(24),
            dice.below(60)
        ),
        8 => format!(
            "2026-{:02}-{:02} {:02}:{:02} bed down",
            1 + dice.below(12),
            1 + dice.below(28),
            dice.below(24),
            dice.below(60)
        ),
        9 => format!(
            "falls this week {} {} {} {} {} {} {}",
            dice.below(3),
            dice.below(3),
            dice.below(3),
            dice.below(3),
            dice.below(3),
            dice.below(3),
            dice.below(3)
        ),
        10 => format!("IT call INC{} still open 4 days", dice.digits(7)),
        11 => format!(
            "going home {} planned {} gone, {} waiting TTO",
            dice.below(9),
            dice.below(9),
            dice.below(9)
        ),
        12 => format!(
            "temp fridge {}.{} {}.{} {}.{}",
            dice.below(9),
            dice.below(9),
            dice.below(9),
            dice.below(9),
            dice.below(9),
            dice.below(9)
        ),
        13 => format!("order {} of gloves not come, PO {}", dice.digits(5), dice.digits(9)),
        14 => format!("barcode {} will not scan", dice.digits(13)),
        15 => format!("serial {} recalled", dice.digits(11)),
        16 => format!("beds 1 2 3 4 5 6 moved to bay {} for deep clean {}", dice.below(6), dice.below(28)),
        17 => format!("lot {}-{} exp {:02}/27", dice.digits(4), dice.digits(5), 1 + dice.below(12)),
        18 => format!("datix W{} done, shift 0730-2000", dice.digits(6)),
        _ => format!("portering ref {} third time this week", dice.digits(10)),
    }
}

#[test]
fn ordinary_ward_notes_are_left_alone() {
    let mut dice = Dice::from_env(500);
    for (name, ranges) in [
        ("United Kingdom", Ranges::united_kingdom()),
        ("with near misses", Ranges::united_kingdom().and_near_misses()),
    ] {
        // Many batches of 500, so that the figure does not hang on one lucky batch.
        let (mut worst, mut all) = (0, 0);
        for _ in 0..20 {
            let alarms =
                (0..500).filter(|_| judge(&ordinary_note(&mut dice), &ranges) != Verdict::Clear).count();
            worst = worst.max(alarms);
            all += alarms;
        }
        println!("{name}: {all} alarms in 10,000 notes, worst batch {worst} in 500");
        assert!(worst < 10, "{name}: {worst} of 500");
    }
}

#[test]
fn one_field_is_judged_in_a_moment() {
    let ranges = Ranges::united_kingdom();
    let texts = [
        "4 ".repeat(140),
        "401 023 2138 ".repeat(21),
        "9".repeat(280),
        "call bell stuck ".repeat(17),
        "-".repeat(280),
    ];
    for text in texts {
        let start = Instant::now();
        let verdict = judge(&text, &ranges);
        let held = hold_back(&text, text.chars().count());
        let took = start.elapsed();
        println!(
            "{} characters, {took:?}, {} finds, held {}",
            text.len(),
            verdict.finds().len(),
            held.is_some()
        );
        assert!(took.as_millis() < 50);
        assert!(verdict.finds().iter().all(|f| f.level == Level::Certain));
    }
}
