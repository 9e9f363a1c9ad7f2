//! A ward to test with: its own folder, a clock that is set, one tile.

use huddle_app::{App, Caller, Clock, Env, Opening, SystemEntropy};
use huddle_core::guard::Ranges;
use huddle_core::time::{Minutes, WardZone};
use huddle_store::{CrossDayRow, CrossDefRow, HistoryRow, MeasureRow, ProcedureRow, ReadingRow, SearchRow};
use serde_json::{Value as Json, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

struct SetClock(AtomicI64);
impl Clock for SetClock {
    fn now(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

pub struct Ward {
    pub app: Arc<App>,
    clock: Arc<SetClock>,
    folder: tempfile::TempDir,
    pub tile: uuid::Uuid,
}

/// Returns the moment of a local date and time in London.
pub fn at(date: &str, time: &str) -> i64 {
    WardZone::default().instant(date.parse().unwrap(), Minutes::parse(time).unwrap())
}

fn open(folder: &std::path::Path, clock: &Arc<SetClock>) -> Arc<App> {
    let env = Env {
        clock: clock.clone(),
        entropy: Arc::new(SystemEntropy),
        ranges: Arc::new(Ranges::with_test_numbers()),
        ..Env::system("0.0.0")
    };
    let opening = Opening { skip_path_policy: true, ..Opening::default() };
    App::open(folder, env, &opening).map_err(|e| format!("{e:?}")).unwrap()
}

impl Ward {
    /// Starts a ward on 1 November 2026 at 09:00.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(SetClock(AtomicI64::new(at("2026-11-01", "09:00"))));
        let app = open(folder.path(), &clock);
        let mut ward = Ward { app, clock, folder, tile: uuid::Uuid::nil() };
        ward.must(
            "ward_start",
            json!({ "name": "Ward 6A", "area": "", "colour": "blue", "day_start": "07:30",
                "night_start": "20:00", "huddle_time": "08:15" }),
        );
        let done =
            ward.must("tile_add", json!({ "initials": "SM", "role": "registered_nurse", "group": "" }));
        ward.tile = done["id"].as_str().unwrap().parse().unwrap();
        ward
    }

    pub fn set(&self, date: &str, time: &str) {
        self.clock.0.store(at(date, time), Ordering::SeqCst);
    }

    pub fn restart(self) -> Self {
        let Ward { app, clock, folder, tile } = self;
        drop(app);
        let app = open(folder.path(), &clock);
        Ward { app, clock, folder, tile }
    }

    fn caller(&self, tile: bool) -> Caller {
        let tile = (tile && !self.tile.is_nil()).then_some(self.tile);
        Caller { origin: "test".to_owned(), tile, request_id: None, read_only: false }
    }

    pub fn must(&self, name: &str, body: Json) -> Json {
        self.app.execute(name, body, &self.caller(true)).map_err(|e| format!("{name}: {e:?}")).unwrap()
    }

    pub fn ask(&self, name: &str, body: Json) -> Json {
        self.app.query(name, body, &self.caller(true)).map_err(|e| format!("{name}: {e:?}")).unwrap()
    }

    /// Returns the code a command is refused with; panics when it is not.
    pub fn refused(&self, name: &str, body: Json) -> String {
        self.app.execute(name, body, &self.caller(true)).unwrap_err().code
    }

    pub fn refused_without_tile(&self, name: &str, body: Json) -> String {
        self.app.execute(name, body, &self.caller(false)).unwrap_err().code
    }

    pub fn undo(&self) -> Json {
        self.must("undo", json!({}))
    }

    /// Returns every read-model row the features of these tests write.
    pub fn rows(&self) -> Vec<String> {
        self.app.with_store(|store| {
            store.index_search().unwrap();
            store
                .read(|r| -> Result<Vec<String>, huddle_store::StoreFault> {
                    let mut out = Vec::new();
                    macro_rules! all {
                        ($($row:ty),*) => {$(
                            out.extend(r.rows::<$row>("", [])?.iter().map(|x| format!("{x:?}")));
                        )*};
                    }
                    all!(CrossDefRow, CrossDayRow, MeasureRow, ReadingRow, ProcedureRow, HistoryRow);
                    let titles = r.rows::<SearchRow>("", [])?;
                    out.extend(titles.iter().map(|s| format!("search {} {}", s.doc, s.title)));
                    out.sort();
                    Ok(out)
                })
                .unwrap()
        })
    }

    /// Builds the read model anew and holds it to what stood before.
    pub fn same_after_rebuild(&self) {
        let before = self.rows();
        assert!(before.len() > 10, "the rows must be worth comparing");
        self.app.rebuild().unwrap();
        assert_eq!(before, self.rows());
    }
}
