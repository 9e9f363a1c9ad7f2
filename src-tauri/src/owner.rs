//! Holds the open data folder for the window's commands.

use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Says who asks: which window, which name tile is held, which request this is.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The window's label.
    pub origin: String,
    /// The held tile's id.
    pub tile: Option<String>,
    /// The id that makes sending a command twice do it once.
    pub request_id: Option<String>,
}

/// Hands the window's three commands to the app that owns the data folder.
pub struct Owner {
    folder: PathBuf,
}

impl Owner {
    /// Opens the data folder.
    pub fn open(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// Answers a question; it never changes anything.
    pub fn query(&self, _name: &str, _body: Value, asked: &Asked) -> Result<Value, Value> {
        Err(self.not_here(asked))
    }

    /// Carries out a command.
    pub fn execute(&self, _name: &str, _body: Value, asked: &Asked) -> Result<Value, Value> {
        Err(self.not_here(asked))
    }

    /// Hears every change from now on, until the listener says that nobody listens.
    pub fn subscribe(&self, _listener: impl Fn(Value) -> bool + Send + 'static) {}

    fn not_here(&self, asked: &Asked) -> Value {
        tracing::debug!(origin = asked.origin, "asked before the folder was open");
        json!({
            "code": "not_ready",
            "kind": "not_now",
            "message": format!("The folder {} is not open yet.", self.folder.display()),
        })
    }
}
