//! The XmR families and the icons.

use super::Asked;
use super::read::{Refused, count, dates, get, number, switch, values, word};
use crate::xmr::{
    self, Assurance, Degenerate, Direction, PointKind, RuleSet, Rules, RunLength, Screening, Variation, Xmr,
};
use serde_json::{Value, json};

fn direction(of: &Value) -> Result<Direction, Refused> {
    match word(of, "improvement_direction")? {
        None | Some("increase") => Ok(Direction::Increase),
        Some("decrease") => Ok(Direction::Decrease),
        Some("neutral") => Ok(Direction::Neutral),
        Some(other) => {
            Err(format!("improvement_direction \"{other}\" is none of increase, decrease, neutral"))
        }
    }
}

/// Name of a point's kind in results.
fn kind_name(kind: PointKind) -> &'static str {
    match kind {
        PointKind::CommonCause => "common_cause",
        PointKind::SpecialCauseImprovement => "special_cause_improvement",
        PointKind::SpecialCauseConcern => "special_cause_concern",
        PointKind::SpecialCauseNeutralHigh => "special_cause_neutral_high",
        PointKind::SpecialCauseNeutralLow => "special_cause_neutral_low",
    }
}

/// Rows in the order of time.
struct Rows {
    dates: Vec<String>,
    values: Vec<Option<f64>>,
    opens: Vec<bool>,
}

fn rows(asked: &Asked<'_>) -> Result<Rows, Refused> {
    let values = values(asked.input, "values")?;
    let dates = dates(asked.input, "dates")?;
    if dates.len() != values.len() {
        return Err(format!("{} dates and {} values: each value needs its date", dates.len(), values.len()));
    }
    let mut rows: Vec<_> = dates.into_iter().zip(values).collect();
    rows.sort_by_key(|((_, day), _)| *day);
    let double = rows.iter().zip(rows.iter().skip(1)).find(|(a, b)| a.0.1 == b.0.1);
    if let Some((((text, _), _), _)) = double {
        return Err(format!("two rows for {text}: choose one; no chart is made of both"));
    }
    let rebase = super::read::dates(asked.options, "rebase")?;
    // As in the published tools a date without a row starts nothing.
    let opens = rows.iter().map(|((_, day), _)| rebase.iter().any(|(_, on)| on == day)).collect();
    let (dates, values) = rows.into_iter().map(|((text, _), value)| (text, value)).unzip();
    Ok(Rows { dates, values, opens })
}

fn rules(family: &str, options: &Value) -> Result<Rules, Refused> {
    let named = word(options, "rule_variant")?.or(word(options, "rule_set")?);
    let direction = direction(options)?;
    let usual = match (named, family) {
        (Some("mdc2024"), _) | (None, "xmr_mdc2024" | "xmr") => Rules::mdc2024(direction),
        (Some("ptd"), _) | (None, _) => Rules::ptd(direction),
        (Some(other), _) => return Err(format!("rule set \"{other}\" is neither mdc2024 nor ptd")),
    };
    let run = match count(options, "run_length")? {
        None | Some(7) => RunLength::Seven,
        Some(6) => RunLength::Six,
        Some(other) => return Err(format!("run_length {other} is neither 6 nor 7")),
    };
    let screen = switch(options, "screen_outliers", usual.screen)?;
    Ok(Rules { run, screen, fix_after: count(options, "fix_after_n_points")?, ..usual })
}

fn result(rows: &Rows, found: &Xmr, set: RuleSet) -> Value {
    let points: Vec<Value> = found
        .points
        .iter()
        .zip(&rows.dates)
        .map(|(p, date)| {
            let mut point = json!({
                "date": date, "value": p.value, "group": p.group, "mean": p.mean, "lpl": p.lpl, "upl": p.upl,
                "outside_limits": p.outside_limits, "relative_to_mean": p.relative_to_mean,
                "near_limits": p.near_limits, "point_type": kind_name(p.kind), "trial_limits": p.trial_limits,
            });
            let (key, value) = match set {
                RuleSet::Ptd => ("special_cause_type", json!(p.label.as_str())),
                RuleSet::Mdc2024 => ("rules", p.rules.iter().map(|rule| rule.as_str()).collect()),
            };
            if let Some(point) = point.as_object_mut() {
                point.insert(key.to_owned(), value);
            }
            point
        })
        .collect();
    json!({
        "points": points,
        "variation_icon": found.variation.map(Variation::as_str),
        "assurance": found.assurance.map(Assurance::as_str),
    })
}

