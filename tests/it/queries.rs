//! Every query of the table at ten years of data.
//!
//! The table itself is walked: a query without a sample here fails the test, so that a new one cannot be
//! forgotten. Each sample is asked once to warm up and then [`TIMES`] times; its median is judged, and a query
//! is as fast as its slowest sample. Judged in processor time, because the machine is shared; the first answer
//! and wall time are printed beside it. The control opens 1,000 documents, which no query may, through the same clock and must be
//! over the figure.

use crate::support::{ask, env, opening, tell};
use crate::years::{self, Sizes};
use huddle_app::App;
use huddle_doc::Doc;
use huddle_store::{DocRow, Reader, SqlValue, StoreFault};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// The figure: half of all calls of any query answer within this, in a release build.
const FIGURE: Duration = Duration::from_millis(10);
/// Product code is not optimised in the everyday profile and two years stand for ten: this catches a query
/// that reads a whole table, nothing finer. The figure itself is held in release, by `cargo xtask bench`.
const UNOPTIMISED: u32 = 12;
/// Answers of which the median is taken, after one that warms up.
const TIMES: usize = 5;
/// Samples from which on the first answers have a median of their own, so that opening a record from its
/// changes is judged too.
const MANY: usize = 30;

/// Returns the processor time of this thread, so that a busy machine does not fail the test.
#[allow(unsafe_code, reason = "the processor time of a thread is a libc call")]
pub fn processor() -> Duration {
    let mut t = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `t` is a valid timespec for the call to fill.
    unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &mut t) };
    Duration::new(u64::try_from(t.tv_sec).unwrap(), u32::try_from(t.tv_nsec).unwrap())
}

fn ids(list: &Value) -> Vec<Value> {
    list.as_array().unwrap().iter().map(|v| v["id"].clone()).collect()
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let bits = three.iter().fold(0_u32, |n, b| (n << 8) | u32::from(*b)) << (8 * (3 - three.len()));
        for n in 0..4 {
            let six = (bits >> (18 - 6 * n)) & 63;
            out.push(if n <= three.len() { char::from(LETTERS[six as usize]) } else { '=' });
        }
    }
    out
}

