//! Improvement projects: the event, up to eight measures, and the checks after it.

use super::{ClashView, HistoryLine, NamedMeasure, request, view};
use uuid::Uuid;

request! {
    /// Starts a project. Both days of the event, or none of them while there is no date.
    ProjectAdd {
        name: String,
        aim: String,
        event_start: Option<String>,
        event_end: Option<String>,
        check_120: bool,
    }
    /// Sets one text (`name`, `aim`, `why_now`, `in_scope`, `out_scope`, `starts_with`, `ends_with`, `team`), the
    /// tile that leads (`lead`), or `patient_voice`. Empty or `null` clears it.
    ProjectSet { id: Uuid, field: String, value: serde_json::Value }
    /// Sets the event's days and whether there is a check after 120 days. `why` once the event has started.
    ProjectDates {
        id: Uuid,
        event_start: Option<String>,
        event_end: Option<String>,
        check_120: bool,
        why: Option<String>,
    }
    /// What a measure was before the event. Without a value there is none.
    ProjectBaseline { value: Option<f64>, n: Option<i64>, on: Option<String> }
    /// Adds a measure, at most eight. `why` once the event has started.
    ProjectMeasureAdd {
        id: Uuid,
        name: String,
        /// A unit's key, or the ward's own word.
        unit: String,
        /// up, down
        direction: String,
        definition: Option<String>,
        /// The ward's measure it belongs to.
        measure: Option<Uuid>,
        baseline: Option<ProjectBaseline>,
        target: Option<f64>,
        why: Option<String>,
    }
    /// Changes a measure; what is left out stays. Unit, direction, baseline and target need `why` once the event
    /// has started.
    ProjectMeasureSet {
        id: Uuid,
        line: Uuid,
        name: Option<String>,
        unit: Option<String>,
        direction: Option<String>,
        definition: Option<String>,
        measure: Option<ProjectMeasureOf>,
        baseline: Option<ProjectBaseline>,
        target: Option<ProjectTarget>,
        why: Option<String>,
    }
    /// The ward's measure a line belongs to; `null` for none.
    ProjectMeasureOf { id: Option<Uuid> }
    /// A target; `null` for none.
    ProjectTarget { value: Option<f64> }
    /// Takes a measure off. `why` once the event has started.
    ProjectMeasureRemove { id: Uuid, line: Uuid, why: Option<String> }
    /// Writes what a check found of a measure: a value, or why it was not measured. Neither takes it back.
    ProjectCheckSet {
        id: Uuid,
        /// 30, 60, 90, 120
        check: String,
        line: Uuid,
        value: Option<f64>,
        n: Option<i64>,
        /// The day it was counted; today without it.
        on: Option<String>,
        not_measured: Option<String>,
        note: Option<String>,
    }
    /// Says at a check whether it still holds: yes, partly, no. Empty takes it back.
    ProjectHeldSet { id: Uuid, check: String, word: String, note: Option<String> }
    /// Stops a project, or goes on with it. Stopping needs a reason.
    ProjectStop { id: Uuid, stopped: bool, why: String }
    /// Asks for one project; its small charts are drawn in the theme, or in the one this PC prefers. `narrow`: they are
    /// for a window of one column, where wide drawings could not be read.
    ProjectAsk { id: Uuid, theme: Option<String>, narrow: Option<bool> }
}

