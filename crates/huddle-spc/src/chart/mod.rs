//! One measure's readings, what they amount to, and the sentence about them.

mod analysis;
mod between;
mod figures;
mod gaps;
mod sentence;
mod series;
mod verdict;

pub use crate::xmr::{Direction, RuleSet, RunLength};
pub use analysis::{
    Advice, AnalysedPoint, Analysis, Latest, Options, PointState, Span, Standing, TargetSpan, analyse,
};
pub use between::{Gap, GapChart, between, between_sentence};
pub use figures::{day, day_and_year, figure, number};
pub use huddle_core::frequency::Frequency;
pub use sentence::{own_decimals, sentence, target_figure, usual_range_labels, usual_range_words};
pub use series::{Change, ChangeKind, ChartChoice, Natural, Point, Series, Target};
pub use verdict::{News, RunRules, TargetStanding, Verdict, Why};

/// Words shared with the drawing.
pub(crate) mod words {
    pub(crate) use super::sentence::{average_words, middle_name, reason_words};
}