/// Returns what each query is asked with; the same record is not asked for twice where many are, so that
/// opening a document from its changes is part of the time.
fn samples(app: &App, name: &str) -> Option<Vec<Value>> {
    let measures = || -> Vec<Value> { ids(&ask(app, "measures_get", json!({}))["measures"]) };
    Some(match name {
        "boot_get" | "ward_get" | "now_get" | "settings_get" | "undo_get" | "today_get" | "glance_get"
        | "bin_get" | "ideas_get" | "sharing_get" | "sharing_test_get" | "before_get" | "bundle_get"
        | "wall_get" | "projects_get" => {
            vec![json!({})]
        }
        "cross_raise_check_get" => {
            let kept = ask(app, "crosses_get", json!({}));
            let keys = kept["crosses"].as_array().cloned().unwrap_or_default();
            keys.iter().map(|cross| json!({ "cross": cross["key"] })).collect()
        }
        "clashes_get" => vec![json!({ "kind": "card" }), json!({ "kind": "ward" })],
        "sharing_around_get" => vec![json!({ "show": false }), json!({ "show": true })],
        "cards_get" => vec![json!({}), json!({ "text": "hoist" }), json!({ "lane": "quality" })],
        "card_get" => {
            let board = ask(app, "cards_get", json!({}));
            let away = ask(app, "put_away_get", json!({ "before": null, "limit": 40 }));
            let all = ids(&board["cards"]).into_iter().take(40).chain(ids(&away["cards"]));
            all.map(|id| json!({ "id": id })).collect()
        }
        "put_away_get" => (0..5)
            .map(|n| json!({ "before": 1_790_000_000_000_i64 - n * 60 * 86_400_000 * 10, "limit": 200 }))
            .collect(),
        "find" => [
            "hoist",
            "hoist broken bay 3",
            "chargr",
            "matress missing",
            "obs",
            "comode slice",
            "b",
            "zzzzz",
            "discharge pharmcy",
            "wheelchiar corridor",
            "the",
            "6A-2000",
        ]
        .iter()
        .map(|text| json!({ "text": text, "limit": 20 }))
        .collect(),
        "huddle_get" => {
            let past = (1..40)
                .map(|n| chrono::NaiveDate::from_ymd_opt(2026, 11, 22).unwrap() - chrono::Days::new(n * 7));
            std::iter::once(json!({}))
                .chain(past.map(|d| json!({ "date": d.to_string(), "shift": "day" })))
                .collect()
        }
        "huddles_get" => vec![
            json!({ "from": "2026-10-01", "to": "2026-11-22" }),
            json!({ "from": "2019-01-01", "to": "2019-03-31" }),
            json!({ "from": "2010-01-01", "to": "2026-11-22" }),
        ],
        "crosses_get" => vec![
            json!({}),
            json!({ "month": "2019-02" }),
            json!({ "month": "2026-08" }),
            json!({ "theme": "dark" }),
        ],
        "measures_get" => vec![json!({}), json!({ "theme": "dark" })],
        "measure_get" => measures().into_iter().map(|id| json!({ "id": id, "theme": "light" })).collect(),
        "readings_due_get" => {
            vec![json!({}), json!({ "date": "2026-11-01" }), json!({ "date": "2020-02-02" })]
        }
        "readings_back_get" => {
            let until = |m: &String, day: Value| json!({ "measure": m, "until": day });
            let of = |m: String| [until(&m, Value::Null), until(&m, json!("2020-02-02"))];
            measures().iter().filter_map(Value::as_str).map(str::to_owned).flat_map(of).collect()
        }
        "measure_advice_get" => {
            vec![json!({ "name": "Falls and sores", "value_kind": "count", "usual": 0.5 })]
        }
        "starters_get" => vec![json!({})],
        "cross_day_get" => vec![
            json!({ "cross": "falls", "date": "2026-11-01" }),
            json!({ "cross": "falls", "date": "2019-02-03" }),
        ],
        "import_preview" => {
            // A year of days for a measure that has ten.
            let rows =
                (0..365).map(|n| chrono::NaiveDate::from_ymd_opt(2020, 1, 1).unwrap() + chrono::Days::new(n));
            let csv: String = std::iter::once("date,Omitted doses\n".to_owned())
                .chain(rows.map(|d| format!("{d},{}\n", d.to_string().len() % 7)))
                .collect();
            vec![json!({ "bytes_base64": base64(csv.as_bytes()), "measure": null })]
        }
        "procedures_get" => vec![json!({}), json!({ "text": "hoist" })],
        "procedure_get" => {
            let all = ask(app, "procedures_get", json!({}));
            ids(&all["procedures"]).into_iter().map(|id| json!({ "id": id, "version": null })).collect()
        }
        "project_get" => {
            let all = ask(app, "projects_get", json!({}));
            let all = ids(&all["now"]).into_iter().chain(ids(&all["before"]));
            all.map(|id| json!({ "id": id, "theme": "light" })).collect()
        }
        "escalations_get" => vec![json!({ "closed": false }), json!({ "closed": true })],
        "escalation_get" => {
            let all = ask(app, "escalations_get", json!({ "closed": true }));
            ids(&all["closed"]).into_iter().take(60).map(|id| json!({ "id": id })).collect()
        }
        "raise_check_get" => {
            let cards = ids(&ask(app, "cards_get", json!({}))["cards"]);
            cards.into_iter().chain(measures()).map(|id| json!({ "id": id })).collect()
        }
        "week_get" => vec![
            json!({}),
            json!({ "monday": "2026-11-09" }),
            json!({ "monday": "2025-12-01" }),
            json!({ "monday": "2019-05-06" }),
        ],
        "pile_get" => vec![json!({ "files": [week_file(app)] })],
        "words_check_get" => {
            vec![json!({ "text": "Mrs Price in bay 3 wants her own hoist sling. ".repeat(40) })]
        }
        _ => return None,
    })
}

