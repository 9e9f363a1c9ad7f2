//! The short message every change carries: who and what, as data. No free text.

use huddle_core::Uuid;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

/// Who made a change and which command it was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// Command name.
    #[serde(rename = "w")]
    pub what: String,
    /// Tile that was held.
    #[serde(rename = "t", default, skip_serializing_if = "Option::is_none")]
    pub tile: Option<Uuid>,
    /// Store the change was made in.
    #[serde(rename = "s")]
    pub store: Uuid,
    /// Codes and short values for the sentence.
    #[serde(rename = "d", default, skip_serializing_if = "Json::is_null")]
    pub detail: Json,
}

impl Message {
    /// Writes the message as it is kept in a change.
    #[must_use]
    pub fn to_text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads a message; a change of another version or of a slot has none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}
