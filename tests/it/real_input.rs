//! Real monthly A&E figures, brought in as a file and charted by the product as the published vectors say;
//! and their charts and sentences in the week's files.

use crate::support::{ask, env, opening, tell};
use huddle_app::{App, Clock};
use huddle_core::report::{Format, Reports, WeekReport};
use huddle_report::{Press, chart_svg, page, week_file};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;

/// 09:00 on Monday 8 April 2019 in London: the last month of the figures is over.
const APRIL_2019: i64 = 1_554_710_400_000;
/// The Monday of the week before.
const WEEK: &str = "2019-04-01";
const FIVE_TRUSTS: &[u8] = include_bytes!("../fixtures/data/ae_attendances_five_trusts.csv");
const VECTORS: &str = include_str!("../fixtures/vectors/xmr_mdc2024.json");

struct Still;

impl Clock for Still {
    fn now(&self) -> i64 {
        APRIL_2019
    }
}

/// A ward in April 2019.
fn ward(folder: &Path) -> Arc<App> {
    let env = huddle_app::Env { clock: Arc::new(Still), ..env(41) };
    let app = App::open(folder, env, &opening()).unwrap();
    crate::support::start_ward(&app);
    app
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let n = three.iter().fold(0_u32, |n, b| (n << 8) | u32::from(*b)) << (8 * (3 - three.len()));
        for i in 0..4 {
            let letter = LETTERS[((n >> (18 - 6 * i)) & 63) as usize];
            out.push(if i <= three.len() { char::from(letter) } else { '=' });
        }
    }
    out
}

/// Brings a file in; every series becomes a measure of its own name.
fn bring_in(app: &App, file: &[u8], more: Value) {
    let file = base64(file);
    let seen = ask(app, "import_preview", json!({ "bytes_base64": file }));
    assert_eq!(seen["can_import"], true, "{seen}");
    let series: Vec<Value> = seen["series"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| json!({ "name": s["name"], "measure": null, "new_name": s["name"] }))
        .collect();
    let mut body = json!({ "bytes_base64": file, "series": series, "lane": "delivery", "overwrite": false });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    tell(app, "readings_import", body);
}

fn near(got: &Value, want: f64, what: &str) {
    let got = got.as_f64().unwrap_or_else(|| panic!("{what}: {got}, expected {want}"));
    assert!((got - want).abs() <= 1e-9 * want.abs().max(1.0), "{what}: {got}, expected {want}");
}

/// What a chart says of its last point, held against the last point of a judged series.
fn same_as(app: &App, tile: &Value, last: &Value, icon: &Value, what: &str) {
    let detail = ask(app, "measure_get", json!({ "id": tile["id"] }));
    near(&detail["average"], last["mean"].as_f64().unwrap(), what);
    if last["trial_limits"] == true {
        assert_eq!((&tile["low"], &tile["reading"]), (&Value::Null, &json!("not_enough")), "{what}");
        return;
    }
    near(&tile["low"], last["lpl"].as_f64().unwrap().max(0.0), what);
    near(&tile["high"], last["upl"].as_f64().unwrap(), what);
    let reading = match icon.as_str().unwrap() {
        "common_cause" => "steady",
        icon if icon.starts_with("improvement") => "better",
        icon if icon.starts_with("concern") => "worse",
        _ => "worth_a_look",
    };
    assert_eq!(tile["reading"], reading, "{what}: {}", tile["sentence"]);
}

