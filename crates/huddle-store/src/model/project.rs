//! Improvement projects, as their list and the board need them.

use uuid::Uuid;

crate::rows! {
    /// A project.
    table "project" ProjectRow {
        id: Uuid [key],
        ward: Uuid,
        name: String,
        aim: String,
        lead: Option<Uuid>,
        /// First and last day, ISO; empty while there is no date.
        event_start: String,
        event_end: String,
        check_120: bool,
        stopped_at: Option<i64>,
        /// The first check that is not filled in (`30`, `60`, `90`, `120`); empty when all are.
        next_check: String,
        /// Its day, ISO; none while the event has no date.
        next_on: Option<String>,
        /// Measures it has neither a number nor a reason for, of how many.
        next_left: i64,
        measures: i64,
        /// Nobody has said at it whether it still holds.
        next_asked: bool,
        binned_at: Option<i64>,
        clash: bool,
        created_at: i64,
        updated_at: i64,
    }
    indexes ["ward, binned_at, next_on"]
}

crate::rows! {
    /// One measure of a project.
    table "project_measure" ProjectMeasureRow {
        /// The project's document.
        doc: Uuid [key],
        line: String [key],
        rank: String,
        name: String,
        /// Key of a unit, or the ward's own word.
        unit: String,
        /// `up` or `down`.
        direction: String,
        baseline: Option<f64>,
        target: Option<f64>,
        measure: Option<Uuid>,
    }
    indexes []
}

crate::rows! {
    /// What one check found of one measure.
    table "project_found" ProjectFoundRow {
        /// The project's document.
        doc: Uuid [key],
        /// `30`, `60`, `90`, `120`.
        check_day: String [key],
        line: String [key],
        value: Option<f64>,
        /// Why it was not measured; empty when it was.
        not_measured: String,
    }
    indexes []
}

crate::rows! {
    /// What a person said at a check: does it still hold?
    table "project_held" ProjectHeldRow {
        /// The project's document.
        doc: Uuid [key],
        check_day: String [key],
        /// `yes`, `partly`, `no`.
        word: String,
    }
    indexes []
}
