//! Our board: cards, their moves, and the board at a glance.
//!
//! Over 400 lines because every card command and its projection belong together: a field added to a
//! card is written, projected and shown here.

use crate::check::{maybe_date, needed, one_of, text};
use crate::exec::{Ask, Exec};
use crate::fault::Fault;
use crate::wire::*;
use crate::{edit, ward};
use huddle_core::Uuid;
use huddle_core::kind::Kind;
use huddle_core::place::{Place, rank_between};
use huddle_core::repeat::Repeat;
use huddle_core::text::Field;
use huddle_core::words::{
    CHECKLIST_LINES, CardKind, CardSize, Column, StatusWord, TIDY_AT_CARDS, age_in_column_days, is_old,
};
use huddle_doc::kinds::card;
use huddle_doc::{Edit, State};
use huddle_store::{CardRow, DocRow, LaneRow, Reader, SqlValue, TileRow, ToSql, Tx, params};
use serde_json::json;
use std::collections::HashMap;

/// Most cards one answer lists in the put-away list.
const PAGE: usize = 200;

pub(crate) fn live_cards(r: &Reader, ward: Uuid) -> Result<Vec<CardRow>, Fault> {
    Ok(r.rows::<CardRow>(
        "ward = ?1 AND binned_at IS NULL AND put_away_at IS NULL ORDER BY rank, id",
        params![ward],
    )?)
}

pub(crate) fn initials_map(r: &Reader, ward: Uuid) -> Result<HashMap<Uuid, String>, Fault> {
    Ok(r.rows::<TileRow>("ward = ?1", params![ward])?.into_iter().map(|t| (t.id, t.initials)).collect())
}

pub(crate) fn tile_of(ask: &Ask, card: CardRow, who: &HashMap<Uuid, String>) -> Result<CardTile, Fault> {
    let conf = ask.ward()?;
    let column = Column::parse(&card.column);
    let age_days = age_in_column_days(card.column_since, ask.now, conf.zone);
    let today = conf.date(ask.now).to_string();
    Ok(CardTile {
        overdue: card.due.as_ref().is_some_and(|due| *due < today) && column != Column::Done,
        age_days,
        old: is_old(age_days, column.default_age_limit_days()),
        owner: card.owner.and_then(|id| who.get(&id).cloned()),
        owner_id: card.owner,
        id: card.id,
        title: card.title,
        card_kind: card.card_kind,
        lane: card.lane,
        column: card.column,
        due: card.due,
        status: card.status,
        checks_done: card.checks_done,
        checks: card.checks,
        comments: card.comments,
        me_too: card.me_too,
        blocked: card.blocked,
        clash: card.clash,
        updated_at: card.updated_at,
    })
}

