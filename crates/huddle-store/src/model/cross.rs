//! Days of safety crosses, as people marked them.

use uuid::Uuid;

crate::rows! {
    /// One marked day of one cross.
    table "cross_day" CrossDayRow {
        /// The year's document.
        doc: Uuid [key],
        /// The day, ISO.
        date: String [key],
        ward: Uuid,
        /// Key of the cross in the ward.
        cross_key: String,
        /// `safe`, `near_miss` or `harm`; of values that clash, the worst.
        state: String,
        count: i64,
        incident_ref: String,
        not_reported: bool,
        note: String,
        marked_by: Option<Uuid>,
        marked_at: Option<i64>,
        late: bool,
        /// Entered later from paper.
        from_paper: bool,
        clash: bool,
    }
    indexes ["ward, cross_key, date"]
}

crate::rows! {
    /// One year of one cross at a glance: what counting needs, without reading every day.
    table "cross_year" CrossYearRow {
        /// The year's document.
        doc: Uuid [key],
        ward: Uuid,
        /// Key of the cross in the ward.
        cross_key: String,
        year: i64,
        /// One letter a day from 1 January: `h` harm, `n` near miss, `s` safe, `.` not marked.
        days: String,
        /// Days of harm without an incident number.
        not_reported: i64,
    }
    indexes ["ward, cross_key, year"]
}
