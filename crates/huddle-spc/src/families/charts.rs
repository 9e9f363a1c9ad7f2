//! Run charts and control charts.

use super::Asked;
use super::read::{Refused, count, counts, get, number, switch, values, word};
use crate::control::{Control, ControlInput, control as control_chart};
use crate::run::boxes::Method;
use crate::run::{anhoej, perla as perla_rules};
use serde_json::{Value, json};

fn part(number: usize, rows: usize, beyond: usize, runs: anhoej::Runs) -> Value {
    json!({
        "part": number, "n_obs": rows, "n_useful": runs.useful, "longest_run": runs.longest_run,
        "longest_run_max": runs.longest_run_max, "n_crossings": runs.crossings,
        "n_crossings_min": runs.crossings_min, "runs_signal": runs.signal, "sigma_signals": beyond,
    })
}

/// Values under the name this family uses or the other one.
fn y(asked: &Asked<'_>) -> Result<Vec<Option<f64>>, Refused> {
    let y = values(asked.input, "y")?;
    if y.is_empty() { values(asked.input, "values") } else { Ok(y) }
}

/// Denominators; `None` where none are given.
fn n(asked: &Asked<'_>) -> Result<Option<Vec<Option<f64>>>, Refused> {
    get(asked.input, "n").map(|_| values(asked.input, "n")).transpose()
}

fn method(asked: &Asked<'_>) -> Result<Method, Refused> {
    match word(asked.options, "method")? {
        None | Some("anhoej") => Ok(Method::Anhoej),
        Some("bestbox") => Ok(Method::BestBox),
        Some("cutbox") => Ok(Method::CutBox),
        Some(other) => Err(format!("method \"{other}\" is none of anhoej, bestbox, cutbox")),
    }
}

/// A control chart of the kind `chart` names; without a kind, of individual values.
pub(super) fn control(asked: &Asked<'_>) -> Result<Value, Refused> {
    let kind = match asked.word("chart")?.unwrap_or("i") {
        "run" => return anhoej(asked),
        "i" => Control::I,
        "ip" => Control::IPrime,
        "mr" => Control::Mr,
        "c" => Control::C,
        "u" => Control::U,
        "up" => Control::UPrime,
        "p" => Control::P,
        "pp" => Control::PPrime,
        "g" => Control::G,
        "t" => Control::T,
        other => {
            return Err(format!("chart \"{other}\" is none of i, ip, mr, c, u, up, p, pp, g, t, run"));
        }
    };
    let found = control_chart(
        kind,
        &ControlInput {
            y: y(asked)?,
            n: n(asked)?,
            freeze: count(asked.options, "freeze")?,
            part: counts(asked.options, "part")?,
            exclude: counts(asked.options, "exclude")?,
            centre: number(asked.options, "cl")?,
            multiply: number(asked.options, "multiply")?.unwrap_or(1.0),
            screened: switch(asked.options, "screened_mr", true)?,
            method: method(asked)?,
        },
    )
    .map_err(|fault| fault.to_string())?;
    let points: Vec<Value> = found
        .points
        .iter()
        .enumerate()
        .map(|(i, p)| {
            json!({
                "i": i + 1, "y": p.y, "part": p.part, "cl": p.centre, "lcl": p.lower, "lcl_2s": p.lower_2s,
                "ucl_2s": p.upper_2s, "ucl": p.upper, "sigma_signal": p.beyond, "baseline": p.baseline,
                "include": p.include,
            })
        })
        .collect();
    let parts: Vec<Value> = found.parts.iter().map(|p| part(p.part, p.rows, p.beyond, p.runs)).collect();
    Ok(json!({ "points": points, "parts": parts }))
}

/// A run chart by Anhøj's rules.
pub(super) fn anhoej(asked: &Asked<'_>) -> Result<Value, Refused> {
    let multiply = number(asked.options, "multiply")?.unwrap_or(1.0);
    let mut y = y(asked)?;
    if let Some(below) = n(asked)? {
        if below.len() != y.len() {
            return Err(format!(
                "{} numerators and {} denominators: each needs its own",
                y.len(),
                below.len()
            ));
        }
        let share = |(y, n): (&Option<f64>, &Option<f64>)| Some((*y)? / (*n).filter(|n| *n > 0.0)?);
        y = y.iter().zip(&below).map(share).collect();
    }
    let found = anhoej::chart(&anhoej::RunInput {
        y,
        freeze: count(asked.options, "freeze")?,
        part: counts(asked.options, "part")?,
        exclude: counts(asked.options, "exclude")?,
        centre: number(asked.options, "cl")?,
        method: method(asked)?,
    });
    let points: Vec<Value> = found
        .points
        .iter()
        .enumerate()
        .map(|(i, p)| {
            json!({
                "i": i + 1, "y": p.y.map(|y| y * multiply), "part": p.part,
                "cl": p.centre.map(|cl| cl * multiply), "lcl": null, "lcl_2s": null,
                "ucl_2s": null, "ucl": null, "sigma_signal": false, "baseline": p.baseline,
                "include": p.include,
            })
        })
        .collect();
    let parts: Vec<Value> =
        found.parts.iter().enumerate().map(|(i, p)| part(i + 1, p.rows, 0, p.runs)).collect();
    Ok(json!({ "points": points, "parts": parts }))
}

/// A run chart by the rules of the improvement courses.
pub(super) fn perla(asked: &Asked<'_>) -> Result<Value, Refused> {
    let baseline = count(asked.options, "baseline_points")?;
    let found = perla_rules::perla(&y(asked)?, baseline, number(asked.options, "centre")?);
    Ok(json!({
        "median": found.median, "n_points": found.points, "n_useful": found.useful,
        "shift": found.shift, "trend": found.trend,
        "shift_signal": found.shift.iter().any(|s| *s != 0),
        "trend_signal": found.trend.iter().any(|s| *s != 0),
        "n_runs": found.runs, "runs_too_few_at_or_below": found.too_few_at,
        "runs_too_many_at_or_above": found.too_many_at,
        "too_few_runs": found.too_few(), "too_many_runs": found.too_many(),
    }))
}
