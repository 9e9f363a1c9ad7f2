//! Inputs with things missing, of the wrong type, too large, too short: an answer or a reason, never a
//! panic.
//!
//! `SEED=` repeats a run.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what went wrong by failing")]

mod checker;

use checker::load;
use huddle_spc::families::{FAMILIES, analyse};
use serde_json::{Value, json};

/// A small generator: good enough to choose what to break.
struct Dice(u64);

impl Dice {
    fn new() -> Dice {
        let seed = std::env::var("SEED").ok().and_then(|s| s.parse().ok()).unwrap_or(20_261_122);
        println!("SEED={seed}");
        Dice(seed)
    }

    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % n.max(1)
    }
}

/// Paths of every value inside `input`, `options`, `kind` and `chart`.
fn places(of: &Value, at: &str, found: &mut Vec<String>) {
    match of {
        Value::Object(map) => map.iter().for_each(|(key, v)| {
            found.push(format!("{at}/{key}"));
            places(v, &format!("{at}/{key}"), found);
        }),
        Value::Array(list) => list.iter().enumerate().for_each(|(i, v)| {
            found.push(format!("{at}/{i}"));
            places(v, &format!("{at}/{i}"), found);
        }),
        _ => {}
    }
}

fn broken(dice: &mut Dice, old: &Value) -> Value {
    match dice.below(16) {
        0 => Value::Null,
        1 => json!("twelve"),
        2 => json!(-3),
        3 => json!(0),
        4 => json!(1e300),
        5 => json!(-1e300),
        6 => json!([]),
        7 => json!({}),
        8 => json!(5e-324),
        9 => json!(true),
        10 => json!(u64::MAX),
        11 => json!([null, null, 1.5]),
        12 => json!("2024-02-30"),
        // A list cut short, doubled, or of one value throughout.
        13 => {
            old.as_array().map_or(json!(2), |l| json!(l.iter().take(dice.below(l.len())).collect::<Vec<_>>()))
        }
        14 => old.as_array().map_or(json!(0.5), |l| json!(l.iter().chain(l).collect::<Vec<_>>())),
        _ => old.as_array().map_or(json!(7.0), |l| json!(l.iter().map(|_| 4.0).collect::<Vec<_>>())),
    }
}

#[test]
fn broken_vectors_get_an_answer_or_a_reason() {
    let mut dice = Dice::new();
    let (mut asked, mut refused) = (0, 0);
    for family in FAMILIES {
        let data = load(&format!("{family}.json"));
        // Long series and slow families less often: this is about kinds of breakage, not about numbers.
        let rounds = if family == "its" { 2 } else { 12 };
        for vector in data["vectors"].as_array().unwrap() {
            let mut base = vector.clone();
            for key in ["expected", "recommended"] {
                base.as_object_mut().unwrap().remove(key);
            }
            let mut all = Vec::new();
            places(&base, "", &mut all);
            for _ in 0..rounds {
                let mut vector = base.clone();
                for _ in 0..=dice.below(3) {
                    let path = all[dice.below(all.len())].clone();
                    if let Some(place) = vector.pointer_mut(&path) {
                        *place = broken(&mut dice, &place.clone());
                    }
                }
                let got = analyse(family, &vector);
                asked += 1;
                if let Some(why) = got.get("error") {
                    refused += 1;
                    assert!(why.as_str().is_some_and(|w| w.len() > 10), "{family}: {got} for {vector}");
                }
                // What is written can be read.
                serde_json::from_str::<Value>(&got.to_string()).unwrap();
            }
        }
    }
    println!("{asked} asked, {refused} refused with a reason");
    assert!(refused * 20 > asked, "nothing was really broken: {refused} of {asked}");
    assert!(refused < asked, "nothing was answered");
}

#[test]
fn nothing_given_is_answered_too() {
    for family in FAMILIES {
        for vector in
            [json!(null), json!({}), json!({ "input": {} }), json!([]), json!({ "input": [], "options": 3 })]
        {
            let got = analyse(family, &vector);
            assert!(!got.to_string().is_empty(), "{family}");
        }
    }
    assert!(analyse("no_such", &json!({}))["error"].as_str().unwrap().contains("xmr_ptd"));
}

#[test]
fn an_option_nobody_knows_is_refused_by_name() {
    for family in FAMILIES {
        let data = load(&format!("{family}.json"));
        let mut vector = data["vectors"][0].clone();
        let before = analyse(family, &vector);
        vector["options"] = vector.get("options").filter(|o| o.is_object()).cloned().unwrap_or(json!({}));
        assert_eq!(analyse(family, &vector), before, "{family}: no options and none given are one");
        vector["options"]["tarqet"] = json!(95);
        let why = analyse(family, &vector)["error"].as_str().unwrap_or_default().to_owned();
        assert!(why.starts_with("there is no option \"tarqet\""), "{family}: {why}");
    }
    let why = analyse("xmr", &json!({ "input": {}, "options": 3 }))["error"].clone();
    assert_eq!(why, "the options are no object of names and values");
}

#[test]
fn every_option_may_be_left_out() {
    for family in FAMILIES {
        let data = load(&format!("{family}.json"));
        for vector in data["vectors"].as_array().unwrap() {
            let bare = json!({ "input": vector["input"], "chart": vector["chart"], "kind": vector["kind"] });
            let got = analyse(family, &bare);
            let refused = got.get("error").is_some();
            let known =
                vector["expected"].is_null() && vector.get("recommended").is_some_and(Value::is_object);
            let told = vector.get("reference_error").is_some();
            assert!(!refused || known || told, "{family} {}: {got}", vector["id"]);
        }
    }
}

#[test]
fn series_of_every_length_and_of_equal_values() {
    for n in (0..16usize).chain([24, 39]) {
        for value in [json!(0.0), json!(100.0), json!(null), json!(0.1)] {
            let list: Vec<Value> = vec![value.clone(); n];
            let dates: Vec<String> =
                (0..n).map(|i| format!("2024-{:02}-{:02}", i / 28 + 1, i % 28 + 1)).collect();
            for family in FAMILIES {
                for chart in ["i", "mr", "c", "u", "up", "p", "pp", "g", "t", "ip"] {
                    if chart != "i" && family != "control_charts" {
                        continue;
                    }
                    let vector = json!({
                        "chart": chart,
                        "input": {
                            "values": list, "dates": dates, "y": list, "n": list, "baseline": list, "post": list,
                            "events": dates, "as_of": "2024-12-31", "first_post_index": n / 2 + 1, "control": list,
                        },
                        "options": if family.starts_with("xmr") { json!({ "target": 100.0 }) } else { json!({}) },
                    });
                    let got = analyse(family, &vector);
                    serde_json::from_str::<Value>(&got.to_string()).unwrap();
                }
            }
        }
    }
}
