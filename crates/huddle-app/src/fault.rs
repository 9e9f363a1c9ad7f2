//! Why a request was not done, with a stable code for the screen.

use crate::wire::{ErrorKind, WireError};
use huddle_store::StoreFault;
use std::collections::BTreeMap;

/// A refusal or a failure of a handler.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault(pub Box<WireError>);

impl Fault {
    /// Makes a fault. `message` must be a plain sentence and must not hold text typed by people.
    #[must_use]
    pub fn new(kind: ErrorKind, code: &str, message: &str) -> Self {
        Self(Box::new(WireError {
            code: code.to_owned(),
            kind,
            message: message.to_owned(),
            hint: None,
            field: None,
            incident: None,
            params: BTreeMap::new(),
        }))
    }

    /// Makes a fault the person can put right.
    #[must_use]
    pub fn user(code: &str, message: &str) -> Self {
        Self::new(ErrorKind::User, code, message)
    }

    /// Makes a "not just now" fault.
    #[must_use]
    pub fn not_now(code: &str, message: &str) -> Self {
        Self::new(ErrorKind::NotNow, code, message)
    }

    /// Makes a fault of ours; `what` goes to the log line, not to the screen.
    #[must_use]
    pub fn internal(what: &str) -> Self {
        tracing::error!(what, "internal fault");
        Self::new(
            ErrorKind::Internal,
            "internal",
            "Something went wrong in the app. Nothing was lost. Try again; if it happens twice, tell IT.",
        )
    }

    /// Returns the fault of a record that is not here.
    #[must_use]
    pub fn not_found() -> Self {
        Self::user("not_found", "This is no longer here. It may be in the bin. Nothing was changed.")
    }

    /// Returns the fault of a PC without a ward.
    #[must_use]
    pub fn no_ward() -> Self {
        Self::not_now("no_ward", "There is no ward on this PC yet. Start one first.")
    }

    /// Names the field.
    #[must_use]
    pub fn field(mut self, field: &str) -> Self {
        self.0.field = Some(field.to_owned());
        self
    }

    /// Adds a value the sentence may print.
    #[must_use]
    pub fn param(mut self, key: &str, value: impl ToString) -> Self {
        self.0.params.insert(key.to_owned(), value.to_string());
        self
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.message)
    }
}
impl std::error::Error for Fault {}

impl From<StoreFault> for Fault {
    fn from(fault: StoreFault) -> Self {
        let (kind, code) = match &fault {
            StoreFault::Full { room_made: true } => (ErrorKind::Busy, "disk_full_room_made"),
            StoreFault::Full { .. } => (ErrorKind::NotNow, "disk_full"),
            StoreFault::Io { .. } => (ErrorKind::Busy, "disk_error"),
            StoreFault::Busy => (ErrorKind::Busy, "disk_busy"),
            StoreFault::ReadOnly => (ErrorKind::NotNow, "read_only"),
            StoreFault::Released => (ErrorKind::NotNow, "taken_over"),
            StoreFault::Damaged { .. } | StoreFault::EmptyChunk => (ErrorKind::Internal, "damaged"),
            _ => (ErrorKind::Internal, "internal"),
        };
        if kind == ErrorKind::Internal {
            tracing::error!(?fault, "store fault");
        }
        Self::new(kind, code, &fault.to_string())
    }
}

impl From<huddle_doc::Fault> for Fault {
    fn from(fault: huddle_doc::Fault) -> Self {
        tracing::error!(?fault, "document fault");
        Self::new(
            ErrorKind::Internal,
            "damaged",
            "This record could not be changed. What was saved before is safe. Try again; if it happens twice, tell IT.",
        )
    }
}

impl From<huddle_core::text::TextFault> for Fault {
    fn from(fault: huddle_core::text::TextFault) -> Self {
        crate::check::text_fault(&fault)
    }
}
