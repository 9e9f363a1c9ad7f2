//! Judges records as they would be with what came from another PC, before anything of it is kept (INV-6).

use super::take::by_record;
use crate::app::App;
use crate::fault::Fault;
use huddle_core::Uuid;
use huddle_core::audience::Audience;
use huddle_core::guard::{Ranges, must_not_be_kept};
use huddle_core::kind::Kind;
use huddle_doc::{Doc, Frame, Limits, Node, NodeValue, Received, Refused, Scalar, State};
use huddle_sync::Item;
use std::collections::{HashMap, HashSet};

/// So many new records in one frame are judged on several threads.
const A_BOARD: usize = 256;

/// A record and what came of it.
pub(super) type Came<'i> = (Uuid, Vec<&'i Item>);
/// What records that are new here come to, each with the changes it was judged of.
pub(super) type Ahead = HashMap<Uuid, (Vec<Vec<u8>>, Result<Received, Refused>)>;

/// What records are judged by, whoever sent them.
pub(super) struct Judge<'a> {
    pub ward: Uuid,
    /// The strictest records this PC may hold.
    pub scope: Audience,
    pub ranges: &'a Ranges,
}

impl Judge<'_> {
    /// Takes changes into a record, or says why not.
    pub fn receive(&self, id: Uuid, doc: Option<&Doc>, offered: &[Vec<u8>]) -> Result<Received, Refused> {
        let frame = Frame { doc: id, ward: self.ward };
        huddle_doc::receive(doc, &frame, offered, &Limits::default(), &|state| self.judge(state))
    }

    /// Judges what a batch brings of records of which nothing is here yet. One of which something came another way
    /// meanwhile is judged again in its turn.
    pub fn new_ones(&self, app: &App, items: &[Item]) -> Result<Ahead, Fault> {
        let mut new = by_record(items);
        app.with_store(|s| {
            s.read(|r| {
                let mut known = HashSet::new();
                for (id, items) in &new {
                    if items.iter().any(|i| !i.epoch_id.is_nil()) || r.doc(*id)?.is_some() {
                        known.insert(*id);
                    }
                }
                new.retain(|(id, _)| !known.contains(id));
                Ok::<_, Fault>(())
            })
        })?;
        Ok(self.ahead(&new))
    }

    /// Takes in records that are new here, on all cores when they are as many as a board. Smaller frames are read side
    /// by side anyway, and a thread for each would cost more than it gives.
    fn ahead(&self, new: &[Came<'_>]) -> Ahead {
        let one = |(id, items): &Came<'_>| {
            let offered: Vec<Vec<u8>> = items.iter().map(|i| i.bytes.clone()).collect();
            let judged = self.receive(*id, None, &offered);
            (*id, (offered, judged))
        };
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        if cores == 1 || new.len() < A_BOARD {
            return new.iter().map(one).collect();
        }
        std::thread::scope(|all| {
            let parts: Vec<_> = new
                .chunks(new.len().div_ceil(cores))
                .map(|part| all.spawn(move || part.iter().map(one).collect::<Vec<_>>()))
                .collect();
            // Records of a part that came to nothing are judged in their turn.
            parts.into_iter().flat_map(|part| part.join().unwrap_or_default()).collect()
        })
    }

    /// Judges the resulting record: this PC may hold it, and no certain identifier is in it.
    fn judge(&self, state: &State) -> Result<(), String> {
        if state.env.audience < self.scope {
            return Err("audience".to_owned());
        }
        if state.env.kind == Kind::Ward && state.env.id != self.ward {
            return Err("another ward".to_owned());
        }
        if names_somebody(&state.root, self.ranges) {
            return Err("identifier".to_owned());
        }
        Ok(())
    }
}

/// Says whether any text of a record holds a certain identifier.
pub(super) fn names_somebody(node: &Node, ranges: &Ranges) -> bool {
    let here = match &node.value {
        NodeValue::Text(text) | NodeValue::Scalar(Scalar::Str(text)) => must_not_be_kept(text, ranges),
        NodeValue::Map(map) => map.values().any(|n| names_somebody(n, ranges)),
        NodeValue::Scalar(_) | NodeValue::Other => false,
    };
    here || node.clash.iter().any(|n| names_somebody(n, ranges))
}
