//! From a huddle's document to its rows.

use crate::fault::Fault;
use huddle_core::huddle_template::covered;
use huddle_core::words::{ActionState, HuddleStatus, SectionState};
use huddle_doc::kinds::huddle;
use huddle_doc::{Node, State};
use huddle_store::{ActionRow, HuddleRow, Tx};

/// Returns the outcome; of several written apart the one that says most was held, because "not held"
/// never writes over a huddle.
pub(crate) fn outcome(state: &State) -> String {
    let Some(node) = state.root.get("outcome") else { return String::new() };
    let written: Vec<&str> =
        std::iter::once(node).chain(&node.clash).filter_map(Node::as_str).filter(|w| !w.is_empty()).collect();
    let best = [HuddleStatus::Held, HuddleStatus::Short, HuddleStatus::NotHeld];
    let best = best.iter().map(HuddleStatus::as_str).find(|w| written.contains(w));
    best.or(written.first().copied()).unwrap_or_default().to_owned()
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// Writes a huddle's rows, those of its actions, and its search words.
pub(crate) fn project(tx: &Tx, state: &State, changed_at: i64) -> Result<(), Fault> {
    let h = huddle::read(state);
    let (id, ward) = (state.env.id, state.env.ward);
    if h.date.is_empty() {
        // Its beginning is here, what it is about has not arrived yet.
        return Ok(tx.replace::<ActionRow>(id, &[])?);
    }
    let states: Vec<SectionState> = h.sections.values().map(|a| SectionState::parse(&a.state)).collect();
    let mut actions = Vec::with_capacity(h.actions.len());
    for a in &h.actions {
        let key = a.id.to_string();
        let node = state.root.get("actions").and_then(|m| m.get(&key));
        actions.push(ActionRow {
            huddle: id,
            id: a.id,
            ward,
            date: h.date.clone(),
            shift: h.shift.clone(),
            text: a.text.clone(),
            owner: a.owner,
            owner_role: a.owner_role.clone(),
            due: a.due.clone(),
            due_date: a.due_date.clone(),
            due_shift: a.due_shift.clone(),
            state: if a.state.is_empty() { ActionState::Open.as_str().to_owned() } else { a.state.clone() },
            open: ActionState::parse(&a.state).is_carried(),
            raised_at: a.raised_at.unwrap_or(0),
            done_at: a.done_at,
            section: a.section.clone(),
            clash: node.is_some_and(Node::any_clash),
            from_paper: a.from_paper,
        });
    }
    tx.replace(id, &actions)?;
    let body: String = h
        .section_text
        .values()
        .chain(h.actions.iter().map(|a| &a.text))
        .chain([&h.closing_line])
        .flat_map(|t| [t.as_str(), "\n"])
        .collect();
    crate::find::index(tx, state, &h.date, &body, false, changed_at)?;
    tx.put(&HuddleRow {
        id,
        ward,
        outcome: outcome(state),
        covered: count(covered(&states)),
        raised: count(states.iter().filter(|s| **s == SectionState::Raised).count()),
        actions: count(h.actions.len()),
        date: h.date,
        shift: h.shift,
        started_at: h.started_at,
        ended_at: h.ended_at,
        not_held_reason: h.not_held_reason,
        led_by: h.led_by,
        next_lead: h.next_lead,
        short: h.short,
        paused_at: h.paused_at,
        paused_section: h.paused_section,
        from_paper: h.from_paper,
    })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use huddle_core::Uuid;
    use huddle_core::audience;
    use huddle_core::kind::Kind;
    use huddle_doc::{ActorId, Doc, Edit, Envelope, Meta};

    /// Two PCs begin the same huddle apart, write, and both get the other's changes.
    fn apart(mine: &[Edit], theirs: &[Edit]) -> State {
        let id = Uuid::from_u128(5);
        let env = Envelope {
            audience: audience::table(&Kind::Huddle).0,
            kind: Kind::Huddle,
            schema: 1,
            id,
            ward: Uuid::from_u128(1),
            epoch: 0,
            epoch_id: Uuid::nil(),
            created_at: 0,
            created_by: None,
        };
        let meta = Meta { time_ms: 1, message: String::new() };
        let (base, begun) = Doc::create_derived(&env).unwrap();
        let mut chunks: Vec<Vec<u8>> = begun.into_iter().map(|c| c.bytes).collect();
        let mut heads = Vec::new();
        for (actor, edits) in [(1, mine), (2, theirs)].into_iter().filter(|(_, edits)| !edits.is_empty()) {
            let mut doc = base.clone();
            let edited = doc.edit(ActorId([actor; 16]), &meta, edits).unwrap();
            chunks.extend(edited.chunks.into_iter().map(|c| c.bytes));
            heads.extend(doc.heads());
        }
        if heads.is_empty() {
            heads = base.heads();
        }
        Doc::load(id, None, &chunks, &heads).unwrap().state().clone()
    }

    #[test]
    fn not_held_never_hides_a_huddle_held_on_another_pc() {
        let (held, not) = (huddle::finish("held", true, "", 9), huddle::not_held("emergency"));
        assert_eq!(outcome(&apart(&held, &not)), "held");
        assert_eq!(outcome(&apart(&not, &held)), "held");
        let short = huddle::finish("short", true, "", 9);
        assert_eq!(outcome(&apart(&short, &not)), "short");
        assert_eq!(outcome(&apart(&not, &[])), "not_held");
        assert_eq!(outcome(&apart(&[], &[])), "");
    }
}
