//! The rows of projects, and what they add up to without opening a record.

use crate::exec::Ask;
use crate::fault::Fault;
use crate::wire::{ProjectCheckDue, ProjectTile};
use chrono::NaiveDate;
use huddle_core::Uuid;
use huddle_core::project::{CheckDay, CheckState, ProjectState, check_state, checks, project_state};
use huddle_core::time::days_between;
use huddle_core::validate::iso_date;
use huddle_doc::State;
use huddle_doc::kinds::project as doc;
use huddle_spc::project::{Aim, Way, change};
use huddle_store::{ProjectFoundRow, ProjectHeldRow, ProjectMeasureRow, ProjectRow, Row, Tx, params};
use std::collections::HashMap;

/// A project with everything its rows say.
pub(crate) struct Whole {
    pub row: ProjectRow,
    pub lines: Vec<ProjectMeasureRow>,
    pub found: Vec<ProjectFoundRow>,
    pub held: Vec<ProjectHeldRow>,
}

/// Returns every project of the ward with its measures and checks, the newest event first.
pub(crate) fn all(ask: &Ask) -> Result<Vec<Whole>, Fault> {
    let ward = ask.ward()?.id;
    let rows = ask.r.rows::<ProjectRow>(
        "ward = ?1 AND binned_at IS NULL ORDER BY event_start DESC, created_at DESC, id",
        params![ward],
    )?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let of = "doc IN (SELECT id FROM project WHERE ward = ?1 AND binned_at IS NULL)";
    let lines = ask.r.rows::<ProjectMeasureRow>(&format!("{of} ORDER BY rank, line"), params![ward])?;
    let mut lines = by_doc(lines, |m| m.doc);
    let mut found = by_doc(ask.r.rows::<ProjectFoundRow>(of, params![ward])?, |f| f.doc);
    let mut held = by_doc(ask.r.rows::<ProjectHeldRow>(of, params![ward])?, |h| h.doc);
    Ok(rows
        .into_iter()
        .map(|row| Whole {
            lines: lines.remove(&row.id).unwrap_or_default(),
            found: found.remove(&row.id).unwrap_or_default(),
            held: held.remove(&row.id).unwrap_or_default(),
            row,
        })
        .collect())
}

fn by_doc<R: Row>(rows: Vec<R>, doc: fn(&R) -> Uuid) -> HashMap<Uuid, Vec<R>> {
    let mut all: HashMap<Uuid, Vec<R>> = HashMap::new();
    for row in rows {
        all.entry(doc(&row)).or_default().push(row);
    }
    all
}

/// Returns one project of this PC, also one in the bin.
pub(crate) fn one(ask: &Ask, id: Uuid) -> Result<Whole, Fault> {
    Ok(Whole {
        row: ask.r.one::<ProjectRow>(id)?.ok_or_else(Fault::not_found)?,
        lines: ask.r.rows("doc = ?1 ORDER BY rank, line", params![id])?,
        found: ask.r.rows("doc = ?1", params![id])?,
        held: ask.r.rows("doc = ?1", params![id])?,
    })
}

/// Returns the checks that are due or late, the oldest first: one for each project, its first open one.
pub(crate) fn checks_due(ask: &Ask, today: NaiveDate) -> Result<Vec<ProjectCheckDue>, Fault> {
    let rows = ask.r.rows::<ProjectRow>(
        "ward = ?1 AND binned_at IS NULL AND next_on <= ?2 AND stopped_at IS NULL ORDER BY next_on, name, id",
        params![ask.ward()?.id, today.to_string()],
    )?;
    Ok(rows.iter().filter_map(|row| next_of(row, today)).collect())
}

/// Returns a project's first check that is not filled in; none while the event is to come, or after a stop.
fn next_of(row: &ProjectRow, today: NaiveDate) -> Option<ProjectCheckDue> {
    let due = iso_date(row.next_on.as_deref()?).ok()?;
    let over = iso_date(&row.event_end).is_ok_and(|end| today > end);
    (row.stopped_at.is_none() && over).then(|| ProjectCheckDue {
        project: row.id,
        name: row.name.clone(),
        check: row.next_check.clone(),
        on: due.to_string(),
        state: check_state(Some(due), today, false).as_str().to_owned(),
        left: row.next_left,
        measures: row.measures,
        asked: row.next_asked,
    })
}

pub(crate) fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// Returns what decides about a measure's numbers.
pub(crate) fn aim(unit: &str, direction: &str) -> Aim {
    Aim { up: direction == "up", share: unit == "percent" }
}

impl Whole {
    /// Returns the event's first and last day, when it has both.
    pub fn event(&self) -> Option<(NaiveDate, NaiveDate)> {
        iso_date(&self.row.event_start).ok().zip(iso_date(&self.row.event_end).ok())
    }

    fn at(&self, check: CheckDay, line: &str) -> Option<&ProjectFoundRow> {
        self.found.iter().find(|f| f.check_day == check.as_str() && f.line == line)
    }

    /// Returns how many measures a check has neither a number nor a reason for.
    pub fn left(&self, check: CheckDay) -> usize {
        let answered = |f: &ProjectFoundRow| f.value.is_some() || !f.not_measured.is_empty();
        self.lines.iter().filter(|m| !self.at(check, &m.line).is_some_and(answered)).count()
    }

    /// Returns what was said at a check.
    pub fn holding(&self, check: CheckDay) -> &str {
        self.held.iter().find(|h| h.check_day == check.as_str()).map_or("", |h| h.word.as_str())
    }

    fn full(&self, check: CheckDay) -> bool {
        self.left(check) == 0 && !self.holding(check).is_empty()
    }