view! {
    /// A project in the list.
    ProjectTile {
        id: Uuid,
        name: String,
        aim: String,
        /// planned, event, checking, finished, stopped
        state: String,
        event_start: Option<String>,
        event_end: Option<String>,
        /// Days to the event's first day, while it is to come.
        days_to_event: Option<i64>,
        lead: String,
        measures: i64,
        /// Measures without a number before, or without a target.
        not_set: i64,
        /// At the latest check that has an answer of every measure (else of any): how many measures went which way.
        better: i64,
        worse: i64,
        same: i64,
        not_measured: i64,
        /// 30, 60, 90, 120: the check these are of; empty before the first.
        latest_check: String,
        /// yes, partly, no: what was said last; empty when nobody was asked yet.
        holding: String,
        /// The next check that is not filled in.
        next: Option<ProjectCheckDue>,
        clash: bool,
    }
    /// A check that is to come, is due or late.
    ProjectCheckDue {
        project: Uuid,
        name: String,
        check: String,
        on: String,
        /// not_yet, soon, due, late
        state: String,
        /// Measures without a number or a reason, of how many.
        left: i64,
        measures: i64,
        /// Nobody has said whether it still holds.
        asked: bool,
    }
    ProjectsView {
        /// Planned, on, or with checks to come.
        now: Vec<ProjectTile>,
        /// Finished or stopped.
        before: Vec<ProjectTile>,
    }
    /// How far a number is from the one before the event.
    ProjectChange {
        /// better, worse, same
        way: String,
        /// Now minus before, in the unit (points for a percentage).
        difference: f64,
        /// In per cent of before, rounded to a whole number; `null` where that would mislead.
        percent: Option<f64>,
        /// met, not_met; empty without a target.
        target: String,
    }
    /// What one check found of one measure.
    ProjectCell {
        check: String,
        value: Option<f64>,
        n: Option<i64>,
        on: String,
        /// Why it was not measured; empty when it was, or when nothing is there yet.
        not_measured: String,
        note: String,
        by: String,
        at: Option<i64>,
        change: Option<ProjectChange>,
    }
    ProjectLine {
        id: Uuid,
        name: String,
        unit: String,
        direction: String,
        definition: String,
        measure: Option<NamedMeasure>,
        baseline: Option<f64>,
        baseline_n: Option<i64>,
        baseline_on: String,
        baseline_by: String,
        /// It was written down after the event had started.
        baseline_late: bool,
        target: Option<f64>,
        /// What the linked measure's own readings say; `null` without a link or a date.
        series: Option<ProjectSeries>,
        /// One for each check, in order.
        cells: Vec<ProjectCell>,
        /// The newest number after the event, and the check it is of.
        latest: Option<ProjectLatest>,
        /// Before, target and checks as a drawing; `null` without a number before, or until a check is due.
        svg: Option<String>,
    }
    /// The linked measure's readings before and after the event, by segmented regression.
    ProjectSeries {
        /// Readings before the event's first day and after its last one; those in between are left out.
        before: i64,
        after: i64,
        /// Fewest on either side that an estimate is worth.
        least: i64,
        /// too_few, step, no_clear_step
        says: String,
        /// How far the level stepped at the first reading after, with its 95% interval; the trend before is
        /// carried on.
        step: Option<f64>,
        low: Option<f64>,
        high: Option<f64>,
        /// better, worse; same without a clear step.
        way: String,
    }
    ProjectLatest { check: String, value: f64, change: Option<ProjectChange> }
    ProjectCheckView {
        check: String,
        on: Option<String>,
        /// not_yet, soon, due, late, done
        state: String,
        left: i64,
        /// yes, partly, no; empty when nobody was asked yet.
        holding: String,
        note: String,
        by: String,
        at: Option<i64>,
    }
    /// A change after the event had started, with its reason.
    ProjectReason {
        at: i64,
        by: String,
        /// baseline, target, unit, direction, added, removed, event_start, event_end
        what: String,
        /// The measure it is about; empty for the project itself.
        measure: String,
        was: String,
        now: String,
        why: String,
    }
    /// Measures in one unit, with one way that is better, looked at together: before and at their latest check.
    ProjectTogether {
        unit: String,
        direction: String,
        /// Measures with both numbers.
        pairs: i64,
        /// Fewest that a test is worth.
        least: i64,
        /// too_few, all_equal, more_than_chance, chance_could_do_it
        says: String,
        /// Mean before and now of those with both numbers.
        before: Option<f64>,
        now: Option<f64>,
        /// Mean of now minus before, with its 95% interval; `null` when nothing may be said.
        difference: Option<f64>,
        low: Option<f64>,
        high: Option<f64>,
        /// better, worse, same
        way: String,
        /// p of the paired t test, and of the exact signed rank test where it has an answer.
        p: Option<f64>,
        rank_p: Option<f64>,
    }
    ProjectView {
        tile: ProjectTile,
        why_now: String,
        in_scope: String,
        out_scope: String,
        starts_with: String,
        ends_with: String,
        team: String,
        lead: Option<Uuid>,
        patient_voice: bool,
        check_120: bool,
        /// Baselines and targets are fixed: the event has started.
        fixed: bool,
        most: i64,
        stopped_at: Option<i64>,
        stopped_why: String,
        lines: Vec<ProjectLine>,
        checks: Vec<ProjectCheckView>,
        reasons: Vec<ProjectReason>,
        together: Vec<ProjectTogether>,
        /// One measure's found values that two people entered differently stand here too.
        clashes: Vec<ClashView>,
        history: Vec<HistoryLine>,
    }
}
