//! Two PCs that enter the same period apart: both numbers stay, both are shown, a person chooses.

use super::net::{Net, Pc, pair};
use crate::support::start_ward;
use huddle_app::Caller;
use huddle_testkit::chance::{Chance, seed};
use serde_json::{Value, json};

const DAY: &str = "2026-11-21";

fn ask(pc: &Pc, name: &str, body: Value) -> Value {
    pc.app().query(name, body, &Caller::default()).unwrap_or_else(|e| panic!("{name}: {e:?}"))
}

fn enter(pc: &Pc, measure: &Value, number: i64) {
    let body = json!({ "measure": measure, "period": format!("daily:{DAY}"), "value": number, "nothing_due": false });
    pc.tell("reading_set", body);
}

/// Two PCs of a ward that both know a daily count, and are apart.
fn apart() -> (Net, Chance, Value) {
    let mut chance = Chance::new(seed(33));
    let (one, two) = (Pc::new(chance.bits(), 0), Pc::new(chance.bits(), 0));
    start_ward(one.app());
    pair(&one, &two, "writer");
    let body = json!({ "name": "Falls", "lane": "quality", "definition": "Every fall", "value_kind": "count",
        "unit": "count", "frequency": "daily", "direction": "down", "decimals": 0 });
    let measure = one.tell("measure_define", body)["id"].clone();
    let mut net = Net::new(vec![one, two]);
    net.connect(0, 1);
    net.settle(&mut chance);
    net.unplug(0);
    (net, chance, measure)
}

/// The two numbers a clash shows, in order of size.
fn numbers(clashes: &Value) -> Vec<i64> {
    let list = clashes.as_array().unwrap();
    assert!(list.len() <= 1, "one clash of one period: {clashes}");
    let values = list.iter().flat_map(|clash| clash["values"].as_array().unwrap());
    let mut found: Vec<i64> = values.map(|v| v["value"]["value"].as_f64().unwrap() as i64).collect();
    found.sort_unstable();
    found
}

/// What the pad and the measure show of the day: the clash on each, and what the table holds.
fn shown(pc: &Pc, measure: &Value) -> (Vec<i64>, Vec<i64>, bool, f64) {
    let pad = ask(pc, "readings_due_get", json!({ "date": DAY }));
    let row = pad["rows"].as_array().unwrap().iter().find(|row| row["measure"] == *measure).unwrap().clone();
    let detail = ask(pc, "measure_get", json!({ "id": measure }));
    let point = detail["points"][0].clone();
    assert_eq!(detail["points"].as_array().unwrap().len(), 1, "one row for one period");
    (
        numbers(&row["clashes"]),
        numbers(&detail["clashes"]),
        point["clash"].as_bool().unwrap(),
        point["value"].as_f64().unwrap(),
    )
}

#[test]
fn both_numbers_stand_on_the_pad_and_in_the_table_until_a_person_chooses() {
    let (mut net, mut chance, measure) = apart();
    enter(&net.pcs[0], &measure, 4);
    enter(&net.pcs[1], &measure, 6);
    // Apart each PC knows one number and no clash: the control of what is looked for below.
    assert_eq!(shown(&net.pcs[0], &measure), (vec![], vec![], false, 4.0));
    assert_eq!(shown(&net.pcs[1], &measure), (vec![], vec![], false, 6.0));
    net.connect(0, 1);
    net.settle(&mut chance);
    let seen = shown(&net.pcs[0], &measure);
    assert_eq!((&seen.0, &seen.1, seen.2), (&vec![4, 6], &vec![4, 6], true));
    assert_eq!(shown(&net.pcs[1], &measure), seen, "both PCs show the same");

    // Chart, week and wall have no number of their own choosing: they say that there are two.
    for pc in &net.pcs {
        let tile = ask(pc, "measure_get", json!({ "id": measure }))["tile"].clone();
        assert_eq!((&tile["reading"], &tile["latest"]), (&json!("two_readings"), &Value::Null));
        assert_eq!(tile["latest_text"], "Two numbers");
        assert_eq!(tile["sentence"], "Two numbers for 21 November 2026: choose one");
        let week = ask(pc, "week_get", json!({ "monday": "2026-11-16" }));
        let text = week.to_string();
        assert!(text.contains("Two numbers for 21 November 2026"), "{text}");
    }

    let detail = ask(&net.pcs[1], "measure_get", json!({ "id": measure }));
    let clash = &detail["clashes"][0];
    let keep =
        clash["values"].as_array().unwrap().iter().position(|v| v["value"]["value"] == json!(6.0)).unwrap();
    net.pcs[1].tell("clash_settle", json!({ "id": clash["id"], "path": clash["path"], "keep": keep }));
    net.poke(1);
    net.settle(&mut chance);
    for pc in &net.pcs {
        assert_eq!(shown(pc, &measure), (vec![], vec![], false, 6.0));
    }
    assert!(net.same(), "the two stores hold the same");
}

#[test]
fn the_same_number_from_both_is_one_number() {
    let (mut net, mut chance, measure) = apart();
    enter(&net.pcs[0], &measure, 4);
    enter(&net.pcs[1], &measure, 4);
    net.connect(0, 1);
    net.settle(&mut chance);
    for pc in &net.pcs {
        assert_eq!(shown(pc, &measure), (vec![], vec![], false, 4.0));
    }
}

#[test]
fn a_number_and_not_measured_are_a_difference_too() {
    let (mut net, mut chance, measure) = apart();
    enter(&net.pcs[0], &measure, 4);
    let body = json!({ "measure": measure, "period": format!("daily:{DAY}"), "not_measured": "no_time",
        "nothing_due": false });
    net.pcs[1].tell("reading_set", body);
    net.connect(0, 1);
    net.settle(&mut chance);
    for pc in &net.pcs {
        let detail = ask(pc, "measure_get", json!({ "id": measure }));
        assert_eq!(detail["points"][0]["clash"], true);
        let values = detail["clashes"][0]["values"].as_array().unwrap().clone();
        assert!(values.iter().any(|v| v["value"]["not_measured"] == "no_time"), "{values:?}");
        assert!(values.iter().any(|v| v["value"]["value"] == json!(4.0)), "{values:?}");
    }
}
