//! The sentence under a chart, never more than the points allow.

use super::analysis::{Analysis, Standing};
use super::figures::{average_decimals, day_and_year, is_sign, number, with_unit};
use super::series::ChartChoice;
use super::verdict::{News, TARGET_OVER, TargetStanding, Verdict, Why};
use crate::xmr::{Direction, LIMITS_FROM};
use huddle_core::frequency::Frequency;

/// Writes the one sentence about a measure.
///
/// A chart of gaps between rare events speaks of gaps: "Better than usual: the latest gap is longer than
/// this ward normally sees". With signals "No real change", "Better than usual: ...", "Worse than usual: ..." or, where neither way
/// is better, "Worth a look: ...", and where there is a target how it is met: a new one by the readings it has
/// seen, "New target: 70% or better in 3 of 4 weeks so far". Without signals, or where a
/// line chart has nothing to say, "Latest 9, average 12". Before that: "Not enough points yet (5 of 13)";
/// "Not measured: too busy"; "No readings yet"; "Nothing entered for 16 November 2026, average 12"; "Two
/// readings for 16 November 2026: choose one". A unit that is a sign stands at every number, one that is
/// a word is said once.
pub fn sentence(analysis: &Analysis) -> String {
    match &analysis.standing {
        Standing::NoReadings if analysis.chart == ChartChoice::Between => {
            format!("Not enough points yet (0 of {LIMITS_FROM})")
        }
        Standing::NoReadings => "No readings yet".to_owned(),
        Standing::TwoReadings { date, .. } => format!("Two numbers for {}: choose one", day_and_year(*date)),
        Standing::NotMeasured { reason } => format!("Not measured: {}", reason_words(reason)),
        Standing::TooFew { have, need } => format!("Not enough points yet ({have} of {need})"),
        Standing::NothingEntered { date } => {
            let start = format!("Nothing entered for {}", day_and_year(*date));
            match average_words(analysis, true) {
                Some(average) => format!("{start}, {} {average}", middle_name(analysis)),
                None => start,
            }
        }
        Standing::Known => {
            if let Some(verdict) = &analysis.verdict {
                return said(analysis, verdict);
            }
            let latest = analysis
                .latest
                .as_ref()
                .map(|l| with_unit(&number(l.value, analysis.decimals), &analysis.unit))
                .unwrap_or_default();
            match average_words(analysis, false) {
                Some(average) => format!("Latest {latest}, {} {average}", middle_name(analysis)),
                None => format!("Latest {latest}"),
            }
        }
    }
}

/// Writes what a verdict says: the news, the rule behind it in ward words, and the target.
///
/// "No real change. Still below 95% most weeks."; "Better than usual: 7 weeks in a row below average";
/// "Worth a look: this week is outside what this ward normally sees".
fn said(analysis: &Analysis, verdict: &Verdict) -> String {
    let news = match verdict.news {
        News::NoChange => "No real change",
        News::Better => "Better than usual",
        News::Worse => "Worse than usual",
        News::WorthALook => "Worth a look",
    };
    let start = match verdict.why.map(|why| because(analysis, verdict.news, why)) {
        Some(because) => format!("{news}: {because}"),
        None => news.to_owned(),
    };
    match verdict.target.map(|target| against(analysis, target)) {
        Some(against) => format!("{start}. {against}."),
        None => start,
    }
}

/// One period and many of them, as spoken.
fn periods(analysis: &Analysis) -> (&'static str, &'static str) {
    match analysis.frequency {
        _ if analysis.by_event => ("the latest one", "times"),
        Frequency::EachShift => ("this shift", "shifts"),
        Frequency::Daily => ("this day", "days"),
        Frequency::Weekly => ("this week", "weeks"),
        Frequency::Monthly => ("this month", "months"),
    }
}

/// What the line through the middle of a chart is called: "middle" is the median, or the middle gap.
pub(crate) fn middle_name(analysis: &Analysis) -> &'static str {
    if analysis.chart == ChartChoice::Between || analysis.median.is_some() { "middle" } else { "average" }
}

