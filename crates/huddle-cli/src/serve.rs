//! `huddlectl serve-http`: the browser tests' host, on loopback, with a clock that can be moved.

use crate::args::ServeHttp;
use crate::door::Refusal;
use huddle_app::{App, Clock, Env, Opening, SystemClock};
use huddle_host::http::{Site, serve as serve_site};
use serde_json::json;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// The system's clock, moved by so many milliseconds.
struct Moved(AtomicI64);

impl Clock for Moved {
    fn now(&self) -> i64 {
        SystemClock.now() + self.0.load(Ordering::Relaxed)
    }
}

/// Serves until the process is ended.
pub(crate) fn serve(folder: &Path, options: ServeHttp) -> Result<(), Refusal> {
    let shift = match &options.now {
        Some(text) => {
            let start = chrono::DateTime::parse_from_rfc3339(text)
                .map_err(|_| Refusal::usage("--now is not a time like 2026-11-22T07:42:00Z."))?;
            start.timestamp_millis() - SystemClock.now()
        }
        None => 0,
    };
    let clock = Arc::new(Moved(AtomicI64::new(shift)));
    let mut env = Env { clock: clock.clone(), ..crate::door::env() };
    if options.test_numbers {
        env.ranges = Arc::new(huddle_core::guard::Ranges::with_test_numbers());
    }
    let opening = Opening { skip_path_policy: true, ..Opening::default() };
    let app = App::open(folder, env, &opening).map_err(Refusal::plain)?;
    if options.demo {
        huddle_app::demo::fill(&app, None)?;
    }
    // Kept until the process ends.
    let _sharing = match options.share {
        Some(address) => Some(huddle_host::net::Sharing::start(&app, address).map_err(Refusal::plain)?),
        None => None,
    };
    let runtime = tokio::runtime::Runtime::new().map_err(Refusal::plain)?;
    runtime.block_on(async move {
        let listener =
            tokio::net::TcpListener::bind(("127.0.0.1", options.port)).await.map_err(Refusal::plain)?;
        let address = listener.local_addr().map_err(Refusal::plain)?;
        println!("{}", json!({ "url": format!("http://{address}") }));
        let site = Site {
            app,
            ui: options.ui,
            move_clock: Some(Arc::new(move |ms| {
                clock.0.fetch_add(ms, Ordering::Relaxed);
            })),
        };
        serve_site(listener, site).await.map_err(Refusal::plain)
    })
}
