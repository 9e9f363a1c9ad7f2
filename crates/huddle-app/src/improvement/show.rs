//! The list of projects, and one project in full.

use super::rows::{Whole, aim, all, count, one};
use crate::edit;
use crate::exec::Ask;
use crate::fault::Fault;
use crate::wire::*;
use huddle_core::Uuid;
use huddle_core::project::{MOST_MEASURES, checks, is_fixed};
use huddle_core::time::local_date;
use huddle_core::validate::iso_date;
use huddle_doc::kinds::project::{self as doc, Found, Line, Project};
use huddle_spc::project::{Change, LEAST_PAIRS, Says, Way, change, together};
use huddle_store::MeasureRow;
use std::collections::HashMap;

/// Returns the ward's projects: what is going on, then what is over.
pub fn projects_get(ask: &Ask, _: Nothing) -> Result<ProjectsView, Fault> {
    let conf = ask.ward()?;
    let today = conf.date(ask.now);
    let who = crate::board::initials_map(ask.r, conf.id)?;
    let tiles = all(ask)?.iter().map(|p| p.tile(today, &who)).collect::<Vec<_>>();
    let over = |t: &ProjectTile| matches!(t.state.as_str(), "finished" | "stopped");
    let (before, mut now): (Vec<_>, Vec<_>) = tiles.into_iter().partition(over);
    // What asks for something first: a check that is late, then the next day that comes.
    now.sort_by_key(|t| {
        let next = t.next.as_ref().map(|c| c.on.clone());
        next.or_else(|| t.event_start.clone()).unwrap_or_else(|| "9999".to_owned())
    });
    Ok(ProjectsView { now, before })
}

/// Returns one project with its measures, its checks and what was changed on the way.
pub fn project_get(ask: &Ask, req: ProjectAsk) -> Result<ProjectView, Fault> {
    let theme = crate::measure::theme(ask, req.theme.as_deref())?;
    let conf = ask.ward()?;
    let today = conf.date(ask.now);
    let who = crate::board::initials_map(ask.r, conf.id)?;
    let whole = one(ask, req.id)?;
    let p = doc::read(ask.doc(req.id)?.state());
    let name = |id: Option<Uuid>| id.and_then(|id| who.get(&id).cloned()).unwrap_or_default();
    let start = iso_date(&p.event_start).ok();
    let days = check_views(&whole, &p, today, &name);
    let mut lines = Vec::with_capacity(p.measures.len());
    for line in &p.measures {
        let mut shown = line_view(&p, line, &name);
        if let Some(id) = line.measure {
            let row = ask.r.one::<MeasureRow>(id)?.filter(|m| m.binned_at.is_none());
            if let (Some(m), Some(event)) = (&row, whole.event()) {
                shown.series = super::series::step(ask, m, event, &line.direction)?;
            }
            shown.measure = row.map(|m| NamedMeasure { id: m.id, name: m.name });
        }
        let written = line.baseline.at.map(|at| local_date(at, conf.zone));
        shown.baseline_late =
            shown.baseline.is_some() && start.zip(written).is_some_and(|(start, written)| written >= start);
        shown.svg = super::drawn::drawing(&shown, &days, theme, req.narrow == Some(true));
        lines.push(shown);
    }
    Ok(ProjectView {
        tile: whole.tile(today, &who),
        checks: days,
        reasons: p
            .changes
            .iter()
            .map(|c| ProjectReason {
                at: c.at.unwrap_or(0),
                by: name(c.by),
                what: c.what.clone(),
                measure: c.name.clone(),
                was: c.was.clone(),
                now: c.now.clone(),
                why: c.why.clone(),
            })
            .collect(),
        together: groups(&lines),
        lines,
        fixed: is_fixed(start, today),
        most: count(MOST_MEASURES),
        why_now: p.why_now,
        in_scope: p.in_scope,
        out_scope: p.out_scope,
        starts_with: p.starts_with,
        ends_with: p.ends_with,
        team: p.team,
        lead: p.lead,
        patient_voice: p.patient_voice,
        check_120: p.check_120,
        stopped_at: p.stopped_at,
        stopped_why: p.stopped_why,
        clashes: edit::clash_views(ask, req.id)?,
        history: crate::project::history_lines(ask.r, req.id)?,
    })
}

fn check_views(
    whole: &Whole,
    p: &Project,
    today: chrono::NaiveDate,
    name: &impl Fn(Option<Uuid>) -> String,
) -> Vec<ProjectCheckView> {
    let view = |check: &huddle_core::project::CheckDay| {
        let (state, due) = whole.check(*check, today);
        let held = p.held.iter().find(|h| h.check == check.as_str());
        ProjectCheckView {
            check: check.as_str().to_owned(),
            on: due.map(|d| d.to_string()),
            state: state.as_str().to_owned(),
            left: count(whole.left(*check)),
            holding: held.map(|h| h.word.clone()).unwrap_or_default(),
            note: held.map(|h| h.note.clone()).unwrap_or_default(),
            by: name(held.and_then(|h| h.by)),
            at: held.and_then(|h| h.at),
        }
    };
    checks(p.check_120).iter().map(view).collect()
}

