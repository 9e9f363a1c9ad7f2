//! Which other PC has stored what the ward asks for. "Sent" is said of nothing else.
//!
//! A link learns from acknowledgements, which the other side gives after its COMMIT, how far this PC's changes are
//! stored there. For each open escalation it is kept here with which change the other PC has and since when this one
//! knows; a newer change makes the note worthless until that one is acknowledged too. The notes are this PC's own and
//! never go into a record (CRD-17).

use crate::app::App;
use crate::exec::Ask;
use crate::fault::Fault;
use crate::wire::{ChangeNote, ToldLine};
use hex::FromHex as _;
use huddle_core::Uuid;
use huddle_core::audience::Audience;
use huddle_core::kind::Kind;
use huddle_store::{DocRow, EscalationRow, Reader, SqlValue, params};
use huddle_sync::{Reached, Role, Took};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// Where the notes about one PC are, by ward and device.
const STORED: &str = "local.sync.stored.";

/// Of each record: the number of its newest change when it was stored there, and when this PC learned it.
type Notes = BTreeMap<Uuid, (i64, i64)>;

fn name_of(ward: Uuid, device: &[u8]) -> String {
    format!("{STORED}{ward}.{}", hex::encode(device))
}

fn notes(r: &Reader, ward: Uuid, device: &[u8]) -> Result<Notes, Fault> {
    let kept = r.setting(&name_of(ward, device))?;
    Ok(kept.and_then(|v| serde_json::from_value(v).ok()).unwrap_or_default())
}

/// Returns the number of a record's newest change up to `top`.
fn newest(r: &Reader, doc: &DocRow, top: i64) -> Result<Option<i64>, Fault> {
    let found = r.values(
        "SELECT max(seq) FROM \"change\" WHERE doc = ?1 AND epoch_id = ?2 AND seq <= ?3",
        params![doc.id, doc.epoch_id, top],
    )?;
    Ok(match found.first().and_then(|row| row.first()) {
        Some(SqlValue::Integer(n)) => Some(*n),
        _ => None,
    })
}

/// Notes what a PC has stored of the ward's open escalations it may see. What is not there (any more) loses its note.
pub(super) fn note(
    app: &App,
    ward: Uuid,
    (device, role): ([u8; 32], Role),
    reached: &Reached,
) -> Result<(), Fault> {
    // What a PC may not see was passed over, and a number it acknowledged says nothing of it.
    let Some(scope) = role.scope() else { return Ok(()) };
    let now = app.now();
    let look = |r: &Reader| -> Result<_, Fault> {
        let before = notes(r, ward, &device)?;
        let mut after = Notes::new();
        for row in r.rows::<EscalationRow>("ward = ?1 AND closed_at IS NULL", params![ward])? {
            let Some(doc) = r.doc(row.id)?.filter(|d| Audience::parse_or_strictest(&d.audience) >= scope)
            else {
                continue;
            };
            let Some(last) = newest(r, &doc, i64::MAX)? else { continue };
            let older = match reached.fill {
                Some(fill) => newest(r, &doc, fill.top)?,
                None => None,
            };
            let known = before.get(&row.id).filter(|(seq, _)| *seq == last);
            if !reached.holds(last, older) || (known.is_none() && !reached.proved(last)) {
                continue;
            }
            after.insert(row.id, known.copied().unwrap_or((last, now)));
        }
        Ok((before, after))
    };
    // Looked at first, so that an acknowledgement without news for anybody writes nothing.
    let (before, after) = app.with_store(|s| s.read(look))?;
    if before == after {
        return Ok(());
    }
    let changed = |id: &&Uuid| before.get(id) != after.get(id);
    let touched: BTreeSet<Uuid> = before.keys().chain(after.keys()).filter(changed).copied().collect();
    let kind = Kind::Escalation.as_str();
    let told = touched.into_iter().map(|id| ChangeNote { kind: kind.to_owned(), id }).collect();
    app.sync_write(|tx, _| {
        tx.put_setting(&name_of(ward, &device), &json!(after))?;
        Ok((Took::default(), told, Vec::new(), false))
    })?;
    Ok(())
}

/// A PC the ward shares with.
struct Other {
    name: String,
    matron: bool,
    notes: Notes,
}

/// The PCs an escalation may go to.
pub(crate) struct Others {
    pcs: Vec<Other>,
    /// This PC is on the ward's list and holds the whole ward.
    here: bool,
    /// This PC only reads.
    reads: bool,
}

impl Others {
    /// Reads the ward's PCs but walls and this one, with what each has stored.
    pub fn read(ask: &Ask) -> Result<Self, Fault> {
        let conf = ask.ward()?;
        let reads = matches!(conf.role, Role::Matron | Role::Reader);
        let mut others = Self { pcs: Vec::new(), here: false, reads };
        let Ok(me) = <[u8; 32]>::from_hex(ask.device) else { return Ok(others) };
        for (device, member) in super::trust::judge(ask.r, conf.id, &me)?.members {
            if device == me {
                others.here = member.role.scope().is_some();
            } else if member.role.may_write() || member.role == Role::Matron {
                let notes = notes(ask.r, conf.id, &device)?;
                others.pcs.push(Other { name: member.name, matron: member.role == Role::Matron, notes });
            }
        }
        others.pcs.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(others)
    }

    /// Says whether this PC shares the ward with nobody.
    pub fn none(&self) -> bool {
        !self.reads && (!self.here || self.pcs.is_empty())
    }

    /// Says which PC has stored an escalation as it stands now; none on a PC that only reads.
    pub fn told(&self, r: &Reader, id: Uuid) -> Result<Option<ToldLine>, Fault> {
        let Some(doc) = r.doc(id)?.filter(|_| !self.reads) else { return Ok(None) };
        let audience = Audience::parse_or_strictest(&doc.audience);
        // On the wall of a ward without a matron's PC it is still about the ward's own.
        let hers = audience == Audience::Matron || self.pcs.iter().any(|pc| pc.matron);
        let matron = audience >= Audience::Matron && hers;
        let last = newest(r, &doc, i64::MAX)?;
        // What the matron may see is for her; what only the ward may see never goes to her PC.
        let theirs = || self.pcs.iter().filter(|pc| pc.matron == matron);
        let stored = theirs()
            .filter_map(|pc| pc.notes.get(&id).map(|(seq, at)| (*seq, *at, pc)))
            .filter(|(seq, ..)| Some(*seq) == last)
            .min_by_key(|(_, at, _)| *at);
        let (state, pcs, at) = match stored {
            Some((_, at, pc)) => ("stored", vec![pc.name.clone()], Some(at)),
            None if self.none() => ("nobody", Vec::new(), None),
            None => ("waiting", theirs().map(|pc| pc.name.clone()).collect(), None),
        };
        Ok(Some(ToldLine { state: state.to_owned(), pcs, at, matron }))
    }
}
