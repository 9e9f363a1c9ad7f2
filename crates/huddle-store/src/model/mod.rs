//! The read model: tables that answer the screens, rebuildable at any time from the changes.
//!
//! Adding a table takes two steps:
//! 1. write a file here that declares it:
//!    ```ignore
//!    //! Cards as the board shows them.
//!    use uuid::Uuid;
//!    crate::rows! {
//!        /// A card as the board shows it.
//!        table "card" CardRow {
//!            /// The card's document.
//!            id: Uuid [key],
//!            ward: Uuid,
//!            title: String,
//!            due: Option<String>,
//!        }
//!        indexes ["ward, due"]
//!    }
//!    ```
//! 2. name it below: one `mod` line and one entry in [`TABLES`].
//!
//! Then `tx.put(&row)`, `tx.remove_rows::<CardRow>(id)`, `r.rows::<CardRow>("ward = ?1 ORDER BY due", params![ward])`
//! and `r.one::<CardRow>(id)` work. A table whose parent is a document (checklist items, readings) marks the
//! document id as its *first* key column, so that `remove_rows` clears all rows of the document.
//!
//! Changing any table here changes the stored schema hash; the store then drops the whole read model at the
//! next start and [`crate::OpenReport::rebuild`] asks the app to fill it again. No migration is written.

mod card;
mod clash;
mod cross;
mod history;
mod huddle;
mod measure;
mod notice;
mod procedure;
mod project;
mod raise;
mod ward;
mod week;

pub use card::CardRow;
pub use clash::ClashRow;
pub use cross::{CrossDayRow, CrossYearRow};
pub use history::HistoryRow;
pub use huddle::{ActionRow, HuddleRow};
pub use measure::{MeasureRow, ReadingRow};
pub use notice::NoticeRow;
pub use procedure::ProcedureRow;
pub use project::{ProjectFoundRow, ProjectHeldRow, ProjectMeasureRow, ProjectRow};
pub use raise::{EscalationRow, IdeaRow, ReplyRow};
pub use ward::{CrossDefRow, LaneRow, SectionRow, TileRow, WardRow};
pub use week::WeekRow;

use crate::rows::{Row, TableDef};

/// Lists every read-model table.
pub const TABLES: &[TableDef] = &[
    CardRow::DEF,
    ClashRow::DEF,
    HistoryRow::DEF,
    HuddleRow::DEF,
    ActionRow::DEF,
    NoticeRow::DEF,
    EscalationRow::DEF,
    ReplyRow::DEF,
    IdeaRow::DEF,
    WeekRow::DEF,
    WardRow::DEF,
    LaneRow::DEF,
    TileRow::DEF,
    CrossDefRow::DEF,
    CrossDayRow::DEF,
    CrossYearRow::DEF,
    MeasureRow::DEF,
    ReadingRow::DEF,
    ProcedureRow::DEF,
    ProjectRow::DEF,
    ProjectMeasureRow::DEF,
    ProjectFoundRow::DEF,
    ProjectHeldRow::DEF,
    SectionRow::DEF,
    crate::search::SearchRow::DEF,
];