/// A week file of this ward as its matron gets it; how many wards she has does not grow with the years.
fn week_file(app: &App) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let monday = "2026-11-09";
    tell(app, "week_freeze", json!({ "monday": monday }));
    let to = folder.path().display().to_string();
    tell(app, "week_files_make", json!({ "monday": monday, "formats": [], "folder": to }));
    let made = std::fs::read_dir(&to).unwrap().map(|entry| entry.unwrap().path());
    let file = made.into_iter().find(|path| path.extension().is_some_and(|e| e == "huddleweek")).unwrap();
    json!({ "name": "6A.huddleweek", "text": std::fs::read_to_string(file).unwrap() })
}

/// Fails when the ward lacks what makes a measure's, a cross's or a project's page long: their figures would be
/// those of an easier ward.
fn expect_depth(app: &App, years: i32) {
    let years = i64::from(years);
    let measures = ids(&ask(app, "measures_get", json!({}))["measures"]);
    let changed = |what: &str| {
        let of = |id: &Value| {
            let seen = ask(app, "measure_get", json!({ "id": id }));
            seen["changes"].as_array().unwrap().iter().filter(|c| c["what"] == what).count() as i64
        };
        measures.iter().map(of).min().unwrap()
    };
    let (targets, ranges) = (changed("target"), changed("new_range"));
    assert!(targets > years, "a measure's target was changed {targets} times in {years} years");
    assert!(ranges * 3 >= years, "a measure's usual range started again {ranges} times in {years} years");
    let crosses = ask(app, "crosses_get", json!({}));
    let drawn = crosses["crosses"].as_array().unwrap().iter().map(|c| &c["gaps"]).filter(|g| g.is_object());
    // All gaps are read and drawn; those with an unchecked day in them count in nothing.
    let gaps: Vec<(usize, i64)> =
        drawn.map(|g| (g["list"].as_array().unwrap().len(), g["points"].as_i64().unwrap())).collect();
    let enough = |(all, _): &(usize, i64)| *all as i64 >= 3 * years;
    assert!(gaps.len() >= 3 && gaps.iter().all(enough), "gaps of the crosses' charts, and used: {gaps:?}");
    assert!(gaps.iter().any(|(_, used)| *used >= 13), "no chart of gaps has a usual range: {gaps:?}");
    let all = ask(app, "projects_get", json!({}));
    let projects = ids(&all["now"]).into_iter().chain(ids(&all["before"]));
    let (mut lines, mut steps, mut missed) = (0, 0, 0);
    for id in projects {
        let seen = ask(app, "project_get", json!({ "id": id }));
        for line in seen["lines"].as_array().unwrap() {
            lines += i64::from(line["svg"].is_string());
            steps += i64::from(matches!(line["series"]["says"].as_str(), Some("step" | "no_clear_step")));
            let cells = line["cells"].as_array().unwrap();
            missed += i64::from(cells.iter().any(|cell| cell["not_measured"] != ""));
        }
    }
    println!(
        "targets changed {targets}, ranges {ranges} a measure; gaps {gaps:?}; project lines {lines}, {steps} with a step looked for, {missed} with a check not measured"
    );
    assert!(lines >= 8 * years && steps >= 4 * years && missed >= years);
}

/// What was seen of one query.
struct Seen {
    name: &'static str,
    /// Half of the warm answers to its slowest sample came within this, in processor time.
    p50: Duration,
    /// The same of the first answers, over all samples; zero when there are few.
    first: Duration,
    wall: Duration,
    max: Duration,
    bytes: usize,
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// Times each of `samples`; `answer` returns the answer's length in bytes.
fn time(name: &'static str, samples: &[Value], answer: impl Fn(&Value) -> usize) -> Seen {
    let mut seen = Seen {
        name,
        p50: Duration::ZERO,
        first: Duration::ZERO,
        wall: Duration::ZERO,
        max: Duration::ZERO,
        bytes: 0,
    };
    let mut firsts = Vec::new();
    for sample in samples {
        let (mut cpu, mut wall) = (Vec::new(), Vec::new());
        for _ in 0..=TIMES {
            let (begun, spent) = (Instant::now(), processor());
            let bytes = answer(sample);
            cpu.push(processor() - spent);
            wall.push(begun.elapsed());
            seen.bytes = seen.bytes.max(bytes);
        }
        firsts.push(cpu.remove(0));
        seen.max = seen.max.max(wall.iter().max().copied().unwrap_or_default());
        wall.remove(0);
        seen.p50 = seen.p50.max(median(cpu));
        seen.wall = seen.wall.max(median(wall));
    }
    if samples.len() >= MANY {
        seen.first = median(firsts);
    }
    seen
}

impl Seen {
    fn is_within(&self, figure: Duration) -> bool {
        self.p50.max(self.first) < figure
    }

