//! What the ward's own readings of a linked measure say about the event: did they step once it was over?

use super::rows::{aim, count};
use crate::exec::Ask;
use crate::fault::Fault;
use crate::measure::{around, frequency, value_of};
use crate::wire::ProjectSeries;
use chrono::NaiveDate;
use huddle_core::frequency::Period;
use huddle_core::time::Shift;
use huddle_spc::its::{ESTIMATE_FROM, preferred};
use huddle_spc::project::{Way, change};
use huddle_store::{MeasureRow, ReadingRow};
use std::collections::HashMap;

/// Most places in time a series is laid out over; its readings are those nearest to the event.
const MOST_PLACES: usize = 2_000;

/// Where a period lies, seen from the event.
#[derive(PartialEq)]
enum Side {
    Before,
    During,
    After,
}

fn side(period: &Period, event: (NaiveDate, NaiveDate)) -> Side {
    if period.last_date() < event.0 {
        Side::Before
    } else if period.start > event.1 {
        Side::After
    } else {
        Side::During
    }
}

/// Lays readings out in time: a missing period keeps its place, and what falls into the event is left out.
/// Returns the values and the place of the first period after it, counted from 1.
fn laid_out(
    m: &MeasureRow,
    rows: &[ReadingRow],
    event: (NaiveDate, NaiveDate),
    shifts: &[Shift],
) -> (Vec<Option<f64>>, Option<usize>) {
    let known: HashMap<&str, f64> =
        rows.iter().filter(|r| !r.ghost).filter_map(|r| Some((r.period.as_str(), value_of(m, r)?))).collect();
    let rhythm = frequency(m);
    let ends = |row: Option<&ReadingRow>| row.and_then(|r| Period::parse(&r.period));
    let (Some(mut at), Some(last)) = (ends(rows.first()), ends(rows.last())) else {
        return (Vec::new(), None);
    };
    let (mut values, mut first_after) = (Vec::new(), None);
    while at.frequency == rhythm && at <= last && values.len() < MOST_PLACES {
        // A ward without a night shift misses no night.
        if at.shift.is_some_and(|shift| !shifts.contains(&shift)) && !known.contains_key(at.key().as_str()) {
            at = at.next();
            continue;
        }
        let side = side(&at, event);
        let value = known.get(at.key().as_str()).copied();
        values.push(value.filter(|_| side != Side::During));
        if side == Side::After && first_after.is_none() {
            first_after = Some(values.len());
        }
        at = at.next();
    }
    (values, first_after)
}

/// Looks for a step in a linked measure; `None` for one whose readings are no series in time.
pub(super) fn step(
    ask: &Ask,
    m: &MeasureRow,
    event: (NaiveDate, NaiveDate),
    direction: &str,
) -> Result<Option<ProjectSeries>, Fault> {
    if m.value_kind == "days_between" {
        return Ok(None);
    }
    let (values, first_after) =
        laid_out(m, &around(ask.r, m, event.0)?, event, &ask.ward()?.pattern.shifts());
    let split = first_after.map_or(values.len(), |at| at - 1);
    let counted = |part: &[Option<f64>]| part.iter().flatten().count();
    let (before, after) = values.split_at(split.min(values.len()));
    let (before, after) = (counted(before), counted(after));
    let mut seen = ProjectSeries {
        before: count(before),
        after: count(after),
        least: count(ESTIMATE_FROM),
        says: "too_few".to_owned(),
        step: None,
        low: None,
        high: None,
        way: Way::Same.as_str().to_owned(),
    };
    let Some(first) = first_after.filter(|_| before.min(after) >= ESTIMATE_FROM) else {
        return Ok(Some(seen));
    };
    let Ok(fit) = preferred(&values, first) else { return Ok(Some(seen)) };
    let level = fit.level;
    let (low, high) = level.ci95;
    if ![level.est, low, high].iter().all(|x| x.is_finite()) {
        return Ok(Some(seen));
    }
    let clear = low > 0.0 || high < 0.0;
    // A step has no "before" of its own: only its sign counts.
    let way = change(0.0, level.est, aim(&m.unit, direction), None).map_or(Way::Same, |c| c.way);
    seen.says = if clear { "step" } else { "no_clear_step" }.to_owned();
    (seen.step, seen.low, seen.high) = (Some(level.est), Some(low), Some(high));
    if clear {
        seen.way = way.as_str().to_owned();
    }
    Ok(Some(seen))
}
