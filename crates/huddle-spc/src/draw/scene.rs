//! The chart as plain numbers and labels, without sizes or colours.

use crate::chart::words::{average_words, middle_name, reason_words};
use crate::chart::{
    Analysis, ChangeKind, ChartChoice, Frequency, Natural, PointState, RunLength, TargetSpan, day,
    day_and_year, figure, sentence, target_figure, usual_range_labels, usual_range_words,
};
use crate::xmr::PointKind;
use chrono::Datelike;
use serde::{Deserialize, Serialize};

/// What a mark stands for; each has its own shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MarkKind {
    /// A reading: a small filled circle.
    Plain,
    /// A signal in the better direction: a large outlined circle.
    Better,
    /// A signal in the worse direction: a diamond.
    Worse,
    /// A signal where neither way is better: a square.
    Neutral,
    /// A reading set aside: a hollow circle off the line.
    Ghost,
    /// Not measured: a hollow square on the base line.
    NotMeasured,
    /// Nothing entered: a hollow circle on the base line.
    Nothing,
    /// Two different numbers: a hollow square with a bar in it, on the base line.
    TwoNumbers,
}

/// One period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// The reading; `None` on the base line.
    pub value: Option<f64>,
    /// What it stands for.
    pub kind: MarkKind,
    /// The latest reading.
    pub latest: bool,
    /// Date under the axis, "1 Nov".
    pub label: String,
    /// Year of the date.
    pub year: i32,
}

/// A stretch of periods with one average and limits.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Stretch {
    /// Index of the first mark.
    pub first: usize,
    /// Index of the last mark.
    pub last: usize,
    /// The line through the middle: the average, or the median.
    pub average: Option<f64>,
    /// It is the median, drawn broken.
    pub median: bool,
    /// Lower and upper limit as drawn.
    pub usual: Option<(f64, f64)>,
}

/// A stretch of periods with one target.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TargetStretch {
    /// Index of the first mark.
    pub first: usize,
    /// Index of the last mark.
    pub last: usize,
    /// The target.
    pub value: f64,
    /// Its label, "target 95%".
    pub label: String,
}

/// A dated change, drawn as an upright line with its text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Flag {
    /// Index of the first mark it holds for; the count of marks where none has come since.
    pub at: usize,
    /// What it says.
    pub text: String,
    /// What happened: a person set new limits, a test of change started, or a note.
    pub kind: ChangeKind,
}

/// Everything a drawing of the chart needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scene {
    /// Put before every id in the drawing, so that several charts can share a page.
    pub id_prefix: String,
    /// The measure's name.
    pub title: String,
    /// The chart in words, for whoever does not see it.
    pub description: String,
    /// Unit written above the upright axis, empty for none.
    pub unit: String,
    /// Decimals of a reading.
    pub decimals: u8,
    /// Which values are possible.
    pub natural: Natural,
    /// Lowest and highest number to show; `None` when there is no reading to draw.
    pub extent: Option<(f64, f64)>,
    /// The periods in order.
    pub marks: Vec<Mark>,
    /// Averages and limits.
    pub stretches: Vec<Stretch>,
    /// Targets.
    pub targets: Vec<TargetStretch>,
    /// Dated changes.
    pub flags: Vec<Flag>,
    /// Label of the last average or median, "average 12", "middle 12".
    pub average_label: String,
    /// Labels of the last limits.
    pub usual_labels: Option<(String, String)>,
    /// The latest reading with its unit.
    pub latest_label: String,
    /// Shown in place of the plot when there is nothing to draw.
    pub empty_label: String,
    /// Small print: the rule set.
    pub footer: String,
}