/// Says whether NHSRplotthedots 0.2.2 stops on these rows: a window of seven rows in one group with a
/// missing value whose other steps all go one way leaves it without an answer to "is this a trend".
fn reference_stops(rows: &Rows) -> bool {
    let groups =
        rows.values.iter().zip(&rows.opens).fold(Vec::<Vec<Option<f64>>>::new(), |mut all, (v, o)| {
            match all.last_mut() {
                Some(group) if !o => group.push(*v),
                _ => all.push(vec![*v]),
            }
            all
        });
    groups.iter().any(|group| {
        let steps: Vec<Option<f64>> =
            group.iter().zip(group.iter().skip(1)).map(|(a, b)| Some((*b)? - (*a)?)).collect();
        steps.windows(6).any(|window| {
            let one_way = |way: f64| window.iter().flatten().all(|step| step * way > 0.0);
            window.iter().any(Option::is_none) && (one_way(1.0) || one_way(-1.0))
        })
    })
}

/// Analyses an XmR chart.
pub(super) fn analyse(family: &str, asked: &Asked<'_>) -> Result<Value, Refused> {
    let rows = rows(asked)?;
    let house = rules(family, asked.options)?;
    let target = number(asked.options, "target")?;
    let judge = |rules: &Rules| xmr::analyse(&rows.values, &rows.opens, target, rules);
    let ours = judge(&house);
    if house.set == RuleSet::Mdc2024 {
        // No published tool could be run for this rule set: the house rules are the expectation.
        return Ok(result(&rows, &ours, house.set));
    }
    let reference = judge(&Rules { degenerate: Degenerate::Reference, ..house });
    let as_published = result(&rows, &reference, house.set);
    if reference_stops(&rows) {
        // Its own logic without the stop is what is recommended there.
        return Ok(json!({
            "error": "NHSRplotthedots stops here: a missing value inside seven points that otherwise all rise or all fall",
            "recommended": as_published,
        }));
    }
    let ours_shown = result(&rows, &ours, house.set);
    let last = ours.points.last();
    let degenerate = ours_shown != as_published
        || ours.groups.iter().any(|g| g.screening == Screening::Skipped || flat(g) || alone(g))
        || last.is_none_or(|p| p.value.is_none() || p.lpl.is_none());
    let mut answer = as_published;
    if let Some(answer) = answer.as_object_mut() {
        let short = reference.points.iter().any(|p| p.trial_limits);
        answer.insert("short_series_warning".to_owned(), json!(short));
        if degenerate {
            answer.insert("recommended".to_owned(), ours_shown);
        }
    }
    Ok(answer)
}

fn flat(group: &xmr::Limits) -> bool {
    group.mean_range.is_some_and(|range| range <= group.tolerance)
}

/// Values without a moving range between them: no limits.
fn alone(group: &xmr::Limits) -> bool {
    group.observed > 0 && group.mean_range.is_none()
}

/// Answers one line of the icons' truth tables.
pub(super) fn icons(asked: &Asked<'_>) -> Result<Value, Refused> {
    let input = asked.input;
    let direction = direction(input)?;
    let guessed = if get(input, "latest_point").is_some() { "variation" } else { "assurance" };
    match asked.word("kind")?.unwrap_or(guessed) {
        "assurance" => {
            let rules = Rules { degenerate: Degenerate::Reference, ..Rules::ptd(direction) };
            let of = |key: &str| number(input, key);
            let icon = xmr::assurance(of("lpl")?, of("upl")?, of("target")?, &rules);
            Ok(json!(icon.map(Assurance::as_str)))
        }
        "variation" => {
            let kind = match word(input, "latest_point")? {
                None | Some("common" | "common_cause") => PointKind::CommonCause,
                Some("high") => PointKind::of(true, direction),
                Some("low") => PointKind::of(false, direction),
                Some(other) => {
                    return Err(format!("latest_point \"{other}\" is none of common_cause, high, low"));
                }
            };
            Ok(json!({ "point_type": kind_name(kind), "icon": xmr::variation(kind, direction).as_str() }))
        }
        other => Err(format!("kind \"{other}\" is neither assurance nor variation")),
    }
}
