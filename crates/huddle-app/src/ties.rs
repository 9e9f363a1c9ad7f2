//! What a card holds on to: who helps, what it points to, and how it comes back (domain.md B3).

use crate::check::one_of;
use crate::exec::{Ask, Exec};
use crate::fault::Fault;
use crate::wire::*;
use huddle_core::Uuid;
use huddle_core::id::{derived, next_card_key};
use huddle_core::kind::Kind;
use huddle_core::place::{Place, rank_between};
use huddle_core::repeat::{Repeat, next_due};
use huddle_core::validate::iso_date;
use huddle_core::words::{CARD_LINKS, Column};
use huddle_doc::kinds::card::{self, Card};
use huddle_doc::{Edit, State};
use serde_json::json;

/// How often one card is made to come back again by hand before nothing more is made of it.
const NEXT_CARDS: u32 = 1_000;
/// What a card can point to: the kinds a screen opens.
const LINKABLE: &[Kind] =
    &[Kind::Card, Kind::StandardWork, Kind::Measure, Kind::Escalation, Kind::Idea, Kind::Huddle];

fn ours(ex: &Exec, id: Uuid) -> Result<State, Fault> {
    let state = ex.state(id)?;
    if state.env.kind != Kind::Card || state.deleted_at.is_some() {
        return Err(Fault::not_found());
    }
    Ok(state)
}

/// Says that a tile helps with a card, or no longer does.
pub fn card_helper(ex: &mut Exec, req: CardHelperSet) -> Result<Done, Fault> {
    let card = card::read(&ours(ex, req.id)?);
    crate::huddle::known_tile(ex, Some(req.tile), "tile")?;
    ex.detail(json!({ "on": req.on }));
    if card.helpers.contains(&req.tile) == req.on {
        ex.note("nothing_to_do");
        return Ok(Done::of(req.id));
    }
    ex.edit(req.id, &card::set_helper(req.tile, req.on))?;
    Ok(Done::of(req.id))
}

/// Points a card to another record of this ward. Pointing twice to the same one changes nothing.
pub fn card_link(ex: &mut Exec, req: CardLink) -> Result<Done, Fault> {
    let card = card::read(&ours(ex, req.id)?);
    let row = ex.r.doc(req.target)?.filter(|row| row.deleted_at.is_none() && row.id != req.id);
    let ward = ex.ward()?.id;
    let kind = row.filter(|row| row.ward == ward).map(|row| Kind::parse(&row.kind));
    let kind = one_of(kind.filter(|kind| LINKABLE.contains(kind)), "target")?;
    ex.detail(json!({ "kind": kind.as_str() }));
    let target = req.target.to_string();
    if card.links.iter().any(|l| l.target == target) {
        ex.note("nothing_to_do");
        return Ok(Done::of(req.id));
    }
    if card.links.len() >= CARD_LINKS {
        return Err(Fault::user("list_full", "A list has at most 10 lines. Nothing was added.")
            .param("max", CARD_LINKS));
    }
    let link = ex.new_id()?.to_string();
    // No words are kept: a link always shows what its record is called now.
    ex.edit(req.id, &card::link(&link, kind.as_str(), &target, ""))?;
    Ok(Done::of(req.id))
}

/// Takes a link off a card; the record it pointed to stays as it is.
pub fn card_unlink(ex: &mut Exec, req: CardUnlink) -> Result<Done, Fault> {
    let card = card::read(&ours(ex, req.id)?);
    let link = card.links.iter().find(|l| l.id == req.link).ok_or_else(Fault::not_found)?;
    ex.detail(json!({ "kind": link.kind }));
    let id = link.id.clone();
    ex.edit(req.id, &card::unlink(&id))?;
    Ok(Done::of(req.id))
}

/// Returns what a card points to, by the names of now; what was removed for good is left out.
pub(crate) fn links(ask: &Ask, card: &Card) -> Result<Vec<CardLinkView>, Fault> {
    let mut list = Vec::new();
    for link in &card.links {
        let Ok(target) = Uuid::parse_str(&link.target) else { continue };
        let Some(row) = ask.r.doc(target)? else { continue };
        let title = ask.r.title_of(target)?;
        list.push(CardLinkView {
            id: link.id.clone(),
            target,
            title: title.unwrap_or_default(),
            binned: row.deleted_at.is_some(),
            kind: row.kind,
        });
    }
    // In the order they were added: their keys count up with time.
    list.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(list)
}

