//! The week as lists for spreadsheets. Every list opens with the same six columns, so that the files
//! of many wards and weeks can be put under one another.

use crate::words;
use chrono::NaiveDate;
use huddle_core::cross::DayState;
use huddle_core::report::WeekReport;

/// The columns every list opens with.
pub const COMMON: [&str; 6] = ["Ward", "Ward id", "Week from", "Week to", "Version", "Definition id"];

/// One value of a list.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Words; never taken for a formula.
    Text(String),
    /// A number.
    Number(f64),
    /// A day.
    Date(NaiveDate),
    /// Nothing.
    Blank,
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        if text.is_empty() { Cell::Blank } else { Cell::Text(text.to_owned()) }
    }
}
impl From<&String> for Cell {
    fn from(text: &String) -> Self {
        Cell::from(text.as_str())
    }
}
impl From<u32> for Cell {
    fn from(n: u32) -> Self {
        Cell::Number(f64::from(n))
    }
}
impl From<f64> for Cell {
    fn from(n: f64) -> Self {
        if n.is_finite() { Cell::Number(n) } else { Cell::Blank }
    }
}
impl From<NaiveDate> for Cell {
    fn from(day: NaiveDate) -> Self {
        Cell::Date(day)
    }
}
impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Cell::Blank, Into::into)
    }
}

/// One list.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Its name, a good name for a sheet too.
    pub name: &'static str,
    /// All columns, [`COMMON`] first.
    pub columns: Vec<&'static str>,
    /// The rows, as wide as the columns.
    pub rows: Vec<Vec<Cell>>,
}

/// Builds the rows of one list of one week.
struct Rows<'a> {
    week: &'a WeekReport,
    table: Table,
}

