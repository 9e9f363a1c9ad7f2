//! What the Sharing screen asks.

use super::{reach, trust};
use crate::exec::Ask;
use crate::fault::Fault;
use crate::wire::{JoiningView, Nothing, SharedPc, SharedWard, SharingView};
use hex::FromHex as _;
use huddle_core::Uuid;
use huddle_core::time::Ms;
use huddle_store::{QuarantineRow, Reader, WardRow, params};
use huddle_sync::Role;
use serde_json::Value as Json;

/// So long what was said of two PCs with one key is shown, milliseconds: such a PC tries at least once a minute.
const TOLD_MS: i64 = 5 * 60_000;

/// Returns the ward's PCs, how they are reached, and how much of what came could not be taken in.
pub fn sharing_get(ask: &Ask, _: Nothing) -> Result<SharingView, Fault> {
    let quarantined = quarantined(ask.r)?;
    let (waiting_in, _) = ask.r.pending_size()?;
    let ward = match &ask.ward {
        Some(conf) => Some(conf.id),
        None => super::ward_of(ask.r)?,
    };
    let mut pcs = match (ward, <[u8; 32]>::from_hex(ask.device)) {
        (Some(ward), Ok(me)) => pcs(ask.r, ward, &me, &|device| ask.said.paused(device, ask.now))?,
        _ => Vec::new(),
    };
    let words = ask.said.get();
    for pc in &mut pcs {
        let seen = <[u8; 32]>::from_hex(&pc.id).ok().and_then(|id| words.twins.get(&id).copied());
        pc.two = seen.is_some_and(|at| ask.now - at < TOLD_MS);
    }
    let (here, here_fault) = match words.here {
        Some(Ok(address)) => (Some(address), String::new()),
        Some(Err(fault)) => (None, fault),
        None => (None, String::new()),
    };
    let files = reach::Files::read(ask.env, ask.folder);
    let mut dialled = reach::called(ask.r, &files)?;
    for one in &mut dialled {
        one.said = words.dialled.get(&one.address).cloned().unwrap_or_default();
    }
    Ok(SharingView {
        admin: pcs.iter().any(|pc| pc.this_pc && pc.role == Role::Admin.as_str()),
        here,
        here_fault,
        invites: i64::try_from(ask.r.settings(super::INVITE)?.len()).unwrap_or(i64::MAX),
        digits: ask.desk.view(ask.env.clock.steady()),
        dialled,
        port: reach::port(ask.r, &files)?,
        policy_fault: files.policy_fault,
        peers_fault: files.peers_fault,
        joining: super::asks::joining(ask.r)?.map(|j| JoiningView { address: j.address, name: j.name }),
        join_said: words.join,
        put_out: ask.r.setting(super::PUT_OUT)?.is_some()
            || pcs.iter().any(|pc| pc.this_pc && pc.role == Role::Revoked.as_str()),
        two_of_this: words.told_two.is_some_and(|at| ask.now - at < TOLD_MS),
        copied: ask.r.setting(super::COPIED)?.is_some(),
        wards: wards(ask)?,
        pcs,
        quarantined,
        waiting_in,
    })
}

/// Counts what was refused and is in no record in any form.
pub(super) fn quarantined(r: &Reader) -> Result<i64, Fault> {
    let [a, b] = super::take::NOT_MISSING;
    Ok(r.count::<QuarantineRow>("reason NOT IN (?1, ?2)", params![a, b])?)
}

/// Lists the wards this PC has a place in, by name.
fn wards(ask: &Ask) -> Result<Vec<SharedWard>, Fault> {
    let shown = ask.ward.as_ref().map(|conf| conf.id);
    let mut all = Vec::new();
    for id in super::wards_of(ask.r)? {
        let row = ask.r.one::<WardRow>(id)?;
        let (name, area) = row.map(|row| (row.name, row.area)).unwrap_or_default();
        all.push(SharedWard { id, name, area, shown: shown == Some(id) });
    }
    all.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
    Ok(all)
}

/// Lists a ward's PCs, the one that asks first, those that were put out last.
pub(super) fn pcs(
    r: &Reader,
    ward: Uuid,
    me: &[u8; 32],
    paused: &dyn Fn(&[u8; 32]) -> Option<Ms>,
) -> Result<Vec<SharedPc>, Fault> {
    let peers = r.peers()?;
    let members = trust::judge(r, ward, me)?.members.into_iter();
    let mut pcs: Vec<SharedPc> = members
        .map(|(device, m)| {
            let heard = peers.iter().filter(|p| p.device == device).max_by_key(|p| p.last_seen);
            SharedPc {
                id: hex::encode(device),
                name: m.name,
                role: m.role.as_str().to_owned(),
                this_pc: device == *me,
                why: m.why,
                two: false,
                paused_until: paused(&device),
                last_heard: heard.map(|p| p.last_seen),
                clock_off_ms: heard.and_then(|p| p.body.get("clock_off_ms")).and_then(Json::as_i64),
            }
        })
        .collect();
    pcs.sort_by_key(|pc| (!pc.this_pc, pc.role == "revoked", pc.name.clone(), pc.id.clone()));
    Ok(pcs)
}