/// Returns the day a card comes back when it is done on `today`; nothing for a card that does not.
pub(crate) fn comes_again(card: &Card, today: chrono::NaiveDate) -> Option<String> {
    let due = iso_date(&card.due).ok();
    next_due(&Repeat::parse(&card.recurs), due, today).map(|d| d.to_string())
}

/// Makes the next card when one that comes back is done, where the old one stood before (`from`). The old card
/// gives the repeating away, so that moving it about makes no second one, and one undo takes both back.
///
/// Two PCs that finish one card apart make one next card: its id, and those of its lines and links, are derived,
/// and both write the same, so that what they wrote agrees when it comes together.
///
/// Returns the edits that belong on the finished card.
pub(crate) fn next_card(ex: &mut Exec, done: &State, from: &Place) -> Result<Vec<Edit>, Fault> {
    let old = card::read(done);
    let today = ex.ward()?.date(ex.now);
    let Some(due) = comes_again(&old, today) else { return Ok(Vec::new()) };
    let give_away = card::set_line("recurs", "");
    let (next, there) = match next_id(ex, done.env.id)? {
        // Another PC, or an earlier try, made it already.
        Next::There => return Ok(give_away),
        Next::Binned(id) => (id, true),
        Next::New(id) => (id, false),
    };
    let derived = |what: &str, id: &str| Uuid::new_v5(&next, format!("{what}|{id}").as_bytes()).to_string();
    let mut edits = card::start(
        &card::NewCard {
            title: old.title,
            card_kind: old.card_kind,
            lane: old.lane,
            place: from.to_string(),
            why: old.why,
            owner: old.owner,
            due,
            waste_tag: old.waste_tag,
            raised_by: old.raised_by,
            from: None,
        },
        ex.now,
    );
    for (field, value) in [("size", &old.size), ("recurs", &old.recurs)] {
        if !value.is_empty() {
            edits.extend(card::set_line(field, value));
        }
    }
    edits.extend(old.helpers.iter().flat_map(|tile| card::set_helper(*tile, true)));
    let mut last: Option<String> = None;
    for line in &old.checklist {
        let rank = rank_between(last.as_deref(), None);
        edits.extend(card::add_check_apart(&derived("line", &line.id), &line.text, &rank));
        last = Some(rank);
    }
    for link in &old.links {
        edits.extend(card::link(&derived("link", &link.id), &link.kind, &link.target, &link.label));
    }
    // Said, not left out: a PC that undoes its own finishing does not put away what another one began.
    edits.push(Edit::put(["deleted_at"], huddle_doc::Value::from(None::<i64>)));
    if there {
        ex.edit(next, &edits)?;
    } else {
        ex.create_derived(Kind::Card, next, &edits)?;
    }
    ex.note("next_card");
    Ok(give_away)
}

/// The record of a next card.
enum Next {
    /// Nobody has made it.
    New(Uuid),
    /// It was made and taken back.
    Binned(Uuid),
    /// It is on the board.
    There,
}

/// Finds the record the next card belongs in: the first one that is not over. What was removed for good is over.
fn next_id(ex: &Exec, card: Uuid) -> Result<Next, Fault> {
    let ward = ex.ward()?.id;
    for nth in 0..NEXT_CARDS {
        let id = derived(ward, &Kind::Card, &next_card_key(card, nth));
        if ex.r.tombstone(id)?.is_some() {
            continue;
        }
        if ex.r.doc(id)?.is_none() {
            return Ok(Next::New(id));
        }
        let state = ex.state(id)?;
        let next = card::read(&state);
        let over = next.archived_at.is_some()
            || Place::parse(&next.place).is_some_and(|place| Column::parse(&place.column) == Column::Done);
        if state.deleted_at.is_some() {
            return Ok(Next::Binned(id));
        }
        if !over {
            return Ok(Next::There);
        }
    }
    Ok(Next::There)
}
