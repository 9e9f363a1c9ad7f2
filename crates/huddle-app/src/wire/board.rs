//! Our board: at a glance, all cards, one card, put away, bin, find.

use super::{ClashView, HistoryLine, TextView, request, view};
use crate::wire::{MeasureTile, ProjectCheckDue};
use uuid::Uuid;

request! {
    /// Adds a card. Only the title is needed; without a lane it waits under "To sort".
    CardAdd {
        title: String,
        lane: Option<String>,
        column: Option<String>,
        card_kind: Option<String>,
        owner: Option<Uuid>,
        due: Option<String>,
        why: Option<String>,
    }
    /// Moves a card to a column or rail, before another card or to the end; `lane` moves it across lanes too.
    CardMove { id: Uuid, column: String, before: Option<Uuid>, lane: Option<String>, result: Option<String> }
    CardCheckAdd { id: Uuid, text: String }
    CardCheckSet { id: Uuid, item: Uuid, done: Option<bool>, text: Option<String>, remove: bool }
    CardComment { id: Uuid, text: String }
    /// Says that a tile helps with a card; `on` false: no longer.
    CardHelperSet { id: Uuid, tile: Uuid, on: bool }
    /// Points a card to another record: a card, standard_work, measure, escalation, idea or huddle.
    CardLink { id: Uuid, target: Uuid }
    /// Takes a link off a card; `link` is its key in `CardDetail`.
    CardUnlink { id: Uuid, link: String }
    /// `on` false takes "me too" back. Needs a tile.
    CardMeToo { id: Uuid, on: bool }
    /// Puts a card away (still searchable) or brings it back.
    CardPutAway { id: Uuid, away: bool }
    /// Which cards to show; empty means all.
    CardsAsk { lane: Option<String>, owner: Option<Uuid>, text: Option<String> }
    /// One card; `tile` is who looks, for "me too".
    CardAsk { id: Uuid, tile: Option<Uuid> }
    /// At a glance, its small charts drawn for `theme` (`null`: the one this PC prefers).
    GlanceAsk { theme: Option<String> }
    PageAsk { before: Option<i64>, limit: usize }
    FindAsk { text: String, limit: usize }
    /// Puts a record in the bin or brings it back. `kind`: card, notice, idea, escalation, standard_work, measure.
    BinSet { id: Uuid, binned: bool }
}

view! {
    CardTile {
        id: Uuid,
        title: String,
        card_kind: String,
        lane: Option<String>,
        column: String,
        owner: Option<String>,
        owner_id: Option<Uuid>,
        due: Option<String>,
        overdue: bool,
        status: String,
        /// Whole days since it came to this column.
        age_days: i64,
        /// Older than the column's limit.
        old: bool,
        checks_done: i64,
        checks: i64,
        comments: i64,
        me_too: i64,
        blocked: bool,
        clash: bool,
        updated_at: i64,
    }
    CardColumn { key: String, label: String, limit: Option<i64>, count: i64, over: bool }
    /// All cards: `cards` in board order; `to_sort` are cards without a lane.
    BoardView {
        columns: Vec<CardColumn>,
        cards: Vec<CardTile>,
        to_sort: Vec<CardTile>,
        parked: Vec<CardTile>,
        waiting: Vec<CardTile>,
        /// Set when a filter hides something: how many are hidden.
        hidden: i64,
        live: i64,
        /// Over 200 live cards.
        tidy: bool,
    }
    CheckItem { id: Uuid, text: String, done: bool }
    Helper { tile: Uuid, initials: String }
    /// What a card points to. A huddle's title is its date.
    CardLinkView { id: String, kind: String, target: Uuid, title: String, binned: bool }
    CommentView { id: Uuid, text: String, by: String, at: i64 }
    CardDetail {
        card: CardTile,
        why: String,
        helpers: Vec<Helper>,
        links: Vec<CardLinkView>,
        /// How it comes back when it is done: daily, weekdays, weekly, monthly; empty for never.
        recurs: String,
        /// The day the next one is due when this one is done today.
        comes_again: Option<String>,
        size: String,
        blocked_by: String,
        result: String,
        waste_tag: String,
        raised_by: String,
        created_at: i64,
        column_since: i64,
        put_away_at: Option<i64>,
        binned_at: Option<i64>,
        notes: TextView,
        checklist: Vec<CheckItem>,
        comments: Vec<CommentView>,
        me_too_mine: bool,
        clashes: Vec<ClashView>,
        history: Vec<HistoryLine>,
    }
    PutAwayView { cards: Vec<CardTile>, more: bool }
    BinItem { id: Uuid, kind: String, title: String, binned_at: i64 }
    BinView { items: Vec<BinItem> }
    /// At a glance: one row a lane.
    GlanceView {
        lanes: Vec<GlanceLane>,
        /// Checks of improvement projects that are due or late, the oldest first.
        checks: Vec<ProjectCheckDue>,
    }
    GlanceLane {
        key: String,
        label: String,
        subtitle: String,
        status: String,
        status_note: String,
        status_by: String,
        status_at: Option<i64>,
        /// Planned and actual rows of this shift.
        rows: Vec<ShiftNumber>,
        measures: Vec<MeasureTile>,
        doing: i64,
        doing_limit: Option<i64>,
        doing_oldest_days: Option<i64>,
        waiting: i64,
        waiting_oldest_at: Option<i64>,
    }
    /// Planned and actual of one thing this shift.
    ShiftNumber {
        measure: Uuid,
        role: String,
        label: String,
        plan: Option<f64>,
        actual: Option<f64>,
        why_different: String,
        by: String,
        at: Option<i64>,
        /// Nobody has touched it this shift.
        stale: bool,
        clash: bool,
    }
    FindHit {
        id: Uuid,
        kind: String,
        title: String,
        snippet: String,
        put_away: bool,
        at: i64,
        /// What opens it when that is not the record itself: the measure of a year of numbers, the month
        /// (`YYYY-MM`) of a year of a cross.
        opens: Option<String>,
    }
    FindView { hits: Vec<FindHit>, took_ms: f64 }
}
