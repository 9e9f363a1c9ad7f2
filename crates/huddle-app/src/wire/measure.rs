//! Measures, readings and their charts.

use super::{ClashView, HistoryLine, request, view};
use uuid::Uuid;

request! {
    MeasureDefine {
        name: String,
        lane: String,
        definition: String,
        /// count, percent, ratio, number, days_between
        value_kind: String,
        unit: String,
        numerator_label: Option<String>,
        denominator_label: Option<String>,
        /// Fixed sample size, for "out of 10".
        sample: Option<i64>,
        /// each_shift, daily, weekly, monthly
        frequency: String,
        /// up, down, neither
        direction: String,
        target: Option<f64>,
        decimals: i64,
        source: Option<String>,
        collected_by: Option<String>,
        /// `HH:MM` after which it is due
        due_after: Option<String>,
        include: Option<String>,
        exclude: Option<String>,
        /// What would be better, and for whom.
        for_whom: Option<String>,
        /// yes, partly, no: can this ward move it within 90 days?
        moves: Option<String>,
        /// under_two, longer: how long counting takes.
        takes: Option<String>,
        /// What might get worse because of it.
        may_worsen: Option<String>,
        /// The measure this one watches over, when it is its balance.
        balances: Option<Uuid>,
        /// ward, trust, national: whose aim it serves; empty for no thread yet.
        serves: Option<String>,
        /// The aim in a few words.
        serves_what: Option<String>,
        /// auto, run, xmr: which chart it is drawn as; absent for auto.
        chart: Option<String>,
        /// mdc2024, ptd, anhoej, perla: whose rules judge it; absent for the usual ones.
        rule_set: Option<String>,
        /// 6, 7: how many in a row count; absent for seven.
        run_length: Option<String>,
        /// yes, no: big jumps are left out of the limits; absent for what the rule set does.
        screen: Option<String>,
    }
    /// Sets one field. `why` is needed where the meaning changes and readings are there already.
    MeasureSet { id: Uuid, field: String, value: serde_json::Value, why: Option<String> }
    /// What is known of a measure somebody is setting up.
    AdviceAsk {
        name: String,
        value_kind: String,
        /// How many are expected in a usual period.
        usual: Option<f64>,
        takes: Option<String>,
        moves: Option<String>,
        may_worsen: Option<String>,
    }
    /// live, resting, retired; a reason is needed to rest or retire.
    MeasureStatusSet { id: Uuid, status: String, why: String }
    /// Starts the usual range again from a day on: the numbers before it keep the range they had.
    MeasureRangeStart {
        id: Uuid,
        /// First day of the new range; there must be a number before it.
        from: String,
        why: String,
    }
    /// Takes a new start of the usual range back: the numbers on both sides share one range again.
    MeasureRangeJoin {
        id: Uuid,
        /// Id of the change, from `MeasureDetail`.
        change: String,
    }
    /// Enters one period. Exactly one of value, numerator (with denominator or sample), `not_measured`, `nothing_due`.
    ReadingSet {
        measure: Uuid,
        /// `frequency:period_start[:shift]`
        period: String,
        value: Option<f64>,
        n: Option<f64>,
        d: Option<f64>,
        plan: Option<f64>,
        why_different: Option<String>,
        note: Option<String>,
        not_measured: Option<String>,
        nothing_due: bool,
        ghost: Option<bool>,
        /// Typed in later from paper.
        from_paper: Option<bool>,
    }
    /// Enters a pasted column: all of it or nothing. Rows are numbered from 1 in a refusal.
    ReadingsPaste { rows: Vec<PastedCell>, overwrite: bool }
    /// One pasted line and the period it is for; a pair has a tab, "of" or a slash between its numbers.
    PastedCell { measure: Uuid, period: String, text: String }
    /// A measure's earlier periods, the newest at `until` (a date; the running period without it).
    BackAsk { measure: Uuid, until: Option<String> }
    /// Takes back what was entered for a period; history keeps it. `keep_plan` leaves what was planned.
    ReadingClear { measure: Uuid, period: String, keep_plan: bool }
    /// `narrow`: the chart is for a window of one column, where a wide drawing could not be read.
    MeasureAsk { id: Uuid, theme: Option<String>, narrow: Option<bool> }
    MeasuresAsk { theme: Option<String> }
    /// Looks at a CSV file or an Excel workbook and says what an import would do. Changes nothing.
    ImportPreviewAsk {
        bytes_base64: String,
        measure: Option<Uuid>,
        /// What a person took the columns for; without it they are guessed.
        columns: Option<Vec<ImportColumn>>,
        /// Where the series go; without it by their names.
        series: Option<Vec<ImportSeries>>,
    }
    /// Imports what a preview showed. `series` maps a series in the file to an existing measure or a new name.
    ReadingsImport {
        bytes_base64: String,
        series: Vec<ImportSeries>,
        lane: String,
        value_kind: String,
        direction: String,
        target: Option<f64>,
        overwrite: bool,
        /// The numerator in the file counts what went wrong: the measure counts the rest (denominator minus numerator).
        complement: Option<bool>,
        /// What a person took the columns for, as it was previewed.
        columns: Option<Vec<ImportColumn>>,
    }
    /// One series of the file and where it goes.
    ImportSeries { name: String, measure: Option<Uuid>, new_name: Option<String> }
    DueAsk { date: Option<String> }
}

