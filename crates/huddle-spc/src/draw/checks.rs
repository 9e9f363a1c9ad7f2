//! The small chart of an improvement project's measure: before, the target, and what each check found.
//!
//! Nothing is judged here. A handful of numbers has no usual range and gives no signal; the line before and the
//! target are drawn, and what nobody counted is a gap with its word.

use super::scene::{Mark, MarkKind, Scene, Stretch, TargetStretch};
use crate::chart::words::reason_words;
use crate::chart::{Natural, figure, own_decimals};

/// What one check found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Found<'a> {
    /// A number; one that is not finite is as if nothing were filled in.
    Value(f64),
    /// Nobody measured; why, as its code word.
    NotMeasured(&'a str),
    /// The day has come and nothing is filled in.
    Open,
}

/// One measure of a project as it is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Checks<'a> {
    /// Name of the measure.
    pub title: &'a str,
    /// Its unit as it stands after a number, empty for none.
    pub unit: &'a str,
    /// Which values are possible.
    pub natural: Natural,
    /// The number before the event.
    pub before: f64,
    /// The target.
    pub target: Option<f64>,
    /// The checks whose day has come, in order: days after the event, and what was found.
    pub checks: Vec<(u32, Found<'a>)>,
}

/// Small print that says what the numbers along the bottom are.
const FOOTER: &str = "Days after the event";

/// Turns the numbers into what is drawn, with the text for whoever does not see it.
///
/// The axis starts at nought wherever no number lies below it: two numbers close to each other stay close.
pub fn checks(of: &Checks<'_>, id_prefix: &str) -> Scene {
    let values: Vec<f64> =
        std::iter::once(of.before).chain(of.checks.iter().filter_map(|(_, found)| value(found))).collect();
    let all = || values.iter().copied().chain(of.target);
    let decimals = all().map(own_decimals).max().unwrap_or(0);
    let newest = of.checks.iter().rposition(|(_, found)| value(found).is_some());
    let before = Mark {
        value: Some(of.before),
        kind: MarkKind::Plain,
        latest: false,
        label: "Before".to_owned(),
        year: 0,
    };
    let found = of.checks.iter().enumerate().map(|(n, (days, found))| Mark {
        value: value(found),
        kind: match found {
            Found::NotMeasured(_) => MarkKind::NotMeasured,
            _ if value(found).is_some() => MarkKind::Plain,
            _ => MarkKind::Nothing,
        },
        latest: newest == Some(n),
        label: days.to_string(),
        year: 0,
    });
    let last = of.checks.len();
    // The unit stands above the axis; beside the lines there is no room to say it again.
    let short = |value: f64| figure(value, own_decimals(value), if of.unit == "%" { "%" } else { "" });
    let written = |value: f64| figure(value, own_decimals(value), of.unit);
    let target = of.target.map(|value| TargetStretch {
        first: 0,
        last,
        value,
        label: format!("target {}", short(value)),
    });
    Scene {
        id_prefix: id_prefix.to_owned(),
        title: of.title.to_owned(),
        description: describe(of, &written),
        unit: of.unit.to_owned(),
        decimals,
        natural: of.natural,
        extent: Some(all().fold((0.0, 0.0), |(low, high), v| (low.min(v), high.max(v)))),
        marks: std::iter::once(before).chain(found).collect(),
        stretches: vec![Stretch { first: 0, last, average: Some(of.before), median: false, usual: None }],
        targets: target.into_iter().collect(),
        flags: Vec::new(),
        average_label: format!("before {}", short(of.before)),
        usual_labels: None,
        latest_label: newest.and_then(|n| value(&of.checks.get(n)?.1)).map(&written).unwrap_or_default(),
        empty_label: String::new(),
        footer: FOOTER.to_owned(),
    }
}

fn value(found: &Found<'_>) -> Option<f64> {
    match found {
        Found::Value(value) if value.is_finite() => Some(*value),
        _ => None,
    }
}

/// Writes the chart in words: "Before 190 minutes. Target 60 minutes. After 30 days 96 minutes. After 60 days not
/// measured (no time)."
fn describe(of: &Checks<'_>, written: &impl Fn(f64) -> String) -> String {
    let mut parts = vec![format!("Before {}", written(of.before))];
    parts
        .push(of.target.map_or_else(|| "No target".to_owned(), |value| format!("Target {}", written(value))));
    parts.extend(of.checks.iter().map(|(days, found)| match found {
        Found::Value(value) if value.is_finite() => format!("After {days} days {}", written(*value)),
        Found::NotMeasured(why) => format!("After {days} days not measured ({})", reason_words(why)),
        _ => format!("After {days} days nothing filled in"),
    }));
    parts.join(". ") + "."
}
