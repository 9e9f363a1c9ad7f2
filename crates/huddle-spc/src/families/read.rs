//! Reads inputs and options, and says by name what cannot be read.

use chrono::NaiveDate;
use serde_json::Value;

/// Most values one call looks at.
pub(super) const MOST: usize = 100_000;

/// Why an input cannot be analysed, in words.
pub(super) type Refused = String;

/// A member of an object; null and missing are the same.
pub(super) fn get<'a>(of: &'a Value, key: &str) -> Option<&'a Value> {
    of.get(key).filter(|v| !v.is_null())
}

/// A list of numbers and nulls; missing gives an empty list.
pub(super) fn values(of: &Value, key: &str) -> Result<Vec<Option<f64>>, Refused> {
    let Some(list) = get(of, key) else { return Ok(Vec::new()) };
    let list = list.as_array().ok_or_else(|| format!("\"{key}\" is not a list"))?;
    if list.len() > MOST {
        return Err(format!("\"{key}\" has more than {MOST} values"));
    }
    list.iter()
        .enumerate()
        .map(|(i, v)| match v {
            Value::Null => Ok(None),
            Value::Number(n) => Ok(n.as_f64().filter(|v| v.is_finite())),
            other => Err(format!("\"{key}\", place {}: {other} is not a number", i + 1)),
        })
        .collect()
}

/// A number.
pub(super) fn number(of: &Value, key: &str) -> Result<Option<f64>, Refused> {
    match get(of, key) {
        None => Ok(None),
        Some(v) => v.as_f64().map(Some).ok_or_else(|| format!("\"{key}\" is not a number")),
    }
}

/// A whole number, not below nought.
pub(super) fn count(of: &Value, key: &str) -> Result<Option<usize>, Refused> {
    match get(of, key) {
        None => Ok(None),
        Some(v) => whole(v).map(Some).ok_or_else(|| format!("\"{key}\" is not a whole number")),
    }
}

fn whole(v: &Value) -> Option<usize> {
    let number = v.as_u64().or_else(|| {
        // 12.0 is 12 to whoever wrote it.
        v.as_f64().filter(|f| f.fract() == 0.0 && *f >= 0.0 && *f < 1e9).map(|f| f as u64)
    })?;
    usize::try_from(number).ok()
}

/// A list of whole numbers; one number stands for a list of one.
pub(super) fn counts(of: &Value, key: &str) -> Result<Vec<usize>, Refused> {
    let wrong = || format!("\"{key}\" is not a list of whole numbers");
    match get(of, key) {
        None => Ok(Vec::new()),
        Some(Value::Array(list)) => list.iter().map(|v| whole(v).ok_or_else(wrong)).collect(),
        Some(one) => Ok(vec![whole(one).ok_or_else(wrong)?]),
    }
}

/// A switch.
pub(super) fn switch(of: &Value, key: &str, usual: bool) -> Result<bool, Refused> {
    match get(of, key) {
        None => Ok(usual),
        Some(v) => v.as_bool().ok_or_else(|| format!("\"{key}\" is neither true nor false")),
    }
}

/// A word.
pub(super) fn word<'a>(of: &'a Value, key: &str) -> Result<Option<&'a str>, Refused> {
    match get(of, key) {
        None => Ok(None),
        Some(v) => v.as_str().map(Some).ok_or_else(|| format!("\"{key}\" is not a word")),
    }
}

/// A list of ISO dates, as written and as read.
pub(super) fn dates(of: &Value, key: &str) -> Result<Vec<(String, NaiveDate)>, Refused> {
    let Some(list) = get(of, key) else { return Ok(Vec::new()) };
    // One date stands for a list of one.
    let one = std::slice::from_ref(list);
    let list = list.as_array().map_or(one, Vec::as_slice);
    if list.len() > MOST {
        return Err(format!("\"{key}\" has more than {MOST} dates"));
    }
    list.iter()
        .enumerate()
        .map(|(i, v)| {
            date(v).ok_or_else(|| format!("\"{key}\", place {}: {v} is not a date like 2026-11-22", i + 1))
        })
        .collect()
}

/// One ISO date; a time of day after it is not looked at.
pub(super) fn date(v: &Value) -> Option<(String, NaiveDate)> {
    let text = v.as_str()?;
    let day = text.get(..10)?;
    let rest = text.get(10..)?;
    let read = day.parse().ok()?;
    (rest.is_empty() || rest.starts_with(['T', ' '])).then(|| (text.to_owned(), read))
}
