//! How we do it here: procedures, their versions, and which one a reader gets.
//!
//! A reader gets the current version, else the one on trial; a draft never hides either (CS-6).

mod steps;

pub use steps::{step_add, step_move, step_remove, step_set};

use crate::check::{date, needed, one_of, text};
use crate::exec::{Ask, Exec};
use crate::fault::Fault;
use crate::ward::initials;
use crate::wire::*;
use chrono::{Months, NaiveDate};
use huddle_core::Uuid;
use huddle_core::kind::Kind;
use huddle_core::text::{Field, fold};
use huddle_core::words::{REVIEW_MONTHS, WorkStatus};
use huddle_doc::State;
use huddle_doc::kinds::standard_work::{self as work, StandardWork, Version};
use huddle_store::{ProcedureRow, Tx, params};
use serde_json::json;
use std::collections::HashSet;

/// Most procedures one search brings.
const MOST_HITS: u32 = 200;

fn is(version: &Version, status: &WorkStatus) -> bool {
    version.status == status.as_str()
}

/// Returns the version a reader gets: current, else on trial, else draft, else withdrawn; the newest of each.
fn for_reader(all: &StandardWork) -> Option<&Version> {
    let order = [WorkStatus::Current, WorkStatus::OnTrial, WorkStatus::Draft, WorkStatus::Withdrawn];
    let newest = |status: &WorkStatus| all.versions.iter().rev().find(|v| is(v, status));
    order.iter().find_map(newest).or(all.versions.last())
}

