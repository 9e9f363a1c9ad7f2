//! Work that waits for a folder somebody chose: done after the app's lock is let go.
//!
//! A share on a slow network may take minutes to answer. The handler reads under the lock all that the work
//! needs, hands it over and returns a stand-in; the engine commits, lets go of the lock, does the work and
//! answers with what it returns. The work changes no record. A command's answer is kept for a second try
//! only when its work succeeded.

use crate::exec::Ask;
use crate::fault::Fault;
use serde::Serialize;
use serde_json::Value as Json;

/// Work that needs neither the store nor the lock.
pub(crate) type Later = Box<dyn FnOnce() -> Result<Json, Fault>>;

impl Ask<'_> {
    /// Hands over work whose answer takes the place of the handler's own.
    pub(crate) fn later<T: Serialize>(&self, work: impl FnOnce() -> Result<T, Fault> + 'static) {
        let work: Later =
            Box::new(move || serde_json::to_value(work()?).map_err(|_| Fault::internal("answer")));
        *self.later.borrow_mut() = Some(work);
    }
}
