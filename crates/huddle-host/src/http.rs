//! Loopback HTTP and WebSocket for browser tests. Never in a shipped binary.

use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Path as UrlPath, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use huddle_app::wire::AppEvent;
use huddle_app::{App, Caller};
use serde::Deserialize;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

/// What the browser host serves.
#[derive(Clone)]
pub struct Site {
    /// The open folder.
    pub app: Arc<App>,
    /// The built user interface.
    pub ui: PathBuf,
    /// Moves the clock, when the host was started with a movable one.
    pub move_clock: Option<Arc<dyn Fn(i64) + Send + Sync>>,
}

#[derive(Deserialize)]
struct Body {
    name: String,
    #[serde(default)]
    body: Value,
    #[serde(default)]
    request_id: Option<uuid::Uuid>,
    #[serde(default)]
    tile: Option<uuid::Uuid>,
}

/// Serves until the process ends.
///
/// # Errors
/// When the listener breaks.
pub async fn serve(listener: TcpListener, site: Site) -> std::io::Result<()> {
    let routes = Router::new()
        .route("/api/query", post(query))
        .route("/api/execute", post(execute))
        .route("/api/feed", get(feed))
        .route("/test/clock", post(clock))
        .route("/", get(|state: State<Site>| async { file(state, UrlPath("index.html".to_owned())).await }))
        .route("/{*path}", get(file))
        .layer(axum::extract::DefaultBodyLimit::max(16 * 1024 * 1024))
        .with_state(site);
    axum::serve(listener, routes).await
}

async fn call(site: Site, body: Body, headers: &HeaderMap, write: bool) -> Response {
    let origin = headers.get("x-origin").and_then(|v| v.to_str().ok()).unwrap_or("browser").to_owned();
    let caller = Caller { origin, tile: body.tile, request_id: body.request_id, read_only: false };
    let work = tokio::task::spawn_blocking(move || {
        if write {
            site.app.execute(&body.name, body.body, &caller)
        } else {
            site.app.query(&body.name, body.body, &caller)
        }
    });
    match work.await {
        Ok(Ok(value)) => Json(value).into_response(),
        Ok(Err(error)) => (StatusCode::UNPROCESSABLE_ENTITY, Json(error)).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn query(State(site): State<Site>, headers: HeaderMap, Json(body): Json<Body>) -> Response {
    call(site, body, &headers, false).await
}

async fn execute(State(site): State<Site>, headers: HeaderMap, Json(body): Json<Body>) -> Response {
    call(site, body, &headers, true).await
}

async fn feed(State(site): State<Site>, upgrade: WebSocketUpgrade) -> Response {
    upgrade.on_upgrade(move |socket| tell(socket, site.app))
}

async fn tell(mut socket: WebSocket, app: Arc<App>) {
    let (sender, mut events) = mpsc::unbounded_channel::<AppEvent>();
    let id = app.subscribe(Box::new(move |event| sender.send(event.clone()).is_ok()));
    // The first message says where the feed stands, so that a gap shows.
    let hello = json!({ "seq": app.feed_seq(), "origin": "", "changes": [], "saved_at": 0 }).to_string();
    let mut open = socket.send(Message::Text(hello.into())).await.is_ok();
    while open {
        tokio::select! {
            event = events.recv() => {
                let Some(event) = event else { break };
                let Ok(text) = serde_json::to_string(&event) else { break };
                open = socket.send(Message::Text(text.into())).await.is_ok();
            }
            incoming = socket.recv() => open = matches!(incoming, Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Text(_)))),
        }
    }
    app.unsubscribe(id);
}

async fn clock(State(site): State<Site>, Json(body): Json<Value>) -> StatusCode {
    match (&site.move_clock, body.get("advance_ms").and_then(Value::as_i64)) {
        (Some(move_clock), Some(ms)) => {
            move_clock(ms);
            StatusCode::NO_CONTENT
        }
        _ => StatusCode::BAD_REQUEST,
    }
}

async fn file(State(site): State<Site>, UrlPath(path): UrlPath<String>) -> Response {
    let clean = PathBuf::from(&path);
    if clean.components().any(|c| !matches!(c, std::path::Component::Normal(_))) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let kind = match clean.extension().and_then(|e| e.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    };
    match tokio::fs::read(site.ui.join(clean)).await {
        Ok(bytes) => (
            [
                (header::CONTENT_TYPE, kind),
                // The same policy as the desktop window, with this host in place of Tauri's own scheme.
                (
                    header::CONTENT_SECURITY_POLICY,
                    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
                ),
            ],
            bytes,
        )
            .into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}
