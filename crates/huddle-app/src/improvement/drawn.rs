//! One measure of a project as a small chart: before, the target, and each check whose day has come.

use crate::measure::unit_words;
use crate::wire::{ProjectCheckView, ProjectLine};
use huddle_spc::chart::Natural;
use huddle_spc::draw::{Checks, Found, Size, Theme, checks, svg};

/// The drawing on a project's page, in CSS pixels.
const DRAWN: Size = Size::Full { width: 480, height: 230 };
/// The same for a window of one column: its words keep their size.
const NARROW: Size = Size::Full { width: 270, height: 210 };

/// Draws a measure; `None` without a number before, or until a check is due.
pub(super) fn drawing(
    line: &ProjectLine,
    days: &[ProjectCheckView],
    theme: Theme,
    narrow: bool,
) -> Option<String> {
    let came: Vec<(u32, Found)> = line
        .cells
        .iter()
        .zip(days)
        .filter_map(|(cell, day)| {
            let found = match cell.value {
                Some(value) => Found::Value(value),
                None if !cell.not_measured.is_empty() => Found::NotMeasured(&cell.not_measured),
                None if matches!(day.state.as_str(), "due" | "late") => Found::Open,
                None => return None,
            };
            Some((cell.check.parse().ok()?, found))
        })
        .collect();
    if came.is_empty() {
        return None;
    }
    let natural = if line.unit == "percent" { Natural::Percent } else { Natural::Any };
    let of = Checks {
        title: &line.name,
        unit: unit_words(&line.unit),
        natural,
        before: line.baseline?,
        target: line.target,
        checks: came,
    };
    let prefix = format!("p{}", line.id.simple().to_string().get(20..).unwrap_or_default());
    Some(svg(&checks(&of, &prefix), theme, if narrow { NARROW } else { DRAWN }))
}
