//! Reads what comes on a link before it is its turn.

use super::judge::{Ahead, Judge};
use crate::app::App;
use huddle_core::Uuid;
use huddle_core::audience::Audience;
use huddle_sync::{Message, Torn};
use std::sync::Arc;

/// Reads frames ahead of their turn: while what one brought is being committed, the next is decoded and the records
/// in it that are new here are judged. Nothing is changed by it.
#[derive(Clone)]
pub struct FrameReader {
    app: Arc<App>,
    ward: Uuid,
    scope: Audience,
    /// The other PC may send records.
    judges: bool,
}

/// A frame that was read.
pub struct ReadFrame {
    pub(super) message: Result<Option<Message>, Torn>,
    pub(super) ahead: Ahead,
}

impl FrameReader {
    pub(super) fn new(app: Arc<App>, ward: Uuid, scope: Audience, judges: bool) -> Self {
        Self { app, ward, scope, judges }
    }

    /// Decodes a frame and judges what it brings.
    #[must_use]
    pub fn read(&self, bytes: &[u8]) -> ReadFrame {
        let message = Message::decode(bytes);
        let judge = Judge { ward: self.ward, scope: self.scope, ranges: &self.app.env().ranges };
        let ahead = match &message {
            // A store that cannot be read says so in the frame's turn.
            Ok(Some(Message::Changes(came))) if self.judges => judge.new_ones(&self.app, &came.items).ok(),
            _ => None,
        };
        ReadFrame { message, ahead: ahead.unwrap_or_default() }
    }
}