impl<'a> Rows<'a> {
    fn new(week: &'a WeekReport, name: &'static str, columns: &[&'static str]) -> Self {
        let columns = COMMON.iter().chain(columns).copied().collect();
        Rows { week, table: Table { name, columns, rows: Vec::new() } }
    }

    fn row(&mut self, definition: &str, cells: Vec<Cell>) {
        let w = self.week;
        let mut row: Vec<Cell> = vec![
            (&w.ward.name).into(),
            (&w.ward.id).into(),
            w.monday.into(),
            w.sunday().into(),
            w.version.into(),
            definition.into(),
        ];
        row.extend(cells);
        row.resize(self.table.columns.len(), Cell::Blank);
        self.table.rows.push(row);
    }
}

/// Makes every list of one week, also the empty ones: the sheets are the same in every file.
pub fn tables(w: &WeekReport) -> Vec<Table> {
    vec![
        week(w),
        measures(w),
        readings(w),
        crosses(w),
        board(w),
        cards(w),
        help(w),
        answered(w),
        late(w),
        tried(w),
        others(w),
        definitions(w),
    ]
}

/// Puts the lists of several weeks under one another.
pub fn stacked(weeks: &[&WeekReport]) -> Vec<Table> {
    let mut all: Vec<Table> = Vec::new();
    for week in weeks {
        for table in tables(week) {
            match all.iter_mut().find(|t| t.name == table.name) {
                Some(there) => there.rows.extend(table.rows),
                None => all.push(table),
            }
        }
    }
    all
}

fn week(w: &WeekReport) -> Table {
    let mut t = Rows::new(w, "Week", &["Item", "Number", "Words"]);
    let c = &w.complete;
    t.row("", vec!["Made".into(), Cell::Blank, (&words::moment(w.made)).into()]);
    for change in &w.changed {
        t.row("", vec!["Changed since the version before".into(), Cell::Blank, change.into()]);
    }
    for (item, number) in [
        ("Huddles held", c.huddles_held),
        ("Huddles planned", c.huddles_planned),
        ("Measures entered", c.measures_entered),
        ("Measures due", c.measures_due),
        ("Days of crosses not checked", c.days_not_checked),
        ("Harms without an incident number", w.harms_not_reported),
        ("Ideas new", w.ideas.new),
        ("Ideas answered", w.ideas.answered),
        ("Ideas waiting", w.ideas.waiting),
    ] {
        t.row("", vec![item.into(), number.into()]);
    }
    for (i, line) in w.lines.iter().enumerate() {
        let item = format!("Thing to know {}", i + 1);
        t.row("", vec![(&item).into(), Cell::Blank, line.into()]);
    }
    for flag in &w.staffing {
        t.row("", vec!["Staffing red flag".into(), flag.count.into(), (&flag.name).into()]);
    }
    t.table
}

fn measures(w: &WeekReport) -> Table {
    let mut t = Rows::new(
        w,
        "Measures",
        &[
            "Measure",
            "Lane",
            "Value",
            "Unit",
            "Usual low",
            "Usual high",
            "Reading",
            "In words",
            "Why missing",
        ],
    );
    for m in &w.measures {
        t.row(
            &m.definition_id,
            vec![
                (&m.name).into(),
                (&m.lane).into(),
                m.value.into(),
                (&m.unit).into(),
                m.usual_low.into(),
                m.usual_high.into(),
                words::standing(m.standing).into(),
                (&m.sentence).into(),
                (&m.missing).into(),
            ],
        );
    }
    t.table
}

fn readings(w: &WeekReport) -> Table {
    let mut t =
        Rows::new(w, "Readings", &["Measure", "Date", "Value", "Numerator", "Denominator", "Unit", "Note"]);
    for m in &w.measures {
        for r in &m.readings {
            t.row(
                &m.definition_id,
                vec![
                    (&m.name).into(),
                    r.date.into(),
                    r.value.into(),
                    r.numerator.into(),
                    r.denominator.into(),
                    (&m.unit).into(),
                    (&r.note).into(),
                ],
            );
        }
    }
    t.table
}

fn crosses(w: &WeekReport) -> Table {
    let mut t =
        Rows::new(w, "Crosses", &["Cross", "Date", "Day was", "Count", "Days since", "Days not checked"]);
    for c in &w.crosses {
        t.row(
            &c.definition_id,
            vec![
                (&c.name).into(),
                w.sunday().into(),
                "Whole run".into(),
                c.harms_this_week.into(),
                c.days_since.into(),
                c.not_checked.into(),
            ],
        );
        for d in &c.days {
            let was = match d.state {
                DayState::Safe => "Safe",
                DayState::NearMiss => "Near miss",
                DayState::Harm => "Harm",
            };
            let count = if d.state == DayState::Safe { 0 } else { d.count };
            t.row(&c.definition_id, vec![(&c.name).into(), d.date.into(), was.into(), count.into()]);
        }
    }
    t.table
}

fn board(w: &WeekReport) -> Table {
    let mut t = Rows::new(w, "Lanes", &["Lane", "Status", "Doing", "Oldest days", "Finished", "Waiting"]);
    for l in &w.lanes {
        t.row(
            "",
            vec![
                (&l.name).into(),
                (&l.status).into(),
                l.doing.into(),
                l.oldest_days.into(),
                l.finished.into(),
                l.waiting.into(),
            ],
        );
    }
    t.table
}

fn cards(w: &WeekReport) -> Table {
    let mut t = Rows::new(w, "Cards", &["Card", "Lane", "Column", "Owner", "Days in column", "Due"]);
    for c in &w.cards {
        t.row(
            "",
            vec![
                (&c.title).into(),
                (&c.lane).into(),
                (&c.column).into(),
                (&c.owner).into(),
                c.days.into(),
                c.due.into(),
            ],
        );
    }
    t.table
}

fn help(w: &WeekReport) -> Table {
    let mut t = Rows::new(
        w,
        "Asked for help",
        &["Number", "What we need", "To", "Who was told", "Raised", "Days open"],
    );
    for h in &w.help {
        t.row(
            "",
            vec![
                (&h.number).into(),
                (&h.ask).into(),
                (&h.to).into(),
                (&h.told).into(),
                h.raised.into(),
                h.days.into(),
            ],
        );
    }
    t.table
}

fn answered(w: &WeekReport) -> Table {
    let mut t = Rows::new(w, "Answers", &["Number", "What we need", "To", "Answer", "Answered"]);
    for a in &w.answered {
        t.row("", vec![(&a.number).into(), (&a.ask).into(), (&a.to).into(), (&a.answer).into(), a.on.into()]);
    }
    t.table
}

fn late(w: &WeekReport) -> Table {
    let mut t = Rows::new(w, "Late actions", &["Action", "Owner", "Due", "Days late"]);
    for a in &w.late {
        t.row("", vec![(&a.what).into(), (&a.owner).into(), a.due.into(), a.days.into()]);
    }
    t.table
}

fn tried(w: &WeekReport) -> Table {
    let mut t = Rows::new(w, "Tried", &["What we tried", "What we learned", "What we do now"]);
    for r in &w.tried {
        t.row("", vec![(&r.what).into(), (&r.learned).into(), (&r.decision).into()]);
    }
    t.table
}

fn others(w: &WeekReport) -> Table {
    let mut t = Rows::new(w, "Thanks and reviews", &["Kind", "Words", "Date"]);
    for thanks in &w.thanks {
        t.row("", vec!["Thanks".into(), thanks.into()]);
    }
    for review in &w.reviews {
        t.row("", vec!["Review due".into(), (&review.title).into(), review.due.into()]);
    }
    t.table
}

fn definitions(w: &WeekReport) -> Table {
    let mut t = Rows::new(w, "Definitions", &["Name", "What is counted", "Unit", "How often", "Lane"]);
    for m in &w.measures {
        t.row(
            &m.definition_id,
            vec![
                (&m.name).into(),
                (&m.definition).into(),
                (&m.unit).into(),
                (&m.frequency).into(),
                (&m.lane).into(),
            ],
        );
    }
    for c in &w.crosses {
        t.row(
            &c.definition_id,
            vec![(&c.name).into(), (&c.definition).into(), "harms".into(), "daily".into()],
        );
    }
    t.table
}