fn line_view(p: &Project, line: &Line, name: &impl Fn(Option<Uuid>) -> String) -> ProjectLine {
    let moved = |value: f64| -> Option<ProjectChange> {
        let before = line.baseline.value?;
        change(before, value, aim(&line.unit, &line.direction), line.target).map(|c| change_view(&c))
    };
    let cells: Vec<ProjectCell> = checks(p.check_120)
        .iter()
        .map(|check| {
            let none = Found::default();
            let f = p.found.iter().find(|f| f.check == check.as_str() && f.line == line.id).unwrap_or(&none);
            ProjectCell {
                check: check.as_str().to_owned(),
                value: f.value,
                n: f.n,
                on: f.on.clone(),
                not_measured: f.not_measured.clone(),
                note: f.note.clone(),
                by: name(f.by),
                at: f.at,
                change: f.value.and_then(moved),
            }
        })
        .collect();
    let latest = cells.iter().rev().find_map(|c| Some((c, c.value?))).map(|(c, value)| ProjectLatest {
        check: c.check.clone(),
        value,
        change: c.change.clone(),
    });
    ProjectLine {
        id: Uuid::parse_str(&line.id).unwrap_or_default(),
        name: line.name.clone(),
        unit: line.unit.clone(),
        direction: line.direction.clone(),
        definition: line.definition.clone(),
        measure: None,
        series: None,
        baseline: line.baseline.value,
        baseline_n: line.baseline.n,
        baseline_on: line.baseline.on.clone(),
        baseline_by: name(line.baseline.by),
        baseline_late: false,
        target: line.target,
        cells,
        latest,
        svg: None,
    }
}

fn change_view(c: &Change) -> ProjectChange {
    ProjectChange {
        way: c.way.as_str().to_owned(),
        difference: c.difference,
        percent: c.percent.map(rounded),
        target: c.reached.map_or("", |yes| if yes { "met" } else { "not_met" }).to_owned(),
    }
}

/// Rounds a percentage to a whole number, a small one to one place, and never a change away.
fn rounded(percent: f64) -> f64 {
    if percent.abs() >= 10.0 {
        percent.round()
    } else if percent == 0.0 {
        0.0
    } else {
        ((percent * 10.0).round() / 10.0).abs().max(0.1).copysign(percent)
    }
}

/// Looks at the measures of one unit and one better way together, where there are two or more.
fn groups(lines: &[ProjectLine]) -> Vec<ProjectTogether> {
    let mut by_unit: Vec<((&str, &str), Vec<&ProjectLine>)> = Vec::new();
    let mut at: HashMap<(&str, &str), usize> = HashMap::new();
    for line in lines {
        let key = (line.unit.as_str(), line.direction.as_str());
        let place = *at.entry(key).or_insert_with(|| {
            by_unit.push((key, Vec::new()));
            by_unit.len() - 1
        });
        if let Some((_, of)) = by_unit.get_mut(place) {
            of.push(line);
        }
    }
    by_unit
        .into_iter()
        .filter(|(_, of)| of.len() > 1)
        .map(|((unit, way), of)| group(unit, way, &of))
        .collect()
}

fn group(unit: &str, direction: &str, of: &[&ProjectLine]) -> ProjectTogether {
    let before: Vec<Option<f64>> = of.iter().map(|l| l.baseline).collect();
    let now: Vec<Option<f64>> = of.iter().map(|l| l.latest.as_ref().map(|c| c.value)).collect();
    let seen = together(&before, &now);
    let (pair, said) = (&seen.paired, seen.says != Says::TooFew);
    let shown = pair.mean_diff.filter(|_| said);
    let way = pair.baseline.mean.zip(pair.post.mean);
    let way = way.and_then(|(b, n)| change(b, n, aim(unit, direction), None)).map_or(Way::Same, |c| c.way);
    let test = pair.test.as_ref().filter(|_| said);
    ProjectTogether {
        unit: unit.to_owned(),
        direction: direction.to_owned(),
        pairs: count(pair.pairs),
        least: count(LEAST_PAIRS),
        says: seen.says.as_str().to_owned(),
        before: pair.baseline.mean,
        now: pair.post.mean,
        // The statistics say before minus now; the screen says how far it moved.
        difference: shown.map(|d| -d),
        low: test.map(|t| -t.ci95.1),
        high: test.map(|t| -t.ci95.0),
        way: way.as_str().to_owned(),
        p: test.map(|t| t.p),
        rank_p: pair.wilcoxon.filter(|_| said).map(|(_, p)| p),
    }
}

#[cfg(test)]
mod tests {
    use super::rounded;

    #[test]
    fn a_percentage_is_round_and_a_small_change_stays_a_change() {
        assert_eq!(rounded(-33.333), -33.0);
        assert_eq!(rounded(4.26), 4.3);
        assert_eq!(rounded(0.004), 0.1);
        assert_eq!(rounded(-0.004), -0.1);
        assert_eq!(rounded(0.0), 0.0);
    }
}
