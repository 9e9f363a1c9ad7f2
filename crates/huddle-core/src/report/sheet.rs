//! Pages to print: the board on paper, for the day the PC is taken.

use super::week::CrossMonth;
use crate::cross::Medal;
use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

/// One page to print, A4, black and white.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "sheet", rename_all = "snake_case")]
pub enum Sheet {
    /// Today's huddle, to be filled in with a pen.
    Huddle(HuddleSheet),
    /// The board at a glance.
    Glance(Glance),
    /// One procedure.
    Procedure(Procedure),
    /// The crosses of a month.
    Crosses(CrossSheet),
    /// A milestone.
    Certificate(Certificate),
    /// Several pages in one file: what a ward needs when its PC is taken.
    Pack(Pack),
}

/// The pages of a night, one after the other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pack {
    /// The ward's name.
    pub ward: String,
    /// The day it is for.
    pub day: NaiveDate,
    /// When it was made, by the ward's clock.
    pub at: NaiveDateTime,
    /// The pages in the order they are printed; none of them a pack.
    pub sheets: Vec<Sheet>,
}

/// A huddle's sheet: what is known is printed, the rest is lines to write on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HuddleSheet {
    /// The ward's name.
    pub ward: String,
    /// The day.
    pub date: NaiveDate,
    /// The shift in words ("Day", "Night of 21 to 22 November").
    pub shift: String,
    /// The kind of huddle ("Daily ward huddle").
    pub name: String,
    /// A short code that finds the day again when the sheet is typed in.
    pub code: String,
    /// Its sections in the order of the screen.
    pub sections: Vec<SheetSection>,
    /// Open actions carried from before.
    pub carried: Vec<Carried>,
    /// Days since, one line a cross.
    pub days_since: Vec<DaysLine>,
}

/// One section of a huddle's sheet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SheetSection {
    /// Its name.
    pub name: String,
    /// The question asked; may be empty.
    #[serde(default)]
    pub prompt: String,
    /// Numbers to write in.
    #[serde(default)]
    pub boxes: Vec<NumberBox>,
}

/// A number to write in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NumberBox {
    /// What it is.
    pub label: String,
    /// The planned number, when the ward keeps one.
    #[serde(default)]
    pub planned: Option<f64>,
}

/// An action carried from an earlier huddle.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Carried {
    /// What.
    pub what: String,
    /// Whose; may be empty.
    #[serde(default)]
    pub owner: String,
    /// When due, in words; may be empty.
    #[serde(default)]
    pub due: String,
}

/// Days since the last harm of one cross.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DaysLine {
    /// The cross.
    pub name: String,
    /// Days; `None` before counting began.
    pub days: Option<u32>,
    /// Days nobody checked.
    pub not_checked: u32,
}

/// The board at a glance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Glance {
    /// The ward's name.
    pub ward: String,
    /// When it was printed, by the ward's clock.
    pub at: NaiveDateTime,
    /// One row a lane.
    pub lanes: Vec<GlanceLane>,
}

/// One lane at a glance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GlanceLane {
    /// Its name.
    pub name: String,
    /// The status word a person chose; may be empty.
    #[serde(default)]
    pub status: String,
    /// Today's numbers.
    #[serde(default)]
    pub today: Vec<TodayNumber>,
    /// Its measures.
    #[serde(default)]
    pub measures: Vec<GlanceMeasure>,
    /// Cards being done.
    pub doing: u32,
    /// Days of the oldest.
    #[serde(default)]
    pub oldest_days: Option<u32>,
    /// Waiting for an answer.
    pub waiting: u32,
}

/// Planned and actual.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TodayNumber {
    /// What it is.
    pub label: String,
    /// Planned.
    #[serde(default)]
    pub planned: Option<f64>,
    /// Actual.
    #[serde(default)]
    pub actual: Option<f64>,
    /// Why they differ; may be empty.
    #[serde(default)]
    pub why: String,
}

/// One measure at a glance, in words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GlanceMeasure {
    /// Its name.
    pub name: String,
    /// The value with its unit ("92%"), or "Not entered".
    pub value: String,
    /// The chart's sentence.
    pub sentence: String,
}

/// One procedure ("How we do it here").
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Procedure {
    /// The ward's name.
    pub ward: String,
    /// Its title.
    pub title: String,
    /// Its version.
    pub version: u32,
    /// Who looks after it; may be empty.
    #[serde(default)]
    pub owner: String,
    /// When it is to be looked at again.
    #[serde(default)]
    pub review: Option<NaiveDate>,
    /// A line above all else ("On trial until 4 December"); may be empty.
    #[serde(default)]
    pub banner: String,
    /// Who does it.
    #[serde(default)]
    pub who: String,
    /// What is needed.
    #[serde(default)]
    pub needs: Vec<String>,
    /// The steps in order.
    pub steps: Vec<ProcedureStep>,
    /// What good looks like.
    #[serde(default)]
    pub good: String,
    /// What to do if it goes wrong.
    #[serde(default)]
    pub wrong: String,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProcedureStep {
    /// What to do.
    pub text: String,
    /// The key point; may be empty.
    #[serde(default)]
    pub key_point: String,
    /// The reason; may be empty.
    #[serde(default)]
    pub reason: String,
    /// A warning; may be empty.
    #[serde(default)]
    pub warning: String,
}

/// The crosses of one month, large.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CrossSheet {
    /// The ward's name.
    pub ward: String,
    /// When it was printed, by the ward's clock.
    pub at: NaiveDateTime,
    /// Up to four to a page.
    pub crosses: Vec<CrossMonth>,
}

/// A milestone reached.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Certificate {
    /// The ward's name.
    pub ward: String,
    /// What did not happen ("Falls").
    pub cross: String,
    /// For how many days.
    pub days: u32,
    /// The day the run began.
    pub since: NaiveDate,
    /// The day it was reached.
    pub reached: NaiveDate,
    /// Bronze, silver or gold, when the milestone has one.
    #[serde(default)]
    pub medal: Option<Medal>,
}
