//! What travels on the local socket: one JSON object a line, each answered by one line.

use huddle_app::wire::{ErrorKind, WireError};
use huddle_app::{App, Caller};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

/// Longest line either side accepts, in bytes; a CSV of 40,000 rows in base64 fits.
pub const LONGEST_LINE: u64 = 16 * 1024 * 1024;

/// One request.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Ask {
    /// `query` or `execute`
    pub op: Op,
    /// Name from the tables.
    pub name: String,
    /// The request's body.
    #[serde(default)]
    pub body: Json,
    /// Makes a command idempotent.
    #[serde(default)]
    pub request_id: Option<uuid::Uuid>,
    /// Tile that is held.
    #[serde(default)]
    pub tile: Option<uuid::Uuid>,
}

/// What to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Op {
    /// Ask without changing.
    Query,
    /// Change.
    Execute,
    /// Maintenance of the store (`backup`, `verify`, `state`, `admin_pin_reset`), for `huddlectl` only.
    Keep,
    /// Bring the window to the front; answered `true` only where there is one.
    Raise,
    /// Bring the wall to the front and open it first where it is not there; answered as `raise` is.
    RaiseWall,
}

/// One answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Done.
    Ok(Json),
    /// Not done.
    Error(WireError),
}

impl From<Result<Json, WireError>> for Answer {
    fn from(result: Result<Json, WireError>) -> Self {
        match result {
            Ok(value) => Self::Ok(value),
            Err(error) => Self::Error(error),
        }
    }
}

impl Ask {
    /// Hands the request to an open app.
    #[must_use]
    pub fn serve(self, app: &App, origin: &str) -> Answer {
        let caller = Caller {
            origin: origin.to_owned(),
            tile: self.tile,
            request_id: self.request_id,
            read_only: false,
        };
        match self.op {
            Op::Query => app.query(&self.name, self.body, &caller),
            Op::Execute => app.execute(&self.name, self.body, &caller),
            Op::Keep => app.keep(&self.name, &self.body),
            // The socket answers this where a window is; nobody else has one.
            Op::Raise | Op::RaiseWall => Ok(Json::Bool(false)),
        }
        .into()
    }
}

/// Returns the answer to a line that is no request.
#[must_use]
pub fn bad_line() -> Answer {
    Answer::Error(WireError {
        code: "bad_request".to_owned(),
        kind: ErrorKind::User,
        message: "This is not a request the app understands. Nothing was changed.".to_owned(),
        hint: None,
        field: None,
        incident: None,
        params: std::collections::BTreeMap::new(),
    })
}
