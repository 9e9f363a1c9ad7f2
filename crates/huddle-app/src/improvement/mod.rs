//! Improvement projects ("improvement weeks" on screen): what was so before the event, what the checks after it
//! found, and whether it still holds.
//!
//! A ward is set against its own numbers only. What the screens say of a number is worked out here and in
//! `huddle_spc::project`.

mod check;
mod define;
mod drawn;
mod rows;
mod series;
mod show;

pub use check::{project_check_set, project_held_set};
pub use define::{
    project_add, project_dates, project_measure_add, project_measure_remove, project_measure_set,
    project_set, project_stop,
};
pub(crate) use rows::{checks_due, project};
pub use show::{project_get, projects_get};

use crate::check::needed;
use crate::exec::Exec;
use crate::fault::Fault;
use huddle_core::Uuid;
use huddle_core::kind::Kind;
use huddle_core::project::is_fixed;
use huddle_core::text::Field;
use huddle_core::validate::iso_date;
use huddle_doc::kinds::project::{self as doc, Line, Project};

/// Returns a project that is not in the bin.
fn ours(ex: &Exec, id: Uuid) -> Result<Project, Fault> {
    let state = ex.state(id)?;
    if state.env.kind != Kind::Project || state.deleted_at.is_some() {
        return Err(Fault::not_found());
    }
    Ok(doc::read(&state))
}

/// Returns a measure of a project.
fn line_of(p: &Project, line: Uuid) -> Result<Line, Fault> {
    let key = line.to_string();
    p.measures.iter().find(|m| m.id == key).cloned().ok_or_else(Fault::not_found)
}

/// Says whether the event has started, so that what stands is fixed.
fn fixed(ex: &Exec, p: &Project) -> Result<bool, Fault> {
    Ok(is_fixed(iso_date(&p.event_start).ok(), ex.ward()?.date(ex.now)))
}

/// Returns the reason a change needs once the event has started.
fn reason(why: Option<&str>) -> Result<String, Fault> {
    let given = why.unwrap_or_default();
    if given.trim().is_empty() {
        return Err(Fault::user(
            "why_needed",
            "The event has started, so this is fixed. Say why it changes: the reason is shown. Nothing was saved.",
        )
        .field("why"));
    }
    needed(given, Field::ChangeReason, "why")
}
