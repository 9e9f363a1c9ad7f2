//! Whether what is read out of a page is what was put in: every text in its place, and nothing besides.

use crate::walk::{Walk, squeeze};
use huddle_report::page::WeekPage;

/// The words of the template itself.
const OWN: [&str; 40] = [
    "Not everything is here.",
    "Changed since the version before:",
    "Needs your help",
    "Nothing is waiting for an answer.",
    "What we need",
    "Who was asked",
    "Open for",
    "Answers that came back",
    "What we needed",
    "Who answered",
    "The answer",
    "Three things to know",
    "1",
    "2",
    "3",
    "Staffing and harms",
    "·",
    "Days since",
    "Measures",
    "No measure is kept.",
    "Measure",
    "This week",
    "Usual range",
    "What the chart says",
    "The board",
    "Lane",
    "Status",
    "Cards",
    "What we tried",
    "What we learned",
    "Now",
    "Late actions",
    "Action",
    "Whose",
    "How late",
    "Ideas, thanks and reviews",
    "Ideas:",
    "Thank you",
    "Reviews due",
    "•",
];

/// Lists every text of a page in the order it must be read, with the stand-in for the signs no font has.
pub fn expected(p: &WeekPage) -> Vec<String> {
    said(p).iter().map(|text| printed(text)).collect()
}

/// Gives a text as it can be printed: the stand-in for the signs no font has, and no sign that only varies another.
pub fn printed(text: &str) -> String {
    text.replace("护士", "\u{fffd}").replace('\u{fe0f}', "")
}

/// Lists every text of a page in the order it must be read.
fn said(p: &WeekPage) -> Vec<String> {
    let mut all =
        vec![p.ward.clone(), p.place.clone(), p.week.clone(), p.version.clone(), p.complete.join(" ")];
    all.extend(p.changed.iter().cloned());
    all.extend(p.help.rows.iter().flatten().cloned());
    all.extend(p.help.more.clone());
    all.extend(p.answered.rows.iter().flatten().cloned());
    all.extend(p.answered.more.clone());
    all.extend(p.lines.iter().map(|l| l.text.clone()));
    all.extend(p.flags.iter().cloned());
    for c in &p.crosses {
        all.extend([c.name.clone(), c.days.clone(), c.beside.clone(), c.milestone.clone()]);
    }
    all.extend(p.crosses_more.clone());
    for list in [&p.signals, &p.quiet] {
        for m in &list.rows {
            all.extend([m.name.clone(), m.value.clone(), m.usual.clone(), m.sentence.clone()]);
        }
        all.extend(list.more.clone());
    }
    all.extend(p.lanes.iter().flatten().cloned());
    all.extend(p.tried.rows.iter().flatten().cloned());
    all.extend(p.tried.more.clone());
    all.extend(p.late.rows.iter().flatten().cloned());
    all.extend(p.late.more.clone());
    all.push(p.ideas.clone());
    all.extend(p.thanks.rows.iter().cloned());
    all.extend(p.thanks.more.clone());
    all.extend(p.reviews.rows.iter().cloned());
    all.extend(p.reviews.more.clone());
    all.extend(p.foot.iter().cloned());
    all
}

fn arabic(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

fn letters(text: &str) -> Vec<char> {
    squeeze(text).chars().collect()
}

/// Finds a text and returns where it begins. Where a script runs to the left, letters, signs and figures of the text
/// may be drawn in either order, but together.
fn find(rest: &[char], wanted: &[char]) -> Option<usize> {
    let len = wanted.len();
    if len == 0 {
        return Some(0);
    }
    let both_ways = wanted.iter().any(|c| arabic(*c));
    let sum = |of: &[char]| of.iter().map(|c| u64::from(u32::from(*c))).sum::<u64>();
    let sorted = |of: &[char]| {
        let mut all = of.to_vec();
        all.sort_unstable();
        all
    };
    let (total, all) = (sum(wanted), sorted(wanted));
    rest.windows(len).position(|w| if both_ways { sum(w) == total && sorted(w) == all } else { w == wanted })
}

/// Reads a file along what was put in: the first text that is not in its place, and what stands between the others.
fn along(walked: &Walk, expected: &[String]) -> (Option<String>, Vec<String>) {
    let said = letters(&walked.read_out());
    let (mut rest, mut between) = (said.as_slice(), Vec::new());
    for text in expected {
        let wanted = letters(text);
        let Some(at) = find(rest, &wanted) else { return (Some(text.clone()), between) };
        between.push(rest[..at].iter().collect());
        rest = &rest[at + wanted.len()..];
    }
    between.push(rest.iter().collect());
    (None, between)
}

/// Says the first text that is not there in its place.
pub fn first_missing(walked: &Walk, expected: &[String]) -> Option<String> {
    along(walked, expected).0
}

/// Says where what is read out differs from what was put in: a text that is missing or out of its place, or words
/// that are neither put in nor the page's own.
pub fn differs(walked: &Walk, expected: &[String]) -> Option<String> {
    let (missing, between) = along(walked, expected);
    if let Some(text) = missing {
        return Some(format!("not in its place: {text}"));
    }
    let mut own: Vec<String> = OWN.iter().map(|text| squeeze(text)).collect();
    own.push(squeeze(huddle_report::words::SIGNS_MISSING));
    // The longest first: one may begin another.
    own.sort_by_key(|text| std::cmp::Reverse(text.len()));
    between.into_iter().find(|piece| !made_of(piece, &own)).map(|piece| format!("nobody put in: {piece}"))
}

/// Says whether a piece is nothing but the page's own words.
fn made_of(mut piece: &str, own: &[String]) -> bool {
    while !piece.is_empty() {
        match own.iter().find_map(|text| piece.strip_prefix(text.as_str())) {
            Some(rest) => piece = rest,
            None => return false,
        }
    }
    true
}
