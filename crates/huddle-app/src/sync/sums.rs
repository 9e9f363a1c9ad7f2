//! Short sums of every record, to find what differs without naming each.
//!
//! Kept in memory only and brought up to date from the changes since the last look, so that a save costs
//! nothing more on the disk.

use crate::fault::Fault;
use huddle_core::Uuid;
use huddle_core::audience::Audience;
use huddle_store::{DocRow, Reader};
use huddle_sync::{BUCKETS, Digest as Short, DocSum, Sum};
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// The sums of one ward's records.
#[derive(Default)]
pub(crate) struct Sums {
    ward: Option<Uuid>,
    upto: i64,
    docs: HashMap<Uuid, (Audience, Sum)>,
}

fn bucket(doc: &Uuid) -> usize {
    // The last byte is random in both sorts of id.
    usize::from(doc.as_bytes()[15])
}

fn of(row: &DocRow) -> (Audience, Sum) {
    let sum = Sha256::new()
        .chain_update(row.id.as_bytes())
        .chain_update(row.epoch_id.as_bytes())
        .chain_update(&row.heads)
        .finalize();
    (Audience::parse_or_strictest(&row.audience), sum.into())
}

fn join(into: &mut Sum, sum: &Sum) {
    for (a, b) in into.iter_mut().zip(sum) {
        *a ^= b;
    }
}

impl Sums {
    /// Brings the sums up to date.
    pub fn refresh(&mut self, r: &Reader, ward: Uuid) -> Result<(), Fault> {
        let last = r.last_seq()?;
        if self.ward != Some(ward) {
            *self = Self { ward: Some(ward), ..Self::default() };
            let mut after = Uuid::nil();
            loop {
                let rows = r.docs_after(after, 1_000)?;
                let Some(end) = rows.last() else { break };
                after = end.id;
                self.docs.extend(rows.iter().filter(|d| d.ward == ward).map(|d| (d.id, of(d))));
            }
        } else if last > self.upto {
            for id in r.docs_changed_since(self.upto)? {
                match r.doc(id)?.filter(|d| d.ward == ward) {
                    Some(row) => self.docs.insert(id, of(&row)),
                    None => self.docs.remove(&id),
                };
            }
        }
        self.upto = last;
        Ok(())
    }

    fn seen(&self, scope: Audience) -> impl Iterator<Item = (&Uuid, &Sum)> {
        self.docs.iter().filter(move |(_, (audience, _))| *audience >= scope).map(|(id, (_, sum))| (id, sum))
    }

    pub fn sum(&self, scope: Audience) -> Sum {
        let mut all = [0; 32];
        self.seen(scope).for_each(|(_, sum)| join(&mut all, sum));
        all
    }

    pub fn buckets(&self, scope: Audience) -> Vec<Short> {
        let mut all = vec![[0_u8; 32]; BUCKETS];
        for (id, sum) in self.seen(scope) {
            if let Some(slot) = all.get_mut(bucket(id)) {
                join(slot, sum);
            }
        }
        all.iter().map(|sum| std::array::from_fn(|n| sum.get(n).copied().unwrap_or_default())).collect()
    }

    pub fn docs(&self, scope: Audience, wanted: &dyn Fn(usize) -> bool) -> Vec<DocSum> {
        let mut all: Vec<DocSum> = self
            .seen(scope)
            .filter(|(id, _)| wanted(bucket(id)))
            .map(|(id, sum)| (*id, short(sum)))
            .collect();
        all.sort_unstable();
        all
    }

    pub fn doc(&self, id: Uuid) -> Option<[u8; 16]> {
        self.docs.get(&id).map(|(_, sum)| short(sum))
    }
}

fn short(sum: &Sum) -> [u8; 16] {
    std::array::from_fn(|n| sum.get(n).copied().unwrap_or_default())
}
