//! The sentence under a chart, never more than the points allow.

use super::analysis::{Analysis, Standing};
use super::figures::{average_decimals, day_and_year, is_sign, number, with_unit};

/// Writes the one sentence about a measure.
///
/// "Latest 9, average 12"; "Not enough points yet (5 of 13)"; "Not measured: too busy"; "No readings
/// yet"; "Nothing entered for 16 November 2026, average 12"; "Two readings for 16 November 2026: choose
/// one". A unit that is a sign stands at every number, one that is a word is said once.
pub fn sentence(analysis: &Analysis) -> String {
    match &analysis.standing {
        Standing::NoReadings => "No readings yet".to_owned(),
        Standing::TwoReadings { date, .. } => format!("Two readings for {}: choose one", day_and_year(*date)),
        Standing::NotMeasured { reason } => format!("Not measured: {}", reason_words(reason)),
        Standing::TooFew { have, need } => format!("Not enough points yet ({have} of {need})"),
        Standing::NothingEntered { date } => {
            let start = format!("Nothing entered for {}", day_and_year(*date));
            match average_words(analysis, true) {
                Some(average) => format!("{start}, average {average}"),
                None => start,
            }
        }
        Standing::Known => {
            let latest = analysis
                .latest
                .as_ref()
                .map(|l| with_unit(&number(l.value, analysis.decimals), &analysis.unit))
                .unwrap_or_default();
            match average_words(analysis, false) {
                Some(average) => format!("Latest {latest}, average {average}"),
                None => format!("Latest {latest}"),
            }
        }
    }
}

/// Writes the usual range in words, "4 to 20" or "88% to 97%", or `None` before there are limits.
pub fn usual_range_words(analysis: &Analysis) -> Option<String> {
    let (low, high) = analysis.usual_range?;
    let decimals = analysis.average.map_or(analysis.decimals, |a| average_decimals(a, analysis.decimals));
    Some(if is_sign(&analysis.unit) {
        format!(
            "{} to {}",
            with_unit(&number(low, decimals), &analysis.unit),
            with_unit(&number(high, decimals), &analysis.unit)
        )
    } else {
        with_unit(&format!("{} to {}", number(low, decimals), number(high, decimals)), &analysis.unit)
    })
}

/// Writes the average; with its word unit only where no number before it carried one.
pub(crate) fn average_words(analysis: &Analysis, with_word: bool) -> Option<String> {
    let average = analysis.average?;
    let plain = number(average, average_decimals(average, analysis.decimals));
    Some(if with_word || is_sign(&analysis.unit) { with_unit(&plain, &analysis.unit) } else { plain })
}

/// Turns the code word of a reason into words ("too_busy" to "too busy").
pub(crate) fn reason_words(reason: &str) -> String {
    reason.replace('_', " ")
}
