//! A measure's chart as the screen drew it, kept as plain numbers and words.
//!
//! What the app worked out is kept and never worked out again, so that paper cannot disagree with the screen.
//! Sizes and shades are the page's own.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Everything a measure's chart shows.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct WeekChart {
    /// The chart in words, for whoever does not see it.
    pub words: String,
    /// Which values are possible ("any", "not_below_zero", "percent").
    pub natural: String,
    /// Lowest and highest number to show.
    pub extent: Option<(f64, f64)>,
    /// The periods in order, those without a number too.
    pub marks: Vec<ChartMark>,
    /// Index of the latest reading in use.
    pub latest: Option<usize>,
    /// Averages or medians, with the usual ranges.
    pub stretches: Vec<ChartStretch>,
    /// Targets, each with the periods it held for.
    pub targets: Vec<ChartTarget>,
    /// Dated changes with their reasons.
    pub flags: Vec<ChartFlag>,
    /// Label of the last average or median.
    pub average_label: String,
    /// Labels of the last usual range, lower and upper.
    pub usual_labels: Option<(String, String)>,
    /// The latest reading with its unit.
    pub latest_label: String,
    /// Small print: the rule set.
    pub footer: String,
}

/// One period of a chart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChartMark {
    /// Its day.
    pub date: NaiveDate,
    /// Its number; `None` for a period without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// What it stands for ("ghost", "not_measured"); empty for a reading without a signal.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub kind: String,
}

/// Periods with one average or median and one usual range.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ChartStretch {
    /// Index of its first mark.
    pub first: usize,
    /// Index of its last mark.
    pub last: usize,
    /// The line through the middle.
    #[serde(default)]
    pub average: Option<f64>,
    /// That line is the median.
    #[serde(default)]
    pub median: bool,
    /// Lower and upper edge of the usual range.
    #[serde(default)]
    pub usual: Option<(f64, f64)>,
}

/// Periods with one target.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChartTarget {
    /// Index of its first mark.
    pub first: usize,
    /// Index of its last mark.
    pub last: usize,
    /// The target.
    pub value: f64,
    /// Its label ("target 95%").
    pub label: String,
}

/// A dated change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChartFlag {
    /// Index of the first mark it holds for; the count of marks where none has come since.
    pub at: usize,
    /// What it says.
    pub text: String,
    /// What happened ("new_limits", "test_started", "note").
    pub kind: String,
}