/// Returns the cards of the board in order, with what a filter hides counted.
pub fn cards_get(ask: &Ask, req: CardsAsk) -> Result<BoardView, Fault> {
    let ward = ask.ward()?.id;
    let cards = live_cards(ask.r, ward)?;
    let live = cards.len();
    let who = initials_map(ask.r, ward)?;
    let folded = req.text.as_deref().map(huddle_core::text::fold).filter(|t| !t.is_empty());
    let shown = |c: &CardRow| {
        req.lane.as_ref().is_none_or(|lane| c.lane.as_ref() == Some(lane))
            && req.owner.is_none_or(|owner| c.owner == Some(owner))
            && folded.as_ref().is_none_or(|t| huddle_core::text::fold(&c.title).contains(t.as_str()))
    };
    let mut view = BoardView {
        columns: Vec::new(),
        cards: Vec::new(),
        to_sort: Vec::new(),
        parked: Vec::new(),
        waiting: Vec::new(),
        hidden: 0,
        live: count(live),
        tidy: live > TIDY_AT_CARDS,
    };
    for column in ward::columns() {
        let n = count(cards.iter().filter(|c| c.column == column.key).count());
        view.columns.push(CardColumn {
            over: column.limit.is_some_and(|limit| n > limit),
            count: n,
            key: column.key,
            label: column.label,
            limit: column.limit,
        });
    }
    for card in cards {
        if !shown(&card) {
            view.hidden += 1;
            continue;
        }
        let tile = tile_of(ask, card, &who)?;
        match Column::parse(&tile.column) {
            Column::Parked => view.parked.push(tile),
            Column::Waiting => view.waiting.push(tile),
            _ if tile.lane.is_none() => view.to_sort.push(tile),
            _ => view.cards.push(tile),
        }
    }
    Ok(view)
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// Returns one card with everything that opens in the side sheet.
pub fn card_get(ask: &Ask, req: CardAsk) -> Result<CardDetail, Fault> {
    let row = ask.r.one::<CardRow>(req.id)?.ok_or_else(Fault::not_found)?;
    let who = initials_map(ask.r, row.ward)?;
    let card = card::read(ask.doc(req.id)?.state());
    let name = |id: Option<Uuid>| id.and_then(|id| who.get(&id).cloned()).unwrap_or_default();
    Ok(CardDetail {
        comes_again: crate::ties::comes_again(&card, ask.ward()?.date(ask.now)),
        links: crate::ties::links(ask, &card)?,
        recurs: card.recurs,
        why: card.why,
        helpers: card.helpers.iter().map(|id| Helper { tile: *id, initials: name(Some(*id)) }).collect(),
        size: card.size,
        blocked_by: card.blocked_by,
        result: card.result,
        waste_tag: card.waste_tag,
        raised_by: name(card.raised_by),
        created_at: row.created_at,
        column_since: row.column_since,
        put_away_at: row.put_away_at,
        binned_at: row.binned_at,
        notes: TextView { rev: edit::rev(&card.notes), text: card.notes },
        checklist: card
            .checklist
            .into_iter()
            .filter_map(|i| Some(CheckItem { id: Uuid::parse_str(&i.id).ok()?, text: i.text, done: i.done }))
            .collect(),
        comments: card
            .comments
            .into_iter()
            .filter_map(|c| {
                Some(CommentView {
                    id: Uuid::parse_str(&c.id).ok()?,
                    text: c.text,
                    by: name(c.by),
                    at: c.at.unwrap_or(0),
                })
            })
            .collect(),
        me_too_mine: req.tile.or(ask.caller.tile).is_some_and(|mine| card.me_too.contains(&mine)),
        clashes: edit::clash_views(ask, req.id)?,
        history: crate::project::history_lines(ask.r, req.id)?,
        card: tile_of(ask, row, &who)?,
    })
}

/// Returns cards that were put away, newest first.
pub fn put_away_get(ask: &Ask, req: PageAsk) -> Result<PutAwayView, Fault> {
    let ward = ask.ward()?.id;
    let who = initials_map(ask.r, ward)?;
    let limit = req.limit.clamp(1, PAGE);
    let mut rows = ask.r.rows::<CardRow>(
        "ward = ?1 AND binned_at IS NULL AND put_away_at IS NOT NULL AND put_away_at < ?2 ORDER BY put_away_at DESC LIMIT ?3",
        params![ward, req.before.unwrap_or(i64::MAX), count(limit + 1)],
    )?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    Ok(PutAwayView {
        cards: rows.into_iter().map(|c| tile_of(ask, c, &who)).collect::<Result<_, _>>()?,
        more,
    })
}

/// Returns what is in the bin, newest first.
pub fn bin_get(ask: &Ask, _: Nothing) -> Result<BinView, Fault> {
    let rows = ask.r.rows::<DocRow>(
        "deleted_at IS NOT NULL AND ward = ?1 ORDER BY deleted_at DESC LIMIT 500",
        params![ask.ward()?.id],
    )?;
    let mut items = Vec::new();
    for row in rows {
        let title = ask.r.title_of(row.id)?.unwrap_or_default();
        items.push(BinItem { id: row.id, kind: row.kind, title, binned_at: row.deleted_at.unwrap_or(0) });
    }
    Ok(BinView { items })
}

/// Returns the lane's key, or nothing when none was named.
pub(crate) fn known_lane(ex: &Exec, lane: Option<&str>) -> Result<String, Fault> {
    let Some(lane) = lane.filter(|l| !l.is_empty()) else { return Ok(String::new()) };
    let ward = ex.ward()?.id;
    let row = ex.r.first::<LaneRow>("ward = ?1 AND lane = ?2", params![ward, lane])?;
    one_of(row, "lane")?;
    Ok(lane.to_owned())
}

fn known_column(column: &str) -> Result<Column, Fault> {
    let parsed = Column::parse(column);
    one_of(parsed.is_known().then_some(parsed), "column")
}

/// Returns the rank at the end of a column, or just before a card.
fn rank_for(ex: &Exec, column: &str, before: Option<Uuid>, moving: Option<Uuid>) -> Result<String, Fault> {
    let (ward, moving) = (ex.ward()?.id, moving.unwrap_or_default());
    // The neighbours' ranks alone: a save must not read the whole board.
    let rank = |tail: &str, params: &[&dyn ToSql]| -> Result<Option<String>, Fault> {
        let rows = ex.r.values(
            &format!(
                "SELECT rank FROM card WHERE ward = ?1 AND binned_at IS NULL AND put_away_at IS NULL
                 AND \"column\" = ?2 AND id <> ?3 {tail}"
            ),
            params,
        )?;
        Ok(rows.into_iter().flatten().next().and_then(|cell| match cell {
            SqlValue::Text(rank) => Some(rank),
            _ => None,
        }))
    };
    let right = match before {
        Some(id) => rank("AND id = ?4", params![ward, column, moving, id])?.map(|rank| (rank, id)),
        None => None,
    };
    let left = match &right {
        Some((right, id)) => rank(
            "AND (rank, id) < (?4, ?5) ORDER BY rank DESC, id DESC LIMIT 1",
            params![ward, column, moving, right, id],
        )?,
        None => rank("ORDER BY rank DESC, id DESC LIMIT 1", params![ward, column, moving])?,
    };
    Ok(rank_between(left.as_deref(), right.as_ref().map(|(rank, _)| rank.as_str())))
}

/// Adds a card; one line is enough.
pub fn card_add(ex: &mut Exec, req: CardAdd) -> Result<Done, Fault> {
    let title = needed(&req.title, Field::CardTitle, "title")?;
    let lane = known_lane(ex, req.lane.as_deref())?;
    let column = known_column(req.column.as_deref().unwrap_or("new"))?;
    let kind = CardKind::parse(req.card_kind.as_deref().unwrap_or("problem"));
    let kind = one_of(kind.is_known().then_some(kind), "card_kind")?;
    let due = maybe_date(req.due.as_deref(), "due")?.map(|d| d.to_string()).unwrap_or_default();
    let rank = rank_for(ex, column.as_str(), None, None)?;
    ex.detail(json!({ "to": column.as_str() }));
    let new = card::NewCard {
        title,
        card_kind: kind.as_str().to_owned(),
        lane,
        place: Place::new(column.as_str(), &rank).to_string(),
        why: crate::check::maybe(req.why.as_deref(), Field::CardWhy, "why")?,
        owner: crate::huddle::known_tile(ex, req.owner, "owner")?,
        due,
        raised_by: ex.caller.tile,
        ..card::NewCard::default()
    };
    let edits = card::start(&new, ex.now);
    let id = ex.create_new(Kind::Card, &edits)?;
    Ok(Done::of(id))
}

/// Sets one short field of a card.
pub fn card_set(ex: &mut Exec, req: FieldSet) -> Result<Done, Fault> {
    let given = req.value.as_str().unwrap_or_default();
    let field = req.field.as_str();
    let edits = match field {
        "title" => card::set_title(&needed(given, Field::CardTitle, field)?),
        "why" => card::set_line(field, &text(given, Field::CardWhy, field)?),
        "blocked_by" => card::set_line(field, &text(given, Field::CardBlockedBy, field)?),
        "result" => card::set_line(field, &text(given, Field::CardResult, field)?),
        "waste_tag" => card::set_line(field, &text(given, Field::LaneLabel, field)?),
        "lane" => card::set_lane(&known_lane(ex, Some(given))?),
        "due" => card::set_due(&maybe_date(Some(given), field)?.map(|d| d.to_string()).unwrap_or_default()),
        "status" => {
            let word = one_of(StatusWord::parse(given), field)?;
            if ex.caller.tile.is_none() && word == StatusWord::OnTrack {
                return Err(Fault::user(
                    "needs_tile",
                    "Tap your name tile first. Green needs a person. Nothing was changed.",
                ));
            }
            card::set_status(word.as_str())
        }
        "card_kind" => {
            one_of(CardKind::parse(given).is_known().then_some(()), field)?;
            card::set_line(field, given)
        }
        "recurs" => {
            one_of((given.is_empty() || Repeat::parse(given).is_known()).then_some(()), field)?;
            card::set_line(field, given)
        }
        "size" => {
            one_of((given.is_empty() || CardSize::parse(given).is_known()).then_some(()), field)?;
            card::set_line(field, given)
        }
        "owner" => {
            let owner =
                if given.is_empty() { None } else { Some(one_of(Uuid::parse_str(given).ok(), field)?) };
            card::set_owner(crate::huddle::known_tile(ex, owner, field)?)
        }
        _ => return Err(Fault::user("unknown_word", "The app does not know this field. Nothing was saved.")),
    };
    ex.detail(json!({ "field": field }));
    let state = ex.state(req.id)?;
    let same = edits.iter().all(|edit| match edit {
        Edit::Put { path, value } => {
            state.at(path).and_then(huddle_doc::Node::to_value).as_ref() == Some(value)
        }
        _ => false,
    });
    if same {
        ex.note("nothing_to_do");
        return Ok(Done::of(req.id));
    }
    ex.edit(req.id, &edits)?;
    Ok(Done::of(req.id))
}

/// Edits a card's notes.
pub fn card_text(ex: &mut Exec, req: TextEdit) -> Result<TextState, Fault> {
    one_of((req.field == "notes").then_some(()), "field")?;
    edit::splice(ex, req.id, vec!["notes".to_owned()], Field::CardNotes, &req)
}

/// Moves a card. Its place is one value, so two moves apart are one clash and never half of each.
pub fn card_move(ex: &mut Exec, req: CardMove) -> Result<Done, Fault> {
    let to = known_column(&req.column)?;
    let state = ex.state(req.id)?;
    let from = Place::parse(state.str("place")).map_or_else(|| "new".to_owned(), |p| p.column);
    let rank = rank_for(ex, to.as_str(), req.before, Some(req.id))?;
    let mut edits = card::move_to(&Place::new(to.as_str(), &rank).to_string(), from != to.as_str(), ex.now);
    let lane = known_lane(ex, req.lane.as_deref())?;
    if !lane.is_empty() && state.str("lane") != lane {
        edits.extend(card::set_lane(&lane));
    }
    if to == Column::Done {
        // A result is needed to enter Done (domain.md B3): what came of it.
        let result = match &req.result {
            Some(result) => needed(result, Field::CardResult, "result")?,
            None => state.str("result").to_owned(),
        };
        if result.is_empty() {
            return Err(Fault::user(
                "result_needed",
                "Say in a line what came of it. The card has not moved.",
            )
            .field("result"));
        }
        if state.str("result") != result {
            edits.extend(card::set_line("result", &result));
        }
    }
    let again = to == Column::Done && from != to.as_str() && !state.str("recurs").is_empty();
    ex.detail(json!({ "from": from, "to": to.as_str(), "again": again }));
    if again {
        // The place the card leaves is its next one's, the same on every PC.
        let place = match Place::parse(state.str("place")) {
            Some(place) => place,
            None => Place::new(&from, &rank_for(ex, &from, None, Some(req.id))?),
        };
        edits.extend(crate::ties::next_card(ex, &state, &place)?);
    }
    ex.edit(req.id, &edits)?;
    Ok(Done::of(req.id))
}

/// Adds a line to a card's checklist.
pub fn card_check_add(ex: &mut Exec, req: CardCheckAdd) -> Result<Done, Fault> {
    let line = needed(&req.text, Field::ChecklistLine, "text")?;
    let list = card::read(&ex.state(req.id)?).checklist;
    if list.len() >= CHECKLIST_LINES {
        return Err(Fault::user("list_full", "A list has at most 10 lines. Nothing was added.")
            .param("max", CHECKLIST_LINES));
    }
    let rank = rank_between(list.last().map(|i| i.rank.as_str()), None);
    let item = ex.new_id()?.to_string();
    ex.edit(req.id, &card::add_check(&item, &line, &rank))?;
    Ok(Done::of(req.id))
}

/// Ticks, renames or removes a checklist line.
pub fn card_check_set(ex: &mut Exec, req: CardCheckSet) -> Result<Done, Fault> {
    let item = req.item.to_string();
    if !card::read(&ex.state(req.id)?).checklist.iter().any(|i| i.id == item) {
        return Err(Fault::not_found());
    }
    let mut edits = Vec::new();
    if req.remove {
        edits.extend(card::remove_check(&item));
    } else {
        if let Some(done) = req.done {
            edits.extend(card::tick(&item, done));
        }
        if let Some(line) = &req.text {
            edits.extend(card::set_check_text(&item, &needed(line, Field::ChecklistLine, "text")?));
        }
    }
    ex.detail(json!({ "done": req.done, "remove": req.remove }));
    ex.edit(req.id, &edits)?;
    Ok(Done::of(req.id))
}

/// Adds a comment to a card.
pub fn card_comment(ex: &mut Exec, req: CardComment) -> Result<Done, Fault> {
    let comment = needed(&req.text, Field::Comment, "text")?;
    let id = ex.new_id()?.to_string();
    ex.edit(req.id, &card::comment(&id, &comment, ex.caller.tile, ex.now))?;
    Ok(Done::of(req.id))
}

/// Says "me too", or takes it back; one for each tile, shown as a count only (PRI-2).
pub fn card_me_too(ex: &mut Exec, req: CardMeToo) -> Result<Done, Fault> {
    let Some(tile) = ex.caller.tile else {
        return Err(Fault::user("needs_tile", "Tap your name tile first. Nothing was changed."));
    };
    ex.edit(req.id, &card::me_too(tile, req.on))?;
    Ok(Done::of(req.id))
}

/// Puts a card away (still searchable) or brings it back.
pub fn card_put_away(ex: &mut Exec, req: CardPutAway) -> Result<Done, Fault> {
    ex.detail(json!({ "away": req.away }));
    let edits = if req.away { card::put_away(ex.now) } else { card::bring_back() };
    ex.edit(req.id, &edits)?;
    Ok(Done::of(req.id))
}

/// Writes a card's read-model rows and its search words; `changed_at` is the newest change's time.
pub(crate) fn project(tx: &Tx, state: &State, changed_at: i64) -> Result<(), Fault> {
    let card = card::read(state);
    let place = Place::parse(&card.place).unwrap_or_else(|| Place::new("new", "V000"));
    let some = |text: &String| (!text.is_empty()).then(|| text.clone());
    let body: String = [&card.why, &card.blocked_by, &card.result, &card.notes]
        .into_iter()
        .chain(card.checklist.iter().map(|i| &i.text))
        .chain(card.comments.iter().map(|c| &c.text))
        .flat_map(|t| [t.as_str(), "\n"])
        .collect();
    tx.put(&CardRow {
        id: state.env.id,
        ward: state.env.ward,
        lane: some(&card.lane),
        column: place.column,
        rank: place.rank,
        column_since: card.column_since.unwrap_or(state.env.created_at),
        owner: card.owner,
        due: some(&card.due),
        status: some(&card.status).unwrap_or_else(|| StatusWord::NotKnown.as_str().to_owned()),
        blocked: !card.blocked_by.is_empty(),
        checks_done: count(card.checklist.iter().filter(|i| i.done).count()),
        checks: count(card.checklist.len()),
        comments: count(card.comments.len()),
        me_too: count(card.me_too.len()),
        clash: !card.clashes.is_empty(),
        raised_by: card.raised_by,
        put_away_at: card.archived_at,
        binned_at: state.deleted_at,
        created_at: state.env.created_at,
        updated_at: changed_at,
        card_kind: card.card_kind,
        title: card.title.clone(),
    })?;
    crate::find::index(tx, state, &card.title, &body, card.archived_at.is_some(), changed_at)
}

/// Returns the board at a glance: one row a lane.
pub fn glance_get(ask: &Ask, req: GlanceAsk) -> Result<GlanceView, Fault> {
    let ward = ask.ward()?.id;
    let who = initials_map(ask.r, ward)?;
    let cards = live_cards(ask.r, ward)?;
    let limit = Column::Doing.default_limit().map(i64::from);
    let waiting = crate::escalation::waiting_by_lane(ask)?;
    let numbers = crate::reading::shift_numbers(ask)?;
    let measures = crate::measure::tiles_by_lane(ask, req.theme.as_deref())?;
    let mut lanes = Vec::new();
    for lane in ward::lanes_of(ask.r, ward)?.into_iter().filter(|l| !l.hidden) {
        let doing: Vec<i64> = cards
            .iter()
            .filter(|c| c.column == Column::Doing.as_str() && c.lane.as_deref() == Some(&lane.lane))
            .map(|c| Ok(tile_of(ask, c.clone(), &who)?.age_days))
            .collect::<Result<_, Fault>>()?;
        let wait = waiting.get(&lane.lane).copied();
        lanes.push(GlanceLane {
            rows: numbers.iter().filter(|(l, _)| *l == lane.lane).map(|(_, n)| n.clone()).collect(),
            measures: measures.get(&lane.lane).cloned().unwrap_or_default(),
            doing: count(doing.len()),
            doing_limit: limit,
            doing_oldest_days: doing.iter().max().copied(),
            waiting: wait.map_or(0, |w| w.0),
            waiting_oldest_at: wait.map(|w| w.1),
            status_by: lane.status_by.and_then(|t| who.get(&t).cloned()).unwrap_or_default(),
            key: lane.lane,
            label: lane.label,
            subtitle: lane.subtitle,
            status: lane.status,
            status_note: lane.status_note,
            status_at: lane.status_at,
        });
    }
    let checks = crate::improvement::checks_due(ask, ask.ward()?.date(ask.now))?;
    Ok(GlanceView { lanes, checks })
}
