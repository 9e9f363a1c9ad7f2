//! The three commands a page may call. `build.rs` declares them, a capability grants each by name.

use crate::closing::Closing;
use crate::owner::{Asked, Owner};
use huddle_host::socket::Front;
use serde_json::Value;
use std::sync::Arc;
use tauri::ipc::Channel;
use tauri::{Manager, WebviewWindow};

/// The open data folder as the commands see it.
pub type Held = Arc<Owner>;

/// The way from "close" to closed, as the commands see it.
pub type Ending = Arc<Closing>;

/// Answers a question from the table of queries.
#[tauri::command]
pub async fn query(
    held: tauri::State<'_, Held>,
    window: WebviewWindow,
    name: String,
    body: Value,
) -> Result<Value, Value> {
    let owner = Held::clone(&held);
    let asked = Asked { origin: window.label().to_owned(), tile: None, request_id: None };
    off_the_main_thread(move || owner.query(&name, body, &asked)).await
}

/// Carries out a command from the table of commands; its answer comes after COMMIT (INV-5).
#[tauri::command]
pub async fn execute(
    held: tauri::State<'_, Held>,
    ending: tauri::State<'_, Ending>,
    window: WebviewWindow,
    name: String,
    body: Value,
    request_id: Option<String>,
    tile: Option<String>,
) -> Result<Value, Value> {
    // The page was asked to save before the window closes, and has.
    if name == "close_ready" && window.label() == "main" {
        ending.ready();
        return Ok(Value::Null);
    }
    if name == "display_open" && window.label() == "main" {
        return crate::window::show(window.app_handle(), Front::Wall).map(|()| Value::Null).map_err(
            |fault| {
                tracing::warn!(%fault, "the wall was not opened");
                serde_json::json!({
                    "code": "no_window",
                    "kind": "not_now",
                    "message": "The wall could not be opened. Nothing was changed. Try again.",
                })
            },
        );
    }
    let owner = Held::clone(&held);
    let asked = Asked { origin: window.label().to_owned(), tile, request_id };
    off_the_main_thread(move || owner.execute(&name, body, &asked)).await
}

/// Sends the change feed to this window from now on; it is live before this returns.
#[tauri::command]
pub fn subscribe(
    held: tauri::State<'_, Held>,
    ending: tauri::State<'_, Ending>,
    window: WebviewWindow,
    channel: Channel<Value>,
) {
    if window.label() == "main" {
        let page = channel.clone();
        ending.hear(move || page.send(serde_json::json!({ "closing": true })).is_ok());
    }
    held.subscribe(move |event| channel.send(event).is_ok());
}

/// Runs blocking work where it cannot hold up the window.
async fn off_the_main_thread(
    work: impl FnOnce() -> Result<Value, Value> + Send + 'static,
) -> Result<Value, Value> {
    tauri::async_runtime::spawn_blocking(work).await.unwrap_or_else(|_| {
        Err(serde_json::json!({
            "code": "internal",
            "kind": "internal",
            "message": "Something went wrong inside Huddleboard. What was saved is still saved. Try again.",
        }))
    })
}