    fn print(&self) {
        let ms = |d: Duration| d.as_secs_f64() * 1e3;
        println!(
            "{:<18} p50 {:>7.2} ms processor (first answers {:>6.2}), {:>7.2} ms wall; max {:>7.2} ms; largest answer {} KiB",
            self.name,
            ms(self.p50),
            ms(self.first),
            ms(self.wall),
            ms(self.max),
            self.bytes >> 10,
        );
    }
}

#[test]
fn every_query_answers_within_10_ms_after_years_of_data() {
    let folder = tempfile::tempdir().unwrap();
    let begun = Instant::now();
    // Everyday runs walk the table over two years, which is made in seconds by unoptimised code too.
    let everyday = if cfg!(debug_assertions) { 2 } else { 10 };
    let years = i32::try_from(huddle_testkit::chance::count("YEARS", everyday, 10)).unwrap();
    years::fill(folder.path(), Sizes::of_years(years));
    println!("made in {:.1?}", begun.elapsed());
    let begun = Instant::now();
    let app = App::open(folder.path(), env(11), &opening()).unwrap();
    println!("opened in {:.2?}", begun.elapsed());
    let count = |table: &str| -> i64 {
        let sql = format!("SELECT count(*) FROM \"{table}\"");
        let rows = app.with_store(|s| s.read(|r| r.values(&sql, []))).unwrap();
        let SqlValue::Integer(held) = rows[0][0] else { panic!("a count is a whole number") };
        held
    };
    for (table, at_least) in years::floor(years) {
        let held = count(table);
        println!("{table}: {held}");
        assert!(held >= at_least, "a ward of {years} years holds {held} rows of {table}, not {at_least}");
    }
    expect_depth(&app, years);
    let slack = if cfg!(debug_assertions) { UNOPTIMISED } else { 1 };
    let mut all: Vec<Seen> = huddle_app::names()
        .0
        .into_iter()
        .map(|name| {
            let samples = samples(&app, name).unwrap_or_else(|| {
                panic!("the query {name} has no sample: say in this file what it is asked")
            });
            assert!(!samples.is_empty(), "{name} has nothing to be asked about");
            time(name, &samples, |sample| ask(&app, name, sample.clone()).to_string().len())
        })
        .collect();
    all.sort_by_key(|s| std::cmp::Reverse(s.p50.max(s.first)));
    let mut slow = Vec::new();
    for s in &all {
        s.print();
        if !s.is_within(FIGURE * slack) {
            slow.push(s.name);
        }
    }
    // The controls: a query nobody gave a sample is noticed, and one that opens documents is too slow.
    assert!(samples(&app, "a_query_added_tomorrow").is_none());
    let control = time("(1,000 documents)", &[json!({})], |_| {
        let read = |r: &Reader<'_>| -> Result<usize, StoreFault> {
            let docs = r.rows::<DocRow>("ORDER BY id LIMIT 1000", [])?;
            docs.iter().try_fold(0, |sum, doc| {
                let changes: Vec<Vec<u8>> =
                    r.changes(doc.id, doc.epoch_id, 0)?.into_iter().map(|c| c.bytes).collect();
                let heads: Vec<[u8; 32]> =
                    doc.heads.chunks_exact(32).map(|h| h.try_into().unwrap()).collect();
                let opened = Doc::load(doc.id, None, &changes, &heads).unwrap();
                Ok(sum + opened.changes())
            })
        };
        app.with_store(|s| s.read(read)).unwrap()
    });
    control.print();
    assert!(!control.is_within(FIGURE * slack), "opening documents was not noticed as slow");
    assert!(slow.is_empty(), "too slow after {years} years: {slow:?}");
}
