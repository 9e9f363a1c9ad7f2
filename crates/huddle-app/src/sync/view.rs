//! What the Sharing screen asks.

use super::trust;
use crate::exec::Ask;
use crate::fault::Fault;
use crate::wire::{Nothing, SharedPc, SharingView};
use huddle_store::QuarantineRow;
use huddle_sync::roster::hex;

/// Returns the ward's PCs, this one first, those that were put out last.
pub fn sharing_get(ask: &Ask, _: Nothing) -> Result<SharingView, Fault> {
    let quarantined = ask.r.count::<QuarantineRow>("", [])?;
    let (waiting_in, _) = ask.r.pending_size()?;
    let mut pcs = Vec::new();
    if let (Some(ward), Some(me)) = (super::ward_of(ask.r)?, trust::key_of(ask.device)) {
        let peers = ask.r.peers()?;
        for (device, m) in trust::judge(ask.r, ward, &me)?.members {
            let heard = peers.iter().filter(|p| p.device == device).max_by_key(|p| p.last_seen);
            let off = heard.and_then(|p| p.body.get("clock_off_ms")).and_then(serde_json::Value::as_i64);
            pcs.push(SharedPc {
                id: hex(&device),
                name: m.name,
                role: m.role.as_str().to_owned(),
                this_pc: device == me,
                why: m.why,
                last_heard: heard.map(|p| p.last_seen),
                clock_off_ms: off,
            });
        }
    }
    pcs.sort_by_key(|pc| (!pc.this_pc, pc.role == "revoked", pc.name.clone(), pc.id.clone()));
    Ok(SharingView { pcs, quarantined, waiting_in })
}
