//! Every query of the table at ten years of data.
//!
//! The table itself is walked: a query without a sample here fails the test, so that a new one cannot be
//! forgotten. Judged in processor time, because the machine is shared; wall time is printed beside it.

use crate::support::{ask, env, opening};
use crate::years::{self, Sizes};
use huddle_app::{App, Caller};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// The figure: half of all calls of any query answer within this, in a release build.
const FIGURE: Duration = Duration::from_millis(10);
/// Search forgives slips of the keyboard over every word ever written and has a figure of its own.
const SEARCH_FIGURE: Duration = Duration::from_millis(50);
/// Product code is not optimised in the everyday profile; this catches a query that reads a whole table.
const UNOPTIMISED: u32 = 12;

/// Returns the processor time of this thread, so that a busy machine does not fail the test.
#[allow(unsafe_code, reason = "the processor time of a thread is a libc call")]
fn processor() -> Duration {
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
        | "bin_get" | "ideas_get" => vec![json!({})],
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
            let past = (1..60)
                .map(|n| chrono::NaiveDate::from_ymd_opt(2026, 11, 22).unwrap() - chrono::Days::new(n * 5));
            std::iter::once(json!({}))
                .cycle()
                .take(30)
                .chain(past.map(|d| json!({ "date": d.to_string(), "shift": "day" })))
                .collect()
        }
        "huddles_get" => vec![
            json!({ "from": "2026-10-01", "to": "2026-11-22" }),
            json!({ "from": "2019-01-01", "to": "2019-03-31" }),
            json!({ "from": "2010-01-01", "to": "2026-11-22" }),
        ],
        "crosses_get" => vec![json!({}), json!({ "month": "2019-02" }), json!({ "month": "2026-08" })],
        "measures_get" => vec![json!({}), json!({ "theme": "dark" })],
        "measure_get" => measures().into_iter().map(|id| json!({ "id": id, "theme": "light" })).collect(),
        "readings_due_get" => {
            vec![json!({}), json!({ "date": "2026-11-01" }), json!({ "date": "2020-02-02" })]
        }
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
        "escalations_get" => vec![json!({ "closed": false }), json!({ "closed": true })],
        "escalation_get" => {
            let all = ask(app, "escalations_get", json!({ "closed": true }));
            ids(&all["closed"]).into_iter().take(60).map(|id| json!({ "id": id })).collect()
        }
        "week_get" => vec![json!({}), json!({ "monday": "2019-05-06" })],
        _ => return None,
    })
}

struct Seen {
    name: &'static str,
    p50: Duration,
    wall: Duration,
    max: Duration,
    bytes: usize,
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn time(app: &App, name: &'static str, samples: &[Value]) -> Seen {
    let rounds = 40_usize.div_ceil(samples.len());
    // Of several samples the slowest counts: a query is fast when it is fast for each of them.
    let mut seen = Seen { name, p50: Duration::ZERO, wall: Duration::ZERO, max: Duration::ZERO, bytes: 0 };
    let many = samples.len() >= 30;
    let mut all = (Vec::new(), Vec::new());
    for sample in samples {
        let (mut cpu, mut wall) = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            let (begun, spent) = (Instant::now(), processor());
            let answer = app.query(name, sample.clone(), &Caller::default());
            cpu.push(processor() - spent);
            wall.push(begun.elapsed());
            let answer = answer.unwrap_or_else(|e| panic!("{name} {sample}: {e:?}"));
            seen.bytes = seen.bytes.max(answer.to_string().len());
        }
        seen.max = seen.max.max(wall.iter().max().copied().unwrap_or_default());
        if many {
            all.0.extend(cpu);
            all.1.extend(wall);
        } else {
            seen.p50 = seen.p50.max(median(cpu));
            seen.wall = seen.wall.max(median(wall));
        }
    }
    if many {
        (seen.p50, seen.wall) = (median(all.0), median(all.1));
    }
    seen
}

#[test]
fn every_query_answers_within_10_ms_after_years_of_data() {
    let folder = tempfile::tempdir().unwrap();
    let begun = Instant::now();
    // Unoptimised code would need many minutes to make ten years; everyday runs walk the table over two.
    let everyday = if cfg!(debug_assertions) { 2 } else { 10 };
    let years = i32::try_from(huddle_testkit::chance::count("YEARS", everyday, 10)).unwrap();
    let put_away = if years < 10 { 500 } else { Sizes::TEN_YEARS.put_away };
    years::fill(folder.path(), Sizes { years, put_away, ..Sizes::TEN_YEARS });
    println!("made in {:.0?}", begun.elapsed());
    let begun = Instant::now();
    let app = App::open(folder.path(), env(11), &opening()).unwrap();
    println!("opened in {:.2?}", begun.elapsed());
    let count = |sql: &str| app.with_store(|s| s.read(|r| r.values(sql, []))).unwrap()[0][0].clone();
    for table in
        ["change", "doc", "history", "card", "huddle", "action", "reading", "cross_day", "notice", "search"]
    {
        println!("{table}: {:?}", count(&format!("SELECT count(*) FROM \"{table}\"")));
    }
    for n in 0..30 {
        crate::support::tell(
            &app,
            "card_add",
            json!({ "title": format!("Today's card {n}"), "lane": "quality" }),
        );
    }
    let slack = if cfg!(debug_assertions) { UNOPTIMISED } else { 1 };
    let mut all: Vec<Seen> = huddle_app::names()
        .0
        .into_iter()
        .map(|name| {
            let samples = samples(&app, name).unwrap_or_else(|| {
                panic!("the query {name} has no sample: say in this file what it is asked")
            });
            assert!(!samples.is_empty(), "{name} has nothing to be asked about");
            time(&app, name, &samples)
        })
        .collect();
    all.sort_by_key(|s| std::cmp::Reverse(s.p50));
    let mut slow = Vec::new();
    for s in &all {
        let figure = if s.name == "find" { SEARCH_FIGURE } else { FIGURE } * slack;
        println!(
            "{:<18} p50 {:>7.2} ms processor, {:>7.2} ms wall; max {:>7.2} ms; largest answer {} KiB",
            s.name,
            s.p50.as_secs_f64() * 1e3,
            s.wall.as_secs_f64() * 1e3,
            s.max.as_secs_f64() * 1e3,
            s.bytes >> 10,
        );
        if s.p50 >= figure {
            slow.push(s.name);
        }
    }
    assert!(slow.is_empty(), "too slow at ten years: {slow:?}");
}
