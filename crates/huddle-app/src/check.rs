//! Turning typed text, dates and words into checked values, with faults that name the field.

use crate::fault::Fault;
use chrono::NaiveDate;
use huddle_core::text::{Field, TextFault, clean, clean_required, limit};
use huddle_core::time::Minutes;
use huddle_core::validate;

pub(crate) fn text_fault(fault: &TextFault) -> Fault {
    match fault {
        TextFault::TooLong { max, length } => {
            Fault::user("too_long", "This is too long. Nothing was saved. Shorten it, then save.")
                .param("max", max)
                .param("length", length)
        }
        TextFault::Empty => Fault::user("empty", "This needs some words. Nothing was saved."),
    }
}

/// Cleans an optional text.
pub(crate) fn text(value: &str, field: Field, name: &str) -> Result<String, Fault> {
    clean(value, limit(field)).map_err(|f| text_fault(&f).field(name))
}

/// Cleans a text that must not be empty.
pub(crate) fn needed(value: &str, field: Field, name: &str) -> Result<String, Fault> {
    clean_required(value, limit(field)).map_err(|f| text_fault(&f).field(name))
}

/// Cleans a text that may be missing; missing reads as empty.
pub(crate) fn maybe(value: Option<&str>, field: Field, name: &str) -> Result<String, Fault> {
    text(value.unwrap_or(""), field, name)
}

/// Reads an ISO date.
pub(crate) fn date(value: &str, name: &str) -> Result<NaiveDate, Fault> {
    validate::iso_date(value).map_err(|_| {
        Fault::user("bad_date", "This is not a date. Nothing was saved. Write it like 6 August 2026.")
            .field(name)
    })
}

/// Reads an optional ISO date; empty reads as none.
pub(crate) fn maybe_date(value: Option<&str>, name: &str) -> Result<Option<NaiveDate>, Fault> {
    match value.map(str::trim).filter(|v| !v.is_empty()) {
        Some(v) => date(v, name).map(Some),
        None => Ok(None),
    }
}

/// Reads `HH:MM`.
pub(crate) fn minutes(value: &str, name: &str) -> Result<Minutes, Fault> {
    Minutes::parse(value).ok_or_else(|| {
        Fault::user("bad_time", "This is not a time. Nothing was saved. Write it like 07:30.").field(name)
    })
}

/// Refuses a word that is not in a list.
pub(crate) fn one_of<T>(parsed: Option<T>, name: &str) -> Result<T, Fault> {
    parsed.ok_or_else(|| {
        Fault::user("unknown_word", "The app does not know this choice. Nothing was saved.").field(name)
    })
}