view! {
    /// A small chart with its sentence.
    MeasureTile {
        id: Uuid,
        name: String,
        lane: String,
        unit: String,
        decimals: i64,
        frequency: String,
        /// Latest value in the measure's unit, `null` when there is none.
        latest: Option<f64>,
        latest_period: Option<String>,
        latest_text: String,
        /// Usual range, only with enough points.
        low: Option<f64>,
        high: Option<f64>,
        usual_text: String,
        sentence: String,
        /// `not_enough`, `no_readings`, `not_measured`, `nothing_entered`, `two_readings`, `steady`, or a
        /// signal: `better`, `worse`, `worth_a_look`
        reading: String,
        svg: String,
        stale: bool,
        status: String,
        role: String,
    }
    MeasuresView { measures: Vec<MeasureTile>, resting: Vec<MeasureTile> }
    PointView {
        period: String,
        start: String,
        shift: Option<String>,
        value: Option<f64>,
        text: String,
        n: Option<f64>,
        d: Option<f64>,
        plan: Option<f64>,
        why_different: String,
        note: String,
        ghost: bool,
        not_measured: String,
        nothing_due: bool,
        by: String,
        at: i64,
        late: bool,
        /// Entered later from paper.
        from_paper: bool,
        clash: bool,
    }
    MeasureDetail {
        tile: MeasureTile,
        svg: String,
        alt: String,
        /// The mean: the line through the middle where `median` is none.
        average: Option<f64>,
        /// The line through the middle where it is the median: on a run chart, and before 13 numbers.
        median: Option<f64>,
        /// `auto`, `run`, `xmr`, `days_between`, `tally`; empty for the usual one.
        chart: String,
        /// The rules a person chose: `mdc2024`, `ptd`, `anhoej`, `perla`; empty for the usual ones.
        chosen_rules: String,
        /// `6` or `7`; empty for seven.
        run_length: String,
        /// `yes` or `no`; empty for what the rule set does.
        screen: String,
        definition: String,
        include: String,
        exclude: String,
        value_kind: String,
        numerator_label: String,
        denominator_label: String,
        sample: Option<i64>,
        direction: String,
        target: Option<f64>,
        source: String,
        collected_by: String,
        due_after: String,
        points: Vec<PointView>,
        changes: Vec<MeasureChange>,
        clashes: Vec<ClashView>,
        history: Vec<HistoryLine>,
        /// Named in the chart's footer, for example `mdc2024`.
        rule_set: String,
        measure_type: String,
        for_whom: String,
        moves: String,
        takes: String,
        may_worsen: String,
        /// `ward`, `trust`, `national`; empty for no thread yet.
        serves: String,
        serves_what: String,
        /// The measure it watches over.
        balances: Option<NamedMeasure>,
        /// The measures that watch over it.
        balanced_by: Vec<NamedMeasure>,
        /// More than half of its counts are nought: days between say more.
        too_rare: bool,
    }
    NamedMeasure { id: Uuid, name: String }
    MeasureChange {
        id: String,
        /// The day it took effect.
        on: String,
        /// A field, a status, or `new_range`: from that day the usual range starts again.
        what: String,
        why: String,
        by: String,
        /// The target that held until then, with its unit; `none` where there was none, empty for any other change.
        was: String,
    }
    /// One box on the pad.
    ReadingDue {
        measure: Uuid,
        name: String,
        role: String,
        period: String,
        unit: String,
        value_kind: String,
        numerator_label: String,
        denominator_label: String,
        sample: Option<i64>,
        decimals: i64,
        due_after: String,
        /// The period is over and nobody entered it.
        overdue: bool,
        entered: Option<PointView>,
        /// The periods before it, oldest first; empty before the first entry.
        recent: Vec<RecentView>,
        /// What two PCs wrote apart for this period.
        clashes: Vec<ClashView>,
    }
    /// A period before the one that is asked for: what stands there, or that it is missing.
    RecentView {
        period: String,
        text: String,
        /// `in`, `missing`, `not_measured`, `nothing_due`
        state: String,
    }
    /// Earlier periods of one measure, oldest first, filled or not.
    BackView {
        measure: Uuid,
        name: String,
        status: String,
        rows: Vec<ReadingDue>,
        /// The day to ask for to see the periods before these.
        earlier: String,
        /// The day to ask for to see the periods after these; `null` at the running period.
        later: Option<String>,
    }
    /// Something to think about before a measure is set up.
    Advice {
        /// `cannot_move`, `too_long`, `two_in_one`, `too_rare`, `no_balance`
        code: String,
        /// The question it belongs to.
        field: String,
    }
    AdviceView { advice: Vec<Advice> }
    /// A measure to start from.
    Starter {
        key: String,
        name: String,
        lane: String,
        definition: String,
        value_kind: String,
        unit: String,
        numerator_label: String,
        denominator_label: String,
        frequency: String,
        direction: String,
        decimals: i64,
        source: String,
        /// What to look out for.
        watch: String,
    }
    StartersView { starters: Vec<Starter> }
    DueView { date: String, rows: Vec<ReadingDue> }
    ImportFault { row: i64, column: String, code: String, params: std::collections::BTreeMap<String, String> }
    ImportFound { name: String, readings: i64, first: String, last: String, frequency: String, numerator: bool, denominator: bool, already_there: i64, different: i64, measure: Option<Uuid> }
    ImportPreview { series: Vec<ImportFound>, columns: Vec<ImportColumn>, faults: Vec<ImportFault>, fault_count: i64, rows: i64, can_import: bool,
        /// `no_period_column`, `no_value_column`, `same_heading`: a person must say what the columns are; empty for none.
        problem: String,
        /// Name of the sheet that was read; empty for a CSV file.
        sheet: String,
        /// Other sheets of the workbook with something in them.
        more_sheets: i64,
    }
    /// How a column was understood: period, value, numerator, denominator, series, note, ignored.
    ImportColumn { name: String, used_as: String }
    Imported { measures: Vec<Uuid>, readings: i64, unchanged: i64, saved_at: i64 }
}
