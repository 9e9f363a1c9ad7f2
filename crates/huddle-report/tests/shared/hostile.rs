//! Cells that try to become formulas, and ordinary ones that must stay as they are.
#![allow(dead_code)] // each test binary uses its own part

use crate::weeks::{day, empty};
use huddle_core::report::{CardLine, WeekReport};
use huddle_testkit::chance::Chance;

pub const HOSTILE: [&str; 26] = [
    "=", "+", "-", "@", "|", "\t", "\r", "\n", "\0", " ", "\u{feff}", "\u{200b}", "\u{202e}", "\u{2066}",
    "\u{ff1d}", "\u{ff0b}", "\u{ff0d}", "\u{ff20}", "\u{2212}", "\u{a0}", "'", "\"", ",", ";", "\u{ad}",
    "\u{3000}",
];
pub const TAILS: [&str; 8] = [
    "cmd|' /C calc'!A0",
    "HYPERLINK(\"http://x\",\"y\")",
    "SUM(A1:A9)",
    "1+1",
    "2026",
    "WEBSERVICE(A1)",
    "ward",
    "",
];
pub const HONEST: [&str; 10] = [
    "Bay 2",
    "07700 900123",
    "2 - 3 chairs",
    "a = b",
    "9am @ the desk",
    "O'Brien",
    "50%",
    "Łóżko",
    "الممرضة",
    "5\u{2013}6",
];

/// Makes a text that tries to become a formula.
pub fn hostile(chance: &mut Chance) -> String {
    let mut text: String = (0..=chance.below(4)).filter_map(|_| chance.pick(&HOSTILE).copied()).collect();
    text.push_str(chance.pick(&TAILS).copied().unwrap_or_default());
    text
}

/// A week of so many cards with the given titles.
pub fn cards(titles: &[String]) -> WeekReport {
    let mut w = empty();
    w.cards = titles
        .iter()
        .map(|t| CardLine {
            title: t.clone(),
            lane: "Quality".into(),
            column: "New".into(),
            owner: String::new(),
            days: 1,
            due: Some(day(2026, 11, 20)),
        })
        .collect();
    w
}
