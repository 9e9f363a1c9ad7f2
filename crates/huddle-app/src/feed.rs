//! The change feed: one ordered stream, told after COMMIT.

use crate::wire::{AppEvent, ChangeNote};
use std::sync::Mutex;

/// Receives events; returns false when nobody listens any more.
pub type Listener = Box<dyn Fn(&AppEvent) -> bool + Send>;

/// Names one subscription.
pub type SubscriptionId = u64;

#[derive(Default)]
struct Inner {
    seq: i64,
    next: SubscriptionId,
    listeners: Vec<(SubscriptionId, Listener)>,
}

/// Tells every window and connection what changed.
#[derive(Default)]
pub struct Feed(Mutex<Inner>);

impl Feed {
    fn lock(&self) -> std::sync::MutexGuard<'_, Inner> {
        // A listener that panicked has no half-done state here worth refusing for.
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Adds a listener.
    pub fn subscribe(&self, listener: Listener) -> SubscriptionId {
        let mut inner = self.lock();
        inner.next += 1;
        let id = inner.next;
        inner.listeners.push((id, listener));
        id
    }

    /// Removes a listener.
    pub fn unsubscribe(&self, id: SubscriptionId) {
        self.lock().listeners.retain(|(other, _)| *other != id);
    }

    /// Returns the number of the newest event.
    pub fn seq(&self) -> i64 {
        self.lock().seq
    }

    /// Tells everybody; listeners that are gone are dropped.
    pub fn tell(&self, origin: &str, changes: Vec<ChangeNote>, saved_at: i64) {
        let mut inner = self.lock();
        inner.seq += 1;
        let event = AppEvent { seq: inner.seq, origin: origin.to_owned(), changes, saved_at };
        inner.listeners.retain(|(_, listener)| listener(&event));
    }
}