/// Turns an analysis into what is drawn, with the text for whoever does not see it.
///
/// `id_prefix` is put before every id; characters outside letters, digits, `-` and `_` are dropped.
pub fn scene(analysis: &Analysis, id_prefix: &str) -> Scene {
    let prefix: String =
        id_prefix.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
    let latest_key = analysis.latest.as_ref().map(|l| l.key.as_str());
    let marks: Vec<Mark> = analysis
        .points
        .iter()
        .map(|p| Mark {
            value: p.value,
            kind: match (p.state, p.kind) {
                (PointState::Ghost, _) => MarkKind::Ghost,
                (PointState::NotMeasured, _) => MarkKind::NotMeasured,
                (PointState::Nothing, _) => MarkKind::Nothing,
                (PointState::TwoNumbers, _) => MarkKind::TwoNumbers,
                (PointState::Used, PointKind::CommonCause) => MarkKind::Plain,
                (PointState::Used, PointKind::SpecialCauseImprovement) => MarkKind::Better,
                (PointState::Used, PointKind::SpecialCauseConcern) => MarkKind::Worse,
                (PointState::Used, _) => MarkKind::Neutral,
            },
            latest: p.state == PointState::Used && latest_key == Some(p.key.as_str()),
            label: day(p.date),
            year: p.date.year(),
        })
        .collect();
    let stretches: Vec<Stretch> = analysis
        .spans
        .iter()
        .map(|s| Stretch {
            first: s.first,
            last: s.last,
            average: s.middle(),
            median: s.median.is_some(),
            usual: s.usual_range,
        })
        .collect();
    let targets: Vec<TargetStretch> = analysis
        .targets
        .iter()
        .map(|t| TargetStretch {
            first: t.first,
            last: t.last,
            value: t.value,
            label: format!("target {}", target_figure(t.value, analysis.decimals, &analysis.unit)),
        })
        .collect();
    // What changed since the newest reading stands at the right edge: its reason is not held back until the next.
    let past_the_last = Some(analysis.points.len()).filter(|count| *count > 0);
    let flags = analysis
        .changes
        .iter()
        .filter_map(|change| {
            Some(Flag {
                at: analysis.points.iter().position(|p| p.date >= change.date).or(past_the_last)?,
                text: match change.kind {
                    ChangeKind::NewLimits if change.text.is_empty() => "New usual range".to_owned(),
                    ChangeKind::NewLimits => format!("New usual range: {}", change.text),
                    ChangeKind::TestStarted => format!("Test: {}", change.text),
                    ChangeKind::Note => change.text.clone(),
                },
                kind: change.kind,
            })
        })
        .collect();
    let usual_labels = usual_range_labels(analysis);
    Scene {
        id_prefix: if prefix.is_empty() { "chart".to_owned() } else { prefix },
        title: analysis.title.clone(),
        description: describe(analysis),
        unit: analysis.unit.clone(),
        decimals: analysis.decimals,
        natural: analysis.natural,
        extent: extent(&marks, &stretches, &targets, analysis.chart == ChartChoice::Between),
        average_label: average_words(analysis, false)
            .map(|w| format!("{} {w}", middle_name(analysis)))
            .unwrap_or_default(),
        usual_labels,
        latest_label: analysis
            .latest
            .as_ref()
            .map(|l| figure(l.value, analysis.decimals, &analysis.unit))
            .unwrap_or_default(),
        empty_label: if analysis.latest.is_none() { sentence(analysis) } else { String::new() },
        footer: footer(analysis),
        marks,
        stretches,
        targets,
        flags,
    }
}

/// Names the rules a person's analyst would ask for: those of the lines that are drawn.
fn footer(analysis: &Analysis) -> String {
    let limits = analysis.spans.iter().any(|s| s.usual_range.is_some());
    let range = match analysis.gap_chart {
        _ if !limits => None,
        Some(chart) => Some(format!("Usual range by a {} chart", chart.as_str())),
        None => Some(rules_named(analysis)),
    };
    let rules = if analysis.chart == ChartChoice::Line {
        format!(", rules: {}", analysis.run_rules.label())
    } else {
        String::new()
    };
    let middle =
        analysis.median.filter(|_| analysis.latest.is_some()).map(|_| format!("Middle line: median{rules}"));
    range.into_iter().chain(middle).collect::<Vec<_>>().join(". ")
}

/// Names the rule set with what was chosen beside it: "Usual range by rule set mdc2024".
fn rules_named(analysis: &Analysis) -> String {
    let run = match analysis.run {
        RunLength::Six => ", 6 in a row",
        RunLength::Seven => "",
    };
    let screened = if analysis.screen { ", big jumps left out" } else { "" };
    format!("Usual range by rule set {}{run}{screened}", analysis.rule_set.as_str())
}

