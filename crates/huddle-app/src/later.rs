//! Work that waits for a folder somebody chose: done after the app's lock is let go.
//!
//! A share on a slow network may take minutes to answer. The handler reads under the lock all that the work
//! needs, hands it over and returns a stand-in; the engine commits, lets go of the lock, does the work and
//! answers with what it returns. The work itself changes no record; what this PC keeps for itself (when a file was last
//! made) it may note afterwards, through the app it is handed, and what a file from another PC brings is committed
//! in a transaction of its own. A command's answer is kept for a second try
//! only when its work succeeded.

use crate::app::App;
use crate::exec::Ask;
use crate::fault::Fault;
use serde::Serialize;
use serde_json::Value as Json;

/// Work that runs without the lock; the app is for what asks it again, briefly.
pub(crate) type Later = Box<dyn FnOnce(&App) -> Result<Json, Fault>>;

impl Ask<'_> {
    /// Hands over work whose answer takes the place of the handler's own.
    pub(crate) fn later<T: Serialize>(&self, work: impl FnOnce() -> Result<T, Fault> + 'static) {
        self.later_with(move |_| work());
    }

    /// The same for work that asks the app again, each time under the lock for as long as that question takes.
    pub(crate) fn later_with<T: Serialize>(&self, work: impl FnOnce(&App) -> Result<T, Fault> + 'static) {
        let work: Later =
            Box::new(move |app| serde_json::to_value(work(app)?).map_err(|_| Fault::internal("answer")));
        *self.later.borrow_mut() = Some(work);
    }
}
