//! What a measure hands over to be charted.

use crate::xmr::Direction;
use chrono::NaiveDate;
use huddle_core::frequency::Frequency;
use serde::{Deserialize, Serialize};

/// Which chart a measure is drawn as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChartChoice {
    /// Individual values with limits from the moving range.
    #[default]
    Xmr,
    /// Values about their median, with the rules of a run chart and never limits.
    Line,
    /// Days from one rare event to the next, with the limits of a t chart, or of a g chart where two
    /// events fell on one day.
    Between,
}

/// Which values a measure can take at all; only what is drawn is clipped to it, never what is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Natural {
    /// Any number.
    #[default]
    Any,
    /// Counts, hours, money spent: never below nought.
    NotBelowZero,
    /// 0 to 100.
    Percent,
}

impl Natural {
    /// Gives the smallest possible value.
    pub const fn lowest(self) -> Option<f64> {
        match self {
            Natural::Any => None,
            Natural::NotBelowZero | Natural::Percent => Some(0.0),
        }
    }

    /// Gives the largest possible value.
    pub const fn highest(self) -> Option<f64> {
        match self {
            Natural::Any | Natural::NotBelowZero => None,
            Natural::Percent => Some(100.0),
        }
    }

    /// Clips a value to what is possible.
    pub fn clip(self, value: f64) -> f64 {
        let value = self.lowest().map_or(value, |low| value.max(low));
        self.highest().map_or(value, |high| value.min(high))
    }
}

/// One period of a measure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Period key, unique in the series ("weekly:2026-11-16").
    pub key: String,
    /// Date shown under the point; together with the key it gives the order.
    pub date: NaiveDate,
    /// The reading. `None`, or a value that is not a finite number, is a gap.
    pub value: Option<f64>,
    /// Set aside by a person: shown hollow, used in nothing.
    pub ghost: bool,
    /// Code word of the reason when it was not measured ("too_busy").
    pub not_measured: Option<String>,
    /// Nothing was due (closed, bank holiday): the period is no gap and takes no place on the chart.
    pub not_due: bool,
    /// Two people entered different numbers apart: neither is used until a person chooses.
    pub two: bool,
    /// A person's note on this period.
    pub note: Option<String>,
}

impl Point {
    /// Makes a measured point.
    pub fn measured(key: impl Into<String>, date: NaiveDate, value: f64) -> Point {
        Point { value: Some(value), ..Point::empty(key, date) }
    }

    /// Makes a point that was not measured, with the code word of the reason.
    pub fn not_measured(key: impl Into<String>, date: NaiveDate, reason: impl Into<String>) -> Point {
        Point { not_measured: Some(reason.into()), ..Point::empty(key, date) }
    }

    /// Makes a period for which nothing has been entered.
    pub fn empty(key: impl Into<String>, date: NaiveDate) -> Point {
        Point {
            key: key.into(),
            date,
            value: None,
            ghost: false,
            not_measured: None,
            not_due: false,
            two: false,
            note: None,
        }
    }
}

/// A target in force from a date on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Target {
    /// First date it holds for; `None` from the beginning.
    pub from: Option<NaiveDate>,
    /// The target value in the measure's unit.
    pub value: f64,
}

/// What a dated change means for the chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// Average and limits start anew here; a person decided it and gave the reason.
    NewLimits,
    /// A test of a change started here.
    TestStarted,
    /// Something worth remembering.
    Note,
}

/// A dated change, printed on the chart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The day it took effect.
    pub date: NaiveDate,
    /// What it means for the chart.
    pub kind: ChangeKind,
    /// The reason or note in a person's words.
    pub text: String,
}

/// The readings of one measure and how it is defined.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// The measure's name.
    pub title: String,
    /// The periods, in any order.
    pub points: Vec<Point>,
    /// How often it is read.
    pub frequency: Frequency,
    /// The ward has a night shift; without one a measure of each shift misses no night.
    pub night_shift: bool,
    /// One point for each event and not for each period ("days between"): nothing is a gap.
    pub by_event: bool,
    /// Unit as written after a number: "%", "hours", "falls"; empty for none.
    pub unit: String,
    /// Decimals of a reading, 0 to 6.
    pub decimals: u8,
    /// Which way is better.
    pub direction: Direction,
    /// Targets, in any order.
    pub targets: Vec<Target>,
    /// Which values are possible.
    pub natural: Natural,
    /// The chart it is drawn as.
    pub chart: ChartChoice,
    /// Dated changes, in any order.
    pub changes: Vec<Change>,
}

impl Series {
    /// Makes a series without unit, target or changes: whole numbers, neither way better, any value.
    pub fn new(title: impl Into<String>, frequency: Frequency, points: Vec<Point>) -> Series {
        Series {
            title: title.into(),
            points,
            frequency,
            night_shift: true,
            by_event: false,
            unit: String::new(),
            decimals: 0,
            direction: Direction::Neutral,
            targets: Vec::new(),
            natural: Natural::Any,
            chart: ChartChoice::Xmr,
            changes: Vec::new(),
        }
    }
}
