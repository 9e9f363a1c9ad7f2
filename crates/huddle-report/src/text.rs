//! The week in at most fifteen lines, to paste into an e-mail.

use crate::clean::plain;
use crate::page::{WeekPage, complete, week_page};
use crate::words;
use huddle_core::report::{Standing, WeekReport};

/// Most lines of the text.
pub const LINES: usize = 15;

/// Writes the week as plain text, at most [`LINES`] lines, ended by LF.
pub fn write(w: &WeekReport) -> String {
    let page: WeekPage = week_page(w);
    let mut lines = vec![
        format!("{}: {}, version {}", page.ward, page.week, w.version),
        complete(w).join(" "),
        match (page.help.rows.first(), w.help.len()) {
            (None, _) | (_, 0) => "Needs your help: nothing open.".to_owned(),
            (Some([ask, whom, age]), n) => {
                let others = if n > 1 { format!(" And {} more.", n - 1) } else { String::new() };
                format!("Needs your help: {ask} ({whom}; {age}).{others}")
            }
        },
    ];
    lines.extend(page.lines.iter().enumerate().map(|(i, l)| format!("{}. {}", i + 1, l.text)));
    lines.push(page.flags.join(" "));
    lines.push(if page.crosses.is_empty() {
        "Days since: no crosses are kept.".to_owned()
    } else {
        let said: Vec<String> = page
            .crosses
            .iter()
            .map(|c| {
                let beside = if c.beside.is_empty() { String::new() } else { format!(" ({})", c.beside) };
                format!("{} {}{beside}", c.name, c.days)
            })
            .collect();
        format!("Days since: {}.", said.join("; "))
    });
    let signals = w.measures.iter().filter(|m| m.standing < Standing::NoChange).count();
    lines
        .extend(page.signals.rows.iter().take(3).map(|m| format!("{}: {}. {}", m.name, m.value, m.sentence)));
    if signals > 3 {
        lines.push(format!(
            "{} in the spreadsheet.",
            words::count(left(signals), "more signal", "more signals")
        ));
    }
    let same = w.measures.iter().filter(|m| m.standing == Standing::NoChange).count();
    lines.push(format!("{} with no real change.", words::count(left(same + 3), "measure", "measures")));
    lines.push(format!("{} {}", words::OWN_COUNT, words::NO_PATIENTS));
    lines.truncate(LINES);
    let mut text: String = lines.iter().map(|l| plain(l)).collect::<Vec<_>>().join("\n");
    text.push('\n');
    text
}

/// Counts what stands beyond the first three.
fn left(n: usize) -> u32 {
    u32::try_from(n.saturating_sub(3)).unwrap_or(u32::MAX)
}
