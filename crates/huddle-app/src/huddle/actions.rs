//! Actions: who does what, by when.

use super::{action_words, huddle_state, known_section, known_tile};
use crate::check::{date, maybe, one_of};
use crate::exec::Exec;
use crate::fault::Fault;
use crate::wire::{ActionAdd, ActionSet, Done};
use huddle_core::Uuid;
use huddle_core::text::Field;
use huddle_core::time::{ShiftKey, day_after};
use huddle_core::words::{ActionDue, ActionState};
use huddle_doc::Edit;
use huddle_doc::kinds::huddle as doc;
use serde_json::json;

/// When an action is due: the word, the date, and the shift when the word names one.
struct Due {
    word: String,
    date: String,
    shift: String,
}

/// Turns a word into a date by the shift it is said in: at two in the morning "today" is still the day the
/// night began on.
fn due(word: &str, said_in: ShiftKey) -> Result<Due, Fault> {
    let made = |date: chrono::NaiveDate, shift: &str| Due {
        word: word.to_owned(),
        date: date.to_string(),
        shift: shift.to_owned(),
    };
    match ActionDue::parse(word) {
        ActionDue::ThisShift => Ok(made(said_in.date, said_in.shift.as_str())),
        ActionDue::Today => Ok(made(said_in.date, "")),
        ActionDue::Tomorrow => Ok(made(day_after(said_in.date), "")),
        ActionDue::Unknown(given) => {
            let day = date(&given, "due")?;
            if day < said_in.date {
                return Err(Fault::user(
                    "due_past",
                    "This date is over. Nothing was saved. Choose today or a later date.",
                )
                .field("due"));
            }
            Ok(Due { word: day.to_string(), date: day.to_string(), shift: String::new() })
        }
    }
}

/// Returns the shift words like "today" are said in: the running one, or the paper's.
fn said_in(ex: &Exec, h: &doc::Huddle) -> Result<ShiftKey, Fault> {
    let running = ex.ward()?.shift(ex.now);
    if !h.from_paper {
        return Ok(running);
    }
    let day = date(&h.date, "date")?;
    Ok(huddle_core::time::Shift::parse(&h.shift).map_or(running, |shift| ShiftKey { date: day, shift }))
}

/// Adds an action to a huddle, also after its end. The answer names the action.
pub fn action_add(ex: &mut Exec, req: ActionAdd) -> Result<Done, Fault> {
    let h = doc::read(&huddle_state(ex, req.huddle)?);
    let text = action_words(&req.text)?;
    let owner = known_tile(ex, req.owner, "owner")?;
    let owner_role = maybe(req.owner_role.as_deref(), Field::TileRole, "owner_role")?;
    let section = match req.section.filter(|s| !s.is_empty()) {
        Some(section) => known_section(&section)?,
        None => String::new(),
    };
    let due = due(req.due.trim(), said_in(ex, &h)?)?;
    ex.detail(json!({ "section": section, "due": due.word }));
    let action = doc::Action {
        id: ex.new_id()?,
        text,
        owner,
        owner_role,
        due: due.word,
        due_date: due.date,
        due_shift: due.shift,
        state: ActionState::Open.as_str().to_owned(),
        raised_at: Some(ex.now),
        raised_by: ex.caller.tile,
        section,
        from_paper: h.from_paper,
        ..doc::Action::default()
    };
    ex.edit(req.huddle, &doc::add_action(&action))?;
    Ok(Done::of(action.id))
}

/// Raises an action in the running shift's huddle without anybody pressing "action": due today, for nobody yet.
/// The huddle itself stays unstarted.
pub(crate) fn raise(ex: &mut Exec, id: Uuid, text: &str, section: &str) -> Result<(), Fault> {
    let running = ex.ward()?.shift(ex.now);
    let huddle = super::begin(ex, running)?;
    let due = due(ActionDue::Today.as_str(), running)?;
    let action = doc::Action {
        id,
        text: text.to_owned(),
        due: due.word,
        due_date: due.date,
        due_shift: due.shift,
        state: ActionState::Open.as_str().to_owned(),
        raised_at: Some(ex.now),
        raised_by: ex.caller.tile,
        section: section.to_owned(),
        ..doc::Action::default()
    };
    ex.edit(huddle, &doc::add_action(&action))
}

/// Changes an action where it was raised. An owner of `null` takes the name away.
pub fn action_set(ex: &mut Exec, req: ActionSet) -> Result<Done, Fault> {
    let h = doc::read(&huddle_state(ex, req.huddle)?);
    let old = h.actions.iter().find(|a| a.id == req.action).ok_or_else(Fault::not_found)?;
    let paper = req.from_paper == Some(true);
    let mut edits: Vec<Edit> = Vec::new();
    if let Some(text) = &req.text {
        let text = action_words(text)?;
        if text != old.text {
            edits.extend(doc::set_action_line(old.id, "text", &text));
        }
    }
    if let Some(owner) = super::who(ex, req.owner, "owner")?.filter(|owner| *owner != old.owner) {
        edits.extend(doc::set_action_owner(old.id, owner));
    }
    if let Some(word) = &req.due {
        let due = due(word.trim(), said_in(ex, &h)?)?;
        for (field, new, was) in [
            ("due", &due.word, &old.due),
            ("due_date", &due.date, &old.due_date),
            ("due_shift", &due.shift, &old.due_shift),
        ] {
            if new != was {
                edits.extend(doc::set_action_line(old.id, field, new));
            }
        }
    }
    if let Some(word) = &req.state {
        let to = ActionState::parse(word);
        let to = one_of(to.is_known().then_some(to), "state")?;
        if to.as_str() != old.state {
            // A dropped action notes when as well: from then on it is no longer carried.
            let closed = (!to.is_carried()).then_some((ex.caller.tile, ex.now));
            edits.extend(doc::set_action_state(old.id, to.as_str(), closed));
            if paper != old.from_paper {
                edits.extend(doc::set_action_paper(old.id, paper));
            }
        }
    }
    ex.detail(json!({ "state": req.state, "from_paper": paper }));
    if edits.is_empty() {
        ex.note("nothing_to_do");
    }
    ex.edit(req.huddle, &edits)?;
    Ok(Done::of(req.action))
}