fn because(analysis: &Analysis, news: News, why: Why) -> String {
    let (this, many) = periods(analysis);
    let longer = |high: bool| if high { "longer" } else { "shorter" };
    match why {
        Why::Run { length, high, .. } if analysis.chart == ChartChoice::Between => {
            format!("{length} gaps in a row {} than the middle one", longer(high))
        }
        Why::Outside { high } if analysis.chart == ChartChoice::Between => {
            format!("the latest gap is {} than this ward normally sees", longer(high))
        }
        Why::Run { length, high, median } => {
            let middle = if median { "the middle" } else { "average" };
            format!("{length} {many} in a row {} {middle}", if high { "above" } else { "below" })
        }
        Why::Trend { length, high } => {
            format!("going {} {length} {many} in a row", if high { "up" } else { "down" })
        }
        Why::Outside { .. } if news == News::WorthALook => {
            format!("{this} is outside what this ward normally sees")
        }
        Why::Outside { high } => {
            format!("{this} is {} what this ward normally sees", if high { "above" } else { "below" })
        }
        Why::TwoInThree { high } => {
            let way = if high { "high" } else { "low" };
            format!("at least 2 of the last 3 {many} are unusually {way}")
        }
    }
}

fn against(analysis: &Analysis, target: TargetStanding) -> String {
    let value = target_figure(target.value, analysis.decimals, &analysis.unit);
    let (this, many) = periods(analysis);
    let one = many.strip_suffix('s').unwrap_or(many);
    let wrong_side = if analysis.direction == Direction::Decrease { "above" } else { "below" };
    // A target set a short while ago has seen few readings: they are counted, and "every week" is not said.
    let is_new = analysis.targets.last().is_some_and(|t| t.first > 0) && target.readings < TARGET_OVER;
    if is_new && target.readings == 1 {
        return match target.missed {
            0 => format!("New target: {value} or better {this}"),
            _ => format!("New target: {wrong_side} {value} {this}"),
        };
    }
    if is_new {
        let met = target.readings - target.missed;
        return format!("New target: {value} or better in {met} of {} {many} so far", target.readings);
    }
    if target.missed == target.readings {
        format!("Still {wrong_side} {value} every {one}")
    } else if target.missed * 2 > target.readings {
        format!("Still {wrong_side} {value} most {many}")
    } else if target.missed == 0 {
        format!("{value} or better every {one}")
    } else if target.missed * 2 == target.readings {
        format!("{value} or better half of the {many}")
    } else {
        format!("{value} or better most {many}")
    }
}

/// Writes a target with its unit and with the decimals it was given with: 91.5% is not "92%", whatever the
/// readings are written with.
pub fn target_figure(value: f64, decimals: u8, unit: &str) -> String {
    with_unit(&number(value, decimals.max(own_decimals(value))), unit)
}

/// Decimals a target was given with, 3 at the most.
pub fn own_decimals(value: f64) -> u8 {
    (0..3)
        .find(|d| {
            let scaled = value * 10_f64.powi(i32::from(*d));
            (scaled - scaled.round()).abs() < 1e-9 * scaled.abs().max(1.0)
        })
        .unwrap_or(3)
}

/// Writes both ends of the usual range, or `None` before there are limits.
///
/// With the decimals of the measure's own readings. Where every reading is a whole number the ends are
/// the whole numbers inside the limits: 1.88 falls never happen, so the usual range ends at 1.
pub fn usual_range_labels(analysis: &Analysis) -> Option<(String, String)> {
    let (low, high) = analysis.usual_range?;
    let inside = (low - 1e-9).ceil() <= (high + 1e-9).floor();
    let (low, high) = if analysis.whole && analysis.decimals == 0 && inside {
        ((low - 1e-9).ceil(), (high + 1e-9).floor())
    } else {
        (low, high)
    };
    let unit = if is_sign(&analysis.unit) { analysis.unit.as_str() } else { "" };
    let write = |value: f64| with_unit(&number(value, analysis.decimals), unit);
    Some((write(low), write(high)))
}

/// Writes the usual range in words, "4 to 20" or "88% to 97%", or `None` before there are limits.
///
/// Where both ends read the same there is one number.
pub fn usual_range_words(analysis: &Analysis) -> Option<String> {
    let (low, high) = usual_range_labels(analysis)?;
    let range = if low == high { low } else { format!("{low} to {high}") };
    Some(if is_sign(&analysis.unit) { range } else { with_unit(&range, &analysis.unit) })
}

/// Writes the average, or the median where that is the line drawn; with its word unit only where no number before it carried one.
pub(crate) fn average_words(analysis: &Analysis, with_word: bool) -> Option<String> {
    let average = analysis.median.or(analysis.average)?;
    let plain = number(average, average_decimals(average, analysis.decimals));
    Some(if with_word || is_sign(&analysis.unit) { with_unit(&plain, &analysis.unit) } else { plain })
}

/// Turns the code word of a reason into words ("too_busy" to "too busy").
pub(crate) fn reason_words(reason: &str) -> String {
    reason.replace('_', " ")
}
