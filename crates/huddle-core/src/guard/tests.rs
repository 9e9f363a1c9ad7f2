use super::*;

fn uk(text: &str) -> Verdict {
    judge(text, &Ranges::united_kingdom())
}
fn level(text: &str, ranges: &Ranges) -> Option<Level> {
    judge(text, ranges).finds().iter().map(|f| f.level).max()
}

#[test]
fn the_check_digit() {
    let digits = |s: &str| s.bytes().map(|b| b - b'0').collect::<Vec<_>>();
    for good in ["9434765919", "9990000018", "0000000000", "1111111111"] {
        assert!(passes_check(&digits(good)), "{good}");
    }
    for bad in ["9991234560", "9876544321", "9991234567", "943476591", "94347659191", ""] {
        assert!(!passes_check(&digits(bad)), "{bad}");
    }
}

#[test]
fn all_ninety_single_digit_errors_fail_the_check() {
    let good: Vec<u8> = "4010232137".bytes().map(|b| b - b'0').collect();
    assert!(passes_check(&good));
    let mut tried = 0;
    for i in 0..10 {
        for d in (0..10).filter(|d| *d != good[i]) {
            let mut wrong = good.clone();
            wrong[i] = d;
            assert!(!passes_check(&wrong));
            tried += 1;
        }
    }
    assert_eq!(tried, 90);
}

#[test]
fn levels_by_table() {
    let (uk, test) = (Ranges::united_kingdom(), Ranges::with_test_numbers());
    for (text, in_uk, in_test) in [
        ("401 023 2137", Some(Level::Certain), Some(Level::Certain)),
        ("999 000 0018", Some(Level::Likely), Some(Level::Certain)),
        ("4444444444", Some(Level::Likely), Some(Level::Likely)),
        ("9999999999", Some(Level::Likely), Some(Level::Likely)),
        ("943 476 5919", None, None), // Passes the check; 943 was never a range in use.
        ("401 023 2138", None, None),
        ("0101000007", None, None),
    ] {
        assert_eq!(level(text, &uk), in_uk, "{text}");
        assert_eq!(level(text, &test), in_test, "{text}");
    }
}

#[test]
fn neighbouring_numbers_do_not_hide_it() {
    for text in [
        "Bay 3 401 023 2137 2 today",
        "3/401 023 2137",
        "(401) 023 2137",
        "NHS4010232137x",
        "401,023,2137",
        "401/023/2137",
        "4010232137.",
        "no:4010232137",
        "12:30 4010232137",
        "9 4010232137 9",
        "bed 4 4 0 1 0 2 3 2 1 3 7",
        "40102 32137",
        "401023 2137",
        "4\u{200b}0\u{301}10232137",
        "٤٠١٠٢٣٢١٣٧",
        "\u{ff14}010232137",
    ] {
        assert!(uk(text).is_certain(), "{text}");
    }
}

#[test]
fn what_wards_write_every_day_is_clear() {
    for text in [
        "0113 243 2799",
        "07700 900123",
        "020 7946 0958",
        "bleep 1234 or 4321",
        "22.11.26 14:10",
        "22/11/2026 14:10",
        "2026-11-22 14",
        "07:30 - 20:00",
        "1 2 3 4 5 6 7 8 9 0 1 2 3",
        "asset 40102321371",
        "",
        "job 123456789",
    ] {
        assert_eq!(uk(text), Verdict::Clear, "{text}");
    }
}

#[test]
fn the_place_is_in_characters() {
    let verdict = uk("Café ☕ 401 023 2137!");
    assert_eq!(verdict.finds()[0].chars, 7..19);
    let across = judge_fields(&["see 401 023", "2137 for details"], &Ranges::united_kingdom());
    assert_eq!(across.finds()[0].chars, 4..16);
}

#[test]
fn near_misses_only_when_asked_and_only_laid_out() {
    let ranges = Ranges::united_kingdom().and_near_misses();
    assert_eq!(judge("401 023 2138", &ranges).finds()[0].found, Found::NearMiss);
    assert_eq!(judge("4010232138", &ranges), Verdict::Clear);
    assert_eq!(judge("555 023 2138", &ranges), Verdict::Clear);
}

#[test]
fn an_unfinished_run_is_held_until_it_ends() {
    let held = |text: &str| hold_back(text, text.chars().count());
    assert_eq!(held("seen 94347"), None);
    assert_eq!(held("seen 943476"), Some(5..11));
    assert_eq!(held("seen 943 476 "), Some(5..13));
    assert_eq!(held("seen 943\n476"), Some(5..12));
    assert_eq!(held("seen 943 476 591 a"), None);
    assert_eq!(held("seen 9434765919"), Some(5..15));
    // The caret in the middle of a run, and away from it.
    assert_eq!(hold_back("943 476 x", 3), Some(0..7));
    assert_eq!(hold_back("943476 and so on", 12), None);
    assert_eq!(hold_back("x 943476", 0), None);
    assert_eq!(hold_back("", 0), None);
    assert_eq!(hold_back("943476", 99), None);
}

/// Key by key, what may be saved never holds nine digits of a number that then completes.
#[test]
fn typed_key_by_key_nothing_of_it_is_ever_saved() {
    let ranges = Ranges::united_kingdom();
    for typed in ["moved 401 023 2137", "moved 4010232137", "4-0-1-0-2-3-2-1-3-7", "401\n023\n2137"] {
        let mut text = String::new();
        let mut saved = String::new();
        for (i, c) in typed.chars().enumerate() {
            text.push(c);
            if hold_back(&text, i + 1).is_none() && !judge(&text, &ranges).is_certain() {
                saved.clone_from(&text);
            }
        }
        let digits = saved.chars().filter(char::is_ascii_digit).count();
        assert!(digits <= 5, "{digits} digits saved");
        // Moving on does not let it through either.
        text.push_str(" to bay 2");
        assert!(judge(&text, &ranges).is_certain());
    }
}

#[test]
fn what_is_typed_and_what_is_sent_are_asked_one_question() {
    let test = Ranges::with_test_numbers();
    for text in ["9990000018", "９９９ ０００ ００１８", "٩٩٩٠٠٠٠٠١٨", "ask 999 000 0018 today"]
    {
        assert!(must_not_be_kept(text, &test), "{text}");
        assert!(!must_not_be_kept(text, &Ranges::united_kingdom()), "{text}");
    }
    // An id may hold ten such digits in a row, a shorter text cannot.
    for text in ["99900000-1800-4000-8000-000000000000", "999000001", ""] {
        assert!(!must_not_be_kept(text, &test), "{text}");
    }
}
