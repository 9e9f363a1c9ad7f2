use super::*;
use proptest::prelude::*;

const LINE: FieldRule = FieldRule { max: 20, lines: false };
const LINES: FieldRule = FieldRule { max: 20, lines: true };

#[test]
fn line_ends_tabs_and_controls() {
    assert_eq!(clean("a\r\nb\rc\nd\u{2028}e", LINES).unwrap(), "a\nb\nc\nd\ne");
    assert_eq!(clean("a\r\nb\tc", LINE).unwrap(), "a b c");
    assert_eq!(clean("a\r\r\nb", LINES).unwrap(), "a\n\nb");
    assert_eq!(clean("a\0b\u{7}c\u{1b}[31m\u{9f}", LINE).unwrap(), "abc[31m");
    assert_eq!(clean("\u{feff}  kit  ", LINE).unwrap(), "kit");
    assert_eq!(clean("bay\u{202e}3\u{2066}x\u{2069}", LINE).unwrap(), "bay3x");
    assert_eq!(clean("a\u{200b}b\u{ad}c\u{e0041}", LINE).unwrap(), "abc");
    assert_eq!(clean("", LINE).unwrap(), "");
    assert_eq!(clean_required(" \r\n\u{200b} ", LINES), Err(TextFault::Empty));
}

#[test]
fn accents_compose_and_lengths_count_characters() {
    assert_eq!(clean("cafe\u{301}", LINE).unwrap(), "café");
    assert_eq!(clean("e\u{200b}\u{301}", LINE).unwrap(), "é");
    assert_eq!(clean(&"é".repeat(20), LINE).unwrap().chars().count(), 20);
    assert_eq!(clean(&"é".repeat(21), LINE), Err(TextFault::TooLong { max: 20, length: 21 }));
    assert_eq!(clean(&format!("{}   ", "x".repeat(20)), LINE).unwrap().len(), 20);
}

#[test]
fn errors_name_the_limit_and_not_the_text() {
    let fault = clean("secret secret secret secret", LINE).unwrap_err();
    assert_eq!(fault.to_string(), "the text has 27 characters; this field holds 20");
    assert!(!format!("{fault:?}").contains("secret"));
}

#[test]
fn the_limits_the_product_promises() {
    for (field, max) in [
        (Field::CardTitle, 80),
        (Field::CardWhy, 140),
        (Field::CardResult, 140),
        (Field::CardBlockedBy, 80),
        (Field::Notice, 140),
        (Field::HuddleText, 280),
        (Field::Action, 140),
        (Field::StepAction, 160),
        (Field::CrossNote, 80),
        (Field::Need, 140),
        (Field::Background, 200),
        (Field::Reply, 280),
        (Field::WeekLine, 120),
        (Field::Idea, 140),
    ] {
        assert_eq!(limit(field).max, max, "{field}");
    }
    for field in Field::ALL {
        assert_eq!(Field::parse(field.as_str()), Some(*field));
        assert!(limit(*field).max >= 4);
    }
}

#[test]
fn folding_ignores_case_and_accents() {
    assert_eq!(fold("  Côte   d'AZUR\n"), "cote d'azur");
}

proptest! {
    #[test]
    fn cleaning_is_settled_after_once(text in "\\PC{0,30}|[\\x00-\\x20a\u{300}\u{301}\u{200b}\u{202e}e]{0,12}", lines: bool) {
        let rule = FieldRule { max: 400, lines };
        let once = clean(&text, rule).unwrap();
        prop_assert_eq!(&clean(&once, rule).unwrap(), &once);
        prop_assert!(!once.chars().any(|c| is_removed(c) && !(lines && c == '\n')));
        prop_assert_eq!(once.trim(), &once);
    }
}
