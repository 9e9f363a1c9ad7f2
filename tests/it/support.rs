//! A ward in a temporary folder, with a clock and randomness that repeat.

use huddle_app::{App, Caller, Clock, Entropy, Env, Opening};
use huddle_core::guard::Ranges;
use huddle_testkit::chance::Chance;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

/// 07:42 on Sunday 22 November 2026 in London.
pub const NOW: i64 = 1_795_333_320_000;

/// A clock that moves one second each time it is asked.
pub struct Ticking(AtomicI64);

impl Clock for Ticking {
    fn now(&self) -> i64 {
        self.0.fetch_add(1_000, Ordering::Relaxed)
    }
}

/// Randomness from a seed; never for keys outside tests.
pub struct Seeded(Mutex<Chance>);

impl Entropy for Seeded {
    fn fill(&self, bytes: &mut [u8]) -> std::io::Result<()> {
        let mut chance = self.0.lock().unwrap();
        for chunk in bytes.chunks_mut(8) {
            let bits = chance.bits().to_le_bytes();
            chunk.copy_from_slice(&bits[..chunk.len()]);
        }
        Ok(())
    }
}

/// The environment of tests; 999 numbers count as certain, so that no issued number is needed.
pub fn env(seed: u64) -> Env {
    env_at(NOW, seed)
}

/// The same at another moment.
pub fn env_at(now: i64, seed: u64) -> Env {
    Env {
        clock: Arc::new(Ticking(AtomicI64::new(now))),
        entropy: Arc::new(Seeded(Mutex::new(Chance::new(seed)))),
        ranges: Arc::new(Ranges::with_test_numbers()),
        machine: Arc::new(huddle_app::NoMarks),
        reports: Some(Arc::new(huddle_report::Press)),
        ..Env::system("0.1.0")
    }
}

/// How tests open a folder: temporary file systems are allowed.
pub fn opening() -> Opening {
    Opening { skip_path_policy: true, no_reserve: true, ..Opening::default() }
}

/// Opens a folder.
pub fn open(folder: &Path, seed: u64) -> Arc<App> {
    App::open(folder, env(seed), &opening()).unwrap()
}

/// Sends a query.
pub fn ask(app: &App, name: &str, body: Value) -> Value {
    app.query(name, body, &Caller::default()).unwrap_or_else(|e| panic!("{name}: {e:?}"))
}

/// Sends a command that must succeed.
pub fn tell(app: &App, name: &str, body: Value) -> Value {
    app.execute(name, body, &Caller::default()).unwrap_or_else(|e| panic!("{name}: {e:?}"))
}

/// Sends a command that must be refused, and returns its code.
pub fn refused(app: &App, name: &str, body: Value) -> String {
    app.execute(name, body, &Caller::default()).err().unwrap_or_else(|| panic!("{name} was not refused")).code
}

/// Starts a ward.
pub fn start_ward(app: &App) {
    let body = json!({
        "name": "Ward 6A", "area": "Elderly care", "colour": "blue", "beds": 28,
        "day_start": "07:30", "night_start": "20:00", "huddle_time": "08:15",
    });
    tell(app, "ward_start", body);
}

/// A fresh ward in a fresh folder.
pub fn ward(seed: u64) -> (tempfile::TempDir, Arc<App>) {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path(), seed);
    start_ward(&app);
    (folder, app)
}

/// The folder's files by name, sorted; none when there is no folder.
pub fn names_in(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<String> =
        entries.map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}