/// Every A&E series of the vectors, as a ward would bring it in: a file, a direction, and a new usual range
/// each April with its reason where the vector starts one.
#[test]
fn the_ae_vectors_come_out_of_the_product_as_published() {
    let data: Value = serde_json::from_str(VECTORS).unwrap();
    let vectors = data["vectors"].as_array().unwrap();
    let mut charted = 0;
    for vector in vectors.iter().filter(|v| v["id"].as_str().unwrap().starts_with("mdc_ae_")) {
        let what = vector["id"].as_str().unwrap();
        let (input, options) = (&vector["input"], &vector["options"]);
        let folder = tempfile::tempdir().unwrap();
        let app = ward(folder.path());
        let mut csv = String::from("month,number\n");
        for (date, value) in
            input["dates"].as_array().unwrap().iter().zip(input["values"].as_array().unwrap())
        {
            csv.push_str(&format!("{},{value}\n", date.as_str().unwrap()));
        }
        let direction = match options["improvement_direction"].as_str().unwrap() {
            "increase" => "up",
            "decrease" => "down",
            _ => "neither",
        };
        let body = json!({ "bytes_base64": base64(csv.as_bytes()), "lane": "delivery", "overwrite": false,
            "series": [{ "name": "", "measure": null, "new_name": "Waiting" }],
            "value_kind": "number", "direction": direction, "target": options["target"] });
        let id = tell(&app, "readings_import", body)["measures"][0].clone();
        for day in options["rebase"].as_array().unwrap() {
            tell(&app, "measure_range_start", json!({ "id": id, "from": day, "why": "A new year's plan" }));
        }
        let tile = ask(&app, "measures_get", json!({}))["measures"][0].clone();
        let last = vector["expected"]["points"].as_array().unwrap().last().unwrap();
        same_as(&app, &tile, last, &vector["expected"]["variation_icon"], what);
        charted += 1;
    }
    assert_eq!(charted, 7, "the vectors have seven A&E series");
}

#[test]
fn five_trusts_are_charted_and_stand_with_chart_and_sentence_in_the_weeks_files() {
    let folder = tempfile::tempdir().unwrap();
    let app = ward(folder.path());
    bring_in(
        &app,
        FIVE_TRUSTS,
        json!({ "value_kind": "percent", "direction": "up", "target": 95, "complement": true }),
    );
    let tiles = ask(&app, "measures_get", json!({}))["measures"].as_array().unwrap().clone();
    assert_eq!(tiles.len(), 5);
    for tile in &tiles {
        let what = tile["name"].as_str().unwrap();
        let detail = ask(&app, "measure_get", json!({ "id": tile["id"] }));
        let points = detail["points"].as_array().unwrap();
        let vector = json!({
            "input": { "dates": points.iter().map(|p| p["start"].clone()).collect::<Vec<_>>(),
                "values": points.iter().map(|p| p["value"].clone()).collect::<Vec<_>>() },
            "options": { "improvement_direction": "increase", "target": 95 },
        });
        // The same engine that the vectors prove, asked without the product around it.
        let judged = huddle_spc::families::analyse("xmr_mdc2024", &vector);
        let last = judged["points"].as_array().unwrap().last().unwrap().clone();
        same_as(&app, tile, &last, &judged["variation_icon"], what);
    }

    tell(&app, "week_freeze", json!({ "monday": WEEK }));
    let out = tempfile::tempdir().unwrap();
    let formats = ["xlsx", "docx", "csv", "txt"];
    tell(
        &app,
        "week_files_make",
        json!({ "monday": WEEK, "formats": formats, "folder": out.path().display().to_string() }),
    );
    let read = |ending: &str| {
        let entry = std::fs::read_dir(out.path()).unwrap().map(|e| e.unwrap().path());
        std::fs::read(entry.into_iter().find(|p| p.to_string_lossy().ends_with(ending)).unwrap()).unwrap()
    };
    let week: WeekReport = week_file::read(&read(".huddleweek")).unwrap().week;
    let csv = String::from_utf8(read(".csv")).unwrap();
    let on_page = page::week_page(&week);
    let shown = serde_json::to_string(&format!("{on_page:?}")).unwrap();
    for tile in &tiles {
        let name = tile["name"].as_str().unwrap();
        let told =
            week.measures.iter().find(|m| m.name == name).unwrap_or_else(|| panic!("{name} is missing"));
        // The sentence of the screen, word for word, and every month behind it.
        assert_eq!(told.sentence, tile["sentence"].as_str().unwrap(), "{name}");
        assert_eq!(told.readings.len(), 36, "{name}");
        assert!(csv.contains(&told.sentence), "{name}: its sentence is in the spreadsheet file");
        let (svg, words) = chart_svg::draw(told).unwrap();
        assert!(
            svg.starts_with("<svg") && words.contains("36 readings") && words.contains(&told.sentence[..12])
        );
        assert!(shown.contains(&told.sentence), "{name}: its sentence is on the page");
    }
    assert!(Press.week(&week, Format::Docx).is_ok());
}