    /// Returns where a check stands, and its day.
    pub fn check(&self, check: CheckDay, today: NaiveDate) -> (CheckState, Option<NaiveDate>) {
        let due = self.event().map(|(_, end)| check.due(end));
        (check_state(due, today, self.full(check)), due)
    }

    /// Returns where the project stands.
    pub fn state(&self, today: NaiveDate) -> ProjectState {
        let full = checks(self.row.check_120).iter().all(|c| self.check(*c, today).0 == CheckState::Done);
        project_state(self.event(), today, full, self.row.stopped_at.is_some())
    }

    /// Returns the latest check that has an answer of every measure; before the first, the latest that has any.
    fn latest(&self) -> Option<CheckDay> {
        let all = || checks(self.row.check_120).iter().rev().copied();
        let any = |c: &CheckDay| self.left(*c) < self.lines.len();
        all().find(|c| any(c) && self.left(*c) == 0).or_else(|| all().find(any))
    }

    /// Returns the project as the list shows it.
    pub fn tile(&self, today: NaiveDate, who: &HashMap<Uuid, String>) -> ProjectTile {
        let latest = self.latest();
        let (mut better, mut worse, mut same, mut not_measured) = (0, 0, 0, 0);
        for line in &self.lines {
            let Some(found) = latest.and_then(|c| self.at(c, &line.line)) else { continue };
            if !found.not_measured.is_empty() {
                not_measured += 1;
            }
            let (Some(before), Some(now)) = (line.baseline, found.value) else { continue };
            match change(before, now, aim(&line.unit, &line.direction), None).map(|c| c.way) {
                Some(Way::Better) => better += 1,
                Some(Way::Worse) => worse += 1,
                Some(Way::Same) => same += 1,
                None => {}
            }
        }
        let said = checks(self.row.check_120).iter().rev().map(|c| self.holding(*c)).find(|w| !w.is_empty());
        let day = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        ProjectTile {
            id: self.row.id,
            name: self.row.name.clone(),
            aim: self.row.aim.clone(),
            state: self.state(today).as_str().to_owned(),
            event_start: day(&self.row.event_start),
            event_end: day(&self.row.event_end),
            days_to_event: self.event().map(|(start, _)| days_between(today, start)).filter(|d| *d > 0),
            lead: self.row.lead.and_then(|t| who.get(&t).cloned()).unwrap_or_default(),
            measures: count(self.lines.len()),
            not_set: count(self.lines.iter().filter(|m| m.baseline.is_none() || m.target.is_none()).count()),
            better,
            worse,
            same,
            not_measured,
            latest_check: latest.map_or("", CheckDay::as_str).to_owned(),
            holding: said.unwrap_or_default().to_owned(),
            next: next_of(&self.row, today),
            clash: self.row.clash,
        }
    }
}

/// Writes a project's rows and its search words.
pub(crate) fn project(tx: &Tx, state: &State, changed_at: i64) -> Result<(), Fault> {
    let p = doc::read(state);
    let id = state.env.id;
    let body: String = [
        &p.aim,
        &p.why_now,
        &p.in_scope,
        &p.out_scope,
        &p.starts_with,
        &p.ends_with,
        &p.team,
        &p.stopped_why,
    ]
    .into_iter()
    .chain(p.measures.iter().flat_map(|m| [&m.name, &m.definition]))
    .chain(p.found.iter().map(|f| &f.note))
    .chain(p.held.iter().map(|h| &h.note))
    .chain(p.changes.iter().map(|c| &c.why))
    .filter(|t| !t.is_empty())
    .flat_map(|t| [t.as_str(), "\n"])
    .collect();
    crate::find::index(tx, state, &p.name, &body, p.stopped_at.is_some(), changed_at)?;
    let finite = |x: Option<f64>| x.filter(|x| x.is_finite());
    let lines: Vec<ProjectMeasureRow> = p
        .measures
        .into_iter()
        .map(|m| ProjectMeasureRow {
            doc: id,
            line: m.id,
            rank: m.rank,
            name: m.name,
            unit: m.unit,
            direction: m.direction,
            baseline: finite(m.baseline.value),
            target: finite(m.target),
            measure: m.measure,
        })
        .collect();
    let found: Vec<ProjectFoundRow> = p
        .found
        .into_iter()
        .map(|f| ProjectFoundRow {
            doc: id,
            check_day: f.check,
            line: f.line,
            value: finite(f.value),
            not_measured: f.not_measured,
        })
        .collect();
    let held: Vec<ProjectHeldRow> =
        p.held.into_iter().map(|h| ProjectHeldRow { doc: id, check_day: h.check, word: h.word }).collect();
    let row = ProjectRow {
        id,
        ward: state.env.ward,
        name: p.name,
        aim: p.aim,
        lead: p.lead,
        event_start: p.event_start,
        event_end: p.event_end,
        check_120: p.check_120,
        stopped_at: p.stopped_at,
        binned_at: state.deleted_at,
        next_check: String::new(),
        next_on: None,
        next_left: 0,
        measures: count(lines.len()),
        next_asked: false,
        clash: !p.clashes.is_empty(),
        created_at: state.env.created_at,
        updated_at: changed_at,
    };
    let mut whole = Whole { row, lines, found, held };
    if let Some(next) = checks(p.check_120).iter().copied().find(|c| !whole.full(*c)) {
        whole.row.next_check = next.as_str().to_owned();
        whole.row.next_on = whole.event().map(|(_, end)| next.due(end).to_string());
        whole.row.next_left = count(whole.left(next));
        whole.row.next_asked = whole.holding(next).is_empty();
    }
    tx.replace(id, &whole.lines)?;
    tx.replace(id, &whole.found)?;
    tx.replace(id, &whole.held)?;
    Ok(tx.put(&whole.row)?)
}
