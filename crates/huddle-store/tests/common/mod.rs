//! A made-up workload whose every transaction can be checked in full from its number alone.
#![allow(dead_code, clippy::unwrap_used, reason = "each test binary uses a part; a test fails by panicking")]

use std::path::Path;
use std::sync::Arc;

use huddle_store::*;
use huddle_testkit::chance::Chance;
use huddle_testkit::vfs::Disk;
use serde_json::json;
use uuid::Uuid;

/// Documents the workload writes to.
pub const DOCS: u64 = 12;

pub fn options(seed: u64) -> OpenOptions {
    let random = Chance::new(seed ^ 0x5EED).bytes16();
    OpenOptions {
        skip_path_policy: true,
        reserve: false,
        user: "test".into(),
        ..OpenOptions::new(1_000, random, "0.1.0")
    }
}

/// Options on a harness disk, the store's own small files in its log too.
pub fn on_disk(disk: &Disk, seed: u64) -> OpenOptions {
    let noted = disk.clone();
    OpenOptions {
        vfs: Some(disk.name().to_owned()),
        observer: Some(Arc::new(move |path: &Path, step: FileStep<'_>| match step {
            FileStep::Write { at, bytes } => noted.note_write(path, at, bytes),
            FileStep::Sync => noted.note_sync(path),
            FileStep::Rename { to } => noted.note_rename(path, to),
            FileStep::Delete => noted.note_delete(path),
            FileStep::Copied => {}
        })),
        ..options(seed)
    }
}

pub fn doc_of(n: u64) -> Uuid {
    Uuid::from_u128(u128::from(Chance::new(n % DOCS + 77).bits()))
}

pub fn hash_of(n: u64, part: u64) -> [u8; 32] {
    let mut out = [0; 32];
    let mut chance = Chance::new(n * 1000 + part);
    for piece in out.chunks_mut(8) {
        piece.copy_from_slice(&chance.bits().to_le_bytes());
    }
    out
}

/// Number of changes in transaction `n`.
pub fn parts(n: u64) -> u64 {
    1 + n % 3
}

pub fn change(n: u64, part: u64) -> ChangeRow {
    let mut chance = Chance::new(n * 77 + part);
    let len = 60 + chance.below(500);
    ChangeRow {
        doc: doc_of(n),
        hash: hash_of(n, part),
        actor: vec![7; 16],
        actor_seq: (n * 10 + part) as i64,
        bytes: (0..len).map(|_| chance.bits() as u8 | 1).collect(),
        origin_store: Some(Uuid::from_u128(5)),
        received_at: n as i64,
        ..ChangeRow::default()
    }
}

pub fn title(n: u64) -> String {
    format!("Card at step {n}")
}

/// The read-model row of transaction `n`.
pub fn shown(n: u64) -> HistoryRow {
    HistoryRow {
        doc: doc_of(n),
        hash: hash_of(n, 0),
        place: n as i64,
        at: n as i64,
        tile: None,
        what: title(n),
        detail: json!({}),
    }
}

pub fn doc_row(n: u64) -> DocRow {
    DocRow {
        id: doc_of(n),
        kind: "card".into(),
        ward: Uuid::from_u128(1),
        audience: "ward".into(),
        epoch: 0,
        epoch_id: Uuid::nil(),
        heads: hash_of(n, parts(n) - 1).to_vec(),
        deleted_at: None,
        created_at: 1,
        changed_at: n as i64,
    }
}

/// Transaction `n` as the app would write it: changes, document, read model, search, undo, request, marker.
pub fn save(tx: &Tx<'_>, n: u64) -> Result<(), StoreFault> {
    if tx.request(Uuid::from_u128(u128::from(n)))?.is_some() {
        return Ok(()); // a second try of a request that was carried out
    }
    for part in 0..parts(n) {
        tx.append_change(&change(n, part))?;
    }
    tx.put_doc(&doc_row(n))?;
    tx.put(&shown(n))?;
    tx.put_search(doc_of(n), "card", &title(n), "bed linen", n.is_multiple_of(5), &json!({ "n": n }))?;
    tx.push_undo("tile", "", n as i64, json!({ "n": n }).to_string())?;
    if n.is_multiple_of(9) {
        let upto_seq = tx.last_seq()?;
        tx.put_snapshot(&SnapshotRow {
            doc: doc_of(n),
            upto_seq,
            epoch_id: Uuid::nil(),
            bytes: vec![n as u8 | 1; 900],
        })?;
    }
    if n.is_multiple_of(31) {
        tx.trim_undo("tile", 5)?;
        tx.put_pending(&PendingRow {
            doc: doc_of(n),
            hash: hash_of(n, 9),
            epoch_id: Uuid::nil(),
            deps: vec![],
            bytes: vec![3; 40],
            from_peer: None,
            at: n as i64,
        })?;
    }
    tx.put_request(Uuid::from_u128(u128::from(n)), n as i64, &json!({ "n": n }))?;
    tx.put_setting("marker", &json!(n))
}

/// What a reopened store holds, in transactions.
#[derive(Debug, PartialEq, Eq)]
pub struct Held {
    /// The marker: the last whole transaction.
    pub marker: u64,
    /// Transactions up to the marker with a part missing, and parts from beyond it.
    pub torn: u64,
}

/// Reads everything back and compares it with what the numbers say.
pub fn held(store: &Store, upto: u64) -> Result<Held, StoreFault> {
    store.read(|r| {
        let marker = r.setting("marker")?.and_then(|v| v.as_u64()).unwrap_or(0);
        let mut torn = 0;
        for n in 1..=upto {
            let mut whole = true;
            let mut any = false;
            for part in 0..parts(n) {
                let wanted = change(n, part);
                match r.change(wanted.doc, wanted.epoch_id, &wanted.hash)? {
                    Some(found) => {
                        any = true;
                        whole &= ChangeRow { seq: 0, ..found } == wanted;
                    }
                    None => whole = false,
                }
            }
            let asked = r.request(Uuid::from_u128(u128::from(n)))?.is_some();
            if (n <= marker) != (whole && asked) || (n > marker && (any || asked)) {
                torn += 1;
            }
        }
        for n in marker.saturating_sub(DOCS - 1).max(1)..=marker {
            let newest = r.first::<HistoryRow>("doc = ?1 ORDER BY place DESC LIMIT 1", params![doc_of(n)])?;
            if newest != Some(shown(n)) || r.doc(doc_of(n))? != Some(doc_row(n)) {
                torn += 1;
            }
        }
        Ok(Held { marker, torn })
    })
}