fn status_of(all: &StandardWork, version: &Version) -> String {
    match all.withdrawn_at {
        Some(_) => WorkStatus::Withdrawn.as_str().to_owned(),
        None => version.status.clone(),
    }
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn line(row: ProcedureRow, today: NaiveDate) -> ProcedureLine {
    let in_use = row.status == "current" || row.status == "on_trial";
    ProcedureLine {
        review_due: in_use && row.review_by.as_deref().is_some_and(|day| day <= today.to_string().as_str()),
        id: row.id,
        title: row.title,
        purpose: row.purpose,
        status: row.status,
        number: row.number,
        review_by: row.review_by,
        has_draft: row.has_draft,
        agreed_by: row.agreed_by,
        updated_at: row.updated_at,
    }
}

fn rows(ask: &Ask) -> Result<Vec<ProcedureRow>, Fault> {
    let ward = ask.ward()?.id;
    Ok(ask.r.rows::<ProcedureRow>(
        "ward = ?1 AND binned_at IS NULL ORDER BY title COLLATE NOCASE, id",
        params![ward],
    )?)
}

/// Returns the ward's procedures by title; drafts and what was withdrawn stand apart.
pub fn procedures_get(ask: &Ask, req: ProceduresAsk) -> Result<ProceduresView, Fault> {
    let today = ask.ward()?.date(ask.now);
    let wanted = req.text.as_deref().map(fold).filter(|t| !t.is_empty());
    let hits: HashSet<Uuid> = match &wanted {
        Some(text) => ask.r.find_kind(text, Kind::StandardWork.as_str(), MOST_HITS)?.into_iter().collect(),
        None => HashSet::new(),
    };
    let mut view = ProceduresView { procedures: Vec::new(), drafts: Vec::new(), withdrawn: Vec::new() };
    for row in rows(ask)? {
        let shown =
            wanted.as_ref().is_none_or(|t| hits.contains(&row.id) || fold(&row.title).contains(t.as_str()));
        if !shown {
            continue;
        }
        let line = line(row, today);
        match WorkStatus::parse(&line.status) {
            WorkStatus::Draft => view.drafts.push(line),
            WorkStatus::Withdrawn => view.withdrawn.push(line),
            _ => view.procedures.push(line),
        }
    }
    Ok(view)
}

/// Returns one version of a procedure; without a version, the one a reader gets.
pub fn procedure_get(ask: &Ask, req: ProcedureAsk) -> Result<ProcedureView, Fault> {
    let row = ask.r.one::<ProcedureRow>(req.id)?.ok_or_else(Fault::not_found)?;
    let doc = ask.doc(req.id)?;
    let all = work::read(doc.state());
    let version = match req.version {
        Some(id) => all.versions.iter().find(|v| v.id == id),
        None => for_reader(&all),
    };
    let v = version.ok_or_else(Fault::not_found)?;
    let (key, today) = (v.id.to_string(), ask.ward()?.date(ask.now));
    let steps = v
        .steps
        .iter()
        .map(|s| StepView {
            clash: doc
                .state()
                .at(&["versions", &key, "steps", &s.id.to_string()].map(str::to_owned))
                .is_some_and(huddle_doc::Node::any_clash),
            id: s.id,
            action: s.action.clone(),
            key_point: s.key_point.clone(),
            why: s.why.clone(),
            who: s.who.clone(),
            minutes: s.minutes,
            warning: s.warning,
        })
        .collect();
    let versions = all
        .versions
        .iter()
        .rev()
        .map(|v| {
            Ok(VersionLine {
                id: v.id,
                number: v.number.unwrap_or(1),
                status: v.status.clone(),
                made_at: v.made_at.unwrap_or(0),
                author: initials(ask.r, v.author)?,
                reason: v.reason.clone(),
            })
        })
        .collect::<Result<_, Fault>>()?;
    Ok(ProcedureView {
        line: line(row, today),
        version: v.id,
        number: v.number.unwrap_or(1),
        status: status_of(&all, v),
        purpose: v.purpose.clone(),
        applies_when: v.applies_when.clone(),
        who: v.who.clone(),
        need: v.need.clone(),
        good: v.good.clone(),
        if_wrong: v.if_wrong.clone(),
        policy: v.policy.clone(),
        review_by: some(&v.review_by),
        author: initials(ask.r, v.author)?,
        agreed_by: v.agreed_by.clone(),
        agreed_on: some(&v.agreed_on),
        reason: v.reason.clone(),
        steps,
        versions,
        history: crate::project::history_lines(ask.r, req.id)?,
    })
}

fn check_title(ex: &Exec, given: &str, own: Option<Uuid>) -> Result<String, Fault> {
    let title = needed(given, Field::WorkTitle, "title")?;
    let taken = |row: &ProcedureRow| {
        Some(row.id) != own && row.status != "withdrawn" && fold(&row.title) == fold(&title)
    };
    if rows(ex)?.iter().any(taken) {
        return Err(Fault::user(
            "same_name",
            "There is one with this title already. Nothing was saved. Change that one, or give this another title.",
        )
        .field("title"));
    }
    Ok(title)
}

/// Starts a procedure, or a new draft that copies what counts now. A draft that is there is opened again.
pub fn procedure_draft(ex: &mut Exec, req: ProcedureDraft) -> Result<ProcedureDrafted, Fault> {
    let version = ex.new_id()?;
    let blank = Version {
        id: version,
        number: Some(1),
        status: WorkStatus::Draft.as_str().to_owned(),
        author: ex.caller.tile,
        made_at: Some(ex.now),
        ..Version::default()
    };
    let Some(id) = req.id else {
        let title = check_title(ex, req.title.as_deref().unwrap_or_default(), None)?;
        ex.detail(json!({ "number": 1 }));
        let mut edits = work::start(&title);
        edits.extend(work::add_version(&blank));
        let id = ex.create_new(Kind::StandardWork, &edits)?;
        return Ok(ProcedureDrafted { id, version, saved_at: ex.now });
    };
    let all = read(ex, id)?;
    if let Some(draft) = all.versions.iter().rev().find(|v| is(v, &WorkStatus::Draft)) {
        return Ok(ProcedureDrafted { id, version: draft.id, saved_at: ex.now });
    }
    let number = all.versions.iter().filter_map(|v| v.number).max().unwrap_or(0) + 1;
    let mut new = match for_reader(&all) {
        Some(old) => old.clone(),
        None => Version::default(),
    };
    for step in &mut new.steps {
        step.id = ex.new_id()?;
    }
    let new = Version {
        number: Some(number),
        review_by: String::new(),
        agreed_by: String::new(),
        agreed_on: String::new(),
        reason: String::new(),
        id: blank.id,
        status: blank.status,
        author: blank.author,
        made_at: blank.made_at,
        ..new
    };
    ex.detail(json!({ "number": number }));
    ex.edit(id, &work::add_version(&new))?;
    Ok(ProcedureDrafted { id, version, saved_at: ex.now })
}

/// Reads a procedure that is not in the bin.
fn read(ex: &Exec, id: Uuid) -> Result<StandardWork, Fault> {
    let state = ex.state(id)?;
    if state.env.kind != Kind::StandardWork || state.deleted_at.is_some() {
        return Err(Fault::not_found());
    }
    Ok(work::read(&state))
}

/// Returns a version that may be changed: a draft. Anything a reader may be following stays as it is.
fn draft(ex: &Exec, id: Uuid, version: Uuid) -> Result<Version, Fault> {
    let found = read(ex, id)?.versions.into_iter().find(|v| v.id == version).ok_or_else(Fault::not_found)?;
    if is(&found, &WorkStatus::Draft) {
        return Ok(found);
    }
    Err(Fault::not_now(
        "not_a_draft",
        "This version is in use and stays as it is. Start a new draft. Nothing was changed.",
    ))
}

/// Sets a field of a draft, or the title of all versions.
pub fn procedure_set(ex: &mut Exec, req: ProcedureSet) -> Result<Done, Fault> {
    let field = req.field.as_str();
    ex.detail(json!({ "field": field }));
    if field == "title" {
        let old = read(ex, req.id)?.title;
        let title = check_title(ex, &req.value, Some(req.id))?;
        if old == title {
            ex.note("nothing_to_do");
        } else {
            ex.edit(req.id, &work::set_title(&title))?;
        }
        return Ok(Done::of(req.id));
    }
    let version = draft(ex, req.id, req.version)?;
    let (old, rule) = match field {
        "purpose" => (&version.purpose, Some(Field::WorkPurpose)),
        "applies_when" => (&version.applies_when, Some(Field::WorkApplies)),
        "who" => (&version.who, Some(Field::WorkApplies)),
        "need" => (&version.need, Some(Field::WorkNeeds)),
        "good" => (&version.good, Some(Field::WorkGood)),
        "if_wrong" => (&version.if_wrong, Some(Field::WorkWrong)),
        "policy" => (&version.policy, Some(Field::PolicyLink)),
        "reason" => (&version.reason, Some(Field::ChangeReason)),
        "review_by" => (&version.review_by, None),
        _ => return Err(Fault::user("unknown_word", "The app does not know this field. Nothing was saved.")),
    };
    let new = match rule {
        Some(rule) => text(&req.value, rule, field)?,
        None => crate::check::maybe_date(Some(&req.value), field)?.map(|d| d.to_string()).unwrap_or_default(),
    };
    if *old == new {
        ex.note("nothing_to_do");
        return Ok(Done::of(req.id));
    }
    ex.edit(req.id, &work::set_version_line(req.version, field, &new))?;
    Ok(Done::of(req.id))
}

/// Puts a version on trial, makes it current (the older current one is withdrawn), or withdraws it.
pub fn procedure_status_set(ex: &mut Exec, req: ProcedureStatusSet) -> Result<Done, Fault> {
    let all = read(ex, req.id)?;
    let version = all.versions.iter().find(|v| v.id == req.version).ok_or_else(Fault::not_found)?;
    let status = WorkStatus::parse(&req.status);
    one_of((status.is_known() && status != WorkStatus::Draft).then_some(()), "status")?;
    ex.detail(json!({ "number": version.number, "from": version.status, "to": req.status }));
    if status != WorkStatus::Withdrawn && version.steps.is_empty() {
        return Err(Fault::user("no_steps", "Write at least one step first. Nothing was changed."));
    }
    let mut edits = Vec::new();
    match status {
        WorkStatus::Current => {
            let today = ex.ward()?.date(ex.now);
            let agreed = needed(req.agreed_by.as_deref().unwrap_or_default(), Field::ToldWho, "agreed_by")?;
            let review = match req.review_by.as_deref().filter(|r| !r.is_empty()) {
                Some(given) => date(given, "review_by")?,
                None => today.checked_add_months(Months::new(REVIEW_MONTHS)).unwrap_or(today),
            };
            if review <= today {
                return Err(Fault::user(
                    "review_later",
                    "The review must lie ahead. Nothing was changed. Choose a later day.",
                )
                .field("review_by"));
            }
            for older in all.versions.iter().filter(|v| v.id != version.id && is(v, &WorkStatus::Current)) {
                edits.extend(work::set_status(older.id, WorkStatus::Withdrawn.as_str()));
            }
            let lines = [
                ("agreed_by", &version.agreed_by, agreed),
                ("agreed_on", &version.agreed_on, today.to_string()),
                ("review_by", &version.review_by, review.to_string()),
            ];
            for (field, old, new) in lines {
                if *old != new {
                    edits.extend(work::set_version_line(version.id, field, &new));
                }
            }
        }
        WorkStatus::OnTrial if !(is(version, &WorkStatus::Draft) || is(version, &WorkStatus::OnTrial)) => {
            return Err(Fault::not_now(
                "not_a_draft",
                "Only a draft can be tried. Start a new draft. Nothing was changed.",
            ));
        }
        _ => {}
    }
    if version.status != req.status {
        edits.extend(work::set_status(version.id, &req.status));
    }
    if edits.is_empty() {
        ex.note("nothing_to_do");
    }
    ex.edit(req.id, &edits)?;
    Ok(Done::of(req.id))
}

/// Writes a procedure's row and its search words.
pub(crate) fn project(tx: &Tx, state: &State, changed_at: i64) -> Result<(), Fault> {
    let all = work::read(state);
    let reader = for_reader(&all);
    let status = reader.map_or_else(|| WorkStatus::Draft.as_str().to_owned(), |v| status_of(&all, v));
    let mut body = String::new();
    for v in all.versions.iter().filter(|v| !is(v, &WorkStatus::Withdrawn)) {
        let lines = [&v.purpose, &v.applies_when, &v.who, &v.need, &v.good, &v.if_wrong, &v.policy];
        let steps = v.steps.iter().flat_map(|s| [&s.action, &s.key_point, &s.why]);
        for text in lines.into_iter().chain(steps).filter(|t| !t.is_empty()) {
            body.push_str(text);
            body.push('\n');
        }
    }
    let withdrawn = status == WorkStatus::Withdrawn.as_str();
    tx.put(&ProcedureRow {
        id: state.env.id,
        ward: state.env.ward,
        title: all.title.clone(),
        version: reader.map(|v| v.id),
        purpose: reader.map(|v| v.purpose.clone()).unwrap_or_default(),
        status,
        number: reader.and_then(|v| v.number).unwrap_or(1),
        review_by: reader.and_then(|v| some(&v.review_by)),
        has_draft: all.versions.iter().any(|v| is(v, &WorkStatus::Draft)),
        agreed_by: reader.map(|v| v.agreed_by.clone()).unwrap_or_default(),
        binned_at: state.deleted_at,
        updated_at: changed_at,
    })?;
    crate::find::index(tx, state, &all.title, &body, withdrawn, changed_at)
}
