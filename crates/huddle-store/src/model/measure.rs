//! Measures and their readings, as the charts and the pad need them.

use uuid::Uuid;

crate::rows! {
    /// A measure as the screens show it.
    table "measure" MeasureRow {
        /// The measure's document.
        id: Uuid [key],
        ward: Uuid,
        name: String,
        lane: String,
        /// Key of a unit, or the ward's own word.
        unit: String,
        /// `count`, `percent`, `ratio`, `number`, `days_between`.
        value_kind: String,
        numerator_label: String,
        denominator_label: String,
        sample: Option<i64>,
        /// `each_shift`, `daily`, `weekly`, `monthly`.
        frequency: String,
        /// `up`, `down`, `neither`.
        direction: String,
        target: Option<f64>,
        /// Earlier targets with the day until which each held, `2026-11-02=95 2026-11-20=none`; empty for none.
        old_targets: String,
        decimals: i64,
        /// `auto`, `run`, `xmr`, `days_between`, `tally`; empty for the usual one.
        chart: String,
        /// `mdc2024`, `ptd`, `anhoej`, `perla`; empty for the usual one.
        rule_set: String,
        /// `6` or `7`; empty for seven.
        run_length: String,
        /// `yes` or `no`; empty for what the rule set does.
        screen: String,
        /// Days from which the usual range starts again, `2026-11-02`, in order and with a space between;
        /// empty for none.
        new_ranges: String,
        /// `live`, `resting`, `retired`.
        status: String,
        /// Key of the planned-and-actual row it feeds; empty for none.
        role: String,
        /// `HH:MM`, empty for none.
        due_after: String,
        rank: String,
        /// `ward`, `trust`, `national`; empty for no thread yet.
        serves: String,
        /// The measure this one watches over.
        balances: Option<Uuid>,
        on_wall: bool,
        binned_at: Option<i64>,
        created_at: i64,
        updated_at: i64,
    }
    indexes ["ward, binned_at, rank"]
}

crate::rows! {
    /// One reading of one period.
    table "reading" ReadingRow {
        /// The year's document.
        doc: Uuid [key],
        /// `frequency:start[:shift]`.
        period: String [key],
        measure: Uuid,
        /// First day of the period, ISO.
        start: String,
        /// `day` or `night` for a shift's reading, else empty.
        shift: String,
        n: Option<f64>,
        d: Option<f64>,
        value: Option<f64>,
        plan: Option<f64>,
        why_different: String,
        note: String,
        ghost: bool,
        not_measured: String,
        nothing_due: bool,
        entered_by: Option<Uuid>,
        entered_at: i64,
        late: bool,
        /// Entered later from paper.
        from_paper: bool,
        clash: bool,
    }
    indexes ["measure, start, shift"]
}
