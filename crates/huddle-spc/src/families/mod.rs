//! Every statistic behind one door: a family's name and its input as JSON in, the result as JSON out.
//!
//! The names, inputs, options and keys of results are those of the published test vectors (their README
//! stands beside them in the fixtures). It is what `huddlectl analyse` answers, so that anybody can hold
//! this product against another tool without a window and without reading its code.
//!
//! | family | result |
//! |---|---|
//! | `xmr_ptd`, `xmr_mdc2024` | points, icons; `recommended` where the published tool would mislead |
//! | `runchart_anhoej`, `control_charts` | points and parts |
//! | `runchart_perla` | shift, trend, number of runs |
//! | `ttest` | paired or Welch, effect sizes, exact Wilcoxon |
//! | `its` | segmented regression, with or without a control series |
//! | `icons`, `days_between`, `rpiw_aggregates` | as named |

mod charts;
mod projects;
mod read;
mod series;
mod xmr;

use read::Refused;
use serde_json::{Value, json};

/// Names of the families.
pub const FAMILIES: [&str; 10] = [
    "xmr_ptd",
    "xmr_mdc2024",
    "runchart_anhoej",
    "runchart_perla",
    "control_charts",
    "ttest",
    "its",
    "icons",
    "days_between",
    "rpiw_aggregates",
];

/// Analyses one vector: an object with `input`, and `options`, `chart` or `kind` where the family has
/// them.
///
/// What cannot be analysed gives `{"error": "..."}` saying why; nothing here panics. Numbers that do not
/// exist are null.
pub fn analyse(family: &str, vector: &Value) -> Value {
    let nothing = Value::Null;
    let asked = Asked {
        vector,
        input: vector.get("input").unwrap_or(&nothing),
        options: vector.get("options").unwrap_or(&nothing),
    };
    let found = known_options(family, asked.options).and_then(|()| match family {
        "xmr_ptd" | "xmr_mdc2024" | "xmr" => xmr::analyse(family, &asked),
        "runchart_anhoej" => charts::anhoej(&asked),
        "runchart_perla" => charts::perla(&asked),
        "control_charts" => charts::control(&asked),
        "ttest" => projects::t_test(&asked),
        "rpiw_aggregates" => projects::aggregates(&asked),
        "its" => series::its(&asked),
        "icons" => xmr::icons(&asked),
        "days_between" => series::days_between(&asked),
        other => Err(format!("there is no family \"{other}\"; the families are {}", FAMILIES.join(", "))),
    });
    found.unwrap_or_else(|why| json!({ "error": why }))
}

/// The options of a family; `None` for a family nobody knows.
fn options_of(family: &str) -> Option<&'static [&'static str]> {
    const CONTROL: &[&str] =
        &["chart", "cl", "exclude", "freeze", "method", "multiply", "part", "screened_mr"];
    Some(match family {
        "xmr_ptd" | "xmr_mdc2024" | "xmr" => &[
            "fix_after_n_points",
            "improvement_direction",
            "rebase",
            "rule_set",
            "rule_variant",
            "run_length",
            "screen_outliers",
            "target",
        ],
        "runchart_anhoej" | "control_charts" => CONTROL,
        "runchart_perla" => &["baseline_points", "centre"],
        "ttest" | "rpiw_aggregates" | "icons" => &["kind"],
        "its" => &["newey_west_lags"],
        "days_between" => &[],
        _ => return None,
    })
}

/// Refuses an option the family does not have: one that was misspelt would change nothing, unseen.
fn known_options(family: &str, options: &Value) -> Result<(), Refused> {
    if options.is_null() {
        return Ok(());
    }
    let Some(known) = options_of(family) else { return Ok(()) };
    let given = options.as_object().ok_or("the options are no object of names and values")?;
    match given.keys().find(|key| !known.contains(&key.as_str())) {
        None => Ok(()),
        Some(other) if known.is_empty() => {
            Err(format!("there is no option \"{other}\"; {family} has no options"))
        }
        Some(other) => {
            Err(format!("there is no option \"{other}\"; the options of {family} are {}", known.join(", ")))
        }
    }
}

/// What is asked.
struct Asked<'a> {
    vector: &'a Value,
    input: &'a Value,
    options: &'a Value,
}

impl Asked<'_> {
    /// A word that stands beside the input or among the options.
    fn word(&self, key: &str) -> Result<Option<&str>, Refused> {
        match read::word(self.vector, key)? {
            Some(word) => Ok(Some(word)),
            None => match read::word(self.options, key)? {
                Some(word) => Ok(Some(word)),
                None => read::word(self.input, key),
            },
        }
    }
}