/// Ghosts do not stretch the axis: they were set aside. Gaps do, and theirs starts at nought: a gap nobody
/// can vouch for is a long time all the same, and the height of a gap is its length.
fn extent(
    marks: &[Mark],
    stretches: &[Stretch],
    targets: &[TargetStretch],
    gaps: bool,
) -> Option<(f64, f64)> {
    let shown = marks.iter().filter(|m| gaps || m.kind != MarkKind::Ghost).filter_map(|m| m.value);
    let first = shown.clone().next()?;
    let lines = stretches.iter().flat_map(|s| {
        let (low, high) = s.usual.unzip();
        [s.average, low, high].into_iter().flatten()
    });
    let nought = if gaps { Some(0.0) } else { None };
    let all = shown.chain(lines).chain(targets.iter().map(|t| t.value)).chain(nought);
    Some(all.fold((first, first), |(low, high), v| (low.min(v), high.max(v))))
}

/// Writes the target in force and the one before it: "Target 70%, before that 95%", "No target any more, before
/// that 95%".
fn targets_in_words(analysis: &Analysis) -> Option<String> {
    let (newest, earlier) = analysis.targets.split_last()?;
    let words = |t: &TargetSpan| target_figure(t.value, analysis.decimals, &analysis.unit);
    let before = |t: &TargetSpan| format!(", before that {}", words(t));
    if newest.last + 1 < analysis.points.len() {
        return Some(format!("No target any more{}", before(newest)));
    }
    let was = earlier.last().map(before).unwrap_or_default();
    Some(format!("Target {}{was}", words(newest)))
}

const NAMED_GAPS: usize = 6;
/// Why a gap between two events is drawn and not used.
const UNCHECKED: &str = "Not every day checked before";

/// Writes the chart in words.
fn describe(analysis: &Analysis) -> String {
    let mut parts: Vec<String> = Vec::new();
    let readings: Vec<_> = analysis.points.iter().filter(|p| p.state == PointState::Used).collect();
    if let (Some(first), Some(last)) = (readings.first(), readings.last()) {
        let rhythm = match analysis.frequency {
            _ if analysis.by_event => "one for each event",
            Frequency::EachShift => "one each shift",
            Frequency::Daily => "one a day",
            Frequency::Weekly => "one a week",
            Frequency::Monthly => "one a month",
        };
        let count = readings.len();
        parts.push(if count == 1 {
            format!("Line chart with 1 reading, of {}", day_and_year(first.date))
        } else {
            format!(
                "Line chart with {count} readings, {rhythm}, from {} to {}",
                day_and_year(first.date),
                day_and_year(last.date)
            )
        });
    }
    // Its own last full stop is the one put between the parts.
    parts.push(sentence(analysis).trim_end_matches('.').to_owned());
    if analysis.median.is_some() {
        parts.extend(average_words(analysis, true).map(|w| format!("The middle line is the median, {w}")));
    }
    if let Some(range) = usual_range_words(analysis) {
        parts.push(format!("Usual range {range}"));
    }
    parts.extend(targets_in_words(analysis));
    for (state, words) in [
        (PointState::NotMeasured, "Not measured"),
        (PointState::Nothing, "Nothing entered"),
        (PointState::TwoNumbers, "Two different numbers"),
        (PointState::Ghost, if analysis.chart == ChartChoice::Between { UNCHECKED } else { "Set aside" }),
    ] {
        let found: Vec<String> = analysis
            .points
            .iter()
            .filter(|p| p.state == state)
            .map(|p| match &p.reason {
                Some(reason) => format!("{} ({})", day(p.date), reason_words(reason)),
                None => day(p.date),
            })
            .collect();
        if found.is_empty() {
            continue;
        }
        let named = found.iter().take(NAMED_GAPS).cloned().collect::<Vec<_>>().join(", ");
        let more = found.len().saturating_sub(NAMED_GAPS);
        let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
        parts.push(format!("{words}: {named}{rest}"));
    }
    for change in &analysis.changes {
        let what = match change.kind {
            ChangeKind::NewLimits => "New usual range from",
            ChangeKind::TestStarted => "Test started",
            ChangeKind::Note => "Note on",
        };
        let told = if change.text.is_empty() { String::new() } else { format!(": {}", change.text) };
        parts.push(format!("{what} {}{told}", day_and_year(change.date)));
    }
    let mut text = parts.join(". ");
    text.push('.');
    text
}
