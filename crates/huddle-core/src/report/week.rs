//! One ward's week, complete and in plain values.

use crate::cross::DayState;
use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

/// Whose week it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReportWard {
    /// The ward's id, which stays when its name changes.
    pub id: String,
    /// The ward's name.
    pub name: String,
    /// What kind of ward it is ("Elderly care"); may be empty.
    #[serde(default)]
    pub speciality: String,
    /// The hospital; may be empty.
    #[serde(default)]
    pub site: String,
}

/// A ward's week, Monday to Sunday, frozen when it was handed out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WeekReport {
    /// Whose week.
    pub ward: ReportWard,
    /// Its Monday.
    pub monday: NaiveDate,
    /// 1 for the first copy handed out; one more after every change.
    pub version: u32,
    /// When this version was frozen, by the ward's clock.
    pub made: NaiveDateTime,
    /// What changed since the version before, one short sentence each; empty for version 1.
    #[serde(default)]
    pub changed: Vec<String>,
    /// What is complete and what is missing.
    pub complete: Completeness,
    /// Three things to know; an empty line was not written.
    #[serde(default)]
    pub lines: Vec<String>,
    /// Open escalations, oldest first.
    #[serde(default)]
    pub help: Vec<HelpWanted>,
    /// Answers that came back this week, in the order they came.
    #[serde(default)]
    pub answered: Vec<AnsweredAsk>,
    /// Staffing red flags by type.
    #[serde(default)]
    pub staffing: Vec<Counted>,
    /// Harms marked without an incident number.
    #[serde(default)]
    pub harms_not_reported: u32,
    /// Safety crosses of the month the week ends in.
    #[serde(default)]
    pub crosses: Vec<CrossMonth>,
    /// The lanes of the board in its order.
    #[serde(default)]
    pub lanes: Vec<LaneWeek>,
    /// Measures, in the board's order; pages put concerns first by [`Standing`].
    #[serde(default)]
    pub measures: Vec<MeasureWeek>,
    /// Live cards.
    #[serde(default)]
    pub cards: Vec<CardLine>,
    /// Tests of change closed this week.
    #[serde(default)]
    pub tried: Vec<Tried>,
    /// Open actions past their day, latest first.
    #[serde(default)]
    pub late: Vec<LateAction>,
    /// Ideas.
    #[serde(default)]
    pub ideas: IdeaCounts,
    /// Thank-yous, in words.
    #[serde(default)]
    pub thanks: Vec<String>,
    /// Procedures whose review is due, and checks of improvement projects.
    #[serde(default)]
    pub reviews: Vec<ReviewDue>,
}

impl WeekReport {
    /// Gives the week's Sunday.
    #[must_use]
    pub fn sunday(&self) -> NaiveDate {
        crate::time::add_days(self.monday, 6)
    }
}

/// What is complete and what is missing, so that missing is as loud as bad.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Completeness {
    /// Huddles held, short ones too.
    pub huddles_held: u32,
    /// Huddles planned.
    pub huddles_planned: u32,
    /// Measures with a reading.
    pub measures_entered: u32,
    /// Measures that were due.
    pub measures_due: u32,
    /// Days of the week's crosses nobody marked.
    #[serde(default)]
    pub days_not_checked: u32,
}

/// One open escalation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HelpWanted {
    /// Its number to say aloud ("B6-0143").
    pub number: String,
    /// What the ward needs.
    pub ask: String,
    /// Whom it was raised to ("Estates").
    pub to: String,
    /// Who was told; empty when nobody is on record.
    #[serde(default)]
    pub told: String,
    /// The day it was raised.
    pub raised: NaiveDate,
    /// Whole days it has been open at the week's end.
    pub days: u32,
}

/// One ask that was answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AnsweredAsk {
    /// Its number to say aloud.
    pub number: String,
    /// What the ward needs.
    pub ask: String,
    /// Whom it was raised to.
    pub to: String,
    /// What came back.
    pub answer: String,
    /// The day it came back.
    pub on: NaiveDate,
}

/// A name and how often.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Counted {
    /// What was counted.
    pub name: String,
    /// How often.
    pub count: u32,
}

/// One safety cross in one month.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CrossMonth {
    /// Id of what is counted; equal between wards that count the same.
    pub definition_id: String,
    /// Its name ("Falls").
    pub name: String,
    /// What counts.
    #[serde(default)]
    pub definition: String,
    /// First day of the month.
    pub month: NaiveDate,
    /// First day that counts, when it is in this month; days before it are nobody's to check.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// Marked days of that month; a day that is missing was not checked.
    pub days: Vec<CrossDay>,
    /// Last day that is over or marked; later days of the month are drawn empty.
    pub until: NaiveDate,
    /// Days since the last harm; `None` before counting began.
    pub days_since: Option<u32>,
    /// The day counted from when nobody knew the last harm.
    #[serde(default)]
    pub counting_from: Option<NaiveDate>,
    /// Days in that run nobody checked.
    #[serde(default)]
    pub not_checked: u32,
    /// Harms in this week.
    pub harms_this_week: u32,
    /// A milestone reached in this week, in days.
    #[serde(default)]
    pub milestone: Option<u32>,
    /// What the days between harms amount to, in a sentence; empty where there is nothing to say.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub between: String,
}

/// One marked day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CrossDay {
    /// The day.
    pub date: NaiveDate,
    /// What a person marked.
    pub state: DayState,
    /// How many times.
    pub count: u32,
}

/// One lane at the week's end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LaneWeek {
    /// Its key ("quality").
    pub key: String,
    /// Its name on the board.
    pub name: String,
    /// The status word a person chose ("Needs help"); empty when nobody did.
    #[serde(default)]
    pub status: String,
    /// Cards being done.
    pub doing: u32,
    /// Days the oldest of them has been there.
    #[serde(default)]
    pub oldest_days: Option<u32>,
    /// Cards finished this week.
    #[serde(default)]
    pub finished: u32,
    /// Matters waiting for an answer.
    #[serde(default)]
    pub waiting: u32,
}

/// What the chart says of the latest reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// A signal in the wrong direction.
    Worse,
    /// A signal of a measure without a direction.
    Look,
    /// A signal in the right direction.
    Better,
    /// No signal.
    NoChange,
    /// Too few readings to say.
    TooFew,
    /// No reading this week.
    Missing,
}

/// One measure in one week.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MeasureWeek {
    /// Id of its definition; equal between wards that count the same.
    pub definition_id: String,
    /// Its name.
    pub name: String,
    /// Key of its lane.
    pub lane: String,
    /// What exactly is counted; two wards compare only when this is equal too.
    pub definition: String,
    /// Its unit ("%", "falls"); may be empty.
    #[serde(default)]
    pub unit: String,
    /// How often it is read ("weekly").
    pub frequency: String,
    /// Decimal places.
    #[serde(default)]
    pub decimals: u8,
    /// This week's value.
    pub value: Option<f64>,
    /// Why there is none, in words; may be empty.
    #[serde(default)]
    pub missing: String,
    /// Lower edge of the usual range.
    #[serde(default)]
    pub usual_low: Option<f64>,
    /// Upper edge of the usual range.
    #[serde(default)]
    pub usual_high: Option<f64>,
    /// The first day the usual range is of, when it started again within the readings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usual_from: Option<NaiveDate>,
    /// The usual range in words ("4 to 20"); empty before there is one.
    #[serde(default)]
    pub usual: String,
    /// What the chart says.
    pub standing: Standing,
    /// The same in one sentence.
    pub sentence: String,
    /// The readings behind it, oldest first.
    #[serde(default)]
    pub readings: Vec<ReadingLine>,
    /// Its chart; weeks kept by an older version have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chart: Option<super::WeekChart>,
}

/// One reading.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReadingLine {
    /// Start of its period.
    pub date: NaiveDate,
    /// The value.
    pub value: Option<f64>,
    /// Above the line, for a measure of parts.
    #[serde(default)]
    pub numerator: Option<f64>,
    /// Below the line.
    #[serde(default)]
    pub denominator: Option<f64>,
    /// A note, or why there is no value.
    #[serde(default)]
    pub note: String,
}

/// One live card.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CardLine {
    /// Its title.
    pub title: String,
    /// Name of its lane.
    pub lane: String,
    /// Name of its column.
    pub column: String,
    /// Its owner's tile; may be empty.
    #[serde(default)]
    pub owner: String,
    /// Days in the column.
    pub days: u32,
    /// The day it is due.
    #[serde(default)]
    pub due: Option<NaiveDate>,
}

/// What was tried, and what came of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tried {
    /// What.
    pub what: String,
    /// What was learned.
    #[serde(default)]
    pub learned: String,
    /// What the ward does now ("Keep", "Change", "Stop").
    #[serde(default)]
    pub decision: String,
}

/// One open action past its day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LateAction {
    /// What.
    pub what: String,
    /// Whose; may be empty.
    #[serde(default)]
    pub owner: String,
    /// The day it was due.
    pub due: NaiveDate,
    /// Days late at the week's end.
    pub days: u32,
}

/// Ideas in numbers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct IdeaCounts {
    /// Came in this week.
    pub new: u32,
    /// Answered this week.
    pub answered: u32,
    /// Waiting for an answer.
    pub waiting: u32,
    /// Days the oldest has waited.
    #[serde(default)]
    pub oldest_days: Option<u32>,
}

/// One procedure, or one check of an improvement project, whose day has come.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReviewDue {
    /// Its title.
    pub title: String,
    /// The day of its review.
    pub due: NaiveDate,
}
